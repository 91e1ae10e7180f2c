"""On a real exchange, with the least rights: all together, changing over, parking, listening in, a phone that goes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from agent_desktop.core.clock import SystemClock
from agent_desktop.telephony import actions as act
from agent_desktop.telephony.port import AgentEntry, QueueEntry
from agent_desktop.telephony.views import CallView
from plugins.asterisk.connector import Asterisk
from tests.pbx.phone import Phone
from tests.pbx.real_exchange import SECRET, RealExchange
from tests.support.asterisk_exchange import until
from tests.support.connector_host import FloorHost

PEOPLE = (
    AgentEntry("ada", "Ada Lindt", "1001", queues=("support",)),
    AgentEntry("ben", "Ben Okoro", "1002"),
    AgentEntry("cleo", "Cleo Brandt", "1003"),
)


@dataclass
class Desks:
    """Ada and Ben at their desks; Cleo supervises, and is on no floor."""

    host: FloorHost
    connector: Asterisk
    phones: dict[str, Phone]
    call_id: str = ""

    @property
    def call(self) -> CallView:
        found = self.host.floor.call(self.call_id)
        assert found is not None
        return found

    async def becomes(self, agent: str, state: str) -> None:
        await until(lambda: self.host.state_of(agent) == state)

    async def does(self, kind: Any, agent: str = "ada", **wish: Any) -> None:
        """Through the floor first, as central does it."""
        action = self.host.action(kind, agent, **wish)
        done = self.host.floor.apply_action(action, self.host.clock.now())
        outcome = done.outcome or await self.connector.perform(done.asked or action)
        assert outcome.status == "done", outcome

    async def ada_talks(self) -> None:
        self.phones["outside"].dial("8001", shown="+4930123456", name="Emil Novak")
        await self.lifted("ada", lambda: self.host.state_of("ada") == "ringing")
        self.call_id = self.host.floor.calls_of("ada")[0].call_id

    async def lifted(self, agent: str, rings: Callable[[], object]) -> None:
        """A phone rings and its handset is lifted."""
        await until(rings)
        await until(lambda: self.phones[agent].call and self.phones[agent].call.state == "ringing")  # type: ignore[union-attr]
        self.phones[agent].answer()
        await asyncio.sleep(0.5)

    async def ada_asks_ben(self) -> None:
        await self.does(act.Transfer, call_id=self.call_id, transfer="warm", to_agent="ben")
        await self.lifted("ben", lambda: self.host.state_of("ben") == "ringing")
        await self.becomes("ben", "talking")


@pytest.fixture
async def desks(exchange: RealExchange, phones: dict[str, Phone]) -> AsyncIterator[Desks]:
    queues = (QueueEntry("support"), QueueEntry("sales"))
    host = FloorHost("asterisk", people=PEOPLE, clock=SystemClock(), the_queues=queues)  # type: ignore[arg-type]
    host.sign_in("ada", "ben")
    account = {"port": exchange.ami, "username": "agent-desktop", "secret": SECRET}
    connector = Asterisk({**account, "accept_extra_rights": True})
    await connector.start(host)
    try:
        await until(lambda: connector._follower and ("ada", "support") in connector._follower.book.pauses)
        named = {one.login: phones[one.extension or ""] for one in PEOPLE}
        found = Desks(host, connector, {**named, "outside": phones["outside"]})
        await found.ada_talks()
        yield found
        assert host.refused == []
    finally:
        for phone in phones.values():
            phone.hang_up()
        await asyncio.sleep(0.3)
        host.floor.sign_out("ada", host.clock.now())
        await until(lambda: connector._follower and not connector._follower.book.pauses)
        await connector.stop()


async def test_to_and_fro_then_all_together_then_the_others_talk_on(desks: Desks) -> None:
    await desks.ada_asks_ben()
    for is_waiting in (True, False, True):
        await desks.does(act.Swap, call_id=desks.call_id)
        await until(lambda: desks.call.consult and desks.call.consult.is_waiting == is_waiting)  # noqa: B023
        await asyncio.sleep(0.3)
    await desks.does(act.Conference, call_id=desks.call_id)
    await until(lambda: desks.call.state == "conferenced")
    await asyncio.sleep(0.5)
    await desks.does(act.HangUp, call_id=desks.call_id)
    await desks.becomes("ada", "wrap_up")
    assert (desks.call.state, desks.host.state_of("ben")) == ("connected", "talking")
    desks.phones["outside"].hang_up()
    await desks.becomes("ben", "wrap_up")
    assert (desks.call.outcome, desks.call.ended_by) == ("answered", "caller")


async def test_whom_one_asked_is_handed_the_call_also_after_changing_over(desks: Desks) -> None:
    await desks.ada_asks_ben()
    await desks.does(act.Swap, call_id=desks.call_id)
    await until(lambda: desks.call.consult and desks.call.consult.is_waiting)
    await asyncio.sleep(0.3)
    desks.phones["ada"].hang_up()
    await desks.becomes("ada", "wrap_up")
    assert (desks.call.state, desks.host.state_of("ben")) == ("connected", "talking")


async def test_parked_fetched_back_parked_again_and_fetched_by_a_colleague(desks: Desks) -> None:
    await desks.does(act.Park, call_id=desks.call_id)
    await until(lambda: desks.call.parked_in and desks.phones["ada"].call is None)
    assert desks.host.state_of("ada") == "holding"
    await desks.does(act.Resume, call_id=desks.call_id)
    await desks.lifted("ada", lambda: True)
    await until(lambda: desks.call.state == "connected")
    await desks.does(act.Park, call_id=desks.call_id)
    await until(lambda: desks.call.parked_in)
    await desks.does(act.Retrieve, "ben", slot=desks.call.parked_in)
    await desks.lifted("ben", lambda: True)
    await desks.becomes("ben", "talking")
    await desks.becomes("ada", "wrap_up")


async def test_a_supervisor_hears_the_call_to_its_end(desks: Desks) -> None:
    """These phones send no sound, without which ChanSpy notices neither keys nor that its own phone hung up."""
    await desks.does(act.Supervise, "cleo", of="ada", mode="whisper")
    await desks.lifted("cleo", lambda: True)
    await until(lambda: desks.call.supervisions)
    assert (desks.call.supervisions[0].supervisor, desks.call.supervisions[0].mode) == ("cleo", "whisper")
    desks.phones["outside"].hang_up()
    await desks.becomes("ada", "wrap_up")
    assert (desks.call.state, desks.call.supervisions) == ("ended", ())
