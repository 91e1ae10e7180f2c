"""Blocked callers: numbers whose calls are shown as such and put nothing on screen."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.core.registry import EntitySpec, Registry
from agent_desktop.core.work import CentralWork
from agent_desktop.features.blocked import commands, queries
from agent_desktop.features.blocked.tables import blocked_number
from agent_desktop.features.customers.erasure import known_by


def register(registry: Registry) -> None:
    """Make this subject known to the house."""
    registry.entity(EntitySpec("blocked_number", blocked_number, lambda _read, _row: ["org"]))
    registry.erasers.append(_erase_numbers)
    commands.register(registry.commands)
    queries.register(registry.queries)


def _erase_numbers(work: CentralWork, customer_id: str) -> dict[str, int]:
    """A number that is the customer's alone is forgotten with them, blocked or not."""
    numbers = [word.text for word in known_by(work, customer_id) if word.kind == "number"]
    if not numbers:
        return {"blocked_number": 0}
    mine = sa.select(blocked_number.c.id).where(blocked_number.c.e164.in_(numbers))
    row_ids = [str(row_id) for row_id in work.execute(mine.order_by(blocked_number.c.id)).scalars()]
    for row_id in row_ids:
        work.delete("blocked_number", row_id)
    return {"blocked_number": len(row_ids)}
