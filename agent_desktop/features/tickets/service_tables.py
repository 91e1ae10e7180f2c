"""Tables of the site's service levels: calendars, targets, and central's clocks of each ticket."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.schema import Id, Json, UtcDateTime, central_metadata, record

service_calendar = record(
    "service_calendar",
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("time_zone", sa.Text, nullable=False),
    sa.Column("week", Json, nullable=False),  # by weekday "0" (Monday) to "6": list of [opens, closes]
    sa.Column("country", sa.Text),  # whose public holidays are kept, ISO 3166-1
    sa.Column("subdivision", sa.Text),
    sa.Column(
        "special", Json, nullable=False
    ),  # by ISO date: list of [opens, closes]; an empty one is closed
    sa.Column("teams", Json, nullable=False),  # whose it is: names of teams, ids of queues
    sa.Column("queues", Json, nullable=False),
    sa.Column("is_default", sa.Boolean, nullable=False),
)

service_target = record(
    "service_target",
    # What a ticket must fit, null fits all; of those that fit the first by position holds.
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("priority", sa.Text),
    sa.Column("category_id", Id),  # that category or one within it
    sa.Column("segment", sa.Text),  # of the customer: what they are worth to us
    sa.Column("first_response_s", sa.Integer),
    sa.Column("next_response_s", sa.Integer),
    sa.Column("resolution_s", sa.Integer),
    sa.Column("warn_pct", sa.Integer, nullable=False),
    sa.Column("escalate_to", sa.Text),  # a level, at breach
    sa.Column("escalate_queue_id", Id),
    sa.Column("is_active", sa.Boolean, nullable=False),
    sa.Column("value_from_minor", sa.BigInteger),  # what the customer ordered in a year, at least
)

service_recount = sa.Table(
    "service_recount",
    central_metadata,
    # Row 1 is there while the clocks of open tickets are counted anew, after calendars or targets were edited.
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("after", Id),  # up to which ticket they are; null: none yet
)

ticket_clock = sa.Table(
    "ticket_clock",
    central_metadata,
    sa.Column("ticket_id", Id, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),  # first_response | next_response | resolution
    sa.Column("target_id", Id, nullable=False),
    sa.Column("calendar_id", Id),  # null: open at every moment
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("target_s", sa.Integer, nullable=False),
    sa.Column("pauses", Json, nullable=False),  # list of [from, until or null]
    sa.Column("met_at", UtcDateTime),
    sa.Column("warn_at", UtcDateTime),
    sa.Column("due_at", UtcDateTime),
    sa.Column("warned_at", UtcDateTime),
    sa.Column("breached_at", UtcDateTime),
    sa.Column("is_stale", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Index(
        "ix_ticket_clock_warn", "warn_at", postgresql_where=sa.text("met_at IS NULL AND warned_at IS NULL")
    ),
    sa.Index(
        "ix_ticket_clock_due", "due_at", postgresql_where=sa.text("met_at IS NULL AND breached_at IS NULL")
    ),
    sa.Index("ix_ticket_clock_stale", "ticket_id", postgresql_where=sa.text("is_stale")),
)
