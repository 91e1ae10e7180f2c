"""Two real centrals, one Asterisk connector: whichever is killed, the other follows the exchange on."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import pytest

from agent_desktop.core.clock import SystemClock
from tests.support.asterisk_calls import Calls
from tests.support.asterisk_exchange import SECRET, USER, FakeExchange, exchange
from tests.support.processes import ROOT, CentralProcess, Machine
from tests.support.staff import staff

LOGINS = ("ada", "ben", "cleo", "dan")
EXTENSIONS = tuple(str(200 + n) for n in range(len(LOGINS)))
KINDS = ("call_queued", "call_ringing", "call_connected", "call_handled", "call_ended")
WITHIN_S = 60.0
RESULT = ROOT / "build" / "exchange-taken-over.json"
CONFIG = """
default_region = "GB"
time_zone = "Europe/London"

[plugins.asterisk]
port = PORT
username = "USER"
secret = "file:SECRET_FILE"
manage_members = false
"""


@pytest.fixture
def machine() -> Iterator[Machine]:
    with Machine() as made:
        yield made
        assert made.crashes() == []


@pytest.fixture
async def fake() -> AsyncIterator[FakeExchange]:
    async with exchange(SystemClock()) as one:
        yield one


def config_of(machine: Machine, fake: FakeExchange) -> Path:
    secret, config = machine.home / "exchange-secret", machine.home / "site.toml"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    words = {"PORT": str(fake.port), "USER": USER, "SECRET_FILE": str(secret)}
    text = CONFIG
    for word, value in words.items():
        text = text.replace(word, value)
    config.write_text(text)
    return config


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(WITHIN_S):
        while not holds():  # noqa: ASYNC110 - it is other processes that change
            await asyncio.sleep(0.01)


async def owns(central: CentralProcess) -> bool:
    """Whether a central owns the floor and its connector is up."""
    with contextlib.suppress(httpx.TransportError):
        async with httpx.AsyncClient(trust_env=False, timeout=2, verify=False) as client:
            answer = (await client.get(f"{central.url}/readyz")).json()
            return bool(answer["floor"] == "here" and answer["connectors"].get("asterisk") == "up")
    return False


async def owner_of(pair: list[CentralProcess]) -> CentralProcess:
    async with asyncio.timeout(WITHIN_S):
        while True:
            for central in pair:
                if await owns(central):
                    return central
            await asyncio.sleep(0.02)


async def two_centrals(machine: Machine, fake: FakeExchange, database_url: str) -> list[CentralProcess]:
    await staff(database_url, LOGINS)
    options = ("--database", database_url)
    config = config_of(machine, fake)
    starting = (asyncio.to_thread(CentralProcess, machine, config, *options) for _ in range(2))
    return list(await asyncio.gather(*starting))


def told(ask_database: Callable[[str], str]) -> Counter[tuple[str, ...]]:
    """How often each fact of each call is there."""
    rows = ask_database("SELECT call_id, kind, count(*) FROM call_fact GROUP BY 1, 2").splitlines()
    return Counter({tuple(row.split("|")[:2]): int(row.split("|")[2]) for row in rows if "|" in row})


def each_once(calls: Calls, numbers: range) -> Counter[tuple[str, ...]]:
    return Counter({(calls.call_id(n), kind): 1 for n in numbers for kind in KINDS})


async def test_what_happened_while_nobody_listened_is_told_once_by_the_next_owner(
    machine, fake, database_url, ask_database
):
    pair = await two_centrals(machine, fake, database_url)
    owner = await owner_of(pair)
    assert fake.sign_ins == 1  # The other one has no connection.
    calls = Calls(fake, EXTENSIONS)
    for n in range(4):
        calls.waits(n)
        calls.rings(n)
    for n in (0, 1):
        calls.talks(n)
    await until(lambda: told(ask_database).total() == 10)
    await asyncio.to_thread(owner.kill)
    await fake.cut()  # What is told from here on nobody hears, as when a process is gone.
    calls.hangs_up(0)
    calls.talks(2)
    calls.waits(4)
    assert await owner_of(pair) is not owner
    assert fake.sign_ins == 2
    calls.talks(3)
    calls.rings(4)
    calls.talks(4)
    for n in range(1, 5):
        calls.hangs_up(n)
    wanted = each_once(calls, range(5))
    with contextlib.suppress(TimeoutError):  # What is wrong is said below.
        await until(lambda: told(ask_database) >= wanted)
    found = told(ask_database)
    assert (wanted - found, found - wanted) == (Counter(), Counter())
    ended = "SELECT count(*) FROM call_fact WHERE kind = 'call_ended' AND data->>'cause' = 'stale'"
    assert ask_database(ended).strip() == "1"  # The one whose end nobody heard.


@pytest.mark.long
async def test_kills_at_any_moment_lose_no_fact_and_double_none(machine, fake, database_url, ask_database):
    pair = await two_centrals(machine, fake, database_url)
    calls, rng = Calls(fake, EXTENSIONS), random.Random(4)
    take_overs_s: list[float] = []
    steps = {"waiting": calls.rings, "ringing": calls.talks}
    begun = 0
    for _ in range(8):
        owner = await owner_of(pair)
        # Calls begin and go on until the very moment of the kill, which nothing waits for.
        for _ in range(rng.randrange(5, 25)):
            if len(calls.there) < 20 and rng.random() < 0.5:
                calls.waits(begun)
                begun += 1
            ready = [one for one in calls.there.values() if one.stage in steps]
            if ready and rng.random() < 0.8:
                one = rng.choice(ready)
                steps[one.stage](one.n)
            await asyncio.sleep(rng.random() * 0.02)
        began_s, signed_in = time.monotonic(), fake.sign_ins
        await asyncio.to_thread(owner.kill)
        await fake.cut()
        # All the while the exchange goes on; nobody rings unseen, since no fact could then tell of it.
        while fake.sign_ins == signed_in:
            ringing = [one for one in calls.there.values() if one.stage == "ringing"]
            if ringing and rng.random() < 0.2:
                calls.talks(ringing[0].n)
            await asyncio.sleep(0.02)
        take_overs_s.append(time.monotonic() - began_s)
        await asyncio.to_thread(owner.start_again)
    await owner_of(pair)
    while calls.there:
        for one in list(calls.there.values()):
            (steps.get(one.stage) or calls.hangs_up)(one.n)
        await asyncio.sleep(0.02)
    wanted = each_once(calls, range(begun))
    with contextlib.suppress(TimeoutError):  # What is wrong is said below.
        await until(lambda: told(ask_database) >= wanted)
    found = told(ask_database)
    assert (wanted - found, found - wanted) == (Counter(), Counter())
    RESULT.parent.mkdir(exist_ok=True)
    figures = {"calls": begun, "kills": 8, "take_overs_s": sorted(take_overs_s)}
    RESULT.write_text(json.dumps(figures, indent=1) + "\n")
    # The aim of five seconds, three times over: a loaded machine is slow; the file has what it was.
    assert max(take_overs_s) < 3 * 5
