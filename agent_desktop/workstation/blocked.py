"""Whether a caller is blocked, asked of this desk's own copy so that it is known before anything is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent_desktop.core.phone import parse_number
from agent_desktop.features.blocked.read_models import BlockedCallers

if TYPE_CHECKING:
    from agent_desktop.workstation.live import Call
    from agent_desktop.workstation.workstation import Workstation


async def why_blocked(desk: Workstation, call: Call) -> str:
    """The reason for which this caller is blocked; empty where they are not, or their number is withheld."""
    if call.view.direction != "in":
        return ""
    number = parse_number(call.view.caller, desk.region)
    if number.e164 is None:
        return ""
    found = await desk.read(BlockedCallers(e164=number.e164))
    return found[0].reason if found else ""
