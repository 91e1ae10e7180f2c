"""Whose ticket it is: said by a person, or by putting the contact that it was opened in to a customer."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.work import CentralWork, Row, Work
from agent_desktop.features.commerce.tables import return_authorisation
from agent_desktop.features.tickets.promise_tables import promise
from agent_desktop.features.tickets.tables import ticket, ticket_attachment, ticket_link, ticket_note

_PARTS = (ticket_note, ticket_attachment, ticket_link, promise, return_authorisation)


class SetRequester(Command, frozen=True, kw_only=True):
    """Say which customer a ticket is of; None says that nobody knows. What is on it is theirs with it."""

    ticket_id: str
    customer_id: str | None


def _set(work: Work, _actor: Actor, c: SetRequester) -> None:
    work.merge("ticket", c.ticket_id, {"customer_id": c.customer_id})


def _take_along(work: CentralWork, _actor: Actor, c: SetRequester) -> None:
    if c.customer_id is not None:
        work.get("customer", c.customer_id)  # A desk may know them by their name alone.
    _move_parts(work, c.ticket_id, work.get("ticket", c.ticket_id)["customer_id"])


def follow(
    work: CentralWork, _actor: Actor, _command: Command, touched: Mapping[tuple[str, str], Row | None]
) -> None:
    """A ticket that was opened in a call before it was known who rang is the caller's once they are known."""
    for (entity, contact_id), before in touched.items():
        if entity != "interaction" or before is None or before["customer_id"] is not None:
            continue
        customer_id = work.get("interaction", contact_id)["customer_id"]
        if customer_id is None:
            continue
        opened = (
            sa.select(ticket.c.id)
            .where(ticket.c.interaction_id == contact_id, ticket.c.customer_id.is_(None))
            .order_by(ticket.c.id)
        )
        for ticket_id in work.execute(opened).scalars().all():
            work.update("ticket", str(ticket_id), {"customer_id": customer_id})
            _move_parts(work, str(ticket_id), customer_id)


def _move_parts(work: CentralWork, ticket_id: str, customer_id: str | None) -> None:
    for table in _PARTS:
        others = (
            sa.select(table.c.id)
            .where(table.c.ticket_id == ticket_id, table.c.customer_id.is_distinct_from(customer_id))
            .order_by(table.c.id)
        )
        for part_id in work.execute(others).scalars().all():
            work.update(str(table.name), str(part_id), {"customer_id": customer_id})


def register(bus: CommandBus) -> None:
    """Make the command known."""
    bus.register("tickets.SetRequester", SetRequester, _set, roles=DESK, central_step=_take_along)
