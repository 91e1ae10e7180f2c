"""What a person chose, what the system laid over it, and what comes next, each in its own place."""

from datetime import datetime, timedelta
from typing import Any, TypeVar

import msgspec
import pytest

from agent_desktop.telephony import actions as act
from agent_desktop.telephony import events as ev
from agent_desktop.telephony.facts import AgentStateFact, CallFact
from agent_desktop.telephony.floor import LiveFloor
from agent_desktop.telephony.floor_rules import Capacity, FloorRules, PauseReason
from agent_desktop.telephony.views import PersonView
from agent_desktop.telephony.wrap_up import WrapUpRule
from tests.telephony.call_histories import START, at

A = TypeVar("A", bound=act.CallAction)
LUNCH = PauseReason(id="lunch", label="Lunch", is_paid=False, limit_min=30)


class Day:
    """One person at a desk, on a floor with rules of its own."""

    def __init__(self, **rules: Any) -> None:
        self.rules = FloorRules(**rules)
        self.live = LiveFloor(rules=self.rules)
        self.facts = list(self.live.sign_in("ada", START).facts)

    @property
    def ada(self) -> PersonView:
        person = self.live.person("ada")
        assert person is not None
        return person

    def hears(self, *events: ev.AnyEvent) -> None:
        for event in events:
            step = self.live.apply(event)
            assert step.verdict == "accepted", (event, step.reason)
            self.facts.extend(step.facts)

    def does(self, kind: type[A], s: float, **fields: Any) -> act.Outcome:
        now = at(s)
        action: Any = kind(id=f"a{s}", agent="ada", expires_at=now + timedelta(seconds=5), **fields)
        done = self.live.apply_action(action, now)
        self.facts.extend(done.step.facts)
        assert done.outcome is not None
        return done.outcome

    def passes(self, s: float) -> None:
        self.facts.extend(self.live.tick(at(s)).facts)

    def rings(self, s: float, call_id: str = "c1") -> None:
        self.hears(
            ev.CallQueued(call_id=call_id, at=at(s), queue="support"),
            ev.CallRinging(call_id=call_id, at=at(s), agent="ada"),
        )

    def rings_in_vain(self, s: float, call_id: str, reason: ev.NotAnsweredReason = "timeout") -> None:
        self.rings(s, call_id)
        self.hears(ev.CallNotAnswered(call_id=call_id, at=at(s + 15), agent="ada", reason=reason))

    def talks(self, start_s: float, end_s: float, call_id: str = "c1") -> None:
        self.rings(start_s, call_id)
        self.hears(
            ev.CallConnected(call_id=call_id, at=at(start_s), agent="ada"),
            ev.CallEnded(call_id=call_id, at=at(end_s), by="caller"),
        )

    def central_restarts(self) -> None:
        kept = msgspec.json.decode(msgspec.json.encode(self.facts), type=list[CallFact | AgentStateFact])
        self.live = LiveFloor.restore(kept, rules=self.rules)

    def wrapped_up(self) -> CallFact:
        return [one for one in self.facts if isinstance(one, CallFact) and one.kind == "wrapped_up"][-1]


# -- ring, not answered ------------------------------------------------------------------------------------


def test_a_call_that_rings_in_vain_goes_back_to_its_queue() -> None:
    day = Day()
    day.rings_in_vain(10, "c1")
    call = day.live.call("c1")
    assert call is not None
    assert (call.state, call.queue, call.parties) == ("queued", "support", ())
    assert day.live.queue("support").oldest_at == at(10), "it keeps its place by when it came"
    assert day.ada.state == "available"


def test_two_in_a_row_pause_the_person_until_they_say_they_are_back() -> None:
    day = Day()
    day.rings_in_vain(10, "c1")
    day.rings_in_vain(40, "c2")
    assert (day.ada.state, day.ada.reason, day.ada.pause_label) == ("paused", "not answered", "Not answered")
    assert (day.ada.chosen, day.ada.not_answered) == ("ready", 2)
    day.passes(9_000)
    assert day.ada.state == "paused"
    assert day.does(act.SetState, 9_001, state="ready") == act.Outcome.done()
    assert (day.ada.state, day.ada.not_answered) == ("available", 0)
    day.rings_in_vain(9_010, "c3")
    assert day.ada.state == "available", "the count began anew"


def test_a_rejected_offer_counts_as_one_that_rang_in_vain() -> None:
    day = Day()
    day.rings_in_vain(10, "c1", "rejected")
    day.rings_in_vain(40, "c2", "rejected")
    assert day.ada.reason == "not answered"


def test_an_answer_begins_the_count_anew() -> None:
    day = Day()
    day.rings_in_vain(10, "c1")
    day.talks(30, 60, "c2")
    day.does(act.FinishWrapUp, 70)
    day.rings_in_vain(80, "c3")
    assert (day.ada.state, day.ada.not_answered) == ("available", 1)


def test_the_count_and_the_pause_outlive_central() -> None:
    day = Day()
    day.rings_in_vain(10, "c1")
    day.central_restarts()
    assert day.ada.not_answered == 1
    day.rings_in_vain(40, "c2")
    day.central_restarts()
    assert (day.ada.state, day.ada.reason) == ("paused", "not answered")


@pytest.mark.parametrize(("limit", "rings"), [(1, 1), (3, 3)])
def test_how_many_is_a_setting(limit: int, rings: int) -> None:
    day = Day(not_answered_limit=limit)
    for number in range(rings):
        assert day.ada.state == "available"
        day.rings_in_vain(10 + 30 * number, f"c{number}")
    assert day.ada.reason == "not answered"


def test_zero_pauses_nobody() -> None:
    day = Day(not_answered_limit=0)
    for number in range(9):
        day.rings_in_vain(10 + 30 * number, f"c{number}")
    assert day.ada.state == "available"


def test_a_colleague_asking_during_a_call_offers_nothing() -> None:
    day = Day(not_answered_limit=1)
    day.live.sign_in("ben", START)
    day.hears(
        ev.CallConnected(call_id="c1", at=at(10), agent="ben"),
        ev.ConsultStarted(call_id="c1", at=at(20), agent="ben", to_agent="ada"),
        ev.CallRinging(call_id="c1", at=at(21), agent="ada"),
        ev.CallNotAnswered(call_id="c1", at=at(40), agent="ada", reason="timeout"),
    )
    assert (day.ada.state, day.ada.not_answered) == ("available", 0)


def test_somebody_whom_only_the_exchange_knows_is_never_paused_here() -> None:
    """Nobody sits there who could say that they are back."""
    day = Day(not_answered_limit=1)
    day.hears(ev.AgentStateReported(agent="sim", at=at(0), state="ready", display_name="Sim"))
    day.hears(
        ev.CallRinging(call_id="c1", at=at(5), agent="sim"),
        ev.CallNotAnswered(call_id="c1", at=at(20), agent="sim", reason="timeout"),
    )
    person = day.live.person("sim")
    assert person is not None
    assert person.state == "available"


def test_the_exchange_being_ready_does_not_end_a_pause_of_ours() -> None:
    day = Day()
    day.rings_in_vain(10, "c1")
    day.rings_in_vain(40, "c2")
    day.live.apply(ev.AgentStateReported(agent="ada", at=at(60), state="break", reason="exchange"))
    day.live.apply(ev.AgentStateReported(agent="ada", at=at(61), state="ready"))
    assert day.ada.reason == "not answered"


# -- chosen, system, next ----------------------------------------------------------------------------------


def test_a_break_outlasts_everything_the_system_does() -> None:
    day = Day(pauses=(LUNCH,))
    day.does(act.SetState, 5, state="break", reason="lunch")
    day.hears(ev.CallDialling(call_id="c1", at=at(10), agent="ada", called="+442079460018"))
    day.hears(ev.CallConnected(call_id="c1", at=at(12)), ev.CallEnded(call_id="c1", at=at(50), by="agent"))
    day.passes(200)
    day.live.link_lost("ada", at(210))
    day.live.link_back("ada", at(220))
    day.central_restarts()
    assert (day.ada.state, day.ada.reason) == ("paused", "lunch")


def test_a_pause_is_known_by_its_id_whatever_word_was_sent() -> None:
    day = Day(pauses=(LUNCH,))
    day.does(act.SetState, 5, state="break", reason="Lunch")
    assert (day.ada.reason, day.ada.pause_label, day.ada.is_paid) == ("lunch", "Lunch", False)
    (fact,) = [one for one in day.facts if isinstance(one, AgentStateFact) and one.state == "paused"]
    assert fact.data["pause"] == {"id": "lunch", "label": "Lunch", "is_paid": False, "limit_min": 30.0}


def test_the_limit_of_a_pause_is_told_and_ends_nothing() -> None:
    day = Day(pauses=(LUNCH,))
    day.does(act.SetState, 5, state="break", reason="lunch")
    assert day.ada.pause_until == at(5 + 30 * 60)
    day.passes(4 * 3600)
    assert (day.ada.state, day.ada.pause_until) == ("paused", at(5 + 30 * 60))


def test_what_comes_next_is_told_in_words() -> None:
    day = Day(pauses=(LUNCH,))
    day.rings(10)
    day.hears(ev.CallConnected(call_id="c1", at=at(12), agent="ada"))
    day.does(act.SetState, 20, state="break", reason="lunch")
    assert (day.ada.next, day.ada.next_reason, day.ada.next_label) == ("break", "lunch", "Lunch")


# -- wrap-up -----------------------------------------------------------------------------------------------


def test_nobody_is_ready_for_an_instant_between_hang_up_and_wrap_up() -> None:
    """Looked at after every event and in every fact: so no exchange that asks can slip a call in."""
    day = Day()
    day.rings(10)
    seen = []
    events: list[ev.AnyEvent] = [
        ev.CallConnected(call_id="c1", at=at(12), agent="ada"),
        ev.CallHeld(call_id="c1", at=at(20), agent="ada"),
        ev.CallResumed(call_id="c1", at=at(25), agent="ada"),
        ev.CallTransferred(call_id="c1", at=at(40), transfer="blind", agent="ada", to_queue="sales"),
        ev.CallEnded(call_id="c1", at=at(60), by="caller"),
    ]
    for event in events:
        day.hears(event)
        seen.append(day.ada.state)
    assert seen == ["talking", "holding", "talking", "wrap_up", "wrap_up"]
    states = [fact.state for fact in day.facts if isinstance(fact, AgentStateFact)]
    assert states == ["available", "ringing", "talking", "holding", "talking", "wrap_up"]


def test_wrap_up_without_a_limit_lasts_until_it_is_finished() -> None:
    day = Day(wrap_up=WrapUpRule(mode="mandatory", limit_s=30))
    day.talks(10, 60)
    assert (day.ada.wrap_up_mode, day.ada.wrap_up_until) == ("mandatory", None)
    day.passes(9_000)
    assert day.ada.state == "wrap_up"
    assert day.does(act.ExtendWrapUp, 9_001).reason == "no_wrap_up"
    assert day.does(act.FinishWrapUp, 9_002) == act.Outcome.done()


def test_wrap_up_that_lasts_its_whole_time_is_not_finished_before() -> None:
    day = Day(wrap_up=WrapUpRule(limit_s=60, early_exit=False))
    day.talks(10, 100)
    assert not day.ada.wrap_up_early_exit
    refused = day.does(act.FinishWrapUp, 110)
    assert (refused.status, refused.reason) == ("refused", "too_early")
    assert "0:50" in refused.what
    day.passes(160)
    assert day.ada.state == "available"


def test_wrap_up_is_extended_as_often_as_allowed() -> None:
    day = Day(wrap_up=WrapUpRule(limit_s=60, extensions=2))
    day.talks(10, 100)
    assert [day.does(act.ExtendWrapUp, s).status for s in (110, 111)] == ["done", "done"]
    assert (day.ada.wrap_up_until, day.ada.wrap_up_extensions_left) == (at(220), 0)
    assert day.does(act.ExtendWrapUp, 112).reason == "no_extension"
    day.central_restarts()
    assert day.does(act.ExtendWrapUp, 113).reason == "no_extension"


def test_each_queue_has_its_own_wrap_up() -> None:
    day = Day(wrap_up_of={"SUPPORT": WrapUpRule(mode="optional", limit_s=None)})
    day.talks(10, 100)
    assert (day.ada.wrap_up_mode, day.ada.wrap_up_until) == ("optional", None)
    day.does(act.FinishWrapUp, 110)
    day.hears(ev.CallConnected(call_id="c2", at=at(120), agent="ada"))
    day.hears(ev.CallEnded(call_id="c2", at=at(130), by="agent"))
    assert (day.ada.wrap_up_mode, day.ada.wrap_up_until) == ("timed", at(190))


def test_the_outcome_set_when_time_ran_out_is_marked_as_the_systems() -> None:
    day = Day(wrap_up=WrapUpRule(limit_s=60, disposition="No outcome given"))
    day.talks(10, 100)
    day.passes(161)
    assert day.wrapped_up().data == {
        "acw_s": 60.0,
        "how": "expired",
        "disposition": "No outcome given",
        "disposition_by": "system",
    }


@pytest.mark.parametrize("mode", ["optional", "timed"])
def test_an_outcome_is_set_only_where_one_was_owed_and_time_ran_out(mode: Any) -> None:
    day = Day(wrap_up=WrapUpRule(mode=mode, limit_s=60, disposition="No outcome given"))
    day.talks(10, 100)
    if mode == "optional":
        day.passes(161)
    else:
        day.does(act.FinishWrapUp, 150)
    assert "disposition" not in day.wrapped_up().data


def test_wrap_up_does_not_run_out_under_a_call_back_and_gets_its_time_again() -> None:
    day = Day(wrap_up=WrapUpRule(limit_s=60))
    day.talks(10, 100)
    day.hears(ev.CallDialling(call_id="c2", at=at(140), agent="ada", called="+442079460018"))
    day.passes(170)
    assert day.ada.state == "dialling"
    day.hears(ev.CallEnded(call_id="c2", at=at(180), cause="no_answer"))
    assert (day.ada.state, day.ada.wrap_up_until) == ("wrap_up", at(200))
    day.passes(201)
    assert day.ada.state == "available"


# -- capacity ----------------------------------------------------------------------------------------------


def test_a_person_takes_on_as_many_contacts_of_a_channel_as_they_have_room_for() -> None:
    day = Day(capacity=Capacity(chat=2, email=1))
    assert day.ada.free_for == ("call", "chat", "email")
    for number in range(2):
        assert day.live.take("ada", "chat", f"chat-{number}", at(1)).verdict == "accepted"
    assert day.ada.free_for == ("call", "email"), "chats keep nobody from a call"
    assert day.live.take("ada", "chat", "chat-0", at(2)).verdict == "ignored_duplicate"
    day.live.let_go("ada", "chat", "chat-0", at(3))
    assert day.ada.free_for == ("call", "chat", "email")


def test_calls_come_first() -> None:
    day = Day()
    day.rings(10)
    assert day.ada.free_for == ()
    day.hears(
        ev.CallConnected(call_id="c1", at=at(12), agent="ada"),
        ev.CallEnded(call_id="c1", at=at(50), by="caller"),
    )
    assert (day.ada.state, day.ada.free_for) == ("wrap_up", ())


def test_what_is_in_hand_outlives_central_and_changes_no_time() -> None:
    day = Day(capacity=Capacity(chat=1))
    step = day.live.take("ada", "chat", "chat-1", at(60))
    day.facts.extend(step.facts)
    day.central_restarts()
    assert day.ada.free_for == ("call", "email")
    moments: list[datetime] = [fact.at for fact in day.facts if isinstance(fact, AgentStateFact)]
    assert (day.ada.since, moments) == (START, [START, at(60)])
