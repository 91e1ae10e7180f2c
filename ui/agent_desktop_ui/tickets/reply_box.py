"""Writing on a ticket: a note or a reply, kept while it is typed, asked about where something came between."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from agent_desktop.core.ids import new_id
from agent_desktop.features.tickets.commands import AddTicketNote
from agent_desktop_ui import formats
from agent_desktop_ui.shell.confirm import ConfirmLayer
from agent_desktop_ui.shell.submit_key import SubmitKey
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.tickets.channels import around_options, no_reply_words, recipient
from agent_desktop_ui.tickets.conversation import author_words
from agent_desktop_ui.tickets.kept_draft import KeptDraft
from agent_desktop_ui.tickets.reply_files import ReplyFile, ReplyFiles
from agent_desktop_ui.tickets.ticket_facts import latest_notes
from agent_desktop_ui.widgets.alert_line import AlertLine
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.label import ElidedLabel, Label
from agent_desktop_ui.widgets.link import Link
from agent_desktop_ui.widgets.note_editor import NoteField
from agent_desktop_ui.widgets.notice import announce

if TYPE_CHECKING:
    from agent_desktop.core.errors import KnownError
    from agent_desktop.features.tickets.read_models import TicketNoteView, TicketView
    from agent_desktop_ui.shell.screen import DeskContext
    from agent_desktop_ui.tickets.ticket_facts import TicketFacts

FRESH_WITHIN_S = 3.0
"""So long a reply waits for central to say whether something newer has come; then this desk's word counts."""

MOST_QUOTED = 200
FIELD, LOW_FIELD = 56, 34
US, ALL = "own", "all"


def draft_key(ticket_id: str) -> str:
    """Under which key what is typed on a ticket is kept; whoever owns the ticket, it is its writer's."""
    return f"ticket:{ticket_id}"


class ReplyBox(QWidget):
    """A field, who sees it, its files and the button. Ctrl Enter adds; nothing typed is ever lost.

    What is typed is kept at every pause, and "Draft kept" says so.
    """

    typed = Signal()
    """The person is writing."""

    stopped = Signal()
    """They are done, or have taken everything out again."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._ticket_id = ""
        self._notes: list[TicketNoteView] = []
        self._customer = ""
        self._seen = ""
        self._is_sending = False
        self._turn = 0
        self._newer = AlertLine(tone=Tone.WARN)
        self._read = Link(self.tr("I have read it"))
        self._read.hide()
        self.field = NoteField()
        self.field.setAccessibleName(self.tr("Add a note to the ticket"))
        self.files = ReplyFiles(context, self)
        self._draft = KeptDraft(context, self._as_body, self)
        self._kept = Label("", Role.META, Token.TEXT3)
        self._kept.hide()
        self._for = ComboField(self.tr("Seen by"))
        self._around = ComboField(self.tr("Language"))
        self._around.setToolTip(self.tr("The language of the words around the reply; auto is the customer’s"))
        self._add = Button(self.tr("Add note"), icon="plus", is_low=True)
        self._mark = ElidedLabel("", Role.META_STRONG, Token.ACCENT_TX)
        self._line = QWidget()
        self._buttons = QWidget()
        self._under, self._between, self._foot = QHBoxLayout(), QHBoxLayout(), QHBoxLayout(self._buttons)
        self._gap = QSpacerItem(0, 0, QSizePolicy.Policy.Expanding)
        self._can_reply = self._has_around = False
        self._to = ""
        self._wants_public = False  # a kept reply, until it is known whether one can go out
        self._lay_out()
        self.set_low(is_low=False)
        self._offer(self.tr("One moment…"))
        self.field.textChanged.connect(self._changed)
        self.field.finished.connect(self.send)
        self.files.changed.connect(self._chose_files)
        self._draft.told.connect(self._show_kept)
        self._for.chosen.connect(self._chose)
        self._add.clicked.connect(self.send)
        self._read.clicked.connect(self._has_read)
        SubmitKey(self, self.send)

    # -- what the page tells ---------------------------------------------------------------------------

    def open_ticket(self, ticket_id: str) -> None:
        """Write on this ticket; what was typed about another stays with that one."""
        self._draft.open(draft_key(ticket_id) if ticket_id else "")
        self._turn += 1
        self._ticket_id, self._notes, self._seen = ticket_id, [], ""
        self._wants_public = self._is_sending = False
        self._set_text("")
        self.files.open_ticket(ticket_id)
        self._for.set_value(US)
        self._around.set_value("")
        self._show_kind()
        self._show_newer()
        if ticket_id:
            self._context.bridge.run(self._bring_back(self._turn))

    def show_facts(self, facts: TicketFacts) -> None:
        """The ticket as it stands: what came in, and whether a reply would reach anybody."""
        self._notes = facts.view.notes
        self._customer = facts.view.row.customer_name or self.tr("The customer")
        self._to = recipient(facts)
        around = around_options(facts.templates)
        self._has_around = bool(around)
        self._around.set_options(around)
        self._offer(no_reply_words(facts))
        self.files.show_facts(facts)
        if not self.text():
            self._has_read()
        self._show_newer()

    def set_low(self, *, is_low: bool) -> None:
        """A low window gives the field one line and a half, and the line under it goes between the buttons."""
        self.field.setFixedHeight(theme().px(LOW_FIELD if is_low else FIELD))
        for place in (self._under, self._between):
            place.removeWidget(self._line)
        (self._between if is_low else self._under).addWidget(self._line, 1)
        self._gap.changeSize(0, 0, QSizePolicy.Policy.Fixed if is_low else QSizePolicy.Policy.Expanding)
        self._foot.invalidate()

    def show_buttons(self, *, is_shown: bool) -> None:
        """Where there is no room for everything at once, the buttons are there while somebody writes."""
        self._buttons.setVisible(is_shown)

    def text(self) -> str:
        """What stands in the field."""
        return self.field.toPlainText()

    def has_unsaved(self) -> bool:
        """Whether something is being written in view."""
        return self.field.isVisible() and bool(self.text().strip())

    def write(self, text: str = "", *, is_public: bool | None = None) -> None:
        """Give the keyboard to the field, with words put in at the caret."""
        if text:
            self.field.insertPlainText(text)
        if is_public is not None:
            self._for.set_value(ALL if is_public and self._can_reply else US)
            self._show_kind()
        self.field.setFocus()

    # -- sending ---------------------------------------------------------------------------------------

    def is_public(self) -> bool:
        """Whether the customer will see it."""
        return self._for.value() == ALL

    def send(self) -> None:
        """Add what is written, after a question where the customer wrote meanwhile."""
        if not self.text().strip():
            self.field.setFocus()
            return
        if self._is_sending:
            return
        self._is_sending = True
        if self.is_public():
            self._context.bridge.run(self._look_again(self._ticket_id), self._looked, self._failed)
        else:
            self._post()

    async def _look_again(self, ticket_id: str) -> TicketView | None:
        desk = self._context.workstation
        try:
            async with asyncio.timeout(FRESH_WITHIN_S):
                return await latest_notes(desk, ticket_id)
        except TimeoutError:
            return None

    def _looked(self, view: TicketView | None) -> None:
        if view is not None and view.row.ticket_id == self._ticket_id:
            self._notes = view.notes
        newer = self.newer()
        if not newer:
            self._post()
            return
        self._is_sending = False
        self._show_newer()
        latest = newer[-1]
        quoted = latest.text.strip()
        quoted = quoted if len(quoted) <= MOST_QUOTED else quoted[: MOST_QUOTED - 1].rstrip() + "…"
        question = self.tr("{who} wrote at {time}, after you began:\n\n“{text}”\n\nSend your reply as it is?")
        at = formats.moment(latest.written_at, self._context.workstation.clock.now())
        layer = ConfirmLayer(
            question.format(who=author_words(latest, self._customer), time=at, text=quoted),
            self.tr("Send it"),
            self._post_anyway,
            no=self.tr("Read it first"),
        )
        self._context.desk.open_layer(layer)

    def _post_anyway(self) -> None:
        self._is_sending = True
        self._post()

    def _post(self) -> None:
        files = self.files.chosen()
        note = AddTicketNote(
            made_at=self._context.workstation.clock.now(),
            note_id=new_id(),
            ticket_id=self._ticket_id,
            text=self.text().strip(),
            is_public=self.is_public(),
            files=len(files),
            language=(self._around.value() or None) if self.is_public() else None,
        )
        self._context.bridge.run(self._post_note(note, files), lambda _none: self._posted(), self._failed)

    async def _post_note(self, note: AddTicketNote, files: list[ReplyFile]) -> None:
        desk = self._context.workstation
        await desk.do(note)
        for attached in self.files.commands(note.note_id, note.ticket_id, files):
            await desk.do(attached)
        is_here = self._ticket_id == note.ticket_id
        if is_here and self.text().strip() != note.text:
            # Somebody went on typing while it was on its way: that is the next one's draft.
            self._draft.changed()
            return
        if is_here:
            self._set_text("")
            self.files.clear()
            self._has_read()
            self._show_kind()
            self.stopped.emit()
        await self._draft.drop(draft_key(note.ticket_id))

    def _posted(self) -> None:
        self._is_sending = False

    def _failed(self, problem: KnownError) -> None:
        self._is_sending = False
        self._context.bridge.problem.emit(problem)

    # -- what came between -----------------------------------------------------------------------------

    def newer(self) -> list[TicketNoteView]:
        """What others wrote on the ticket since this text was begun, and was not said to be read."""
        foreign = self._foreign()
        ids = [note.note_id for note in foreign]
        return foreign[ids.index(self._seen) + 1 :] if self._seen in ids else foreign

    def _foreign(self) -> list[TicketNoteView]:
        person = self._context.workstation.person
        me = person.name if person is not None else ""
        return [note for note in self._notes if note.author != me]

    def _has_read(self) -> None:
        foreign = self._foreign()
        self._seen = foreign[-1].note_id if foreign else ""
        self._show_newer()
        if self.text():
            self._draft.changed()

    def _show_newer(self) -> None:
        newer = self.newer() if self.text().strip() else []
        words = ""
        if newer:
            at = formats.moment(newer[-1].written_at, self._context.workstation.clock.now())
            words = self.tr("{who} wrote at {time}, after you began.").format(
                who=author_words(newer[-1], self._customer), time=at
            )
            if not self._newer.isVisibleTo(self):
                announce(self, words)
        self._newer.show_alert(words)
        self._read.setVisible(bool(newer))

    # -- keeping ---------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Keep what is typed, at once."""
        self._draft.keep()

    async def close_down(self) -> None:
        """Keep what is typed before the desk goes."""
        await self._draft.keep_now()

    def _as_body(self) -> dict[str, Any]:
        text, files = self.text(), self.files.as_body()
        if not text and not files:
            return {}
        return {"text": text, "is_public": self.is_public(), "seen": self._seen, "files": files}

    async def _bring_back(self, turn: int) -> None:
        kept = await self._draft.load()
        if not kept or turn != self._turn:
            return
        typed = self.text()
        # What was typed before this came is the end of it: nothing of either is lost.
        self._set_text("\n".join(part for part in (str(kept.get("text", "")), typed) if part))
        self.files.put(kept.get("files"))
        self._seen = str(kept.get("seen", ""))
        self._for.set_value(ALL if kept.get("is_public") and self._can_reply else US)
        self._wants_public = bool(kept.get("is_public"))
        self._show_kind()
        self._show_newer()
        if typed:
            self._draft.changed()
        else:
            self._draft.is_kept()

    def _show_kept(self, words: str, is_failed: bool) -> None:
        self._kept.set_ink(Token.BAD if is_failed else Token.TEXT3)
        self._kept.setText(words)
        self._kept.setVisible(bool(words))

    # -- inside ----------------------------------------------------------------------------------------

    def _changed(self) -> None:
        self._draft.changed()
        if self.text().strip():
            self.typed.emit()
        else:
            self._has_read()
            self.stopped.emit()

    def _chose(self, _value: str) -> None:
        self._wants_public = False
        self._show_kind()
        self._draft.changed()

    def _chose_files(self) -> None:
        self._show_kind()
        self._draft.changed()

    def _offer(self, reason: str) -> None:
        """Offer the reply, or say why there is none."""
        chosen, can_reply = self._for.value() or US, not reason
        self._can_reply = can_reply
        options = [(US, self.tr("Us only"))]
        if can_reply:
            options.append((ALL, self.tr("The customer too")))
        self._for.set_options(tuple(options))
        wanted = ALL if chosen == ALL or self._wants_public else US
        self._for.set_value(wanted if can_reply else US)
        self._for.set_disabled_reason(reason)
        self._show_kind()

    def _show_kind(self) -> None:
        is_public = self.is_public()
        self._add.set_label(self.tr("Send reply") if is_public else self.tr("Add note"))
        self._add.set_icon("send" if is_public else "plus")
        self._add.set_kind(ButtonKind.PRIMARY if is_public else ButtonKind.SECONDARY)
        self._around.setVisible(is_public and self._has_around)
        files = self.files.words()
        if is_public and files:
            words = self.tr("Goes to {address} with {files}").format(address=self._to, files=files)
        elif is_public:
            words = self.tr("Goes to {address}").format(address=self._to)
        else:
            words = self.tr("With {files}").format(files=files) if files else ""
        self._mark.setText(words)
        self.field.setPlaceholderText(
            self.tr("Write the reply") if is_public else self.tr("Add a note, seen by us only")
        )

    def _set_text(self, text: str) -> None:
        self.field.blockSignals(True)
        self.field.setPlainText(text)
        self.field.moveCursor(QTextCursor.MoveOperation.End)
        self.field.blockSignals(False)

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.setSpacing(8)
        above.addWidget(self._newer, 1)
        above.addWidget(self._read)
        line = QHBoxLayout(self._line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self._mark, 1)
        line.addWidget(self._kept)
        self._line.setMinimumHeight(theme().line_pitch(Role.META_STRONG))
        self._foot.setContentsMargins(0, 0, 0, 0)
        self._foot.setSpacing(8)
        self._foot.addWidget(self._for)
        self._foot.addWidget(self._around)
        self._foot.addWidget(self.files.button)
        self._foot.addLayout(self._between, 1)
        self._foot.addItem(self._gap)
        self._foot.addWidget(self._add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(above)
        column.addWidget(self.field)
        column.addLayout(self._under)
        column.addWidget(self._buttons)
