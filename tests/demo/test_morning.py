from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from agent_desktop.demo.morning import Morning
from agent_desktop.demo.records import Interaction
from agent_desktop.demo.world import World
from agent_desktop.telephony.facts import AgentStateFact, CallFact

AT = datetime(2026, 11, 17, 12, 41, tzinfo=UTC)


def morning(seed: int = 7, at: datetime = AT) -> tuple[Morning, list[Interaction]]:
    world = World(seed, 300, at)
    contacts = [row for row in world.rows() if isinstance(row, Interaction)]
    assert world.morning is not None
    return world.morning, contacts


def test_every_call_of_the_morning_is_over_and_adds_up() -> None:
    told, _ = morning()
    kinds = Counter(fact.kind for fact in told.facts if isinstance(fact, CallFact))

    assert kinds["call_queued"] == kinds["call_ended"] > 300
    assert kinds["call_queued"] == kinds["call_connected"] + kinds["call_abandoned"]
    assert kinds["call_connected"] == kinds["call_handled"] == kinds["wrapped_up"]
    assert 0 < kinds["call_abandoned"] < 0.12 * kinds["call_queued"]


def test_an_agents_time_is_unbroken_and_ends_signed_out() -> None:
    told, _ = morning()
    states: dict[str, list[AgentStateFact]] = {}
    for fact in told.facts:
        if isinstance(fact, AgentStateFact):
            states.setdefault(fact.agent, []).append(fact)

    assert len(states) == 14
    for facts in states.values():
        moments = [fact.at for fact in facts]
        assert moments == sorted(moments)
        assert facts[0].state == "available"
        assert facts[-1].state == "offline"
        assert facts[-1].at <= AT


def test_a_handled_call_is_in_the_timeline_of_its_caller() -> None:
    told, contacts = morning()
    by_call = {contact.call_id: contact for contact in contacts}
    handled = {
        fact.call_id: fact
        for fact in told.facts
        if isinstance(fact, CallFact) and fact.kind == "call_handled"
    }
    queued = {
        fact.call_id: fact for fact in told.facts if isinstance(fact, CallFact) and fact.kind == "call_queued"
    }
    known = [call_id for call_id in handled if queued[call_id].data.get("caller")]

    assert known
    assert len(known) < len(handled)
    for call_id in known:
        assert by_call[call_id].number == queued[call_id].data["caller"]
        assert by_call[call_id].started_at == queued[call_id].at


def test_the_morning_is_the_same_for_the_same_seed() -> None:
    assert morning()[0].facts == morning()[0].facts
    assert morning()[0].facts != morning(8)[0].facts


@pytest.mark.parametrize("minutes", [1, 9, 45])
def test_a_world_that_begins_just_after_midnight_has_a_short_morning(minutes: int) -> None:
    at = datetime(2026, 11, 17, 0, minutes, tzinfo=UTC)
    told, _ = morning(7, at)

    assert all(at - timedelta(hours=1) < fact.at <= at for fact in told.facts)
    assert (len(told.facts) > 0) == (minutes > 8)
