"""Tables of what customers bought, own and have agreed with us, and of goods that come back."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.store.schema import Id, Json, UtcDateTime, record

order = record(
    "order",
    sa.Column("customer_id", Id, nullable=False, index=True),
    sa.Column("number", sa.Text, nullable=False, index=True),
    sa.Column("ordered_at", UtcDateTime, nullable=False),
    sa.Column("item_count", sa.Integer, nullable=False),
    sa.Column("total_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),  # model.ORDER_STATES
    # What follows may be null: of an order that is known by its number and total alone.
    sa.Column("lines", Json),  # list of model.OrderLine
    sa.Column("carrier", sa.Text),
    sa.Column("tracking", sa.Text),
    sa.Column("expected_on", sa.Text),  # ISO 8601 date of the delivery
    sa.Column("delivered_at", UtcDateTime),
)

product_owned = record(
    "product_owned",
    # A thing that the customer has: what is in the house, whoever it was bought from.
    sa.Column("customer_id", Id, nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("sku", sa.Text),
    sa.Column("serial", sa.Text),
    sa.Column("lot", sa.Text),
    sa.Column("order_id", Id),
    sa.Column("owned_since", sa.Text),  # ISO 8601 date
    sa.Column("warranty_until", sa.Text),  # ISO 8601 date, the last day that is covered
    sa.Column("warranty_terms", sa.Text),
    sa.Column("state", sa.Text, nullable=False),  # model.PRODUCT_STATES
    sa.Column("remark", sa.Text),
)

contract = record(
    "contract",
    sa.Column("customer_id", Id, nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("number", sa.Text),
    sa.Column("terms", sa.Text),  # in a few words: "parts and labour"
    sa.Column("starts_on", sa.Text),  # ISO 8601 dates
    sa.Column("renews_on", sa.Text),
    sa.Column("ends_on", sa.Text),
    sa.Column("state", sa.Text, nullable=False),  # model.CONTRACT_STATES
)

return_authorisation = record(
    "return_authorisation",
    # That a customer may send something back, and whether it came.
    sa.Column("customer_id", Id, index=True),
    sa.Column("ticket_id", Id, nullable=False, index=True),
    sa.Column("order_id", Id),
    sa.Column("product", sa.Text, nullable=False),
    sa.Column("lot", sa.Text),
    sa.Column("state", sa.Text, nullable=False),  # model.RETURN_STATES
    sa.Column("authorised_by", Id, nullable=False),
    sa.Column("authorised_at", UtcDateTime, nullable=False),
    sa.Column("settled_at", UtcDateTime),
)
