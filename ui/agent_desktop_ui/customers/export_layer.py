"""Every customer as a file of one's own: which kind, where to, and how far central is."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QWidget
from shiboken6 import isValid

from agent_desktop_ui import formats
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.label import Paragraph

if TYPE_CHECKING:
    from agent_desktop.core.errors import KnownError
    from agent_desktop_ui.shell.screen import DeskContext

SUFFIXES = {"xlsx": "xlsx", "csv": "csv", "vcard": "vcf", "jsonl": "jsonl"}


class ExportLayer(Layer):
    """A file that is there whole or not at all. Closing the layer stops nothing; its end is told as a notice."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__("", width=560)
        self.set_title(self.tr("Export customers"))
        self._context = context
        self._task: asyncio.Task[Any] | None = None
        self.kind = ComboField(self.tr("Kind of file"), keeps_case=True)
        self.kind.set_options(
            [
                ("xlsx", self.tr("Workbook (XLSX)")),
                ("csv", "CSV"),
                ("vcard", self.tr("Cards (vCard 4.0)")),
                ("jsonl", "JSON Lines"),
            ]
        )
        self.kind.set_value("xlsx")
        self.told = Paragraph("", Role.BODY, Token.TEXT2)
        self.told.setText(
            self.tr(
                "Every customer with all that is on record, as of one moment. The file holds personal details: it is"
                " readable by you alone, and the audit log keeps that you made it."
            )
        )
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.bar.hide()
        self.stop = Button(self.tr("Stop"), icon="x")
        self.stop.hide()
        self.export = Button(self.tr("Export…"), kind=ButtonKind.PRIMARY, icon="download")
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self.stop)
        foot.addWidget(self.export)
        self.body().addWidget(self.kind)
        self.body().addWidget(self.told)
        self.body().addWidget(self.bar)
        self.body().addLayout(foot)
        self.export.clicked.connect(self._choose)
        self.stop.clicked.connect(self._stop)
        context.bridge.link_changed.connect(lambda _link: self._offer())
        self._offer()

    def first_focus(self) -> QWidget:
        """The kind of file."""
        return self.kind

    def write(self, path: Path) -> None:
        """Have the file written."""
        files, kind = self._context.workstation.files, self.kind.value()

        def written(count: int) -> None:
            told = self.tr("{n} customers are in {file}.").format(n=formats.count(count), file=path.name)
            self._ended(told, Tone.OK)

        work = files.export(path, kind, progress=self._progressed)
        self._task = self._context.bridge.run(work, written, self._failed)
        self.told.setText(self.tr("Central writes the file…"))
        self._offer()

    # -- inside ----------------------------------------------------------------------------------------

    def _choose(self) -> None:
        suffix = SUFFIXES[self.kind.value()]
        day = QDate.currentDate().toString("yyyy-MM-dd")
        proposed = self.tr("Customers {day}").format(day=day)
        dialog = QFileDialog(self.window(), self.tr("Export customers"), f"{proposed}.{suffix}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.fileSelected.connect(lambda path: self.write(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._task = None
        self.told.setText(self.tr("Stopped. No file was written."))
        self._offer()

    def _progressed(self, rows: int) -> None:
        if isValid(self):
            self.told.setText(self.tr("{n} customers are written…").format(n=formats.count(rows)))

    def _failed(self, problem: KnownError) -> None:
        self._ended(str(problem), Tone.BAD)

    def _ended(self, told: str, tone: Tone) -> None:
        self._context.desk.notice(told, tone)
        if isValid(self):
            self._task = None
            self.told.setText(told)
            self._offer()

    def _offer(self) -> None:
        if not isValid(self):
            return
        is_busy = self._task is not None
        self.bar.setVisible(is_busy)
        self.stop.setVisible(is_busy)
        away = self.tr("Central is at it.") if is_busy else ""
        if self._context.workstation.link.state == "offline":
            away = self.tr("Central writes the file, and cannot be reached now.")
        self.kind.set_disabled_reason(away)
        self.export.set_disabled_reason(away)
