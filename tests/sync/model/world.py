"""One run of the model: a seed draws steps, the steps are taken one by one, and what must hold is checked."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec
import sqlalchemy as sa

from agent_desktop.central.live_kpi import LiveKpi
from agent_desktop.core.clock import HeldClock
from agent_desktop.core.command import Command
from agent_desktop.core.people import Actor
from agent_desktop.features import house
from agent_desktop.store.embedded import EmbeddedPostgres
from agent_desktop.store.work import SqlCentralWork
from agent_desktop.sync import kept_back
from agent_desktop.sync.feed import stamp
from agent_desktop.workstation.synchroniser import Synchroniser
from agent_desktop.workstation.workstation import Workstation
from tests.support.floor import BILLING, HEATING, NOW
from tests.sync.model.centrals import Centrals
from tests.sync.model.commands import Floor
from tests.sync.model.invariants import (
    Done,
    Violation,
    check_commands,
    check_desk,
    check_screen,
    raise_for,
    read_central,
)
from tests.sync.model.pages import Pages
from tests.sync.model.places import Place
from tests.sync.model.template import AGENTS, NAME
from tests.sync.model.wire import Told, Wire

SEATS = {
    "window": ("leila",),
    "door": ("marcus", "tom"),
    "office": ("sue",),
    "corner": ("leila", "marcus"),
    "annexe": ("tom",),
}
"""Devices and who works at each: two share a desk, and two have more than one."""

ROUNDS_TO_REST, MOST_VISITS = 12, 4
LONGEST_LIFE_S, LONGEST_END_S = 900.0, 120.0
"""A world that stands still is ended; one of 450 commands takes half a minute, ten times that where much else runs."""


@dataclass(frozen=True, slots=True)
class Step:
    """What happens next, and the seed of every choice in it: a step means the same without those before."""

    n: int
    what: str
    seed: int


@dataclass
class World:
    """Desks, the wires between, and central; and what the model has seen of them."""

    centrals: Centrals
    clock: HeldClock
    floor: Floor
    places: list[Place]
    told: Told
    done: dict[str, Done] = field(default_factory=dict)
    bundles: list[tuple[Place, str, Any]] = field(default_factory=list)
    pages: Pages = field(default_factory=Pages)
    stale: set[tuple[str, str]] = field(default_factory=set)
    """Desks at which somebody has to sign in again before they know their queues."""
    clocks: list[HeldClock] = field(default_factory=list)

    # -- time and people -------------------------------------------------------------------------------

    def pass_time(self, seconds: float) -> None:
        """Let every clock move on, each from where it stands."""
        for clock in self.clocks:
            clock.advance(seconds)

    def took(self, place: Place, command: Command) -> None:
        """A desk took a command."""
        bus = self.floor.registry.commands
        data = msgspec.json.decode(msgspec.json.encode(bus.encode(command)))
        kind = bus.of(command).kind
        self.done[command.command_id] = Done(command.command_id, kind, place.login, place.name, data)

    async def move(self, login: str, queues: list[str]) -> None:
        """An administrator gives somebody other queues; their desks learn it when they sign in."""
        now = self.floor.moment(self.clock.now())

        def write(connection: sa.Connection) -> None:
            nobody = Actor(AGENTS["sue"], AGENTS["sue"])
            work = SqlCentralWork(
                connection, self.floor.registry, nobody, Command(made_at=now), recorded_at=now
            )
            work.update("agent", AGENTS[login], {"queues": queues})
            stamp(connection, self.floor.registry, work.touched)

        await self.centrals.run(write)
        self.stale |= {(place.name, login) for place in self.places if login in place.people}

    async def restore(self) -> None:
        """Put the backup in place: a new life, in which central may judge anew."""
        await self.centrals.restore()
        self.told.begin_again()
        self.told.late.clear()
        self.bundles.clear()

    # -- rest --------------------------------------------------------------------------------------------

    async def rest(self, *, everybody: bool) -> None:
        """Heal everything, let each desk finish, and check what must hold.

        With ``everybody`` each person sits down at each of their desks once more, so that every replica
        is finished and compared; otherwise those of whoever sits there now. After a restore a command may
        stand on what another desk has yet to offer again, or on what nobody will: then everybody comes by, and
        who still waits for what nobody has lets go of it.
        """
        await self.centrals.bring_back()
        for place in self.places:
            place.wire.heal()
        for n in range(MOST_VISITS):
            left = 0
            for place in self.places:
                for login in self._order(place, everybody=everybody):
                    left += await self._finish(place, login)
                    if n == MOST_VISITS - 1:
                        await self._let_go(place)
            if not left:
                break
            everybody = True
        # Nobody writes from here on: what the first round brought to central, the second brings to desks.
        registry = self.floor.registry
        central = await self.centrals.run(lambda c: read_central(c, registry))
        told = list(self.told.offences)
        outboxes: dict[tuple[str, str], dict[str, Any]] = {}
        for place in self.places:
            for login in reversed(self._order(place, everybody=everybody)):
                if await self._finish(place, login):
                    raise_for([f"{place} keeps commands back although everybody was here"])
                queues = central.rows["agent"][AGENTS[login]]["queues"]
                scopes = ["org", f"agent:{AGENTS[login]}", *(f"queue:{queue}" for queue in queues)]
                told += check_desk(place, scopes, central)
                outboxes[place.name, login] = {str(row.command_id): row for row in place.outbox()}
        done = [one for one in self.done.values() if (one.place, one.login) in outboxes]
        told += check_commands(done, central, AGENTS, outboxes)
        raise_for(told)

    def _order(self, place: Place, *, everybody: bool) -> list[str]:
        """Who sits down at a desk: whoever is there first, so that nobody gets up for nothing."""
        others = [login for login in place.people if login != place.login] if everybody else []
        return [place.login, *others]

    async def _let_go(self, place: Place) -> None:
        """What stands on nothing that is or will be at central is taken out of the outbox by its author."""
        for row in place.outbox():
            if row.state == "kept_back":
                await place.discard(str(row.command_id))
                left = {str(one.command_id) for one in place.outbox()}
                for gone in [
                    one for one in self.done.values() if one.is_by(place) and one.command_id not in left
                ]:
                    if gone.command_id not in self.told.verdicts:
                        del self.done[gone.command_id]

    async def _finish(self, place: Place, login: str) -> int:
        """Sit down, if need be, and synchronise until nothing waits but what central cannot judge yet: how much."""
        self.pass_time(90.0)  # Whoever mistyped or was thrown out may try again.
        is_here = place.is_signed_in and place.login == login and (place.name, login) not in self.stale
        if not is_here and not await place.sign_in(login):
            raise_for([f"{place} cannot sign in although everything works"])
        self.stale.discard((place.name, login))
        await place.fill_disk(is_full=False)
        for _attempt in range(ROUNDS_TO_REST):
            went = await place.synchronise()
            if went == "done" and not place.replica.outgoing():
                return kept_back.count(place.replica)
            self.pass_time(90.0)
        raise Violation(f"{place} does not come to rest: {went}, {place.replica.count_outgoing()} wait")

    def check_screens(self) -> None:
        """What waits on a desk shows on it, at every moment."""
        for place in self.places:
            if place.is_signed_in:
                raise_for(check_screen(place))


async def live(
    postgres: EmbeddedPostgres,
    folder: Path,
    steps: Iterator[Step],
    take: Callable[[World, Step], Any],
    *,
    wanted: int,
    also: str = "",
    trace: list[Step],
) -> int:
    """Take steps until ``wanted`` commands were done, then let everything come to rest; answers how many were.

    Every step taken is appended to ``trace``. Raises ``Violation``, or whatever else went wrong.
    """
    registry, clock = house(), HeldClock(NOW)
    centrals = Centrals(postgres, NAME, registry, clock)
    told = Told()
    clocks = [clock]
    places = []
    for n, (name, people) in enumerate(SEATS.items()):
        own = HeldClock(NOW + timedelta(seconds=(0, -70, 4, 3600, -7200)[n]))
        clocks.append(own)
        places.append(Place(name, people, folder / name, registry, own, Wire(centrals, told)))
    world = World(centrals, clock, Floor(registry), places, told, clocks=clocks)
    with ExitStack() as patches:
        # The rounds are the model's own, and so is every wait.
        patches.enter_context(mock.patch.object(Synchroniser, "start", return_value=None))
        patches.enter_context(mock.patch.object(Workstation, "_spawn", lambda _self, work: work.close()))
        patches.enter_context(mock.patch.object(LiveKpi, "start", return_value=None))
        try:
            async with asyncio.timeout(LONGEST_LIFE_S):
                await centrals.open(also)
                for place in places:
                    assert await place.sign_in()
                    assert await place.synchronise() == "done"
                for step in steps:
                    if len(world.done) >= wanted:
                        break
                    trace.append(step)
                    await take(world, step)
                await world.rest(everybody=True)
        finally:
            async with asyncio.timeout(LONGEST_END_S):
                for place in places:
                    await place.close()
                await centrals.close()
    return len(world.done)


def drawn(seed: int, weights: dict[str, float]) -> Iterator[Step]:
    """The steps of a seed, without an end."""
    names, shares = list(weights), list(weights.values())
    n = 0
    while True:
        draw = random.Random(f"{seed}:{n}")
        yield Step(n, draw.choices(names, shares)[0], draw.getrandbits(32))
        n += 1


def queues_for(draw: random.Random) -> list[str]:
    """Some queues, or none."""
    return draw.choice([[HEATING], [BILLING], [HEATING, BILLING], []])
