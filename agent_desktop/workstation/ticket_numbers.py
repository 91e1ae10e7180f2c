"""Ticket numbers lent to this desk: kept here, so that a ticket made offline has its final number at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from agent_desktop.core.errors import KnownError
from agent_desktop.features.tickets.model import BLOCK
from agent_desktop.features.tickets.numbers import LendNumbers

if TYPE_CHECKING:
    from agent_desktop.sync.messages import Verdict
    from agent_desktop.workstation.workstation import Workstation

KEY = "desk:ticket_numbers"
REFILL_BELOW = BLOCK // 2
"""With fewer than half a block at hand the next one is asked for, while central can be reached."""

_one_at_a_time = asyncio.Lock()


async def next_number(desk: Workstation) -> int | None:
    """The next number of this desk; None when none is left and central cannot be reached to lend more."""
    async with _one_at_a_time:
        numbers = await _kept(desk)
        if not numbers:
            try:
                numbers = await _lend(desk)
            except KnownError:
                return None
        number, rest = numbers[0], numbers[1:]
        await desk.save_draft(KEY, {"numbers": rest})
        return number


async def keep_some(desk: Workstation) -> None:
    """Have at least half a block at hand for when the line is lost."""
    async with _one_at_a_time:
        numbers = await _kept(desk)
        if len(numbers) < REFILL_BELOW and desk.link.state == "online":
            try:
                numbers += await _lend(desk)
            except KnownError:
                return
            await desk.save_draft(KEY, {"numbers": numbers})


async def take_rest(desk: Workstation, verdict: Verdict) -> None:
    """Keep the block that came with the number of a ticket which was made without one."""
    rest = (verdict.result or {}).get("numbers", [])
    if not rest:
        return
    async with _one_at_a_time:
        known = await _kept(desk)
        added = [int(number) for number in rest if number not in known]
        await desk.save_draft(KEY, {"numbers": known + added})


async def _kept(desk: Workstation) -> list[int]:
    kept = (await desk.load_drafts(KEY)).get(KEY, {}).get("numbers", [])
    return [int(number) for number in kept]


async def _lend(desk: Workstation) -> list[int]:
    verdict = await desk.send(LendNumbers(made_at=desk.clock.now()))
    lent = (verdict.result or {}).get("numbers", [])
    if not lent:
        raise KnownError("Central lent this desk no ticket numbers.", todo="Try again in a moment.")
    return [int(number) for number in lent]
