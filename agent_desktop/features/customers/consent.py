"""What a customer allows us to do, by purpose and channel: derived from what they said, in whatever order it came.

A withdrawal stands until the customer allows it again to somebody who knew of the withdrawal. So a grant that
was taken at another desk at the same time, or sent off later, never undoes one. No I/O.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from agent_desktop.core.errors import Invalid

PURPOSES = ("service", "marketing", "survey", "profiling", "recording")
CHANNELS = ("call", "email", "sms", "chat", "letter", "social")
ANY = "any"
"""In a withdrawal: every purpose, or every channel."""
WAYS = ("call", "form", "email", "letter", "chat", "in_person", "import")


class Event(Protocol):
    """The columns of ``consent_event`` that count."""

    id: str
    purpose: str
    channel: str
    is_granted: bool
    given_at: datetime
    how: str
    evidence: str | None
    recorded_by: str
    answers: list[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with one purpose on one channel: ``granted``, ``withdrawn`` or, with no event, ``unknown``.

    ``event`` is the one that decides it: of grants the latest, of withdrawals the latest not answered.
    ``withdrawals`` are the ids a new grant has to answer.
    """

    purpose: str
    channel: str
    state: str
    event: Any | None
    withdrawals: tuple[str, ...]


def standing(events: Iterable[Event], purpose: str, channel: str) -> Standing:
    """What holds for a purpose and a channel, whatever the order of the events."""
    mine = [one for one in events if one.purpose in {purpose, ANY} and one.channel in {channel, ANY}]
    withdrawals = [one for one in mine if not one.is_granted]
    taken_back = {one.id for one in withdrawals}
    good = [one for one in mine if one.is_granted and taken_back <= set(one.answers or ())]
    ids = tuple(sorted(taken_back))
    if good:
        return Standing(purpose, channel, "granted", max(good, key=_order), ids)
    if withdrawals:
        return Standing(purpose, channel, "withdrawn", max(withdrawals, key=_order), ids)
    return Standing(purpose, channel, "unknown", None, ())


def all_standings(events: Sequence[Event]) -> list[Standing]:
    """Every purpose and channel that something is known of, in the order they are offered."""
    found = (standing(events, purpose, channel) for purpose in PURPOSES for channel in CHANNELS)
    return [one for one in found if one.state != "unknown"]


def checked_event(purpose: str, channel: str, how: str, *, is_granted: bool) -> Mapping[str, str]:
    """The words of an event; raises ``Invalid`` for one that is not offered, and for a grant of everything."""
    for field, word, offered in (("purpose", purpose, PURPOSES), ("channel", channel, CHANNELS)):
        if word == ANY and is_granted:
            raise Invalid(field, f"A consent names its {field}.", todo=f"Use one of {', '.join(offered)}.")
        if word not in (*offered, ANY):
            raise Invalid(
                field, f"{word!r} is no {field} of a consent.", todo=f"Use one of {', '.join(offered)}."
            )
    if how not in WAYS:
        raise Invalid("how", f"{how!r} is no way to say so.", todo=f"Use one of {', '.join(WAYS)}.")
    return {"purpose": purpose, "channel": channel, "how": how}


def _order(event: Event) -> tuple[datetime, str]:
    return event.given_at, event.id
