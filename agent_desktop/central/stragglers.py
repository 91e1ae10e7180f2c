"""What was written to a customer in the very moment they were merged: it is brought to the survivor afterwards.

A command that was running while the merge was committed had asked for survivors before there was one. Its
records name the one who went; they are few, and found by the ids of the latest merges alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from agent_desktop.core.command import Command
from agent_desktop.core.people import Actor
from agent_desktop.core.registry import Registry
from agent_desktop.features.customers.tables import customer_merge, merged_record
from agent_desktop.store.work import SqlCentralWork
from agent_desktop.sync.feed import stamp

LOOKED_BACK = timedelta(hours=1)


def bring_home(connection: sa.Connection, registry: Registry, at: datetime, reached: set[str]) -> int:
    """Move what still names a customer merged within the hour; answers how many records that were."""
    latest = connection.execute(
        sa.select(merged_record.c.id, merged_record.c.customer_id)
        .join(customer_merge, customer_merge.c.id == merged_record.c.merge_id)
        .where(merged_record.c.kind == "customer", customer_merge.c.merged_at > at - LOOKED_BACK)
    ).all()
    work = SqlCentralWork(
        connection, registry, Actor("central", "central"), Command(made_at=at), recorded_at=at
    )
    moved = 0
    for gone_id, survivor_id in latest:
        for spec in registry.entities.values():
            if spec.is_derived or spec.name == "customer_private":
                continue
            for column in spec.customer_columns:
                left = sa.select(spec.table.c.id).where(spec.table.c[column] == gone_id)
                for record_id in connection.execute(left).scalars().all():
                    work.update(spec.name, str(record_id), {column: survivor_id})
                    moved += 1
    stamp(connection, registry, work.touched, reached)
    return moved
