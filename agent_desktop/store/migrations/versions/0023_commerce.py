"""Orders have lines and a delivery, customers have products and contracts, and a ticket knows the call it is from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns that may be empty, and tables: the release before this one goes on beside it."""
    op.add_column("order", sa.Column("lines", _json()))
    op.add_column("order", sa.Column("carrier", sa.Text()))
    op.add_column("order", sa.Column("tracking", sa.Text()))
    op.add_column("order", sa.Column("expected_on", sa.Text()))
    op.add_column("order", sa.Column("delivered_at", _moment()))
    op.add_column("return_authorisation", sa.Column("settled_at", _moment()))
    op.add_column("ticket", sa.Column("interaction_id", _id()))
    op.create_index(op.f("ix_ticket_interaction_id"), "ticket", ["interaction_id"])
    op.create_table(
        "product_owned",
        sa.Column("id", _id(), nullable=False),
        sa.Column("customer_id", _id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=True),
        sa.Column("serial", sa.Text(), nullable=True),
        sa.Column("lot", sa.Text(), nullable=True),
        sa.Column("order_id", _id(), nullable=True),
        sa.Column("owned_since", sa.Text(), nullable=True),
        sa.Column("warranty_until", sa.Text(), nullable=True),
        sa.Column("warranty_terms", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("field_versions", _json(), server_default="{}", nullable=False),
        sa.Column("updated_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_owned")),
    )
    op.create_index(op.f("ix_product_owned_customer_id"), "product_owned", ["customer_id"])
    op.create_table(
        "contract",
        sa.Column("id", _id(), nullable=False),
        sa.Column("customer_id", _id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("terms", sa.Text(), nullable=True),
        sa.Column("starts_on", sa.Text(), nullable=True),
        sa.Column("renews_on", sa.Text(), nullable=True),
        sa.Column("ends_on", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("field_versions", _json(), server_default="{}", nullable=False),
        sa.Column("updated_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
    )
    op.create_index(op.f("ix_contract_customer_id"), "contract", ["customer_id"])


def _id() -> sa.Uuid[str]:
    return sa.Uuid(as_uuid=False)


def _moment() -> postgresql.TIMESTAMP:
    return postgresql.TIMESTAMP(timezone=True)


def _json() -> postgresql.JSONB:
    return postgresql.JSONB(none_as_null=True)
