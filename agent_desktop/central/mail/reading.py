"""A mail that came in, made plain: who wrote what, with which files. Whatever is broken about it, something is read."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from hashlib import sha256

import msgspec

from agent_desktop.central.mail.bounces import Bounce, bounce_of
from agent_desktop.central.mail.html_text import text_of_html
from agent_desktop.features.correspondence.model import good_address, tokens_in

LONGEST_TEXT = 100_000
LONGEST_LINE = 300
LONGEST_NAME = 200
MOST_FILES = 50
MOST_PARTS = 500
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,240}>")
_CHARSETS = {"gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949", "iso-8859-8-i": "iso-8859-8"}
_AUTOMATIC = frozenset({"bulk", "junk", "list", "auto_reply"})


class File(msgspec.Struct, frozen=True):
    """One file that came with a mail."""

    name: str
    media_type: str
    body: bytes


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """One mail, plain. ``known_by`` tells it from all others; ``tokens`` are the reply tokens it shows, best first.

    ``automatic`` says why it was written by no person; ``bounce`` is what a mail server tells of one of ours.
    """

    known_by: str
    message_id: str | None
    from_address: str | None
    from_name: str
    subject: str
    text: str
    files: tuple[File, ...] = ()
    tokens: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    automatic: str = ""
    bounce: Bounce | None = None
    is_cut: bool = False


def read_mail(raw: bytes, *, is_cut: bool = False) -> Incoming:
    """Read a mail; what cannot be read of it is left out, and where nothing can be, all of it is a file."""
    try:
        return _read(raw, is_cut)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError):
        # The library's own faults over mails that no program should have sent.
        return unreadable(raw, is_cut=is_cut)


def unreadable(raw: bytes, *, is_cut: bool = False) -> Incoming:
    """A mail of which nothing is believed: a file on a ticket that somebody looks at."""
    return Incoming(
        known_by=sha256(raw).hexdigest(),
        message_id=None,
        from_address=None,
        from_name="",
        subject="A mail that cannot be read",
        text="This mail cannot be read. It is attached as it came.",
        files=(File("message.eml", "application/octet-stream", raw),),
        is_cut=is_cut,
    )


def _read(raw: bytes, is_cut: bool) -> Incoming:
    message = email.message_from_bytes(raw)
    said, files = _contents(message)
    sender = _sender(message)
    message_id = next(iter(_MESSAGE_ID.findall(_raw_header(message, "Message-ID"))), None)
    text = _clean(said)
    subject = _header(message, "Subject")[:LONGEST_LINE]
    references = tuple(
        dict.fromkeys(
            _MESSAGE_ID.findall(
                _raw_header(message, "In-Reply-To") + " " + _raw_header(message, "References")
            )
        )
    )
    identity = "\0".join((message_id or "", sender[1] or "", subject, text)).encode("utf-8", "replace")
    digest = sha256(identity if message_id else raw)
    for file in files:
        digest.update(file.body)
    return Incoming(
        known_by=digest.hexdigest(),
        message_id=message_id,
        from_address=sender[1],
        from_name=sender[0],
        subject=subject,
        text=text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "\n[…]",
        files=tuple(files),
        tokens=_tokens(message, subject, references),
        references=references,
        automatic=_automatic(message),
        bounce=bounce_of(message, text),
        is_cut=is_cut,
    )


def _sender(message: Message) -> tuple[str, str | None]:
    for name in ("From", "Sender"):
        for display, address in getaddresses([_header(message, name)]):
            if (good := good_address(address)) is not None:
                return _clean(display)[:LONGEST_NAME], good
    return "", None


def _tokens(message: Message, subject: str, references: tuple[str, ...]) -> tuple[str, ...]:
    """The reply tokens a mail shows: in the address it was sent to, in what it answers, in its subject."""
    found: list[str] = []
    for name in ("To", "Cc", "Delivered-To", "X-Original-To"):
        for _, address in getaddresses([_header(message, name)]):
            found += tokens_in(address, "address")
    found += tokens_in(" ".join(references), "message_id")
    found += tokens_in(subject, "subject")
    return tuple(dict.fromkeys(found))


def _automatic(message: Message) -> str:
    """Why this was written by no person (RFC 3834), empty where a person may have."""
    submitted = _raw_header(message, "Auto-Submitted").partition(";")[0].strip().lower()
    if submitted and submitted != "no":
        return f"Auto-Submitted: {submitted[:40]}"
    precedence = _raw_header(message, "Precedence").strip().lower()
    if precedence in _AUTOMATIC:
        return f"Precedence: {precedence}"
    for name in ("X-Autoreply", "X-Autorespond", "List-Id", "X-Auto-Response-Suppress"):
        if name == "X-Auto-Response-Suppress":
            continue  # People's own mail programs put it in; it asks for silence and says nothing of the writer.
        if _raw_header(message, name).strip():
            return name
    return ""


def _contents(message: Message) -> tuple[str, list[File]]:
    """The words of a mail and its files; of two ways of saying the same the plain one."""
    words: list[str] = []
    files: list[File] = []
    for count, part in enumerate(_leaves(message)):
        if count >= MOST_PARTS:
            break
        kind = part.get_content_type()
        name = _file_name(part)
        is_file = bool(name) or part.get_content_disposition() == "attachment"
        if kind in {"text/plain", "text/html"} and not is_file:
            said = _decoded(part)
            words.append(text_of_html(said) if kind == "text/html" else said)
        elif len(files) < MOST_FILES and (body := _bytes(part)):
            files.append(File(name or f"file-{len(files) + 1}{_ending(kind)}", _media_type(kind), body))
    return "\n\n".join(word.strip() for word in words if word.strip()), files


def _leaves(part: Message, depth: int = 0) -> Iterator[Message]:
    """The parts that hold something; a mail within a mail is one."""
    if not part.is_multipart() or part.get_content_type() == "message/rfc822" or depth > 50:
        yield part
        return
    within = [one for one in part.get_payload() if isinstance(one, Message)]
    if part.get_content_type() == "multipart/alternative":
        within = _best(within)
    for one in within:
        yield from _leaves(one, depth + 1)


def _best(ways: list[Message]) -> list[Message]:
    """Of several ways to say the same the plain text, if it says anything; else the last, which is the richest."""
    plain = [one for one in ways if one.get_content_type() == "text/plain" and _decoded(one).strip()]
    if plain:
        # Invitations and the like stand beside the words as one more way to say them.
        others = [one for one in ways if one.get_content_maintype() not in {"text", "multipart"}]
        with_files = [one for one in ways if one.get_content_maintype() == "multipart"]
        return [plain[0], *others, *(file for one in with_files for file in _files_of(one))]
    return [one for one in ways if one.get_content_type() != "text/plain"][-1:] or ways[-1:]


def _files_of(part: Message) -> list[Message]:
    """What stands in the richer way besides its words: pictures shown within it."""
    return [one for one in part.walk() if not one.is_multipart() and one.get_content_maintype() != "text"]


def _decoded(part: Message) -> str:
    body = _bytes(part)
    for charset in (_charset(part), "utf-8"):
        try:
            return body.decode(charset)
        except (LookupError, ValueError):
            continue
    return body.decode("cp1252", "replace")


def _charset(part: Message) -> str:
    try:
        said = str(part.get_content_charset() or "utf-8")
    except (ValueError, LookupError, AttributeError, TypeError):
        return "utf-8"
    said = said.strip("'\" ").partition("//")[0].lower()
    return _CHARSETS.get(said, said)


def _bytes(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822":
        within = part.get_payload()
        return (
            b"\n".join(bytes(one) for one in within if isinstance(one, Message))
            if isinstance(within, list)
            else b""
        )
    body = part.get_payload(decode=True)
    return body if isinstance(body, bytes) else b""


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, AttributeError, TypeError):
        name = ""
    if part.get_content_type() == "message/rfc822" and not name:
        name = "message.eml"
    name = _words(name).replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char for char in name if char.isprintable()).strip()[:LONGEST_NAME]


def _ending(kind: str) -> str:
    return {"text/calendar": ".ics", "application/ms-tnef": ".dat"}.get(
        kind, "." + re.sub(r"\W", "", kind.partition("/")[2])[:8]
    )


def _media_type(kind: str) -> str:
    return kind if re.fullmatch(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,80}", kind) else "application/octet-stream"


def _raw_header(message: Message, name: str) -> str:
    """A header as it stands, unfolded; all of them where it stands there twice."""
    said = [str(value) for known, value in message.raw_items() if known.lower() == name.lower()]
    return " ".join(" ".join(_eight_bits(one).split()) for one in said)


def _eight_bits(header: str) -> str:
    """Letters that stand in a header as bare bytes, which the library keeps apart: as UTF-8, or as Windows has them."""
    try:
        header.encode()
    except UnicodeEncodeError:
        raw = header.encode("utf-8", "surrogateescape")
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return raw.decode("cp1252", "replace")
    return header


def _header(message: Message, name: str) -> str:
    return _words(_raw_header(message, name))


def _words(header: str) -> str:
    """A header with its encoded words read (RFC 2047); what cannot be read of it stays as it is."""
    try:
        parts = decode_header(header)
    except (ValueError, LookupError):
        return _clean(header)
    said = []
    for part, charset in parts:
        if isinstance(part, str):
            said.append(part)
            continue
        name = (charset or "utf-8").lower()
        try:
            said.append(part.decode(_CHARSETS.get(name, name)))
        except (LookupError, ValueError):
            said.append(part.decode("utf-8", "replace") if charset else part.decode("cp1252", "replace"))
    return " ".join(_clean("".join(said)).split())


def _clean(text: str) -> str:
    """A text that any store takes and any screen shows: no NUL, no half characters, no control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(char for char in text if char in "\n\t" or (not 0 <= ord(char) < 32 and ord(char) != 127))
