"""The time zone a demo plays in: one where it is working time now."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

WORKING_HOURS = range(10, 20)
GOOD_HOUR = 12


def zone_for(now: datetime, usual: str) -> str:
    """A time zone in which it is working time now: the usual one, or else one where it is about noon.

    A demo that is started at night would show an empty floor; so would a tour made by a machine.
    """
    if now.astimezone(ZoneInfo(usual)).hour in WORKING_HOURS:
        return usual
    ahead = (GOOD_HOUR - now.astimezone(UTC).hour + 12) % 24 - 12
    # The names of these zones count the other way round (POSIX): Etc/GMT-3 is three hours ahead.
    return "Etc/GMT" if ahead == 0 else f"Etc/GMT{-ahead:+d}"
