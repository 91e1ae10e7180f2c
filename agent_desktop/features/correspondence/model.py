"""Addresses, reply tokens and languages of correspondence: values and rules, no I/O."""

from __future__ import annotations

import re
import secrets
from hashlib import sha256

from agent_desktop.core.ids import make_id

KINDS = ("reply", "rating")
"""What a mail of ours carries: a reply to a ticket, or the question how we did."""

DELIVERIES = ("queued", "sent", "failed", "bounced")

BECAME = ("note", "ticket", "bounce", "automatic", "ignored", "held", "copy")
"""What became of a mail that came in."""

LONGEST_ADDRESS = 254
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_LOCAL}@(?:{_LABEL}\.)+{_LABEL}")

TOKEN_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105 - what tokens are made of
"""Without those that are misread for each other; a mail program may change capitals, and nothing is lost."""

TOKEN_LENGTH = 20
"""99 bits: whoever tries a million a second meets a known one after longer than the earth is old."""

_TOKEN = rf"[{TOKEN_LETTERS}]{{{TOKEN_LENGTH}}}"
_IN_SUBJECT = re.compile(rf"\[#({_TOKEN})\]", re.IGNORECASE)
_IN_MESSAGE_ID = re.compile(rf"<[0-9a-f-]{{36}}\.({_TOKEN})@", re.IGNORECASE)
_IN_ADDRESS = re.compile(rf"\+({_TOKEN})@", re.IGNORECASE)

LANGUAGES = {
    "english": "en",
    "german": "de",
    "deutsch": "de",
    "french": "fr",
    "français": "fr",
    "spanish": "es",
    "español": "es",
    "italian": "it",
    "italiano": "it",
    "dutch": "nl",
    "nederlands": "nl",
    "polish": "pl",
    "polski": "pl",
    "portuguese": "pt",
    "português": "pt",
    "turkish": "tr",
    "türkçe": "tr",
    "welsh": "cy",
    "irish": "ga",
}
"""Languages as customers' records say them, by their ISO 639-1 letters."""


def good_address(text: str) -> str | None:
    """An e-mail address as SMTP takes it, its domain in lower case and ASCII; None for anything else.

    Nothing that ends a line or a header gets through, nor an address list: this is what is sent to.
    """
    local, _, domain = text.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii").lower() if domain else ""
    except UnicodeError:
        return None
    address = f"{local}@{domain}"
    if len(address) > LONGEST_ADDRESS or _ADDRESS.fullmatch(address) is None:
        return None
    return address


def same_address(left: str, right: str) -> bool:
    """Whether two addresses reach the same mailbox as far as anybody can tell from outside: capitals do not count."""
    return left.strip().casefold() == right.strip().casefold()


def domain_of(address: str) -> str:
    """What stands behind the @."""
    return address.rpartition("@")[2]


def new_token() -> str:
    """A word nobody can guess, by which the answers to a ticket are known."""
    return "".join(secrets.choice(TOKEN_LETTERS) for _ in range(TOKEN_LENGTH))


def tokens_in(text: str, where: str) -> list[str]:
    """The reply tokens in a header, in order; ``where`` is ``subject``, ``address`` or ``message_id``."""
    pattern = {"subject": _IN_SUBJECT, "address": _IN_ADDRESS, "message_id": _IN_MESSAGE_ID}[where]
    return [found.lower() for found in pattern.findall(text)]


def message_id(mail_id: str, token: str, address: str) -> str:
    """The Message-ID of a mail of ours: the same however often it is tried."""
    return f"<{mail_id}.{token}@{domain_of(address)}>"


def tagged_subject(subject: str, token: str) -> str:
    """A subject with its token, once."""
    return f"{_IN_SUBJECT.sub('', subject).strip()} [#{token}]"


def plain_subject(subject: str) -> str:
    """A subject without any token and without what mail programs put in front of it."""
    bare = _IN_SUBJECT.sub("", subject)
    return re.sub(r"^(?:\s*(?:re|aw|antw|fwd?|wg)\s*:)+", "", bare, flags=re.IGNORECASE).strip()


def plus_address(address: str, token: str) -> str:
    """An address with a token in it, for mail servers that deliver ``name+anything`` to ``name``."""
    local, _, domain = address.rpartition("@")
    return f"{local}+{token}@{domain}"


def language_codes(languages: str | None) -> list[str]:
    """The languages of a customer's record as ISO 639-1 letters, in order; unknown ones are left out."""
    said = [word.strip().casefold() for word in re.split(r"[,;/]", languages or "")]
    codes = [LANGUAGES.get(word, word if len(word) == 2 and word.isalpha() else "") for word in said]
    return [code for code in dict.fromkeys(codes) if code]


def named_id(*parts: str) -> str:
    """The id of a record that is known by what it is called, the same wherever it is made."""
    digest = sha256("\0".join(parts).encode()).digest()
    return make_id(0, int.from_bytes(digest[:2]), int.from_bytes(digest[2:10]))
