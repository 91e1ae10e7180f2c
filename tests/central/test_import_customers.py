"""Customers from a file: found by name and number at once, refused with line and field."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.central.importing import import_customers
from agent_desktop.core.clock import HeldClock
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor, Role
from agent_desktop.features import house
from agent_desktop.features.customers.tables import customer, customer_phone
from agent_desktop.features.tickets.commands import CreateTicket
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.store.search_keys import search_key
from agent_desktop.sync.bundles import bundle
from agent_desktop.sync.messages import Envelope
from agent_desktop.sync.server import push
from agent_desktop.sync.tables import sync_feed
from tests.support.central_tables import add_queue, engine_on, run

CLOCK = HeldClock(datetime(2026, 11, 3, tzinfo=UTC))
HEADER = "External ID,First name,family_name,organisation,e-mail,phone,mobile,postcode,city,country,language"


@pytest.fixture
async def engine(central_url: str) -> AsyncIterator[AsyncEngine]:
    async with engine_on(central_url) as engine:
        yield engine


def written(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "customers.csv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


async def all_of(engine: AsyncEngine, table: sa.Table) -> list[dict[str, Any]]:
    rows = await run(engine, lambda c: c.execute(sa.select(table)).mappings().all())
    return [dict(row) for row in rows]


async def test_customers_come_in_with_numbers_and_can_be_found(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    path = written(
        tmp_path,
        "A-1,Margaret,Okafor,,margaret@example.org,020 7946 0142 ext 7|+33 1 42 68 53 00,07700 900123,"
        "BS1 4DJ,Bristol,gb,English",
        "A-2,,,Larch & Co,,01 42 68 53 01,,,Paris,FR,",
        ",Dev,Larsen,,,,07700 900123,,,,",
    )
    report = await import_customers(central_url, path, clock=CLOCK)
    assert (report.read, report.accepted, report.rejected) == (3, 3, [])
    people = {row["name"]: row for row in await all_of(engine, customer)}
    assert sorted(people) == ["Dev Larsen", "Larch & Co", "Margaret Okafor"]
    margaret, larch = people["Margaret Okafor"], people["Larch & Co"]
    assert (margaret["kind"], larch["kind"]) == ("person", "organisation")
    assert (margaret["country"], margaret["languages"], margaret["currency"]) == ("GB", "English", "GBP")
    assert (margaret["version"], margaret["field_versions"]) == (1, {})
    phones = [row for row in await all_of(engine, customer_phone) if row["customer_id"] == margaret["id"]]
    assert {(p["e164"], p["extension"], p["label"], p["is_preferred"]) for p in phones} == {
        ("+442079460142", "7", "other", True),
        ("+33142685300", None, "other", False),
        ("+447700900123", None, "mobile", False),
    }
    of_larch = [
        row["e164"] for row in await all_of(engine, customer_phone) if row["customer_id"] == larch["id"]
    ]
    assert of_larch == ["+33142685301"]
    keys = {row["key"] for row in await all_of(engine, search_key) if row["entity_id"] == margaret["id"]}
    assert {"margaret", "okafor", "bs14dj", "margaret@example.org"} <= keys


async def test_an_imported_customer_reaches_desks_with_their_first_ticket(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    await import_customers(
        central_url, written(tmp_path, "A-1,Ilse,Brandt,,,020 7946 0142,,,,,"), clock=CLOCK
    )
    registry = house()
    agent = Actor(new_id(), new_id(), frozenset({Role.AGENT}))
    customer_id = (await all_of(engine, customer))[0]["id"]
    found = await run(engine, lambda c: bundle(c, registry, customer_id))
    assert found is not None
    assert [entity for entity, _ in found.rows] == ["customer", "customer_phone"]

    def open_ticket(connection: sa.Connection) -> set[tuple[str, str]]:
        queue_id = add_queue(connection, "Support")
        command = CreateTicket(
            made_at=CLOCK.now(),
            ticket_id=new_id(),
            number=ticket_number(5000),
            subject="No heat",
            queue_id=queue_id,
            channel="call",
            customer_id=customer_id,
        )
        data = registry.commands.encode(command)
        reply = push(connection, registry, agent, [Envelope("tickets.CreateTicket", data)], CLOCK)
        assert reply.verdicts[0].status == "applied"
        rows = connection.execute(
            sa.select(sync_feed.c.entity, sync_feed.c.op).where(sync_feed.c.scope == f"queue:{queue_id}")
        )
        return {(row.entity, row.op) for row in rows}

    assert await run(engine, open_ticket) == {("ticket", "U"), ("customer", "U"), ("customer_phone", "U")}


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("x,,,,,,,,,,", "name"),
        ("x,Ann,Lee,,no address,,,,,,", "email"),
        ("x,Ann,Lee,,,12 ab,,,,,", "phone"),
        ("x,Ann,Lee,,,,999,,,,", "mobile"),
        ("x,Ann,Lee,,,,,,,England,", "country"),
        ("x,Ann,Lee", ""),
        ("A-1,Ann,Lee,,,,,,,,", "external_id"),
    ],
)
async def test_a_bad_row_is_refused_and_nothing_is_written(
    engine: AsyncEngine, central_url: str, tmp_path: Path, row: str, field: str
) -> None:
    report = await import_customers(central_url, written(tmp_path, "A-1,Bo,Ek,,,,,,,,", row), clock=CLOCK)
    assert [(bad.row, bad.field) for bad in report.rejected] == [(3, field)]
    assert report.accepted == 0
    assert await all_of(engine, customer) == []


async def test_a_stored_external_id_and_an_unknown_column_are_refused(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    path = written(tmp_path, "A-1,Bo,Ek,,,,,,,,")
    assert (await import_customers(central_url, path, clock=CLOCK)).accepted == 1
    again = await import_customers(central_url, path, skip_bad=True, clock=CLOCK)
    assert [(bad.row, bad.field) for bad in again.rejected] == [(2, "external_id")]
    typo = await import_customers(central_url, written(tmp_path, "Bo,1", header="name,phnoe"), clock=CLOCK)
    assert [(bad.row, bad.field) for bad in typo.rejected] == [(1, "phnoe")]
