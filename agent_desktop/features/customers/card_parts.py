"""What a vCard has several of: its numbers, addresses, handles and categories, with their labels. No I/O."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agent_desktop.features.customers import parts

_BARE_LABELS = {"cell": "mobile", "mobile": "mobile", "iphone": "mobile", "home": "home", "work": "work"}
_NOT_SPOKEN = frozenset({"fax", "pager", "modem", "bbs", "telex"})
_DETAIL_LABELS = {
    "home": "home",
    "work": "work",
    "billing": "billing",
    "delivery": "delivery",
    "other": "other",
}
_HANDLES = frozenset({"X-SOCIALPROFILE", "IMPP"})
_ESCAPED = re.compile(r"\\(.)")
_CATEGORY_LONGEST = 40
Parameters = Mapping[str, set[str]]


@dataclass(slots=True)
class Kept:
    """Collects the properties of one card, and writes them into its row as columns of ours."""

    numbers: list[tuple[str, bool, parts.Number]] = field(default_factory=list)
    mails: list[tuple[bool, bool, parts.Detail]] = field(default_factory=list)
    places: list[tuple[bool, bool, parts.Detail]] = field(default_factory=list)
    handles: list[parts.Detail] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    def take(self, name: str, parameters: Parameters, value: str) -> None:
        """Take one property, if it is of these."""
        types = parameters.get("type", set())
        is_preferred = "pref" in types or parameters.get("pref") == {"1"}
        label = next((_DETAIL_LABELS[word] for word in sorted(types) if word in _DETAIL_LABELS), None)
        first, last = _day(parameters, "x-from"), _day(parameters, "x-to")
        marks: dict[str, Any] = {"label": label or "other", "valid_from": first, "valid_to": last}
        if name == "TEL" and not types & _NOT_SPOKEN:
            self._number(types, parameters, plain(value), is_preferred=is_preferred)
        elif name == "EMAIL" and (text := plain(value).removeprefix("mailto:")):
            self.mails.append((label is not None, is_preferred, parts.Detail(value=text, **marks)))
        elif name == "ADR":
            found = [*split(value), *[""] * 7]
            street = ", ".join(part for part in (found[2], found[0], found[1]) if part)
            place = {"street": street, "city": found[3], "postcode": found[5], "country": found[6]}
            if any(place.values()):
                texts: dict[str, Any] = {key: text or None for key, text in place.items()}
                self.places.append((label is not None, is_preferred, parts.Detail(**texts, **marks)))
        elif name in _HANDLES:
            self._handle(name, parameters, plain(value), {**marks, "preferred": is_preferred})
        elif name == "CATEGORIES":
            found = [plain(part) for part in re.split(r"(?<!\\),", value)]
            self.tags += [tag for tag in found if 0 < len(tag) <= _CATEGORY_LONGEST]

    def _number(self, types: set[str], parameters: Parameters, text: str, *, is_preferred: bool) -> None:
        if not text:
            return
        column = next((_BARE_LABELS[word] for word in sorted(types) if word in _BARE_LABELS), "phone")
        number = parts.Number(
            number=text,
            label="other" if column == "phone" else column,
            preferred=is_preferred and not any(one.preferred for _, _, one in self.numbers),
            verified=parameters.get("x-verified") == {"yes"},
            valid_from=_day(parameters, "x-from"),
            valid_to=_day(parameters, "x-to"),
        )
        is_ours = bool({"x-verified", "x-from", "x-to"} & set(parameters))
        self.numbers.append((column, is_ours, number))

    def _handle(self, name: str, parameters: Parameters, text: str, marks: dict[str, Any]) -> None:
        scheme, has_scheme, rest = text.partition(":")
        network = next(iter(parameters.get("x-network") or parameters.get("x-service-type") or ()), "")
        if not network:
            types = parameters.get("type", set()) - set(_DETAIL_LABELS) - {"pref"}
            network = next(iter(sorted(types)), "") or (scheme if name == "IMPP" and has_scheme else "")
        if name == "IMPP" and has_scheme and not rest.startswith("//"):
            text = rest
        if network and text and len(text) <= 200:
            is_first = not any(one.preferred for one in self.handles)
            marks["preferred"] = bool(marks["preferred"]) and is_first
            self.handles.append(parts.Detail(network=network, value=text, **marks))

    def into(self, row: dict[str, str]) -> None:
        """Write what was kept as cells; plain columns wherever they say it all."""
        for column, _, number in self.numbers:
            known = row.get(column, "").split("|")
            row[column] = "|".join(filter(None, dict.fromkeys([*known, number.number])))
        if any(is_ours or one.preferred for _, is_ours, one in self.numbers):
            # Numbers of a card whose writer marks one stand with their marks; the others are not preferred.
            row["phones"] = parts.written([one for _, _, one in self.numbers])
            for column in ("phone", *_BARE_LABELS.values()):
                row.pop(column, None)
        main, mails = _main_and_others(self.mails)
        if main is not None:
            row["email"] = main.value or ""
        row["emails"] = parts.written(mails)
        main, places = _main_and_others(self.places)
        if main is not None:
            for key in ("street", "city", "postcode", "country"):
                row[key] = getattr(main, key) or ""
        row["addresses"] = parts.written(places)
        if self.handles:
            row["handles"] = parts.written(self.handles)
        row["tags"] = parts.written(self.tags)


def _main_and_others(
    found: list[tuple[bool, bool, parts.Detail]],
) -> tuple[parts.Detail | None, list[parts.Detail]]:
    """The one that a customer has first of all, and the entries to keep beside it; one without a label is alone.

    It is the one that is marked as preferred, else one without a label, else the first.
    """
    if not found:
        return None, []
    marked = [one for one in found if one[1]]
    bare = [one for one in found if not one[0]]
    chosen = (marked or bare or found)[0]
    others: list[parts.Detail] = []
    for one in found:
        is_labelled, _, entry = one
        if one is not chosen:
            others.append(entry)
        elif is_labelled or entry.valid_from or entry.valid_to:
            values = {name: getattr(entry, name) for name in entry.__struct_fields__}
            others.append(parts.Detail(**{**values, "preferred": True}))
    return chosen[2], others


def _day(parameters: Parameters, name: str) -> str | None:
    return next(iter(parameters.get(name, ())), None) or None


def split(value: str) -> list[str]:
    """The components of a value, those with several values joined."""
    parts = re.split(r"(?<!\\);", value)
    return [", ".join(filter(None, map(plain, re.split(r"(?<!\\),", part)))) for part in parts]


def plain(value: str) -> str:
    """A value without escapes, on one line."""
    return " ".join(_ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], value).split())
