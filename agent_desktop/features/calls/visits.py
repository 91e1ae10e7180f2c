"""What is counted of calls: visits to queues and parts handled by agents, projected from facts.

Both tables can be emptied and built again from ``call_fact`` at any time, and then hold the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.features.calls.tables import call_fact, call_handling, queue_visit
from agent_desktop.telephony import machine
from agent_desktop.telephony.call import CallState, QueueVisit
from agent_desktop.telephony.facts import CallFact
from agent_desktop.telephony.telling import event_of

CallKey = tuple[str, str]
"""A call: its connector and its id there."""

BATCH = 2_000


class VisitRow(msgspec.Struct, frozen=True, kw_only=True):
    """One time a call stood in a queue; agents and queues as they were told.

    ``outcome`` is answered, abandoned, followed_up, flowed_out, or None while the caller waits.
    ``final_outcome`` and ``final_left_at`` follow a caller who flowed on to another queue to where it ended.
    """

    visit: int
    queue: str
    caller: str | None
    agent: str | None
    queued_at: datetime
    answered_at: datetime | None
    left_at: datetime | None
    ended_at: datetime | None
    outcome: str | None
    final_outcome: str | None
    final_left_at: datetime | None


class HandlingRow(msgspec.Struct, frozen=True, kw_only=True):
    """One agent's part in an answered call; ``handled_at`` is where their after-call work ended."""

    part: int
    agent: str | None
    queue: str | None
    visit: int | None
    left_at: datetime
    talk_s: float
    hold_s: float
    after_call_s: float | None
    handled_at: datetime | None
    transferred: str | None


def project(facts: Iterable[CallFact]) -> tuple[list[VisitRow], list[HandlingRow]]:
    """The visits and the handled parts of one call, from all of its facts in the order of ``seq``.

    The facts that tell events go through the call machine once more, so that what is counted is what the
    live floor saw.
    """
    state: CallState | None = None
    parts: list[HandlingRow] = []
    for fact in facts:
        event = event_of(fact)
        if event is not None:
            state = machine.apply(state, event).state
        elif fact.kind == "call_handled":
            parts.append(_part(len(parts) + 1, fact, state))
        elif fact.kind == "wrapped_up":
            _close(parts, fact)
    return (_visits(state) if state else []), parts


def _visits(state: CallState) -> list[VisitRow]:
    rows: list[VisitRow] = []
    following: VisitRow | None = None
    for number in range(len(state.visits), 0, -1):
        visit = state.visits[number - 1]
        outcome = None if visit.left_at is None else visit.outcome
        flowed_on = following if outcome == "flowed_out" else None
        following = VisitRow(
            visit=number,
            queue=visit.queue,
            caller=state.caller,
            agent=visit.agent,
            queued_at=visit.entered_at,
            answered_at=visit.left_at if outcome == "answered" else None,
            left_at=visit.left_at,
            ended_at=state.ended_at,
            outcome=outcome,
            final_outcome=flowed_on.final_outcome if flowed_on else outcome,
            final_left_at=flowed_on.final_left_at if flowed_on else visit.left_at,
        )
        rows.append(following)
    return rows[::-1]


def _part(number: int, fact: CallFact, state: CallState | None) -> HandlingRow:
    """A part handled: it belongs to the latest visit to its queue that was answered by then."""
    visits: Sequence[QueueVisit] = state.visits if state else ()
    told = fact.data.get("answered_at")
    answered_at = msgspec.convert(told, datetime) if told else fact.at
    mine = [
        n
        for n, visit in enumerate(visits, start=1)
        if visit.queue == fact.queue
        and visit.outcome == "answered"
        and (visit.left_at or fact.at) <= answered_at
    ]
    return HandlingRow(
        part=number,
        agent=fact.agent,
        queue=fact.queue,
        visit=mine[-1] if mine else None,
        left_at=fact.at,
        talk_s=float(fact.data.get("talk_s") or 0.0),
        hold_s=float(fact.data.get("hold_s") or 0.0),
        after_call_s=None,
        # Where nobody is named nobody can tell the end of after-call work: it counts as none.
        handled_at=None if fact.agent else fact.at,
        transferred=fact.data.get("transferred"),
    )


def _close(parts: list[HandlingRow], fact: CallFact) -> None:
    """Book after-call work to the oldest part of that agent still without."""
    for index, part in enumerate(parts):
        if part.agent == fact.agent and part.handled_at is None:
            acw_s = float(fact.data.get("acw_s") or 0.0)
            parts[index] = msgspec.structs.replace(part, after_call_s=acw_s, handled_at=fact.at)
            return


def facts_of_calls(connection: sa.Connection, keys: Iterable[CallKey]) -> dict[CallKey, list[sa.Row[Any]]]:
    """All stored facts of some calls, by call, in order."""
    wanted = set(keys)
    f = call_fact.c
    found = connection.execute(
        sa.select(call_fact)
        .where(f.call_id.in_({call_id for _, call_id in wanted}))
        .order_by(f.connector, f.call_id, f.seq)
    )
    grouped = groupby(found, key=lambda row: (row.connector, row.call_id))
    return {key: list(rows) for key, rows in grouped if key in wanted}


def write_projection(connection: sa.Connection, keys: Iterable[CallKey]) -> None:
    """Make what is counted of some calls what their facts say now."""
    for chunk in _chunks(sorted(set(keys)), 500):
        for table in (queue_visit, call_handling):
            connection.execute(
                sa.delete(table).where(sa.tuple_(table.c.connector, table.c.call_id).in_(chunk))
            )
        _insert(connection, facts_of_calls(connection, chunk))


def rebuild_visits(connection: sa.Connection) -> int:
    """Empty what is counted and build it again from all facts; answers how many calls there are.

    In the caller's transaction and in bounded memory: calls are read a batch at a time.
    """
    connection.execute(sa.delete(queue_visit))
    connection.execute(sa.delete(call_handling))
    f = call_fact.c
    last: CallKey | None = None
    total = 0
    while True:
        statement = sa.select(f.call_id, f.connector).distinct().order_by(f.call_id, f.connector).limit(BATCH)
        if last is not None:
            statement = statement.where(sa.tuple_(f.call_id, f.connector) > sa.tuple_(last[1], last[0]))
        keys = [(row.connector, row.call_id) for row in connection.execute(statement)]
        if not keys:
            return total
        _insert(connection, facts_of_calls(connection, keys))
        total += len(keys)
        last = keys[-1]


def _insert(connection: sa.Connection, calls: dict[CallKey, list[sa.Row[Any]]]) -> None:
    visits: list[dict[str, Any]] = []
    handled: list[dict[str, Any]] = []
    for (connector, call_id), rows in calls.items():
        queues = {row.queue: row.queue_id for row in rows if row.queue_id}
        agents = {row.agent: row.agent_id for row in rows if row.agent_id}
        of_visits, of_parts = project([fact_of(row) for row in rows])
        for row_of, made in ((of_visits, visits), (of_parts, handled)):
            for one in row_of:
                values = msgspec.structs.asdict(one)
                values["queue_id"] = queues.get(values.pop("queue"))
                values["agent_id"] = agents.get(values.pop("agent"))
                made.append({"connector": connector, "call_id": call_id, **values})
    for table, made in ((queue_visit, visits), (call_handling, handled)):
        if made:
            connection.execute(sa.insert(table), made)


def fact_of(row: Any) -> CallFact:
    """A fact as it was told, from its row."""
    return CallFact(
        kind=row.kind,
        call_id=row.call_id,
        at=row.at,
        seq=row.seq,
        queue=row.queue,
        agent=row.agent,
        connector=row.connector,
        data=row.data,
    )


def _chunks(keys: list[CallKey], size: int) -> Iterator[list[CallKey]]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]
