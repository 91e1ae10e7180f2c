"""All that is on record of a customer leaves in every format and comes in again, equal."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.central.exporting import export_customers
from agent_desktop.central.importing import import_customers
from agent_desktop.core.clock import HeldClock
from agent_desktop.features.commerce.tables import contract, order, product_owned
from agent_desktop.features.customers.consent import all_standings
from agent_desktop.features.customers.tables import (
    consent_event,
    customer,
    customer_detail,
    customer_phone,
    customer_relation,
    duplicate_pair,
)
from agent_desktop.store.search_keys import search_key
from tests.support.central_tables import engine_on, run

CLOCK = HeldClock(datetime(2026, 11, 22, 12, tzinfo=UTC))
EVERYTHING: dict[str, Any] = {
    "external_id": "A-1",
    "kind": "person",
    "name": "Zoë Große; Äpfel, x",
    "given_name": "Zoë",
    "family_name": "Große",
    "email": "zoe@example.org",
    "street": "9, Mill Road",
    "postcode": "LS1 4AP",
    "city": "Leeds",
    "country": "GB",
    "language": "English, Deutsch",
    "time_zone": "Europe/London",
    "segment": "Gold",
    "alert": "=Ring before ten!",
    "currency": "GBP",
    "customer_since": "2019-05-01T00:00:00+00:00",
    "balance_minor": "-1250",
    "phones": [
        {"number": "+447700900123", "label": "mobile", "verified": True},
        {
            "number": "+442079460142",
            "extension": "7",
            "label": "work",
            "preferred": True,
            "valid_to": "2027-01-31",
        },
        {"number": "+441134960555"},
    ],
    "emails": [
        {"value": "zoe@example.org", "label": "home", "preferred": True},
        {
            "value": "z.grosse@work.example.org",
            "label": "work",
            "valid_from": "2020-01-01",
            "valid_to": "2026-12-31",
        },
    ],
    "addresses": [
        {
            "street": "Alte Straße 5; Hof, links",
            "postcode": "10115",
            "city": "Berlin",
            "country": "DE",
            "label": "billing",
        },
    ],
    "handles": [
        {"value": "zoe", "network": "mastodon", "preferred": True},
        {"value": "z|g", "network": "Signal, X"},
    ],
    "other_names": [{"value": "Zoë Weiß", "label": "other"}],
    "other_ids": [{"value": "CRM-17"}],
    "tags": ["slow payer", "vip"],
    "consents": [
        {
            "purpose": "marketing",
            "channel": "email",
            "granted": True,
            "at": "2024-01-01T09:00:00Z",
            "how": "form",
            "evidence": "F-1",
        },
        {"purpose": "any", "channel": "any", "granted": False, "at": "2025-01-01T09:00:00Z", "how": "call"},
        {
            "purpose": "survey",
            "channel": "sms",
            "granted": True,
            "at": "2025-06-01T09:00:00Z",
            "how": "chat",
            "answers": [1],
        },
    ],
    "relations": [{"to": "A-2", "kind": "employee", "remark": "since 2020"}],
    "orders": [
        {
            "number": "O-1",
            "ordered_at": "2026-03-01T10:00:00Z",
            "currency": "GBP",
            "total_minor": 2899,
            "lines": [
                {"name": "Kettle", "quantity": 1, "unit_minor": 2500, "sku": "K-1", "state": "delivered"},
                {"name": "Filter", "quantity": 2, "unit_minor": 150, "sku": None, "state": "shipped"},
            ],
            "carrier": "Larch Parcels",
            "expected_on": "2026-03-04",
            "delivered_at": "2026-03-05T08:00:00Z",
        },
        {
            "number": "O-2",
            "ordered_at": "2026-04-01T10:00:00Z",
            "currency": "GBP",
            "total_minor": 100,
            "item_count": 3,
            "status": "shipped",
        },
    ],
    "products": [
        {"name": "Kettle", "serial": "S-9", "lot": "L-4", "order": "O-1", "warranty_until": "2028-03-05"}
    ],
    "contracts": [{"name": "Cover", "number": "C-1", "starts_on": "2026-03-05", "renews_on": "2027-03-05"}],
}
LONG = "山田製作所 with a name that is so long that a card has to be folded twice or more, and \\ more"
OTHERS: list[dict[str, Any]] = [
    {"external_id": "A-2", "kind": "organisation", "name": LONG, "organisation": LONG},
    {"external_id": "A-3", "kind": "person", "name": "Bo Ek", "family_name": "Ek", "given_name": "Bo",
     "email": "bo@example.org", "mobile": ["+46701234567"]},
]  # fmt: skip


@pytest.fixture
async def engine(central_url: str) -> AsyncIterator[AsyncEngine]:
    async with engine_on(central_url) as engine:
        yield engine


def written(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "in.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


async def rows_of(engine: AsyncEngine, table: sa.Table) -> list[dict[str, Any]]:
    found = await run(engine, lambda c: c.execute(sa.select(table)).mappings().all())
    return [dict(row) for row in found]


async def exported(url: str, path: Path) -> dict[str, Any]:
    await export_customers(url, path)
    return by_id(path)


def by_id(path: Path) -> dict[str, Any]:
    return {row["external_id"]: row for row in map(json.loads, path.read_text().splitlines())}


def holds(found: Any, expected: Any) -> bool:
    """Whether what was written is there; entries may say more, and stand in another order."""
    if not isinstance(expected, list):
        return bool(found == expected)
    return len(found) == len(expected) and all(
        any(one.items() <= other.items() if isinstance(one, dict) else one == other for other in found)
        for one in expected
    )


async def emptied(engine: AsyncEngine) -> None:
    tables = (
        'customer, customer_phone, customer_detail, customer_relation, consent_event, "order", product_owned,'
        " contract, search_key, caller_rank, duplicate_pair"
    )
    await run(engine, lambda c: c.execute(sa.text(f"TRUNCATE {tables}")))


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "vcf", "jsonl"])
async def test_everything_leaves_and_comes_in_again_equal(
    engine: AsyncEngine, central_url: str, tmp_path: Path, suffix: str
) -> None:
    report = await import_customers(central_url, written(tmp_path, EVERYTHING, *OTHERS), clock=CLOCK)
    assert (report.accepted, report.rejected) == (3, [])
    before = await exported(central_url, tmp_path / "before.jsonl")
    for column, expected in EVERYTHING.items():
        assert holds(before["A-1"][column], expected), column
    assert before["A-2"]["relations"] == [{"to": "A-1", "kind": "employer", "remark": "since 2020"}]
    out = tmp_path / f"out.{suffix}"
    await export_customers(central_url, out)
    await emptied(engine)
    again = await import_customers(central_url, out, clock=CLOCK)
    assert (again.read, again.accepted, again.rejected) == (3, 3, [])
    assert await exported(central_url, tmp_path / "after.jsonl") == before


async def test_what_came_in_is_on_record_as_a_command_would_have_written_it(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    await import_customers(central_url, written(tmp_path, EVERYTHING, *OTHERS), clock=CLOCK)
    zoe = next(row for row in await rows_of(engine, customer) if row["external_id"] == "A-1")
    assert (zoe["tags"], zoe["balance_minor"], zoe["email"]) == (
        ["slow payer", "vip"],
        -1250,
        "zoe@example.org",
    )
    numbers = {row["e164"]: row for row in await rows_of(engine, customer_phone)}
    assert numbers["+442079460142"]["is_preferred"]
    assert numbers["+442079460142"]["valid_to"] == "2027-01-31"
    assert numbers["+447700900123"]["is_verified"]
    assert not numbers["+447700900123"]["is_preferred"]
    kinds = sorted(row["kind"] for row in await rows_of(engine, customer_detail))
    assert kinds == ["address", "email", "email", "id", "name", "social", "social"]
    events: list[Any] = [SimpleNamespace(**row) for row in await rows_of(engine, consent_event)]
    states = {(one.purpose, one.channel): one.state for one in all_standings(events)}
    assert (states["marketing", "email"], states["survey", "sms"]) == ("withdrawn", "granted")
    first, second = sorted(await rows_of(engine, order), key=lambda row: row["number"])
    assert (first["status"], first["item_count"], first["total_minor"]) == ("partly_delivered", 3, 2899)
    assert (second["status"], second["item_count"], second["lines"]) == ("shipped", 3, None)
    (kettle,) = await rows_of(engine, product_owned)
    assert (kettle["order_id"], kettle["customer_id"]) == (first["id"], zoe["id"])
    assert len(await rows_of(engine, contract)) == 1
    ends = {row["id"]: row for row in await rows_of(engine, customer_relation)}
    assert len(ends) == 2
    assert all(ends[row["twin_id"]]["customer_id"] == row["other_id"] for row in ends.values())
    keys = {row["key"] for row in await rows_of(engine, search_key)}
    assert {"z.grosse@work.example.org", "10115"} <= keys


async def test_short_cells_are_enough_in_a_sheet_by_hand(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "hand.csv"
    path.write_text(
        "name,emails,tags,handles,consents,relations,no_call\n"
        "Ann Reed,ann@example.org|a.reed@example.org,vip|slow payer,mastodon:ann,marketing/email|no survey/sms,"
        "employee:NOBODY,yes\n"
    )
    told: list[str] = []
    report = await import_customers(central_url, path, clock=CLOCK, note=told.append)
    assert (report.accepted, report.rejected) == (1, [])
    (ann,) = await rows_of(engine, customer)
    assert (ann["email"], ann["tags"]) == ("ann@example.org", ["slow payer", "vip"])
    assert {(row["kind"], row["value"]) for row in await rows_of(engine, customer_detail)} == {
        ("email", "a.reed@example.org"),
        ("social", "ann"),
    }
    events = {(e["purpose"], e["channel"], e["is_granted"]) for e in await rows_of(engine, consent_event)}
    assert events == {("marketing", "email", True), ("survey", "sms", False), ("marketing", "call", False)}
    assert any("1 relations were left out" in one for one in told)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("phones", [{"number": "12"}]),
        ("phones", [{"number": "+447700900123", "shoe": 1}]),
        ("emails", [{"value": "no address"}]),
        (
            "emails",
            [{"value": "a@example.org", "preferred": True}, {"value": "b@example.org", "preferred": True}],
        ),
        ("addresses", [{"street": "x", "country": "Atlantis"}]),
        ("tags", ["x" * 41]),
        ("consents", [{"purpose": "marketing", "channel": "any", "granted": True}]),
        (
            "consents",
            [{"purpose": "marketing", "channel": "email", "granted": True, "at": "2030-01-01T00:00:00Z"}],
        ),
        ("relations", [{"to": "A-2", "kind": "nemesis"}]),
        ("orders", [{"number": "O-1", "ordered_at": "2026-01-01T00:00:00Z", "currency": "pounds"}]),
        ("products", [{"name": "Kettle", "order": "O-9"}]),
        ("contracts", [{"name": "Cover", "starts_on": "soon"}]),
        ("balance_minor", "much"),
    ],
)
async def test_an_entry_that_cannot_be_used_refuses_the_row_by_its_column(
    engine: AsyncEngine, central_url: str, tmp_path: Path, column: str, value: object
) -> None:
    report = await import_customers(
        central_url, written(tmp_path, {"name": "Ann Reed", column: value}), clock=CLOCK
    )
    assert [(bad.row, bad.field) for bad in report.rejected] == [(1, column)]
    assert await rows_of(engine, customer) == []


async def test_somebody_on_record_is_no_second_one_or_is_suggested(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    ann = {
        "external_id": "A-1", "given_name": "Ann", "family_name": "Reed", "email": "ann@example.org",
        "mobile": ["+447700900123"], "postcode": "LS1 4AP",
    }  # fmt: skip
    assert (await import_customers(central_url, written(tmp_path, ann), clock=CLOCK)).accepted == 1
    same = await import_customers(central_url, written(tmp_path, ann), skip_bad=True, clock=CLOCK)
    assert [bad.field for bad in same.rejected] == ["external_id"]
    told: list[str] = []
    other = {**ann, "given_name": "Anne", "email": "ANN@example.org"}
    del other["external_id"]
    await import_customers(central_url, written(tmp_path, other), clock=CLOCK, note=told.append)
    (pair,) = await rows_of(engine, duplicate_pair)
    assert {pair["left_id"], pair["right_id"]} == {row["id"] for row in await rows_of(engine, customer)}
    assert pair["decision"] is None
    assert pair["reasons"]
    assert told == ["1 pairs are probably one customer; they wait under Duplicates."]
