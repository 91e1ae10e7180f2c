"""Ticket numbers are final when made, offline too, because no two desks are ever lent the same."""

from agent_desktop.features.tickets.model import is_ticket_number
from agent_desktop.features.tickets.numbers import LendNumbers
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW
from tests.support.stores import Central, envelope


def test_each_desk_is_lent_a_block_of_its_own(central: Central) -> None:
    lent = [
        central.do(actor, LendNumbers(made_at=NOW)).result for actor in (LEILA_AT_DESK, MARCUS_AT_DESK) * 2
    ]
    numbers = [number for result in lent if result for number in result["numbers"]]
    assert len(numbers) == 200
    assert len(set(numbers)) == 200
    assert all(is_ticket_number(number) for number in numbers)


def test_a_lost_reply_does_not_cost_a_block(central: Central) -> None:
    ask = [envelope(central.registry, LendNumbers(made_at=NOW))]
    first = central.push(LEILA_AT_DESK, ask).verdicts[0].result
    assert first is not None
    assert central.push(LEILA_AT_DESK, ask).verdicts[0].result == first
    other = central.do(MARCUS_AT_DESK, LendNumbers(made_at=NOW)).result
    assert other is not None
    assert other["numbers"][0] > first["numbers"][-1]
