"""Facts in, visits and handled parts out: the same whether counted as they come or built again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.central.roster import make_known
from agent_desktop.features import house
from agent_desktop.features.calls.facts import Names, facts_to_restore, record_facts
from agent_desktop.features.calls.tables import call_fact, call_handling, queue_visit
from agent_desktop.features.calls.visits import project, rebuild_visits
from agent_desktop.features.workforce.tables import agent, agent_state_fact
from agent_desktop.telephony import actions as act
from agent_desktop.telephony import events as ev
from agent_desktop.telephony.facts import AgentStateFact, CallFact, Fact
from agent_desktop.telephony.floor import LiveFloor
from agent_desktop.telephony.floor_rules import FloorRules
from agent_desktop.telephony.wrap_up import WrapUpRule
from tests.support.central_tables import add_agent, add_queue, engine_on, rolled_back, run
from tests.telephony.call_histories import AGENTS, QUEUES, START, at, histories

DERIVED = (queue_visit, call_handling)


@pytest.fixture
async def engine(central_url: str) -> AsyncIterator[AsyncEngine]:
    async with engine_on(central_url) as engine:
        yield engine


def floor_told(events: list[ev.AnyEvent], *, wrap_up_limit_s: float = 60.0) -> list[Fact]:
    """The facts a floor with everybody signed in makes of some events."""
    floor = LiveFloor(rules=FloorRules(wrap_up=WrapUpRule(limit_s=wrap_up_limit_s)))
    facts: list[Fact] = [fact for one in AGENTS for fact in floor.sign_in(one, START).facts]
    for event in events:
        facts.extend(floor.apply(event, "pbx").facts)
    for hours in (9, 10):  # Calls nobody ended are closed, then the wrap-ups that began with it.
        facts.extend(floor.tick(START + timedelta(hours=hours)).facts)
    return facts


def call_facts(facts: list[Fact]) -> list[CallFact]:
    return [fact for fact in facts if isinstance(fact, CallFact)]


def counted(connection: sa.Connection) -> list[Any]:
    return [
        sorted(connection.execute(sa.select(table)).all(), key=lambda row: tuple(row)[:3])
        for table in DERIVED
    ]


def know_everybody(connection: sa.Connection) -> dict[str, str]:
    return {name: add_agent(connection, name) for name in AGENTS} | {
        name: add_queue(connection, name) for name in QUEUES
    }


async def test_what_is_built_again_is_what_was_counted_as_it_came(engine: AsyncEngine) -> None:
    """Whatever an exchange sends, and also when facts are told twice."""

    def check(connection: sa.Connection) -> None:
        know_everybody(connection)
        names = Names.load(connection)

        @settings(max_examples=40, deadline=None)
        @given(histories(("c1", "c2", "c3")), st.integers(1, 5))
        def each(events: list[ev.AnyEvent], size: int) -> None:
            with rolled_back(connection):
                facts = call_facts(floor_told(events))
                for start in range(0, len(facts), size):
                    record_facts(connection, facts[start : start + size], names)
                before = counted(connection)
                record_facts(connection, facts, names)
                assert counted(connection) == before
                assert rebuild_visits(connection) == len({fact.call_id for fact in facts})
                assert counted(connection) == before

        each()

    await run(engine, check)


@settings(max_examples=200, deadline=None)
@given(histories(ordered=True))
def test_every_visit_has_one_outcome_and_its_times_are_in_order(events: list[ev.AnyEvent]) -> None:
    visits, parts = project(call_facts(floor_told(events)))
    for visit, following in zip_longest(visits, visits[1:]):
        assert visit.outcome in {"answered", "abandoned", "followed_up", "flowed_out", None}
        assert (visit.left_at is None) == (visit.outcome is None)
        assert (visit.answered_at is not None) == (visit.outcome == "answered")
        assert visit.left_at is None or visit.left_at >= visit.queued_at
        assert visit.ended_at is None or visit.outcome is not None
        if following is not None:
            assert visit.left_at is not None
            assert visit.left_at <= following.queued_at
        if visit.outcome != "flowed_out" or following is None:
            assert (visit.final_outcome, visit.final_left_at) == (visit.outcome, visit.left_at)
        else:
            assert visit.final_outcome == following.final_outcome
    for part in parts:
        assert part.handled_at is not None
        assert part.after_call_s is not None
        assert part.handled_at - part.left_at == timedelta(seconds=part.after_call_s)


def test_a_caller_passed_from_queue_to_queue_is_followed_to_the_end() -> None:
    events: list[ev.AnyEvent] = [
        ev.CallQueued(call_id="c1", at=at(0), queue="support", caller="+442079460018"),
        ev.CallLeftQueue(call_id="c1", at=at(30), reason="overflow", to_queue="sales"),
        ev.CallQueued(call_id="c1", at=at(30), queue="sales"),
        ev.CallRinging(call_id="c1", at=at(40), agent="ada", queue="sales"),
        ev.CallConnected(call_id="c1", at=at(45), agent="ada"),
        ev.CallTransferred(call_id="c1", at=at(100), transfer="blind", agent="ada", to_agent="ben"),
        ev.CallRinging(call_id="c1", at=at(101), agent="ben"),
        ev.CallConnected(call_id="c1", at=at(105), agent="ben"),
        ev.CallEnded(call_id="c1", at=at(200), by="caller"),
    ]
    visits, parts = project(call_facts(floor_told(events, wrap_up_limit_s=20)))
    assert [(v.queue, v.outcome, v.left_at) for v in visits] == [
        ("support", "flowed_out", at(30)),
        ("sales", "answered", at(45)),
    ]
    assert [(v.final_outcome, v.final_left_at) for v in visits] == [("answered", at(45))] * 2
    assert [(p.agent, p.queue, p.visit, p.talk_s, p.transferred) for p in parts] == [
        ("ada", "sales", 2, 55.0, "blind"),
        ("ben", "sales", 2, 95.0, None),
    ]
    assert [(p.after_call_s, p.handled_at) for p in parts] == [(20.0, at(120)), (20.0, at(220))]


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        ("voicemail", "followed_up"),
        ("callback", "followed_up"),
        ("timeout", "flowed_out"),
        ("overflow", "flowed_out"),
    ],
)
def test_leaving_by_other_means_than_hanging_up_is_no_abandon(
    reason: ev.LeftQueueReason, outcome: str
) -> None:
    events: list[ev.AnyEvent] = [
        ev.CallQueued(call_id="c1", at=at(0), queue="support"),
        ev.CallLeftQueue(call_id="c1", at=at(30), reason=reason),
        ev.CallEnded(call_id="c1", at=at(60), by="caller"),
    ]
    visits, parts = project(call_facts(floor_told(events)))
    assert [(v.outcome, v.left_at, v.ended_at) for v in visits] == [(outcome, at(30), at(60))]
    assert parts == []


async def test_a_floor_comes_back_from_what_was_stored(engine: AsyncEngine) -> None:
    events: list[ev.AnyEvent] = [
        ev.CallQueued(call_id="c1", at=at(10), queue="support", caller="+442079460018"),
        ev.CallRinging(call_id="c1", at=at(11), agent="ada", queue="support"),
        ev.CallConnected(call_id="c1", at=at(12), agent="ada"),
        ev.CallQueued(call_id="c2", at=at(13), queue="sales"),
    ]
    floor = LiveFloor()
    facts: list[Fact] = [fact for one in ("ada", "ben") for fact in floor.sign_in(one, START).facts]
    for event in events:
        facts.extend(floor.apply(event, "pbx").facts)
    facts.extend(floor.sign_out("ben", at(14)).facts)

    def keep(connection: sa.Connection) -> list[Fact]:
        know_everybody(connection)
        record_facts(connection, facts)
        return facts_to_restore(connection, START - timedelta(days=1))

    back = LiveFloor.restore(await run(engine, keep))
    assert back.view(at(20)).calls == floor.view(at(20)).calls
    assert [person.agent for person in back.view(at(20)).people] == ["ada"]
    assert back.person("ada") == floor.person("ada")


async def test_wrap_up_told_after_the_call_was_forgotten_is_still_booked(engine: AsyncEngine) -> None:
    """A floor that came back without the ended call tells its end of wrap-up without place or connector."""
    events: list[ev.AnyEvent] = [
        ev.CallQueued(call_id="c1", at=at(0), queue="support"),
        ev.CallRinging(call_id="c1", at=at(1), agent="ada", queue="support"),
        ev.CallConnected(call_id="c1", at=at(2), agent="ada"),
        ev.CallEnded(call_id="c1", at=at(50), by="caller"),
    ]
    facts = [
        fact for fact in floor_told(events) if not (isinstance(fact, CallFact) and fact.kind == "wrapped_up")
    ]
    late = CallFact(
        kind="wrapped_up",
        call_id="c1",
        at=at(80),
        seq=0,
        agent="ada",
        data={"acw_s": 30.0, "how": "finished"},
    )

    def keep(connection: sa.Connection) -> Any:
        know_everybody(connection)
        record_facts(connection, facts)
        record_facts(connection, [late])
        return connection.execute(sa.select(call_handling)).one()

    part = await run(engine, keep)
    assert (part.after_call_s, part.handled_at, part.connector) == (30.0, at(80), "pbx")


async def test_names_nobody_bears_are_kept_as_told_or_made_known(engine: AsyncEngine) -> None:
    def keep(connection: sa.Connection) -> Any:
        told = CallFact(
            kind="call_queued",
            call_id="c9",
            at=at(0),
            seq=1,
            queue="New",
            connector="pbx",
            data={"queue": "New"},
        )
        record_facts(connection, [told, AgentStateFact(agent="zed", state="available", at=at(0))])
        unknown = connection.execute(sa.select(queue_visit.c.queue_id)).scalar_one()
        state = connection.execute(sa.select(agent_state_fact)).one()
        names = make_known(connection, house(), at(1), queues=["New"], logins=["zed"])
        again = CallFact(
            kind="call_queued",
            call_id="c10",
            at=at(2),
            seq=1,
            queue="new",
            connector="pbx",
            data={"queue": "new"},
        )
        record_facts(connection, [again], names)
        made = connection.execute(sa.select(agent).where(agent.c.login == "zed")).one()
        visits = connection.execute(
            sa.select(queue_visit.c.queue_id).where(queue_visit.c.call_id == "c10")
        ).scalar_one()
        kept = connection.execute(sa.select(call_fact.c.queue).order_by(call_fact.c.n)).scalars().all()
        return unknown, state.agent, state.agent_id, made.is_active, visits == names.queue_id("NEW"), kept

    assert await run(engine, keep) == (None, "zed", None, False, True, ["New", "new"])


def test_the_floor_and_the_facts_agree_on_a_pause() -> None:
    """Agent-state facts pass through the store's shape word for word."""
    floor = LiveFloor()
    told = list(floor.sign_in("ada", START).facts)
    pause = act.SetState(id="a", agent="ada", expires_at=at(5), state="break", reason="lunch")
    told += floor.apply_action(pause, datetime(2026, 3, 2, 9, 0, 1, tzinfo=UTC)).step.facts
    states = [(fact.state, fact.reason) for fact in told if isinstance(fact, AgentStateFact)]
    assert states == [("available", None), ("paused", "lunch")]
