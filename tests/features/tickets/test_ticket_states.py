"""The states of a ticket: who may go where, what is kept of it, and that release 0.2's words still mean the same."""

from datetime import timedelta
from pathlib import Path

import pytest

from agent_desktop.central import tickets_page
from agent_desktop.core.command import Command
from agent_desktop.core.ids import new_id
from agent_desktop.features.tickets.category_commands import SaveCategory
from agent_desktop.features.tickets.commands import (
    AssignTicket,
    ChangeTicket,
    ClaimTicket,
    EscalateTicket,
    SetTicketState,
)
from agent_desktop.features.tickets.detail_commands import SetTicketFields
from agent_desktop.features.tickets.detail_views import TicketDetails, TicketHistory
from agent_desktop.features.tickets.model import MOVES, NAMED_STATES, kept_state, may_become, named_state
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW, SUE_AT_DESK
from tests.support.stores import Central, Desk


def become(central: Central, state: str, **values: object) -> str:
    command = SetTicketState(made_at=NOW, ticket_id=floor.PUMP, state=state, **values)  # type: ignore[arg-type]
    verdict = central.do(LEILA_AT_DESK, command)
    return verdict.problem.reason if verdict.problem else named_state(central.get("ticket", floor.PUMP))


def refused(central: Central, command: Command) -> str:
    verdict = central.do(LEILA_AT_DESK, command)
    assert verdict.problem is not None
    return verdict.problem.what


def test_the_page_says_what_the_machine_does() -> None:
    assert tickets_page.PAGE.read_text(encoding="utf-8") == tickets_page.page()
    assert Path(tickets_page.PAGE).name == "tickets.md"


@pytest.mark.parametrize("name", NAMED_STATES)
def test_every_named_state_is_kept_as_one_that_the_release_before_knows(name: str) -> None:
    state, waits_for = kept_state(name)
    assert state in MOVES
    assert named_state({"state": state, "waits_for": waits_for}) == name


def test_from_every_state_but_closed_there_is_a_way_to_closed() -> None:
    for start in NAMED_STATES:
        reached = {start}
        while more := {b for a in reached for b in NAMED_STATES if may_become(a, b)} - reached:
            reached |= more
        assert "closed" in reached
        assert ("open" in reached) == (start != "closed")


def test_a_ticket_waits_for_the_customer_or_for_somebody_else(central: Central) -> None:
    assert become(central, "pending_third_party") == "pending_third_party"
    row = central.get("ticket", floor.PUMP)
    assert (row["state"], row["waits_for"]) == ("pending", "third_party")
    assert become(central, "pending_customer") == "pending_customer"
    assert become(central, "open") == "open"
    assert central.get("ticket", floor.PUMP)["waits_for"] is None
    assert become(central, "new") == "impossible"
    assert become(central, "waiting") == "malformed"


def test_pending_as_release_0_2_says_and_keeps_it_waits_for_the_customer(central: Central) -> None:
    assert become(central, "pending") == "pending_customer"
    central.put([floor.a_ticket(central.registry, new_id(), 7001, "Kept by 0.2", state="pending")])
    [kept] = [row for row in central.rows()["ticket"].values() if row["subject"] == "Kept by 0.2"]
    assert (kept["waits_for"], named_state(kept)) == (None, "pending_customer")
    later = SetTicketState(made_at=NOW, ticket_id=kept["id"], state="pending_third_party")
    assert central.do(LEILA_AT_DESK, later).status == "applied"


def test_on_hold_until_a_moment_that_lies_ahead(central: Central) -> None:
    tomorrow = NOW + timedelta(days=1)
    assert become(central, "on_hold", hold_until=NOW) == "malformed"
    assert become(central, "open", hold_until=tomorrow) == "malformed"
    assert become(central, "on_hold", hold_until=tomorrow) == "on_hold"
    assert central.get("ticket", floor.PUMP)["hold_until"] == tomorrow
    later = tomorrow + timedelta(days=1)
    assert become(central, "on_hold", hold_until=later) == "on_hold"
    assert central.get("ticket", floor.PUMP)["hold_until"] == later
    assert become(central, "open") == "open"
    assert central.get("ticket", floor.PUMP)["hold_until"] is None


def test_it_is_solved_once_the_fields_are_filled_in_that_its_category_asks_for(central: Central) -> None:
    change = ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, category_id=floor.BOILER_FAULTS)
    assert central.do(LEILA_AT_DESK, change).status == "applied"
    solve = SetTicketState(made_at=NOW, ticket_id=floor.PUMP, state="solved")
    assert "needs: Serial number" in refused(central, solve)
    for values, why in (({"colour": "red"}, "no field colour"), ({"is_leased": "yes"}, "does not fit")):
        assert why in refused(central, SetTicketFields(made_at=NOW, ticket_id=floor.PUMP, values=values))
    fill = SetTicketFields(made_at=NOW, ticket_id=floor.PUMP, values={"serial": "HP-7", "is_leased": None})
    assert central.do(LEILA_AT_DESK, fill).status == "applied"
    assert become(central, "solved") == "solved"
    view = central.ask(LEILA_AT_DESK, TicketDetails(ticket_id=floor.PUMP))
    assert view is not None
    assert (view.category, view.fields) == (["Faults", "Boiler"], {"serial": "HP-7"})


def test_a_category_never_lies_within_itself_and_only_leads_make_them(central: Central) -> None:
    def ring() -> SaveCategory:
        return SaveCategory(
            made_at=NOW, category_id=floor.FAULTS, name="Faults", parent_id=floor.BOILER_FAULTS
        )

    assert "Your roles" in refused(central, ring())
    verdict = central.do(SUE_AT_DESK, ring())
    assert verdict.problem is not None
    assert verdict.problem.reason == "ring"
    assert central.get("ticket_category", floor.FAULTS)["parent_id"] is None


def test_handing_over_to_another_level_needs_a_note_and_leaves_the_owner(central: Central) -> None:
    def escalate(level: str, note: str) -> EscalateTicket:
        return EscalateTicket(made_at=NOW, ticket_id=floor.PUMP, level=level, note_id=new_id(), note=note)

    assert "needs a note" in refused(central, escalate("specialist", " "))
    assert "at this level already" in refused(central, escalate("first_line", "Again."))
    assert "no level" in refused(central, escalate("boss", "Again."))
    given = escalate("back_office", "Two resets, no heat.")
    assert central.do(LEILA_AT_DESK, given).status == "applied"
    row, note = central.get("ticket", floor.PUMP), central.get("ticket_note", given.note_id)
    assert (row["level"], row["owner_id"], row["state"], row["is_unread"]) == (
        "back_office",
        None,
        "open",
        True,
    )
    assert (note["text"], note["is_public"]) == ("Two resets, no heat.", False)


def test_it_goes_from_the_first_line_to_a_specialist_to_the_back_office_with_a_note_each_time(
    central: Central,
) -> None:
    told = []
    for level, queue_id, text in (
        ("specialist", floor.BILLING, "Reset twice."),
        ("back_office", floor.HEATING, "The part has to be ordered."),
    ):
        given = EscalateTicket(
            made_at=NOW, ticket_id=floor.PUMP, level=level, note_id=new_id(), note=text, queue_id=queue_id
        )
        assert central.do(SUE_AT_DESK, given).status == "applied"
        row, note = central.get("ticket", floor.PUMP), central.get("ticket_note", given.note_id)
        assert (row["level"], row["queue_id"], row["owner_id"]) == (level, queue_id, None)
        assert (row["is_unread"], note["is_public"]) == (True, False)
        told.append(note["text"])
        claim = ClaimTicket(made_at=NOW, ticket_id=floor.PUMP)
        assert central.do(MARCUS_AT_DESK, claim).status == "applied", "whoever takes it over has it"
    assert told == ["Reset twice.", "The part has to be ordered."]
    kinds = [one.kind for one in central.ask(SUE_AT_DESK, TicketHistory(ticket_id=floor.PUMP))]
    assert kinds.count("tickets.EscalateTicket") == 2


def test_a_claim_made_offline_is_settled_in_favour_of_the_first_and_says_who(
    central: Central, tmp_path: Path
) -> None:
    desk = Desk(tmp_path / "desk.db", central, LEILA_AT_DESK, ["org", f"queue:{floor.HEATING}"])
    desk.do(ClaimTicket(made_at=NOW, ticket_id=floor.THERMOSTAT))
    assert desk.get("ticket", floor.THERMOSTAT)["owner_id"] == floor.LEILA
    marcus = AssignTicket(made_at=NOW, ticket_id=floor.THERMOSTAT, owner_id=floor.MARCUS)
    assert central.do(MARCUS_AT_DESK, marcus).status == "applied"
    [verdict] = desk.push()
    desk.pull()
    assert verdict.problem is not None
    assert (verdict.problem.reason, verdict.problem.what) == (
        "taken",
        "Your colleague Marcus Webb already has ticket 48173.",
    )
    assert desk.get("ticket", floor.THERMOSTAT)["owner_id"] == floor.MARCUS
