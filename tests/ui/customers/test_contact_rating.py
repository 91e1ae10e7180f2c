"""A contact of the timeline opens in full, and what the customer said of it is noted, or asked for, by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from agent_desktop.core.errors import Refused
from agent_desktop.features.correspondence.read_models import ReplyChannels, ReplyChannelView
from agent_desktop.features.customers.read_models import TimelineChip, TimelineEvent
from agent_desktop.features.ratings.commands import AskForRating, RecordRating
from agent_desktop.features.ratings.read_models import RatingView
from agent_desktop_ui.customers.contact_layer import ContactLayer
from agent_desktop_ui.customers.tab_list import TICKET
from agent_desktop_ui.shell.confirm import ConfirmLayer
from agent_desktop_ui.tickets.rating_line import RatingLayer
from tests.support.desk_floor import MARGARET, NOW, FloorDesk
from tests.ui.conftest import Stage

CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
SAID = RatingView("r", 5, "Lovely", "ivr", NOW, None, None, "a-call", "Leila Duarte")
MAILBOX = ReplyChannelView("email", "Heating support", "support@heating.example")


@pytest.fixture
def floor() -> FloorDesk:
    """A workstation that answers what the test says."""
    return FloorDesk()


def a_call(*chips: TimelineChip, kind: str = "call_in", ticket_id: str | None = None) -> TimelineEvent:
    return TimelineEvent(
        "a-call",
        kind,
        NOW,
        "",
        "",
        "لا ماء ساخن — no hot water since Monday",
        list(chips),
        who="Zoë Łukasiewicz",
        record_id="a-call",
        ticket_id=ticket_id,
    )


async def opened(stage: Stage, event: TimelineEvent, *, has_mailbox: bool = True) -> ContactLayer:
    stage.floor.timeline = [event]
    stage.floor.answers[ReplyChannels] = lambda _q: [MAILBOX] if has_mailbox else []
    stage.screen.show_customer(MARGARET.customer_id)
    desk = stage.screen.customer_desk.timeline
    await stage.until(lambda: [one.event_id for one in desk.events] == ["a-call"])
    stage.screen.panel.timeline.choose_event("a-call")
    stage.screen.panel.timeline.setFocus()
    stage.press(Qt.Key.Key_H, CONTROL_SHIFT)
    await stage.until(lambda: isinstance(stage.frame.layers.top_layer(), ContactLayer))
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, ContactLayer)
    await stage.settle(0.1)
    return layer


def sent(stage: Stage, kind: type[Any]) -> list[Any]:
    return [one for one in stage.floor.done if isinstance(one, kind)]


async def test_its_rating_is_noted_for_the_contact(stage: Stage) -> None:
    layer = await opened(stage, a_call())
    assert layer.rating.words() == "The customer has not said how they liked it"
    layer.rating.note.setFocus()
    QTest.keyClick(layer.rating.note, Qt.Key.Key_Space)
    await stage.until(lambda: isinstance(stage.frame.layers.top_layer(), RatingLayer))
    form = stage.frame.layers.top_layer()
    assert isinstance(form, RatingLayer)
    form._score.set_value("2")
    QTest.keyClicks(form._comment.edit(), "Too long")
    QTest.keyClick(form._comment.edit(), Qt.Key.Key_Return)
    await stage.until(lambda: bool(sent(stage, RecordRating)))
    [command] = sent(stage, RecordRating)
    assert (command.interaction_id, command.ticket_id, command.score, command.comment) == (
        "a-call",
        None,
        2,
        "Too long",
    )


async def test_they_are_asked_once_after_a_question(stage: Stage) -> None:
    layer = await opened(stage, a_call())
    for wanted in (False, True):
        layer.rating.ask.click()
        await stage.until(lambda: isinstance(stage.frame.layers.top_layer(), ConfirmLayer))
        question = stage.frame.layers.top_layer()
        assert isinstance(question, ConfirmLayer)
        if wanted:
            stage.press(Qt.Key.Key_Tab)
        stage.press(Qt.Key.Key_Space)
        await stage.until(lambda: stage.frame.layers.top_layer() is layer)
        assert wanted or not sent(stage, AskForRating)
    await stage.until(lambda: layer.rating.words() == "The customer was asked just now")
    [command] = sent(stage, AskForRating)
    assert (command.interaction_id, command.ticket_id) == ("a-call", None)
    assert not layer.rating.ask.isVisible()


async def test_where_central_says_no_it_is_told_and_may_be_tried_again(stage: Stage) -> None:
    layer = await opened(stage, a_call())
    told: list[Any] = []
    stage.frame.context.bridge.problem.connect(told.append)

    async def refuse(_command: Any) -> Any:
        raise Refused("no_address", "No e-mail address of this customer is known.")

    stage.floor.send = refuse  # type: ignore[method-assign]
    layer.rating._ask()
    await stage.until(lambda: bool(told))
    assert "No e-mail address" in str(told[0])
    assert layer.rating.ask.isVisible()


@pytest.mark.parametrize(
    ("rating", "has_mailbox", "note", "ask"),
    [(None, True, True, True), (None, False, True, False), (SAID, True, False, False)],
)
async def test_what_can_be_done_is_what_is_shown(
    stage: Stage, rating: RatingView | None, has_mailbox: bool, note: bool, ask: bool
) -> None:
    stage.floor.ticket_parts.rating = rating
    layer = await opened(stage, a_call(), has_mailbox=has_mailbox)
    assert layer.rating.note.isVisible() is note
    assert layer.rating.ask.isVisible() is ask
    if rating is not None:
        assert layer.rating.words() == "Customer: 5 of 5  ·  “Lovely”  ·  on the telephone"


async def test_a_contact_that_goes_on_is_not_rated_yet(stage: Stage) -> None:
    layer = await opened(stage, a_call(TimelineChip("in_progress", "In progress")))
    assert layer.rating.words() == ""


async def test_a_contact_with_a_ticket_leads_to_it(stage: Stage) -> None:
    ticket_id = stage.floor.tickets[0].ticket_id
    layer = await opened(stage, a_call(ticket_id=ticket_id))
    layer.ticket.click()
    await stage.until(lambda: stage.screen.panel.tabs.currentIndex() == TICKET)
    assert stage.screen.customer_desk.ticket.ticket_id == ticket_id
    assert stage.frame.layers.top_layer() is None


async def test_what_is_no_contact_says_so(stage: Stage) -> None:
    stage.floor.timeline = [a_call(kind="visit")]
    stage.screen.show_customer(MARGARET.customer_id)
    await stage.until(lambda: bool(stage.screen.customer_desk.timeline.events))
    stage.screen.panel.timeline.choose_event("a-call")
    stage.press(Qt.Key.Key_H, CONTROL_SHIFT)
    await stage.settle(0.1)
    assert stage.frame.layers.top_layer() is None
