"""What the forms of a record share: errors beside their field, one key to save, nothing overwritten unseen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget
from shiboken6 import isValid

from agent_desktop.core.errors import Invalid, KnownError
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.shell.submit_key import SubmitKey
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.check_box import CheckBox
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.form_foot import FormFoot
from agent_desktop_ui.widgets.label import Paragraph
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop_ui.shell.screen import DeskContext

Field = TextField | ComboField | CheckBox


class RecordForm(Layer):
    """A short form. Enter in a field, or Ctrl Enter anywhere, saves; what was wrong stands under its field.

    ``seen`` is what stood in the fields when it was opened: only what was changed is sent, and a field in which
    a colleague has written since is shown before it is overwritten.
    """

    saved = Signal()

    def __init__(self, context: DeskContext, title: str, *, width: int = 480) -> None:
        super().__init__("", width=width)
        self.set_title(title)
        self._context = context
        self._fields: dict[str, Field] = {}
        self.seen: dict[str, Any] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self._wrong = Paragraph("", Role.BODY, Token.BAD)
        self._wrong.hide()
        self._save = Button(self.tr("Save"), kind=ButtonKind.PRIMARY, key=self.tr("Ctrl Enter"))
        self._save.clicked.connect(self._submit)
        foot = FormFoot(self._save)
        foot.cancel.clicked.connect(self.closed)
        self.body().addLayout(self._grid)
        self.body().addWidget(self._wrong)
        self.body().addWidget(foot)
        SubmitKey(self, self._submit)

    # -- for the forms themselves ----------------------------------------------------------------------

    def add_fields(self, *names: tuple[str, Field] | None) -> None:
        """A row of fields side by side; one alone has the whole width, None leaves its place free."""
        row = self._grid.rowCount()
        for column, named in enumerate(names):
            if named is None:
                continue
            name, field = named
            self._fields[name] = field
            span = 2 if len(names) == 1 else 1
            align = (
                Qt.AlignmentFlag.AlignTop if isinstance(field, TextField) else Qt.AlignmentFlag.AlignBottom
            )
            self._grid.addWidget(field, row, column, 1, span, align)
            if isinstance(field, TextField):
                field.entered.connect(self._submit)

    def add_days(self) -> None:
        """Since when and until when it holds."""
        first, last = TextField(self.tr("Valid from")), TextField(self.tr("Valid until, that day included"))
        for field in (first, last):
            field.edit().setPlaceholderText("2026-11-30")
        self.add_fields(("valid_from", first), ("valid_to", last))

    def fill(self, values: Mapping[str, Any]) -> None:
        """What stands in the fields to begin with."""
        for name, value in values.items():
            field = self._fields.get(name)
            if isinstance(field, TextField):
                field.set_text(value or "")
            elif isinstance(field, ComboField):
                field.set_value(value or "")
            elif isinstance(field, CheckBox):
                field.setChecked(bool(value))

    def field(self, name: str) -> Field:
        """One of the fields."""
        return self._fields[name]

    def values(self) -> dict[str, Any]:
        """What stands in the fields; an empty text is None."""
        found: dict[str, Any] = {}
        for name, field in self._fields.items():
            if isinstance(field, TextField):
                found[name] = field.text().strip() or None
            elif isinstance(field, ComboField):
                found[name] = field.value() or None
            else:
                found[name] = field.isChecked()
        return found

    def changed(self) -> dict[str, Any]:
        """The fields that say something else than what was seen."""
        return {name: value for name, value in self.values().items() if value != self.seen.get(name)}

    def missing(self) -> tuple[str, str] | None:
        """The field that must be filled before anything is sent, and why; None where all is there."""
        return None

    async def stands(self) -> dict[str, Any] | None:
        """What stands in the fields now, asked again before saving; None where there is nothing to compare."""
        return None

    async def send(self, changed: dict[str, Any]) -> None:
        """Save."""
        raise NotImplementedError

    def said(self) -> str:
        """What is told when it is saved."""
        return self.tr("Saved.")

    def refuse(self, words: str, name: str = "") -> None:
        """Say what is wrong beside the field, or below where it is of no field alone."""
        field = self._fields.get(name)
        if isinstance(field, TextField):
            field.set_error(words)
        elif isinstance(field, ComboField):
            field.set_failed(words)
        if not isinstance(field, TextField):
            self._wrong.setText(words)
            self._wrong.show()
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def first_focus(self) -> QWidget:
        """The first field."""
        return next(iter(self._fields.values()), self)

    # -- inside ----------------------------------------------------------------------------------------

    def _submit(self) -> None:
        # A field tells of Enter, and the key comes up to the form too: only once.
        if not self._save.isEnabled():
            return
        self._wrong.hide()
        for field in self._fields.values():
            if isinstance(field, TextField):
                field.set_error("")
            elif isinstance(field, ComboField):
                field.set_failed("")
        missing = self.missing()
        if missing is not None:
            self.refuse(missing[1], missing[0])
            return
        changed = self.changed()
        if not changed:
            self.closed.emit()
            return
        self._save.set_disabled_reason(self.tr("One moment…"))
        self._context.bridge.run(self._check_and_send(changed), self._sent, self._failed)

    async def _check_and_send(self, changed: dict[str, Any]) -> dict[str, Any] | None:
        """Save, unless a colleague's newer value has come under what was typed: then that is answered."""
        now = await self.stands()
        if now is not None:
            news = {
                name: now[name]
                for name, value in changed.items()
                if name in now and now[name] != self.seen.get(name) and now[name] != value
            }
            if news:
                return news
        await self.send(changed)
        return None

    def _sent(self, news: dict[str, Any] | None) -> None:
        if not isValid(self):
            return
        self._save.set_disabled_reason("")
        if news:
            # Seen now: whoever saves again means it.
            self.seen = {**self.seen, **news}
            words = self.tr("A colleague has just made this: {value}. Save again to put yours.")
            for name, value in news.items():
                self.refuse(words.format(value=self._told(value)), name)
            return
        self.closed.emit()
        self._context.desk.notice(self.said(), Tone.OK)
        self.saved.emit()

    def _told(self, value: Any) -> str:
        if isinstance(value, bool):
            return self.tr("yes") if value else self.tr("no")
        return str(value) if value else self.tr("empty")

    def _failed(self, problem: KnownError) -> None:
        if not isValid(self):
            return
        self._save.set_disabled_reason("")
        name = problem.field if isinstance(problem, Invalid) else ""
        words = f"{problem.what} {problem.todo}".strip() if name in self._fields else str(problem)
        self.refuse(words, name if name in self._fields else "")
