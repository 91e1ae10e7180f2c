"""Every read of what customers bought, own and have agreed with us."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.query import Read
from agent_desktop.core.registry import Registry
from agent_desktop.features.commerce import told
from agent_desktop.features.commerce.model import OrderLine
from agent_desktop.features.commerce.read_models import (
    ContractView,
    Holdings,
    HoldingsView,
    Order,
    Orders,
    OrderView,
    ProductView,
    ReturnView,
)
from agent_desktop.features.commerce.tables import contract, order, product_owned, return_authorisation
from agent_desktop.features.customers.tables import customer

LARGEST_PAGE = 1_000

_OF: sa.BindParameter[str] = sa.bindparam("customer_id")
_MOST = sa.bindparam("most", type_=sa.Integer)
_ONE = sa.select(order).where(order.c.id == sa.bindparam("order_id"))
_ORDERS = (
    sa.select(order)
    .where(order.c.customer_id == _OF)
    .order_by(order.c.ordered_at.desc(), order.c.id.desc())
    .limit(_MOST)
)
_before = sa.bindparam("before", type_=order.c.ordered_at.type)
_ORDERS_AFTER = _ORDERS.where(
    sa.or_(
        order.c.ordered_at < _before,
        sa.and_(order.c.ordered_at == _before, order.c.id < sa.bindparam("before_id", type_=order.c.id.type)),
    )
)
_ACCOUNT = sa.select(customer.c.balance_minor, customer.c.currency).where(customer.c.id == _OF)
_PRODUCTS = (
    sa.select(product_owned, order.c.number.label("order_number"))
    .select_from(product_owned.outerjoin(order, order.c.id == product_owned.c.order_id))
    .where(product_owned.c.customer_id == _OF)
    .order_by(
        sa.case((product_owned.c.state == "in_use", 0), else_=1),
        sa.func.coalesce(product_owned.c.owned_since, "").desc(),
        product_owned.c.id,
    )
    .limit(_MOST)
)
_CONTRACTS = (
    sa.select(contract)
    .where(contract.c.customer_id == _OF)
    .order_by(
        sa.case((contract.c.state == "active", 0), else_=1),
        sa.func.coalesce(contract.c.starts_on, "").desc(),
        contract.c.id,
    )
    .limit(_MOST)
)
_RETURNS = (
    sa.select(return_authorisation, order.c.number.label("order_number"))
    .select_from(return_authorisation.outerjoin(order, order.c.id == return_authorisation.c.order_id))
    .where(return_authorisation.c.customer_id == _OF)
    .order_by(
        sa.case((return_authorisation.c.state == "authorised", 0), else_=1),
        return_authorisation.c.authorised_at.desc(),
        return_authorisation.c.id,
    )
    .limit(_MOST)
)
_COUNTS = sa.select(
    *(
        sa.select(sa.func.count()).select_from(table).where(table.c.customer_id == _OF).scalar_subquery()
        for table in (product_owned, contract, return_authorisation, order)
    )
)


def order_view(row: Any) -> OrderView:
    """An order as it is shown, of its row."""
    return OrderView(
        order_id=row.id,
        customer_id=row.customer_id,
        number=row.number,
        ordered_at=row.ordered_at,
        status=row.status,
        item_count=row.item_count,
        total_minor=row.total_minor,
        currency=row.currency,
        lines=msgspec.convert(row.lines or [], list[OrderLine]),
        carrier=row.carrier,
        tracking=row.tracking,
        expected_on=row.expected_on,
        delivered_at=row.delivered_at,
    )


def _order(read: Read, _actor: Actor, query: Order) -> OrderView | None:
    row = read.execute(_ONE, {"order_id": query.order_id}).first()
    return None if row is None else order_view(row)


def _orders(read: Read, _actor: Actor, query: Orders) -> list[OrderView]:
    asked: dict[str, Any] = {
        "customer_id": query.customer_id,
        "most": max(1, min(query.limit, LARGEST_PAGE)),
    }
    if query.before is None or query.before_id is None:
        rows = read.execute(_ORDERS, asked)
    else:
        rows = read.execute(_ORDERS_AFTER, asked | {"before": query.before, "before_id": query.before_id})
    return [order_view(row) for row in rows]


def _holdings(read: Read, _actor: Actor, query: Holdings) -> HoldingsView | None:
    of = {"customer_id": query.customer_id}
    account = read.execute(_ACCOUNT, of).first()
    if account is None:
        return None
    asked = of | {"most": max(1, min(query.limit, LARGEST_PAGE))}
    products, contracts, returns, orders = read.execute(_COUNTS, of).one()
    return HoldingsView(
        balance_minor=account.balance_minor,
        currency=account.currency,
        products=[
            ProductView(
                product_id=row.id,
                name=row.name,
                sku=row.sku,
                serial=row.serial,
                lot=row.lot,
                order_number=row.order_number,
                owned_since=row.owned_since,
                warranty_until=row.warranty_until,
                warranty_terms=row.warranty_terms,
                state=row.state,
                remark=row.remark,
            )
            for row in read.execute(_PRODUCTS, asked)
        ],
        contracts=[
            ContractView(
                contract_id=row.id,
                name=row.name,
                number=row.number,
                terms=row.terms,
                starts_on=row.starts_on,
                renews_on=row.renews_on,
                ends_on=row.ends_on,
                state=row.state,
            )
            for row in read.execute(_CONTRACTS, asked)
        ],
        returns=[
            ReturnView(
                return_id=row.id,
                ticket_id=row.ticket_id,
                product=row.product,
                lot=row.lot,
                order_number=row.order_number,
                state=row.state,
                authorised_at=row.authorised_at,
                settled_at=row.settled_at,
            )
            for row in read.execute(_RETURNS, asked)
        ],
        product_count=int(products),
        contract_count=int(contracts),
        return_count=int(returns),
        order_count=int(orders),
    )


def register(registry: Registry) -> None:
    """Make the queries known, and what orders tell of a customer."""
    book = registry.queries
    book.register("commerce.Holdings", Holdings, _holdings, answers=HoldingsView | None, roles=DESK)
    book.register("commerce.Orders", Orders, _orders, answers=list[OrderView], roles=DESK)
    book.register("commerce.Order", Order, _order, answers=OrderView | None, roles=DESK)
    told.register(registry)
