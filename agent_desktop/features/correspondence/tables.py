"""Tables of correspondence: the channels there are, the words around a reply, and central's mail on its way."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.schema import Id, Json, UtcDateTime, central_metadata, record

reply_channel = record(
    "reply_channel",
    # A way to answer that central has a connector for, under an id made of its name in the settings.
    sa.Column("channel", sa.Text, nullable=False),  # email
    sa.Column("name", sa.Text, nullable=False),  # as in the settings
    sa.Column("title", sa.Text, nullable=False),  # as customers read it
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("queue_id", Id),  # whose tickets it answers; what comes in lands there
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("is_active", sa.Boolean, nullable=False),
)

mail_template = record(
    "mail_template",
    # Under an id made of kind, language and channel, so that there is one of each.
    sa.Column("kind", sa.Text, nullable=False),  # model.KINDS
    sa.Column("language", sa.Text, nullable=False),  # ISO 639-1
    sa.Column("channel_id", Id),  # null: every channel that has none of its own
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("signature", sa.Text, nullable=False),
    sa.Column("is_active", sa.Boolean, nullable=False),
)

ticket_thread = sa.Table(
    "ticket_thread",
    central_metadata,
    # By which word the answers to a ticket's mail are known; nobody can guess it.
    sa.Column("ticket_id", Id, primary_key=True),
    sa.Column("token", sa.Text, nullable=False, unique=True),
    sa.Column("made_at", UtcDateTime, nullable=False),
)

outgoing_mail = sa.Table(
    "outgoing_mail",
    central_metadata,
    # Every mail of ours, under the id of the note or of the invitation that it carries.
    sa.Column("id", Id, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),  # model.KINDS
    sa.Column("ticket_id", Id, index=True),
    sa.Column("note_id", Id),
    sa.Column("interaction_id", Id),
    sa.Column("channel_id", Id, nullable=False),
    sa.Column("to_address", sa.Text, nullable=False),
    sa.Column("message_id", sa.Text, nullable=False, unique=True),  # stays as it is however often it is tried
    sa.Column("state", sa.Text, nullable=False),  # queued | sending | sent | failed | bounced
    sa.Column("what", sa.Text),
    sa.Column("secret", sa.Text),  # of an invitation: its link, until it is sent
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("queued_at", UtcDateTime, nullable=False),
    sa.Column("next_at", UtcDateTime, nullable=False),
    sa.Column("held_until", UtcDateTime),  # whoever took it has until then to say what became of it
    sa.Column("settled_at", UtcDateTime),
    sa.Column("language", sa.Text),  # of the words around it, where its writer chose one
    sa.Index(None, "state", "next_at"),
    sa.Index(None, "to_address", "queued_at"),
)

incoming_mail = sa.Table(
    "incoming_mail",
    central_metadata,
    # Every mail that was taken, once, and what became of it.
    sa.Column("id", Id, primary_key=True),
    sa.Column("known_by", sa.Text, nullable=False, unique=True),  # SHA-256 of Message-ID, sender and words
    sa.Column("mailbox", sa.Text, nullable=False),
    sa.Column("uid_validity", sa.BigInteger, nullable=False),
    sa.Column("uid", sa.BigInteger, nullable=False),
    sa.Column("message_id", sa.Text),
    sa.Column("from_address", sa.Text),
    sa.Column("became", sa.Text, nullable=False),  # model.BECAME
    sa.Column("why", sa.Text),
    sa.Column("ticket_id", Id, index=True),
    sa.Column("note_id", Id),
    sa.Column("taken_at", UtcDateTime, nullable=False),
    sa.Index(None, "from_address", "taken_at"),
    sa.Index(None, "message_id"),
)

mail_progress = sa.Table(
    "mail_progress",
    central_metadata,
    # How far each mailbox has been read. What is taken and not yet marked there is marked at the next look.
    sa.Column("mailbox", sa.Text, primary_key=True),
    sa.Column("uid_validity", sa.BigInteger, nullable=False),
    sa.Column("last_uid", sa.BigInteger, nullable=False),
    sa.Column("unmarked", Json, nullable=False),  # list of uids
    sa.Column("read_at", UtcDateTime, nullable=False),
)

mailbox_state = sa.Table(
    "mailbox_state",
    central_metadata,
    # Whether each mailbox of the settings works, each way by itself.
    sa.Column("mailbox", sa.Text, primary_key=True),
    sa.Column("way", sa.Text, primary_key=True),  # in | out
    sa.Column("worked_at", UtcDateTime),
    sa.Column("moved_at", UtcDateTime),  # the last mail that was taken, or sent
    sa.Column("failing_since", UtcDateTime),  # null: it works
    sa.Column("what", sa.Text),  # why not, without an address
)

mail_number = sa.Table(
    "mail_number",
    central_metadata,
    # Ticket numbers of a block that central lent to itself, for tickets that nobody opens by hand.
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
)
