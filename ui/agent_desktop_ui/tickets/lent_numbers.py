"""Ticket numbers lent to this desk: kept here, so that a ticket made offline has its final number at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from agent_desktop.core.errors import KnownError
from agent_desktop.features.tickets.numbers import LendNumbers

if TYPE_CHECKING:
    from agent_desktop.workstation.workstation import Workstation

KEY = "desk:ticket_numbers"
KEPT = 10
"""Below so many another block is asked for while central can be reached."""

_one_at_a_time = asyncio.Lock()


async def next_number(desk: Workstation) -> int:
    """The next number of this desk; raises ``KnownError`` when none is left and central cannot be reached."""
    async with _one_at_a_time:
        numbers = await _kept(desk)
        if not numbers:
            numbers = await _lend(desk)
        number, rest = numbers[0], numbers[1:]
        await desk.save_draft(KEY, {"numbers": rest})
        return number


async def keep_some(desk: Workstation) -> None:
    """Have a few numbers at hand for when the line is lost."""
    async with _one_at_a_time:
        numbers = await _kept(desk)
        if len(numbers) < KEPT and desk.link.state == "online":
            try:
                numbers += await _lend(desk)
            except KnownError:
                return
            await desk.save_draft(KEY, {"numbers": numbers})


async def _kept(desk: Workstation) -> list[int]:
    kept = (await desk.load_drafts(KEY)).get(KEY, {}).get("numbers", [])
    return [int(number) for number in kept]


async def _lend(desk: Workstation) -> list[int]:
    verdict = await desk.send(LendNumbers(made_at=desk.clock.now()))
    lent = (verdict.result or {}).get("numbers", [])
    if not lent:
        raise KnownError("Central lent this desk no ticket numbers.", todo="Try again in a moment.")
    return [int(number) for number in lent]
