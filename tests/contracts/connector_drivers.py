"""The exchanges of our own connectors in the hands of the contract's tests."""

from __future__ import annotations

from agent_desktop.telephony.port import Connector
from plugins.asterisk.connector import Asterisk
from plugins.cti_webhook.connector import CtiWebhook
from plugins.simulator.connector import Simulator
from tests.contracts.connector_contract import CALLER, SECRET, ConnectorDriver, action, until
from tests.support import asterisk_telling as ami
from tests.support.asterisk_exchange import USER, FakeExchange
from tests.support.connector_host import FloorHost
from tests.support.posting_exchange import Exchange


class SimulatorDriver(ConnectorDriver):
    """The simulated exchange lives within its connector."""

    def make(self) -> Connector:
        return Simulator({"load": 0, "no_answer_share": 0, "token": SECRET})

    async def caller_rings(self, host: FloorHost, connector: Connector) -> str:
        assert isinstance(connector, Simulator)
        return await connector.place_call(CALLER, queue="support", ring="ada")

    async def agent_answers(self, host: FloorHost, connector: Connector, call_id: str) -> None:
        # Its telephones are the desks.
        assert (await connector.perform(action(host, "answer", call_id))).status == "done"

    async def caller_hangs_up(self, host: FloorHost, connector: Connector, call_id: str) -> None:
        assert isinstance(connector, Simulator)
        assert await connector.hang_up_caller(call_id)


class WebhookDriver(ConnectorDriver):
    """An exchange that posts."""

    def make(self) -> Connector:
        return CtiWebhook({"tokens": SECRET})

    async def caller_rings(self, host: FloorHost, connector: Connector) -> str:
        await Exchange(host, connector).post("newCall", caller=CALLER, queue="support", user="ada")
        return "1"

    async def agent_answers(self, host: FloorHost, connector: Connector, call_id: str) -> None:
        await Exchange(host, connector).post("answer", call_id, user="ada")

    async def caller_hangs_up(self, host: FloorHost, connector: Connector, call_id: str) -> None:
        await Exchange(host, connector).post("hangup", call_id, cause="normalClearing")


class AsteriskDriver(ConnectorDriver):
    """A manager interface that tells of one caller, and says in its snapshot where they are."""

    is_asked_over_a_wire = True
    is_told_what_it_missed = True

    def __init__(self) -> None:
        self._fake: FakeExchange | None = None

    @property
    def fake(self) -> FakeExchange:
        assert self._fake is not None
        return self._fake

    async def open(self, host: FloorHost) -> None:
        self._fake = FakeExchange(host.clock)
        await self._fake.listen()

    async def close(self) -> None:
        if self._fake is not None:
            await self._fake.go_down()

    def make(self) -> Connector:
        port = self._fake.port if self._fake is not None else 1
        return Asterisk(
            {
                "port": port,
                "username": USER,
                "secret": SECRET,
                "manage_members": False,
                "answer_within_s": 1.0,
            }
        )

    async def caller_rings(self, host: FloorHost, connector: Connector) -> str:
        ami.caller_rings(self.fake)
        self.fake.channels = [
            ami.row(*ami.leg("7.1", "PJSIP/carrier-00000001", "4", number=CALLER, exten="8001")),
            ami.row(*ami.leg("7.2", "PJSIP/1001-00000002", "5", "7.1", "1001")),
        ]
        self.fake.queue_rows = [
            f"Event: QueueEntry\nQueue: support\nUniqueid: 7.1\nWait: 0\nCallerIDNum: {CALLER}"
        ]
        await until(lambda: host.state_of("ada") == "ringing")
        return "7.1"

    async def agent_answers(self, host: FloorHost, connector: Connector, call_id: str) -> None:
        ami.ada_answers(self.fake)
        self.fake.queue_rows = []
        await until(lambda: host.state_of("ada") == "talking")

    async def caller_hangs_up(self, host: FloorHost, connector: Connector, call_id: str) -> None:
        was_answered = host.state_of("ada") == "talking"
        self.caller_leaves_unseen(call_id)
        self.fake.tell("Event: HangupRequest", "Uniqueid: 7.1")
        if not was_answered:
            self.fake.tell("Event: QueueCallerLeave", "Uniqueid: 7.1", "Queue: support")
        for uid in ("7.2", "7.1"):
            if was_answered:
                self.fake.tell("Event: BridgeLeave", f"Uniqueid: {uid}", "BridgeUniqueid: b-1")
            self.fake.tell("Event: Hangup", f"Uniqueid: {uid}", "Cause: 16" if was_answered else "Cause: 0")
        await until(lambda: host.state_of("ada") in {"available", "wrap_up"})

    def caller_leaves_unseen(self, call_id: str) -> None:
        self.fake.channels, self.fake.queue_rows = [], []

    def asked(self) -> int:
        looks = {
            "CoreShowChannels",
            "QueueStatus",
            "ParkedCalls",
            "DeviceStateList",
            "MailboxCount",
            "ListCommands",
        }
        return sum(one["Action"] not in looks for one in self.fake.received)

    def fall_silent(self) -> None:
        self.fake.silent = {"Originate"}

    async def cut(self) -> None:
        await self.fake.cut()

    async def until_back(self, host: FloorHost) -> None:
        await until(lambda: self.fake.sign_ins == 2)
