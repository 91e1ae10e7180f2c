"""A customer's details in the form in which two of them are compared. No I/O."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from agent_desktop.features.customers.word_forms import (
    GENERATIONS,
    TITLES,
    folded,
    organisation_words,
    street_name,
    street_text,
    word_set,
)

FIELDS = (
    "given_name",
    "family_name",
    "organisation",
    "house_number",
    "street",
    "address_2",
    "city",
    "postcode",
    "state",
    "country",
    "birth_date",
    "identifier",
    "phone",
    "email",
)
"""What two customers are compared by."""

_SEVERAL = re.compile(r"[|;,/]| or ")
_NOT_DIGITS = re.compile(r"\D+")
_EXTENSION = re.compile(r"(?i)\s*(?:extension|ext|x|durchwahl)\.?\s*\d{1,6}\s*$")
_EMAIL = re.compile(r"[^\s@,;<>|]+@[^\s@,;<>|]+")
_NUMBER_IN_STREET = re.compile(
    r"^\s*(\d+\s?[a-z]?)[\s,]+(?=\D)|(?<=\D)[\s,]+(\d+\s?[a-z]?)\s*$", re.IGNORECASE
)
_DATE_PARTS = re.compile(r"\d+")
_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name: n for n, name in enumerate(_MONTH_NAMES.split(), 1)}
_NOTHING = frozenset({"", "-", "--", "n/a", "na", "none", "null", "nan", "unknown", "nil", "?", ".", "\\n"})
# Nobody's own number: what people type where a form wants one.
_NO_NUMBER = re.compile(r"^(\d)\1+$|^0?123456789?0?$")
_ROLE_ADDRESSES = word_set(
    """
    info contact office sales support hello mail admin service kontakt team enquiries inquiries post
    noreply no-reply accounts billing help buchhaltung empfang reception contacto ventas
    """
)
_SURE_FORMS = word_set("ltd plc inc corp llc llp gmbh kg pty pvt sarl kk")
"""Legal forms that are nobody's family name."""
_NO_BIRTHDAY = frozenset({"19000101", "19700101", "00000000", "99991231", "18991230", "18991231"})
_IS_YEAR = re.compile(r"1[89]|20")
_LAST_SHORT_YEAR = 30  # Of two digits: 31 was 1931.
_PLUS = re.compile(r"\+[^@]*(?=@)")
_SAME_DIGITS = 9  # Behind country code and trunk zero, nine digits tell a line from every other of a country.


@dataclass(slots=True, eq=False)
class Comparable:
    """One customer, every value folded; an empty text means that nothing is known."""

    given: str = ""
    family: str = ""
    generation: str = ""
    organisation: tuple[str, ...] = ()
    legal_forms: frozenset[str] = frozenset()
    house: str = ""
    street: str = ""
    street_name: str = ""
    """The street without the word that says it is one; empty where there is no such word."""
    address_2: str = ""
    city: str = ""
    postcode: str = ""
    state: str = ""
    country: str = ""
    birth: str = ""
    identifier: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()

    @property
    def organisation_text(self) -> str:
        """The words of the organisation's name, in their order."""
        return " ".join(self.organisation)

    @property
    def is_person(self) -> bool:
        """Whether somebody is named, and not an organisation alone."""
        return bool(self.given or self.family)


def comparable(row: Mapping[str, str]) -> Comparable:
    """A row by the names in ``FIELDS``, made ready; what is missing, or stands for missing, is empty."""
    value = {name: _known(row.get(name, "")) for name in FIELDS}
    named = [name for name in ("given_name", "family_name", "organisation") if value[name]]
    words, forms = organisation_words(value[named[0]]) if len(named) == 1 else ((), frozenset())
    if named == ["family_name"] and len(words) > 1 and not forms.isdisjoint(_SURE_FORMS):
        # A column of names holds people and firms.
        value |= {"organisation": value["family_name"], "family_name": ""}
    elif value["organisation"]:
        words, forms = organisation_words(value["organisation"])
    else:
        words, forms = (), frozenset()
    given, family, generation = _names(value["given_name"], value["family_name"])
    house, street = folded(value["house_number"]).replace(" ", ""), value["street"]
    if not house and (found := _NUMBER_IN_STREET.search(street)):
        house = folded(found[1] or found[2]).replace(" ", "")
        street = street[: found.start()] + " " + street[found.end() :]
    road = street_text(street)
    return Comparable(
        given=given,
        family=family,
        generation=generation,
        organisation=words,
        legal_forms=forms,
        house=house,
        street=road,
        street_name=street_name(road),
        address_2=street_text(value["address_2"]),
        city=folded(value["city"]),
        postcode=folded(value["postcode"]).replace(" ", ""),
        state=folded(value["state"]),
        country=folded(value["country"]),
        birth="" if (birth := _birth(value["birth_date"])) in _NO_BIRTHDAY else birth,
        identifier=folded(value["identifier"]).replace(" ", "").lstrip("0"),
        phones=_phones(value["phone"]),
        emails=_emails(value["email"]),
    )


def is_role_address(email: str) -> bool:
    """Whether an address is an office's and not a person's: ``info@…``."""
    return email.partition("@")[0] in _ROLE_ADDRESSES


def _known(text: str) -> str:
    text = text.strip()
    return "" if text.casefold() in _NOTHING else text


def _names(given: str, family: str) -> tuple[str, str, str]:
    if "," in family and not given:
        family, _, given = family.partition(",")
    generation = ""
    parts: list[list[str]] = [[], []]
    for side, text in enumerate((given, family)):
        words = folded(text).split()
        for word in words:
            if len(words) > 1 and word in GENERATIONS:
                generation = GENERATIONS[word]
            elif len(words) == 1 or word not in TITLES:
                parts[side].append(word)
    if not parts[1] and len(parts[0]) > 1:
        parts[1] = [parts[0].pop()]
    elif not parts[0] and len(parts[1]) > 1:
        parts = [parts[1][:-1], parts[1][-1:]] if _is_whole_name(parts[1]) else parts
    return " ".join(parts[0]), " ".join(parts[1]), generation


_PARTICLES = word_set(
    """
    van von der den de del della di da dos du la le el al bin ibn ter ten zu mc mac st
    """
)


def _is_whole_name(words: list[str]) -> bool:
    return words[0] not in _PARTICLES and all(len(word) > 1 for word in words)


def _birth(text: str) -> str:
    """``yyyymmdd``, or nothing where that cannot be read: half a date sets nobody apart."""
    if not text:
        return ""
    lowered = text.casefold()
    for name, n in _MONTHS.items():
        lowered = re.sub(rf"\b{name}[a-z]*\.?", f" {n} ", lowered)
    parts = _DATE_PARTS.findall(lowered.partition("t")[0] if "t" in lowered else lowered)
    if len(parts) > 3 and len("".join(parts)) == len("yyyymmdd"):
        parts = ["".join(parts)]  # A stroke too many within it.
    if len(parts) > 3 and len(parts[0]) == 4:
        parts = parts[:3]
    if len(parts) == 3 and all(1 <= len(part) <= 2 or len(part) == 4 for part in parts):
        if len(parts[0]) == 4:
            year, month, day = parts
        else:
            # Day first, unless that cannot be; month and day the wrong way round are one slip apart.
            day, month, year = parts if int(parts[1]) <= 12 else (parts[1], parts[0], parts[2])
        if len(year) < 4:
            year = f"{'19' if int(year) > _LAST_SHORT_YEAR else '20'}{int(year):02}"
        return f"{year}{int(month):02}{int(day):02}"
    digits = "".join(parts)
    if len(digits) == len("ddmmyyyy") and not _IS_YEAR.match(digits) and _IS_YEAR.match(digits[4:]):
        digits = digits[4:] + digits[2:4] + digits[:2]
    # A digit too many or too few is a slip, and can still speak for two being one.
    return digits if abs(len(digits) - len("yyyymmdd")) <= 1 and _IS_YEAR.match(digits) else ""


def _phones(text: str) -> tuple[str, ...]:
    found = []
    for part in _SEVERAL.split(text):
        digits = _NOT_DIGITS.sub("", _EXTENSION.sub("", folded_digits(part)).replace("(0)", ""))
        digits = digits.removeprefix("00").lstrip("0")
        if len(digits) >= 6 and not _NO_NUMBER.match(digits):
            found.append(digits[-_SAME_DIGITS:])
    return tuple(dict.fromkeys(found))


def folded_digits(text: str) -> str:
    """Text with the digits of every script written as 0 to 9."""
    return (
        text if text.isascii() else "".join(str(int(c)) if c.isdigit() and c.isdecimal() else c for c in text)
    )


def _emails(text: str) -> tuple[str, ...]:
    found = []
    for address in _EMAIL.findall(text.casefold().replace("mailto:", "")):
        plain = _PLUS.sub("", address).strip(".")
        local, _, domain = plain.partition("@")
        if domain in {"gmail.com", "googlemail.com"}:
            plain = f"{local.replace('.', '')}@gmail.com"
        found.append(plain)
    return tuple(dict.fromkeys(found))
