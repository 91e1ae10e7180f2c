"""The field screen: find a customer, read everything that ever passed, print it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QMarginsF, QStandardPaths, Qt, QTimer
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from agent_desktop.core.changes import Changes
from agent_desktop.core.errors import KnownError
from agent_desktop.core.people import Role as PersonRole
from agent_desktop.features.customers.read_models import (
    Customer,
    CustomerHit,
    CustomerView,
    SearchCustomers,
    Timeline,
    TimelineEvent,
)
from agent_desktop_ui import formats
from agent_desktop_ui.customers.header_words import header_of
from agent_desktop_ui.customers.timeline_words import shown_event
from agent_desktop_ui.field_service.history_paper import history_document
from agent_desktop_ui.shell.screen import DeskContext, Screen
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.card import Surface
from agent_desktop_ui.widgets.customer_header import CustomerHeaderView
from agent_desktop_ui.widgets.data_table import DataTable, Plight
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.search_box import SearchBox
from agent_desktop_ui.widgets.table_model import Cell, Column, TableRow
from agent_desktop_ui.widgets.timeline import Timeline as TimelineView

_TYPING_PAUSE_MS = 200
_PAGE = 500


class FieldScreen(Screen):
    """Search at the left; header, whole history and print at the right."""

    name: ClassVar[str] = "field"
    icon: ClassVar[str] = "wrench"
    roles: ClassVar[frozenset[PersonRole]] = frozenset({PersonRole.FIELD})

    def __init__(self, context: DeskContext) -> None:
        super().__init__(context)
        self._asked = 0
        self._view: CustomerView | None = None
        self._events: list[TimelineEvent] = []
        self.search = SearchBox(self.tr("Name, number, postcode, ticket…"), self.tr("Find a customer"))
        self.hits = DataTable(
            self.tr("Customers found"),
            (
                Column("name", self.tr("Customer"), is_strong=True, width=170),
                Column("detail", self.tr("Where"), width=0),
            ),
        )
        self.header = CustomerHeaderView()
        self.timeline = TimelineView(self.tr("History"))
        self.print_button = Button(self.tr("Print"), icon="printer", kind=ButtonKind.PRIMARY, key="Ctrl P")
        self.pdf_button = Button(self.tr("Save as PDF"), icon="file-text")
        self._count = Label("", Role.META, Token.TEXT3)
        self._nobody = EmptyState(
            self.tr("Nobody chosen"), self.tr("Search at the left, then press Enter on a customer.")
        )
        self._sheet = Surface(Token.SURFACE)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self._lay_out()
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.search.returnPressed.connect(self._first)
        self.search.left_down.connect(self._first)
        self.hits.row_chosen.connect(self.open_customer)
        self.hits.row_opened.connect(self.open_customer)
        self.print_button.setShortcut("Ctrl+P")
        self.print_button.clicked.connect(self._print)
        self.pdf_button.clicked.connect(lambda: self.save_pdf(self._pdf_path()))
        context.bridge.changed.connect(self._changed)

    @property
    def title(self) -> str:
        """The customer's history."""
        return self.tr("Field visits")

    def activate(self) -> None:
        """Nothing is old: what is shown follows the bridge."""

    def panels(self) -> list[QWidget]:
        """Search, hits, history."""
        return [self.search, self.hits, self.timeline]

    def take_keyboard(self) -> None:
        """What one does first: search."""
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_customer(self, customer_id: str) -> None:
        """Show a customer's whole history."""
        if customer_id:
            self.context.bridge.run(self._load(customer_id), self._show)

    def save_pdf(self, path: Path) -> Path | None:
        """Write the history shown as a PDF; answers where, or None with nobody chosen."""
        if self._view is None:
            return None
        writer = QPdfWriter(str(path))
        writer.setPageLayout(
            QPageLayout(
                QPageSize(QPageSize.PageSizeId.A4),
                QPageLayout.Orientation.Portrait,
                QMarginsF(15, 15, 15, 15),
            )
        )
        writer.setTitle(self.tr("History of {name}").format(name=self._view.name))
        self._paper().print_(writer)
        self.context.desk.notice(self.tr("Saved as {file}").format(file=path), Tone.OK)
        return path

    # -- inside --------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        left = Surface(Token.SURFACE)
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.hits, 1)
        left.setMinimumWidth(268)
        under = Surface(Token.SURFACE, line_bottom=True)
        bar = QHBoxLayout(under)
        bar.setContentsMargins(20, 0, 20, 12)
        bar.setSpacing(8)
        bar.addWidget(self._count, 1)
        bar.addWidget(self.pdf_button)
        bar.addWidget(self.print_button)
        sheet = QVBoxLayout(self._sheet)
        sheet.setContentsMargins(0, 0, 0, 0)
        sheet.setSpacing(0)
        sheet.addWidget(self.header)
        sheet.addWidget(under)
        sheet.addWidget(self.timeline, 1)
        self._sheet.hide()
        right = Surface(Token.SURFACE)
        holder = QVBoxLayout(right)
        holder.setContentsMargins(0, 0, 0, 0)
        holder.addWidget(self._nobody, 1)
        holder.addWidget(self._sheet, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        splitter.setHandleWidth(1)
        splitter.handle(1).setAccessibleName(self.tr("Width of the panel"))
        splitter.setSizes([360, 1000])
        splitter.setChildrenCollapsible(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(splitter)

    def _ask(self) -> None:
        text = self.search.text().strip()
        self._asked += 1
        asked = self._asked
        if not text:
            self.hits.show_rows([], empty=self.tr("Type to search"))
            return
        self.hits.show_plight(Plight.LOADING, self.tr("Searching…"))
        workstation = self.context.workstation
        self.context.bridge.run(
            workstation.ask(SearchCustomers(text=text, region=workstation.region)),
            lambda hits: self._show_hits(asked, hits),
            self._search_failed,
        )

    def _show_hits(self, asked: int, hits: list[CustomerHit]) -> None:
        if asked != self._asked:
            return
        self.hits.show_rows(
            [
                TableRow(hit.customer_id, (Cell(hit.name), Cell(hit.detail)), f"{hit.name}, {hit.detail}")
                for hit in hits
            ],
            empty=self.tr("Nobody found"),
            todo=self.tr("Try a number, a postcode or fewer letters."),
        )

    def _search_failed(self, problem: KnownError) -> None:
        self.hits.show_plight(Plight.FAILED, problem.what, problem.todo)

    def _first(self) -> None:
        if self.hits.table_model().rowCount():
            self.hits.setFocus()
            self.hits.selectRow(0)
            self.open_customer(self.hits.chosen_row())

    async def _load(self, customer_id: str) -> tuple[CustomerView | None, list[TimelineEvent]]:
        workstation = self.context.workstation
        await workstation.open_customer(customer_id)
        view, first = await asyncio.gather(
            workstation.read(Customer(customer_id=customer_id, as_of=self._now())),
            workstation.ask(Timeline(customer_id=customer_id, limit=_PAGE)),
        )
        events = list(first)
        while first and len(first) == _PAGE:
            first = await workstation.ask(
                Timeline(customer_id=customer_id, before=events[-1].at, limit=_PAGE)
            )
            events += first
        return view, events

    def _show(self, found: tuple[CustomerView | None, list[TimelineEvent]]) -> None:
        view, events = found
        self._view, self._events = view, events
        self._nobody.setVisible(view is None)
        self._sheet.setVisible(view is not None)
        if view is None:
            self._nobody.show_words(
                self.tr("Not on this desk"), self.tr("Central cannot be reached; try again when it can.")
            )
            return
        now = self._now()
        # Calls, tickets and messages are the desk's; here one reads.
        self.header.show_customer(replace(header_of(view, now, can_dial=""), actions=()))
        self.timeline.show_events([shown_event(event, now) for event in events])
        self._count.setText(
            self.tr("One event")
            if len(events) == 1
            else self.tr("{n} events, newest first").format(n=formats.count(len(events)))
        )

    def _changed(self, changes: Changes) -> None:
        if self._view is not None and self.isVisible() and changes.touches_customer(self._view.customer_id):
            self.context.bridge.run(self._load(self._view.customer_id), self._show)

    def _print(self) -> None:
        if self._view is None:
            return
        # Loaded here, since most people never print.
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._paper().print_(printer))
        # Shown without a loop of its own, so that the desk goes on while it is open.
        dialog.setModal(True)
        dialog.show()

    def _paper(self) -> QTextDocument:
        if self._view is None:
            return QTextDocument()
        person = self.context.workstation.person
        return history_document(self._view, self._events, self._now(), person.name if person else "")

    def _pdf_path(self) -> Path:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = self._view.name if self._view else ""
        safe = "".join(char if char.isalnum() else "-" for char in name).strip("-").lower()
        return Path(folder or ".") / f"history-{safe}.pdf"

    def _now(self) -> datetime:
        return self.context.workstation.clock.now()
