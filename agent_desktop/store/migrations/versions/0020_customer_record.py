"""A customer's whole record: several addresses and handles, relations, consent; merges and duplicates."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0012"
branch_labels = None
depends_on = None


def _id(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid(as_uuid=False), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, postgresql.TIMESTAMP(timezone=True), nullable=nullable)


def _json(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, postgresql.JSONB(none_as_null=True), nullable=nullable)


def _record(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        _id("id"),
        *columns,
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("field_versions", postgresql.JSONB(none_as_null=True), server_default="{}", nullable=False),
        _moment("updated_at"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    _index(name, "customer_id")


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def upgrade() -> None:
    """Add tables and columns that may be empty: the release before this one goes on beside it."""
    op.add_column("customer", _json("tags", nullable=True))
    op.add_column("customer_phone", sa.Column("valid_from", sa.Text()))
    op.add_column("customer_phone", sa.Column("valid_to", sa.Text()))
    op.add_column("interaction", sa.Column("identity", sa.Text()))
    op.add_column("interaction", sa.Column("identity_how", sa.Text()))
    _record(
        "customer_detail",
        _id("customer_id"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text()),
        sa.Column("network", sa.Text()),
        sa.Column("street", sa.Text()),
        sa.Column("postcode", sa.Text()),
        sa.Column("city", sa.Text()),
        sa.Column("country", sa.Text()),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("is_preferred", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Text()),
        sa.Column("valid_to", sa.Text()),
    )
    _record(
        "customer_relation",
        _id("customer_id"),
        _id("other_id"),
        _id("twin_id"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text()),
    )
    _index("customer_relation", "other_id")
    _record(
        "consent_event",
        _id("customer_id"),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("is_granted", sa.Boolean(), nullable=False),
        _moment("given_at"),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text()),
        _id("recorded_by"),
        _json("answers"),
    )
    _record(
        "merged_record",
        _id("customer_id"),
        sa.Column("kind", sa.Text(), nullable=False),
        _id("into_id"),
        sa.Column("since_version", sa.Integer(), nullable=False),
        _id("merge_id"),
    )
    _index("merged_record", "into_id")
    _merging()
    _calling()


def _merging() -> None:
    op.create_table(
        "customer_merge",
        _id("id"),
        _id("survivor_id"),
        _id("merged_id"),
        sa.Column("merged_name", sa.Text(), nullable=False),
        _id("merged_by"),
        _moment("merged_at"),
        _json("dropped"),
        _json("moved"),
        _json("before", nullable=True),
        _id("undone_by", nullable=True),
        _moment("undone_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_merge")),
    )
    for column in ("survivor_id", "merged_id", "merged_at"):
        _index("customer_merge", column)
    op.create_table(
        "duplicate_pair",
        _id("left_id"),
        _id("right_id"),
        sa.Column("score", sa.Float(), nullable=False),
        _json("reasons"),
        _moment("found_at"),
        sa.Column("decision", sa.Text()),
        _id("decided_by", nullable=True),
        _moment("decided_at", nullable=True),
        sa.PrimaryKeyConstraint("left_id", "right_id", name=op.f("pk_duplicate_pair")),
    )
    _index("duplicate_pair", "right_id")
    _index("duplicate_pair", "decision", "score")


def _calling() -> None:
    _record(
        "caller_number",
        _id("customer_id"),
        sa.Column("e164", sa.Text(collation="C"), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        _moment("last_at"),
    )
    _index("caller_number", "e164")
