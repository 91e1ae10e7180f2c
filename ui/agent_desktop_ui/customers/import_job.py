"""One import of customers from the window: which file, how its columns are taken, and how far central is.

It outlives the layer that shows it: whoever closes the layer goes on working, and is told when it is done.
"""

from __future__ import annotations

import asyncio
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from agent_desktop.workstation.transport import Unreachable
from agent_desktop_ui.customers.import_words import done_words
from agent_desktop_ui.theme.tokens import Tone

if TYPE_CHECKING:
    from agent_desktop.core.errors import KnownError
    from agent_desktop.sync.customer_files import ImportDone, Preview
    from agent_desktop_ui.shell.screen import DeskContext


class Step(Enum):
    """What central is at."""

    NOTHING = "nothing"
    LOOKING = "looking"
    CHECKING = "checking"
    WRITING = "writing"


class ImportJob(QObject):
    """A file on its way in. ``moved`` tells that anything of it is another."""

    moved = Signal()
    progressed = Signal(int)
    """Rows that are done."""

    def __init__(self, context: DeskContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._task: asyncio.Task[Any] | None = None
        self.path: Path | None = None
        self.encoding = ""
        self.is_skipping_bad = False
        self.step = Step.NOTHING
        self.preview: Preview | None = None
        self.fields: list[str] = []
        """What each column is taken as, nothing where it is left out."""
        self.checked: ImportDone | None = None
        self.done: ImportDone | None = None
        self.problem: KnownError | None = None
        self.rows = 0
        self.is_stopped = False

    @property
    def is_busy(self) -> bool:
        """Whether every row is being checked or written."""
        return self.step in {Step.CHECKING, Step.WRITING}

    @property
    def rejects(self) -> Path | None:
        """Where the rows go that cannot be used."""
        return self.path.with_name(f"{self.path.stem}.rejects.csv") if self.path else None

    def choose(self, path: Path) -> None:
        """Take another file, and look at it."""
        self.path, self.fields, self.preview = path, [], None
        self._look()

    def set_encoding(self, encoding: str) -> None:
        """Read the text of the file in another way."""
        self.encoding, self.fields, self.preview = encoding, [], None
        self._look()

    def take_as(self, place: int, field: str) -> None:
        """Take a column as a field; the column that was taken so before is left out."""
        for other, taken in enumerate(self.fields):
            if field and taken == field:
                self.fields[other] = ""
        self.fields[place] = field
        self._look()

    def check(self) -> None:
        """Have every row read, and nothing written."""
        if self.path is None or self.is_busy:
            return
        files = self._context.workstation.files
        work = files.check(
            self.path, mapping=self._mapping(), encoding=self.encoding, progress=self._progress
        )
        self._begin(Step.CHECKING)
        self._task = self._context.bridge.run(work, self._checked, self._failed)

    def write(self) -> None:
        """Have the customers written, going on where this file ended."""
        if self.path is None or self.is_busy:
            return
        work = self._context.workstation.files.write(
            self.path,
            mapping=self._mapping(),
            encoding=self.encoding,
            rejects=self.rejects if self.is_skipping_bad else None,
            progress=self._progress,
        )
        self._begin(Step.WRITING)
        self._task = self._context.bridge.run(work, self._written, self._failed)

    def stop(self) -> None:
        """Leave off; of what is written whole parts stay, and the file goes on behind them."""
        if self._task is not None and self.is_busy:
            self._task.cancel()
            self.is_stopped = self.step is Step.WRITING
            self.step = Step.NOTHING
            self.moved.emit()

    # -- inside ----------------------------------------------------------------------------------------

    def _mapping(self) -> dict[str, str] | None:
        """Every column of the file by its field; those that are left out are named so."""
        if self.preview is None or not self.preview.columns:
            return None
        found: dict[str, str] = {}
        seen: set[str] = set()
        for place, (column, field) in enumerate(zip(self.preview.columns, self.fields, strict=True)):
            if column.title and column.title not in seen:  # Of columns of one name the first can be named.
                found[field or f"-{place}"] = column.title
            seen.add(column.title)
        return found

    def _look(self) -> None:
        if self.path is None or self.is_busy:
            return
        if self._task is not None:
            self._task.cancel()
        mapping = self._mapping()
        self._begin(Step.LOOKING)
        files = self._context.workstation.files
        work = files.preview(self.path, mapping=mapping, encoding=self.encoding)
        self._task = self._context.bridge.run(work, self._looked, self._failed)

    def _begin(self, step: Step) -> None:
        self.step, self.done, self.problem, self.rows = step, None, None, 0
        if step is not Step.WRITING:
            self.checked = None
        self.is_stopped = False
        self.moved.emit()

    def _looked(self, preview: Preview) -> None:
        is_first = not self.fields
        self.step, self.preview = Step.NOTHING, preview
        self.fields = [column.field for column in preview.columns]
        if is_first and preview.columns and preview.faults:
            # Columns that nobody knows are left out until somebody says what they are.
            self._look()
            return
        self.moved.emit()

    def _checked(self, done: ImportDone) -> None:
        self.step, self.checked = Step.NOTHING, done
        self.moved.emit()

    def _written(self, done: ImportDone) -> None:
        self.step, self.done = Step.NOTHING, done
        name = self.rejects.name if self.rejects is not None else ""
        tone = Tone.BAD if done.is_refused else Tone.OK
        self._context.desk.notice(done_words(done, name, is_check=False), tone)
        self.moved.emit()

    def _failed(self, problem: KnownError) -> None:
        was, self.step, self.problem = self.step, Step.NOTHING, problem
        if was is Step.LOOKING:
            self.preview = None
        elif was is Step.WRITING:
            self.is_stopped = isinstance(problem, Unreachable)
            self._context.desk.notice(str(problem), Tone.BAD)
        self.moved.emit()

    def _progress(self, rows: int) -> None:
        self.rows = rows
        self.progressed.emit(rows)
