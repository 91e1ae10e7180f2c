"""Asking how we did: who wrote is asked once their ticket has been solved for a while."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from agent_desktop.central.mail.settings import MailSettings
from agent_desktop.central.mail.units import Store, unit
from agent_desktop.core.ids import new_id
from agent_desktop.core.work import CentralWork, Row
from agent_desktop.features.correspondence.channels import channel_for, recipient_of
from agent_desktop.features.correspondence.tables import outgoing_mail
from agent_desktop.features.ratings.by_telephone import join_calls
from agent_desktop.features.ratings.commands import invite, may_ask
from agent_desktop.features.ratings.model import rating_id
from agent_desktop.features.ratings.tables import rating, rating_invitation
from agent_desktop.features.tickets.tables import ticket

MOST_AT_ONCE = 100
LOOKS_BACK = timedelta(days=2)
"""Tickets that were solved longer ago, while central was away, are let be."""


async def ask_customers(store: Store) -> None:
    """Ask who is to be asked, and join what was said on the telephone to contacts that are on record by now."""
    await unit(store, "rating.joined", lambda work: join_calls(work, work.recorded_at))
    settings = store.settings.mail
    if settings.public_url and any(box.asks_rating and box.smtp for box in settings.mailboxes):
        await unit(store, "rating.asked", lambda work: invite_solved(work, settings))


def invite_solved(work: CentralWork, settings: MailSettings) -> int:
    """Look at each solved ticket once and ask its customer, unless there is a reason not to; answers how many asked."""
    now = work.recorded_at
    until = now - timedelta(seconds=settings.rating_delay_s)
    i = rating_invitation.c
    solved = (
        sa.select(ticket)
        .where(
            ticket.c.state == "solved",
            ticket.c.last_solved_at <= until,
            ticket.c.last_solved_at > until - LOOKS_BACK,
            ~sa.exists().where(i.ticket_id == ticket.c.id),
        )
        .order_by(ticket.c.last_solved_at, ticket.c.id)
        .limit(MOST_AT_ONCE)
    )
    asked = 0
    for row in [dict(found) for found in work.execute(solved).mappings()]:
        found = _whom(work, row, settings)
        if found is None:
            looked = {"id": new_id(), "way": "nobody", "ticket_id": row["id"], "asked_at": now}
            work.execute(sa.insert(rating_invitation).values(looked))
            continue
        channel, to = found
        invite(work, new_id(), row, is_ticket=True, channel=channel, to=to)
        asked += 1
    return asked


def _whom(work: CentralWork, row: Row, settings: MailSettings) -> tuple[Row, str] | None:
    """The channel and address to ask at; None where nobody is to be asked."""
    asking = {box.channel_id for box in settings.mailboxes if box.asks_rating and box.smtp}
    channel, to = channel_for(work, row["queue_id"]), recipient_of(work, row, work.recorded_at)
    if channel is None or str(channel["id"]) not in asking or to is None:
        return None
    if not may_ask(work, row["customer_id"]) or work.by_id(rating, rating_id(row["id"])) is not None:
        return None
    o = outgoing_mail.c
    recent = sa.select(o.id).where(
        o.kind == "rating",
        o.to_address == to,
        o.queued_at > work.recorded_at - timedelta(days=settings.rating_rest_days),
    )
    return None if work.execute(recent.limit(1)).first() is not None else (channel, to)
