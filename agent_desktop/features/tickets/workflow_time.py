"""Rules that wait for time: how long a ticket is in a state, and promises that come due. Run by central's job."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.work import CentralWork, Row
from agent_desktop.features.tickets.calendars import Calendar
from agent_desktop.features.tickets.model import kept_state, named_state
from agent_desktop.features.tickets.promise_tables import promise
from agent_desktop.features.tickets.service_levels import CALENDARS, calendar_among, definitions
from agent_desktop.features.tickets.service_watch import NOBODY
from agent_desktop.features.tickets.tables import ticket
from agent_desktop.features.tickets.workflow import Standing, run, standing_rules
from agent_desktop.features.tickets.workflow_facts import Facts, Occurrence, reasons
from agent_desktop.features.tickets.workflow_narrowing import looked_at, narrowed
from agent_desktop.features.tickets.workflow_tables import workflow_mark

PAGE = 500
MOST_LOOKED_AT = 2_000
MOST_ACTS = 50
"""What one slice looks at, and does, at most: so long its transaction keeps the tickets it changed."""

_SINCE = sa.func.coalesce(
    ticket.c.state_since,
    sa.case((ticket.c.state.in_(("solved", "closed")), ticket.c.last_solved_at)),
    ticket.c.created_at,
)
"""Since when a ticket is in its state."""

_MARK = (
    sa.text(
        "INSERT INTO workflow_mark (rule_id, about_id, since) VALUES (:rule_id, :about_id, :since)"
        " ON CONFLICT DO NOTHING"
    )
).bindparams(
    *(sa.bindparam(name, type_=workflow_mark.c[name].type) for name in ("rule_id", "about_id", "since"))
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A ticket or a promise whose time may have come, as it was read without a lock; of a ticket what counts here."""

    about_id: str
    since: datetime
    row: Row | None
    occurrence: Occurrence


@dataclass
class ByTime:
    """One round over everything that rules wait for, a slice at a time, each a transaction of its own.

    What was found not to hold is not looked at again in the same round.
    """

    is_over: bool = False
    _ended: set[str] = field(default_factory=set)
    """The rules that have been round."""
    _page: _Page | None = None
    """What was read for the rule that is next, and is not looked at yet."""

    def __call__(self, work: CentralWork, now: datetime) -> int:
        """One slice; answers how many tickets and promises rules acted on."""
        rules = standing_rules(work)
        looked_at = acts = 0
        for standing in rules:
            find = _FINDERS.get(standing.rule.trigger.on)
            if find is None or standing.rule_id in self._ended:
                continue
            page = self._page if self._page is not None else find(work, standing, now, None)
            while True:
                self._page = page
                for one in page.found(work, standing):
                    acts += _act(work, rules, standing, one)
                    if acts >= MOST_ACTS:
                        return acts
                if page.last is None:
                    break
                looked_at += PAGE
                if looked_at >= MOST_LOOKED_AT:
                    return acts
                page = find(work, standing, now, page.last)
            self._ended.add(standing.rule_id)
            self._page = None
        self.is_over = True
        return acts


def by_time(work: CentralWork, now: datetime) -> int:
    """A whole round in one transaction; answers for how many tickets and promises rules acted."""
    whole, acts = ByTime(), 0
    while not whole.is_over:
        acts += whole(work, now)
    return acts


def _act(work: CentralWork, rules: list[Standing], standing: Standing, one: _Found) -> int:
    """Let a rule act whose time has come, once what it is about is locked and still so; answers 1 where it did."""
    row = work.get("ticket", one.occurrence.ticket_id)
    if one.row is not None and (named_state(row), row["state_since"]) != (
        named_state(one.row),
        one.row["state_since"],
    ):
        return 0
    if reasons(standing.rule, Facts(work, row, one.occurrence)) is None:
        return 0
    mark = {"rule_id": standing.rule_id, "about_id": one.about_id, "since": one.since}
    if not work.look(_MARK, mark).rowcount:
        return 0
    kept = [
        other
        for other in rules
        if other.rule_id == standing.rule_id or other.rule.trigger.on != standing.rule.trigger.on
    ]
    run(work, kept, [one.occurrence], NOBODY)
    return 1


@dataclass(frozen=True, slots=True)
class _Page:
    """What the database let through, in the order of ids; ``last`` is the id to go on after, None at the end."""

    some: deque[_Found]
    last: str | None
    is_due: Callable[[_Found], bool]

    def found(self, work: CentralWork, standing: Standing) -> Iterator[_Found]:
        """Those for which the rule holds. Looked at as they are, and unlocked: most of them wait on."""
        while self.some:
            one = self.some.popleft()
            if not self.is_due(one):
                continue
            row = one.row if one.row is not None else work.get("ticket", one.occurrence.ticket_id)
            if reasons(standing.rule, Facts(work, row, one.occurrence)) is not None:
                yield one


def _stays(work: CentralWork, standing: Standing, now: datetime, after: str | None) -> _Page:
    """Tickets that are in the rule's states for as long as it says."""
    trigger = standing.rule.trigger
    until = now - timedelta(seconds=trigger.after_s)
    reach = _Reach(work, now, trigger.after_s) if trigger.in_open_time else None
    if reach is not None:
        until = reach.latest

    def is_due(one: _Found) -> bool:
        if one.row is None or named_state(one.row) not in trigger.states:
            return False
        return reach is None or reach.is_far_enough(one.row, one.since)

    marks = workflow_mark.c
    is_marked = sa.exists().where(
        marks.rule_id == standing.rule_id, marks.about_id == ticket.c.id, marks.since == _SINCE
    )
    asked = sa.select(*looked_at(standing.rule), _SINCE.label("since")).where(
        ticket.c.state.in_(sorted({state for state, _ in map(kept_state, trigger.states)})),
        until >= _SINCE,
        *narrowed(standing.rule),
        ~is_marked,
    )
    if after is not None:
        asked = asked.where(ticket.c.id > after)
    some = []
    for found in work.look(asked.order_by(ticket.c.id).limit(PAGE)).mappings():
        row = dict(found)
        since = row.pop("since")
        occurrence = Occurrence("time_in_state", str(row["id"]), now)
        some.append(_Found(str(row["id"]), since, row, occurrence))
    return _Page(deque(some), some[-1].about_id if len(some) == PAGE else None, is_due)


class _Reach:
    """How far back so much open time reaches from a moment, by each calendar: asked once, not for each ticket."""

    def __init__(self, work: CentralWork, now: datetime, after_s: int) -> None:
        self._calendars = [dict(row) for row in definitions(work, CALENDARS).mappings()]
        self._now, self._after_s = now, after_s
        self._whose: dict[tuple[Any, Any], datetime | None] = {}
        ways = [self._back(calendar) for calendar in self._some()]
        self.latest = max((at for at in ways if at is not None), default=now - timedelta(days=36_500))

    def _some(self) -> list[Calendar]:
        nobody: Mapping[str, Any] = {"team": None, "queue_id": None}
        found = [calendar_among([one | {"is_default": True}], dict(nobody))[1] for one in self._calendars]
        return [*found, calendar_among(self._calendars, dict(nobody))[1]]

    def _back(self, calendar: Calendar) -> datetime | None:
        return calendar.before(self._now, self._after_s)

    def is_far_enough(self, row: Row, since: datetime) -> bool:
        """Whether a ticket has been so for so long, by its own calendar."""
        whose = (row["team"], row["queue_id"])
        if whose not in self._whose:
            self._whose[whose] = self._back(calendar_among(self._calendars, row)[1])
        reach = self._whose[whose]
        return reach is not None and since <= reach


def _promises(work: CentralWork, standing: Standing, now: datetime, after: str | None) -> _Page:
    """Open promises about a ticket whose time has come, or comes in so much."""
    marks = workflow_mark.c
    is_marked = sa.exists().where(
        marks.rule_id == standing.rule_id, marks.about_id == promise.c.id, marks.since == promise.c.due_at
    )
    asked = sa.select(promise).where(
        promise.c.state == "open",
        promise.c.ticket_id.is_not(None),
        promise.c.due_at <= now - timedelta(seconds=standing.rule.trigger.after_s),
        ~is_marked,
    )
    if after is not None:
        asked = asked.where(promise.c.id > after)
    some = []
    for found in work.execute(asked.order_by(promise.c.id).limit(PAGE)).mappings().all():
        row: dict[str, Any] = dict(found)
        occurrence = Occurrence("promise_due", row["ticket_id"], now, promise=row)
        some.append(_Found(str(row["id"]), row["due_at"], None, occurrence))
    return _Page(deque(some), some[-1].about_id if len(some) == PAGE else None, lambda _one: True)


_FINDERS = {"time_in_state": _stays, "promise_due": _promises}
