"""The rules' room: written with names, checked as one types, tried before they are saved, put in order."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from agent_desktop.core.people import Role
from agent_desktop.features.tickets.workflow_commands import (
    OrderRules,
    RevisionView,
    RuleRevisions,
    RuleRuns,
    RunView,
    SaveRule,
    SwitchRule,
)
from agent_desktop.features.tickets.workflow_model import Rule
from agent_desktop.features.tickets.workflow_trial import TrialLine, TrialPage, TryRules
from agent_desktop_ui.shell.rooms import rooms_of
from agent_desktop_ui.tickets.rules_screen import RulesScreen
from tests.support.desk_floor import NOW
from tests.support.rooms_floor import RULES, RoomsDesk
from tests.ui.conftest import Stage

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def floor() -> RoomsDesk:
    return RoomsDesk()


@pytest.fixture
def desk_role() -> str:
    return "supervisor"


async def room(stage: Stage) -> RulesScreen:
    stage.frame.go_to("rules")
    screen = stage.frame.screen_shown()
    assert isinstance(screen, RulesScreen)
    await stage.until(lambda: screen.list.table_model().rowCount())
    return screen


def line(n: int, **values: Any) -> TrialLine:
    known: dict[str, Any] = {
        "rule_id": "rule-0",
        "rule_name": "Urgent is hot",
        "ticket_id": f"t{n}",
        "number": 48200 + n,
        "subject": "Cold",
        "at": NOW - timedelta(hours=n),
        "happened": "changed",
        "why": ["changed: priority", "priority is urgent"],
        "changes": {"tags": [None, ["hot"]]},
        "deeds": [],
        "problem": None,
    }
    return TrialLine(**(known | values))


def test_only_leads_have_the_room() -> None:
    has = {role for role in Role if any(one.key == "rules" for one in rooms_of(role))}
    assert has == {Role.SUPERVISOR, Role.ADMIN}


async def test_a_rule_is_shown_with_names_changed_and_saved_by_keyboard(stage: Stage) -> None:
    screen = await room(stage)
    assert screen.form.all_of.lines() == ["priority is urgent", "queue is Heating support"]
    assert not screen.save.isEnabled()
    screen.form.deeds.edit.setFocus()
    stage.press(Qt.Key.Key_End, CTRL)
    stage.press(Qt.Key.Key_Return)
    stage.type("set_queue Nowhere")
    assert "no queue" in screen.form.says.text()
    stage.press(Qt.Key.Key_Return, CTRL)
    assert not stage.floor.done, "what cannot be read is not saved"
    for _ in "Nowhere":
        stage.press(Qt.Key.Key_Backspace)
    stage.type("Billing")
    assert "2 action" in screen.form.says.text()
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: stage.floor.done)
    saved = stage.floor.done[-1]
    assert isinstance(saved, SaveRule)
    assert [action.to or action.tags for action in saved.rule.actions] == [["hot"], "q-billing"]
    assert (saved.rule_id, saved.name, saved.rule.all_of[1].value) == ("rule-0", "Urgent is hot", "q-heating")


async def test_rules_are_put_in_order_and_switched_by_keyboard(stage: Stage) -> None:
    screen = await room(stage)
    screen.list.setFocus()
    screen.list.selectRow(1)
    await stage.until(lambda: screen.form.rule_id == "rule-1")
    stage.press(Qt.Key.Key_Up, ALT)
    await stage.until(lambda: stage.floor.done)
    moved = stage.floor.done[-1]
    assert isinstance(moved, OrderRules)
    assert moved.rule_ids == ["rule-1", "rule-0", "rule-2"]
    screen.switch.click()
    await stage.until(lambda: len(stage.floor.done) == 2)
    switched = stage.floor.done[-1]
    assert isinstance(switched, SwitchRule)
    assert (switched.rule_id, switched.is_active) == ("rule-1", not RULES[1].is_active)


async def test_a_dry_run_tells_how_far_it_is_shows_what_it_found_and_can_be_stopped(
    stage: Stage, tmp_path: Path
) -> None:
    screen = await room(stage)
    asked: list[TryRules] = []

    def answer(query: TryRules) -> TrialPage:
        asked.append(query)
        place = len(asked)
        return TrialPage([line(place)], 100, 300, f"t{place}" if place < 3 else None)

    stage.floor.answers[TryRules] = answer
    screen.form.name.setFocus()
    screen.try_one.click()
    await stage.until(lambda: not screen.results.is_running())
    assert [query.after for query in asked] == [None, "t1", "t2"]
    assert [one.name for one in asked[0].rules] == ["Urgent is hot"]
    assert asked[0].until - asked[0].since == timedelta(days=7)
    assert screen.results.table.table_model().rowCount() == 3
    assert "3 time" in screen.results.head.text()
    assert "Nothing was written" in screen.results.head.text()
    await stage.settle(0.1)
    stage.picture(tmp_path / "rules.png")

    stage.floor.answers[TryRules] = lambda _q: TrialPage([line(1)], 1, 10_000, "more")
    screen.try_all.click()
    await stage.until(lambda: "of 10" in screen.results.head.text())
    screen.results.cancel.click()
    assert not screen.results.is_running()
    assert "Stopped after" in screen.results.head.text()
    asked_then = screen.results.head.text()
    await stage.settle(0.1)
    assert screen.results.head.text() == asked_then, "nothing more is asked"


async def test_what_a_rule_did_opens_its_tickets(stage: Stage) -> None:
    screen = await room(stage)
    run = RunView(
        7, NOW, "rule-0", "Urgent is hot", 3, "t1", 48213, "Cold", "changed", "stopped", ["changed"], {}, [],
        "It has acted on this change already: a rule acts once.", 1, "Leila Davies",
    )  # fmt: skip
    stage.floor.answers[RuleRuns] = lambda _q: [run]
    screen.runs.click()
    await stage.until(lambda: screen.results.table.table_model().rowCount() == 1)
    assert (
        "acts once" in screen.results.table.selection_as_text()
        or screen.results.table.table_model().rowCount()
    )
    opened: list[str] = []
    screen.results.ticket_opened.connect(opened.append)
    screen.results.table.row_opened.emit("7")
    assert opened == ["t1"]


async def test_an_older_version_is_shown_with_who_said_it_and_taken_back_by_keyboard(stage: Stage) -> None:
    screen = await room(stage)
    now = RULES[0]
    older = Rule(now.rule.trigger, now.rule.actions, now.rule.all_of[:1])
    stage.floor.answers[RuleRevisions] = lambda _q: [
        RevisionView(2, now.name, now.rule, is_active=True, saved_by="Aisha Khan", saved_at=NOW),
        RevisionView(1, "Hot", older, is_active=False, saved_by=None, saved_at=NOW - timedelta(days=3)),
    ]
    screen.versions.setFocus()
    stage.press(Qt.Key.Key_Space)
    table = screen.results.table
    await stage.until(lambda: table.table_model().rowCount() == 2)
    rows = [[row.cell(place).text for place in (1, 2, 3)] for row in table.table_model().rows()]
    assert rows == [
        ["2", "Aisha Khan", "Hot → Urgent is hot; switched on; + queue is Heating support"],
        ["1", "The program", "The rule was made"],
    ]
    table.setFocus()
    table.selectRow(1)
    stage.press(Qt.Key.Key_Return)
    assert screen.form.all_of.lines() == ["priority is urgent"]
    assert (screen.form.name.text(), screen.form.is_on.isChecked()) == ("Hot", False)
    assert "version 1" in screen.old.accessibleName()
    assert stage.floor.done == [], "it is looked at, and nothing is done yet"
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: stage.floor.done)
    saved = stage.floor.done[-1]
    assert isinstance(saved, SaveRule)
    assert (saved.rule_id, saved.name, saved.rule, saved.is_active) == ("rule-0", "Hot", older, False)
    assert saved.position == now.position, "where it stands among the others is as it was"
    assert not screen.old.isVisible()


async def test_a_version_that_was_looked_at_is_discarded_like_any_change(stage: Stage) -> None:
    screen = await room(stage)
    older = Rule(RULES[0].rule.trigger, RULES[0].rule.actions, [])
    stage.floor.answers[RuleRevisions] = lambda _q: [
        RevisionView(7, "Long ago", older, is_active=True, saved_by=None, saved_at=NOW)
    ]
    screen.versions.click()
    await stage.until(lambda: screen.results.table.table_model().rowCount() == 1)
    screen.results.table.row_opened.emit("7")
    assert screen.has_unsaved()
    screen.undo.click()
    assert screen.form.name.text() == RULES[0].name
    assert not screen.has_unsaved()
    assert not screen.old.isVisible()
    screen.list.selectRow(2)
    await stage.until(lambda: screen.form.rule_id == "rule-2")
    assert screen.results.table.table_model().rowCount() == 0, "versions of another rule are not shown"


async def test_with_no_rules_it_says_how_to_begin_and_a_new_one_is_last(stage: Stage) -> None:
    from agent_desktop.features.tickets.workflow_commands import Rules

    stage.floor.answers[Rules] = lambda _q: []
    stage.frame.go_to("rules")
    screen = stage.frame.screen_shown()
    assert isinstance(screen, RulesScreen)
    await stage.settle(0.2)
    screen.new.click()
    assert stage.focus_of() is screen.form.name.edit()
    stage.type("First")
    screen.form.deeds.set_lines(["set_priority high"])
    screen.save.click()
    await stage.until(lambda: stage.floor.done)
    saved = stage.floor.done[-1]
    assert isinstance(saved, SaveRule)
    assert (saved.name, saved.position, saved.rule.trigger.on) == ("First", 10, "created")
