"""One timeline of everything that passed between a customer and us, merged from what each subject knows."""

from __future__ import annotations

from datetime import datetime

from agent_desktop.core.query import Read
from agent_desktop.core.registry import Registry, Touch
from agent_desktop.features.customers.read_models import TimelineEvent

LARGEST_PAGE = 1_000


def timeline(
    read: Read,
    registry: Registry,
    customer_id: str,
    before: datetime | None,
    limit: int,
    kinds: frozenset[str],
) -> list[TimelineEvent]:
    """A page of a customer's events, newest first; the page after it is asked for with its last moment.

    Since a page is continued by its last moment alone, events of one moment are never parted: a page
    ends before them, or, where they fill it, holds more than ``limit``.
    """
    limit = max(1, min(limit, LARGEST_PAGE))
    wanted = limit
    while True:
        events, is_all = _newest(read, registry.touches, customer_id, before, wanted + 1, kinds)
        if is_all and len(events) <= limit:
            return events
        if len(events) > limit and events[limit].at != events[limit - 1].at:
            return events[:limit]
        cut = next((n for n in range(limit, 0, -1) if events[n - 1].at != events[limit].at), 0)
        if cut:
            return events[:cut]
        end = next((n for n in range(limit, len(events)) if events[n].at != events[limit].at), None)
        if end is not None:
            return events[:end]
        if is_all:
            return events
        wanted *= 4


def _newest(
    read: Read,
    touches: list[Touch],
    customer_id: str,
    before: datetime | None,
    most: int,
    kinds: frozenset[str],
) -> tuple[list[TimelineEvent], bool]:
    """The newest events of all subjects, at most ``most``, and whether there are no others."""
    events: list[TimelineEvent] = []
    is_all = True
    for touch in touches:
        found, is_end = _of_one(read, touch, customer_id, before, most, kinds)
        events += found
        is_all = is_all and is_end
    events.sort(key=lambda event: (event.at, event.event_id), reverse=True)
    return events[:most], is_all and len(events) <= most


def _of_one(
    read: Read,
    touch: Touch,
    customer_id: str,
    before: datetime | None,
    most: int,
    kinds: frozenset[str],
) -> tuple[list[TimelineEvent], bool]:
    """The newest events of one subject that are of the kinds wanted, and whether those are all."""
    asked = most
    while True:
        found = touch.select(read, customer_id, before, asked)
        wanted = [event for event in found if not kinds or event.kind in kinds]
        if len(found) < asked:
            return wanted, True
        if len(wanted) >= most:
            return wanted, False
        asked *= 4
