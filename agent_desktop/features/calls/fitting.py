"""Which calls a contact logged by hand may have been: by number, by time, by direction.

A call *fits* where the number is the same and the times overlap. Where one of the two has no number it *may*
fit, which is for the person to say and never decided for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal

from agent_desktop.core.phone import parse_number
from agent_desktop.features.calls.person_calls import PersonCall

TOLERANCE = timedelta(minutes=3)
"""How far the times written down and those of the exchange may lie apart: they are typed, and clocks differ."""

Fit = Literal["fits", "may_fit", "no"]


class Written:
    """What a person wrote down of a contact, as far as it helps to know the call again."""

    def __init__(
        self,
        *,
        direction: str,
        started_at: datetime,
        ended_at: datetime,
        number: str | None,
        known_numbers: Iterable[str],
        region: str,
    ) -> None:
        self.direction = direction
        self.started_at = started_at
        self.ended_at = ended_at
        typed = usable(number, region)
        self.has_typed_number = typed is not None
        self.numbers = frozenset({typed} if typed is not None else known_numbers)
        """The number typed, or else every number of the customer named."""

    def overlaps(self, call: PersonCall) -> bool:
        """Whether they were at the same time, give or take ``TOLERANCE``."""
        began, ended = call.choice.talk_began_at, call.choice.ended_at
        return began <= self.ended_at + TOLERANCE and ended >= self.started_at - TOLERANCE

    def fit(self, call: PersonCall, *, is_taken: bool, is_somebody_elses: bool, region: str) -> Fit:
        """How well a call fits.

        ``is_taken``: another contact of this person is that call already. ``is_somebody_elses``: its number
        is on record, and not with the customer named.
        """
        if call.choice.direction != self.direction or not self.overlaps(call):
            return "no"
        number = usable(call.choice.number, region)
        if number is not None and number in self.numbers:
            return "fits"
        if number is not None and self.has_typed_number:
            return "no"
        return "no" if is_taken or is_somebody_elses else "may_fit"


def usable(number: str | None, region: str) -> str | None:
    """A number to compare by: E.164, or the digits of a telephone of this site; None where there is none."""
    read = parse_number(number, region)
    return read.e164 or (read.digits if read.kind in {"internal", "short"} else None)


def best(fitting: Sequence[tuple[PersonCall, Fit]]) -> tuple[list[PersonCall], bool]:
    """The calls that it was or may have been, and whether that is certain enough to join without asking."""
    sure = [call for call, fit in fitting if fit == "fits"]
    if sure:
        return sure, len(sure) == 1
    return [call for call, fit in fitting if fit == "may_fit"], False
