"""A desk without its window: a real replica, its outbox and the transport, told what to do and timed."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import psutil

from agent_desktop import __version__
from agent_desktop.core.clock import SystemClock
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor, Role
from agent_desktop.features import house
from agent_desktop.features.tickets.commands import AddTicketNote
from agent_desktop.sync.messages import SignIn
from agent_desktop.workstation.desk_copy import open_replica
from agent_desktop.workstation.store_threads import StoreThreads
from agent_desktop.workstation.synchroniser import Synchroniser
from agent_desktop.workstation.transport import Transport
from agent_desktop.workstation.vault import Vault
from tests.benchmarks.small_site import note_text


def main() -> int:
    """Do one thing and tell how long it took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("push", "pull", "follow", "read"))
    parser.add_argument("--server", required=True)
    parser.add_argument("--login", required=True)
    parser.add_argument("--password", required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--commands", type=int, default=0)
    words = parser.parse_args()
    asyncio.run(_work(words))
    return 0


async def _work(words: argparse.Namespace) -> None:
    registry, clock = house(), SystemClock()
    transport = Transport(words.server)
    session = await transport.sign_in(
        SignIn(words.login, words.password, f"{words.login}-bench", __version__)
    )
    person = session.person
    actor = Actor(
        person.agent_id,
        session.client_id,
        frozenset(Role(role) for role in person.roles),
        frozenset(person.queues),
    )
    vault = Vault("file", words.folder / f"{words.login}-keys")
    replica = open_replica(words.folder / f"{words.login}.replica", vault, registry, clock)
    store = StoreThreads(replica, registry)
    sync = Synchroniser(transport, store, actor, session.scopes, clock)
    try:
        if words.what == "pull":
            tell(ready=True)
            await _ordered()
            tell(done=await _timed(sync.synchronise), rows=await _count(store))
            return
        await sync.synchronise()
        if words.what == "read":
            tell(ready=True)
            await _answer_orders(store, actor)
            return
        if words.what == "push":
            await _fill_outbox(store, actor, words.commands)
        tell(ready=True)
        await _ordered()
        before = await _count(store)
        found = await _timed(sync.push_all if words.what == "push" else sync.synchronise)
        tell(done=found, rows=await _count(store) - before)
    finally:
        await store.close()
        await transport.close()


async def _fill_outbox(store: StoreThreads, actor: Actor, commands: int) -> None:
    def tickets() -> list[str]:
        with store.replica.transaction() as connection:
            return [
                str(row.id) for row in connection.exec_driver_sql("SELECT id FROM ticket ORDER BY number")
            ]

    held = await store.write(tickets)
    for number in range(commands):
        command = AddTicketNote(
            made_at=datetime.now(UTC),
            note_id=new_id(),
            ticket_id=held[number % len(held)],
            text=note_text(number),
        )
        await store.write(lambda command=command: store.replica.do(actor, command))  # type: ignore[misc]


async def _answer_orders(store: StoreThreads, actor: Actor) -> None:
    """Ask this desk's own replica what each line says, one question after the other, and tell how long it took."""
    book = store.registry.queries
    while line := await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline):
        queries = [book.decode(kind, args) for kind, args in json.loads(line)["ask"]]
        times_ms: list[float] = []
        rows: list[int] = []
        found = await _timed(partial(_ask_all, store, actor, queries, times_ms, rows))
        tell(done=found, times_ms=times_ms, most_rows=max(rows))


async def _ask_all(
    store: StoreThreads, actor: Actor, queries: list[Any], times_ms: list[float], rows: list[int]
) -> None:
    for query in queries:
        began = time.perf_counter()
        answer = await store.read(actor, query)
        times_ms.append((time.perf_counter() - began) * 1e3)
        rows.append(len(answer))


async def _timed(work: Any) -> dict[str, float]:
    own = psutil.Process()
    before, began = own.cpu_times(), time.perf_counter()
    await work()
    seconds, after = time.perf_counter() - began, own.cpu_times()
    return {
        "seconds": seconds,
        "cpu_s": after.user + after.system - before.user - before.system,
        "rss_mb": own.memory_info().rss / 2**20,
    }


async def _count(store: StoreThreads) -> int:
    def notes() -> int:
        with store.replica.transaction() as connection:
            return int(connection.exec_driver_sql("SELECT count(*) FROM ticket_note").scalar_one())

    return await store.write(notes)


async def _ordered() -> None:
    if not await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline):
        raise SystemExit("Whoever measures has gone.")


def tell(**what: object) -> None:
    """One line of JSON."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
