"""The timeline as a person works with it: search, kinds, dates, copying, files and paper, all by keyboard."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu

from agent_desktop.core.changes import Changes
from agent_desktop.features.customers.read_models import KINDS, Timeline, TimelineChip, TimelineEvent
from agent_desktop_ui.customers.date_layer import DateLayer, read_date
from agent_desktop_ui.customers.tab_list import ORDERS, TICKET, TIMELINE
from agent_desktop_ui.customers.taking_along import MOST_ON_PAPER
from agent_desktop_ui.customers.timeline_desk import PAGE, TimelineDesk
from agent_desktop_ui.customers.timeline_words import GROUPS, kinds_of, shown_event
from agent_desktop_ui.widgets.timeline import Timeline as TimelineList
from tests.support.desk_floor import DEV, MARGARET, NOW, FloorDesk
from tests.ui.conftest import Stage

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NAMES = ("Zoë Łukasiewicz", "يوسف الحداد", "דנה כהן", "王小明", "Ж. Иванова", "👩🏽‍🔧 Fix & Co")


def an_event(n: int, kind: str = "call_in", text: str = "", **more: Any) -> TimelineEvent:
    return TimelineEvent(
        f"past-{n}",
        kind,
        more.pop("at", NOW - timedelta(hours=6 * n + 1)),
        more.pop("title", ""),
        "",
        text or f"Call number {n}",
        more.pop("chips", []),
        who=NAMES[n % len(NAMES)],
        record_id=f"past-{n}",
        **more,
    )


def past(count: int) -> list[TimelineEvent]:
    """A long history: calls, and every tenth of them a letter."""
    return [an_event(n, "letter" if n % 10 == 9 else "call_in") for n in range(count)]


def timeline_of(stage: Stage) -> TimelineDesk:
    return stage.screen.customer_desk.timeline


def listed(stage: Stage) -> TimelineList:
    return stage.screen.panel.timeline


def texts(stage: Stage) -> list[str]:
    entries = listed(stage).timeline_model().entries()
    return [entry.text for entry in entries if not isinstance(entry, str)]


def current(stage: Stage) -> str:
    event = listed(stage).timeline_model().event_at(listed(stage).currentIndex())
    return event.event_id if event is not None else ""


@pytest.fixture
def floor() -> FloorDesk:
    """A desk whose answers are set here; those over the real stores are beside it."""
    return FloorDesk()


async def open_margaret(stage: Stage, events: list[TimelineEvent]) -> None:
    stage.floor.timeline = events
    stage.screen.show_customer(MARGARET.customer_id)
    await stage.until(lambda: len(texts(stage)) == min(PAGE, len(events)))
    await stage.until(lambda: stage.screen.customer_desk.view is not None)
    await stage.settle()


async def scroll_to_end(stage: Stage, count: int) -> None:
    bar = listed(stage).verticalScrollBar()

    def is_there() -> bool:
        bar.setValue(bar.maximum())
        return len(texts(stage)) == count

    await stage.until(is_there, within_s=30)


@pytest.mark.parametrize("count", [0, 1, 250])
async def test_scrolling_brings_every_event_once_and_in_order(stage: Stage, count: int) -> None:
    events = past(count)
    await open_margaret(stage, events)
    await scroll_to_end(stage, count)
    assert texts(stage) == [event.text for event in events]
    assert timeline_of(stage).empty.isVisible() is (count == 0)


async def test_ten_thousand_events_are_reached_by_one_key(stage: Stage) -> None:
    events = past(10_000)
    await open_margaret(stage, events)
    listed(stage).setFocus(Qt.FocusReason.TabFocusReason)
    stage.press(Qt.Key.Key_End)
    await stage.until(lambda: len(texts(stage)) == 10_000, within_s=30)
    await stage.until(lambda: current(stage) == "past-9999")
    stage.press(Qt.Key.Key_Home)
    assert current(stage) == "past-0"
    # What is painted is what is in sight, and nothing else has been measured.
    exact = sum(listed(stage)._is_exact)
    assert exact < 500


async def test_a_page_that_parts_no_moment_is_not_taken_for_the_last(stage: Stage) -> None:
    """A page may hold fewer events than were asked for, where more of its last moment come after it."""
    events = past(260)
    full = stage.floor.answers[Timeline]
    stage.floor.answers[Timeline] = lambda q: full(msgspec.structs.replace(q, limit=max(1, q.limit - 7)))
    stage.floor.timeline = events
    stage.screen.show_customer(MARGARET.customer_id)
    await stage.until(lambda: len(texts(stage)) == PAGE - 7)
    await scroll_to_end(stage, 260)
    assert texts(stage) == [event.text for event in events]


async def test_news_come_in_above_and_leave_what_is_read_in_its_place(stage: Stage) -> None:
    await open_margaret(stage, past(300))
    await scroll_to_end(stage, 300)
    bar = listed(stage).verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    seen = listed(stage).indexAt(listed(stage).viewport().rect().center())
    before = listed(stage).timeline_model().event_at(seen)
    asked: list[Timeline] = []
    full = stage.floor.answers[Timeline]
    stage.floor.answers[Timeline] = lambda q: asked.append(q) or full(q)
    stage.floor.timeline = [an_event(9_000, at=NOW, text="Just now"), *stage.floor.timeline]
    changes = Changes(frozenset({("interaction", "past-9000")}), frozenset({MARGARET.customer_id}))
    stage.floor.changes.tell(changes)
    await stage.until(lambda: texts(stage)[:1] == ["Just now"])
    assert len(texts(stage)) == 301
    await stage.settle()
    after = (
        listed(stage)
        .timeline_model()
        .event_at(listed(stage).indexAt(listed(stage).viewport().rect().center()))
    )
    assert before is not None
    assert after is not None
    assert after.event_id == before.event_id
    # Only the first page was asked for again; the other two hundred are as they were.
    assert max(q.limit for q in asked if not q.kinds) == PAGE


async def test_an_old_event_that_changes_is_asked_for_again(stage: Stage) -> None:
    await open_margaret(stage, past(300))
    await scroll_to_end(stage, 300)
    stage.floor.timeline[250] = msgspec.structs.replace(stage.floor.timeline[250], text="Put right")
    changes = Changes(frozenset({("interaction", "past-250")}), frozenset({MARGARET.customer_id}))
    stage.floor.changes.tell(changes)
    await stage.until(lambda: texts(stage)[250:251] == ["Put right"])
    assert len(texts(stage)) == 300


async def test_search_inside_by_key(stage: Stage) -> None:
    events = [*past(150), an_event(200, text="Die Wärmepumpe klopft"), an_event(201, text="مضخة لا تعمل")]
    await open_margaret(stage, events)
    stage.press(Qt.Key.Key_F, CONTROL)
    assert stage.focus_of() is timeline_of(stage).bar.search
    stage.type("warmepumpe")
    await stage.until(lambda: texts(stage) == ["Die Wärmepumpe klopft"])
    assert "1" in timeline_of(stage).bar.found.text()
    stage.press(Qt.Key.Key_Down)
    assert stage.focus_of() is listed(stage)
    assert current(stage) == "past-200"
    stage.press(Qt.Key.Key_Up)
    assert stage.focus_of() is timeline_of(stage).bar.search
    timeline_of(stage).bar.search.setText("مضخة")
    await stage.until(lambda: texts(stage) == ["مضخة لا تعمل"])
    stage.press(Qt.Key.Key_Escape)
    await stage.until(lambda: len(texts(stage)) == PAGE)
    assert not timeline_of(stage).bar.found.isVisible()


async def test_nothing_found_says_so_and_shows_everything_again(stage: Stage) -> None:
    await open_margaret(stage, past(20))
    stage.press(Qt.Key.Key_F, CONTROL)
    stage.type("xylophone")
    await stage.until(timeline_of(stage).empty.isVisible)
    assert texts(stage) == []
    timeline_of(stage).show_everything()
    await stage.until(lambda: len(texts(stage)) == 20)
    assert not timeline_of(stage).empty.isVisible()


async def test_kinds_are_ticked_by_key_and_several_at_once(stage: Stage) -> None:
    events = [
        *past(40),
        an_event(300, "consent", chips=[TimelineChip("consent:given:marketing:email:form", "")]),
    ]
    await open_margaret(stage, events)
    stage.press(Qt.Key.Key_F, CONTROL | SHIFT)
    button = timeline_of(stage).bar.kinds
    menu = button.menu_of_kinds()
    await stage.until(menu.isVisible)
    words = [action.text() for action in menu.actions() if action.text()]
    assert len(words) == len(GROUPS) + 1
    for wanted in ("Letters", "Consents"):
        action = next(action for action in menu.actions() if action.text() == wanted)
        menu.setActiveAction(action)
        menu.keyPressEvent(_key(Qt.Key.Key_Space))
        assert menu.isVisible(), "it stays open, for several are often wanted"
    menu.close()
    await stage.until(lambda: len(texts(stage)) == 5)
    assert "Letters, Consents" in button.text()
    assert "Letters, Consents" in button.accessibleName()
    titles = [e.title for e in listed(stage).timeline_model().entries() if not isinstance(e, str)]
    assert titles[-1] == "Consent given: marketing by e-mail"


def _key(key: Qt.Key) -> Any:
    from PySide6.QtGui import QKeyEvent

    return QKeyEvent(QKeyEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)


async def test_every_kind_can_be_chosen_and_has_words_and_an_icon() -> None:
    assert sorted(kinds_of(frozenset(key for key, _, _ in GROUPS))) == sorted(KINDS)
    for kind in KINDS:
        told = shown_event(an_event(1, kind), NOW)
        assert told.title
        assert told.title != kind
        assert told.icon != "info"


async def test_a_date_is_typed_and_gone_to(stage: Stage) -> None:
    await open_margaret(stage, past(4_000))
    stage.press(Qt.Key.Key_G, CONTROL)
    assert isinstance(_layer_of(stage), DateLayer)
    stage.type("what day was it")
    stage.press(Qt.Key.Key_Return)
    assert _layer_of(stage) is not None, "what is no date is said, and stays to be put right"
    QApplication.focusWidget().selectAll()  # type: ignore[union-attr]
    stage.type("2025-03-15")
    stage.press(Qt.Key.Key_Return)
    goal = next(e for e in stage.floor.timeline if e.at.date() <= date(2025, 3, 15))
    await stage.until(lambda: current(stage) == goal.event_id, within_s=60)
    assert stage.focus_of() is listed(stage)
    top = listed(stage).visualRect(listed(stage).currentIndex()).top()
    assert 0 <= top < listed(stage).viewport().height() // 2


async def test_a_date_before_everything_leads_to_the_oldest_event(stage: Stage) -> None:
    await open_margaret(stage, past(150))
    await timeline_of(stage).go_to(date(1999, 1, 1))
    assert current(stage) == "past-149"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2025-11-17", date(2025, 11, 17)),
        ("17.11.2025", date(2025, 11, 17)),
        ("17/11/2025", date(2025, 11, 17)),
        ("17 Nov 2025", date(2025, 11, 17)),
        ("17 November 2025", date(2025, 11, 17)),
        ("  17   Nov ", date(2026, 11, 17)),
        ("24 Dec", date(2025, 12, 24)),
        ("March 2024", date(2024, 3, 31)),
        ("2/2024", date(2024, 2, 29)),
        ("2024-12", date(2024, 12, 31)),
        ("2023", date(2023, 12, 31)),
        ("31.2.2025", None),
        ("soon", None),
        ("", None),
    ],
)
def test_dates_are_read_as_people_write_them(said: str, meant: date | None) -> None:
    assert read_date(said, date(2026, 11, 19), QLocale(QLocale.Language.English)) == meant


def test_dates_are_read_in_the_persons_own_language() -> None:
    german = QLocale(QLocale.Language.German)
    assert read_date("3. März 2025", date(2026, 11, 19), german) == date(2025, 3, 3)


def _layer_of(stage: Stage) -> Any:
    found = [one for one in stage.window.findChildren(DateLayer) if one.isVisible()]
    return found[0] if found else None


async def test_enter_opens_the_ticket_that_a_call_belongs_to(stage: Stage) -> None:
    events = [an_event(1, ticket_id=stage.floor.tickets[0].ticket_id), *past(3)[2:]]
    await open_margaret(stage, events)
    listed(stage).setFocus(Qt.FocusReason.TabFocusReason)
    assert current(stage) == "past-1"
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: stage.screen.panel.tabs.currentIndex() == TICKET)


async def test_days_are_walked_by_key(stage: Stage) -> None:
    await open_margaret(stage, past(30))
    listed(stage).setFocus(Qt.FocusReason.TabFocusReason)
    seen = [current(stage)]
    for _ in range(2):
        stage.press(Qt.Key.Key_Down, CONTROL)
        seen.append(current(stage))
    days = [
        next(
            e
            for e in listed(stage).timeline_model().entries()
            if not isinstance(e, str) and e.event_id == one
        )
        for one in seen
    ]
    assert len({day.day for day in days}) == 3  # type: ignore[union-attr]
    stage.press(Qt.Key.Key_Up, CONTROL)
    stage.press(Qt.Key.Key_Up, CONTROL)
    assert current(stage) == seen[0]


async def test_what_is_selected_is_copied_as_text(stage: Stage) -> None:
    await open_margaret(stage, past(30))
    listed(stage).setFocus(Qt.FocusReason.TabFocusReason)
    stage.press(Qt.Key.Key_Down)
    stage.press(Qt.Key.Key_Down, SHIFT)
    stage.press(Qt.Key.Key_C, CONTROL)
    copied = QGuiApplication.clipboard().text()
    assert [f"Call number {n}" in copied for n in range(4)] == [False, True, True, False]
    assert "2026" in copied, "a text that leaves the window says the year"
    assert "Inbound call" in copied


async def written(stage: Stage, path: Path) -> list[list[str]]:
    """The lines of a file that the whole timeline was exported to."""
    done: list[None] = []
    listed(stage).output.finished.connect(lambda: done.append(None))
    listed(stage).output.write(str(path))
    await stage.until(lambda: bool(done), within_s=20)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


async def test_the_file_holds_every_event_shown_and_no_formula(stage: Stage, tmp_path: Path) -> None:
    events = [an_event(5_000, at=NOW, text="=HYPERLINK(1)"), *past(2_345)]
    await open_margaret(stage, events)
    assert len(texts(stage)) < 2_346, "most of it is not here yet"
    rows = await written(stage, tmp_path / "margaret.csv")
    assert len(rows) == 2_347
    assert rows[1][3] == "'=HYPERLINK(1)"
    assert [row[3] for row in rows[2:]] == [event.text for event in events[1:]]
    assert all(any(name in row[2] for name in NAMES) for row in rows[1:])
    timeline_of(stage).bar.kinds.choose(frozenset({"letter"}))
    timeline_of(stage).bar.kinds.changed.emit()
    await stage.until(lambda: len(texts(stage)) == PAGE)
    letters = await written(stage, tmp_path / "letters.csv")
    assert {row[1] for row in letters[1:]} == {"Letter"}
    assert len(letters) == 1 + 234


async def test_its_menu_copies_exports_and_prints(stage: Stage) -> None:
    await open_margaret(stage, past(3))
    timeline_of(stage).bar.more.click()
    await stage.until(lambda: QApplication.activePopupWidget() is not None)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    names = [action.objectName() for action in menu.actions()]
    assert {"list:copy", "list:export", "list:print"} <= set(names)
    menu.close()


@pytest.mark.parametrize("count", [0, 1, MOST_ON_PAPER + 50])
async def test_paper_holds_the_events_and_says_when_some_are_left_out(stage: Stage, count: int) -> None:
    await open_margaret(stage, past(count))
    paper = await timeline_of(stage).taking._paper(
        MARGARET.customer_id, Timeline(customer_id=MARGARET.customer_id), None
    )
    assert paper is not None
    text = paper.toPlainText()
    assert MARGARET.name in text
    assert text.count("Call number") == min(count, MOST_ON_PAPER)
    assert ("Only the newest" in text) is (count > MOST_ON_PAPER)


async def test_another_customer_is_shown_whole_and_not_through_the_last_ones_search(stage: Stage) -> None:
    await open_margaret(stage, past(20))
    stage.press(Qt.Key.Key_F, CONTROL)
    stage.type("number 13")
    await stage.until(lambda: texts(stage) == ["Call number 13"])
    stage.screen.show_customer(DEV.customer_id)
    await stage.until(lambda: len(texts(stage)) == 20)
    assert timeline_of(stage).bar.asked() == ("", frozenset())


async def test_the_timelines_keys_lead_to_it_from_any_tab_and_take_nobody_along(stage: Stage) -> None:
    stage.press(Qt.Key.Key_F, CONTROL)
    assert stage.focus_of() is not timeline_of(stage).bar.search, "nobody is open"
    await open_margaret(stage, past(5))
    stage.screen.panel.tabs.setCurrentIndex(ORDERS)
    stage.press(Qt.Key.Key_F, CONTROL)
    assert stage.screen.panel.tabs.currentIndex() == TIMELINE
    assert stage.focus_of() is timeline_of(stage).bar.search


async def test_every_part_is_named_for_those_who_listen(stage: Stage) -> None:
    await open_margaret(stage, past(12))
    bar = timeline_of(stage).bar
    for part in (bar.search, bar.kinds, bar.date, bar.more, listed(stage)):
        assert part.accessibleName(), part
    for part in (bar.search, bar.kinds, bar.date):
        assert "Ctrl+" in part.toolTip()
    model = listed(stage).timeline_model()
    said = [str(model.data(model.index(row, 0))) for row in range(model.rowCount())]
    assert all(said)
    assert sum(name in line for name in NAMES for line in said) == 12


@pytest.mark.parametrize("desk_size", [(1280, 720), (1440, 900), (1920, 1080)])
async def test_the_glance_column_stands_in_a_wide_window_alone(
    stage: Stage, floor: FloorDesk, desk_size: tuple[int, int]
) -> None:
    await open_margaret(stage, past(3))
    assert stage.screen.panel.glance.isVisible() is (desk_size[0] == 1920)
    facts = [fact.label for fact in stage.screen.panel.header.customer().facts]
    assert facts == [
        "Next visit",
        "Open tickets",
        "Last satisfaction",
        "Calls in 90 days",
        "Balance",
        "Customer since",
    ]
