"""What a colleague was first in: both texts side by side, and the choice; below it the texts that are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from agent_desktop_ui import formats
from agent_desktop_ui.own_work.words import field_words, record_words, value_words, work_words
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.shell.submit_key import SubmitKey
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.card import Card
from agent_desktop_ui.widgets.compared_text import ComparedText, compared
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.label import ElidedLabel, Label, Paragraph
from agent_desktop_ui.widgets.more_line import MOST_CARDS, MoreLine

if TYPE_CHECKING:
    from datetime import datetime

    from agent_desktop.workstation.outbox_desk import Conflict, KeptText
    from agent_desktop_ui.shell.screen import DeskContext

IN_WORDS = frozenset(
    {
        "subject",
        "topic",
        "name",
        "given_name",
        "family_name",
        "organisation",
        "email",
        "street",
        "postcode",
        "city",
        "languages",
        "alert",
    }
)
"""Fields that hold a person's own words, so that two of them can be made into one."""


class ConflictLayer(Layer):
    """One card a field, oldest first. Nothing here is in a hurry: it stays until somebody decides."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__("", width=760, height=600)
        self.set_title(self.tr("Conflicts and kept texts"))
        self._context = context
        self._cards: dict[int, ConflictCard | KeptCard] = {}
        self._said = Paragraph(
            self.tr(
                "A colleague changed these fields before your change reached central. Theirs stands now;"
                " nothing you wrote is lost."
            )
        )
        self._kept = Label(self.tr("Kept texts"), Role.META_STRONG, Token.TEXT3)
        self._more = MoreLine()
        self._empty = EmptyState(
            self.tr("Nothing to decide"),
            self.tr("Where a colleague was first, both texts are shown here, and no text of yours is lost."),
        )
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(10)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._area.setAccessibleName(self.tr("Conflicts and kept texts"))
        self._area.setWidget(self._inner)
        self.body().addWidget(self._said)
        self.body().addWidget(self._area, 1)
        self._found: tuple[list[Conflict], list[KeptText]] = ([], [])
        self.offer_list(
            (self.tr("When"), self.tr("What"), self.tr("Yours"), self.tr("Theirs"), self.tr("Who")),
            self._as_rows,
        )
        context.bridge.outbox_changed.connect(lambda _counts: self._ask())
        self._show(([], []))
        self._ask()

    def first_focus(self) -> QWidget:
        """The list: Tab goes from it into the first card."""
        return self._area

    def _ask(self) -> None:
        if isValid(self):
            self._context.bridge.run(self._fetch(), self._show)

    async def _fetch(self) -> tuple[list[Conflict], list[KeptText]]:
        outbox = self._context.workstation.outbox_desk
        return await outbox.conflicts(), await outbox.kept_texts()

    def _show(self, found: tuple[list[Conflict], list[KeptText]]) -> None:
        if not isValid(self):
            return
        self._found = found
        conflicts, kept = found[0][:MOST_CARDS], found[1][:MOST_CARDS]
        focus = QApplication.focusWidget() or self
        held = next((n for n, card in enumerate(self._shown()) if card.isAncestorOf(focus)), None)
        wanted = {conflict.n for conflict in conflicts} | {text.n for text in kept}
        is_gone = False
        for n in [n for n in self._cards if n not in wanted]:
            card = self._cards.pop(n)
            is_gone = is_gone or card.isAncestorOf(focus)
            card.hide()
            card.deleteLater()
        while self._column.count():
            self._column.takeAt(0)
        for conflict in conflicts:
            self._column.addWidget(self._conflict(conflict))
        self._said.setVisible(bool(conflicts))
        self._kept.setVisible(bool(kept))
        self._column.addWidget(self._kept)
        for text in kept:
            self._column.addWidget(self._text(text))
        self._column.addWidget(self._more)
        self._more.show_left(max(len(found[0]), len(found[1])))
        self._column.addWidget(self._empty, 1)
        self._empty.setVisible(not wanted)
        self._column.addStretch(1 if wanted else 0)
        if is_gone and held is not None:
            self._give_back(held)

    def _as_rows(self) -> list[tuple[str, ...]]:
        now = self._context.workstation.clock.now()
        conflicts, kept = self._found
        rows: list[tuple[str, ...]] = []
        for one in conflicts:
            lost, names = one.lost, one.names
            title = f"{record_words(lost.entity, lost.entity_id, names)}: {field_words(lost.field)}"
            both = (value_words(lost.field, value, names) for value in (lost.yours, lost.theirs))
            rows.append((formats.moment(one.made_at, now), title, *both, names.of(lost.by)))
        for text in kept:
            title = work_words(text.kind, text.data, text.names)
            rows.append((formats.moment(text.made_at, now), title, text.text, "", ""))
        return rows

    def _shown(self) -> list[ConflictCard | KeptCard]:
        items = [self._column.itemAt(n) for n in range(self._column.count())]
        parts = [item.widget() for item in items if item is not None]
        return [part for part in parts if isinstance(part, ConflictCard | KeptCard)]

    def _give_back(self, held: int) -> None:
        """The card with the keyboard has gone: the one in its place takes it."""
        cards = self._shown()
        part = cards[min(held, len(cards) - 1)].first if cards else self._area
        part.setFocus(Qt.FocusReason.OtherFocusReason)

    def _conflict(self, conflict: Conflict) -> ConflictCard:
        card = self._cards.get(conflict.n)
        if isinstance(card, ConflictCard):
            return card
        outbox = self._context.workstation.outbox_desk
        made = self._cards[conflict.n] = ConflictCard(conflict, self._context.workstation.clock.now())
        made.theirs.clicked.connect(lambda: self._context.bridge.run(outbox.keep_theirs(conflict.n)))
        made.put.connect(lambda value: self._context.bridge.run(outbox.put_again(conflict, value)))
        made.copy.clicked.connect(lambda: self._copied(made.yours))
        return made

    def _text(self, text: KeptText) -> KeptCard:
        card = self._cards.get(text.n)
        if isinstance(card, KeptCard):
            return card
        outbox = self._context.workstation.outbox_desk
        made = self._cards[text.n] = KeptCard(text, self._context.workstation.clock.now())
        made.first.clicked.connect(lambda: self._copied(text.text))
        made.remove.clicked.connect(lambda: self._context.bridge.run(outbox.drop_text(text.n)))
        return made

    def _copied(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._context.desk.notice(self.tr("Your text is copied."), Tone.OK)


class ConflictCard(Card):
    """One field: whose value stands and since when, both texts, and what to do with yours."""

    put = Signal(object)
    """The value that the person wants in the field."""

    def __init__(self, conflict: Conflict, now: datetime) -> None:
        lost, names = conflict.lost, conflict.names
        self.yours = value_words(lost.field, lost.yours, names)
        their_words = value_words(lost.field, lost.theirs, names)
        field = field_words(lost.field)
        title = f"{record_words(lost.entity, lost.entity_id, names)}: {field}"
        super().__init__()
        self.setAccessibleName(title)
        mine, theirs = compared(self.yours, their_words)
        written = self.tr("written {time}").format(time=formats.moment(conflict.made_at, now))
        who = names.of(lost.by) or self.tr("A colleague")
        stands = (
            self.tr("sent {time}, stands now").format(time=formats.moment(lost.at, now))
            if lost.at
            else self.tr("stands now")
        )
        texts = QHBoxLayout()
        texts.setSpacing(10)
        texts.addWidget(ComparedText(self.tr("Yours"), written, mine, Tone.ACCENT), 1)
        texts.addWidget(ComparedText(who, stands, theirs, Tone.WARN), 1)
        self.theirs = Button(self.tr("Keep theirs"), icon="check", is_low=True)
        self._mine = Button(self.tr("Put mine again"), icon="undo-2", is_low=True)
        self._both = Button(self.tr("Make one of both"), icon="pencil", is_low=True)
        self.copy = Button(self.tr("Copy mine"), icon="copy", is_low=True)
        if lost.field not in IN_WORDS:
            self._both.hide()
        for button in (self.theirs, self._mine, self._both, self.copy):
            button.setAccessibleDescription(title)
        self._mine.clicked.connect(lambda: self.put.emit(lost.yours))
        self._both.clicked.connect(self._open_editor)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.copy)
        foot.addStretch(1)
        foot.addWidget(self._both)
        foot.addWidget(self._mine)
        foot.addWidget(self.theirs)
        self._editor = _Editor(self.tr("One text of both"), self.yours, their_words)
        self._editor.done.connect(self.put)
        self._editor.hide()
        column = QVBoxLayout()
        column.setContentsMargins(13, 10, 13, 11)
        column.setSpacing(8)
        column.addWidget(ElidedLabel(title, Role.STRONG))
        column.addLayout(texts)
        column.addWidget(self._editor)
        column.addLayout(foot)
        self.body().addLayout(column)

    @property
    def first(self) -> Button:
        """What takes the keyboard."""
        return self.theirs

    def _open_editor(self) -> None:
        self._editor.setVisible(self._editor.isHidden())
        if not self._editor.isHidden():
            self._editor.field.setFocus(Qt.FocusReason.ShortcutFocusReason)


class _Editor(QWidget):
    """Room for one text made of two; begins with theirs and what yours has beside it."""

    done = Signal(object)

    def __init__(self, name: str, yours: str, theirs: str) -> None:
        super().__init__()
        self.field = QPlainTextEdit(theirs if yours in theirs else f"{theirs} {yours}")
        self.field.setAccessibleName(name)
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(theme().px(58))
        send = Button(self.tr("Send this"), kind=ButtonKind.PRIMARY, key=self.tr("Ctrl Enter"), is_low=True)
        send.clicked.connect(self._send)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(send, 0, Qt.AlignmentFlag.AlignBottom)
        SubmitKey(self, self._send)

    def _send(self) -> None:
        text: Any = " ".join(self.field.toPlainText().split())
        if text:
            self.done.emit(text)


class KeptCard(Card):
    """A text that was taken out of the outbox."""

    def __init__(self, text: KeptText, now: datetime) -> None:
        super().__init__()
        title = work_words(text.kind, text.data, text.names)
        self.setAccessibleName(title)
        head = QHBoxLayout()
        head.addWidget(ElidedLabel(title, Role.STRONG), 1)
        head.addWidget(
            Label(
                self.tr("Written {time}").format(time=formats.moment(text.made_at, now)),
                Role.META,
                Token.TEXT3,
            )
        )
        self.first = Button(self.tr("Copy"), icon="copy", is_low=True)
        self.remove = Button(self.tr("Remove for good"), icon="trash-2", is_low=True)
        for button in (self.first, self.remove):
            button.setAccessibleDescription(title)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self.first)
        foot.addWidget(self.remove)
        column = QVBoxLayout()
        column.setContentsMargins(13, 10, 13, 11)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(Paragraph(text.text, Role.BODY, Token.TEXT))
        column.addLayout(foot)
        self.body().addLayout(column)
