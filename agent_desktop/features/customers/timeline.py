"""One timeline of everything that passed between a customer and us, merged from what each subject knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agent_desktop.core.query import Read
from agent_desktop.core.registry import Registry, Touch
from agent_desktop.features.customers.read_models import Timeline, TimelineEvent
from agent_desktop.store.search_keys import folded

LARGEST_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which events are asked for: of which kinds, before when, and with which folded words in them."""

    customer_id: str
    before: datetime | None
    kinds: frozenset[str]
    words: tuple[str, ...]

    def has(self, event: TimelineEvent) -> bool:
        """Whether an event is of the kinds and says the words."""
        return (not self.kinds or event.kind in self.kinds) and (not self.words or says(event, self.words))


def timeline(read: Read, registry: Registry, query: Timeline) -> list[TimelineEvent]:
    """A page of a customer's events, newest first; the page after it is asked for with its last moment.

    Since a page is continued by its last moment alone, events of one moment are never parted: a page
    ends before them, or, where they fill it, holds more than ``limit``.
    """
    wanted = _Wanted(
        query.customer_id, query.before, frozenset(query.kinds), tuple(folded(query.text).split())
    )
    touches = [touch for touch in registry.touches if not wanted.kinds or touch.kinds & wanted.kinds]
    events = _page(read, touches, wanted, max(1, min(query.limit, LARGEST_PAGE)))
    for annotate in registry.annotations:
        events = annotate(read, events)
    return events


def says(event: TimelineEvent, words: tuple[str, ...]) -> bool:
    """Whether every folded word stands in what an event tells."""
    told = [event.kind, event.title, event.meta, event.text, *(chip.text for chip in event.chips)]
    text = folded("\n".join(told))
    return all(word in text for word in words)


def _page(read: Read, touches: list[Touch], wanted: _Wanted, limit: int) -> list[TimelineEvent]:
    most = limit
    while True:
        events, is_all = _newest(read, touches, wanted, most + 1)
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
        most *= 4


def _newest(read: Read, touches: list[Touch], wanted: _Wanted, most: int) -> tuple[list[TimelineEvent], bool]:
    """The newest events of all subjects, at most ``most``, and whether there are no others."""
    events: list[TimelineEvent] = []
    is_all = True
    for touch in touches:
        found, is_end = _of_one(read, touch, wanted, most)
        events += found
        is_all = is_all and is_end
    events.sort(key=lambda event: (event.at, event.event_id), reverse=True)
    return events[:most], is_all and len(events) <= most


def _of_one(read: Read, touch: Touch, wanted: _Wanted, most: int) -> tuple[list[TimelineEvent], bool]:
    """The newest events of one subject that are wanted, and whether those are all."""
    kinds = wanted.kinds & touch.kinds
    # Words are looked for here and not in the store, whose two kinds fold letters differently.
    asked = most * 4 if wanted.words else most
    while True:
        found = touch.select(read, wanted.customer_id, wanted.before, asked, kinds)
        events = [event for event in found if wanted.has(event)]
        if len(found) < asked:
            return events, True
        if len(events) >= most:
            return events[:most], False
        asked *= 4
