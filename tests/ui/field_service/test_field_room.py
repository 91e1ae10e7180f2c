"""An engineer finds a customer, reads the whole history and takes it along on paper, by keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from agent_desktop_ui.field_service.history_paper import history_document
from agent_desktop_ui.field_service.screen import FieldScreen
from tests.support.desk_floor import MARGARET, NOW, TIMELINE
from tests.support.rooms_floor import RoomsDesk
from tests.ui.conftest import Stage

pytestmark = pytest.mark.parametrize("desk_role", ["field"])


@pytest.fixture
def floor() -> RoomsDesk:
    return RoomsDesk()


def room_of(stage: Stage) -> FieldScreen:
    room = stage.frame.screen_shown()
    assert isinstance(room, FieldScreen)
    return room


async def find_margaret(stage: Stage) -> FieldScreen:
    room = room_of(stage)
    assert stage.focus_of() is room.search, "an engineer begins by searching"
    stage.type("okafor")
    await stage.until(lambda: room.hits.table_model().rowCount() == 1)
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: room.header.customer().name == MARGARET.name)
    return room


async def test_the_whole_history_is_there_after_typing_a_name(stage: Stage) -> None:
    room = await find_margaret(stage)
    assert stage.focus_of() is room.hits
    assert room.timeline.model().rowCount() >= len(TIMELINE)
    assert MARGARET.customer_id in stage.floor.opened, "the customer is kept on this desk for the cellar"
    assert room.header.customer().actions == (), "here one reads; nothing that does nothing is offered"
    stage.press(Qt.Key.Key_F6)
    assert stage.focus_of() is room.timeline


async def test_nobody_found_says_what_to_do(stage: Stage) -> None:
    room = room_of(stage)
    stage.type("zzz")
    await stage.until(room.hits._empty.isVisible)
    assert "Nobody found" in room.hits._empty.accessibleName()


async def test_the_history_becomes_a_pdf(stage: Stage, tmp_path: Path) -> None:
    room = await find_margaret(stage)
    written = room.save_pdf(tmp_path / "history.pdf")
    assert written is not None
    assert written.read_bytes().startswith(b"%PDF")
    assert written.stat().st_size > 3000


def test_the_paper_holds_every_event_and_says_that_it_is_personal(qapp: object, desk_role: str) -> None:
    text = history_document(MARGARET, TIMELINE, NOW, "Ravi Chandra").toPlainText()
    for event in TIMELINE:
        assert event.text in text
    assert MARGARET.alert is not None
    assert MARGARET.alert in text
    assert "by Ravi Chandra" in text
    assert "destroy after the visit" in text
