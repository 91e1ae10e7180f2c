"""The workstation's end: forecasts at once, central's truth under them, and nothing typed thrown away."""

from pathlib import Path

import pytest

from agent_desktop.core.errors import Refused
from agent_desktop.core.ids import new_id
from agent_desktop.features.tickets.commands import (
    AddTicketNote,
    ChangeTicket,
    ClaimTicket,
    CreateTicket,
    SetTicketState,
)
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.sync import outbox
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW
from tests.support.stores import Central, Desk

SCOPES = ["org", f"queue:{floor.HEATING}", f"agent:{floor.LEILA}"]


@pytest.fixture
def desk(central: Central, tmp_path: Path) -> Desk:
    return Desk(tmp_path / "replica.db", central, LEILA_AT_DESK, SCOPES)


def change(**values: str) -> ChangeTicket:
    return ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, **values)


def ticket_on(desk: Desk) -> tuple[str, str]:
    row = desk.get("ticket", floor.PUMP)
    return row["subject"], row["priority"]


def test_a_colleagues_edit_slips_under_a_waiting_command(central: Central, desk: Desk) -> None:
    desk.do(change(subject="Pump dead"))
    central.do(MARCUS_AT_DESK, change(priority="urgent"), {floor.PUMP: 1})
    desk.pull()
    assert ticket_on(desk) == ("Pump dead", "urgent")
    assert [verdict.status for verdict in desk.push()] == ["applied"]
    desk.pull()
    assert ticket_on(desk) == ("Pump dead", "urgent")
    assert desk.rows()["ticket"][floor.PUMP] == central.get("ticket", floor.PUMP)


def test_an_acknowledged_edit_does_not_flicker_back_before_the_feed_brings_it(
    central: Central, desk: Desk
) -> None:
    desk.do(change(subject="Pump dead"))
    for n in range(3):
        note = AddTicketNote(made_at=NOW, note_id=new_id(), ticket_id=floor.OWNERLESS, text=str(n))
        central.do(MARCUS_AT_DESK, note)
    desk.push()
    # The first page holds a colleague's older changes only: the edit must stay on the screen.
    page = central.pull(desk.epoch, desk.replica.cursors(), limit=1)
    assert page.more
    desk.replica.apply_page(desk.actor, page)
    assert ticket_on(desk)[0] == "Pump dead"
    desk.pull()
    assert ticket_on(desk)[0] == "Pump dead"
    # Only now is it central's alone: a colleague's next edit shows.
    central.do(MARCUS_AT_DESK, change(subject="Pump replaced"), {floor.PUMP: 2})
    desk.pull()
    assert ticket_on(desk)[0] == "Pump replaced"


def test_a_field_a_colleague_was_first_in_shows_theirs_and_is_told_with_ours(
    central: Central, desk: Desk
) -> None:
    desk.do(change(subject="Pump dead", priority="high"))
    central.do(MARCUS_AT_DESK, change(subject="Valve stuck"), {floor.PUMP: 1})
    desk.pull()
    assert ticket_on(desk) == ("Valve stuck", "high")
    verdict = desk.push()[0]
    assert verdict.status == "merged"
    assert [(lost.field, lost.yours, lost.theirs) for lost in verdict.lost] == [
        ("subject", "Pump dead", "Valve stuck")
    ]
    desk.pull()
    assert ticket_on(desk) == ("Valve stuck", "high")


def test_a_refused_commands_forecast_is_taken_back_and_its_text_stays(central: Central, desk: Desk) -> None:
    central.do(MARCUS_AT_DESK, ClaimTicket(made_at=NOW, ticket_id=floor.THERMOSTAT))
    desk.do(ClaimTicket(made_at=NOW, ticket_id=floor.THERMOSTAT))
    desk.do(AddTicketNote(made_at=NOW, note_id=new_id(), ticket_id=floor.THERMOSTAT, text="On my way."))
    assert desk.get("ticket", floor.THERMOSTAT)["owner_id"] == floor.LEILA
    assert [verdict.status for verdict in desk.push()] == ["refused", "applied"]
    assert desk.get("ticket", floor.THERMOSTAT)["owner_id"] is None
    desk.pull()
    assert desk.get("ticket", floor.THERMOSTAT)["owner_id"] == floor.MARCUS
    refused = desk.replica.waiting()
    assert [(one.kind, one.state) for one in refused] == [("tickets.ClaimTicket", "refused")]
    assert refused[0].verdict is not None
    assert refused[0].verdict.problem is not None
    assert refused[0].verdict.problem.reason == "taken"
    outbox.take_out(desk.replica, desk.actor, [refused[0].command_id], keeps=())
    assert desk.replica.waiting() == []


def test_a_rule_that_refuses_at_the_desk_queues_nothing(desk: Desk) -> None:
    with pytest.raises(Refused):
        desk.do(SetTicketState(made_at=NOW, ticket_id=floor.PUMP, state="closed"))
    assert desk.replica.outgoing() == []


def test_a_record_that_is_not_here_queues_the_command_without_a_forecast(
    central: Central, desk: Desk
) -> None:
    assert desk.find("ticket", floor.INVOICE) is None
    desk.do(AddTicketNote(made_at=NOW, note_id=new_id(), ticket_id=floor.INVOICE, text="Paid twice."))
    assert len(desk.replica.outgoing()) == 1
    assert [verdict.status for verdict in desk.push()] == ["applied"]
    assert "Paid twice." in {note["text"] for note in central.rows()["ticket_note"].values()}


def test_work_done_offline_arrives_once_and_in_order(central: Central, desk: Desk) -> None:
    ticket_id = new_id()
    desk.do(
        CreateTicket(
            made_at=NOW,
            ticket_id=ticket_id,
            number=ticket_number(9000),
            subject="Leak",
            queue_id=floor.HEATING,
            channel="call",
        )
    )
    desk.do(ClaimTicket(made_at=NOW, ticket_id=ticket_id))
    desk.do(AddTicketNote(made_at=NOW, note_id=new_id(), ticket_id=ticket_id, text="Under the sink."))
    lost_reply = central.push(LEILA_AT_DESK, desk.replica.outgoing())
    assert [verdict.status for verdict in lost_reply.verdicts] == ["applied"] * 3
    # The reply never came: the desk sends all of it again.
    assert [verdict.status for verdict in desk.push()] == ["applied"] * 3
    desk.pull()
    assert desk.get("ticket", ticket_id) == central.get("ticket", ticket_id)
    assert desk.replica.outgoing() == []
    assert desk.get("ticket", ticket_id)["owner_id"] == floor.LEILA


def test_two_desks_see_each_others_work(central: Central, desk: Desk, tmp_path: Path) -> None:
    other = Desk(tmp_path / "other.db", central, MARCUS_AT_DESK, ["org", f"queue:{floor.HEATING}"])
    desk.do(change(subject="Pump dead"))
    desk.push()
    other.pull()
    other.do(change(priority="urgent"))
    other.push()
    for one in (desk, other):
        one.pull()
    assert (
        desk.get("ticket", floor.PUMP) == other.get("ticket", floor.PUMP) == central.get("ticket", floor.PUMP)
    )
    assert ticket_on(desk) == ("Pump dead", "urgent")


def test_a_row_that_leaves_with_its_queue_takes_its_forecast_along_but_not_the_command(
    central: Central, desk: Desk
) -> None:
    """Somebody loses a queue while work on it waits: the record goes, the work is still sent."""
    desk.do(ChangeTicket(made_at=NOW, ticket_id=floor.OWNERLESS, topic="Pump"))
    desk.do(AddTicketNote(made_at=NOW, note_id=new_id(), ticket_id=floor.OWNERLESS, text="Rang, no answer."))
    desk.follow(["org", f"agent:{floor.LEILA}"])
    desk.pull()
    assert desk.find("ticket", floor.OWNERLESS) is None
    assert [verdict.status for verdict in desk.push()] == ["applied"] * 2
    desk.pull()
    assert desk.find("ticket", floor.OWNERLESS) is None
    assert all(note["ticket_id"] != floor.OWNERLESS for note in desk.rows()["ticket_note"].values())


def test_a_snapshot_makes_the_scope_exactly_what_central_says(central: Central, desk: Desk) -> None:
    central.do(MARCUS_AT_DESK, SetTicketState(made_at=NOW, ticket_id=floor.PUMP, state="solved"))
    desk.replica.forget_position()
    desk.follow(SCOPES)
    assert desk.find("ticket", floor.PUMP) is None
    assert desk.find("ticket", floor.OWNERLESS)


def test_a_scope_left_in_the_middle_of_its_snapshot_leaves_nothing_behind(
    central: Central, desk: Desk
) -> None:
    """The line broke after the first part, and then the person lost the queue."""
    scope = f"queue:{floor.BILLING}"
    head, rows = central.snapshot(scope)
    desk.replica.take_part(desk.actor, desk.replica.begin_snapshot(head), rows)
    assert desk.find("ticket", floor.INVOICE)
    desk.follow(SCOPES)
    assert desk.find("ticket", floor.INVOICE) is None
    assert desk.find("ticket", floor.PUMP)


def test_a_queue_that_was_lost_while_central_was_restored_leaves_nothing_behind(desk: Desk) -> None:
    desk.replica.forget_position()
    desk.follow(["org", f"agent:{floor.LEILA}"])
    assert desk.find("ticket", floor.OWNERLESS) is None
