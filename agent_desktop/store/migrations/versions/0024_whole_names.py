"""Search keys of whole names, and of order numbers: made for the records that are there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import insert

from agent_desktop.store.schema import Id, Key
from agent_desktop.store.search_keys import key_rows, squashed, whole_keys

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_PART = 5_000
_FIRST = "00000000-0000-0000-0000-000000000000"

_customer = sa.table("customer", sa.column("id", Id), sa.column("name"), sa.column("organisation"))
_order = sa.table("order", sa.column("id", Id), sa.column("number"))
_search_key = sa.table(
    "search_key", sa.column("entity", sa.Text), sa.column("key", Key), sa.column("entity_id", Id)
)


def upgrade() -> None:
    """Add keys beside those that are there; the release before goes on without them."""
    _add("customer", _customer, lambda row: whole_keys(row.name, row.organisation))
    _add("order", _order, lambda row: {squashed(row.number)})


def _add(entity: str, table: Any, keys_of: Callable[[Any], Iterable[str]]) -> None:
    """In parts, so that neither memory nor a statement's time grows with the table."""
    connection = op.get_bind()
    after = _FIRST
    while rows := connection.execute(
        sa.select(table).where(table.c.id > after).order_by(table.c.id).limit(_PART)
    ).all():
        after = str(rows[-1].id)
        keys = [key for row in rows for key in key_rows(entity, str(row.id), keys_of(row))]
        if keys:
            _put(connection, keys)


def _put(connection: sa.Connection, keys: list[dict[str, str]]) -> None:
    for start in range(0, len(keys), _PART):
        part = keys[start : start + _PART]
        connection.execute(insert(_search_key).on_conflict_do_nothing(), part)
