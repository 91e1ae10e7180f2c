"""A customer's record: several of everything, one preferred, edited by several people, whole on every desk."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agent_desktop.core.ids import new_id
from agent_desktop.features.correspondence.read_models import ReplyChannels
from agent_desktop.features.customers.commands import ChangeCustomer, ChangePhone
from agent_desktop.features.customers.details import AddDetail, ChangeDetail, RemoveDetail
from agent_desktop.features.customers.erasure import EraseCustomer
from agent_desktop.features.customers.read_models import Customer, SearchCustomers
from agent_desktop.features.customers.record_commands import EndRelation, RelateCustomers, TagCustomer
from agent_desktop.features.customers.record_read_models import CustomerRecord, RecordView
from agent_desktop.features.customers.relations import INVERSE
from agent_desktop.features.interactions.commands import LinkContact
from agent_desktop.features.interactions.identity import SayIdentity
from agent_desktop.features.interactions.read_models import Contact
from agent_desktop.features.tickets.promises import MakePromise, TicketPromises
from agent_desktop.sync.sweep import traces
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW, SUE_AT_DESK
from tests.support.stores import Central, Desk


def add(central: Central, **values: Any) -> str:
    known = {"detail_id": new_id(), "customer_id": floor.DEV, "kind": "email"}
    command = AddDetail(made_at=NOW, **(known | values))
    assert central.do(LEILA_AT_DESK, command).status == "applied"
    return command.detail_id


def record(store: Central | Desk, customer_id: str = floor.DEV) -> RecordView:
    query = CustomerRecord(customer_id=customer_id, as_of=NOW)
    found = store.ask(LEILA_AT_DESK, query) if isinstance(store, Central) else store.ask(query)
    assert found is not None
    return found


def emails(central: Central) -> list[tuple[str, bool]]:
    return [(one.text, one.is_preferred) for one in record(central).details if one.kind == "email"]


def test_one_address_is_preferred_and_the_one_before_is_kept_beside_it(central: Central) -> None:
    add(central, value="work@example.org", label="work", is_preferred=True)
    assert central.get("customer", floor.DEV)["email"] == "work@example.org"
    assert sorted(emails(central)) == [("dev@example.org", False), ("work@example.org", True)]
    third = add(central, value="third@example.org", is_preferred=True)
    assert [one for one, is_preferred in emails(central) if is_preferred] == ["third@example.org"]
    changed = ChangeDetail(made_at=NOW, detail_id=third, customer_id=floor.DEV, value="3rd@example.org")
    assert central.do(LEILA_AT_DESK, changed).status == "applied"
    assert central.get("customer", floor.DEV)["email"] == "3rd@example.org"
    assert "third@example.org" not in [one for one, _ in emails(central)], "a correction is not kept twice"
    central.do(LEILA_AT_DESK, ChangeCustomer(made_at=NOW, customer_id=floor.DEV, email="form@example.org"))
    assert ("form@example.org", True) in emails(central)
    central.do(LEILA_AT_DESK, RemoveDetail(made_at=NOW, detail_id=third, customer_id=floor.DEV))
    assert central.get("customer", floor.DEV)["email"] is None


def test_an_address_says_when_it_holds(central: Central) -> None:
    add(central, kind="address", street="1 Old Road", city="Bath", valid_to="2026-11-20")
    add(central, kind="address", street="2 New Road", city="Bath", valid_from="2026-11-21", label="delivery")
    found = {one.street: one.is_valid for one in record(central).details if one.kind == "address"}
    assert found == {"1 Old Road": False, "2 New Road": True}


def test_a_number_that_is_theirs_no_more_is_offered_to_nobody_who_would_ring(central: Central) -> None:
    promise = MakePromise(
        made_at=NOW,
        promise_id=new_id(),
        kind="callback",
        text="Call back",
        due="2026-11-24T10:00",
        time_zone="Europe/London",
        owner_id=floor.LEILA,
        ticket_id=floor.INVOICE,
        customer_id=floor.DEV,
    )
    assert central.do(LEILA_AT_DESK, promise).status == "applied"

    def offered() -> tuple[list[str], list[str | None]]:
        view = central.ask(LEILA_AT_DESK, Customer(customer_id=floor.DEV, as_of=NOW))
        due = central.ask(LEILA_AT_DESK, TicketPromises(ticket_id=floor.INVOICE, as_of=NOW))
        assert view is not None
        return [phone.e164 for phone in view.phones], [one.number for one in due]

    assert offered() == ([floor.DEVS_NUMBER], [floor.DEVS_NUMBER])
    yesterday = (NOW - timedelta(days=1)).date().isoformat()
    over = ChangePhone(made_at=NOW, phone_id=floor.DEV_MOBILE, valid_to=yesterday)
    assert central.do(LEILA_AT_DESK, over).status == "applied"
    assert offered() == ([], [None])
    assert [one.e164 for one in record(central).phones] == [floor.DEVS_NUMBER], "it stays on record"


def test_an_address_that_is_theirs_no_more_gets_no_reply(central: Central) -> None:
    def reached() -> str | None:
        query = ReplyChannels(ticket_id=floor.INVOICE, as_of=NOW)
        return next(iter(central.ask(LEILA_AT_DESK, query))).to

    assert reached() == "dev@example.org"
    add(central, value="later@example.org", valid_from="2026-12-24")
    add(central, value="new@example.org")
    over = add(central, value="old@example.org", is_preferred=True, valid_to="2026-11-30")
    assert reached() == "old@example.org"
    ended = ChangeDetail(made_at=NOW, detail_id=over, customer_id=floor.DEV, valid_to="2026-11-01")
    assert central.do(LEILA_AT_DESK, ended).status == "applied"
    assert reached() in {"dev@example.org", "new@example.org"}


def test_two_people_change_one_address_and_each_keeps_their_field(central: Central) -> None:
    row = add(central, kind="social", value="@dev", network="mastodon")
    seen = {row: 1}
    first = ChangeDetail(made_at=NOW, detail_id=row, customer_id=floor.DEV, value="dev1", label="work")
    second = ChangeDetail(made_at=NOW, detail_id=row, customer_id=floor.DEV, value="dev2", network="bluesky")
    assert central.do(LEILA_AT_DESK, first, seen).status == "applied"
    verdict = central.do(MARCUS_AT_DESK, second, seen)
    assert [(lost.field, lost.yours, lost.theirs) for lost in verdict.lost] == [("value", "dev2", "dev1")]
    kept = central.get("customer_detail", row)
    assert (kept["label"], kept["network"]) == ("work", "bluesky")


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("email", "second@example.org", "Second@Example.org"),
        ("social", "@Deviant_Dev", "deviant_dev"),
        ("name", "Devdas Chandran", "chandran devdas"),
        ("id", "OLD-9", "old-9"),
    ],
)
def test_what_stands_beside_is_found_at_central_and_on_the_desk(
    central: Central, tmp_path: Path, kind: str, value: str, text: str
) -> None:
    add(central, kind=kind, value=value, network="x" if kind == "social" else None)
    desk = Desk(tmp_path / "d.db", central, LEILA_AT_DESK, ["org"])
    desk.open_customer(floor.DEV)
    query = SearchCustomers(text=text)
    for hits in (central.ask(LEILA_AT_DESK, query), desk.ask(query)):
        assert [hit.customer_id for hit in hits] == [floor.DEV]


@pytest.mark.parametrize(
    "values",
    [
        {"value": "nobody"},
        {"value": None},
        {"kind": "fax", "value": "1"},
        {"kind": "social", "value": "dev"},
        {"kind": "address", "value": "x"},
        {"value": "a@example.org", "label": "moon"},
        {"value": "a@example.org", "valid_from": "yesterday"},
        {"value": "a@example.org", "valid_from": "2026-11-02", "valid_to": "2026-11-01"},
        {"value": "a@example.org", "city": "Bath"},
    ],
)
def test_what_is_no_detail_is_refused(central: Central, values: dict[str, Any]) -> None:
    known = {"detail_id": new_id(), "customer_id": floor.DEV, "kind": "email"}
    before = central.rows()
    assert central.do(LEILA_AT_DESK, AddDetail(made_at=NOW, **(known | values))).status == "refused"
    assert central.rows() == before


def test_two_people_tag_at_once_and_both_tags_stay(central: Central) -> None:
    seen = {floor.DEV: 1}
    central.do(LEILA_AT_DESK, TagCustomer(made_at=NOW, customer_id=floor.DEV, tag="VIP"), seen)
    verdict = central.do(MARCUS_AT_DESK, TagCustomer(made_at=NOW, customer_id=floor.DEV, tag="Early"), seen)
    assert verdict.status == "applied"
    assert record(central).tags == ["early", "vip"]
    central.do(LEILA_AT_DESK, TagCustomer(made_at=NOW, customer_id=floor.DEV, tag="vip", is_on=False))
    assert record(central).tags == ["early"]


def test_a_relation_is_seen_from_both_ends_and_ends_at_both(central: Central) -> None:
    related = RelateCustomers(
        made_at=NOW, relation_id=new_id(), customer_id=floor.DEV, other_id=floor.LARCH, kind="employee"
    )
    assert central.do(LEILA_AT_DESK, related).status == "applied"
    mine, theirs = record(central).relations, record(central, floor.LARCH).relations
    assert [(one.kind, one.other_name, one.inverse) for one in mine] == [
        ("employee", "Larch Lettings", "employer")
    ]
    assert [(one.kind, one.other_name) for one in theirs] == [("employer", "Dev Raman")]
    central.do(LEILA_AT_DESK, EndRelation(made_at=NOW, relation_id=theirs[0].relation_id))
    assert record(central).relations == record(central, floor.LARCH).relations == []


def test_every_relation_has_its_name_the_other_way_round() -> None:
    assert all(INVERSE[INVERSE[kind]] == kind for kind in INVERSE)


def test_an_identity_is_verified_for_one_contact_and_one_customer(central: Central) -> None:
    contact = floor.UNFINISHED
    said = SayIdentity(made_at=NOW, interaction_id=contact, identity="verified", how="code")
    assert central.do(LEILA_AT_DESK, said).status == "refused", "nobody is linked yet"
    link = LinkContact(made_at=NOW, interaction_id=contact, customer_id=floor.HENRY)
    central.do(LEILA_AT_DESK, link)
    again = SayIdentity(made_at=NOW, interaction_id=contact, identity="verified", how="code")
    assert central.do(LEILA_AT_DESK, again).status == "applied"
    view = central.ask(LEILA_AT_DESK, Contact(interaction_id=contact))
    assert view is not None
    assert (view.identity, view.identity_how) == ("verified", "code")
    central.do(LEILA_AT_DESK, LinkContact(made_at=NOW, interaction_id=contact, customer_id=floor.MARGARET))
    view = central.ask(LEILA_AT_DESK, Contact(interaction_id=contact))
    assert view is not None
    assert view.identity is None, "whoever was checked was checked as somebody else"


def test_erased_nothing_of_the_record_is_left(central: Central) -> None:
    add(central, value="secret.dev@example.org")
    add(central, kind="social", value="devious_handle", network="x")
    related = RelateCustomers(
        made_at=NOW, relation_id=new_id(), customer_id=floor.DEV, other_id=floor.LARCH, kind="employee"
    )
    central.do(LEILA_AT_DESK, related)
    erase = EraseCustomer(made_at=NOW, customer_id=floor.DEV, reason="Asked for it")
    assert central.do(SUE_AT_DESK, erase).status == "applied"
    rows = central.rows()
    for entity in ("customer_detail", "customer_relation", "consent_event", "caller_number"):
        assert not [row for row in rows[entity].values() if floor.DEV in str(row)], entity
    found = central.run(lambda c: traces(c, ["devious_handle"]))
    assert set(found) <= {"command_log.data", "erasure_log.terms"}, "the sweep scrubs those by the terms"
