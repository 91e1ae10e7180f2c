"""Every read about callers."""

from __future__ import annotations

from agent_desktop.core.errors import Refused
from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.phone import parse_number
from agent_desktop.core.query import Read
from agent_desktop.core.registry import Registry
from agent_desktop.features.calls.history import MyCalls, OwnCall, my_calls
from agent_desktop.features.calls.matching import match_caller
from agent_desktop.features.calls.read_models import CallerMatch, MatchCaller


def register(registry: Registry) -> None:
    """Make the queries about callers known."""

    def match(read: Read, _actor: Actor, query: MatchCaller) -> CallerMatch:
        try:
            parse_number("", query.region)
        except ValueError:
            raise Refused("malformed", "The region of this question has no telephone numbers.") from None
        return match_caller(read, registry, query.number, query.region, query.as_of, query)

    registry.queries.register(
        "calls.MyCalls", MyCalls, my_calls, answers=list[OwnCall], roles=DESK, central_only=True
    )
    registry.queries.register("calls.MatchCaller", MatchCaller, match, answers=CallerMatch, roles=DESK)
