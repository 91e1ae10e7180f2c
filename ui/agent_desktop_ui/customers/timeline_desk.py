"""The timeline of the customer on screen: asked for page by page, narrowed, walked by date, and taken along."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal

from agent_desktop.features.customers.read_models import Timeline
from agent_desktop_ui import formats
from agent_desktop_ui.customers.date_layer import DateLayer
from agent_desktop_ui.customers.taking_along import TakingAlong
from agent_desktop_ui.customers.timeline_words import kind_groups, kinds_of, record_of, shown_event
from agent_desktop_ui.own_work.standing_words import standing_chip
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.empty_state import EmptyState, LoadingState
from agent_desktop_ui.widgets.notice import announce
from agent_desktop_ui.widgets.timeline_bar import TimelineBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent_desktop.core.changes import Changes
    from agent_desktop.features.customers.read_models import TimelineEvent
    from agent_desktop.sync.outbox import Standing
    from agent_desktop_ui.shell.screen import DeskContext
    from agent_desktop_ui.widgets.customer_panel import CustomerPanelView
    from agent_desktop_ui.widgets.list_sheet import Sheet
    from agent_desktop_ui.widgets.timeline import TimelineEvent as ShownEvent

PAGE = 100
"""Events of the first page."""

NEXT_PAGE = 40
"""Events that scrolling asks for at a time: so few that no frame waits for them to be put in."""

LARGE_PAGE = 1_000
"""Events of a page on the way to a date or to the end."""

AHEAD_PX = 2_400
"""So far before the end of what is here the next page is asked for."""


class TimelineDesk(QObject):
    """Holds the newest events of one customer without a gap, as far back as was scrolled."""

    event_opened = Signal(object)
    """The ``TimelineEvent`` that the person opened."""

    def __init__(self, context: DeskContext, panel: CustomerPanelView) -> None:
        super().__init__(panel)
        self._context = context
        self._panel = panel
        self._list = panel.timeline
        self.bar = TimelineBar(kind_groups())
        self.empty = EmptyState()
        self._loading = LoadingState()
        panel.timeline_head.addWidget(self.bar)
        for state in (self.empty, self._loading):
            state.setMaximumHeight(160)
            panel.timeline_head.addWidget(state)
            state.hide()
        self.taking = TakingAlong(context, panel)
        self.events: list[TimelineEvent] = []
        self._customer_id = ""
        self._name = ""
        self._asked = 0
        self._is_whole = False
        self._is_paging = False
        self._is_filled = False
        self._wants_end = False
        self._touched: frozenset[tuple[str, str]] = frozenset()
        self._is_all_touched = False
        self._standings: dict[tuple[str, str], Standing] = {}
        self._shown: dict[str, tuple[TimelineEvent, date, ShownEvent]] = {}
        actions = context.actions
        self.bar.set_keys(
            actions.key("find_in_timeline"), actions.key("timeline_kinds"), actions.key("go_to_date")
        )
        self.bar.filter_changed.connect(self._narrow)
        self.bar.date_asked.connect(self.ask_date)
        self.bar.left_down.connect(lambda: self._list.setFocus(Qt.FocusReason.TabFocusReason))
        self.bar.more_asked.connect(self._open_menu)
        self._list.gathering = self._gather
        self._list.printing = self._print
        self.empty.action_pressed.connect(self.show_everything)
        self._list.left_up.connect(lambda: self.bar.search.setFocus(Qt.FocusReason.BacktabFocusReason))
        self._list.event_opened.connect(self._open)
        self._list.end_asked.connect(self._to_end)
        self._list.verticalScrollBar().valueChanged.connect(self._near_end)
        context.bridge.changed.connect(self._changed)

    # -- asked by the customer desk --------------------------------------------------------------------

    def close(self) -> None:
        """Nobody is on screen, or somebody else will be: nothing of the last one stays."""
        self._customer_id, self._name = "", ""
        self.events, self._standings, self._shown = [], {}, {}
        self._is_whole = self._is_filled = False
        self._asked += 1
        self.bar.clear()
        self._loading.end()
        self.empty.hide()

    def show_nothing(self) -> None:
        """A customer whose record is not here."""
        self._list.show_events([])

    async def load(self, customer_id: str, name: str) -> None:
        """Ask this desk for the events shown, and show what has come."""
        if customer_id != self._customer_id:
            self.close()
            self._customer_id = customer_id
        self._name = name
        asked = self._ask()
        if not self._is_filled:
            self._loading.begin()
        touched, is_all = self._touched, self._is_all_touched
        self._touched, self._is_all_touched = frozenset(), False
        top, is_whole = await self._page_of(PAGE)
        if asked != self._asked:
            return
        events = top
        if self._is_filled and not is_whole and self.events:
            older = [event for event in self.events if event.at < top[-1].at]
            if not is_all and not any(record_of(event) in touched for event in older):
                # Nothing of what is older has changed, and it need not be asked for again.
                is_whole = self._is_whole
                events = [*top, *older]
            else:
                back_to = self.events[-1].at
                while not is_whole and events[-1].at > back_to:
                    more, is_whole = await self._page_of(LARGE_PAGE, events[-1].at)
                    if asked != self._asked:
                        return
                    events = [*events, *more]
        await self._ask_standings(top)
        if asked != self._asked:
            return
        self._loading.end()
        self.events, self._is_whole = events, is_whole
        self._show(keeps_place=self._is_filled)
        self._is_filled = True

    def find(self) -> None:
        """The keyboard goes to the search."""
        self.bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.bar.search.selectAll()

    def chosen(self) -> TimelineEvent | None:
        """The event that is chosen now."""
        shown = self._list.timeline_model().event_at(self._list.currentIndex())
        return next((e for e in self.events if shown is not None and e.event_id == shown.event_id), None)

    def choose_kinds(self) -> None:
        """The list of kinds opens."""
        self.bar.kinds.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.bar.kinds.open_menu()

    def ask_date(self) -> None:
        """A small layer asks for the date to go to."""
        if self._customer_id:
            layer = DateLayer(formats.local(self._context.workstation.clock.now()).date())
            layer.chosen.connect(lambda day: self._context.bridge.run(self.go_to(day)))
            self._context.desk.open_layer(layer)

    def show_everything(self) -> None:
        """No search and all kinds."""
        self.bar.clear()
        self._narrow()
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    async def go_to(self, day: date) -> None:
        """The newest event of that day or before it becomes the current one, at the top of the list."""
        meant = self._meant()
        zone = formats.local(self._context.workstation.clock.now()).tzinfo
        end = datetime.combine(day, time(), zone) + timedelta(days=1)
        await self._reach(end)
        if meant != self._meant() or not self.events:
            return
        found = next((event for event in self.events if event.at < end), None)
        if found is None:
            oldest = self.events[-1]
            words = self.tr("Nothing is older than {day}.").format(day=formats.full_date(oldest.at))
            self._context.desk.notice(words, Tone.NEUTRAL)
            found = oldest
        self._list.choose_event(found.event_id)
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self._list, formats.full_date(found.at))

    # -- asking ----------------------------------------------------------------------------------------

    def _ask(self) -> int:
        self._asked += 1
        return self._asked

    def _meant(self) -> tuple[object, ...]:
        """Whose events are shown, and which: another answer ends what was begun for this one."""
        return (self._customer_id, *self.bar.asked())

    def _query(self, *, before: datetime | None = None, limit: int = PAGE) -> Timeline:
        text, groups = self.bar.asked()
        return Timeline(
            customer_id=self._customer_id, before=before, limit=limit, kinds=kinds_of(groups), text=text
        )

    async def _page_of(self, limit: int, before: datetime | None = None) -> tuple[list[TimelineEvent], bool]:
        """A page, and whether nothing is older: a page may be short because it parts no two of one moment."""
        read = self._context.workstation.read
        found = await read(self._query(before=before, limit=limit))
        if not found or len(found) >= limit:
            return found, not found
        return found, not await read(self._query(before=found[-1].at, limit=1))

    async def _ask_standings(self, events: list[TimelineEvent]) -> None:
        """How this person's own work on what is new here stands with central."""
        records = {record for event in events if (record := record_of(event)) is not None}
        records |= set(self._standings)
        if records:
            found = await self._context.workstation.outbox_desk.standings_of(sorted(records))
            self._standings = dict(found)

    async def _more(self, limit: int) -> None:
        asked = self._asked
        more, is_whole = await self._page_of(limit, self.events[-1].at)
        if asked != self._asked:
            return
        await self._ask_standings(more)
        if asked == self._asked:
            self._is_whole = is_whole
            self.events = [*self.events, *more]
            self._list.append_events([self._told(event) for event in more])
            self._say_found()

    async def _reach(self, end: datetime) -> None:
        """Bring everything here that is not older than a moment, and one event more."""
        meant = self._meant()
        while meant == self._meant() and self.events and not self._is_whole and self.events[-1].at >= end:
            await self._page(LARGE_PAGE)

    async def _page(self, limit: int) -> None:
        self._is_paging = True
        try:
            await self._more(limit)
        finally:
            self._is_paging = False

    def _near_end(self, value: int) -> None:
        bar = self._list.verticalScrollBar()
        if self._is_whole or self._is_paging or not self.events or value < bar.maximum() - AHEAD_PX:
            return
        self._is_paging = True
        self._context.bridge.run(self._page(NEXT_PAGE), lambda _none: self._go_on())

    def _to_end(self) -> None:
        self._wants_end = not self._is_whole
        if not self._is_paging:
            self._go_on()

    def _go_on(self) -> None:
        """After a page came: where the end is wanted, everything else."""
        if self._wants_end and self.events:
            self._wants_end = False
            self._is_paging = True
            self._context.bridge.run(self._all_of_it(), lambda _none: self._choose_last())

    async def _all_of_it(self) -> None:
        meant = self._meant()
        while meant == self._meant() and self.events and not self._is_whole:
            await self._page(LARGE_PAGE)
        self._is_paging = False

    def _choose_last(self) -> None:
        if self.events:
            self._list.choose_event(self.events[-1].event_id)

    def _narrow(self) -> None:
        if not self._customer_id:
            return
        self._is_filled = False
        self._context.bridge.run(self.load(self._customer_id, self._name))

    def _changed(self, changes: Changes) -> None:
        if self._customer_id:
            self._touched |= changes.records
            self._is_all_touched = self._is_all_touched or changes.is_everything

    # -- showing ---------------------------------------------------------------------------------------

    def _show(self, *, keeps_place: bool) -> None:
        self._list.show_events([self._told(event) for event in self.events], keeps_place=keeps_place)
        has_any = bool(self.events)
        text, groups = self.bar.asked()
        if text or groups:
            self.empty.show_words(
                self.tr("Nothing found"),
                self.tr("Look for other words, or show all kinds."),
                self.tr("Show everything"),
            )
        else:
            self.empty.show_words(self.tr("Nothing has passed with this customer yet"))
        self.empty.setVisible(not has_any)
        self._say_found()

    def _say_found(self) -> None:
        text, groups = self.bar.asked()
        if not text and not groups:
            self.bar.show_found("")
            return
        count = formats.count(len(self.events))
        words = count if self._is_whole else self.tr("{n} or more").format(n=count)
        told = self.tr("{n} found").format(n=words)
        self.bar.show_found(told)
        announce(self.bar, told)

    def _told(self, event: TimelineEvent) -> ShownEvent:
        now = self._context.workstation.clock.now()
        today = formats.local(now).date()
        record = record_of(event)
        standing = self._standings.get(record) if record is not None else None
        if standing is None:
            kept = self._shown.get(event.event_id)
            if kept is not None and kept[1] == today and (kept[0] is event or kept[0] == event):
                return kept[2]
        told = shown_event(event, now)
        if standing is not None:
            chips = standing_chip(standing, now)
            return replace(told, chips=(*told.chips, *chips)) if chips else told
        self._shown[event.event_id] = (event, today, told)
        return told

    def _open(self, event_id: str) -> None:
        event = next((e for e in self.events if e.event_id == event_id), None)
        if event is not None:
            self.event_opened.emit(event)

    # -- taking along ----------------------------------------------------------------------------------

    def _open_menu(self, place: QPoint) -> None:
        menu = self._list.list_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def _gather(self, then: Callable[[Sheet], None]) -> None:
        """Every event that is asked for, here or not, as a table."""
        self._context.bridge.run(
            self.taking.all_events(self._query()),
            lambda events: then(self._list.sheet_of([self._told(event) for event in events])),
        )

    def _print(self) -> None:
        chosen = {event.event_id for event in self._list.selected_events()}
        events = [event for event in self.events if event.event_id in chosen] if len(chosen) > 1 else None
        self.taking.print(self._customer_id, self._query(), events)
