"""The room of tickets: views, order and groups, several at once and back again, by keyboard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from agent_desktop.core.changes import Changes
from agent_desktop.core.ids import make_id
from agent_desktop.core.work import Row
from agent_desktop.features import house
from agent_desktop.features.tickets.bulk import ChangeListed, UndoListed
from agent_desktop.features.tickets.commands import AssignTicket, ChangeTicket, ClaimTicket
from agent_desktop.features.tickets.listing_views import Arrangement, TicketFilter, TicketPage
from agent_desktop.features.tickets.view_commands import SaveView
from agent_desktop.sync.messages import Envelope, Problem, Verdict
from agent_desktop.telephony.actions import Dial
from agent_desktop_ui.tickets.bulk_layer import BulkLayer
from agent_desktop_ui.tickets.filter_layer import FilterLayer
from agent_desktop_ui.tickets.list_screen import TicketsScreen
from agent_desktop_ui.tickets.save_view_layer import SaveViewLayer
from agent_desktop_ui.widgets.table_model import TableRow
from tests.support import floor as small
from tests.support.floor import MARCUS_AT_DESK, NOW, SUE_AT_DESK, a_ticket
from tests.support.replica_desk import ReplicaDesk
from tests.ui.conftest import Stage
from tests.ui.tickets.room.conftest import listed, room

LONG = "Thermostat lost its pairing again, and " * 6


def many(count: int) -> list[tuple[str, Row]]:
    """Tickets of the team, in names of several scripts."""
    subjects = ("No hot water", "Invoice twice", LONG, "عطل في الغلاية منذ يوم الثلاثاء", "お湯が出ない")
    made, registry = [], house()
    for n in range(count):
        hours = (-3, 0.4, 2, 20, 100, 400, None)[n % 7]
        made.append(
            a_ticket(
                registry,
                make_id(1_790_000_100_000 + n, 7, n),
                7000 + n,
                subjects[n % 5],
                customer_id=(small.HENRY, None, small.DEV)[n % 3],
                owner_id=(small.LEILA, None, small.MARCUS)[n % 3],
                queue_id=(small.HEATING, small.BILLING)[n % 2],
                priority=("low", "normal", "high", "urgent")[n % 4],
                state=("open", "pending")[n % 2],
                due_at=None if hours is None else NOW + timedelta(hours=hours),
                created_at=NOW - timedelta(hours=7 * (n % 40)),
            )
        )
    return made


def rows(screen: TicketsScreen) -> list[TableRow]:
    return [row for row in screen.table.paged_model().rows() if not row.is_title]


def titles(screen: TicketsScreen) -> list[str]:
    return [row.cell(0).text for row in screen.table.paged_model().rows() if row.is_title]


def told(stage: Stage) -> list[str]:
    return [entry.text for entry in stage.frame.notices.entries]


@pytest.fixture
def desk(floor: ReplicaDesk) -> ReplicaDesk:
    return floor


async def test_the_views_show_whose_tickets_they_say_with_their_figures(
    stage: Stage, desk: ReplicaDesk
) -> None:
    screen = await room(stage)
    counts = {entry.key: entry.count for entry in screen.views.entries() if entry.key}
    tickets = desk.tickets_now().values()
    is_open = [one for one in tickets if one["state"] in {"new", "open", "pending", "on_hold"}]
    mine = [one for one in is_open if one["owner_id"] == small.LEILA]
    assert (counts["mine"], counts["team"]) == (len(mine), len(is_open))
    assert {row.row_id for row in rows(screen)} == {one["id"] for one in mine}
    for view in ("team", "unassigned", "overdue"):
        screen.choose_view(view)
        await listed(stage, screen)
        assert len(rows(screen)) == counts[view], view
    assert "all" not in counts, "of queues that are not one's own neither rows nor figures"
    entries = [entry.title for entry in screen.views.entries()]
    assert entries[-4:] == ["My views", "Late and urgent", "Views of the team", "Nobody has these"]


@pytest.mark.parametrize("desk_role", ["supervisor"])
async def test_who_leads_sees_every_ticket_and_a_whole_page_of_other_peoples(stage: Stage) -> None:
    screen = await room(stage, "all")
    assert "all" in [entry.key for entry in screen.views.entries()]
    assert len(rows(screen)) >= 4


async def test_groups_stand_under_titles_with_their_sizes_and_follow_what_is_chosen(
    stage: Stage, desk: ReplicaDesk
) -> None:
    desk.add(many(70))
    screen = await room(stage, "team")
    assert [title.partition("  ")[0] for title in titles(screen)] == [
        "Now",
        "Later today",
        "This week",
        "Later",
    ]
    screen.bar.group.set_value("owner")
    screen.bar.group.chosen.emit("owner")
    await listed(stage, screen)
    assert [title.partition("  ")[0] for title in titles(screen)] == [
        "Leila Duarte",
        "Marcus Webb",
        "Nobody",
    ]
    screen.table.sort_by("subject")
    await listed(stage, screen)
    assert screen.definition().order == Arrangement("subject", group="owner")
    assert screen.bar.sort.value() == "subject"
    first = [row.cell(1).text for row in rows(screen)][:10]
    assert first == sorted(first, key=str.lower)


async def test_the_filter_narrows_by_words_and_arrow_down_leads_into_the_list(
    stage: Stage, desk: ReplicaDesk
) -> None:
    desk.add(many(30))
    screen = await room(stage, "team")
    stage.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert screen.bar.filter_box.hasFocus()
    stage.type("invoice")
    await stage.until(
        lambda: (
            {row.cell(1).text for row in rows(screen)}
            <= {"Invoice twice", "Invoice shows standing charge twice"}
        )
    )
    stage.press(Qt.Key.Key_Down)
    assert screen.table.hasFocus()
    assert screen.table.chosen_row() == rows(screen)[0].row_id
    screen.bar.filter_box.setText("nobody ever wrote this")
    await stage.until(lambda: not rows(screen))
    assert screen.table._empty.isVisible()


async def test_several_are_changed_after_a_preview_and_put_back_where_nobody_was_since(
    stage: Stage, desk: ReplicaDesk
) -> None:
    screen = await room(stage, "team")
    before = desk.tickets_now()
    await stage.until(lambda: small.INVOICE in {row.row_id for row in rows(screen)})
    screen.table.setFocus()
    screen.table.selectAll()
    stage.press(Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    await stage.until(lambda: isinstance(stage.frame.layers.top_layer(), BulkLayer))
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, BulkLayer)
    assert not layer.change.isEnabled(), "nothing is chosen yet"
    layer.state.set_value("open")
    layer.priority.set_value("urgent")
    layer.priority.chosen.emit("urgent")
    await stage.until(layer.change.isEnabled)
    said = {row.row_id: row.cell(2).text for row in layer.preview.table_model().rows()}
    assert "Priority: Normal → Urgent" in said[small.THERMOSTAT]
    assert [command for command in desk.done if isinstance(command, ChangeListed)] == []
    layer.change.click()
    await stage.until(lambda: screen.bulk.can_undo() > 0)
    await stage.until(lambda: stage.frame.layers.top_layer() is None)
    now = desk.tickets_now()
    changed = [one for one in now if now[one]["priority"] != before[one]["priority"]]
    assert len(changed) == screen.bulk.can_undo()
    assert {now[one]["priority"] for one in changed} == {"urgent"}
    assert small.INVOICE in changed
    desk.somebody(MARCUS_AT_DESK, ChangeTicket(made_at=NOW, ticket_id=small.INVOICE, priority="low"))
    stage.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    await stage.until(
        lambda: any("changed since and stay" in words and "48199" in words for words in told(stage))
    )
    after = desk.tickets_now()
    for one in changed:
        wanted = "low" if one == small.INVOICE else before[one]["priority"]
        assert after[one]["priority"] == wanted
        assert after[one]["state"] == before[one]["state"]
    assert screen.bulk.can_undo() == 0
    assert [command.ticket_id for command in desk.done if isinstance(command, UndoListed)] != []


async def test_the_preview_says_who_cannot_and_why_and_nobody_away_is_offered(
    stage: Stage, desk: ReplicaDesk
) -> None:
    desk.somebody(
        MARCUS_AT_DESK, ChangeTicket(made_at=NOW, ticket_id=small.PUMP, category_id=small.BOILER_FAULTS)
    )
    screen = await room(stage, "team")
    screen.table.setFocus()
    screen.table.selectAll()
    screen.change()
    await stage.until(lambda: isinstance(stage.frame.layers.top_layer(), BulkLayer))
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, BulkLayer)
    await stage.until(lambda: layer.owner.box().count() > 3)
    offered = [layer.owner.box().itemText(at) for at in range(layer.owner.box().count())]
    assert "Marcus Webb" in offered
    assert not any(name.startswith("Sue") for name in offered), "who is away is not offered"
    layer.state.set_value("solved")
    layer.state.chosen.emit("solved")
    await stage.until(layer.change.isEnabled)
    first = layer.preview.table_model().rows()[0]
    assert (first.row_id, first.cell(2).text) == (small.PUMP, "Needs first: Serial number")
    assert "1 cannot be changed" in layer.told.text() or "1" in layer.told.text()
    stage.press(Qt.Key.Key_Escape)
    assert stage.frame.layers.top_layer() is None
    assert desk.tickets_now()[small.THERMOSTAT]["state"] == "new"


async def test_a_ticket_is_taken_from_its_row_and_whoever_was_slower_is_told_whose_it_is(
    stage: Stage, desk: ReplicaDesk
) -> None:
    screen = await room(stage, "unassigned")
    screen.table.setFocus()
    screen.table.selectRow(screen.table.paged_model().row_of(small.THERMOSTAT))
    stage.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    await stage.until(lambda: desk.tickets_now()[small.THERMOSTAT]["owner_id"] == small.LEILA)
    [claim] = [command for command in desk.done if isinstance(command, ClaimTicket)]
    await listed(stage, screen)
    # Central has heard of a colleague first: the row shows whose it is, and one line says so.
    desk.somebody(SUE_AT_DESK, AssignTicket(made_at=NOW, ticket_id=small.THERMOSTAT, owner_id=small.MARCUS))
    what = "Your colleague Marcus Webb already has ticket 48173."
    problem = Problem("taken", what, "What you wrote on it is kept.", "Choose another, or ask them for it.")
    envelope = Envelope("tickets.ClaimTicket", {"ticket_id": small.THERMOSTAT})
    desk.verdicts.tell((envelope, Verdict(claim.command_id, "refused", problem=problem)))
    await stage.until(lambda: any(what in words for words in told(stage)))
    screen.choose_view("team")
    await listed(stage, screen)
    at = screen.table.paged_model().row_of(small.THERMOSTAT)
    assert screen.table.paged_model().row_at(at).cell(6).text == "Marcus Webb"
    screen.table.selectRow(at)
    assert not screen.claim_button.isEnabled()


async def test_of_those_that_somebody_has_a_claim_takes_none(stage: Stage, desk: ReplicaDesk) -> None:
    desk.somebody(SUE_AT_DESK, AssignTicket(made_at=NOW, ticket_id=small.THERMOSTAT, owner_id=small.MARCUS))
    screen = await room(stage, "team")
    screen.table.setFocus()
    screen.table.selectAll()
    screen.claim()
    await stage.until(lambda: any(isinstance(command, ClaimTicket) for command in desk.done))
    await stage.settle(0.3)
    claimed = {command.ticket_id for command in desk.done if isinstance(command, ClaimTicket)}
    assert claimed
    assert small.THERMOSTAT not in claimed
    assert any("48173 is Marcus Webb’s already" in words for words in told(stage))


async def test_rows_keep_still_under_the_keyboard_and_move_when_it_has_left_for_two_seconds(
    stage: Stage, desk: ReplicaDesk
) -> None:
    screen = await room(stage, "team")
    screen.table.setFocus()
    order = [row.row_id for row in rows(screen)]
    top = screen.table.mapTo(stage.window, screen.table.rect().topLeft())
    later = ChangeTicket(made_at=NOW, ticket_id=order[0], due_at=NOW + timedelta(days=5), priority="high")
    desk.somebody(SUE_AT_DESK, later)
    desk.add(many(3))
    desk.changes.tell(Changes.everything())
    await stage.until(lambda: rows(screen)[0].cell(4).text == "High")
    assert [row.row_id for row in rows(screen)] == order, "values are new, places are not"
    assert screen.bar.is_held()
    assert screen.table.mapTo(stage.window, screen.table.rect().topLeft()) == top, "the table itself stays"
    screen.bar.filter_box.setFocus()
    await stage.settle(0.5)
    assert [row.row_id for row in rows(screen)] == order
    await stage.until(lambda: len(rows(screen)) == len(order) + 3)
    assert rows(screen)[0].row_id != order[0]
    assert not screen.bar.is_held()


async def test_a_view_is_saved_and_comes_back_with_filter_order_and_columns(
    stage: Stage, desk: ReplicaDesk
) -> None:
    screen = await room(stage, "team")
    screen.choose_filter()
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, FilterLayer)
    await stage.until(lambda: layer.queue.box().count() > 1)
    layer.priorities["normal"].setChecked(True)
    layer._apply.click()
    screen.bar.group.chosen.emit("priority")
    screen.table._show_column("queue", is_shown=False)
    await listed(stage, screen)
    assert screen.bar.which.text() == "Filtered…"
    screen.save_view()
    saving = stage.frame.layers.top_layer()
    assert isinstance(saving, SaveViewLayer)
    stage.type("Plain ones")
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: screen.bar.accessibleName() == "Plain ones")
    [saved] = [command for command in desk.done if isinstance(command, SaveView)]
    assert saved.definition.which == TicketFilter(view="team", priorities=["normal"])
    assert saved.definition.order.group == "priority"
    assert "queue" in (saved.definition.hidden_columns or [])
    screen.choose_view("mine")
    await listed(stage, screen)
    screen.choose_view(saved.view_id)
    await listed(stage, screen)
    assert {row.cell(4).text for row in rows(screen)} == {"Normal"}
    assert "queue" in screen.table.hidden_columns()


async def test_promises_are_due_in_the_list_and_shift_f2_calls_back_from_the_row(
    stage: Stage, desk: ReplicaDesk
) -> None:
    screen = await room(stage, "promises")
    table = screen.promises.table
    table.setFocus()
    table.selectRow(0)
    assert "Callback" in table.table_model().rows()[0].spoken
    stage.press(Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    await stage.until(lambda: any(isinstance(action, Dial) for action in desk.acted))
    [dial] = [action for action in desk.acted if isinstance(action, Dial)]
    assert dial.number == small.HOME_NUMBER
    screen.promises.kept.click()
    stage.type("Rang, all is well")
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: not table.table_model().rows())


@pytest.mark.parametrize("count", [0, 1, 10_000])
async def test_nothing_one_and_ten_thousand_only_what_is_looked_at_is_asked_for(
    stage: Stage, desk: ReplicaDesk, count: int
) -> None:
    desk.add(many(count))
    if not count:
        desk.site["name"] = "Empty"
    screen = await room(stage, "team")
    if not count:
        screen.bar.filter_box.setText("zzzz")
        await stage.until(lambda: not rows(screen))
        screen.table.gather(False, lambda sheet: None)
        return
    table, model = screen.table, screen.table.paged_model()
    assert model.count >= count
    asked = [query for query in desk.asked if isinstance(query, TicketPage)]
    assert sum(query.limit for query in asked) <= 1_000
    table.setFocus()
    table.scrollToBottom()
    table.viewport().repaint()
    await stage.until(lambda: model.row_at(model.length - 1).row_id)
    stage.picture_taken = table.grab()  # type: ignore[attr-defined]
    last = model.row_at(model.length - 1)
    found: list[object] = []
    table.selectRow(model.length - 1)
    screen.list_desk.chosen(found.extend)
    await stage.until(lambda: found)
    assert [one.ticket_id for one in found] == [last.row_id]  # type: ignore[attr-defined]


async def test_the_whole_list_is_taken_out_with_its_titles_though_few_of_its_rows_are_here(
    stage: Stage, desk: ReplicaDesk
) -> None:
    desk.add(many(1_500))
    screen = await room(stage, "team")
    model = screen.table.paged_model()
    screen.table.output.copy_all()
    await stage.until(lambda: QApplication.clipboard().text().count("\n") == model.length)
    lines = QApplication.clipboard().text().split("\n")
    assert lines[0].split("\t")[:3] == ["Number", "Subject", "Customer"]
    assert lines[1].startswith("Now")
    numbers = [line.split("\t")[0] for line in lines[1:] if "\t" in line]
    assert len(numbers) == len(set(numbers)) == model.count


async def test_arabic_and_a_window_from_right_to_left_are_painted(stage: Stage, desk: ReplicaDesk) -> None:
    desk.add(many(40))
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        await room(stage, "team")
        assert not stage.window.grab().isNull()
    finally:
        app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
