"""Who of the demo's people is on record twice, known from the first look: else it is found in the first night only."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from agent_desktop.central.duplicate_pass import note_pairs
from agent_desktop.features.customers.comparing import compared
from agent_desktop.features.customers.pairing import find_pairs
from agent_desktop.features.customers.tables import customer
from agent_desktop.store.work import SqlRead

_WRITTEN_BY_HAND = sa.or_(customer.c.external_id.is_(None), customer.c.external_id.not_like("C%"))


def note_twins(connection: sa.Connection, at: datetime) -> int:
    """Compare those who were written by hand, as the nightly pass compares everybody; answers how many pairs wait."""
    wanted = sa.select(customer.c.id).where(_WRITTEN_BY_HAND).order_by(customer.c.id)
    found = compared(
        SqlRead(connection, is_whole=True), [str(one) for one in connection.execute(wanted).scalars()]
    )
    ids = list(found)
    pairs = list(find_pairs([found[one] for one in ids]))
    note_pairs(connection, ids, pairs, at)
    return len(pairs)
