"""Every read about callers."""

from __future__ import annotations

from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.query import Read
from agent_desktop.core.registry import Registry
from agent_desktop.features.calls.matching import match_caller
from agent_desktop.features.calls.read_models import CallerMatch, MatchCaller


def register(registry: Registry) -> None:
    """Make the queries about callers known."""

    def match(read: Read, _actor: Actor, query: MatchCaller) -> CallerMatch:
        return match_caller(read, registry, query.number, query.region, query.as_of)

    registry.queries.register("calls.MatchCaller", MatchCaller, match, answers=CallerMatch, roles=DESK)
