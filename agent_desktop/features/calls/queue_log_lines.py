"""Lines of Asterisk's own ``queue_log``: ``time|call|queue|agent|event|details…``, each read and checked."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo

import msgspec

from agent_desktop.core.errors import Invalid

MILLISECOND, SECOND = timedelta(milliseconds=1), timedelta(seconds=1)

_NAMES_NOTHING = frozenset({"", "NONE"})
_EARLIEST = datetime(1999, 1, 1, tzinfo=UTC).timestamp()
_LATEST = datetime(2200, 1, 1, tzinfo=UTC).timestamp()
_SECONDS = re.compile(r"\d{1,12}(\.\d{1,9})?")
_EVENT = re.compile(r"[A-Z][A-Z0-9_]*")


class LogLine(msgspec.Struct, frozen=True):
    """One line; ``queue`` and ``agent`` are None where the log says ``NONE``."""

    number: int
    at: datetime
    call_id: str
    queue: str | None
    agent: str | None
    event: str
    details: tuple[str, ...] = ()

    def seconds(self, place: int) -> timedelta:
        """The duration told at a place of the details; raises ``Invalid`` where there is none."""
        text = self.details[place] if place < len(self.details) else ""
        if not text.isascii() or not text.isdigit() or len(text) > 9:
            raise Invalid("details", f"The {self.event} does not say how long that was.")
        return timedelta(seconds=int(text))

    def rang(self, place: int, unit: timedelta) -> timedelta:
        """How long it rang, at a place of the details; no time where that is not told."""
        text = self.detail(place)
        return int(text) * unit if text.isascii() and text.isdigit() and len(text) <= 9 else timedelta()

    def detail(self, place: int) -> str:
        """The text at a place of the details, empty where there is none."""
        return self.details[place].strip() if place < len(self.details) else ""


def read_line(number: int, text: str, zone: tzinfo) -> LogLine:
    """A line as it stands; raises ``Invalid`` with the field that cannot be used.

    ``zone`` is for times written as date and time of day, as logs kept in a database are.
    """
    if "\0" in text:
        raise Invalid("", "The line holds a zero byte.")
    if not text.isascii() and any("\udc80" <= char <= "\udcff" for char in text):
        raise Invalid("", "The line is not UTF-8.")
    cells = [cell.strip() for cell in text.rstrip("\r\n").split("|")]
    if len(cells) < 5:
        raise Invalid("", f"The line has {len(cells)} of the five fields time, call, queue, agent and event.")
    at = _time(cells[0], zone)
    if not cells[1]:
        raise Invalid("call", "The call is missing.")
    if not _EVENT.fullmatch(cells[4]):
        raise Invalid("event", "This is no event of a queue_log.")
    queue, agent = (None if cell in _NAMES_NOTHING else cell for cell in cells[2:4])
    return LogLine(number, at, cells[1], queue, agent, cells[4], tuple(cells[5:]))


def _time(text: str, zone: tzinfo) -> datetime:
    try:
        if _SECONDS.fullmatch(text):
            found = datetime.fromtimestamp(float(text), UTC)
        else:
            written = datetime.fromisoformat(text)
            found = (written if written.tzinfo else written.replace(tzinfo=zone)).astimezone(UTC)
        if _EARLIEST <= found.timestamp() < _LATEST:
            return found
    except (ValueError, OverflowError, OSError):
        pass
    raise Invalid("time", "This is no time of a call: neither Unix seconds nor a date and time of day.")
