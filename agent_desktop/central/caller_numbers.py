"""Which of our numbers is shown to whom we call: the campaign's, else the one for where the call goes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol, TypeVar

import msgspec
import sqlalchemy as sa

from agent_desktop.features.outbound.tables import campaign
from agent_desktop.telephony.actions import Dial, Outcome

T = TypeVar("T")
OTHERS = "*"


class Read(Protocol):
    """How records are read: a question in a transaction of its own."""

    def __call__(self, ask: Callable[[sa.Connection], T]) -> Awaitable[T]:
        """Run ``ask``."""


class CallerNumbers:
    """``by_prefix`` are our numbers by the beginning of the number dialled, E.164; the longest prefix counts."""

    def __init__(self, by_prefix: Mapping[str, str], read: Read) -> None:
        self._by_prefix = dict(by_prefix)
        self._read = read

    async def shown(self, action: Dial) -> Dial | Outcome:
        """The action with the number to show; a refusal where it wishes for one that is none of ours."""
        if action.caller_id is not None:
            ours = set(self._by_prefix.values()) | set((await self._read(_of_campaigns)).values())
            if action.caller_id not in ours:
                return Outcome.refused("not_our_number", "That is no number of ours to call from.")
            return action
        number = None
        if action.campaign_id is not None:
            number = (await self._read(_of_campaigns)).get(action.campaign_id)
        number = number or self._for(action.number)
        return msgspec.structs.replace(action, caller_id=number) if number is not None else action

    def _for(self, dialled: str) -> str | None:
        if not dialled.startswith("+"):
            return None  # An extension or an emergency number: the exchange knows best.
        fitting = [prefix for prefix in self._by_prefix if prefix != OTHERS and dialled.startswith(prefix)]
        best = max(fitting, key=len, default=OTHERS)
        return self._by_prefix.get(best)


def _of_campaigns(connection: sa.Connection) -> dict[str, str]:
    rows = connection.execute(
        sa.select(campaign.c.id, campaign.c.caller_number).where(campaign.c.caller_number.is_not(None))
    )
    return {row.id: row.caller_number for row in rows}
