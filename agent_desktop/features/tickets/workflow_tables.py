"""Tables of the site's rules: what holds, what held before, what each did when, and what people were told."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.schema import Id, Json, UtcDateTime, central_metadata, record

workflow_rule = record(
    "workflow_rule",
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),  # the lower comes first
    sa.Column("revision", sa.Integer, nullable=False),  # counts what was said of it, from 1
    sa.Column("rule", Json, nullable=False),  # workflow_model.Rule
    sa.Column("is_active", sa.Boolean, nullable=False),
)

notice = record(
    "notice",
    # Told to one person, and on their desk until they have looked at it.
    sa.Column("agent_id", Id, nullable=False, index=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("said_by", sa.Text, nullable=False),  # the rule's name
    sa.Column("ticket_id", Id, index=True),
    sa.Column("customer_id", Id, index=True),
    sa.Column("told_at", UtcDateTime, nullable=False),
    sa.Column("read_at", UtcDateTime),
)

workflow_revision = sa.Table(
    "workflow_revision",
    central_metadata,
    sa.Column("rule_id", Id, primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("rule", Json, nullable=False),
    sa.Column("is_active", sa.Boolean, nullable=False),
    sa.Column("saved_by", Id),  # null: central itself, as with the rules that are shipped
    sa.Column("saved_at", UtcDateTime, nullable=False),
)

workflow_run = sa.Table(
    "workflow_run",
    central_metadata,
    sa.Column("n", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("rule_id", Id, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("rule_name", sa.Text, nullable=False),
    sa.Column("ticket_id", Id, nullable=False, index=True),
    sa.Column("happened", sa.Text, nullable=False),  # one of workflow_model.TRIGGERS
    sa.Column("outcome", sa.Text, nullable=False),  # acted | refused | stopped
    sa.Column("why", Json, nullable=False),  # list of sentences
    sa.Column("changes", Json, nullable=False),  # by field: [before, after]
    sa.Column("deeds", Json, nullable=False),  # list of sentences
    sa.Column("detail", sa.Text),  # why it was refused or stopped
    sa.Column("depth", sa.Integer, nullable=False),  # how many rules came before it, one upon another
    sa.Column("command_id", Id),
    sa.Column("agent_id", Id),  # whose change it followed; null: time, or central itself
    sa.Index(None, "rule_id", "n"),
)

workflow_mark = sa.Table(
    "workflow_mark",
    central_metadata,
    # That a rule that waits for time has acted on one stay of a ticket, or on one due time of a promise.
    sa.Column("rule_id", Id, primary_key=True),
    sa.Column("about_id", Id, primary_key=True),
    sa.Column("since", UtcDateTime, primary_key=True),
)

handed_out = sa.Table(
    "handed_out",
    central_metadata,
    # Central gave this ticket to somebody, and they have not looked at it since.
    sa.Column("ticket_id", Id, primary_key=True),
    sa.Column("agent_id", Id, nullable=False, index=True),
    sa.Column("at", UtcDateTime, nullable=False),
)
