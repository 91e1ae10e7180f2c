"""Beside the talk: changing over while asking, parking, and a supervisor who listens."""

from typing import Any

import pytest

from agent_desktop.telephony import actions as act
from agent_desktop.telephony import events as ev
from agent_desktop.telephony.facts import CallFact
from agent_desktop.telephony.floor import LiveFloor
from agent_desktop.telephony.telling import event_of
from agent_desktop.telephony.views import CallView, ListeningChanged, SupervisionView
from tests.telephony.call_histories import at
from tests.telephony.test_floor import Floor, queued


def of(call_id: str = "c1") -> dict[str, Any]:
    return {"call_id": call_id}


@pytest.fixture
def floor() -> Floor:
    """Ada talks on a call since 10 s."""
    floor = Floor()
    floor.hears(
        queued(0),
        ev.CallRinging(**of(), at=at(1), agent="ada"),
        ev.CallConnected(**of(), at=at(10), agent="ada"),
    )
    return floor


def call(floor: Floor) -> CallView:
    found = floor.live.call("c1")
    assert found is not None
    return found


def asking(floor: Floor) -> None:
    floor.hears(
        ev.ConsultStarted(**of(), at=at(20), agent="ada", to_agent="ben"),
        ev.CallConnected(**of(), at=at(25), agent="ben"),
    )


def test_the_caller_waits_while_the_agent_asks_and_is_heard_after_changing_over(floor: Floor) -> None:
    asking(floor)
    assert call(floor).consult is not None
    floor.hears(ev.Swapped(**of(), at=at(40), agent="ada", is_with_caller=True))
    view = call(floor)
    assert view.state == "connected"
    assert view.consult is not None
    assert view.consult.is_waiting
    assert {one.agent: one.role for one in view.parties} == {"ada": "talking", "ben": "consulted"}
    floor.hears(ev.Swapped(**of(), at=at(50), agent="ada", is_with_caller=False))
    assert call(floor).state == "consulting"
    floor.hears(ev.CallEnded(**of(), at=at(60), by="caller"))
    # Talk: 10 to 20 and 40 to 50; the rest the caller waited.
    assert (call(floor).talk_s, call(floor).hold_s) == (20, 30)


def test_everybody_together_after_asking(floor: Floor) -> None:
    refused = floor.does(act.Conference, 15, call_id="c1")
    assert refused is not None
    assert refused.reason == "wrong_state"
    asking(floor)
    assert floor.does(act.Conference, 30, call_id="c1") is None
    assert floor.does(act.Swap, 30, call_id="c1") is None
    other = floor.does(act.Swap, 30, agent="ben", call_id="c1")
    assert other is not None
    assert other.status == "refused"
    floor.hears(ev.Conferenced(**of(), at=at(31), agents=("ada", "ben")))
    assert (call(floor).state, call(floor).consult) == ("conferenced", None)


def test_whom_the_agent_asked_hangs_up_and_the_caller_is_heard_still(floor: Floor) -> None:
    asking(floor)
    floor.hears(
        ev.Swapped(**of(), at=at(30), agent="ada", is_with_caller=True),
        ev.AgentLeftCall(**of(), at=at(31), agent="ben"),
    )
    assert (call(floor).state, call(floor).consult) == ("connected", None)


def test_a_parked_call_is_its_agents_until_somebody_fetches_it(floor: Floor) -> None:
    assert floor.does(act.Park, 15, call_id="c1") is None
    floor.hears(ev.CallParked(**of(), at=at(20), agent="ada", slot="701"))
    assert (call(floor).state, call(floor).parked_in) == ("held", "701")
    assert floor.person().state == "holding"
    fetch = floor.live.apply_action(act.Retrieve(id="r", agent="ben", expires_at=at(23), slot="701"), at(22))
    assert fetch.outcome is None
    assert isinstance(fetch.asked, act.Retrieve)
    assert (fetch.asked.call_id, fetch.asked.slot) == ("c1", "701")
    floor.hears(
        ev.CallUnparked(**of(), at=at(30), slot="701"),
        ev.CallConnected(**of(), at=at(31), agent="ben"),
    )
    assert (call(floor).state, call(floor).parked_in) == ("connected", None)
    assert floor.person().state == "wrap_up"
    assert floor.person("ben").state == "talking"
    nobody = floor.does(act.Retrieve, 40, agent="ada", slot="701")
    assert nobody is not None
    assert nobody.reason == "no_such_call"


def supervise(
    floor: Floor, s: float, mode: act.SuperviseMode = "listen", of: str = "ada"
) -> act.Outcome | None:
    return floor.does(act.Supervise, s, agent="sue", of=of, mode=mode)


def test_a_supervisor_who_is_on_no_floor_may_ask_to_hear_a_call(floor: Floor) -> None:
    action = act.Supervise(id="s", agent="sue", expires_at=at(16), of="ada")
    done = floor.live.apply_action(action, at(15))
    assert done.outcome is None
    assert done.asked is not None
    assert done.asked.call_id == "c1"


@pytest.mark.parametrize(
    ("agent", "of", "reason"),
    [("sue", "ben", "no_such_call"), ("ada", "ada", "not_yourself"), ("ada", "ben", "no_such_call")],
)
def test_what_no_supervisor_can_hear(floor: Floor, agent: str, of: str, reason: str) -> None:
    if reason == "no_such_call" and agent == "ada":
        reason = "busy"
    done = floor.does(act.Supervise, 15, agent=agent, of=of)
    assert done is not None
    assert done.reason == reason


def test_the_agent_and_the_supervisor_are_told_from_the_beginning_to_the_end(floor: Floor) -> None:
    began = floor.hears(ev.SupervisionStarted(**of(), at=at(20), supervisor="sue", agent="ada"))
    heard = SupervisionView(supervisor="sue", agent="ada", mode="listen", since=at(20))
    assert call(floor).supervisions == (heard,)
    assert ListeningChanged(supervisor="sue", call_id="c1", supervision=heard) in began.changes
    again = supervise(floor, 21)
    assert again is not None
    assert again.reason == "wrong_state"
    assert supervise(floor, 21, "whisper") is None
    other = supervise(floor, 21, of="ben")
    assert other is not None
    assert other.reason == "busy"
    floor.hears(ev.SupervisionChanged(**of(), at=at(30), supervisor="sue", agent="ada", mode="whisper"))
    assert call(floor).supervisions[0].mode == "whisper"
    over = floor.hears(ev.CallEnded(**of(), at=at(40), by="caller"))
    assert ListeningChanged(supervisor="sue", call_id="c1", supervision=None) in over.changes
    none = floor.does(act.StopSupervising, 41, agent="sue")
    assert none is not None
    assert none.reason == "no_such_call"


def test_who_listens_at_an_agent_hears_nothing_once_that_agent_is_gone(floor: Floor) -> None:
    floor.hears(
        ev.SupervisionStarted(**of(), at=at(20), supervisor="sue", agent="ada"),
        ev.CallTransferred(**of(), at=at(30), agent="ada", transfer="blind", to_agent="ben"),
    )
    assert call(floor).supervisions == ()


def test_all_of_it_comes_back_from_the_facts(floor: Floor) -> None:
    asking(floor)
    floor.hears(
        ev.Swapped(**of(), at=at(30), agent="ada", is_with_caller=True),
        ev.SupervisionStarted(**of(), at=at(31), supervisor="sue", agent="ada", mode="barge"),
    )
    assert LiveFloor.restore(floor.facts).call("c1") == call(floor)
    floor.hears(ev.ConsultEnded(**of(), at=at(32), agent="ada"))
    floor.hears(ev.CallParked(**of(), at=at(33), agent="ada", slot="702"))
    assert LiveFloor.restore(floor.facts).call("c1") == call(floor)
    told = [event_of(fact) for fact in floor.facts if isinstance(fact, CallFact)]
    assert all(told)
