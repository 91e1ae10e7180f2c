"""What a customer has several of, as it stands in one cell of a file: read and written alike. No I/O.

A cell holds a JSON list of objects, one for each, as ``export`` writes them. By hand it may be shorter: values with
``|`` between them, such as ``vip|slow payer`` for tags, ``mastodon:ann|x:ann_r`` for handles,
``marketing/email|service/any`` for what was allowed and ``employee:A-17`` for relations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from agent_desktop.core.errors import Invalid
from agent_desktop.features.customers.consent import ANY, CHANNELS


class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One entry of a cell; what is left out is as the record has it by itself."""


class Number(Part, frozen=True, kw_only=True):
    """A telephone number."""

    number: str
    extension: str | None = None
    label: str = "other"
    preferred: bool = False
    verified: bool = False
    valid_from: str | None = None
    valid_to: str | None = None


class Detail(Part, frozen=True, kw_only=True):
    """An e-mail or postal address, a handle, another name or a number elsewhere."""

    value: str | None = None
    network: str | None = None
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    country: str | None = None
    label: str = "other"
    preferred: bool = False
    valid_from: str | None = None
    valid_to: str | None = None


class Consent(Part, frozen=True, kw_only=True):
    """What was allowed or taken back; ``answers`` are places in the list, from 0, of withdrawals it answers."""

    purpose: str
    channel: str
    granted: bool
    at: datetime | None = None
    how: str = "import"
    evidence: str | None = None
    answers: list[int] = []


class Relation(Part, frozen=True, kw_only=True):
    """What the customer is to another, who is named by their external id."""

    to: str
    kind: str
    remark: str | None = None


class Product(Part, frozen=True, kw_only=True):
    """A thing they own; ``order`` is the number of one of their orders."""

    name: str
    sku: str | None = None
    serial: str | None = None
    lot: str | None = None
    order: str | None = None
    owned_since: str | None = None
    warranty_until: str | None = None
    warranty_terms: str | None = None
    state: str = "in_use"
    remark: str | None = None


class Order(Part, frozen=True, kw_only=True):
    """An order; without lines what is known of it as a whole."""

    number: str
    ordered_at: datetime
    currency: str
    lines: list[dict[str, Any]] | None = None
    total_minor: int | None = None
    item_count: int | None = None
    status: str | None = None
    carrier: str | None = None
    tracking: str | None = None
    expected_on: str | None = None
    delivered_at: datetime | None = None


class Contract(Part, frozen=True, kw_only=True):
    """What they have agreed with us."""

    name: str
    number: str | None = None
    terms: str | None = None
    starts_on: str | None = None
    renews_on: str | None = None
    ends_on: str | None = None
    state: str = "active"


DETAIL_COLUMNS: Mapping[str, str] = {
    "emails": "email",
    "addresses": "address",
    "handles": "social",
    "other_names": "name",
    "other_ids": "id",
}
"""The kind of detail that each column holds."""

TYPES: Mapping[str, Any] = {
    "phones": list[Number],
    **dict.fromkeys(DETAIL_COLUMNS, list[Detail]),
    "tags": list[str],
    "consents": list[Consent],
    "relations": list[Relation],
    "orders": list[Order],
    "products": list[Product],
    "contracts": list[Contract],
}
COLUMNS = tuple(TYPES)
OPT_OUTS: Mapping[str, str] = {f"no_{channel}": channel for channel in CHANNELS}
"""Columns of yes and no by which other programs keep that somebody wants no advertising on a channel."""

_WHOLE = frozenset({"orders", "products", "contracts", "addresses"})
_YES = frozenset({"true", "yes", "y", "1", "x", "t"})
_NO = frozenset({"false", "no", "n", "0", "f"})
_FORMULA = ("=", "+", "-", "@")


def read_parts(values: Mapping[str, str]) -> tuple[dict[str, str], dict[str, list[Any]]]:
    """A row apart: its plain columns, and the entries of the others; raises ``Invalid`` with the column.

    A list of e-mail addresses without marks gives the plain ``email`` its first, where that has none.
    """
    plain: dict[str, str] = {}
    found: dict[str, list[Any]] = {}
    for name, text in values.items():
        is_json = text.lstrip().startswith("[")
        if not text.strip():
            continue
        if name in OPT_OUTS:
            if _is_yes(name, text):
                entry = Consent(purpose="marketing", channel=OPT_OUTS[name], granted=False)
                found.setdefault("consents", []).append(entry)
        elif name not in TYPES or (name == "phones" and not is_json):
            plain[name] = text  # Numbers without marks are those of the column ``phone``.
        else:
            found.setdefault(name, []).extend(_entries(name, text, is_json=is_json))
    if (
        "email" not in plain
        and (mails := found.get("emails"))
        and not values["emails"].lstrip().startswith("[")
    ):
        plain["email"] = mails.pop(0).value or ""
    return plain, found


def written(entries: Sequence[Any]) -> str:
    """The cell of some entries; empty where there are none."""
    return msgspec.json.encode(entries).decode() if entries else ""


def _entries(name: str, text: str, *, is_json: bool) -> list[Any]:
    try:
        if is_json:
            found: list[Any] = msgspec.json.decode(text, type=TYPES[name])
            return found
        return [_short(name, part.strip()) for part in text.split("|") if part.strip()]
    except msgspec.DecodeError as problem:  # What is no list of the right kind is a DecodeError too.
        raise Invalid(name, f"The list cannot be read: {problem}.") from None


def _short(name: str, text: str) -> Any:
    if text.startswith(_FORMULA):
        raise Invalid(name, "The value begins like the formula of a spreadsheet.")
    if name in _WHOLE:
        raise Invalid(name, "Write a list in JSON, as docs/operations.md says.")
    if name == "tags":
        return text
    if name == "consents":
        purpose, _, channel = text.partition("/")
        is_granted = not purpose.startswith("no ")
        purpose = purpose.removeprefix("no ").strip()
        return Consent(purpose=purpose, channel=channel.strip() or ANY, granted=is_granted)
    if name == "relations":
        kind, _, to = text.partition(":")
        return Relation(kind=kind.strip(), to=to.strip())
    if name == "handles":
        network, _, value = text.partition(":")
        return Detail(network=network.strip() or None, value=value.strip() or None)
    return Detail(value=text)


def _is_yes(name: str, text: str) -> bool:
    word = text.strip().casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise Invalid(name, "Write yes or no.")
