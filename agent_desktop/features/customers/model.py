"""What a customer's record may say: names, addresses and numbers, checked and made one form. No I/O."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from agent_desktop.core.errors import Invalid
from agent_desktop.core.phone import parse_number, reversed_digits

KINDS = ("person", "organisation")
LABELS = ("mobile", "home", "work", "other")
LONGEST_TEXT = 200

_EMAIL = re.compile(r"[^@\s,;<>()]+@[^@\s,;<>()]+\.[^@\s,;<>().]{2,}")
_TIME_ZONE = re.compile(r"UTC|[A-Za-z_]+(?:/[A-Za-z0-9_+\-]+)+")
_EXTENSION = re.compile(r"\d{1,7}")

# Where the postcode stands behind the town on an envelope; elsewhere it stands before it.
_TOWN_FIRST = frozenset({"AU", "BR", "CA", "GB", "IE", "IN", "NZ", "US", "ZA"})


@dataclass(frozen=True, slots=True)
class StoredNumber:
    """A number as it is kept: E.164, its digits back to front, and what to dial behind it."""

    e164: str
    reversed_digits: str
    extension: str | None

    def columns(self) -> dict[str, Any]:
        """The values of its columns."""
        return {
            "e164": self.e164,
            "reversed_digits": self.reversed_digits,
            "extension": self.extension,
        }


def stored_number(text: str, region: str, extension: str | None = None) -> StoredNumber:
    """The form in which a number typed at a site in ``region`` is kept.

    An ``extension`` given apart wins over one typed behind the number. Raises ``Invalid`` for what cannot
    be rung from outside: extensions of the site, short codes and half numbers.
    """
    try:
        number = parse_number(text, region)
    except ValueError:
        raise Invalid("region", f"There is no numbering plan for {region!r}.") from None
    if number.e164 is None:
        what = {
            "internal": f"{text.strip()!r} is a phone of this site, not a customer's number.",
            "short": f"{text.strip()!r} is a service number, not a customer's number.",
            "withheld": "There is no number to keep.",
        }.get(number.kind, f"{text.strip()!r} is not a number that could be rung.")
        raise Invalid("number", what, todo="Write it with its area code, or with + and the country code.")
    behind = extension.strip() if extension and extension.strip() else number.extension
    if behind is not None and not _EXTENSION.fullmatch(behind):
        raise Invalid("extension", f"{behind!r} is no extension.", todo="Write digits only.")
    return StoredNumber(number.e164, reversed_digits(number.e164), behind)


def checked_label(label: str) -> str:
    """The label of a number; raises ``Invalid`` for one that is not offered."""
    if label not in LABELS:
        raise Invalid("label", f"{label!r} is no label of a number.", todo=f"Use one of {', '.join(LABELS)}.")
    return label


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a customer, trimmed and checked one by one; an empty text means there is none.

    Raises ``Invalid`` with the field and what is wrong with it.
    """
    clean: dict[str, Any] = {}
    for name, value in values.items():
        clean[name] = _checked_text(name, value) if isinstance(value, str) else value
    for name in ("kind", "currency"):
        if name in clean and clean[name] is None:
            raise Invalid(name, f"A customer needs a {name}.")
    if "name" in clean and clean["name"] is None:
        raise Invalid("name", "A customer needs a name.", todo="Write how they are called.")
    return clean


def checked_days(first: str | None, last: str | None) -> None:
    """Since when and until when something holds, as ISO 8601 days; raises ``Invalid`` for what is none."""
    days = []
    for name, text in (("valid_from", first), ("valid_to", last)):
        try:
            days.append(date.fromisoformat(text) if text else None)
        except ValueError:
            raise Invalid(name, f"{text!r} is no day.", todo="Write it as 2026-11-02.") from None
    if days[0] is not None and days[1] is not None and days[1] < days[0]:
        raise Invalid("valid_to", "This ends before it begins.", todo="Check both days.")


def is_valid_on(row: Any, day: str) -> bool:
    """Whether a number or an address held on an ISO 8601 day."""
    return (row.valid_from is None or row.valid_from <= day) and (row.valid_to is None or day <= row.valid_to)


def display_name(row: Mapping[str, Any]) -> str:
    """How somebody is shown everywhere, made of the parts of their name; empty where there are none."""
    person = " ".join(part for part in (row.get("given_name"), row.get("family_name")) if part)
    organisation = str(row.get("organisation") or "")
    return (organisation or person) if row.get("kind") == "organisation" else (person or organisation)


def address_line(
    street: str | None, postcode: str | None, city: str | None, country: str | None
) -> str | None:
    """An address in one line, as on an envelope; None where nothing of it is known."""
    town = (city, postcode) if country is None or country in _TOWN_FIRST else (postcode, city)
    parts = (street, " ".join(part for part in town if part))
    return ", ".join(part for part in parts if part) or None


def detail_line(city: str | None, email: str | None) -> str:
    """What tells two people of the same name apart in a list: ``"Bristol · margaret@example.org"``."""
    return " · ".join(part for part in (city, email) if part)


def _checked_text(name: str, text: str) -> str | None:
    text = text.strip()
    if not text:
        return None
    if len(text) > LONGEST_TEXT:
        raise Invalid(name, f"This is longer than {LONGEST_TEXT} characters.", todo="Shorten it.")
    if any(not char.isprintable() for char in text):
        raise Invalid(name, "This must fit in one line.", todo="Take the line breaks out.")
    if name == "kind" and text not in KINDS:
        raise Invalid("kind", f"{text!r} is no kind of customer.", todo=f"Use one of {', '.join(KINDS)}.")
    if name == "email" and not _EMAIL.fullmatch(text):
        raise Invalid("email", f"{text!r} is no e-mail address.", todo="Write it as name@example.org.")
    if name in {"country", "currency"}:
        length = 2 if name == "country" else 3
        text = text.upper()
        if len(text) != length or not (text.isascii() and text.isalpha()):
            raise Invalid(name, f"{text!r} is no {name} code.", todo=f"Use its {length} letters.")
    if name == "time_zone" and not _TIME_ZONE.fullmatch(text):
        raise Invalid("time_zone", f"{text!r} is no time zone.", todo="Write it as Europe/London.")
    return text
