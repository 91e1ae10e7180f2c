"""Moments of the demo world: everything is counted back from the moment the world is built at."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from agent_desktop.core.ids import make_id
from agent_desktop.demo.sources import LAST_DAY

_WHEN = re.compile(r"([+-])(\d+)([mhd])(?:@(\d\d):(\d\d))?")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True)
class Calendar:
    """Today and the days before it, in the site's time zone.

    ``at`` is the moment the world is built at, in UTC; ``today`` the moment the site's day began.
    """

    at: datetime
    zone: ZoneInfo
    today: datetime

    @classmethod
    def of(cls, at: datetime, time_zone: str) -> Calendar:
        """The calendar that ends at ``at``, an aware moment; whole seconds, so that rows compare alike everywhere."""
        moment = at.astimezone(UTC).replace(microsecond=0)
        zone = ZoneInfo(time_zone)
        local = moment.astimezone(zone)
        midnight = local.replace(hour=0, minute=0, second=0, fold=0)
        return cls(moment, zone, midnight.astimezone(UTC))

    def day(self, day: int, second: float) -> datetime:
        """A moment on day ``day`` of the purchase histories, whose last is today; never later than ``at``."""
        moment = self.today + timedelta(days=day - LAST_DAY, seconds=int(second))
        return min(moment, self.at)

    def when(self, text: str) -> datetime:
        """A moment as the hand-written files say it: ``-9m``, ``+2h``, or ``-4d@18:22`` at the site."""
        match = _WHEN.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not a moment")
        sign, amount, unit, hour, minute = match.groups()
        step = timedelta(**{_UNITS[unit]: int(amount)})
        if hour is None:
            return self.at - step if sign == "-" else self.at + step
        day = self.at.astimezone(self.zone).date() + (-step if sign == "-" else step)
        local = datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=self.zone)
        return local.astimezone(UTC)


def make_id_at(rng: random.Random, moment: datetime) -> str:
    """A UUIDv7 of ``moment``, its random parts from ``rng``."""
    return make_id(int(moment.timestamp() * 1000), rng.getrandbits(12), rng.getrandbits(62))
