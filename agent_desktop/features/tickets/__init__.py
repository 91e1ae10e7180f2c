"""Tickets: every promise tracked until it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.query import Read
from agent_desktop.core.registry import EntitySpec, Registry
from agent_desktop.core.work import CentralWork, Row
from agent_desktop.features.commerce.tables import return_authorisation
from agent_desktop.features.tickets import (
    bulk,
    category_commands,
    commands,
    complaints,
    detail_commands,
    details,
    finding,
    heard_numbers,
    listing,
    macros,
    numbers,
    promises,
    queries,
    requester,
    routing,
    service_commands,
    service_levels,
    service_preview,
    view_commands,
    workflow,
    workflow_commands,
    workflow_trial,
)
from agent_desktop.features.tickets.listing_sql import TAG_MARK
from agent_desktop.features.tickets.model import OPEN_STATES
from agent_desktop.features.tickets.promise_tables import macro, promise
from agent_desktop.features.tickets.routing_tables import agent_profile, queue_routing
from agent_desktop.features.tickets.saved_view_tables import saved_view
from agent_desktop.features.tickets.service_tables import service_calendar, service_target
from agent_desktop.features.tickets.tables import (
    ticket,
    ticket_attachment,
    ticket_category,
    ticket_link,
    ticket_note,
)
from agent_desktop.features.tickets.workflow_tables import notice, workflow_rule, workflow_run
from agent_desktop.store.search_keys import words

_OF_THE_SITE = {
    "ticket_category": ticket_category,
    "service_calendar": service_calendar,
    "service_target": service_target,
    "agent_profile": agent_profile,
    "queue_routing": queue_routing,
    "macro": macro,
    "workflow_rule": workflow_rule,
}
"""Definitions of the site, held at every desk."""


def register(registry: Registry) -> None:
    """Make this subject known to the house."""
    registry.entity(
        EntitySpec(
            "ticket",
            ticket,
            lambda _read, row: _scopes(row),
            follows=_followers,
            follows_new=lambda row: [("customer", row["customer_id"])] if row["customer_id"] else [],
            scope_columns=frozenset({"state", "queue_id", "owner_id", "customer_id", "followers"}),
            keys_of=lambda row: (
                ({str(row["number"])} if row["number"] > 0 else set())
                | words(row["subject"])
                | {TAG_MARK + tag for tag in row.get("tags") or ()}
            ),
            customer_column="customer_id",
            also_customers=("organisation_id",),
            remains=_remains,
            is_chronicled=True,
        )
    )
    registry.entity(EntitySpec("ticket_note", ticket_note, _note_scopes, customer_column="customer_id"))
    registry.entity(
        EntitySpec(
            "ticket_link", ticket_link, _link_scopes, customer_column="customer_id", is_chronicled=True
        )
    )
    registry.entity(
        EntitySpec(
            "ticket_attachment",
            ticket_attachment,
            _note_scopes,
            customer_column="customer_id",
            is_chronicled=True,
        )
    )
    for name, site in _OF_THE_SITE.items():
        registry.entity(EntitySpec(name, site, lambda _read, _row: ["org"]))
    registry.entity(
        EntitySpec("promise", promise, _promise_scopes, customer_column="customer_id", is_chronicled=True)
    )
    registry.entity(
        EntitySpec(
            "return_authorisation",
            return_authorisation,
            _note_scopes,
            customer_column="customer_id",
            is_chronicled=True,
        )
    )
    registry.entity(EntitySpec("saved_view", saved_view, lambda _read, row: view_commands.view_scopes(row)))
    registry.entity(
        EntitySpec("notice", notice, _notice_scopes, customer_column="customer_id", is_in_bundle=False)
    )
    registry.aftermaths.append(requester.follow)
    registry.aftermaths.append(service_levels.follow)
    registry.aftermaths.append(workflow.follow)
    registry.enrolments.append(_customer_scopes)
    registry.erasers += [_erase_notes, _forget_organisation]
    registry.derivations.append(heard_numbers.derive)
    registry.restorers.append(numbers.skip_forgotten_blocks)
    commands.register(registry.commands)
    numbers.register(registry.commands)
    detail_commands.register(registry.commands)
    requester.register(registry.commands)
    category_commands.register(registry.commands)
    service_commands.register(registry.commands)
    routing.register(registry.commands)
    promises.register(registry.commands, registry.queries)
    complaints.register(registry.commands, registry.queries)
    macros.register(registry.commands, registry.queries)
    workflow_commands.register(registry.commands, registry.queries)
    workflow_trial.register(registry.queries)
    service_preview.register(registry.queries)
    queries.register(registry)
    finding.register(registry.queries)
    listing.register(registry.queries)
    bulk.register(registry.commands, registry.queries)
    view_commands.register(registry.commands, registry.queries)
    details.register(registry.queries)


def _scopes(row: Row) -> set[str]:
    """An open ticket is in the working set of its queue, of its owner and of those who follow it."""
    if row["state"] not in OPEN_STATES:
        return set()
    scopes = {f"queue:{row['queue_id']}"}
    if row["owner_id"]:
        scopes.add(f"agent:{row['owner_id']}")
    return scopes | {f"agent:{agent_id}" for agent_id in row["followers"] or ()}


def _remains(_row: Row) -> Row:
    """Of a ticket of somebody who was erased the figures stay; it is over, since nobody can be helped with it."""
    nothing = (
        "customer_id",
        "order_id",
        "organisation_id",
        "fields",
        "checklist",
        "tags",
        "sla_state",
        "sla_due_at",
        "requester_email",
    )
    return {
        **dict.fromkeys(nothing),
        "subject": "Erased",
        "state": "closed",
        "is_unread": False,
    }


def _erase_notes(work: CentralWork, customer_id: str) -> dict[str, int]:
    """What was written on the customer's tickets before the ticket was theirs."""
    counts = {}
    for table in (ticket_note, ticket_link, ticket_attachment, promise, return_authorisation):
        found = work.execute(
            sa.select(table.c.id)
            .join(ticket, ticket.c.id == table.c.ticket_id)
            .where(ticket.c.customer_id == customer_id, table.c.customer_id.is_distinct_from(customer_id))
            .order_by(table.c.id)
        )
        record_ids = [str(record_id) for record_id in found.scalars()]
        for record_id in record_ids:
            work.delete(str(table.name), record_id)
        counts[str(table.name)] = len(record_ids)
    theirs = sa.select(ticket.c.id).where(ticket.c.customer_id == customer_id)
    work.execute(sa.delete(workflow_run).where(workflow_run.c.ticket_id.in_(theirs)))
    return counts


def _forget_organisation(work: CentralWork, customer_id: str) -> dict[str, int]:
    """Tickets of others that were about a company which is erased go on without it."""
    found = work.execute(
        sa.select(ticket.c.id).where(ticket.c.organisation_id == customer_id).order_by(ticket.c.id)
    )
    ticket_ids = [str(one) for one in found.scalars()]
    for ticket_id in ticket_ids:
        work.update("ticket", ticket_id, {"organisation_id": None})
    return {"ticket": len(ticket_ids)}


def _note_scopes(read: Read, row: Row) -> Iterable[str]:
    parent = read.by_id(ticket, row["ticket_id"])
    return _scopes(parent) if parent is not None else ()


def _promise_scopes(read: Read, row: Row) -> Iterable[str]:
    """An open promise is on its owner's desk, whoever's ticket it is about, and with that ticket."""
    scopes = {f"agent:{row['owner_id']}"} if row["state"] == "open" else set()
    return scopes | set(_note_scopes(read, row)) if row["ticket_id"] else scopes


def _notice_scopes(_read: Read, row: Row) -> Iterable[str]:
    """What somebody was told is on their desk until they have looked at it."""
    return [f"agent:{row['agent_id']}"] if row["read_at"] is None else []


def _link_scopes(read: Read, row: Row) -> Iterable[str]:
    """A link is wherever either of its tickets is."""
    ends = (read.by_id(ticket, row["ticket_id"]), read.by_id(ticket, row["other_id"]))
    return {scope for end in ends if end is not None for scope in _scopes(end)}


def _parts(table: sa.Table, column: str) -> sa.Select[Any]:
    which = sa.bindparam("ticket_id", type_=table.c[column].type)
    return sa.select(sa.literal(table.name).label("entity"), table.c.id).where(table.c[column] == which)


_PARTS = sa.union_all(
    _parts(ticket_note, "ticket_id"),
    _parts(ticket_attachment, "ticket_id"),
    _parts(promise, "ticket_id"),
    _parts(return_authorisation, "ticket_id"),
    _parts(ticket_link, "ticket_id"),
    _parts(ticket_link, "other_id"),
)


def _followers(read: Read, row: Row) -> Iterable[tuple[str, str]]:
    followers = [(part.entity, str(part.id)) for part in read.execute(_PARTS, {"ticket_id": row["id"]})]
    return [*followers, ("customer", row["customer_id"])] if row["customer_id"] else followers


_OPEN_OF = sa.select(ticket.c.queue_id, ticket.c.owner_id, ticket.c.followers, ticket.c.state).where(
    ticket.c.customer_id == sa.bindparam("of_customer", type_=ticket.c.customer_id.type),
    ticket.c.state.in_(OPEN_STATES),
)


def _customer_scopes(read: Read, customer_id: str) -> Iterable[str]:
    found = read.execute(_OPEN_OF, {"of_customer": customer_id}).mappings()
    return {scope for row in found for scope in _scopes(dict(row))}
