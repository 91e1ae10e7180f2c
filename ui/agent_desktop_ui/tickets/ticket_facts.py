"""Everything that a ticket's pages show, asked for together: from this desk, or from central where it is not here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agent_desktop.core.errors import KnownError
from agent_desktop.features.correspondence.read_models import (
    MailTemplates,
    ReplyChannels,
    ReplyChannelView,
    TemplateView,
)
from agent_desktop.features.ratings.read_models import Rating, RatingView
from agent_desktop.features.tickets.complaints import OtherComplaint, OtherComplaints
from agent_desktop.features.tickets.detail_views import (
    Categories,
    CategoryView,
    TicketDetails,
    TicketDetailsView,
)
from agent_desktop.features.tickets.model import TOPIC
from agent_desktop.features.tickets.promises import PromiseView, TicketPromises
from agent_desktop.features.tickets.read_models import Ticket, TicketView
from agent_desktop.features.workforce.read_models import People, PersonCard, QueueCard, Queues

if TYPE_CHECKING:
    from agent_desktop.sync.outbox import Standing
    from agent_desktop.workstation.workstation import Workstation


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """One ticket with all that belongs to it; ``is_here`` where this desk holds it and hears of its changes."""

    view: TicketView
    details: TicketDetailsView
    promises: list[PromiseView]
    people: list[PersonCard]
    queues: list[QueueCard]
    categories: list[CategoryView]
    is_here: bool
    others: list[OtherComplaint] = field(default_factory=list)
    channels: list[ReplyChannelView] = field(default_factory=list)
    """By which a reply can be sent, and to whom."""

    templates: list[TemplateView] = field(default_factory=list)
    """The words there are around a reply."""

    rating: RatingView | None = None
    standings: dict[tuple[str, str], Standing] = field(default_factory=dict)

    def name_of(self, agent_id: str | None) -> str:
        """What a colleague is called; empty where nobody knows them."""
        return next((person.name for person in self.people if person.agent_id == agent_id), "")

    def category_id(self) -> str | None:
        """The category, found by the names that lead to it."""
        path = self.details.category
        return next((one.category_id for one in self.categories if path and one.path == path), None)


async def load_facts(desk: Workstation, ticket_id: str) -> TicketFacts | None:
    """All of one ticket; None where there is none."""
    view, is_here = await desk.read(Ticket(ticket_id=ticket_id)), True
    if view is None:
        view, is_here = await desk.ask(Ticket(ticket_id=ticket_id)), False
    if view is None:
        return None

    async def get(query: Any) -> Any:
        return await (desk.read(query) if is_here else desk.ask(query))

    details = await get(TicketDetails(ticket_id=ticket_id))
    if details is None:
        return None
    records = [("ticket_note", note.note_id) for note in view.notes]
    return TicketFacts(
        view=view,
        details=details,
        promises=await get(TicketPromises(ticket_id=ticket_id, as_of=desk.clock.now())),
        people=await desk.read(People()),
        queues=await desk.read(Queues()),
        categories=await desk.read(Categories()),
        is_here=is_here,
        others=await _others(desk, view, details),
        channels=await get(ReplyChannels(ticket_id=ticket_id, as_of=desk.clock.now())),
        templates=await desk.read(MailTemplates()),
        rating=await get(Rating(ticket_id=ticket_id)),
        standings=await desk.outbox_desk.standings_of(records),
    )


async def _others(desk: Workstation, view: TicketView, details: TicketDetailsView) -> list[OtherComplaint]:
    """Other complaints about the same thing, those this desk knows; central's come with the form."""
    if view.topic != TOPIC or not details.product:
        return []
    query = OtherComplaints(product=details.product, lot=details.lot, leave_out=view.row.ticket_id)
    return await desk.read(query)


async def latest_notes(desk: Workstation, ticket_id: str) -> TicketView | None:
    """The ticket as central knows it now, or this desk where central is away: before a reply goes out."""
    try:
        return await desk.ask(Ticket(ticket_id=ticket_id))
    except KnownError:
        return await desk.read(Ticket(ticket_id=ticket_id))
