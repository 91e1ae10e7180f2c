"""In the moment of dialling it counts what a customer allows now, not what they did when the lead was taken."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import pytest
import sqlalchemy as sa

from agent_desktop.central.caller_numbers import CallerNumbers
from agent_desktop.central.dialling import Dialling
from agent_desktop.core.ids import new_id
from agent_desktop.features.customers.record_commands import RecordConsent
from agent_desktop.telephony.actions import Dial, Outcome
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, NOW
from tests.support.stores import Central

T = TypeVar("T")
OURS = "+441174960100"


@pytest.mark.parametrize(
    ("purpose", "customer_id", "number", "is_rung"),
    [
        ("campaign", floor.DEV, "+442079460124", False),
        ("campaign", None, floor.DEVS_NUMBER, False),
        ("campaign", floor.HENRY, floor.HOME_NUMBER, True),
        ("campaign", None, "+442079460777", True),
        ("manual", floor.DEV, floor.DEVS_NUMBER, True),
        ("callback", floor.DEV, floor.DEVS_NUMBER, True),
    ],
)
def test_a_campaign_rings_nobody_who_has_taken_it_back_and_service_goes_on(
    central: Central, purpose: str, customer_id: str | None, number: str, is_rung: bool
) -> None:
    async def read(ask: Callable[[sa.Connection], T]) -> T:
        return await asyncio.to_thread(central.run, ask)

    dialling = Dialling(CallerNumbers({"*": OURS}, read), read)
    action = Dial(
        id="a1",
        agent="leila",
        expires_at=NOW,
        number=number,
        purpose=purpose,  # type: ignore[arg-type]
        customer_id=customer_id,
    )
    assert isinstance(asyncio.run(dialling.prepared(action)), Dial), "before anything was taken back"
    withdrawn = RecordConsent(
        made_at=NOW,
        event_id=new_id(),
        customer_id=floor.DEV,
        purpose="any",
        channel="call",
        is_granted=False,
        given_at=NOW - timedelta(minutes=1),
        how="letter",
    )
    assert central.do(LEILA_AT_DESK, withdrawn).status == "applied"
    prepared = asyncio.run(dialling.prepared(action))
    if is_rung:
        assert isinstance(prepared, Dial)
        assert prepared.caller_id == OURS
    else:
        assert isinstance(prepared, Outcome)
        assert (prepared.status, prepared.reason) == ("refused", "consent_withdrawn")
