"""Rows on their way into a large site: in batches as COPY takes them, under ids that follow from their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.ids import make_id

ROWS_A_COPY = 20_000
NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
"""When the site is; everything in it happened before."""

Batch = tuple[sa.Table, Sequence[str], Sequence[tuple[Any, ...]]]
"""Rows of one table with the names of their columns; JSON is given as text."""

_BEGAN_MS = 1_600_000_000_000
_STEP_MS = 100_000
_MIX = 0x9E3779B97F4A7C15


def row_id(kind: int, seed: int, n: int) -> str:
    """The id of the ``n``-th row of a kind of rows: in the order of ``n``, as if one were made every 100 s."""
    mixed = ((seed << 40 ^ kind << 56 ^ n) * _MIX) & 0x3FFFFFFFFFFFFFFF
    return make_id(_BEGAN_MS + n * _STEP_MS % (1 << 40), kind, mixed)


def customer_id(seed: int, n: int) -> str:
    """The id of the ``n``-th customer, counted from 0."""
    return row_id(1, seed, n)


def in_parts(
    table: sa.Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]], size: int = ROWS_A_COPY
) -> Iterator[Batch]:
    """Rows of one table in batches of ``size``."""
    part: list[tuple[Any, ...]] = []
    for row in rows:
        part.append(row)
        if len(part) >= size:
            yield table, columns, part
            part = []
    if part:
        yield table, columns, part
