"""A timeline that leaves the window: all of its events, and paper to read them on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from agent_desktop.features.customers.read_models import Customer
from agent_desktop_ui import formats

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtGui import QTextDocument

    from agent_desktop.features.customers.read_models import Timeline, TimelineEvent
    from agent_desktop_ui.shell.screen import DeskContext

PAGE = 1_000
MOST_ON_PAPER = 500
"""Events printed at once; whoever needs more chooses them, narrows the timeline or takes the file."""


class TakingAlong(QObject):
    """Reads and prints what a timeline shows, also what is not here yet; the window goes on meanwhile."""

    def __init__(self, context: DeskContext, owner: QWidget) -> None:
        super().__init__(owner)
        self._context = context
        self._owner = owner

    def print(self, customer_id: str, query: Timeline, chosen: list[TimelineEvent] | None) -> None:
        """Print the events chosen, or else the newest that the query means."""
        if customer_id:
            self._context.bridge.run(self._paper(customer_id, query, chosen), self._print)

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
