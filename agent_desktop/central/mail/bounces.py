"""What mail servers tell of our own mails: notifications by RFC 3464, and plain ones that only say it in words."""

from __future__ import annotations

import re
from email.message import Message
from email.utils import parseaddr

import msgspec

_OURS = re.compile(r"<[0-9a-f-]{36}\.[a-z2-9]{20}@[A-Za-z0-9.-]+>", re.IGNORECASE)
_STATUS = re.compile(r"\b[45]\.\d{1,3}\.\d{1,3}\b")
_REPLY = re.compile(r"\b([45]\d\d)[ -][^\n]{3,}")
_FROM_A_SERVER = re.compile(r"^(mailer-daemon|postmaster|mail-daemon|mdaemon)@", re.IGNORECASE)


class Bounce(msgspec.Struct, frozen=True):
    """Which mails of ours a server speaks of, and what it says; ``is_final`` false: it goes on trying."""

    message_ids: tuple[str, ...]
    recipient: str
    what: str
    is_final: bool


def bounce_of(message: Message, text: str) -> Bounce | None:
    """What a mail tells of one of ours that was not delivered; None for any other mail."""
    if message.get_content_type() == "multipart/report" and _is_delivery_report(message):
        return _reported(message, text)
    sender = parseaddr(str(message.get("From", "")))[1]
    is_from_nobody = "".join(str(message.get("Return-Path", "?")).split()) == "<>"
    if not (_FROM_A_SERVER.match(sender) or is_from_nobody):
        return None
    ours = _ours_in(message, text)
    said = _REPLY.search(text) or _STATUS.search(text)
    if not ours or said is None:
        return None
    line = next((one for one in text.split("\n") if said[0][:20] in one), said[0])
    is_final = said[0].startswith("5") if said.re is _REPLY else said[0].startswith("5.")
    return Bounce(ours, "", " ".join(line.split())[:300], is_final)


def _is_delivery_report(message: Message) -> bool:
    said = message.get_param("report-type")
    if isinstance(said, str) and said.lower() != "delivery-status":
        return False
    return any(part.get_content_type() == "message/delivery-status" for part in message.walk())


def _reported(message: Message, text: str) -> Bounce | None:
    fields: dict[str, str] = {}
    action = ""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            if not isinstance(block, Message):
                continue
            said = {name.lower(): " ".join(str(value).split()) for name, value in block.items()}
            if "action" in said and action != "failed":
                action = said["action"].lower()
                fields = said
    if action not in {"failed", "delayed"}:
        return None  # Delivered, relayed, expanded: nothing came back.
    recipient = fields.get("final-recipient", fields.get("original-recipient", "")).rpartition(";")[2].strip()
    diagnosis = fields.get("diagnostic-code", "").partition(";")[2].strip()
    what = diagnosis or fields.get("status", "") or "It was not delivered."
    return Bounce(_ours_in(message, text), recipient[:254], what[:300], action == "failed")


def _ours_in(message: Message, text: str) -> tuple[str, ...]:
    """Every Message-ID of ours: in the mail that is sent back, in what this answers, in the words."""
    seen = [str(value) for name in ("In-Reply-To", "References") for value in message.get_all(name, [])]
    for part in message.walk():
        if part.get_content_type() == "text/rfc822-headers":
            body = part.get_payload(decode=True)
            seen.append(body.decode("latin-1") if isinstance(body, bytes) else "")
        elif part is not message:
            seen += [str(value) for value in part.get_all("Message-ID", [])]
    seen.append(text)
    return tuple(dict.fromkeys(found.lower() for one in seen for found in _OURS.findall(one)))
