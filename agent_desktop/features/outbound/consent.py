"""Who does not want to be rung for marketing is rung for no campaign, from the moment they say so."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.core.work import CentralWork
from agent_desktop.features.customers.consent import ANY
from agent_desktop.features.customers.record_queries import consent_of
from agent_desktop.features.outbound.model import DO_NOT_CALL, DONE
from agent_desktop.features.outbound.tables import lead

PURPOSE, CHANNEL = "marketing", "call"
_OVER = {
    "state": DONE,
    "next_attempt_at": None,
    "last_disposition": DO_NOT_CALL,
    "callback_agent_id": None,
    "leased_by": None,
    "leased_until": None,
}


def end_leads(work: CentralWork, customer_id: str, purpose: str, channel: str) -> None:
    """A withdrawal ends every lead of the customer, those that are on somebody's desk just now included."""
    if purpose not in {PURPOSE, ANY} or channel not in {CHANNEL, ANY}:
        return
    mine = sa.select(lead.c.id).where(lead.c.customer_id == customer_id, lead.c.state != DONE)
    for lead_id in work.execute(mine.order_by(lead.c.id)).scalars().all():
        work.update("lead", str(lead_id), _OVER)


def is_withdrawn(work: CentralWork, lead_id: str) -> bool:
    """Whether a lead's customer has taken their consent back; then the lead is over, however new it is."""
    customer_id = work.get("lead", lead_id)["customer_id"]
    if customer_id is None or consent_of(work, customer_id, PURPOSE, CHANNEL).state != "withdrawn":
        return False
    work.update("lead", lead_id, _OVER)
    return True
