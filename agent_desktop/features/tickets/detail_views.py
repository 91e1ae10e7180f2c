"""What can be asked about a ticket beside its state and its words, about categories, and about who changed what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from agent_desktop.core.query import Query
from agent_desktop.features.tickets.model import CheckItem, FieldSpec


class LinkView(msgspec.Struct, frozen=True):
    """One link as seen from this ticket: the other is its ``kind``, or it is the other's, where ``is_other_way``."""

    kind: str
    is_other_way: bool
    ticket_id: str
    number: int | None
    subject: str | None
    state: str | None


class AttachmentView(msgspec.Struct, frozen=True):
    """One file; its content is asked for by its hash."""

    attachment_id: str
    note_id: str | None
    name: str
    media_type: str
    size: int
    sha256: str
    added_by: str | None
    added_at: datetime


class TicketDetailsView(msgspec.Struct, frozen=True):
    """All of a ticket that is not in its row or its notes; ``state`` is the one people speak of."""

    ticket_id: str
    state: str
    hold_until: datetime | None
    category: list[str]
    team: str | None
    level: str
    organisation: str | None
    product: str | None
    lot: str | None
    followers: list[str]
    tags: list[str]
    fields: dict[str, Any]
    checklist: list[CheckItem]
    spent_s: int
    links: list[LinkView]
    attachments: list[AttachmentView]
    sla_state: str | None
    sla_kind: str | None
    sla_due_at: datetime | None


class TicketDetails(Query[TicketDetailsView | None], frozen=True, kw_only=True):
    """The rest of one ticket; None where this store does not hold it."""

    ticket_id: str


class CategoryView(msgspec.Struct, frozen=True):
    """One category with the names that lead to it, itself last."""

    category_id: str
    parent_id: str | None
    path: list[str]
    fields: list[FieldSpec]
    skill: str | None
    is_active: bool


class Categories(Query[list[CategoryView]], frozen=True, kw_only=True):
    """The whole tree, each category before what lies under it, in the site's order."""


class FieldChange(msgspec.Struct, frozen=True):
    """One field that became another one."""

    field: str
    before: Any
    after: Any


class HistoryEntry(msgspec.Struct, frozen=True):
    """One change: who made it (None is central itself), by which command, of which record."""

    at: datetime
    agent_id: str | None
    who: str | None
    kind: str
    entity: str
    record_id: str
    is_removed: bool
    changes: list[FieldChange]


class TicketHistory(Query[list[HistoryEntry]], frozen=True, kw_only=True):
    """Everything that was ever changed of a ticket, its links and its files, oldest first; of too much the latest."""

    ticket_id: str
    limit: int = 1_000
