"""What time itself does to tickets, carried out by central's jobs: warnings, breaches, and the end of a hold."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.command import Command
from agent_desktop.core.ids import make_id
from agent_desktop.core.people import Actor
from agent_desktop.core.work import CentralWork, Row
from agent_desktop.features.tickets.clocks import KINDS
from agent_desktop.features.tickets.model import CLOSED_STATES, LEVELS, OPEN_STATES
from agent_desktop.features.tickets.service_levels import follow, recount
from agent_desktop.features.tickets.service_tables import service_recount, service_target, ticket_clock
from agent_desktop.features.tickets.tables import ticket
from agent_desktop.features.workforce.tables import agent

MOST_AT_ONCE = 100
MOST_RECOUNTED = 100

NOBODY = Actor(make_id(0, 0, 0), make_id(0, 0, 0))
"""Who acts where nobody does: time."""

Told = Callable[[CentralWork, str, str], None]
"""Called with what happened (``sla_warned``, ``sla_breached``) to which ticket, so that rules of the site follow."""

_c = ticket_clock.c
_IS_RUNNING = _c.met_at.is_(None)
_DUE = (
    sa.select(ticket_clock)
    .where(
        _IS_RUNNING,
        sa.or_(
            sa.and_(_c.due_at <= sa.bindparam("now", type_=_c.due_at.type), _c.breached_at.is_(None)),
            sa.and_(
                _c.warn_at <= sa.bindparam("now", type_=_c.due_at.type),
                _c.warned_at.is_(None),
                _c.breached_at.is_(None),
            ),
        ),
        _c.is_stale.is_(False),
        # What is about to be counted anew is not told of before.
        ~sa.exists().where(sa.or_(service_recount.c.after.is_(None), service_recount.c.after < _c.ticket_id)),
    )
    .order_by(_c.due_at, _c.ticket_id, _c.kind)
    .limit(MOST_AT_ONCE)
)
_STALE = sa.select(_c.ticket_id).where(_c.is_stale).distinct().order_by(_c.ticket_id).limit(MOST_AT_ONCE)
_RECOUNT = sa.select(service_recount.c.after).where(service_recount.c.id == 1).with_for_update()
_RECOUNT_OVER = sa.delete(service_recount).where(service_recount.c.id == 1)
_AWAKE = (
    sa.select(ticket.c.id)
    .where(
        ticket.c.state == "on_hold", ticket.c.hold_until <= sa.bindparam("now", type_=ticket.c.due_at.type)
    )
    .order_by(ticket.c.id)
    .limit(MOST_AT_ONCE)
)


@dataclass
class Recount:
    """Counting clocks anew after calendars or targets were edited: every open ticket, a slice at a time.

    How far it has come is in the database, so it goes on after a restart, and begins anew at the next edit.
    """

    is_over: bool = False

    def __call__(self, work: CentralWork, now: datetime) -> int:
        """One slice; answers how many tickets came out otherwise."""
        # An instance of the release before marks each clock instead.
        ticket_ids = [str(found) for found in work.look(_STALE).scalars()]
        if ticket_ids:
            return recount(work, ticket_ids, now)
        place = work.look(_RECOUNT).first()
        if place is None:
            self.is_over = True
            return 0
        asked = sa.select(ticket.c.id).where(ticket.c.state.not_in(CLOSED_STATES))
        if place.after is not None:
            asked = asked.where(ticket.c.id > place.after)
        found = work.look(asked.order_by(ticket.c.id).limit(MOST_RECOUNTED)).scalars()
        ticket_ids = [str(one) for one in found]
        if not ticket_ids:
            work.look(_RECOUNT_OVER)
            self.is_over = True
            return 0
        changed = recount(work, ticket_ids, now)
        work.look(sa.update(service_recount).values(after=ticket_ids[-1]))
        return changed


def recount_all(work: CentralWork, now: datetime) -> int:
    """All of it in one transaction; answers how many tickets came out otherwise."""
    whole, changed = Recount(), 0
    while not whole.is_over:
        changed += whole(work, now)
    return changed


def tell_due(work: CentralWork, now: datetime, told: Told) -> int:
    """Warn of what is nearly due and escalate what is overdue, each once; answers how many clocks that were."""
    found = work.look(_DUE, {"now": now}).mappings().all()
    work.fetch("ticket", [str(one["ticket_id"]) for one in found])
    for one in found:
        row = work.get(
            "ticket", str(one["ticket_id"])
        )  # Locked: a command that meets the clock is before or after.
        clock = work.look(
            sa.select(ticket_clock).where(_c.ticket_id == row["id"], _c.kind == one["kind"]).with_for_update()
        ).first()
        if clock is None or clock.met_at is not None or row["state"] not in OPEN_STATES:
            continue
        is_breach = clock.due_at is not None and clock.due_at <= now
        stamp = {"breached_at": now} if is_breach else {"warned_at": now}
        work.look(
            sa.update(ticket_clock).where(_c.ticket_id == row["id"], _c.kind == one["kind"]).values(stamp)
        )
        values: Row = {"sla_state": "breached" if is_breach else "warned", "is_unread": True}
        if row["sla_state"] == "breached":
            values["sla_state"] = "breached"
        if is_breach:
            values |= {"sla_kind": one["kind"], "sla_due_at": clock.due_at}
            handed = _escalated(work, row, str(clock.target_id))
            if handed:
                _leave_word(work, row, one["kind"], clock, now)
            values |= handed
        work.update("ticket", row["id"], values)
        told(work, "sla_breached" if is_breach else "sla_warned", row["id"])
    return len(found)


def _escalated(work: CentralWork, row: Row, target_id: str) -> Row:
    """The level and queue that a target hands an overdue ticket to; never back to a lower one."""
    target: Any = work.look(
        sa.select(service_target.c.escalate_to, service_target.c.escalate_queue_id).where(
            service_target.c.id == target_id
        )
    ).first()
    if target is None or target.escalate_to is None:
        return {}
    if LEVELS.index(target.escalate_to) <= LEVELS.index(row["level"] or LEVELS[0]):
        return {}
    values: Row = {"level": target.escalate_to, "owner_id": None}
    if target.escalate_queue_id is not None:
        values["queue_id"] = str(target.escalate_queue_id)
    return values


_SAID = {
    "first_response": "the first response",
    "next_response": "the next response",
    "resolution": "the solution",
}


def _leave_word(work: CentralWork, row: Row, kind: str, clock: Any, now: datetime) -> None:
    """The hand-over note of a ticket that nobody hands over: what is overdue since when, and whose it was."""
    owner = work.by_id(agent, row["owner_id"]) if row["owner_id"] else None
    whose = owner["name"] if owner else "nobody"
    due = clock.due_at.strftime("%Y-%m-%d %H:%M UTC")
    work.insert(
        "ticket_note",
        {
            "id": make_id(int(now.timestamp() * 1000), KINDS.index(kind), zlib.crc32(row["id"].encode())),
            "ticket_id": row["id"],
            "customer_id": row["customer_id"],
            # Under the target's id: not a person's word, and not the customer's.
            "author_id": str(clock.target_id),
            "is_public": False,
            "text": f"Handed over because {_SAID[kind]} was due at {due}. It was owned by {whose}.",
            "written_at": now,
        },
    )


def wake(work: CentralWork, now: datetime) -> int:
    """Open what was on hold until now; answers how many tickets that were."""
    ticket_ids = [str(found) for found in work.execute(_AWAKE, {"now": now}).scalars()]
    for ticket_id in ticket_ids:
        row = work.get("ticket", ticket_id)
        if row["state"] != "on_hold" or row["hold_until"] is None or row["hold_until"] > now:
            continue
        work.update("ticket", ticket_id, {"state": "open", "hold_until": None, "is_unread": True})
        follow(work, NOBODY, Command(made_at=now), {("ticket", ticket_id): row})
    return len(ticket_ids)
