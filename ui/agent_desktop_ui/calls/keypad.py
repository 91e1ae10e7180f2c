"""A number to dial, or keys to send to the other end of a call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from agent_desktop.telephony.actions import SendDtmf
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop_ui.shell.screen import DeskContext

KEYS = "123456789*0#"


class KeypadLayer(Layer):
    """With a call its keys go out at once; without one a whole number is dialled by Enter."""

    def __init__(self, context: DeskContext, *, call_id: str | None, number: str = "") -> None:
        super().__init__("", width=300)
        self._context = context
        self._call_id = call_id
        is_dial = call_id is None
        self.set_title(self.tr("Dial") if is_dial else self.tr("Keypad"))
        self._field = TextField(self.tr("Number") if is_dial else self.tr("Keys sent"))
        self._field.entered.connect(self._dial)
        self.body().addWidget(self._field)
        if not is_dial:
            self._field.edited.connect(self._typed)
            self._sent = ""
        grid = QGridLayout()
        grid.setSpacing(6)
        self._keys: dict[str, Button] = {}
        for place, key in enumerate(KEYS):
            button = self._keys[key] = Button(key)
            button.clicked.connect(lambda _=False, key=key: self._press(key))
            grid.addWidget(button, place // 3, place % 3)
        self.body().addLayout(grid)
        if is_dial:
            row = QHBoxLayout()
            row.addStretch(1)
            call = Button(
                self.tr("Call"), kind=ButtonKind.PRIMARY, icon="phone-outgoing", key=self.tr("Enter")
            )
            call.clicked.connect(self._dial)
            row.addWidget(call)
            self.body().addLayout(row)
            self._offer(context, number)

    def first_focus(self) -> QWidget:
        """The number."""
        return self._field

    def _offer(self, context: DeskContext, number: str) -> None:
        """What stands there at first: a number from outside; and what Enter calls while nothing does."""
        from agent_desktop.core.phone import display, parse_number

        region = context.workstation.region
        if number:
            read = parse_number(number, region)
            self._field.set_text(display(read.e164, region) if read.e164 else read.digits or number)
        elif context.desk.last_dialled:
            again = display(context.desk.last_dialled, region)
            self._field.edit().setPlaceholderText(self.tr("Enter calls {number} again").format(number=again))

    def field(self) -> TextField:
        """Where the number, or the keys sent, stand."""
        return self._field

    def button(self, key: str) -> Button:
        """The button of one key."""
        return self._keys[key]

    def _press(self, key: str) -> None:
        self._field.set_text(self._field.text() + key)
        if self._call_id is not None:
            self._send(key)

    def _typed(self, text: str) -> None:
        new = text[len(self._sent) :] if text.startswith(self._sent) else ""
        self._send("".join(c for c in new if c in KEYS))
        self._sent = text

    def _send(self, digits: str) -> None:
        call_id = self._call_id
        if digits:
            self._sent = self._field.text()
            self._context.desk.act(
                lambda i, who, until: SendDtmf(
                    id=i, agent=who, expires_at=until, call_id=call_id, digits=digits
                )
            )

    def _dial(self) -> None:
        if self._call_id is not None:
            return
        from agent_desktop.core.phone import parse_number

        text = self._field.text().strip() or self._context.desk.last_dialled
        number = parse_number(text, self._context.workstation.region)
        dialled = number.e164 or (number.digits if number.kind in {"internal", "short"} else "")
        if not dialled:
            self._field.set_error(self.tr("This is no number that can be called."))
            return
        self.closed.emit()
        self._context.desk.dial(dialled)
