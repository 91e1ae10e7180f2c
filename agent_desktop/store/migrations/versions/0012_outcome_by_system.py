"""Who said what came of a contact: the person, or the system when wrap-up ran out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column that may be empty."""
    op.add_column("interaction", sa.Column("disposition_by", sa.Text()))
