"""Desks of the model: real workstations that people sign in at, that crash, and that run out of disk."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any
from unittest import mock

import sqlalchemy as sa

from agent_desktop.core.changes import Changes
from agent_desktop.core.clock import HeldClock
from agent_desktop.core.command import Command
from agent_desktop.core.errors import KnownError
from agent_desktop.core.registry import Registry
from agent_desktop.core.work import Row
from agent_desktop.sync.live import PokePage
from agent_desktop.sync.messages import Bundle, Verdict
from agent_desktop.sync.replica import Replica
from agent_desktop.sync.replica_tables import outbox, row_scope, scope_state
from agent_desktop.workstation import workstation
from agent_desktop.workstation.transport import SignedOut
from agent_desktop.workstation.vault import Vault
from agent_desktop.workstation.workstation import Workstation
from tests.support.stores import all_rows
from tests.sync.model.faults import ReplicaFaults, fill_disk
from tests.sync.model.wire import Wire, WiredTransport

ADDRESS = "http://127.0.0.1:9"
PASSWORD = "correct horse battery"


class Place:
    """A device, the people who sit there in turn, and the workstation that runs on it now."""

    def __init__(
        self,
        name: str,
        people: tuple[str, ...],
        folder: Path,
        registry: Registry,
        clock: HeldClock,
        wire: Wire,
    ) -> None:
        self.name = name
        self.people = people
        self.login = people[0]
        self.registry = registry
        self.clock = clock
        self.wire = wire
        self.numbers: dict[str, list[int]] = {login: [] for login in people}
        self._folder = folder
        self._keys = folder / "keys"
        self._lives = 0
        self._faults = ReplicaFaults(folder)
        self._station: Workstation | None = None

    def __repr__(self) -> str:
        return f"{self.login}@{self.name}"

    # -- sitting down and getting up -----------------------------------------------------------------

    @property
    def is_signed_in(self) -> bool:
        """Whether somebody can work here."""
        station = self._station
        return station is not None and station.person is not None and station._store is not None

    @property
    def station(self) -> Workstation:
        """The workstation that runs here now."""
        assert self._station is not None
        return self._station

    @property
    def replica(self) -> Replica:
        """The replica of the person who sits here now."""
        return self.station._opened().replica

    async def sign_in(self, login: str | None = None) -> bool:
        """Let a person, the same one unless another is named, sign in; whether central let them."""
        await self.sign_out()
        self.login = login or self.login
        # The transport is the desk's own, and only what carries it is the model's.
        with mock.patch.object(workstation, "Transport", return_value=WiredTransport(self.wire)):
            station = Workstation(
                self.registry, self.clock, self._home(), ADDRESS, self.name, vault=Vault("file", self._keys)
            )
        self._station = station
        try:
            await station.sign_in(self.login, PASSWORD)
        except KnownError:
            await self._end()
            return False
        self._faults = ReplicaFaults(self._home())
        self._faults.watch(self.replica._writer.engine)
        return True

    async def sign_out(self) -> None:
        """The person leaves; what they did stays here."""
        if self._station is not None:
            await self._station.sign_out()
            await self._end()

    async def close(self) -> None:
        """End the workstation without asking central."""
        if self._station is not None:
            await self._end()

    # -- working --------------------------------------------------------------------------------------

    async def do(self, command: Command) -> Changes:
        """Carry out a command as the person who sits here."""
        return await self.station.do(command)

    async def send(self, command: Command) -> Verdict:
        """Carry out a command that means something only now."""
        return await self.station.send(command)

    async def synchronise(self) -> str:
        """One round of push and pull; answers ``done``, or what stood in the way."""
        try:
            await self.station.synchronise()
        except SignedOut:
            return "signed out" if not await self.sign_in() else "signed in again"
        except KnownError as problem:
            return problem.what
        return "done"

    async def hear(self, page: PokePage) -> None:
        """A page comes along the stream, and is taken in by a round that has no other reason to pull."""
        sync = self.station._sync
        assert sync is not None
        sync._is_streaming, sync._is_pull_due = True, False
        sync._told.append(page)
        try:
            await sync._round()
        except SignedOut:
            await self.sign_in()
        except KnownError:
            pass
        finally:
            sync._is_streaming = False

    async def discard(self, command_id: str) -> None:
        """Let go of what was refused."""
        await self.station.outbox_desk.take_out(command_id)

    async def take_bundle(self, bundle: Bundle) -> None:
        """Take in a customer, as when a call comes with its bundle."""
        with suppress(KnownError):
            await self.station._take_bundle(bundle)

    async def open_customer(self, customer_id: str) -> bool:
        """Open a customer, where central can be asked and knows them."""
        try:
            return await self.station.open_customer(customer_id)
        except KnownError:
            return False

    # -- what befalls the device ----------------------------------------------------------------------

    def kill_at(self, statement: int) -> None:
        """Die at the ``statement``-th statement of the replica from now."""
        self._faults.kill_at(statement, self._next_home())

    async def rise(self) -> bool:
        """Start again on what the disk holds after a death; whether somebody sits here afterwards."""
        # Whoever was thrown out and signed in again meanwhile has not been told where to die.
        self._faults.grave = self._faults.grave or self._next_home()
        self._faults.die_now()
        await self._end()
        self._lives += 1
        return await self.sign_in()

    async def fill_disk(self, *, is_full: bool) -> None:
        """Let the disk be full, or have room again."""
        writer = self.replica._writer.engine
        await self.station._opened().write(lambda: fill_disk(writer, is_full=is_full))

    # -- what is seen from outside --------------------------------------------------------------------

    def rows(self) -> dict[str, dict[str, Row]]:
        """Every record on this desk."""
        with self.replica.reader() as read:
            return all_rows(read, self.registry)

    def ids(self, entity: str) -> list[str]:
        """The ids of one kind of record on this desk."""
        table = self.registry.entities[entity].table
        with self.replica.reader() as read:
            return [
                str(found) for found in read.execute(sa.select(table.c.id).order_by(table.c.id)).scalars()
            ]

    def select(self, statement: sa.Select[Any]) -> list[Any]:
        """Ask this desk's database."""
        with self.replica.reader() as read:
            return list(read.execute(statement).all())

    def outbox(self) -> list[Any]:
        """Every entry of the outbox, settled ones included."""
        return self.select(sa.select(outbox).order_by(outbox.c.n))

    def held_scopes(self) -> set[str]:
        """The scopes this replica says it holds."""
        return {row.scope for row in self.select(sa.select(scope_state.c.scope))}

    def stray_scopes(self) -> set[str]:
        """Scopes that keep rows here although the replica does not hold them."""
        kept = {row.scope for row in self.select(sa.select(row_scope.c.scope).distinct())}
        return kept - self.held_scopes()

    # -- inside ----------------------------------------------------------------------------------------

    def _home(self) -> Path:
        return self._folder / f"life-{self._lives}"

    def _next_home(self) -> Path:
        return self._folder / f"life-{self._lives + 1}"

    async def _end(self) -> None:
        station, self._station = self._station, None
        if station is not None:
            await station.close()
