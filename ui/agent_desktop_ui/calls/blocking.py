"""Blocked callers: who is blocked and why, blocking a number, and letting it through again; each with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from agent_desktop.core.phone import display
from agent_desktop.features.blocked.commands import BlockCaller, UnblockCaller
from agent_desktop.features.blocked.read_models import BlockedCaller, BlockedCallers
from agent_desktop.features.workforce.read_models import People
from agent_desktop_ui import formats
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.data_table import DataTable
from agent_desktop_ui.widgets.label import Paragraph
from agent_desktop_ui.widgets.table_model import Cell, Column, TableRow
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop.core.changes import Changes
    from agent_desktop.core.errors import KnownError
    from agent_desktop_ui.shell.screen import DeskContext


class BlockLayer(Layer):
    """Block a number, or with ``is_release`` let it through again; the reason is kept with one's name."""

    def __init__(self, context: DeskContext, number: str = "", *, is_release: bool = False) -> None:
        super().__init__("", width=440)
        self.set_title(self.tr("Let a caller through again") if is_release else self.tr("Block a caller"))
        self._context = context
        self._is_release = is_release
        self.number = TextField(self.tr("Number"))
        self.number.set_text(display(number, context.workstation.region) if number else "")
        self.number.edit().setReadOnly(is_release)
        self.reason = TextField(
            self.tr("Reason"), hint=self.tr("Kept with your name; everybody can read it.")
        )
        words = (
            self.tr("Calls from this number are like any other again, at every desk.")
            if is_release
            else self.tr(
                "Calls from this number still ring. They are shown as blocked, and put nothing on anybody’s screen."
            )
        )
        self.save = Button(
            self.tr("Let through") if is_release else self.tr("Block"),
            kind=ButtonKind.PRIMARY if is_release else ButtonKind.DANGER,
            key=self.tr("Enter"),
        )
        self.save.clicked.connect(self._submit)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.save)
        self.body().addWidget(Paragraph(words, Role.BODY, Token.TEXT2))
        self.body().addWidget(self.number)
        self.body().addWidget(self.reason)
        self.body().addLayout(foot)
        for field in (self.number, self.reason):
            field.entered.connect(self._submit)

    def first_focus(self) -> QWidget:
        """What is still to be typed."""
        return self.reason if self.number.text() else self.number

    def _submit(self) -> None:
        if not self.save.isEnabled():
            return
        desk = self._context.workstation
        kind = UnblockCaller if self._is_release else BlockCaller
        command = kind(
            made_at=desk.clock.now(),
            number=self.number.text().strip(),
            region=desk.region,
            reason=self.reason.text().strip(),
        )
        self.number.set_error("")
        self.reason.set_error("")
        self.save.set_disabled_reason(self.tr("One moment…"))
        self._context.bridge.run(desk.do(command), lambda _changes: self._done(), self._failed)

    def _done(self) -> None:
        words = (
            self.tr("{number} gets through again.") if self._is_release else self.tr("{number} is blocked.")
        )
        self._context.desk.notice(words.format(number=self.number.text().strip()), Tone.OK)
        self.closed.emit()

    def _failed(self, problem: KnownError) -> None:
        self.save.set_disabled_reason("")
        wrong = self.reason if getattr(problem, "reason", "") == "reason_needed" else self.number
        wrong.set_error(str(problem))
        wrong.setFocus()


class BlockedLayer(Layer):
    """Every blocked number with who blocked it, when, and why; it follows what others block."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__("", width=720, height=480)
        self.set_title(self.tr("Blocked callers"))
        self._context = context
        self._names: dict[str, str] = {}
        self.table = DataTable(
            self.tr("Blocked callers"),
            (
                Column("number", self.tr("Number"), is_strong=True, width=170),
                Column("reason", self.tr("Reason"), width=0),
                Column("by", self.tr("Blocked by"), width=150),
                Column("at", self.tr("Since"), width=120),
            ),
        )
        self.add = Button(self.tr("Block a number…"), icon="phone-off")
        self.release = Button(self.tr("Let through again…"), kind=ButtonKind.PRIMARY, key=self.tr("Enter"))
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.add)
        foot.addStretch(1)
        foot.addWidget(self.release)
        self.body().addWidget(self.table, 1)
        self.body().addLayout(foot)
        self.add.clicked.connect(lambda: context.desk.open_layer(BlockLayer(context)))
        self.release.clicked.connect(lambda: self._release(self.table.chosen_row()))
        self.table.row_opened.connect(self._release)
        self.table.row_chosen.connect(lambda _row: self._show_button())
        context.bridge.changed.connect(self._changed)
        self._show_button()
        self._look()

    def first_focus(self) -> QWidget:
        """The list."""
        return self.table

    def _changed(self, changes: Changes) -> None:
        if changes.touches("blocked_number"):
            self._look()

    def _look(self) -> None:
        self._context.bridge.run(self._fetch(), self._show)

    async def _fetch(self) -> list[BlockedCaller]:
        desk = self._context.workstation
        self._names = {person.agent_id: person.name for person in await desk.read(People())}
        return await desk.read(BlockedCallers())

    def _show(self, blocked: list[BlockedCaller]) -> None:
        now, region = self._context.workstation.clock.now(), self._context.workstation.region
        rows = []
        for one in blocked:
            number, by = display(one.e164, region), self._names.get(one.changed_by, "–")
            when = formats.moment(one.changed_at, now)
            cells = (Cell(number), Cell(one.reason), Cell(by), Cell(when, one.changed_at.timestamp()))
            rows.append(TableRow(one.e164, cells, ", ".join((number, one.reason, by, when))))
        self.table.show_rows(
            rows,
            empty=self.tr("Nobody is blocked"),
            todo=self.tr("A number’s menu, or the button below, blocks it."),
        )
        if rows and not self.table.chosen_row():
            self.table.selectRow(0)
        self._show_button()

    def _show_button(self) -> None:
        is_chosen = bool(self.table.chosen_row())
        self.release.set_disabled_reason("" if is_chosen else self.tr("Choose a number first."))

    def _release(self, e164: str) -> None:
        if e164:
            self._context.desk.open_layer(BlockLayer(self._context, e164, is_release=True))
