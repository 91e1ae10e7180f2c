"""What is written about a ticket beside its words: nothing that two people write at once is lost."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from agent_desktop.central.blobs import readable
from agent_desktop.core.errors import Refused
from agent_desktop.core.ids import new_id
from agent_desktop.features.customers.erasure import EraseCustomer
from agent_desktop.features.tickets.commands import ChangeTicket, SetTicketState
from agent_desktop.features.tickets.detail_commands import (
    AddCheckItem,
    AttachFile,
    FollowTicket,
    LinkTickets,
    LogTime,
    TagTicket,
    TickCheckItem,
    UnlinkTickets,
)
from agent_desktop.features.tickets.detail_views import (
    HistoryEntry,
    TicketDetails,
    TicketDetailsView,
    TicketHistory,
)
from agent_desktop.store.chronicle import record_change
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW, SUE_AT_DESK
from tests.support.stores import Central, Desk, envelope

HERS = ["org", f"queue:{floor.HEATING}", f"agent:{floor.LEILA}"]


def details(central: Central, ticket_id: str = floor.PUMP) -> TicketDetailsView:
    view = central.ask(LEILA_AT_DESK, TicketDetails(ticket_id=ticket_id))
    assert view is not None
    return view


def history(central: Central) -> list[HistoryEntry]:
    return central.ask(LEILA_AT_DESK, TicketHistory(ticket_id=floor.PUMP))


def test_two_who_write_at_once_both_have_their_say(central: Central, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk.db", central, LEILA_AT_DESK, HERS)
    at = {"made_at": NOW, "ticket_id": floor.PUMP}
    mine, theirs = new_id(), new_id()
    desk.do(TagTicket(add=["Infant"], **at))
    desk.do(LogTime(seconds=60, **at))
    desk.do(AddCheckItem(item_id=mine, text="Ring back", **at))
    for command in (
        TagTicket(add=["no  heat"], **at),
        LogTime(seconds=30, **at),
        AddCheckItem(item_id=theirs, text="Order the pump", **at),
        TickCheckItem(item_id=theirs, **at),
    ):
        assert central.do(MARCUS_AT_DESK, command).status == "applied"
    assert [verdict.status for verdict in desk.push()] == ["applied"] * 3
    desk.pull()
    view = details(central)
    assert (view.tags, view.spent_s) == (["infant", "no heat"], 90)
    assert [(i.text, i.done_by) for i in view.checklist] == [
        ("Order the pump", floor.MARCUS),
        ("Ring back", None),
    ]
    assert desk.ask(TicketDetails(ticket_id=floor.PUMP)) == view


def test_time_is_never_less_than_nothing(central: Central) -> None:
    verdict = central.do(LEILA_AT_DESK, LogTime(made_at=NOW, ticket_id=floor.PUMP, seconds=-1))
    assert verdict.problem is not None
    assert details(central).spent_s == 0


def test_who_follows_a_ticket_has_it_on_their_desk(central: Central, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk.db", central, MARCUS_AT_DESK, ["org", f"agent:{floor.MARCUS}"])
    assert desk.find("ticket", floor.PUMP) is None
    follow = FollowTicket(made_at=NOW, ticket_id=floor.PUMP, agent_id=floor.MARCUS)
    central.do(LEILA_AT_DESK, follow)
    desk.pull()
    assert desk.find("ticket", floor.PUMP) is not None
    assert desk.find("ticket_note", floor.PUMP_NOTE) is not None
    assert desk.find("customer", floor.HENRY) is not None
    leave = FollowTicket(made_at=NOW, ticket_id=floor.PUMP, agent_id=floor.MARCUS, is_following=False)
    central.do(LEILA_AT_DESK, leave)
    desk.pull()
    assert desk.find("ticket", floor.PUMP) is None
    assert desk.find("ticket_note", floor.PUMP_NOTE) is None


def test_links_are_seen_from_both_ends_made_once_and_never_form_a_ring(central: Central) -> None:
    def link(ticket_id: str, other_id: str) -> LinkTickets:
        return LinkTickets(made_at=NOW, ticket_id=ticket_id, other_id=other_id, kind="parent")

    for command in (
        link(floor.PUMP, floor.OWNERLESS),
        link(floor.PUMP, floor.OWNERLESS),
        link(floor.OWNERLESS, floor.INVOICE),
    ):
        assert central.do(LEILA_AT_DESK, command).status == "applied"
    assert len(central.rows()["ticket_link"]) == 2
    [up] = details(central).links
    assert (up.kind, up.is_other_way, up.subject) == ("parent", False, "Noise at night")
    assert [link.is_other_way for link in details(central, floor.OWNERLESS).links] == [False, True]
    ring = central.do(LEILA_AT_DESK, link(floor.INVOICE, floor.PUMP))
    assert ring.problem is not None
    assert ring.problem.reason == "ring"
    nobody = central.do(LEILA_AT_DESK, link(floor.PUMP, new_id()))
    assert nobody.status == "refused"
    gone = UnlinkTickets(made_at=NOW, ticket_id=floor.PUMP, other_id=floor.OWNERLESS, kind="parent")
    assert central.do(LEILA_AT_DESK, gone).status == "applied"
    assert details(central).links == []


def attachment(**values: object) -> AttachFile:
    known: dict[str, object] = {
        "attachment_id": new_id(),
        "ticket_id": floor.PUMP,
        "sha256": floor.PHOTO_SHA256,
        "name": "display.jpg",
        "media_type": "image/jpeg",
        "size": len(floor.PHOTO),
    }
    return AttachFile(made_at=NOW, **(known | values))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"size": 25_000_001}, "too_large"),
        ({"size": 0}, "too_large"),
        ({"name": "display.jpg.EXE"}, "type_not_taken"),
        ({"media_type": "text/html; charset=utf-8"}, "type_not_taken"),
        ({"name": " / "}, "malformed"),
        ({"sha256": "0" * 64}, "no_such_blob"),
        ({"note_id": floor.PUMP_NOTE, "ticket_id": floor.INVOICE}, "malformed"),
    ],
)
def test_a_file_that_is_not_taken(central: Central, values: dict[str, object], reason: str) -> None:
    verdict = central.do(LEILA_AT_DESK, attachment(**values))
    assert verdict.problem is not None
    assert verdict.problem.reason == reason
    assert central.rows()["ticket_attachment"] == {}


def test_a_file_is_kept_by_its_content_and_read_by_whoever_reads_the_ticket(central: Central) -> None:
    def read() -> int:
        return central.run(lambda c: readable(c, central.registry, MARCUS_AT_DESK, floor.PHOTO_SHA256)).size

    with pytest.raises(Refused, match="no such attachment"):
        read()
    stolen = central.do(MARCUS_AT_DESK, attachment())
    assert stolen.status == "refused", "knowing a hash is no right"
    assert central.do(LEILA_AT_DESK, attachment(note_id=floor.PUMP_NOTE)).status == "applied"
    assert read() == len(floor.PHOTO)
    [file] = details(central).attachments
    assert (file.name, file.added_by, file.note_id) == ("display.jpg", "Leila Duarte", floor.PUMP_NOTE)


def test_a_file_of_the_ticket_goes_with_a_reply_whoever_brought_it_and_with_one_of_no_other_ticket(
    central: Central,
) -> None:
    assert central.do(LEILA_AT_DESK, attachment()).status == "applied"
    assert central.do(MARCUS_AT_DESK, attachment(note_id=floor.PUMP_NOTE)).status == "applied"
    assert [file.note_id for file in details(central).attachments] == [None, floor.PUMP_NOTE]
    elsewhere = central.do(MARCUS_AT_DESK, attachment(ticket_id=floor.INVOICE))
    assert elsewhere.problem is not None
    assert elsewhere.problem.reason == "no_such_blob", "knowing a hash is no right"


def test_the_history_says_who_changed_what_each_step_of_a_batch_apart(central: Central) -> None:
    def change(priority: str) -> ChangeTicket:
        return ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, priority=priority)

    batch = [change("high"), change("urgent"), SetTicketState(made_at=NOW, ticket_id=floor.PUMP, state="new")]
    replies = central.push(LEILA_AT_DESK, [envelope(central.registry, c) for c in batch]).verdicts
    assert [verdict.status for verdict in replies] == ["applied", "applied", "refused"]
    again = central.push(LEILA_AT_DESK, [envelope(central.registry, batch[0])]).verdicts
    assert [verdict.status for verdict in again] == ["applied"]
    central.do(MARCUS_AT_DESK, SetTicketState(made_at=NOW, ticket_id=floor.PUMP, state="solved"))
    central.do(LEILA_AT_DESK, attachment())
    told = [
        (entry.who, entry.kind, {c.field: (c.before, c.after) for c in entry.changes})
        for entry in history(central)
    ]
    assert told[:2] == [
        ("Leila Duarte", "tickets.ChangeTicket", {"priority": ("normal", "high")}),
        ("Leila Duarte", "tickets.ChangeTicket", {"priority": ("high", "urgent")}),
    ]
    assert told[2][0] == "Marcus Webb"
    assert told[2][2]["state"] == ("open", "solved")
    assert told[3][1:] == ("tickets.AttachFile", told[3][2])
    assert told[3][2]["name"] == (None, "display.jpg")
    assert len(told) == 4, "a command that comes again, or is refused, changes nothing"
    latest = central.ask(LEILA_AT_DESK, TicketHistory(ticket_id=floor.PUMP, limit=2))
    assert [entry.kind for entry in latest] == [kind for _, kind, _ in told[2:]], "of too much the latest"


def test_nothing_of_an_erased_customer_stays_in_the_history(central: Central) -> None:
    rename = ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, subject="Henry Okafor is cold")
    erase = EraseCustomer(made_at=NOW, customer_id=floor.HENRY, reason="They asked us to.")
    central.do(LEILA_AT_DESK, TagTicket(made_at=NOW, ticket_id=floor.PUMP, add=["henry"]))
    together = [envelope(central.registry, command) for command in (rename, erase)]
    assert [v.status for v in central.push(SUE_AT_DESK, together).verdicts] == ["applied", "applied"]
    assert central.run(lambda c: c.execute(sa.select(record_change)).all()) == []
    assert central.get("ticket", floor.PUMP)["tags"] is None
