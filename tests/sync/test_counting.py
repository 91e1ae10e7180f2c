"""Counts are compared before a sync is called finished: a replica that differs is found and filled anew."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from agent_desktop.core.ids import new_id
from agent_desktop.features.tickets.commands import AddTicketNote, ChangeTicket, SetTicketState
from agent_desktop.features.tickets.tables import ticket, ticket_note
from agent_desktop.sync import upkeep
from agent_desktop.sync.compare import should_hold
from agent_desktop.sync.messages import CompareReply
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW
from tests.support.stores import Central, Desk

HEATING = f"queue:{floor.HEATING}"
SCOPES = ["org", HEATING, f"agent:{floor.LEILA}"]


@pytest.fixture
def desk(central: Central, tmp_path: Path) -> Desk:
    return Desk(tmp_path / "r.db", central, LEILA_AT_DESK, SCOPES)


def told(central: Central, *scopes: str) -> CompareReply:
    return central.run(lambda c: should_hold(c, scopes or SCOPES))


def different(central: Central, desk: Desk) -> list[str]:
    return upkeep.forget_different(desk.replica, central.registry, told(central))


def test_a_replica_in_step_counts_as_central_does(central: Central, desk: Desk) -> None:
    central.do(MARCUS_AT_DESK, ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, topic="Fault"))
    central.do(MARCUS_AT_DESK, SetTicketState(made_at=NOW, ticket_id=floor.OWNERLESS, state="solved"))
    desk.pull()
    counts = told(central).scopes[HEATING][1]
    assert counts["ticket"].count == 2
    assert different(central, desk) == []


def test_forecasts_are_looked_through(central: Central, desk: Desk) -> None:
    desk.do(ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, subject="Pump dead"))
    desk.do(AddTicketNote(made_at=NOW, note_id=new_id(), ticket_id=floor.PUMP, text="Waiting."))
    assert different(central, desk) == []


@pytest.mark.parametrize(
    "harm",
    [
        sa.delete(ticket_note).where(ticket_note.c.id == floor.PUMP_NOTE),
        sa.update(ticket).where(ticket.c.id == floor.PUMP).values(version=7),
        sa.text("DELETE FROM row_scope WHERE entity = 'ticket_note'"),
    ],
    ids=["a record lost", "a change missed", "held by nobody"],
)
def test_a_replica_that_differs_is_taken_anew_for_that_scope_alone(
    central: Central, desk: Desk, harm: sa.Executable
) -> None:
    with desk.replica.transaction() as connection:
        connection.execute(harm)
    found = different(central, desk)
    assert HEATING in found
    assert "org" not in found
    desk.follow(SCOPES)
    assert different(central, desk) == []
    assert desk.get("ticket", floor.PUMP) == central.get("ticket", floor.PUMP)
    assert desk.get("ticket_note", floor.PUMP_NOTE) == central.get("ticket_note", floor.PUMP_NOTE)


def test_a_scope_that_moved_on_meanwhile_says_nothing(central: Central, desk: Desk) -> None:
    central.do(MARCUS_AT_DESK, ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, topic="Fault"))
    assert different(central, desk) == []


def test_a_row_central_never_sent_is_found_too(central: Central, desk: Desk) -> None:
    with desk.replica.transaction() as connection:
        connection.execute(
            sa.text("INSERT INTO row_scope (entity, entity_id, scope) VALUES ('ticket', :id, :scope)"),
            {"id": floor.INVOICE, "scope": HEATING},
        )
        row = dict(central.get("ticket", floor.INVOICE))
        connection.execute(sa.insert(ticket).values(row))
    assert different(central, desk) == [HEATING]
