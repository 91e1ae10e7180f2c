"""Fills the table of tickets: a page at a time as it is looked at, kept in step with changes and with the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, QTimer, Signal

from agent_desktop.core.query import Query
from agent_desktop.features.tickets.listing_views import (
    MOST_CHANGED_AT_ONCE,
    MOST_IN_A_PAGE,
    Bounds,
    Cursor,
    GroupCount,
    ListedTicket,
    ListedTickets,
    TicketFilter,
    TicketGroups,
    TicketOrder,
    TicketPage,
    TicketSlice,
    ViewDefinition,
)
from agent_desktop.features.tickets.model import CLOSED_STATES
from agent_desktop_ui import formats
from agent_desktop_ui.tickets.list_words import listed_row, stretches
from agent_desktop_ui.widgets.data_table import Plight
from agent_desktop_ui.widgets.paged_model import PAGE, Stretch
from agent_desktop_ui.widgets.table_model import Cell, TableRow

if TYPE_CHECKING:
    from agent_desktop.core.changes import Changes
    from agent_desktop.core.errors import KnownError
    from agent_desktop_ui.shell.screen import DeskContext
    from agent_desktop_ui.widgets.list_sheet import Sheet
    from agent_desktop_ui.widgets.paged_table import PagedTable

T = TypeVar("T")
AGAIN_AFTER_MS = 150
MOST_UNDER_WAY = 2
MOST_KEPT = 20_000
"""So many tickets are kept at most, those of the pages that the table keeps among them."""

MOST_IN_ORDER = 500_000
"""So many ids are kept in order at most, some 40 MB of them."""

_TOUCHING = ("ticket", "customer", "agent", "queue", "ticket_category")


class ListDesk(QObject):
    """What stands between a view of tickets and the table that shows it."""

    shown = Signal(int)
    """The list is there; how many rows it has."""

    held = Signal(bool)
    """Whether changes wait until the table is left."""

    def __init__(self, context: DeskContext, table: PagedTable) -> None:
        super().__init__(table)
        self._context = context
        self._table = table
        self._model = table.paged_model()
        self.definition = ViewDefinition()
        self._asked_at = context.workstation.clock.now()
        self._bounds: Bounds = formats.day_bounds(self._asked_at)
        self._tickets: dict[str, ListedTicket] = {}
        self._places: dict[int, tuple[Cursor, Cursor]] = {}
        self._counts: list[GroupCount] = []
        self._ids: list[str] = []
        self._generation = self._under_way = 0
        self._is_held = self._is_active = self._is_asking = False
        self._wanted: list[int] = []
        self._again = QTimer(self, singleShot=True, interval=AGAIN_AFTER_MS)
        self._again.timeout.connect(self.refresh)
        self._pages = QTimer(self, singleShot=True, interval=0)
        self._pages.timeout.connect(self._fetch_wanted)
        self._model.make = lambda one: listed_row(one, context.workstation.clock.now())
        self._model.key = lambda one: one.ticket_id
        self._model.page_wanted.connect(self._want)
        table.stillness.over.connect(self._left)
        table.gather_with(self.gather)
        context.bridge.changed.connect(self._changed)
        context.heartbeat.minute.connect(self._minute)

    # -- what is shown ---------------------------------------------------------------------------------

    def show(self, definition: ViewDefinition) -> None:
        """Show a list from its start."""
        self.definition = definition
        self._is_active = True
        self._begin(keeps_place=False)

    def rest(self) -> None:
        """Nobody looks: nothing is asked."""
        self._is_active = False

    def refresh(self) -> None:
        """What may have changed: rows where they are at once, their order only when nobody is choosing."""
        if not self._is_active:
            return
        if self._table.stillness.is_kept() and self._model.length:
            self._context.bridge.run(self._look_again(self._generation), failed=self._failed)
        else:
            self._begin(keeps_place=True)

    def show_held(self) -> None:
        """Bring what waits, since the person asks for it."""
        self._begin(keeps_place=True)

    def is_asking(self) -> bool:
        """Whether a list is still to come, with what is shown of an older one."""
        return self._is_asking or self._again.isActive()

    def ticket(self, ticket_id: str) -> ListedTicket | None:
        """A row that is here."""
        return self._tickets.get(ticket_id)

    def is_here(self) -> bool:
        """Whether the list can be answered from this desk's own copy."""
        person, which = self._context.workstation.person, self.definition.which
        return (
            person is not None
            and which.view != "all"
            and not set(which.states) & set(CLOSED_STATES)
            and set(which.queues) <= set(person.queues)
        )

    async def look(self, query: Query[T]) -> T:
        """An answer from this desk where it holds all that is asked for, and else from central."""
        desk = self._context.workstation
        return await (desk.read(query) if self.is_here() else desk.ask(query))

    def chosen(self, then: Callable[[list[ListedTicket]], None]) -> None:
        """Hand over the tickets that are selected, those too that are not here yet, as many as may be changed."""
        numbers = self._table.chosen_numbers()
        self._context.bridge.run(self._all_of(numbers, MOST_CHANGED_AT_ONCE + 1), then, self._failed)

    def gather(self, is_selected_only: bool, then: Callable[[Sheet], None]) -> None:
        """Hand over the list, all of it, as it is taken out of the window."""
        numbers = self._table.chosen_numbers() if is_selected_only else [(0, self._model.count)]
        titles = [] if is_selected_only else self._model.stretches()

        def made(tickets: list[ListedTicket]) -> None:
            now = self._context.workstation.clock.now()
            rows = [listed_row(ticket, now) for ticket in tickets]
            then(self._table.sheet_of(_with_titles(rows, titles)))

        self._context.bridge.run(self._all_of(numbers, self._model.count), made, self._failed)

    # -- asking ----------------------------------------------------------------------------------------

    def _begin(self, *, keeps_place: bool) -> None:
        self._generation += 1
        self._is_asking = True
        self._set_held(False)
        if not self._model.length:
            self._table.show_plight(Plight.LOADING)
        self._context.bridge.run(self._load(self._generation, keeps_place=keeps_place), failed=self._failed)

    async def _load(self, generation: int, *, keeps_place: bool) -> None:
        now = self._context.workstation.clock.now()
        bounds = formats.day_bounds(now)
        wanted = sorted({*(self._table.visible_pages() if keeps_place else [])[:2]} or {0})
        # Each is a walk over all that is let through: side by side they take one walk's time.
        counting = asyncio.ensure_future(self.look(self._groups(now, bounds)))
        try:
            asked = [self.look(self._page(now, bounds, skip=page * PAGE)) for page in wanted]
            found: list[TicketSlice] = await asyncio.gather(*asked)
        finally:
            counts = await counting
        if generation != self._generation:
            return
        total = sum(one.count for one in counts)
        pages = dict(zip(wanted, found, strict=True))
        self._is_asking = False
        self._asked_at, self._bounds, self._counts = now, bounds, counts
        self._places.clear()
        self._tickets.clear()
        self._ids = []
        held = {page: self._rows(page, one) for page, one in pages.items() if page * PAGE < max(total, 1)}
        self._show(counts, held, keeps_place)
        self.shown.emit(total)
        if self.is_here() and total > 2 * PAGE:
            self._context.bridge.run(self._learn_order(generation, total))

    async def _learn_order(self, generation: int, total: int) -> None:
        """What this desk holds itself is put in order once, in the background; its pages then come by their ids."""
        if total > MOST_IN_ORDER:
            return
        query = TicketOrder(
            **self._whose(), order=self.definition.order, as_of=self._asked_at, bounds=self._bounds
        )
        ids = await self._context.workstation.read(query)
        if generation == self._generation and len(ids) == self._model.count:
            self._ids = ids

    def _show(
        self, counts: list[GroupCount], pages: dict[int, list[ListedTicket]], keeps_place: bool
    ) -> None:
        table, rows = self._table, self._model.rows()
        scroll, current = table.verticalScrollBar().value(), table.chosen_row()
        chosen: set[str] = set()
        if table.chosen_count() <= MOST_CHANGED_AT_ONCE:
            chosen = {rows[place].row_id for place in table.selected_places()} - {""}
        table.selectionModel().blockSignals(True)
        self._model.lay_out(stretches(self.definition.order.group, counts), pages)
        if not self._model.length:
            which = self.definition.which
            is_filtered = bool(which.text) or which != TicketFilter(view=which.view)
            table.show_plight(
                Plight.EMPTY,
                self.tr("Nothing matches") if is_filtered else self.tr("Nothing waits"),
                self.tr("Clear the filter to see more.")
                if is_filtered
                else self.tr("New work appears here by itself."),
            )
        else:
            table.hide_plight()
        last = len(self._model.columns) - 1
        selection = QItemSelection()
        for place in (self._model.row_of(row_id) for row_id in chosen):
            if place >= 0:
                selection.select(self._model.index(place, 0), self._model.index(place, last))
        at = self._model.row_of(current) if current else -1
        flags = QItemSelectionModel.SelectionFlag
        if at >= 0:
            table.selectionModel().setCurrentIndex(self._model.index(at, 0), flags.NoUpdate)
        table.selectionModel().select(selection, flags.ClearAndSelect)
        table.selectionModel().blockSignals(False)
        table.verticalScrollBar().setValue(scroll if keeps_place else 0)
        table.chosen_changed.emit()
        table.viewport().update()

    async def _look_again(self, generation: int) -> None:
        ids = self._ids_in_sight()
        found = await self.look(ListedTickets(ticket_ids=ids[:MOST_CHANGED_AT_ONCE]))
        counts = await self.look(self._groups(self._asked_at, self._bounds))
        if generation != self._generation:
            return
        has_news = counts != self._counts
        for ticket in found:
            has_news = has_news or self._tickets.get(ticket.ticket_id) != ticket
            self._tickets[ticket.ticket_id] = ticket
        self._model.put_rows({one.ticket_id: self._model.make(one) for one in found})
        if has_news:
            self._set_held(True)

    def _want(self, page: int) -> None:
        if page in self._wanted:
            self._wanted.remove(page)
        self._wanted.append(page)
        self._pages.start()

    def _fetch_wanted(self) -> None:
        """What was looked at last comes first; what was only passed by is forgotten."""
        del self._wanted[:-4]
        while self._wanted and self._under_way < MOST_UNDER_WAY:
            page = self._wanted.pop()
            if not self._model.has_page(page):
                self._under_way += 1
                self._context.bridge.run(self._fetch(page, self._generation), failed=self._failed)

    async def _fetch(self, page: int, generation: int) -> None:
        try:
            if self._ids:
                ids = self._ids[page * PAGE : (page + 1) * PAGE]
                rows = await self.look(ListedTickets(ticket_ids=ids))
                found = TicketSlice(rows, None, None)
            else:
                found = await self.look(self._page_at(page))
        finally:
            self._under_way -= 1
            self._pages.start()
        if generation == self._generation:
            self._model.put_page(page, self._rows(page, found))

    def _page_at(self, page: int) -> TicketPage:
        """The question for a page, from the nearest place that is known."""
        before, after = self._places.get(page - 1), self._places.get(page + 1)
        if before is not None:
            return self._page(self._asked_at, self._bounds, after=before[1])
        if after is not None:
            return self._page(self._asked_at, self._bounds, after=after[0], is_backward=True)
        known = max((one for one in self._places if one < page), default=None)
        if known is None:
            return self._page(self._asked_at, self._bounds, skip=page * PAGE)
        skip = (page - known - 1) * PAGE
        return self._page(self._asked_at, self._bounds, after=self._places[known][1], skip=skip)

    def _rows(self, page: int, found: TicketSlice) -> list[ListedTicket]:
        if found.first is not None and found.last is not None and len(found.rows) == PAGE:
            self._places[page] = (found.first, found.last)
        self._tickets |= {ticket.ticket_id: ticket for ticket in found.rows}
        while len(self._tickets) > MOST_KEPT:
            del self._tickets[next(iter(self._tickets))]
        return list(found.rows)

    def _ids_in_sight(self) -> list[str]:
        return [
            one.row_id if isinstance(one, TableRow) else one.ticket_id
            for page in self._table.visible_pages()
            for one in self._model.held(page)
        ]

    async def _all_of(self, numbers: list[tuple[int, int]], most: int) -> list[ListedTicket]:
        found: list[ListedTicket] = []
        for start, end in numbers:
            place, after = start, None
            while place < end and len(found) < most:
                known = self._known(place, end)
                if known:
                    found += known
                    place += len(known)
                    after = None
                    continue
                limit = min(end - place, MOST_IN_A_PAGE)
                skip = 0 if after is not None else place
                page = await self.look(
                    self._page(self._asked_at, self._bounds, after=after, skip=skip, limit=limit)
                )
                if not page.rows:
                    break
                found += page.rows
                place += len(page.rows)
                after = page.last
        return found[:most]

    def _known(self, place: int, end: int) -> list[ListedTicket]:
        """The rows from a number on that are here, as far as they are; none where many more are asked for."""
        if end - place > MOST_CHANGED_AT_ONCE:
            return []
        page, at = divmod(place, PAGE)
        held = self._model.held(page)[at : at + end - place]
        ids = [one.row_id if isinstance(one, TableRow) else one.ticket_id for one in held]
        known = [self._tickets.get(one) for one in ids]
        return [ticket for ticket in known if ticket is not None] if None not in known else []

    def _page(self, as_of: datetime, bounds: Bounds, **values: Any) -> TicketPage:
        return TicketPage(
            **self._whose(),
            order=self.definition.order,
            as_of=as_of,
            bounds=bounds,
            **({"limit": PAGE} | values),
        )

    def _groups(self, as_of: datetime, bounds: Bounds) -> TicketGroups:
        return TicketGroups(**self._whose(), order=self.definition.order, as_of=as_of, bounds=bounds)

    def _whose(self) -> dict[str, Any]:
        person = self._context.workstation.person
        queues = person.queues if person is not None else []
        return {
            "agent_id": self._context.workstation.actor.agent_id,
            "queues": list(queues),
            "which": msgspec.structs.replace(self.definition.which),
        }

    # -- news ------------------------------------------------------------------------------------------

    def _changed(self, changes: Changes) -> None:
        if self._is_active and changes.touches(*_TOUCHING):
            self._again.start()

    def _minute(self, now: datetime) -> None:
        """Deadlines and ages read differently each minute, and what lies at central tells nothing by itself."""
        if not self._is_active:
            return
        self._model.put_rows(
            {one: listed_row(self._tickets[one], now) for one in self._ids_in_sight() if one in self._tickets}
        )
        if not self._again.isActive():
            self._again.start()

    def _left(self) -> None:
        if self._is_held and self._is_active:
            self._begin(keeps_place=True)

    def _set_held(self, is_held: bool) -> None:
        if is_held != self._is_held:
            self._is_held = is_held
            self.held.emit(is_held)

    def _failed(self, problem: KnownError) -> None:
        self._is_asking = False
        self._table.show_plight(Plight.FAILED, problem.what, problem.todo, self.tr("Try again"))


def _with_titles(rows: list[TableRow], titles: list[Stretch]) -> list[TableRow]:
    made: list[TableRow] = []
    start = 0
    for one in titles:
        if one.title:
            made.append(TableRow("", (Cell(one.title),), is_title=True))
        made += rows[start : start + one.count]
        start += one.count
    return made + rows[start:]
