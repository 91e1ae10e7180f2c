"""Tables of guided scripts and standard answers."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.schema import Json, record

script = record(
    "script",
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("topic", sa.Text),
    sa.Column("queues", Json, nullable=False),  # ids of queues it is offered in; empty for all
    sa.Column("steps", Json, nullable=False),  # see model.Step
)

answer = record(
    "answer",
    sa.Column("shortcut", sa.Text, nullable=False, unique=True),  # without the slash
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)
