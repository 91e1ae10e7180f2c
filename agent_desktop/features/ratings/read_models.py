"""What can be asked about ratings."""

from __future__ import annotations

from datetime import datetime

import msgspec

from agent_desktop.core.query import Query


class RatingView(msgspec.Struct, frozen=True):
    """One rating; ``source`` is agent, link or ivr, ``recorded_by`` the colleague who wrote it down."""

    rating_id: str
    score: int
    comment: str | None
    source: str
    rated_at: datetime
    recorded_by: str | None
    ticket_id: str | None
    interaction_id: str | None
    agent: str | None


class Rating(Query[RatingView | None], frozen=True, kw_only=True):
    """The rating of a ticket or of a contact; None where there is none here."""

    ticket_id: str | None = None
    interaction_id: str | None = None
