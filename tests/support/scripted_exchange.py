"""An exchange that tells what a test says and takes every action: for desks at a real central."""

from __future__ import annotations

from datetime import UTC, datetime

from agent_desktop.central.connectors import Offer
from agent_desktop.telephony import events as ev
from agent_desktop.telephony.actions import AnyAction, Outcome
from agent_desktop.telephony.port import ConnectorFactory, ConnectorHost

ABLE = frozenset(
    {
        "answer",
        "reject",
        "hold",
        "resume",
        "hang_up",
        "dial",
        "transfer",
        "supervise",
        "stop_supervising",
        "set_recording",
    }
)


class ScriptedExchange:
    """The connector itself; ``phones`` are told when it starts, extension by whether it is registered."""

    name = "scripted"

    def __init__(self, phones: dict[str, bool] | None = None, able: frozenset[str] = ABLE) -> None:
        self.capabilities = able
        self.phones = dict(phones or {})
        self.asked: list[AnyAction] = []
        self.outcome = Outcome.done()
        self._host: ConnectorHost | None = None

    def offer(self) -> Offer:
        """What central is started with."""
        return Offer(ConnectorFactory(self.name, lambda: self))

    async def start(self, host: ConnectorHost) -> None:
        """Connected: every phone is told."""
        self._host = host
        for extension, is_registered in self.phones.items():
            await self.tell_phone(extension, is_registered=is_registered)

    async def stop(self) -> None:
        """Not connected any more."""
        self._host = None

    async def perform(self, action: AnyAction) -> Outcome:
        """Note it, and answer what the test wants."""
        self.asked.append(action)
        return self.outcome

    async def tell(self, event: ev.AnyEvent) -> None:
        """Something happened at the exchange."""
        assert self._host is not None
        await self._host.emit(event)

    async def tell_phone(self, extension: str, *, is_registered: bool) -> None:
        """A phone was found or lost."""
        await self.tell(
            ev.PhoneReported(extension=extension, at=datetime.now(UTC), is_registered=is_registered)
        )

    async def ring(
        self, call_id: str, agent: str, caller: str = "+441174960018", queue: str = "Support"
    ) -> None:
        """A caller comes through a queue and rings at one agent."""
        now = datetime.now(UTC)
        await self.tell(ev.CallQueued(call_id=call_id, at=now, queue=queue, caller=caller))
        await self.tell(ev.CallRinging(call_id=call_id, at=now, agent=agent, queue=queue, caller=caller))
