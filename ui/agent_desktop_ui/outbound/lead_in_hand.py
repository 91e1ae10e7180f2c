"""The lead a telesales person holds: borrowed from central, renewed while it is worked on, given back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec

from agent_desktop.core.ids import new_id
from agent_desktop.features.outbound.commands import RecordAttempt, ReleaseLead, RenewLease, TakeNextLead
from agent_desktop.features.outbound.read_models import LeadRow
from agent_desktop.workstation.workstation import Workstation

RENEW_BEFORE = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class LeadInHand:
    """One lead with the token that fences every write to it."""

    lead_id: str
    customer_id: str | None
    name: str
    number: str
    reason: str
    attempts: int
    last_disposition: str | None
    token: int
    until: datetime
    campaign_id: str | None = None

    def is_due_for_renewal(self, now: datetime) -> bool:
        """Whether the lease should be renewed now."""
        return self.until - now < RENEW_BEFORE


async def take_next(workstation: Workstation, campaign_id: str) -> LeadInHand | None:
    """Borrow the next lead; None when none is due. Raises ``Unreachable`` without central."""
    verdict = await workstation.send(TakeNextLead(made_at=workstation.clock.now(), campaign_id=campaign_id))
    row = (verdict.result or {}).get("lead")
    return replace(of_wire(row), campaign_id=campaign_id) if row else None


async def renew(workstation: Workstation, lead: LeadInHand) -> LeadInHand:
    """Keep the lead for another while; raises ``Refused("lease_lost")`` when it is somebody else's now."""
    now = workstation.clock.now()
    verdict = await workstation.send(RenewLease(made_at=now, lead_id=lead.lead_id, token=lead.token))
    until = (verdict.result or {}).get("leased_until")
    return replace(lead, until=msgspec.convert(until, datetime) if until else now + timedelta(minutes=10))


async def release(workstation: Workstation, lead: LeadInHand) -> None:
    """Give the lead back untried."""
    await workstation.do(ReleaseLead(made_at=workstation.clock.now(), lead_id=lead.lead_id, token=lead.token))


async def record(
    workstation: Workstation,
    lead: LeadInHand,
    *,
    disposition: str,
    note: str,
    call_id: str | None,
    callback_at: datetime | None,
    is_callback_mine: bool,
) -> None:
    """Say what came of the attempt, and let go of the lead."""
    await workstation.do(
        RecordAttempt(
            made_at=workstation.clock.now(),
            attempt_id=new_id(),
            lead_id=lead.lead_id,
            token=lead.token,
            disposition=disposition,
            note=note,
            call_id=call_id,
            callback_at=callback_at,
            is_callback_mine=is_callback_mine,
        )
    )


def of_wire(row: dict[str, Any]) -> LeadInHand:
    """A lead as the verdict carries it."""
    return LeadInHand(
        row["id"],
        row["customer_id"],
        row["name"],
        row["number"],
        row["reason"] or "",
        row["attempts"],
        row["last_disposition"],
        row["lease_token"],
        msgspec.convert(row["leased_until"], datetime),
    )


def of_row(row: LeadRow) -> LeadInHand | None:
    """A lead that was in hand when the program ended; None where its lease is over."""
    if row.leased_until is None:
        return None
    return LeadInHand(
        row.lead_id,
        row.customer_id,
        row.name,
        row.number,
        row.reason or "",
        row.attempts,
        row.last_disposition,
        row.lease_token,
        row.leased_until,
        row.campaign_id,
    )
