"""Two records of one customer become one: nothing is lost, every reference moves, and it can be undone."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from agent_desktop.central.customer_references import STAYS
from agent_desktop.central.tables import private_reveal
from agent_desktop.core.clock import HeldClock
from agent_desktop.core.ids import new_id
from agent_desktop.core.registry import Registry
from agent_desktop.core.work import Row
from agent_desktop.features import house
from agent_desktop.features.calls.confirming import ConfirmCaller
from agent_desktop.features.customers.commands import AddPhone, ChangeCustomer
from agent_desktop.features.customers.details import AddDetail, ChangeDetail
from agent_desktop.features.customers.erasure import EraseCustomer
from agent_desktop.features.customers.merge_queries import MergePreview, Merges
from agent_desktop.features.customers.merging import MergeCustomers, UndoMerge
from agent_desktop.features.customers.private_commands import SetPrivate
from agent_desktop.features.customers.record_commands import RecordConsent, RelateCustomers, TagCustomer
from agent_desktop.features.customers.record_read_models import CustomerRecord, MergedInto
from agent_desktop.features.customers.twins import DecideDuplicate
from agent_desktop.features.interactions.commands import StartContact
from agent_desktop.features.tickets.commands import CreateTicket
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.store.schema import SYNC_COLUMNS, central_metadata, metadata
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW, SUE_AT_DESK, an_id
from tests.support.stores import Central, Desk

LOGS = frozenset(
    {
        "command_log",
        "sync_feed",
        "customer_merge",
        "merged_record",
        "private_reveal",
        "record_change",
        "search_key",
    }
)
"""Tables that keep what was: asked, sent, merged, changed."""
NO_CUSTOMER = frozenset({("ticket_link", "other_id")})
"""Columns that are called as if they held a customer's id and hold a ticket's."""


def merge(**values: Any) -> MergeCustomers:
    known = {"merge_id": new_id(), "survivor_id": floor.MARGARET, "merged_id": floor.DEV}
    return MergeCustomers(made_at=NOW, **(known | values))


def fill(central: Central) -> None:
    """Give the one who goes something of everything that names a customer."""
    dev = floor.DEV
    commands = [
        AddDetail(
            made_at=NOW, detail_id=new_id(), customer_id=dev, kind="social", value="@dev", network="mastodon"
        ),
        RelateCustomers(
            made_at=NOW, relation_id=new_id(), customer_id=dev, other_id=floor.LARCH, kind="employee"
        ),
        RelateCustomers(
            made_at=NOW, relation_id=new_id(), customer_id=dev, other_id=floor.MARGARET, kind="spouse"
        ),
        RecordConsent(
            made_at=NOW,
            event_id=new_id(),
            customer_id=dev,
            purpose="survey",
            channel="email",
            is_granted=False,
            given_at=NOW,
            how="email",
        ),
        SetPrivate(made_at=NOW, customer_id=dev, birth_date="1984-03-31"),
        ConfirmCaller(made_at=NOW, customer_id=dev, number="020 7946 0555", region="GB"),
        AddPhone(
            made_at=NOW,
            phone_id=an_id(801),
            customer_id=dev,
            number=floor.HOME_NUMBER,
            region="GB",
            is_verified=True,
        ),
        DecideDuplicate(made_at=NOW, left_id=dev, right_id=floor.AOIFE, decision="two"),
        TagCustomer(made_at=NOW, customer_id=dev, tag="VIP"),
    ]
    for command in commands:
        assert central.do(LEILA_AT_DESK, command).status == "applied", command


def everything(central: Central) -> dict[str, list[dict[str, Any]]]:
    def read(connection: sa.Connection) -> dict[str, list[dict[str, Any]]]:
        tables = [*metadata.sorted_tables, *central_metadata.sorted_tables]
        return {t.name: [dict(row) for row in connection.execute(sa.select(t)).mappings()] for t in tables}

    return central.run(read)


def plain(rows: dict[str, dict[str, Row]]) -> dict[str, dict[str, Row]]:
    """Records without what sync counts by itself."""
    return {
        entity: {i: {k: v for k, v in row.items() if k not in SYNC_COLUMNS} for i, row in found.items()}
        for entity, found in rows.items()
        if entity != "caller"
    }


def references(registry: Registry) -> set[tuple[str, str]]:
    known = {
        (spec.table.name, column)
        for spec in registry.entities.values()
        for column in (*spec.customer_columns, *(["id"] if spec.customer_column == "id" else []))
    }
    known |= {(one.table, one.column) for one in (*registry.references, *STAYS)}
    return known


def test_every_column_that_is_called_after_a_customer_is_known_to_the_registry() -> None:
    named = {
        (table.name, column.name)
        for table in (*metadata.sorted_tables, *central_metadata.sorted_tables)
        for column in table.columns
        if re.search(r"(customer|requester|organisation|survivor|merged|other)_id$", column.name)
    }
    assert ("customer_phone", "customer_id") in named
    assert ("private_reveal", "customer_id") in named
    assert named > NO_CUSTOMER
    missing = named - NO_CUSTOMER - references(house())
    assert not missing, (
        f"a merge would forget these: say in the registry what becomes of them: {sorted(missing)}"
    )


def test_every_column_that_holds_a_customers_id_is_known_to_the_registry(central: Central) -> None:
    """By what stands in them, whatever they are called."""
    fill(central)
    known = references(central.registry) | {("customer_private", "id"), ("caller_rank", "customer_id")}
    ids = set(central.rows()["customer"])
    held = {
        (name, column)
        for name, rows in everything(central).items()
        for row in rows
        for column, value in row.items()
        if isinstance(value, str) and value in ids
    }
    assert ("duplicate_pair", "left_id") in held
    told = {("sync_feed", "entity_id"), ("search_key", "entity_id")}
    assert held - told <= known


def test_nothing_speaks_of_the_one_who_went_and_everything_is_the_survivors(central: Central) -> None:
    fill(central)
    before = central.rows()
    verdict = central.do(LEILA_AT_DESK, merge(take=["email"]))
    assert verdict.status == "applied"
    assert verdict.result is not None
    for table, rows in everything(central).items():
        if table not in LOGS:
            assert not [row for row in rows if floor.DEV in str(row)], table
    after = central.rows()
    for entity in (
        "ticket",
        "interaction",
        "lead",
        "attempt",
        "consent_event",
        "customer_relation",
        "customer_detail",
    ):
        spec = central.registry.entities[entity]
        for row_id, row in before[entity].items():
            if row.get(spec.customer_column) == floor.DEV and row.get("other_id") != floor.MARGARET:
                assert after[entity][row_id]["customer_id"] == floor.MARGARET
    numbers = {
        row["e164"]: row for row in after["customer_phone"].values() if row["customer_id"] == floor.MARGARET
    }
    assert {floor.HOME_NUMBER, floor.DEVS_NUMBER} <= set(numbers)
    assert numbers[floor.HOME_NUMBER]["is_verified"], (
        "what was verified of one number is verified of the same one"
    )
    assert sum(row["is_preferred"] for row in numbers.values()) == 1
    record = central.ask(LEILA_AT_DESK, CustomerRecord(customer_id=floor.DEV, as_of=NOW))
    assert record is not None
    assert (record.fields.customer_id, record.fields.email) == (floor.MARGARET, "dev@example.org")
    texts = {(detail.kind, detail.text) for detail in record.details}
    assert {("email", "margaret.okafor@example.org"), ("name", "Dev Raman"), ("social", "dev")} <= texts
    assert record.tags == ["vip"]
    assert after["customer_private"][floor.MARGARET]["birth_date"] == "1984-03-31"
    assert central.ask(LEILA_AT_DESK, MergedInto(customer_id=floor.DEV)) == floor.MARGARET


def test_side_by_side_says_where_a_person_has_to_choose(central: Central) -> None:
    view = central.ask(LEILA_AT_DESK, MergePreview(survivor_id=floor.MARGARET, merged_id=floor.DEV))
    assert view is not None
    fields = {field.name: field for field in view.fields}
    assert fields["email"].is_question
    assert (fields["email"].survivor, fields["email"].merged) == (
        "margaret.okafor@example.org",
        "dev@example.org",
    )
    assert not fields["city"].is_question
    assert not fields["currency"].is_question


def test_undone_it_is_as_it_was(central: Central) -> None:
    fill(central)
    before = central.rows()
    made = merge(take=["email", "name"])
    central.do(LEILA_AT_DESK, made)
    line = central.ask(LEILA_AT_DESK, Merges(customer_id=floor.MARGARET))[0]
    assert line.undo_until == NOW + timedelta(days=30)
    verdict = central.do(LEILA_AT_DESK, UndoMerge(made_at=NOW, merge_id=made.merge_id))
    assert verdict.status == "applied"
    assert plain(central.rows()) == plain(before)
    assert central.do(LEILA_AT_DESK, UndoMerge(made_at=NOW, merge_id=made.merge_id)).problem is not None
    assert central.ask(LEILA_AT_DESK, MergedInto(customer_id=floor.DEV)) is None


def test_undone_what_was_written_since_stays(central: Central) -> None:
    made = merge(take=["email"])
    central.do(LEILA_AT_DESK, made)
    central.do(
        MARCUS_AT_DESK, ChangeCustomer(made_at=NOW, customer_id=floor.MARGARET, email="new@example.org")
    )
    central.do(LEILA_AT_DESK, UndoMerge(made_at=NOW, merge_id=made.merge_id))
    assert central.get("customer", floor.MARGARET)["email"] == "new@example.org"
    assert central.get("customer", floor.DEV)["email"] == "dev@example.org"


def test_after_thirty_days_it_stays_as_it_is(central: Central) -> None:
    made = merge()
    central.do(LEILA_AT_DESK, made)
    central.clock = HeldClock(NOW + timedelta(days=30, seconds=1))
    verdict = central.do(LEILA_AT_DESK, UndoMerge(made_at=NOW, merge_id=made.merge_id))
    assert verdict.problem is not None
    assert "30 days" in verdict.problem.what


def test_a_desk_that_was_offline_writes_to_the_survivor(central: Central, tmp_path: Path) -> None:
    desk = Desk(
        tmp_path / "d.db", central, LEILA_AT_DESK, ["org", f"queue:{floor.HEATING}", f"agent:{floor.LEILA}"]
    )
    desk.open_customer(floor.DEV)
    central.do(SUE_AT_DESK, merge())
    number, ticket_id, contact_id = an_id(820), an_id(821), an_id(822)
    desk.do(
        AddPhone(made_at=NOW, phone_id=number, customer_id=floor.DEV, number="020 7946 0777", region="GB")
    )
    desk.do(
        CreateTicket(
            made_at=NOW,
            ticket_id=ticket_id,
            number=ticket_number(6100),
            subject="Cold",
            queue_id=floor.HEATING,
            channel="call",
            customer_id=floor.DEV,
        )
    )
    desk.do(
        StartContact(
            made_at=NOW,
            interaction_id=contact_id,
            channel="call",
            direction="in",
            title="Call",
            started_at=NOW,
            customer_id=floor.DEV,
        )
    )
    assert [verdict.status for verdict in desk.push()] == ["applied"] * 3
    owners = [
        central.get(entity, i)["customer_id"]
        for entity, i in (("customer_phone", number), ("ticket", ticket_id), ("interaction", contact_id))
    ]
    assert owners == [floor.MARGARET] * 3
    desk.pull()
    assert desk.find("customer", floor.DEV) is None
    assert desk.ask(MergedInto(customer_id=floor.DEV)) == floor.MARGARET
    desk.open_customer(floor.MARGARET)
    assert desk.get("customer_phone", number)["customer_id"] == floor.MARGARET


def test_what_the_merge_decided_wins_over_an_older_edit_and_its_author_is_told(
    central: Central, tmp_path: Path
) -> None:
    desk = Desk(tmp_path / "d.db", central, LEILA_AT_DESK, ["org"])
    desk.open_customer(floor.DEV)
    desk.do(ChangeCustomer(made_at=NOW, customer_id=floor.DEV, email="mine@example.org", segment="Gold"))
    central.do(SUE_AT_DESK, merge(take=["email"]))
    verdict = desk.push()[0]
    assert verdict.status == "merged"
    assert [(lost.field, lost.yours, lost.theirs) for lost in verdict.lost] == [
        ("email", "mine@example.org", "dev@example.org")
    ]
    row = central.get("customer", floor.MARGARET)
    assert (row["email"], row["segment"]) == ("dev@example.org", "Gold")


def test_merged_twice_over_the_oldest_name_still_leads_to_the_last(central: Central) -> None:
    first = merge()
    central.do(LEILA_AT_DESK, first)
    central.do(LEILA_AT_DESK, merge(survivor_id=floor.AOIFE, merged_id=floor.MARGARET))
    verdict = central.do(LEILA_AT_DESK, ChangeCustomer(made_at=NOW, customer_id=floor.DEV, city="Cork"))
    assert verdict.status == "applied"
    assert central.get("customer", floor.AOIFE)["city"] == "Cork"
    undone = central.do(LEILA_AT_DESK, UndoMerge(made_at=NOW, merge_id=first.merge_id))
    assert undone.problem is not None
    assert "since" in undone.problem.what


def test_who_is_erased_after_a_merge_is_erased_under_both_names(central: Central) -> None:
    fill(central)
    central.do(LEILA_AT_DESK, merge())
    verdict = central.do(
        SUE_AT_DESK, EraseCustomer(made_at=NOW, customer_id=floor.DEV, reason="Asked for it")
    )
    assert verdict.status == "applied"
    assert floor.MARGARET not in central.rows()["customer"]
    for table, rows in everything(central).items():
        if table not in {"command_log", "sync_feed", "erasure_log"}:
            assert not [row for row in rows if floor.MARGARET in str(row) or floor.DEV in str(row)], table
    for customer_id in (floor.DEV, floor.MARGARET):
        late = AddPhone(
            made_at=NOW, phone_id=new_id(), customer_id=customer_id, number="020 7946 0778", region="GB"
        )
        assert central.do(LEILA_AT_DESK, late).status == "refused"


@pytest.mark.parametrize(
    "values",
    [{"merged_id": floor.MARGARET}, {"take": ["balance"]}, {"merged_id": an_id(999)}, {"new_ids": []}],
)
def test_what_cannot_be_merged_is_refused_and_nothing_changes(
    central: Central, values: dict[str, Any]
) -> None:
    before = central.rows()
    assert central.do(LEILA_AT_DESK, merge(**values)).status == "refused"
    assert central.rows() == before


def test_what_both_were_to_a_third_is_said_once_and_by_both_again_when_undone(central: Central) -> None:
    said = ((floor.DEV, "employee", "On Tuesdays"), (floor.MARGARET, "employee", None))
    said += ((floor.DEV, "tenant", "First floor"), (floor.MARGARET, "tenant", "Second floor"))
    for who, kind, remark in said:
        related = RelateCustomers(
            made_at=NOW,
            relation_id=new_id(),
            customer_id=who,
            other_id=floor.LARCH,
            kind=kind,
            remark=remark,
        )
        assert central.do(LEILA_AT_DESK, related).status == "applied"
    before = plain(central.rows())["customer_relation"]
    command = merge()
    assert central.do(LEILA_AT_DESK, command).status == "applied"
    for who, other in ((floor.MARGARET, floor.LARCH), (floor.LARCH, floor.MARGARET)):
        found = central.ask(LEILA_AT_DESK, CustomerRecord(customer_id=who, as_of=NOW))
        assert found is not None
        remarks = sorted(str(one.remark) for one in found.relations if one.other_id == other)
        assert remarks == ["First floor", "On Tuesdays", "Second floor"], "what says more stays"
    assert central.do(LEILA_AT_DESK, UndoMerge(made_at=NOW, merge_id=command.merge_id)).status == "applied"
    assert plain(central.rows())["customer_relation"] == before


def test_what_both_had_alike_is_one_and_two_again_when_undone(central: Central, tmp_path: Path) -> None:
    """An address and a handle of both are one; what says more stays; a desk that changes the one that went is heard."""
    gone = new_id()
    for who, detail_id, value in (
        (floor.MARGARET, new_id(), "Both@Example.org"),
        (floor.DEV, gone, "both@example.org"),
    ):
        mail = AddDetail(made_at=NOW, detail_id=detail_id, customer_id=who, kind="email", value=value)
        handle = AddDetail(
            made_at=NOW,
            detail_id=new_id(),
            customer_id=who,
            kind="social",
            value="same",
            network="mastodon",
            is_preferred=True,
        )
        own = AddDetail(
            made_at=NOW,
            detail_id=new_id(),
            customer_id=who,
            kind="social",
            value=who[-4:],
            network="bluesky",
            label="work",
        )
        for command in (mail, handle, own):
            assert central.do(LEILA_AT_DESK, command).status == "applied"
    desk = Desk(tmp_path / "d.db", central, MARCUS_AT_DESK, ["org"])
    desk.open_customer(floor.DEV)
    desk.do(ChangeDetail(made_at=NOW, detail_id=gone, customer_id=floor.DEV, label="work"))
    before = plain(central.rows())
    command = merge()
    assert central.do(LEILA_AT_DESK, command).status == "applied"
    found = central.ask(LEILA_AT_DESK, CustomerRecord(customer_id=floor.MARGARET, as_of=NOW))
    assert found is not None
    assert [one.text.casefold() for one in found.details].count("both@example.org") == 1
    handles = [(one.text, one.is_preferred) for one in found.details if one.kind == "social"]
    assert [text for text, is_preferred in handles if is_preferred] == ["same"]
    assert [text for text, _ in handles].count("same") == 1
    assert {floor.MARGARET[-4:], floor.DEV[-4:]} < {text for text, _ in handles}
    assert central.do(LEILA_AT_DESK, UndoMerge(made_at=NOW, merge_id=command.merge_id)).status == "applied"
    assert plain(central.rows()) == before
    again = merge(merge_id=new_id())
    assert central.do(LEILA_AT_DESK, again).status == "applied"
    assert [verdict.status for verdict in desk.push()] == ["applied"]
    labels = [
        row["label"]
        for row in central.rows()["customer_detail"].values()
        if (row["value"] or "").casefold() == "both@example.org"
    ]
    assert labels == ["work"]


def test_two_balances_become_one(central: Central) -> None:
    def owe(connection: sa.Connection) -> None:
        table = central.registry.entities["customer"].table
        for customer_id, owed in ((floor.MARGARET, 250), (floor.DEV, -100)):
            connection.execute(sa.update(table).where(table.c.id == customer_id).values(balance_minor=owed))

    central.run(owe)
    made = merge()
    central.do(LEILA_AT_DESK, made)
    assert central.get("customer", floor.MARGARET)["balance_minor"] == 150
    central.do(LEILA_AT_DESK, UndoMerge(made_at=NOW, merge_id=made.merge_id))
    assert central.get("customer", floor.MARGARET)["balance_minor"] == 250


assert private_reveal.name in LOGS
