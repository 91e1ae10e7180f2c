"""A contact logged by hand while it lasts: what is known of it, and how it rests in its draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from agent_desktop.core.clock import Clock
from agent_desktop.features.calls.read_models import CallerMatch
from agent_desktop.features.interactions.logging import LogContact

PHASE = "by_hand"


@dataclass(frozen=True, slots=True)
class ByHand:
    """What stands where a call would stand: typed by the person, since no exchange told it here.

    ``ended_at`` is None while they talk. ``follow_up_ticket_id`` is the ticket made, or about to be made, for
    the follow-up: kept, so that a power cut makes no second one. ``match`` is whom the number reaches, on this
    desk alone where ``is_whole`` is false.
    """

    started_at: datetime
    direction: str = "in"
    number: str = ""
    ended_at: datetime | None = None
    follow_up_at: datetime | None = None
    follow_up_ticket_id: str | None = None
    match: CallerMatch | None = None
    is_whole: bool = False


def as_body(by_hand: ByHand, customer_id: str | None) -> dict[str, Any]:
    """The part of a draft that brings the contact back after a power cut."""
    return {
        "customer_id": customer_id,
        "started_at": by_hand.started_at.isoformat(),
        "direction": by_hand.direction,
        "number": by_hand.number,
        "ended_at": _text(by_hand.ended_at),
        "follow_up_at": _text(by_hand.follow_up_at),
        "follow_up_ticket_id": by_hand.follow_up_ticket_id,
    }


def from_body(body: dict[str, Any]) -> tuple[ByHand, str | None]:
    """What ``as_body`` kept: the contact, and whom it is with."""
    by_hand = ByHand(
        started_at=msgspec.convert(body["started_at"], datetime),
        direction=body["direction"],
        number=body["number"],
        ended_at=_moment(body["ended_at"]),
        follow_up_at=_moment(body["follow_up_at"]),
        follow_up_ticket_id=body["follow_up_ticket_id"],
    )
    return by_hand, body["customer_id"]


def as_command(
    contact_id: str,
    by_hand: ByHand,
    clock: Clock,
    region: str,
    *,
    customer_id: str | None,
    note: str,
    topic: str | None,
    disposition: str | None,
    ticket_id: str | None,
) -> LogContact:
    """The command that writes the contact down; whoever still talks has just stopped."""
    now = clock.now()
    return LogContact(
        made_at=now,
        interaction_id=contact_id,
        direction=by_hand.direction,
        started_at=by_hand.started_at,
        ended_at=by_hand.ended_at or max(now, by_hand.started_at),
        region=region,
        number=by_hand.number.strip() or None,
        customer_id=customer_id,
        note=note,
        topic=topic,
        disposition=disposition,
        ticket_id=ticket_id,
    )


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _moment(text: str | None) -> datetime | None:
    return msgspec.convert(text, datetime) if text is not None else None
