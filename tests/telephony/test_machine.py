"""A call is never corrupted, whatever the exchange sends."""

from collections.abc import Iterable

import msgspec
import pytest
from hypothesis import given

from agent_desktop.telephony import events as ev
from agent_desktop.telephony.call import CallState
from agent_desktop.telephony.machine import Step, apply
from tests.telephony.call_histories import at, histories

CALL = "c1"


def lived(*history: ev.CallEvent) -> CallState:
    """The call after a history in which every event was accepted."""
    state: CallState | None = None
    for event in history:
        step = apply(state, event)
        assert step.verdict == "accepted", (event, step.reason)
        state = step.state
    assert state is not None
    return state


def queued(s: float, queue: str = "support") -> ev.CallQueued:
    return ev.CallQueued(call_id=CALL, at=at(s), queue=queue, caller="+442079460018")


def ringing(s: float, agent: str = "ada") -> ev.CallRinging:
    return ev.CallRinging(call_id=CALL, at=at(s), agent=agent)


def connected(s: float, agent: str | None = "ada") -> ev.CallConnected:
    return ev.CallConnected(call_id=CALL, at=at(s), agent=agent)


def held(s: float) -> ev.CallHeld:
    return ev.CallHeld(call_id=CALL, at=at(s), agent="ada")


def resumed(s: float) -> ev.CallResumed:
    return ev.CallResumed(call_id=CALL, at=at(s), agent="ada")


def ended(s: float, by: ev.EndedBy = "caller", cause: str = "normal") -> ev.CallEnded:
    return ev.CallEnded(call_id=CALL, at=at(s), by=by, cause=cause)


def transferred(s: float, transfer: ev.TransferKind = "blind", **to: str) -> ev.CallTransferred:
    return ev.CallTransferred(call_id=CALL, at=at(s), transfer=transfer, agent="ada", **to)


def test_an_answered_call_books_every_second_once() -> None:
    call = lived(queued(0), ringing(5), connected(12), held(30), resumed(50), ended(90))
    assert (call.state, call.outcome) == ("ended", "answered")
    assert (call.wait_s, call.talk_s, call.hold_s) == (12, 58, 20)
    (mine,) = call.handled
    assert (mine.agent, mine.queue, mine.talk_s, mine.hold_s) == ("ada", "support", 58, 20)
    assert [(visit.outcome, visit.agent) for visit in call.visits] == [("answered", "ada")]


@pytest.mark.parametrize("before", [[queued(0)], [queued(0), ringing(5)], [ringing(0)]])
def test_a_caller_who_hangs_up_waiting_abandons(before: list[ev.CallEvent]) -> None:
    call = lived(*before, ended(20))
    assert call.outcome == "abandoned"
    assert not call.parties
    assert call.answered_at is None


def test_an_exchange_that_ends_a_waiting_call_makes_no_abandon() -> None:
    assert lived(queued(0), ended(20, by="exchange")).outcome == "flowed_out"
    assert lived(ringing(0), ended(20, by="exchange", cause="rejected")).outcome == "failed"


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        ("timeout", "flowed_out"),
        ("overflow", "flowed_out"),
        ("voicemail", "followed_up"),
        ("callback", "followed_up"),
    ],
)
def test_leaving_the_queue_otherwise_is_no_abandon(reason: ev.LeftQueueReason, outcome: str) -> None:
    call = lived(queued(0), ev.CallLeftQueue(call_id=CALL, at=at(60), reason=reason), ended(90))
    assert call.outcome == outcome
    assert call.visits[0].outcome == outcome
    assert call.visits[0].left_at == at(60)


def test_an_overflow_can_still_be_answered_elsewhere() -> None:
    call = lived(
        queued(0),
        ev.CallLeftQueue(call_id=CALL, at=at(60), reason="overflow", to_queue="sales"),
        queued(60, "sales"),
        connected(70, "ben"),
        ended(90),
    )
    assert call.outcome == "answered"
    assert [visit.outcome for visit in call.visits] == ["flowed_out", "answered"]


def test_nobody_answering_puts_the_call_back_in_its_queue() -> None:
    no = ev.CallNotAnswered(call_id=CALL, at=at(20), agent="ada", reason="timeout")
    call = lived(queued(0), ringing(5), no)
    assert (call.state, call.parties) == ("queued", ())
    assert apply(call, ringing(5)).verdict == "ignored_duplicate"
    assert lived(queued(0), ringing(5), no, ringing(21)).state == "ringing"


def test_the_first_of_several_rung_agents_takes_it() -> None:
    call = lived(queued(0), ringing(5, "ada"), ringing(5, "ben"), connected(9, "ben"))
    assert [party.agent for party in call.parties] == ["ben"]


def test_a_hangup_that_overtakes_the_answer_stays_final() -> None:
    call = lived(queued(0), ringing(5), ended(30))
    late = apply(call, connected(12))
    assert late == Step(call, "impossible", "the call is over")
    assert apply(call, ended(30)) == Step(call, "ignored_duplicate", "the call is over")


def test_an_answer_without_a_beginning_makes_the_call() -> None:
    call = lived(connected(12))
    assert (call.state, call.was_seen_late, call.answered_at) == ("connected", True, at(12))


def test_a_hangup_of_an_unknown_call_makes_none() -> None:
    assert apply(None, ended(5)) == Step(None, "impossible", "there is no such call")


def test_a_repeated_beginning_changes_nothing_in_any_state() -> None:
    history = [queued(0), ringing(5), connected(12), held(30)]
    for length in range(1, len(history) + 1):
        call = lived(*history[:length])
        for event in history[:length]:
            assert apply(call, event).verdict != "accepted", event
            assert apply(call, event).state is call


def test_time_that_goes_backward_counts_as_no_time() -> None:
    call = lived(queued(10), connected(20), held(15), ended(40))
    assert call.hold_s == 20
    assert call.wait_s == 10


def test_a_blind_transfer_to_a_queue_waits_again_and_is_one_answered_call() -> None:
    call = lived(queued(0), connected(10), transferred(40, to_queue="sales"), queued(40, "sales"), ended(70))
    assert call.outcome == "answered"
    assert [visit.outcome for visit in call.visits] == ["answered", "abandoned"]
    (mine,) = call.handled
    assert (mine.agent, mine.talk_s, mine.transferred) == ("ada", 30, "blind")
    assert call.wait_s == 40


def test_a_warm_transfer_hands_over_after_a_consultation() -> None:
    consult = ev.ConsultStarted(call_id=CALL, at=at(20), agent="ada", to_agent="ben")
    call = lived(
        queued(0), connected(10), consult, ringing(21, "ben"), connected(25, "ben"),
        transferred(40, "warm", to_agent="ben"),
    )  # fmt: skip
    assert [(party.agent, party.role) for party in call.parties] == [("ben", "talking")]
    assert call.state == "connected"
    assert call.hold_s == 20
    assert call.handled[0].transferred == "warm"


def test_a_cancelled_consultation_goes_back_to_the_caller() -> None:
    call = lived(
        queued(0), connected(10),
        ev.ConsultStarted(call_id=CALL, at=at(20), agent="ada", to_agent="ben"),
        connected(25, "ben"),
        ev.ConsultEnded(call_id=CALL, at=at(30), agent="ada"),
    )  # fmt: skip
    assert call.state == "connected"
    assert [party.agent for party in call.parties] == ["ada"]
    assert lived_on(call, ended(40)).handled[-1].agent == "ada"


def test_in_a_conference_each_has_a_part() -> None:
    call = lived(
        connected(0),
        ev.Conferenced(call_id=CALL, at=at(10), agents=("ada", "ben")),
        ev.AgentLeftCall(call_id=CALL, at=at(30), agent="ada"),
    )
    assert call.state == "connected"
    done = lived_on(call, ended(50))
    assert [(part.agent, part.talk_s) for part in done.handled] == [("ada", 30), ("ben", 40)]


def test_an_outbound_call_nobody_answers_fails() -> None:
    dialling = ev.CallDialling(call_id=CALL, at=at(0), agent="ada", called="+442079460018")
    call = lived(dialling, ended(30, by="agent", cause="no_answer"))
    assert (call.direction, call.outcome, call.wait_s) == ("out", "failed", 30)


def test_one_of_ours_calling_another_is_internal() -> None:
    dialling = ev.CallDialling(call_id=CALL, at=at(0), agent="ada", called="1002")
    call = lived(dialling, ringing(1, "ben"), connected(5, "ben"))
    assert call.direction == "internal"
    assert {party.agent: party.role for party in call.parties} == {"ada": "talking", "ben": "talking"}


def test_a_second_answer_takes_the_call_over() -> None:
    call = lived(queued(0), connected(10), connected(50, "ben"))
    assert [party.agent for party in call.parties] == ["ben"]
    assert call.handled[0].agent == "ada"
    assert apply(call, connected(10)).verdict == "impossible"


def test_what_is_no_event_of_a_call_is_impossible() -> None:
    report = ev.AgentStateReported(agent="ada", at=at(0), state="ready")
    assert apply(None, report).verdict == "impossible"  # type: ignore[arg-type]


def lived_on(call: CallState, event: ev.CallEvent) -> CallState:
    step = apply(call, event)
    assert step.verdict == "accepted"
    assert step.state is not None
    return step.state


def steps(history: Iterable[ev.CallEvent]) -> Iterable[tuple[CallState | None, ev.CallEvent, Step]]:
    state: CallState | None = None
    for event in history:
        step = apply(state, event)
        yield state, event, step
        state = step.state


@given(histories())
def test_whatever_comes_no_call_is_corrupted(history: list[ev.CallEvent]) -> None:
    connections = 0
    for before, event, step in steps(history):
        if step.verdict != "accepted":
            assert step.state is before
            assert step.reason
            continue
        call = step.state
        assert call is not None
        if before is not None:
            assert before.state != "ended"
            assert call.last_at >= before.last_at
        connections += call.state in {"connected", "held", "consulting", "conferenced"}
        check(call, was_connected=connections > 0)
        assert apply(call, event).verdict != "accepted" or is_repeatable(event)


def is_repeatable(event: ev.CallEvent) -> bool:
    """Leaving a conference and being given away twice are told apart from a repeat only by who is left."""
    return isinstance(event, ev.CallTransferred | ev.AgentLeftCall | ev.CallRinging)


def check(call: CallState, *, was_connected: bool) -> None:
    assert min(call.wait_s, call.talk_s, call.hold_s) >= 0
    assert call.wait_s + call.talk_s + call.hold_s == (call.last_at - call.started_at).total_seconds()
    assert (call.answered_at is not None) == was_connected
    assert (call.ended_at is not None) == (call.state == "ended") == (call.outcome is not None)
    assert (call.outcome == "answered") == (call.state == "ended" and call.answered_at is not None)
    assert len({party.agent for party in call.parties}) == len(call.parties)
    assert all(visit.left_at is not None for visit in call.visits[:-1])
    assert all((visit.outcome == "waiting") == (visit.left_at is None) for visit in call.visits)
    if call.state == "ended":
        assert not call.parties
        assert call.open_visit is None
    if call.outcome == "abandoned":
        assert call.ended_by == "caller"
        assert not call.handled
    for part in call.handled:
        assert part.talk_s >= 0 <= part.hold_s
        assert part.talk_s + part.hold_s <= (part.left_at - part.answered_at).total_seconds()
    assert msgspec.convert(msgspec.to_builtins(call), CallState) == call


@given(histories(ordered=True))
def test_a_history_told_twice_over_ends_the_same(history: list[ev.CallEvent]) -> None:
    """An exchange that repeats a whole conversation after its end changes nothing."""
    state: CallState | None = None
    for _, _, step in steps([*history, ended(700)]):
        state = step.state
    for event in [*history, ended(700)]:
        if state is not None:
            assert apply(state, event).state is state
