"""A notice covers neither the customer, the script nor the note, and no call that waits on its card."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.notice import Toast
from tests.support.desk_floor import DEV
from tests.ui.conftest import Stage


def place(stage: Stage, part: QWidget) -> QRect:
    return QRect(part.mapTo(stage.frame, QPoint()), part.size())


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (1920, 1080)], ids=["small", "usual", "large"])
async def test_a_notice_floats_over_the_queue_and_above_the_cards_of_calls(
    stage: Stage, size: tuple[int, int]
) -> None:
    stage.frame.resize(*size)
    stage.floor.connect(stage.floor.ring())
    await stage.settle()
    stage.floor.ring("call-2", DEV)
    card = stage.screen.queue.incoming
    await stage.until(card.isVisible)
    stage.frame.notice("Your telephone is 2101.", Tone.ACCENT, detail="It was checked as registered.")
    toast = stage.frame.findChild(Toast)
    await stage.until(toast.isVisible)
    assert place(stage, stage.screen.queue).adjusted(-14, 0, 14, 0).contains(place(stage, toast))
    assert not place(stage, toast).adjusted(0, 0, 0, -12).intersects(place(stage, card))
    panel = place(stage, stage.screen.panel)
    assert not place(stage, toast).adjusted(14, 0, -14, 0).intersects(panel), "customer and note"


async def test_a_call_that_rings_beside_a_notice_pushes_it_up(stage: Stage) -> None:
    stage.floor.connect(stage.floor.ring())
    await stage.settle()
    stage.frame.notice("Your telephone is 2101.", Tone.ACCENT)
    toast = stage.frame.findChild(Toast)
    await stage.until(toast.isVisible)
    stage.floor.ring("call-2", DEV)
    card = stage.screen.queue.incoming
    await stage.until(card.isVisible)
    await stage.until(lambda: place(stage, toast).bottom() - 12 <= place(stage, card).top())


@pytest.mark.parametrize("desk_size", [(1024, 640)], ids=["smallest"])
async def test_where_the_queue_is_put_away_a_notice_lies_over_the_figures(stage: Stage) -> None:
    stage.floor.connect(stage.floor.ring())
    await stage.settle()
    stage.frame.notices.tell("It was not sent.", Tone.WARN, more="It is tried again in a minute.")
    toast = stage.frame.findChild(Toast)
    await stage.until(toast.isVisible)
    note = stage.screen.panel.note_bar
    for field in note.findChildren(QWidget):
        if field.isVisible() and not field.findChildren(QWidget):
            assert not place(stage, toast).adjusted(12, 12, -12, -12).intersects(place(stage, field))
    assert stage.frame.rect().adjusted(0, 0, 12, 12).contains(place(stage, toast).adjusted(12, 12, -12, -12))
