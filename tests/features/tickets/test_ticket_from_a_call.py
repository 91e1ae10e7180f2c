"""A ticket opened from a call carries the call, and the timeline shows the two together."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from agent_desktop.core.command import Command
from agent_desktop.features.customers.read_models import Timeline, TimelineEvent
from agent_desktop.features.interactions.commands import FinishContact, LinkContact
from agent_desktop.features.tickets.commands import AddTicketNote, CreateTicket
from agent_desktop.features.tickets.complaints import OpenComplaint, Part
from agent_desktop.features.tickets.detail_views import TicketHistory
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.features.tickets.promises import MakePromise
from agent_desktop.features.tickets.requester import SetRequester
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW, an_id
from tests.support.stores import Central, Desk, envelope

TICKET, SECOND = an_id(801), an_id(802)


def opened(ticket_id: str = TICKET, n: int = 6100) -> CreateTicket:
    return CreateTicket(
        made_at=NOW,
        ticket_id=ticket_id,
        number=ticket_number(n),
        subject="Still cold",
        queue_id=floor.HEATING,
        channel="call",
        customer_id=floor.HENRY,
        interaction_id=floor.UNFINISHED,
    )


def linked() -> LinkContact:
    return LinkContact(made_at=NOW, interaction_id=floor.UNFINISHED, customer_id=floor.HENRY)


def finished(ticket_id: str | None = None) -> FinishContact:
    return FinishContact(
        made_at=NOW,
        interaction_id=floor.UNFINISHED,
        note="Still cold upstairs.",
        topic=None,
        disposition="Ticket opened",
        ended_at=NOW + timedelta(minutes=2),
        ticket_id=ticket_id,
    )


def of_henry(place: Central | Desk) -> dict[str, TimelineEvent]:
    query = Timeline(customer_id=floor.HENRY)
    events = place.ask(query) if isinstance(place, Desk) else place.ask(LEILA_AT_DESK, query)
    return {event.event_id: event for event in events}


def codes(event: TimelineEvent) -> list[str]:
    return [chip.code for chip in event.chips]


@pytest.mark.parametrize("is_offline", [False, True])
def test_the_call_names_its_ticket_and_the_ticket_its_call(
    central: Central, tmp_path: Path, is_offline: bool
) -> None:
    commands: list[Command] = [linked(), opened(), finished()]
    place: Central | Desk = central
    if is_offline:
        desk = Desk(tmp_path / "r.db", central, LEILA_AT_DESK, ["org", f"agent:{floor.LEILA}"])
        desk.open_customer(floor.HENRY)
        for command in commands:
            desk.do(command)
        place = desk
    else:
        central.push(LEILA_AT_DESK, [envelope(central.registry, one) for one in commands])
    events = of_henry(place)
    call, ticket = events[floor.UNFINISHED], events[f"{TICKET}:created"]
    assert call.ticket_id == TICKET
    assert codes(call)[-1] == f"ticket_of:{ticket_number(6100)}"
    assert call.chips[-1].text.endswith("Still cold")
    assert ticket.contact_id == floor.UNFINISHED
    assert codes(ticket)[-1] == "from_call"


def test_finishing_the_note_with_no_ticket_on_screen_does_not_lose_it(central: Central) -> None:
    commands = [opened(), finished(None)]
    central.push(LEILA_AT_DESK, [envelope(central.registry, one) for one in commands])
    assert central.get("interaction", floor.UNFINISHED)["ticket_id"] == TICKET


def test_a_second_ticket_of_the_same_call_stands_beside_the_first(central: Central) -> None:
    commands = [linked(), opened(), opened(SECOND, 6101), finished(TICKET)]
    central.push(LEILA_AT_DESK, [envelope(central.registry, one) for one in commands])
    call = of_henry(central)[floor.UNFINISHED]
    assert call.ticket_id == TICKET
    assert codes(call)[-2:] == [f"ticket_of:{ticket_number(n)}" for n in (6100, 6101)]


def test_a_colleagues_call_is_left_as_it_is(central: Central) -> None:
    (verdict,) = central.push(MARCUS_AT_DESK, [envelope(central.registry, opened())]).verdicts
    assert verdict.status == "applied"
    assert central.get("interaction", floor.UNFINISHED)["ticket_id"] is None
    assert central.get("ticket", TICKET)["interaction_id"] == floor.UNFINISHED


def test_a_call_that_is_not_on_this_desk_keeps_no_ticket_from_being_opened(
    central: Central, tmp_path: Path
) -> None:
    desk = Desk(tmp_path / "r.db", central, LEILA_AT_DESK, ["org"])
    desk.do(opened())
    (verdict,) = desk.push()
    assert verdict.status == "applied"
    assert central.get("interaction", floor.UNFINISHED)["ticket_id"] == TICKET


def test_a_complaint_opened_in_a_call_carries_it_too(central: Central) -> None:
    part = Part(promise_id="", owner_id=floor.LEILA, due="2026-11-24T12:00", text="")
    parts = {
        name: Part(promise_id=an_id(810 + n), owner_id=part.owner_id, due=part.due, text=name)
        for n, name in enumerate(("quality_check", "goods_return", "replacement", "callback"))
    }
    complaint = OpenComplaint(
        made_at=NOW,
        ticket_id=TICKET,
        number=ticket_number(6100),
        subject="Cold again",
        queue_id=floor.HEATING,
        channel="call",
        customer_id=floor.HENRY,
        owner_id=floor.LEILA,
        product="Boiler B2",
        time_zone="Europe/London",
        currency="GBP",
        return_id=an_id(820),
        replacement_id=an_id(821),
        interaction_id=floor.UNFINISHED,
        **parts,
    )
    (verdict,) = central.push(LEILA_AT_DESK, [envelope(central.registry, complaint)]).verdicts
    assert verdict.status == "applied", verdict
    assert central.get("interaction", floor.UNFINISHED)["ticket_id"] == TICKET
    created = of_henry(central)[f"{TICKET}:created"]
    assert (created.kind, created.contact_id) == ("complaint", floor.UNFINISHED)


def parts_of(central: Central, ticket_id: str) -> set[str | None]:
    """Whose the notes, promises and links of a ticket are."""
    entities = ("ticket_note", "promise", "ticket_link", "ticket_attachment", "return_authorisation")
    rows = central.rows()
    return {
        row["customer_id"]
        for entity in entities
        for row in rows[entity].values()
        if row["ticket_id"] == ticket_id
    }


def test_opened_before_it_was_known_who_rang_it_is_the_callers_once_they_are_linked(
    central: Central, tmp_path: Path
) -> None:
    nobody = msgspec.structs.replace(opened(), customer_id=None, owner_id=floor.LEILA)
    desk = Desk(tmp_path / "r.db", central, LEILA_AT_DESK, ["org", f"agent:{floor.LEILA}"])
    desk.do(nobody)
    desk.do(AddTicketNote(made_at=NOW, note_id=an_id(831), ticket_id=TICKET, text="Rings back at six."))
    desk.do(linked())
    assert [verdict.status for verdict in desk.push()] == ["applied"] * 3
    assert central.get("ticket", TICKET)["customer_id"] == floor.HENRY
    assert parts_of(central, TICKET) == {floor.HENRY}
    desk.pull()
    assert desk.rows()["ticket"][TICKET]["customer_id"] == floor.HENRY
    assert f"{TICKET}:created" in of_henry(central)


def test_linking_a_call_leaves_a_ticket_that_is_somebody_elses(central: Central) -> None:
    other = msgspec.structs.replace(opened(), customer_id=floor.DEV)
    central.push(LEILA_AT_DESK, [envelope(central.registry, one) for one in (other, linked())])
    assert central.get("ticket", TICKET)["customer_id"] == floor.DEV


def test_whose_ticket_it_is_can_be_said_and_takes_along_what_is_on_it(central: Central) -> None:
    promise = MakePromise(
        made_at=NOW,
        promise_id=an_id(832),
        kind="task",
        text="Look into it",
        due="2026-11-24T10:00",
        time_zone="Europe/London",
        owner_id=floor.LEILA,
        ticket_id=floor.INVOICE,
        customer_id=floor.DEV,
    )
    note = AddTicketNote(made_at=NOW, note_id=an_id(833), ticket_id=floor.INVOICE, text="Wrong person.")
    said = SetRequester(made_at=NOW, ticket_id=floor.INVOICE, customer_id=floor.AOIFE)
    verdicts = central.push(
        LEILA_AT_DESK, [envelope(central.registry, one) for one in (promise, note, said)]
    ).verdicts
    assert [verdict.status for verdict in verdicts] == ["applied"] * 3
    assert central.get("ticket", floor.INVOICE)["customer_id"] == floor.AOIFE
    assert parts_of(central, floor.INVOICE) == {floor.AOIFE}
    told = central.ask(LEILA_AT_DESK, TicketHistory(ticket_id=floor.INVOICE))[-1]
    assert (told.who, told.kind) == ("Leila Duarte", "tickets.SetRequester")
    unknown = SetRequester(made_at=NOW, ticket_id=floor.INVOICE, customer_id=an_id(999))
    assert central.do(LEILA_AT_DESK, unknown).status == "refused"
    assert central.get("ticket", floor.INVOICE)["customer_id"] == floor.AOIFE
