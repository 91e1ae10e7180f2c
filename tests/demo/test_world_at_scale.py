"""A world is a stream: what is held in memory does not grow with the number of customers."""

from __future__ import annotations

import tracemalloc
from collections import deque
from datetime import UTC, datetime
from itertools import islice

from agent_desktop.demo.records import Customer
from agent_desktop.demo.world import REAL_CUSTOMERS, World

AT = datetime(2026, 11, 17, 12, 41, tzinfo=UTC)


def test_memory_stays_flat_while_the_world_goes_by() -> None:
    rows = World(7, 1_000_000, AT).rows()
    deque(islice(rows, 15_000), maxlen=0)
    tracemalloc.start()
    try:
        deque(islice(rows, 5_000), maxlen=0)
        early, _ = tracemalloc.get_traced_memory()
        deque(islice(rows, 20_000), maxlen=0)
        late, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert late - early < 1_000_000  # 20,000 rows held would be about 10 MB


def test_beyond_the_real_customers_histories_are_drawn_again_for_new_people() -> None:
    world = World(7, REAL_CUSTOMERS + 500, AT)
    customers = [row for row in world.rows() if isinstance(row, Customer)]
    ids = [row.external_id for row in customers if row.external_id and row.external_id.startswith("C")]

    assert len(ids) == len(set(ids)) == REAL_CUSTOMERS + 500
    assert len({row.id for row in customers}) == len(customers)
