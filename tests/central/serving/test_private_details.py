"""What is private of a customer: in nobody's working set, handed out with a ground, and always recorded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from agent_desktop.central.tables import private_reveal
from agent_desktop.core.ids import new_id
from agent_desktop.features.field_service.tables import visit
from agent_desktop.sync.tables import command_log, sync_feed
from tests.support.commands_of import create_customer, envelope, start_contact

SECRET = "Insulin in the fridge"


async def customer_with_secret(desk):
    customer = new_id()
    verdicts = await desk.push(
        create_customer(customer),
        envelope("customers.SetPrivate", customer_id=customer, birth_date="1984-03-31", health_note=SECRET),
    )
    assert [verdict["status"] for verdict in verdicts] == ["applied", "applied"]
    return customer


async def reveal(desk, customer, reason=""):
    return await desk.client.post(f"/api/v1/customers/{customer}/private", json={"reason": reason})


async def recorded(central):
    async with central.app.service.engine.connect() as connection:
        found = await connection.execute(sa.select(private_reveal).order_by(private_reveal.c.at))
        return [
            (str(row.agent_id), str(row.customer_id), sorted(row.fields), row.ground, row.reason)
            for row in found
        ]


async def test_no_scope_no_bundle_and_no_log_ever_carries_them(central):
    leila = await central.desk("leila")
    customer = await customer_with_secret(leila)
    bundle = (await leila.client.get(f"/api/v1/customers/{customer}/bundle")).json()
    assert {entity for entity, _ in bundle["rows"]} == {"customer", "customer_phone"}
    async with central.app.service.engine.connect() as connection:
        for column in (sync_feed.c.body, command_log.c.data, command_log.c.verdict):
            texts = (await connection.execute(sa.select(sa.cast(column, sa.Text)))).scalars().all()
            assert texts
            assert not any(text and (SECRET in text or "1984-03-31" in text) for text in texts)
        [logged] = (
            await connection.execute(
                sa.select(command_log.c.data).where(command_log.c.kind == "customers.SetPrivate")
            )
        ).scalars()
    assert logged["health_note"] == "…", "that something was said is kept, not what"
    assert logged["customer_id"] == customer


async def test_without_a_contact_or_a_visit_a_reason_is_needed_and_kept(central):
    leila = await central.desk("leila")
    customer = await customer_with_secret(leila)
    refused = await reveal(leila, customer)
    assert (refused.status_code, refused.json()["reason"]) == (403, "reason_needed")
    assert await recorded(central) == []

    response = await reveal(leila, customer, "  Caller asks which\ndate of birth we hold ")
    told = response.json()
    assert response.headers["cache-control"] == "no-store"
    assert (told["ground"], told["row"]["health_note"]) == ("reveal", SECRET)
    left = datetime.fromisoformat(told["expires_at"]) - datetime.now(UTC)
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)
    assert await recorded(central) == [
        (
            leila.agent_id,
            customer,
            ["birth_date", "health_note"],
            "reveal",
            "Caller asks which date of birth we hold",
        )
    ]


async def test_an_open_contact_of_ones_own_is_a_ground_and_ends_with_it(central):
    leila, aisha = await central.desk("leila"), await central.desk("aisha")
    customer, contact = await customer_with_secret(leila), new_id()
    await leila.push(start_contact(contact, customer))
    told = (await reveal(leila, customer)).json()
    assert (told["ground"], told["ground_id"]) == ("contact", contact)
    assert (await reveal(aisha, customer)).status_code == 403, "a colleague's contact is no ground"
    await leila.push(
        envelope(
            "interactions.FinishContact",
            interaction_id=contact,
            note="",
            topic=None,
            disposition="Solved",
            ended_at=datetime.now(UTC).isoformat(),
        )
    )
    assert (await reveal(leila, customer)).status_code == 403
    assert [row[3] for row in await recorded(central)] == ["contact"]


@pytest.mark.parametrize(
    ("starts_in_h", "status", "may"),
    [(20, "booked", True), (-1, "booked", True), (30, "booked", False), (1, "cancelled", False)],
)
async def test_a_visit_about_now_is_a_ground_for_its_engineer(central, starts_in_h, status, may):
    leila, femi = await central.desk("leila"), await central.desk("femi")
    customer = await customer_with_secret(leila)
    starts = datetime.now(UTC) + timedelta(hours=starts_in_h)
    async with central.app.service.engine.begin() as connection:
        await connection.execute(
            sa.insert(visit).values(
                id=new_id(),
                customer_id=customer,
                engineer_id=femi.agent_id,
                title="Annual service",
                starts_at=starts,
                ends_at=starts + timedelta(hours=2),
                status=status,
                updated_at=starts,
            )
        )
    response = await reveal(femi, customer)
    assert (response.status_code == 200) is may
    if may:
        assert response.json()["ground"] == "visit"
        assert datetime.fromisoformat(response.json()["expires_at"]) == starts + timedelta(hours=6)
    assert (await reveal(leila, customer)).status_code == 403


async def test_nothing_known_is_answered_and_recorded_too(central):
    leila = await central.desk("leila")
    customer = new_id()
    await leila.push(create_customer(customer))
    told = (await reveal(leila, customer, "to check the contract")).json()
    assert told["row"] is None
    assert [row[2] for row in await recorded(central)] == [[]]


async def test_who_may_set_them(central):
    leila = await central.desk("leila")
    customer = await customer_with_secret(leila)
    for login, status in (("aisha", "applied"), ("femi", "refused"), ("root", "refused")):
        desk = await central.desk(login)
        [verdict] = await desk.push(envelope("customers.SetPrivate", customer_id=customer, identifier="P-77"))
        assert verdict["status"] == status, login


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("birth_date", "31.3.1984"),
        ("iban_last4", "DE89370400440532013000"),
        ("identifier", "two\nlines"),
        ("health_note", "x" * 1_001),
    ],
)
async def test_what_cannot_be_is_refused_without_being_repeated(central, field, value):
    leila = await central.desk("leila")
    customer = await customer_with_secret(leila)
    [verdict] = await leila.push(envelope("customers.SetPrivate", customer_id=customer, **{field: value}))
    assert verdict["status"] == "refused"
    assert value not in str(verdict)


async def test_the_record_of_reveals_is_only_ever_added_to(central):
    leila = await central.desk("leila")
    await reveal(leila, await customer_with_secret(leila), "to check the contract")
    for statement in (
        sa.update(private_reveal).values(reason="none"),
        sa.delete(private_reveal),
        sa.text("TRUNCATE private_reveal"),
    ):
        with pytest.raises(sa.exc.DBAPIError, match="only ever added to"):
            async with central.app.service.engine.begin() as connection:
                await connection.execute(statement)
    assert len(await recorded(central)) == 1


@pytest.mark.parametrize("customer", ["nonsense", "01a2013d-32d4-7478-8a88-8ef6c63f35c0", "%00"])
async def test_nobody_is_nobody(central, customer):
    leila = await central.desk("leila")
    assert (await reveal(leila, customer, "a reason")).status_code == 404
