"""A person's own work on its way to central: what waits, what was refused, what a colleague was first in."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from agent_desktop.core.changes import Changes
from agent_desktop.core.command import Command
from agent_desktop.core.errors import KnownError
from agent_desktop.core.ids import new_id
from agent_desktop.core.registry import Registry
from agent_desktop.features.customers.commands import ChangeCustomer, ChangePhone
from agent_desktop.features.tickets.commands import AssignTicket, ChangeTicket, SetTicketState
from agent_desktop.features.tickets.requester import SetRequester
from agent_desktop.sync import outbox
from agent_desktop.sync.messages import Lost, Problem
from agent_desktop.sync.outbox import InboxEntry, OutboxCounts, Record, Standing
from agent_desktop.sync.waiting import Waiting
from agent_desktop.workstation.observers import Observers
from agent_desktop.workstation.own_words import Names, names_in, own_text, written

if TYPE_CHECKING:
    from agent_desktop.core.people import Actor
    from agent_desktop.workstation.store_threads import StoreThreads

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class OwnWork:
    """One command in the outbox as its author sees it.

    ``state`` is waiting or refused; ``belongs_to`` is the refused command that should have made the record
    this one is about, and ``takes_along`` counts those that were refused with this one.
    """

    command_id: str
    kind: str
    data: dict[str, Any]
    state: str
    made_at: datetime
    problem: Problem | None
    names: Names
    belongs_to: str | None = None
    takes_along: int = 0

    @property
    def written(self) -> dict[str, str]:
        """What can be changed in it, by field."""
        return written(self.kind, self.data)

    @property
    def text(self) -> str:
        """What the person wrote, to be copied."""
        return own_text(self.kind, self.data)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field in which a colleague was first, with both values; ``names`` tells whose they are."""

    n: int
    kind: str
    data: dict[str, Any]
    lost: Lost
    made_at: datetime
    told_at: datetime
    names: Names


@dataclass(frozen=True, slots=True)
class KeptText:
    """A text that was taken out of the outbox and kept."""

    n: int
    kind: str
    data: dict[str, Any]
    made_at: datetime
    names: Names

    @property
    def text(self) -> str:
        """What the person wrote."""
        return own_text(self.kind, self.data)


class OutboxDesk:
    """What the window asks of the outbox. It is told of with ``news``, whenever anything in it has changed."""

    def __init__(
        self,
        registry: Registry,
        opened: Callable[[], StoreThreads],
        actor: Callable[[], Actor],
        done: Callable[[Changes], Awaitable[None]],
        do: Callable[[Command], Awaitable[Changes]],
    ) -> None:
        self._registry = registry
        self._opened = opened
        self._actor = actor
        self._done = done
        self._do = do
        self.counts = OutboxCounts()
        self.news: Observers[OutboxCounts] = Observers("outbox")

    async def recount(self) -> OutboxCounts:
        """Count anew, and tell."""
        store = self._opened()
        self.counts = await store.write(lambda: outbox.counts(store.replica))
        self.news.tell(self.counts)
        return self.counts

    async def entries(self) -> list[OwnWork]:
        """What was refused or waits, oldest first."""

        def look(waiting: list[Waiting], names: Names) -> list[OwnWork]:
            along: dict[str, int] = {}
            for row in waiting:
                if row.because is not None:
                    along[row.because] = along.get(row.because, 0) + 1
            return [_own_work(row, names, along.get(row.command_id, 0)) for row in waiting]

        store = self._opened()
        return await store.write(lambda: look(*self._named(store, store.replica.waiting())))

    async def standing_of(self, entity: str, entity_id: str, subject: str | None = None) -> Standing | None:
        """How this person's work on one record stands; None where nothing here concerns it."""
        return (await self.standings_of([(entity, entity_id)], subject)).get((entity, entity_id))

    async def standings_of(
        self, records: Collection[Record], subject: str | None = None
    ) -> dict[Record, Standing]:
        """How this person's work on each of these records stands, those without any left out."""
        store = self._opened()
        return await store.write(lambda: outbox.standings(store.replica, records, subject))

    async def names_for(self, lost: Collection[Lost]) -> Names:
        """How what some lost fields speak of is called: their authors and what stands in them."""
        store = self._opened()
        speaks = [("", _ids_of(one)) for one in lost]

        def look() -> Names:
            with store.replica.transaction() as connection:
                return names_in(connection, self._registry, speaks)

        return await store.write(look)

    # -- what was refused or waits -----------------------------------------------------------------------

    async def send_again(self, command_id: str) -> None:
        """Send a refused command again as it is, with those that were refused because of it.

        Raises the reason where the desk's own records already speak against it; then nothing is changed.
        """
        await self._instead(command_id, {})

    async def edit(self, command_id: str, values: Mapping[str, str]) -> None:
        """Send a refused or waiting command with other words in its fields; the old one is gone.

        It has a new id and is held against what is seen now. Raises the reason where the rules refuse it.
        """
        await self._instead(command_id, values)

    async def take_out(self, command_id: str) -> str:
        """Take a command and those that belong to it out for good; answers the texts, which are kept."""
        store, actor = self._opened(), self._actor()

        def take() -> tuple[Changes, str]:
            gone = outbox.with_dependents(store.replica, command_id)
            texts = {row.command_id: own_text(row.kind, row.data) for row in gone}
            keeps = {one for one, text in texts.items() if text}
            changes = outbox.take_out(store.replica, actor, list(texts), keeps)
            return changes, "\n\n".join(text for text in texts.values() if text)

        changes, text = await store.write(take)
        await self._done(changes)
        return text

    # -- what a colleague was first in -------------------------------------------------------------------

    async def conflicts(self) -> list[Conflict]:
        """Fields in which a colleague was first and nothing is decided yet, oldest first."""

        def look(entries: list[InboxEntry], names: Names) -> list[Conflict]:
            return [
                Conflict(one.n, one.kind, one.data, one.lost, one.made_at, one.told_at, names)
                for one in entries
            ]

        store = self._opened()
        return await store.write(lambda: look(*self._named(store, outbox.inbox(store.replica, "lost"))))

    async def kept_texts(self) -> list[KeptText]:
        """Texts that were taken out of the outbox, oldest first."""

        def look(entries: list[InboxEntry], names: Names) -> list[KeptText]:
            return [KeptText(one.n, one.kind, one.data, one.made_at, names) for one in entries]

        store = self._opened()
        return await store.write(lambda: look(*self._named(store, outbox.inbox(store.replica, "kept"))))

    async def keep_theirs(self, n: int) -> None:
        """The colleague's value is right."""
        await self._settle(n, "theirs")

    async def put_again(self, conflict: Conflict, value: Any) -> None:
        """Set the field to ``value``, mine or one made of both, on top of what is seen now."""
        await self._do(setting(conflict.lost, value, self._opened().replica.now()))
        await self._settle(conflict.n, "mine")

    async def drop_text(self, n: int) -> None:
        """A kept text is wanted no more."""
        await self._settle(n, "gone")

    # -- inside ------------------------------------------------------------------------------------------

    async def _settle(self, n: int, outcome: str) -> None:
        store = self._opened()
        await store.write(lambda: outbox.settle(store.replica, n, outcome, store.replica.now()))
        await self._done(Changes())

    async def _instead(self, command_id: str, values: Mapping[str, str]) -> None:
        store, actor = self._opened(), self._actor()

        def put() -> Changes:
            rows = outbox.with_dependents(store.replica, command_id)
            if not any(row.command_id == command_id for row in rows):
                raise KnownError("This is not in the outbox any more.", todo="Look at the record.")
            instead = {
                row.command_id: self._anew(row, values if row.command_id == command_id else {})
                for row in rows
            }
            return outbox.put_instead(store.replica, self._registry, actor, instead)

        await self._done(await store.write(put))

    def _anew(self, row: Waiting, values: Mapping[str, str]) -> Command:
        """The same command under a new id; ids of records, and the time it was first made, stay.

        A ticket whose number is taken, as after a restored backup that lent it twice, asks for another one.
        """
        data = {**row.data, **values, "command_id": new_id()}
        problem = row.verdict.problem if row.verdict is not None else None
        if row.kind == "tickets.CreateTicket" and problem is not None and problem.reason == "exists":
            data["number"] = None
        return self._registry.commands.decode(row.kind, msgspec.json.decode(msgspec.json.encode(data)))

    def _named(self, store: StoreThreads, rows: list[T]) -> tuple[list[T], Names]:
        speaks: list[tuple[str, Mapping[str, Any]]] = []
        for row in rows:
            kind, data = row.kind, row.data  # type: ignore[attr-defined]
            speaks.append((kind, data))
            if isinstance(row, InboxEntry):
                speaks.append(("", _ids_of(row.lost)))
        with store.replica.transaction() as connection:
            return rows, names_in(connection, self._registry, speaks)


def setting(lost: Lost, value: Any, made_at: datetime) -> Command:
    """The command that sets one lost field of a ticket, a customer or a number to a value."""
    if lost.entity == "ticket" and lost.field == "owner_id":
        return AssignTicket(made_at=made_at, ticket_id=lost.entity_id, owner_id=value)
    if lost.entity == "ticket" and lost.field == "customer_id":
        return SetRequester(made_at=made_at, ticket_id=lost.entity_id, customer_id=value)
    if lost.entity == "ticket" and lost.field == "state":
        return SetTicketState(made_at=made_at, ticket_id=lost.entity_id, state=value)
    if lost.entity == "customer_phone":
        field = "number" if lost.field == "e164" else lost.field
        # E.164 reads alike in every region; the region is asked for all the same.
        fields = {field: value, "region": "GB"} if field == "number" else {field: value}
        return ChangePhone(made_at=made_at, phone_id=lost.entity_id, **fields)
    if lost.entity not in {"ticket", "customer"}:
        raise KnownError("This field cannot be set again from here.", todo="Copy your text.")
    changes: type[Any] = ChangeTicket if lost.entity == "ticket" else ChangeCustomer
    typed = msgspec.convert({"field": value}, _types_of(changes, lost.field)).field if value else value
    made: Command = changes(made_at=made_at, **{f"{lost.entity}_id": lost.entity_id, lost.field: typed})
    return made


def _types_of(command: type[Any], field: str) -> Any:
    found = next((one.type for one in msgspec.structs.fields(command) if one.name == field), Any)
    return msgspec.defstruct("_Field", [("field", found)])


def _ids_of(lost: Lost) -> dict[str, Any]:
    return {"entity_id": lost.entity_id, "yours": lost.yours, "theirs": lost.theirs, "by": lost.by}


def _own_work(row: Waiting, names: Names, along: int) -> OwnWork:
    problem = row.verdict.problem if row.verdict is not None and row.state == "refused" else None
    return OwnWork(
        row.command_id, row.kind, row.data, row.state, row.made_at, problem, names, row.because, along
    )
