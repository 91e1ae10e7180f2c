"""Which of our numbers is shown: the campaign's, else by the longest prefix, and none that is not ours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from agent_desktop.central.caller_numbers import CallerNumbers
from agent_desktop.central.connectors import Connectors
from agent_desktop.central.metrics import Metrics
from agent_desktop.core.clock import SystemClock
from agent_desktop.core.errors import Invalid
from agent_desktop.runtime.settings import load
from agent_desktop.telephony.actions import AnyAction, Dial, Outcome
from tests.support.scripted_exchange import ScriptedExchange

BY_PREFIX = {"+49": "+493012345", "+4930": "+493099999", "*": "+441174960100"}
CAMPAIGNS = {"campaign-cover": "+441174960777"}


async def read(_ask: Callable[..., Any]) -> Any:
    return CAMPAIGNS


def dial(number: str, **more: Any) -> Dial:
    return Dial(id="a1", agent="leila", expires_at=datetime.now(UTC), number=number, **more)


@pytest.mark.parametrize(
    ("action", "shown"),
    [
        (dial("+4989123"), "+493012345"),
        (dial("+4930123"), "+493099999"),
        (dial("+33112345"), "+441174960100"),
        (dial("+4930123", campaign_id="campaign-cover"), "+441174960777"),
        (dial("+4930123", campaign_id="campaign-other"), "+493099999"),
        (dial("201"), None),
        (dial("112"), None),
        (dial("+4930123", caller_id="+441174960777"), "+441174960777"),
    ],
)
async def test_the_number_that_is_shown(action: Dial, shown: str | None) -> None:
    prepared = await CallerNumbers(BY_PREFIX, read).shown(action)
    assert isinstance(prepared, Dial)
    assert (prepared.number, prepared.caller_id) == (action.number, shown)


async def test_a_number_that_is_not_ours_is_refused() -> None:
    outcome = await CallerNumbers(BY_PREFIX, read).shown(dial("+4930123", caller_id="+447700900000"))
    assert isinstance(outcome, Outcome)
    assert outcome.reason == "not_our_number"


async def test_may_we_call_is_asked_first_and_the_exchange_never_hears_of_a_refusal() -> None:
    exchange, asked = ScriptedExchange(), []

    def may_dial(action: AnyAction) -> Outcome | None:
        assert isinstance(action, Dial)
        asked.append((action.purpose, action.customer_id))
        return Outcome.refused("do_not_call", "They asked not to be called.") if action.customer_id else None

    numbers = CallerNumbers(BY_PREFIX, read)
    connectors = Connectors([exchange.offer()], SystemClock(), Metrics(), may_dial, numbers.shown)
    await connectors.start(_Floor())  # type: ignore[arg-type]
    refused = await connectors.perform(dial("+4930123", purpose="callback", customer_id="c1"), None)
    done = await connectors.perform(dial("+4930123"), None)
    await connectors.stop()
    assert (refused.reason, refused.what) == ("do_not_call", "They asked not to be called.")
    assert done.status == "done"
    assert asked == [("callback", "c1"), ("manual", None)]
    assert [(a.number, a.caller_id) for a in exchange.asked if isinstance(a, Dial)] == [
        ("+4930123", "+493099999")
    ]


@pytest.mark.parametrize("wrong", ['{"+49": "no number"}', '{"x": "+493012345"}', "[]", '"text"', "not json"])
def test_a_wrong_setting_is_named(wrong: str) -> None:
    with pytest.raises(Invalid, match="caller_numbers"):
        load(environ={"AGENT_DESKTOP_CALLER_NUMBERS": wrong})


def test_the_setting_is_read() -> None:
    settings = load(environ={"AGENT_DESKTOP_CALLER_NUMBERS": '{"+49": "+493012345", "*": "+441174960100"}'})
    assert settings.caller_numbers == {"+49": "+493012345", "*": "+441174960100"}


class _Floor:
    async def emit(self, _event: object, _connector: str) -> None:
        """Takes everything."""

    def agents(self) -> list[Any]:
        return []

    def queues(self) -> list[Any]:
        return []

    def calls(self, _connector: str) -> list[Any]:
        return []
