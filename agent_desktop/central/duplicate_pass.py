"""The nightly look for customers who are on record twice: what it finds waits for a person to decide, once."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from typing import Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from agent_desktop.features.customers.comparable import Comparable
from agent_desktop.features.customers.comparing import compared, may_be_one
from agent_desktop.features.customers.pairing import Pair, find_pairs
from agent_desktop.features.customers.tables import customer, duplicate_pair
from agent_desktop.store.work import SqlRead

log = logging.getLogger(__name__)
T = TypeVar("T")

_READ_AT_ONCE = 2_000
_WRITTEN_AT_ONCE = 500
_LEAST_NICE = 15
Find = Callable[[Sequence[Comparable]], Awaitable[list[Pair]]]


class Store(Protocol):
    """Where this reads and writes: a transaction for each step."""

    def write(self, work: Callable[[sa.Connection], T]) -> Awaitable[T]:
        """Run ``work`` in a transaction of its own and commit it."""


async def elsewhere(records: Sequence[Comparable]) -> list[Pair]:
    """The pairs, found in a process of its own: central has calls to answer meanwhile."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return await asyncio.get_running_loop().run_in_executor(pool, _pairs, list(records))


def _pairs(records: list[Comparable]) -> list[Pair]:
    os.nice(_LEAST_NICE)
    return list(find_pairs(records))


async def find_duplicates(store: Store, now: datetime, find: Find = elsewhere) -> int:
    """Compare everybody, and bring the pairs that wait for a decision up to date; answers how many wait.

    What was decided stays decided, whatever is found again. Pairs that are alike no more go, unless somebody
    has put them off.
    """
    ids: list[str] = []
    records: list[Comparable] = []
    while True:
        after = ids[-1] if ids else None
        some = await store.write(lambda connection, after=after: _some(connection, after))  # type: ignore[misc]
        if not some:
            break
        ids += some
        records += some.values()
    found = await find(records)
    pairs = [pair for pair in found if may_be_one(records[pair.left], records[pair.right])]
    for start in range(0, len(pairs), _WRITTEN_AT_ONCE):
        part = pairs[start : start + _WRITTEN_AT_ONCE]
        await store.write(lambda connection, part=part: note_pairs(connection, ids, part, now))  # type: ignore[misc]
    waiting = await store.write(lambda connection: _forget_others(connection, now))
    log.info("%d customers were compared, %d pairs wait for a decision", len(ids), waiting)
    return waiting


def _some(connection: sa.Connection, after: str | None) -> dict[str, Comparable]:
    wanted = sa.select(customer.c.id).order_by(customer.c.id).limit(_READ_AT_ONCE)
    if after is not None:
        wanted = wanted.where(customer.c.id > after)
    ids = [str(found) for found in connection.execute(wanted).scalars()]
    found = compared(SqlRead(connection, is_whole=True), ids) if ids else {}
    return {customer_id: found[customer_id] for customer_id in ids if customer_id in found}


def note_pairs(connection: sa.Connection, ids: list[str], pairs: Sequence[Pair], now: datetime) -> None:
    """Keep pairs for somebody to decide on; ``ids`` are the customers in the order they were compared in."""
    named = {ids[n] for pair in pairs for n in (pair.left, pair.right)}
    there = set(connection.execute(sa.select(customer.c.id).where(customer.c.id.in_(named))).scalars())
    rows = []
    for pair in pairs:
        left, right = sorted((ids[pair.left], ids[pair.right]))
        if left in there and right in there:
            # Whom a third record joins is told without its row, which means nothing here.
            reasons = ["both match a third" if "both match row" in one else one for one in pair.reasons]
            rows.append(
                {"left_id": left, "right_id": right, "score": pair.score, "reasons": reasons, "found_at": now}
            )
    if rows:
        statement = insert(duplicate_pair)
        fresh = {name: statement.excluded[name] for name in ("score", "reasons", "found_at")}
        connection.execute(
            statement.on_conflict_do_update(index_elements=["left_id", "right_id"], set_=fresh), rows
        )


def _forget_others(connection: sa.Connection, now: datetime) -> int:
    connection.execute(
        sa.delete(duplicate_pair).where(duplicate_pair.c.decision.is_(None), duplicate_pair.c.found_at < now)
    )
    waiting = sa.select(sa.func.count()).where(duplicate_pair.c.decision.is_(None))
    return int(connection.execute(waiting).scalar_one())
