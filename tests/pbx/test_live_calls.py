"""People at desks, their phones and callers on a real exchange: what is asked happens, what happens is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from agent_desktop.core.clock import SystemClock
from agent_desktop.core.errors import KnownError
from agent_desktop.telephony import actions as act
from agent_desktop.telephony.port import AgentEntry, QueueEntry
from agent_desktop.telephony.views import CallView
from plugins.asterisk.connector import Asterisk
from tests.pbx.phone import Phone
from tests.pbx.real_exchange import SECRET, RealExchange
from tests.support.asterisk_exchange import until
from tests.support.connector_host import FloorHost

QUEUES = (QueueEntry("support", "8001"), QueueEntry("sales", "8002"))
PEOPLE = (
    AgentEntry("ada", "Ada Lindt", "1001", queues=("support",)),
    AgentEntry("ben", "Ben Okoro", "1002"),
    AgentEntry("cleo", "Cleo Brandt", "1003"),
)


def settings(exchange: RealExchange, **more: Any) -> dict[str, object]:
    found: dict[str, object] = {"port": exchange.ami, "username": "agent-desktop", "secret": SECRET}
    return found | {"phone_control": True} | more


@dataclass
class Floor:
    """Everybody, with the connector between them and the exchange."""

    host: FloorHost
    connector: Asterisk
    phones: dict[str, Phone]

    async def caller(self, number: str = "8001") -> None:
        self.phones["outside"].dial(number, shown="+4930123456", name="Emil Novak")

    async def becomes(self, agent: str, state: str) -> None:
        await until(lambda: self.host.state_of(agent) == state)

    def call(self, agent: str = "ada") -> CallView:
        return self.host.floor.calls_of(agent)[0]

    async def asks(self, kind: Any, agent: str = "ada", **wish: Any) -> None:
        if kind is not act.Dial:
            wish["call_id"] = self.call(agent).call_id
        outcome = await self.connector.perform(self.host.action(kind, agent, **wish))
        assert outcome.status == "done", outcome

    async def ada_talks(self) -> str:
        await self.caller()
        await self.becomes("ada", "ringing")
        await self.asks(act.Answer)
        await self.becomes("ada", "talking")
        await asyncio.sleep(0.3)
        return self.call().call_id

    def ended(self, call_id: str) -> CallView:
        call = self.host.floor.call(call_id)
        assert call is not None
        return call


@pytest.fixture
async def floor(exchange: RealExchange, phones: dict[str, Phone]) -> AsyncIterator[Floor]:
    host = FloorHost("asterisk", people=PEOPLE, clock=SystemClock(), the_queues=QUEUES)  # type: ignore[arg-type]
    host.sign_in("ada", "ben", "cleo")
    connector = Asterisk(settings(exchange))
    await connector.start(host)
    try:
        await until(lambda: connector._follower and ("ada", "support") in connector._follower.book.pauses)
        yield Floor(host, connector, phones)
        assert host.refused == []
    finally:
        for phone in phones.values():
            phone.hang_up()
        await asyncio.sleep(0.3)
        host.floor.sign_out("ada", host.clock.now())
        await until(lambda: connector._follower and not connector._follower.book.pauses)
        await connector.stop()


async def test_an_account_that_may_everything_is_refused(exchange: RealExchange) -> None:
    connector = Asterisk(settings(exchange, username="too-much"))
    with pytest.raises(KnownError, match="command"):
        await connector.start(FloorHost("asterisk", clock=SystemClock()))  # type: ignore[arg-type]


async def test_answered_from_the_desk_and_ended_by_the_caller(floor: Floor) -> None:
    call_id = await floor.ada_talks()
    floor.phones["outside"].hang_up()
    await floor.becomes("ada", "wrap_up")
    call = floor.ended(call_id)
    assert (call.outcome, call.ended_by, call.caller, call.called) == (
        "answered",
        "caller",
        "+4930123456",
        "8001",
    )
    assert (call.caller_name, call.queue) == ("Emil Novak", "support")


async def test_a_caller_who_gives_up_is_an_abandon(floor: Floor) -> None:
    await floor.caller()
    await floor.becomes("ada", "ringing")
    call_id = floor.call().call_id
    floor.phones["outside"].hang_up()
    await floor.becomes("ada", "available")
    assert floor.ended(call_id).outcome == "abandoned"


async def test_a_caller_the_queue_gives_up_on_is_no_abandon(floor: Floor) -> None:
    """The exchange reports both alike."""
    await floor.caller("8006")
    await floor.becomes("ada", "ringing")
    call_id = floor.call().call_id
    await floor.becomes("ada", "available")
    await until(lambda: floor.ended(call_id).state == "ended")
    assert (floor.ended(call_id).outcome, floor.ended(call_id).ended_by) == ("flowed_out", "exchange")


async def test_let_ring_and_rejected_are_told_apart(floor: Floor) -> None:
    await floor.caller()
    await floor.becomes("ada", "ringing")
    await floor.asks(act.Reject)
    await floor.becomes("ada", "available")
    await floor.becomes("ada", "ringing")
    # Twice in a row nobody took it.
    await floor.becomes("ada", "paused")
    reasons = [
        event.reason for event in floor.host.events if hasattr(event, "reason") and hasattr(event, "call_id")
    ]
    assert reasons[:2] == ["rejected", "timeout"]


async def test_hold_mute_keys_and_recording(floor: Floor) -> None:
    call_id = await floor.ada_talks()
    await floor.asks(act.Hold)
    await floor.becomes("ada", "holding")
    await floor.asks(act.Resume)
    await floor.becomes("ada", "talking")
    await floor.asks(act.Mute)
    await floor.asks(act.SendDtmf, digits="1#")
    await floor.asks(act.SetRecording, wish="start")
    await until(lambda: floor.call().recording == "on")
    await floor.asks(act.SetRecording, wish="pause")
    await until(lambda: floor.call().recording == "paused")
    await floor.asks(act.HangUp)
    await floor.becomes("ada", "wrap_up")
    assert floor.ended(call_id).ended_by == "agent"


async def test_a_blind_transfer_to_a_colleague(floor: Floor) -> None:
    call_id = await floor.ada_talks()
    await floor.asks(act.Transfer, to_agent="ben")
    await floor.becomes("ben", "ringing")
    await floor.becomes("ada", "wrap_up")
    floor.phones["1002"].answer()
    await floor.becomes("ben", "talking")
    floor.phones["1002"].hang_up()
    await floor.becomes("ben", "wrap_up")
    assert (floor.ended(call_id).outcome, floor.ended(call_id).ended_by) == ("answered", "agent")


async def test_a_colleague_is_asked_in_vain_then_takes_the_call(floor: Floor) -> None:
    call_id = await floor.ada_talks()
    await floor.asks(act.Transfer, transfer="warm", to_agent="ben")
    await floor.becomes("ben", "ringing")
    await floor.asks(act.Resume)
    await until(lambda: floor.call().state == "connected")
    await floor.becomes("ben", "available")
    await asyncio.sleep(0.5)
    await floor.asks(act.Transfer, transfer="warm", to_agent="ben")
    await floor.becomes("ben", "ringing")
    await floor.asks(act.Answer, "ben")
    await floor.becomes("ben", "talking")
    await asyncio.sleep(0.3)
    await floor.asks(act.Transfer, transfer="warm", to_agent="ben")
    await floor.becomes("ada", "wrap_up")
    floor.phones["outside"].hang_up()
    await floor.becomes("ben", "wrap_up")
    assert (floor.ended(call_id).outcome, floor.ended(call_id).ended_by) == ("answered", "caller")


async def test_click_to_dial(floor: Floor) -> None:
    floor.phones["outside"].answers_itself = True
    await floor.asks(act.Dial, number="+493055500001")
    await floor.becomes("ada", "dialling")
    call_id = floor.call().call_id
    await until(lambda: floor.phones["1001"].call)
    floor.phones["1001"].answer()
    await floor.becomes("ada", "talking")
    await floor.asks(act.HangUp)
    await floor.becomes("ada", "wrap_up")
    call = floor.ended(call_id)
    assert (call.direction, call.outcome, call.called) == ("out", "answered", "+493055500001")


async def test_a_connector_that_starts_anew_takes_the_call_over_as_it_was(floor: Floor) -> None:
    call_id = await floor.ada_talks()
    await floor.asks(act.Hold)
    await floor.becomes("ada", "holding")
    told = len(floor.host.events)
    await floor.connector.stop()
    await floor.connector.start(floor.host)
    assert len(floor.host.events) == told
    await floor.asks(act.Resume)
    await floor.becomes("ada", "talking")
    await floor.connector.stop()
    floor.phones["outside"].hang_up()
    await asyncio.sleep(0.5)
    await floor.connector.start(floor.host)
    await floor.becomes("ada", "wrap_up")
    assert floor.ended(call_id).cause == "stale"


async def test_an_exchange_that_restarts_gets_its_people_back(floor: Floor, exchange: RealExchange) -> None:
    call_id = await floor.ada_talks()
    await asyncio.to_thread(exchange.stop)
    await asyncio.to_thread(exchange.start)
    await floor.becomes("ada", "wrap_up")
    assert floor.ended(call_id).ended_by == "exchange"
    floor.host.floor.apply_action(floor.host.action(act.FinishWrapUp, "ada"), floor.host.clock.now())
    for phone in floor.phones.values():
        phone.calls.clear()
    await until(lambda: floor.connector._link and floor.connector._link.is_up)
    await floor.caller()
    await floor.becomes("ada", "ringing")


async def test_all_together_after_changing_over(floor: Floor) -> None:
    call_id = await floor.ada_talks()
    await floor.asks(act.Transfer, transfer="warm", to_agent="ben")
    await floor.becomes("ben", "ringing")
    await floor.asks(act.Answer, "ben")
    await floor.becomes("ben", "talking")
    await asyncio.sleep(0.5)
    await floor.asks(act.Swap)
    await until(lambda: (consult := floor.call().consult) and consult.is_waiting)
    await asyncio.sleep(0.5)
    await floor.asks(act.Conference)
    await until(lambda: floor.call().state == "conferenced")
    floor.phones["1001"].hang_up()
    await floor.becomes("ada", "wrap_up")
    await floor.becomes("ben", "talking")
    floor.phones["outside"].hang_up()
    await floor.becomes("ben", "wrap_up")
    assert (floor.ended(call_id).outcome, floor.ended(call_id).ended_by) == ("answered", "caller")


async def test_parked_and_fetched_by_a_colleague(floor: Floor) -> None:
    call_id = await floor.ada_talks()
    await floor.asks(act.Park)
    await until(lambda: floor.phones["1001"].call is None)
    outcome = await floor.connector.perform(floor.host.action(act.Retrieve, "ben", call_id=call_id))
    assert outcome.status == "done", outcome
    await until(lambda: floor.phones["1002"].call)
    floor.phones["1002"].answer()
    await floor.becomes("ben", "talking")
    floor.phones["1002"].hang_up()
    await floor.becomes("ben", "wrap_up")
    assert floor.ended(call_id).outcome == "answered"
