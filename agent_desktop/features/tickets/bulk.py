"""Several tickets changed in one go: looked at first, done a ticket at a time, and taken back if need be."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.errors import Refused
from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.query import Query, QueryBook, Read
from agent_desktop.core.work import CentralWork, Row, Work
from agent_desktop.features.tickets.commands import (
    AssignTicket,
    ChangeTicket,
    SetTicketState,
    assign_by_hand,
    change,
    set_state,
)
from agent_desktop.features.tickets.detail_commands import MOST_TAGS, TagTicket, good_tags, tag
from agent_desktop.features.tickets.detail_views import FieldChange
from agent_desktop.features.tickets.fields import missing_fields
from agent_desktop.features.tickets.listing_views import MOST_CHANGED_AT_ONCE
from agent_desktop.features.tickets.model import (
    NAMED_STATES,
    PRIORITIES,
    STATES,
    WAITS_FOR,
    kept_state,
    may_become,
    named_state,
)
from agent_desktop.features.tickets.presence import is_here, refuse_absent
from agent_desktop.features.tickets.tables import ticket, ticket_category


class Wanted(msgspec.Struct, frozen=True, omit_defaults=True):
    """What shall become of the tickets; what is left out stays. An owner or category of None is none."""

    state: str | msgspec.UnsetType = msgspec.UNSET
    priority: str | msgspec.UnsetType = msgspec.UNSET
    owner_id: str | msgspec.UnsetType | None = msgspec.UNSET
    category_id: str | msgspec.UnsetType | None = msgspec.UNSET
    add_tags: list[str] = []
    remove_tags: list[str] = []


class ChangeListed(Command, frozen=True, kw_only=True):
    """Change one of the tickets chosen in a list: all that is wanted of it, or nothing; see ``Wanted``."""

    ticket_id: str
    state: str | msgspec.UnsetType = msgspec.UNSET
    priority: str | msgspec.UnsetType = msgspec.UNSET
    owner_id: str | msgspec.UnsetType | None = msgspec.UNSET
    category_id: str | msgspec.UnsetType | None = msgspec.UNSET
    add_tags: list[str] = []
    remove_tags: list[str] = []


def change_of(ticket_id: str, wanted: Wanted, made_at: datetime) -> ChangeListed:
    """The command that does what is wanted to one ticket."""
    return ChangeListed(made_at=made_at, ticket_id=ticket_id, **msgspec.structs.asdict(wanted))


class Back(msgspec.Struct, frozen=True):
    """A field as it was before, and as the change left it: only where it is still that is it put back."""

    was: str | None
    became: str | None


class StateBack(msgspec.Struct, frozen=True):
    """The state of a ticket as it was kept, with the times that hang on it; ``became`` is a named state."""

    became: str
    state: str
    waits_for: str | None = None
    hold_until: datetime | None = None
    first_solved_at: datetime | None = None
    last_solved_at: datetime | None = None


class UndoListed(Command, frozen=True, kw_only=True):
    """Put back what ``ChangeListed`` did to one ticket, field by field, where nobody has changed it since."""

    ticket_id: str
    owner_id: Back | None = None
    priority: Back | None = None
    category_id: Back | None = None
    state: StateBack | None = None
    added_tags: list[str] = []
    removed_tags: list[str] = []


class Standing(msgspec.Struct, frozen=True):
    """How a ticket stands in all that a change of several touches; ``state`` is the named one."""

    state: str
    kept: StateBack
    priority: str
    owner_id: str | None
    category_id: str | None
    tags: list[str]


class ListedPlan(msgspec.Struct, frozen=True):
    """What would become of one ticket; with a ``problem``, a code, nothing would.

    The codes: ``same`` (it is so already), ``state`` (it cannot get there from where it is), ``fields`` (``detail``
    names what its category asks for before it is solved), ``tags`` (too many), ``away`` (who shall have it is).
    """

    ticket_id: str
    number: int
    subject: str
    standing: Standing
    changes: list[FieldChange]
    problem: str | None = None
    detail: str = ""


class PlanListed(Query[list[ListedPlan]], frozen=True, kw_only=True):
    """Look before several tickets are changed, in the order asked; those that this store does not hold are left out."""

    ticket_ids: list[str]
    wanted: Wanted


def plan(row: Row, wanted: Wanted) -> dict[str, tuple[Any, Any]]:
    """The fields that would become others, each as it is and as it would be; the state is the named one."""
    now = named_state(row)
    tags = list(row["tags"] or ())
    then: dict[str, Any] = {"state": now, "priority": row["priority"], "tags": tags}
    then |= {"owner_id": row["owner_id"], "category_id": row["category_id"]}
    before = dict(then)
    if wanted.owner_id is not msgspec.UNSET:
        then["owner_id"] = wanted.owner_id
        if wanted.owner_id is not None and now == "new":
            then["state"] = "open"
    if wanted.category_id is not msgspec.UNSET:
        then["category_id"] = wanted.category_id
    if wanted.priority is not msgspec.UNSET:
        then["priority"] = wanted.priority
    if wanted.state is not msgspec.UNSET:
        then["state"] = wanted.state
    then["tags"] = sorted((set(tags) - set(good_tags(wanted.remove_tags))) | set(good_tags(wanted.add_tags)))
    return {name: (before[name], value) for name, value in then.items() if value != before[name]}


def _check(wanted: Wanted | ChangeListed) -> None:
    known = (msgspec.UNSET, *NAMED_STATES), (msgspec.UNSET, *PRIORITIES)
    if wanted.state not in known[0] or wanted.priority not in known[1]:
        raise Refused("malformed", "There is a state or a priority that tickets do not have.")
    good_tags([*wanted.add_tags, *wanted.remove_tags])


def _change(work: Work, actor: Actor, c: ChangeListed) -> None:
    _check(c)
    at = c.made_at
    if c.owner_id is not msgspec.UNSET:
        assign_by_hand(work, actor, AssignTicket(made_at=at, ticket_id=c.ticket_id, owner_id=c.owner_id))
    if c.priority is not msgspec.UNSET or c.category_id is not msgspec.UNSET:
        fields = ChangeTicket(
            made_at=at, ticket_id=c.ticket_id, priority=c.priority, category_id=c.category_id
        )
        change(work, actor, fields)
    if c.add_tags or c.remove_tags:
        tag(work, actor, TagTicket(made_at=at, ticket_id=c.ticket_id, add=c.add_tags, remove=c.remove_tags))
    if c.state is not msgspec.UNSET and c.state != named_state(work.get("ticket", c.ticket_id)):
        set_state(work, actor, SetTicketState(made_at=at, ticket_id=c.ticket_id, state=c.state))


def _nobody_absent(work: CentralWork, actor: Actor, c: ChangeListed) -> None:
    refuse_absent(work, actor, c.owner_id if isinstance(c.owner_id, str) else None)


_BACK = ("owner_id", "priority", "category_id")


def _undo(work: Work, _actor: Actor, c: UndoListed) -> None:
    row = work.get("ticket", c.ticket_id)
    values: Row = {}
    for name in _BACK:
        back: Back | None = getattr(c, name)
        if back is not None and row[name] == back.became:
            values[name] = back.was
    if values.get("priority", "low") not in PRIORITIES:
        raise Refused("malformed", "There is a priority that tickets do not have.")
    if c.state is not None and named_state(row) == c.state.became:
        values |= _state_before(c.state)
    before = set(row["tags"] or ())
    tags = (before - set(good_tags(c.added_tags))) | set(good_tags(c.removed_tags))
    if tags != before:
        values["tags"] = sorted(tags) or None
    if not values:
        raise Refused(
            "changed_since",
            "Somebody has changed this ticket since.",
            kept="It stays as they left it.",
            todo="Look at it before you change it again.",
        )
    work.update("ticket", c.ticket_id, values)


def _state_before(back: StateBack) -> Row:
    """The way back of a way that the machine allows; from closed there is none."""
    if (
        back.state not in STATES
        or back.waits_for not in {None, *WAITS_FOR}
        or back.became not in NAMED_STATES
        or not may_become(named_state(msgspec.structs.asdict(back)), back.became)
    ):
        raise Refused("malformed", "There is a state that tickets do not have.")
    if back.became == "closed":
        raise Refused("impossible", "A ticket that is closed stays closed.", kept="It stays as it is.")
    values: Row = msgspec.structs.asdict(back)
    del values["became"]
    return values


def _say_what_stays(work: CentralWork, _actor: Actor, c: UndoListed) -> None:
    """What somebody has changed since keeps their value; the verdict tells whoever wanted it back."""
    row = work.get("ticket", c.ticket_id)
    for name in _BACK:
        back: Back | None = getattr(c, name)
        if back is not None and row[name] != back.was:
            work.lose("ticket", c.ticket_id, name, back.was, row[name])
    if c.state is not None:
        before, now = named_state(msgspec.structs.asdict(c.state)), named_state(row)
        if before != now:
            work.lose("ticket", c.ticket_id, "state", before, now)


_ROWS = sa.select(ticket).where(ticket.c.id.in_(sa.bindparam("ids", type_=ticket.c.id.type, expanding=True)))


def _plans(read: Read, actor: Actor, query: PlanListed) -> list[ListedPlan]:
    _check(query.wanted)
    if len(query.ticket_ids) > MOST_CHANGED_AT_ONCE:
        raise Refused("malformed", f"At most {MOST_CHANGED_AT_ONCE} tickets are changed at once.")
    rows: dict[str, Row] = {}
    for start in range(0, len(query.ticket_ids), 500):
        ids = query.ticket_ids[start : start + 500]
        rows |= {str(row["id"]): dict(row) for row in read.execute(_ROWS, {"ids": ids}).mappings()}
    owner_id = query.wanted.owner_id
    is_away = (
        read.is_whole
        and isinstance(owner_id, str)
        and owner_id != actor.agent_id
        and not is_here(read, owner_id)
    )
    known = [rows[one] for one in query.ticket_ids if one in rows]
    return [_plan_of(read, row, query.wanted, is_away=is_away) for row in known]


def _plan_of(read: Read, row: Row, wanted: Wanted, *, is_away: bool) -> ListedPlan:
    made = plan(row, wanted)
    problem, detail = _problem(read, row, made, is_away=is_away)
    changes = [] if problem else [FieldChange(name, *pair) for name, pair in made.items()]
    return ListedPlan(str(row["id"]), row["number"], row["subject"], standing(row), changes, problem, detail)


def _problem(
    read: Read, row: Row, made: dict[str, tuple[Any, Any]], *, is_away: bool
) -> tuple[str | None, str]:
    if not made:
        return "same", ""
    if "owner_id" in made and is_away:
        return "away", ""
    if len(made.get("tags", ((), ()))[1]) > MOST_TAGS:
        return "tags", ""
    if "state" not in made:
        return None, ""
    now, then = made["state"]
    if "owner_id" in made and made["owner_id"][1] is not None and now == "new":
        now = "open"  # Whoever gets a new one opens it.
    if then != now and not may_become(now, then):
        return "state", ""
    category_id = made.get("category_id", (None, row["category_id"]))[1]
    if kept_state(then)[0] == "solved" and category_id is not None:
        category = read.by_id(ticket_category, category_id)
        missing = missing_fields(category["fields"], row["fields"]) if category else []
        if missing:
            return "fields", ", ".join(missing)
    return None, ""


def standing(row: Row) -> Standing:
    """How a ticket stands, for putting it back."""
    now = named_state(row)
    kept = StateBack(
        now,
        row["state"],
        row["waits_for"],
        row["hold_until"],
        row["first_solved_at"],
        row["last_solved_at"],
    )
    return Standing(now, kept, row["priority"], row["owner_id"], row["category_id"], list(row["tags"] or ()))


def undo_of(ticket_id: str, before: Standing, changes: list[FieldChange], made_at: datetime) -> UndoListed:
    """The command that takes a change back, from how the ticket stood and what was changed."""
    made = {one.field: one for one in changes}

    def back(name: str) -> Back | None:
        one = made.get(name)
        return None if one is None else Back(one.before, one.after)

    tags = made.get("tags")
    was, is_now = (set(tags.before or ()), set(tags.after or ())) if tags else (set[str](), set[str]())
    state = made.get("state")
    return UndoListed(
        made_at=made_at,
        ticket_id=ticket_id,
        owner_id=back("owner_id"),
        priority=back("priority"),
        category_id=back("category_id"),
        state=msgspec.structs.replace(before.kept, became=state.after) if state else None,
        added_tags=sorted(is_now - was),
        removed_tags=sorted(was - is_now),
    )


def register(bus: CommandBus, book: QueryBook) -> None:
    """Make changes of several tickets known."""
    bus.register("tickets.ChangeListed", ChangeListed, _change, roles=DESK, central_step=_nobody_absent)
    bus.register("tickets.UndoListed", UndoListed, _undo, roles=DESK, central_step=_say_what_stays)
    book.register("tickets.PlanListed", PlanListed, _plans, answers=list[ListedPlan], roles=DESK)
