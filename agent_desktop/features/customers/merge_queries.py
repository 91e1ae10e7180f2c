"""What can be asked about merging: two customers side by side before, and what was merged after."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.query import Query, Read
from agent_desktop.core.registry import Registry
from agent_desktop.features.customers.commands import FIELDS
from agent_desktop.features.customers.merge_values import choose
from agent_desktop.features.customers.merging import UNDO_DAYS
from agent_desktop.features.customers.private_commands import PRIVATE_FIELDS
from agent_desktop.features.customers.tables import customer, customer_merge, customer_private


class MergeField(msgspec.Struct, frozen=True):
    """One field of both, as text; where ``is_question`` both say something else, and a person chooses."""

    name: str
    survivor: str | None
    merged: str | None
    final: str | None
    """What it will be if nothing is chosen."""
    is_question: bool


class MergeView(msgspec.Struct, frozen=True, kw_only=True):
    """Two customers side by side.

    ``private_questions`` names private details in which both say something else, without what; ``moves`` says
    how many records of each kind would become the survivor's.
    """

    survivor_id: str
    merged_id: str
    fields: list[MergeField]
    private_questions: list[str]
    survivor_name: str = ""
    merged_name: str = ""
    moves: dict[str, int] = {}


class MergePreview(Query[MergeView | None], frozen=True, kw_only=True):
    """What merging one into the other would make; None where one of them is not on record."""

    survivor_id: str
    merged_id: str


class MergeLine(msgspec.Struct, frozen=True, kw_only=True):
    """One merge that was made; ``undo_until`` is None where it cannot be undone."""

    merge_id: str
    survivor_id: str
    merged_id: str
    merged_name: str
    merged_by: str
    merged_at: datetime
    moved: dict[str, int]
    dropped: dict[str, list[Any]]
    undo_until: datetime | None
    undone_by: str | None
    undone_at: datetime | None


class Merges(Query[list[MergeLine]], frozen=True, kw_only=True):
    """Every merge into or of a customer, the latest first."""

    customer_id: str


def _moves(registry: Registry, read: Read, merged_id: str) -> dict[str, int]:
    """How many records name the one who would go, by kind; one look-up in an index each."""
    found: dict[str, int] = {}
    for spec in registry.entities.values():
        if spec.is_derived or spec.name == "customer_private":
            continue
        for column in spec.customer_columns:
            count = sa.select(sa.func.count()).where(spec.table.c[column] == merged_id)
            found[spec.name] = found.get(spec.name, 0) + int(read.execute(count).scalar() or 0)
    return {entity: count for entity, count in found.items() if count}


def _preview(registry: Registry, read: Read, query: MergePreview) -> MergeView | None:
    survivor = read.by_id(customer, query.survivor_id)
    merged = read.by_id(customer, query.merged_id)
    if survivor is None or merged is None or query.survivor_id == query.merged_id:
        return None
    final = survivor | choose(survivor, merged, frozenset()).values
    fields = [
        MergeField(
            name,
            _text(survivor[name]),
            _text(merged[name]),
            _text(final[name]),
            survivor[name] is not None and merged[name] is not None and survivor[name] != merged[name],
        )
        for name in FIELDS
        if survivor[name] is not None or merged[name] is not None
    ]
    mine, theirs = (read.by_id(customer_private, i) or {} for i in (query.survivor_id, query.merged_id))
    questions = [n for n in PRIVATE_FIELDS if mine.get(n) and theirs.get(n) and mine[n] != theirs[n]]
    return MergeView(
        survivor_id=query.survivor_id,
        merged_id=query.merged_id,
        fields=fields,
        private_questions=questions,
        survivor_name=survivor["name"],
        merged_name=merged["name"],
        moves=_moves(registry, read, query.merged_id),
    )


def _text(value: Any) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat()
    return None if value is None else str(value)


def _merges(read: Read, _actor: Actor, query: Merges) -> list[MergeLine]:
    found = read.execute(
        sa.select(customer_merge)
        .where(
            sa.or_(
                customer_merge.c.survivor_id == query.customer_id,
                customer_merge.c.merged_id == query.customer_id,
            )
        )
        .order_by(customer_merge.c.merged_at.desc(), customer_merge.c.id)
    )
    return [
        MergeLine(
            merge_id=row.id,
            survivor_id=row.survivor_id,
            merged_id=row.merged_id,
            merged_name=row.merged_name,
            merged_by=row.merged_by,
            merged_at=row.merged_at,
            moved=row.moved,
            dropped=row.dropped,
            undo_until=None if row.before is None else row.merged_at + timedelta(days=UNDO_DAYS),
            undone_by=row.undone_by,
            undone_at=row.undone_at,
        )
        for row in found
    ]


def register(registry: Registry) -> None:
    """Make these queries known."""
    book = registry.queries

    def preview(read: Read, _actor: Actor, query: MergePreview) -> MergeView | None:
        return _preview(registry, read, query)

    book.register(
        "customers.MergePreview",
        MergePreview,
        preview,
        answers=MergeView | None,
        roles=DESK,
        central_only=True,
    )
    book.register("customers.Merges", Merges, _merges, answers=list[MergeLine], roles=DESK, central_only=True)
