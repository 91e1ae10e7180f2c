"""A shop's own system tells central of orders and balances over the desks' interface, and the desks have them."""

from __future__ import annotations

from agent_desktop.core.ids import new_id
from tests.support.commands_of import create_customer, envelope

ORDERED_AT = "2026-11-21T16:20:00Z"


async def test_an_order_and_its_delivery_reach_an_agent_who_has_the_customer_open(central):
    shop, leila = await central.desk("aisha"), await central.desk("leila")
    customer, order = new_id(), new_id()
    await leila.push(create_customer(customer))
    head = (await leila.client.get(f"/api/v1/customers/{customer}/bundle")).json()["head"]
    ordered = {
        "order_id": order,
        "customer_id": customer,
        "number": "A-1031",
        "ordered_at": ORDERED_AT,
        "currency": "EUR",
        "lines": [{"name": "Filter set", "sku": "F-1", "quantity": 2, "unit_minor": 600}],
        "expected_on": "2026-11-24",
    }
    verdicts = await shop.push(
        envelope("commerce.RecordOrder", **ordered),
        envelope("commerce.RecordOrder", **ordered),
        envelope("commerce.RecordDelivery", order_id=order, state="delivered", at=ORDERED_AT),
        envelope("commerce.SetBalance", customer_id=customer, balance_minor=-1200, currency="EUR"),
    )
    assert [verdict["status"] for verdict in verdicts] == ["applied"] * 4
    page = await leila.pull(**{f"customer:{customer}": head})
    told = {row["entity"] for row in page["rows"]}
    assert {"order", "customer"} <= told
    found = await leila.ask("commerce.Orders", customer_id=customer)
    assert [(one["number"], one["status"], one["total_minor"]) for one in found] == [
        ("A-1031", "delivered", 1200)
    ]
    held = await leila.ask("commerce.Holdings", customer_id=customer)
    assert (held["balance_minor"], held["order_count"]) == (-1200, 1)


async def test_what_cannot_be_is_refused_whole(central):
    shop, customer = await central.desk("aisha"), new_id()
    await shop.push(create_customer(customer))
    common = {"customer_id": customer, "number": "A-1", "ordered_at": ORDERED_AT}
    lines = [{"name": "Filter", "quantity": 1}]
    for wrong in (
        {"currency": "euros", "lines": lines},
        {"currency": "EUR", "lines": [{"name": " "}]},
        {"currency": "EUR", "lines": lines, "expected_on": "tomorrow"},
        {"currency": "EUR", "lines": [{"name": "Filter", "quantity": 0}]},
    ):
        [verdict] = await shop.push(envelope("commerce.RecordOrder", order_id=new_id(), **common, **wrong))
        assert verdict["status"] == "refused", wrong
    assert await shop.ask("commerce.Orders", customer_id=customer) == []


async def test_an_agent_is_no_shop(central):
    leila, customer = await central.desk("leila"), new_id()
    await leila.push(create_customer(customer))
    [verdict] = await leila.push(
        envelope("commerce.SetBalance", customer_id=customer, balance_minor=1, currency="EUR")
    )
    assert verdict["status"] == "refused"
    assert verdict["problem"]["reason"] == "not_allowed"
