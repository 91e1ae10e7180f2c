"""A sample of every outbound command, on the leads that are in Marcus's hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from agent_desktop.core.command import Command
from agent_desktop.features.outbound.commands import RecordAttempt, ReleaseLead, RenewLease, TakeNextLead
from tests.support.floor import CAMPAIGN, LEASE_TOKEN, LENT_LEAD, NOW, SECOND_LENT_LEAD, an_id

_LENT: dict[str, Any] = {"made_at": NOW, "lead_id": LENT_LEAD, "token": LEASE_TOKEN}
_SECOND: dict[str, Any] = {"made_at": NOW, "lead_id": SECOND_LENT_LEAD, "token": LEASE_TOKEN}

SETTLED_AT_CENTRAL = {
    "outbound.TakeNextLead": frozenset({"lead"}),
    "outbound.RenewLease": frozenset({"lead"}),
}
"""Leases are counted at central alone, so its leads differ after these."""


def samples() -> dict[str, tuple[Command, ...]]:
    """By kind of command, each given by Marcus in this order."""
    return {
        "outbound.TakeNextLead": (TakeNextLead(made_at=NOW, campaign_id=CAMPAIGN),),
        "outbound.RenewLease": (RenewLease(**_LENT),),
        "outbound.ReleaseLead": (ReleaseLead(**_LENT),),
        "outbound.RecordAttempt": (
            RecordAttempt(
                **_LENT,
                attempt_id=an_id(730),
                disposition="callback",
                note="In a meeting, asked for Monday.",
                call_id="call-9",
                callback_at=NOW + timedelta(days=2),
            ),
            RecordAttempt(**_SECOND, attempt_id=an_id(731), disposition="no_answer"),
        ),
    }
