"""The table of views of the ticket list that people keep under a name."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.schema import Id, Json, record

saved_view = record(
    "saved_view",
    sa.Column("owner_id", Id, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("team", sa.Text),  # as in agent.team: whom it is shared with; null is its owner's alone
    sa.Column("definition", Json, nullable=False),  # listing_views.ViewDefinition
)
