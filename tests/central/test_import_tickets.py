"""Tickets as Zendesk exports them: real tickets with requester, comments and tags, and nothing twice."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.central.importing import import_customers
from agent_desktop.central.ticket_intake import import_tickets
from agent_desktop.core.clock import HeldClock
from agent_desktop.core.errors import KnownError
from agent_desktop.core.sheet import ImportReport
from agent_desktop.features.tickets import imported
from agent_desktop.features.tickets.model import is_ticket_number
from agent_desktop.features.tickets.tables import ticket, ticket_note
from agent_desktop.store.search_keys import search_key
from agent_desktop.sync.tables import sync_feed
from tests.support.central_tables import add_queue, engine_on, run

CONTACTS = Path(__file__).parents[1] / "data" / "contacts"
CLOCK = HeldClock(datetime(2026, 11, 3, tzinfo=UTC))
PEOPLE = "id,name,created_at,url,role,email\n91,Ann Reed,2020-01-01,x,end-user,ann@example.org\n"
HEADER = "id,subject,status,created_at,updated_at,priority,requester_id,description,via_channel,tags\n"
TICKETS = (
    HEADER
    + "501,No heat,open,2020-02-01 09:00:00,2020-02-02 10:00:00,high,91,Cold since Tuesday,email,vip boiler\n"
    + "502,Bill,solved,2020-03-01 09:00:00,2020-03-04 10:00:00,,77,,voice,\n"
)
COMMENTS = (
    "id,ticket_id,body,created,public,user_id\n"
    "1,501,Still cold,2020-02-01 10:00:00,TRUE,91\n"
    "2,501,@ann we come,2020-02-01 11:00:00,FALSE,12\n"
    "3,999,Lost,2020-02-01 11:00:00,TRUE,91\n"
)
TAGS = "ticket_id,tag,_fivetran_synced\n501,urgent repair,x\n501,vip,x\n999,vip,x\n501,urgent repair,x\n"


@pytest.fixture
async def engine(central_url: str) -> AsyncIterator[AsyncEngine]:
    async with engine_on(central_url) as engine:
        await run(engine, lambda c: add_queue(c, "Support"))
        yield engine


TakeIn = Callable[..., Any]


@pytest.fixture
def take_in(central_url: str, tmp_path: Path) -> TakeIn:
    async def take(name: str, content: str, **options: Any) -> ImportReport:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        options = {"skip_bad": True, "rejects_path": tmp_path / "rejects.csv", "clock": CLOCK} | options
        return await import_tickets(central_url, path, **options)

    return take


async def rows(engine: AsyncEngine, table: sa.Table) -> list[dict[str, Any]]:
    found = await run(engine, lambda c: c.execute(sa.select(table).order_by(table.c.id)).mappings().all())
    return [dict(row) for row in found]


async def by_subject(engine: AsyncEngine) -> dict[str, dict[str, Any]]:
    return {row["subject"]: row for row in await rows(engine, ticket)}


async def test_a_ticket_comes_in_with_all_that_hangs_on_it(
    engine: AsyncEngine, central_url: str, tmp_path: Path, take_in: TakeIn
) -> None:
    people = tmp_path / "people.csv"
    people.write_text(PEOPLE)
    assert (await import_customers(central_url, people)).accepted == 1
    told: list[str] = []
    report = await take_in("tickets.csv", TICKETS, note=told.append)
    assert (report.read, report.accepted, report.rejected) == (2, 2, [])
    assert told == ["Tickets whose requester is not on record, and that have no customer: 1."]
    found = await by_subject(engine)
    heat, bill = found["No heat"], found["Bill"]
    assert (heat["state"], heat["priority"], heat["channel"]) == ("open", "high", "email")
    assert heat["tags"] == ["boiler", "vip", "zendesk-501"]
    assert heat["created_at"] == datetime(2020, 2, 1, 9, tzinfo=UTC)
    assert heat["customer_id"] is not None
    assert (bill["state"], bill["priority"], bill["channel"]) == ("solved", "normal", "call")
    assert bill["last_solved_at"] == datetime(2020, 3, 4, 10, tzinfo=UTC)
    assert is_ticket_number(heat["number"])
    assert heat["number"] != bill["number"]

    comments = await take_in("comments.csv", COMMENTS)
    assert (comments.read, comments.accepted) == (3, 2)
    assert [(bad.row, bad.field) for bad in comments.rejected] == [(4, "ticket_id")]
    notes = {row["text"]: row for row in await rows(engine, ticket_note)}
    assert set(notes) == {"Cold since Tuesday", "Still cold", "12: @ann we come"}
    assert {row["customer_id"] for row in notes.values()} == {heat["customer_id"]}
    assert [notes[text]["author_id"] is None for text in ("Still cold", "12: @ann we come")] == [True, False]
    assert not notes["12: @ann we come"]["is_public"]

    tags = await take_in("tags.csv", TAGS)
    assert (tags.read, tags.accepted) == (4, 1)
    assert [(bad.row, bad.field) for bad in tags.rejected] == [(3, "tag"), (4, "ticket_id"), (5, "tag")]
    assert (await by_subject(engine))["No heat"]["tags"] == ["boiler", "urgent repair", "vip", "zendesk-501"]
    keys = await run(
        engine,
        lambda c: c.execute(
            sa.select(search_key.c.key).where(search_key.c.entity_id == heat["id"])
        ).scalars(),
    )
    assert {"heat", "zendesk-501"} & set(keys)
    fed = {row["entity_id"] for row in await rows_of_feed(engine)}
    assert heat["id"] in fed, "the desks that work on it are told"


async def rows_of_feed(engine: AsyncEngine) -> list[dict[str, Any]]:
    found = await run(engine, lambda c: c.execute(sa.select(sync_feed)).mappings().all())
    return [dict(row) for row in found]


async def test_the_same_files_again_change_nothing(engine: AsyncEngine, take_in: TakeIn) -> None:
    files = (("tickets.csv", TICKETS), ("comments.csv", COMMENTS), ("tags.csv", TAGS))
    for name, content in files:
        await take_in(name, content)
    before = [await rows(engine, ticket), await rows(engine, ticket_note)]
    for name, content in files:
        report = await take_in(name, content)
        assert (report.accepted, len(report.rejected)) == (0, report.read)
    assert [await rows(engine, ticket), await rows(engine, ticket_note)] == before


async def test_a_dry_run_and_a_bad_row_write_nothing(engine: AsyncEngine, take_in: TakeIn) -> None:
    assert (await take_in("tickets.csv", TICKETS, dry_run=True)).accepted == 2
    bad = (
        TICKETS
        + "503,=1+1,open,2020-02-01,,,,,email,\n"
        + "504,Odd,melted,2020-02-01,,,,,email,\n"
        + "505,Odd,open,yesterday,,,,,email,\n"
        + "506,Odd,open,2020-02-01,,medium,,,email,\n"
        + "507,Odd,open,2020-02-01,,,,,pigeon,\n"
        + "508,,open,2020-02-01,,,,,email,\n"
        + "501,Twice,open,2020-02-01,,,,,email,\n"
        + "509,Gone,deleted,2020-02-01,,,,,email,\n"
    )
    report = await take_in("bad.csv", bad, skip_bad=False)
    assert [one.field for one in report.rejected] == [
        "subject",
        "status",
        "created_at",
        "priority",
        "via_channel",
        "subject",
        "id",
        "status",
    ]
    assert (report.accepted, await rows(engine, ticket)) == (0, [])
    with pytest.raises(KnownError, match=r"no queue called Nowhere\..* Name one of: Support"):
        await take_in("tickets.csv", TICKETS, queue_name="Nowhere")
    with pytest.raises(KnownError, match="no file of Zendesk"):
        await take_in("other.csv", "name\nAnn\n")


async def test_every_row_of_an_export_is_taken_or_refused_with_a_reason(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    for path in sorted(CONTACTS.glob("zendesk_*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            count = len(list(csv.reader(stream))) - 1
        if path.stem in {"zendesk_user_data", "zendesk_organization_data"}:
            report = await import_customers(central_url, path)
        else:
            rejects = tmp_path / "rejects.csv"
            report = await import_tickets(central_url, path, skip_bad=True, rejects_path=rejects, clock=CLOCK)
        assert (report.read, report.accepted + len(report.rejected)) == (count, count), path
        assert all(bad.reason.endswith(".") for bad in report.rejected), path
        if path.stem == "zendesk_ticket_data":
            assert report.accepted == 8
            assert {bad.reason for bad in report.rejected} == {"The ticket is deleted in Zendesk."}


def test_an_id_is_the_same_every_time_and_another_for_another_thing() -> None:
    made = {imported.id_of(kind, one) for kind in ("ticket", "comment") for one in ("1", "2", "12")}
    assert len(made) == 6
    assert imported.id_of("ticket", "1") in made
