"""Who on record is like the customer in a form, told while it is typed; they can be opened instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from agent_desktop.features.customers.twins import LikelyDuplicates, Twin
from agent_desktop_ui.customers.record_words import reason_words
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.label import ElidedLabel, Label

if TYPE_CHECKING:
    from agent_desktop.core.errors import KnownError
    from agent_desktop_ui.shell.screen import DeskContext

ASK_AFTER_MS = 250
_ROW = 42


class TwinsBox(QWidget):
    """Room for so many likely ones, taken from the beginning, so that nothing moves while one types."""

    opened = Signal(str, str)
    """The person wants this one: id and name."""

    def __init__(self, context: DeskContext, action: str, *, rows: int = 3) -> None:
        super().__init__()
        self._context, self._action, self._most = context, action, rows
        self._asked = 0
        self._query: LikelyDuplicates | None = None
        self.twins: list[Twin] = []
        self._rows: list[QWidget] = []
        self.buttons: list[Button] = []
        self._said = Label("", Role.META, Token.TEXT3)
        self._column = QVBoxLayout()
        self._column.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(4)
        column.addWidget(self._said)
        column.addLayout(self._column)
        column.addStretch(1)
        self.setFixedHeight(theme().px(_ROW * rows + 24))
        self._pause = QTimer(self, singleShot=True, interval=ASK_AFTER_MS)
        self._pause.timeout.connect(self._ask)
        self._show(0, [])

    def typed(self, values: dict[str, Any]) -> None:
        """The form says this now: fields of ``LikelyDuplicates``."""
        known = {name: value for name, value in values.items() if value}
        said = {name: value for name, value in known.items() if name not in {"customer_id", "region"}}
        query = LikelyDuplicates(**known) if said else None
        if query != self._query:
            self._query = query
            self._pause.start()

    def _ask(self) -> None:
        self._asked += 1
        asked = self._asked
        if self._query is None:
            self._show(asked, [])
            return
        self._context.bridge.run(
            self._context.workstation.ask(self._query), lambda twins: self._show(asked, twins), self._quiet
        )

    def _quiet(self, _problem: KnownError) -> None:
        """A form is filled in whether or not anybody can be compared."""

    def _show(self, asked: int, twins: list[Twin]) -> None:
        if asked != self._asked or not isValid(self):
            return
        focus = next((n for n, button in enumerate(self.buttons) if button.hasFocus()), None)
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self.twins, self._rows, self.buttons = twins[: self._most], [], []
        more = len(twins) - len(self.twins)
        said = self.tr("Perhaps on record already:")
        if more:
            said = self.tr("Perhaps on record already, and %n more:", "", more)
        self._said.setText(said if twins else "")
        for twin in self.twins:
            self._column.addWidget(self._row(twin))
        if focus is not None and self.buttons:
            self.buttons[min(focus, len(self.buttons) - 1)].setFocus()

    def _row(self, twin: Twin) -> QWidget:
        row = QWidget()
        who = "  ·  ".join(part for part in (twin.name, twin.detail) if part)
        why = reason_words(twin.reasons)
        button = Button(self._action, is_low=True)
        button.setAccessibleName(
            self.tr("{action}: looks like {name}, {why}").format(action=self._action, name=who, why=why)
        )
        button.clicked.connect(lambda: self.opened.emit(twin.customer_id, twin.name))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(self.tr("Looks like {name}").format(name=who), Role.STRONG, Token.WARN))
        words.addWidget(ElidedLabel(why, Role.META, Token.TEXT3))
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addLayout(words, 1)
        line.addWidget(button)
        row.setFixedHeight(theme().px(_ROW - 2))
        self._rows.append(row)
        self.buttons.append(button)
        return row
