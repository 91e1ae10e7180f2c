"""Table of everything that passed between a customer and us, whatever the channel."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.schema import Id, Json, UtcDateTime, record

interaction = record(
    "interaction",
    sa.Column("customer_id", Id),  # null while the caller is not known
    sa.Column("channel", sa.Text, nullable=False),  # call | email | chat | sms | letter | note
    sa.Column("direction", sa.Text, nullable=False),  # in | out
    sa.Column("state", sa.Text, nullable=False),  # in_progress | wrap_up | done
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("agent_id", Id),
    sa.Column("queue_id", Id),
    sa.Column("ticket_id", Id),
    sa.Column("call_id", sa.Text, index=True),
    sa.Column("number", sa.Text),  # E.164, or as it was given
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("ended_at", UtcDateTime),
    sa.Column("waited_s", sa.Integer),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("topic", sa.Text),
    sa.Column("disposition", sa.Text),
    sa.Column(
        "disposition_by", sa.Text
    ),  # system, where wrap-up ran out before the person said what came of it
    sa.Column("identity", sa.Text),  # verified | failed; null: nobody has asked in this contact
    sa.Column("identity_how", sa.Text),  # identity.WAYS
    sa.Column("satisfaction", sa.Integer),  # 1 to 5
    # Of a contact logged by hand: waiting (no call is known), asks (several fit), joined; null for all others.
    sa.Column("joining", sa.Text),
    sa.Index(None, "customer_id", "started_at"),
    sa.Index(None, "agent_id", "started_at"),
)

contact_alias = record(
    "contact_alias",
    # A contact logged by hand that turned out to be a call: what was sent under its id means the call's contact.
    sa.Column("interaction_id", Id, nullable=False),
    sa.Column("agent_id", Id, nullable=False),
)

call_question = record(
    "call_question",
    # "Which of these calls was it?", under the id of the contact it is about; only its person's desks hold it.
    sa.Column("customer_id", Id),
    sa.Column("agent_id", Id, nullable=False),
    sa.Column("is_open", sa.Boolean, nullable=False),
    sa.Column("choices", Json, nullable=False),  # read_models.CallChoice, emptied by the answer
    sa.Column("declined", Json, nullable=False),  # contact ids of calls that it was not
)
