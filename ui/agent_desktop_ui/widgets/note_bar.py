"""The foot of the customer panel: the note, its choices, and the button that finishes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Token
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.card import Surface
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.note_editor import NoteEditor


class NoteBarView(Surface):
    """Note above; choices at the left and the finishing button at the right below."""

    finish_pressed = Signal()
    """By the button or by Ctrl+Enter in the note."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Token.SURFACE, line_top=True, parent=parent)
        self.note = NoteEditor()
        self._finish = Button(
            self.tr("Save the note"), kind=ButtonKind.PRIMARY, key=self.tr("Ctrl ⏎"), is_low=True
        )
        self._finish.clicked.connect(self._finish_pressed)
        self.note.finished.connect(self.finish_pressed)
        self._choices = QHBoxLayout()
        self._choices.setSpacing(8)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addLayout(self._choices)
        foot.addStretch(1)
        foot.addWidget(self._finish)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 6, 20, 12)
        column.setSpacing(8)
        column.addWidget(self.note, 1)
        column.addLayout(foot)
        self._lines = 3
        self._set_height()

    def add_choice(self, label: str) -> ComboField:
        """Adds a choice at the left of the foot."""
        field = ComboField(label)
        self._choices.addWidget(field)
        return field

    def finish_button(self) -> Button:
        """The button that finishes, to name it and to disable it with a reason."""
        return self._finish

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leaves the key out where it is narrow."""
        super().resizeEvent(event)
        self._finish.set_compact(shows_key=self.width() >= 520 * theme().factor)

    def changeEvent(self, event: QEvent) -> None:
        """Grows with the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._set_height()

    def set_note_lines(self, lines: int) -> None:
        """How many lines of the note are in view; the rest is reached by scrolling."""
        if lines != self._lines:
            self._lines = lines
            self._set_height()

    def _set_height(self) -> None:
        self.note.field().setFixedHeight(self._lines * theme().px(16) + 24)

    def _finish_pressed(self) -> None:
        self.note.save_now()
        self.finish_pressed.emit()
