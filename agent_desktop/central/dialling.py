"""What is looked at in the moment of dialling: whether a campaign may ring them still, and which number they see."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.central.caller_numbers import CallerNumbers, Read
from agent_desktop.features.outbound.consent import may_not_ring
from agent_desktop.store.work import SqlRead
from agent_desktop.telephony.actions import Dial, Outcome


class Dialling:
    """A lead may have been taken before its customer took their consent back: what counts is now."""

    def __init__(self, numbers: CallerNumbers, read: Read) -> None:
        self._numbers = numbers
        self._read = read

    async def prepared(self, action: Dial) -> Dial | Outcome:
        """The action with the number to show; a refusal for a campaign's call to who took their consent back."""
        if action.purpose == "campaign":

            def ask(connection: sa.Connection) -> bool:
                read = SqlRead(connection, is_whole=True)
                return may_not_ring(read, action.customer_id, action.number)

            if await self._read(ask):
                return Outcome.refused(
                    "consent_withdrawn", "They do not want to be rung for this any more: nobody was rung."
                )
        return await self._numbers.shown(action)
