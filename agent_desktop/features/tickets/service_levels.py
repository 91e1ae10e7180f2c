"""Service levels at central: starts, stops and counts the clocks of tickets as commands change them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa

from agent_desktop.core.command import Command
from agent_desktop.core.people import Actor
from agent_desktop.core.query import Read
from agent_desktop.core.work import CentralWork, Row
from agent_desktop.features.commerce.tables import order
from agent_desktop.features.customers.tables import customer
from agent_desktop.features.tickets import clocks
from agent_desktop.features.tickets.calendars import ALWAYS, Calendar
from agent_desktop.features.tickets.clocks import KINDS, ServiceClock
from agent_desktop.features.tickets.model import CLOSED_STATES
from agent_desktop.features.tickets.service_commands import calendar_of
from agent_desktop.features.tickets.service_tables import service_calendar, service_target, ticket_clock
from agent_desktop.features.tickets.tables import ticket_category

T = TypeVar("T")

STANDS_IN = ("pending", "on_hold")
"""In these states a ticket waits for somebody else, and its clocks stand."""

_DEFINITIONS = ("service_calendar", "service_target")
_RESPONSES = ("first_response", "next_response")
_TARGETS = (
    sa.select(service_target)
    .where(service_target.c.is_active)
    .order_by(service_target.c.position, service_target.c.id)
)
CALENDARS = sa.select(service_calendar).order_by(service_calendar.c.name, service_calendar.c.id)
_FROM_THE_START = sa.text(
    "INSERT INTO service_recount (id, after) VALUES (1, NULL) ON CONFLICT (id) DO UPDATE SET after = NULL"
)
_CLOCKS = (
    sa.select(ticket_clock)
    .where(ticket_clock.c.ticket_id == sa.bindparam("of_id", type_=ticket_clock.c.ticket_id.type))
    .with_for_update()
)

_SOME = sa.bindparam("of_ids", type_=ticket_clock.c.ticket_id.type, expanding=True)
_CLOCKS_OF = sa.select(ticket_clock).where(ticket_clock.c.ticket_id.in_(_SOME)).with_for_update()
_DROP_CLOCKS = sa.delete(ticket_clock).where(ticket_clock.c.ticket_id.in_(_SOME))
_DROP_CLOCK = sa.delete(ticket_clock).where(
    ticket_clock.c.ticket_id == sa.bindparam("of_id", type_=ticket_clock.c.ticket_id.type)
)
_ADD_CLOCKS = sa.insert(ticket_clock)


@dataclass
class Kept:
    """One clock as central keeps it, with what it is counted by and what was told of it."""

    clock: ServiceClock
    target_id: str
    calendar_id: str | None
    warn_pct: int = 100
    warned_at: datetime | None = None
    breached_at: datetime | None = None
    due_at: datetime | None = None
    """By its calendar, as ``_rows_of`` has found it."""


def follow(
    work: CentralWork, _actor: Actor, command: Command, touched: Mapping[tuple[str, str], Row | None]
) -> None:
    """Bring the clocks of every ticket up to date that a command has touched."""
    concerned: dict[str, list[Row]] = {}
    for (entity, entity_id), before in touched.items():
        if entity == "ticket":
            concerned.setdefault(entity_id, [])
        elif entity == "ticket_note" and before is None:
            note = work.get("ticket_note", entity_id)
            concerned.setdefault(note["ticket_id"], []).append(note)
        elif entity in _DEFINITIONS:
            mark_stale(work)
    if not concerned:
        return
    targets = work.defined(_TARGETS, list)
    if not targets:
        return
    for ticket_id, notes in concerned.items():
        before = touched.get(("ticket", ticket_id))
        count(work, ticket_id, before, notes, command.made_at, targets)


def mark_stale(work: CentralWork) -> None:
    """Definitions changed: the clocks of every open ticket are counted anew, by central's job, some at a time.

    Only that it is to be done is written here: a command that waited for every clock would hold up all others.
    """
    work.look(_FROM_THE_START)


def count(
    work: CentralWork,
    ticket_id: str,
    before: Row | None,
    notes: Iterable[Row],
    at: datetime,
    targets: list[Row],
) -> None:
    """Start, stop and count the clocks of one ticket, after what happened to it at a moment."""
    row = work.get("ticket", ticket_id)
    kept = _loaded(work.look(_CLOCKS, {"of_id": ticket_id})).get(ticket_id, {})
    target = target_of(work, row, targets, at)
    calendar_id, calendar = calendar_for(work, row)
    _bring_on(row, kept, target, calendar_id, before=before, notes=notes, at=at)
    work.look(_DROP_CLOCK, {"of_id": ticket_id})
    if rows := _rows_of(ticket_id, kept, calendar, at):
        work.look(_ADD_CLOCKS, rows)
    work.update("ticket", ticket_id, _shown(kept))


def _bring_on(
    row: Row,
    kept: dict[str, Kept],
    target: Row | None,
    calendar_id: str | None,
    *,
    before: Row | None,
    notes: Iterable[Row],
    at: datetime,
) -> None:
    """The clocks of one ticket as its target, its notes and its state leave them."""
    is_over = row["state"] in CLOSED_STATES
    if target is not None:
        for kind in ("first_response", "resolution"):
            if kind not in kept and target[f"{kind}_s"] and not is_over and not _was_met(row, kind):
                kept[kind] = Kept(
                    ServiceClock(row["created_at"], target[f"{kind}_s"]), target["id"], calendar_id
                )
                if row["state"] in STANDS_IN and before is not None:
                    kept[kind].clock = clocks.paused(kept[kind].clock, at)
        for note in sorted(notes, key=lambda note: (note["written_at"], note["id"])):
            _hear(kept, note, target, calendar_id)
    for kind, one in list(kept.items()):
        if target is None or not target[f"{kind}_s"]:
            if one.clock.met_at is None:
                del kept[kind]
            continue
        if one.clock.met_at is None or kind == "resolution":
            one.clock = clocks.retargeted(one.clock, target[f"{kind}_s"])
            one.target_id, one.calendar_id, one.warn_pct = target["id"], calendar_id, target["warn_pct"]
        one.clock = _moved(one.clock, kind, row, before, at)


def _was_met(row: Row, kind: str) -> bool:
    return row["first_response_at" if kind == "first_response" else "last_solved_at"] is not None


def _hear(kept: dict[str, Kept], note: Row, target: Row, calendar_id: str | None) -> None:
    """A public word of ours answers; one of the customer asks again."""
    if not note["is_public"]:
        return
    said_at = note["written_at"]
    if note["author_id"] is not None:
        for kind in _RESPONSES:
            if kind in kept:
                kept[kind].clock = clocks.met(kept[kind].clock, said_at)
        return
    is_answered = "first_response" not in kept or kept["first_response"].clock.met_at is not None
    asked = kept.get("next_response")
    if target["next_response_s"] and is_answered and (asked is None or asked.clock.met_at is not None):
        kept["next_response"] = Kept(
            ServiceClock(said_at, target["next_response_s"]), target["id"], calendar_id
        )


def _moved(clock: ServiceClock, kind: str, row: Row, before: Row | None, at: datetime) -> ServiceClock:
    """The clock as the ticket's state leaves it."""
    if row["state"] in CLOSED_STATES:
        return clocks.met(clock, row["last_solved_at"] or at)
    if before is not None and before["state"] in CLOSED_STATES and kind == "resolution":
        clock = clocks.reopened(clock, at)
    return clocks.paused(clock, at) if row["state"] in STANDS_IN else clocks.resumed(clock, at)


def target_of(read: Read, row: Row, targets: list[Row], at: datetime) -> Row | None:
    """The first target by position that a ticket fits."""
    segment: str | None = None
    if row["customer_id"] and any(target["segment"] for target in targets):
        found = definitions(
            read, sa.select(customer.c.segment).where(customer.c.id == row["customer_id"])
        ).scalar_one_or_none()
        segment = str(found) if found is not None else None
    worth_minor = 0
    if any(target["value_from_minor"] is not None for target in targets):
        worth_minor = customer_value_minor(read, row["customer_id"], at)
    line = _line(read, row["category_id"]) if any(target["category_id"] for target in targets) else set()
    for target in targets:
        if (
            target["priority"] in {None, row["priority"]}
            and target["segment"] in {None, segment}
            and (target["category_id"] is None or target["category_id"] in line)
            and (target["value_from_minor"] is None or worth_minor >= target["value_from_minor"])
        ):
            return target
    return None


def definitions(read: Read, statement: Any) -> Any:
    """Ask for what this transaction does not write: at central nothing has to wait for it."""
    return getattr(read, "look", read.execute)(statement)


def defined(read: Read, statement: Any, made_of: Callable[[list[Row]], T]) -> T:
    """What the site has defined; a transaction at central need not ask for it each time."""
    kept = getattr(read, "defined", None)
    if kept is not None:
        found: T = kept(statement, made_of)
        return found
    return made_of([dict(row) for row in read.execute(statement).mappings()])


def customer_value_minor(read: Read, customer_id: str | None, at: datetime) -> int:
    """What a customer has ordered in the 365 days before a moment, in minor units; cancelled and returned apart."""
    if customer_id is None:
        return 0
    bought = sa.select(sa.func.coalesce(sa.func.sum(order.c.total_minor), 0)).where(
        order.c.customer_id == customer_id,
        order.c.ordered_at > at - timedelta(days=365),
        order.c.ordered_at <= at,
        order.c.status.not_in(("cancelled", "returned")),
    )
    return int(definitions(read, bought).scalar_one())


def _line(read: Read, category_id: str | None) -> set[str]:
    """A category and those it lies within."""
    line: set[str] = set()
    while category_id is not None and category_id not in line:
        line.add(category_id)
        above = sa.select(ticket_category.c.parent_id).where(ticket_category.c.id == category_id)
        category_id = definitions(read, above).scalar_one_or_none()
    return line


def calendar_for(read: Read, row: Row) -> tuple[str | None, Calendar]:
    """The calendar of a ticket's team, else of its queue, else the site's; without any, every moment counts."""
    return calendar_among(defined(read, CALENDARS, list), row)


def calendar_among(rows: list[Row], row: Row) -> tuple[str | None, Calendar]:
    """The same out of calendars at hand, in their order."""
    for fits in (
        lambda one: row["team"] is not None and row["team"] in one["teams"],
        lambda one: row["queue_id"] in one["queues"],
        lambda one: one["is_default"],
    ):
        for one in rows:
            if fits(one):
                return str(one["id"]), _calendar(msgspec.json.encode(_said(one)))
    return None, ALWAYS


def _said(row: Row) -> Row:
    return {name: row[name] for name in ("time_zone", "week", "special", "country", "subdivision")}


@lru_cache(maxsize=64)
def _calendar(said: bytes) -> Calendar:
    return calendar_of(msgspec.json.decode(said))


def _shown(kept: Mapping[str, Kept]) -> Row:
    """What a ticket says of its clocks, once it is known when each is due: the first, and how it stands."""
    running = {kind: one for kind, one in kept.items() if one.clock.met_at is None}
    if not running:
        return {"sla_state": "met" if kept else None, "sla_kind": None, "sla_due_at": None}
    known = {kind: one.due_at for kind, one in running.items() if one.due_at is not None}
    first = min(known, key=lambda kind: (known[kind], KINDS.index(kind))) if known else next(iter(running))
    if any(one.breached_at for one in running.values()):
        state = "breached"
    elif running[first].clock.is_paused:
        state = "paused"
    else:
        state = "warned" if any(one.warned_at for one in running.values()) else "running"
    return {"sla_state": state, "sla_kind": first, "sla_due_at": known.get(first)}


def _loaded(found: Iterable[Any]) -> dict[str, dict[str, Kept]]:
    """Rows of ``ticket_clock`` by ticket and kind."""
    by_ticket: dict[str, dict[str, Kept]] = {}
    for row in found:
        pauses = tuple(
            (msgspec.convert(begin, datetime), msgspec.convert(over, datetime | None))
            for begin, over in row.pauses
        )
        clock = ServiceClock(row.started_at, row.target_s, pauses, row.met_at)
        by_ticket.setdefault(str(row.ticket_id), {})[row.kind] = Kept(
            clock, str(row.target_id), row.calendar_id, warned_at=row.warned_at, breached_at=row.breached_at
        )
    return by_ticket


def _rows_of(ticket_id: str, kept: dict[str, Kept], calendar: Calendar, at: datetime) -> list[Row]:
    """The clocks of one ticket as they are stored."""
    rows: list[Row] = []
    for kind, one in kept.items():
        due = one.due_at = clocks.due_at(calendar, one.clock)
        warn = clocks.due_at(calendar, one.clock, one.warn_pct / 100)
        # What was told holds for the due time it was told of: one that lies ahead again may be told once more.
        if one.clock.met_at is None and due is not None and due > at:
            one.breached_at = None
            one.warned_at = one.warned_at if warn is not None and warn <= at else None
        rows.append(
            {
                "ticket_id": ticket_id,
                "kind": kind,
                "target_id": one.target_id,
                "calendar_id": one.calendar_id,
                "started_at": one.clock.started_at,
                "target_s": one.clock.target_s,
                "pauses": msgspec.to_builtins([list(pause) for pause in one.clock.pauses]),
                "met_at": one.clock.met_at,
                "warn_at": warn,
                "due_at": due,
                "warned_at": one.warned_at,
                "breached_at": one.breached_at,
                "is_stale": False,
            }
        )
    return rows


def recount(work: CentralWork, ticket_ids: list[str], at: datetime) -> int:
    """Count clocks of some tickets anew, by the definitions as they are now; answers how many tickets changed.

    What is the same for all of them is asked once, and what comes out as it was is not written.
    """
    work.fetch("ticket", ticket_ids)
    targets = work.defined(_TARGETS, list)
    calendars = work.defined(CALENDARS, list)
    found = list(work.look(_CLOCKS_OF, {"of_ids": ticket_ids}))
    by_ticket = _loaded(found)
    stored = {(str(row.ticket_id), row.kind): dict(row._mapping) for row in found}
    whose: dict[tuple[Any, Any], tuple[str | None, Calendar]] = {}
    stale, fresh, changed = list[str](), list[Row](), 0
    for ticket_id in ticket_ids:
        row = work.get("ticket", ticket_id)
        if (key := (row["team"], row["queue_id"])) not in whose:
            whose[key] = calendar_among(calendars, row)
        calendar_id, calendar = whose[key]
        kept = by_ticket.get(ticket_id, {})
        known = set(kept)
        before = [stored[ticket_id, kind] for kind in sorted(kept)]
        target = target_of(work, row, targets, at) if targets else None
        _bring_on(row, kept, target, calendar_id, before=row, notes=(), at=at)
        for kind in kept.keys() - known:
            # A target that is new finds old tickets overdue: they are shown so, and nobody is told of thousands.
            kept[kind].warned_at = kept[kind].breached_at = at
        after = sorted(_rows_of(ticket_id, kept, calendar, at), key=lambda one: str(one["kind"]))
        if after != before:
            stale.append(ticket_id)
            fresh += after
        values = _shown(kept)
        if after != before or any(row[name] != value for name, value in values.items()):
            work.update("ticket", ticket_id, values)
            changed += 1
    if stale:
        work.look(_DROP_CLOCKS, {"of_ids": stale})
    if fresh:
        work.look(_ADD_CLOCKS, fresh)
    return changed
