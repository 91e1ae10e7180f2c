"""What can be asked about callers."""

from __future__ import annotations

from datetime import datetime

import msgspec

from agent_desktop.core.query import Query

DOUBTS = frozenset({"maybe_number", "household", "number_expired"})
"""Reasons on which nobody is taken for the caller before a person has said so."""


class Candidate(msgspec.Struct, frozen=True):
    """One customer who may be calling, with the reasons to believe it, strongest first."""

    customer_id: str
    name: str
    detail: str
    reasons: list[str]
    """Codes: customer_number, same_extension, name_said, promised_callback, open_ticket, recent_contact,
    confirmed_before, verified_number, preferred_number, only_owner, household, maybe_number; other_extension
    and number_expired speak against."""
    score: int
    open_tickets: int = 0
    segment: str | None = None
    alert: str | None = None
    latest: str | None = None  # subject of the latest open ticket, or the last contact in one line


class Colleague(msgspec.Struct, frozen=True):
    """One person of this site whose phone it is."""

    agent_id: str
    name: str
    extension: str
    team: str | None


class CallerMatch(msgspec.Struct, frozen=True):
    """A number as heard, and everybody it reaches, best first. No candidate, no record: nothing is made.

    An internal number reaches colleagues, never customers.
    """

    kind: str  # public | internal | short | withheld | unusable
    number: str | None  # E.164 where there is one
    display: str  # as shown
    extension: str | None = None
    candidates: list[Candidate] = []
    colleagues: list[Colleague] = []
    is_sure: bool = False
    """Whether the first is far enough before the second, by a reason that is theirs alone."""

    @property
    def only(self) -> str | None:
        """The customer, where nobody else comes into question and nothing speaks against them."""
        if len(self.candidates) != 1 or (
            not DOUBTS.isdisjoint(self.candidates[0].reasons) and not self.is_sure
        ):
            return None
        return self.candidates[0].customer_id


class MatchCaller(Query[CallerMatch], frozen=True, kw_only=True):
    """Who is calling from ``number``, typed or sent in any format; ``region`` is the site's default.

    ``name_said`` and ``customer_number`` are what the caller told, where somebody typed it: they weigh
    among those the number reaches, and bring others by whole words and whole numbers alone.
    """

    number: str | None
    region: str
    as_of: datetime
    name_said: str | None = None
    customer_number: str | None = None
