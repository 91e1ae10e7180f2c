"""A sample of every outbound command, and the lent leads they need on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from agent_desktop.core.command import Command
from agent_desktop.core.ids import make_id
from agent_desktop.core.people import Actor, Role
from agent_desktop.features.outbound.commands import RecordAttempt, ReleaseLead, RenewLease, TakeNextLead

NOW = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)


def _id(n: int) -> str:
    return make_id(1_790_000_000_000, n >> 16, n)


CALLER = Actor(_id(700), _id(701), frozenset({Role.SALES}))
CAMPAIGN, CUSTOMER = _id(710), _id(711)
LENT, LENT_TOO, FREE = _id(720), _id(721), _id(722)
TOKEN = 3


@dataclass(frozen=True)
class OutboundSample:
    """Commands of one person in order; the rows of ``settled_at_central`` are changed by central steps."""

    commands: tuple[Command, ...]
    actor: Actor = CALLER
    settled_at_central: frozenset[str] = frozenset()


def _lead(lead_id: str, **values: Any) -> tuple[str, dict[str, Any]]:
    row = {
        "id": lead_id,
        "campaign_id": CAMPAIGN,
        "customer_id": CUSTOMER,
        "name": "Dev Larsen",
        "number": "+442079460123",
        "reason": "Boiler plan ends in March",
        "state": "open",
        "attempts": 1,
        "next_attempt_at": NOW - timedelta(hours=1),
        "last_disposition": "busy",
        "callback_agent_id": None,
        "leased_by": None,
        "leased_until": None,
        "lease_token": 0,
    }
    return "lead", {**row, **values, **_stamps()}


def _stamps() -> dict[str, Any]:
    return {"version": 1, "field_versions": {}, "updated_at": NOW}


def records() -> list[tuple[str, dict[str, Any]]]:
    """What must be on record in both stores: a campaign, two leads in the caller's hand, one that is free."""
    lent = {"leased_by": CALLER.agent_id, "leased_until": NOW + timedelta(minutes=8), "lease_token": TOKEN}
    campaign = {
        "id": CAMPAIGN,
        "name": "Boiler plans, spring",
        "script_id": None,
        "caller_number": "+442079460000",
        "is_active": True,
    }
    return [
        ("campaign", {**campaign, **_stamps()}),
        _lead(LENT, **lent),
        _lead(LENT_TOO, number="+442079460124", **lent),
        _lead(FREE, number="+442079460125"),
    ]


def samples() -> dict[str, OutboundSample]:
    """By kind of command. Leases are counted at central, so leads there differ after these two."""
    lent: dict[str, Any] = {"made_at": NOW, "lead_id": LENT, "token": TOKEN}
    lent_too: dict[str, Any] = {"made_at": NOW, "lead_id": LENT_TOO, "token": TOKEN}
    of_leads = frozenset({"lead"})
    return {
        "outbound.TakeNextLead": OutboundSample(
            (TakeNextLead(made_at=NOW, campaign_id=CAMPAIGN),), settled_at_central=of_leads
        ),
        "outbound.RenewLease": OutboundSample((RenewLease(**lent),), settled_at_central=of_leads),
        "outbound.ReleaseLead": OutboundSample((ReleaseLead(**lent),)),
        "outbound.RecordAttempt": OutboundSample(
            (
                RecordAttempt(
                    **lent,
                    attempt_id=_id(730),
                    disposition="callback",
                    note="In a meeting, asked for Monday.",
                    call_id="call-9",
                    callback_at=NOW + timedelta(days=2),
                ),
                RecordAttempt(**lent_too, attempt_id=_id(731), disposition="no_answer"),
            )
        ),
    }
