"""Opening a customer whole: what central takes to hand them out, and a desk to show them from its replica."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Coroutine
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from agent_desktop.core.clock import SystemClock
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor, Role
from agent_desktop.core.query import Query
from agent_desktop.features import house
from agent_desktop.features.customers.read_models import Customer, CustomerView, Timeline
from agent_desktop.features.tickets.read_models import CustomerTickets
from agent_desktop.store.embedded import EmbeddedPostgres
from agent_desktop.sync.messages import Ask, Bundle
from agent_desktop.sync.replica import Replica
from agent_desktop.workstation.desk_copy import open_replica
from agent_desktop.workstation.store_threads import StoreThreads
from agent_desktop.workstation.vault import Vault
from tests.benchmarks import large_worlds, site_in_replica, worlds
from tests.benchmarks.http_load import Line, Request, expect_success
from tests.benchmarks.large_contacts import whose
from tests.benchmarks.large_rows import NOW, customer_id
from tests.benchmarks.large_sites_up import Size, large_site_up
from tests.benchmarks.processes import step
from tests.benchmarks.spread import spread

PAGE = 100
"""As many events as the customer's page shows first."""
WARM_UP = 20


def asked_of(one: str) -> list[Query[Any]]:
    """What a customer's page asks when it is opened."""
    return [
        Customer(customer_id=one, as_of=NOW),
        Timeline(customer_id=one, limit=PAGE),
        CustomerTickets(customer_id=one),
        Timeline(customer_id=one, kinds=["order"]),
        Timeline(customer_id=one, kinds=["visit"]),
    ]


def measure(folder: Path, *, sizes: list[Size], opened: int = 400, replica: bool = True) -> dict[str, Any]:
    """Milliseconds to open a customer, at each size: at central, at a desk that fetches, and from a replica.

    Customers are drawn as they call: whoever has more contacts is drawn more often, nobody twice. Sizes are
    measured in turn, customer by customer.
    """
    found: dict[str, Any] = {
        "what": "a customer opened whole: their bundle or five questions at central, five from the replica",
        "settings": {"opened": opened, "timeline_page": PAGE, "interleaved": True, "replica": "encrypted"},
        "sizes": {str(size[0]): {"interactions": size[1], "tickets": size[2]} for size in sizes},
    }
    with ExitStack() as up:
        sites = [_Site(up, folder / str(size[0]), size, opened) for size in sizes]
        for turn in range(opened):
            for site in sites:
                site.open(turn)
        for site in sites:
            found["sizes"][str(site.size[0])] |= site.found() | {"cpu_ms_a_bundle": site.priced()}
    if replica:
        for size in sizes:
            with step(f"a replica of {size[0]:,} customers"):
                found["sizes"][str(size[0])] |= _from_replica(folder / f"replica-{size[0]}", size, opened)
    found["growth"] = _growth(found["sizes"], [size[0] for size in sizes])
    return found


def _growth(sizes: dict[str, Any], customers: list[int]) -> dict[str, Any]:
    """How many times longer with the most customers than with the least, which are a tenth of them."""
    most, least = sizes[str(max(customers))], sizes[str(min(customers))]
    return {
        name: {
            percentile: round(float(most[name][percentile]) / float(least[name][percentile]), 2)
            for percentile in ("median", "p95")
        }
        for name in ("bundle", "asked", "desk_opens", "replica")
        if name in most
    }


def drawn(size: Size, count: int) -> list[str]:
    """Customers as they call: by their contacts, each once."""
    draw = random.Random(f"{size}:opened")
    found: dict[str, None] = {}
    while len(found) < min(count, size[0] // 2):
        found[customer_id(large_worlds.SEED, whose(draw.random(), size[0]))] = None
    return list(found)


def _warm_up(customers: list[str]) -> tuple[list[str], list[str]]:
    """Those who are opened first and not counted, and the others."""
    count = min(WARM_UP, len(customers) // 4)
    return customers[:count], customers[count:]


class _Site:
    """A central with a large site, and a desk that holds none of it."""

    def __init__(self, up: ExitStack, folder: Path, size: Size, opened: int) -> None:
        self.size = size
        child, told = up.enter_context(large_site_up(size))
        self._child = child
        self._line = Line(urlsplit(told["listening"]).port or 80)
        up.callback(self._line.close)
        self._headers = {"Authorization": f"Bearer {told['tokens'][1]}", "Content-Type": "application/json"}
        self._queries = house().queries
        self._desk = _Desk(folder, told["people"][1])
        up.callback(self._desk.close)
        warm, rest = _warm_up(drawn(size, 2 * opened + WARM_UP))
        # One half by their bundle, the other by questions, so that neither finds the other's pages warm.
        self._by_bundle, self._by_asking = rest[::2], rest[1::2]
        self._times: dict[str, list[float]] = {"bundle": [], "asked": [], "desk_opens": []}
        self._rows: list[int] = []
        for one in warm:
            _, bundle = self._bundle(one)
            self._desk.takes(one, bundle)
            self._ask(one)

    def open(self, turn: int) -> None:
        """One customer by their bundle, with what the desk does with it, and another by questions."""
        if turn < min(len(self._by_bundle), len(self._by_asking)):
            one = self._by_bundle[turn]
            took, bundle = self._bundle(one)
            self._times["bundle"].append(took)
            self._rows.append(len(bundle.rows))
            self._times["desk_opens"].append(took + self._desk.takes(one, bundle))
            self._times["asked"].append(self._ask(self._by_asking[turn]))

    def found(self) -> dict[str, Any]:
        """The spreads in ms, and how much there was to show."""
        figures: dict[str, Any] = {name: spread(times) for name, times in self._times.items()}
        return figures | {"records_a_customer": spread(self._rows, unit="records")}

    def priced(self) -> dict[str, float]:
        """Processor milliseconds of one bundle, which other work on the machine does not stretch."""
        before = self._used()
        for one in self._by_asking:
            self._bundle(one)
        after = self._used()
        names = {"central": "central_s", "postgres": "postgres_s"}
        count = len(self._by_asking)
        return {name: round((after[key] - before[key]) / count * 1e3, 3) for name, key in names.items()}

    def _used(self) -> dict[str, Any]:
        self._child.tell(used="now")
        return self._child.hear("used", within_s=30)

    def _bundle(self, one: str) -> tuple[float, Bundle]:
        request = Request("GET", f"/api/v1/customers/{one}/bundle", self._headers)
        took, status, body = self._line.send(request)
        expect_success(status, body)
        return took, msgspec.json.decode(body, type=Bundle)

    def _ask(self, one: str) -> float:
        took = 0.0
        for query in asked_of(one):
            body = msgspec.json.encode(Ask(self._queries.of(query).kind, msgspec.to_builtins(query)))
            one_took, status, answer = self._line.send(Request("POST", "/api/v1/ask", self._headers, body))
            expect_success(status, answer)
            took += one_took
        return took


class _Desk:
    """An encrypted replica behind its two threads, which takes customers in and shows them."""

    def __init__(self, folder: Path, agent: str, replica: Replica | None = None) -> None:
        vault = Vault("file", folder / "keys")
        self._registry = house()
        held = replica or open_replica(folder / "desk.replica", vault, self._registry, SystemClock())
        self._actor = Actor(agent, new_id(), frozenset({Role("agent")}), frozenset())
        self._store = StoreThreads(held, self._registry)
        self._loop = asyncio.new_event_loop()

    def takes(self, one: str, bundle: Bundle) -> float:
        """Milliseconds to take a customer in and read what is shown of them."""

        async def take() -> None:
            replica = self._store.replica
            await self._store.write(lambda: replica.apply_bundle(self._actor, bundle))
            await self._read(one)

        return self._timed(take())

    def shows(self, one: str) -> float:
        """Milliseconds to read what is shown of a customer who is here."""
        return self._timed(self._read(one))

    def close(self) -> None:
        """End both threads and close the replica."""
        self._loop.run_until_complete(self._store.close())
        self._loop.close()

    async def _read(self, one: str) -> None:
        view = None
        for query in asked_of(one):
            answer = await self._store.read(self._actor, query)
            view = view or answer
        if not isinstance(view, CustomerView) or view.customer_id != one:
            raise RuntimeError("the desk does not show the customer who was opened")

    def _timed(self, work: Coroutine[Any, Any, None]) -> float:
        began = time.perf_counter()
        self._loop.run_until_complete(work)
        return (time.perf_counter() - began) * 1e3


def _from_replica(folder: Path, size: Size, opened: int) -> dict[str, Any]:
    """The spread from a replica that holds the whole site, and how large that is."""
    server_settings = worlds.POSTGRES_SETTINGS
    with (
        EmbeddedPostgres.start(worlds.store_folder(), settings=server_settings),
        large_worlds.kept(*size) as url,
    ):
        replica = site_in_replica.fill(url, folder)
    desk = _Desk(folder, new_id(), replica)
    try:
        warm, rest = _warm_up(drawn(size, opened + WARM_UP))
        for one in warm:
            desk.shows(one)
        began_s = time.process_time()
        times = [desk.shows(one) for one in rest]
        spent_s = time.process_time() - began_s
    finally:
        desk.close()
    return {
        "replica": spread(times),
        "replica_cpu_ms": round(spent_s / len(rest) * 1e3, 3),
        "replica_mb": round(replica.path.stat().st_size / 2**20),
    }
