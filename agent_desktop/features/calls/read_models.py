"""What can be asked about callers."""

from __future__ import annotations

from datetime import datetime

import msgspec

from agent_desktop.core.query import Query


class Candidate(msgspec.Struct, frozen=True):
    """One customer who may be calling, with the reasons to believe it, strongest first."""

    customer_id: str
    name: str
    detail: str
    reasons: list[str]  # codes: preferred_number, verified_number, open_ticket, recent_contact, only_owner …
    score: int
    open_tickets: int = 0
    segment: str | None = None
    alert: str | None = None
    latest: str | None = None  # subject of the latest open ticket, or the last contact in one line


class CallerMatch(msgspec.Struct, frozen=True):
    """A number as heard, and everybody it reaches, best first. No candidate, no record: nothing is made."""

    kind: str  # public | internal | short | withheld | unusable
    number: str | None  # E.164 where there is one
    display: str  # as shown
    extension: str | None = None
    candidates: list[Candidate] = []


class MatchCaller(Query[CallerMatch], frozen=True, kw_only=True):
    """Who is calling from ``number``, typed or sent in any format; ``region`` is the site's default."""

    number: str | None
    region: str
    as_of: datetime
