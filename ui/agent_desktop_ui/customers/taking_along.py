"""A timeline that leaves the window: as a file of comma-separated values, and on paper."""

from __future__ import annotations

import asyncio
import csv
import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QLocale, QObject, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from agent_desktop.core.errors import KnownError
from agent_desktop.features.customers.read_models import Customer
from agent_desktop_ui import formats
from agent_desktop_ui.customers.timeline_words import kind_words, shown_event
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.list_sheet import harmless, separator

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from PySide6.QtGui import QTextDocument

    from agent_desktop.features.customers.read_models import Timeline, TimelineEvent
    from agent_desktop_ui.shell.screen import DeskContext

PAGE = 1_000
MOST_ON_PAPER = 500
"""Events printed at once; whoever needs more chooses them, narrows the timeline or takes the file."""


class TakingAlong(QObject):
    """Writes and prints what a timeline shows; the window goes on meanwhile."""

    def __init__(self, context: DeskContext, owner: QWidget) -> None:
        super().__init__(owner)
        self._context = context
        self._owner = owner

    def export(self, name: str, query: Timeline) -> None:
        """Ask for a file and write all events into it that the query means, however many there are."""
        if not query.customer_id:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        called = "".join(c if c.isalnum() or c in " -_" else "_" for c in name).strip() or "timeline"
        dialog = QFileDialog(
            self._owner.window(),
            self.tr("Export the timeline"),
            str(Path(folder) / f"{called}.csv"),
            self.tr("Comma-separated values (*.csv)"),
        )
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(lambda path: self._begin(Path(path), query))
        dialog.finished.connect(dialog.deleteLater)
        # Shown without a loop of its own, so that the desk goes on while it is open.
        dialog.setModal(True)
        dialog.show()

    def print(self, customer_id: str, query: Timeline, chosen: list[TimelineEvent] | None) -> None:
        """Print the events chosen, or else the newest that the query means."""
        if customer_id:
            self._context.bridge.run(self._paper(customer_id, query, chosen), self._print)

    async def write(self, path: Path, query: Timeline) -> int:
        """Write every event that the query means; answers how many. A file that cannot be written is a known error."""
        events = await self.all_events(query)
        rows = [row_of(event) for event in events]
        head = [
            self.tr(words) for words in ("Date", "Time", "Kind", "Title", "About", "Who", "Text", "Outcome")
        ]
        try:
            await asyncio.to_thread(_write, path, [head, *rows])
        except OSError as problem:
            raise KnownError(
                self.tr("The file could not be written: {why}.").format(why=problem.strerror or problem),
                todo=self.tr("Choose another place."),
            ) from problem
        return len(events)

    async def all_events(self, query: Timeline, most: int | None = None) -> list[TimelineEvent]:
        """Every event that a query means, or the newest of them, page after page."""
        found: list[TimelineEvent] = []
        limit = PAGE if most is None else min(PAGE, most)
        page = msgspec.structs.replace(query, before=None, limit=limit)
        while True:
            events = await self._context.workstation.read(page)
            found += events
            # A page may be short because it parts no two events of one moment; the last one is empty.
            if not events or (most is not None and len(found) >= most):
                return found
            page = msgspec.structs.replace(page, before=events[-1].at)

    def _begin(self, path: Path, query: Timeline) -> None:
        def done(count: int) -> None:
            words = self.tr("%n event(s) exported.", "", count)
            self._context.desk.notice(words, Tone.OK)

        self._context.bridge.run(self.write(path, query), done)

    async def _paper(
        self, customer_id: str, query: Timeline, chosen: list[TimelineEvent] | None
    ) -> QTextDocument | None:
        # Loaded here, since most people never print.
        from agent_desktop_ui.field_service.history_paper import history_document

        now: datetime = self._context.workstation.clock.now()
        view = await self._context.workstation.read(Customer(customer_id=customer_id, as_of=now))
        if view is None:
            return None
        events = chosen
        if events is None:
            events = await self.all_events(query, MOST_ON_PAPER + 1)
        person = self._context.workstation.person
        foot = self.tr("Printed {when} by {who}. Personal data: destroy after use.")
        if len(events) > MOST_ON_PAPER:
            events = events[:MOST_ON_PAPER]
            more = self.tr("Only the newest {n} events are printed.").format(n=formats.count(MOST_ON_PAPER))
            foot = f"{more} {foot}"
        return history_document(view, events, now, person.name if person else "", foot=foot)

    def _print(self, paper: QTextDocument | None) -> None:
        if paper is None:
            return
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self._owner.window())
        dialog.accepted.connect(lambda: paper.print_(printer))
        dialog.finished.connect(dialog.deleteLater)
        dialog.setModal(True)
        dialog.show()


def row_of(event: TimelineEvent) -> list[str]:
    """An event as a line of a table; times as ISO 8601 writes them, in the zone of the window."""
    told = shown_event(event, event.at)
    at = formats.local(event.at)
    chips = ", ".join(chip.text for chip in told.chips)
    return [
        at.date().isoformat(),
        at.strftime("%H:%M:%S"),
        kind_words(event.kind),
        told.title,
        told.meta,
        event.who or "",
        event.text,
        chips,
    ]


def _write(path: Path, rows: Iterable[list[str]]) -> None:
    """A file of its owner's alone, with the mark by which spreadsheets know UTF-8."""
    locale = QLocale()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=separator(locale), lineterminator="\r\n")
        writer.writerows([harmless(cell, locale) for cell in row] for row in rows)
