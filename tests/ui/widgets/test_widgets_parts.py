"""What each part promises: the note's pause, the palette's keys, the card that waits, the table's text."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.call_bar import CallBarState, CallBarView, CallPhase, Control
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.data_table import DataTable, Plight
from agent_desktop_ui.widgets.facts import Fact, FactStrip
from agent_desktop_ui.widgets.gallery_data import SECOND_CALL
from agent_desktop_ui.widgets.incoming_card import IncomingCall, IncomingCard
from agent_desktop_ui.widgets.note_editor import NoteEditor
from agent_desktop_ui.widgets.palette_frame import CommandPaletteFrame, PaletteEntry
from agent_desktop_ui.widgets.recording_mark import Recording
from agent_desktop_ui.widgets.script_view import ScriptStep, ScriptView
from agent_desktop_ui.widgets.search_box import SearchBox
from agent_desktop_ui.widgets.table_model import Cell, Column, TableRow
from agent_desktop_ui.widgets.tabs import Tabs
from agent_desktop_ui.widgets.text_field import TextField
from agent_desktop_ui.widgets.timeline import Timeline, TimelineEvent


def shown(qtbot: QtBot, widget: QWidget, width: int = 600, height: int = 400) -> None:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)


def test_the_note_is_told_once_at_a_pause(qtbot: QtBot) -> None:
    note = NoteEditor()
    shown(qtbot, note)
    told: list[str] = []
    note.paused.connect(told.append)
    QTest.keyClicks(note.field(), "E-42 since")
    assert told == []
    assert note.has_unsaved()
    qtbot.waitUntil(lambda: bool(told), timeout=3000)
    assert told == ["E-42 since"]
    assert not note.has_unsaved()


def test_another_note_takes_nothing_of_the_old_one(qtbot: QtBot) -> None:
    note = NoteEditor()
    shown(qtbot, note)
    told: list[str] = []
    note.paused.connect(told.append)
    QTest.keyClicks(note.field(), "old")
    note.save_now()
    note.set_note("new")
    note.save_now()
    assert told == ["old"]
    assert note.text() == "new"


def test_ctrl_enter_saves_and_then_finishes(qtbot: QtBot) -> None:
    note = NoteEditor()
    shown(qtbot, note)
    order: list[str] = []
    note.paused.connect(lambda _text: order.append("saved"))
    note.finished.connect(lambda: order.append("finished"))
    QTest.keyClicks(note.field(), "done")
    QTest.keyClick(note.field(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert order == ["saved", "finished"]
    assert note.text() == "done"


def test_a_slash_word_asks_for_quick_answers_and_is_replaced_as_one_step(qtbot: QtBot) -> None:
    note = NoteEditor()
    shown(qtbot, note)
    field = note.field()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    words: list[str] = []
    field.snippet_typed.connect(lambda word, _place: words.append(word))
    QTest.keyClicks(field, "Told him /sa")
    assert words[-1] == "/sa"
    field.replace_snippet("We come today.")
    assert note.text() == "Told him We come today."
    field.undo()
    assert note.text() == "Told him /sa"
    with qtbot.waitSignal(field.snippet_left):
        QTest.keyClick(field, Qt.Key.Key_Space)


def test_facts_are_dropped_from_the_end(qtbot: QtBot) -> None:
    strip = FactStrip("Facts", tuple(Fact(f"Label {n}", "A value of some length") for n in range(6)))
    shown(qtbot, strip, 2000, 40)
    assert strip.shown_count() == 6
    strip.resize(500, 40)
    few = strip.shown_count()
    assert 1 <= few < 6
    strip.resize(20, 40)
    assert strip.shown_count() == 1


def test_a_combo_field_is_named_by_its_label_and_tells_only_the_persons_choice(qtbot: QtBot) -> None:
    field = ComboField("Fault")
    shown(qtbot, field, 200, 34)
    field.set_options((("hot", "No hot water"), ("cold", "No heating")))
    assert field.value() == ""
    told: list[str] = []
    field.chosen.connect(told.append)
    field.set_value("hot")
    assert (field.value(), told) == ("hot", [])
    field.box().setFocus()
    QTest.keyClick(field.box(), Qt.Key.Key_Down)
    assert (field.value(), told) == ("cold", ["cold"])
    field.set_options((("cold", "No heating at all"),))
    assert field.value() == "cold"


@pytest.mark.parametrize("phase", list(CallPhase))
def test_every_state_of_the_call_has_its_word_and_its_controls(qtbot: QtBot, phase: CallPhase) -> None:
    bar = CallBarView()
    shown(qtbot, bar, 1384, 66)
    bar.show_state(CallBarState(phase, "Margaret Okafor", "+44 20 7946 0142", "Heating", timer="0:07"))
    assert bar.phase_words(phase)
    is_call = phase in {CallPhase.ON_CALL, CallPhase.ON_HOLD}
    assert bar.control(Control.MUTE).isEnabled() is is_call or phase is CallPhase.WRAP_UP
    assert bar.control(Control.HOLD).isChecked() is (phase is CallPhase.ON_HOLD)
    assert bar.control(Control.END).isHidden() is (phase is CallPhase.WRAP_UP)
    assert bar.control(Control.ANSWER).isHidden() is (phase is not CallPhase.RINGING)
    for control in Control:
        button = bar.control(control)
        if not button.isEnabled() and not button.isHidden():
            assert button.toolTip().endswith((".", "tried again."))


def test_recording_is_told_in_words_in_each_of_its_states(qtbot: QtBot) -> None:
    bar = CallBarView()
    shown(qtbot, bar, 1384, 66)
    seen = []
    for recording in (Recording.ON, Recording.PAUSED):
        bar.show_state(CallBarState(CallPhase.ON_CALL, "A", "1", recording=recording))
        seen.append(bar.findChild(QWidget, "recording").accessibleName())
    assert seen == ["Recording", "Recording paused"]


def test_a_ringing_card_takes_no_focus_and_guards_its_buttons_at_first(qtbot: QtBot) -> None:
    window = QWidget()
    field = QLineEdit(window)
    card = IncomingCard(window)
    shown(qtbot, window, 320, 600)
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    answered: list[str] = []
    card.answer_pressed.connect(answered.append)
    card.show_call(SECOND_CALL)
    QTest.keyClicks(field, "still typing ")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "still typing "
    assert answered == []
    answer = next(b for b in card.findChildren(QWidget) if b.accessibleName() == "Answer, hold Margaret")
    assert answer.focusPolicy() == Qt.FocusPolicy.NoFocus
    assert answer.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    qtbot.waitUntil(lambda: answer.focusPolicy() == Qt.FocusPolicy.TabFocus, timeout=2000)
    QTest.mouseClick(answer, Qt.MouseButton.LeftButton)
    assert answered == ["c2"]
    assert field.hasFocus()


def test_several_matches_are_offered_by_name(qtbot: QtBot) -> None:
    window = QWidget()
    card = IncomingCard(window)
    shown(qtbot, window, 320, 600)
    people = (("p1", "Ada Byron, home"), ("p2", "Ada Byron Ltd, work"))
    card.show_call(IncomingCall("c", "Ringing", "2 matches", matches=people))
    buttons = [b for b in card.findChildren(QWidget) if b.accessibleName() in {words for _, words in people}]
    assert len(buttons) == 2


def test_the_palette_gives_the_keyboard_back_where_it_was(qtbot: QtBot) -> None:
    window = QWidget()
    field = QLineEdit("half a word", window)
    layer = CommandPaletteFrame(window)
    shown(qtbot, window, 900, 600)
    field.setFocus()
    field.setCursorPosition(4)
    layer.show_entries([PaletteEntry(str(n), f"Entry {n}") for n in range(3)])
    layer.open("en")
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Down)
    with qtbot.waitSignal(layer.entry_run) as run:
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    assert run.args == ["1"]
    qtbot.waitUntil(field.hasFocus)
    assert field.cursorPosition() == 4
    layer.open()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert layer.isHidden()
    qtbot.waitUntil(field.hasFocus)


def test_a_palette_without_entries_runs_nothing(qtbot: QtBot) -> None:
    window = QWidget()
    layer = CommandPaletteFrame(window)
    shown(qtbot, window, 900, 600)
    run: list[str] = []
    layer.entry_run.connect(run.append)
    layer.show_entries([])
    layer.open("zzz")
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    assert run == []


COLUMNS = (Column("name", "Name", width=0), Column("calls", "Calls", is_number=True), Column("note", "Note"))
ROWS = [
    TableRow("a", ("Ada", Cell("10", 10), "x")),
    TableRow("b", ("Bob", Cell("9", 9), "")),
    TableRow("c", ("cleo", Cell("–"), "tab\there")),
]


def names(table: DataTable) -> list[str]:
    return [row.row_id for row in table.table_model().rows()]


def test_numbers_sort_as_numbers_and_what_is_missing_comes_last(qtbot: QtBot) -> None:
    table = DataTable("People", COLUMNS)
    shown(qtbot, table)
    table.show_rows(ROWS)
    table.selectRow(2)
    table.sort_by("calls")
    assert names(table) == ["b", "a", "c"]
    assert table.chosen_row() == "c"
    table.sort_by("name", is_descending=True)
    assert names(table) == ["c", "b", "a"]


def test_a_table_is_copied_as_text_without_its_hidden_columns(qtbot: QtBot) -> None:
    table = DataTable("People", COLUMNS)
    shown(qtbot, table)
    table.show_rows(ROWS)
    table.set_hidden_columns(frozenset({"calls"}))
    QTest.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Name\tNote\nAda\tx\nBob\t\ncleo\ttab here"


def test_empty_loading_and_failed_are_three_different_texts(qtbot: QtBot) -> None:
    table = DataTable("People", COLUMNS)
    shown(qtbot, table)
    said = []
    table.show_rows([], empty="Nobody is signed in", todo="People appear when they sign in.")
    said.append(visible_words(table))
    table.show_plight(Plight.LOADING)
    assert visible_words(table) == "", "loading shows only after 300 ms"
    qtbot.waitUntil(lambda: visible_words(table) != "", timeout=2000)
    said.append(visible_words(table))
    table.show_plight(Plight.FAILED, "Could not fetch people.", "Try again.", "Try again")
    said.append(visible_words(table))
    assert len(set(said)) == 3
    table.show_rows(ROWS)
    assert visible_words(table) == ""
    table.show_plight(Plight.LOADING)
    table.show_plight(Plight.FAILED, "Could not fetch people.")
    assert visible_words(table) == "", "nothing is drawn over data"


def visible_words(table: DataTable) -> str:
    return " ".join(
        child.accessibleName()
        for child in table.viewport().children()
        if isinstance(child, QWidget) and child.isVisible()
    )


def test_choices_are_numbered_and_chosen_by_alt_and_the_number(qtbot: QtBot) -> None:
    view = ScriptView()
    shown(qtbot, view, 384, 800)
    view.show_step(
        ScriptStep("Title", "Say this", step=2, total=3, choices=("One", "Two", "Three"), chosen=3)
    )
    QApplication.processEvents()
    with qtbot.waitSignal(view.choice_made) as made:
        QTest.keyClick(view, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert made.args == [2]
    view.show_step(ScriptStep("Next", "Say that", step=3, total=3, choices=("Only",)))
    QApplication.processEvents()
    with qtbot.waitSignal(view.choice_made) as made:
        QTest.keyClick(view, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert made.args == [1]


def test_the_timeline_measures_what_it_shows_and_keeps_its_place(qtbot: QtBot) -> None:
    timeline = Timeline("Timeline")
    shown(qtbot, timeline, 640, 500)
    events = [
        TimelineEvent(str(n), f"Day {n // 7}", "phone", f"Call {n}", text="word " * (n % 60), tone=Tone.OK)
        for n in range(10_000)
    ]
    timeline.show_events(events)
    timeline.grab()
    QTest.keyClick(timeline, Qt.Key.Key_End)
    timeline.grab()
    last = timeline.timeline_model().index(timeline.timeline_model().rowCount() - 1, 0)
    assert timeline.currentIndex() == last
    assert timeline.visualRect(last).intersects(timeline.viewport().rect())
    timeline.show_events([TimelineEvent("new", "Today", "mail", "New"), *events], keeps_place=True)
    kept = timeline.timeline_model().event_at(timeline.currentIndex())
    assert kept is not None
    assert kept.event_id == "9999"


def test_tabs_are_tabs_and_count(qtbot: QtBot) -> None:
    tabs = Tabs("Queues", ("Mine", "Team"))
    shown(qtbot, tabs, 300, 40)
    tabs.set_count(0, 11)
    assert [tabs.tabText(at) for at in range(2)] == ["Mine 11", "Team"]
    tabs.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(tabs, Qt.Key.Key_Right)
    assert tabs.currentIndex() == 1


def test_a_field_says_under_it_what_is_wrong(qtbot: QtBot) -> None:
    field = TextField("Address", hint="As on the bill")
    shown(qtbot, field, 300, 90)
    field.set_error("This is no address. Write street and town.")
    assert field.edit().accessibleDescription() == "This is no address. Write street and town."
    field.set_error("")
    assert field.edit().accessibleDescription() == "As on the bill"
    assert field.edit().accessibleName() == "Address"


def test_escape_clears_a_filter_first(qtbot: QtBot) -> None:
    box = SearchBox("Filter queue", "Filter queue")
    shown(qtbot, box, 300, 40)
    QTest.keyClicks(box, "hot")
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == ""
