"""Calls of a fake exchange that tells of them and, asked what is going on, answers with the same."""

from __future__ import annotations

from dataclasses import dataclass

from tests.support.asterisk_exchange import FakeExchange

QUEUE = "Support"


@dataclass
class Caller:
    """One caller; ``stage`` is how far they have come."""

    n: int
    stage: str = "waiting"

    @property
    def uid(self) -> str:
        """The caller's leg, which also names the call."""
        return f"9.{self.n}1"

    def legs(self, extension: str) -> dict[str, tuple[str, ...]]:
        """Both legs as the exchange writes them, the agent's only once it rings."""
        found = {self.uid: self._leg(self.uid, f"PJSIP/carrier-{self.n:06x}aa", "6", "8001", "+441174960018")}
        if self.stage in {"ringing", "talking"}:
            state = "5" if self.stage == "ringing" else "6"
            found[f"9.{self.n}2"] = self._leg(
                f"9.{self.n}2", f"PJSIP/{extension}-{self.n:06x}bb", state, "s", extension
            )
        return found

    def _leg(self, uid: str, name: str, state: str, exten: str, number: str) -> tuple[str, ...]:
        fields = {"Channel": name, "ChannelState": state, "CallerIDNum": number, "Exten": exten}
        return tuple(
            f"{key}: {value}" for key, value in {**fields, "Uniqueid": uid, "Linkedid": self.uid}.items()
        )


class Calls:
    """Everybody who calls; each is answered at an extension of their own."""

    def __init__(self, exchange: FakeExchange, extensions: tuple[str, ...]) -> None:
        self._exchange = exchange
        self._extensions = extensions
        self.there: dict[int, Caller] = {}

    def call_id(self, n: int) -> str:
        """The call's id as facts have it."""
        return f"9.{n}1"

    def waits(self, n: int) -> None:
        """A caller enters the queue."""
        caller = self.there[n] = Caller(n)
        self._show()
        (leg,) = caller.legs("").values()
        self._exchange.tell("Event: Newchannel", *leg)
        self._exchange.tell("Event: QueueCallerJoin", *leg, f"Queue: {QUEUE}")

    def rings(self, n: int) -> None:
        """A phone rings for them."""
        caller = self._to(n, "ringing")
        leg = caller.legs(self._extension(n))[f"9.{n}2"]
        self._exchange.tell("Event: Newchannel", *leg)
        self._exchange.tell("Event: Newstate", *leg)

    def talks(self, n: int) -> None:
        """It is answered."""
        caller = self._to(n, "talking")
        dialled = (f"Uniqueid: {caller.uid}", f"DestUniqueid: 9.{n}2", "DialStatus: ANSWER")
        self._exchange.tell("Event: DialEnd", *dialled)
        self._exchange.tell("Event: QueueCallerLeave", f"Uniqueid: {caller.uid}", f"Queue: {QUEUE}")
        for leg in reversed(caller.legs(self._extension(n)).values()):
            self._exchange.tell("Event: BridgeEnter", f"BridgeUniqueid: b-{n}", *leg)

    def hangs_up(self, n: int) -> None:
        """The caller hangs up."""
        caller = self.there.pop(n)
        self._show()
        self._exchange.tell("Event: HangupRequest", f"Uniqueid: {caller.uid}")
        for leg in ("2", "1"):
            self._exchange.tell("Event: Hangup", f"Uniqueid: 9.{n}{leg}", "Cause: 16")

    def _to(self, n: int, stage: str) -> Caller:
        self.there[n].stage = stage
        self._show()
        return self.there[n]

    def _extension(self, n: int) -> str:
        return self._extensions[n % len(self._extensions)]

    def _show(self) -> None:
        rows, entries = [], []
        for caller in self.there.values():
            legs = caller.legs(self._extension(caller.n))
            for uid, leg in legs.items():
                data = "(Outgoing Line)" if uid != caller.uid else f"{QUEUE},t"
                bridge = f"b-{caller.n}" if caller.stage == "talking" else ""
                head = "Event: CoreShowChannel\nApplication: Queue\n"
                rows.append(f"{head}ApplicationData: {data}\nBridgeId: {bridge}\n" + "\n".join(leg))
            if caller.stage != "talking":
                (leg,) = [one for uid, one in legs.items() if uid == caller.uid]
                entries.append(f"Event: QueueEntry\nQueue: {QUEUE}\nWait: 1\n" + "\n".join(leg))
        self._exchange.channels, self._exchange.queue_rows = rows, entries
