"""What a scenario is: a coroutine that plays in a room of its own, under the name of its recording."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.pbx.rooms import Room

Played = Callable[[Room], Awaitable[None]]

SCENARIOS: dict[str, Played] = {}


def scenario(played: Played) -> Played:
    """Name it as its recording is named."""
    SCENARIOS[played.__name__.replace("_", "-")] = played
    return played
