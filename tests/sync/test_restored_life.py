"""After a restored backup: another epoch, the last seven days offered again, in order, and each stored once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from agent_desktop.central.erasures_file import Line, lines_of, note, read
from agent_desktop.central.restore import begin_again
from agent_desktop.core.clock import HeldClock
from agent_desktop.core.ids import new_id
from agent_desktop.features.customers.commands import CreateCustomer
from agent_desktop.features.customers.erasure import EraseCustomer
from agent_desktop.features.outbound.commands import RecordAttempt, TakeNextLead
from agent_desktop.features.outbound.model import LEASE_S
from agent_desktop.features.tickets.commands import AddTicketNote, ChangeTicket, CreateTicket
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.features.tickets.numbers import LendNumbers
from agent_desktop.sync import kept_back, server
from agent_desktop.sync.epochs import EpochChanged
from agent_desktop.sync.erased_words import hash_of
from agent_desktop.sync.messages import PushReply
from agent_desktop.sync.tables import command_log, sync_head
from agent_desktop.sync.upkeep import begin_another_life, forget_rested, has_outbox
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW, SUE_AT_DESK
from tests.support.stores import Central, Desk, all_rows, envelope

HEATING = f"queue:{floor.HEATING}"
LATER = NOW + timedelta(hours=1)


class Backup:
    """Central's whole database at one moment, put back later as a restore does."""

    def __init__(self, central: Central) -> None:
        self.central = central
        self.tables: dict[str, list[dict[str, object]]] = {}

        def save(connection: sa.Connection) -> None:
            for name in sa.inspect(connection).get_table_names():
                connection.execute(sa.text(f'CREATE TABLE "saved_{name}" AS TABLE "{name}"'))

        central.run(save)

    def restore(self, lines: list[Line] | None = None) -> None:
        def back(connection: sa.Connection) -> None:
            # What is only ever added to takes no part, since nothing may empty it.
            left = ("saved_", "private_reveal", "audit_log")
            names = [n for n in sa.inspect(connection).get_table_names() if not n.startswith(left)]
            connection.execute(sa.text(f"TRUNCATE {', '.join(chr(34) + n + chr(34) for n in names)}"))
            for name in names:
                numbered = {"call_fact", "agent_state_fact", "quarantined_command"}
                overriding = "OVERRIDING SYSTEM VALUE" if name in numbered else ""
                connection.execute(sa.text(f'INSERT INTO "{name}" {overriding} SELECT * FROM "saved_{name}"'))
            begin_again(connection, self.central.registry, lines or [], LATER)

        self.central.run(back)


@pytest.fixture
def held(clock: HeldClock) -> HeldClock:
    return clock


def desk_of(central: Central, path: Path, actor: object = LEILA_AT_DESK) -> Desk:
    desk = Desk(path, central, actor, ["org", HEATING])  # type: ignore[arg-type]
    desk.replica.remember("epoch", desk.epoch)
    return desk


def offer(desk: Desk) -> list[str]:
    """One push as a desk does it: with the epoch it knows, starting over where that is another."""
    replica = desk.replica

    def push() -> PushReply:
        known = replica.remembered("epoch") or ""
        back = kept_back.count(replica) > 0
        return desk.central.run(
            lambda c: server.push(
                c,
                desk.central.registry,
                desk.actor,
                replica.outgoing(),
                desk.central.clock,
                known_epoch=known,
                keeps_back=back,
            )
        )

    try:
        reply = push()
    except EpochChanged:
        begin_another_life(replica, desk.actor)
        reply = push()
    replica.take_verdicts(desk.actor, reply.verdicts)
    return [v.problem.reason if v.problem else v.status for v in reply.verdicts]


def settle(desk: Desk) -> None:
    """Snapshots where there are none, then pull."""
    desk.epoch = desk.central.epoch()
    desk.replica.remember("epoch", desk.epoch)
    desk.follow(["org", HEATING])
    desk.pull()


def a_ticket(ticket_id: str, n: int = 9500) -> CreateTicket:
    return CreateTicket(
        made_at=NOW,
        ticket_id=ticket_id,
        number=ticket_number(n),
        subject="Leak",
        queue_id=floor.HEATING,
        channel="call",
    )


def a_note(ticket_id: str, text: str) -> AddTicketNote:
    return AddTicketNote(made_at=NOW, note_id=new_id(), ticket_id=ticket_id, text=text)


def test_a_customer_made_here_since_the_backup_shows_although_central_is_away_again_at_once(
    central: Central, tmp_path: Path
) -> None:
    desk = desk_of(central, tmp_path / "r.db")
    made = CreateCustomer(made_at=NOW, customer_id=new_id(), currency="GBP", region="GB", name="Ada Adair")
    desk.do(made)
    desk.push()
    desk.pull()
    assert desk.replica.waiting() == []
    begin_another_life(desk.replica, desk.actor)
    assert [command.kind for command in desk.replica.waiting()] == ["customers.CreateCustomer"]
    assert desk.find("customer", made.customer_id)


def test_what_was_acknowledged_since_the_backup_comes_again_before_what_waited_and_is_stored_once(
    central: Central, tmp_path: Path, held: HeldClock
) -> None:
    desk = desk_of(central, tmp_path / "r.db")
    desk.do(a_note(floor.PUMP, "before the backup"))
    desk.push()
    desk.pull()
    backup = Backup(central)
    ticket_id = new_id()
    desk.do(a_ticket(ticket_id))
    desk.push()
    desk.pull()
    desk.do(a_note(ticket_id, "waits"))
    held.advance(7200)
    backup.restore()

    # The note stands on a ticket the restored store has forgotten: nothing runs before that is known.
    assert offer(desk) == ["applied", "applied", "applied"]
    settle(desk)
    assert desk.rows()["ticket"][ticket_id] == central.get("ticket", ticket_id)
    texts = [note["text"] for note in central.rows()["ticket_note"].values()]
    before = ["E-42 on the display.", "Still cold.", "We look into it."]
    assert sorted(texts) == [*before, "before the backup", "waits"]
    kinds = central.run(lambda c: c.execute(sa.select(command_log.c.kind)).scalars().all())
    assert sorted(kinds) == ["tickets.AddTicketNote", "tickets.AddTicketNote", "tickets.CreateTicket"]
    assert desk.replica.waiting() == []
    for entity, rows in desk.rows().items():
        assert rows.items() <= central.rows()[entity].items(), entity


def test_what_stands_on_another_desks_lost_work_waits_for_that_desk(
    central: Central, tmp_path: Path, held: HeldClock
) -> None:
    leila = desk_of(central, tmp_path / "l.db")
    marcus = desk_of(central, tmp_path / "m.db", MARCUS_AT_DESK)
    backup = Backup(central)
    ticket_id = new_id()
    leila.do(a_ticket(ticket_id))
    leila.push()
    marcus.pull()
    marcus.do(a_note(ticket_id, "from marcus"))
    marcus.push()
    held.advance(7200)
    backup.restore()

    assert offer(marcus) == ["not_here_yet"]
    assert [one.state for one in marcus.replica.waiting()] == ["kept_back"]
    assert offer(leila) == ["applied"]
    kept_back.offer(marcus.replica)
    assert offer(marcus) == ["applied"]
    for desk in (leila, marcus):
        settle(desk)
        assert [n["text"] for n in desk.rows()["ticket_note"].values() if n["ticket_id"] == ticket_id] == [
            "from marcus"
        ]


def test_a_week_after_a_restore_what_is_missing_is_missing_for_good(
    central: Central, tmp_path: Path, held: HeldClock
) -> None:
    desk = desk_of(central, tmp_path / "r.db")
    Backup(central).restore()
    held.advance(8 * 86400)
    desk.do(a_note(new_id(), "on nothing"))
    assert offer(desk) == ["not_found"]


@pytest.mark.parametrize("order", ["as they were", "the other way round"])
def test_of_two_edits_offered_again_the_later_one_stays_whichever_desk_is_back_first(
    central: Central, tmp_path: Path, held: HeldClock, order: str
) -> None:
    leila = desk_of(central, tmp_path / "l.db")
    marcus = desk_of(central, tmp_path / "m.db", MARCUS_AT_DESK)
    backup = Backup(central)
    # Edits that the restored store has forgotten: the versions people saw are higher than any it has.
    for priority in ("high", "low", "urgent"):
        leila.do(ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, priority=priority))
        leila.push()
        leila.pull()
    leila.do(ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, subject="First"))
    leila.push()
    marcus.pull()
    marcus.do(ChangeTicket(made_at=NOW + timedelta(minutes=5), ticket_id=floor.PUMP, subject="Second"))
    marcus.push()
    assert central.get("ticket", floor.PUMP)["subject"] == "Second"
    held.advance(7200)
    backup.restore()
    desks = [leila, marcus] if order == "as they were" else [marcus, leila]
    told = [offer(desk) for desk in desks]
    assert central.get("ticket", floor.PUMP)["subject"] == "Second"
    of_leila = ["applied"] * 3 + ["applied" if order == "as they were" else "merged"]
    assert sorted(told) == sorted([of_leila, ["applied"]])
    assert central.get("ticket", floor.PUMP)["priority"] == "urgent"


def test_an_attempt_at_a_lead_that_was_lent_after_the_backup_is_kept(
    central: Central, held: HeldClock
) -> None:
    backup = Backup(central)
    taken = central.do(MARCUS_AT_DESK, TakeNextLead(made_at=NOW, campaign_id=floor.CAMPAIGN))
    assert taken.result is not None
    lead = taken.result["lead"]
    attempt = RecordAttempt(
        made_at=NOW,
        attempt_id=new_id(),
        lead_id=lead["id"],
        token=lead["lease_token"],
        disposition="no_answer",
        note="Rang out.",
    )
    assert central.do(MARCUS_AT_DESK, attempt).status == "applied"
    held.advance(7200)
    backup.restore()
    assert central.do(MARCUS_AT_DESK, attempt).status == "applied"
    row = central.get("lead", lead["id"])
    assert (row["attempts"], row["leased_by"], row["lease_token"]) == (
        lead["attempts"] + 1,
        None,
        lead["lease_token"],
    )
    again = RecordAttempt(
        made_at=NOW, attempt_id=new_id(), lead_id=lead["id"], token=lead["lease_token"], disposition="busy"
    )
    verdict = central.do(LEILA_AT_DESK, again)
    assert verdict.status == "refused"


def test_a_late_command_with_an_old_lease_is_refused(central: Central, held: HeldClock) -> None:
    """A lead lent to somebody else in the meantime is fenced by its token, however late the first one is."""
    first = central.do(MARCUS_AT_DESK, TakeNextLead(made_at=NOW, campaign_id=floor.CAMPAIGN))
    held.advance(LEASE_S + 1)
    second = central.do(SUE_AT_DESK, TakeNextLead(made_at=NOW, campaign_id=floor.CAMPAIGN))
    assert first.result is not None
    assert second.result is not None
    mine, theirs = first.result["lead"], second.result["lead"]
    assert (mine["id"], mine["lease_token"] + 1) == (theirs["id"], theirs["lease_token"])

    def attempt(token: int) -> RecordAttempt:
        return RecordAttempt(
            made_at=NOW, attempt_id=new_id(), lead_id=mine["id"], token=token, disposition="no_answer"
        )

    late = central.do(MARCUS_AT_DESK, attempt(mine["lease_token"]))
    assert late.problem is not None
    assert late.problem.reason == "lease_lost"
    forged = central.do(MARCUS_AT_DESK, attempt(theirs["lease_token"]))
    assert forged.status == "refused"
    assert central.do(SUE_AT_DESK, attempt(theirs["lease_token"])).status == "applied"


def test_ticket_numbers_lent_since_the_backup_are_not_lent_again(central: Central) -> None:
    lent = []
    for _ in range(3):
        verdict = central.do(LEILA_AT_DESK, LendNumbers(made_at=NOW))
        assert verdict.result is not None
        lent += verdict.result["numbers"]
    backup = Backup(central)
    for _ in range(3):
        verdict = central.do(LEILA_AT_DESK, LendNumbers(made_at=NOW))
        assert verdict.result is not None
        lent += verdict.result["numbers"]
    backup.restore()
    verdict = central.do(MARCUS_AT_DESK, LendNumbers(made_at=NOW))
    assert verdict.result is not None
    assert not set(verdict.result["numbers"]) & set(lent)


def test_whoever_was_erased_after_the_backup_is_erased_again_and_no_desk_brings_them_back(
    central: Central, tmp_path: Path, held: HeldClock
) -> None:
    desk = desk_of(central, tmp_path / "r.db")
    backup = Backup(central)
    later = CreateCustomer(made_at=NOW, customer_id=new_id(), currency="GBP", region="GB", name="Ada Adair")
    central.do(LEILA_AT_DESK, later)
    for customer_id in (floor.HENRY, later.customer_id):
        erased = EraseCustomer(made_at=NOW, customer_id=customer_id, reason="Asked to.")
        central.do(SUE_AT_DESK, erased)
    kept = tmp_path / "erasures.jsonl"
    assert note(kept, central.run(lines_of)) == 2
    assert note(kept, central.run(lines_of)) == 0
    assert "Henry" not in kept.read_text()
    assert kept.stat().st_mode & 0o077 == 0

    held.advance(7200)
    backup.restore(read(kept))
    assert floor.HENRY not in central.rows()["customer"]
    again = central.push(LEILA_AT_DESK, [envelope(central.registry, later)]).verdicts[0]
    assert again.problem is not None
    assert again.problem.reason == "erased"
    assert {line.subject for line in central.run(lines_of)} == {
        hash_of(floor.HENRY),
        hash_of(later.customer_id),
    }
    desk.replica.forget_position()
    settle(desk)
    assert desk.find("customer", floor.HENRY) is None
    with desk.replica.reader() as read_here:
        assert all_rows(read_here, central.registry)["customer"].keys() <= central.rows()["customer"].keys()


def test_an_erasure_ordered_at_a_desk_is_offered_again_with_the_rest(
    central: Central, tmp_path: Path, held: HeldClock
) -> None:
    desk = desk_of(central, tmp_path / "r.db", SUE_AT_DESK)
    backup = Backup(central)
    desk.do(EraseCustomer(made_at=NOW, customer_id=floor.HENRY, reason="Asked to."))
    assert offer(desk) == ["applied"]
    held.advance(7200)
    backup.restore()
    assert floor.HENRY in central.rows()["customer"]
    assert offer(desk) == ["applied"]
    assert floor.HENRY not in central.rows()["customer"]


def test_commands_rest_seven_days_and_not_longer(central: Central, tmp_path: Path, held: HeldClock) -> None:
    desk = desk_of(central, tmp_path / "r.db")
    desk.do(a_note(floor.PUMP, "one"))
    desk.push()
    desk.pull()
    assert forget_rested(desk.replica, held.now() + timedelta(days=6, hours=23)) == 0
    assert forget_rested(desk.replica, held.now() + timedelta(days=7, hours=1)) == 1
    assert not has_outbox(desk.replica)


def test_another_life_has_another_epoch_and_says_when_it_began(central: Central) -> None:
    before = central.epoch()
    Backup(central).restore()
    head = central.run(lambda c: c.execute(sa.select(sync_head)).one())
    assert (head.epoch != before, head.began_at) == (True, LATER)
