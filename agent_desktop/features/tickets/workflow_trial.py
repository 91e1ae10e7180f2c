"""A dry run: what rules would have done to the tickets of the last days, told from their chronicle. Writes nothing."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.core.errors import Invalid, Refused
from agent_desktop.core.people import LEADS, Actor
from agent_desktop.core.query import Query, QueryBook, Read
from agent_desktop.core.work import Row
from agent_desktop.features.tickets.model import OPEN_STATES, named_state
from agent_desktop.features.tickets.promise_tables import promise
from agent_desktop.features.tickets.service_levels import calendar_for
from agent_desktop.features.tickets.tables import ticket, ticket_note
from agent_desktop.features.tickets.workflow import RATINGS, Standing, standing_rules, told_changes
from agent_desktop.features.tickets.workflow_actions import plan
from agent_desktop.features.tickets.workflow_facts import Facts, Occurrence, reasons
from agent_desktop.features.tickets.workflow_model import DEEPEST, Rule, Trigger, changed_fields, checked
from agent_desktop.store.chronicle import record_change

MOST_AT_ONCE = 500
"""So many tickets one question looks at; whoever asks goes on from ``next``, or does not."""

LONGEST = timedelta(days=31)


class DraftRule(msgspec.Struct, frozen=True):
    """A rule to be tried, saved or not."""

    rule_id: str
    name: str
    rule: Rule


class TrialLine(msgspec.Struct, frozen=True):
    """One time a rule would have acted: on which ticket, when, why, and what it would have changed and done."""

    rule_id: str
    rule_name: str
    ticket_id: str
    number: int
    subject: str
    at: datetime
    happened: str
    why: list[str]
    changes: dict[str, list[Any]]
    deeds: list[str]
    problem: str | None


class TrialPage(msgspec.Struct, frozen=True):
    """A part of a dry run: ``looked_at`` tickets of ``total``; go on after ``next``, None where it is over."""

    lines: list[TrialLine]
    looked_at: int
    total: int
    next: str | None


class TryRules(Query[TrialPage], frozen=True, kw_only=True):
    """What rules would have done between two moments; without any, those that are on.

    Tickets are as they were at each moment; customers, people and calendars are as they are now.
    """

    since: datetime
    until: datetime
    rules: list[DraftRule] = []
    after: str | None = None
    most: int = 100


@dataclass(frozen=True, slots=True)
class _Moment:
    """A ticket as it became at a moment, and as it was before."""

    at: datetime
    before: Row | None
    after: Row


def _try(read: Read, _actor: Actor, query: TryRules) -> TrialPage:
    if query.until <= query.since or query.until - query.since > LONGEST:
        raise Refused(
            "malformed", f"A dry run looks at {LONGEST.days} days at most.", todo="Choose a shorter time."
        )
    try:
        rules = [Standing(one.rule_id, one.name, 0, checked(one.rule)) for one in query.rules]
    except Invalid as problem:
        raise Refused("malformed", problem.what, todo=problem.todo) from None
    rules = rules or standing_rules(read)
    concerned = (
        ticket.c.created_at < query.until,
        sa.or_(ticket.c.state.in_(OPEN_STATES), ticket.c.updated_at >= query.since),
    )
    total = int(read.execute(sa.select(sa.func.count()).select_from(ticket).where(*concerned)).scalar_one())
    most = max(1, min(query.most, MOST_AT_ONCE))
    asked = sa.select(ticket).where(*concerned).order_by(ticket.c.id).limit(most)
    if query.after is not None:
        asked = asked.where(ticket.c.id > query.after)
    rows = [dict(row) for row in read.execute(asked).mappings()]
    lines = [line for row in rows for line in _lines(read, rules, row, query.since, query.until)]
    more = rows[-1]["id"] if len(rows) == most else None
    return TrialPage(lines, len(rows), total, str(more) if more is not None else None)


def _lines(
    read: Read, rules: list[Standing], row: Row, since: datetime, until: datetime
) -> Iterator[TrialLine]:
    moments = _history(read, row, since)
    for occurrence, then in sorted(
        _happened(read, rules, row, moments, since, until), key=lambda one: one[0].at
    ):
        yield from _simulated(read, rules, occurrence, then)


def _history(read: Read, row: Row, since: datetime) -> list[_Moment]:
    """How a ticket became what it is, the oldest first; the first says how it was when the time began."""
    c = record_change.c
    found = read.execute(
        sa.select(c.made_at, c.changes)
        .where(c.subject_id == row["id"], c.entity == "ticket", c.recorded_at >= since)
        .order_by(c.n.desc())
    ).all()
    moments, now = list[_Moment](), dict(row)
    for made_at, changes in found:
        before = {**now, **{name: _typed(name, pair[0]) for name, pair in changes.items() if name in now}}
        is_first = "number" in changes and changes["number"][0] is None and "created_at" in changes
        moments.insert(0, _Moment(made_at, None if is_first else before, now))
        now = before
    if not moments or moments[0].before is not None:
        moments.insert(0, _Moment(min(since, row["created_at"]), None, now))
    return moments


def _typed(name: str, value: Any) -> Any:
    """A value of the chronicle as the table has it: moments are kept as text there."""
    if value is not None and isinstance(value, str) and name.endswith(("_at", "_since", "_until")):
        return msgspec.convert(value, datetime)
    return value


def _happened(
    read: Read, rules: list[Standing], row: Row, moments: list[_Moment], since: datetime, until: datetime
) -> Iterator[tuple[Occurrence, Row]]:
    """Everything that rules would have heard of, each with the ticket as it was then."""
    ticket_id = str(row["id"])
    wanted = {one.rule.trigger.on for one in rules}
    if since <= row["created_at"] < until:
        yield Occurrence("created", ticket_id, row["created_at"]), _at(moments, row["created_at"])
    for moment in moments:
        if moment.before is None or not since <= moment.at < until:
            continue
        if changed_fields(moment.before, moment.after):
            yield Occurrence("changed", ticket_id, moment.at, before=moment.before), moment.after
        sla = moment.after["sla_state"]
        if sla in {"warned", "breached"} and sla != moment.before["sla_state"]:
            yield Occurrence(f"sla_{sla}", ticket_id, moment.at), moment.after
    if wanted & {"customer_wrote", "replied", "noted"}:
        yield from _notes(read, ticket_id, moments, since, until)
    if "rated" in wanted:
        yield from _ratings(read, ticket_id, moments, since, until)
    for one in rules:
        if one.rule.trigger.on == "time_in_state":
            for at in _stays(read, one.rule.trigger, row, moments, until):
                if since <= at < until:
                    yield Occurrence(f"time_in_state {one.rule_id}", ticket_id, at), _at(moments, at)
        elif one.rule.trigger.on == "promise_due":
            yield from _promises(read, one, ticket_id, moments, since, until)


def _at(moments: list[_Moment], at: datetime) -> Row:
    """The ticket as it was at a moment."""
    past = [moment.after for moment in moments if moment.at <= at]
    return past[-1] if past else moments[0].after


def _notes(
    read: Read, ticket_id: str, moments: list[_Moment], since: datetime, until: datetime
) -> Iterator[tuple[Occurrence, Row]]:
    c = ticket_note.c
    found = read.execute(
        sa.select(ticket_note)
        .where(c.ticket_id == ticket_id, c.written_at >= since, c.written_at < until)
        .order_by(c.written_at, c.id)
    )
    for note in found.mappings():
        on = (
            "noted" if not note["is_public"] else "customer_wrote" if note["author_id"] is None else "replied"
        )
        # As it was when it was written, not as what followed has left it.
        was = [moment.before or moment.after for moment in moments if moment.at >= note["written_at"]]
        then = was[0] if was else moments[-1].after
        yield Occurrence(on, ticket_id, note["written_at"], note=dict(note)), then


def _ratings(
    read: Read, ticket_id: str, moments: list[_Moment], since: datetime, until: datetime
) -> Iterator[tuple[Occurrence, Row]]:
    c = record_change.c
    told = (c.subject_id == ticket_id, c.entity.in_(RATINGS), c.recorded_at >= since, c.recorded_at < until)
    for row in read.execute(sa.select(c.recorded_at, c.changes).where(*told).order_by(c.n)):
        if (score := (row.changes.get("score") or (None, None))[1]) is not None:
            yield Occurrence("rated", ticket_id, row.recorded_at, score=score), _at(moments, row.recorded_at)


def _stays(
    read: Read, trigger: Trigger, row: Row, moments: list[_Moment], until: datetime
) -> Iterator[datetime]:
    """When the ticket had been in one of the rule's states for long enough, once for each stay."""
    begin = moments[0].after["state_since"] or moments[0].after["last_solved_at"] or row["created_at"]
    state = named_state(moments[0].after)
    for moment in (*moments[1:], None):
        end = until if moment is None else moment.at
        if moment is not None and named_state(moment.after) == state:
            continue
        if state in trigger.states:
            at: datetime | None = begin + timedelta(seconds=trigger.after_s)
            if trigger.in_open_time:
                at = calendar_for(read, row)[1].after(begin, trigger.after_s)
            if at is not None and at < end:
                yield at
        if moment is not None:
            begin, state = moment.at, named_state(moment.after)


def _promises(
    read: Read, one: Standing, ticket_id: str, moments: list[_Moment], since: datetime, until: datetime
) -> Iterator[tuple[Occurrence, Row]]:
    for found in read.execute(sa.select(promise).where(promise.c.ticket_id == ticket_id)).mappings():
        at = found["due_at"] + timedelta(seconds=one.rule.trigger.after_s)
        if since <= at < until and (found["settled_at"] is None or found["settled_at"] > at):
            heard = Occurrence(f"promise_due {one.rule_id}", ticket_id, at, promise=dict(found))
            yield heard, _at(moments, at)


def _simulated(read: Read, rules: list[Standing], occurrence: Occurrence, row: Row) -> Iterator[TrialLine]:
    """What the rules would have made of one occurrence, and of what that leads to."""
    on, _, only = occurrence.on.partition(" ")  # What waits for time is one rule's alone.
    first = replace(occurrence, on=on)
    waiting = deque([(first, 0)])
    now, acted = row, set[str]()
    while waiting:
        heard, depth = waiting.popleft()
        for standing in rules:
            if (only and heard is first and standing.rule_id != only) or standing.rule_id in acted:
                continue
            facts = Facts(read, now, heard)
            why = reasons(standing.rule, facts)
            made = plan(standing.rule_id, standing.rule, facts) if why is not None else None
            if why is None or made is None or made.is_nothing or depth >= DEEPEST:
                continue
            yield _line(standing, facts, why, made)
            acted.add(standing.rule_id)
            if made.problem is not None:
                continue
            if changed_fields(now, made.row):
                waiting.append((Occurrence("changed", heard.ticket_id, heard.at, before=now), depth + 1))
            now = made.row
            if standing.rule.stops:
                break


def _line(standing: Standing, facts: Facts, why: Iterable[str], made: Any) -> TrialLine:
    return TrialLine(
        rule_id=standing.rule_id,
        rule_name=standing.name,
        ticket_id=facts.happened.ticket_id,
        number=facts.row["number"],
        subject=facts.row["subject"],
        at=facts.happened.at,
        happened=facts.happened.on,
        why=list(why),
        changes={} if made.problem else told_changes(facts, made),
        deeds=[deed.words for deed in made.deeds if deed.words],
        problem=made.problem,
    )


def register(book: QueryBook) -> None:
    """Make the dry run known."""
    book.register("tickets.TryRules", TryRules, _try, answers=TrialPage, roles=LEADS, central_only=True)
