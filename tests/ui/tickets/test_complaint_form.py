"""The complaint's form: what it asks, what it shows of others, and that what was typed outlives it."""

from __future__ import annotations

import asyncio
from datetime import datetime

from msgspec.structs import replace
from PySide6.QtCore import Qt

from agent_desktop.core.errors import Refused
from agent_desktop.features.tickets.commands import AddTicketNote
from agent_desktop.features.tickets.complaints import OpenComplaint, OtherComplaint
from agent_desktop.features.workforce.read_models import People
from agent_desktop_ui.tickets.complaint_layer import ComplaintLayer
from agent_desktop_ui.tickets.complaint_parts import PARTS
from tests.support.desk_floor import COLLEAGUES, ME, NOW
from tests.ui.conftest import Stage

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


async def form(stage: Stage) -> ComplaintLayer:
    stage.screen.show_customer("customer-margaret")
    await stage.until(lambda: stage.screen.customer_desk.view is not None)
    stage.press(Qt.Key.Key_T, CTRL | SHIFT)
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, ComplaintLayer)
    await stage.until(layer._queue.value)
    return layer


def opened(stage: Stage) -> list[OpenComplaint]:
    return [command for command in stage.floor.done if isinstance(command, OpenComplaint)]


def fill(stage: Stage, product: str, lot: str, what: str) -> None:
    for words in (product, lot, what):
        stage.type(words)
        stage.press(Qt.Key.Key_Tab)


async def test_one_step_opens_all_five(stage: Stage) -> None:
    stage.floor.site["time_zone"] = "Asia/Tokyo"
    layer = await form(stage)
    fill(stage, "Heat pump 8 kW", "L-2291", "Leaks at the valve.")
    stage.press(Qt.Key.Key_A, CTRL)
    stage.type("24.11. 18:30")
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: opened(stage))
    (command,) = opened(stage)
    assert (command.product, command.lot, command.time_zone) == ("Heat pump 8 kW", "L-2291", "Asia/Tokyo")
    assert command.callback.due == "2026-11-24T18:30"
    assert command.currency == "GBP"
    parts = (command.quality_check, command.goods_return, command.replacement, command.callback)
    assert all(part.due > NOW.isoformat()[:16] for part in parts)
    assert len({part.promise_id for part in parts}) == 4
    assert {part.owner_id for part in parts} == {ME.agent_id}, "mine, while nobody says otherwise"
    assert command.owner_id == ME.agent_id
    await stage.until(lambda: stage.frame.layers.top_layer() is None)
    (note,) = [one for one in stage.floor.done if isinstance(one, AddTicketNote)]
    assert (note.ticket_id, note.text) == (command.ticket_id, "Leaks at the valve.")
    assert layer.key() not in stage.floor.drafts


async def test_each_part_is_proposed_to_whom_the_site_says_and_can_be_given_to_another(stage: Stage) -> None:
    sana, tom = replace(COLLEAGUES[0], team="Quality"), replace(COLLEAGUES[1], team="Lager Süd")
    me = replace(COLLEAGUES[1], agent_id=ME.agent_id, login=ME.login, name=ME.name, team=None)
    stage.floor.answers[People] = lambda _query: [me, sana, tom]
    stage.floor.site["complaint_parts"] = {
        "quality_check": {"team": "quality", "owner": "", "days": 4},
        "goods_return": {"team": "", "owner": tom.login, "days": 9},
        "replacement": {"team": "Disbanded", "owner": "", "days": 3},
        "callback": {"team": "", "owner": "", "days": 1},
    }
    layer = await form(stage)
    parts = layer._parts
    assert [parts.owners[name].box().currentText() for name in PARTS] == [
        ME.name,
        "Team Quality",
        tom.name,
        ME.name,
    ]
    days = {name: (datetime.fromisoformat(parts.dues[name].due()).date() - NOW.date()).days for name in PARTS}
    assert days["quality_check"] >= 4, "a working day at least so many days ahead"
    assert days["goods_return"] >= 9
    parts.owners["replacement"].set_value("team:Lager Süd")
    parts.owners["goods_return"].set_value(sana.agent_id)
    fill(stage, "Pump", "", "Leaks")
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: opened(stage))
    (command,) = opened(stage)
    assert (command.quality_check.owner_id, command.quality_check.team) == (sana.agent_id, "Quality")
    assert (command.replacement.owner_id, command.replacement.team) == (tom.agent_id, "Lager Süd")
    assert (command.goods_return.owner_id, command.goods_return.team) == (sana.agent_id, None)
    assert (command.callback.owner_id, command.callback.team) == (ME.agent_id, None)


async def test_what_was_typed_before_the_kept_draft_came_is_not_lost_nor_is_the_draft(stage: Stage) -> None:
    stage.floor.drafts["complaint:customer-margaret"] = {"product": "Pump", "lot": "L-1", "text": "Leaks"}
    answer, may_answer = stage.floor.load_drafts, asyncio.Event()

    async def slowly(prefix: str) -> dict[str, dict[str, object]]:
        found = await answer(prefix)
        await may_answer.wait()
        return found

    stage.floor.load_drafts = slowly  # type: ignore[method-assign]
    stage.screen.show_customer("customer-margaret")
    await stage.until(lambda: stage.screen.customer_desk.view is not None)
    stage.press(Qt.Key.Key_T, CTRL | SHIFT)
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, ComplaintLayer)
    fill(stage, "Valve", "", "and whistles")
    may_answer.set()
    await stage.until(layer._queue.value)
    assert (layer._product.text(), layer._lot.text()) == ("Valve", "L-1")
    assert layer._what.toPlainText() == "Leaks\nand whistles"


async def test_what_is_missing_is_said_where_it_is_missing(stage: Stage) -> None:
    layer = await form(stage)
    stage.press(Qt.Key.Key_Return, CTRL)
    assert layer._product.edit().property("failed")
    stage.type("Pump")
    stage.press(Qt.Key.Key_Return, CTRL)
    assert stage.focus_of() is layer._what
    stage.type("Leaks")
    due = layer._parts.dues["replacement"]
    due.set_text("yesterday")
    stage.press(Qt.Key.Key_Return, CTRL)
    assert stage.focus_of() is due.edit()
    assert opened(stage) == []


async def test_other_complaints_about_it_are_shown_and_lead_there(stage: Stage) -> None:
    stage.floor.ticket_parts.others = [
        OtherComplaint("ticket-48198", 48198, "Same valve", "open", "Pump", "L-1", is_same_lot=True),
        OtherComplaint("ticket-48195", 48195, "Other lot", "solved", "Pump", "L-2", is_same_lot=False),
    ]
    layer = await form(stage)
    stage.type("Pump")
    await stage.until(layer._others.isVisible)
    assert layer._others_title.text().endswith(": 2")
    layer._others.setFocus()
    stage.press(Qt.Key.Key_Home)
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: stage.screen.customer_desk.ticket.ticket_id == "ticket-48198")
    await stage.until(lambda: "complaint:customer-margaret" in stage.floor.drafts)
    assert stage.floor.drafts["complaint:customer-margaret"]["product"] == "Pump", "kept meanwhile"


async def test_what_was_typed_comes_back_after_esc_and_after_a_refusal(stage: Stage) -> None:
    await form(stage)
    fill(stage, "Pump", "L-1", "Leaks")
    stage.press(Qt.Key.Key_Escape)
    layer = await form(stage)
    await stage.until(lambda: layer._product.text() == "Pump")
    assert layer._what.toPlainText() == "Leaks"

    async def refuse(_command: object) -> object:
        raise Refused("malformed", "Central does not take it.")

    stage.floor.do = refuse  # type: ignore[assignment, method-assign]
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(layer._wrong.isVisible)
    assert "Central does not take it." in layer._wrong.text()
    assert layer._what.toPlainText() == "Leaks"
    assert layer._open.isEnabled(), "it can be tried again"


async def test_without_a_customer_it_says_whose(stage: Stage) -> None:
    stage.press(Qt.Key.Key_T, CTRL | SHIFT)
    assert stage.frame.layers.top_layer() is None
    assert "Open the customer first" in stage.frame.notices.entries[0].text


async def test_ten_thousand_people_and_right_to_left_names(stage: Stage) -> None:
    one = COLLEAGUES[0]
    crowd = [replace(one, agent_id=f"a{n}", name=f"مريم {n}") for n in range(10_000)]
    stage.floor.answers[People] = lambda _query: crowd
    stage.window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    layer = await form(stage)
    assert layer._parts.owners["callback"].box().count() == 10_001, "everybody, and their team"
    assert layer.width() <= stage.window.width()
