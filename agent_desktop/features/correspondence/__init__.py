"""Correspondence: what goes out to customers in writing and what comes back."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.core.registry import EntitySpec, Registry
from agent_desktop.core.work import CentralWork
from agent_desktop.features.correspondence import channels, commands, outgoing
from agent_desktop.features.correspondence.tables import (
    incoming_mail,
    mail_number,
    mail_template,
    outgoing_mail,
    reply_channel,
    ticket_thread,
)
from agent_desktop.features.tickets.tables import ticket


def register(registry: Registry) -> None:
    """Make this subject known to the house."""
    for name, site in (("reply_channel", reply_channel), ("mail_template", mail_template)):
        registry.entity(EntitySpec(name, site, lambda _read, _row: ["org"]))
    registry.aftermaths.append(outgoing.follow)
    registry.erasers.append(_erase)
    registry.restorers.append(lambda work: work.execute(sa.delete(mail_number)))
    channels.register(registry.queries)
    commands.register(registry.commands, registry.queries)


def _erase(work: CentralWork, customer_id: str) -> dict[str, int]:
    """What central keeps of mail to and from somebody: addresses, and the words that their answers are known by."""
    counts = {}
    of_theirs = sa.select(ticket.c.id).where(ticket.c.customer_id == customer_id)
    for table in (outgoing_mail, incoming_mail, ticket_thread):
        gone = work.execute(sa.delete(table).where(table.c.ticket_id.in_(of_theirs)))
        counts[str(table.name)] = int(gone.rowcount)
    return counts
