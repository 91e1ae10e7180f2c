"""Every write to what customers bought and own: told by the shop's and the accounting's own systems, or by a person.

What another system knows is recorded whole and as often as it likes: the first time makes the record, each later
one brings it up to date under the same id.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.errors import Invalid, NotHere, Refused
from agent_desktop.core.people import DESK, LEADS, PROGRAMS, Actor
from agent_desktop.core.work import Row, Work
from agent_desktop.features.commerce.model import (
    CONTRACT_STATES,
    LARGEST_MINOR,
    LINE_STATES,
    PRODUCT_STATES,
    RETURN_STATES,
    OrderLine,
    checked_currency,
    checked_date,
    checked_lines,
    named,
    one_of,
    status_of,
    stripped,
    total_of,
)


class RecordOrder(Command, frozen=True, kw_only=True):
    """What a customer ordered, with its lines; ``total_minor`` where it is not the sum of them, as with postage."""

    order_id: str
    customer_id: str
    number: str
    ordered_at: datetime
    currency: str
    lines: list[OrderLine]
    total_minor: int | None = None
    carrier: str | None = None
    tracking: str | None = None
    expected_on: str | None = None


class RecordDelivery(Command, frozen=True, kw_only=True):
    """How lines of an order stand now, counted from 0; no lines are all that were not cancelled.

    What is left unsaid of the parcel stays as it was. ``at`` is when a delivery came.
    """

    order_id: str
    state: str
    lines: list[int] = []
    carrier: str | None = None
    tracking: str | None = None
    expected_on: str | None = None
    at: datetime | None = None


class RecordProduct(Command, frozen=True, kw_only=True):
    """A thing that a customer has, with its warranty; a colleague's newer value of a field wins."""

    product_id: str
    customer_id: str
    name: str
    sku: str | None = None
    serial: str | None = None
    lot: str | None = None
    order_id: str | None = None
    owned_since: str | None = None
    warranty_until: str | None = None
    warranty_terms: str | None = None
    state: str = "in_use"
    remark: str | None = None


class RecordContract(Command, frozen=True, kw_only=True):
    """What a customer has agreed with us, and until when."""

    contract_id: str
    customer_id: str
    name: str
    number: str | None = None
    terms: str | None = None
    starts_on: str | None = None
    renews_on: str | None = None
    ends_on: str | None = None
    state: str = "active"


class SettleReturn(Command, frozen=True, kw_only=True):
    """Goods that were to come back have come, or are not taken back."""

    return_authorisation_id: str
    state: str


class SetBalance(Command, frozen=True, kw_only=True):
    """How a customer's account stands, in the minor unit; what they owe is below nothing."""

    customer_id: str
    balance_minor: int
    currency: str


def _order(work: Work, _actor: Actor, c: RecordOrder) -> None:
    lines = checked_lines(c.lines)
    total = total_of(lines) if c.total_minor is None else c.total_minor
    if abs(total) > LARGEST_MINOR:
        raise Invalid("total_minor", "This is no usable total.")
    _keep(
        work,
        "order",
        c.order_id,
        c.customer_id,
        {
            "number": named("number", c.number),
            "ordered_at": c.ordered_at,
            "item_count": sum(line.quantity for line in lines if line.state != "cancelled"),
            "total_minor": total,
            "currency": checked_currency(c.currency),
            "status": status_of(lines),
            "lines": msgspec.to_builtins(lines),
            "carrier": stripped(c.carrier),
            "tracking": stripped(c.tracking),
            "expected_on": checked_date("expected_on", c.expected_on),
        },
    )


def _delivery(work: Work, _actor: Actor, c: RecordDelivery) -> None:
    one_of("state", c.state, LINE_STATES)
    row = work.get("order", c.order_id)
    lines = msgspec.convert(row["lines"] or [], list[OrderLine])
    if any(not 0 <= place < len(lines) for place in c.lines):
        raise Invalid("lines", f"The order has {len(lines)} lines.", todo="Count them from 0.")
    meant = set(c.lines) or {place for place, line in enumerate(lines) if line.state != "cancelled"}
    lines = [
        msgspec.structs.replace(line, state=c.state) if place in meant else line
        for place, line in enumerate(lines)
    ]
    values: Row = {
        name: value
        for name, value in (
            ("carrier", stripped(c.carrier)),
            ("tracking", stripped(c.tracking)),
            ("expected_on", checked_date("expected_on", c.expected_on)),
            ("delivered_at", (c.at or c.made_at) if c.state == "delivered" else None),
        )
        if value is not None
    }
    if lines:
        values |= {
            "lines": msgspec.to_builtins(lines),
            "item_count": sum(line.quantity for line in lines if line.state != "cancelled"),
            "status": status_of(lines),
        }
    else:
        values["status"] = c.state
    work.update("order", c.order_id, values)


def _product(work: Work, _actor: Actor, c: RecordProduct) -> None:
    values: Row = {
        "name": named("name", c.name),
        **{name: stripped(getattr(c, name)) for name in ("sku", "serial", "lot", "warranty_terms", "remark")},
        **{name: checked_date(name, getattr(c, name)) for name in ("owned_since", "warranty_until")},
        "order_id": c.order_id,
        "state": one_of("state", c.state, PRODUCT_STATES),
    }
    _keep(work, "product_owned", c.product_id, c.customer_id, values)


def _contract(work: Work, _actor: Actor, c: RecordContract) -> None:
    values: Row = {
        "name": named("name", c.name),
        **{name: stripped(getattr(c, name)) for name in ("number", "terms")},
        **{name: checked_date(name, getattr(c, name)) for name in ("starts_on", "renews_on", "ends_on")},
        "state": one_of("state", c.state, CONTRACT_STATES),
    }
    _keep(work, "contract", c.contract_id, c.customer_id, values)


def _return(work: Work, _actor: Actor, c: SettleReturn) -> None:
    one_of("state", c.state, RETURN_STATES)
    row = work.get("return_authorisation", c.return_authorisation_id)
    if row["state"] != c.state:
        settled_at = None if c.state == "authorised" else c.made_at
        work.update("return_authorisation", row["id"], {"state": c.state, "settled_at": settled_at})


def _balance(work: Work, _actor: Actor, c: SetBalance) -> None:
    if abs(c.balance_minor) > LARGEST_MINOR:
        raise Invalid("balance_minor", "This is no usable balance.")
    row = work.get("customer", c.customer_id)
    values = {"balance_minor": c.balance_minor, "currency": checked_currency(c.currency)}
    work.update("customer", row["id"], values)


def _keep(work: Work, entity: str, record_id: str, customer_id: str, values: Row) -> None:
    """Add a record of a customer's, or bring the one of that id up to date."""
    owner = work.get("customer", customer_id)
    row = _found(work, entity, record_id)
    if row is None:
        work.insert(entity, {"id": record_id, "customer_id": owner["id"], **values})
        return
    if row["customer_id"] != owner["id"]:
        raise Refused(
            "not_theirs",
            "There is a record of this id, and it is another customer's.",
            kept="It was left as it is.",
            todo="Give the new one an id of its own.",
        )
    work.merge(entity, record_id, values)


def _found(work: Work, entity: str, record_id: str) -> dict[str, Any] | None:
    try:
        return work.get(entity, record_id)
    except NotHere:
        return None


def register(bus: CommandBus) -> None:
    """Make the commands of what customers bought known."""
    # Another system knows these and tells central itself; a desk without a line has nothing to say about them.
    bus.register("commerce.RecordOrder", RecordOrder, _order, roles=LEADS | PROGRAMS, is_online_only=True)
    bus.register(
        "commerce.RecordDelivery", RecordDelivery, _delivery, roles=LEADS | PROGRAMS, is_online_only=True
    )
    bus.register(
        "commerce.RecordContract", RecordContract, _contract, roles=LEADS | PROGRAMS, is_online_only=True
    )
    bus.register("commerce.SetBalance", SetBalance, _balance, roles=LEADS | PROGRAMS, is_online_only=True)
    # These an agent hears on the telephone.
    bus.register("commerce.RecordProduct", RecordProduct, _product, roles=DESK | PROGRAMS)
    bus.register("commerce.SettleReturn", SettleReturn, _return, roles=DESK | PROGRAMS)
