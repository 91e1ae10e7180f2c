"""What is due is told without taking the keyboard, offline too, put off, and there again after a restart."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from agent_desktop.core.changes import Changes
from agent_desktop.core.command import Command
from agent_desktop.features.tickets.promises import KeepPromise, PromiseView, SnoozePromise
from agent_desktop.features.tickets.workflow_commands import NoticeView, ReadNotice
from agent_desktop_ui.tickets.reminders import RemindersLayer, tomorrow
from agent_desktop_ui.widgets.button import Button
from tests.support.desk_floor import MARGARET, NOW, TICKETS
from tests.ui.conftest import Stage


def promise(n: int, due_at: datetime, **values: Any) -> PromiseView:
    known: dict[str, Any] = {
        "promise_id": f"promise-{n}",
        "kind": "callback",
        "text": f"Ring about engineer {n}",
        "state": "open",
        "owner_id": "agent-leila",
        "due_at": due_at,
        "due_there": "2026-11-21T18:00",
        "time_zone": "Asia/Tokyo",
        "is_overdue": False,
        "ticket_id": TICKETS[0].ticket_id,
        "ticket_number": TICKETS[0].number,
        "customer_id": MARGARET.customer_id,
        "customer_name": MARGARET.name,
        "number": None,
    }
    return PromiseView(**(known | values))


def takes_snoozes(stage: Stage) -> None:
    """The desk's own records keep what is put off, as the replica does."""
    plain = stage.floor.do

    async def do(command: Command) -> Changes:
        if isinstance(command, SnoozePromise):
            stage.floor.put_off[command.promise_id] = command.until
        return await plain(command)

    stage.floor.do = do  # type: ignore[method-assign]


async def test_what_is_due_is_told_when_its_time_comes_and_the_keyboard_stays(stage: Stage) -> None:
    line, floor = stage.frame.reminder_line, stage.floor
    stage.screen.panel.note_bar.note.field().setFocus()
    typing_in = stage.focus_of()
    floor.reminders = [promise(1, NOW + timedelta(minutes=5))]
    line.look()
    await stage.settle(0.1)
    assert line.isHidden()
    floor.lose_line()
    floor.clock.advance(5 * 60)
    for _ in range(15):
        stage.frame.heartbeat.second.emit(floor.clock.now())
    await stage.until(line.isVisible)
    assert "Callback · Margaret" in line.accessibleName()
    assert "Ring about engineer 1" in line.accessibleName()
    assert stage.focus_of() is typing_in
    assert stage.frame.layers.top_layer() is None
    assert stage.frame.notices.entries[0].text.startswith("Callback")
    unread = stage.frame.notices.unread
    line.look()
    await stage.settle(0.1)
    assert stage.frame.notices.unread == unread, "it is told once"


async def test_it_is_put_off_by_one_key_and_comes_again(stage: Stage) -> None:
    line, floor = stage.frame.reminder_line, stage.floor
    takes_snoozes(stage)
    floor.reminders = [promise(1, NOW - timedelta(minutes=30))]
    line.look()
    await stage.until(line.isVisible)
    line.later.setFocus()
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: floor.put_off)
    assert floor.put_off == {"promise-1": NOW + timedelta(minutes=10)}
    line.look()
    await stage.until(line.isHidden)
    floor.clock.advance(10 * 60)
    line.look()
    await stage.until(line.isVisible)
    assert line.accessibleName().endswith("due 40 m ago")


async def test_all_that_is_due_is_in_a_list_where_each_is_opened_put_off_or_kept(
    stage: Stage, tmp_path: Path
) -> None:
    floor = stage.floor
    floor.reminders = [promise(n, NOW - timedelta(minutes=n)) for n in (3, 2, 1)]
    stage.frame.reminder_line.look()
    await stage.until(lambda: len(stage.frame.reminder_line.due()) == 3)
    stage.frame.reminder_line.all.click()
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, RemindersLayer)
    await stage.settle(0.1)
    stage.picture(tmp_path / "due.png")
    buttons = {button.accessibleName(): button for button in layer.findChildren(Button)}
    assert len(buttons) == 15 + 2, "a button each, and those of the head"
    buttons["It is done: Ring about engineer 2"].click()
    await stage.until(lambda: floor.done)
    assert isinstance(floor.done[-1], KeepPromise)
    assert floor.done[-1].promise_id == "promise-2"
    assert stage.frame.layers.top_layer() is None


async def test_after_a_restart_what_is_due_is_there_again(stage: Stage) -> None:
    """A window of its own over the same records: what a person has not dealt with does not go with the program."""
    stage.floor.reminders = [promise(1, NOW - timedelta(minutes=30))]
    from agent_desktop_ui.tickets.reminders import ReminderLine

    again = ReminderLine(stage.frame.context)
    await stage.until(again.due)
    assert not again.isHidden()
    again.deleteLater()


async def test_what_a_rule_tells_is_in_the_list_and_read_once_that_was_looked_at(stage: Stage) -> None:
    stage.floor.told = [NoticeView("notice-1", "48215 is overdue", "Late", "t1", 48215, NOW)]
    stage.floor.changes.tell(Changes(frozenset({("notice", "notice-1")})))
    await stage.until(lambda: stage.frame.notices.unread == 1)
    assert stage.frame.notices.entries[0].text == "48215 is overdue Late"
    assert not [command for command in stage.floor.done if isinstance(command, ReadNotice)]
    stage.frame.open_layer(stage.frame.notices.layer())
    await stage.until(lambda: [command for command in stage.floor.done if isinstance(command, ReadNotice)])


def test_tomorrow_is_tomorrow_morning() -> None:
    assert tomorrow(NOW).date() == (NOW + timedelta(days=1)).date()
