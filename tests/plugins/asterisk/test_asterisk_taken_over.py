"""Calls taken over by a connection that is made anew: what went on, what ended, and what came back meanwhile."""

from __future__ import annotations

import asyncio

from agent_desktop.telephony import actions as act
from plugins.asterisk.connector import Asterisk
from tests.plugins.asterisk.test_asterisk_connector import (
    CALLER,
    ada_answers,
    caller_rings,
    connector,
    fake,
    host,
    leg,
    quick,
    row,
    settled,
)
from tests.support.asterisk_exchange import FakeExchange, until
from tests.support.connector_host import FloorHost

__all__ = ["connector", "fake", "host", "quick"]
ADA = row(*leg("7.2", "PJSIP/1001-00000002", "6", "7.1"), bridge="b-1", data="(Outgoing Line)")
THE_CALLER = row(*leg("7.1", "PJSIP/carrier-00000001", "6", number=CALLER, exten="8001"), bridge="b-1")


async def test_a_call_held_over_a_lost_connection_goes_on_held_and_is_told_once(
    fake: FakeExchange, host: FloorHost, connector: Asterisk
) -> None:
    """No answer of the exchange says that a call is on hold: the floor knows it."""
    caller_rings(fake)
    ada_answers(fake)
    fake.tell("Event: Hold", "Uniqueid: 7.2")
    await settled(host, "ada", "holding")
    told = len(host.events)
    fake.channels = [ADA, THE_CALLER]
    await fake.cut()
    await until(lambda: fake.sign_ins == 2 and connector._link and connector._link.is_up)
    assert len(host.events) == told
    fake.tell("Event: Unhold", "Uniqueid: 7.2")
    await settled(host, "ada", "talking")
    assert host.refused == []


async def test_a_call_whose_other_end_hung_up_while_nobody_listened_is_over(
    fake: FakeExchange, host: FloorHost, connector: Asterisk
) -> None:
    """The phone of ours that is left in it is hung up by the exchange a little later, or never."""
    caller_rings(fake)
    ada_answers(fake)
    await settled(host, "ada", "talking")
    fake.channels = [ADA]
    await fake.cut()
    await until(lambda: fake.sign_ins == 2 and connector._link and connector._link.is_up)
    host.clock.advance(10)
    await settled(host, "ada", "wrap_up")
    assert host.refused == []


async def test_a_call_that_was_told_to_be_over_and_is_not_comes_back_as_another(
    fake: FakeExchange, host: FloorHost, connector: Asterisk
) -> None:
    """What was lost on the way may end a call wrongly; the floor takes nothing more of one that is over."""
    caller_rings(fake)
    ada_answers(fake)
    await settled(host, "ada", "talking")
    fake.channels = []
    await fake.cut()
    await settled(host, "ada", "wrap_up")
    fake.channels = [ADA, THE_CALLER]
    await fake.cut()
    await settled(host, "ada", "talking")
    assert [call.call_id for call in host.floor.view(host.clock.now()).calls] == ["7.1/2"]
    assert host.refused == []


async def test_a_phone_that_rings_for_nobody_any_more_is_no_call(
    fake: FakeExchange, host: FloorHost, connector: Asterisk
) -> None:
    fake.channels = [row(*leg("7.2", "PJSIP/1001-00000002", "5", "7.1"), data="(Outgoing Line)")]
    await fake.cut()
    await until(lambda: fake.sign_ins == 2 and connector._link and connector._link.is_up)
    assert host.floor.view(host.clock.now()).calls == ()


async def test_calls_the_exchange_lost_meanwhile_are_over(
    fake: FakeExchange, host: FloorHost, connector: Asterisk
) -> None:
    caller_rings(fake)
    ada_answers(fake)
    await settled(host, "ada", "talking")
    await fake.go_down()
    outcome = await connector.perform(host.action(act.HangUp, "ada", call_id="7.1"))
    await asyncio.sleep(0.1)
    await fake.listen()
    await settled(host, "ada", "wrap_up")
    call = host.floor.call("7.1")
    assert call is not None
    assert (call.cause, call.ended_by) == ("stale", "exchange")
    assert outcome.status in {"refused", "unknown"}
