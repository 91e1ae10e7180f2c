"""Rows on the wire: a record as JSON values, and back."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.core.work import Row
from agent_desktop.store.schema import UtcDateTime


@lru_cache(maxsize=256)
def _moments(table: sa.Table) -> frozenset[str]:
    return frozenset(column.name for column in table.columns if isinstance(column.type, UtcDateTime))


@lru_cache(maxsize=256)
def _names(table: sa.Table) -> frozenset[str]:
    return frozenset(column.name for column in table.columns)


def to_json(row: Row) -> str:
    """A row as the JSON text that travels and rests in the feed; times are ISO 8601 in UTC."""
    return msgspec.json.encode(row).decode()


def from_wire(table: sa.Table, body: dict[str, Any]) -> Row:
    """A row of ``table`` from decoded JSON; columns that this version does not know are left out."""
    known, moments = _names(table), _moments(table)
    row: Row = {}
    for name, value in body.items():
        if name not in known:
            continue
        row[name] = msgspec.convert(value, datetime) if name in moments and value is not None else value
    return row


def json_text(value: Any) -> str:
    """What both engines store JSON columns with."""
    return msgspec.json.encode(value).decode()
