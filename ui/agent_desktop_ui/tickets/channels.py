"""By which channels a reply can be sent from here: a ticket without one shows no Reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from agent_desktop_ui.tickets.ticket_facts import TicketFacts


def recipient(facts: TicketFacts) -> str:
    """Whom a reply would reach; empty where none can go out."""
    return next((channel.to for channel in facts.channels if channel.to), "")


def no_reply_words(facts: TicketFacts) -> str:
    """Why there is no Reply; empty where there is one."""
    if recipient(facts):
        return ""
    if facts.channels:
        return _tr("No address is known to which a reply could go: notes only.")
    return _tr("No channel sends replies from here: notes only.")


def _tr(words: str) -> str:
    return QCoreApplication.translate("TicketNotes", words)
