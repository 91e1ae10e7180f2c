"""Customers are made and changed by people: checked at once, never thrown away, one number once."""

from typing import Any

import pytest

from agent_desktop.core.command import Command
from agent_desktop.core.ids import new_id
from agent_desktop.features.customers.commands import (
    AddPhone,
    ChangeCustomer,
    ChangePhone,
    CreateCustomer,
    NewPhone,
)
from agent_desktop.sync.messages import Verdict
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW
from tests.support.stores import Central


def create(**values: Any) -> CreateCustomer:
    known = {"customer_id": new_id(), "currency": "GBP", "region": "GB", "given_name": "Ilse"}
    return CreateCustomer(made_at=NOW, **(known | values))


def refused(central: Central, command: Command) -> str:
    verdict: Verdict = central.do(LEILA_AT_DESK, command)
    assert verdict.problem is not None
    return verdict.problem.what


def test_a_new_customer_is_shown_by_the_parts_of_their_name_and_found_by_number(central: Central) -> None:
    made = create(
        family_name=" Brandt ",
        email="",
        country="de",
        phones=[
            NewPhone(phone_id=new_id(), number="020/7946 0018"),
            NewPhone(phone_id=new_id(), number="+49 30 901820 ext. 7", label="work"),
        ],
    )
    assert central.do(LEILA_AT_DESK, made).status == "applied"
    row = central.get("customer", made.customer_id)
    assert (row["name"], row["email"], row["country"]) == ("Ilse Brandt", None, "DE")
    first, second = (central.get("customer_phone", phone.phone_id) for phone in made.phones)
    assert (first["e164"], first["reversed_digits"]) == ("+442079460018", "810064970244")
    assert (first["is_preferred"], second["is_preferred"]) == (True, False)
    assert (second["e164"], second["extension"]) == ("+4930901820", "7")


def test_an_organisation_is_shown_by_its_own_name(central: Central) -> None:
    made = create(kind="organisation", organisation="Weir & Sons", family_name="Weir")
    central.do(LEILA_AT_DESK, made)
    assert central.get("customer", made.customer_id)["name"] == "Weir & Sons"


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"given_name": " "}, "A customer needs a name."),
        ({"email": "ilse at example"}, "no e-mail address"),
        ({"country": "Germany"}, "no country code"),
        ({"currency": ""}, "needs a currency"),
        ({"kind": "robot"}, "no kind of customer"),
        ({"time_zone": "half past two"}, "no time zone"),
        ({"alert": "first\nsecond"}, "one line"),
        ({"city": "x" * 201}, "longer than 200"),
        ({"region": "XX", "phones": [NewPhone(phone_id="p", number="1")]}, "no numbering plan"),
        ({"phones": [NewPhone(phone_id="p", number="1001")]}, "a phone of this site"),
        ({"phones": [NewPhone(phone_id="p", number="999")]}, "a service number"),
        ({"phones": [NewPhone(phone_id="p", number="12 34 x")]}, "not a number that could be rung"),
        ({"phones": [NewPhone(phone_id="p", number="unknown")]}, "no number to keep"),
        (
            {
                "phones": [
                    NewPhone(phone_id="p", number="020 7946 0018"),
                    NewPhone(phone_id="q", number="+442079460018"),
                ]
            },
            "stands here twice",
        ),
        (
            {
                "phones": [
                    NewPhone(phone_id="p", number="020 7946 0018", is_preferred=True),
                    NewPhone(phone_id="q", number="020 7946 0019", is_preferred=True),
                ]
            },
            "Only one number",
        ),
    ],
)
def test_what_cannot_be_a_customer_is_refused_whole_with_the_reason(
    central: Central, values: dict[str, Any], what: str
) -> None:
    made = create(**values)
    assert what in refused(central, made)
    assert made.customer_id not in central.rows()["customer"]


def test_a_customer_made_offline_is_told_who_else_has_the_number(central: Central) -> None:
    made = create(phones=[NewPhone(phone_id=new_id(), number=floor.HOME_NUMBER)])
    verdict = central.do(LEILA_AT_DESK, made)
    assert verdict.status == "applied"
    assert verdict.result == {
        "possible_duplicates": [
            {"customer_id": floor.MARGARET, "name": "Margaret Okafor", "reasons": ["number"]},
            {"customer_id": floor.HENRY, "name": "Henry Okafor", "reasons": ["number"]},
        ]
    }


def test_two_people_changing_different_fields_both_keep_theirs(central: Central) -> None:
    seen = {floor.MARGARET: 1}
    first = ChangeCustomer(made_at=NOW, customer_id=floor.MARGARET, city="Bath", alert=None)
    second = ChangeCustomer(made_at=NOW, customer_id=floor.MARGARET, city="Wells", email="m@example.org")
    assert central.do(LEILA_AT_DESK, first, seen).status == "applied"
    verdict = central.do(MARCUS_AT_DESK, second, seen)
    assert [(lost.field, lost.yours, lost.theirs) for lost in verdict.lost] == [("city", "Wells", "Bath")]
    row = central.get("customer", floor.MARGARET)
    assert (row["city"], row["alert"], row["email"]) == ("Bath", None, "m@example.org")


def test_a_name_follows_its_parts_unless_somebody_wrote_it_themselves(central: Central) -> None:
    def change(**values: Any) -> str:
        central.do(LEILA_AT_DESK, ChangeCustomer(made_at=NOW, customer_id=floor.HENRY, **values))
        return str(central.get("customer", floor.HENRY)["name"])

    assert change(family_name="Bell") == "Henry Bell"
    assert change(name="Harry Bell") == "Harry Bell"
    assert change(family_name="Okafor") == "Harry Bell"
    verdict = central.do(LEILA_AT_DESK, ChangeCustomer(made_at=NOW, customer_id=floor.HENRY, name=" "))
    assert verdict.status == "refused"


def test_a_customer_has_a_number_once_and_one_preferred(central: Central) -> None:
    def add(number: str, **values: Any) -> AddPhone:
        return AddPhone(
            made_at=NOW, phone_id=new_id(), customer_id=floor.DEV, number=number, region="GB", **values
        )

    assert "already has this number" in refused(central, add("07700 900 123"))
    assert central.do(LEILA_AT_DESK, add("07700 900 123 x 5")).status == "applied"
    second = add("020 7946 0018", is_preferred=True)
    assert central.do(LEILA_AT_DESK, second).status == "applied"
    assert central.get("customer_phone", floor.DEV_MOBILE)["is_preferred"] is False
    back = ChangePhone(made_at=NOW, phone_id=floor.DEV_MOBILE, is_preferred=True)
    assert central.do(LEILA_AT_DESK, back).status == "applied"
    assert central.get("customer_phone", second.phone_id)["is_preferred"] is False


def test_a_changed_number_is_not_verified_any_more(central: Central) -> None:
    change = ChangePhone(made_at=NOW, phone_id=floor.DEV_MOBILE, number="07700 900 124", region="GB")
    central.do(LEILA_AT_DESK, change)
    row = central.get("customer_phone", floor.DEV_MOBILE)
    assert (row["e164"], row["reversed_digits"], row["is_verified"]) == (
        "+447700900124",
        "421009007744",
        False,
    )
    assert "without the region" in refused(
        central, ChangePhone(made_at=NOW, phone_id=floor.DEV_MOBILE, number="07700 900 124")
    )
