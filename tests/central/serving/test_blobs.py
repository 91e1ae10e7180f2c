"""Attachments: what arrives is what was named, and only who may read what refers to it may read it."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from agent_desktop.central import blobs
from agent_desktop.core.clock import HeldClock, SystemClock
from agent_desktop.core.errors import Refused
from agent_desktop.core.ids import new_id
from agent_desktop.features.customers.tables import customer as customer_table
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.features.tickets.tables import ticket
from agent_desktop.store.blob_tables import blob, blob_use, refer
from tests.central.serving.conftest import SUPPORT
from tests.support.commands_of import create_customer, envelope

BODY = b"%PDF-1.7 " + bytes(range(256)) * 4_000  # a little more than a megabyte: several pieces
NAME = hashlib.sha256(BODY).hexdigest()
PDF = {"content-type": "application/pdf"}


def path(name=NAME):
    return f"/api/v1/blobs/{name}"


async def put(desk, body=BODY, name=None, **headers):
    name = name or hashlib.sha256(body).hexdigest()
    return await desk.client.put(path(name), content=body, headers=headers or PDF)


async def use(central, desk, entity, entity_id, name=NAME):
    at = central.app.service.clock.now()
    await central.app.service.write(lambda c: refer(c, desk.agent_id, name, entity, entity_id, at))


async def status(desk, name=NAME):
    return (await desk.client.get(path(name))).status_code


async def test_a_file_goes_there_and_comes_back_as_it_was_and_is_never_shown_as_a_page(central):
    leila = await central.desk("leila")
    assert (await put(leila)).status_code == 204
    assert (await put(leila)).status_code == 204, "the same again changes nothing"
    answer = await leila.client.get(path())
    assert (answer.status_code, answer.content) == (200, BODY)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == "attachment"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "immutable" in answer.headers["cache-control"]
    assert "private" in answer.headers["cache-control"]
    again = await leila.client.get(path(), headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_what_is_not_what_it_says_too_large_or_of_another_kind_is_refused_and_not_kept(start_central):
    central = await start_central(blob_largest_mb=0.5)
    leila = await central.desk("leila")
    small = b"x" * 1000

    async def drip():
        for _ in range(600):
            yield b"x" * 1000

    endless = await leila.client.put(path(), content=drip(), headers=PDF)
    refused = {
        "wrong hash": await put(leila, small, NAME),
        "too large": await put(leila),
        "too large, and does not say so": endless,
        "a kind that is not taken": await put(leila, small, **{"content-type": "text/html"}),
        "no kind": await put(leila, small, **{"content-type": ""}),
        "no name": await put(leila, small, "0" * 63),
        "a name in capitals": await put(leila, small, "A" * 64),
    }
    assert {what: answer.status_code for what, answer in refused.items()} == {
        "wrong hash": 422,
        "too large": 413,
        "too large, and does not say so": 413,
        "a kind that is not taken": 415,
        "no kind": 415,
        "no name": 400,
        "a name in capitals": 400,
    }
    async with central.app.service.engine.connect() as connection:
        assert (await connection.execute(sa.select(sa.func.count()).select_from(blob))).scalar() == 0


async def test_it_is_its_uploaders_until_used_and_then_whoever_may_read_the_record(central):
    leila, marcus, root = [await central.desk(login) for login in ("leila", "marcus", "root")]
    assert await status(leila) == 404
    await put(leila)
    assert [await status(desk) for desk in (leila, marcus, root)] == [200, 404, 404]
    customer, ticket_id = new_id(), new_id()
    number = ticket_number(95_000)
    await leila.push(
        create_customer(customer),
        envelope(
            "tickets.CreateTicket",
            ticket_id=ticket_id,
            number=number,
            subject="Leak",
            queue_id=SUPPORT,
            channel="call",
        ),
    )
    await use(central, leila, "ticket", ticket_id)
    # A ticket without a customer is held by its queue alone.
    assert [await status(desk) for desk in (leila, marcus, root)] == [200, 404, 404]
    async with central.app.service.engine.begin() as connection:
        await connection.execute(sa.update(ticket).values(customer_id=customer))
    # A customer is anybody's at a desk, and an administrator is at none.
    assert [await status(desk) for desk in (leila, marcus, root)] == [200, 200, 404]


async def test_knowing_a_hash_gives_nobody_a_file(central):
    leila, marcus = await central.desk("leila"), await central.desk("marcus")
    await put(leila)
    with pytest.raises(Refused, match="not at central"):
        await use(central, marcus, "ticket", new_id())
    assert await status(marcus) == 404
    await put(marcus)
    assert await status(marcus) == 200, "whoever has the file itself may have it back"


async def test_what_is_private_lets_nobody_read_what_it_refers_to(central):
    leila = await central.desk("leila")
    customer = new_id()
    await leila.push(
        create_customer(customer),
        envelope("customers.SetPrivate", customer_id=customer, birth_date="1984-03-31"),
    )
    await put(leila)
    await use(central, leila, "customer_private", customer)
    assert await status(leila) == 404


async def test_what_nothing_refers_to_is_purged_after_a_day_and_with_its_record_at_once(central):
    leila = await central.desk("leila")
    customer, other = new_id(), b"another file"
    await leila.push(create_customer(customer))
    await put(leila)
    await put(leila, other)
    await use(central, leila, "customer", customer)
    service, now = central.app.service, SystemClock().now()

    async def purge(at):
        return await service.write(lambda connection: blobs.purge(connection, service.registry, at))

    assert await purge(now) == 0
    assert await purge(now + timedelta(hours=25)) == 1
    assert await status(leila) == 200
    assert await status(leila, hashlib.sha256(other).hexdigest()) == 404
    async with service.engine.begin() as connection:
        await connection.execute(sa.text("DELETE FROM customer_phone"))
        await connection.execute(sa.delete(customer_table).where(customer_table.c.id == customer))
    assert await purge(now) == 1, "an erased customer's files go with them"
    async with service.engine.connect() as connection:
        assert (await connection.execute(sa.select(sa.func.count()).select_from(blob_use))).scalar() == 0


async def test_an_upload_that_stops_coming_gives_its_place_back(start_central, monkeypatch):
    monkeypatch.setattr(blobs, "STALLED_S", 0.2)
    central = await start_central()
    leila, marcus = await central.desk("leila"), await central.desk("marcus")
    go_on = asyncio.Event()

    async def stalls():
        yield BODY[:1000]
        await go_on.wait()

    stalled = [asyncio.create_task(leila.client.put(path(), content=stalls(), headers=PDF)) for _ in range(6)]
    try:
        async with asyncio.timeout(30):
            # Each try waits for a place by itself before it is told to come again.
            while (kept := (await put(marcus)).status_code) == 429:
                pass
    finally:
        go_on.set()
        for one in stalled:
            one.cancel()
        await asyncio.gather(*stalled, return_exceptions=True)
    assert kept == 204


async def test_a_file_that_stops_coming_is_refused_with_what_to_do(monkeypatch):
    monkeypatch.setattr(blobs, "STALLED_S", 0.01)

    async def stalls():
        yield BODY[:1000]
        await asyncio.Event().wait()

    with pytest.raises(Refused, match="stopped coming"):
        await blobs.taken(stalls(), NAME, 10_000_000)


async def test_nobody_fills_the_disk_with_files_in_a_day(start_central, monkeypatch):
    monkeypatch.setattr(blobs, "MOST_A_DAY_BYTES", 2_000)
    clock = HeldClock(datetime.now(UTC))
    central = await start_central(clock=clock)
    leila, marcus = await central.desk("leila"), await central.desk("marcus")
    sent = [bytes([n]) * 900 for n in range(4)]
    assert [(await put(leila, body)).status_code for body in sent[:3]] == [204, 204, 413]
    assert (await put(leila, sent[0])).status_code == 204, "the same again is no more"
    assert (await put(marcus, sent[2])).status_code == 204, "it is counted of each person"
    clock.advance(timedelta(hours=25).total_seconds())
    leila = await central.desk("leila")
    assert (await put(leila, sent[3])).status_code == 204
