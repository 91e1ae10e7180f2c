"""Which desk holds which record: queues, owners, and customers enrolled by their open tickets."""

from pathlib import Path

import pytest

from agent_desktop.core.ids import new_id
from agent_desktop.features.customers.commands import ChangeCustomer, RemovePhone
from agent_desktop.features.customers.read_models import SearchCustomers
from agent_desktop.features.interactions.commands import LinkContact
from agent_desktop.features.tickets.commands import (
    AddTicketNote,
    AssignTicket,
    ChangeTicket,
    CreateTicket,
    SetTicketState,
)
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.sync.epochs import EpochChanged
from agent_desktop.sync.messages import PullRequest
from agent_desktop.sync.upkeep import begin_another_life
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW
from tests.support.stores import Central, Desk, envelope, pull, put

HEATING, BILLING = f"queue:{floor.HEATING}", f"queue:{floor.BILLING}"


def since(central: Central, *scopes: str) -> dict[str, int]:
    """Cursors that stand at the head."""
    return dict.fromkeys(scopes, central.pull(central.epoch(), {}).head)


def told(central: Central, cursors: dict[str, int]) -> set[tuple[str, str, str]]:
    page = central.pull(central.epoch(), cursors)
    return {(row.scope, row.op, row.entity_id) for row in page.rows}


def test_a_ticket_that_moves_leaves_its_old_queue_and_enters_the_new_with_all_it_brings(
    central: Central,
) -> None:
    cursors = since(central, HEATING, BILLING)
    central.do(LEILA_AT_DESK, ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, queue_id=floor.BILLING))
    moved = {
        floor.PUMP,
        floor.PUMP_NOTE,
        floor.PUMP_REPLY,
        floor.HENRY,
        floor.HENRY_HOME,
        floor.PROMISE,
        floor.BACK,
        floor.KIN_BACK,
    }
    assert told(central, cursors) == {(HEATING, "L", key) for key in moved} | {
        (BILLING, "U", key) for key in moved
    }


def test_a_customer_stays_while_another_open_ticket_holds_them(central: Central) -> None:
    central.do(LEILA_AT_DESK, AssignTicket(made_at=NOW, ticket_id=floor.INVOICE, owner_id=floor.LEILA))
    leila = f"agent:{floor.LEILA}"
    cursors = since(central, BILLING, leila)
    central.do(LEILA_AT_DESK, AssignTicket(made_at=NOW, ticket_id=floor.INVOICE, owner_id=None))
    heard = told(central, cursors)
    assert (leila, "L", floor.DEV) in heard
    assert (BILLING, "L", floor.DEV) not in heard


def test_a_solved_ticket_takes_its_customer_off_the_desks(central: Central, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "r.db", central, MARCUS_AT_DESK, ["org", HEATING])
    assert desk.find("customer", floor.HENRY)
    assert desk.find("customer_phone", floor.HENRY_HOME)
    central.do(LEILA_AT_DESK, SetTicketState(made_at=NOW, ticket_id=floor.PUMP, state="solved"))
    desk.pull()
    assert desk.find("ticket", floor.PUMP) is None
    assert desk.find("ticket_note", floor.PUMP_NOTE) is None
    assert desk.find("customer", floor.HENRY) is None
    assert desk.find("customer_phone", floor.HENRY_HOME) is None
    central.do(LEILA_AT_DESK, SetTicketState(made_at=NOW, ticket_id=floor.PUMP, state="open"))
    desk.pull()
    assert desk.find("customer", floor.HENRY)


def test_a_bundle_opens_a_customer_and_the_feed_continues_it(central: Central, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "r.db", central, MARCUS_AT_DESK, ["org"])
    assert desk.find("customer", floor.MARGARET) is None
    desk.open_customer(floor.MARGARET)
    assert desk.get("customer", floor.MARGARET)["name"] == "Margaret Okafor"
    assert desk.find("order", floor.ORDER)
    assert desk.find("ticket", floor.ANSWERED)
    assert desk.pull() == 0

    central.do(LEILA_AT_DESK, ChangeCustomer(made_at=NOW, customer_id=floor.MARGARET, city="Bath"))
    note = AddTicketNote(made_at=NOW, note_id=new_id(), ticket_id=floor.ANSWERED, text="Sent the manual.")
    central.do(LEILA_AT_DESK, note)
    desk.pull()
    assert desk.get("customer", floor.MARGARET)["city"] == "Bath"
    assert desk.get("ticket_note", note.note_id)["text"] == "Sent the manual."


def test_a_bundle_knows_whether_anything_in_it_changed(central: Central) -> None:
    first, again = central.bundle(floor.HENRY), central.bundle(floor.HENRY)
    assert first is not None
    assert again is not None
    assert first.etag == again.etag
    central.do(LEILA_AT_DESK, AddTicketNote(made_at=NOW, note_id=new_id(), ticket_id=floor.PUMP, text="…"))
    changed = central.bundle(floor.HENRY)
    assert changed is not None
    assert changed.etag != first.etag
    assert central.bundle(floor.an_id(999)) is None


def test_a_deleted_record_leaves_every_desk_that_held_it(central: Central, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "r.db", central, MARCUS_AT_DESK, ["org", HEATING])
    desk.open_customer(floor.HENRY)
    central.do(LEILA_AT_DESK, RemovePhone(made_at=NOW, phone_id=floor.HENRY_HOME))
    desk.pull()
    assert desk.find("customer_phone", floor.HENRY_HOME) is None
    assert desk.find("customer", floor.HENRY)
    late = Desk(tmp_path / "late.db", central, LEILA_AT_DESK, ["org", HEATING])
    assert late.find("customer_phone", floor.HENRY_HOME) is None


def test_a_record_the_feed_never_carried_is_deleted_from_the_desks_that_opened_its_customer(
    central: Central, tmp_path: Path
) -> None:
    """Bulk-loaded records reach desks in bundles only, until something about them changes."""
    phone = floor.a_phone(central.registry, new_id(), floor.AOIFE, "+353 1 234 5678")
    contact = floor.a_contact(central.registry, new_id(), floor.AOIFE, 3)
    central.run(lambda c: put(c, central.registry, [phone, contact]))
    desk = Desk(tmp_path / "r.db", central, MARCUS_AT_DESK, ["org"])
    desk.open_customer(floor.AOIFE)
    assert desk.find("customer_phone", phone[1]["id"])
    central.do(LEILA_AT_DESK, RemovePhone(made_at=NOW, phone_id=phone[1]["id"]))
    link = LinkContact(made_at=NOW, interaction_id=contact[1]["id"], customer_id=floor.DEV)
    central.do(LEILA_AT_DESK, link)
    desk.pull()
    assert desk.find("customer_phone", phone[1]["id"]) is None
    assert desk.find("interaction", contact[1]["id"]) is None


def test_a_page_at_a_time_brings_everything_once(central: Central, tmp_path: Path) -> None:
    """Each scope has its own cursor: a desk that reads two of them in small pages misses nothing."""
    desk = Desk(tmp_path / "r.db", central, MARCUS_AT_DESK, ["org", HEATING, BILLING])
    notes = []
    for ticket_id in [floor.PUMP, floor.INVOICE] * 7:
        note = AddTicketNote(made_at=NOW, note_id=new_id(), ticket_id=ticket_id, text=f"note {len(notes)}")
        notes.append(note.note_id)
        central.do(LEILA_AT_DESK, note)
    page = central.pull(desk.epoch, desk.replica.cursors(), limit=4)
    assert len(page.rows) == 4
    assert page.more
    assert page.cursors["org"] < page.head
    assert desk.pull(limit=4) == 14
    assert set(notes) <= set(desk.rows()["ticket_note"])
    assert set(desk.replica.cursors().values()) == {page.head}
    assert desk.pull() == 0


def test_a_scope_that_is_not_allowed_is_not_answered(central: Central) -> None:
    request = PullRequest(central.epoch(), {HEATING: 0, BILLING: 0})
    page = central.run(lambda c: pull(c, request, frozenset({BILLING})))
    assert {row.scope for row in page.rows} == {BILLING}
    assert set(page.cursors) == {BILLING}


def test_a_replica_of_another_life_of_the_database_must_start_anew(central: Central, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "r.db", central, LEILA_AT_DESK, ["org", HEATING])
    desk.open_customer(floor.MARGARET)
    desk.do(AddTicketNote(made_at=NOW, note_id=new_id(), ticket_id=floor.PUMP, text="kept"))
    desk.push()
    desk.pull()
    with pytest.raises(EpochChanged):
        central.pull(new_id(), desk.replica.cursors())
    begin_another_life(desk.replica, desk.actor)
    # What was acknowledged is offered again, since a restored backup may not have it.
    assert [sent.kind for sent in desk.replica.outgoing()] == ["tickets.AddTicketNote"]
    desk.follow(["org", HEATING])
    assert desk.find("ticket", floor.PUMP)
    # A customer who was only open is gone rather than stale.
    assert desk.find("customer", floor.MARGARET) is None
    assert [verdict.status for verdict in desk.push()] == ["applied"]


def test_a_customer_changed_in_the_batch_that_moves_their_ticket_takes_their_numbers_along(
    central: Central,
) -> None:
    cursors = since(central, HEATING, BILLING)
    both = [
        ChangeCustomer(made_at=NOW, customer_id=floor.HENRY, city="Bath"),
        ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, queue_id=floor.BILLING),
    ]
    central.push(LEILA_AT_DESK, [envelope(central.registry, command) for command in both])
    heard = told(central, cursors)
    assert {(HEATING, "L", floor.HENRY_HOME), (BILLING, "U", floor.HENRY_HOME)} <= heard


def test_a_queue_left_takes_its_records_and_no_others(central: Central, tmp_path: Path) -> None:
    central.do(
        LEILA_AT_DESK,
        CreateTicket(
            made_at=NOW,
            ticket_id=new_id(),
            number=ticket_number(70_001),
            subject="Radiator",
            customer_id=floor.DEV,
            queue_id=floor.HEATING,
            channel="call",
        ),
    )
    desk = Desk(tmp_path / "r.db", central, LEILA_AT_DESK, ["org", HEATING, BILLING])
    assert desk.find("ticket", floor.INVOICE)
    desk.follow(["org", HEATING])
    never = Desk(tmp_path / "never.db", central, LEILA_AT_DESK, ["org", HEATING])
    assert desk.find("customer", floor.DEV), "a ticket of the other queue keeps them"
    assert desk.rows() == never.rows()
    found = [d.ask(SearchCustomers(text="Dev Raman", region="GB")) for d in (desk, never)]
    assert found[0] == found[1]


def test_what_waits_on_a_record_of_a_queue_left_is_still_sent(central: Central, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "r.db", central, LEILA_AT_DESK, ["org", HEATING, BILLING])
    note = AddTicketNote(made_at=NOW, note_id=new_id(), ticket_id=floor.INVOICE, text="Called back.")
    desk.do(note)
    desk.follow(["org", HEATING])
    assert desk.find("ticket_note", note.note_id), "what was typed stays in sight while it waits"
    assert [verdict.status for verdict in desk.push()] == ["applied"]
    desk.pull()
    assert desk.find("ticket_note", note.note_id) is None
    assert central.rows()["ticket_note"][note.note_id]["text"] == "Called back."
