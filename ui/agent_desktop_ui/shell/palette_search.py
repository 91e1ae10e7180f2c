"""What the search box finds beside commands: people, tickets, orders, articles and standard answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject

from agent_desktop.core.phone import display
from agent_desktop.core.query import Query
from agent_desktop.features.commerce.finding import FindOrders, OrderHit
from agent_desktop.features.customers.read_models import CustomerHit, SearchCustomers
from agent_desktop.features.knowledge.read_models import SearchArticles
from agent_desktop.features.scripts.read_models import Answers
from agent_desktop.features.tickets.finding import FindTickets
from agent_desktop.features.tickets.read_models import TicketRow
from agent_desktop_ui.tickets.words import number_words
from agent_desktop_ui.widgets.palette_frame import PaletteEntry

if TYPE_CHECKING:
    from agent_desktop_ui.shell.desk import DeskFrame
    from agent_desktop_ui.shell.screen import DeskContext

MOST_OF_A_KIND = 5
_SEPARATOR = "  ·  "
T = TypeVar("T")


class Finding(NamedTuple):
    """One thing that was found: its kind, its row, and what opens it."""

    kind: str
    entry: PaletteEntry
    run: Callable[[], object]


class PaletteSearch(QObject):
    """Asks this desk first, then central: people and work of theirs are looked for in the whole store."""

    def __init__(self, context: DeskContext, frame: DeskFrame) -> None:
        super().__init__(frame)
        self._context = context
        self._frame = frame

    async def here(self, text: str) -> list[Finding]:
        """What this desk holds, at once and with central gone."""
        read = self._context.workstation.read
        found = [
            *self._people(await read(self._who(text))),
            *self._tickets(await read(FindTickets(text=text, limit=MOST_OF_A_KIND))),
            *self._orders(await read(FindOrders(text=text, limit=MOST_OF_A_KIND))),
        ]
        for hit in await read(SearchArticles(text=text, limit=MOST_OF_A_KIND)):
            kind = self.tr("Knowledge") + f"{_SEPARATOR}{hit.number}"
            entry = PaletteEntry(hit.article_id, hit.title, kind, "book-open")
            found.append(Finding("article", entry, partial(self._frame.show_article, hit.article_id)))
        for answer in (await read(Answers(text=text)))[:MOST_OF_A_KIND]:
            kind = self.tr("Answers") + f"{_SEPARATOR}/{answer.shortcut.lstrip('/')}"
            entry = PaletteEntry(answer.answer_id, answer.title, kind, "message-square-text")
            found.append(Finding("answer", entry, partial(self._frame.use_answer, answer.text)))
        return found

    async def everywhere(self, text: str) -> list[Finding]:
        """People, tickets and orders, wherever they are on record."""
        return [
            *self._people(await self._ask(self._who(text))),
            *self._tickets(await self._ask(FindTickets(text=text, limit=MOST_OF_A_KIND))),
            *self._orders(await self._ask(FindOrders(text=text, limit=MOST_OF_A_KIND))),
        ]

    async def _ask(self, query: Query[T]) -> T:
        return await self._context.workstation.ask(query)

    def _who(self, text: str) -> SearchCustomers:
        return SearchCustomers(text=text, region=self._context.workstation.region, limit=MOST_OF_A_KIND)

    def _people(self, hits: list[CustomerHit]) -> list[Finding]:
        found = []
        for hit in hits:
            phone = display(hit.phone, self._context.workstation.region) if hit.phone else ""
            parts = (self.tr("Customer"), found_by(hit.reason), hit.detail or phone)
            entry = PaletteEntry(
                hit.customer_id, hit.name, _SEPARATOR.join(part for part in parts if part), "user"
            )
            found.append(Finding("person", entry, partial(self._frame.show_customer, hit.customer_id)))
        return found

    def _tickets(self, rows: list[TicketRow]) -> list[Finding]:
        found = []
        for row in rows:
            said = self.tr("Ticket") + f" {number_words(row.number)}"
            kind = _SEPARATOR.join(part for part in (said, row.customer_name) if part)
            entry = PaletteEntry(row.ticket_id, row.subject, kind, "ticket")
            found.append(Finding("ticket", entry, partial(self._frame.show_ticket, row.ticket_id)))
        return found

    def _orders(self, hits: list[OrderHit]) -> list[Finding]:
        found = []
        for hit in hits:
            title = self.tr("Order {number}").format(number=hit.number)
            kind = _SEPARATOR.join(part for part in (self.tr("Order"), hit.customer_name) if part)
            entry = PaletteEntry(hit.order_id, title, kind, "shopping-bag")
            found.append(Finding("order", entry, partial(self._frame.show_customer, hit.customer_id)))
        return found


_FOUND_BY: dict[str, Any] = {
    "number": QT_TRANSLATE_NOOP("FoundBy", "found by number"),
    "ticket": QT_TRANSLATE_NOOP("FoundBy", "found by ticket"),
    "order": QT_TRANSLATE_NOOP("FoundBy", "found by order"),
    "e-mail": QT_TRANSLATE_NOOP("FoundBy", "found by e-mail address"),
    "handle": QT_TRANSLATE_NOOP("FoundBy", "found by handle"),
    "postcode": QT_TRANSLATE_NOOP("FoundBy", "found by postcode"),
    "similar e-mail": QT_TRANSLATE_NOOP("FoundBy", "similar e-mail address"),
    "similar name": QT_TRANSLATE_NOOP("FoundBy", "similar name"),
}


def found_by(reason: str) -> str:
    """How somebody was found, where it was not by their name."""
    words = _FOUND_BY.get(reason)
    return QCoreApplication.translate("FoundBy", words) if words else ""
