"""The tickets that belong to a ticket: its whole, its duplicates, its cause, and complaints about the same thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_desktop.features.tickets.detail_commands import LinkTickets, UnlinkTickets
from agent_desktop.features.tickets.model import LINKS
from agent_desktop.features.tickets.read_models import CustomerTickets, TicketRow, WorkQueue
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.tickets.complaint_layer import other_row
from agent_desktop_ui.tickets.pick_layer import PickLayer
from agent_desktop_ui.tickets.words import link_words, number_words, state_words
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.queue_list import QueueList
from agent_desktop_ui.widgets.queue_model import QueueGroup, QueueRow

if TYPE_CHECKING:
    from agent_desktop.features.tickets.detail_views import LinkView
    from agent_desktop_ui.tickets.deeds import TicketDeeds
    from agent_desktop_ui.tickets.ticket_facts import TicketFacts

MOST_FOUND = 50


class LinksPage(QWidget):
    """Enter opens a linked ticket; the button finds one and links it."""

    counted = Signal(int)

    def __init__(self, deeds: TicketDeeds) -> None:
        super().__init__()
        self._deeds = deeds
        self._facts: TicketFacts | None = None
        self.list = QueueList(self.tr("Linked tickets"))
        self.list.queue_model().set_titles(
            {
                QueueGroup.NOW: self.tr("Linked"),
                QueueGroup.THIS_WEEK: self.tr("Complaints about the same product or lot"),
            }
        )
        self._empty = EmptyState(
            self.tr("No linked tickets"), self.tr("Link the whole, a duplicate or a cause.")
        )
        self._kind = ComboField(self.tr("It is"))
        self._kind.set_options(tuple((kind, link_words(kind, is_other_way=False)) for kind in LINKS))
        self._kind.set_value("parent")
        self._link = Button(self.tr("Link a ticket"), icon="link", is_low=True)
        self._unlink = Button(self.tr("Unlink"), icon="x", is_low=True)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._unlink)
        foot.addStretch(1)
        foot.addWidget(self._kind)
        foot.addWidget(self._link)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._empty, 1)
        column.addWidget(self.list, 1)
        column.addLayout(foot)
        self.list.hide()
        self.list.row_opened.connect(self._open)
        self.list.row_chosen.connect(lambda _row: self._show_buttons())
        self._link.clicked.connect(self._find)
        self._unlink.clicked.connect(self._take_away)

    def show_facts(self, facts: TicketFacts) -> None:
        """Show another state of the ticket."""
        self._facts = facts
        rows = [_link_row(link) for link in facts.details.links]
        linked = {link.ticket_id for link in facts.details.links}
        rows += [
            QueueRow(
                f"other:{row.row_id}",
                QueueGroup.THIS_WEEK,
                row.icon,
                row.subject,
                row.who,
                row.number,
                row.deadline,
            )
            for one in facts.others
            if one.ticket_id not in linked
            for row in [other_row(one)]
        ]
        self.list.show_rows(rows, at_once=True)
        self.list.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self.counted.emit(len(rows))
        self._show_buttons()

    def _chosen(self) -> LinkView | None:
        row_id = self.list.chosen_row()
        links = self._facts.details.links if self._facts is not None else []
        return next((link for link in links if _row_id(link) == row_id), None)

    def _show_buttons(self) -> None:
        self._unlink.set_disabled_reason(
            "" if self._chosen() is not None else self.tr("Choose a linked ticket first.")
        )

    def _open(self, row_id: str) -> None:
        self._deeds.context.desk.show_ticket(row_id.rpartition(":")[2])

    def _take_away(self) -> None:
        link = self._chosen()
        if link is None:
            return
        ends = {"ticket_id": self._deeds.ticket_id, "other_id": link.ticket_id}
        if link.is_other_way:
            ends = {"ticket_id": link.ticket_id, "other_id": self._deeds.ticket_id}
        self._deeds.do(
            UnlinkTickets(made_at=self._deeds.context.workstation.clock.now(), kind=link.kind, **ends)
        )

    # -- finding ---------------------------------------------------------------------------------------

    def _find(self) -> None:
        layer = PickLayer(
            link_words(self._kind.value(), is_other_way=False),
            placeholder=self.tr("Number or words of the subject"),
            heading=self.tr("Tickets of this customer and of your queues"),
            search=lambda text: self._search(layer, text),
        )
        kind = self._kind.value()
        layer.picked.connect(lambda other_id: self._made(other_id, kind))
        self._deeds.context.desk.open_layer(layer)
        self._search(layer, "")

    def _search(self, layer: PickLayer, text: str) -> None:
        self._deeds.context.bridge.run(self._found(text), layer.show_rows, lambda _problem: None)

    async def _found(self, text: str) -> list[QueueRow]:
        desk, facts = self._deeds.context.workstation, self._facts
        person = desk.person
        if facts is None or person is None:
            return []
        found: dict[str, TicketRow] = {}
        words = text.casefold().split()
        if facts.view.row.customer_id:
            own = await desk.read(CustomerTickets(customer_id=facts.view.row.customer_id))
            found |= {
                one.ticket_id: one
                for one in own
                if all(word in f"{one.number} {one.subject}".casefold() for word in words)
            }
        if text:
            query = WorkQueue(
                view="team", agent_id=person.agent_id, queues=person.queues, text=text, limit=MOST_FOUND
            )
            found |= {one.ticket_id: one for one in await desk.read(query)}
        found.pop(self._deeds.ticket_id, None)
        return [
            QueueRow(
                one.ticket_id,
                QueueGroup.NOW,
                "ticket",
                one.subject,
                one.customer_name or "",
                number_words(one.number),
                state_words(one.state),
            )
            for one in list(found.values())[:MOST_FOUND]
        ]

    def _made(self, other_id: str, kind: str) -> None:
        self._deeds.do(LinkTickets(other_id=other_id, kind=kind, **self._deeds.at()))


def _row_id(link: LinkView) -> str:
    return f"{link.kind}:{int(link.is_other_way)}:{link.ticket_id}"


def _link_row(link: LinkView) -> QueueRow:
    """A link as a row; of a ticket that is not on this desk what is known is that it is linked."""
    return QueueRow(
        _row_id(link),
        QueueGroup.NOW,
        "link",
        link.subject or "…",
        link_words(link.kind, is_other_way=link.is_other_way),
        number_words(link.number) if link.number is not None else "",
        state_words(link.state) if link.state else "",
        Tone.NEUTRAL,
    )
