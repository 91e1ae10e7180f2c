"""The note at work: each belongs to its call, is kept while it is typed, and is finished with what came of it."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from agent_desktop.core.ids import new_id
from agent_desktop.features.interactions.commands import FinishContact, StartContact
from agent_desktop.features.tickets.commands import AddTicketNote
from agent_desktop.workstation.note_draft import NoteDraft
from agent_desktop_ui import formats
from agent_desktop_ui.calls.follow_up import followed_up
from agent_desktop_ui.calls.own_state import own_view
from agent_desktop_ui.calls.wrap_up_choices import disposition_options, topic_options
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.notice import announce

if TYPE_CHECKING:
    from datetime import datetime

    from agent_desktop.core.errors import KnownError
    from agent_desktop.telephony.actions import Outcome
    from agent_desktop.workstation.contacts import ContactInHand, DeskContacts
    from agent_desktop.workstation.wrap_up_end import EndedWrapUp
    from agent_desktop_ui.shell.screen import DeskContext
    from agent_desktop_ui.widgets.note_bar import NoteBarView

log = logging.getLogger(__name__)
DESK_NOTE = "desk:note"


class NoteDesk(QObject):
    """Shows the note of the contact in hand; without one, a note of the desk for the customer on screen.

    The desk's own note survives every call: it steps aside for the call's note and comes back after it.
    """

    topic_changed = Signal(str)
    finished = Signal()
    """A contact's note and disposition are final."""

    def __init__(self, context: DeskContext, bar: NoteBarView) -> None:
        super().__init__(bar)
        self._context = context
        self._bar = bar
        self._contact: ContactInHand | None = None
        self._draft = NoteDraft()
        self._desk_note = ""
        self._customer: tuple[str, str] | None = None
        self._ticket: tuple[str, int] | None = None
        self._is_finishing = False
        self._topic = bar.add_choice(self.tr("Topic"))
        self._topic.set_options(topic_options(context.workstation.site))
        self._outcome = bar.add_choice(self.tr("Outcome"))
        self._outcome.set_options(disposition_options(context.workstation.site))
        self._topic.chosen.connect(self._choose)
        self._outcome.chosen.connect(self._choose)
        bar.note.paused.connect(lambda _text: self._save())
        bar.finish_pressed.connect(self.finish)
        context.bridge.contacts_changed.connect(self.take)
        context.bridge.wrap_up_ended.connect(self._wrap_up_ended)
        context.bridge.floor_changed.connect(lambda _live: self._show_foot())
        self._show_foot()

    async def restore(self) -> None:
        """Bring back the desk's own note after a start."""
        kept = await self._context.workstation.load_drafts(DESK_NOTE)
        self._desk_note = str(kept.get(DESK_NOTE, {}).get("text", ""))
        if self._contact is None and self._desk_note and not self._bar.note.text():
            self._bar.note.set_note(self._desk_note)
        self.take(self._context.contacts.state)

    @property
    def draft(self) -> NoteDraft:
        """What is typed and chosen about the contact in hand."""
        return replace(
            self._draft,
            note=self._bar.note.text(),
            topic=self._topic.value() or None,
            disposition=self._outcome.value() or None,
        )

    def has_unsaved(self) -> bool:
        """Whether the desk's own note holds something, on screen or set aside for the note of a call."""
        text = self._desk_note if self._contact is not None else self._bar.note.text()
        return bool(text.strip())

    def set_script(self, script_id: str | None, path: tuple[str, ...]) -> None:
        """Keep how far the script has come with the note."""
        if (script_id, path) != (self._draft.script_id, self._draft.script_path):
            self._draft = replace(self._draft, script_id=script_id, script_path=path)
            self._save()

    def show_place(self, customer: tuple[str, str] | None, ticket: tuple[str, int] | None) -> None:
        """Tell which customer (id, name) and ticket (id, number) are on screen, for notes without a call."""
        self._customer, self._ticket = customer, ticket
        self._show_foot()

    def take(self, state: DeskContacts) -> None:
        """The contact in hand changed: keep what was typed for the old one and open the new one's note."""
        current = state.current
        old = self._contact
        if (old.contact_id if old else None) == (current.contact_id if current else None):
            self._contact = current
            self._show_foot()
            return
        self._flush()
        self._contact = current
        self._draft = current.draft if current is not None else NoteDraft()
        self._topic.set_value(self._draft.topic or "")
        self._outcome.set_value(self._draft.disposition or "")
        self._outcome.set_failed("")
        self._bar.note.set_note(self._draft.note if current is not None else self._desk_note)
        self._bar.note.set_saved(self._saved_words(self._draft.saved_at))
        self._show_foot()

    async def close_down(self) -> None:
        """Keep what is typed, at once."""
        self._bar.note.save_now()
        if self._contact is not None:
            await self._context.contacts.save_draft(self.draft, self._contact.contact_id)
        else:
            await self._context.workstation.save_draft(DESK_NOTE, {"text": self._bar.note.text()})

    # -- saving ----------------------------------------------------------------------------------------

    def _choose(self, _key: str) -> None:
        self._outcome.set_failed("")
        self._draft = self.draft
        self.topic_changed.emit(self._topic.value())
        self._save()

    def _flush(self) -> None:
        """Tell a pause that has not come yet, while the old contact still is the one shown."""
        self._bar.note.save_now()

    def _save(self) -> None:
        if self._is_finishing:
            return
        if self._contact is not None:
            contact_id = self._contact.contact_id
            self._context.bridge.run(
                self._context.contacts.save_draft(self.draft, contact_id),
                lambda at: self._saved(contact_id, at),
                self._not_saved,
            )
        else:
            self._desk_note = self._bar.note.text()
            self._context.bridge.run(self._save_desk_note(self._desk_note), self._desk_saved, self._not_saved)

    async def _save_desk_note(self, text: str) -> datetime:
        await self._context.workstation.save_draft(DESK_NOTE, {"text": text})
        return self._context.workstation.clock.now()

    def _saved(self, contact_id: str, at: datetime | None) -> None:
        if self._contact is not None and self._contact.contact_id == contact_id:
            self._bar.note.set_saved(self._saved_words(at))

    def _desk_saved(self, at: datetime) -> None:
        if self._contact is None:
            self._bar.note.set_saved(self._saved_words(at) if self._desk_note else "")

    def _not_saved(self, problem: KnownError) -> None:
        self._bar.note.set_saved(self.tr("Not saved: {what}").format(what=problem.what), is_failed=True)

    def _saved_words(self, at: datetime | None) -> str:
        return self.tr("Saved {time}").format(time=formats.clock(at)) if at is not None else ""

    # -- finishing -------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Ctrl+Enter: save; in wrap-up also finish. Never hangs up."""
        contact = self._contact
        self._bar.note.save_now()
        if contact is None:
            self._finish_desk_note()
            return
        is_owed = contact.phase == "wrap_up" or contact.by_hand is not None
        me = own_view(self._context)
        is_optional = contact.by_hand is None and me is not None and me.wrap_up_mode == "optional"
        if is_owed and not is_optional and not self._outcome.value():
            reason = self.tr("Say what came of it.")
            self._outcome.set_failed(reason)
            self._outcome.setFocus()
            announce(self._bar, reason)
            return
        if self._is_finishing:
            return
        self._is_finishing = is_owed
        ticket_id = self._ticket[0] if self._ticket is not None else None
        self._context.bridge.run(self._finish(contact, self.draft, ticket_id), self._done, self._not_done)

    async def _finish(self, contact: ContactInHand, draft: NoteDraft, ticket_id: str | None) -> Outcome:
        if contact.by_hand is not None:
            ticket_id = await followed_up(self._context, contact, draft, ticket_id)
            return await self._context.contacts.write_down(contact.contact_id, draft, ticket_id)
        return await self._context.contacts.finish(draft, ticket_id)

    def _done(self, outcome: Outcome) -> None:
        was_finishing, self._is_finishing = self._is_finishing, False
        if was_finishing:
            self.finished.emit()
        else:
            self._bar.note.set_saved(self._saved_words(self._context.workstation.clock.now()))
        # The note is kept in any case; only that the floor did not end wrap-up is worth telling.
        if outcome.status == "refused" and outcome.reason not in {"not_in_wrap_up", "no_wrap_up"}:
            self._context.desk.tell_outcome(outcome)

    def _not_done(self, problem: KnownError) -> None:
        self._is_finishing = False
        self._context.bridge.problem.emit(problem)

    def _finish_desk_note(self) -> None:
        text = self._bar.note.text().strip()
        if text and (self._customer is not None or self._ticket is not None):
            self._context.bridge.run(self._store_desk_note(text), lambda _none: self._desk_note_stored())

    async def _store_desk_note(self, text: str) -> None:
        desk = self._context.workstation
        now = desk.clock.now()
        if self._ticket is not None:
            await desk.do(AddTicketNote(made_at=now, note_id=new_id(), ticket_id=self._ticket[0], text=text))
        elif self._customer is not None:
            note_id = new_id()
            await desk.do(
                StartContact(
                    made_at=now,
                    interaction_id=note_id,
                    channel="note",
                    direction="out",
                    title="note",
                    started_at=now,
                    customer_id=self._customer[0],
                )
            )
            await desk.do(
                FinishContact(
                    made_at=now,
                    interaction_id=note_id,
                    note=text,
                    topic=self._topic.value() or None,
                    disposition=self._outcome.value() or None,
                    ended_at=now,
                )
            )
        await desk.drop_draft(DESK_NOTE)

    def _desk_note_stored(self) -> None:
        self._desk_note = ""
        if self._contact is None:
            self._bar.note.set_note("")
            self._bar.note.set_saved("")
            self._topic.set_value("")
            self._outcome.set_value("")
        self._context.desk.notice(self.tr("The note is saved."), Tone.OK)

    def _ends_wrap_up(self, contact: ContactInHand) -> bool:
        """Whether finishing the note also ends a wrap-up: not one that is over, nor one that lasts its whole time."""
        me = own_view(self._context)
        if me is None or contact.call is None:
            return True
        return me.wrap_up_call_id == contact.call.call_id and me.wrap_up_early_exit

    def _wrap_up_ended(self, ended: EndedWrapUp) -> None:
        words = self.tr("The time for wrap-up is over. The note is kept; finish it when you can.")
        if ended.is_outcome_set:
            words = self.tr(
                "The time for wrap-up is over, and an outcome was set for you. Finish the note to give your own."
            )
        self._context.desk.notice(words, Tone.WARN)
        self._show_foot()

    def _show_foot(self) -> None:
        contact, button = self._contact, self._bar.finish_button()
        reason = ""
        if contact is None:
            title = self.tr("Note")
            if self._ticket is not None:
                label = self.tr("Add to ticket {n}").format(n=self._ticket[1])
            else:
                label = self.tr("Save the note")
                reason = "" if self._customer else self.tr("Open a customer or a ticket to save the note to.")
        else:
            title = self.tr("Call note")
            other = self._customer is not None and self._customer[0] != contact.customer_id
            if other:
                title = self.tr("Note of the call, not of the customer shown")
            is_live = contact.call is not None and contact.phase == "wrap_up" and self._ends_wrap_up(contact)
            label = self.tr("Finish the note") if contact.phase == "wrap_up" else self.tr("Save and wrap up")
            if is_live:
                label = self.tr("Finish and go ready")
            if contact.by_hand is not None:
                label = self.tr("Log the contact")
                title = self.tr("Note of the contact, not of the customer shown") if other else title
        button.set_label(label)
        button.set_disabled_reason(reason)
        self._bar.note.set_title(title)
        words = self.tr("Ticket {n}").format(n=self._ticket[1]) if self._ticket is not None else ""
        self._bar.note.set_link(words)
