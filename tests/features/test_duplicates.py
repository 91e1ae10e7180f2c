"""Who is suggested as one customer and who is not, pair by pair."""

from __future__ import annotations

import pytest

from agent_desktop.features.customers.comparable import comparable
from agent_desktop.features.customers.pairing import Pair, find_pairs
from tests.support.doubled_customers import Doubles, Row

# Among so many others, so that a name and a town are worth what they are worth in a file.
OTHERS = [{k: v for k, v in row.items() if k != "truth"} for row in Doubles(5).people(300)]
ANNA = {
    "given_name": "Anna",
    "family_name": "Okonkwo",
    "house_number": "12",
    "street": "Harbour Street",
    "city": "Bristol",
    "postcode": "BS1 4DJ",
    "country": "GB",
    "birth_date": "1981-04-09",
    "phone": "+44 117 496 0142",
    "email": "anna.okonkwo@example.org",
}
LARCH = {
    "organisation": "Larch & Fern Engineering Ltd",
    "house_number": "4",
    "street": "Mill Road",
    "city": "Leeds",
    "postcode": "LS1 4AP",
    "phone": "+44 113 496 0555",
}


def suggested(one: Row, other: Row) -> Pair | None:
    records = [comparable(row) for row in [one, *OTHERS, other]]
    last = len(records) - 1
    return next((pair for pair in find_pairs(records) if (pair.left, pair.right) == (0, last)), None)


def without(row: Row, *names: str) -> Row:
    return {name: value for name, value in row.items() if name not in names}


@pytest.mark.parametrize(
    "change",
    [
        {"given_name": "Ana", "family_name": "Okonkow"},
        {"given_name": "Okonkwo", "family_name": "Anna"},
        {"given_name": "A.", "birth_date": ""},
        {"given_name": "", "email": ""},
        {"phone": "0117 4960142", "email": "", "birth_date": "09/04/1981", "street": "Harbour St"},
        {"house_number": "", "street": "12 Harbour St.", "birth_date": "19810409"},
        {"house_number": "7", "street": "Elm Grove", "city": "Cardiff", "postcode": "CF10 1AA"},
        {
            "given_name": "ANNA",
            "family_name": "OKONKWO",
            "postcode": "bs14dj",
            "email": "ANNA.OKONKWO@EXAMPLE.ORG",
        },
        {"family_name": "Larsen", "birth_date": "1981-04-09"},
        {"birth_date": "1981-09-04"},
        {"birth_date": "9.4.81", "phone": "", "email": ""},
        {"birth_date": "Apr 1981"},
        {"phone": "", "email": "", "birth_date": "", "postcode": "BS1 4DJ", "given_name": "Anna Maria"},
    ],
)
def test_a_customer_typed_by_somebody_else_is_found(change: Row) -> None:
    found = suggested(ANNA, ANNA | change)
    assert found is not None
    assert found.score >= 0.5
    assert found.reasons


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ANNA, ANNA | {"given_name": "Peter", "birth_date": "1979-01-30"}),
        (without(ANNA, "birth_date"), without(ANNA | {"given_name": "Peter"}, "birth_date")),
        (ANNA, ANNA | {"given_name": "Ngozi"}),
        (ANNA, ANNA | {"birth_date": "2009-12-01"}),
        (ANNA | {"given_name": "Paul"}, ANNA | {"given_name": "Paula", "birth_date": ""}),
        (
            ANNA | {"family_name": "Reed Jr", "birth_date": ""},
            ANNA | {"family_name": "Reed Sr", "birth_date": ""},
        ),
        (
            {"given_name": "John", "family_name": "Smith", "city": "York", "phone": "+44 1904 496 001"},
            {"given_name": "John", "family_name": "Smith", "city": "Hull", "phone": "+44 1482 496 002"},
        ),
        (LARCH, LARCH | {"organisation": "Northgate Dental Care Ltd", "phone": ""}),
        (
            LARCH,
            {
                "organisation": "Larch & Fern Engineering Ltd",
                "house_number": "90",
                "street": "Quay Street",
                "city": "Truro",
                "postcode": "TR1 2AA",
                "phone": "+44 1872 496 777",
            },
        ),
        (
            LARCH | {"given_name": "Ann", "family_name": "Reed", "email": "info@larch.example"},
            LARCH | {"given_name": "Tom", "family_name": "Hale", "email": "info@larch.example"},
        ),
        (
            {"organisation": "Weber Bau GmbH", "city": "Ulm", "postcode": "89073"},
            {"organisation": "Weber Dach GmbH", "city": "Ulm", "postcode": "89073"},
        ),
    ],
)
def test_two_who_share_a_house_or_a_name_stay_two(one: Row, other: Row) -> None:
    assert suggested(one, other) is None


@pytest.mark.parametrize(
    "name",
    [
        "Larch & Fern Engineering Limited",
        "LARCH AND FERN ENG. LTD.",
        "Larch & Fern Engineering",
        "Larch+Fern Enginering Ltd",
        "The Larch & Fern Engineering Company Ltd",
    ],
)
def test_an_organisation_is_known_by_other_forms_of_its_name(name: str) -> None:
    assert suggested(LARCH, LARCH | {"organisation": name, "phone": ""}) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            {"given_name": "Наталья", "family_name": "Соколова", "phone": "+7 495 123-45-67"},
            {"given_name": "Natalya", "family_name": "Sokolova", "phone": "8 (495) 123 45 67"},
        ),
        (
            {"given_name": "Ελένη", "family_name": "Παππά", "email": "eleni.pappa@example.gr"},
            {"given_name": "Eleni", "family_name": "Pappa", "email": "eleni.pappa@example.gr"},
        ),
        (
            {"given_name": "小明", "family_name": "王", "birth_date": "1990-02-03", "city": "上海市"},
            {"given_name": "小明", "family_name": "王", "birth_date": "1990.2.3", "city": "上海市"},
        ),
        (
            {"given_name": "محمد", "family_name": "الحسيني", "phone": "+20 100 123 4567", "city": "القاهرة"},
            {"given_name": "محمد", "family_name": "الحسينى", "phone": "0100 123 4567", "city": ""},
        ),
        (
            {"organisation": "株式会社山田製作所", "city": "大阪市", "phone": "06-1234-5678"},
            {"organisation": "山田製作所", "city": "大阪市", "phone": "+81 6 1234 5678"},
        ),
        (
            {
                "given_name": "Jürgen",
                "family_name": "Groß",
                "postcode": "80331",
                "street": "Rosenstraße",
                "house_number": "3",
            },
            {"given_name": "Jurgen", "family_name": "Gross", "postcode": "80331", "street": "Rosenstr. 3"},
        ),
    ],
)
def test_names_in_any_script_are_compared(one: Row, other: Row) -> None:
    assert suggested(one, other) is not None


def test_names_on_their_own_say_nothing_about_a_person() -> None:
    """Two people called so are likelier than one who is on record twice."""
    john = {"given_name": "John", "family_name": "Smith"}
    others = [comparable(john)] * 40
    assert list(find_pairs([comparable(john), *others])) == []


def test_numbers_dealt_out_in_a_row_make_nobody_one() -> None:
    rows = [
        {"given_name": "Ann", "family_name": f"Reed{n}", "identifier": str(100_000 + n)} for n in range(300)
    ]
    assert list(find_pairs([comparable(row) for row in rows])) == []


def test_a_third_record_joins_two_that_are_far_apart() -> None:
    far = {"given_name": "A.", "family_name": "Okonkwo", "email": "anna.okonkwo@example.org"}
    near = without(ANNA, "email", "phone", "birth_date", "city", "country")
    records = [comparable(row) for row in [far, ANNA, near, *OTHERS]]
    found = {(pair.left, pair.right): pair for pair in find_pairs(records)}
    assert {(0, 1), (1, 2)} <= found.keys()
    assert "both match row 2" in found[0, 2].reasons


def test_every_pair_is_told_once_with_its_left_before_its_right() -> None:
    records = [comparable(row) for row in Doubles(6).people(400)]
    pairs = [(pair.left, pair.right) for pair in find_pairs(records)]
    assert pairs == sorted(set(pairs))
    assert all(left < right for left, right in pairs)


def test_names_that_are_both_common_may_still_be_swapped() -> None:
    """Martin and Gerald are names that people here have; each is somebody's family name as well."""
    others = [
        {"given_name": given, "family_name": f"{family}{given[:2]}", "city": "Ulm"}
        for given in ("Martin", "Gerald")
        for family in ("Adler", "Brandt", "Conrad", "Dietz", "Ebert", "Fuchs", "Grimm")
    ]
    one = {
        "given_name": "Martin",
        "family_name": "Gerald",
        "phone": "+44 113 496 0777",
        "postcode": "LS2 1AA",
    }
    other = one | {"given_name": "Gerald", "family_name": "Martin", "postcode": ""}
    records = [comparable(row) for row in [one, *others, other]]
    assert (0, len(records) - 1) in {(pair.left, pair.right) for pair in find_pairs(records)}
    spouse = one | {"given_name": "Gerald"}
    records[-1] = comparable(spouse)
    assert (0, len(records) - 1) not in {(pair.left, pair.right) for pair in find_pairs(records)}


@pytest.mark.parametrize(
    "name",
    [
        "Larch & Fern Engineering Leeds",
        "LarchFern Engineering Ltd",
        "Lar chFern Enginering",
        "Lerch & Farn Engineering Ltd",
    ],
)
def test_a_firm_is_known_with_its_town_or_a_slip_in_its_name(name: str) -> None:
    assert suggested(LARCH, LARCH | {"organisation": name}) is not None


def test_firms_of_one_town_with_another_street_and_number_stay_two() -> None:
    there = {"city": "Hubert", "postcode": "72288", "country": "FR"}
    one = there | {"organisation": "Jacquot SARL", "house_number": "105", "street": "rue Maillard"}
    other = there | {
        "organisation": "Jacquot Informatique SARL",
        "house_number": "5",
        "street": "chemin Alexandrie Rocher",
    }
    assert suggested(one, other) is None


@pytest.mark.parametrize(
    ("change", "is_one"),
    [
        ({"given_name": "Anxb", "birth_date": "1981-04-09"}, True),
        ({"given_name": "Aann", "family_name": "Okonkvo"}, True),
        ({"given_name": "Eva"}, False),
        ({"birth_date": "1981-04-9x"}, True),
        ({"birth_date": "181-04-09"}, True),
    ],
)
def test_slips_in_a_short_name_or_a_date_are_no_second_person(change: Row, is_one: bool) -> None:
    assert (suggested(ANNA, ANNA | change) is not None) == is_one
