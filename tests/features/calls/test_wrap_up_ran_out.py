"""A wrap-up that nobody finished: its contact is closed with an outcome that says the system set it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agent_desktop.core.work import Row
from agent_desktop.features.calls.contact_ids import contact_id_of
from agent_desktop.features.customers.read_models import Timeline
from agent_desktop.features.interactions.commands import FinishContact, SaveContactNote, StartContact
from agent_desktop.features.interactions.read_models import UnfinishedContacts
from agent_desktop.telephony.floor_rules import FloorRules
from agent_desktop.telephony.wrap_up import WrapUpRule
from tests.support import floor
from tests.support.exchange_tells import CONNECTOR, RANG_S, facts_of_call, tell
from tests.support.floor import DEVS_NUMBER, HEATING, LEILA, LEILA_AT_DESK, NOW
from tests.support.stores import Central

BEGAN = NOW - timedelta(minutes=20)
HUNG_UP = BEGAN + timedelta(seconds=RANG_S + 240)
CONTACT = contact_id_of(CONNECTOR, "c1", "leila", BEGAN)
RULES = FloorRules(wrap_up=WrapUpRule(limit_s=60, disposition="No outcome given"))
NOTE = "Asks for the engineer on Friday."


@pytest.fixture
def begun(central: Central) -> Central:
    """Leila answered, and her desk began the contact."""
    central.do(
        LEILA_AT_DESK,
        StartContact(
            made_at=BEGAN,
            interaction_id=CONTACT,
            channel="call",
            direction="in",
            title="call",
            started_at=BEGAN,
            call_id="c1",
            customer_id=floor.DEV,
            queue_id=HEATING,
        ),
    )
    return central


def runs_out(central: Central) -> None:
    tell(central, facts_of_call("c1", BEGAN, number=DEVS_NUMBER, rules=RULES, runs_out=True))


def contact(central: Central) -> Row:
    return central.get("interaction", CONTACT)


def save(note: str, disposition: str | None = None) -> SaveContactNote:
    return SaveContactNote(made_at=NOW, interaction_id=CONTACT, note=note, disposition=disposition)


def finish(disposition: str | None) -> FinishContact:
    return FinishContact(
        made_at=NOW,
        interaction_id=CONTACT,
        note=NOTE,
        topic=None,
        disposition=disposition,
        ended_at=HUNG_UP,
    )


def outcome(central: Central) -> tuple[str, str | None, str | None]:
    row = contact(central)
    return row["state"], row["disposition"], row["disposition_by"]


def test_it_is_closed_at_the_hang_up_and_marked_in_the_record_and_the_timeline(begun: Central) -> None:
    runs_out(begun)
    assert outcome(begun) == ("done", "No outcome given", "system")
    assert contact(begun)["ended_at"] == HUNG_UP
    events = begun.ask(LEILA_AT_DESK, Timeline(customer_id=floor.DEV))
    (event,) = [one for one in events if one.event_id == CONTACT]
    assert [chip.text for chip in event.chips] == ["No outcome given", "Outcome set automatically"]


def test_the_desks_hear_of_it(begun: Central) -> None:
    joined = tell(begun, facts_of_call("c1", BEGAN, number=DEVS_NUMBER, rules=RULES, runs_out=True))
    assert joined is not None
    assert f"agent:{LEILA}" in joined.reached


def test_the_note_typed_so_far_arrives_afterwards_and_leaves_the_mark(begun: Central) -> None:
    runs_out(begun)
    assert begun.do(LEILA_AT_DESK, save(NOTE)).status == "applied"
    assert contact(begun)["note"] == NOTE
    assert outcome(begun) == ("done", "No outcome given", "system")


def test_an_outcome_the_person_had_chosen_is_theirs(begun: Central) -> None:
    begun.do(LEILA_AT_DESK, save(NOTE, "Visit booked"))
    runs_out(begun)
    assert outcome(begun) == ("done", "Visit booked", None)


@pytest.mark.parametrize("by", [finish("Solved"), save(NOTE, "Solved")])
def test_what_the_person_says_later_takes_its_place(begun: Central, by: FinishContact) -> None:
    runs_out(begun)
    assert begun.do(LEILA_AT_DESK, by).status == "applied"
    assert outcome(begun) == ("done", "Solved", None)
    refused = begun.do(LEILA_AT_DESK, save("Too late."))
    assert refused.status == "refused", "now it is finished"


def test_finishing_it_without_an_outcome_leaves_the_systems(begun: Central) -> None:
    runs_out(begun)
    begun.do(LEILA_AT_DESK, finish(None))
    assert outcome(begun) == ("done", "No outcome given", "system")


def test_one_that_was_finished_in_time_is_left_alone(begun: Central) -> None:
    begun.do(LEILA_AT_DESK, finish("Solved"))
    runs_out(begun)
    assert outcome(begun) == ("done", "Solved", None)


def test_it_is_still_the_persons_to_complete(begun: Central) -> None:
    runs_out(begun)
    owed = begun.ask(LEILA_AT_DESK, UnfinishedContacts(agent_id=LEILA))
    assert CONTACT in [one.interaction_id for one in owed]
    begun.do(LEILA_AT_DESK, finish("Solved"))
    owed = begun.ask(LEILA_AT_DESK, UnfinishedContacts(agent_id=LEILA))
    assert CONTACT not in [one.interaction_id for one in owed]
