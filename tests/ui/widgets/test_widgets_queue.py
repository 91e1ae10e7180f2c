"""The queue filters right, keeps its place, and moves nothing under the agent's hands."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.queue_list import QueueList
from agent_desktop_ui.widgets.queue_model import QueueGroup, QueueModel, QueueRow

MANY = 100_000


def row(number: int, group: QueueGroup = QueueGroup.NOW, **more: object) -> QueueRow:
    values: dict[str, object] = {
        "subject": f"Subject {number}",
        "who": f"Person {number % 977}",
        "number": str(number),
    }
    return QueueRow(row_id=str(number), group=group, icon="mail", **(values | more))  # type: ignore[arg-type]


def shown(model: QueueModel) -> list[str]:
    return [entry if isinstance(entry, str) else entry.row_id for entry in model.entries()]


def listed(qtbot: QtBot, *rows: QueueRow) -> QueueList:
    made = QueueList("Work queue")
    qtbot.addWidget(made)
    made.resize(312, 400)
    made.show_rows(rows)
    # Away from the corner where the pointer rests: it must not decide what a test sees.
    made.move(300, 200)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_groups_come_in_their_order_each_under_its_title() -> None:
    model = QueueModel()
    model.set_rows([row(3, QueueGroup.THIS_WEEK), row(1), row(2, QueueGroup.LATER_TODAY), row(4)])
    assert shown(model) == ["Now", "1", "4", "Later today", "2", "This week", "3"]


def test_the_filter_finds_what_a_plain_search_finds_in_a_hundred_thousand_rows() -> None:
    rows = [row(number, QueueGroup(number % 4)) for number in range(MANY)]
    model = QueueModel()
    model.set_rows(rows)
    assert model.shown_count() == MANY
    for text in ("4821", "person 12", "SUBJECT 99 9", "nothing like it", "  "):
        model.set_filter(text)
        words = text.lower().split()
        wanted = {
            r.row_id for r in rows if all(w in f"{r.subject}\n{r.who}\n{r.number}".lower() for w in words)
        }
        assert {entry.row_id for entry in model.entries() if isinstance(entry, QueueRow)} == wanted
    model.set_filter("")
    assert model.rowCount() == MANY + 4


def test_positions_stay_exact_at_the_far_end_of_a_hundred_thousand_rows(qtbot: QtBot) -> None:
    queue = listed(qtbot, *(row(number) for number in range(MANY)))
    queue.choose_row(str(MANY - 1))
    index = queue.currentIndex()
    rect = queue.visualRect(index)
    assert queue.total_height() == 30 + 54 * MANY
    assert rect.bottom() == queue.viewport().height() - 1
    assert queue.indexAt(rect.center()) == index
    assert not queue.grab().isNull()


def test_a_title_is_never_selected_by_keyboard(qtbot: QtBot) -> None:
    queue = listed(qtbot, row(1), row(2, QueueGroup.LATER_TODAY), row(3, QueueGroup.THIS_WEEK))
    queue.choose_row("1")
    seen = []
    for _press in range(4):
        QTest.keyClick(queue, Qt.Key.Key_Down)
        seen.append(queue.chosen_row())
    assert seen == ["2", "3", "3", "3"]
    QTest.keyClick(queue, Qt.Key.Key_Home)
    assert queue.chosen_row() == "1"


def test_the_title_over_the_first_row_comes_into_sight_with_it(qtbot: QtBot) -> None:
    queue = listed(qtbot, *(row(number) for number in range(50)))
    queue.choose_row("49")
    QTest.keyClick(queue, Qt.Key.Key_Home)
    assert queue.verticalScrollBar().value() == 0


def test_enter_opens_and_a_click_chooses(qtbot: QtBot) -> None:
    queue = listed(qtbot, row(1), row(2))
    with qtbot.waitSignal(queue.row_chosen) as chosen:
        QTest.mouseClick(queue.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 30 + 54 + 20))
    assert chosen.args == ["2"]
    with qtbot.waitSignal(queue.row_opened) as opened:
        QTest.keyClick(queue, Qt.Key.Key_Return)
    assert opened.args == ["2"]


def test_news_update_in_place_and_sorting_waits_while_the_keyboard_is_in_the_list(qtbot: QtBot) -> None:
    queue = listed(qtbot, row(1), row(2))
    queue.activateWindow()
    queue.setFocus()
    qtbot.waitUntil(queue.hasFocus)
    queue.choose_row("2")
    held: list[int] = []
    queue.changes_held.connect(held.append)
    late = row(2, deadline="Overdue 1 m", deadline_tone=Tone.BAD)
    queue.show_rows([late, row(1), row(3)])
    assert shown(queue.queue_model()) == ["Now", "1", "2"]
    assert queue.queue_model().rows()[1] == late
    assert held[-1] == 1
    queue.clearFocus()
    qtbot.waitUntil(lambda: shown(queue.queue_model()) == ["Now", "2", "1", "3"], timeout=4000)
    assert queue.chosen_row() == "2"
    assert held[-1] == 0


def test_filtering_keeps_the_selected_row_and_says_nothing_about_it(qtbot: QtBot) -> None:
    queue = listed(qtbot, row(1), row(2), row(12))
    queue.choose_row("12")
    chosen: list[str] = []
    queue.row_chosen.connect(chosen.append)
    queue.set_filter("2")
    assert queue.chosen_row() == "12"
    queue.set_filter("")
    assert queue.chosen_row() == "12"
    assert chosen == []


def test_rows_are_spoken_in_words(qtbot: QtBot) -> None:
    queue = listed(qtbot, row(48213, subject="No hot water", who="Margaret Okafor", deadline="On call"))
    index = queue.queue_model().index_of("48213")
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "48213, No hot water, Margaret Okafor, On call"


def test_an_empty_queue_paints_and_takes_keys(qtbot: QtBot) -> None:
    queue = listed(qtbot)
    QTest.keyClick(queue, Qt.Key.Key_Down)
    assert queue.chosen_row() == ""
    assert not queue.grab().isNull()
    QApplication.processEvents()
