"""Copy, export and print, the same for every list of the window: by its menu and by the same keys."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QMenu, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Token, Tone
from agent_desktop_ui.widgets.list_sheet import Sheet, as_csv, as_text

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

EXPORT_KEY, PRINT_KEY = "Ctrl+Shift+S", "Ctrl+P"
LINES_AT_A_STRETCH = 2_000
"""So many lines are written before the window gets its turn."""

Gather = Callable[[bool, Callable[[Sheet], None]], None]
"""Gathers a list, the selected rows alone if so asked, and hands it over, at once or when it is all there."""


class ListOutput(QObject):
    """What takes a list out of the window. The view gives it its keys, and whoever opens a menu its actions."""

    told = Signal(str, bool)
    """What became of it, in words, and whether it went wrong."""

    finished = Signal()
    """A file is written, or a job is handed to the printer."""

    def __init__(self, view: QWidget, gather: Gather, *, has_rows: Callable[[], bool] | None = None) -> None:
        """``has_rows`` answers for a view whose rows stand in no model, such as a column of cards."""
        super().__init__(view)
        self._view = view
        self._gather = gather
        self._has_rows = has_rows or self._has_model_rows
        self._job: _Writing | QObject | None = None
        self.told.connect(self._tell)

    def takes(self, event: QKeyEvent) -> bool:
        """Do what a key asks for; False for a key of others."""
        deed = self._deed_of(event)
        if deed is None:
            return False
        deed()
        return True

    def wants(self, event: QEvent) -> bool:
        """Whether this is a key of ours that a shortcut of the window would take away."""
        return (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._deed_of(event) is not None
        )

    def add_to(self, menu: QMenu) -> None:
        """Put what can be done with the list into a menu, with the keys that do the same."""
        has_rows = self._has_rows()
        for name, icon, words, key, deed in (
            ("copy", "copy", self.tr("Copy"), QKeySequence(QKeySequence.StandardKey.Copy), self.copy),
            ("copy_all", "copy", self.tr("Copy the whole list"), QKeySequence(), self.copy_all),
            ("export", "download", self.tr("Export as CSV…"), QKeySequence(EXPORT_KEY), self.export),
            ("print", "printer", self.tr("Print…"), QKeySequence(PRINT_KEY), self.print),
        ):
            action = QAction(theme().icon(icon, Token.TEXT2), words, menu)
            action.setObjectName(f"list:{name}")
            # Shown only: the key is the view's, and as a shortcut it would be there twice.
            action.setText(
                f"{words}\t{key.toString(QKeySequence.SequenceFormat.NativeText)}"
                if not key.isEmpty()
                else words
            )
            action.setEnabled(has_rows)
            action.triggered.connect(lambda _=False, do=deed: do())
            menu.addAction(action)

    def copy(self) -> None:
        """The selected rows as text, or all where none is."""
        view = self._view
        is_some = isinstance(view, QAbstractItemView) and view.selectionModel().hasSelection()
        self._gather(is_some, self._to_clipboard)

    def copy_all(self) -> None:
        """The whole list as text."""
        self._gather(False, self._to_clipboard)

    def export(self) -> None:
        """Ask for a file, and write the whole list into it as CSV."""
        name = self._view.accessibleName() or self.tr("List")
        day = QDate.currentDate().toString("yyyy-MM-dd")
        plain = "".join(char if char.isalnum() or char in " -_" else "" for char in name).strip() or "list"
        self.ask_path(f"{plain} {day}.csv", self.write)

    def ask_path(self, proposed: str, then: Callable[[str], None]) -> None:
        """Ask where to, beside the window's work; ``then`` gets the path."""
        dialog = QFileDialog(self._view.window(), self.tr("Export as CSV"), proposed)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("CSV files (*.csv)"))
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(then)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, path: str) -> None:
        """Write the whole list into a file; what stood there before stays until all is written."""

        def begin(sheet: Sheet) -> None:
            self._job = _Writing(self, sheet, Path(path))

        self._gather(False, begin)

    def print(self) -> None:
        """Ask for a printer, and print the whole list."""
        from PySide6.QtPrintSupport import QPrinter

        self.ask_printer(QPrinter(QPrinter.PrinterMode.HighResolution), self.print_to)

    def ask_printer(self, printer: QPrinter, then: Callable[[QPrinter], None]) -> None:
        """Ask which printer, beside the window's work."""
        from PySide6.QtPrintSupport import QPrintDialog

        dialog = QPrintDialog(printer, self._view.window())
        dialog.accepted.connect(lambda: then(printer))
        dialog.finished.connect(dialog.deleteLater)
        dialog.setModal(True)
        dialog.show()

    def print_to(self, printer: QPrinter) -> None:
        """Print the whole list, a page at a time."""
        from agent_desktop_ui.widgets.list_paper import Printing

        def begin(sheet: Sheet) -> None:
            is_mirrored = self._view.isRightToLeft()
            job = Printing(self, sheet, printer, is_mirrored=is_mirrored)
            job.done.connect(self._printed)
            self._job = job

        self._gather(False, begin)

    def written(self, path: Path, count: int) -> None:
        """A file is whole."""
        rows = QLocale().toString(count)
        self.told.emit(self.tr("{n} rows are in {file}.").format(n=rows, file=path.name), False)
        self.finished.emit()

    def failed(self, reason: str) -> None:
        """A file could not be written."""
        words = self.tr("The list could not be written: {reason}. Nothing was changed.").format(reason=reason)
        self.told.emit(words, True)
        self.finished.emit()

    def _printed(self, pages: int) -> None:
        if pages:
            self.told.emit(self.tr("%n page(s) went to the printer.", "", pages), False)
        else:
            self.told.emit(self.tr("The printer took nothing. Look at it, and print again."), True)
        self.finished.emit()

    def _has_model_rows(self) -> bool:
        return isinstance(self._view, QAbstractItemView) and self._view.model().rowCount() > 0

    def _to_clipboard(self, sheet: Sheet) -> None:
        QGuiApplication.clipboard().setText(as_text(sheet))

    def _deed_of(self, event: QKeyEvent) -> Callable[[], None] | None:
        if event.matches(QKeySequence.StandardKey.Copy):
            return self.copy
        pressed = QKeySequence(event.keyCombination())
        if pressed == QKeySequence(EXPORT_KEY):
            return self.export
        return self.print if pressed == QKeySequence(PRINT_KEY) else None

    def _tell(self, words: str, is_bad: bool) -> None:
        """Say it where the window says things; a list that stands in no desk has nobody to tell."""
        above: QWidget | None = self._view
        while above is not None:
            notice: Any = getattr(above, "notice", None)
            if callable(notice):
                notice(words, Tone.BAD if is_bad else Tone.NEUTRAL)
                return
            above = above.parentWidget()


class _Writing(QObject):
    """Writes a list into a new file beside the old one, some lines at a stretch, and then puts it in its place."""

    def __init__(self, output: ListOutput, sheet: Sheet, path: Path) -> None:
        super().__init__(output)
        self._output = output
        self._path = path
        self._fresh = path.with_name(f".{path.name}.new")
        self._locale = QLocale()
        self._lines = sheet.lines()
        self._count = len(sheet.rows)
        try:
            # A byte order mark tells a spreadsheet that the letters are Unicode; the file is its owner's alone.
            handle = os.open(self._fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            self._stream = os.fdopen(handle, "w", encoding="utf-8-sig", newline="")
        except OSError as problem:
            output.failed(problem.strerror or str(problem))
            return
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._go_on)
        self._turn.start()

    def _go_on(self) -> None:
        lines = list(islice(self._lines, LINES_AT_A_STRETCH))
        try:
            self._stream.write(as_csv(lines, self._locale))
            if len(lines) == LINES_AT_A_STRETCH:
                return
            self._turn.stop()
            self._stream.close()
            self._fresh.replace(self._path)
        except OSError as problem:
            self._turn.stop()
            self._stream.close()
            self._fresh.unlink(missing_ok=True)
            self._output.failed(problem.strerror or str(problem))
            return
        self._output.written(self._path, self._count)
