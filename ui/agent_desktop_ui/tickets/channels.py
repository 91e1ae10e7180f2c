"""By which channels something can be sent from here: a ticket whose channel has no connector shows no Reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent_desktop_ui.tickets.ticket_facts import TicketFacts


def can_reply(facts: TicketFacts) -> bool:
    """Whether a reply on this ticket would go out."""
    return facts.view.row.channel in facts.channels
