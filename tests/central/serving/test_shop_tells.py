"""A shop's own system tells central of orders and balances over the desks' interface, and the desks have them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from agent_desktop.central.accounts import write_person
from agent_desktop.core.ids import new_id
from agent_desktop.features.workforce.tables import account
from tests.support.commands_of import create_customer, envelope

ORDERED_AT = "2026-11-21T16:20:00Z"


async def test_an_order_and_its_delivery_reach_an_agent_who_has_the_customer_open(central):
    shop, leila = await central.desk("aisha"), await central.desk("leila")
    customer, order = new_id(), new_id()
    await leila.push(create_customer(customer))
    opened = (await leila.client.get(f"/api/v1/customers/{customer}/bundle")).json()
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
    page = await leila.pull(**{f"customer:{customer}": opened["seq"]})
    told = {row[1] for row in page["rows"]}
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


@pytest.fixture
async def shop(central):
    """The shop's own system, signed in under the role of a program."""
    async with central.app.service.engine.connect() as connection:
        kept = (await connection.execute(sa.select(account.c.password_hash).limit(1))).scalar_one()
    await write_person(
        central.app.service.engine,
        login="shop.fernhill",
        name="Fernhill shop",
        roles=["shop"],
        queues=[],
        extension=None,
        password_hash=kept,
    )
    return await central.desk("shop.fernhill")


async def test_a_shop_tells_what_it_knows_of_whom_it_knows_by_number(central, shop):
    leila, customer, order = await central.desk("leila"), new_id(), new_id()
    elsewhere = envelope(
        "customers.AddDetail", detail_id=new_id(), customer_id=customer, value="OLD-7", label="other"
    )
    elsewhere["data"]["kind"] = "id"
    await leila.push(
        create_customer(customer),
        envelope("customers.ChangeCustomer", customer_id=customer, external_id="C10231"),
        elsewhere,
    )
    assert await shop.ask("commerce.CustomersOfNumber", number=" C10231 ") == [customer]
    assert await shop.ask("commerce.CustomersOfNumber", number="OLD-7") == [customer]
    assert await shop.ask("commerce.CustomersOfNumber", number="C1023") == []
    common = {"customer_id": customer, "currency": "EUR"}
    verdicts = await shop.push(
        envelope(
            "commerce.RecordOrder",
            order_id=order,
            number="A-7",
            ordered_at=ORDERED_AT,
            lines=[{"name": "Filter set"}],
            **common,
        ),
        envelope("commerce.RecordDelivery", order_id=order, state="shipped"),
        envelope("commerce.RecordProduct", product_id=new_id(), customer_id=customer, name="Boiler"),
        envelope("commerce.RecordContract", contract_id=new_id(), customer_id=customer, name="Home Cover"),
        envelope("commerce.SetBalance", balance_minor=-5, **common),
    )
    assert [one["status"] for one in verdicts] == ["applied"] * 5
    held = await leila.ask("commerce.Holdings", customer_id=customer)
    assert (held["balance_minor"], held["order_count"]) == (-5, 1)


async def test_a_shop_may_do_nothing_else(central, shop):
    leila, customer = await central.desk("leila"), new_id()
    await leila.push(create_customer(customer))
    [verdict] = await shop.push(envelope("customers.ChangeCustomer", customer_id=customer, alert="Bought!"))
    assert verdict["problem"]["reason"] == "not_allowed"
    for method, path in (
        ("GET", f"/api/v1/customers/{customer}/bundle"),
        ("GET", "/api/v1/snapshot/org"),
        ("GET", "/api/v1/floor"),
        ("GET", "/api/v1/sessions"),
    ):
        answer = await shop.client.request(method, path)
        assert answer.status_code == 403, path
    for query, args in (("commerce.Holdings", {"customer_id": customer}), ("workforce.People", {})):
        answer = await shop.client.post("/api/v1/ask", json={"query": query, "args": args})
        assert answer.status_code == 403, query
    assert "Fernhill shop" not in [one["name"] for one in await leila.ask("workforce.People")]
