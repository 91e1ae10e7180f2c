"""Writing on a ticket: nothing typed is lost, replies only where they go out, and what came between is asked about."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import Qt

from agent_desktop.core.errors import Refused
from agent_desktop.features.tickets.commands import AddTicketNote
from agent_desktop.features.tickets.detail_commands import AttachFile
from agent_desktop.features.tickets.detail_views import HistoryEntry
from agent_desktop.features.tickets.macros import ApplyMacro
from agent_desktop.features.tickets.read_models import Ticket, TicketNoteView
from agent_desktop_ui.shell.confirm import ConfirmLayer
from agent_desktop_ui.tickets.history_words import who_did
from agent_desktop_ui.tickets.macro_layer import MacroLayer
from agent_desktop_ui.tickets.reply_files import ReplyFilesLayer
from agent_desktop_ui.tickets.ticket_view import TicketPage
from agent_desktop_ui.widgets.timeline import TimelineEvent
from tests.support.desk_floor import NOW
from tests.support.floor_tickets import BY_MAIL, MACROS
from tests.ui.conftest import Stage

CTRL = Qt.KeyboardModifier.ControlModifier
TICKET = "ticket-48213"


async def opened(stage: Stage, *, by_mail: bool = False) -> TicketPage:
    stage.floor.ticket_parts.channels = list(BY_MAIL) if by_mail else []
    stage.screen.show_ticket(TICKET)
    page = stage.screen.customer_desk.ticket
    await stage.until(lambda: page.view is not None)
    await stage.settle(0.1)
    stage.press(Qt.Key.Key_R, CTRL)
    assert stage.focus_of() is page.reply.field, "Ctrl R leads to the field"
    return page


def notes_of(stage: Stage) -> list[AddTicketNote]:
    return [command for command in stage.floor.done if isinstance(command, AddTicketNote)]


def customer_writes(stage: Stage, text: str) -> None:
    plain = stage.floor.answers[Ticket]
    note = TicketNoteView("from-customer", None, True, text, NOW + timedelta(minutes=1))

    def with_note(query: Any) -> Any:
        view = plain(query)
        return replace(view, notes=[*view.notes, note])

    stage.floor.answers[Ticket] = with_note


async def test_what_is_typed_stays_with_its_ticket_and_comes_back(stage: Stage) -> None:
    page = await opened(stage)
    stage.type("Ring before ten")
    stage.screen.show_ticket("ticket-48207")
    await stage.until(lambda: page.view is not None and page.view.row.ticket_id == "ticket-48207")
    assert page.reply.text() == ""
    assert stage.floor.drafts[f"ticket:{TICKET}"]["text"] == "Ring before ten"
    # A colleague has it now: what was written is its writer's all the same.
    stage.floor.tickets[0] = replace(stage.floor.tickets[0], owner_id="agent-sana")
    stage.screen.show_ticket(TICKET)
    await stage.until(lambda: page.reply.text() == "Ring before ten")
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: notes_of(stage))
    await stage.until(lambda: page.reply.text() == "")
    assert f"ticket:{TICKET}" not in stage.floor.drafts


async def test_what_was_refused_stays_in_the_field(stage: Stage) -> None:
    page = await opened(stage)
    plain = stage.floor.do

    async def refuse(command: Any) -> Any:
        if isinstance(command, AddTicketNote):
            raise Refused("not_your_queue", "This ticket is in a queue that is not yours.")
        return await plain(command)

    stage.floor.do = refuse  # type: ignore[method-assign]
    stage.type("Ring before ten")
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.settle(0.1)
    assert page.reply.text() == "Ring before ten"
    page.reply.keep()
    await stage.settle(0.1)
    assert stage.floor.drafts[f"ticket:{TICKET}"]["text"] == "Ring before ten"


async def test_without_a_connector_there_is_no_reply(stage: Stage) -> None:
    page = await opened(stage)
    choice = page.reply._for.box()
    assert not choice.isEnabled()
    assert "notes only" in choice.toolTip()
    stage.type("for us")
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: notes_of(stage))
    assert not notes_of(stage)[0].is_public


async def test_a_reply_over_something_newer_asks_first(stage: Stage) -> None:
    page = await opened(stage, by_mail=True)
    page.reply.write(is_public=True)
    stage.type("We come on Friday.")
    customer_writes(stage, "Please do not come, it works again.")
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: isinstance(stage.frame.layers.top_layer(), ConfirmLayer))
    layer = stage.frame.layers.top_layer()
    assert layer is not None
    assert "it works again" in layer.accessibleDescription()
    assert notes_of(stage) == []
    stage.press(Qt.Key.Key_Return)  # The answer that has the keyboard changes nothing.
    assert notes_of(stage) == []
    assert page.reply.text() == "We come on Friday."

    # Who says they have read it is not asked again.
    page.reply._read.click()
    page.reply.send()
    await stage.until(lambda: notes_of(stage))
    assert notes_of(stage)[0].is_public


async def test_nothing_is_asked_where_nothing_came_between(stage: Stage) -> None:
    page = await opened(stage, by_mail=True)
    customer_writes(stage, "It is cold again.")
    page._ask()
    await stage.settle(0.2)
    page.reply.write(is_public=True)
    assert page.reply._add.text() == "Send reply"
    stage.type("We come on Friday.")
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: notes_of(stage))
    assert stage.frame.layers.top_layer() is None


async def test_the_language_of_the_words_around_a_reply_is_chosen_and_is_nothing_to_a_note(
    stage: Stage,
) -> None:
    page = await opened(stage, by_mail=True)
    page.reply.write(is_public=True)
    assert not page.reply._around.isVisible(), "the words are the same in each language"
    parts = stage.floor.ticket_parts
    parts.templates = [replace(one, body=f"{one.language}: {{text}}") for one in parts.templates]
    page._ask()
    await stage.settle(0.2)
    assert page.reply._around.isVisible()
    page.reply._around.set_value("de")
    page._ask()
    await stage.settle(0.2)
    assert page.reply._around.value() == "de", "what comes in leaves what was chosen"
    stage.type("Wir kommen am Freitag.")
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: notes_of(stage))
    assert (notes_of(stage)[0].is_public, notes_of(stage)[0].language) == (True, "de")
    page.reply.write("for us", is_public=False)
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: len(notes_of(stage)) == 2)
    assert notes_of(stage)[1].language is None


async def test_replies_and_notes_are_told_apart(stage: Stage) -> None:
    plain = stage.floor.answers[Ticket]
    written = [
        TicketNoteView("n1", "Sana Malik", False, "for us", NOW),
        TicketNoteView("n2", "Sana Malik", True, "for them", NOW, "bounced", "no such mailbox"),
        TicketNoteView("n3", None, True, "from them", NOW),
    ]
    stage.floor.answers[Ticket] = lambda query: replace(plain(query), notes=written)
    page = await opened(stage)
    events = [one for one in page._notes.timeline_model().entries() if isinstance(one, TimelineEvent)]
    assert [one.meta for one in events] == [
        "from the customer",
        "reply, seen by the customer",
        "internal note",
    ]
    assert [chip.text for one in events for chip in one.chips] == ["Came back: no such mailbox"]
    assert len({one.icon for one in events}) == len({one.tone for one in events}) == 3


async def test_whoever_or_whatever_wrote_is_called_by_what_it_is(stage: Stage) -> None:
    plain = stage.floor.answers[Ticket]

    def note(n: int, author: str | None, written_by: str, **more: Any) -> TicketNoteView:
        return TicketNoteView(
            f"n{n}", author, more.pop("is_public", False), "words", NOW, written_by=written_by, **more
        )

    kin = {"address": "kin@elsewhere.example", "is_public": True}
    written = [
        note(0, "", "person"),
        note(1, "", "central"),
        note(2, "Gold", "service_level"),
        note(3, "Received", "rule"),
        note(4, None, "customer", is_stranger=True, **kin),
        note(5, None, "customer", **kin),
        note(6, None, "customer", address="dev@example.org"),
    ]
    stage.floor.answers[Ticket] = lambda query: replace(plain(query), notes=written)
    page = await opened(stage)
    assert page.view is not None
    customer = page.view.row.customer_name
    events = [one for one in page._notes.timeline_model().entries() if isinstance(one, TimelineEvent)]
    assert [one.title for one in reversed(events)] == [
        "A former colleague",
        "Central",
        "The service level “Gold”",
        "The rule “Received”",
        "Incoming e-mail",
        customer,
        customer,
    ]
    assert [one.meta for one in events[:3]] == [
        "e-mail, kept as an internal note",
        "from the customer",
        "from an unknown address: kin@elsewhere.example",
    ]
    nobody = replace(page.view, row=replace(page.view.row, customer_name=None))
    stage.floor.answers[Ticket] = lambda _query: replace(nobody, notes=written[-1:])
    page._ask()
    await stage.until(lambda: page.view is not None and len(page.view.notes) == 1)
    [event] = [one for one in page._notes.timeline_model().entries() if isinstance(one, TimelineEvent)]
    assert event.title == "Incoming e-mail"


def test_the_history_names_what_no_person_did() -> None:
    def entry(kind: str, agent_id: str | None = None, who: str | None = None) -> HistoryEntry:
        return HistoryEntry(NOW, agent_id, who, kind, "ticket", TICKET, False, [])

    told = [
        entry("tickets.ChangeTicket", "a", "Sana Malik"),
        entry("tickets.ChangeTicket", "gone"),
        entry("rule Received"),
        entry("mail.came"),
        entry("rating.link"),
        entry("sla.told"),
    ]
    assert [who_did(one) for one in told] == [
        "Sana Malik",
        "A former colleague",
        "The rule “Received”",
        "Incoming e-mail",
        "The customer",
        "Service level",
    ]


async def test_a_colleague_who_writes_is_shown_and_keeps_nobody_from_writing(stage: Stage) -> None:
    page = await opened(stage)
    stage.floor.company.put(TICKET, "Sana Malik", writes=True)
    assert page.company.words() == "Sana Malik writes on this ticket"
    stage.type("me too")
    await stage.until(lambda: (TICKET, "writing") in stage.floor.company.said)
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: notes_of(stage))
    stage.floor.company.put(TICKET, "Sana Malik", "Tom Reed", writes=False)
    assert page.company.words() == "Sana Malik, Tom Reed has this ticket open"
    stage.floor.company.put(TICKET, writes=False)
    assert page.company.words() == ""
    stage.screen.panel.tabs.setCurrentIndex(0)
    await stage.until(lambda: stage.floor.company.said[-1] == (TICKET, "gone"))


async def test_a_macro_is_seen_before_it_is_done(stage: Stage) -> None:
    await opened(stage)
    stage.press(Qt.Key.Key_M, CTRL)
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, MacroLayer)
    await stage.until(lambda: layer.list.queue_model().shown_count() == len(MACROS))
    stage.press(Qt.Key.Key_Return, CTRL)
    assert not [one for one in stage.floor.done if isinstance(one, ApplyMacro)], "nothing is chosen yet"
    layer.first_focus().setFocus()
    stage.type("/meter")
    await stage.until(lambda: layer._title.text() == "Ask for the meter reading")
    await stage.until(layer._do.isEnabled)
    assert layer._changes.text() == "Priority: Normal → High\nState: Open → Waiting for customer"
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: [one for one in stage.floor.done if isinstance(one, ApplyMacro)])
    (applied,) = [one for one in stage.floor.done if isinstance(one, ApplyMacro)]
    assert (applied.macro_id, applied.ticket_id) == ("macro-meter", TICKET)
    assert "meter reading?" in applied.text
    assert stage.frame.layers.top_layer() is None


async def test_a_macro_that_cannot_be_done_says_why(stage: Stage) -> None:
    parts = stage.floor.ticket_parts
    parts.preview = replace(parts.preview, problem="A ticket that is closed cannot become open.")
    parts.macros = [replace(MACROS[0], macro_id=f"m{n}", key=f"key{n}") for n in range(10_000)]
    await opened(stage)
    stage.press(Qt.Key.Key_M, CTRL)
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, MacroLayer)
    stage.type("key9999")
    await stage.until(lambda: layer._title.text() != "")
    assert layer.list.chosen_row() == "m9999"
    stage.press(Qt.Key.Key_Return, CTRL)
    assert not [one for one in stage.floor.done if isinstance(one, ApplyMacro)]
    assert "cannot become open" in layer._do.toolTip()


async def test_what_is_typed_is_kept_at_a_pause_and_a_sign_says_so(stage: Stage) -> None:
    page = await opened(stage)
    stage.type("Ring before ten")
    assert not page.reply._kept.isVisible(), "it is not kept yet, and nothing says that it is"
    await stage.until(lambda: page.reply._kept.text() == "Draft kept" and page.reply._kept.isVisible())
    assert stage.floor.drafts[f"ticket:{TICKET}"]["text"] == "Ring before ten"
    stage.type("!")
    assert not page.reply._kept.isVisible()
    await stage.until(page.reply._kept.isVisible)
    assert stage.floor.drafts[f"ticket:{TICKET}"]["text"] == "Ring before ten!"


async def test_who_types_on_and_on_has_it_kept_all_the_same(stage: Stage) -> None:
    page = await opened(stage)
    page.reply._draft._pause.setInterval(3_600_000)
    page.reply._draft._latest.setInterval(50)
    stage.type("no pause comes")
    await stage.until(lambda: f"ticket:{TICKET}" in stage.floor.drafts)


async def test_looking_at_a_ticket_in_passing_takes_no_draft_away(stage: Stage) -> None:
    """Going down the queue with the arrow keys is quicker than the desk's own store."""
    page = await opened(stage)
    stage.floor.drafts["ticket:ticket-48207"] = {"text": "begun yesterday", "is_public": False, "seen": ""}
    answer, may_answer = stage.floor.load_drafts, asyncio.Event()

    async def slowly(prefix: str) -> dict[str, dict[str, Any]]:
        found = await answer(prefix)
        await may_answer.wait()
        return found

    stage.floor.load_drafts = slowly  # type: ignore[method-assign]
    for ticket_id in ("ticket-48207", TICKET, "ticket-48207", TICKET, "ticket-48207"):
        page.open_ticket(ticket_id)
        await stage.settle(0.02)
    stage.type("at last ")
    may_answer.set()
    await stage.until(lambda: page.reply.text() == "begun yesterday\nat last ")
    await stage.until(page.reply._kept.isVisible)
    assert stage.floor.drafts["ticket:ticket-48207"]["text"] == "begun yesterday\nat last "


async def test_what_is_typed_in_the_last_moment_is_kept_when_the_desk_is_left(stage: Stage) -> None:
    page = await opened(stage)
    stage.type("wait for")
    await stage.screen.close_down()
    assert stage.floor.drafts[f"ticket:{TICKET}"]["text"] == "wait for"
    assert page.reply.text() == "wait for"


async def test_a_slash_puts_a_standard_answer_into_reply_and_note(stage: Stage) -> None:
    page = await opened(stage, by_mail=True)
    for is_public in (False, True):
        page.reply.write(is_public=is_public)
        stage.type("Hello. /same")
        slash = stage.screen.reply_slash
        assert slash.isVisible()
        assert not stage.screen.slash.isVisible(), "the call's note has a list of its own"
        stage.press(Qt.Key.Key_Return)
        assert not slash.isVisible()
        assert page.reply.text().startswith("Hello. ")
        assert "Margaret" in page.reply.text(), "the customer's name stands where it belongs"
        assert "/same" not in page.reply.text()
        stage.type("/same")
        stage.press(Qt.Key.Key_Escape)
        assert not slash.isVisible()
        assert page.reply.text().endswith("/same"), "Esc leaves what was typed"
        stage.press(Qt.Key.Key_A, CTRL)
        stage.press(Qt.Key.Key_Delete)
        assert notes_of(stage) == []


async def test_files_of_the_ticket_and_others_go_with_a_reply(stage: Stage, tmp_path: Path) -> None:
    page = await opened(stage, by_mail=True)
    page.reply.write(is_public=True)
    stage.type("As asked.")
    page.reply.files.button.click()
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, ReplyFilesLayer)
    stage.press(Qt.Key.Key_Home)
    stage.press(Qt.Key.Key_Return)
    assert [one.name for one in page.reply.files.chosen()] == ["display.jpg"]
    (tmp_path / "Angebot.pdf").write_bytes(b"%PDF-1.7 offer")
    layer.take(tmp_path / "Angebot.pdf")
    await stage.until(lambda: len(page.reply.files.chosen()) == 2)
    stage.press(Qt.Key.Key_Return, CTRL)
    assert stage.frame.layers.top_layer() is None
    assert notes_of(stage) == [], "Ctrl Enter in the layer sends nothing"
    assert "display.jpg, Angebot.pdf" in page.reply._mark.text()

    # They are part of the draft.
    await stage.until(page.reply._kept.isVisible)
    page.open_ticket("ticket-48207")
    await stage.until(lambda: page.view is not None and page.view.row.ticket_id == "ticket-48207")
    assert page.reply.files.chosen() == []
    page.open_ticket(TICKET)
    await stage.until(lambda: len(page.reply.files.chosen()) == 2)
    await stage.settle(0.1)
    page.reply.send()
    await stage.until(lambda: notes_of(stage))
    (note,) = notes_of(stage)
    assert (note.files, note.is_public, note.text) == (2, True, "As asked.")
    await stage.until(lambda: page.reply.files.chosen() == [])
    attached = [one for one in stage.floor.done if isinstance(one, AttachFile)]
    assert [(one.name, one.note_id) for one in attached] == [
        ("Angebot.pdf", None),
        ("display.jpg", note.note_id),
        ("Angebot.pdf", note.note_id),
    ]
    assert attached[1].sha256 == "a" * 64


async def test_what_is_too_much_for_a_mail_is_refused_in_words_and_does_not_go_along(stage: Stage) -> None:
    stage.floor.site["reply_files_mb"] = 0.3
    page = await opened(stage, by_mail=True)
    page.reply.files.button.click()
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, ReplyFilesLayer)
    stage.press(Qt.Key.Key_Home)
    stage.press(Qt.Key.Key_Return)
    assert layer._wrong.text() == (
        "With display.jpg the files have 340 kB together; a reply takes at most 300 kB."
    )
    assert page.reply.files.chosen() == []
