"""Whoever is erased leaves no trace in any table of central, nor of a desk, whatever was ever written of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.command import Command
from agent_desktop.core.ids import new_id
from agent_desktop.features.calls.confirming import ConfirmCaller
from agent_desktop.features.customers.commands import CreateCustomer, NewPhone
from agent_desktop.features.customers.details import AddDetail
from agent_desktop.features.customers.erasure import EraseCustomer
from agent_desktop.features.customers.merging import MergeCustomers, UndoMerge
from agent_desktop.features.customers.private_commands import SetPrivate
from agent_desktop.features.customers.record_commands import RecordConsent, RelateCustomers, TagCustomer
from agent_desktop.features.customers.tables import duplicate_pair
from agent_desktop.features.customers.twins import DecideDuplicate
from agent_desktop.features.tickets.commands import AddTicketNote, CreateTicket
from agent_desktop.features.tickets.complaints import OpenComplaint, Part
from agent_desktop.features.tickets.detail_commands import (
    AddCheckItem,
    AttachFile,
    LinkTickets,
    LogTime,
    SetTicketFields,
    TagTicket,
)
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.features.tickets.promises import MakePromise
from agent_desktop.store.chronicle import record_change
from agent_desktop.store.schema import Json, UtcDateTime, central_metadata, metadata
from agent_desktop.sync.sweep import sweep_next, traces
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, NOW, SUE_AT_DESK, an_id
from tests.support.stores import Central, Desk

HER, AGAIN, THIRD = an_id(970), an_id(971), an_id(972)
COLD, COMPLAINT = an_id(973), an_id(974)
WORDS = [
    "Xaverina",
    "xaverina@example.net",
    "+447700900871",
    "+442079460872",
    "9 Vanishing Row",
    "ghostly_handle",
    "PASS-77123",
]


NOT_FILLED = frozenset(
    {"erasure_log", "erased_record", "sync_head", "customer", "audit_log", "private_reveal"}
)
"""What an erasure keeps of itself, and what is evidence, which is added to and never changed; the certificate
names it. She herself is made by her own command."""


def everything_of_her() -> list[Command]:
    """A command for each kind of record that can speak of a customer."""
    own = {"made_at": NOW, "customer_id": HER}
    return [
        CreateCustomer(
            **own,
            currency="GBP",
            region="GB",
            given_name="Xaverina",
            family_name="Quist",
            email="xaverina@example.net",
            street="9 Vanishing Row",
            city="Bath",
            phones=[NewPhone(phone_id=new_id(), number="+447700900871")],
        ),
        CreateCustomer(
            made_at=NOW, customer_id=AGAIN, currency="GBP", region="GB", name="Xaverina Q", segment="Gold"
        ),
        CreateCustomer(made_at=NOW, customer_id=THIRD, currency="GBP", region="GB", name="Xaverina Kvist"),
        AddDetail(**own, detail_id=new_id(), kind="social", value="ghostly_handle", network="x"),
        AddDetail(**own, detail_id=new_id(), kind="address", street="9 Vanishing Row", label="delivery"),
        RelateCustomers(
            **own, relation_id=new_id(), other_id=floor.LARCH, kind="tenant", remark="Xaverina rents"
        ),
        RecordConsent(
            **own,
            event_id=new_id(),
            purpose="marketing",
            channel="email",
            is_granted=True,
            given_at=NOW,
            how="form",
            evidence="Xaverina's form",
        ),
        TagCustomer(**own, tag="ghostly_handle"),
        SetPrivate(**own, identifier="PASS-77123"),
        ConfirmCaller(**own, number="+442079460872", region="GB"),
        CreateTicket(
            **own,
            ticket_id=COLD,
            number=ticket_number(6201),
            subject="Xaverina is cold",
            queue_id=floor.HEATING,
            channel="call",
            category_id=floor.BOILER_FAULTS,
        ),
        AddTicketNote(made_at=NOW, note_id=new_id(), ticket_id=COLD, text="Write to xaverina@example.net."),
        TagTicket(made_at=NOW, ticket_id=COLD, add=["xaverina"]),
        AddCheckItem(made_at=NOW, ticket_id=COLD, item_id=new_id(), text="Ring Xaverina"),
        LogTime(made_at=NOW, ticket_id=COLD, seconds=60),
        LinkTickets(made_at=NOW, ticket_id=COLD, other_id=floor.PUMP, kind="caused_by"),
        SetTicketFields(
            made_at=NOW,
            ticket_id=COLD,
            values={"serial": "of Xaverina"},
        ),
        AttachFile(
            made_at=NOW,
            attachment_id=new_id(),
            ticket_id=COLD,
            sha256=floor.PHOTO_SHA256,
            name="Xaverina.jpg",
            media_type="image/jpeg",
            size=len(floor.PHOTO),
        ),
        MakePromise(
            **own,
            promise_id=new_id(),
            kind="callback",
            text="Ring Xaverina",
            due="2026-11-23T10:00",
            time_zone="Europe/London",
            owner_id=floor.LEILA,
            ticket_id=COLD,
        ),
        OpenComplaint(
            **own,
            ticket_id=COMPLAINT,
            number=ticket_number(6203),
            subject="Xaverina complains",
            queue_id=floor.HEATING,
            channel="call",
            owner_id=floor.LEILA,
            product="Boiler B2",
            time_zone="Europe/London",
            currency="GBP",
            return_id=new_id(),
            replacement_id=new_id(),
            **{
                part: Part(new_id(), floor.LEILA, "2026-11-23T10:00", "For Xaverina")
                for part in ("quality_check", "goods_return", "replacement", "callback")
            },
        ),
    ]


def twice_over(central: Central) -> None:
    """She stood on record twice and was merged; a third was merged, undone and found again."""
    undone = MergeCustomers(made_at=NOW, merge_id=new_id(), survivor_id=HER, merged_id=THIRD)
    for command in (
        MergeCustomers(made_at=NOW, merge_id=new_id(), survivor_id=HER, merged_id=AGAIN),
        undone,
        UndoMerge(made_at=NOW, merge_id=undone.merge_id),
        DecideDuplicate(made_at=NOW, left_id=HER, right_id=floor.AOIFE, decision="two"),
    ):
        assert central.do(LEILA_AT_DESK, command).status == "applied", command
    left, right = sorted((HER, floor.DEV))
    pair = sa.insert(duplicate_pair).values(
        left_id=left, right_id=right, score=0.7, reasons=["same phone"], found_at=NOW
    )
    central.run(lambda c: c.execute(pair))


def found(central: Central, *texts: str) -> dict[str, int]:
    return central.run(lambda c: traces(c, texts))


def found_on(desk: Desk, *texts: str) -> dict[str, int]:
    """In how many rows of which tables of a replica any of some texts stands."""
    left: dict[str, int] = {}
    with desk.replica.reader() as read:
        named = sa.text("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        for table in read.execute(named).scalars().all():
            rows = read.execute(sa.text(f'SELECT * FROM "{table}"')).all()
            count = sum(any(text.casefold() in str(tuple(row)).casefold() for text in texts) for row in rows)
            if count:
                left[str(table)] = count
    return left


def erase(central: Central, customer_id: str) -> None:
    command = EraseCustomer(made_at=NOW, customer_id=customer_id, reason="Asked for it")
    assert central.do(SUE_AT_DESK, command).status == "applied"
    while central.run(lambda c: sweep_next(c, central.registry, NOW, set())):
        pass


def test_erased_after_everything_that_can_happen_to_a_record_nothing_is_left_anywhere(
    central: Central, tmp_path: Path
) -> None:
    for command in everything_of_her():
        verdict = central.do(LEILA_AT_DESK, command)
        assert verdict.status == "applied", (command, verdict.problem)
    twice_over(central)
    scopes = ["org", f"queue:{floor.HEATING}", f"agent:{floor.LEILA}"]
    desk = Desk(tmp_path / "d.db", central, LEILA_AT_DESK, scopes)
    desk.open_customer(HER)
    ids = [HER, AGAIN]
    before = found(central, *WORDS, *ids)
    for place in (
        "customer_detail.value",
        "customer_relation.remark",
        "consent_event.evidence",
        "customer_private.identifier",
        "caller_number.e164",
        "customer_merge.merged_name",
        "duplicate_pair.left_id",
        "ticket_link.customer_id",
        "ticket_attachment.name",
        "promise.text",
        "return_authorisation.customer_id",
        "record_change.changes",
    ):
        assert place in before, place
    assert found_on(desk, *WORDS, *ids)
    erase(central, HER)
    erase(central, THIRD)
    assert found(central, *WORDS) == {}
    # That somebody of this id was erased is what desks are told, and what was asked says of whom.
    assert {place.partition(".")[0] for place in found(central, *ids)} <= {"command_log", "sync_feed"}
    desk.pull()
    assert found_on(desk, *WORDS) == {}
    for entity, rows in desk.rows().items():
        assert not [row for row in rows.values() if HER in str(row) or AGAIN in str(row)], entity


def filled(table: sa.Table, customer_columns: frozenset[str]) -> dict[str, Any]:
    """A row with her in every column that can hold a word, whatever the table is for."""
    row: dict[str, Any] = {}
    for column in table.columns:
        kind = column.type
        if column.identity is not None:
            continue
        if column.name in customer_columns:
            row[column.name] = HER
        elif isinstance(kind, sa.Text):
            row[column.name] = f"{len(row)}, of {WORDS[1]}"
        elif isinstance(kind, UtcDateTime):
            row[column.name] = NOW
        elif isinstance(kind, sa.Boolean):
            row[column.name] = False
        elif isinstance(kind, sa.Integer | sa.BigInteger | sa.Float):
            row[column.name] = 1
        elif isinstance(kind, type(Json)):
            row[column.name] = {"said": [WORDS[1]]} if column.name != "field_versions" else {}
        elif isinstance(kind, sa.LargeBinary):
            row[column.name] = b""
        else:
            row[column.name] = new_id()
    return row


def test_whatever_table_comes_to_speak_of_a_customer_it_is_searched(central: Central) -> None:
    """A table that is added tomorrow is filled here by itself, and fails this test if an erasure forgets it."""
    made = everything_of_her()[0]
    assert central.do(LEILA_AT_DESK, made).status == "applied"
    columns = {
        spec.table.name: frozenset(spec.customer_columns) for spec in central.registry.entities.values()
    }
    before = found(central, *WORDS)

    def fill(connection: sa.Connection) -> None:
        for table in (*metadata.sorted_tables, *central_metadata.sorted_tables):
            if table.name in NOT_FILLED:
                continue
            connection.execute(sa.insert(table).values(filled(table, columns.get(table.name, frozenset()))))

    central.run(fill)
    places = {place.partition(".")[0] for place in found(central, *WORDS)}
    assert {"customer_detail", "consent_event", "promise", "product_owned"} <= places
    assert len(places) > len({place.partition(".")[0] for place in before})
    erase(central, HER)
    assert found(central, *WORDS) == {}


def test_a_company_that_is_erased_or_merged_leaves_the_tickets_of_others(central: Central) -> None:
    about = CreateTicket(
        made_at=NOW,
        ticket_id=COLD,
        number=ticket_number(6201),
        subject="Cold",
        queue_id=floor.HEATING,
        channel="call",
        customer_id=floor.DEV,
        organisation_id=floor.LARCH,
    )
    assert central.do(LEILA_AT_DESK, about).status == "applied"
    bigger = CreateCustomer(
        made_at=NOW,
        customer_id=HER,
        currency="GBP",
        region="GB",
        kind="organisation",
        organisation="Larch Ltd",
    )
    central.do(LEILA_AT_DESK, bigger)
    merge = MergeCustomers(made_at=NOW, merge_id=new_id(), survivor_id=HER, merged_id=floor.LARCH)
    assert central.do(LEILA_AT_DESK, merge).status == "applied"
    assert central.get("ticket", COLD)["organisation_id"] == HER
    erase(central, HER)
    ticket = central.get("ticket", COLD)
    assert (ticket["organisation_id"], ticket["customer_id"], ticket["subject"]) == (None, floor.DEV, "Cold")
    told = central.run(lambda c: c.execute(sa.select(record_change.c.changes)).scalars().all())
    assert not [changes for changes in told if HER in str(changes) or floor.LARCH in str(changes)]
