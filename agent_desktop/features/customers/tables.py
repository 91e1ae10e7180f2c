"""Tables of customers and the numbers that reach them."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.schema import Id, Json, Key, UtcDateTime, central_metadata, record

customer = record(
    "customer",
    sa.Column("kind", sa.Text, nullable=False),  # person | organisation
    sa.Column("name", sa.Text, nullable=False),  # as shown everywhere
    sa.Column("given_name", sa.Text),
    sa.Column("family_name", sa.Text),
    sa.Column("organisation", sa.Text),
    sa.Column("email", sa.Text),
    sa.Column("street", sa.Text),
    sa.Column("postcode", sa.Text),
    sa.Column("city", sa.Text),
    sa.Column("country", sa.Text),  # ISO 3166-1 alpha-2
    sa.Column("languages", sa.Text),  # as said aloud: "English, Igbo"
    sa.Column("time_zone", sa.Text),
    sa.Column("segment", sa.Text),  # the plan or cover shown as a chip
    sa.Column("alert", sa.Text),  # one line for what changes the conversation
    sa.Column("balance_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("customer_since", UtcDateTime),
    sa.Column("external_id", sa.Text, index=True),
    sa.Column("tags", Json),  # sorted words; null where there never was one
)

customer_phone = record(
    "customer_phone",
    sa.Column("customer_id", Id, nullable=False, index=True),
    sa.Column("e164", Key, nullable=False, index=True),
    sa.Column("reversed_digits", Key, nullable=False, index=True),
    sa.Column("extension", sa.Text),
    sa.Column("label", sa.Text, nullable=False),  # mobile | home | work | other
    sa.Column("is_preferred", sa.Boolean, nullable=False),
    sa.Column("is_verified", sa.Boolean, nullable=False),
    sa.Column("valid_from", sa.Text),  # ISO 8601 dates, both included; null: without an end
    sa.Column("valid_to", sa.Text),
)

customer_detail = record(
    "customer_detail",
    # What a customer has several of, beside their numbers. The preferred e-mail and postal address stand in
    # ``customer`` as well, where everything that needs one alone looks.
    sa.Column("customer_id", Id, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),  # email | address | social | name | id
    sa.Column(
        "value", sa.Text
    ),  # the address, handle, other name or number elsewhere; null for a postal address
    sa.Column("network", sa.Text),  # whose handle it is: mastodon, whatsapp, …
    sa.Column("street", sa.Text),
    sa.Column("postcode", sa.Text),
    sa.Column("city", sa.Text),
    sa.Column("country", sa.Text),  # ISO 3166-1 alpha-2
    sa.Column("label", sa.Text, nullable=False),  # home | work | billing | delivery | other
    sa.Column("is_preferred", sa.Boolean, nullable=False),
    sa.Column("valid_from", sa.Text),  # ISO 8601 dates, both included
    sa.Column("valid_to", sa.Text),
)

customer_relation = record(
    "customer_relation",
    # One row at each of the two: what ``customer_id`` is to ``other_id``, and its twin the other way round.
    sa.Column("customer_id", Id, nullable=False, index=True),
    sa.Column("other_id", Id, nullable=False, index=True),
    sa.Column("twin_id", Id, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),  # relations.INVERSE
    sa.Column("remark", sa.Text),
)

consent_event = record(
    "consent_event",
    # What a customer allowed or took back, added to and never changed. What holds now is derived (consent.py).
    sa.Column("customer_id", Id, nullable=False, index=True),
    sa.Column("purpose", sa.Text, nullable=False),  # consent.PURPOSES, or any for a withdrawal of all
    sa.Column("channel", sa.Text, nullable=False),  # consent.CHANNELS, or any
    sa.Column("is_granted", sa.Boolean, nullable=False),
    sa.Column("given_at", UtcDateTime, nullable=False),  # when the customer said so
    sa.Column("how", sa.Text, nullable=False),  # call | form | email | letter | chat | in_person | import
    sa.Column("evidence", sa.Text),  # where to look it up: a form's number, a recording
    sa.Column("recorded_by", Id, nullable=False),
    sa.Column(
        "answers", Json, nullable=False
    ),  # ids of the withdrawals a grant was given in the knowledge of
)

caller = record(
    "caller",
    # The caller index: whom a number reaches, on every desk, for the customers we spoke to last. Made of
    # ``customer_phone`` and ``customer``, under the id of the number.
    sa.Column("customer_id", Id, nullable=False, index=True),
    sa.Column("e164", Key, nullable=False, index=True),
    sa.Column("extension", sa.Text),
    sa.Column("name", sa.Text, nullable=False),
)

customer_private = record(
    "customer_private",
    # One row a customer, under the customer's id. In no working set and no bundle: it is handed out for a
    # contact, a visit or a reason given, and leaves the desk with it.
    sa.Column("customer_id", Id, nullable=False, index=True),
    sa.Column("birth_date", sa.Text),  # ISO 8601
    sa.Column("identifier", sa.Text),  # of a passport, an identity card, a contract
    sa.Column("iban_last4", sa.Text),
    sa.Column("payment_reference", sa.Text),
    sa.Column("health_note", sa.Text),
)

caller_number = record(
    "caller_number",
    # Whom a number reached, beside the numbers on record: confirmed by somebody on a call, or read in what the
    # customer wrote. Under an id made of both, so that two desks remember it once.
    sa.Column("customer_id", Id, nullable=False, index=True),
    sa.Column("e164", Key, nullable=False, index=True),
    sa.Column("source", sa.Text, nullable=False),  # confirmed | correspondence
    sa.Column("confirmed", sa.Integer, nullable=False),  # how often
    sa.Column("last_at", UtcDateTime, nullable=False),
)

merged_record = record(
    "merged_record",
    # Under the id of a record that was merged away: where it went. What desks still write to it lands there.
    sa.Column("customer_id", Id, nullable=False, index=True),  # whose it is now
    sa.Column("kind", sa.Text, nullable=False),  # customer | customer_phone
    sa.Column("into_id", Id, nullable=False, index=True),
    sa.Column("since_version", sa.Integer, nullable=False),  # of the survivor, before the merge
    sa.Column("merge_id", Id, nullable=False),
)

customer_merge = sa.Table(
    "customer_merge",
    central_metadata,
    # Every merge that was made: who, when, what of it was not taken over, and for 30 days how it was before.
    sa.Column("id", Id, primary_key=True),
    sa.Column("survivor_id", Id, nullable=False, index=True),
    sa.Column("merged_id", Id, nullable=False, index=True),
    sa.Column("merged_name", sa.Text, nullable=False),
    sa.Column("merged_by", Id, nullable=False),
    sa.Column("merged_at", UtcDateTime, nullable=False, index=True),
    sa.Column("dropped", Json, nullable=False),  # by field the values that stand in no record now
    sa.Column("moved", Json, nullable=False),  # how many records moved, by entity
    sa.Column("before", Json),  # merge_note.Before, emptied when it can no longer be undone
    sa.Column("undone_by", Id),
    sa.Column("undone_at", UtcDateTime),
)

duplicate_pair = sa.Table(
    "duplicate_pair",
    central_metadata,
    # Two customers who are probably one, as the background pass found them, and what was decided: once.
    sa.Column("left_id", Id, primary_key=True),  # the smaller id
    sa.Column("right_id", Id, primary_key=True, index=True),
    sa.Column("score", sa.Float, nullable=False),  # between 0 and 1
    sa.Column("reasons", Json, nullable=False),
    sa.Column("found_at", UtcDateTime, nullable=False),
    sa.Column("decision", sa.Text),  # two | later; null: nobody has looked yet
    sa.Column("decided_by", Id),
    sa.Column("decided_at", UtcDateTime),
    sa.Index(None, "decision", "score"),
)
