"""The list of telephones to sit down at, at sign-in and later: connected or not, and who sits there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import HEIGHT, Role, Token, Tone
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.label import Label, Paragraph
from agent_desktop_ui.widgets.queue_list import QueueList
from agent_desktop_ui.widgets.queue_model import QueueGroup, QueueRow
from agent_desktop_ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from agent_desktop_ui.calls.phones import PhoneChoice

ROWS_SHOWN = 5


class PhonePart(QWidget):
    """Filter, list, and the button that sits the person down; Enter presses it from anywhere in here."""

    chosen = Signal(str)
    declined = Signal()

    def __init__(self, *, can_decline: bool) -> None:
        super().__init__()
        self._choices: dict[str, PhoneChoice] = {}
        self._is_busy = False
        self._words = Paragraph(
            self.tr("Which telephone do you sit at? It rings for you, and this computer remembers it."),
            Role.BODY,
            Token.TEXT2,
        )
        self.search = SearchBox(self.tr("Extension"), self.tr("Find a telephone"))
        self.list = QueueList(self.tr("Telephones"))
        self.list.queue_model().set_titles(
            {QueueGroup.NOW: self.tr("Free"), QueueGroup.LATER: self.tr("Not to be had now")}
        )
        self.list.setMinimumHeight(theme().px(HEIGHT.queue_row) * ROWS_SHOWN)
        self._problem = Label("", Role.BODY, Token.BAD)
        self._problem.setWordWrap(True)
        self._problem.hide()
        self.take = Button(self.tr("Sit here"), kind=ButtonKind.PRIMARY, icon="phone", key=self.tr("Enter"))
        self.none = Button(self.tr("No telephone now"))
        self.none.setVisible(can_decline)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.none)
        foot.addStretch(1)
        foot.addWidget(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for part in (self._words, self.search, self.list, self._problem):
            column.addWidget(part, 1 if part is self.list else 0)
        column.addLayout(foot)
        self.search.textChanged.connect(lambda _text: self._filter())
        self.search.left_down.connect(lambda: self.list.setFocus(Qt.FocusReason.ShortcutFocusReason))
        self.list.row_chosen.connect(lambda _key: self._show_button())
        self.take.clicked.connect(self._take)
        self.none.clicked.connect(self.declined)

    def begin(self) -> None:
        """Put the keyboard where one types an extension."""
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_phones(self, found: list[PhoneChoice], preferred: str = "") -> None:
        """Show the phones as they are now; what was chosen stays chosen."""
        self._choices = {one.extension: one for one in found}
        chosen = preferred or self.list.chosen_row()
        self.list.show_rows([self._row(one) for one in found], at_once=bool(preferred))
        if chosen and self.list.chosen_row() != chosen:
            self.list.choose_row(chosen)
        self._show_button()

    def show_working(self) -> None:
        """The choice is on its way; nothing else is taken."""
        self._is_busy = True
        self._problem.hide()
        self._show_button()

    def show_problem(self, what: str) -> None:
        """It was not taken: say why, and let another be chosen."""
        self._is_busy = False
        self._problem.setText(what)
        self._problem.show()
        self._show_button()
        self.begin()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter sits down."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._take()
            return
        super().keyPressEvent(event)

    def _filter(self) -> None:
        self.list.set_filter(self.search.text())
        rows = [row.row_id for row in self.list.queue_model().rows() if self.search.text() in row.subject]
        if rows and self.list.chosen_row() not in rows:
            self.list.choose_row(rows[0])
        self._show_button()

    def _show_button(self) -> None:
        one = self._choices.get(self.list.chosen_row())
        if self._is_busy:
            why = self.tr("One moment…")
        elif one is None:
            why = self.tr("Choose a telephone first.")
        elif one.holder_name:
            why = self.tr("{name} sits there.").format(name=one.holder_name)
        elif one.is_registered is False:
            why = self.tr("The exchange does not see this telephone. Is it on and connected?")
        else:
            why = ""
        self.take.set_disabled_reason(why)

    def _take(self) -> None:
        if self.take.isEnabled():
            self.chosen.emit(self.list.chosen_row())

    def _row(self, one: PhoneChoice) -> QueueRow:
        if one.holder_name:
            state, tone = self.tr("Taken"), Tone.WARN
        elif one.is_registered is False:
            state, tone = self.tr("Not connected"), Tone.BAD
        elif one.is_registered:
            state, tone = self.tr("Connected"), Tone.OK
        else:
            state, tone = "", Tone.NEUTRAL
        who = one.holder_name
        if one.is_mine:
            who = self.tr("You sit here")
        elif not who and one.is_remembered:
            who = self.tr("This desk’s telephone")
        group = QueueGroup.NOW if one.is_usable else QueueGroup.LATER
        spoken = ", ".join(part for part in (self.tr("Telephone"), one.extension, who, state) if part)
        return QueueRow(
            one.extension,
            group,
            "phone",
            one.extension,
            who,
            deadline=state,
            deadline_tone=tone,
            spoken=spoken,
        )
