"""The history says of every change what was done and who or what did it, whatever wrote it."""

from __future__ import annotations

import contextlib
import re
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from agent_desktop.central.ticket_jobs import PASSES
from agent_desktop.features import house
from agent_desktop.features.tickets.detail_views import FieldChange, HistoryEntry
from agent_desktop.store.chronicle import record_change
from agent_desktop.store.schema import SYNC_COLUMNS
from agent_desktop.sync.server import push
from agent_desktop_ui.own_work.words import FIELDS as OWN_FIELDS
from agent_desktop_ui.tickets.deed_words import DEEDS, FIELDS, NOT_TOLD, deed_words, doer_words
from agent_desktop_ui.tickets.history_page import HistoryPage
from agent_desktop_ui.tickets.history_words import _ICONS, _RECORDS
from agent_desktop_ui.tickets.ticket_view import HISTORY
from agent_desktop_ui.widgets.timeline import TimelineEvent
from tests.contracts.command_samples import SAMPLES, Sample
from tests.support.desk_floor import NOW
from tests.support.stores import Central, envelope, put
from tests.ui.conftest import Stage

ROOT = Path(__file__).parents[3] / "agent_desktop"
TICKET = "ticket-48213"
TOLD_BY_CENTRAL = re.compile(r"""(?:told_as\(\s*|unit\(\s*(?:store|service),\s*)"([^"]+)\"""")


class Undone(Exception):
    """Each command is done on the floor as it is, and taken back."""


def written_by(central: Central, sample: Sample) -> set[str]:
    found: set[str] = set()
    sent = [envelope(central.registry, command) for command in sample.commands]

    def do(connection: sa.Connection) -> None:
        put(connection, central.registry, sample.records)
        push(connection, central.registry, sample.actor, sent, central.clock, set())
        found.update(connection.execute(sa.select(record_change.c.kind).distinct()).scalars())
        raise Undone

    with contextlib.suppress(Undone):
        central.run(do)
    return found


def test_every_kind_that_a_command_of_the_house_writes_has_words(central: Central) -> None:
    """Each command is really done: what it leaves in the chronicle is what the history shows."""
    written = set().union(*(written_by(central, sample) for sample in SAMPLES.values()))
    assert len(written) > 25, "the samples write into the chronicle"
    assert {kind for kind in written if not deed_words(kind)} == set()


def test_every_kind_of_work_that_central_does_by_itself_has_words_and_a_name() -> None:
    kinds = {kind for kind, _run in PASSES}
    for path in ROOT.rglob("*.py"):
        kinds |= set(TOLD_BY_CENTRAL.findall(path.read_text()))
    assert {"central", "sla.told", "ticket.taken_back", "mail.came", "rating.link"} <= kinds
    assert {kind for kind in kinds if not deed_words(kind)} == set()
    assert doer_words("ticket.taken_back") == "Central"
    assert doer_words("rule Complaint is watched") == "The rule “Complaint is watched”"
    assert deed_words("rule Complaint is watched") == "A rule of the site"


def test_there_are_words_for_no_command_that_is_gone() -> None:
    assert set(DEEDS) - set(house().commands.kinds()) == set()


def test_every_field_that_is_told_has_a_name() -> None:
    told = {name for name, spec in house().entities.items() if spec.is_chronicled}
    assert told == set(_RECORDS) == set(_ICONS)
    columns = {column.name for name in told for column in house().entities[name].table.columns}
    nameless = columns - SYNC_COLUMNS - NOT_TOLD - set(FIELDS) - set(OWN_FIELDS)
    assert nameless == set()


async def test_who_did_it_and_what_stand_in_the_history(stage: Stage) -> None:
    def entry(kind: str, who: str | None, *changes: FieldChange, entity: str = "ticket") -> HistoryEntry:
        agent_id = "agent-sana" if who else None
        at = NOW - timedelta(hours=1)
        return HistoryEntry(at, agent_id, who, kind, entity, TICKET, False, list(changes))

    stage.floor.ticket_parts.history = [
        entry(
            "tickets.AttachFile",
            "Sana Malik",
            FieldChange("size", None, 2_400_000),
            entity="ticket_attachment",
        ),
        entry("rule Complaint is watched", None, FieldChange("tags", None, ["complaint"])),
        entry("sla.told", None, FieldChange("sla_state", "running", "warned")),
        entry("ticket.taken_back", None, FieldChange("owner_id", "agent-sana", None)),
        entry("tickets.MarkTicketRead", "Sana Malik", FieldChange("is_unread", True, False)),
        entry("of.a.newer.central", None, FieldChange("is_unread", True, False)),
    ]
    stage.screen.show_ticket(TICKET)
    page = stage.screen.customer_desk.ticket
    await stage.until(lambda: page.view is not None)
    page.tabs.setCurrentIndex(HISTORY)
    await stage.until(lambda: _events(page.history))
    said = [(one.title, one.meta, one.text) for one in _events(page.history)][::-1]
    assert said[0] == ("Sana Malik", "File  ·  File attached", "Size: 2.4 MB")
    assert said[1] == ("The rule “Complaint is watched”", "Ticket  ·  A rule of the site", "Tags: complaint")
    assert said[2][:2] == ("Service level", "Ticket  ·  Warned or handed on in time")
    assert said[3][0] == "Central"
    assert "its owner had left" in said[3][1]
    assert said[3][2] == "Owner: Sana Malik → nobody"
    assert said[4] == ("Sana Malik", "Ticket  ·  Seen by its owner", "Seen by its owner")
    assert said[5] == ("Central", "Ticket", "Changed")


def _events(page: HistoryPage) -> list[TimelineEvent]:
    return [one for one in page.list.timeline_model().entries() if isinstance(one, TimelineEvent)]


@pytest.mark.parametrize("kind", ["", "rule ", "tickets."])
def test_a_kind_that_nobody_knows_breaks_nothing(kind: str) -> None:
    assert isinstance(deed_words(kind), str)
    assert doer_words(kind)
