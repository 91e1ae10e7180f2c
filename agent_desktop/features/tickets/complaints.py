"""A complaint in one step: the ticket, a quality check, a return, a replacement and a callback, all or none of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.errors import Refused
from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.query import Query, QueryBook, Read
from agent_desktop.core.work import CentralWork, Row, Work
from agent_desktop.features.tickets.commands import CreateTicket, create, give_number
from agent_desktop.features.tickets.model import TOPIC, named_state
from agent_desktop.features.tickets.presence import HERE, states_of
from agent_desktop.features.tickets.promise_tables import promise
from agent_desktop.features.tickets.promises import moment_there, new_promise
from agent_desktop.features.tickets.tables import ticket
from agent_desktop.features.workforce.tables import agent

MOST_OTHERS = 50

USUAL_PARTS: Mapping[str, Mapping[str, Any]] = {
    "callback": {"team": "", "owner": "", "days": 1},
    "quality_check": {"team": "Quality", "owner": "", "days": 2},
    "goods_return": {"team": "Returns", "owner": "", "days": 5},
    "replacement": {"team": "Orders", "owner": "", "days": 3},
}
"""Whose each part is where the site says nothing, and within how many days. Where there is no such team, and for
what names none, it is theirs who opens the complaint: the customer is rung by whom they know."""


class Part(msgspec.Struct, frozen=True):
    """One thing that follows from a complaint: who does it until when, as said in the customer's time zone.

    With a ``team`` central gives it to one of that team, those who are here first and of them whoever has
    promised least; ``owner_id`` has it until then, and keeps it where the team has nobody.
    """

    promise_id: str
    owner_id: str
    due: str
    text: str
    team: str | None = None


class OpenComplaint(Command, frozen=True, kw_only=True):
    """Open a complaint about a product, and with it everything that has to follow.

    ``return_id`` is the return authorisation's, ``replacement_id`` the order's that replaces the product for
    nothing. The verdict's ``others`` are complaints about the same product or lot.
    """

    ticket_id: str
    number: int | None
    subject: str
    queue_id: str
    channel: str
    customer_id: str
    owner_id: str
    product: str
    time_zone: str
    currency: str
    return_id: str
    replacement_id: str
    quality_check: Part
    goods_return: Part
    replacement: Part
    callback: Part
    lot: str | None = None
    order_id: str | None = None
    priority: str = "high"
    category_id: str | None = None
    interaction_id: str | None = None  # the contact it is opened in


class OtherComplaint(msgspec.Struct, frozen=True):
    """Another complaint about the same thing; ``is_same_lot`` where the lot is the same too."""

    ticket_id: str
    number: int
    subject: str
    state: str
    product: str | None
    lot: str | None
    is_same_lot: bool


class OtherComplaints(Query[list[OtherComplaint]], frozen=True, kw_only=True):
    """Complaints about a product or a lot, those about the lot first, then the newest; a desk knows those it holds."""

    product: str
    lot: str | None = None
    leave_out: str | None = None


def _open(work: Work, actor: Actor, c: OpenComplaint) -> None:
    if not c.product.strip():
        raise Refused("malformed", "A complaint is about a product.", todo="Say which.")
    product, lot = c.product.strip(), (c.lot or "").strip() or None
    made = CreateTicket(
        made_at=c.made_at,
        ticket_id=c.ticket_id,
        number=c.number,
        subject=c.subject,
        queue_id=c.queue_id,
        channel=c.channel,
        customer_id=c.customer_id,
        owner_id=c.owner_id,
        priority=c.priority,
        topic=TOPIC,
        order_id=c.order_id,
        category_id=c.category_id,
        product=product,
        lot=lot,
        interaction_id=c.interaction_id,
    )
    create(work, actor, made)
    work.insert(
        "return_authorisation",
        {
            "id": c.return_id,
            "customer_id": c.customer_id,
            "ticket_id": c.ticket_id,
            "order_id": c.order_id,
            "product": product,
            "lot": lot,
            "state": "authorised",
            "authorised_by": actor.agent_id,
            "authorised_at": c.made_at,
        },
    )
    work.insert(
        "order",
        {
            "id": c.replacement_id,
            "customer_id": c.customer_id,
            # Its own: made of an id that is nobody else's, so that it is final at once, offline too.
            "number": f"R-{c.replacement_id[-12:].upper()}",
            "ordered_at": c.made_at,
            "item_count": 1,
            "total_minor": 0,
            "currency": c.currency,
            "status": "placed",
            "lines": [{"name": product, "quantity": 1, "unit_minor": 0, "sku": None, "state": "placed"}],
        },
    )
    for kind, part, about_id in (
        ("quality_check", c.quality_check, None),
        ("return", c.goods_return, c.return_id),
        ("replacement", c.replacement, c.replacement_id),
        ("callback", c.callback, None),
    ):
        values: Row = {
            "id": part.promise_id,
            "kind": kind,
            "text": part.text,
            "owner_id": part.owner_id,
            "due_at": moment_there(part.due, c.time_zone),
            "time_zone": c.time_zone,
            "ticket_id": c.ticket_id,
            "customer_id": c.customer_id,
            "about_id": about_id,
        }
        new_promise(work, actor, c.made_at, values)


def _at_central(work: CentralWork, actor: Actor, c: OpenComplaint) -> dict[str, Any]:
    numbered = give_number(work, actor, c) or {}
    for part in (c.callback, c.quality_check, c.goods_return, c.replacement):
        if part.team and (owner_id := one_of_team(work, part.team)) is not None:
            work.update("promise", part.promise_id, {"owner_id": owner_id})
    query = OtherComplaints(product=c.product.strip(), lot=c.lot, leave_out=c.ticket_id)
    return {**numbered, "others": msgspec.to_builtins(_others(work, actor, query))}


def one_of_team(work: CentralWork, team: str) -> str | None:
    """Who of a team gets the next promise; None where nobody belongs to it. Only central knows who is here."""
    named = sa.func.lower(agent.c.team) == team.strip().lower()
    ids = sorted(
        str(one) for one in work.execute(sa.select(agent.c.id).where(named, agent.c.is_active)).scalars()
    )
    if not ids:
        return None
    states = states_of(work, ids)
    counted = (
        sa.select(promise.c.owner_id, sa.func.count())
        .where(promise.c.owner_id.in_(ids), promise.c.state == "open")
        .group_by(promise.c.owner_id)
    )
    promised = {str(owner_id): int(n) for owner_id, n in work.execute(counted).all()}

    def rank(agent_id: str) -> tuple[bool, int, str]:
        state = states[agent_id][0] if agent_id in states else "offline"
        return state not in HERE, promised.get(agent_id, 0), agent_id

    return min(ids, key=rank)


def _others(read: Read, _actor: Actor, query: OtherComplaints) -> list[OtherComplaint]:
    about = ticket.c.product == query.product
    if query.lot:
        about = sa.or_(about, ticket.c.lot == query.lot)
    found = (
        sa.select(ticket)
        .where(about, ticket.c.topic == TOPIC)
        .order_by(ticket.c.created_at.desc(), ticket.c.id.desc())
        .limit(MOST_OTHERS + 1)
    )
    rows = [dict(row) for row in read.execute(found).mappings() if str(row["id"]) != query.leave_out]
    views = [
        OtherComplaint(
            row["id"],
            row["number"],
            row["subject"],
            named_state(row),
            row["product"],
            row["lot"],
            query.lot is not None and row["lot"] == query.lot,
        )
        for row in rows[:MOST_OTHERS]
    ]
    return sorted(views, key=lambda view: not view.is_same_lot)


def register(bus: CommandBus, book: QueryBook) -> None:
    """Make complaints known."""
    bus.register("tickets.OpenComplaint", OpenComplaint, _open, roles=DESK, central_step=_at_central)
    book.register(
        "tickets.OtherComplaints", OtherComplaints, _others, answers=list[OtherComplaint], roles=DESK
    )
