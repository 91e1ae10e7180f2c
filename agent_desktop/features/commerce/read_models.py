"""What can be asked about what customers bought, own and have agreed with us."""

from __future__ import annotations

from datetime import datetime

import msgspec

from agent_desktop.core.query import Query
from agent_desktop.features.commerce.model import OrderLine


class OrderView(msgspec.Struct, frozen=True):
    """One order with its lines and how its delivery stands; amounts are in the minor unit."""

    order_id: str
    customer_id: str
    number: str
    ordered_at: datetime
    status: str
    item_count: int
    total_minor: int
    currency: str
    lines: list[OrderLine]
    carrier: str | None
    tracking: str | None
    expected_on: str | None  # ISO 8601 date
    delivered_at: datetime | None


class ProductView(msgspec.Struct, frozen=True):
    """One thing that the customer has; dates as ISO 8601 writes them."""

    product_id: str
    name: str
    sku: str | None
    serial: str | None
    lot: str | None
    order_number: str | None
    owned_since: str | None
    warranty_until: str | None  # the last day that is covered
    warranty_terms: str | None
    state: str  # model.PRODUCT_STATES
    remark: str | None


class ContractView(msgspec.Struct, frozen=True):
    """What the customer has agreed with us; dates as ISO 8601 writes them."""

    contract_id: str
    name: str
    number: str | None
    terms: str | None
    starts_on: str | None
    renews_on: str | None
    ends_on: str | None
    state: str  # model.CONTRACT_STATES


class ReturnView(msgspec.Struct, frozen=True):
    """Goods that come back, and whether they have come."""

    return_id: str
    ticket_id: str
    product: str
    lot: str | None
    order_number: str | None
    state: str  # model.RETURN_STATES
    authorised_at: datetime
    settled_at: datetime | None


class HoldingsView(msgspec.Struct, frozen=True):
    """All of a customer's commerce but the orders: the account, and what they have and have agreed.

    Of each kind those that count come first: things in use, contracts that run, returns still to come; the counts
    are of all there are, also where only the first are among them.
    """

    balance_minor: int
    currency: str
    products: list[ProductView]
    contracts: list[ContractView]
    returns: list[ReturnView]
    product_count: int
    contract_count: int
    return_count: int
    order_count: int


class Holdings(Query[HoldingsView | None], frozen=True, kw_only=True):
    """What a customer has, at most ``limit`` of each kind; None where this store does not hold the customer."""

    customer_id: str
    limit: int = 500


class Orders(Query[list[OrderView]], frozen=True, kw_only=True):
    """A customer's orders, newest first; the next page begins after ``(before, before_id)``, its last one."""

    customer_id: str
    before: datetime | None = None
    before_id: str | None = None
    limit: int = 100


class Order(Query[OrderView | None], frozen=True, kw_only=True):
    """One order; None where this store does not hold it."""

    order_id: str
