"""The exchange's words in the floor's: numbers, names, causes and moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from agent_desktop.plugins.api import parse_number

from ..codec import Message

_NOTHING = frozenset({"", "<unknown>", "<null>", "(null)", "unknown"})

# Q.850 cause codes, as far as a person is to know them.
_CAUSES = {
    1: "unknown_number",
    2: "unreachable",
    3: "unreachable",
    17: "busy",
    18: "no_answer",
    19: "no_answer",
    20: "unreachable",
    21: "rejected",
    22: "unknown_number",
    27: "unreachable",
    28: "unknown_number",
    34: "unreachable",
    38: "unreachable",
    41: "unreachable",
    42: "unreachable",
    58: "unreachable",
}


def known(text: str) -> str | None:
    """The text, ``None`` for the ways the exchange has to say that there is none."""
    return None if text.strip() in _NOTHING else text


def number(text: str, region: str) -> str | None:
    """A number as the exchange gave it, ``None`` where it gave none or the caller withheld it."""
    if known(text) is None or parse_number(text, region).kind == "withheld":
        return None
    return text


def cause(code: str) -> str:
    """What a hang-up's cause code means; everything ordinary is ``normal``."""
    return _CAUSES.get(int(code), "normal") if code.isascii() and code.isdecimal() else "normal"


def dialled(dial_string: str) -> str:
    """The number in a dial string: ``carrier/+4930@1``, ``+4930@carrier`` and ``PJSIP/1002`` alike."""
    return dial_string.rpartition("/")[2].partition("@")[0]


def moment(message: Message, offset: timedelta, now: datetime) -> datetime:
    """When it happened by our clock, never later than now.

    Without the exchange's own stamp (``timestampevents``) it is the moment it was heard of.
    """
    stamp = message.get("Timestamp")
    try:
        at = datetime.fromtimestamp(float(stamp), UTC) + offset
    except (ValueError, OverflowError, OSError):
        return now
    return min(at, now)
