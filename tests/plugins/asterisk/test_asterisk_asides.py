"""What a desk asks beside the talk reaches the exchange once, in its own words; health and phones are told."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from agent_desktop.telephony import actions as act
from agent_desktop.telephony import events as ev
from agent_desktop.telephony.port import AgentEntry
from plugins.asterisk import connector as connector_module
from plugins.asterisk.connector import Asterisk
from tests.plugins.asterisk.test_asterisk_connector import (
    PEOPLE,
    QUEUES,
    ada_answers,
    caller_rings,
    leg,
    row,
    settings,
    settled,
)
from tests.support.asterisk_exchange import FakeExchange, exchange, until
from tests.support.connector_host import FloorHost

ADAS, CALLERS, BENS, SUES = (
    f"PJSIP/{name}-0000000{n}" for n, name in ((2, "1001"), (1, "carrier"), (3, "1002"), (9, "1009"))
)
WIRE = "Local/1002@agents-00000001;"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connector_module, "FIRST_WAIT_S", 0.02)
    monkeypatch.setattr(connector_module, "TICK_S", 0.02)


@pytest.fixture
def host() -> FloorHost:
    people = [*PEOPLE, AgentEntry("sue", "Sue Supervisor", "1009")]
    host = FloorHost("asterisk", people=people, the_queues=QUEUES)
    host.sign_in("ada", "ben")
    return host


@pytest.fixture
async def fake(host: FloorHost) -> AsyncIterator[FakeExchange]:
    async with exchange(host.clock) as one:
        yield one


@pytest.fixture
async def connector(fake: FakeExchange, host: FloorHost) -> AsyncIterator[Asterisk]:
    """Nothing but the rights everybody needs: all of this works without the class ``system``."""
    one = Asterisk(settings(fake))
    await one.start(host)
    yield one
    await one.stop()


async def talking(fake: FakeExchange, host: FloorHost) -> None:
    caller_rings(fake)
    ada_answers(fake)
    await settled(host, "ada", "talking")


async def asking(fake: FakeExchange, host: FloorHost) -> None:
    """Ada was put on a wire to Ben, who answered."""
    await talking(fake, host)
    for half, uid in (("1", "7.3"), ("2", "7.4")):
        fake.tell("Event: Newchannel", *leg(uid, WIRE + half, "0", "7.1"))
    fake.tell("Event: BridgeEnter", "BridgeUniqueid: b-2", *leg("7.3", WIRE + "1", "6", "7.1"))
    fake.tell("Event: BridgeLeave", "BridgeUniqueid: b-1", *leg("7.2", ADAS, "6", "7.1"))
    fake.tell("Event: BridgeEnter", "BridgeUniqueid: b-2", *leg("7.2", ADAS, "6", "7.1"))
    fake.tell("Event: Newchannel", *leg("7.5", BENS, "0", "7.1", "1002"))
    fake.tell("Event: Newstate", *leg("7.5", BENS, "5", "7.1", "1002"))
    await settled(host, "ben", "ringing")


def ben_answers(fake: FakeExchange) -> None:
    fake.tell("Event: BridgeEnter", "BridgeUniqueid: b-3", *leg("7.5", BENS, "6", "7.1", "1002"))
    fake.tell("Event: BridgeEnter", "BridgeUniqueid: b-3", *leg("7.4", WIRE + "2", "6", "7.1"))


async def asks(
    host: FloorHost, connector: Asterisk, kind: Any, agent: str = "ada", **more: Any
) -> act.Outcome:
    return await connector.perform(host.action(kind, agent, call_id="7.1", **more))


def digits(fake: FakeExchange) -> list[tuple[str, str, str]]:
    return [(one["Channel"], one["Digit"], one["Receive"]) for one in fake.actions("PlayDTMF")]


@pytest.mark.parametrize(("kind", "code"), [(act.Conference, "*3"), (act.Swap, "*4")])
async def test_together_and_changing_over_are_codes_heard_on_ones_own_leg(
    fake: FakeExchange, host: FloorHost, connector: Asterisk, kind: Any, code: str
) -> None:
    await asking(fake, host)
    assert (await asks(host, connector, kind)).reason == "not_yet"
    assert digits(fake) == []
    ben_answers(fake)
    await settled(host, "ben", "talking")
    assert (await asks(host, connector, kind)).status == "done"
    assert digits(fake) == [(ADAS, one, "true") for one in code]


async def test_a_change_over_from_the_desk_is_told_without_waiting_for_more(
    fake: FakeExchange, host: FloorHost, connector: Asterisk
) -> None:
    await asking(fake, host)
    ben_answers(fake)
    await settled(host, "ben", "talking")
    await asks(host, connector, act.Swap)
    fake.tell("Event: BridgeLeave", "BridgeUniqueid: b-2", *leg("7.2", ADAS, "6", "7.1"))
    fake.tell("Event: BridgeEnter", "BridgeUniqueid: b-1", *leg("7.2", ADAS, "6", "7.1"))
    await until(lambda: host.kinds("7.1")[-1] == "swapped")
    call = host.floor.call("7.1")
    assert call is not None
    assert call.consult is not None
    assert (call.state, call.consult.is_waiting) == ("connected", True)
    assert host.refused == []


async def test_parking_lets_the_own_phone_go_only_once_the_caller_is_parked(
    fake: FakeExchange, host: FloorHost, connector: Asterisk
) -> None:
    await talking(fake, host)
    fake.after["Park"] = lambda: fake.tell("Event: ParkedCall", "ParkeeUniqueid: 7.1", "ParkingSpace: 701")
    assert (await asks(host, connector, act.Park)).status == "done"
    (park,) = fake.actions("Park")
    assert (park["Channel"], park["TimeoutChannel"]) == (CALLERS, ADAS)
    (let_go,) = fake.actions("Hangup")
    assert let_go["Channel"] == ADAS
    fake.tell("Event: Hangup", "Uniqueid: 7.2", "Cause: 16")
    await settled(host, "ada", "holding")
    assert host.kinds("7.1")[-1] == "call_parked"
    # It is fetched with the very control that takes a call from hold.
    assert (await asks(host, connector, act.Resume)).status == "done"
    (fetch,) = fake.actions("Originate")
    assert (fetch["Channel"], fetch["Application"], fetch["Data"]) == (
        "PJSIP/1001",
        "ParkedCall",
        "default,701",
    )
    assert (await asks(host, connector, act.Retrieve, "ben", slot="701")).status == "done"
    assert fake.actions("Originate")[1]["Channel"] == "PJSIP/1002"


async def test_two_callers_parked_at_once_stay_two_calls(
    fake: FakeExchange, host: FloorHost, connector: Asterisk
) -> None:
    """The exchange keeps all of them in one bridge, where nobody hears anybody."""
    await talking(fake, host)
    other = leg("8.1", "PJSIP/carrier-00000008", "4", number="+442079460019", exten="8001")
    fake.tell("Event: Newchannel", *other)
    fake.tell("Event: QueueCallerJoin", *other, "Queue: support")
    bens = leg("8.2", BENS, "5", "8.1", "1002")
    fake.tell("Event: Newchannel", *bens)
    fake.tell("Event: Newstate", *bens)
    for one in (bens, other):
        fake.tell("Event: BridgeEnter", "BridgeUniqueid: b-8", *one)
    await settled(host, "ben", "talking")
    for uid, slot in (("7.1", "701"), ("8.1", "702")):
        fake.tell("Event: ParkedCall", f"ParkeeUniqueid: {uid}", f"ParkingSpace: {slot}")
        fake.tell("Event: Hangup", f"Uniqueid: {uid[0]}.2", "Cause: 16")
        parking = ("BridgeUniqueid: b-parking", "BridgeTechnology: holding_bridge")
        fake.tell("Event: BridgeEnter", *parking, f"Uniqueid: {uid}", f"Linkedid: {uid}")
    await until(lambda: host.kinds("8.1")[-1] == "call_parked")
    slots = {one.call_id: one.parked_in for one in host.floor.view(host.clock.now()).calls}
    assert slots == {"7.1": "701", "8.1": "702"}
    assert host.refused == []


async def test_a_call_that_is_never_parked_keeps_its_phone(
    fake: FakeExchange, host: FloorHost, connector: Asterisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plugins.asterisk.asides.PARKED_WITHIN_S", 0.05)
    await talking(fake, host)
    assert (await asks(host, connector, act.Park)).status == "unknown"
    assert fake.actions("Hangup") == []


async def test_without_the_module_nobody_is_offered_to_park(fake: FakeExchange, host: FloorHost) -> None:
    fake.rights["call"] = tuple(one for one in fake.rights["call"] if "Park" not in one)
    connector = Asterisk(settings(fake))
    await connector.start(host)
    try:
        assert {"park", "retrieve"}.isdisjoint(connector.capabilities)
        assert "conference" in connector.capabilities
        assert fake.actions("ParkedCalls") == []
    finally:
        await connector.stop()


async def hearing(fake: FakeExchange, host: FloorHost, connector: Asterisk) -> str:
    """Sue whispers to Ada; answers the id of her leg."""
    await talking(fake, host)
    outcome = await asks(host, connector, act.Supervise, "sue", of="ada", mode="whisper")
    assert outcome.status == "done"
    (asked,) = fake.actions("Originate")
    uid = asked["ChannelId"]
    fake.tell("Event: Newchannel", *leg(uid, SUES, "0", number="1009"))
    fake.tell("Event: Newstate", *leg(uid, SUES, "6", number="1009"))
    fake.tell("Event: ChanSpyStart", f"SpyerUniqueid: {uid}", "SpyeeUniqueid: 7.2")
    await until(lambda: host.kinds("7.1")[-1] == "supervision_started")
    return uid


async def test_a_supervisor_hears_changes_over_and_leaves(
    fake: FakeExchange, host: FloorHost, connector: Asterisk
) -> None:
    uid = await hearing(fake, host, connector)
    (asked,) = fake.actions("Originate")
    assert (asked["Channel"], asked["Application"]) == ("PJSIP/1009", "ChanSpy")
    assert asked["Data"] == f"{ADAS},qdESw"
    call = host.floor.call("7.1")
    assert call is not None
    (heard,) = call.supervisions
    assert (heard.supervisor, heard.agent, heard.mode) == ("sue", "ada", "whisper")
    assert (await asks(host, connector, act.Supervise, "sue", of="ada", mode="barge")).status == "done"
    assert digits(fake) == [(SUES, "6", "true")]
    assert len(fake.actions("Originate")) == 1
    assert host.floor.call("7.1").supervisions[0].mode == "barge"  # type: ignore[union-attr]
    assert (await asks(host, connector, act.StopSupervising, "sue")).status == "done"
    assert fake.actions("Hangup")[0]["Channel"] == SUES
    fake.tell("Event: ChanSpyStop", f"SpyerUniqueid: {uid}", "SpyeeUniqueid: 7.2")
    await until(lambda: host.kinds("7.1")[-1] == "supervision_ended")
    assert host.state_of("ada") == "talking"
    assert host.refused == []


async def test_a_phone_that_is_not_lifted_hears_nothing_and_may_be_asked_again(
    fake: FakeExchange, host: FloorHost, connector: Asterisk
) -> None:
    await talking(fake, host)
    await asks(host, connector, act.Supervise, "sue", of="ada")
    assert (await asks(host, connector, act.Supervise, "sue", of="ada")).reason == "busy"
    (asked,) = fake.actions("Originate")
    fake.tell("Event: OriginateResponse", f"ActionID: {asked['ActionID']}", "Response: Failure", "Reason: 3")
    await until(lambda: connector._follower and not connector._follower.book.spies)
    assert (await asks(host, connector, act.Supervise, "sue", of="ada")).status == "done"


async def test_who_listened_before_the_connection_broke_listens_still_and_who_left_is_told(
    fake: FakeExchange, host: FloorHost, connector: Asterisk
) -> None:
    uid = await hearing(fake, host, connector)
    told = len(host.events)
    spying = row(*leg(uid, SUES, "6", number="1009"), data=f"{ADAS},qdESw").replace("AppQueue", "ChanSpy")
    fake.channels = [
        row(*leg("7.2", ADAS, "6", "7.1"), bridge="b-1", data="(Outgoing Line)"),
        row(*leg("7.1", CALLERS, "6", exten="8001"), bridge="b-1"),
        spying,
    ]
    await fake.cut()
    await until(lambda: fake.sign_ins == 2 and connector._link and connector._link.is_up)
    assert len(host.events) == told
    fake.channels.remove(spying)
    await fake.cut()
    await until(lambda: host.kinds("7.1")[-1] == "supervision_ended")
    assert host.refused == []


async def test_a_call_parked_before_the_connection_broke_is_parked_still_until_it_is_not(
    fake: FakeExchange, host: FloorHost, connector: Asterisk
) -> None:
    await talking(fake, host)
    fake.tell("Event: ParkedCall", "ParkeeUniqueid: 7.1", "ParkingSpace: 701")
    fake.tell("Event: Hangup", "Uniqueid: 7.2", "Cause: 16")
    await settled(host, "ada", "holding")
    fake.channels = [row(*leg("7.1", CALLERS, "6", exten="8001"), bridge="b-9")]
    fake.parked_rows = ["Event: ParkedCall\nParkeeUniqueid: 7.1\nParkingSpace: 701"]
    told = len(host.events)
    await fake.cut()
    await until(lambda: fake.sign_ins == 2 and connector._link and connector._link.is_up)
    host.clock.advance(10)
    assert len(host.events) == told
    fake.parked_rows = []
    await fake.cut()
    await until(lambda: host.kinds("7.1")[-1] == "call_unparked")
    assert host.refused == []


async def test_a_caller_who_was_parked_while_nobody_listened_is_shown_as_their_call_who_parked_them(
    fake: FakeExchange, host: FloorHost, connector: Asterisk
) -> None:
    fake.channels = [row(*leg("7.1", CALLERS, "6", exten="8001"), bridge="b-9")]
    space = "Event: ParkedCall\nParkeeUniqueid: 7.1\nParkingSpace: 701\nParkerDialString: "
    fake.parked_rows = [f"{space}PJSIP/4711"]
    await fake.cut()
    await until(lambda: fake.sign_ins == 2 and connector._link and connector._link.is_up)
    assert host.kinds("7.1") == [], "nobody of ours parked them"
    fake.parked_rows = [f"{space}PJSIP/1001"]
    await fake.cut()
    await until(lambda: host.kinds("7.1") == ["call_ringing", "call_connected", "call_parked"])
    call = host.floor.view(host.clock.now()).calls[0]
    assert (call.parked_in, call.state, [party.agent for party in call.parties]) == ("701", "held", ["ada"])
    assert host.refused == []


async def test_ones_own_phone_answers_by_itself_where_that_is_set(
    fake: FakeExchange, host: FloorHost
) -> None:
    connector = Asterisk(settings(fake, auto_answer=True))
    await connector.start(host)
    try:
        await connector.perform(host.action(act.Dial, "ada", number="0301234"))
        await fake.until("Originate")
        assert b"Variable: PJSIP_HEADER(add,Call-Info)=<sip:agent-desktop>;answer-after=0\r\n" in fake.wire
    finally:
        await connector.stop()


def health(host: FloorHost) -> list[tuple[bool, str]]:
    found = [one for one in host.equipment if isinstance(one, ev.ExchangeReported)]
    return [(one.is_up, one.what) for one in found]


async def test_the_exchange_is_told_away_with_why_since_it_was_last_heard_and_told_back(
    fake: FakeExchange, host: FloorHost, connector: Asterisk
) -> None:
    assert health(host) == [(True, "")]
    heard_at = host.clock.now()
    host.clock.advance(30)
    await fake.go_down()
    await until(lambda: len(host.equipment) >= 3)
    (view,) = host.floor.view(host.clock.now()).exchanges
    assert (view.is_up, view.since) == (False, heard_at)
    assert "lost" in health(host)[1][1]
    assert "does not answer" in view.what  # Since it was tried again.
    assert view.changed_at == heard_at + timedelta(seconds=30)
    await fake.listen()
    await until(lambda: health(host)[-1][0])
    (view,) = host.floor.view(host.clock.now()).exchanges
    assert (view.is_up, view.what) == (True, "")


async def test_a_peer_that_takes_everything_and_says_nothing_is_away(
    fake: FakeExchange, host: FloorHost
) -> None:
    connector = Asterisk(settings(fake, ping_every_s=1.0, answer_within_s=0.2))
    await connector.start(host)
    try:
        fake.silent = {"Ping"}
        await until(
            lambda: (
                (False, "The connection to the exchange is lost: nothing is heard from it any more.")
                in health(host)
            )
        )
        fake.silent = set()
        await until(lambda: health(host)[-1][0])
    finally:
        await connector.stop()


async def test_phones_are_told_as_the_exchange_sees_them(fake: FakeExchange, host: FloorHost) -> None:
    fake.device_rows = [
        f"Event: DeviceStateChange\nDevice: {device}\nState: {state}"
        for device, state in (
            ("PJSIP/1001", "NOT_INUSE"),
            ("PJSIP/1002", "UNAVAILABLE"),
            ("PJSIP/1003", "UNKNOWN"),
            ("PJSIP/carrier", "UNAVAILABLE"),
            ("Agent:2001", "UNAVAILABLE"),
        )
    ]
    connector = Asterisk(settings(fake))
    await connector.start(host)
    try:
        seen = {one.extension: one.is_registered for one in host.floor.view(host.clock.now()).phones}
        assert seen == {"1001": True, "1002": False}
        fake.tell("Event: DeviceStateChange", "Device: PJSIP/1001", "State: INUSE")
        fake.tell("Event: DeviceStateChange", "Device: PJSIP/1001", "State: UNAVAILABLE")
        await until(lambda: isinstance(host.equipment[-1], ev.PhoneReported))
        await until(lambda: not host.equipment[-1].is_registered)  # type: ignore[union-attr]
        reported = [one for one in host.equipment if isinstance(one, ev.PhoneReported)]
        assert [one.is_registered for one in reported if one.extension == "1001"] == [True, False]
    finally:
        await connector.stop()


async def test_voice_messages_that_wait_are_told_with_the_phone(fake: FakeExchange, host: FloorHost) -> None:
    fake.new_messages = {"1001": 2}
    connector = Asterisk(settings(fake))
    await connector.start(host)
    try:

        def waiting() -> dict[str, int]:
            return {one.extension: one.voicemails for one in host.floor.view(host.clock.now()).phones}

        assert waiting().get("1001") == 2
        fake.tell("Event: MessageWaiting", "Mailbox: 1002@default", "Waiting: 1", "New: 3", "Old: 1")
        await until(lambda: waiting().get("1002") == 3)
        fake.tell("Event: MessageWaiting", "Mailbox: 1001@default", "Waiting: 0", "New: 0", "Old: 3")
        await until(lambda: not waiting().get("1001"))
        fake.tell("Event: MessageWaiting", "Mailbox: front-desk@default", "Waiting: 1", "New: 9")
        fake.tell("Event: MessageWaiting", "Mailbox: 1002", "Waiting: 1")
        await until(lambda: waiting().get("1002") == 1)
        assert "front-desk" not in waiting()
    finally:
        await connector.stop()


async def test_a_call_first_seen_in_talk_came_by_its_queue_and_rang(
    fake: FakeExchange, host: FloorHost
) -> None:
    """As after a take-over in the very moment it came in."""
    caller = row(
        *leg("7.1", CALLERS, "6", number="+442079460018", exten="support"), bridge="b-1", data="support,t"
    )
    fake.channels = [
        caller.replace("AppQueue", "Queue"),
        row(*leg("7.2", ADAS, "6", "7.1"), bridge="b-1", data="(Outgoing Line)"),
    ]
    connector = Asterisk(settings(fake))
    await connector.start(host)
    try:
        assert host.kinds("7.1") == ["call_queued", "call_ringing", "call_connected"]
        assert (host.floor.calls_of("ada")[0].queue, host.state_of("ada")) == ("support", "talking")
        assert host.refused == []
    finally:
        await connector.stop()
