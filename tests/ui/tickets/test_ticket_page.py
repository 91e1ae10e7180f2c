"""The ticket in the window: what it shows, what each page changes, and that all of it goes by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QWidget

from agent_desktop.features.tickets import commands, detail_commands, promises
from agent_desktop.features.tickets.detail_views import AttachmentView, FieldChange, HistoryEntry, LinkView
from agent_desktop.features.tickets.model import CheckItem
from agent_desktop.features.tickets.read_models import Ticket, TicketNoteView
from agent_desktop.features.tickets.requester import SetRequester
from agent_desktop_ui.tickets.ticket_view import (
    CHECKLIST,
    DETAILS,
    FILES,
    HISTORY,
    LINKS,
    NOTES,
    PROMISES,
    TicketPage,
)
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.text_field import TextField
from tests.support import floor_tickets
from tests.support.desk_floor import DEV, NOW
from tests.ui.conftest import Stage
from tests.ui.test_accessibility import controls_in, name_of

CTRL = Qt.KeyboardModifier.ControlModifier
TICKET = "ticket-48213"


async def opened(stage: Stage) -> TicketPage:
    stage.screen.show_ticket(TICKET)
    page = stage.screen.customer_desk.ticket
    await stage.until(lambda: page.view is not None)
    await stage.settle(0.1)
    return page


def done(stage: Stage, kind: type[Any]) -> list[Any]:
    return [command for command in stage.floor.done if isinstance(command, kind)]


def combo(page: TicketPage, label: str) -> ComboField:
    return next(one for one in page.findChildren(ComboField) if one.box().accessibleName() == label)


def field(page: TicketPage, label: str) -> TextField:
    return next(one for one in page.findChildren(TextField) if one.edit().accessibleName().startswith(label))


def words_in(part: QWidget) -> list[str]:
    return [one.accessibleName() for one in part.findChildren(QWidget)]


def pick(stage: Stage, box: QComboBox, key: str) -> None:
    """Choose by the arrow keys, as one does without the mouse: where each choice is a deed, in the open list."""
    box.setFocus()
    for _ in range(box.count() + 2):
        is_open = box.view().isVisible()
        at = box.view().currentIndex().data(Qt.ItemDataRole.UserRole) if is_open else box.currentData()
        if at == key:
            if is_open:
                QTest.keyClick(box.view(), Qt.Key.Key_Return)
            return
        QTest.keyClick(box.view() if is_open else box, Qt.Key.Key_Down)
    raise LookupError(f"{key} is not offered")


async def test_the_head_says_all_that_is_asked_for(stage: Stage) -> None:
    page = await opened(stage)
    words = page._meta.text()
    for part in ("Margaret Okafor", "Larch Rise Letting", "Phone call", "Heating › Heat pump", "#winter"):
        assert part in words
    assert page._subject.text() == "48213  No hot water since Tuesday"


async def test_a_state_that_needs_more_asks_for_it(stage: Stage) -> None:
    page = await opened(stage)
    pick(stage, combo(page, "State").box(), "on_hold")
    await stage.until(lambda: stage.frame.layers.top_layer() is not None)
    stage.type("tomorrow 9:30")
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: done(stage, commands.SetTicketState))
    (command,) = done(stage, commands.SetTicketState)
    assert command.state == "on_hold"
    assert (command.hold_until - NOW).total_seconds() > 3600
    assert stage.frame.layers.top_layer() is None


async def test_who_is_waited_for_is_written_down(stage: Stage) -> None:
    page = await opened(stage)
    pick(stage, combo(page, "State").box(), "pending_third_party")
    await stage.until(lambda: stage.frame.layers.top_layer() is not None)
    stage.press(Qt.Key.Key_Return)
    assert not done(stage, commands.SetTicketState), "whom it waits for is not said yet"
    stage.type("the maker, a new valve")
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: done(stage, commands.AddTicketNote))
    assert done(stage, commands.SetTicketState)[0].state == "pending_third_party"
    assert "the maker, a new valve" in done(stage, commands.AddTicketNote)[0].text


async def test_solving_needs_nothing_more(stage: Stage) -> None:
    page = await opened(stage)
    pick(stage, combo(page, "State").box(), "solved")
    await stage.until(lambda: done(stage, commands.SetTicketState))
    assert done(stage, commands.SetTicketState)[0].state == "solved"


async def test_hand_over_names_the_next_level_and_wants_a_note(stage: Stage) -> None:
    page = await opened(stage)
    page._hand_over.click()
    await stage.settle(0.1)
    stage.press(Qt.Key.Key_Return)
    assert not done(stage, commands.EscalateTicket)
    stage.type("Valve changed twice; please look at the board.")
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: done(stage, commands.EscalateTicket))
    (command,) = done(stage, commands.EscalateTicket)
    assert (command.level, command.queue_id) == ("specialist", None)


async def test_details_change_field_by_field(stage: Stage) -> None:
    page = await opened(stage)
    page.tabs.setCurrentIndex(DETAILS)
    await stage.settle(0.1)
    field(page, "Lot").edit().setFocus()
    field(page, "Lot").edit().selectAll()
    stage.type("L-9")
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: done(stage, commands.ChangeTicket))
    (command,) = done(stage, commands.ChangeTicket)
    assert (command.lot, command.subject) == ("L-9", commands.msgspec.UNSET), "nothing else is sent"

    field(page, "Tags").edit().setFocus()
    field(page, "Tags").edit().selectAll()
    stage.type("Valve,  urgent visit")
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: done(stage, detail_commands.TagTicket))
    (tagged,) = done(stage, detail_commands.TagTicket)
    assert (tagged.add, tagged.remove) == (["urgent visit", "valve"], ["winter"])

    field(page, "Time spent").edit().setFocus()
    stage.type("15")
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: done(stage, detail_commands.LogTime))
    assert done(stage, detail_commands.LogTime)[0].seconds == 900


async def test_the_fields_of_its_category_fit_their_kinds(stage: Stage) -> None:
    page = await opened(stage)
    page.tabs.setCurrentIndex(DETAILS)
    await stage.settle(0.1)
    assert field(page, "Error code (needed)").text() == "E-42"
    age = field(page, "Age in years")
    age.edit().setFocus()
    age.edit().selectAll()
    stage.type("seven")
    stage.press(Qt.Key.Key_Return)
    assert not done(stage, detail_commands.SetTicketFields)
    assert age.edit().property("failed")
    age.edit().selectAll()
    stage.type("7")
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: done(stage, detail_commands.SetTicketFields))
    pick(stage, combo(page, "Outdoor unit").box(), "Silent")
    pick(stage, combo(page, "Under warranty").box(), "false")
    await stage.until(lambda: done(stage, detail_commands.SetTicketFields)[-1].values == {"warranty": False})
    said = [command.values for command in done(stage, detail_commands.SetTicketFields)]
    assert {"age": 7.0} in said
    assert {"unit": "Silent"} in said


async def test_category_and_follower_are_found_by_typing(stage: Stage) -> None:
    page = await opened(stage)
    page.details._category.click()
    await stage.settle(0.1)
    stage.type("heating")
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: done(stage, commands.ChangeTicket))
    assert done(stage, commands.ChangeTicket)[0].category_id == "cat-heating"
    page.details._follow.click()
    await stage.until(lambda: done(stage, detail_commands.FollowTicket))
    assert done(stage, detail_commands.FollowTicket)[0].is_following


async def test_whose_ticket_it_is_is_said_by_keyboard(stage: Stage) -> None:
    page = await opened(stage)
    page.tabs.setCurrentIndex(DETAILS)
    await stage.settle(0.1)
    button = page.details._customer
    assert button.isVisible()
    button.setFocus()
    stage.press(Qt.Key.Key_Space)
    await stage.settle(0.1)
    stage.press(Qt.Key.Key_Return)
    assert done(stage, SetRequester) == [], "Enter with nobody found chooses nobody"
    stage.type("raman")
    await stage.settle(0.5)
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: done(stage, SetRequester))
    (command,) = done(stage, SetRequester)
    assert (command.ticket_id, command.customer_id) == (TICKET, DEV.customer_id)


async def test_checklist_is_ticked_and_grows(stage: Stage) -> None:
    page = await opened(stage)
    page.tabs.setCurrentIndex(CHECKLIST)
    await stage.settle(0.1)
    page.checklist.list.setFocus()
    stage.press(Qt.Key.Key_Home)
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: done(stage, detail_commands.TickCheckItem))
    assert done(stage, detail_commands.TickCheckItem)[0].item_id == "check-2"
    field(page, "Add a line").edit().setFocus()
    stage.type("Send the invoice")
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: done(stage, detail_commands.AddCheckItem))
    assert done(stage, detail_commands.AddCheckItem)[0].text == "Send the invoice"
    assert field(page, "Add a line").text() == ""


async def test_a_ticket_is_linked_and_unlinked(stage: Stage) -> None:
    page = await opened(stage)
    page.tabs.setCurrentIndex(LINKS)
    await stage.settle(0.1)
    pick(stage, combo(page, "It is").box(), "duplicate")
    page.links._link.click()
    await stage.settle(0.1)
    stage.type("invoice")
    await stage.settle(0.4)
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: done(stage, detail_commands.LinkTickets))
    (linked,) = done(stage, detail_commands.LinkTickets)
    assert (linked.other_id, linked.kind) == ("ticket-48198", "duplicate")
    page.links.list.setFocus()
    stage.press(Qt.Key.Key_Home)
    page.links._unlink.click()
    await stage.until(lambda: done(stage, detail_commands.UnlinkTickets))
    assert done(stage, detail_commands.UnlinkTickets)[0].other_id == "ticket-48149"


async def test_promises_are_kept_moved_given_up_and_called_back(stage: Stage) -> None:
    page = await opened(stage)
    page.tabs.setCurrentIndex(PROMISES)
    await stage.settle(0.1)
    page.promises.list.setFocus()
    stage.press(Qt.Key.Key_Home)
    stage.press(Qt.Key.Key_Return)
    stage.type("reached at once")
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: done(stage, promises.KeepPromise))
    assert done(stage, promises.KeepPromise)[0].outcome == "reached at once"

    page.promises._move.click()
    await stage.settle(0.1)
    stage.press(Qt.Key.Key_A, CTRL)
    stage.type("2026-12-01 09:00")
    stage.press(Qt.Key.Key_Return, CTRL)
    assert not done(stage, promises.MovePromise), "a reason is missing"
    stage.type("customer away")
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: done(stage, promises.MovePromise))
    (moved,) = done(stage, promises.MovePromise)
    assert (moved.due, moved.reason, moved.owner_id) == ("2026-12-01T09:00", "customer away", None)

    page.promises._cancel.click()
    await stage.settle(0.1)
    stage.type("sold the house")
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: done(stage, promises.CancelPromise))
    page.promises._call.click()
    await stage.until(lambda: stage.floor.acted)
    assert stage.floor.acted[0].number == "+442079460142"  # type: ignore[union-attr]


async def test_something_new_is_promised_on_the_customers_clock(stage: Stage) -> None:
    stage.floor.site["time_zone"] = "America/New_York"
    page = await opened(stage)
    page.promises.promise()
    await stage.settle(0.1)
    stage.type("Call about the quote")
    stage.press(Qt.Key.Key_Tab)
    stage.press(Qt.Key.Key_A, CTRL)
    stage.type("23.11. 9:00")
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: done(stage, promises.MakePromise))
    (made,) = done(stage, promises.MakePromise)
    assert (made.due, made.time_zone, made.kind) == ("2026-11-23T09:00", "America/New_York", "callback")
    assert made.ticket_id == TICKET


async def test_the_history_says_who_changed_what(stage: Stage) -> None:
    page = await opened(stage)
    page.tabs.setCurrentIndex(HISTORY)
    await stage.settle(0.2)
    model = page.history.list.timeline_model()
    words = [str(model.index(n, 0).data()) for n in range(model.rowCount())]
    assert any("Sana Malik" in row and "Priority: Normal → High" in row for row in words)


@pytest.mark.parametrize("count", [0, 1, 10_000])
async def test_every_page_holds_none_one_and_ten_thousand(stage: Stage, count: int) -> None:
    page = await opened(stage)
    parts = stage.floor.ticket_parts
    parts.promises = [floor_tickets.promise(n % 10, "task", f"Promise {n}") for n in range(count)]
    parts.promises = [replace(one, promise_id=f"p{n}") for n, one in enumerate(parts.promises)]
    parts.history = [
        HistoryEntry(NOW, None, None, "x", "ticket", TICKET, False, [FieldChange("lot", None, str(n))])
        for n in range(count)
    ]
    parts.details[TICKET] = floor_tickets.details(
        TICKET,
        links=[LinkView("parent", False, f"t{n}", n, f"Ticket {n}", "open") for n in range(count)],
        attachments=[
            AttachmentView(f"f{n}", None, f"ملف {n}.pdf", "application/pdf", 1000, "a" * 64, "Sana", NOW)
            for n in range(count)
        ],
        checklist=[CheckItem(f"c{n}", f"Line {n}") for n in range(min(count, 200))],
    )
    plain = stage.floor.answers[Ticket]
    notes = [
        TicketNoteView(f"n{n}", None if n % 2 else "Sana Malik", bool(n % 2), f"مرحبا {n}", NOW)
        for n in range(count)
    ]
    stage.floor.answers[Ticket] = lambda query: replace(plain(query), notes=notes)
    page._ask()
    await stage.until(lambda: page.view is not None and len(page.view.notes) == count)
    for tab in (NOTES, PROMISES, DETAILS, CHECKLIST, LINKS, FILES, HISTORY):
        page.tabs.setCurrentIndex(tab)
        await stage.settle(0.05)
    assert page.promises.list.queue_model().shown_count() == count
    assert page.files.list.queue_model().shown_count() == count
    assert page.links.list.queue_model().shown_count() == count
    await stage.until(
        lambda: len(page.history.list.timeline_model().entries()) == (count + 1 if count else 0)
    )
    assert page.tabs.tabText(PROMISES) == (f"Promises {count:n}" if count else "Promises")


async def test_tab_reaches_every_control_of_each_page_and_each_has_a_name(stage: Stage) -> None:
    page = await opened(stage)
    for tab in (NOTES, PROMISES, DETAILS, CHECKLIST, LINKS, FILES, HISTORY):
        page.tabs.setCurrentIndex(tab)
        await stage.settle(0.05)
        wanted = [
            control
            for control in controls_in(page)
            if control.isEnabled() and control.focusPolicy() & Qt.FocusPolicy.TabFocus and control.isVisible()
        ]
        assert all(name_of(control) for control in wanted)
        page.tabs.setFocus()
        seen = set()
        while (focus := stage.focus_of()) is not None and focus not in seen:
            seen.add(focus)
            stage.press(Qt.Key.Key_Tab)
        missed = [
            name_of(control) for control in wanted if control not in seen and control.focusProxy() is None
        ]
        assert missed == [], page.tabs.tabText(tab)


@pytest.mark.parametrize("desk_size", [(1024, 640), (1280, 720)])
async def test_it_fits_the_smallest_windows_in_both_directions(stage: Stage) -> None:
    page = await opened(stage)
    for direction in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
        stage.window.setLayoutDirection(direction)
        for tab in range(page.tabs.count()):
            page.tabs.setCurrentIndex(tab)
            await stage.settle(0.05)
            assert page.width() <= stage.screen.panel.width()
            assert page.mapTo(stage.window, page.rect().bottomRight()).x() <= stage.window.width()


@pytest.mark.parametrize("desk_size", [(1024, 640)])
async def test_in_the_smallest_window_nothing_lies_over_another_and_the_reply_can_be_sent(
    stage: Stage,
) -> None:
    """There is an alert over the ticket: the page has the least room it ever has."""
    stage.screen.show_ticket(TICKET)
    page = stage.screen.customer_desk.ticket
    await stage.until(lambda: page.view is not None)
    await stage.settle(0.1)
    assert page._fields.isVisible(), "who reads sees state, priority and owner"
    stage.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    await stage.settle(0.1)
    field, button = page.reply.field, page.reply._add
    assert button.isVisible(), "who writes sees what sends it"
    box = QRect(field.mapTo(page, QPoint()), field.size())
    send = QRect(button.mapTo(page, QPoint()), button.size())
    assert not box.intersects(send)
    assert button.height() >= button.sizeHint().height(), "nothing is cut"
    assert page.rect().contains(send)
    page.tabs.setFocus()
    await stage.settle(0.1)
    assert page._fields.isVisible()
