"""What is taken out of call facts when somebody is erased: numbers and names go, times and queues stay."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from agent_desktop.core.work import CentralWork
from agent_desktop.features.calls.tables import call_fact, queue_visit
from agent_desktop.features.interactions.tables import interaction

_OF_PEOPLE = frozenset({"caller", "called", "caller_name", "to_number"})
"""The fields of call events that say who somebody is."""


def erase_numbers(work: CentralWork, customer_id: str) -> dict[str, int]:
    """Take numbers and names out of the facts of every call that is on record as this customer's."""
    calls = sa.select(interaction.c.call_id).where(
        interaction.c.customer_id == customer_id, interaction.c.call_id.is_not(None)
    )
    facts = work.execute(sa.select(call_fact.c.n, call_fact.c.data).where(call_fact.c.call_id.in_(calls)))
    changed = 0
    for fact in facts.all():
        data = _without_people(fact.data)
        if data != fact.data:
            work.execute(sa.update(call_fact).where(call_fact.c.n == fact.n).values(data=data))
            changed += 1
    visits = work.execute(
        sa.update(queue_visit)
        .where(queue_visit.c.call_id.in_(calls), queue_visit.c.caller.is_not(None))
        .values(caller=None)
    )
    return {"call_fact": changed, "queue_visit": visits.rowcount}


def _without_people(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: "" if key in _OF_PEOPLE and isinstance(part, str) else _without_people(part)
            for key, part in value.items()
        }
    return [_without_people(part) for part in value] if isinstance(value, list) else value
