"""Promises: what somebody here will have done by when, each with an owner, tracked until it is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa

from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.errors import Refused
from agent_desktop.core.people import DESK, LEADS, Actor
from agent_desktop.core.query import Query, QueryBook, Read
from agent_desktop.core.work import Row, Work
from agent_desktop.features.customers.model import is_valid_on
from agent_desktop.features.customers.tables import customer, customer_phone
from agent_desktop.features.tickets.promise_tables import promise
from agent_desktop.features.tickets.tables import ticket

KINDS = ("task", "callback", "quality_check", "return", "replacement")


class MakePromise(Command, frozen=True, kw_only=True):
    """Promise something; ``due`` is the time as it was said, in ``time_zone``: ``2026-11-23T10:00``.

    An hour that daylight saving skips means the one after it; one that comes twice the first.
    """

    promise_id: str
    kind: str
    text: str
    due: str
    time_zone: str
    owner_id: str
    ticket_id: str | None = None
    customer_id: str | None = None


class KeepPromise(Command, frozen=True, kw_only=True):
    """It is done; ``outcome`` says how it went."""

    promise_id: str
    outcome: str = ""


class MovePromise(Command, frozen=True, kw_only=True):
    """Promise it for another time, or give it to somebody else, with a reason the next one understands."""

    promise_id: str
    reason: str
    due: str | None = None
    owner_id: str | None = None


class CancelPromise(Command, frozen=True, kw_only=True):
    """It will not be done, and why."""

    promise_id: str
    reason: str


class SnoozePromise(Command, frozen=True, kw_only=True):
    """Be reminded of it again at another time; what was promised stays as it was."""

    promise_id: str
    until: datetime


class PromiseView(msgspec.Struct, frozen=True):
    """One promise; ``due_there`` is the time on the customer's wall, ``number`` what a callback would dial."""

    promise_id: str
    kind: str
    text: str
    state: str
    owner_id: str
    due_at: datetime
    due_there: str
    time_zone: str
    is_overdue: bool
    ticket_id: str | None
    ticket_number: int | None
    customer_id: str | None
    customer_name: str | None
    number: str | None


class PromisesDue(Query[list[PromiseView]], frozen=True, kw_only=True):
    """Somebody's open promises, those due first on top; ``until`` leaves later ones out."""

    agent_id: str
    as_of: datetime
    until: datetime | None = None


class Reminders(Query[list[PromiseView]], frozen=True, kw_only=True):
    """What I promised and am to be reminded of by now: due, or put off until a time that has come."""

    agent_id: str
    as_of: datetime


class TicketPromises(Query[list[PromiseView]], frozen=True, kw_only=True):
    """Every promise made on a ticket, kept ones too, in the order they were due."""

    ticket_id: str
    as_of: datetime


def moment_there(due: str, time_zone: str) -> datetime:
    """A time said in a zone as a moment; raises ``Refused("malformed")``."""
    try:
        zone = ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError):
        raise Refused("malformed", f"{time_zone} is no time zone.", todo="Write Europe/Berlin.") from None
    wrong = Refused("malformed", f"“{due}” is no time of day.", todo="Write 2026-11-23T10:00.")
    try:
        local = datetime.fromisoformat(due)
        moment = local.replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise wrong from None
    if local.tzinfo is not None:
        raise wrong
    return moment


def new_promise(work: Work, actor: Actor, at: datetime, values: Row) -> None:
    """Write a promise down; ``values`` are id, kind, text, owner, due time, zone and whose it is."""
    if values["kind"] not in KINDS:
        raise Refused(
            "malformed", f"{values['kind']} is no kind of promise.", todo=f"Use one of {', '.join(KINDS)}."
        )
    if not values["text"].strip():
        raise Refused("malformed", "A promise says what will be done.", todo="Write it down.")
    if values["due_at"] <= at:
        raise Refused("malformed", "A promise is for a time to come.", todo="Choose a later one.")
    known: Row = {
        "state": "open",
        "made_by": actor.agent_id,
        "created_at": at,
        "ticket_id": None,
        "customer_id": None,
    }
    work.insert("promise", {**known, **values, "text": values["text"].strip()})


def _make(work: Work, actor: Actor, c: MakePromise) -> None:
    customer_id = c.customer_id
    if c.ticket_id is not None:
        customer_id = work.get("ticket", c.ticket_id)["customer_id"] or customer_id
    values: Row = {
        "id": c.promise_id,
        "kind": c.kind,
        "text": c.text,
        "owner_id": c.owner_id,
        "due_at": moment_there(c.due, c.time_zone),
        "time_zone": c.time_zone,
        "ticket_id": c.ticket_id,
        "customer_id": customer_id,
    }
    new_promise(work, actor, c.made_at, values)


def _open(work: Work, promise_id: str) -> Row:
    row = work.get("promise", promise_id)
    if row["state"] != "open":
        raise Refused(
            "impossible", f"This promise is {row['state']} already.", kept="What you wrote is kept here."
        )
    return row


def _keep(work: Work, _actor: Actor, c: KeepPromise) -> None:
    _open(work, c.promise_id)
    values = {"state": "kept", "settled_at": c.made_at, "outcome": c.outcome.strip() or None}
    work.update("promise", c.promise_id, values)


def _move(work: Work, _actor: Actor, c: MovePromise) -> None:
    row = _open(work, c.promise_id)
    values: Row = {"outcome": _reason(c.reason)}
    if c.due is not None:
        values["due_at"] = moment_there(c.due, row["time_zone"])
        if values["due_at"] <= c.made_at:
            raise Refused("malformed", "A promise is for a time to come.", todo="Choose a later one.")
        values["remind_at"] = None
    if c.owner_id is not None:
        values |= {"owner_id": c.owner_id, "remind_at": None}
    work.update("promise", c.promise_id, values)


def _cancel(work: Work, _actor: Actor, c: CancelPromise) -> None:
    _open(work, c.promise_id)
    values = {"state": "cancelled", "settled_at": c.made_at, "outcome": _reason(c.reason)}
    work.update("promise", c.promise_id, values)


LONGEST_SNOOZE = timedelta(days=31)


def _snooze(work: Work, actor: Actor, c: SnoozePromise) -> None:
    row = _open(work, c.promise_id)
    if row["owner_id"] != actor.agent_id:
        raise Refused("not_yours", "Somebody else owns this promise now.", kept="It stays as it is.")
    if not c.made_at < c.until <= c.made_at + LONGEST_SNOOZE:
        raise Refused(
            "malformed",
            f"A reminder is put off by {LONGEST_SNOOZE.days} days at most.",
            todo="Choose a time.",
        )
    work.update("promise", c.promise_id, {"remind_at": c.until})


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refused("reason_needed", "This needs a reason that others understand.", todo="Say why.")
    return reason.strip()


_VIEWS = sa.select(
    promise.c.id,
    promise.c.kind,
    promise.c.text,
    promise.c.state,
    promise.c.owner_id,
    promise.c.due_at,
    promise.c.time_zone,
    promise.c.ticket_id,
    ticket.c.number,
    promise.c.customer_id,
    customer.c.name,
).select_from(
    promise.outerjoin(ticket, ticket.c.id == promise.c.ticket_id).outerjoin(
        customer, customer.c.id == promise.c.customer_id
    )
)
_DUE = _VIEWS.where(
    promise.c.owner_id == sa.bindparam("agent_id", type_=promise.c.owner_id.type), promise.c.state == "open"
).order_by(promise.c.due_at, promise.c.id)
_DUE_UNTIL = _DUE.where(promise.c.due_at <= sa.bindparam("until", type_=promise.c.due_at.type))
_remind_at = sa.func.coalesce(promise.c.remind_at, promise.c.due_at)
_TO_REMIND = _DUE.where(sa.bindparam("as_of", type_=promise.c.due_at.type) >= _remind_at)
_OF_TICKET = _VIEWS.where(
    promise.c.ticket_id == sa.bindparam("ticket_id", type_=promise.c.ticket_id.type)
).order_by(promise.c.due_at, promise.c.id)
_PHONES = (
    sa.select(
        customer_phone.c.customer_id,
        customer_phone.c.e164,
        customer_phone.c.valid_from,
        customer_phone.c.valid_to,
    )
    .where(customer_phone.c.customer_id.in_(sa.bindparam("customer_ids", expanding=True)))
    .order_by(customer_phone.c.is_preferred, customer_phone.c.id.desc())
)


def _views(
    read: Read, statement: sa.Select[tuple[object, ...]], arguments: Row, as_of: datetime
) -> list[PromiseView]:
    rows = read.execute(statement, arguments).all()
    wanted = sorted({str(row.customer_id) for row in rows if row.customer_id is not None})
    numbers: dict[str, str] = {}
    if wanted:
        day = as_of.date().isoformat()
        known = read.execute(_PHONES, {"customer_ids": wanted}).all()
        # The preferred one comes last, and stays.
        numbers = {str(row.customer_id): row.e164 for row in known if is_valid_on(row, day)}
    return [
        PromiseView(
            promise_id=row.id,
            kind=row.kind,
            text=row.text,
            state=row.state,
            owner_id=row.owner_id,
            due_at=row.due_at,
            due_there=row.due_at.astimezone(ZoneInfo(row.time_zone)).strftime("%Y-%m-%dT%H:%M"),
            time_zone=row.time_zone,
            is_overdue=row.state == "open" and row.due_at < as_of,
            ticket_id=row.ticket_id,
            ticket_number=row.number,
            customer_id=row.customer_id,
            customer_name=row.name,
            number=numbers.get(str(row.customer_id)),
        )
        for row in rows
    ]


def _due(read: Read, actor: Actor, query: PromisesDue) -> list[PromiseView]:
    if query.agent_id != actor.agent_id and not actor.holds(LEADS):
        raise Refused("not_allowed", "These are somebody else's promises.", todo="Ask a supervisor.")
    if query.until is None:
        return _views(read, _DUE, {"agent_id": query.agent_id}, query.as_of)
    return _views(read, _DUE_UNTIL, {"agent_id": query.agent_id, "until": query.until}, query.as_of)


def _reminders(read: Read, actor: Actor, query: Reminders) -> list[PromiseView]:
    if query.agent_id != actor.agent_id:
        raise Refused("not_allowed", "These are somebody else's promises.", todo="Ask them.")
    arguments: Row = {"agent_id": query.agent_id, "as_of": query.as_of}
    return _views(read, _TO_REMIND, arguments, query.as_of)


def _of_ticket(read: Read, _actor: Actor, query: TicketPromises) -> list[PromiseView]:
    return _views(read, _OF_TICKET, {"ticket_id": query.ticket_id}, query.as_of)


def register(bus: CommandBus, book: QueryBook) -> None:
    """Make promises known."""
    bus.register("tickets.MakePromise", MakePromise, _make, roles=DESK)
    bus.register("tickets.KeepPromise", KeepPromise, _keep, roles=DESK)
    bus.register("tickets.MovePromise", MovePromise, _move, roles=DESK)
    bus.register("tickets.SnoozePromise", SnoozePromise, _snooze, roles=DESK)
    bus.register("tickets.CancelPromise", CancelPromise, _cancel, roles=DESK)
    book.register("tickets.PromisesDue", PromisesDue, _due, answers=list[PromiseView], roles=DESK)
    book.register("tickets.Reminders", Reminders, _reminders, answers=list[PromiseView], roles=DESK)
    book.register("tickets.TicketPromises", TicketPromises, _of_ticket, answers=list[PromiseView], roles=DESK)
