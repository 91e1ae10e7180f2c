"""The search box: how often a misspelt name is found, and how long it takes to the first rows.

Names are taken from the customers of a large site at random, one slip is made in each, and what comes back is
held against who was meant. Whoever bears the very same name counts as well: nobody could tell them apart by it.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.people import Actor, Role
from agent_desktop.core.registry import Registry
from agent_desktop.features import house
from agent_desktop.features.customers.read_models import CustomerHit, SearchCustomers
from agent_desktop.store.engines import central_engine, replica_engine
from agent_desktop.store.schema import metadata
from agent_desktop.store.search_keys import folded
from agent_desktop.store.work import SqlRead
from tests.benchmarks import large_customers, large_worlds
from tests.benchmarks.large_customers import Known, known
from tests.benchmarks.large_sites_up import Size
from tests.benchmarks.processes import say
from tests.benchmarks.spread import spread

SEED = 5
SLIPS = ("insert", "delete", "replace", "transpose")
_WARM_UP = 40
_PAGE = 5
_AT_A_DESK = 10_000
_LOOKER = Actor("018f0000-0000-7000-8000-000000000001", "bench", roles=frozenset({Role.AGENT}))

Ask = Callable[[SearchCustomers], list[CustomerHit]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is typed, and who is meant."""

    typed: str
    meant: Known
    slip: str


def measure(folder: Path, *, sizes: Sequence[Size], searches: int = 500) -> dict[str, Any]:
    """Recall within the first five and spreads in ms at central, at a tenth of it, and from a replica."""
    folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, Any] = {"searches": searches, "customers": {}}
    for size in sizes:
        with large_worlds.kept(*size) as url:
            found["customers"][str(size[0])] = at_central(url, size[0], searches)
        say(f"  {size[0]:,} customers: {found['customers'][str(size[0])]}")
    tenth, customers = (size[0] for size in sizes)
    most, least = found["customers"][str(customers)], found["customers"][str(tenth)]
    found["growth"] = round(most["misspelt"]["p95"] / least["misspelt"]["p95"], 3)
    found["replica"] = at_a_desk(folder / "replica.sqlite", min(customers, _AT_A_DESK), searches)
    say(f"  replica: {found['replica']}")
    return found


def at_central(url: str, customers: int, searches: int) -> dict[str, Any]:
    """The same questions as a desk asks, answered out of PostgreSQL."""

    async def answered() -> dict[str, Any]:
        engine = central_engine(url, pool_size=1)
        try:
            async with engine.connect() as connection:
                return await connection.run_sync(_asked, customers, searches, True)
        finally:
            await engine.dispose()

    return asyncio.run(answered())


def at_a_desk(file: Path, customers: int, searches: int) -> dict[str, Any]:
    """The same out of a replica."""
    file.unlink(missing_ok=True)
    engine = replica_engine(file)
    with engine.begin() as connection:
        metadata.create_all(connection)
        for table, columns, rows in large_customers.batches(customers, large_worlds.SEED):
            if rows and table.metadata is metadata:
                names = ", ".join(f'"{name}"' for name in columns)
                marks = ", ".join("?" * len(columns))
                kinds = [table.c[name].type.dialect_impl(connection.dialect) for name in columns]
                binds = [kind.bind_processor(connection.dialect) for kind in kinds]
                stored = [
                    tuple(
                        value if bind is None or name == "field_versions" else bind(value)
                        for name, value, bind in zip(columns, row, binds, strict=True)
                    )
                    for row in rows
                ]
                connection.exec_driver_sql(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', stored)
        connection.exec_driver_sql("ANALYZE")
    with engine.begin() as connection:
        figures = _asked(connection, customers, searches, False)
    engine.dispose()
    return figures | {"customers": customers, "size_mb": round(file.stat().st_size / 2**20, 1)}


def _asked(connection: sa.Connection, customers: int, searches: int, is_whole: bool) -> dict[str, Any]:
    registry, read = house(), SqlRead(connection, is_whole=is_whole)

    def ask(query: SearchCustomers) -> list[CustomerHit]:
        hits: list[CustomerHit] = registry.queries.run(read, _LOOKER, query)
        return hits

    _warm(ask, customers)
    misspelt = misspellings(customers, searches)
    times, ranks = _timed(ask, misspelt)
    missed = Counter(one.slip for one, rank in zip(misspelt, ranks, strict=True) if rank is None)
    exact = [Wanted(_said(one.meant, n), one.meant, "") for n, one in enumerate(misspelt)]
    exact_times, exact_ranks = _timed(ask, exact)
    return {
        "recall_at_5": _share(ranks),
        "recall_at_5_exact": _share(exact_ranks),
        "missed_by_slip": {slip: missed[slip] for slip in SLIPS},
        "misspelt": spread(times),
        "exact": spread(exact_times),
        "size_mb": _size(connection, registry) if is_whole else None,
    }


def _warm(ask: Ask, customers: int) -> None:
    for one in misspellings(customers, _WARM_UP, seed=SEED + 1):
        ask(SearchCustomers(text=one.typed, limit=_PAGE))


def _timed(ask: Ask, wanted: Sequence[Wanted]) -> tuple[list[float], list[int | None]]:
    times, ranks = [], []
    for one in wanted:
        began = time.perf_counter()
        hits = ask(SearchCustomers(text=one.typed, limit=_PAGE))
        times.append((time.perf_counter() - began) * 1_000)
        ranks.append(_rank(hits, one.meant))
    return times, ranks


def _rank(hits: Sequence[CustomerHit], meant: Known) -> int | None:
    """Where who was meant stands, or somebody of the very same name."""
    name = folded(meant.name)
    for place, hit in enumerate(hits[:_PAGE]):
        if hit.customer_id == meant.customer_id or folded(hit.name) == name:
            return place
    return None


def _share(ranks: Sequence[int | None]) -> float:
    return round(sum(rank is not None for rank in ranks) / len(ranks), 4)


def _size(connection: sa.Connection, registry: Registry) -> dict[str, float]:
    found = {}
    for name in ("customer", "customer_phone", "search_key"):
        statement = sa.text("SELECT pg_total_relation_size(CAST(:name AS regclass))")
        found[name] = round(connection.execute(statement, {"name": name}).scalar_one() / 2**20, 1)
    return found


def misspellings(customers: int, count: int, seed: int = SEED) -> list[Wanted]:
    """Names with one slip each, the four kinds in turn; every script has its own letters to slip to."""
    draw = random.Random(seed)
    found: list[Wanted] = []
    while len(found) < count:
        meant = known(large_worlds.SEED, draw.randrange(customers))
        slip = SLIPS[len(found) % len(SLIPS)]
        typed = slipped(meant.name, slip, draw)
        if typed is not None and folded(typed) != folded(meant.name):
            found.append(Wanted(typed, meant, slip))
    return found


def slipped(name: str, slip: str, draw: random.Random) -> str | None:
    """A name with one slip in it; None where it has no room for one."""
    at = draw.randrange(len(name))
    letter = draw.choice([char for char in name if char.isalpha()] + list(_near(name)))
    if slip == "insert":
        return name[:at] + letter + name[at:]
    if slip == "delete":
        return name[:at] + name[at + 1 :]
    if slip == "replace":
        return name[:at] + letter + name[at + 1 :]
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :] if at + 1 < len(name) else None


def _near(name: str) -> str:
    """Letters of the script a name is written in, of which a slip takes one."""
    if name.isascii() or folded(name).isascii():
        return "abcdefghijklmnopqrstuvwxyz"
    first = next(char for char in name if char.isalpha())
    if "а" <= first.lower() <= "я":
        return "абвгдежзиклмнопрстуфхцчшыэюя"
    if "α" <= folded(first) <= "ω":
        return "αβγδεζηθικλμνξοπρστυφχψω"
    if "ء" <= first <= "ي":
        return "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
    return name


def _said(meant: Known, n: int) -> str:
    """Something a customer may be looked for by, in the form it is said in."""
    kinds: list[str | None] = [
        meant.name,
        meant.email,
        meant.phones[0] if meant.phones else None,
        f"{meant.family} {meant.given}"
        if meant.family and meant.name.startswith(meant.given or "")
        else None,
        f"{meant.name} {meant.postcode}",
    ]
    return kinds[n % len(kinds)] or meant.name
