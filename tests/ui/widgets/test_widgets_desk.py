"""The whole desk: named, reachable by keyboard, and steady when the theme changes."""

import itertools

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget
from pytestqt.qtbot import QtBot

from agent_desktop_ui.theme import theme
from agent_desktop_ui.theme.tokens import Token
from agent_desktop_ui.widgets.button import Button, ButtonKind, IconButton
from agent_desktop_ui.widgets.gallery import DeskGallery
from agent_desktop_ui.widgets.gallery_data import QUEUE
from agent_desktop_ui.widgets.gallery_wallboard import WallboardGallery


def name_of(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name).strip() if interface else ""


def reachable(window: QWidget) -> list[QWidget]:
    """What Tab walks through, in its order."""
    found: list[QWidget] = []
    widget = window.nextInFocusChain()
    while widget is not None and widget is not window:
        takes_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes_tab and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None:
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


@pytest.mark.parametrize("make", [DeskGallery, WallboardGallery], ids=["desk", "wallboard"])
def test_everything_that_can_be_used_has_a_name(qtbot: QtBot, make: type) -> None:
    window = make(1440) if make is DeskGallery else make()
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    nameless = [type(widget).__name__ for widget in reachable(window) if not name_of(widget)]
    assert len(reachable(window)) > 6
    assert nameless == []


def test_every_icon_alone_tells_itself_in_its_tip(desk: DeskGallery) -> None:
    for button in desk.findChildren(IconButton):
        assert button.accessibleName()
        assert button.accessibleName() in button.toolTip()


def test_tab_goes_through_the_panels_in_reading_order(desk: DeskGallery) -> None:
    panels = (desk.rail, desk.call_bar, desk.queue, desk.customer, desk.right, desk.kpi)
    order = [
        next((at for at, panel in enumerate(panels) if panel.isAncestorOf(widget)), None)
        for widget in reachable(desk)
    ]
    assert None not in order
    assert order == sorted(order, key=lambda at: -1 if at is None else at)
    assert set(order) == set(range(len(panels)))


def test_disabled_controls_say_why(desk: DeskGallery) -> None:
    hold = desk.call_bar.findChildren(Button)[0]
    hold.set_disabled_reason("There is no call.")
    assert not hold.isEnabled()
    assert hold.toolTip() == "There is no call."
    hold.set_disabled_reason("")
    assert hold.isEnabled()


@pytest.mark.parametrize("name", ["light", "dark", "contrast"])
@pytest.mark.parametrize("kind", list(ButtonKind))
def test_the_focus_ring_is_seen_on_every_button(
    qapp: QApplication, qtbot: QtBot, name: str, kind: ButtonKind
) -> None:
    theme().apply(qapp, name)
    holder = QWidget()
    qtbot.addWidget(holder)
    button = Button("Hold", kind=kind, icon="pause", key="F7", parent=holder)
    Button("Other", parent=holder).move(0, 80)
    holder.resize(200, 120)
    holder.show()
    holder.activateWindow()
    button.resize(button.sizeHint())
    before = button.grab().toImage()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(button.hasFocus)
    after = button.grab().toImage()
    middle = after.height() // 2
    ring = QColor(theme().value(Token.FOCUS))
    assert [after.pixelColor(x, middle).name() for x in (0, 1)] == [ring.name()] * 2
    assert before != after


def test_a_theme_change_keeps_focus_selection_caret_and_scroll(
    qapp: QApplication, desk: DeskGallery, qtbot: QtBot
) -> None:
    queue, note = desk.queue.queue_list(), desk.customer.note_bar.note.field()
    desk.resize(1440, 640)
    queue.choose_row("48152")
    timeline = desk.customer.timeline
    timeline.verticalScrollBar().setValue(40)
    note.setFocus()
    qtbot.waitUntil(note.hasFocus)
    cursor = note.textCursor()
    cursor.setPosition(5)
    cursor.setPosition(12, cursor.MoveMode.KeepAnchor)
    note.setTextCursor(cursor)
    scroll = queue.verticalScrollBar().value()
    for name in ("dark", "contrast", "light"):
        theme().apply(qapp, name)
        qapp.processEvents()
        assert note.hasFocus()
        assert (note.textCursor().anchor(), note.textCursor().position()) == (5, 12)
        assert queue.chosen_row() == "48152"
        assert queue.verticalScrollBar().value() == scroll
        assert timeline.verticalScrollBar().value() == 40


def test_a_theme_change_repaints_everything_at_once(qapp: QApplication, desk: DeskGallery) -> None:
    theme().apply(qapp, "contrast")
    picture = desk.grab().toImage()
    surface = QColor(theme().value(Token.SURFACE)).name()
    for x, y in ((700, 60), (1250, 880), (1200, 800), (500, 695), (100, 855)):
        assert picture.pixelColor(x, y).name() == surface, (x, y)


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (1920, 1080)])
@pytest.mark.parametrize("factor", [0.9, 1.0, 1.5])
def test_the_desk_fits_every_supported_window_at_every_text_size(
    qapp: QApplication, qtbot: QtBot, size: tuple[int, int], factor: float
) -> None:
    theme().apply(qapp, "light", factor)
    desk = DeskGallery(size[0])
    qtbot.addWidget(desk)
    desk.resize(*size)
    desk.show()
    qapp.processEvents()
    assert (desk.width(), desk.height()) == size
    bar = desk.call_bar
    buttons = sorted(
        (b for b in bar.findChildren(Button) if b.isVisible()), key=lambda b: b.mapTo(bar, QPoint()).x()
    )
    assert len(buttons) >= 8
    for left, right in itertools.pairwise(buttons):
        assert left.mapTo(bar, QPoint(left.width(), 0)).x() <= right.mapTo(bar, QPoint()).x()
    for button in buttons:
        assert button.width() >= button.sizeHint().width(), button.text()


def test_clicking_a_call_control_leaves_the_keyboard_in_the_note(desk: DeskGallery, qtbot: QtBot) -> None:
    note = desk.customer.note_bar.note.field()
    note.setFocus()
    qtbot.waitUntil(note.hasFocus)
    hold = next(button for button in desk.call_bar.findChildren(Button) if button.text() == "Hold")
    with qtbot.waitSignal(desk.call_bar.hold_pressed):
        QTest.mouseClick(hold, Qt.MouseButton.LeftButton)
    assert note.hasFocus()


def test_lists_and_tables_are_named_for_what_they_hold(desk: DeskGallery) -> None:
    for view in desk.findChildren(QAbstractItemView):
        if view.isVisible():
            assert view.accessibleName(), type(view).__name__
    assert len(QUEUE) == desk.queue.queue_list().queue_model().shown_count()
