"""The figures from SQL against the same figures counted one contact at a time in Python."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.core.errors import Refused
from agent_desktop.core.ids import new_id
from agent_desktop.features.calls.tables import call_handling, queue_visit
from agent_desktop.features.kpi.queries import call_figures, calls_behind, curve, kpi_view, resolution
from agent_desktop.features.kpi.read_models import CallFigures, CallsBehind, Curve, Figures, Resolution
from agent_desktop.features.tickets.tables import ticket
from agent_desktop.store.work import SqlRead
from tests.support.central_tables import MADE, add_queue, engine_on, rolled_back, run

NINE = datetime(2026, 11, 2, 9, tzinfo=UTC)
TEN = NINE + timedelta(hours=1)
US = timedelta(microseconds=1)
OUTCOMES = ("answered", "abandoned", "followed_up", "flowed_out", None)
QUEUE_THRESHOLDS = {"fast": (5, 20), "slow": (0, 60)}


@pytest.fixture
async def engine(central_url: str) -> AsyncIterator[AsyncEngine]:
    async with engine_on(central_url) as engine:
        yield engine


@dataclass(frozen=True)
class Stay:
    """One visit in a test's own words."""

    queue: str
    queued_at: datetime
    outcome: str | None
    wait: timedelta
    talk_s: float = 0.0
    hold_s: float = 0.0
    acw_s: float | None = 0.0
    after: timedelta = timedelta()

    @property
    def left_at(self) -> datetime | None:
        return None if self.outcome is None else self.queued_at + self.wait

    @property
    def handled_at(self) -> datetime | None:
        if self.outcome != "answered" or self.acw_s is None:
            return None
        return self.queued_at + self.wait + self.after


Call = list[Stay]
waits = st.sampled_from(
    [0, 4.999999, 5, 5.000001, 19.999999, 20, 20.000001, 59.999999, 60, 60.000001, 300]
) | (st.integers(0, 10**9).map(lambda us: us / 1e6))
entries = st.sampled_from([NINE - US, NINE, NINE + US, TEN - US, TEN]) | st.integers(-600, 4200).map(
    lambda s: NINE + timedelta(seconds=s)
)


@st.composite
def calls(draw: st.DrawFn) -> Call:
    """A call through one to three queues: all but the last it left by flowing out, or answered and passed on."""
    at, made = draw(entries), []
    length = draw(st.integers(1, 3))
    for n in range(length):
        is_last = n == length - 1
        stay = Stay(
            draw(st.sampled_from(sorted(QUEUE_THRESHOLDS))),
            at,
            draw(st.sampled_from(OUTCOMES if is_last else ("flowed_out", "flowed_out", "answered"))),
            timedelta(seconds=draw(waits)),
            draw(st.integers(0, 3000)) / 8,
            draw(st.integers(0, 800)) / 8,
            draw(st.none() | st.integers(0, 800).map(lambda s: s / 8)),
            timedelta(seconds=draw(st.integers(0, 3600))),
        )
        made.append(stay)
        at = (stay.left_at or at) + timedelta(seconds=draw(st.integers(0, 3)))
    return made


def write(connection: sa.Connection, queues: dict[str, str], world: list[Call]) -> None:
    visits, parts = [], []
    for number, call in enumerate(world):
        key = {"connector": "pbx", "call_id": f"call-{number}"}
        for n, stay in enumerate(call, start=1):
            last = final(call[n - 1 :])
            visits.append(
                {
                    **key,
                    "visit": n,
                    "queue_id": queues[stay.queue],
                    "queued_at": stay.queued_at,
                    "answered_at": stay.left_at if stay.outcome == "answered" else None,
                    "left_at": stay.left_at,
                    "outcome": stay.outcome,
                    "final_outcome": last.outcome,
                    "final_left_at": last.left_at,
                }
            )
            if stay.outcome == "answered" and stay.left_at is not None:
                parts.append(
                    {
                        **key,
                        "part": n,
                        "visit": n,
                        "queue_id": queues[stay.queue],
                        "left_at": stay.left_at,
                        "talk_s": stay.talk_s,
                        "hold_s": stay.hold_s,
                        "after_call_s": stay.acw_s,
                        "handled_at": stay.handled_at,
                    }
                )
    for table, rows in ((queue_visit, visits), (call_handling, parts)):
        if rows:
            connection.execute(sa.insert(table), rows)


def final(rest: Call) -> Stay:
    """Where a caller ended up who flowed from queue to queue."""
    for stay in rest:
        if stay.outcome != "flowed_out":
            return stay
    return rest[-1]


@dataclass(frozen=True)
class Question:
    queue: str | None
    since: datetime | None
    until: datetime | None
    short_s: float | None
    level_s: float | None

    def holds(self, at: datetime) -> bool:
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


questions = st.builds(
    Question,
    st.sampled_from([None, "fast", "slow"]),
    st.sampled_from([None, NINE]),
    st.sampled_from([None, TEN]),
    st.sampled_from([None, 0, 5, 5.000001, 10.5]),
    st.sampled_from([None, 0, 20, 19.999999, 60]),
)


def by_hand(world: list[Call], q: Question) -> Figures:
    """docs/figures.md, word by word, one contact at a time."""
    offered: list[tuple[str, str | None, float | None]] = []
    for call in world:
        for stay, ending in [(call[0], final(call))] if q.queue is None else [(s, s) for s in call]:
            if (q.queue is None or stay.queue == q.queue) and q.holds(stay.queued_at):
                left = ending.left_at
                wait_s = None if left is None else (left - stay.queued_at).total_seconds()
                offered.append((stay.queue, ending.outcome, wait_s))
    short = answered_in_time = 0
    for queue, outcome, wait_s in offered:
        own_short, own_level = QUEUE_THRESHOLDS[queue]
        if outcome == "abandoned" and wait_s is not None:
            short += wait_s < (own_short if q.short_s is None else q.short_s)
        if outcome == "answered" and wait_s is not None:
            answered_in_time += wait_s <= (own_level if q.level_s is None else q.level_s)
    count = {name: sum(outcome == name for _, outcome, _ in offered) for name in OUTCOMES}
    n, answered = len(offered), count["answered"]
    all_waits = [w for _, _, w in offered if w is not None]
    answer_waits = [w for _, outcome, w in offered if outcome == "answered" and w is not None]
    handled = [
        stay
        for call in world
        for stay in call
        if stay.handled_at is not None
        and q.holds(stay.handled_at)
        and (q.queue is None or stay.queue == q.queue)
    ]
    talk, hold = sum(s.talk_s for s in handled), sum(s.hold_s for s in handled)
    acw = sum(s.acw_s or 0.0 for s in handled)

    def share(part: float, whole: float, scale: float = 1.0) -> float | None:
        return scale * part / whole if whole else None

    return Figures(
        offered=n,
        answered=answered,
        abandoned=count["abandoned"],
        short_abandoned=short,
        followed_up=count["followed_up"],
        flowed_out=count["flowed_out"],
        waiting=count[None],
        abandon_pct=share(count["abandoned"] - short, n - count["followed_up"] - short, 100),
        average_wait_s=share(sum(all_waits), len(all_waits)),
        asa_s=share(sum(answer_waits), answered),
        service_level_pct=share(answered_in_time, n - short, 100),
        handled=len(handled),
        aht_s=share(talk + hold + acw, len(handled)),
        talk_s=share(talk, len(handled)),
        hold_s=share(hold, len(handled)),
        acw_s=share(acw, len(handled)),
    )


def assert_same(found: Figures, expected: Figures) -> None:
    for name in Figures.__struct_fields__:
        value = getattr(expected, name)
        same = value if value is None else pytest.approx(value, rel=1e-12)
        assert getattr(found, name) == same, name


async def test_sql_answers_what_counting_by_hand_answers(engine: AsyncEngine) -> None:
    def check(connection: sa.Connection) -> None:
        queues = {
            name: add_queue(connection, name, short_abandon_s=short, service_level_s=level)
            for name, (short, level) in QUEUE_THRESHOLDS.items()
        }
        read = SqlRead(connection, is_whole=True)

        @settings(max_examples=60, deadline=None)
        @given(st.lists(calls(), max_size=12), st.lists(questions, min_size=1, max_size=4))
        def each(world: list[Call], asked: list[Question]) -> None:
            with rolled_back(connection):
                write(connection, queues, world)
                for q in asked:
                    bounds: dict[str, Any] = {
                        "queue_id": queues[q.queue] if q.queue else None,
                        "since": q.since,
                        "until": q.until,
                        "short_abandon_s": q.short_s,
                        "service_level_s": q.level_s,
                    }
                    found = call_figures(read, None, CallFigures(**bounds))
                    assert_same(found, by_hand(world, q))
                    assert found.offered == (
                        found.answered
                        + found.abandoned
                        + found.followed_up
                        + found.flowed_out
                        + found.waiting
                    )
                    for figure in ("offered", "abandoned", "short_abandoned", "waiting", "handled"):
                        opened = calls_behind(read, None, CallsBehind(figure=figure, **bounds))
                        assert len(opened) == getattr(found, figure), figure

        each()

    await run(engine, check)


@pytest.mark.parametrize(
    ("wait_s", "short_s", "is_short"),
    [
        (4.999999, 5, True),
        (5, 5, False),
        (5.000001, 5, False),
        (0, 0, False),
        (0.000001, 0, False),
        (0, 1, True),
    ],
)
async def test_an_abandon_is_short_only_below_its_threshold(
    engine: AsyncEngine, wait_s: float, short_s: float, is_short: bool
) -> None:
    def check(connection: sa.Connection) -> None:
        queues = {"fast": add_queue(connection, "fast", short_abandon_s=7)}
        gave_up = Stay("fast", NINE, "abandoned", timedelta(seconds=wait_s))
        answered = Stay("fast", NINE, "answered", timedelta(seconds=1))
        write(connection, queues, [[gave_up], [answered]])
        found = call_figures(SqlRead(connection, is_whole=True), None, CallFigures(short_abandon_s=short_s))
        assert (found.abandoned, found.short_abandoned) == (1, int(is_short))
        assert found.abandon_pct == (0.0 if is_short else 50.0)
        assert found.service_level_pct == (100.0 if is_short else 50.0)
        only = call_figures(SqlRead(connection, is_whole=True), None, CallFigures(since=TEN))
        assert (only.offered, only.abandon_pct) == (0, None)

    await run(engine, check)


@pytest.mark.parametrize(("wait_s", "is_in_time"), [(19.999999, True), (20, True), (20.000001, False)])
async def test_an_answer_is_in_time_up_to_and_with_the_target(
    engine: AsyncEngine, wait_s: float, is_in_time: bool
) -> None:
    def check(connection: sa.Connection) -> None:
        queues = {"fast": add_queue(connection, "fast", service_level_s=20)}
        write(connection, queues, [[Stay("fast", NINE, "answered", timedelta(seconds=wait_s))]])
        found = call_figures(SqlRead(connection, is_whole=True), None, CallFigures())
        assert found.service_level_pct == (100.0 if is_in_time else 0.0)

    await run(engine, check)


async def test_a_curve_is_the_figures_of_its_steps(engine: AsyncEngine) -> None:
    def check(connection: sa.Connection) -> None:
        queues = {name: add_queue(connection, name) for name in QUEUE_THRESHOLDS}
        read = SqlRead(connection, is_whole=True)

        @settings(max_examples=10, deadline=None)
        @given(st.lists(calls(), max_size=12), st.sampled_from([900, 1000, 3600, 7200]))
        def each(world: list[Call], step_s: int) -> None:
            with rolled_back(connection):
                write(connection, queues, world)
                steps = curve(read, None, Curve(since=NINE, until=TEN, step_s=step_s))
                assert len(steps) == -(-3600 // step_s)
                for step in steps:
                    until = min(step.since + timedelta(seconds=step_s), TEN)
                    whole = call_figures(read, None, CallFigures(since=step.since, until=until))
                    assert (step.offered, step.abandon_pct) == (whole.offered, whole.abandon_pct)
                    assert step.service_level_pct == whole.service_level_pct
                    assert step.average_wait_s == (
                        whole.average_wait_s and pytest.approx(whole.average_wait_s)
                    )

        each()
        for bad in (
            Curve(since=TEN, until=NINE, step_s=60),
            Curve(since=NINE, until=TEN, step_s=0),
            Curve(since=NINE, until=TEN + timedelta(days=9), step_s=1),
        ):
            with pytest.raises(Refused):
                curve(read, None, bad)

    await run(engine, check)


async def test_a_call_opens_with_who_when_and_how_long(engine: AsyncEngine) -> None:
    def check(connection: sa.Connection) -> None:
        queues = {name: add_queue(connection, name) for name in QUEUE_THRESHOLDS}
        first = Stay("fast", NINE, "flowed_out", timedelta(seconds=30))
        second = Stay("slow", NINE + timedelta(seconds=30), "answered", timedelta(seconds=10), talk_s=60.0)
        write(connection, queues, [[first, second]])
        read = SqlRead(connection, is_whole=True)
        site = calls_behind(read, None, CallsBehind(figure="answered"))
        assert [(c.outcome, c.wait_s, c.talk_s, c.queue_id) for c in site] == [
            ("answered", 40.0, 60.0, queues["fast"])
        ]
        queue = calls_behind(read, None, CallsBehind(figure="flowed_out", queue_id=queues["fast"]))
        assert [(c.outcome, c.wait_s, c.talk_s) for c in queue] == [("flowed_out", 30.0, None)]
        assert calls_behind(read, None, CallsBehind(figure="service_level_pct")) == []
        with pytest.raises(Refused, match="no figure"):
            calls_behind(read, None, CallsBehind(figure="luck"))
        bar = kpi_view(read, NINE, NINE, waiting=1, oldest_at=NINE, step_s=60)
        assert (bar.figures.offered, [step.offered for step in bar.curve]) == (1, [0] * 11 + [1])
        later = kpi_view(read, NINE + timedelta(seconds=59), NINE, waiting=0, oldest_at=None, step_s=60)
        assert later.curve == bar.curve, "points stand still within a step"
        two_hours = kpi_view(read, NINE + timedelta(minutes=115), NINE, waiting=0, oldest_at=None).curve
        assert [step.since for step in two_hours[:2]] == [NINE, NINE + timedelta(minutes=10)]
        assert (len(two_hours), two_hours[0].offered) == (12, 1)

    await run(engine, check)


async def test_resolution_is_the_median_from_creation_to_last_solved(engine: AsyncEngine) -> None:
    def check(connection: sa.Connection) -> None:
        read = SqlRead(connection, is_whole=True)
        whole = Resolution(since=NINE, until=TEN)
        nothing = resolution(read, None, whole)
        assert (nothing.median_s, nothing.mean_s, nothing.n) == (None, None, 0)
        solved = [(NINE, 60), (NINE + US, 120), (TEN - US, 600), (TEN, 5000), (NINE - US, 7000), (None, 0)]
        rows = [
            {
                "id": new_id(),
                "number": n,
                "subject": "s",
                "queue_id": new_id(),
                "channel": "call",
                "state": "open",
                "priority": "normal",
                "is_unread": False,
                "created_at": (at or NINE) - timedelta(seconds=took),
                "first_solved_at": (at or NINE) - timedelta(seconds=1),
                "last_solved_at": at,
                "updated_at": MADE,
            }
            for n, (at, took) in enumerate(solved)
        ]
        connection.execute(sa.insert(ticket), rows)
        found = resolution(read, None, whole)
        assert (found.median_s, found.mean_s, found.n) == (120.0, 260.0, 3)

    await run(engine, check)
