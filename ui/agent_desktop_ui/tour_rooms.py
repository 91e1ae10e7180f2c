"""The part of the tour that walks through a customer's record, their tickets, and the work that follows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from agent_desktop_ui.driver import Tour, TourFailed
from agent_desktop_ui.shell.desk import DeskFrame
from agent_desktop_ui.tickets.views_desk import PROMISES
from agent_desktop_ui.widgets.flow_list import FlowList

TICKET = "No hot water"


class RoomsWalk:
    """Steps through rooms that hold work; ``desk`` answers the desk that is signed in."""

    def __init__(
        self, tour: Tour, desk: Callable[[], DeskFrame], by_palette: Callable[[str], Awaitable[None]]
    ) -> None:
        self._tour = tour
        self._desk = desk
        self._by_palette = by_palette

    async def agent(self, customer: str) -> None:
        """The whole customer, a ticket's pages, the room of tickets, promises, a complaint, duplicates."""
        step = self._tour.step
        await step(
            "timeline",
            f"Find {customer} and read what happened so far.",
            partial(self._find, customer),
            lambda: self._customer_words(customer),
        )
        await step(
            "orders", "Look at orders and products with Ctrl 3.", self._key("Ctrl+3"), self._order_words
        )
        await step("record", "Look at the whole record with Ctrl 6.", self._key("Ctrl+6"), self._record_words)
        await step("ticket-notes", "Open the ticket about it.", self._open_ticket, self._ticket_words)
        await step(
            "ticket-details",
            "Look at what the ticket says beside its notes.",
            partial(self._page, 2),
            self._page_words,
        )
        await step("ticket-checklist", "Look at its checklist.", partial(self._page, 3), self._page_words)
        await step("ticket-history", "Look who changed what.", partial(self._page, 6), self._page_words)
        await step(
            "complaint", "Begin a complaint with Ctrl Shift T.", self._key("Ctrl+Shift+T"), self._layer_words
        )
        await step("tickets", "Close it and go to the room of tickets.", self._tickets, self._list_words)
        await step("promises", "Look at the promises that are due.", self._promises, self._promise_words)
        await step(
            "duplicates",
            "Look who may be on record twice.",
            partial(self._by_palette, "on record twice"),
            self._layer_words,
        )
        self._desk().close_top()
        self._desk().go_to("desk")

    async def supervisor(self) -> None:
        """The rules of the tickets."""
        await self._tour.step(
            "rules",
            "Look at the rules of the tickets.",
            partial(self._desk().go_to, "rules"),
            self._rule_words,
        )

    # -- deeds -----------------------------------------------------------------------------------------

    def _key(self, keys: str) -> Callable[[], None]:
        return partial(self._tour.press, keys)

    async def _find(self, customer: str) -> None:
        """Search somebody and open them as soon as they are found."""
        self._desk().close_top()
        self._tour.press("Ctrl+K")
        self._tour.type(customer)
        found = self._desk().palette_layer.box().findChild(FlowList)
        await self._tour.until(
            lambda: str(found.model().index(0, 0).data() or "") if found is not None else None
        )
        self._tour.press("Return")

    def _open_ticket(self) -> None:
        self._tour.press("Ctrl+2")
        rows = self._customer_desk().tickets
        wanted = [row.row_id for row in rows.queue_model().entries() if TICKET in getattr(row, "subject", "")]
        if not wanted:
            raise TourFailed(f"there is no ticket {TICKET!r}")
        rows.setFocus()
        rows.choose_row(wanted[0])
        QTest.keyClick(rows, Qt.Key.Key_Return)

    def _page(self, place: int) -> None:
        self._customer_desk().ticket.tabs.setCurrentIndex(place)

    def _tickets(self) -> None:
        self._desk().close_top()
        self._desk().go_to("tickets")
        self._screen().choose_view("team")

    def _promises(self) -> None:
        self._screen().choose_view(PROMISES)

    # -- what is shown ---------------------------------------------------------------------------------

    def _screen(self) -> Any:
        return self._desk().screen_shown()

    def _customer_desk(self) -> Any:
        return self._screen().customer_desk

    def _customer_words(self, name: str) -> str | None:
        panel = self._screen().panel
        rows = panel.timeline.timeline_model().rowCount()
        return f"{name}, {rows} rows" if panel.header.customer().name == name and rows > 1 else None

    def _order_words(self) -> str | None:
        rows = self._customer_desk().commerce.list.timeline_model().rowCount()
        return f"{rows} rows" if rows else None

    def _record_words(self) -> str | None:
        rows = self._customer_desk().record.list.record_model().rowCount()
        return f"{rows} rows" if rows else None

    def _ticket_words(self) -> str | None:
        view = self._customer_desk().ticket.view
        return (
            f"ticket {view.row.number}: {view.row.subject}" if view and TICKET in view.row.subject else None
        )

    def _page_words(self) -> str | None:
        tabs = self._customer_desk().ticket.tabs
        return str(tabs.tabText(tabs.currentIndex()))

    def _list_words(self) -> str | None:
        rows = self._screen().table.table_model().rowCount()
        return f"{rows} tickets" if rows else None

    def _promise_words(self) -> str | None:
        rows = self._screen().promises.table.table_model().rowCount()
        return f"{rows} promises" if rows else None

    def _rule_words(self) -> str | None:
        rows = self._screen().list.table_model().rowCount()
        return f"{rows} rules" if rows else None

    def _layer_words(self) -> str | None:
        layer = self._desk().layers.top_layer()
        return layer.accessibleName() if layer is not None else None
