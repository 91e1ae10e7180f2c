"""Two instances on one database: what is written through one is heard at the other."""

from __future__ import annotations

import asyncio

from agent_desktop.core.ids import new_id
from tests.support.commands_of import create_customer


async def test_a_desk_at_another_instance_is_poked(start_central):
    one, two = await start_central(), await start_central()
    leila, marcus = await one.desk("leila"), await two.desk("marcus")
    told = await two.listen(marcus)
    await marcus.pull()
    # The first poke may be sent before the other instance listens; the desk would pull at the next one.
    async with asyncio.timeout(10):
        while not [name for name, _ in told.told if name == "poke"]:
            await leila.push(create_customer(new_id()))
            await asyncio.sleep(0.2)


async def test_a_session_ended_at_one_instance_is_over_at_the_other(start_central):
    one, two = await start_central(), await start_central()
    leila = await one.desk("leila")
    async with two.client() as client:
        client.headers["authorization"] = leila.client.headers["authorization"]
        assert (await client.get("/api/v1/floor")).status_code == 200
        await leila.client.delete("/api/v1/session")
        assert (await client.get("/api/v1/floor")).status_code == 401
