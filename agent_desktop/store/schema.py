"""Column types and the columns every record has, alike on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator, TypeEngine

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""The records: tables that exist in both stores."""

central_metadata = sa.MetaData(naming_convention=metadata.naming_convention)
"""What only central holds: facts, the feed, accounts."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(value: datetime | None) -> int | None:
    """A moment as SQLite keeps it: microseconds since 1970; raises ``TypeError`` for one without a zone."""
    return None if value is None else (value - _EPOCH) // _MICROSECOND


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC with microseconds: ``timestamptz`` at central, an integer of microseconds in SQLite."""

    impl = sa.BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> TypeEngine[Any]:
        """Choose the native type where there is one."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(sa.TIMESTAMP(timezone=True))
        return dialect.type_descriptor(sa.BigInteger())

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        """Refuse naive times, and store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs a zone")
        if dialect.name == "postgresql":
            return value.astimezone(UTC)
        return microseconds(value)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        """Answer an aware UTC datetime."""
        if value is None:
            return None
        if dialect.name == "postgresql":
            result: datetime = value.astimezone(UTC)
            return result
        moment: datetime = _EPOCH + value * _MICROSECOND
        return moment


class _Json(TypeDecorator[Any]):
    """JSON text in SQLite, ``jsonb`` at central, whose dialect a desk never needs to load; None is NULL."""

    impl = sa.JSON
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(none_as_null=True)

    def load_dialect_impl(self, dialect: sa.Dialect) -> TypeEngine[Any]:
        """Choose ``jsonb`` where there is one."""
        if dialect.name != "postgresql":
            return dialect.type_descriptor(sa.JSON(none_as_null=True))
        from sqlalchemy.dialects.postgresql import JSONB

        return dialect.type_descriptor(JSONB(none_as_null=True))


Json = _Json()
Id = sa.Uuid(as_uuid=False).with_variant(sa.String(36), "sqlite")
"""Ids are text in our hands; SQLite keeps that text, since turning it to and fro costs more than it saves."""
Key = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""Search keys compare by bytes in both stores, so a prefix is a range."""


def record(name: str, *columns: sa.schema.SchemaItem) -> sa.Table:
    """A table of records: its own columns plus the four that sync stands on.

    ``version`` counts central's writes; ``field_versions`` says for each field at which version, and from
    which client, it was last written; ``updated_at`` is the moment the last command was made.
    """
    return sa.Table(
        name,
        metadata,
        sa.Column("id", Id, primary_key=True),
        *columns,
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("field_versions", Json, nullable=False, server_default="{}"),
        sa.Column("updated_at", UtcDateTime, nullable=False),
    )


SYNC_COLUMNS = frozenset({"version", "field_versions", "updated_at"})
