"""Who does not want to be rung for marketing is rung for no campaign, from the moment they say so."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa

from agent_desktop.core.ids import make_id
from agent_desktop.core.people import Actor
from agent_desktop.core.query import Read
from agent_desktop.core.work import CentralWork, Work
from agent_desktop.features.customers.consent import ANY
from agent_desktop.features.customers.record_queries import consent_of
from agent_desktop.features.customers.tables import customer_phone
from agent_desktop.features.outbound.model import DO_NOT_CALL, DONE
from agent_desktop.features.outbound.tables import lead

PURPOSE, CHANNEL = "marketing", "call"
_MOST_OWNERS = 50
_OVER = {
    "state": DONE,
    "next_attempt_at": None,
    "last_disposition": DO_NOT_CALL,
    "callback_agent_id": None,
    "leased_by": None,
    "leased_until": None,
}


def end_leads(work: CentralWork, customer_id: str, purpose: str, channel: str) -> None:
    """A withdrawal ends every lead of the customer, those that are on somebody's desk just now included.

    A lead that nobody has linked to a customer is theirs where it has one of their numbers.
    """
    if purpose not in {PURPOSE, ANY} or channel not in {CHANNEL, ANY}:
        return
    numbers = sa.select(customer_phone.c.e164).where(customer_phone.c.customer_id == customer_id)
    is_theirs = sa.or_(
        lead.c.customer_id == customer_id,
        sa.and_(lead.c.customer_id.is_(None), lead.c.number.in_(numbers)),
    )
    mine = sa.select(lead.c.id).where(is_theirs, lead.c.state != DONE)
    for lead_id in work.execute(mine.order_by(lead.c.id)).scalars().all():
        work.update("lead", str(lead_id), _OVER)


def write_down(work: Work, actor: Actor, attempt_id: str, customer_id: str, at: datetime) -> None:
    """Who asks not to be called has taken their consent back, and that stands on their record."""
    digest = sha256(f"do not call {attempt_id}".encode()).digest()
    work.insert(
        "consent_event",
        {
            "id": make_id(0, int.from_bytes(digest[:2]), int.from_bytes(digest[2:10])),
            "customer_id": customer_id,
            "purpose": PURPOSE,
            "channel": CHANNEL,
            "is_granted": False,
            "given_at": at,
            "how": "call",
            "evidence": None,
            "recorded_by": actor.agent_id,
            "answers": [],
        },
    )


def is_withdrawn(work: CentralWork, lead_id: str) -> bool:
    """Whether a lead's customer has taken their consent back; then the lead is over, however new it is."""
    row = work.get("lead", lead_id)
    if not may_not_ring(work, row["customer_id"], row["number"]):
        return False
    work.update("lead", lead_id, _OVER)
    return True


def may_not_ring(read: Read, customer_id: str | None, number: str) -> bool:
    """Whether somebody must not be rung for a campaign: a customer, or without one whoever has the number."""
    if customer_id is not None:
        return consent_of(read, customer_id, PURPOSE, CHANNEL).state == "withdrawn"
    owners = read.execute(
        sa.select(customer_phone.c.customer_id)
        .where(customer_phone.c.e164 == number)
        .distinct()
        .order_by(customer_phone.c.customer_id)
        .limit(_MOST_OWNERS)
    ).scalars()
    return any(consent_of(read, str(one), PURPOSE, CHANNEL).state == "withdrawn" for one in owners.all())
