"""The steps of the model: what people do, and what befalls them, their desks, the wire and central."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress

import httpx

from agent_desktop.core.errors import KnownError
from agent_desktop.features.outbound.commands import TakeNextLead
from agent_desktop.features.tickets.numbers import LendNumbers
from agent_desktop.sync import bundles
from tests.support.floor import CAMPAIGN
from tests.sync.model.commands import commands_for
from tests.sync.model.faults import WIRE_FAULTS, Hold, Killed
from tests.sync.model.places import Place
from tests.sync.model.world import Step, World, queues_for

WEIGHTS = {
    "work": 30,
    "synchronise": 20,
    "faulty_line": 18,
    "told": 20,
    "together": 5,
    "held": 6,
    "open": 5,
    "late_bundle": 2,
    "redeliver": 4,
    "die_working": 3,
    "die_synchronising": 5,
    "disk_full": 3,
    "central_dies": 1.5,
    "central_returns": 3,
    "lend": 4,
    "take_lead": 4,
    "change_person": 2.5,
    "move_person": 1.5,
    "pass_time": 3,
    "discard": 1,
    "backup": 0.35,
    "restore": 0.5,
    "rest": 1.2,
}
MOST_STATEMENTS = 60
"""A round of a replica in the model seldom runs more."""
LOOK_AGAIN_S, MOST_LOOKS = 0.02, 100
"""A held transaction lets others go on until they are finished or wait for it, which is looked at this often."""


async def take(world: World, step: Step) -> None:
    """Take one step; what it needs and is not at hand makes it nothing."""
    world.pass_time(0.5)
    draw = random.Random(step.seed)
    await _STEPS[step.what](world, draw)
    world.check_screens()


# -- what people do -------------------------------------------------------------------------------------


async def _work(world: World, draw: random.Random) -> None:
    place = _somebody(world, draw)
    if place is not None:
        await _do_some(world, place, draw)


async def _do_some(world: World, place: Place, draw: random.Random) -> None:
    for _ in range(draw.randint(2, 7)):
        if not place.is_signed_in:
            return  # Thrown out while at work, by a round of the same desk.
        for command in commands_for(place, world.floor, draw):
            try:
                changes = await place.do(command)
            except KnownError:
                break  # Refused at once, or no room for it: whoever typed it still has it before them.
            world.took(place, command)
            for entity, entity_id in changes.records:
                world.floor.made(entity, entity_id)
            if not place.is_signed_in:
                return


async def _open(world: World, draw: random.Random) -> None:
    place = _somebody(world, draw)
    if place is not None:
        await place.open_customer(draw.choice(world.floor.known["customer"]))


async def _late_bundle(world: World, draw: random.Random) -> None:
    """A bundle comes with a call, and is taken in when the replica is already further."""
    place = _somebody(world, draw)
    if place is None:
        return
    waiting = [one for one in world.bundles if one[0] is place and one[1] == place.login]
    if waiting:
        world.bundles.remove(waiting[0])
        await place.take_bundle(waiting[0][2])
    else:
        customer_id = draw.choice(world.floor.known["customer"])
        registry = world.floor.registry
        bundle = await world.centrals.run(lambda c: bundles.bundle(c, registry, customer_id))
        if bundle is not None:
            world.bundles.append((place, place.login, bundle))


async def _lend(world: World, draw: random.Random) -> None:
    place = _somebody(world, draw)
    if place is None or place.numbers[place.login]:
        return
    command = LendNumbers(made_at=world.floor.moment(place.clock.now()))
    with suppress(KnownError):
        verdict = await place.send(command)
        assert verdict.result is not None
        place.numbers[place.login] += verdict.result["numbers"]


async def _take_lead(world: World, draw: random.Random) -> None:
    sellers = [one for one in world.places if one.is_signed_in and one.login in {"marcus", "tom"}]
    if not sellers:
        return
    place = draw.choice(sellers)
    command = TakeNextLead(made_at=world.floor.moment(place.clock.now()), campaign_id=CAMPAIGN)
    with suppress(KnownError):
        await place.send(command)
    await place.synchronise()


async def _discard(world: World, draw: random.Random) -> None:
    """Somebody reads why something was refused, and lets go of it."""
    place = _somebody(world, draw)
    refused = [row for row in place.outbox() if row.state == "refused"] if place else []
    if place is not None and refused:
        command_id = str(draw.choice(refused).command_id)
        await place.discard(command_id)
        # With it go those that were refused only because it was.
        left = {str(row.command_id) for row in place.outbox()}
        for row in refused:
            if str(row.command_id) not in left:
                world.done.pop(str(row.command_id), None)


async def _change_person(world: World, draw: random.Random) -> None:
    place = draw.choice([one for one in world.places if len(one.people) > 1])
    await place.sign_in(draw.choice(place.people))


async def _move_person(world: World, draw: random.Random) -> None:
    login = draw.choice(["leila", "marcus", "tom"])
    await world.move(login, queues_for(draw))
    if draw.random() < 0.7:
        for place in world.places:
            if place.login == login and place.is_signed_in:
                await place.sign_in()


async def _pass_time(world: World, draw: random.Random) -> None:
    world.pass_time(draw.choice([5.0, 60.0, 700.0, 4000.0]))


# -- desks and the wire -----------------------------------------------------------------------------------


async def _synchronise(world: World, draw: random.Random) -> None:
    place = draw.choice(world.places)
    await _sit_down(place)
    if place.is_signed_in:
        await place.synchronise()


async def _faulty_line(world: World, draw: random.Random) -> None:
    place = _somebody(world, draw)
    if place is None:
        return
    _break(place, draw)
    if not place.replica.count_outgoing():
        await _do_some(world, place, draw)
    for _ in range(draw.randint(1, 2)):
        await place.synchronise()
        if not place.is_signed_in:
            break
    place.wire.heal()


async def _told(world: World, draw: random.Random) -> None:
    """Central tells a desk what is new, and what it told some time ago arrives."""
    place = _somebody(world, draw)
    if place is None:
        return
    verdicts = world.told.verdicts
    await world.centrals.run(lambda connection: world.pages.make(connection, place, verdicts, draw))
    page = world.pages.take(place, draw)
    if page is not None:
        if draw.random() < 0.2:
            _break(place, draw)
        await place.hear(page)
        place.wire.heal()


async def _redeliver(world: World, draw: random.Random) -> None:
    """A request that was given up long ago reaches central after all, out of its turn."""
    if world.told.late:
        request = world.told.late.pop(draw.randrange(len(world.told.late)))
        with suppress(httpx.TransportError):
            await draw.choice(world.places).wire.carry(request)


async def _together(world: World, draw: random.Random) -> None:
    """Several desks at once, some of them with a bad line, some with people who go on working meanwhile."""
    places = [one for one in world.places if one.is_signed_in]
    work: list[Awaitable[object]] = []
    for place in places:
        if draw.random() < 0.3:
            _break(place, draw)
        work.append(place.synchronise())
        if draw.random() < 0.5:
            work.append(_do_some(world, place, random.Random(draw.getrandbits(32))))
    await _all(*work)
    for place in places:
        place.wire.heal()


async def _held(world: World, draw: random.Random) -> None:
    """A push stands still in the middle of its transaction while others write and read."""
    places = [one for one in world.places if one.is_signed_in]
    if len(places) < 2:
        return
    draw.shuffle(places)
    slow, *others = places[:3]
    for place in (slow, *others):
        await _do_some(world, place, draw)
    hold = Hold()
    n = 0 if draw.random() < 0.6 else draw.randint(2, 25)
    slow.wire.held = (n, hold)
    first = asyncio.ensure_future(slow.synchronise())
    reached = asyncio.ensure_future(hold.reached.wait())
    await asyncio.wait({first, reached}, return_when=asyncio.FIRST_COMPLETED)
    rest = [asyncio.ensure_future(place.synchronise()) for place in others]
    for _ in range(MOST_LOOKS):
        await asyncio.wait(rest, timeout=LOOK_AGAIN_S)
        unfinished = sum(not one.done() for one in rest)
        if await world.centrals.count_blocked() >= unfinished:
            break
    hold.release()
    reached.cancel()
    await asyncio.gather(reached, return_exceptions=True)
    slow.wire.heal()
    await _all(first, *rest)


async def _die_working(world: World, draw: random.Random) -> None:
    place = _somebody(world, draw)
    if place is not None:
        place.kill_at(draw.randint(1, MOST_STATEMENTS))
        await _until_dead(place, lambda: _do_some(world, place, draw))


async def _die_synchronising(world: World, draw: random.Random) -> None:
    place = _somebody(world, draw)
    if place is None:
        return
    if draw.random() < 0.6:
        await _do_some(world, place, draw)
    if draw.random() < 0.4:
        _break(place, draw)
    place.kill_at(draw.randint(1, MOST_STATEMENTS))
    await _until_dead(place, place.synchronise)


async def _until_dead(place: Place, work: Callable[[], Awaitable[object]]) -> None:
    with suppress(Killed):
        await work()
    place.wire.heal()
    await place.rise()


async def _disk_full(world: World, draw: random.Random) -> None:
    place = _somebody(world, draw)
    if place is None:
        return
    await place.fill_disk(is_full=True)
    await _do_some(world, place, draw)
    await place.synchronise()
    if draw.random() < 0.8 and place.is_signed_in:
        await place.fill_disk(is_full=False)


# -- central ------------------------------------------------------------------------------------------------


async def _central_dies(world: World, draw: random.Random) -> None:
    """One of two ends: the others take over. Now and then both do."""
    serving = world.centrals.up()
    for instance in serving if draw.random() < 0.3 else serving[:1]:
        await world.centrals.kill(instance)


async def _central_returns(world: World, _draw: random.Random) -> None:
    await world.centrals.bring_back()


async def _backup(world: World, _draw: random.Random) -> None:
    await world.centrals.backup()


async def _restore(world: World, _draw: random.Random) -> None:
    if world.centrals.backup_name is not None:
        await world.restore()


async def _rest(world: World, _draw: random.Random) -> None:
    await world.rest(everybody=False)


# -- inside ---------------------------------------------------------------------------------------------------


def _somebody(world: World, draw: random.Random) -> Place | None:
    places = [one for one in world.places if one.is_signed_in]
    return draw.choice(places) if places else None


async def _sit_down(place: Place) -> None:
    if not place.is_signed_in:
        await place.sign_in()


def _break(place: Place, draw: random.Random) -> None:
    """What happens to the next requests of a desk."""
    place.wire.draw = random.Random(draw.getrandbits(32))
    place.wire.plan = [draw.choice(WIRE_FAULTS) if draw.random() < 0.45 else None for _ in range(6)]


async def _all(*work: Awaitable[object]) -> None:
    """Wait for all of it, and raise the first thing that went wrong."""
    for outcome in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome


_STEPS: dict[str, Callable[[World, random.Random], Awaitable[None]]] = {
    "work": _work,
    "synchronise": _synchronise,
    "faulty_line": _faulty_line,
    "told": _told,
    "together": _together,
    "held": _held,
    "open": _open,
    "late_bundle": _late_bundle,
    "redeliver": _redeliver,
    "die_working": _die_working,
    "die_synchronising": _die_synchronising,
    "disk_full": _disk_full,
    "central_dies": _central_dies,
    "central_returns": _central_returns,
    "lend": _lend,
    "take_lead": _take_lead,
    "change_person": _change_person,
    "move_person": _move_person,
    "pass_time": _pass_time,
    "discard": _discard,
    "backup": _backup,
    "restore": _restore,
    "rest": _rest,
}
assert _STEPS.keys() == WEIGHTS.keys()
