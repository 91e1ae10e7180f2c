"""Who a ticket goes to: pure, from what it asks for and how everybody stands. Nobody who is away is ever chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

ORDER = ("sticky", "language", "skill", "load", "idle")
"""What decides where a queue says nothing else, the first that tells two people apart."""

WEIGHTS = {"low": 1, "normal": 2, "high": 3, "urgent": 5}
"""What an open ticket weighs, by its priority."""

CAPACITY = 40
"""The weight somebody carries at most where their profile does not say."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a ticket asks of its owner; ``languages`` are the customer's, the preferred first."""

    weight: int
    skill: str | None = None
    languages: tuple[str, ...] = ()
    sticky: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """How one person of the queue stands now; ``idle_since`` is None for whoever is at work on a contact."""

    agent_id: str
    is_present: bool
    load: int = 0
    tickets: int = 0
    capacity: int = CAPACITY
    skills: Mapping[str, int] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    idle_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Who it goes to, or None, and why each of the others it may not go to was passed over."""

    agent_id: str | None
    passed_over: Mapping[str, str]


_LATE = datetime.max.replace(tzinfo=UTC)


def _language(need: Need, one: Candidate) -> int:
    """The place of the first language of the customer's that they speak; after all of them, none."""
    spoken = [place for place, language in enumerate(need.languages) if language in one.languages]
    return spoken[0] if spoken else len(need.languages)


_RANKS: Mapping[str, Callable[[Need, Candidate], float | datetime]] = {
    "sticky": lambda need, one: need.sticky != one.agent_id,
    "language": _language,
    "skill": lambda need, one: -one.skills.get(need.skill, 0) if need.skill else 0,
    "load": lambda _need, one: one.load,
    "count": lambda _need, one: one.tickets,
    "idle": lambda _need, one: one.idle_since or _LATE,
}
CRITERIA = tuple(_RANKS)


def choose(need: Need, candidates: Iterable[Candidate], order: Iterable[str] = ORDER) -> Choice:
    """Who fits best by an order of ``CRITERIA``; of those that are alike the one with the first id."""
    fitting: list[Candidate] = []
    passed_over = {}
    for one in candidates:
        if (reason := _why_not(need, one)) is None:
            fitting.append(one)
        else:
            passed_over[one.agent_id] = reason
    criteria = tuple(order)
    best = min(
        fitting, key=lambda one: (*(_RANKS[name](need, one) for name in criteria), one.agent_id), default=None
    )
    return Choice(None if best is None else best.agent_id, passed_over)


def _why_not(need: Need, one: Candidate) -> str | None:
    if not one.is_present:
        return "away"
    if need.skill is not None and not one.skills.get(need.skill):
        return "skill"
    if one.load + need.weight > one.capacity:
        return "full"
    return None
