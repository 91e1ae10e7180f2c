"""Real calls go on while the wire to a real exchange suffers: afterwards the floor has the calls the exchange has.

``TROUBLE_SEED`` plays one of them again alone.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_desktop.telephony import actions as act
from plugins.asterisk import connector as connector_module
from tests.pbx.phone import Dialogue, Phone
from tests.pbx.real_exchange import RealExchange, install
from tests.pbx.rooms import Room, Site, until
from tests.support.mischief import KINDS, Mischief

MOMENTS = 14
CALLERS, CALLERS_EVERY_S = 5, 0.25


@pytest.fixture
def exchange(tmp_path: Path) -> Iterator[RealExchange]:
    one = RealExchange(install(os.environ.get("PBX_SUITE") or "sid"), tmp_path, rooms=("10",))
    one.start()
    yield one
    one.stop()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connector_module, "LOOK_EVERY_S", 1.0)
    monkeypatch.setattr(connector_module, "LONGEST_WAIT_S", 1.0)


class _Answering(Phone):
    """Answered after a moment, put down after a few."""

    def _rings(self, call: Dialogue) -> None:
        super()._rings(call)
        loop = asyncio.get_running_loop()
        loop.call_later(0.4, self.answer, call)
        loop.call_later(2.5, self.hang_up, call)


async def _channels(site: Site) -> set[str]:
    """The calls the exchange itself has, by the leg they began with."""
    said = await site.account.ask("CoreShowChannels", ends_with="CoreShowChannelsComplete")
    return {row.get("Linkedid") for row in said.listed}


async def _agree(site: Site) -> None:
    """The floor comes to hold what the exchange has; calls that come and go meanwhile are looked at again."""
    for _ in range(300):
        there = await _channels(site)
        here = {call.call_id.partition("/")[0] for call in site.host.calls()}
        if here == there:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"the floor has {here}, the exchange has {there}")


async def _one(seed: int, exchange: RealExchange) -> None:
    rng = random.Random(seed)
    wire = Mischief(exchange.ami, rng)
    await wire.listen()
    site = await Site.opened(exchange, port=wire.port, ping_every_s=1.0, answer_within_s=1.0)
    room = Room("10", site)
    names = ("ada", "ben", "cleo")
    for name in (*names, "dan"):
        phone = room.phones[name] = _Answering(room.extension(name), 0, exchange.sip)
        await phone.plug_in()
        phone.register()
        await until(lambda phone=phone: phone.is_registered, f"{name}'s phone to be known")
        await room.signs_in(name, *(() if name == "dan" else ("support",)))
    number = f"+49305550{seed:04}"
    try:
        moment = rng.uniform(0.2, CALLERS * CALLERS_EVERY_S + 2)
        kind = KINDS[seed % len(KINDS)]

        async def trouble() -> None:
            await asyncio.sleep(moment)
            asked = asyncio.create_task(
                site.connector.perform(site.host.action(act.Dial, room.login("dan"), number=number))
            )
            await asyncio.sleep(rng.choice((0.0, 0.005)))
            await wire.hurt(kind)
            await asyncio.sleep(1.5)
            await wire.heal()
            await asyncio.wait_for(asked, 20)

        hurting = asyncio.create_task(trouble())
        callers = []
        for place in range(CALLERS):
            callers.append(await room.caller(f"+4930{seed:03}{place:03}"))
            await asyncio.sleep(CALLERS_EVERY_S)
        await hurting
        await _agree(site)
        for phone in callers:
            phone.hang_up()
        await asyncio.sleep(0.5)
        await _agree(site)
        dialled = [call for call in site.carrier.calls if call.number == number]
        assert len(dialled) <= 1, "a number was dialled twice"
        site.carrier.hang_up()
        room.phones["dan"].hang_up()
        # Once nobody is there any more no call may be on screen.
        async with asyncio.timeout(30):
            while await _channels(site):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        await _agree(site)
        assert list(site.host.calls()) == []
    finally:
        await room.leave()
        await site.close()
        await wire.close()


@pytest.mark.long
@pytest.mark.parametrize(
    "seed", [int(os.environ["TROUBLE_SEED"])] if os.environ.get("TROUBLE_SEED") else range(MOMENTS)
)
async def test_real_calls_outlive_the_trouble_of_the_wire(seed: int, exchange: RealExchange) -> None:
    await _one(seed, exchange)
