"""Who is calling is found once a call, and before it rings where it entered a queue first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from agent_desktop.central.directory import Directory
from agent_desktop.central.screen_pop import FRESH_S, Pop, ScreenPops
from agent_desktop.core.clock import HeldClock
from agent_desktop.features import house
from agent_desktop.sync.messages import NOTHING
from agent_desktop.telephony.views import CallView, PartyView

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


class Store:
    """Counts how often it is asked who is calling."""

    def __init__(self) -> None:
        self.asked = 0

    async def read(self, _ask: Callable[[Any], Any]) -> Any:
        self.asked += 1
        return Pop(NOTHING, None)


def call(call_id: str = "1", *, rings: bool) -> CallView:
    parties = (PartyView(agent="leila", role="ringing", since=NOW),) if rings else ()
    return CallView(
        call_id=call_id,
        state="ringing" if rings else "queued",
        since=NOW,
        started_at=NOW,
        direction="in",
        caller="+441174960018",
        parties=parties,
    )


@pytest.mark.parametrize(("waited_s", "looked_up"), [(1.0, 1), (FRESH_S + 1, 2)], ids=["soon", "later"])
async def test_what_was_found_on_entering_the_queue_is_used_if_it_rings_soon(
    waited_s: float, looked_up: int
) -> None:
    store, clock = Store(), HeldClock(NOW)
    pops = ScreenPops(store, house(), clock, "GB")
    try:
        pops.foresee(call(rings=False))
        await asyncio.sleep(0)
        clock.advance(waited_s)
        for _telling in range(3):
            pops.begin(call(rings=True))
            await pops.live_call(call(rings=True), "leila", Directory())
        assert store.asked == looked_up
        pops.foresee(call(rings=False))  # as when it goes back to its queue
        await pops.live_call(call(rings=True), "leila", Directory())
        assert store.asked == looked_up
    finally:
        await pops.stop()
