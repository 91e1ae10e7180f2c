"""What a card has several of becomes columns of ours, with labels and marks; what is said by hand is short."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from agent_desktop.core.errors import Invalid
from agent_desktop.features.customers import parts
from agent_desktop.features.customers.exports import fields_of_export, nobodys, shaped
from agent_desktop.features.customers.vcard import cards, row_of


def row(*lines: str) -> Mapping[str, str]:
    text = ["BEGIN:VCARD", "VERSION:3.0", "FN:Ann Reed", *lines, "END:VCARD"]
    (card,) = cards((n, line.encode()) for n, line in enumerate(text, 1))
    return row_of(card)


def entries(found: Mapping[str, str], column: str) -> list[dict[str, object]]:
    return json.loads(found.get(column) or "[]")  # type: ignore[no-any-return]


def test_one_address_without_a_label_is_a_plain_value() -> None:
    found = row("EMAIL;TYPE=INTERNET:ann@example.org", "ADR:;;9 Mill Road;Leeds;;LS1 4AP;GB")
    assert found == {
        "name": "Ann Reed",
        "email": "ann@example.org",
        "street": "9 Mill Road",
        "city": "Leeds",
        "postcode": "LS1 4AP",
        "country": "GB",
    }


def test_every_address_of_a_card_is_kept_with_its_label() -> None:
    found = row(
        "EMAIL;TYPE=HOME:ann@example.org",
        "EMAIL;TYPE=WORK,PREF:a.reed@example.org",
        "EMAIL;TYPE=school:ann@school.example.org",
    )
    assert found["email"] == "a.reed@example.org"
    assert entries(found, "emails") == [
        {"value": "ann@example.org", "label": "home"},
        {"value": "a.reed@example.org", "label": "work", "preferred": True},
        {"value": "ann@school.example.org"},
    ]


def test_handles_and_categories_come_along() -> None:
    found = row(
        "X-SOCIALPROFILE;type=twitter:https://x.example.org/ann",
        "IMPP;X-SERVICE-TYPE=Skype:skype:ann.reed",
        "IMPP:xmpp:ann@example.org",
        "CATEGORIES:VIP,slow\\, payer",
        "TZ:Europe/London",
    )
    assert [(one["network"], one["value"]) for one in entries(found, "handles")] == [
        ("twitter", "https://x.example.org/ann"),
        ("skype", "ann.reed"),
        ("xmpp", "ann@example.org"),
    ]
    assert entries(found, "tags") == ["VIP", "slow, payer"]
    assert found["time_zone"] == "Europe/London"


def test_a_preferred_number_is_so_whatever_comes_first() -> None:
    found = row(
        "TEL;TYPE=HOME:+44 20 7946 0142",
        "TEL;TYPE=CELL,PREF:+44 7700 900123",
        "TEL;TYPE=FAX:+44 20 7946 0143",
    )
    assert entries(found, "phones") == [
        {"number": "+44 20 7946 0142", "label": "home"},
        {"number": "+44 7700 900123", "label": "mobile", "preferred": True},
    ]
    plain = row("TEL;TYPE=HOME:+44 20 7946 0142", "TEL;TYPE=CELL:+44 7700 900123")
    assert (plain["home"], plain["mobile"]) == ("+44 20 7946 0142", "+44 7700 900123")


def test_short_cells_are_read_as_entries() -> None:
    plain, found = parts.read_parts(
        {
            "name": "Ann",
            "emails": "a@example.org | b@example.org",
            "consents": "no marketing",
            "no_sms": "no",
            "tags": " ",
        }
    )
    assert plain == {"name": "Ann", "email": "a@example.org"}
    assert found["emails"] == [parts.Detail(value="b@example.org")]
    assert found["consents"] == [parts.Consent(purpose="marketing", channel="any", granted=False)]
    assert set(found) == {"emails", "consents"}


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("emails", "[{]"),
        ("emails", '[{"value": 1}]'),
        ("tags", '[{"value": "x"}]'),
        ("tags", "=1+1"),
        ("orders", "O-1"),
        ("no_call", "perhaps"),
    ],
)
def test_a_cell_that_cannot_be_read_is_refused_by_its_column(column: str, cell: str) -> None:
    with pytest.raises(Invalid) as refused:
        parts.read_parts({"name": "Ann", column: cell})
    assert refused.value.field == column


def test_what_other_programs_write_becomes_ours() -> None:
    assert shaped("time_zone", "america_slash_new_york") == "America/New_York"
    assert shaped("time_zone", "Pacific Time (US & Canada)") == ""
    assert shaped("relations", "17;18") == "employee:17|employee:18"
    assert shaped("emails", "a@example.org;b@example.org") == "a@example.org|b@example.org"
    assert fields_of_export("salesforce", ["id", "mailingstreet", "donotcall"]) == [
        "external_id",
        "street",
        "no_call",
    ]
    assert nobodys(["id", "ticket_id", "body", "public"]) == "ticket comments"
    assert nobodys(["id", "name", "email"]) is None
