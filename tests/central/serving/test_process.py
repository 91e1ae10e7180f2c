"""Central as a process of its own: it says where it listens, and stops when it is told to."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.central.serving.conftest import PASSWORD


@asynccontextmanager
async def process(database_url: str, home: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """`agent-desktop central serve` on a free port; killed in the end if it still runs."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "agent_desktop",
        "central",
        "serve",
        "--database",
        database_url,
        "--listen",
        "127.0.0.1:0",
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "AGENT_DESKTOP_HOME": str(home)},
    )
    try:
        assert child.stdout is not None
        async with asyncio.timeout(60):
            line = await child.stdout.readline()
        yield child, json.loads(line)["listening"]
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


async def sign_in(client: httpx.AsyncClient) -> None:
    wish = {"login": "leila", "password": PASSWORD, "device": "d", "app_version": "1"}
    session = (await client.post("/api/v1/session", json=wish)).json()
    client.headers["authorization"] = f"Bearer {session['access_token']}"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_stops_it_cleanly_with_streams_open(filled_url, tmp_path, number):
    async with process(filled_url, tmp_path) as (child, url):
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as client:
            await sign_in(client)
            async with client.stream("GET", "/api/v1/stream") as stream:
                assert stream.status_code == 200
                pieces = stream.aiter_bytes()
                await anext(pieces)
                child.send_signal(number)
                async for _piece in pieces:
                    pass  # the stream ends by itself, without an error
        async with asyncio.timeout(10):
            assert await child.wait() == 0


async def test_killed_and_started_again_it_knows_the_floor(filled_url, tmp_path):
    async with (
        process(filled_url, tmp_path) as (child, url),
        httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as client,
    ):
        await sign_in(client)
        async with client.stream("GET", "/api/v1/stream") as stream:
            async for line in stream.aiter_lines():
                if line == "event: floor":
                    break
            child.kill()
            await child.wait()
    async with (
        process(filled_url, tmp_path) as (_child, url),
        httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as client,
    ):
        await sign_in(client)
        people = (await client.get("/api/v1/floor")).json()["floor"]["people"]
        assert [(person["agent"], person["state"]) for person in people] == [("leila", "available")]


async def test_a_port_that_is_taken_is_a_sentence_not_a_traceback(filled_url, tmp_path):
    async with process(filled_url, tmp_path) as (_child, url):
        second = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "agent_desktop",
            "central",
            "serve",
            "--database",
            filled_url,
            "--listen",
            url.removeprefix("http://"),
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "AGENT_DESKTOP_HOME": str(tmp_path)},
        )
        try:
            async with asyncio.timeout(60):
                _out, told = await second.communicate()
        finally:
            if second.returncode is None:
                second.kill()
        assert second.returncode == 1
        assert "cannot listen" in told.decode()
        assert "Traceback" not in told.decode()
