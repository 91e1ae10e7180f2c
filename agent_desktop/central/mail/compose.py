"""A mail as it leaves: headers that nobody can break out of, plain text, the same as HTML, and files."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import msgspec

LONGEST_SUBJECT = 300
_MOST_REFERENCES = 12


class Part(msgspec.Struct, frozen=True):
    """One file that goes with a mail."""

    name: str
    media_type: str
    body: bytes


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """All that makes a mail; ``references`` are Message-IDs, the one that is answered last."""

    message_id: str
    from_title: str
    from_address: str
    reply_to: str
    to: str
    subject: str
    text: str
    html: str
    at: datetime
    references: tuple[str, ...] = ()
    files: tuple[Part, ...] = ()
    is_automatic: bool = False


def compose(letter: Letter) -> EmailMessage:
    """The message; line ends in what people wrote never reach a header, whatever they wrote."""
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = one_line(letter.message_id)
    message["Date"] = format_datetime(letter.at)
    message["From"] = Address(display_name=one_line(letter.from_title), addr_spec=letter.from_address)
    message["To"] = Address(addr_spec=letter.to)
    message["Reply-To"] = Address(display_name=one_line(letter.from_title), addr_spec=letter.reply_to)
    message["Subject"] = one_line(letter.subject)[:LONGEST_SUBJECT]
    if letter.references:
        known = [one_line(one) for one in letter.references[-_MOST_REFERENCES:]]
        message["In-Reply-To"] = known[-1]
        message["References"] = " ".join(known)
    if letter.is_automatic:
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
    message.set_content(letter.text + "\n", cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    for part in letter.files:
        main, _, sub = part.media_type.partition("/")
        if main in {"text", "message", "multipart"} or not sub:
            # Bytes as they are: a text may be in any character set, and a mail within a mail is a file here.
            main, sub = "application", "octet-stream"
        message.add_attachment(part.body, maintype=main, subtype=sub, filename=one_line(part.name) or "file")
    return message


def one_line(text: str) -> str:
    """A text without anything that ends a line or cannot be seen."""
    return "".join(char if char.isprintable() else " " for char in text).strip()
