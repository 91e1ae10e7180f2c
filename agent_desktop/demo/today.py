"""Today so far: the calls of the demo's morning, made by the simulated exchange without waiting for them."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from agent_desktop.plugins.loader import PluginHost, bundled_folder
from agent_desktop.telephony.facts import Fact
from agent_desktop.telephony.floor import LiveFloor
from agent_desktop.telephony.port import QueueEntry

CONNECTOR = "simulator"
WORKING_HOURS = range(10, 20)
GOOD_HOUR = 12
LOAD = 1.15
"""A little busier than the simulator's own mean, so that the floor has something to show."""


def zone_for(now: datetime, usual: str) -> str:
    """A time zone in which it is working time now: the usual one, or else one where it is about noon.

    A demo that is started at night would show an empty floor; so would a tour made by a machine.
    """
    if now.astimezone(ZoneInfo(usual)).hour in WORKING_HOURS:
        return usual
    ahead = (GOOD_HOUR - now.astimezone(UTC).hour + 12) % 24 - 12
    # The names of these zones count the other way round (POSIX): Etc/GMT-3 is three hours ahead.
    return "Etc/GMT" if ahead == 0 else f"Etc/GMT{-ahead:+d}"


def facts_of_today(
    agents: Mapping[str, str],
    queues: Sequence[str],
    numbers: Sequence[str],
    *,
    seed: int,
    now: datetime,
    time_zone: str,
) -> list[Fact]:
    """The facts from opening to ``now``, as the floor makes them of the simulator's events.

    ``agents`` are display names by login. Everybody is signed out at the end, and no call is left open.
    """
    host = PluginHost()
    folders = [bundled_folder()]
    others = {found.parent.name for found in folders[0].glob("*/plugin.toml")} - {CONNECTOR}
    host.load(folders, disabled=others)
    try:
        simulator: Any = sys.modules[f"agent_desktop_plugin_{CONNECTOR}"]
        events = simulator.simulate_day(
            None,
            agents,
            queues,
            seed,
            now.astimezone(ZoneInfo(time_zone)).date(),
            numbers,
            until=now - timedelta(seconds=1),
            timezone=time_zone,
        )
    finally:
        host.close()
    floor = LiveFloor(queues=[QueueEntry(name) for name in queues])
    facts: list[Fact] = []
    for event in events:
        facts += floor.tick(event.at).facts
        facts += floor.apply(event, CONNECTOR).facts
    facts += floor.tick(now).facts
    return facts
