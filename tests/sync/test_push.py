"""Central's end of a push: once, by its author, whole or not at all, and never the batch with it."""

import logging
from collections.abc import Callable

import msgspec
import pytest
import sqlalchemy as sa

from agent_desktop.core.command import Command
from agent_desktop.core.errors import Refused
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor, Role
from agent_desktop.features.customers.commands import AddPhone
from agent_desktop.features.tickets.commands import (
    AddTicketNote,
    AssignTicket,
    ChangeTicket,
    ClaimTicket,
    CreateTicket,
)
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.store.chronicle import record_change
from agent_desktop.sync import server
from agent_desktop.sync.messages import Envelope, PushReply
from agent_desktop.sync.tables import command_log
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW, person
from tests.support.stores import Central, envelope

Push = Callable[[Central, Actor, list[Envelope]], PushReply]


def a_note(text: str = "Called back.") -> AddTicketNote:
    return AddTicketNote(made_at=NOW, note_id=new_id(), ticket_id=floor.PUMP, text=text)


def push_as_served(central: Central, actor: Actor, commands: list[Envelope]) -> PushReply:
    """A push without a savepoint around it, and once more with care where it was spoiled, as the address does it."""

    def push(*, is_careful: bool) -> PushReply:
        return central.run(
            lambda c: server.push(
                c,
                central.registry,
                actor,
                commands,
                central.clock,
                is_careful=is_careful,
                may_run_again=True,
            )
        )

    try:
        return push(is_careful=False)
    except server.Spoiled:
        return push(is_careful=True)


def logged(central: Central) -> list[tuple[str, str, str]]:
    statement = sa.select(command_log.c.kind, command_log.c.status, command_log.c.actor)
    return central.run(lambda c: [tuple(row) for row in c.execute(statement)])


def test_a_command_sent_twice_has_one_effect_and_one_verdict(central: Central) -> None:
    sent = [envelope(central.registry, a_note())]
    first = central.push(LEILA_AT_DESK, sent)
    notes = central.rows()["ticket_note"]
    second = central.push(LEILA_AT_DESK, sent)
    assert second.verdicts == first.verdicts
    assert second.head == first.head
    assert central.rows()["ticket_note"] == notes
    assert len(logged(central)) == 1


def test_a_command_twice_in_one_batch_has_one_effect(central: Central) -> None:
    """A desk that lost its connection while sending may queue the same thing twice."""
    sent = envelope(central.registry, a_note())
    reply = central.push(LEILA_AT_DESK, [sent, sent])
    assert [verdict.status for verdict in reply.verdicts] == ["applied", "applied"]
    assert reply.verdicts[0] == reply.verdicts[1]
    assert len(logged(central)) == 1


def test_a_refused_command_stays_refused_when_it_comes_again(central: Central) -> None:
    central.do(MARCUS_AT_DESK, ClaimTicket(made_at=NOW, ticket_id=floor.THERMOSTAT))
    late = [envelope(central.registry, ClaimTicket(made_at=NOW, ticket_id=floor.THERMOSTAT))]
    first = central.push(LEILA_AT_DESK, late)
    central.do(MARCUS_AT_DESK, AssignTicket(made_at=NOW, ticket_id=floor.THERMOSTAT, owner_id=None))
    assert central.push(LEILA_AT_DESK, late).verdicts == first.verdicts
    assert central.get("ticket", floor.THERMOSTAT)["owner_id"] is None


@pytest.mark.parametrize("push", [Central.push, push_as_served])
@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (("tickets.Abolish", {}), "unknown_command"),
        (("tickets.ClaimTicket", {"made_at": "noon"}), "malformed"),
        (("tickets.ClaimTicket", {"ticket_id": 7}), "malformed"),
        (("tickets.ClaimTicket", {"ticket_id": floor.PUMP, "command_id": "7"}), "malformed"),
        (("tickets.ClaimTicket", {"ticket_id": floor.an_id(999)}), "not_found"),
    ],
)
def test_a_bad_command_does_not_fail_its_batch(
    central: Central, bad: tuple[str, dict[str, object]], reason: str, push: Push
) -> None:
    kind, data = bad
    known: dict[str, object] = {"command_id": new_id(), "made_at": "2026-11-21T12:00:00Z"}
    good = [envelope(central.registry, a_note(text)) for text in ("before", "after")]
    reply = push(central, LEILA_AT_DESK, [good[0], Envelope(kind, known | data), good[1]])
    assert [verdict.status for verdict in reply.verdicts] == ["applied", "refused", "applied"]
    problem = reply.verdicts[1].problem
    assert problem is not None
    assert problem.reason == reason
    texts = {note["text"] for note in central.rows()["ticket_note"].values()}
    assert {"before", "after"} <= texts


@pytest.mark.parametrize("push", [Central.push, push_as_served])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_value_the_database_does_not_take_costs_one_command_and_what_it_had_written(
    central: Central, caplog: pytest.LogCaptureFixture, push: Push, place: int
) -> None:
    """An id that is no UUID breaks in the database, in the middle of a handler: the asker's mistake, not ours."""
    broken = AssignTicket(made_at=NOW, ticket_id=floor.PUMP, owner_id="nobody")
    commands: list[Command] = [a_note("kept"), a_note("too")]
    commands.insert(place, broken)
    sent = [envelope(central.registry, command) for command in commands]
    with caplog.at_level(logging.CRITICAL, "agent_desktop"):
        reply = push(central, LEILA_AT_DESK, sent)
    expected = ["applied", "applied"]
    expected.insert(place, "refused")
    assert [verdict.status for verdict in reply.verdicts] == expected
    problem = reply.verdicts[place].problem
    assert problem is not None
    assert problem.reason == "malformed"
    assert not caplog.records
    assert central.get("ticket", floor.PUMP)["owner_id"] == floor.LEILA


def test_without_the_role_a_command_is_refused_and_logged(central: Central) -> None:
    clerk = person(floor.SUE, Role.ADMIN)
    verdict = central.do(clerk, a_note())
    assert verdict.status == "refused"
    assert verdict.problem is not None
    assert verdict.problem.reason == "not_allowed"
    assert logged(central) == [("tickets.AddTicketNote", "refused", floor.SUE)]
    assert len(central.rows()["ticket_note"]) == 3


def test_nobody_is_told_the_verdict_on_a_colleagues_command(central: Central) -> None:
    sent = envelope(central.registry, a_note())
    central.push(LEILA_AT_DESK, [sent])
    own = envelope(central.registry, a_note("mine"))
    reply = central.push(MARCUS_AT_DESK, [sent, own])
    assert [verdict.status for verdict in reply.verdicts] == ["refused", "applied"]
    assert reply.verdicts[0].problem is not None
    assert reply.verdicts[0].problem.reason == "not_yours"


def test_the_first_to_change_a_field_keeps_it_and_the_second_is_told_with_their_text(
    central: Central,
) -> None:
    seen = {floor.PUMP: 1}
    change = ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, subject="Pump dead", priority="urgent")
    assert central.do(MARCUS_AT_DESK, change, seen).status == "applied"
    late = ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, subject="No heating", topic="Fault")
    verdict = central.do(LEILA_AT_DESK, late, seen)
    assert verdict.status == "merged"
    assert [(lost.field, lost.yours, lost.theirs) for lost in verdict.lost] == [
        ("subject", "No heating", "Pump dead")
    ]
    row = central.get("ticket", floor.PUMP)
    assert (row["subject"], row["priority"], row["topic"], row["version"]) == (
        "Pump dead",
        "urgent",
        "Fault",
        3,
    )
    assert row["field_versions"]["topic"] == [3, LEILA_AT_DESK.client_id]


def test_a_person_never_conflicts_with_themselves(central: Central) -> None:
    """Two edits made offline carry the version seen before both."""
    seen = {floor.PUMP: 1}
    for subject in ("No hot water?", "No hot water at all"):
        verdict = central.do(
            LEILA_AT_DESK, ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, subject=subject), seen
        )
        assert verdict.status == "applied"
    assert central.get("ticket", floor.PUMP)["subject"] == "No hot water at all"


def test_a_ticket_number_is_given_once(central: Central) -> None:
    taken = CreateTicket(
        made_at=NOW,
        ticket_id=new_id(),
        number=ticket_number(4821),
        subject="Another",
        queue_id=floor.HEATING,
        channel="call",
    )
    verdict = central.do(LEILA_AT_DESK, taken)
    assert verdict.problem is not None
    assert verdict.problem.reason == "exists"


def test_what_one_statement_writes_at_the_end_is_what_several_would_have(central: Central) -> None:
    """Its place in the feed, the chronicle and the log of commands say the same of one command."""
    change = ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, subject="Pump, again")
    [verdict] = push_as_served(central, LEILA_AT_DESK, [envelope(central.registry, change)]).verdicts
    assert verdict.status == "applied"
    told = central.run(
        lambda c: c.execute(
            sa.select(record_change.c.changes, record_change.c.agent_id).where(
                record_change.c.command_id == change.command_id
            )
        ).all()
    )
    assert [(row.changes["subject"][1], row.agent_id) for row in told] == [
        ("Pump, again", LEILA_AT_DESK.agent_id)
    ]
    entry = central.run(
        lambda c: c.execute(
            sa.select(command_log.c.seq, command_log.c.verdict).where(
                command_log.c.command_id == change.command_id
            )
        ).one()
    )
    feed = central.pull(central.epoch(), {f"queue:{floor.HEATING}": verdict.seq - 2})
    assert entry.seq == entry.verdict["seq"] == verdict.seq == feed.head
    assert max(row.seq for row in feed.rows) == verdict.seq
    again = push_as_served(central, LEILA_AT_DESK, [envelope(central.registry, change)])
    assert again.verdicts == [verdict]


def test_what_a_central_step_changes_reaches_the_feed(central: Central) -> None:
    """A new preferred number takes the mark from the old one, and every desk hears of both."""
    head = central.pull(central.epoch(), {}).head
    new = AddPhone(
        made_at=NOW,
        phone_id=new_id(),
        customer_id=floor.MARGARET,
        number="020 7946 0018",
        region="GB",
        is_preferred=True,
    )
    assert central.do(LEILA_AT_DESK, new).status == "applied"
    page = central.pull(central.epoch(), {f"customer:{floor.MARGARET}": head})
    said = {
        row.entity_id: msgspec.json.decode(row.body)["is_preferred"] for row in page.rows if row.op == "U"
    }
    assert said == {new.phone_id: True, floor.MARGARET_HOME: False}


def test_a_push_of_too_many_is_refused_whole(central: Central) -> None:
    with pytest.raises(Refused, match="At most 100"):
        central.push(LEILA_AT_DESK, [envelope(central.registry, a_note()) for _ in range(101)])


def test_a_person_without_any_role_may_do_nothing(central: Central) -> None:
    nobody = Actor(floor.LEILA, LEILA_AT_DESK.client_id)
    assert central.do(nobody, a_note()).status == "refused"
