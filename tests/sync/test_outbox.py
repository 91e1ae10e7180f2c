"""What becomes of a person's own work is told on the record, and none of it is ever lost."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from agent_desktop.core.errors import Refused
from agent_desktop.core.ids import new_id
from agent_desktop.features.customers.commands import (
    AddPhone,
    ChangeCustomer,
    ChangePhone,
    CreateCustomer,
    RemovePhone,
)
from agent_desktop.features.tickets.commands import (
    AddTicketNote,
    ChangeTicket,
    ClaimTicket,
    CreateTicket,
    MarkTicketRead,
    SetTicketState,
)
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.sync import outbox
from agent_desktop.sync.messages import Lost
from agent_desktop.sync.replica import Replica
from agent_desktop.sync.replica_tables import outbox as outbox_table
from agent_desktop.sync.tables import sync_client
from agent_desktop.sync.upkeep import begin_another_life
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW
from tests.support.stores import Central, Desk

SCOPES = ["org", f"queue:{floor.HEATING}", f"agent:{floor.LEILA}"]


@pytest.fixture
def desk(central: Central, tmp_path: Path) -> Desk:
    central.run(
        lambda c: c.execute(
            sa.insert(sync_client),
            [
                {
                    "id": actor.client_id,
                    "agent_id": actor.agent_id,
                    "device": "desk",
                    "app_version": "0",
                    "last_seen": NOW,
                }
                for actor in (LEILA_AT_DESK, MARCUS_AT_DESK)
            ],
        )
    )
    made = Desk(tmp_path / "replica.db", central, LEILA_AT_DESK, SCOPES)
    made.open_customer(floor.MARGARET)
    return made


@pytest.fixture
def other(central: Central, desk: Desk, tmp_path: Path) -> Desk:
    made = Desk(tmp_path / "other.db", central, MARCUS_AT_DESK, ["org", f"queue:{floor.HEATING}"])
    made.open_customer(floor.MARGARET)
    return made


def standing(desk: Desk, entity: str, entity_id: str, subject: str | None = None) -> outbox.Standing | None:
    record = (entity, entity_id)
    return outbox.standings(desk.replica, [record], subject).get(record)


def state(desk: Desk, entity: str, entity_id: str) -> str | None:
    found = standing(desk, entity, entity_id)
    return found.state if found is not None else None


def new_ticket(number: int, ticket_id: str | None = None) -> CreateTicket:
    return CreateTicket(
        made_at=NOW,
        ticket_id=ticket_id or new_id(),
        number=number,
        subject="Leak",
        queue_id=floor.HEATING,
        channel="call",
    )


def note(ticket_id: str, text: str) -> AddTicketNote:
    return AddTicketNote(made_at=NOW, note_id=new_id(), ticket_id=ticket_id, text=text)


class TestStanding:
    def test_work_waits_is_sent_and_then_only_its_time_is_told(self, central: Central, desk: Desk) -> None:
        command = note(floor.PUMP, "On my way.")
        desk.do(command)
        for record in (("ticket", floor.PUMP), ("ticket_note", command.note_id)):
            found = standing(desk, *record)
            assert found is not None
            assert (found.state, found.at, found.count) == ("waiting", NOW, 1)
        desk.push()
        assert state(desk, "ticket", floor.PUMP) == "sent"
        desk.pull()
        assert state(desk, "ticket", floor.PUMP) == "sent"
        assert standing(desk, "ticket", floor.OWNERLESS) is None

    def test_a_record_that_is_not_here_tells_it_too(self, desk: Desk) -> None:
        desk.do(note(floor.INVOICE, "Paid twice."))
        assert state(desk, "ticket", floor.INVOICE) == "waiting"

    def test_a_ticket_for_a_customer_is_no_change_of_the_customer(self, desk: Desk) -> None:
        desk.do(note(floor.PUMP, "On my way."))
        assert standing(desk, "customer", floor.MARGARET, "customers") is None
        desk.do(RemovePhone(made_at=NOW, phone_id=floor.MARGARET_MOBILE))
        found = standing(desk, "customer", floor.MARGARET, "customers")
        assert found is not None
        assert found.kind == "customers.RemovePhone"

    def test_refused_work_says_why_until_it_is_dealt_with(self, central: Central, desk: Desk) -> None:
        central.do(MARCUS_AT_DESK, ClaimTicket(made_at=NOW, ticket_id=floor.THERMOSTAT))
        claim = ClaimTicket(made_at=NOW, ticket_id=floor.THERMOSTAT)
        desk.do(claim)
        desk.do(note(floor.THERMOSTAT, "On my way."))
        desk.push()
        desk.pull()
        found = standing(desk, "ticket", floor.THERMOSTAT)
        assert found is not None
        assert found.state == "refused"
        assert found.problem is not None
        assert "colleague" in found.problem.what
        outbox.take_out(desk.replica, desk.actor, [claim.command_id], keeps=())
        assert state(desk, "ticket", floor.THERMOSTAT) == "sent"


class TestConflicts:
    @pytest.mark.parametrize(
        ("mine", "hers", "record"),
        [
            (
                ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, subject="Pump dead", priority="high"),
                ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, subject="Valve stuck", topic="Fault"),
                ("ticket", floor.PUMP, "subject", "Pump dead", "Valve stuck"),
            ),
            (
                ChangeCustomer(made_at=NOW, customer_id=floor.MARGARET, alert="Ring twice.", city="Bath"),
                ChangeCustomer(made_at=NOW, customer_id=floor.MARGARET, alert="Dog.", languages="Igbo"),
                ("customer", floor.MARGARET, "alert", "Ring twice.", "Dog."),
            ),
        ],
    )
    def test_two_desks_change_a_record_and_the_second_is_told_with_both_texts(
        self,
        central: Central,
        desk: Desk,
        other: Desk,
        mine: ChangeTicket | ChangeCustomer,
        hers: ChangeTicket | ChangeCustomer,
        record: tuple[str, str, str, str, str],
    ) -> None:
        entity, entity_id, field, yours, theirs = record
        desk.do(mine)
        other.do(hers)
        assert [verdict.status for verdict in other.push()] == ["applied"]
        assert [verdict.status for verdict in desk.push()] == ["merged"]
        for one in (desk, other):
            one.pull()
        truth = central.get(entity, entity_id)
        assert desk.get(entity, entity_id) == other.get(entity, entity_id) == truth
        # Fields that one of them changed are as that one wants them; the shared one is as the first wrote it.
        assert truth[field] == theirs
        asked = {
            name: getattr(c, name)
            for c in (mine, hers)
            for name in ("priority", "topic", "city")
            if isinstance(getattr(c, name, None), str)
        }
        assert {name: truth[name] for name in asked} == asked

        lost = [entry.lost for entry in outbox.inbox(desk.replica, "lost")]
        assert lost == [Lost(entity, entity_id, field, yours, theirs, floor.MARCUS, central.clock.now())]
        assert outbox.inbox(other.replica, "lost") == []
        assert state(desk, entity, entity_id) == "merged"
        assert outbox.counts(desk.replica) == outbox.OutboxCounts(lost=1)

    def test_what_was_lost_is_there_after_a_restart_until_it_is_decided(
        self, central: Central, desk: Desk, tmp_path: Path
    ) -> None:
        desk.do(ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, subject="Pump dead"))
        central.do(
            MARCUS_AT_DESK,
            ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, subject="Valve stuck"),
            {floor.PUMP: 1},
        )
        desk.push()
        desk.replica.close()
        desk.replica = Replica(tmp_path / "replica.db", central.registry, central.clock)
        (entry,) = outbox.inbox(desk.replica, "lost")
        assert (entry.lost.yours, entry.lost.theirs) == ("Pump dead", "Valve stuck")
        outbox.settle(desk.replica, entry.n, "theirs", NOW)
        assert outbox.inbox(desk.replica, "lost") == []
        assert state(desk, "ticket", floor.PUMP) == "sent"

    def test_the_same_verdict_twice_is_told_once(self, central: Central, desk: Desk) -> None:
        desk.do(ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, subject="Pump dead"))
        central.do(
            MARCUS_AT_DESK,
            ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, subject="Valve stuck"),
            {floor.PUMP: 1},
        )
        central.push(LEILA_AT_DESK, desk.replica.outgoing())  # The reply is lost on the way.
        desk.push()
        begin_another_life(desk.replica, desk.actor)  # A restored backup: all of it is offered again.
        desk.push()
        assert len(outbox.inbox(desk.replica, "lost")) == 1

    def test_what_a_handler_sets_by_itself_is_no_loss_of_the_persons(
        self, central: Central, desk: Desk
    ) -> None:
        mine, hers = (
            ChangePhone(made_at=NOW, phone_id=floor.MARGARET_MOBILE, number=number, region="GB")
            for number in ("07700 900 555", "07700 900 666")
        )
        desk.do(mine)
        central.do(MARCUS_AT_DESK, hers, {floor.MARGARET_MOBILE: 1})
        (verdict,) = desk.push()
        assert {lost.field for lost in verdict.lost} >= {"e164", "reversed_digits"}
        (entry,) = outbox.inbox(desk.replica, "lost")
        assert (entry.lost.field, entry.lost.yours) == ("e164", "+447700900555")

    def test_an_unknown_writer_is_told_without_a_name(self, central: Central, desk: Desk) -> None:
        stranger = floor.person(floor.SUE, *LEILA_AT_DESK.roles)
        desk.do(ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, subject="Pump dead"))
        central.do(stranger, ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, subject="X"), {floor.PUMP: 1})
        desk.push()
        (entry,) = outbox.inbox(desk.replica, "lost")
        assert (entry.lost.by, entry.lost.at) == (None, None)


class TestRefused:
    def taken(self, central: Central) -> int:
        """A number that central knows of and the desk does not."""
        central.do(MARCUS_AT_DESK, new_ticket(ticket_number(9001)))
        return ticket_number(9001)

    def test_a_refused_create_takes_what_belongs_to_it_along_and_all_goes_again_in_order(
        self, central: Central, desk: Desk
    ) -> None:
        number = self.taken(central)
        create = new_ticket(number)
        first, second = note(create.ticket_id, "Under the sink."), note(create.ticket_id, "Tap closed.")
        desk.do(create)
        desk.do(first)
        unjudged = central.push(LEILA_AT_DESK, desk.replica.outgoing())
        desk.do(SetTicketState(made_at=NOW, ticket_id=create.ticket_id, state="open"))
        desk.do(second)
        desk.do(note(floor.PUMP, "Another matter."))
        desk.replica.take_verdicts(desk.actor, unjudged.verdicts)

        resting = desk.replica.waiting()
        assert [(row.kind.partition(".")[2], row.state) for row in resting] == [
            ("CreateTicket", "refused"),
            ("AddTicketNote", "refused"),
            ("SetTicketState", "refused"),
            ("AddTicketNote", "refused"),
            ("AddTicketNote", "waiting"),
        ]
        assert [row.because for row in resting] == [None, *[create.command_id] * 3, None]
        assert [row.verdict.problem.reason for row in resting[:4] if row.verdict and row.verdict.problem] == [
            "exists",
            "not_found",
            "depends",
            "depends",
        ]
        assert len(desk.replica.outgoing()) == 1, "what can only fail is not sent"

        rows = outbox.with_dependents(desk.replica, create.command_id)
        assert len(rows) == 4
        instead = {
            row.command_id: central.registry.commands.decode(
                row.kind,
                row.data
                | {"command_id": new_id()}
                | ({"number": ticket_number(9002)} if row.kind == "tickets.CreateTicket" else {}),
            )
            for row in rows
        }
        outbox.put_instead(desk.replica, central.registry, desk.actor, instead)
        assert desk.get("ticket", create.ticket_id)["state"] == "open"
        assert [verdict.status for verdict in desk.push()] == ["applied"] * 5
        desk.pull()
        notes = [
            n["text"] for n in central.rows()["ticket_note"].values() if n["ticket_id"] == create.ticket_id
        ]
        assert sorted(notes) == ["Tap closed.", "Under the sink."]
        assert desk.get("ticket", create.ticket_id) == central.get("ticket", create.ticket_id)
        assert outbox.counts(desk.replica) == outbox.OutboxCounts()

    def test_taken_out_the_texts_stay_in_the_inbox(self, central: Central, desk: Desk) -> None:
        create = new_ticket(self.taken(central))
        words = note(create.ticket_id, "Under the sink.")
        desk.do(create)
        desk.do(words)
        desk.push()
        gone = [row.command_id for row in outbox.with_dependents(desk.replica, create.command_id)]
        outbox.take_out(desk.replica, desk.actor, gone, keeps=gone)
        assert desk.replica.waiting() == []
        assert [entry.data.get("text") for entry in outbox.inbox(desk.replica, "kept")] == [
            None,
            "Under the sink.",
        ]
        assert outbox.counts(desk.replica) == outbox.OutboxCounts(kept=2)

    def test_a_refused_text_rests_in_the_inbox_whatever_becomes_of_the_outbox(
        self, central: Central, desk: Desk
    ) -> None:
        create = new_ticket(self.taken(central))
        desk.do(create)
        desk.push()
        assert [entry.data["subject"] for entry in outbox.inbox(desk.replica, "refused")] == ["Leak"]

    def test_sent_again_where_the_rules_already_speak_against_it_nothing_changes(
        self, central: Central, desk: Desk
    ) -> None:
        central.do(MARCUS_AT_DESK, ClaimTicket(made_at=NOW, ticket_id=floor.THERMOSTAT))
        claim = ClaimTicket(made_at=NOW, ticket_id=floor.THERMOSTAT)
        desk.do(claim)
        desk.push()
        desk.pull()
        with pytest.raises(Refused, match="colleague"):
            outbox.put_instead(
                desk.replica,
                central.registry,
                desk.actor,
                {claim.command_id: ClaimTicket(made_at=NOW, ticket_id=floor.THERMOSTAT)},
            )
        assert [(row.command_id, row.state) for row in desk.replica.waiting()] == [
            (claim.command_id, "refused")
        ]

    def test_a_record_that_is_gone_gives_its_command_back(self, central: Central, desk: Desk) -> None:
        desk.do(ChangePhone(made_at=NOW, phone_id=floor.MARGARET_MOBILE, number="07700 900 555", region="GB"))
        central.do(MARCUS_AT_DESK, RemovePhone(made_at=NOW, phone_id=floor.MARGARET_MOBILE))
        desk.pull()
        assert desk.find("customer_phone", floor.MARGARET_MOBILE) is None
        assert state(desk, "customer", floor.MARGARET) == "waiting"
        assert [verdict.status for verdict in desk.push()] == ["refused"]
        (row,) = desk.replica.waiting()
        assert row.data["number"] == "07700 900 555"
        assert row.because is None


class TestEditing:
    def test_a_waiting_command_gives_way_in_its_place(self, central: Central, desk: Desk) -> None:
        """What is done to a record made offline must not come before the record."""
        create = CreateCustomer(
            made_at=NOW,
            customer_id=new_id(),
            currency="GBP",
            region="GB",
            given_name="Ana",
            family_name="Enk",
        )
        phone = AddPhone(
            made_at=NOW,
            phone_id=new_id(),
            customer_id=create.customer_id,
            number="07700 900 555",
            region="GB",
        )
        desk.do(create)
        desk.do(phone)
        better = CreateCustomer(
            made_at=NOW,
            customer_id=create.customer_id,
            currency="GBP",
            region="GB",
            given_name="Anna",
            family_name="Ek",
        )
        outbox.put_instead(desk.replica, central.registry, desk.actor, {create.command_id: better})
        assert desk.get("customer", create.customer_id)["name"] == "Anna Ek"
        assert desk.find("customer_phone", phone.phone_id) is not None
        assert [verdict.status for verdict in desk.push()] == ["applied", "applied"]
        desk.pull()
        assert central.get("customer", create.customer_id)["name"] == "Anna Ek"

    def test_an_edit_is_held_against_what_is_seen_now(self, central: Central, desk: Desk) -> None:
        first = ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, subject="Pump dead")
        desk.do(first)
        central.do(
            MARCUS_AT_DESK,
            ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, subject="Valve stuck"),
            {floor.PUMP: 1},
        )
        desk.pull()
        edited = ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, subject="Valve stuck, pump dead")
        outbox.put_instead(desk.replica, central.registry, desk.actor, {first.command_id: edited})
        assert [verdict.status for verdict in desk.push()] == ["applied"]

    def test_a_verdict_on_a_command_that_gave_way_is_not_taken_for_the_new_one(
        self, central: Central, desk: Desk
    ) -> None:
        first = note(floor.PUMP, "On my wya.")
        desk.do(first)
        reply = central.push(LEILA_AT_DESK, desk.replica.outgoing())
        second = AddTicketNote(made_at=NOW, note_id=first.note_id, ticket_id=floor.PUMP, text="On my way.")
        outbox.put_instead(desk.replica, central.registry, desk.actor, {first.command_id: second})
        desk.replica.take_verdicts(desk.actor, reply.verdicts)
        assert [envelope.data["text"] for envelope in desk.replica.outgoing()] == ["On my way."]
        # Central has the first already: the second is refused, and its text is in the person's hands.
        assert [verdict.status for verdict in desk.push()] == ["refused"]
        assert [row.data["text"] for row in desk.replica.waiting()] == ["On my way."]


class TestRebase:
    def test_an_acknowledged_edit_does_not_flicker_when_the_customer_is_opened(
        self, central: Central, desk: Desk
    ) -> None:
        desk.do(ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, subject="Pump dead"))
        stale = central.bundle(floor.MARGARET)
        assert stale is not None
        desk.push()
        desk.replica.apply_bundle(desk.actor, stale)  # It was on its way when the command was judged.
        assert desk.get("ticket", floor.PUMP)["subject"] == "Pump dead"
        desk.pull()
        assert desk.get("ticket", floor.PUMP) == central.get("ticket", floor.PUMP)

    def test_an_acknowledged_edit_stays_until_a_page_has_come_as_far_as_its_verdict(
        self, central: Central, desk: Desk
    ) -> None:
        central.do(MARCUS_AT_DESK, ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, topic="Fault"))
        early = central.pull(desk.epoch, desk.replica.cursors())
        desk.do(ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, subject="Pump dead"))
        desk.push()
        desk.replica.apply_page(desk.actor, early)  # A last page, but one of before the command.
        desk.replica.apply_page(desk.actor, early)  # The same again, as after a lost reply.
        row = desk.get("ticket", floor.PUMP)
        assert (row["subject"], row["topic"]) == ("Pump dead", "Fault")
        desk.pull()
        assert desk.get("ticket", floor.PUMP) == central.get("ticket", floor.PUMP)

    def test_a_chain_on_a_record_made_offline_is_run_again_whole(self, central: Central, desk: Desk) -> None:
        create = new_ticket(ticket_number(9100))
        desk.do(create)
        desk.do(ClaimTicket(made_at=NOW, ticket_id=create.ticket_id))
        desk.do(SetTicketState(made_at=NOW, ticket_id=create.ticket_id, state="pending"))
        desk.do(note(create.ticket_id, "Waits for the plumber."))
        desk.do(MarkTicketRead(made_at=NOW, ticket_id=create.ticket_id))
        central.do(MARCUS_AT_DESK, note(floor.PUMP, "Another matter."))
        for _ in range(2):
            desk.pull()
            row = desk.get("ticket", create.ticket_id)
            assert (row["state"], row["owner_id"]) == ("pending", floor.LEILA)
        assert [verdict.status for verdict in desk.push()] == ["applied"] * 5
        desk.pull()
        assert desk.get("ticket", create.ticket_id) == central.get("ticket", create.ticket_id)

    def test_a_command_this_version_does_not_know_keeps_nothing_else_from_coming(
        self, central: Central, desk: Desk
    ) -> None:
        desk.do(ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, subject="Pump dead"))
        with desk.replica.transaction() as connection:
            connection.execute(sa.update(outbox_table).values(kind="tickets.FromTomorrow"))
        central.do(MARCUS_AT_DESK, note(floor.PUMP, "Another matter."))
        desk.pull()
        assert "Another matter." in {one["text"] for one in desk.rows()["ticket_note"].values()}
        assert [row.kind for row in desk.replica.waiting()] == ["tickets.FromTomorrow"]
