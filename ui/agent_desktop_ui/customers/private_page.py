"""What is private of the customer on screen: asked for, shown with its end, and gone when its ground is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_desktop.core.errors import Refused
from agent_desktop.features.customers.private_commands import MAY_SET
from agent_desktop_ui import formats
from agent_desktop_ui.customers.private_form import FIELDS, PrivateFormLayer, field_words
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.label import Label, Paragraph
from agent_desktop_ui.widgets.notice import announce
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop.core.errors import KnownError
    from agent_desktop.workstation.private_details import ShownPrivate
    from agent_desktop_ui.shell.screen import DeskContext


class PrivatePage(QWidget):
    """Empty until somebody asks. Without a contact or a visit it asks for a reason first."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._customer_id = ""
        self._shown: ShownPrivate | None = None
        self._given_reason = ""
        self._state = Paragraph("", Role.BODY, Token.TEXT2)
        self._facts = QVBoxLayout()
        self._facts.setSpacing(6)
        self._rows: list[QWidget] = []
        self._reason = TextField(
            self.tr("What are they needed for?"), hint=self.tr("Kept with your name and the time.")
        )
        self._show = Button(self.tr("Show private details"), icon="eye")
        self._hide = Button(self.tr("Hide"), icon="x")
        self._change = Button(self.tr("Change…"), icon="pencil")
        self._show.clicked.connect(self._ask)
        self._reason.entered.connect(self._ask)
        self._hide.clicked.connect(self._put_away)
        self._change.clicked.connect(self._open_form)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for button in (self._show, self._hide, self._change):
            foot.addWidget(button)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 12)
        column.setSpacing(10)
        column.addWidget(self._state)
        column.addLayout(self._facts)
        column.addWidget(self._reason)
        column.addLayout(foot)
        column.addStretch(1)
        self.setAccessibleName(self.tr("Private details"))
        context.bridge.private_gone.connect(self._gone)
        context.heartbeat.second.connect(lambda _now: self._look_at_the_clock())
        self._show_nothing()

    def show_customer(self, customer_id: str) -> None:
        """Another customer is on screen, or nobody; what is here of them already is shown."""
        self._customer_id = customer_id
        self._show_nothing()
        if customer_id:
            self._context.bridge.run(
                self._context.workstation.private.read(customer_id),
                lambda found: self._came(customer_id, found),
            )

    def _ask(self) -> None:
        customer_id = self._customer_id
        if not customer_id or not self._show.isEnabled():
            return
        self._show.set_disabled_reason(self.tr("One moment…"))
        if self._reason.isVisibleTo(self):
            self._given_reason = self._reason.text().strip()
        self._context.bridge.run(
            self._context.workstation.private.ask(customer_id, self._given_reason),
            lambda found: self._came(customer_id, found),
            lambda problem: self._failed(customer_id, problem),
        )

    def _came(self, customer_id: str, shown: ShownPrivate | None) -> None:
        self._show.set_disabled_reason("")
        if customer_id != self._customer_id or shown is None:
            return
        self._shown = shown
        self._reason.hide()
        self._reason.set_text("")
        self._reason.set_error("")
        self._clear()
        for name in FIELDS:
            value = getattr(shown.details, name)
            if value:
                self._rows.append(self._row(field_words(name), value))
        for row in self._rows:
            self._facts.addWidget(row)
            row.show()
        self._state.setText(self._until(shown))
        had_keyboard = self._show.hasFocus() or self._reason.edit().hasFocus()
        self._show.hide()
        self._hide.show()
        self._change.setVisible(not MAY_SET.isdisjoint(self._context.workstation.actor.roles))
        if had_keyboard:
            self._hide.setFocus()
            # A screen reader says that they came, never what they are: a customer may hear it.
            announce(self, self._state.text())

    def _failed(self, customer_id: str, problem: KnownError) -> None:
        self._show.set_disabled_reason("")
        if customer_id != self._customer_id:
            return
        if isinstance(problem, Refused) and problem.reason == "reason_needed":
            was_asked = self._reason.isVisibleTo(self)
            self._reason.show()
            self._reason.set_error(problem.todo if was_asked else "")
            self._state.setText(problem.what)
            self._reason.edit().setFocus()
            return
        self._state.setText(str(problem))

    def _put_away(self) -> None:
        self._context.bridge.run(self._context.workstation.private.hide(self._customer_id))

    def _open_form(self) -> None:
        if self._shown is not None:
            layer = PrivateFormLayer(self._context, self._shown)
            layer.changed.connect(self._ask)
            self._context.desk.open_layer(layer)

    def _gone(self, customer_ids: frozenset[str]) -> None:
        if self._customer_id in customer_ids:
            self._show_nothing()

    def _look_at_the_clock(self) -> None:
        """What is over is not shown for a moment longer, whatever else the desk is doing."""
        if self._shown is not None and self._shown.expires_at <= self._context.workstation.clock.now():
            self._show_nothing()

    def _show_nothing(self) -> None:
        had_keyboard = self._hide.hasFocus() or self._change.hasFocus()
        self._shown = None
        self._given_reason = ""
        self._clear()
        self._state.setText(
            self.tr(
                "Date of birth, identifiers, payment and health are not kept on this desk. They are shown for a"
                " contact, a visit or a reason, and leave with it."
            )
        )
        self._reason.hide()
        self._reason.set_text("")
        self._hide.hide()
        self._change.hide()
        self._show.show()
        self._show.set_disabled_reason("")
        if had_keyboard:
            self._show.setFocus()

    def _clear(self) -> None:
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = []

    def _row(self, words: str, value: str) -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(Label(words, Role.LABEL, Token.TEXT3))
        column.addWidget(Paragraph(value, Role.BODY, Token.TEXT))
        row.setAccessibleName(f"{words}: {value}")
        return row

    def _until(self, shown: ShownPrivate) -> str:
        what = "" if self._rows else self.tr("Nothing private is known.") + " "
        if shown.ground == "contact":
            return what + self.tr("Shown for this contact; they leave this desk with it.")
        time = formats.clock(shown.expires_at)
        if shown.ground == "visit":
            return what + self.tr("Shown for your visit, until {time} at most.").format(time=time)
        return what + self.tr("Shown for the reason you gave, until {time}.").format(time=time)
