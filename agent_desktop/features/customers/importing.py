"""Customers from a file: each row read and checked, and the records it stands for.

Columns, all but a name optional: ``external_id, kind, name, given_name, family_name, organisation, email, phone,
mobile, home, work, street, postcode, city, country, language, time_zone, segment, alert, currency,
customer_since, balance_minor``; what a customer has several of is in ``parts``. A name is ``name``, or given and
family name, or an organisation. ``phone`` may hold several numbers with ``|`` between them; the first number of a
row is the one preferred. Numbers written without a country are read as of the customer's country, else of the
site's region.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from agent_desktop.core.errors import Invalid
from agent_desktop.core.phone import PhoneNumber, parse_number, reversed_digits

_COUNTRIES = """
AE|are|united arab emirates|uae
AR|arg|argentina
AT|aut|austria|österreich
AU|aus|australia
BD|bgd|bangladesh
BE|bel|belgium|belgië|belgique
BG|bgr|bulgaria
BO|bol|bolivia
BR|bra|brazil|brasil
CA|can|canada
CH|che|switzerland|schweiz|suisse
CL|chl|chile
CN|chn|china
CO|col|colombia
CR|cri|costa rica
CY|cyp|cyprus
CZ|cze|czech republic|czechia
DE|deu|germany|deutschland
DK|dnk|denmark|danmark
EC|ecu|ecuador
EE|est|estonia
EG|egy|egypt
ES|esp|spain|españa
FI|fin|finland|suomi
FR|fra|france
GB|gbr|united kingdom|great britain|uk
GH|gha|ghana
GR|grc|greece
HK|hkg|hong kong
HR|hrv|croatia
HU|hun|hungary
ID|idn|indonesia
IE|irl|ireland
IL|isr|israel
IN|ind|india
IS|isl|iceland
IT|ita|italy|italia
JP|jpn|japan
KE|ken|kenya
KR|kor|south korea|korea, republic of
LT|ltu|lithuania
LU|lux|luxembourg
LV|lva|latvia
MA|mar|morocco
MT|mlt|malta
MX|mex|mexico|méxico
MY|mys|malaysia
NG|nga|nigeria
NL|nld|netherlands|the netherlands|nederland
NO|nor|norway|norge
NZ|nzl|new zealand
PE|per|peru
PH|phl|philippines
PK|pak|pakistan
PL|pol|poland|polska
PT|prt|portugal
RO|rou|romania
RS|srb|serbia
RU|rus|russia|russian federation
SA|sau|saudi arabia
SE|swe|sweden|sverige
SG|sgp|singapore
SI|svn|slovenia
SK|svk|slovakia
TH|tha|thailand
TN|tun|tunisia
TR|tur|turkey|türkiye
TW|twn|taiwan
UA|ukr|ukraine
US|usa|united states|united states of america|u.s.a|u.s
UY|ury|uruguay
VE|ven|venezuela
VN|vnm|vietnam|viet nam
ZA|zaf|south africa
"""
COUNTRIES = {
    name: code
    for line in _COUNTRIES.strip().splitlines()
    for code, *names in [line.split("|")]
    for name in names
}
"""The two letters of a country by its three, or by what exports call it."""

PHONE_LABELS = {"phone": "other", "mobile": "mobile", "home": "home", "work": "work"}
ALIASES = {
    "first_name": "given_name",
    "last_name": "family_name",
    "organization": "organisation",
    "company": "organisation",
    "e_mail": "email",
    "phones": "phone",
    "address": "street",
    "zip": "postcode",
    "languages": "language",
}
COLUMNS = frozenset(
    {
        "external_id",
        "kind",
        "name",
        "given_name",
        "family_name",
        "organisation",
        "email",
        *PHONE_LABELS,
        "street",
        "postcode",
        "city",
        "country",
        "language",
        "time_zone",
        "segment",
        "alert",
        "currency",
        "customer_since",
        "balance_minor",
    }
)
KNOWN_COLUMNS = COLUMNS.union(ALIASES)

_AS_THEY_ARE = ("given_name", "family_name", "organisation", "street", "postcode", "city", "segment", "alert")
_COMPUTED = re.compile(r"[a-z]\w*\s*[(!]|\|\s*'|=|!", re.IGNORECASE)
_MARKED = re.compile(r"'+[=+\-@\t\r]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)*")


class ImportedPhone(msgspec.Struct, frozen=True):
    """One number of a customer."""

    e164: str
    extension: str | None
    label: str


class ImportedCustomer(msgspec.Struct, frozen=True):
    """One customer as the file tells it: the fields of the record, and the numbers in their order."""

    fields: dict[str, Any]
    phones: list[ImportedPhone]

    @property
    def external_id(self) -> str | None:
        """The customer's id elsewhere."""
        found: str | None = self.fields["external_id"]
        return found


def read_customer(row: Mapping[str, str], region: str, currency: str) -> ImportedCustomer:
    """The customer of one row; raises ``Invalid`` with the first field that cannot be used and why.

    ``region`` and ``currency`` are the site's, for rows that name none.
    """
    # A street of two lines stands on one here, as everything does.
    values = {
        ALIASES.get(name, name): " ".join(value.split()) for name, value in row.items() if value.strip()
    }
    if "country" in values:
        values["country"] = COUNTRIES.get(values["country"].casefold().rstrip("."), values["country"])
    for name, value in values.items():
        if is_formula(value):
            raise Invalid(name, "The value begins like the formula of a spreadsheet.")
        # An apostrophe says of such a value that it is a text; exports write one.
        if _MARKED.match(value):
            values[name] = value[1:]
    fields: dict[str, Any] = {name: values.get(name) for name in _AS_THEY_ARE}
    fields["external_id"] = values.get("external_id")
    fields["kind"] = _kind(values)
    fields["name"] = _name(values, fields["kind"])
    fields["email"] = _email(values.get("email"))
    fields["country"] = _code(values, "country", 2, "the two letters of ISO 3166, such as GB")
    fields["languages"] = values.get("language")
    fields["time_zone"] = _zone(values.get("time_zone"))
    fields["currency"] = _code(values, "currency", 3, "the three letters of ISO 4217") or currency
    fields["customer_since"] = _since(values.get("customer_since"))
    return ImportedCustomer(fields, _phones(values, fields["country"], region))


def is_formula(value: str) -> bool:
    """Whether a spreadsheet would compute a value; numbers with their + and a dash alone are none."""
    if value[0] in "=@":
        return len(value) > 1
    return value[0] in "+-" and bool(_COMPUTED.search(value))


def _kind(values: Mapping[str, str]) -> str:
    given = values.get("kind", "").casefold().replace("organization", "organisation")
    if given and given not in {"person", "organisation"}:
        raise Invalid("kind", "A customer is a person or an organisation.")
    is_organisation = "organisation" in values and not {"given_name", "family_name"}.intersection(values)
    return given or ("organisation" if is_organisation else "person")


def _name(values: Mapping[str, str], kind: str) -> str:
    full = " ".join(values[part] for part in ("given_name", "family_name") if part in values)
    own = values.get("organisation", "")
    name = values.get("name") or (own or full if kind == "organisation" else full or own)
    if not name:
        raise Invalid("name", "The customer has no name.")
    return name


def _email(text: str | None) -> str | None:
    if text is not None and not _EMAIL.fullmatch(text):
        raise Invalid("email", "This is no e-mail address.")
    return text


def _code(values: Mapping[str, str], field: str, length: int, what: str) -> str | None:
    text = values.get(field)
    if text is None:
        return None
    if len(text) != length or not (text.isascii() and text.isalpha()):
        raise Invalid(field, f"Write {what}.")
    return text.upper()


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones())


def _zone(text: str | None) -> str | None:
    if text is not None and text not in _zone_names():
        raise Invalid("time_zone", "This is no time zone, such as Europe/London.")
    return ZoneInfo(text).key if text else None


def _since(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid("customer_since", "This is no ISO 8601 date, such as 2026-11-02.") from None


def _phones(values: Mapping[str, str], country: str | None, region: str) -> list[ImportedPhone]:
    found: dict[str, ImportedPhone] = {}
    for field, label in PHONE_LABELS.items():
        for text in values.get(field, "").split("|"):
            number = read_number(text.strip(), country, region)
            if number is None or number.kind == "withheld":
                continue
            if number.e164 is None:
                raise Invalid(field, "This is no telephone number that reaches somebody.")
            found.setdefault(number.e164, ImportedPhone(number.e164, number.extension, label))
    return list(found.values())


@lru_cache(maxsize=1_024)  # A row of our own names each number twice.
def read_number(text: str, country: str | None, region: str) -> PhoneNumber | None:
    """A number written in a country, else at the site; None for no text. Look whether it has an ``e164``."""
    if not text:
        return None
    for place in dict.fromkeys((country or region, region)):
        try:
            number = parse_number(text, place, internal=None)
        except ValueError:  # A country without a numbering plan of its own.
            continue
        if number.e164 or number.kind == "withheld":
            return number
    return parse_number(text, region, internal=None)


def phone_fields(phone: ImportedPhone, *, is_preferred: bool) -> dict[str, Any]:
    """The fields of a ``customer_phone`` record."""
    return {
        "e164": phone.e164,
        "reversed_digits": reversed_digits(phone.e164),
        "extension": phone.extension,
        "label": phone.label,
        "is_preferred": is_preferred,
        "is_verified": False,
    }
