"""A given name or a date of birth that differs alone: another person of the house, or a value that was replaced."""

from __future__ import annotations

from itertools import combinations

import pytest

from agent_desktop.features.customers.comparable import comparable
from agent_desktop.features.customers.pairing import find_pairs
from tests.support.badly_keyed import BadlyKeyed, Row
from tests.support.doubled_customers import Doubles


def rightness(rows: list[Row]) -> tuple[float, float]:
    """Precision and recall."""
    found = {(pair.left, pair.right) for pair in find_pairs([comparable(row) for row in rows])}
    same: dict[str, list[int]] = {}
    for n, row in enumerate(rows):
        same.setdefault(row["truth"], []).append(n)
    true = {pair for members in same.values() for pair in combinations(members, 2)}
    right = len(found & true)
    return right / max(len(found), 1), right / len(true)


@pytest.mark.parametrize(
    ("locale", "without"),
    [
        ("en_AU", ("phone", "email")),
        ("en_AU", ("identifier", "phone", "email")),
        ("de_DE", ("identifier", "birth_date", "email")),
    ],
)
def test_copies_keyed_badly_are_found_without_a_document(locale: str, without: tuple[str, ...]) -> None:
    precision, recall = rightness(BadlyKeyed(31, locale).people(600, most_mistakes=4, without=without))
    assert (precision >= 0.99, recall >= 0.97) == (True, True), (precision, recall)


def test_where_only_given_names_differ_they_are_a_household() -> None:
    """The same difference that a badly keyed file explains sets people apart in a file that is keyed well."""
    doubles = Doubles(8)
    couples = [doubles.person(draw) for draw in ("en_GB", "de_DE", "fr_FR") for _ in range(20)]
    rows = [*doubles.people(400), *couples, *(row | {"given_name": "Zoltan"} for row in couples)]
    found = [pair for pair in find_pairs([comparable(row) for row in rows]) if pair.right >= len(rows) - 60]
    assert found == []


def test_colleagues_under_one_roof_stay_apart_however_many_they_are() -> None:
    people = list({row["truth"]: row for row in BadlyKeyed(32).people(300, most_mistakes=1)}.values())
    rows = []
    for n, row in enumerate(people):
        office = people[n % 10]
        shared = {name: office[name] for name in ("house_number", "street", "city", "postcode", "phone")}
        unknown = dict.fromkeys(("birth_date", "identifier", "email"), "")
        rows.append(row | shared | unknown | {"organisation": f"Larch & Fern {n % 10} Ltd"})
    assert list(find_pairs([comparable(row) for row in rows])) == []
