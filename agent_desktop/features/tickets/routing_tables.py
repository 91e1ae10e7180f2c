"""Tables of who can do what, and of how each queue hands out its tickets."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.schema import Json, record

agent_profile = record(
    "agent_profile",
    # Under the person's id.
    sa.Column("skills", Json, nullable=False),  # level 1 to 5 by name
    sa.Column("languages", Json, nullable=False),  # as customers say them, small letters
    sa.Column("capacity", sa.Integer, nullable=False),  # the weight of open tickets they carry at most
)

queue_routing = record(
    "queue_routing",
    # Under the queue's id.
    sa.Column("criteria", Json, nullable=False),  # assignment.CRITERIA in the order they decide
    sa.Column("is_automatic", sa.Boolean, nullable=False),
)
