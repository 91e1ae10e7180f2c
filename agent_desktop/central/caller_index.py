"""Who is in the caller index: from time to time the latest customers come in and others make room for them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from agent_desktop.features.calls.caller_index import NEVER, entries_of
from agent_desktop.features.calls.tables import caller_rank
from agent_desktop.features.customers.tables import caller, customer
from agent_desktop.features.interactions.tables import interaction
from agent_desktop.store.work import SqlRead
from agent_desktop.sync.feed import publish, state_of, tombstone

log = logging.getLogger(__name__)
T = TypeVar("T")

EVERY_S = 300.0
"""How often the order is looked at: each time it changed, every desk pulls once."""

_RANKED_AT_ONCE = 5_000
_LISTED_AT_ONCE = 1_000
_LOCK = 0x4167_6E75
"""The advisory lock by which one central at a time does this; any number that is always the same."""

_key = sa.tuple_(caller_rank.c.last_contact_at, caller_rank.c.customer_id)
Told = Callable[[int, Iterable[str]], None]


class Store(Protocol):
    """Where this writes: a transaction for each step."""

    def write(self, work: Callable[[sa.Connection], T]) -> Awaitable[T]:
        """Run ``work`` in a transaction of its own and commit it."""


class CallerIndex:
    """Keeps the index at its size, the customers we spoke to last first; ``run`` until it is cancelled.

    ``told`` hears the feed's new head and the scope after each step, to poke desks. Many centrals may run it
    on one database; a step that another is at is left out.
    """

    def __init__(self, store: Store, size: int, told: Told) -> None:
        self._store = store
        self._size = size
        self._told = told

    async def run(self) -> None:
        """Rank whoever has no rank yet, once; then keep the index as the ranks say."""
        is_ranked = False
        while True:
            try:
                if not is_ranked:
                    await self.rank_all()
                    is_ranked = True
                await self.settle()
            except (sa.exc.SQLAlchemyError, OSError) as problem:
                log.warning("the caller index could not be brought up to date: %s", type(problem).__name__)
            await asyncio.sleep(EVERY_S)

    async def rank_all(self) -> None:
        """Give customers a rank that came past the commands, such as a whole world loaded at once."""
        if not self._size:
            return
        after: str | None = None
        while True:
            last = await self._store.write(lambda connection, after=after: _rank_some(connection, after))  # type: ignore[misc]
            if last is None:
                return
            after = last

    async def settle(self) -> None:
        """Take in those who belong in the index and are not, and let go of those who are and do not."""
        moved = True
        while moved:
            moved, head = await self._store.write(lambda connection: _move_some(connection, self._size))
            if moved:
                self._told(head, ["org"])


def _rank_some(connection: sa.Connection, after: str | None) -> str | None:
    ids = sa.select(customer.c.id).order_by(customer.c.id).limit(_RANKED_AT_ONCE)
    if after is not None:
        ids = ids.where(customer.c.id > after)
    found = list(connection.execute(ids).scalars())
    if not found:
        return None
    latest = (
        sa.select(sa.func.max(interaction.c.started_at))
        .where(interaction.c.customer_id == customer.c.id)
        .scalar_subquery()
    )
    never = sa.literal(NEVER, type_=caller_rank.c.last_contact_at.type)
    without = sa.select(customer.c.id, sa.func.coalesce(latest, never), sa.false()).where(
        customer.c.id.between(found[0], found[-1]),
        ~sa.exists().where(caller_rank.c.customer_id == customer.c.id),
    )
    connection.execute(
        insert(caller_rank)
        .from_select(["customer_id", "last_contact_at", "is_listed"], without)
        .on_conflict_do_nothing()
    )
    return str(found[-1])


def _move_some(connection: sa.Connection, size: int) -> tuple[bool, int]:
    """One step towards the index as it should be; whether there was anything to move, and the feed's head."""
    if not connection.execute(sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK))).scalar():
        return False, 0
    last = (
        connection.execute(
            sa.select(caller_rank.c.last_contact_at, caller_rank.c.customer_id)
            .order_by(caller_rank.c.last_contact_at.desc(), caller_rank.c.customer_id.desc())
            .offset(size - 1)
            .limit(1)
        ).first()
        if size
        else None
    )
    states: list[dict[str, Any]] = []
    came: list[str] = []
    left: list[str] = []
    if size:
        wanted = sa.select(caller_rank.c.customer_id).where(sa.not_(caller_rank.c.is_listed))
        if last is not None:
            wanted = wanted.where(_key >= _bound(last))
        came = _mark(connection, wanted, is_listed=True)
        states += _take_in(connection, came)
    if last is not None or not size:
        wanted = sa.select(caller_rank.c.customer_id).where(caller_rank.c.is_listed)
        if last is not None:
            wanted = wanted.where(_key < _bound(last))
        left = _mark(connection, wanted, is_listed=False)
        states += _let_go(connection, left)
    return bool(came or left), publish(connection, states)


def _bound(last: Any) -> Any:
    columns = caller_rank.c
    return sa.tuple_(
        sa.literal(last.last_contact_at, type_=columns.last_contact_at.type),
        sa.literal(last.customer_id, type_=columns.customer_id.type),
    )


def _mark(connection: sa.Connection, wanted: sa.Select[Any], *, is_listed: bool) -> list[str]:
    some = wanted.order_by(caller_rank.c.last_contact_at.desc(), caller_rank.c.customer_id.desc())
    # What a push is at just now waits for the next time: neither keeps the other from its work.
    ids = sorted(connection.execute(some.limit(_LISTED_AT_ONCE).with_for_update(skip_locked=True)).scalars())
    if ids:
        connection.execute(
            sa.update(caller_rank).where(caller_rank.c.customer_id.in_(ids)).values(is_listed=is_listed)
        )
    return ids


def _take_in(connection: sa.Connection, customer_ids: list[str]) -> list[dict[str, Any]]:
    entries = entries_of(SqlRead(connection, is_whole=True), customer_ids)
    rows = [{**entries[key], "version": 1, "field_versions": {}} for key in sorted(entries)]
    if not rows:
        return []
    statement = insert(caller)
    columns = [name for name in rows[0] if name != "id"]
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["id"], set_={name: statement.excluded[name] for name in columns}
        ),
        rows,
    )
    return [state_of("org", "caller", row) for row in rows]


def _let_go(connection: sa.Connection, customer_ids: list[str]) -> list[dict[str, Any]]:
    if not customer_ids:
        return []
    gone = connection.execute(
        sa.delete(caller).where(caller.c.customer_id.in_(customer_ids)).returning(caller.c.id)
    ).scalars()
    return [tombstone("org", "caller", entry_id) for entry_id in sorted(gone)]
