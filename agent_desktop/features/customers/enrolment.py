"""Which working sets a customer belongs to: an open ticket brings its customer along."""

from __future__ import annotations

from collections.abc import Iterable

from agent_desktop.core.query import Read
from agent_desktop.core.registry import Registry


def enrolled_in(registry: Registry, read: Read, customer_id: str) -> Iterable[str]:
    """The scopes that subjects above this one registered for a customer; asked once of one read."""
    known: dict[str, frozenset[str]] = getattr(read, "enrolled", {})
    if customer_id not in known:
        known[customer_id] = frozenset(
            scope for enrol in registry.enrolments for scope in enrol(read, customer_id)
        )
    return known[customer_id]
