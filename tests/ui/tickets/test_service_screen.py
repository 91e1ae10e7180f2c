"""The room of calendars and targets: seen, edited, and saved once it is known what moves; all of it by keyboard."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from agent_desktop.core.errors import KnownError
from agent_desktop.core.people import Role
from agent_desktop.features.tickets.service_commands import SaveCalendar, SaveTarget
from agent_desktop.features.tickets.service_preview import (
    CalendarView,
    DeadlinesPage,
    DefinitionsView,
    MovedDeadline,
    PreviewDeadlines,
    ServiceDefinitions,
    TargetView,
)
from agent_desktop_ui.shell.rooms import rooms_of
from agent_desktop_ui.tickets.hours_words import read_day, week_words
from agent_desktop_ui.tickets.service_screen import ServiceScreen
from tests.support.desk_floor import NOW
from tests.support.rooms_floor import RoomsDesk
from tests.ui.conftest import Stage

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
WEEK = {str(day): [["08:00", "18:00"]] for day in range(5)}


def calendar(n: int, **values: Any) -> CalendarView:
    known: dict[str, Any] = {
        "calendar_id": f"calendar-{n}",
        "name": f"Calendar {n}",
        "time_zone": "Europe/London",
        "week": WEEK,
        "country": "GB",
        "subdivision": "SCT",
        "special": {"2026-12-24": [["08:00", "12:00"]], "2026-12-31": []},
        "teams": ["Heating"],
        "queues": ["q-heating"],
        "is_default": n == 0,
    }
    return CalendarView(**(known | values))


def target(n: int, **values: Any) -> TargetView:
    known: dict[str, Any] = {
        "target_id": f"target-{n}",
        "name": f"Target {n}",
        "position": (n + 1) * 10,
        "priority": "urgent",
        "category_id": "c-1",
        "segment": None,
        "value_from_minor": 500_000,
        "first_response_s": 3_600,
        "next_response_s": None,
        "resolution_s": 144_000,
        "warn_pct": 75,
        "escalate_to": "specialist",
        "escalate_queue_id": "q-billing",
        "is_active": True,
    }
    return TargetView(**(known | values))


def moved(n: int, *, is_late: bool = False) -> MovedDeadline:
    before, after = NOW + timedelta(hours=n), NOW + timedelta(hours=n - 3)
    return MovedDeadline(f"t{n}", 48_200 + n, "Cold", "resolution", before, after, is_overdue_then=is_late)


@pytest.fixture
def floor() -> RoomsDesk:
    made = RoomsDesk()
    known = DefinitionsView([calendar(0)], [target(0), target(1), target(2)])
    made.answers |= {
        ServiceDefinitions: lambda _q: known,
        PreviewDeadlines: lambda _q: DeadlinesPage([moved(1, is_late=True), moved(4)], 20, 20, None),
    }
    return made


@pytest.fixture
def desk_role() -> str:
    return "supervisor"


async def room(stage: Stage, rows: int = 6) -> ServiceScreen:
    stage.frame.go_to("service")
    screen = stage.frame.screen_shown()
    assert isinstance(screen, ServiceScreen)
    await stage.until(lambda: screen.list.table_model().rowCount() == rows)
    return screen


def test_only_leads_have_the_room() -> None:
    has = {role for role in Role if any(one.key == "service" for one in rooms_of(role))}
    assert has == {Role.SUPERVISOR, Role.ADMIN}


async def test_a_calendar_is_saved_once_it_was_said_how_many_due_times_move(
    stage: Stage, tmp_path: Path
) -> None:
    screen = await room(stage)
    form = screen.calendar
    assert [day.text() for day in form.days] == ["08:00-18:00"] * 5 + ["", ""]
    assert form.place() == ("GB", "SCT")
    assert form.special.lines() == ["2026-12-24 08:00-12:00", "2026-12-31 closed"]
    assert (form.teams.text(), form.queues.text()) == ("Heating", "Heating support")
    assert not screen.save.isEnabled()
    asked: list[PreviewDeadlines] = []

    def answer(query: PreviewDeadlines) -> DeadlinesPage:
        asked.append(query)
        place = len(asked)
        return DeadlinesPage([moved(place, is_late=place == 1)], 100, 250, f"t{place}" if place < 3 else None)

    stage.floor.answers[PreviewDeadlines] = answer
    form.days[5].edit().setFocus()
    stage.type("9-1")
    assert "hours" in form.says.text().casefold()
    stage.press(Qt.Key.Key_Return, CTRL)
    assert asked == [], "what cannot be read is not looked at"
    stage.type("3")
    assert "54 hours a week" in form.says.text()
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: not screen.moved.is_running())
    assert [query.after for query in asked] == [None, "t1", "t2"]
    assert asked[0].calendars[0].week["5"] == [["09:00", "13:00"]]
    said = screen.moved.head.text()
    assert ("3 due time" in said, "1 would be overdue" in said) == (True, True), said
    assert screen.moved.table.table_model().rowCount() == 3
    assert stage.floor.done == [], "it is said first"
    assert "3 move" in screen.save.text()
    stage.picture(tmp_path / "calendar.png")
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: stage.floor.done)
    saved = stage.floor.done[-1]
    assert isinstance(saved, SaveCalendar)
    assert saved == asked[0].calendars[0], "what was looked at is what is saved"
    assert (saved.calendar_id, saved.country, saved.subdivision) == ("calendar-0", "GB", "SCT")
    assert (saved.teams, saved.queues, saved.is_default) == (["Heating"], ["q-heating"], True)
    assert saved.special == {"2026-12-24": [["08:00", "12:00"]], "2026-12-31": []}
    await stage.until(lambda: not screen.has_unsaved())


async def test_what_is_edited_after_it_was_looked_at_is_looked_at_again(stage: Stage) -> None:
    screen = await room(stage)
    screen.calendar.name.setFocus()
    stage.type("!")
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: "2 move" in screen.save.text())
    stage.type("!")
    assert screen.save.text() == "Save"
    assert screen.moved.head.text() == ""
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: "2 move" in screen.save.text())
    assert stage.floor.done == []


async def test_a_target_is_chosen_edited_and_moved_by_keyboard(stage: Stage, tmp_path: Path) -> None:
    screen = await room(stage)
    screen.list.setFocus()
    for _ in range(2):
        stage.press(Qt.Key.Key_Down)
    await stage.until(lambda: screen.forms.currentIndex() == 1)
    form = screen.target
    if form.target_id != "target-0":
        screen.list.selectRow(3)
    assert (form.first.text(), form.following.text(), form.solution.text()) == ("1h", "", "40h")
    assert (form.value.text(), form.category.value(), form.queue.value()) == ("5000", "c-1", "q-billing")
    stage.press(Qt.Key.Key_Return)
    assert stage.focus_of() is form.name.edit(), "Enter goes into the form"
    form.following.edit().setFocus()
    stage.type("soon")
    assert "no length of time" in form.says.text()
    form.following.set_text("")
    stage.type("2h30m")
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: "2 move" in screen.save.text())
    await stage.settle(0.1)
    stage.picture(tmp_path / "target.png")
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: stage.floor.done)
    saved = stage.floor.done[-1]
    assert isinstance(saved, SaveTarget)
    assert (saved.target_id, saved.next_response_s, saved.resolution_s) == ("target-0", 9_000, 144_000)
    assert (saved.value_from_minor, saved.escalate_to, saved.escalate_queue_id) == (
        500_000,
        "specialist",
        "q-billing",
    )
    await stage.until(lambda: not screen.has_unsaved())
    stage.press(Qt.Key.Key_Down, ALT)
    await stage.until(lambda: "2 move" in screen.save.text())
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: len(stage.floor.done) == 3)
    placed = {one.target_id: one.position for one in stage.floor.done[1:]}
    assert placed == {"target-1": 10, "target-0": 20}


async def test_with_central_away_it_says_so_and_saves_all_the_same(stage: Stage) -> None:
    screen = await room(stage)

    def away(_query: PreviewDeadlines) -> DeadlinesPage:
        raise KnownError("Central is away.", todo="Try again.")

    stage.floor.answers[PreviewDeadlines] = away
    screen.calendar.name.setFocus()
    stage.type("!")
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: not screen.moved.is_running())
    assert stage.floor.done == []
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: stage.floor.done)


async def test_with_nothing_there_a_new_one_begins_and_days_are_made_alike(stage: Stage) -> None:
    stage.floor.answers[ServiceDefinitions] = lambda _q: DefinitionsView([], [])
    screen = await room(stage, rows=0)
    screen.new_calendar.click()
    assert stage.focus_of() is screen.calendar.name.edit()
    screen.calendar.name.set_text("فريق الليل")
    screen.calendar.days[0].edit().setFocus()
    screen.calendar.days[0].set_text("")
    stage.type("22:00-24:00")
    screen.calendar.alike.click()
    assert [day.text() for day in screen.calendar.days[1:5]] == ["22:00-24:00"] * 4
    assert "no team" in screen.calendar.says.text()
    screen.undo.click()
    screen.new_target.click()
    stage.type("First")
    assert "without a time" in screen.target.says.text()


async def test_a_count_that_is_long_is_stopped_or_not_waited_for(stage: Stage) -> None:
    screen = await room(stage)
    stage.floor.answers[PreviewDeadlines] = lambda _q: DeadlinesPage([moved(2)], 500, 200_000, "more")
    screen.calendar.name.setFocus()
    stage.type("!")
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: "200,000" in screen.moved.head.text() or "200000" in screen.moved.head.text())
    screen.moved.cancel.click()
    assert "Stopped after" in screen.moved.head.text()
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: stage.floor.done)


def test_hours_are_read_as_people_write_them(qapp: object) -> None:
    assert read_day("8-12:30, 13.00 – 18") == [["08:00", "12:30"], ["13:00", "18:00"]]
    assert read_day("closed") == read_day(" ") == []
    assert week_words(WEEK).endswith("08:00-18:00")
    assert week_words({}) == ""
