"""Customers from a file: choose it, say what its columns are, look at what would be stored, have it written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QWidget
from shiboken6 import isValid

from agent_desktop_ui import formats
from agent_desktop_ui.customers import import_words as words
from agent_desktop_ui.customers.import_job import ImportJob, Step
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.check_box import CheckBox
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.data_table import DataTable
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.label import ElidedLabel, Paragraph
from agent_desktop_ui.widgets.painted import explain
from agent_desktop_ui.widgets.table_model import TableRow

if TYPE_CHECKING:
    from agent_desktop.workstation.synchroniser import Link
    from agent_desktop_ui.shell.screen import DeskContext

COLUMNS_HEIGHT = 190
LOOK_AFTER_MS = 200


class ImportLayer(Layer):
    """Nothing is written before the button is pressed. Closing it does not stop what is under way."""

    def __init__(self, context: DeskContext, job: ImportJob) -> None:
        super().__init__("", width=980, height=680)
        self._context, self._job = context, job
        self._waiting: tuple[int, str] | None = None
        self.set_title(self.tr("Import customers"))
        self.setAcceptDrops(True)
        self.choose = Button(self.tr("Choose a file…"), icon="upload")
        self.file = ElidedLabel("", Role.STRONG)
        self.encoding = ComboField(self.tr("Letters"), keeps_case=True)
        self.encoding.set_options(words.encodings())
        self.encoding.set_value(job.encoding)
        self.columns = DataTable(self.tr("Columns of the file"), words.column_columns(), is_compact=True)
        self.columns.setFixedHeight(theme().px(COLUMNS_HEIGHT))
        self.field = ComboField(self.tr("Take the chosen column as"), keeps_case=True, opens_list=True)
        self.rows = DataTable(self.tr("First rows"), words.preview_columns(), is_compact=True)
        self.refused = DataTable(self.tr("Refused rows"), words.refused_columns(), is_compact=True)
        self.state = EmptyState()
        self.skip = CheckBox(self.tr("Leave out rows that cannot be used, and keep them in a file"))
        self.skip.setChecked(job.is_skipping_bad)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.told = Paragraph("", Role.META, Token.TEXT2)
        self.check = Button(self.tr("Check all rows"))
        self.stop = Button(self.tr("Stop"), icon="x")
        self.write = Button(self.tr("Import"), kind=ButtonKind.PRIMARY)
        self._soon = QTimer(self, singleShot=True, interval=LOOK_AFTER_MS)
        self._lay_out()
        self._connect()
        self._show()

    def first_focus(self) -> QWidget:
        """The button that chooses a file, or the columns of the one that is chosen."""
        return self.columns if self._job.preview is not None and self._job.preview.columns else self.choose

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file is welcome."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile() and self.choose.isEnabled():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """What was dropped is the file."""
        self._job.choose(Path(event.mimeData().urls()[0].toLocalFile()))

    # -- inside ----------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.choose)
        head.addWidget(self.file, 1)
        head.addWidget(self.encoding)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.told, 1)
        foot.addWidget(self.check)
        foot.addWidget(self.stop)
        foot.addWidget(self.write)
        body = self.body()
        body.addLayout(head)
        body.addWidget(self.columns)
        body.addWidget(self.field)
        body.addWidget(self.rows, 1)
        body.addWidget(self.refused, 1)
        body.addWidget(self.state, 1)
        body.addWidget(self.skip)
        body.addWidget(self.bar)
        body.addLayout(foot)

    def _connect(self) -> None:
        self.choose.clicked.connect(self._choose)
        self.encoding.chosen.connect(self._job.set_encoding)
        self.columns.row_chosen.connect(lambda _id: self._show_field())
        self.columns.row_opened.connect(lambda _id: self.field.box().setFocus())
        self.field.chosen.connect(self._map)
        self.skip.toggled.connect(self._skip)
        self.check.clicked.connect(self._job.check)
        self.stop.clicked.connect(self._job.stop)
        self.write.clicked.connect(self._job.write)
        self._soon.timeout.connect(self._take)
        self._job.moved.connect(self._show)
        self._job.progressed.connect(self._progressed)
        self._context.bridge.link_changed.connect(self._link)

    def _choose(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Choose a file of customers"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        known = "*.csv *.txt *.tsv *.xlsx *.vcf *.vcard *.jsonl *.ndjson"
        dialog.setNameFilters(
            [self.tr("Files of customers ({patterns})").format(patterns=known), self.tr("All files (*)")]
        )
        dialog.fileSelected.connect(lambda path: self._job.choose(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _map(self, field: str) -> None:
        place = self.columns.chosen_row()
        if place:
            self._waiting = (int(place), field)
            self._soon.start()

    def _take(self) -> None:
        if self._waiting is not None:
            place, field = self._waiting
            self._waiting = None
            self._job.take_as(place, field)

    def _skip(self, is_on: bool) -> None:
        self._job.is_skipping_bad = is_on

    def _link(self, _link: Link) -> None:
        self._offer()

    # -- what is shown ---------------------------------------------------------------------------------

    def _show(self) -> None:
        if not isValid(self):
            return
        job = self._job
        self.file.setText(job.path.name if job.path is not None else "")
        self.encoding.setVisible(job.path is not None)
        has_columns = job.preview is not None and bool(job.preview.columns)
        self.columns.setVisible(has_columns)
        self.field.setVisible(has_columns)
        if has_columns:
            self._show_columns()
        self._show_rows()
        self._tell()
        self._offer()

    def _show_columns(self) -> None:
        preview = self._job.preview
        if preview is None:
            return
        rows = []
        for place, (column, field) in enumerate(zip(preview.columns, self._job.fields, strict=True)):
            taken = words.field_words(field) if field else self.tr("left out")
            title = column.title or self.tr("without a name")
            rows.append(TableRow(str(place), (title, column.example, taken)))
        self.columns.show_rows(rows)
        if rows and not self.columns.chosen_row():
            self.columns.selectRow(0)
        options = [("", self.tr("left out")), *((one, words.field_words(one)) for one in preview.fields)]
        if self.field.box().count() != len(options):
            self.field.set_options(options)
        self._show_field()

    def _show_field(self) -> None:
        place = self.columns.chosen_row()
        is_there = place.isdigit() and int(place) < len(self._job.fields)
        self.field.set_value(self._job.fields[int(place)] if is_there else "")
        self._offer()

    def _show_rows(self) -> None:
        job = self._job
        preview, told = job.preview, job.done or job.checked
        faults = told.first if told is not None else preview.faults if preview is not None else []
        is_shown = job.path is not None and job.problem is None and job.step is not Step.LOOKING
        self.rows.setVisible(is_shown and not faults)
        self.refused.setVisible(is_shown and bool(faults))
        self.state.setVisible(not is_shown)
        self.skip.setVisible(job.path is not None)
        if job.path is None:
            self.state.show_words(
                self.tr("Choose a file of customers, or drop one here"),
                self.tr(
                    "CSV, workbooks, vCards, JSON Lines, leads of VICIdial, exports of Zendesk, HubSpot and Salesforce."
                ),
            )
        elif job.problem is not None:
            rest = " ".join(part for part in (job.problem.kept, job.problem.todo) if part)
            self.state.show_words(job.problem.what, rest)
        elif job.step is Step.LOOKING:
            self.state.show_words(self.tr("Central looks at the file…"))
        self.refused.show_rows([words.fault_row(one, n) for n, one in enumerate(faults)])
        if preview is not None:
            self.rows.show_rows(
                [words.preview_row(row) for row in preview.rows],
                empty=self.tr("There is no row in the file"),
            )

    def _tell(self) -> None:
        job = self._job
        told = ""
        rejects = job.rejects.name if job.rejects is not None else ""
        if job.is_busy:
            self._progressed(job.rows)
            return
        if job.done is not None:
            told = words.done_words(job.done, rejects, is_check=False)
        elif job.is_stopped:
            told = self.tr("Stopped. What is written stays; “Go on” writes the rest of this very file.")
        elif job.checked is not None:
            told = words.done_words(job.checked, rejects, is_check=True)
        elif job.preview is not None and job.preview.is_remembered:
            told = self.tr("The columns are taken as they were the last time.")
        elif job.preview is not None:
            told = self.tr("This is how the first rows would be stored.")
        self.told.setText(told)

    def _progressed(self, rows: int) -> None:
        if not isValid(self):
            return
        job = self._job
        total = job.checked.read if job.checked is not None else 0
        self.bar.setRange(0, total)
        self.bar.setValue(min(rows, total))
        count = formats.count(rows)
        if job.step is Step.CHECKING:
            self.told.setText(self.tr("{n} rows are checked…").format(n=count))
        else:
            self.told.setText(self.tr("{n} rows are done…").format(n=count))

    def _offer(self) -> None:
        if not isValid(self):
            return
        job = self._job
        self.bar.setVisible(job.is_busy)
        self.stop.setVisible(job.is_busy)
        self.write.set_label(self.tr("Go on") if job.is_stopped else self.tr("Import"))
        away = ""
        if self._context.workstation.link.state == "offline":
            away = self.tr("Central reads the file, and cannot be reached now.")
        elif job.is_busy:
            away = self.tr("Central is at it.")
        self.choose.set_disabled_reason(away)
        self.encoding.set_disabled_reason(away)
        explain(self.skip, away)
        self.field.set_disabled_reason(
            away or ("" if self.columns.chosen_row() else self.tr("Choose a column first."))
        )
        if not away and job.path is None:
            away = self.tr("Choose a file first.")
        elif not away and job.preview is None:
            away = self.tr("The file cannot be read so.")
        self.check.set_disabled_reason(away)
        if not away and job.preview is not None and job.preview.faults:
            away = self.tr("Say first what the columns are: “left out” is an answer, too.")
        elif not away and job.done is not None and not job.done.is_refused:
            away = self.tr("This file is written.")
        self.write.set_disabled_reason(away)
