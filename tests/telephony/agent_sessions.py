"""What agent time must be, for anybody's facts: sessions cut into stretches without gap or overlap."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

from agent_desktop.features.workforce.agent_time import OFFLINE, Segment, segments
from agent_desktop.telephony.facts import AgentStateFact, Fact


def facts_of(facts: Iterable[Fact], agent: str) -> list[AgentStateFact]:
    return [fact for fact in facts if isinstance(fact, AgentStateFact) and fact.agent == agent]


def sessions(facts: list[AgentStateFact], until: datetime) -> list[tuple[datetime, datetime]]:
    """From each sign-in to its sign-out, as the facts say of themselves, or to ``until``."""
    found: list[tuple[datetime, datetime]] = []
    began: datetime | None = None
    for fact in facts:
        if fact.state != OFFLINE and began is None:
            began = fact.at
        elif fact.state == OFFLINE and began is not None:
            found.append((began, fact.at))
            began = None
    return found if began is None else [*found, (began, until)]


def hold_together(facts: list[AgentStateFact], until: datetime) -> list[Segment]:
    """The segments of one person, held to all that is promised of them."""
    found = segments(facts, until=until)
    for segment in found:
        assert segment.since < segment.until
        assert segment.state != OFFLINE
    for one, following in pairwise(found):
        assert one.until <= following.since, "they overlap"
    for began, ended in sessions(facts, until):
        inside = [one for one in found if began <= one.since < ended]
        if began == ended:
            assert not inside
            continue
        assert inside[0].since == began
        assert inside[-1].until == ended
        for one, following in pairwise(inside):
            assert one.until == following.since, "there is a gap"
        spent = sum((one.until - one.since for one in inside), timedelta())
        assert spent == ended - began, "they add up to the session"
    whole = sum((ended - began for began, ended in sessions(facts, until)), timedelta())
    assert sum((one.until - one.since for one in found), timedelta()) == whole
    return found
