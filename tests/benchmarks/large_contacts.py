"""What was said with the customers of a large site, and what is to be done for them: made from numbers."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from tests.benchmarks.large_rows import Batch

TABLES: tuple[sa.Table, ...] = ()
"""Which tables are filled here; their indexes are built once at the end."""


def batches(customers: int, interactions: int, tickets: int, seed: int) -> Iterator[Batch]:
    """Agents, queues, interactions and tickets of a site whose customers are ``large_rows.customer_id``."""
    if interactions or tickets:
        raise NotImplementedError(f"{interactions} and {tickets} of {customers} customers, seed {seed}")
    yield from ()
