"""The simulated exchange behaves like one: it drives the port, and the same seed makes the same day."""

import json
import math
from collections.abc import AsyncIterator
from typing import Any

import pytest

from agent_desktop.core.errors import KnownError
from agent_desktop.plugins.loader import PluginHost, bundled_folder
from agent_desktop.telephony import actions as act
from agent_desktop.telephony.events import AgentStateReported, AnyEvent, CallEvent
from agent_desktop.telephony.port import AgentEntry
from agent_desktop.telephony.views import CallView
from plugins.simulator.connector import Simulator
from tests.contracts.connector_contract import CALLER, SECRET
from tests.support.connector_host import FloorHost

QUIET: dict[str, object] = {"load": 0, "no_answer_share": 0, "token": SECRET}
PEOPLE = [AgentEntry("ada", "Ada Lindt", "1001"), AgentEntry("ben", "Ben Okoro", "1002")]


class Centre:
    """A quiet simulated centre with ada and ben at real desks."""

    def __init__(self, host: FloorHost, simulator: Simulator) -> None:
        self.host, self.simulator = host, simulator

    async def passes(self, seconds: float) -> None:
        for _ in range(math.ceil(seconds)):
            self.host.clock.advance(1)
            self.host.facts += self.host.floor.tick(self.host.clock.now()).facts
            await self.simulator.step()

    async def does(self, kind: type[act.CallAction], agent: str = "ada", **fields: Any) -> act.Outcome:
        """Through the floor first, as central does it."""
        action: Any = self.host.action(kind, agent, **fields)
        outcome = self.host.floor.apply_action(action, self.host.clock.now()).outcome
        return outcome or await self.simulator.perform(action)

    def call(self, agent: str = "ada") -> CallView:
        (call,) = self.host.floor.calls_of(agent)
        return call

    async def talking(self, queue: str | None = "support") -> str:
        call_id = await self.simulator.place_call(CALLER, queue=queue, ring="ada")
        assert await self.does(act.Answer, call_id=call_id) == act.Outcome.done()
        return call_id


@pytest.fixture
async def centre() -> AsyncIterator[Centre]:
    host = FloorHost("simulator", people=PEOPLE)
    host.sign_in("ada", "ben")
    simulator = Simulator(QUIET)
    await simulator.start(host)
    yield Centre(host, simulator)
    await simulator.stop()
    assert host.refused == []


async def test_the_bundled_plugin_offers_it() -> None:
    plugins = PluginHost(settings={"simulator": QUIET})
    plugins.enable(bundled_folder() / "simulator")
    try:
        (offered,) = plugins.connectors()
        host = FloorHost("simulator")
        connector = offered.factory.make()
        await connector.start(host)
        await connector.stop()
    finally:
        plugins.close()


async def test_a_call_answered_goes_on_until_the_caller_hangs_up(centre: Centre) -> None:
    call_id = await centre.talking()
    assert centre.host.state_of("ada") == "talking"
    await centre.passes(60)
    await centre.simulator.hang_up_caller(call_id)
    assert centre.host.state_of("ada") == "wrap_up"
    call = centre.host.floor.call(call_id)
    assert call is not None
    assert (call.outcome, call.ended_by, call.talk_s) == ("answered", "caller", 60)


async def test_a_call_not_answered_goes_to_the_next_agent(centre: Centre) -> None:
    await centre.simulator.place_call(CALLER, queue="support", ring="ada")
    await centre.passes(21)
    assert centre.host.state_of("ada") == "available"
    assert centre.host.state_of("ben") == "ringing"
    assert centre.host.kinds() == ["call_queued", "call_ringing", "call_not_answered", "call_ringing"]


async def test_a_rejected_call_rings_elsewhere_at_once(centre: Centre) -> None:
    call_id = await centre.simulator.place_call(CALLER, queue="support", ring="ada")
    await centre.does(act.Reject, call_id=call_id)
    assert (centre.host.state_of("ada"), centre.host.state_of("ben")) == ("available", "ringing")


async def test_a_direct_call_nobody_takes_ends(centre: Centre) -> None:
    call_id = await centre.simulator.place_call(CALLER, ring="ada")
    await centre.passes(21)
    call = centre.host.floor.call(call_id)
    assert call is not None
    assert call.cause == "no_answer"


async def test_who_waits_is_rung_as_soon_as_somebody_is_ready(centre: Centre) -> None:
    await centre.does(act.SetState, state="break")
    await centre.does(act.SetState, "ben", state="break")
    await centre.simulator.place_call(CALLER, queue="support")
    await centre.passes(5)
    assert centre.host.floor.queue("support").waiting == 1
    await centre.does(act.SetState, "ben", state="ready")
    await centre.passes(1)
    assert centre.host.state_of("ben") == "ringing"


async def test_the_longest_idle_agent_is_rung(centre: Centre) -> None:
    await centre.does(act.SetState, state="break")
    await centre.passes(5)
    await centre.does(act.SetState, state="ready")
    await centre.passes(5)
    await centre.simulator.place_call(CALLER, queue="support")
    assert (centre.host.state_of("ada"), centre.host.state_of("ben")) == ("available", "ringing")


async def test_nobody_in_wrap_up_is_rung(centre: Centre) -> None:
    await centre.simulator.hang_up_caller(await centre.talking())
    await centre.does(act.SetState, "ben", state="break")
    await centre.simulator.place_call(CALLER, queue="support")
    await centre.passes(30)
    assert centre.host.state_of("ada") == "wrap_up"
    await centre.does(act.FinishWrapUp)
    await centre.passes(1)
    assert centre.host.state_of("ada") == "ringing"


async def test_hold_mute_and_recording_do_what_they_say(centre: Centre) -> None:
    call_id = await centre.talking()
    steps: list[tuple[type[act.CallAction], dict[str, Any]]] = [
        (act.Mute, {}),
        (act.SetRecording, {"wish": "start"}),
        (act.SetRecording, {"wish": "pause"}),
        (act.SendDtmf, {"digits": "12#"}),
        (act.Hold, {}),
    ]
    for kind, fields in steps:
        assert await centre.does(kind, call_id=call_id, **fields) == act.Outcome.done()
    assert (centre.call().state, centre.call().recording) == ("held", "paused")
    assert centre.call().parties[0].muted
    assert centre.host.state_of("ada") == "holding"
    await centre.passes(10)
    steps = [(act.Resume, {}), (act.Unmute, {}), (act.SetRecording, {"wish": "stop"})]
    for kind, fields in steps:
        assert await centre.does(kind, call_id=call_id, **fields) == act.Outcome.done()
    assert (centre.call().state, centre.call().hold_s, centre.call().recording) == ("connected", 10, "off")
    assert await centre.does(act.HangUp, call_id=call_id) == act.Outcome.done()
    assert centre.host.floor.call(call_id).ended_by == "agent"  # type: ignore[union-attr]


async def test_a_blind_transfer_to_a_queue_rings_somebody_there(centre: Centre) -> None:
    call_id = await centre.talking()
    await centre.does(act.Transfer, call_id=call_id, to_queue="sales")
    assert centre.host.state_of("ada") == "wrap_up"
    assert centre.call("ben").queue == "sales"
    assert centre.call("ben").state == "ringing"


async def test_a_blind_transfer_nobody_takes_comes_back_to_the_queue(centre: Centre) -> None:
    call_id = await centre.talking()
    await centre.does(act.Transfer, call_id=call_id, to_agent="ben")
    assert centre.host.state_of("ben") == "ringing"
    await centre.does(act.Reject, "ben", call_id=call_id)
    assert centre.host.floor.queue("support").waiting == 1


async def test_a_blind_transfer_to_a_number_leaves_us(centre: Centre) -> None:
    call_id = await centre.talking()
    await centre.does(act.Transfer, call_id=call_id, to_number="+33142685300")
    assert centre.host.state_of("ada") == "wrap_up"
    await centre.passes(3600)
    assert centre.host.floor.call(call_id).state == "ended"  # type: ignore[union-attr]


async def test_a_warm_transfer_asks_first(centre: Centre) -> None:
    call_id = await centre.talking()
    warm = {"call_id": call_id, "transfer": "warm", "to_agent": "ben"}
    assert await centre.does(act.Transfer, **warm) == act.Outcome.done()
    assert centre.call().state == "consulting"
    assert (await centre.does(act.Transfer, **warm)).reason == "not_yet"
    assert await centre.does(act.Answer, "ben", call_id=call_id) == act.Outcome.done()
    assert (centre.host.state_of("ada"), centre.host.state_of("ben")) == ("talking", "talking")
    assert await centre.does(act.Transfer, **warm) == act.Outcome.done()
    assert (centre.host.state_of("ada"), centre.host.state_of("ben")) == ("wrap_up", "talking")
    assert centre.call("ben").state == "connected"


@pytest.mark.parametrize("how", ["taken back", "refused", "not answered"])
async def test_a_consultation_that_comes_to_nothing_gives_the_caller_back(centre: Centre, how: str) -> None:
    call_id = await centre.talking()
    await centre.does(act.Transfer, call_id=call_id, transfer="warm", to_agent="ben")
    if how == "taken back":
        await centre.does(act.Resume, call_id=call_id)
    elif how == "refused":
        await centre.does(act.Reject, "ben", call_id=call_id)
    else:
        await centre.passes(21)
    assert centre.call().state == "connected"
    assert centre.host.state_of("ben") == "available"


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ({"to_queue": "nowhere"}, "no_such_target"),
        ({"to_agent": "nobody"}, "not_there"),
        ({"to_queue": "sales", "transfer": "warm"}, "no_such_target"),
    ],
)
async def test_a_transfer_to_nowhere_is_refused_and_nobody_is_cut_off(
    centre: Centre, target: dict[str, str], reason: str
) -> None:
    call_id = await centre.talking()
    outcome = await centre.does(act.Transfer, call_id=call_id, **target)
    assert (outcome.status, outcome.reason) == ("refused", reason)
    assert centre.host.state_of("ada") == "talking"


async def test_a_number_dialled_rings_and_answers(centre: Centre) -> None:
    assert await centre.does(act.Dial, number="+33142685300") == act.Outcome.done()
    assert (centre.call().state, centre.call().direction) == ("dialling", "out")
    await centre.passes(9)
    assert centre.call().state == "connected"
    await centre.passes(5)
    assert await centre.does(act.HangUp, call_id=centre.call().call_id) == act.Outcome.done()
    assert centre.host.state_of("ada") == "wrap_up"


@pytest.mark.parametrize(("number", "cause"), [("+33142685390", "busy"), ("+33142685391", "no_answer")])
async def test_a_number_dialled_may_be_busy_or_never_answer(centre: Centre, number: str, cause: str) -> None:
    await centre.does(act.Dial, number=number)
    call_id = centre.call().call_id
    await centre.passes(30)
    call = centre.host.floor.call(call_id)
    assert call is not None
    assert (call.outcome, call.cause) == ("failed", cause)
    assert centre.host.state_of("ada") == "available"


async def test_one_of_us_calls_another(centre: Centre) -> None:
    await centre.does(act.Dial, number="1002")
    call_id = centre.call("ben").call_id
    await centre.does(act.Answer, "ben", call_id=call_id)
    assert (centre.call().direction, centre.call().state) == ("internal", "connected")
    await centre.does(act.HangUp, "ben", call_id=call_id)
    assert centre.host.floor.calls_of("ada") == ()


async def test_a_second_call_rings_during_the_first(centre: Centre) -> None:
    await centre.talking()
    second = await centre.simulator.place_call(None, queue="sales", ring="ada")
    ringing = centre.host.floor.call(second)
    assert ringing is not None
    assert (ringing.state, ringing.caller) == ("ringing", None)
    assert centre.host.state_of("ada") == "talking"


async def test_a_restart_goes_on_with_the_calls_there_are(centre: Centre) -> None:
    call_id = await centre.talking()
    waiting = await centre.simulator.place_call(CALLER, queue="sales", ring="ben")
    await centre.does(act.Hold, call_id=call_id)
    await centre.simulator.stop()
    centre.simulator = Simulator(QUIET)
    centre.host.clock.advance(5)
    await centre.simulator.start(centre.host)
    assert centre.call().state == "held"
    assert await centre.does(act.Resume, call_id=call_id) == act.Outcome.done()
    assert await centre.does(act.Answer, "ben", call_id=waiting) == act.Outcome.done()
    assert await centre.does(act.HangUp, call_id=call_id) == act.Outcome.done()
    assert await centre.does(act.HangUp, "ben", call_id=waiting) == act.Outcome.done()
    assert centre.host.floor.view(centre.host.clock.now()).calls == ()


async def test_a_call_is_placed_over_http_by_who_has_the_token(centre: Centre) -> None:
    wish = json.dumps({"number": CALLER, "queue": "support", "ring": "ada", "name": "Ada's caller"}).encode()
    assert (await centre.host.post("/simulator/call", wish)).status == 401
    assert (await centre.host.post("/simulator/call", wish, authorization="Bearer wrong")).status == 401
    auth = f"Bearer {SECRET}"
    placed = await centre.host.post("/simulator/call", wish, authorization=auth)
    assert placed.status == 202
    assert centre.call().call_id == json.loads(placed.body)["call_id"]
    assert centre.call().caller_name == "Ada's caller"
    for bad, status in (
        (b"{", 400),
        (b"[]", 400),
        (b"{}", 409),
        (b'{"queue": "x"}', 409),
        (b'{"queue": 3}', 400),
    ):
        assert (await centre.host.post("/simulator/call", bad, authorization=auth)).status == status


async def test_without_a_token_no_call_is_placed_over_http() -> None:
    host = FloorHost("simulator")
    simulator = Simulator({"load": 0})
    await simulator.start(host)
    await simulator.stop()
    assert host.routes == {}


BUSY: dict[str, object] = {
    "seed": 7, "load": 1.6, "virtual_agents": 6, "speed": 4, "day_start": "10:00", "patience_s": 60,
    "break_every_s": 900, "transfer_share": 0.2, "numbers": ["+442079460018", "+442079460019"],
    "shared_numbers": ["+441614960000"],
}  # fmt: skip


async def an_hour(settings: dict[str, object], step_s: int = 7) -> tuple[FloorHost, list[AnyEvent]]:
    """A quarter of an hour of ours is an hour of theirs; nobody sits at a real desk."""
    host = FloorHost("simulator")
    simulator = Simulator(settings)
    await simulator.start(host)
    for _ in range(900 // step_s):
        host.clock.advance(step_s)
        await simulator.step()
    await simulator.stop()
    return host, host.events


async def test_the_same_seed_makes_the_same_history() -> None:
    _, once = await an_hour(BUSY)
    _, again = await an_hour(BUSY)
    _, other = await an_hour({**BUSY, "seed": 8})
    assert once == again
    assert once != other


async def test_a_busy_centre_does_everything_a_centre_does() -> None:
    host, events = await an_hour(BUSY)
    assert host.refused == []
    kinds = set(host.kinds())
    assert kinds >= {
        "call_queued", "call_ringing", "call_connected", "call_not_answered", "call_held", "call_resumed",
        "call_transferred", "call_ended",
    }  # fmt: skip
    states = {event.state for event in events if isinstance(event, AgentStateReported)}
    assert states == {"ready", "break"}
    outcomes = {host.floor.call(event.call_id).outcome for event in events if isinstance(event, CallEvent)}  # type: ignore[union-attr]
    assert outcomes >= {"answered", "abandoned"}
    callers = {event.caller for event in events if event.__struct_config__.tag == "call_queued"}  # type: ignore[union-attr]
    assert None in callers
    assert any(str(caller).startswith("+441632960") for caller in callers)
    assert "+441614960000" in callers
    assert [event.at for event in events] == sorted(event.at for event in events)


async def test_no_colleague_is_ever_on_two_calls() -> None:
    host = FloorHost("simulator")
    simulator = Simulator(BUSY)
    await simulator.start(host)
    for _ in range(300):
        host.clock.advance(1)
        await simulator.step()
        for person in host.floor.view(host.clock.now()).people:
            assert len(host.floor.calls_of(person.agent)) <= 1
    await simulator.stop()


@pytest.mark.parametrize(
    "settings",
    [
        {"speed": 0}, {"speed": "fast"}, {"load": -1}, {"load": math.nan}, {"colour": "blue"}, {"numbers": "one"},
        {"virtual_agents": 1.5}, {"timezone": "Mars/Olympus"}, {"day_start": "noon"}, {"token": 3},
        {"handling_s": 0}, {"records": 1},
    ],
)  # fmt: skip
async def test_a_setting_that_is_no_good_is_named(settings: dict[str, object]) -> None:
    with pytest.raises(KnownError) as caught:
        await Simulator(settings).start(FloorHost("simulator"))
    assert next(iter(settings)) in caught.value.what


async def test_a_site_that_records_does_so_from_the_first_word() -> None:
    host = FloorHost("simulator")
    simulator = Simulator({"load": 0, "records": True, "virtual_agents": ["Eve Moss"]})
    await simulator.start(host)
    call_id = await simulator.place_call("+442079460142", ring="sim.eve.moss")
    for _ in range(20):
        host.clock.advance(1)
        await simulator.step()
    view = next(call for call in host.floor.view(host.clock.now()).calls if call.call_id == call_id)
    assert (view.state, view.recording) == ("connected", "on")
    await simulator.stop()


async def test_colleagues_are_a_number_names_or_names_by_login() -> None:
    for value, logins in (
        (9, {"sim.amara.diallo", "sim.amara.diallo.2"}),
        (["Eve Moss"], {"sim.eve.moss"}),
        ({"eve": "Eve Moss"}, {"eve"}),
    ):
        host = FloorHost("simulator")
        simulator = Simulator({"load": 0, "virtual_agents": value})
        await simulator.start(host)
        await simulator.stop()
        assert {person.agent for person in host.floor.view(host.clock.now()).people} >= logins
