"""Commands that name a record which was merged away: they land on the one it was merged into."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.registry import Registry, Successor
from agent_desktop.store.work import SqlRead
from agent_desktop.sync.erased_words import ids_in
from agent_desktop.sync.messages import Envelope

_MOST_STEPS = 20
"""A merged into B, B into C …; each merge shortens what is before it, so that one step is the rule."""

BY_NAME = frozenset({"customers.UndoMerge"})
"""Kinds that mean the records they name and no others."""

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def landed(connection: sa.Connection, registry: Registry, commands: Sequence[Envelope]) -> list[Envelope]:
    """The commands as they are to be run, those that name a record merged away naming its survivor.

    What their author had seen of the one that went is held against the survivor as it was before the merge:
    so what the merge decided, and what was changed since, is not overwritten, and its author is told.
    """
    ids = sorted({found for envelope in commands for found in _ids_of(envelope.data)})
    if not ids:
        return list(commands)
    became = _became(connection, registry, ids)
    return [_landed(envelope, became) for envelope in commands] if became else list(commands)


def _became(connection: sa.Connection, registry: Registry, ids: list[str]) -> Mapping[str, Successor]:
    read = SqlRead(connection, is_whole=True)
    found: dict[str, Successor] = {}
    for asked in registry.successors:
        found.update(asked(read, ids))
        for _ in range(_MOST_STEPS):
            further = asked(read, sorted({one.into_id for one in found.values()})) if found else {}
            if not further:
                break
            found = {gone: further.get(one.into_id, one) for gone, one in found.items()}
    return found


def _landed(envelope: Envelope, became: Mapping[str, Successor]) -> Envelope:
    if envelope.kind in BY_NAME or became.keys().isdisjoint(_ids_of(envelope.data)):
        return envelope
    seen = {record_id: version for record_id, version in envelope.seen.items() if record_id not in became}
    for gone, one in became.items():
        if gone in envelope.seen:
            seen[one.into_id] = min(seen.get(one.into_id, one.since_version), one.since_version)
    return Envelope(envelope.kind, _renamed(envelope.data, became), seen)


def _ids_of(value: Any) -> set[str]:
    """Every id that is a value of its own; one that stands in a text is part of the text."""
    if isinstance(value, str):
        return ids_in(value) if _ID.fullmatch(value) else set()
    if isinstance(value, dict):
        return {found for part in value.values() for found in _ids_of(part)}
    if isinstance(value, list):
        return {found for part in value for found in _ids_of(part)}
    return set()


def _renamed(value: Any, became: Mapping[str, Successor]) -> Any:
    if isinstance(value, str):
        one = became.get(value)
        return value if one is None else one.into_id
    if isinstance(value, dict):
        return {name: _renamed(part, became) for name, part in value.items()}
    return [_renamed(part, became) for part in value] if isinstance(value, list) else value
