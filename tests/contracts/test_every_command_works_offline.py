"""Everything a person may do with records works with the line cut, and reaches central once when it is back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from agent_desktop.core.command import Command
from agent_desktop.features import house
from agent_desktop.features.tickets.commands import AddTicketNote, CreateTicket
from agent_desktop.features.tickets.model import BLOCK, is_ticket_number
from agent_desktop.sync import outbox
from agent_desktop.sync.tables import command_log
from tests.contracts.command_samples import SAMPLES
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, NOW, an_id
from tests.support.stores import Central, Desk

OFFLINE = [kind for kind in house().commands.kinds() if not house().commands.named(kind).is_online_only]
EVERYTHING = [
    "org",
    f"queue:{floor.HEATING}",
    f"queue:{floor.BILLING}",
    f"agent:{floor.LEILA}",
    f"agent:{floor.MARCUS}",
]
CUSTOMERS = (floor.MARGARET, floor.HENRY, floor.DEV, floor.LARCH, floor.AOIFE)


def times_in_the_log(central: Central, command: Command) -> int:
    counted = sa.select(sa.func.count()).where(command_log.c.command_id == command.command_id)
    return central.run(lambda c: int(c.execute(counted).scalar_one()))


@pytest.mark.parametrize("kind", OFFLINE)
def test_done_offline_it_is_kept_over_a_restart_and_stored_once(
    kind: str, central: Central, tmp_path: Path
) -> None:
    sample = SAMPLES[kind]
    central.put(sample.records)
    desk = Desk(tmp_path / "replica.db", central, sample.actor, EVERYTHING)
    for customer_id in CUSTOMERS:
        desk.open_customer(customer_id)
    before = central.rows()
    for command in sample.commands:
        desk.do(command)
    assert central.rows() == before, "nothing reaches central by itself"
    forecast = desk.rows()
    desk.replica.close()

    desk = Desk(tmp_path / "replica.db", central, sample.actor, EVERYTHING)
    assert desk.rows() == forecast
    assert outbox.counts(desk.replica).waiting == len(sample.commands)
    # The first reply is lost, the second comes twice.
    central.push(sample.actor, desk.replica.outgoing())
    replies = central.push(sample.actor, desk.replica.outgoing()).verdicts
    for _ in range(2):
        desk.replica.take_verdicts(sample.actor, replies)
    desk.pull()

    assert [verdict.status for verdict in replies] == ["applied"] * len(sample.commands)
    assert [times_in_the_log(central, command) for command in sample.commands] == [1] * len(sample.commands)
    truth, here = central.rows(), desk.rows()
    assert truth != before
    for entity, rows in here.items():
        for entity_id, row in rows.items():
            assert row == truth[entity].get(entity_id), (entity, entity_id)
    assert outbox.counts(desk.replica) == outbox.OutboxCounts()


def test_a_ticket_made_without_a_number_is_kept_and_gets_one(central: Central, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "replica.db", central, LEILA_AT_DESK, EVERYTHING)
    made = [
        CreateTicket(
            made_at=NOW + timedelta(minutes=n),
            ticket_id=an_id(900 + n),
            number=None,
            subject=f"Leak {n}",
            queue_id=floor.HEATING,
            channel="call",
        )
        for n in range(2)
    ]
    for command in made:
        desk.do(command)
        assert desk.get("ticket", command.ticket_id)["number"] < 0
    desk.do(
        AddTicketNote(made_at=NOW, note_id=an_id(910), ticket_id=made[0].ticket_id, text="Under the sink.")
    )
    verdicts = desk.push()
    assert [verdict.status for verdict in verdicts] == ["applied"] * 3
    desk.pull()
    numbers = [desk.get("ticket", command.ticket_id)["number"] for command in made]
    assert len(set(numbers)) == 2
    assert all(is_ticket_number(number) for number in numbers)
    for number, verdict in zip(numbers, verdicts, strict=False):
        assert verdict.result is not None
        assert verdict.result["number"] == number
        # The rest of the block is lent to the desk, so that none is wasted.
        assert len(verdict.result["numbers"]) == BLOCK - 1
        assert number not in verdict.result["numbers"]
    truth = central.rows()["ticket"]
    assert all(row == truth[ticket_id] for ticket_id, row in desk.rows()["ticket"].items())
