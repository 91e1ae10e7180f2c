"""One exchange is followed and driven through everything a connection goes through; nothing is done twice."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest

from agent_desktop.core.errors import KnownError
from agent_desktop.plugins.loader import PluginHost, bundled_folder
from agent_desktop.telephony import actions as act
from agent_desktop.telephony.port import AgentEntry, QueueEntry
from plugins.asterisk import connector as connector_module
from plugins.asterisk.connector import Asterisk
from plugins.asterisk.link import Answer, Link
from plugins.asterisk.settings import read_settings
from plugins.asterisk.wording import diallable
from tests.support.asterisk_exchange import PHONES, SECRET, USER, FakeExchange, exchange, until
from tests.support.asterisk_replay import messages
from tests.support.asterisk_telling import CALLER, ada_answers, caller_rings, leg, row
from tests.support.connector_host import FloorHost

PEOPLE = [
    AgentEntry("ada", "Ada Lindt", "1001", queues=("support",)),
    AgentEntry("ben", "Ben Okoro", "1002", queues=("support", "sales")),
]
QUEUES = (QueueEntry("support", "8001"), QueueEntry("sales", "8002"))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connector_module, "FIRST_WAIT_S", 0.02)
    monkeypatch.setattr(connector_module, "TICK_S", 0.02)


@pytest.fixture
def host() -> FloorHost:
    host = FloorHost("asterisk", people=PEOPLE, the_queues=QUEUES)
    host.sign_in("ada", "ben")
    return host


@pytest.fixture
async def fake(host: FloorHost) -> AsyncIterator[FakeExchange]:
    async with exchange(host.clock) as one:
        yield one


def settings(fake: FakeExchange, **more: Any) -> dict[str, object]:
    found: dict[str, object] = {"port": fake.port, "username": USER, "secret": SECRET}
    return found | {"manage_members": False, "answer_within_s": 1.0} | more


@pytest.fixture
async def connector(fake: FakeExchange, host: FloorHost) -> AsyncIterator[Asterisk]:
    fake.rights |= {**PHONES, "system,call": ("Hangup", *PHONES["system,call"])}
    one = Asterisk(settings(fake, phone_control=True))
    await one.start(host)
    yield one
    await one.stop()


async def settled(host: FloorHost, agent: str, state: str) -> None:
    await until(lambda: host.state_of(agent) == state)


def test_the_bundled_plugin_offers_it() -> None:
    plugins = PluginHost(settings={"asterisk": {"secret": SECRET}})
    plugins.enable(bundled_folder() / "asterisk")
    try:
        (offered,) = plugins.connectors()
        assert offered.factory.make().name == "asterisk"
        assert plugins.problems == ()
    finally:
        plugins.close()


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"secret": ""}, "secret"),
        ({"secret": "x", "prot": 1}, "prot"),
        ({"secret": "x", "port": "5038"}, "port"),
        ({"secret": "x", "port": True}, "port"),
        ({"secret": "x", "hold": "phone"}, "phone_control"),
        ({"secret": "x", "hold": "later"}, "hold"),
        ({"secret": "x", "host": "192.0.2.1"}, "accept_plain"),
        ({"secret": "x", "queue_numbers": {"support": 8001}}, "queue_numbers"),
        ({"secret": "x", "penalties": {"ada": 2}}, "penalties"),
        ({"secret": "x", "penalties": {"ada": {"support": -1}}}, "penalties"),
        ({"secret": "x", "swap_code": "*4,x"}, "swap_code"),
        ({"secret": "x", "parking_lot": "a,b"}, "parking_lot"),
        ({"secret": "x", "tls": True, "tls_ca": "/nowhere"}, "tls_ca"),
    ],
)
def test_a_wrong_setting_is_named(wrong: dict[str, object], named: str) -> None:
    with pytest.raises(KnownError, match=named):
        read_settings(wrong).address()


async def test_the_secret_is_never_on_the_wire(fake: FakeExchange, connector: Asterisk) -> None:
    assert fake.sign_ins == 1
    assert SECRET.encode() not in fake.wire


async def test_a_wrong_secret_another_service_and_nobody_there_are_told_apart(
    fake: FakeExchange, host: FloorHost
) -> None:
    with pytest.raises(KnownError, match="does not let"):
        await Asterisk(settings(fake, secret="other")).start(host)
    fake.banner = "220 mail.example ESMTP"
    with pytest.raises(KnownError, match="something else"):
        await Asterisk(settings(fake)).start(host)
    await fake.go_down()
    with pytest.raises(KnownError, match="does not answer"):
        await Asterisk(settings(fake)).start(host)


async def test_an_account_that_may_do_more_than_needed_is_refused(
    fake: FakeExchange, host: FloorHost
) -> None:
    """Whoever steals an account with the class command can run programs on the exchange."""
    fake.rights["command"] = ("Command",)
    with pytest.raises(KnownError, match="command"):
        await Asterisk(settings(fake)).start(host)
    assert [one["Action"] for one in fake.received] == ["ListCommands"]
    accepting = Asterisk(settings(fake, accept_extra_rights=True))
    await accepting.start(host)
    await accepting.stop()


async def test_an_account_that_may_too_little_is_refused_with_what_is_missing(
    fake: FakeExchange, host: FloorHost
) -> None:
    del fake.rights["originate"]
    with pytest.raises(KnownError, match="Originate"):
        await Asterisk(settings(fake)).start(host)


# --- actions ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "wish", "expected"),
    [
        (act.HangUp, {}, {"Action": "Hangup", "Channel": "PJSIP/1001-00000002", "Cause": "16"}),
        (act.Hold, {}, {"Action": "PJSIPNotify", "Variable": "Event=hold"}),
        (act.Mute, {}, {"Action": "MuteAudio", "Direction": "in", "State": "on"}),
        (
            act.Transfer,
            {"to_agent": "ben"},
            {"Action": "BlindTransfer", "Context": "agents", "Exten": "1002"},
        ),
        (act.Transfer, {"to_queue": "sales"}, {"Action": "BlindTransfer", "Exten": "8002"}),
        (act.Transfer, {"to_number": "+49 30 123"}, {"Action": "BlindTransfer", "Exten": "+4930123"}),
        (act.Transfer, {"to_agent": "ben", "transfer": "warm"}, {"Action": "Atxfer", "Exten": "1002"}),
        (
            act.Transfer,
            {"to_number": "+49 30 123", "transfer": "warm"},
            {"Action": "Atxfer", "Exten": "004930123"},
        ),
        (act.SendDtmf, {"digits": "5"}, {"Action": "PlayDTMF", "Digit": "5"}),
        (act.SetRecording, {"wish": "start"}, {"Action": "MixMonitor", "File": "7.1.wav"}),
        (act.SetRecording, {"wish": "pause"}, {"Action": "MixMonitorMute", "State": "1"}),
        (act.SetRecording, {"wish": "stop"}, {"Action": "StopMixMonitor"}),
    ],
)
async def test_an_action_on_a_call_asks_the_exchange_once(
    fake: FakeExchange,
    host: FloorHost,
    connector: Asterisk,
    kind: Any,
    wish: dict[str, Any],
    expected: dict[str, str],
) -> None:
    caller_rings(fake)
    ada_answers(fake)
    await settled(host, "ada", "talking")
    outcome = await connector.perform(host.action(kind, "ada", call_id="7.1", **wish))
    assert outcome.status == "done"
    (asked,) = fake.actions(expected["Action"])
    assert expected.items() <= asked.items()


async def test_answering_and_rejecting_from_the_desk(
    fake: FakeExchange, host: FloorHost, connector: Asterisk
) -> None:
    caller_rings(fake)
    await settled(host, "ada", "ringing")
    assert (await connector.perform(host.action(act.Answer, "ada", call_id="7.1"))).status == "done"
    assert fake.actions("PJSIPNotify")[0]["Variable"] == "Event=talk"
    await connector.perform(host.action(act.Reject, "ada", call_id="7.1"))
    fake.tell("Event: Hangup", "Uniqueid: 7.2", "Cause: 17")
    await settled(host, "ada", "available")
    assert host.kinds("7.1") == ["call_queued", "call_ringing", "call_not_answered"]
    assert host.events[-1].reason == "rejected"  # type: ignore[union-attr]


async def test_without_rights_on_phones_the_desk_says_lift_the_handset(
    fake: FakeExchange, host: FloorHost
) -> None:
    connector = Asterisk(settings(fake))
    assert "answer" not in connector.capabilities
    await connector.start(host)
    try:
        caller_rings(fake)
        await settled(host, "ada", "ringing")
        outcome = await connector.perform(host.action(act.Answer, "ada", call_id="7.1"))
        assert outcome.reason == "lift_the_handset"
    finally:
        await connector.stop()


async def test_a_dialled_call_carries_our_own_id_and_settles_its_action(
    fake: FakeExchange, host: FloorHost, connector: Asterisk
) -> None:
    action = host.action(act.Dial, "ada", number="+33 1 42 68 53 00")
    assert (await connector.perform(action)).status == "done"
    asked = await fake.until("Originate")
    uid = asked["ChannelId"]
    assert (asked["Channel"], asked["Exten"], asked["Async"]) == ("PJSIP/1001", "+33142685300", "true")
    fake.tell("Event: Newchannel", *leg(uid, "PJSIP/1001-00000009", "0", number="1001"))
    await settled(host, "ada", "dialling")
    (event,) = host.events
    assert (event.call_id, event.called, event.action_id) == (uid, "+33142685300", action.id)  # type: ignore[union-attr]


async def test_a_dial_that_reaches_no_phone_is_told_as_a_call_that_failed(
    fake: FakeExchange, host: FloorHost, connector: Asterisk
) -> None:
    await connector.perform(host.action(act.Dial, "ada", number="0301234"))
    asked = await fake.until("Originate")
    fake.tell("Event: OriginateResponse", f"ActionID: {asked['ActionID']}", "Response: Failure", "Reason: 0")
    await until(lambda: len(host.events) == 2)
    assert host.kinds() == ["call_dialling", "call_ended"]
    assert host.refused == []


@pytest.mark.parametrize("number", ["1001&1002", "System/x", "+49\r\nAction: Originate", "", "abc", "1,2"])
async def test_nothing_but_a_number_is_dialled(
    fake: FakeExchange, host: FloorHost, connector: Asterisk, number: str
) -> None:
    assert diallable(number) is None
    outcome = await connector.perform(host.action(act.Dial, "ada", number=number))
    assert outcome.reason == "no_number"
    assert fake.actions("Originate") == []


async def test_an_action_without_an_answer_is_unknown_and_never_sent_again(
    fake: FakeExchange, host: FloorHost, connector: Asterisk
) -> None:
    fake.silent = {"Originate"}
    outcome = await connector.perform(host.action(act.Dial, "ada", number="0301234"))
    assert outcome.status == "unknown"
    assert connector._link is not None
    # Whatever else was written would have been read before this is answered.
    assert await connector._link.measure_clock()
    assert len(fake.actions("Originate")) == 1
    await fake.cut()
    await until(lambda: fake.sign_ins == 2)
    assert len(fake.actions("Originate")) == 1


async def test_a_connection_lost_in_the_middle_of_a_dial_leaves_it_unknown(
    fake: FakeExchange, host: FloorHost, connector: Asterisk
) -> None:
    fake.silent = {"Originate"}
    dialling = asyncio.create_task(connector.perform(host.action(act.Dial, "ada", number="0301234")))
    await fake.until("Originate")
    await fake.cut()
    async with asyncio.timeout(10):
        assert (await dialling).status == "unknown"
    await until(lambda: fake.sign_ins == 2)
    assert len(fake.actions("Originate")) == 1


async def test_a_refusal_says_what_the_exchange_said(
    fake: FakeExchange, host: FloorHost, connector: Asterisk
) -> None:
    fake.refusing = {"Hangup": "No such channel"}
    caller_rings(fake)
    await settled(host, "ada", "ringing")
    outcome = await connector.perform(host.action(act.HangUp, "ada", call_id="7.1"))
    assert (outcome.status, outcome.reason) == ("refused", "exchange_refused")
    assert "No such channel" in outcome.what


# --- the connection ---------------------------------------------------------------------------------------


async def test_what_came_while_the_snapshot_was_read_is_taken_after_it(
    fake: FakeExchange, host: FloorHost
) -> None:
    caller = leg("7.1", "PJSIP/carrier-00000001", "6", number=CALLER, exten="8001")
    fake.channels = [row(*caller)]
    fake.queue_rows = ["Event: QueueEntry\nQueue: support\nUniqueid: 7.1\nWait: 12\nCallerIDNum: " + CALLER]
    ringing = leg("7.2", "PJSIP/1001-00000002", "5", "7.1", "1001")
    fake.during_snapshot = ["Event: Newchannel\n" + "\n".join(ringing)]
    connector = Asterisk(settings(fake))
    await connector.start(host)
    try:
        await settled(host, "ada", "ringing")
    finally:
        await connector.stop()
    assert host.kinds("7.1") == ["call_queued", "call_ringing"]
    assert (host.clock.now() - host.events[0].at).total_seconds() == 12
    assert host.refused == []


async def test_a_peer_that_falls_silent_is_left_and_called_again(fake: FakeExchange, host: FloorHost) -> None:
    connector = Asterisk(settings(fake, ping_every_s=1.0, answer_within_s=0.2))
    await connector.start(host)
    try:
        fake.silent = {"Ping"}
        await until(lambda: connector._link and not connector._link.is_up)
        fake.silent = set()
        await until(lambda: fake.sign_ins == 2)
    finally:
        await connector.stop()


async def test_the_exchange_s_clock_is_measured(fake: FakeExchange, host: FloorHost) -> None:
    class Behind:
        def now(self) -> Any:
            return host.clock.now().replace(year=2020)

        def monotonic_s(self) -> float:
            return host.clock.monotonic_s()

    fake.clock = Behind()
    connector = Asterisk(settings(fake))
    await connector.start(host)
    try:
        stamp = Behind().now().timestamp() - 3
        caller = leg("7.1", "PJSIP/carrier-00000001", "4", number=CALLER, exten="8001")
        for event in ("Newchannel", "QueueCallerJoin\r\nQueue: support"):
            fake.tell(f"Event: {event}", f"Timestamp: {stamp}", *caller)
        await until(lambda: host.events)
        assert abs((host.clock.now() - host.events[0].at).total_seconds() - 3) < 0.01
    finally:
        await connector.stop()


async def test_garbage_and_endless_lines_do_not_stop_it(
    fake: FakeExchange, host: FloorHost, connector: Asterisk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    fake.tell("Event: Newchannel", "Channel: " + "x" * 400_000)
    fake.tell("\udce4".encode("utf-8", "surrogatepass").decode("latin-1"), ": ", "Event:")
    caller_rings(fake)
    await settled(host, "ada", "ringing")
    assert "too long" in caplog.text
    assert CALLER[3:] not in caplog.text


async def test_what_waits_for_answers_is_bounded(fake: FakeExchange, host: FloorHost) -> None:
    fake.silent = {"Status"}
    link = Link(read_settings(settings(fake)).address(), host.clock, host.logger)
    await link.open()
    try:
        answers: list[Answer] = await asyncio.gather(*(link.ask("Status") for _ in range(600)))
    finally:
        await link.close()
    assert sum(answer.status == "refused" for answer in answers) == 100
    assert sum(answer.status == "unknown" for answer in answers) == 500


# --- members of queues --------------------------------------------------------------------------------------


async def test_people_on_the_floor_are_members_of_their_queues_also_after_a_restart(
    fake: FakeExchange, host: FloorHost
) -> None:
    connector = Asterisk(settings(fake, manage_members=True))
    await connector.start(host)
    try:
        await fake.until("QueueAdd", 3)
        asked = {(one["Queue"], one["Interface"], one["MemberName"]) for one in fake.actions("QueueAdd")}
        assert asked == {
            ("support", "PJSIP/1001", "ada"),
            ("support", "PJSIP/1002", "ben"),
            ("sales", "PJSIP/1002", "ben"),
        }
        await fake.cut()
        await fake.until("QueueAdd", 6)
        for queue, phone in (("support", "1001"), ("support", "1002"), ("sales", "1002")):
            fake.tell("Event: QueueMemberAdded", f"Queue: {queue}", f"Interface: PJSIP/{phone}", "Paused: 0")
        host.floor.apply_action(
            host.action(act.SetState, "ben", state="break", reason="lunch"), host.clock.now()
        )
        paused = await fake.until("QueuePause", 2)
        assert (paused["Interface"], paused["Paused"]) == ("PJSIP/1002", "true")
        host.floor.sign_out("ada", host.clock.now())
        removed = await fake.until("QueueRemove")
        assert (removed["Queue"], removed["Interface"]) == ("support", "PJSIP/1001")
    finally:
        await connector.stop()


async def test_a_recording_played_over_the_wire_comes_to_the_same_calls(
    fake: FakeExchange, host: FloorHost, connector: Asterisk
) -> None:
    for message in messages("blind-transfer-by-ami"):
        fake.tell(*(f"{key}: {value}" for key, value in message.pairs if key != "Timestamp"))
    await settled(host, "ben", "wrap_up")
    (call,) = {event.call_id for event in host.events if hasattr(event, "call_id")}
    assert host.kinds(call) == [
        "call_queued",
        "call_ringing",
        "call_connected",
        "call_transferred",
        "call_ringing",
        "call_connected",
        "call_ended",
    ]
    assert host.refused == []


async def test_a_penalty_is_kept_as_set_and_others_are_left_alone(
    fake: FakeExchange, host: FloorHost
) -> None:
    wanted = {"ada": {"support": 3}, "ben": {"sales": 5}}
    connector = Asterisk(settings(fake, manage_members=True, penalties=wanted))
    await connector.start(host)
    try:
        await fake.until("QueueAdd", 3)
        asked = {(one["MemberName"], one["Queue"]): one.get("Penalty") for one in fake.actions("QueueAdd")}
        assert asked == {("ada", "support"): "3", ("ben", "support"): None, ("ben", "sales"): "5"}
        # Somebody has changed it at the exchange; the second is nobody's business here.
        for phone, queue in (("1001", "support"), ("1002", "support")):
            fake.tell(
                "Event: QueueMemberAdded",
                *(f"Queue: {queue}", f"Interface: PJSIP/{phone}", "Paused: 0", "Penalty: 7"),
            )
        changed = await fake.until("QueuePenalty")
        assert (changed["Interface"], changed["Queue"], changed["Penalty"]) == ("PJSIP/1001", "support", "3")
        fake.tell(
            "Event: QueueMemberPenalty",
            *("Queue: support", "Interface: PJSIP/1001", "Paused: 0", "Penalty: 3"),
        )
        await until(lambda: connector._follower and connector._follower.book.penalties["ada", "support"] == 3)
        told = len(fake.actions("QueuePenalty"))
        await asyncio.sleep(0.1)
        assert len(fake.actions("QueuePenalty")) == told
        assert {one["Interface"] for one in fake.actions("QueuePenalty")} == {"PJSIP/1001"}
    finally:
        await connector.stop()


async def test_a_queue_is_reached_by_the_number_set_for_it(fake: FakeExchange) -> None:
    """Central's queues have names and no numbers."""
    host = FloorHost("asterisk", people=PEOPLE, the_queues=(QueueEntry("support"), QueueEntry("sales")))
    host.sign_in("ada", "ben")
    connector = Asterisk(settings(fake, queue_numbers={"sales": "8002"}))
    await connector.start(host)
    try:
        caller_rings(fake)
        ada_answers(fake)
        await settled(host, "ada", "talking")
        to_nowhere = host.action(act.Transfer, "ada", call_id="7.1", to_queue="support")
        assert (await connector.perform(to_nowhere)).reason == "no_such_target"
        to_sales = host.action(act.Transfer, "ada", call_id="7.1", to_queue="sales")
        assert (await connector.perform(to_sales)).status == "done"
        assert fake.actions("BlindTransfer")[0]["Exten"] == "8002"
    finally:
        await connector.stop()


async def test_who_chooses_another_phone_is_rung_there_and_no_longer_where_they_sat(
    fake: FakeExchange, host: FloorHost
) -> None:
    connector = Asterisk(settings(fake, manage_members=True))
    await connector.start(host)

    def members() -> set[tuple[str, str]]:
        found: set[tuple[str, str]] = set()
        for one in fake.received:
            where = (one.get("Queue", ""), one.get("Interface", ""))
            if one["Action"] == "QueueAdd":
                found.add(where)
            elif one["Action"] == "QueueRemove":
                found.discard(where)
        return found

    def answers(action: str, event: str) -> None:
        one = fake.actions(action)[-1]
        fake.tell(f"Event: {event}", f"Queue: {one['Queue']}", f"Interface: {one['Interface']}", "Paused: 0")

    fake.after["QueueAdd"] = lambda: answers("QueueAdd", "QueueMemberAdded")
    fake.after["QueueRemove"] = lambda: answers("QueueRemove", "QueueMemberRemoved")
    try:
        at_first = {("support", "PJSIP/1001"), ("support", "PJSIP/1002"), ("sales", "PJSIP/1002")}
        await until(lambda: members() == at_first)
        host.floor.apply_action(host.action(act.ChoosePhone, "ada", extension="1005"), host.clock.now())
        await until(lambda: members() == at_first - {("support", "PJSIP/1001")} | {("support", "PJSIP/1005")})
        # Ben sits down where Ada sat.
        host.floor.apply_action(host.action(act.ChoosePhone, "ben", extension="1001"), host.clock.now())
        here = {("support", "PJSIP/1005"), ("support", "PJSIP/1001"), ("sales", "PJSIP/1001")}
        await until(lambda: members() == here)
        told = len(fake.received)
        await asyncio.sleep(0.1)
        assert len(fake.received) == told
        caller_rings(fake)
        await settled(host, "ben", "ringing")
    finally:
        await connector.stop()
