"""Numbers are read the way the people at the site mean them."""

import csv
from pathlib import Path

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_desktop.core.phone import display, parse_number, reversed_digits

TABLE = Path(__file__).with_name("phone_numbers.csv")


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['region']} {row['text']!r}")
def test_a_number_is_read_as_it_was_meant(row: dict[str, str]) -> None:
    number = parse_number(row["text"], row["region"])
    assert (number.kind, number.e164 or "", number.extension or "") == (
        row["kind"],
        row["e164"],
        row["extension"],
    )
    assert number.raw == row["text"]


def test_the_table_is_long_wide_and_repeats_nothing() -> None:
    table = rows()
    assert len(table) >= 150
    assert len({row["region"] for row in table}) >= 10
    assert {row["kind"] for row in table} == {"public", "internal", "short", "withheld", "unusable"}
    assert len({(row["region"], row["text"]) for row in table}) == len(table)


def test_no_number_at_all_is_withheld() -> None:
    assert parse_number(None, "GB").kind == "withheld"


def test_a_site_says_how_long_its_extensions_are() -> None:
    assert parse_number("1001", "GB", internal=(4,)).kind == "internal"
    assert parse_number("48213", "GB", internal=(4,)).kind != "internal"
    assert parse_number("1001", "GB", internal=None).kind != "internal"
    assert parse_number("1471", "GB", internal=None).kind == "short"


def test_an_emergency_number_is_never_an_extension() -> None:
    assert parse_number("112", "DE", internal=(3,)).kind == "short"


def test_a_region_without_a_plan_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="XX"):
        parse_number("020 7946 0018", "XX")


def test_a_caller_hidden_behind_an_address_is_withheld() -> None:
    assert parse_number("sip:anonymous@10.0.0.5", "GB").kind == "withheld"
    assert parse_number('"Anonymous" <sip:+442079460018@10.0.0.5>', "GB").e164 == "+442079460018"


def test_a_very_long_text_is_unusable_and_not_slow() -> None:
    assert parse_number("1 " * 100_000, "GB").kind == "unusable"
    assert parse_number("+" * 240, "GB").kind != "public"


def test_people_see_the_spaces_of_the_plan() -> None:
    assert display("+442079460018", "GB") == "020 7946 0018"
    assert display("+442079460018", "DE") == "+44 20 7946 0018"
    assert display("+442079460018", "GB", form="international") == "+44 20 7946 0018"
    assert display("1001", "GB") == "1001"


def test_reversed_digits_turn_an_ending_into_a_beginning() -> None:
    assert reversed_digits("+442079460018") == "810064970244"


REGIONS = sorted(region for region in phonenumbers.SUPPORTED_REGIONS if phonenumbers.example_number(region))
KINDS = (phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE)


@st.composite
def example_numbers(draw: st.DrawFn) -> tuple[str, phonenumbers.PhoneNumber]:
    region = draw(st.sampled_from(REGIONS))
    number = phonenumbers.example_number_for_type(region, draw(st.sampled_from(KINDS)))
    number = number or phonenumbers.example_number(region)
    assert number is not None
    return region, number


def e164_of(number: phonenumbers.PhoneNumber) -> str:
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


@given(example_numbers(), st.sampled_from(["GB", "US", "DE", "IT", "JP"]))
def test_an_international_number_reads_the_same_anywhere(
    example: tuple[str, phonenumbers.PhoneNumber], site: str
) -> None:
    _, number = example
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    assert parse_number(written, site).e164 == e164_of(number)
    assert parse_number(display(e164_of(number), site), site).e164 == e164_of(number)


@given(example_numbers())
def test_a_national_number_reads_back_at_home(example: tuple[str, phonenumbers.PhoneNumber]) -> None:
    region, number = example
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    assert parse_number(written, region, internal=None).e164 == e164_of(number)


@given(
    example_numbers(),
    st.lists(st.sampled_from(["", " ", "-", ".", "/", "\u00a0", "\u2011"]), min_size=1, max_size=15),
    st.sampled_from(["", " ext 12", " x12", ";ext=12", "#12"]),
)
def test_separators_and_extensions_change_nothing(
    example: tuple[str, phonenumbers.PhoneNumber], separators: list[str], extension: str
) -> None:
    _, number = example
    digits = e164_of(number)[1:]
    written = "".join(d + separators[i % len(separators)] for i, d in enumerate(digits))
    read = parse_number("+" + written + extension, "GB")
    assert read.e164 == e164_of(number)
    assert read.extension == ("12" if extension else None)


@given(st.text(max_size=60), st.sampled_from(["GB", "US", "DE", "IT", "BR"]))
def test_any_text_is_answered(text: str, region: str) -> None:
    number = parse_number(text, region)
    assert (number.e164 is not None) == (number.kind == "public")
    assert number.digits == "" or number.digits.isdecimal()
