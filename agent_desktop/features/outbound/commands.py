"""Every write to a lead: lent to one desk at a time, and each write fenced by the token of the lease."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.errors import Refused
from agent_desktop.core.people import Actor, Role
from agent_desktop.core.work import CentralWork, Row, Work
from agent_desktop.features.outbound.consent import CHANNEL, PURPOSE, end_leads, is_withdrawn, write_down
from agent_desktop.features.outbound.model import (
    CALLBACK_PROMISED,
    DISPOSITIONS,
    DO_NOT_CALL,
    DONE,
    LEASE_S,
    next_step,
)
from agent_desktop.features.outbound.order import due_tiers
from agent_desktop.features.outbound.tables import campaign, lead

CALLERS = frozenset({Role.SALES, Role.SUPERVISOR})


class TakeNextLead(Command, frozen=True, kw_only=True):
    """Borrow the next lead of a campaign; the verdict's ``lead`` is its row, or null when none is due.

    Somebody who still holds a lead of the campaign gets that one again; one of another campaign goes back.
    """

    campaign_id: str


class RenewLease(Command, frozen=True, kw_only=True):
    """Keep a lead for another while; refused ``lease_lost`` if it is no longer this person's."""

    lead_id: str
    token: int


class ReleaseLead(Command, frozen=True, kw_only=True):
    """Give a lead back untried."""

    lead_id: str
    token: int


class RecordAttempt(Command, frozen=True, kw_only=True):
    """Say what came of trying a lead, and let go of it.

    ``callback_at`` is when a callback was promised; with ``is_callback_mine`` it waits for this person, else
    anybody may make it.
    """

    attempt_id: str
    lead_id: str
    token: int
    disposition: str
    note: str = ""
    call_id: str | None = None
    callback_at: datetime | None = None
    is_callback_mine: bool = True


def _take(_work: Work, _actor: Actor, _c: TakeNextLead) -> None:
    """Nothing is known at the desk: which lead is next only central can say."""


def _take_at_central(work: CentralWork, actor: Actor, c: TakeNextLead) -> Mapping[str, Any]:
    active = work.execute(sa.select(campaign.c.is_active).where(campaign.c.id == c.campaign_id)).scalar()
    if not active:
        raise Refused("campaign_closed", "This campaign is not active.", todo="Choose another one.")
    held = _held_by(work, actor, c.campaign_id)
    lead_id = held or _next_due(work, actor, c.campaign_id)
    while lead_id is not None and is_withdrawn(work, lead_id):
        lead_id = _next_due(work, actor, c.campaign_id)
    if lead_id is None:
        return {"lead": None}
    row = work.get("lead", lead_id)
    work.update(
        "lead",
        lead_id,
        {
            "leased_by": actor.agent_id,
            "leased_until": work.recorded_at + timedelta(seconds=LEASE_S),
            "lease_token": row["lease_token"] + 1,
        },
    )
    return {"lead": work.get("lead", lead_id)}


def _held_by(work: CentralWork, actor: Actor, campaign_id: str) -> str | None:
    """The lead this person still has in hand here; what they have of other campaigns goes back."""
    rows = work.execute(
        sa.select(lead.c.id, lead.c.campaign_id)
        .where(lead.c.leased_by == actor.agent_id, lead.c.state != DONE)
        .order_by(lead.c.id)
        .with_for_update(skip_locked=True)
    ).all()
    held = [row.id for row in rows if row.campaign_id == campaign_id]
    for row in rows:
        if row.id not in held[:1]:
            work.update("lead", row.id, {"leased_by": None, "leased_until": None})
    return held[0] if held else None


def _next_due(work: CentralWork, actor: Actor, campaign_id: str) -> str | None:
    """The first lead that is due and free; one another transaction is taking is passed over."""
    for tier in due_tiers(campaign_id, actor.agent_id, work.recorded_at):
        free = sa.or_(lead.c.leased_until.is_(None), lead.c.leased_until <= work.recorded_at)
        found = work.execute(
            sa.select(lead.c.id)
            .where(*tier.conditions, free)
            .order_by(*tier.order)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).scalar()
        if found is not None:
            return str(found)
    return None


def _renew(work: Work, actor: Actor, c: RenewLease) -> None:
    _leased(work, actor, c.lead_id, c.token)


def _renew_at_central(work: CentralWork, _actor: Actor, c: RenewLease) -> Mapping[str, Any]:
    until = work.recorded_at + timedelta(seconds=LEASE_S)
    work.update("lead", c.lead_id, {"leased_until": until})
    return {"leased_until": until}


def _release(work: Work, actor: Actor, c: ReleaseLead) -> None:
    _leased(work, actor, c.lead_id, c.token)
    work.update("lead", c.lead_id, {"leased_by": None, "leased_until": None})


def _record(work: Work, actor: Actor, c: RecordAttempt) -> None:
    if c.disposition not in DISPOSITIONS:
        raise Refused(
            "malformed", f"{c.disposition} is no outcome.", todo=f"Use one of {', '.join(DISPOSITIONS)}."
        )
    if (c.disposition == CALLBACK_PROMISED) != (c.callback_at is not None):
        raise Refused("malformed", "A callback needs its time, and nothing else has one.")
    if c.callback_at is not None and c.callback_at <= c.made_at:
        raise Refused("malformed", "A callback is promised for later.", todo="Choose a time to come.")
    row = _leased(work, actor, c.lead_id, c.token)
    attempts = row["attempts"] + 1
    following = next_step(c.disposition, attempts, c.made_at, c.callback_at)
    is_mine = c.disposition == CALLBACK_PROMISED and c.is_callback_mine
    work.insert(
        "attempt",
        {
            "id": c.attempt_id,
            "lead_id": c.lead_id,
            "customer_id": row["customer_id"],
            "agent_id": actor.agent_id,
            "call_id": c.call_id,
            "at": c.made_at,
            "disposition": c.disposition,
            "note": c.note,
        },
    )
    work.update(
        "lead",
        c.lead_id,
        {
            "state": following.state,
            "attempts": attempts,
            "next_attempt_at": following.next_attempt_at,
            "last_disposition": c.disposition,
            "callback_agent_id": actor.agent_id if is_mine else None,
            "leased_by": None,
            "leased_until": None,
        },
    )
    if c.disposition == DO_NOT_CALL and row["customer_id"] is not None:
        write_down(work, actor, c.attempt_id, row["customer_id"], c.made_at)


def _record_at_central(work: CentralWork, _actor: Actor, c: RecordAttempt) -> None:
    """Whoever asks not to be called is called for no campaign: every lead of theirs or with the number is done."""
    if c.disposition != DO_NOT_CALL:
        return
    row = work.get("lead", c.lead_id)
    number = row["number"]
    if row["customer_id"] is not None:
        end_leads(work, row["customer_id"], PURPOSE, CHANNEL)
    others = work.execute(
        sa.select(lead.c.id)
        .where(lead.c.number == number, lead.c.state != DONE, lead.c.id != c.lead_id)
        .order_by(lead.c.id)
    ).scalars()
    for lead_id in others.all():
        work.update(
            "lead",
            lead_id,
            {
                "state": DONE,
                "next_attempt_at": None,
                "last_disposition": DO_NOT_CALL,
                "callback_agent_id": None,
            },
        )


def _leased(work: Work, actor: Actor, lead_id: str, token: int) -> Row:
    """The lead, if the lease its caller speaks of is still theirs.

    The token decides and not the clock: a lease that ran out unnoticed holds until somebody takes the lead.
    """
    row = work.get("lead", lead_id)
    if work.is_offered_again and token > row["lease_token"]:
        # Lent and tried after the backup that this store was restored from: nobody has taken the lead since.
        work.update("lead", lead_id, {"lease_token": token, "leased_by": actor.agent_id})
        return row
    if row["leased_by"] != actor.agent_id or row["lease_token"] != token:
        raise Refused(
            "lease_lost",
            "This lead is no longer yours: the lease ran out and it was passed on.",
            kept="What you wrote is kept here.",
            todo="Take the next lead, and hand your note to whoever has this one.",
        )
    return row


def register(bus: CommandBus) -> None:
    """Make the commands known."""
    bus.register(
        "outbound.TakeNextLead",
        TakeNextLead,
        _take,
        roles=CALLERS,
        central_step=_take_at_central,
        is_online_only=True,
    )
    bus.register(
        "outbound.RenewLease",
        RenewLease,
        _renew,
        roles=CALLERS,
        central_step=_renew_at_central,
        is_online_only=True,
    )
    bus.register("outbound.ReleaseLead", ReleaseLead, _release, roles=CALLERS)
    bus.register(
        "outbound.RecordAttempt", RecordAttempt, _record, roles=CALLERS, central_step=_record_at_central
    )
