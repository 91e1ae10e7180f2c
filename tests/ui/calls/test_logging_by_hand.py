"""Logging a contact that no exchange told of: by keys alone, on the sheet of a call, and kept at every pause."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt

from agent_desktop.core.changes import Changes
from agent_desktop.features.interactions.logging import JoinContact, LogContact
from agent_desktop.features.interactions.read_models import CallChoice, CallQuestion
from agent_desktop.features.tickets.commands import CreateTicket
from agent_desktop.sync.messages import Envelope, Verdict
from agent_desktop_ui.calls.which_call import WhichCallLayer
from agent_desktop_ui.widgets.call_bar import CallPhase
from tests.support.desk_floor import MARGARET, NOW
from tests.ui.conftest import Stage

CTRL = Qt.KeyboardModifier.ControlModifier
LOG = (Qt.Key.Key_L, CTRL | Qt.KeyboardModifier.ShiftModifier)
CHOICES = [
    CallChoice(
        contact_id=f"contact-{n}",
        connector="pbx",
        call_id=f"c{n}",
        direction="in",
        number="+442079460142",
        queue="Heating support",
        started_at=NOW - timedelta(minutes=10 - 6 * n),
        talk_began_at=NOW - timedelta(minutes=10 - 6 * n),
        ended_at=NOW - timedelta(minutes=8 - 6 * n),
    )
    for n in (0, 1)
]
QUESTION = CallQuestion(
    interaction_id="logged-1",
    customer_id=MARGARET.customer_id,
    customer_name=MARGARET.name,
    number="+442079460142",
    started_at=NOW - timedelta(minutes=10),
    ended_at=NOW - timedelta(minutes=4),
    note="Boiler is cold again, wants the same engineer.",
    choices=CHOICES,
)


async def begin(stage: Stage) -> None:
    stage.press(*LOG)
    await stage.until(lambda: stage.focus_of() is stage.screen.log_sheet.number)


async def test_offline_the_window_says_that_calls_are_not_heard_and_how_to_log_them(stage: Stage) -> None:
    stage.floor.lose_line()
    await stage.settle()
    assert "The exchange is not heard while central is out of reach" in stage.frame.link_line._words.text()
    key = stage.frame.context.actions.key("log_contact")
    assert stage.frame.link_line._log.isVisible()
    assert key in stage.frame.link_line._log.text()
    assert stage.screen.nobody.accessibleName().startswith("Calls are not shown")
    assert key in stage.screen.nobody.accessibleName()
    figures = stage.frame.kpi.figures(NOW + timedelta(seconds=1))
    assert all(figure.age for figure in figures), "what is not heard is not live"


async def test_a_contact_is_logged_with_the_keyboard_alone(stage: Stage) -> None:
    floor, screen = stage.floor, stage.screen
    floor.lose_line()
    await begin(stage)
    stage.type("020 7946 0142")
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: len(screen.caller._buttons) == 2)
    screen.caller._buttons[0].click()
    await stage.until(lambda: screen.panel.header.customer().name == MARGARET.name)
    assert stage.frame.call_bar_view.state().phase is CallPhase.LINE_LOST
    assert stage.focus_of() is screen.panel.note_bar.note.field()
    stage.type("Cold since Tuesday")
    await stage.until(lambda: any(d.get("note") == "Cold since Tuesday" for d in floor.drafts.values()))
    floor.clock.advance(300)

    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.settle()
    assert not [c for c in floor.done if isinstance(c, LogContact)], "an outcome is owed"
    screen.note_desk._outcome.set_value("Solved")
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: stage.contacts.state.current is None)
    (command,) = [c for c in floor.done if isinstance(c, LogContact)]
    assert (command.number, command.customer_id, command.note, command.disposition) == (
        "020 7946 0142",
        MARGARET.customer_id,
        "Cold since Tuesday",
        "Solved",
    )
    assert command.ended_at - command.started_at == timedelta(minutes=5)
    assert not [key for key in floor.drafts if key.startswith("contact:")]
    assert not screen.log_sheet.isVisible()


async def test_when_the_call_is_over_its_time_stands_still(stage: Stage) -> None:
    await begin(stage)
    sheet, floor = stage.screen.log_sheet, stage.floor
    began = floor.clock.now()
    floor.clock.advance(130)
    sheet._over.click()
    await stage.until(sheet.ended.isVisible)
    floor.clock.advance(600)
    stage.screen.note_desk._outcome.set_value("Solved")
    stage.screen.note_desk.finish()
    await stage.until(lambda: stage.contacts.state.current is None)
    (command,) = [c for c in floor.done if isinstance(c, LogContact)]
    assert (command.started_at, command.ended_at) == (began, began + timedelta(seconds=130))


async def test_a_follow_up_makes_a_ticket_with_that_deadline_once(stage: Stage) -> None:
    await begin(stage)
    floor, desk = stage.floor, stage.screen.note_desk
    stage.screen.log_sheet.follow_up.chosen.emit("hour")
    await stage.settle()
    desk._outcome.set_value("Callback promised")
    desk.finish()
    desk.finish()
    await stage.until(lambda: stage.contacts.state.current is None)
    (ticket,) = [c for c in floor.done if isinstance(c, CreateTicket)]
    (command,) = [c for c in floor.done if isinstance(c, LogContact)]
    assert ticket.due_at is not None
    assert timedelta(minutes=59) < ticket.due_at - NOW < timedelta(minutes=61)
    assert command.ticket_id == ticket.ticket_id


async def test_a_call_that_rings_meanwhile_waits_and_takes_no_key(stage: Stage) -> None:
    await begin(stage)
    stage.type("07")
    call = stage.floor.ring()
    await stage.settle()
    stage.type("700")
    assert stage.screen.log_sheet.number.text() == "07700"
    assert [waiting.phase for waiting in stage.contacts.state.waiting] == ["ringing"]
    stage.floor.connect(call)
    await stage.until(lambda: stage.frame.call_bar_view.state().phase is CallPhase.ON_CALL)
    assert not stage.screen.log_sheet.isVisible()
    assert [waiting.phase for waiting in stage.contacts.state.waiting] == ["by_hand"], "it waits for its end"


async def test_discarding_asks_first(stage: Stage) -> None:
    await begin(stage)
    stage.screen.log_sheet._drop.click()
    await stage.settle()
    assert stage.contacts.state.current is not None
    layer = stage.frame.layers.top_layer()
    assert layer is not None
    stage.press(Qt.Key.Key_Tab)
    stage.press(Qt.Key.Key_Space)
    await stage.until(lambda: stage.contacts.state.current is None)
    assert not [key for key in stage.floor.drafts if key.startswith("contact:")]


async def test_the_question_is_a_line_until_the_person_asks_for_it(stage: Stage) -> None:
    focus = stage.focus_of()
    stage.floor.questions = [QUESTION]
    stage.floor.changes.tell(Changes(frozenset({("call_question", "logged-1")})))
    await stage.until(stage.frame.question_line.isVisible)
    assert stage.focus_of() is focus
    assert MARGARET.name in stage.frame.question_line.accessibleName()
    stage.frame.question_line._choose.click()
    await stage.settle()
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, WhichCallLayer)
    words = [button.text() for button in layer._buttons]
    assert ["Heating support" in word and "2:00 long" in word for word in words] == [True, True, False]
    stage.press(Qt.Key.Key_2)
    await stage.until(lambda: stage.floor.done)
    (command,) = stage.floor.done
    assert isinstance(command, JoinContact)
    assert (command.interaction_id, command.contact_id) == ("logged-1", "contact-1")
    assert stage.frame.layers.top_layer() is None


async def test_none_of_them_is_an_answer(stage: Stage) -> None:
    stage.frame.open_layer(WhichCallLayer(stage.frame.context, QUESTION))
    stage.press(Qt.Key.Key_3)
    await stage.until(lambda: stage.floor.done)
    (command,) = stage.floor.done
    assert isinstance(command, JoinContact)
    assert command.contact_id is None


async def test_what_became_of_it_is_told_with_the_call(stage: Stage) -> None:
    import msgspec

    result = {
        "joining": "joined",
        "interaction_id": "contact-0",
        "merged": False,
        "call": msgspec.to_builtins(CHOICES[0]),
    }
    sent = Envelope("interactions.LogContact", {"interaction_id": "logged-1"})
    stage.floor.verdicts.tell((sent, Verdict("v1", "applied", 1, result)))
    told = stage.frame.notices.entries[0].text
    assert told.startswith("The contact you logged was joined to its call:")
    assert "Heating support" in told
    stage.floor.changes.tell(Changes(frozenset({("contact_alias", "logged-1")})))
    await stage.settle()
    assert len(stage.frame.notices.entries) == 1, "told once"
