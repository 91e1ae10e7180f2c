"""Every read of outbound work, and what it adds to a customer's timeline and to who may be calling."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.errors import Refused
from agent_desktop.core.people import DESK, LEADS, Actor
from agent_desktop.core.query import Read
from agent_desktop.core.registry import Evidence, Registry, Touch
from agent_desktop.features.customers.read_models import TimelineChip, TimelineEvent
from agent_desktop.features.outbound.commands import CALLERS
from agent_desktop.features.outbound.model import CALLBACK, DISPOSITIONS, DONE, OPEN, TONES
from agent_desktop.features.outbound.order import due_tiers
from agent_desktop.features.outbound.read_models import CallList, CampaignRow, Campaigns, LeadRow, MyLeads
from agent_desktop.features.outbound.tables import attempt, campaign, lead
from agent_desktop.features.workforce.tables import agent

PROMISED_CALLBACK = "promised_callback"
PROMISED_CALLBACK_WEIGHT = 60


def campaigns(read: Read, _actor: Actor, _q: Campaigns) -> list[CampaignRow]:
    """Active campaigns by name."""

    def in_state(state: str) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(sa.case((lead.c.state == state, 1), else_=0)), 0)

    rows = read.execute(
        sa.select(
            campaign.c.id,
            campaign.c.name,
            campaign.c.script_id,
            in_state(OPEN).label("open_leads"),
            in_state(CALLBACK).label("callbacks"),
            in_state(DONE).label("done_leads"),
        )
        .select_from(campaign.outerjoin(lead, lead.c.campaign_id == campaign.c.id))
        .where(campaign.c.is_active)
        .group_by(campaign.c.id, campaign.c.name, campaign.c.script_id)
    )
    found = [
        CampaignRow(
            row.id, row.name, row.script_id, int(row.open_leads), int(row.callbacks), int(row.done_leads)
        )
        for row in rows
    ]
    # The two stores sort letters differently, so names are put in order here.
    return sorted(found, key=lambda row: (row.name.casefold(), row.campaign_id))


def call_list(read: Read, actor: Actor, q: CallList) -> list[LeadRow]:
    """The leads due by ``as_of``, in the order this person would dial them, those being worked on included."""
    found: list[LeadRow] = []
    for tier in due_tiers(q.campaign_id, actor.agent_id, q.as_of):
        room = q.limit - len(found)
        if room <= 0:
            break
        statement = sa.select(lead).where(*tier.conditions).order_by(*tier.order).limit(room)
        found.extend(lead_row(row) for row in read.execute(statement).mappings())
    return found


def my_leads(read: Read, actor: Actor, q: MyLeads) -> list[LeadRow]:
    """The lead in hand first, then the callbacks promised, soonest first; a colleague's are for leads alone."""
    if q.agent_id != actor.agent_id and not actor.holds(LEADS):
        raise Refused("not_allowed", "The leads of a colleague are theirs to see.", todo="Ask a supervisor.")
    is_held = lead.c.leased_by == q.agent_id
    is_promised = sa.and_(lead.c.callback_agent_id == q.agent_id, lead.c.state == CALLBACK)
    rows = read.execute(
        sa.select(lead)
        .where(sa.or_(is_held, is_promised), lead.c.state != DONE)
        .order_by(
            sa.case((is_held, 0), else_=1),
            lead.c.next_attempt_at.is_(None),
            lead.c.next_attempt_at,
            lead.c.id,
        )
    ).mappings()
    return [lead_row(row) for row in rows]


def lead_row(row: Any) -> LeadRow:
    """A lead's row as its read model; ``row`` is of the table, or of the verdict of TakeNextLead."""
    return LeadRow(
        lead_id=row["id"],
        **{name: row[name] for name in LeadRow.__struct_fields__ if name != "lead_id"},
    )


def attempts_of(
    read: Read, customer_id: str, before: datetime | None, limit: int, _kinds: frozenset[str]
) -> list[TimelineEvent]:
    """The attempts to reach a customer, newest first; what this store lacks of a campaign is left out."""
    statement = (
        sa.select(attempt, campaign.c.name.label("campaign_name"), agent.c.name.label("agent_name"))
        .select_from(
            attempt.outerjoin(lead, lead.c.id == attempt.c.lead_id)
            .outerjoin(campaign, campaign.c.id == lead.c.campaign_id)
            .outerjoin(agent, agent.c.id == attempt.c.agent_id)
        )
        .where(attempt.c.customer_id == customer_id)
        .order_by(attempt.c.at.desc(), attempt.c.id.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(attempt.c.at < before)
    return [
        TimelineEvent(
            event_id=row["id"],
            kind="attempt",
            at=row["at"],
            title=row["campaign_name"] or "Outbound call",
            meta=row["agent_name"] or "",
            text=row["note"],
            chips=[
                TimelineChip(
                    f"attempt:{row['disposition']}",
                    DISPOSITIONS.get(row["disposition"], row["disposition"]),
                    TONES.get(row["disposition"], "neutral"),
                )
            ],
            who=row["agent_name"],
            record_id=row["id"],
        )
        for row in read.execute(statement).mappings()
    ]


def promised_callbacks(read: Read, customer_ids: list[str], _e164: str) -> dict[str, str]:
    """Customers who wait for a callback: one who rings is likely to be ringing about it."""
    rows = read.execute(
        sa.select(lead.c.customer_id)
        .where(lead.c.customer_id.in_(customer_ids), lead.c.state == CALLBACK)
        .distinct()
    )
    return dict.fromkeys(rows.scalars(), PROMISED_CALLBACK)


def register(registry: Registry) -> None:
    """Make the queries known, and what other subjects learn from this one."""
    book = registry.queries
    book.register("outbound.Campaigns", Campaigns, campaigns, answers=list[CampaignRow], roles=DESK | LEADS)
    book.register(
        "outbound.CallList",
        CallList,
        call_list,
        answers=list[LeadRow],
        roles=CALLERS | LEADS,
        central_only=True,
    )
    book.register("outbound.MyLeads", MyLeads, my_leads, answers=list[LeadRow], roles=DESK | LEADS)
    registry.touches.append(Touch(frozenset({"attempt"}), attempts_of))
    registry.evidence.append(Evidence(PROMISED_CALLBACK, PROMISED_CALLBACK_WEIGHT, promised_callbacks))
