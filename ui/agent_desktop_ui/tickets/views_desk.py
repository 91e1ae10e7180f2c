"""Which views there are, how many tickets each has, and what each shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from agent_desktop.features.tickets.listing_views import (
    MOST_COUNTS,
    Arrangement,
    CountTickets,
    SavedView,
    SavedViews,
    TicketFilter,
    ViewDefinition,
)
from agent_desktop.features.tickets.model import CLOSED_STATES
from agent_desktop_ui.tickets.views_panel import ViewEntry

if TYPE_CHECKING:
    from agent_desktop.core.changes import Changes
    from agent_desktop_ui.shell.screen import DeskContext
    from agent_desktop_ui.tickets.views_panel import ViewsPanel

PROMISES = "promises"
AGAIN_AFTER_MS = 400
_ICONS = {
    "mine": "user",
    "team": "users",
    "unassigned": "circle-help",
    "overdue": "circle-alert",
    "all": "table",
    PROMISES: "phone-outgoing",
}


class ViewsDesk(QObject):
    """Asks for views and figures when it is begun, and again after changes, while somebody looks."""

    changed = Signal()

    def __init__(self, context: DeskContext, panel: ViewsPanel) -> None:
        super().__init__(panel)
        self._context, self._panel = context, panel
        self._saved: list[SavedView] = []
        self._counts: dict[str, int] = {}
        self._promises: int | None = None
        self._waits_for: tuple[str, Callable[[str], None]] | None = None
        self._is_active = False
        self._again = QTimer(self, singleShot=True, interval=AGAIN_AFTER_MS)
        self._again.timeout.connect(self.ask)
        context.bridge.changed.connect(self._changed)
        context.heartbeat.minute.connect(lambda _now: self._again.start() if self._is_active else None)
        self._show()

    def begin(self) -> None:
        """Somebody looks."""
        self._is_active = True
        self.ask()

    def rest(self) -> None:
        """Nobody looks."""
        self._is_active = False

    def ask(self) -> None:
        """Ask for the saved views and for all figures."""
        if self._is_active:
            self._context.bridge.run(self._fetch(), lambda _none: self._show())

    def definition(self, key: str) -> ViewDefinition:
        """What a view shows; an unknown one shows one's own tickets."""
        saved = self._view(key)
        if saved is not None:
            return saved.definition
        view = key if key in _ICONS and key != PROMISES else "mine"
        order = Arrangement(group="age", sort="age") if view == "all" else Arrangement()
        return ViewDefinition(TicketFilter(view=view), order)

    def title(self, key: str) -> str:
        """What a view is called."""
        saved = self._view(key)
        return saved.name if saved is not None else self._titles().get(key, "")

    def changeable(self, key: str) -> SavedView | None:
        """The saved view, if this person may change or remove it."""
        saved = self._view(key)
        if saved is None:
            return None
        is_own = saved.owner_id == self._context.workstation.actor.agent_id
        return saved if is_own or (saved.team is not None and self._leads()) else None

    def set_promises(self, count: int) -> None:
        """How many promises are open."""
        self._promises = count
        self._show()

    def show_when_there(self, view_id: str, choose: Callable[[str], None]) -> None:
        """Choose a view as soon as it is among those there are."""
        self._waits_for = (view_id, choose)
        self.ask()

    async def _fetch(self) -> None:
        desk = self._context.workstation
        person = desk.person
        if person is None:
            return
        self._saved = await desk.read(SavedViews())
        keys = ["mine", "team", "unassigned", "overdue", *(view.view_id for view in self._saved)]
        keys = keys[:MOST_COUNTS]
        # What lies at central alone is not counted here: a wrong figure is worse than none.
        here = [key for key in keys if self._is_here(self.definition(key).which, set(person.queues))]
        counts = await desk.read(
            CountTickets(
                agent_id=person.agent_id,
                queues=person.queues,
                filters=[self.definition(key).which for key in here],
                as_of=desk.clock.now(),
            )
        )
        self._counts = dict(zip(here, counts, strict=True))

    @staticmethod
    def _is_here(which: TicketFilter, queues: set[str]) -> bool:
        is_open = not set(which.states) & set(CLOSED_STATES)
        return which.view != "all" and is_open and set(which.queues) <= queues

    def _show(self) -> None:
        titles = self._titles()
        own = [one for one in self._saved if one.team is None]
        shared = [one for one in self._saved if one.team is not None]
        entries = [
            ViewEntry(key, words, _ICONS[key], self._promises if key == PROMISES else self._counts.get(key))
            for key, words in titles.items()
        ]
        for words, views in ((self.tr("My views"), own), (self.tr("Views of the team"), shared)):
            if views:
                entries.append(ViewEntry("", words))
            entries += [
                ViewEntry(one.view_id, one.name, "star", self._counts.get(one.view_id), self._tip(one))
                for one in views
            ]
        self._panel.show_entries(entries)
        if self._waits_for is not None and self._view(self._waits_for[0]) is not None:
            (view_id, choose), self._waits_for = self._waits_for, None
            choose(view_id)
        self.changed.emit()

    def _titles(self) -> dict[str, str]:
        titles = {
            "mine": self.tr("Mine"),
            "team": self.tr("Team"),
            "unassigned": self.tr("Nobody’s yet"),
            "overdue": self.tr("Overdue"),
            PROMISES: self.tr("Promises due"),
        }
        return titles | ({"all": self.tr("Every ticket")} if self._leads() else {})

    def _tip(self, view: SavedView) -> str:
        if view.team is None:
            return view.name
        return self.tr("{name}, shared by {who} with team {team}").format(
            name=view.name, who=view.owner_name or "?", team=view.team
        )

    def _view(self, key: str) -> SavedView | None:
        return next((one for one in self._saved if one.view_id == key), None)

    def _leads(self) -> bool:
        person = self._context.workstation.person
        return person is not None and not {"supervisor", "admin"}.isdisjoint(person.roles)

    def _changed(self, changes: Changes) -> None:
        if self._is_active and changes.touches("ticket", "saved_view"):
            self._again.start()
