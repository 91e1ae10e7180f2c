"""The rarer keys of the simulated exchange: conference, changing over, parking, listening in."""

from collections.abc import AsyncIterator

import pytest

from agent_desktop.telephony import actions as act
from agent_desktop.telephony import events as ev
from agent_desktop.telephony.port import AgentEntry
from plugins.simulator.connector import Simulator
from tests.plugins.test_simulator import QUIET, Centre
from tests.support.connector_host import FloorHost


@pytest.fixture
async def centre() -> AsyncIterator[Centre]:
    people = [AgentEntry(login, login.title(), f"100{n}") for n, login in enumerate(("ada", "ben", "sue"), 1)]
    host = FloorHost("simulator", people=people)
    host.sign_in("ada", "ben")
    simulator = Simulator(QUIET)
    await simulator.start(host)
    yield Centre(host, simulator)
    await simulator.stop()
    assert host.refused == []


async def asking(centre: Centre) -> str:
    call_id = await centre.talking()
    await centre.does(act.Transfer, call_id=call_id, transfer="warm", to_agent="ben")
    assert (await centre.does(act.Conference, call_id=call_id)).reason == "not_yet"
    await centre.does(act.Answer, "ben", call_id=call_id)
    return call_id


async def test_all_together_and_the_one_who_was_asked_talks_on(centre: Centre) -> None:
    call_id = await asking(centre)
    assert await centre.does(act.Conference, call_id=call_id) == act.Outcome.done()
    assert centre.call().state == "conferenced"
    assert await centre.does(act.HangUp, call_id=call_id) == act.Outcome.done()
    assert (centre.host.state_of("ada"), centre.host.state_of("ben")) == ("wrap_up", "talking")
    assert await centre.does(act.HangUp, "ben", call_id=call_id) == act.Outcome.done()
    assert centre.host.floor.calls_of("ben") == ()


async def test_who_was_brought_in_leaves_and_the_agent_talks_on(centre: Centre) -> None:
    call_id = await asking(centre)
    await centre.does(act.Conference, call_id=call_id)
    await centre.does(act.Mute, "ben", call_id=call_id)
    await centre.does(act.HangUp, "ben", call_id=call_id)
    assert (centre.call().state, centre.host.state_of("ben")) == ("connected", "wrap_up")


async def test_somebody_outside_stays_with_the_caller_when_the_agent_leaves(centre: Centre) -> None:
    call_id = await centre.talking()
    await centre.does(act.Transfer, call_id=call_id, transfer="warm", to_number="+33142685300")
    await centre.passes(4)
    await centre.does(act.Conference, call_id=call_id)
    await centre.does(act.HangUp, call_id=call_id)
    call = centre.host.floor.call(call_id)
    assert call is not None
    assert (call.state, call.parties) == ("connected", ())


async def test_changing_over_and_back(centre: Centre) -> None:
    call_id = await asking(centre)
    for is_waiting, state in ((True, "connected"), (False, "consulting")):
        assert await centre.does(act.Swap, call_id=call_id) == act.Outcome.done()
        consult = centre.call().consult
        assert consult is not None
        assert (consult.is_waiting, centre.call().state) == (is_waiting, state)
    await centre.does(act.Transfer, call_id=call_id, transfer="warm", to_agent="ben")
    assert centre.host.state_of("ada") == "wrap_up"


async def test_a_parked_call_is_fetched_by_a_colleague_or_comes_back(centre: Centre) -> None:
    call_id = await centre.talking()
    assert await centre.does(act.Park, call_id=call_id) == act.Outcome.done()
    assert centre.call().parked_in == "701"
    assert await centre.does(act.Resume, call_id=call_id) == act.Outcome.done()
    assert (centre.call().parked_in, centre.call().state) == (None, "connected")
    await centre.does(act.Park, call_id=call_id)
    await centre.passes(61)
    assert (centre.call().parked_in, centre.call().state) == (None, "held")
    await centre.does(act.Park, call_id=call_id)
    assert await centre.does(act.Retrieve, "ben", call_id=call_id, slot="701") == act.Outcome.done()
    assert (centre.host.state_of("ada"), centre.host.state_of("ben")) == ("wrap_up", "talking")


async def test_a_supervisor_listens_changes_over_and_leaves(centre: Centre) -> None:
    call_id = await centre.talking()
    for mode in ("listen", "whisper", "barge"):
        asked = await centre.does(act.Supervise, "sue", call_id=call_id, of="ada", mode=mode)
        assert asked == act.Outcome.done()
        assert [one.mode for one in centre.call().supervisions] == [mode]
    assert await centre.does(act.StopSupervising, "sue", call_id=call_id) == act.Outcome.done()
    assert centre.call().supervisions == ()
    assert (await centre.does(act.Supervise, "sue", call_id=call_id, of="ben")).reason == "no_such_call"


async def test_a_restart_goes_on_with_all_of_it(centre: Centre) -> None:
    call_id = await asking(centre)
    await centre.does(act.Conference, call_id=call_id)
    await centre.does(act.Supervise, "sue", call_id=call_id, of="ada")
    before = centre.call()
    await centre.simulator.stop()
    centre.simulator = Simulator(QUIET)
    await centre.simulator.start(centre.host)
    assert centre.call() == before
    assert await centre.does(act.StopSupervising, "sue", call_id=call_id) == act.Outcome.done()
    assert await centre.does(act.HangUp, "ben", call_id=call_id) == act.Outcome.done()
    assert await centre.does(act.Park, call_id=call_id) == act.Outcome.done()
    await centre.simulator.stop()
    centre.simulator = Simulator(QUIET)
    await centre.simulator.start(centre.host)
    assert await centre.does(act.Retrieve, call_id=call_id) == act.Outcome.done()
    assert centre.call().state == "connected"


async def test_its_link_and_its_phones_can_be_shown_away(centre: Centre) -> None:
    await centre.simulator.report_exchange(is_up=False, what="It is switched off.")
    await centre.simulator.report_phone("1002", is_registered=False)
    view = centre.host.floor.view(centre.host.clock.now())
    assert [(one.is_up, one.what) for one in view.exchanges] == [(False, "It is switched off.")]
    assert {one.extension: one.is_registered for one in view.phones} == {
        "1001": True,
        "1002": False,
        "1003": True,
    }
    assert isinstance(centre.host.equipment[-1], ev.PhoneReported)
