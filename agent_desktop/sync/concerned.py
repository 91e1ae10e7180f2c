"""Which records a command concerns: those it names, those it writes, and the customers these belong to."""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.command import Command
from agent_desktop.core.registry import Registry
from agent_desktop.sync.forecast import ForecastWork
from agent_desktop.sync.replica_tables import outbox_record

_CALLED = {"note_id": "ticket_note", "phone_id": "customer_phone"}
_FIXTURES = frozenset({"agent", "queue", "campaign", "order"})
"""What commands name without being work on it."""


def note_records(
    connection: sa.Connection, registry: Registry, command: Command, work: ForecastWork | None
) -> None:
    """Keep with a command of the outbox which records it concerns, so that each can tell how it stands."""
    made = set() if work is None else {key for key, before in work.touched.items() if before is None}
    concerned = named_records(registry, command)
    for (entity, entity_id), before in (work.touched if work is not None else {}).items():
        concerned.add((entity, entity_id))
        column = registry.entities[entity].customer_column
        if column is None:
            continue
        owner = customer_of(registry.entities[entity].table, column)
        found = (
            before[column] if before is not None else connection.execute(owner, {"of_id": entity_id}).scalar()
        )
        if found:
            concerned.add(("customer", str(found)))
    if concerned:
        rows = [
            {
                "command_id": command.command_id,
                "entity": entity,
                "entity_id": entity_id,
                "is_new": (entity, entity_id) in made,
            }
            for entity, entity_id in sorted(concerned)
        ]
        connection.execute(sa.insert(outbox_record), rows)


def named_records(registry: Registry, command: Command) -> set[tuple[str, str]]:
    """The records that a command names by id, as in ``ticket_id``."""
    found = set()
    for field in command.__struct_fields__:
        name = _CALLED.get(field, field.removesuffix("_id"))
        value = getattr(command, field)
        if field.endswith("_id") and name in registry.entities and name not in _FIXTURES and value:
            found.add((name, str(value)))
    return found


@cache
def customer_of(table: sa.Table, column: str) -> sa.Select[Any]:
    """Whose a record is; built once, for it is asked of every row that comes."""
    return sa.select(table.c[column]).where(table.c.id == sa.bindparam("of_id"))
