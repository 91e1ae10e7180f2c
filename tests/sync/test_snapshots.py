"""Snapshots in parts: the right rows whatever happens between two parts, and what is gone leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_desktop.core.ids import new_id
from agent_desktop.features.customers.commands import RemovePhone
from agent_desktop.features.tickets.commands import AddTicketNote, ChangeTicket, SetTicketState
from agent_desktop.sync.epochs import EpochChanged
from agent_desktop.sync.messages import FeedRow
from agent_desktop.sync.replica import Replica
from agent_desktop.sync.snapshot_lines import snapshot
from agent_desktop.sync.snapshot_steps import SnapshotStep
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, NOW
from tests.support.stores import Central, Desk, all_rows

HEATING = f"queue:{floor.HEATING}"


@pytest.fixture
def replica(central: Central, tmp_path: Path) -> Iterator[Replica]:
    made = Replica(tmp_path / "r.db", central.registry, central.clock)
    yield made
    made.close()


def parts(rows: list[FeedRow], size: int) -> list[list[FeedRow]]:
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def take(replica: Replica, central: Central, step: SnapshotStep | None, most: int) -> SnapshotStep:
    """Take at most so many rows behind a step, as after a line that broke there."""
    after = (step.entity, step.entity_id) if step is not None and step.entity else None
    head, rows = central.snapshot(HEATING, after)
    step = replica.begin_snapshot(head)
    for part in parts(rows[:most], 3):
        step = replica.take_part(LEILA_AT_DESK, step, part)
    return step


def test_rows_come_by_entity_and_id_and_are_counted_beforehand(central: Central) -> None:
    head, rows = central.snapshot("org")
    keys = [(row.entity, row.entity_id) for row in rows]
    assert keys == sorted(keys)
    assert head.count == len(rows)
    rest, behind = central.snapshot("org", keys[4])
    assert [(row.entity, row.entity_id) for row in behind] == keys[5:]
    assert rest.count == len(behind)


def test_what_changed_between_two_parts_is_healed_by_the_feed(central: Central, replica: Replica) -> None:
    """Rows taken before the change are behind it, rows taken after it are ahead of the first head."""
    first = take(replica, central, None, 4)
    note = AddTicketNote(made_at=NOW, note_id=new_id(), ticket_id=floor.PUMP, text="Called back.")
    for command in (
        note,
        ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, subject="Pump dead"),
        RemovePhone(made_at=NOW, phone_id=floor.HENRY_HOME),
        ChangeTicket(made_at=NOW, ticket_id=floor.OWNERLESS, queue_id=floor.BILLING),
    ):
        assert central.do(LEILA_AT_DESK, command).status == "applied"
    step = replica.snapshot_step(HEATING)
    assert step == first
    last = take(replica, central, step, 1_000)
    assert last.seq == first.seq
    replica.end_snapshot(LEILA_AT_DESK, last)
    page = central.pull(central.epoch(), replica.cursors())
    replica.apply_page(LEILA_AT_DESK, page)

    with replica.reader() as read:
        here = all_rows(read, central.registry)
    truth = central.rows()
    _, held = central.snapshot(HEATING)
    assert {(row.entity, row.entity_id) for row in held} == {
        (entity, entity_id) for entity, rows in here.items() for entity_id in rows
    }
    assert all(here[row.entity][row.entity_id] == truth[row.entity][row.entity_id] for row in held)
    assert replica.snapshot_step(HEATING) is None


def test_a_snapshot_taken_again_lets_go_of_what_is_gone(central: Central, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "d.db", central, LEILA_AT_DESK, [HEATING])
    assert desk.find("ticket", floor.PUMP)
    central.do(LEILA_AT_DESK, SetTicketState(made_at=NOW, ticket_id=floor.PUMP, state="solved"))
    desk.replica.forget_position()
    desk.follow([HEATING])
    assert desk.find("ticket", floor.PUMP) is None
    assert desk.find("customer", floor.HENRY) is None
    assert desk.find("ticket", floor.THERMOSTAT)


def test_an_unfinished_snapshot_of_a_scope_no_longer_held_leaves_nothing(
    central: Central, replica: Replica
) -> None:
    take(replica, central, None, 5)
    assert replica.follow(["org"]) == ["org"]
    assert replica.snapshot_step(HEATING) is None
    with replica.reader() as read:
        assert not any(all_rows(read, central.registry).values())


def test_a_snapshot_is_not_continued_in_another_life_of_the_database(central: Central) -> None:
    with pytest.raises(EpochChanged):
        central.run(lambda c: list(snapshot(c, HEATING, ("ticket", floor.PUMP), new_id())))
