"""Agent time is one unbroken sequence; sums made in SQL are the sums of its segments."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.core.errors import Refused
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor, Role
from agent_desktop.features.kpi.people import TimeSpent, time_of_everybody, time_spent
from agent_desktop.features.kpi.queries import agent_day, people_figures
from agent_desktop.features.kpi.read_models import AgentDay, PeopleFigures
from agent_desktop.features.workforce.agent_time import seconds_by_state, segments
from agent_desktop.features.workforce.tables import agent_state_fact
from agent_desktop.store.work import SqlRead
from tests.support.central_tables import add_agent, engine_on, rolled_back, run

NINE = datetime(2026, 11, 2, 9, tzinfo=UTC)
TEN = NINE + timedelta(hours=1)
STATES = (
    *("offline", "available", "ringing", "talking", "holding", "wrap_up", "paused", "dialling", "lost_link"),
)


@pytest.fixture
async def engine(central_url: str) -> AsyncIterator[AsyncEngine]:
    async with engine_on(central_url) as engine:
        yield engine


@dataclass(frozen=True)
class Change:
    at: datetime
    state: str
    reason: str | None = None
    call_id: str | None = None
    data: dict[str, Any] = field(default_factory=dict)


def pause(*, is_paid: bool) -> dict[str, Any]:
    return {"pause": {"id": "lunch", "label": "Lunch", "is_paid": is_paid, "limit_min": None}}


changes = st.lists(
    st.builds(
        Change,
        st.integers(-900, 4500).map(lambda s: NINE + timedelta(seconds=s)),
        st.sampled_from(STATES),
        st.sampled_from([None, "lunch"]),
        st.sampled_from([None, "c1", "c2"]),
        st.sampled_from([{}, {"pause": None}, pause(is_paid=True), pause(is_paid=False)]),
    ),
    max_size=20,
).map(lambda found: sorted(found, key=lambda change: change.at))


def in_period(history: list[Change]) -> list[Change]:
    before = [change for change in history if change.at <= NINE]
    return before[-1:] + [change for change in history if NINE < change.at < TEN]


@settings(max_examples=300)
@given(changes)
def test_segments_never_overlap_never_leave_a_gap_and_add_up(history: list[Change]) -> None:
    found = segments(in_period(history), NINE, TEN)
    for segment in found:
        assert NINE <= segment.since < segment.until <= TEN
        assert segment.state != "offline"
    for one, following in pairwise(found):
        assert one.until <= following.since
        signed_out = any(change.state == "offline" and change.at == one.until for change in history)
        if one.until == following.since and not signed_out:
            assert (one.state, one.reason, one.call_id, one.is_paid) != (
                following.state,
                following.reason,
                following.call_id,
                following.is_paid,
            )
    second = timedelta(seconds=1)
    for n in range(0, 3600, 97):
        moment = NINE + n * second
        latest = [change for change in history if change.at <= moment]
        state = latest[-1].state if latest else "offline"
        covering = [segment.state for segment in found if segment.since <= moment < segment.until]
        assert covering == ([] if state == "offline" else [state])
    assert sum(seconds_by_state(found).values()) == sum(
        (segment.until - segment.since).total_seconds() for segment in found
    )


async def test_sums_in_sql_are_the_sums_of_the_segments(engine: AsyncEngine) -> None:
    def check(connection: sa.Connection) -> None:
        people = [add_agent(connection, name) for name in ("ada", "ben")]
        lead = Actor(new_id(), new_id(), frozenset({Role.SUPERVISOR}))
        read = SqlRead(connection, is_whole=True)

        @settings(max_examples=40, deadline=None)
        @given(changes, changes)
        def each(of_ada: list[Change], of_ben: list[Change]) -> None:
            with rolled_back(connection):
                histories = (of_ada, of_ben)
                rows: list[dict[str, object]] = [
                    {
                        "agent": "x",
                        "agent_id": person,
                        "state": change.state,
                        "reason": change.reason,
                        "call_id": change.call_id,
                        "at": change.at,
                        "data": change.data,
                    }
                    for person, history in zip(people, histories, strict=True)
                    for change in history
                ]
                if rows:
                    connection.execute(sa.insert(agent_state_fact), rows)
                sums = time_of_everybody(read, NINE, TEN)
                figures = people_figures(read, lead, PeopleFigures(since=NINE, until=TEN))
                assert [one.agent_id for one in figures] == sorted(people)
                for person, history in zip(people, histories, strict=True):
                    day = agent_day(read, lead, AgentDay(agent_id=person, since=NINE, until=TEN))
                    assert day.segments == segments(in_period(history), NINE, TEN)
                    expected = time_spent(day.segments)
                    assert sums.get(person, TimeSpent()) == expected
                    assert day.figures == next(one for one in figures if one.agent_id == person)
                    assert day.figures.signed_in_s == sum(expected.by_state.values())
                    assert day.figures.paid_s == day.figures.signed_in_s - expected.unpaid_s

        each()

    await run(engine, check)


async def test_occupancy_is_handling_of_handling_and_available(engine: AsyncEngine) -> None:
    def check(connection: sa.Connection) -> None:
        ada = add_agent(connection, "ada")
        minutes = [
            ("available", 10),
            ("ringing", 1),
            ("talking", 15),
            ("holding", 2),
            ("wrap_up", 3),
            ("paused", 20),
        ]
        at = NINE
        rows: list[dict[str, object]] = []
        for state, lasting in minutes:
            rows.append({"agent": "ada", "agent_id": ada, "state": state, "at": at, "data": {}})
            at += timedelta(minutes=lasting)
        rows.append({"agent": "ada", "agent_id": ada, "state": "offline", "at": at, "data": {}})
        connection.execute(sa.insert(agent_state_fact), rows)
        read = SqlRead(connection, is_whole=True)
        herself = Actor(ada, new_id(), frozenset({Role.AGENT}))
        day = agent_day(read, herself, AgentDay(agent_id=ada, since=NINE, until=TEN))
        assert day.figures.occupancy_pct == pytest.approx(100 * 20 / 30)
        assert day.figures.signed_in_s == 51 * 60
        colleague = Actor(new_id(), new_id(), frozenset({Role.AGENT}))
        with pytest.raises(Refused, match="your own day"):
            agent_day(read, colleague, AgentDay(agent_id=ada, since=NINE, until=TEN))

    await run(engine, check)
