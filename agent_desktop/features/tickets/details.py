"""Every read of a ticket's details, of the category tree and of the history of a ticket."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.core.people import DESK, EVERYONE, Actor
from agent_desktop.core.query import QueryBook, Read
from agent_desktop.features.customers.tables import customer
from agent_desktop.features.tickets.detail_commands import items_of
from agent_desktop.features.tickets.detail_views import (
    AttachmentView,
    Categories,
    CategoryView,
    FieldChange,
    HistoryEntry,
    LinkView,
    TicketDetails,
    TicketDetailsView,
    TicketHistory,
)
from agent_desktop.features.tickets.model import LEVELS, FieldSpec, named_state
from agent_desktop.features.tickets.tables import ticket, ticket_attachment, ticket_category, ticket_link
from agent_desktop.features.workforce.tables import agent
from agent_desktop.store.chronicle import record_change
from agent_desktop.store.search_keys import folded

_which = sa.bindparam("ticket_id", type_=ticket.c.id.type)
_LINKS = sa.select(ticket_link.c.kind, ticket_link.c.ticket_id, ticket_link.c.other_id).where(
    ticket_link.c.is_linked, sa.or_(ticket_link.c.ticket_id == _which, ticket_link.c.other_id == _which)
)
_FILES = (
    sa.select(
        ticket_attachment.c.id,
        ticket_attachment.c.note_id,
        ticket_attachment.c.name,
        ticket_attachment.c.media_type,
        ticket_attachment.c.size,
        ticket_attachment.c.sha256,
        agent.c.name,
        ticket_attachment.c.added_at,
    )
    .select_from(ticket_attachment.outerjoin(agent, agent.c.id == ticket_attachment.c.added_by))
    .where(ticket_attachment.c.ticket_id == _which)
    .order_by(ticket_attachment.c.added_at, ticket_attachment.c.id)
)
_CATEGORIES = sa.select(ticket_category)
_HISTORY = (
    sa.select(record_change, agent.c.name.label("who"))
    .select_from(record_change.outerjoin(agent, agent.c.id == record_change.c.agent_id))
    .where(record_change.c.subject_id == sa.bindparam("ticket_id", type_=record_change.c.subject_id.type))
    .order_by(record_change.c.n.desc())
    .limit(sa.bindparam("most", type_=sa.Integer))
)


def _details(read: Read, _actor: Actor, query: TicketDetails) -> TicketDetailsView | None:
    row = read.by_id(ticket, query.ticket_id)
    if row is None:
        return None
    organisation = read.by_id(customer, row["organisation_id"]) if row["organisation_id"] else None
    return TicketDetailsView(
        ticket_id=row["id"],
        state=named_state(row),
        hold_until=row["hold_until"],
        category=_path(read, row["category_id"]),
        team=row["team"],
        level=row["level"] or LEVELS[0],
        organisation=organisation["name"] if organisation else None,
        product=row["product"],
        lot=row["lot"],
        followers=row["followers"] or [],
        tags=row["tags"] or [],
        fields=row["fields"] or {},
        checklist=items_of(row),
        spent_s=row["spent_s"] or 0,
        links=_links(read, row["id"]),
        attachments=[AttachmentView(*found) for found in read.execute(_FILES, {"ticket_id": row["id"]})],
        sla_state=row["sla_state"],
        sla_kind=row["sla_kind"],
        sla_due_at=row["sla_due_at"],
    )


def _path(read: Read, category_id: str | None) -> list[str]:
    names: list[str] = []
    seen: set[str] = set()
    while category_id is not None and category_id not in seen:
        seen.add(category_id)
        row = read.by_id(ticket_category, category_id)
        if row is None:
            break
        names.insert(0, row["name"])
        category_id = row["parent_id"]
    return names


def _links(read: Read, ticket_id: str) -> list[LinkView]:
    found = []
    for link in read.execute(_LINKS, {"ticket_id": ticket_id}):
        is_other_way = str(link.other_id) == ticket_id
        other_id = str(link.ticket_id if is_other_way else link.other_id)
        other = read.by_id(ticket, other_id)  # None where this desk does not hold it.
        shown = (other["number"], other["subject"], named_state(other)) if other else (None, None, None)
        found.append(LinkView(link.kind, is_other_way, other_id, *shown))
    return sorted(found, key=lambda link: (link.kind, link.is_other_way, link.ticket_id))


def _categories(read: Read, _actor: Actor, _query: Categories) -> list[CategoryView]:
    rows = {row["id"]: dict(row) for row in read.execute(_CATEGORIES).mappings()}

    def path(category_id: str) -> list[dict[str, Any]]:
        line, at = list[dict[str, Any]](), rows.get(category_id)
        while at is not None and at not in line:
            line.insert(0, at)
            at = rows.get(at["parent_id"])
        return line

    paths = {category_id: path(category_id) for category_id in rows}
    views = {
        category_id: CategoryView(
            category_id=category_id,
            parent_id=row["parent_id"],
            path=[part["name"] for part in paths[category_id]],
            fields=msgspec.convert(row["fields"], list[FieldSpec]),
            skill=row["skill"],
            is_active=row["is_active"],
        )
        for category_id, row in rows.items()
    }

    def order(category_id: str) -> list[tuple[int, str, str]]:
        return [(part["position"], folded(part["name"]), part["id"]) for part in paths[category_id]]

    return [views[category_id] for category_id in sorted(views, key=order)]


def _history(read: Read, _actor: Actor, query: TicketHistory) -> list[HistoryEntry]:
    latest = read.execute(_HISTORY, {"ticket_id": query.ticket_id, "most": query.limit})
    found = reversed(latest.all())
    return [
        HistoryEntry(
            at=row.made_at,
            agent_id=row.agent_id,
            who=row.who,
            kind=row.kind,
            entity=row.entity,
            record_id=str(row.entity_id),
            is_removed=not row.changes,
            changes=[FieldChange(name, *pair) for name, pair in sorted(row.changes.items())],
        )
        for row in found
    ]


def register(book: QueryBook) -> None:
    """Make these queries known."""
    book.register(
        "tickets.TicketDetails", TicketDetails, _details, answers=TicketDetailsView | None, roles=DESK
    )
    book.register("tickets.Categories", Categories, _categories, answers=list[CategoryView], roles=EVERYONE)
    book.register(
        "tickets.TicketHistory",
        TicketHistory,
        _history,
        answers=list[HistoryEntry],
        roles=DESK,
        central_only=True,
    )
