"""Agent time: one person's facts as one unbroken sequence of stretches from sign-in to sign-out.

Pure: facts in, stretches out. Every figure about people's time is a sum over these, and what is summed in SQL
where the facts are many is held to them by test.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

import msgspec

OFFLINE = "offline"
PAUSED = "paused"


class Segment(msgspec.Struct, frozen=True):
    """One unbroken stretch of an agent's time in one state.

    Of a pause, ``reason`` is its id, ``label`` its words and ``is_paid`` whether it was paid, as they were then.
    """

    state: str
    reason: str | None
    since: datetime
    until: datetime
    call_id: str | None
    label: str | None = None
    is_paid: bool = True


class StateChange(Protocol):
    """One agent-state fact: in ``state`` from ``at`` until the next."""

    @property
    def state(self) -> str:
        """The state's name."""

    @property
    def reason(self) -> str | None:
        """Why, for a pause."""

    @property
    def at(self) -> datetime:
        """Since when."""

    @property
    def call_id(self) -> str | None:
        """The call it is about."""

    @property
    def data(self) -> Mapping[str, Any]:
        """What else was told; ``pause`` is the reason of a pause as it was defined then."""


def segments(
    changes: Iterable[StateChange], since: datetime | None = None, until: datetime | None = None
) -> list[Segment]:
    """An agent's time in ``[since, until)`` as one sequence of stretches without gap or overlap.

    ``changes`` are in order of time and begin with the last one before ``since``, where there is one; None is
    unbounded. Signed-out time is no segment; consecutive facts of the same state, reason and call are one, and
    one that lasted no time is none. A sign-out parts two segments, also where the next sign-in follows at once.
    A segment under way ends at ``until``, and without one is left out.
    """
    found: list[Segment] = []
    current: StateChange | None = None
    began = since
    is_parted = False

    def close(at: datetime) -> None:
        nonlocal is_parted
        if current is None or began is None or current.state == OFFLINE or at <= began:
            return
        made = _segment(current, began, at)
        last = found[-1] if found else None
        if last is not None and last.until == began and _is_same(last, made) and not is_parted:
            found[-1] = msgspec.structs.replace(last, until=at)
        else:
            found.append(made)
        is_parted = False

    for change in changes:
        at = change.at if since is None else max(change.at, since)
        at = at if until is None else min(at, until)
        at = at if began is None else max(at, began)
        close(at)
        is_parted = is_parted or change.state == OFFLINE
        current, began = change, at
    if until is not None:
        close(until)
    return found


def seconds_by_state(stretches: Iterable[Segment]) -> dict[str, float]:
    """How long each state lasted; the values add up to the signed-in time."""
    total: dict[str, timedelta] = {}
    for part in stretches:
        total[part.state] = total.get(part.state, timedelta()) + (part.until - part.since)
    return {state: spent.total_seconds() for state, spent in total.items()}


def unpaid_s(stretches: Iterable[Segment]) -> float:
    """How long pauses lasted that were not paid."""
    return sum(
        ((part.until - part.since) for part in stretches if not part.is_paid), timedelta()
    ).total_seconds()


def _segment(change: StateChange, since: datetime, until: datetime) -> Segment:
    pause = change.data.get("pause") if change.state == PAUSED else None
    if not isinstance(pause, Mapping):  # Facts of releases that knew no more than the reason.
        return Segment(change.state, change.reason, since, until, change.call_id)
    return Segment(
        change.state,
        change.reason,
        since,
        until,
        change.call_id,
        label=str(pause.get("label") or change.reason or ""),
        is_paid=bool(pause.get("is_paid", True)),
    )


def _is_same(one: Segment, other: Segment) -> bool:
    return (one.state, one.reason, one.call_id, one.is_paid) == (
        other.state,
        other.reason,
        other.call_id,
        other.is_paid,
    )
