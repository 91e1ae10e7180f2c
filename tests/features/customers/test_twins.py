"""Customers on record twice are found as one types and at night, and what was decided is asked only once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa

from agent_desktop.central.duplicate_pass import elsewhere, find_duplicates
from agent_desktop.core.ids import new_id
from agent_desktop.features.customers.commands import CreateCustomer, NewPhone
from agent_desktop.features.customers.erasure import EraseCustomer
from agent_desktop.features.customers.merging import MergeCustomers, UndoMerge
from agent_desktop.features.customers.pairing import find_pairs
from agent_desktop.features.customers.tables import duplicate_pair
from agent_desktop.features.customers.twins import DecideDuplicate, Duplicates, LikelyDuplicates
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, NOW, SUE_AT_DESK
from tests.support.stores import Central

T = TypeVar("T")


class Nightly:
    """Central's store as a job sees it."""

    def __init__(self, central: Central) -> None:
        self._central = central

    def write(self, work: Callable[[sa.Connection], T]) -> Awaitable[T]:
        async def once() -> T:
            async with self._central._engine.begin() as connection:
                return await connection.run_sync(work)

        return once()


def a_night(central: Central, nights: int = 0) -> int:
    async def here(records: Any) -> Any:
        return list(find_pairs(records))

    at = NOW + timedelta(days=nights)
    return central._loop.run_until_complete(find_duplicates(Nightly(central), at, here))


def again(central: Central, **values: Any) -> str:
    """Margaret, made once more by somebody in a hurry."""
    known = {
        "customer_id": new_id(),
        "currency": "GBP",
        "region": "GB",
        "given_name": "Margret",
        "family_name": "Okafor",
        "street": "14 Larch Rise",
        "postcode": "BS6 5QX",
        "city": "Bristol",
        "phones": [NewPhone(phone_id=new_id(), number="07700 900456")],
    }
    made = CreateCustomer(made_at=NOW, **(known | values))
    assert central.do(LEILA_AT_DESK, made).status == "applied"
    return made.customer_id


def test_at_night_the_two_are_found_with_score_and_reasons(central: Central) -> None:
    twin = again(central)
    assert a_night(central) == 1
    pair = central.ask(LEILA_AT_DESK, Duplicates())[0]
    assert {pair.left_id, pair.right_id} == {floor.MARGARET, twin}
    assert 0.5 < pair.score <= 1.0
    assert pair.reasons
    assert central.ask(LEILA_AT_DESK, Duplicates(customer_id=floor.DEV)) == []


def test_a_firm_and_somebody_who_works_there_are_two(central: Central) -> None:
    shared = {
        "organisation": "Larchfield Care Homes Ltd",
        "street": "3 Station Parade",
        "postcode": "BS1 4ND",
        "email": "office@larchfield.example.net",
        "phones": [NewPhone(phone_id=new_id(), number="0117 496 0300")],
    }
    firm = again(central, kind="organisation", given_name=None, family_name=None, **shared)
    shared["phones"] = [NewPhone(phone_id=new_id(), number="0117 496 0300")]
    again(central, given_name="Bernadette", family_name="Hale", **shared)
    assert a_night(central) == 0
    twins = central.ask(
        LEILA_AT_DESK, LikelyDuplicates(given_name="Joel", family_name="Ferris", **typed(shared))
    )
    assert firm not in {twin.customer_id for twin in twins}


def typed(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "phones"} | {"phones": ["0117 496 0300"]}


def test_in_a_process_of_its_own_the_same_pairs_are_found(central: Central) -> None:
    again(central)
    found = central._loop.run_until_complete(find_duplicates(Nightly(central), NOW, elsewhere))
    assert found == 1


def test_what_was_decided_is_not_asked_again(central: Central) -> None:
    twin = again(central)
    a_night(central)
    decided = DecideDuplicate(made_at=NOW, left_id=twin, right_id=floor.MARGARET, decision="two")
    assert central.do(LEILA_AT_DESK, decided).status == "applied"
    assert a_night(central, 1) == 0
    assert central.ask(LEILA_AT_DESK, Duplicates()) == []


def test_what_was_put_off_comes_last_and_stays(central: Central) -> None:
    twin, other = again(central), again(central, phones=[], given_name="Margaret")
    a_night(central)
    put_off = central.ask(LEILA_AT_DESK, Duplicates())[0]
    later = DecideDuplicate(made_at=NOW, left_id=put_off.left_id, right_id=put_off.right_id, decision="later")
    central.do(LEILA_AT_DESK, later)
    a_night(central, 1)
    pairs = central.ask(LEILA_AT_DESK, Duplicates())
    assert len(pairs) == 3
    assert {twin, other} <= {i for pair in pairs for i in (pair.left_id, pair.right_id)}
    assert [pair.is_put_off for pair in pairs] == [False, False, True]


def test_a_pair_that_is_alike_no_more_goes(central: Central) -> None:
    twin = again(central)
    a_night(central)
    central.do(SUE_AT_DESK, EraseCustomer(made_at=NOW, customer_id=twin, reason="Was a test"))
    assert central.ask(LEILA_AT_DESK, Duplicates()) == []
    assert a_night(central, 1) == 0


def test_merged_the_pair_is_settled_and_taken_apart_they_are_two_for_good(central: Central) -> None:
    twin = again(central)
    a_night(central)
    made = MergeCustomers(made_at=NOW, merge_id=new_id(), survivor_id=floor.MARGARET, merged_id=twin)
    central.do(LEILA_AT_DESK, made)
    assert central.ask(LEILA_AT_DESK, Duplicates()) == []
    central.do(LEILA_AT_DESK, UndoMerge(made_at=NOW, merge_id=made.merge_id))
    assert a_night(central, 1) == 0
    decisions = central.run(lambda c: c.execute(sa.select(duplicate_pair.c.decision)).scalars().all())
    assert decisions == ["two"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (
            {
                "given_name": "Margret",
                "family_name": "Okafor",
                "postcode": "BS6 5QX",
                "street": "14 Larch Rise",
            },
            True,
        ),
        ({"given_name": "Margaret", "family_name": "Okafor", "phones": ["07700900456"]}, True),
        ({"family_name": "Okafor"}, False),
        ({"given_name": "Ilse", "family_name": "Brandt", "postcode": "BS6 5QX"}, False),
        ({"customer_id": floor.MARGARET, "given_name": "Margaret", "family_name": "Okafor"}, False),
        ({}, False),
    ],
)
def test_as_one_types_whoever_is_surely_there_is_shown(
    central: Central, typed: dict[str, Any], found: bool
) -> None:
    twins = central.ask(LEILA_AT_DESK, LikelyDuplicates(**typed))
    assert (floor.MARGARET in {twin.customer_id for twin in twins}) is found
    assert all(twin.reasons and twin.score > 0 for twin in twins)


@pytest.mark.parametrize("values", [{"decision": "maybe"}, {"right_id": floor.DEV}, {"right_id": new_id()}])
def test_what_decides_nothing_is_refused(central: Central, values: dict[str, str]) -> None:
    known = {"left_id": floor.DEV, "right_id": floor.AOIFE, "decision": "two"}
    verdict = central.do(LEILA_AT_DESK, DecideDuplicate(made_at=NOW, **(known | values)))
    assert verdict.status == "refused"
