"""Two instances on one database: what is written through one is heard at the other."""

from __future__ import annotations

import asyncio

from agent_desktop.core.ids import new_id
from tests.central.serving.conftest import SALES
from tests.support.commands_of import envelope


async def test_a_desk_at_another_instance_is_poked(start_central):
    one, two = await start_central(), await start_central()
    aisha, marcus = await one.desk("aisha"), await two.desk("marcus")
    told = await two.listen(marcus)
    await marcus.pull()
    told.told.clear()
    # The first poke may be sent before the other instance listens; the desk would pull at the next one.
    async with asyncio.timeout(10):
        while not [name for name, _ in told.told if name == "poke"]:
            await aisha.push(
                envelope(
                    "tickets.CreateTicket",
                    ticket_id=new_id(),
                    number=None,
                    queue_id=SALES,
                    subject="Boiler",
                    channel="call",
                )
            )
            await asyncio.sleep(0.2)


async def test_a_session_ended_at_one_instance_is_over_at_the_other(start_central):
    one, two = await start_central(), await start_central()
    leila = await one.desk("leila")
    async with two.client() as client:
        client.headers["authorization"] = leila.client.headers["authorization"]
        assert (await client.get("/api/v1/floor")).status_code == 200
        await leila.client.delete("/api/v1/session")
        assert (await client.get("/api/v1/floor")).status_code == 401


async def test_when_instances_do_not_hear_each_other_every_desk_asks_for_itself(start_central):
    """What was told meanwhile is lost to it: each asks, and asks again once they hear each other."""
    central = await start_central()
    marcus = await central.desk("marcus")
    told = await central.listen(marcus)
    await marcus.pull()
    await told.next("kpi")
    told.told.clear()
    central.app.service.hub.pokes.doubt()
    assert await told.next("poke") == {"head": 0}
    async with central.app.service.engine.begin() as connection:
        await connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'agent-desktop-ear' AND datname = current_database()"
        )
    for _lost_and_back in range(2):
        await told.next("poke", within_s=20)
