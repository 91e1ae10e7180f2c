"""The floor shows each person what concerns them, and books every second of their time once."""

from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest

from agent_desktop.telephony import actions as act
from agent_desktop.telephony import events as ev
from agent_desktop.telephony.facts import AgentStateFact, CallFact
from agent_desktop.telephony.floor import ENDED_CALLS_KEPT, LiveFloor
from agent_desktop.telephony.port import QueueEntry
from agent_desktop.telephony.steps import FloorStep
from agent_desktop.telephony.views import CallChanged, PersonView, QueueChanged
from tests.telephony.call_histories import START, at

A = TypeVar("A", bound=act.CallAction)


class Floor:
    """A floor with two people signed in, and short words for what happens on it."""

    def __init__(self) -> None:
        self.live = LiveFloor(queues=[QueueEntry("support"), QueueEntry("sales")])
        self.facts: list[AgentStateFact | CallFact] = []
        for agent in ("ada", "ben"):
            self.took(self.live.sign_in(agent, START, display_name=agent.title(), extension=f"10{agent[0]}"))

    def took(self, step: FloorStep) -> FloorStep:
        self.facts.extend(step.facts)
        return step

    def hears(self, *events: ev.AnyEvent) -> FloorStep:
        for event in events:
            step = self.took(self.live.apply(event))
            assert step.verdict == "accepted", (event, step.reason)
        return step

    def does(self, kind: type[A], s: float, agent: str = "ada", **fields: Any) -> act.Outcome | None:
        now = at(s)
        action = kind(id=f"a{s}", agent=agent, expires_at=now + timedelta(seconds=5), **fields)
        done = self.live.apply_action(action, now)  # type: ignore[arg-type]
        self.took(done.step)
        return done.outcome

    def person(self, agent: str = "ada") -> PersonView:
        person = self.live.person(agent)
        assert person is not None
        return person

    def call(self, start_s: float, end_s: float, agent: str = "ada", call_id: str = "c1") -> None:
        self.hears(
            queued(start_s, call_id),
            ev.CallRinging(call_id=call_id, at=at(start_s), agent=agent),
            ev.CallConnected(call_id=call_id, at=at(start_s + 5), agent=agent),
            ev.CallEnded(call_id=call_id, at=at(end_s), by="caller"),
        )

    def states(self, agent: str = "ada") -> list[str]:
        found = [fact for fact in self.facts if isinstance(fact, AgentStateFact) and fact.agent == agent]
        states = [fact.state for fact in found]
        return [state for i, state in enumerate(states) if i == 0 or states[i - 1] != state]


@pytest.fixture
def floor() -> Floor:
    return Floor()


def queued(s: float, call_id: str = "c1", queue: str = "support") -> ev.CallQueued:
    return ev.CallQueued(call_id=call_id, at=at(s), queue=queue, caller="+442079460018")


def test_a_call_takes_the_agent_through_its_states(floor: Floor) -> None:
    floor.call(10, 100)
    assert floor.states() == ["available", "ringing", "talking", "wrap_up"]
    assert floor.person().wrap_up_until == at(160)
    assert floor.states("ben") == ["available"]


def test_only_the_agent_rung_is_told_of_the_call(floor: Floor) -> None:
    waiting = floor.hears(queued(10))
    assert not [change for change in waiting.changes if isinstance(change, CallChanged)]
    ringing = floor.hears(ev.CallRinging(call_id="c1", at=at(11), agent="ben"))
    (told,) = [change for change in ringing.changes if isinstance(change, CallChanged)]
    assert told.agents == ("ben",)
    assert told.call.caller == "+442079460018"
    assert told.call.queued_at == at(10)


def test_the_agent_a_call_leaves_is_told_that_it_is_gone(floor: Floor) -> None:
    floor.hears(queued(10), ev.CallRinging(call_id="c1", at=at(11), agent="ben"))
    gone = floor.hears(ev.CallNotAnswered(call_id="c1", at=at(30), agent="ben", reason="timeout"))
    (told,) = [change for change in gone.changes if isinstance(change, CallChanged)]
    assert (told.agents, told.gone) == (("ben",), ("ben",))
    assert floor.live.calls_of("ben") == ()


def test_a_queue_counts_who_waits_and_since_when(floor: Floor) -> None:
    step = floor.hears(queued(10, "c1"), queued(20, "c2"))
    (change,) = [change for change in step.changes if isinstance(change, QueueChanged)]
    assert (change.queue.waiting, change.queue.oldest_at) == (2, at(10))
    floor.hears(ev.CallEnded(call_id="c1", at=at(30), by="caller"))
    assert floor.live.queue("support").oldest_at == at(20)
    assert floor.live.queue("never heard of").waiting == 0


def test_wrap_up_ends_at_its_limit_even_if_nobody_looked_in_time(floor: Floor) -> None:
    floor.call(10, 100)
    assert not floor.live.tick(at(159)).facts
    floor.took(floor.live.tick(at(200)))
    assert floor.person().state == "available"
    assert floor.person().since == at(160)
    (fact,) = [fact for fact in floor.facts if isinstance(fact, CallFact) and fact.kind == "wrapped_up"]
    assert fact.data == {"acw_s": 60.0, "how": "expired"}
    assert (fact.agent, fact.queue) == ("ada", "support")


def test_wrap_up_is_extended_by_thirty_seconds_and_finished_by_hand(floor: Floor) -> None:
    floor.call(10, 100)
    assert floor.does(act.ExtendWrapUp, 150) == act.Outcome.done()
    assert floor.person().wrap_up_until == at(190)
    assert not floor.live.tick(at(170)).facts
    assert floor.does(act.FinishWrapUp, 175) == act.Outcome.done()
    assert floor.person().state == "available"
    refused = floor.does(act.FinishWrapUp, 176)
    assert refused is not None
    assert refused.reason == "no_wrap_up"


def test_a_break_chosen_during_a_call_comes_after_the_wrap_up(floor: Floor) -> None:
    floor.hears(
        ev.CallRinging(call_id="c1", at=at(10), agent="ada"),
        ev.CallConnected(call_id="c1", at=at(12), agent="ada"),
    )
    floor.does(act.SetState, 20, state="break", reason="lunch")
    assert (floor.person().state, floor.person().next) == ("talking", "break")
    floor.hears(ev.CallEnded(call_id="c1", at=at(50), by="caller"))
    assert floor.person().state == "wrap_up"
    floor.took(floor.live.tick(at(111)))
    assert (floor.person().state, floor.person().reason, floor.person().next) == ("paused", "lunch", None)


def test_nobody_is_forced_back_from_a_break(floor: Floor) -> None:
    floor.does(act.SetState, 5, state="break", reason="lunch")
    floor.call(10, 100)
    floor.hears(ev.AgentStateReported(agent="ada", at=at(101), state="break", reason="not answered"))
    floor.live.apply(ev.AgentStateReported(agent="ada", at=at(102), state="ready"))
    floor.took(floor.live.tick(at(500)))
    assert (floor.person().state, floor.person().reason) == ("paused", "lunch")


def test_a_pause_by_the_exchange_is_one_key_away_from_ready(floor: Floor) -> None:
    floor.hears(ev.AgentStateReported(agent="ada", at=at(10), state="break", reason="not answered"))
    assert (floor.person().state, floor.person().reason) == ("paused", "not answered")
    assert floor.person().chosen == "ready"
    floor.does(act.SetState, 12, state="ready")
    assert floor.person().state == "available"


def test_signing_out_during_a_call_waits_for_its_end(floor: Floor) -> None:
    floor.hears(ev.CallConnected(call_id="c1", at=at(10), agent="ada"))
    floor.does(act.SetState, 20, state="offline")
    assert floor.person().state == "talking"
    floor.hears(ev.CallEnded(call_id="c1", at=at(50), by="agent"))
    floor.does(act.FinishWrapUp, 60)
    assert floor.person().state == "offline"
    assert floor.states() == ["available", "talking", "wrap_up", "offline"]


def test_with_two_calls_the_first_that_applies_wins(floor: Floor) -> None:
    floor.hears(
        ev.CallConnected(call_id="c1", at=at(10), agent="ada"),
        ev.CallHeld(call_id="c1", at=at(20), agent="ada"),
        ev.CallRinging(call_id="c2", at=at(25), agent="ada"),
    )
    assert floor.person().state == "ringing"
    floor.hears(ev.CallConnected(call_id="c2", at=at(30), agent="ada"))
    assert (floor.person().state, floor.person().call_id) == ("talking", "c2")
    floor.hears(ev.CallEnded(call_id="c2", at=at(60), by="caller"))
    assert floor.person().state == "holding"
    floor.hears(ev.CallResumed(call_id="c1", at=at(65), agent="ada"))
    assert floor.person().state == "talking"
    assert [call.call_id for call in floor.live.calls_of("ada")] == ["c1"]


def test_a_lost_link_overrides_and_gives_back_what_was(floor: Floor) -> None:
    floor.hears(ev.CallConnected(call_id="c1", at=at(10), agent="ada"))
    floor.took(floor.live.link_lost("ada", at(20)))
    assert floor.person().state == "lost_link"
    floor.hears(ev.CallEnded(call_id="c1", at=at(30), by="caller"))
    assert floor.person().state == "lost_link"
    floor.took(floor.live.link_back("ada", at(40)))
    assert floor.person().state == "wrap_up"


def test_people_the_exchange_alone_knows_come_and_go_with_its_reports(floor: Floor) -> None:
    floor.hears(ev.AgentStateReported(agent="sim.eve", at=at(0), state="ready", display_name="Eve"))
    floor.call(10, 40, agent="sim.eve")
    assert floor.person("sim.eve").state == "wrap_up"
    floor.hears(ev.AgentStateReported(agent="sim.eve", at=at(50), state="break", reason="lunch"))
    assert floor.person("sim.eve").state == "paused"
    assert not floor.person("sim.eve").at_a_desk
    floor.hears(ev.AgentStateReported(agent="sim.eve", at=at(60), state="offline"))
    assert "sim.eve" not in [person.agent for person in floor.live.view(at(60)).people]


def test_a_report_about_nobody_is_impossible(floor: Floor) -> None:
    step = floor.live.apply(ev.AgentStateReported(agent="ghost", at=at(0), state="ready"))
    assert step.verdict == "impossible"
    assert floor.live.person("ghost") is None


@pytest.mark.parametrize(
    ("kind", "fields", "reason"),
    [
        (act.Answer, {"call_id": "nope"}, "no_such_call"),
        (act.Hold, {"call_id": "c2"}, "not_your_call"),
        (act.Answer, {"call_id": "c1"}, "wrong_state"),
        (act.Transfer, {"call_id": "c1"}, "one_target"),
        (act.Transfer, {"call_id": "c1", "to_agent": "ada"}, "one_target"),
        (act.SendDtmf, {"call_id": "c1", "digits": "12x"}, "not_a_key"),
        (act.Dial, {"number": "+33142685300"}, "busy"),
        (act.Dial, {"number": " "}, "no_number"),
    ],
)
def test_what_makes_no_sense_is_refused_before_the_exchange_is_asked(
    floor: Floor, kind: type[act.CallAction], fields: dict[str, Any], reason: str
) -> None:
    floor.hears(
        ev.CallConnected(call_id="c1", at=at(10), agent="ada"),
        ev.CallConnected(call_id="c2", at=at(10), agent="ben"),
    )
    outcome = floor.does(kind, 20, **fields)
    assert outcome is not None
    assert (outcome.status, outcome.reason) == ("refused", reason)
    assert outcome.what


def test_what_makes_sense_goes_to_the_exchange(floor: Floor) -> None:
    floor.hears(ev.CallRinging(call_id="c1", at=at(10), agent="ada"))
    assert floor.does(act.Answer, 12, call_id="c1") is None
    assert floor.does(act.Dial, 12, agent="ben", number="+33142685300") is None


def test_an_action_that_comes_late_is_not_done(floor: Floor) -> None:
    late = act.SetState(id="a", agent="ada", expires_at=at(10), state="break")
    outcome = floor.live.apply_action(late, at(11)).outcome
    assert outcome is not None
    assert outcome.reason == "expired"
    long_lived = act.SetState(id="b", agent="ada", expires_at=at(60), state="break")
    outcome = floor.live.apply_action(long_lived, at(11)).outcome
    assert outcome is not None
    assert outcome.reason == "expired"
    assert floor.person().state == "available"


def test_one_connector_cannot_touch_the_call_of_another(floor: Floor) -> None:
    floor.live.apply(queued(10), "first")
    step = floor.live.apply(ev.CallEnded(call_id="c1", at=at(20), by="caller"), "second")
    assert step.verdict == "impossible"
    assert floor.live.queue("support").waiting == 1
    assert floor.live.connector_of("c1") == "first"


def test_an_abandon_is_a_fact_with_its_wait(floor: Floor) -> None:
    step = floor.hears(queued(10), ev.CallEnded(call_id="c1", at=at(35), by="caller"))
    kinds = {fact.kind: fact for fact in step.facts if isinstance(fact, CallFact)}
    assert kinds["call_abandoned"].data == {"wait_s": 25.0}
    assert kinds["call_ended"].data["outcome"] == "abandoned"


def test_the_answer_carries_the_wait_of_its_queue(floor: Floor) -> None:
    floor.call(10, 100)
    (fact,) = [fact for fact in floor.facts if isinstance(fact, CallFact) and fact.kind == "call_connected"]
    assert fact.data["wait_s"] == 5.0
    (handled,) = [fact for fact in floor.facts if isinstance(fact, CallFact) and fact.kind == "call_handled"]
    assert (handled.agent, handled.data["talk_s"]) == ("ada", 85.0)


def test_the_facts_of_a_call_are_numbered_without_a_gap(floor: Floor) -> None:
    floor.call(10, 100)
    floor.does(act.FinishWrapUp, 130)
    assert [fact.seq for fact in floor.facts if isinstance(fact, CallFact)] == [1, 2, 3, 4, 5, 6]


def test_a_call_nobody_ended_is_closed_in_the_end(floor: Floor) -> None:
    floor.hears(queued(10))
    assert not floor.live.tick(START + timedelta(hours=5)).facts
    floor.live.tick(START + timedelta(hours=7))
    assert floor.live.queue("support").waiting == 0
    call = floor.live.call("c1")
    assert call is not None
    assert call.cause == "stale"


def test_ended_calls_are_forgotten_before_they_fill_the_memory(floor: Floor) -> None:
    for number in range(ENDED_CALLS_KEPT + 10):
        floor.hears(
            queued(number, f"c{number}"), ev.CallEnded(call_id=f"c{number}", at=at(number), by="caller")
        )
    assert floor.live.call("c0") is None
    assert floor.live.call(f"c{ENDED_CALLS_KEPT}") is not None


def test_a_second_sign_in_keeps_what_was_chosen(floor: Floor) -> None:
    floor.does(act.SetState, 5, state="break", reason="lunch")
    step = floor.took(floor.live.sign_in("ada", at(20), display_name="Ada"))
    assert not step.facts
    assert floor.person().state == "paused"
    floor.took(floor.live.sign_out("ada", at(30)))
    floor.took(floor.live.sign_in("ada", at(40)))
    assert (floor.person().state, floor.person().display_name) == ("available", "Ada")


def test_nobody_has_a_state_before_they_sign_in(floor: Floor) -> None:
    floor.call(10, 40, agent="stranger")
    assert floor.live.person("stranger") is None
    assert floor.states("stranger") == []


def test_the_moment_of_a_state_is_not_moved_by_a_choice_for_later(floor: Floor) -> None:
    floor.hears(ev.CallConnected(call_id="c1", at=at(10), agent="ada"))
    floor.does(act.SetState, 60, state="break", reason="lunch")
    assert floor.person().since == at(10)
    moments: list[datetime] = [fact.at for fact in floor.facts if isinstance(fact, AgentStateFact)]
    assert moments == sorted(moments)
