"""Streams and balancers: how many desks are taken, when they are sent elsewhere, and how central stops."""

from __future__ import annotations

import asyncio
import signal
import socket

import httpx
import pytest
import sqlalchemy as sa
from httpx_sse import aconnect_sse

from agent_desktop.central.admission import AT_ONCE, LONGEST_WAIT_S, Admission
from agent_desktop.central.hub import LONGEST_AWAY_S, RETURNS_A_SECOND, SHORTEST_AWAY_S
from agent_desktop.central.listening import listening_socket
from agent_desktop.central.metrics import Metrics
from agent_desktop.central.problems import Wait
from agent_desktop.core.errors import KnownError
from agent_desktop.core.ids import new_id
from agent_desktop.store.engines import central_engine
from agent_desktop.store.migrate import newest
from agent_desktop.sync.live import DEAD_AFTER_S
from tests.central.serving.test_process import process, sign_in
from tests.support.commands_of import create_customer


def turned_away(admission: Admission, wishes: int, now_s: float) -> list[float]:
    """The times that those are told who may not open a stream at a moment."""
    told = []
    for _ in range(wishes):
        try:
            admission.admit(0, now_s)
        except Wait as wait:
            told.append(wait.retry_after_s)
    return told


def test_two_thousand_desks_that_come_back_at_once_are_taken_in_at_a_steady_rate():
    admission = Admission(5_000, Metrics())
    first = turned_away(admission, 2_000, 100.0)
    assert len(first) == 2_000 - AT_ONCE
    assert 1 <= min(first) <= max(first) <= LONGEST_WAIT_S
    assert max(first) > 5, "who comes late waits longer"
    # Each comes again when it was told to: all are in soon after the last of them.
    waiting = [100.0 + wait_s for wait_s in first]
    for _ in range(20):
        waiting.sort()
        again = []
        for at_s in waiting:
            again += [at_s + wait_s for wait_s in turned_away(admission, 1, at_s)]
        if not again:
            break
        waiting = again
    assert max(waiting) < 100 + 3 * 2_000 / RETURNS_A_SECOND


def test_a_few_desks_are_never_turned_away():
    admission = Admission(1_500, Metrics())
    assert turned_away(admission, AT_ONCE, 1.0) == []
    assert turned_away(admission, AT_ONCE, 2.0) == []


async def test_more_desks_than_a_process_holds_are_sent_elsewhere(start_central):
    central = await start_central(most_streams=1)
    leila, marcus = await central.desk("leila"), await central.desk("marcus")
    told = await central.listen(leila)
    await told.next("person")
    response = await marcus.client.get("/api/v1/stream")
    assert (response.status_code, response.json()["reason"]) == (503, "busy")
    assert int(response.headers["retry-after"]) >= 1
    async with central.client() as client:
        assert 'streams_refused_total{why="full"} 1.0' in (await client.get("/metrics")).text
    await told.close()
    await told._source.response.aclose()
    async with asyncio.timeout(5):
        while central.app.service.hub.desks():  # noqa: ASYNC110 - it is central that changes
            await asyncio.sleep(0.02)
    assert await central.listen(marcus)


async def test_whoever_stops_is_not_ready_and_sends_its_desks_away_each_at_a_time_of_its_own(start_central):
    central = await start_central()
    desks = [await central.desk(login) for login in ("leila", "marcus", "aisha")]
    async with central.client() as client:
        sources = [
            await central.stack.enter_async_context(aconnect_sse(d.client, "GET", "/api/v1/stream"))
            for d in desks
        ]
        await asyncio.sleep(0.1)
        central.app.service.drain()
        response = await client.get("/readyz")
        assert (response.status_code, response.json()["is_draining"]) == (503, True)
        assert (await client.get("/healthz")).status_code == 200
        assert (await desks[0].client.get("/api/v1/stream")).status_code == 503
    times = []
    for source in sources:
        last = [event async for event in source.aiter_sse()][-1]
        assert last.event == "away"
        times.append(last.retry)
    assert len(set(times)) == 3
    assert all(0 <= time <= 1000 * min(LONGEST_AWAY_S, SHORTEST_AWAY_S + 1) for time in times)


async def test_it_serves_beside_a_later_release_that_only_added(start_central, filled_url):
    central = await start_central()
    engine = central_engine(filled_url)
    async with engine.begin() as connection:
        for statement in (
            "ALTER TABLE customer ADD COLUMN tier text",
            "CREATE TABLE later (id integer PRIMARY KEY)",
            "UPDATE alembic_version SET version_num = '9000'",
            f"UPDATE schema_mark SET revision = '9000', works_from = '{newest()}'",
        ):
            await connection.execute(sa.text(statement))
    leila = await central.desk("leila")
    async with central.client() as client:
        assert (await client.get("/readyz")).status_code == 200
        [verdict] = await leila.push(create_customer(new_id()))
        assert verdict["status"] == "applied"
        assert (await leila.pull())["rows"]
        async with engine.begin() as connection:
            await connection.execute(sa.text("UPDATE schema_mark SET works_from = '9000'"))
        assert (await client.get("/readyz")).json()["database"] == "not_migrated"
    await engine.dispose()


async def test_before_it_stops_it_says_so_for_a_while(filled_url, tmp_path, monkeypatch):
    monkeypatch.setenv("AGENT_DESKTOP_DRAIN_S", "30")
    async with process(filled_url, tmp_path) as (child, url):
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30, verify=False) as client:
            await sign_in(client)
            child.send_signal(signal.SIGTERM)
            async with asyncio.timeout(10):
                while (await client.get("/readyz")).status_code == 200:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            assert (await client.get("/api/v1/floor")).status_code == 200
            child.send_signal(signal.SIGTERM)  # who cannot wait says it twice
        async with asyncio.timeout(10):
            assert await child.wait() == 0


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="this system has no such limit")
def test_a_desk_that_acknowledges_nothing_is_given_up_by_the_system():
    with listening_socket("127.0.0.1", 0) as listening:
        with socket.create_connection(listening.getsockname()):
            listening.setblocking(True)
            taken, _ = listening.accept()
            with taken:
                limit = taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
                assert limit == DEAD_AFTER_S * 1000
                assert taken.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        with pytest.raises(KnownError, match="cannot listen"):
            listening_socket(*listening.getsockname())
