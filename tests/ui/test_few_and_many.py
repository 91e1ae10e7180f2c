"""Rooms and layers with nothing, one thing and ten thousand, in names of any script."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView

from agent_desktop.features.customers.read_models import CustomerHit, SearchCustomers
from agent_desktop.features.tickets.promises import PromisesDue
from agent_desktop.features.tickets.workflow_commands import Rules
from agent_desktop_ui.own_work.conflict_layer import ConflictLayer
from agent_desktop_ui.own_work.outbox_layer import OutboxLayer
from agent_desktop_ui.shell.notices import MOST_KEPT, NoticesLayer
from agent_desktop_ui.tickets.reminders import RemindersLayer
from agent_desktop_ui.widgets.list_button import ListButton
from agent_desktop_ui.widgets.list_sheet import Sheet
from agent_desktop_ui.widgets.more_line import MOST_CARDS, MoreLine
from tests.support.desk_floor import NOW
from tests.support.floor_outbox import a_kept_text, some_work
from tests.support.rooms_floor import RULES, RoomsDesk
from tests.ui.conftest import Stage
from tests.ui.tickets.test_reminders import promise

NAMES = ("Margaret Okafor", "ليلى الحداد", "佐藤 健", "Ñandú O’Brien-" + "Featherstonehaugh " * 4)
MANY = [0, 1, 10_000]


@pytest.fixture
def floor() -> RoomsDesk:
    return RoomsDesk()


def promises(count: int) -> list[Any]:
    return [promise(n, NOW + timedelta(minutes=n - 5), customer_name=NAMES[n % 4]) for n in range(count)]


def gathered(button: ListButton) -> Sheet:
    found: list[Sheet] = []
    button._gather(False, found.append)
    return found[0]


@pytest.mark.parametrize("count", [0, 1, pytest.param(10_000, marks=pytest.mark.long)])
async def test_the_promises(stage: Stage, count: int) -> None:
    stage.floor.answers[PromisesDue] = lambda _q: promises(count)
    stage.frame.go_to("tickets")
    screen: Any = stage.frame.screen_shown()
    screen.choose_view("promises")
    table = screen.promises.table
    await stage.until(lambda: table.table_model().rowCount() == count, 20)
    await stage.until(lambda: table._empty.isVisibleTo(table) == (count == 0))
    stage.press(Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    await stage.settle(0.05)


class TestTheRules:
    @pytest.fixture
    def desk_role(self) -> str:
        return "supervisor"

    @pytest.mark.parametrize("count", MANY)
    async def test_the_rules(self, stage: Stage, count: int) -> None:
        def rule(n: int) -> Any:
            return type(RULES[0])(f"r{n}", f"{NAMES[n % 4]} {n}", n, 1, RULES[0].rule, is_active=True)

        stage.floor.answers[Rules] = lambda _q: [rule(n) for n in range(count)]
        stage.frame.go_to("rules")
        screen: Any = stage.frame.screen_shown()
        await stage.settle(0.1)
        await stage.until(lambda: screen.list.table_model().rowCount() == count, 20)
        await stage.until(lambda: screen.list._empty.isVisibleTo(screen.list) == (count == 0))
        assert screen.results.table._empty.isVisibleTo(screen.results.table), "it says what will stand there"


@pytest.mark.parametrize("count", MANY)
async def test_the_search(stage: Stage, count: int) -> None:
    hits = [CustomerHit(f"c{n}", f"{NAMES[n % 4]} {n}", "Bristol", None, "name") for n in range(count)]
    stage.floor.answers[SearchCustomers] = lambda q: hits[: getattr(q, "limit", 20)]
    stage.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    stage.type("zzqx")
    await stage.settle(0.4)
    found = stage.frame.palette_layer.box().findChild(QListView)
    assert found is not None
    names = [str(found.model().index(row, 0).data()) for row in range(found.model().rowCount())]
    assert any(NAMES[0] in name for name in names) == (count > 0)
    assert len(names) < 60, "nobody reads more in a box over the desk"


async def test_what_is_due_now(stage: Stage) -> None:
    for count in MANY:
        layer = RemindersLayer(stage.frame.context, promises(count))
        stage.frame.open_layer(layer)
        await stage.settle(0.1)
        assert len(layer.rows) == min(count, MOST_CARDS)
        for more in layer.findChildren(MoreLine):
            assert more.isVisible() == (count > MOST_CARDS)
            assert (f"{count - MOST_CARDS}" in more.text()) == (count > MOST_CARDS)
        for button in layer.findChildren(ListButton):
            assert len(gathered(button).rows) == count, "what is not shown is taken along"
        stage.frame.close_top()


async def test_the_outbox(stage: Stage) -> None:
    for count in MANY:
        one = some_work()[0]
        stage.floor.outbox_desk.put(*(replace(one, command_id=f"w{n}") for n in range(count)))
        stage.frame.open_outbox()
        layer = stage.frame.layers.top_layer()
        assert isinstance(layer, OutboxLayer)
        await stage.until(
            lambda layer=layer, count=count: len(layer._shown_cards()) == min(count, MOST_CARDS), 20
        )
        assert any(more.isVisible() for more in layer.findChildren(MoreLine)) == (count > MOST_CARDS)
        assert len(gathered(layer.findChildren(ListButton)[0]).rows) == count
        stage.frame.close_top()


async def test_conflicts_and_kept_texts(stage: Stage) -> None:
    for count in MANY:
        stage.floor.outbox_desk.put(texts=[replace(a_kept_text(), n=n) for n in range(count)])
        stage.frame.open_conflicts()
        layer = stage.frame.layers.top_layer()
        assert isinstance(layer, ConflictLayer)
        await stage.until(lambda layer=layer, count=count: len(layer._shown()) == min(count, MOST_CARDS), 20)
        assert len(gathered(layer.findChildren(ListButton)[0]).rows) == count
        stage.frame.close_top()


@pytest.mark.parametrize("count", [0, 1, pytest.param(10_000, marks=pytest.mark.long), 3 * MOST_KEPT])
async def test_the_notices(stage: Stage, count: int) -> None:
    notices = stage.frame.notices
    before = len(notices.entries)
    for n in range(count):
        notices.tell(f"{NAMES[n % 4]} {n}")
    assert len(notices.entries) == min(count + before, MOST_KEPT)
    stage.frame.open_layer(notices.layer())
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, NoticesLayer)
    assert bool(layer.findChildren(ListButton)) == bool(notices.entries)


async def test_every_layer_of_cards_has_its_button(stage: Stage) -> None:
    for opens in (
        stage.frame.open_outbox,
        stage.frame.open_conflicts,
        stage.frame.open_sessions,
        stage.frame.open_quarantine,
        stage.frame.open_help,
    ):
        opens()
        await stage.settle(0.05)
        layer = stage.frame.layers.top_layer()
        assert layer is not None
        (button,) = layer.findChildren(ListButton)
        assert button.isVisible(), layer.accessibleName()
        sheet = gathered(button)
        assert sheet.name == layer.accessibleName() != ""
        assert all(len(row) in {1, len(sheet.columns)} for row in sheet.rows)
        stage.frame.close_top()
