"""A caller is blocked once, with a reason and a name, at every desk, and let through again the same way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agent_desktop.core.errors import Refused
from agent_desktop.features.blocked.commands import BlockCaller, UnblockCaller
from agent_desktop.features.blocked.model import blocked_id
from agent_desktop.features.blocked.read_models import BlockedCallers
from agent_desktop.features.customers.erasure import EraseCustomer
from tests.support import floor
from tests.support.floor import DEVS_NUMBER, LEILA, LEILA_AT_DESK, MARCUS, MARCUS_AT_DESK, NOW, SUE_AT_DESK
from tests.support.stores import Central, Desk

NUMBER = "+442079460919"


def block(number: str = "020 7946 0919", reason: str = "Threatened Sana", **more: Any) -> BlockCaller:
    return BlockCaller(made_at=NOW, number=number, region="GB", reason=reason, **more)


def unblock(reason: str = "Apologised") -> UnblockCaller:
    return UnblockCaller(made_at=NOW, number=NUMBER, region="GB", reason=reason)


def test_a_number_in_any_format_is_blocked_once_and_says_by_whom_and_why(central: Central) -> None:
    central.do(LEILA_AT_DESK, block())
    central.do(MARCUS_AT_DESK, block("+44 (0)20 7946 0919", "Again"))
    [one] = central.ask(LEILA_AT_DESK, BlockedCallers(e164=NUMBER))
    assert (one.e164, one.reason, one.changed_by) == (NUMBER, "Again", MARCUS)
    assert central.ask(LEILA_AT_DESK, BlockedCallers(e164=DEVS_NUMBER)) == []


def test_let_through_again_it_is_listed_no_more_and_the_reason_stays_on_record(central: Central) -> None:
    central.do(LEILA_AT_DESK, block())
    central.do(LEILA_AT_DESK, unblock())
    assert central.ask(LEILA_AT_DESK, BlockedCallers(e164=NUMBER)) == []
    row = central.get("blocked_number", blocked_id(NUMBER))
    assert (row["is_blocked"], row["reason"], row["changed_by"]) == (False, "Apologised", LEILA)


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (block("112"), "no_public_number"),
        (block("201"), "no_public_number"),
        (block("anonymous"), "no_public_number"),
        (block(reason="  x "), "reason_needed"),
    ],
)
def test_what_cannot_be_blocked_is_refused_in_words(
    central: Central, command: BlockCaller, reason: str
) -> None:
    verdict = central.do(LEILA_AT_DESK, command)
    assert verdict.problem is not None
    assert verdict.problem.reason == reason


def test_every_desk_knows_and_blocking_works_without_the_line(central: Central, tmp_path: Path) -> None:
    leilas = Desk(tmp_path / "leila.db", central, LEILA_AT_DESK, ["org"])
    marcuss = Desk(tmp_path / "marcus.db", central, MARCUS_AT_DESK, ["org"])
    leilas.do(block())
    assert [one.e164 for one in leilas.ask(BlockedCallers(e164=NUMBER))] == [NUMBER], "at once, here"
    leilas.push()
    marcuss.pull()
    assert {one.e164 for one in marcuss.ask(BlockedCallers())} == {NUMBER, floor.BLOCKED_NUMBER}


def test_a_refusal_here_keeps_nothing(central: Central, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "leila.db", central, LEILA_AT_DESK, ["org"])
    with pytest.raises(Refused):
        desk.do(block(reason=""))
    assert desk.ask(BlockedCallers(e164=NUMBER)) == []


def test_whoever_is_erased_is_not_remembered_as_blocked(central: Central) -> None:
    central.do(LEILA_AT_DESK, block(DEVS_NUMBER))
    central.do(SUE_AT_DESK, EraseCustomer(made_at=NOW, customer_id=floor.DEV, reason="They asked us to."))
    assert central.ask(LEILA_AT_DESK, BlockedCallers(e164=DEVS_NUMBER)) == []
