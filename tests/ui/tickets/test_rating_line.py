"""What a customer said of a solved ticket stands under it, and can be written down and corrected by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from agent_desktop.features.correspondence.commands import SendAgain
from agent_desktop.features.ratings.commands import RecordRating
from agent_desktop.features.ratings.read_models import RatingView
from agent_desktop.features.tickets.read_models import Ticket, TicketNoteView
from agent_desktop_ui.tickets.conversation import NoteLayer
from agent_desktop_ui.tickets.rating_line import RatingLayer
from tests.support.desk_floor import NOW, FloorDesk
from tests.ui.conftest import Stage
from tests.ui.tickets.test_ticket_page import TICKET, opened

SAID = RatingView("r", 2, "It took\nlong.", "agent", NOW, "Sana Malik", TICKET, None, "Leila Duarte")


@pytest.fixture
def floor() -> FloorDesk:
    """A workstation that answers what the test says."""
    return FloorDesk()


def solved(stage: Stage, state: str = "solved") -> None:
    for place, row in enumerate(stage.floor.tickets):
        if row.ticket_id == TICKET:
            stage.floor.tickets[place] = replace(row, state=state)


async def test_an_open_ticket_shows_none(stage: Stage) -> None:
    page = await opened(stage)
    assert page.rating.words() == ""


@pytest.mark.parametrize(
    ("rating", "words", "may"),
    [
        (None, "The customer has not said how they liked it", True),
        (SAID, "Customer: 2 of 5  ·  “It took long.”  ·  noted by Sana Malik", True),
        (replace(SAID, source="link", recorded_by=None), "by the link they were sent", False),
    ],
)
async def test_a_solved_one_shows_what_was_said_and_leaves_what_they_said_themselves(
    stage: Stage, rating: RatingView | None, words: str, may: bool
) -> None:
    solved(stage)
    stage.floor.ticket_parts.rating = rating
    page = await opened(stage)
    assert words in page.rating.words()
    assert page.rating.note.isVisible() is may


async def test_it_is_written_down_by_keyboard(stage: Stage) -> None:
    solved(stage)
    page = await opened(stage)
    page.rating.note.setFocus()
    QTest.keyClick(page.rating.note, Qt.Key.Key_Space)
    await stage.until(lambda: bool(stage.window.findChildren(RatingLayer)))
    [layer] = stage.window.findChildren(RatingLayer)
    layer._score.set_value("4")
    QTest.keyClicks(layer._comment.edit(), "Quick and kind")
    QTest.keyClick(layer._comment.edit(), Qt.Key.Key_Return)
    await stage.until(lambda: any(isinstance(one, RecordRating) for one in stage.floor.done))
    [command] = [one for one in stage.floor.done if isinstance(one, RecordRating)]
    assert (command.ticket_id, command.score, command.comment) == (TICKET, 4, "Quick and kind")


async def test_a_reply_that_came_back_is_sent_again_from_the_note(stage: Stage) -> None:
    at = [row.ticket_id for row in stage.floor.tickets].index(TICKET)
    assert at >= 0
    answer = stage.floor.answers[Ticket]

    def with_bounced(query: Any) -> Any:
        view = answer(query)
        lost = TicketNoteView("note-lost", "Leila Duarte", True, "We come.", NOW, "bounced", "550 unknown")
        return replace(view, notes=[*view.notes, lost]) if view is not None else None

    stage.floor.answers[Ticket] = with_bounced
    page = await opened(stage)
    for note_id, may in (("note-lost", True), (page.view.notes[0].note_id if page.view else "", False)):
        page._open_note(note_id)
        await stage.until(lambda: stage.frame.layers.top_layer() is not None)
        layer = stage.frame.layers.top_layer()
        assert isinstance(layer, NoteLayer)
        assert layer.send_again.isVisible() is may
        if may:
            layer.send_again.click()
            await stage.until(lambda: any(isinstance(one, SendAgain) for one in stage.floor.done))
            await stage.until(lambda: stage.frame.layers.top_layer() is None)
    assert [one.note_id for one in stage.floor.done if isinstance(one, SendAgain)] == ["note-lost"]
