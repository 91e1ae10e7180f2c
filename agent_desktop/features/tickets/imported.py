"""Tickets as Zendesk exports them: a row of its tickets, of their comments or of their tags, read and checked. No I/O.

Each has an id made of the one it has there, so that a file that is read again finds what came of it before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import msgspec

from agent_desktop.core.errors import Invalid, Refused
from agent_desktop.core.ids import make_id
from agent_desktop.features.customers.importing import is_formula
from agent_desktop.features.tickets.detail_commands import good_tags
from agent_desktop.features.tickets.model import PRIORITIES

STATES = {
    "new": "new",
    "open": "open",
    "pending": "pending",
    "hold": "on_hold",
    "on-hold": "on_hold",
    "solved": "solved",
    "closed": "closed",
}
CHANNELS = {
    "email": "email",
    "web": "email",
    "web_form": "email",
    "help_center": "email",
    "mobile": "email",
    "api": "email",
    "voice": "call",
    "phone": "call",
    "chat": "chat",
    "native_messaging": "chat",
    "messaging": "chat",
    "sms": "chat",
    "whatsapp": "chat",
    "facebook": "chat",
    "twitter": "chat",
    "letter": "letter",
}
"""Ours by what Zendesk calls the way a ticket came; what is written in a form is answered by e-mail."""

NOT_TAKEN = {
    "ticket changes": "What was changed in Zendesk is no history of ours; the ticket comes in as it stands now.",
    "targets": "Targets come with a file of our own; see `agent-desktop tickets`.",
    "groups": "A group is no ticket; say with --queue which queue the tickets go to.",
}
"""Why rows of its other files are refused, by what they hold."""

REQUIRED = {
    "tickets": frozenset({"id", "subject", "status", "created_at"}),
    "ticket comments": frozenset({"id", "ticket_id", "body", "created", "public"}),
    "ticket tags": frozenset({"ticket_id", "tag"}),
}
"""The columns that each kind of file needs."""

LONGEST_SUBJECT = 300
_FOREIGN = re.compile(r"\w[\w.:-]{0,63}")
_YES = frozenset({"true", "t", "1", "yes"})
_NO = frozenset({"false", "f", "0", "no"})


class ImportedTicket(msgspec.Struct, frozen=True):
    """A ticket: the fields of its record but for number, queue and people, and what it began with."""

    foreign_id: str
    fields: dict[str, Any]
    description: str
    requester: str | None
    organisation: str | None


class ImportedComment(msgspec.Struct, frozen=True):
    """What somebody wrote on a ticket."""

    foreign_id: str
    ticket: str
    author: str | None
    text: str
    is_public: bool
    at: datetime


class ImportedTag(msgspec.Struct, frozen=True):
    """A tag of a ticket."""

    ticket: str
    tag: str


Imported = ImportedTicket | ImportedComment | ImportedTag


def id_of(kind: str, foreign_id: str) -> str:
    """The id of a record that has ``foreign_id`` in Zendesk, the same every time."""
    digest = sha256(f"zendesk {kind} {foreign_id}".encode()).digest()
    return make_id(0, int.from_bytes(digest[:2]), int.from_bytes(digest[2:10]))


def read_ticket(values: Mapping[str, str]) -> ImportedTicket:
    """The ticket of a row; raises ``Invalid`` with the first column that cannot be used and why."""
    foreign_id = _foreign(values, "id")
    status = values.get("status", "").casefold()
    if status == "deleted":
        raise Invalid("status", "The ticket is deleted in Zendesk.")
    if status not in STATES:
        raise Invalid("status", f"{status or 'Nothing'} is no state of a ticket that is known.")
    priority = values.get("priority", "").casefold() or "normal"
    if priority not in PRIORITIES:
        raise Invalid("priority", f"{priority} is no priority that is known.")
    channel = values.get("via_channel", "").casefold() or "email"
    if channel not in CHANNELS:
        raise Invalid("via_channel", f"{channel} is no way of writing that is known.")
    description = values.get("description", "").strip()
    subject = " ".join((values.get("subject") or description.partition("\n")[0]).split())[:LONGEST_SUBJECT]
    if not subject:
        raise Invalid("subject", "The ticket says nothing of what it is about.")
    if is_formula(subject):
        raise Invalid("subject", "The value begins like the formula of a spreadsheet.")
    made = _moment(values, "created_at")
    if made is None:
        raise Invalid("created_at", "The ticket does not say when it was made.")
    changed = _moment(values, "updated_at") or made
    is_over = STATES[status] in {"solved", "closed"}
    fields: dict[str, Any] = {
        "subject": subject,
        "state": STATES[status],
        "waits_for": "customer" if status == "pending" else None,
        "priority": priority,
        "channel": CHANNELS[channel],
        "due_at": _moment(values, "due_at"),
        "created_at": made,
        "state_since": changed,
        "first_solved_at": changed if is_over else None,
        "last_solved_at": changed if is_over else None,
        "tags": _tags([*re.split(r"[\s,;|]+", values.get("tags", "").strip('[]"')), f"zendesk-{foreign_id}"]),
        "is_unread": False,
    }
    return ImportedTicket(
        foreign_id, fields, description, values.get("requester_id"), values.get("organization_id")
    )


def read_comment(values: Mapping[str, str]) -> ImportedComment:
    """The comment of a row; raises ``Invalid``."""
    text, at = values.get("body", "").strip(), _moment(values, "created")
    public = values.get("public", "").casefold()
    if not text:
        raise Invalid("body", "Nothing is written.")
    # A person is spoken to with an @; nothing else of a comment begins like a formula.
    if is_formula(text) and not text.startswith("@"):
        raise Invalid("body", "The value begins like the formula of a spreadsheet.")
    if at is None:
        raise Invalid("created", "The comment does not say when it was written.")
    if public not in _YES | _NO:
        raise Invalid("public", "Write true or false.")
    foreign_id, ticket = _foreign(values, "id"), _foreign(values, "ticket_id")
    return ImportedComment(foreign_id, ticket, values.get("user_id"), text, public in _YES, at)


def read_tag(values: Mapping[str, str]) -> ImportedTag:
    """The tag of a row; raises ``Invalid``."""
    found = _tags([values.get("tag", "")])
    if not found:
        raise Invalid("tag", "There is no tag.")
    if is_formula(found[0]):
        raise Invalid("tag", "The value begins like the formula of a spreadsheet.")
    return ImportedTag(_foreign(values, "ticket_id"), found[0])


def _foreign(values: Mapping[str, str], field: str) -> str:
    text = values.get(field, "")
    if not _FOREIGN.fullmatch(text):
        raise Invalid(field, "This is no id of Zendesk's.")
    return text


def _tags(words: list[str]) -> list[str]:
    try:
        return good_tags(word.strip('"') for word in words)
    except Refused as problem:
        raise Invalid("tags", problem.what) from None


def _moment(values: Mapping[str, str], field: str) -> datetime | None:
    text = values.get(field, "")
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.removesuffix(" UTC"))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid(field, "This is no moment, such as 2026-11-02 09:00:00.") from None
