"""Customers as vCards 3.0 (RFC 2426), which every program and telephone reads; ``vcard`` reads them back whole.

What the format has a property for stands there. What it has none for stands in ``X-AGENT-DESKTOP-…``, and the validity
of a number or an address in parameters beginning with ``X-``: other programs pass over both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TextIO

from agent_desktop.features.customers import parts, vcard

_FOLD_BYTES = 73
_CARD_TYPES = {"mobile": "CELL", "home": "HOME", "work": "WORK", "other": "VOICE"}
_PLAIN_NETWORK = re.compile(r"[a-z0-9_. -]+")


class CardWriter:
    """Writes cards to an open file."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def add(self, record: Mapping[str, str], entries: Mapping[str, list[Any]]) -> None:
        """Write one customer: the plain columns, and what they have several of."""
        names = [record["family_name"], record["given_name"], "", "", ""]
        self._line("BEGIN", "VCARD")
        self._line("VERSION", "3.0")
        self._line("FN", _escaped(record["name"]))
        self._line("N", ";".join(map(_escaped, names)))
        self._line(f"{vcard.OUR_PREFIX}KIND", record["kind"])
        if record["name"] != " ".join(filter(None, (record["given_name"], record["family_name"]))):
            self._line(f"{vcard.OUR_PREFIX}NAME", _escaped(record["name"]))
        for name, value in (("UID", record["external_id"]), ("ORG", record["organisation"])):
            if value:
                self._line(name, _escaped(value))
        if record["kind"] == "organisation":
            self._line("X-ABShowAs", "COMPANY")
        for one in entries.get("phones", ()):
            behind = f" ext {one.extension}" if one.extension else ""
            self._line(f"TEL;TYPE={_CARD_TYPES.get(one.label, 'VOICE')}{_marks(one)}", one.number + behind)
        self._mails_and_places(record, entries)
        handles = entries.get("handles", [])
        is_told = all(_PLAIN_NETWORK.fullmatch(one.network) for one in handles)
        for one in handles if is_told else ():
            network = f"{_label(one)}{_marks(one)};X-NETWORK={one.network}"
            self._line(f"X-SOCIALPROFILE;{network}", _escaped(one.value))
        if tags := entries.get("tags"):
            self._line("CATEGORIES", ",".join(map(_escaped, tags)))
        if record["time_zone"]:
            self._line("TZ;VALUE=text", _escaped(record["time_zone"]))
        for column in vcard.OURS:
            if column == "handles" and is_told:
                continue
            is_part = column in parts.COLUMNS
            value = parts.written(entries.get(column, [])) if is_part else record[column]
            if value:
                self._line(f"{vcard.OUR_PREFIX}{column.upper().replace('_', '-')}", _escaped(value))
        self._line("END", "VCARD")

    def _mails_and_places(self, record: Mapping[str, str], entries: Mapping[str, list[Any]]) -> None:
        mails, places = entries.get("emails", []), entries.get("addresses", [])
        if record["email"] and not any(one.preferred for one in mails):
            self._line("EMAIL;TYPE=INTERNET", _escaped(record["email"]))
        for one in mails:
            self._line(f"EMAIL;{_label(one)}{_marks(one)}", _escaped(one.value))
        main = ["", "", record["street"], record["city"], "", record["postcode"], record["country"]]
        if any(main) and not any(one.preferred for one in places):
            self._line("ADR", ";".join(map(_escaped, main)))
        for one in places:
            place = ["", "", one.street, one.city, "", one.postcode, one.country]
            self._line(f"ADR;{_label(one)}{_marks(one)}", ";".join(_escaped(part or "") for part in place))

    def _line(self, name: str, value: str) -> None:
        """One property, folded at 75 bytes and never within a character."""
        held, room = "", _FOLD_BYTES
        for char in f"{name}:{value}":
            size = len(char.encode())
            if size > room:
                held, room = held + "\r\n ", _FOLD_BYTES - 1
            held, room = held + char, room - size
        self._stream.write(held + "\r\n")


def _label(one: parts.Detail) -> str:
    return f"TYPE={one.label.upper()}"


def _marks(one: Any) -> str:
    found = ",PREF" if one.preferred else ""
    for name, value in (("X-FROM", one.valid_from), ("X-TO", one.valid_to)):
        if value:
            found += f";{name}={value}"
    return found + (";X-VERIFIED=yes" if getattr(one, "verified", False) else "")


def _escaped(value: str) -> str:
    for char in "\\;,":
        value = value.replace(char, "\\" + char)
    return " ".join(value.split())
