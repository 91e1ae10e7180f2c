"""Tables of customers and the numbers that reach them."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.schema import Id, Key, UtcDateTime, record

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
