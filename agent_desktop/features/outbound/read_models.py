"""What can be asked about outbound work."""

from __future__ import annotations

from datetime import datetime

import msgspec

from agent_desktop.core.query import Query


class LeadRow(msgspec.Struct, frozen=True):
    """One lead of a call list."""

    lead_id: str
    campaign_id: str
    customer_id: str | None
    name: str
    number: str
    reason: str | None
    state: str  # open | callback | done
    attempts: int
    next_attempt_at: datetime | None
    last_disposition: str | None
    callback_agent_id: str | None
    leased_by: str | None
    leased_until: datetime | None
    lease_token: int


class CampaignRow(msgspec.Struct, frozen=True):
    """One campaign with how far its list has come."""

    campaign_id: str
    name: str
    script_id: str | None
    open_leads: int
    callbacks: int
    done_leads: int


class Campaigns(Query[list[CampaignRow]], frozen=True, kw_only=True):
    """Active campaigns by name; counts are right at central only."""


class CallList(Query[list[LeadRow]], frozen=True, kw_only=True):
    """The leads of a campaign that can be tried, in the order they will be dialled; central only."""

    campaign_id: str
    as_of: datetime
    limit: int = 200


class MyLeads(Query[list[LeadRow]], frozen=True, kw_only=True):
    """The leads on a person's desk: the one they hold a lease of, and the callbacks they promised."""

    agent_id: str
