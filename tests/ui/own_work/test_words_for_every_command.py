"""Whatever waits in the outbox says what it does and to whom; no kind is ever shown by its raw name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from agent_desktop.core.clock import HeldClock
from agent_desktop.features import house
from agent_desktop.sync.replica import Replica
from agent_desktop.workstation.own_words import LONG, WRITTEN, Names, names_in, own_text, written
from agent_desktop_ui.own_work.words import FIELDS, WORDS, field_words, value_words, work_words
from tests.contracts.command_samples import SAMPLES
from tests.support.floor import NOW
from tests.support.stores import envelope

OFFLINE = [kind for kind in house().commands.kinds() if not house().commands.named(kind).is_online_only]
SAID = {
    "customers.CreateCustomer": "New customer Ilse Brandt",
    "customers.ChangeCustomer": "Margaret Okafor: name changed",
    "customers.AddPhone": "Number +44 20 7946 0999 for Dev Raman",
    "customers.ChangePhone": "Change of number +447700900123 (Dev Raman)",
    "customers.RemovePhone": "Removal of number +447700900456 (Margaret Okafor)",
    "interactions.FinishContact": "Note and outcome of the contact with +442079460142",
    "interactions.LinkContact": "Contact put to Henry Okafor",
    "tickets.CreateTicket": "New ticket 60004:  Pump is loud ",
    "tickets.AssignTicket": "Ticket 48215 back to its queue",
}


def test_every_kind_that_can_wait_has_words() -> None:
    assert set(OFFLINE) <= set(WORDS), "a command that can wait in the outbox needs words for the person"


@pytest.mark.parametrize("kind", OFFLINE)
def test_the_words_name_whom_it_concerns_and_never_the_kind(
    kind: str, floor_replica: Path, tmp_path: Path
) -> None:
    registry = house()
    shutil.copy(floor_replica, tmp_path / "replica.db")
    replica = Replica(tmp_path / "replica.db", registry, HeldClock(NOW))
    commands = [envelope(registry, command) for command in SAMPLES[kind].commands]
    with replica.transaction() as connection:
        names = names_in(connection, registry, [(one.kind, one.data) for one in commands])
    replica.close()
    for one in commands:
        words = work_words(one.kind, one.data, names)
        assert words
        for raw in (kind, kind.partition(".")[2], "_id", "{", "not on this desk"):
            assert raw not in words, words
    if kind in SAID:
        assert SAID[kind] in [work_words(one.kind, one.data, names) for one in commands]


def test_what_cannot_be_changed_by_hand_is_nothing_that_was_typed() -> None:
    registry = house().commands
    for kind, fields in WRITTEN.items():
        assert set(fields) <= set(registry.named(kind).type.__struct_fields__), kind
    assert {"note", "text"} == LONG


def test_own_text_is_every_word_of_a_command() -> None:
    data = {
        "given_name": "Anna",
        "family_name": "Ek",
        "phones": [{"number": "07700 900123"}],
        "currency": "GBP",
    }
    assert own_text("customers.CreateCustomer", data) == "Anna\nEk\n07700 900123"
    assert written("tickets.ClaimTicket", {"ticket_id": "x"}) == {}


def test_every_field_a_merge_can_lose_has_a_name() -> None:
    registry = house().commands
    for entity in ("ticket", "customer"):
        command = registry.named(f"{entity}s.Change{entity.capitalize()}").type
        for field in command.__struct_fields__:
            if field not in {"made_at", "command_id", f"{entity}_id"}:
                assert field in FIELDS, field
                assert not field_words(field).endswith(" id")


def test_values_are_told_as_people_say_them() -> None:
    assert value_words("due_at", "2026-11-19T12:04:00Z", Names({})).startswith("Thu 19 Nov")
    assert value_words("priority", "urgent", Names({})) == "Urgent"
    assert value_words("owner_id", None, Names({})) == "nobody"
    assert value_words("queue_id", "q-1", Names({"q-1": "Billing"})) == "Billing"
