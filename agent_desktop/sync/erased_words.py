"""Words that mean one person, as patterns: found alike by PostgreSQL and by Python, and taken out of texts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from agent_desktop.core.ids import is_id
from agent_desktop.core.phone import national_digits, parse_number, reversed_digits
from agent_desktop.core.registry import Identifier

ERASE = "customers.EraseCustomer"
"""The command that erases: its own id and reason are what may be kept of it."""

ERASED = "[erased]"
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_BETWEEN_DIGITS = r"[ ().\-/]{0,3}"
_SHORTEST_NUMBER = 6


def hash_of(entity_id: str) -> str:
    """How an erased id is remembered. Ids are random (RFC 9562), so nobody finds one by trying."""
    return hashlib.sha256(entity_id.encode()).hexdigest()


def ids_in(text: str) -> set[str]:
    """Every id that stands in a text, such as a command's JSON."""
    return set(_ID.findall(text))


def identifier_of(text: str) -> Identifier:
    """What somebody typed, as what it is: a number where it can be one, otherwise words."""
    if not any(char.isalpha() for char in text) and text.strip().startswith("+"):
        number = parse_number(text, "GB")
        if number.e164 is not None:
            return Identifier("number", number.e164)
    return Identifier("text", text.strip())


def patterns_of(identifiers: Iterable[Identifier]) -> list[str]:
    """One pattern an identifier, in the syntax that both regular-expression engines read alike.

    A number is found however it was grouped, with or without its country; words with any white space between.
    """
    found: dict[str, None] = {}
    for identifier in identifiers:
        if identifier.kind == "number":
            digits = national_digits(identifier.text)
            if len(digits) < _SHORTEST_NUMBER:
                continue
            grouped = _BETWEEN_DIGITS.join(digits)
            country = identifier.text.removeprefix("+").removesuffix(digits)
            before = rf"(?:(?:\+|00)?{country}[ .\-]?(?:\(0\))?[ .\-]?|0)?"
            found[rf"(?<![0-9]){before}[(]?{grouped}(?![0-9])"] = None
            found[rf"(?<![0-9]){reversed_digits(identifier.text)}(?![0-9])"] = None
        else:
            words = [re.escape(word).replace('"', r"\\?\"") for word in identifier.text.split()]
            if words:
                found[r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)"] = None
    return list(found)


class Words:
    """Patterns as one, and what is done to a text that has them."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self.sql = "|".join(patterns)
        self._regex = re.compile(self.sql, re.IGNORECASE) if self.sql else None

    def __bool__(self) -> bool:
        return self._regex is not None

    def redacted(self, text: str) -> str:
        """The text without the words; empty where it was nothing else."""
        if self._regex is None or not self._regex.search(text):
            return text
        return "" if self._regex.fullmatch(text.strip()) else self._regex.sub(ERASED, text)

    def redacted_json(self, value: Any) -> Any:
        """Decoded JSON without the words; a number that is one becomes null."""
        if isinstance(value, str):
            return self.redacted(value)
        if isinstance(value, dict):
            return {self.redacted(key): self.redacted_json(part) for key, part in value.items()}
        if isinstance(value, list):
            return [self.redacted_json(part) for part in value]
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        return None if self.redacted(str(value)) != str(value) else value


def blanked(value: Any) -> Any:
    """Decoded JSON that speaks of somebody erased: ids, times and numbers stay, every other text goes."""
    if isinstance(value, dict):
        return {key: blanked(part) for key, part in value.items()}
    if isinstance(value, list):
        return [blanked(part) for part in value]
    if isinstance(value, str):
        return value if is_id(value) or _is_moment(value) else ""
    return value


def _is_moment(text: str) -> bool:
    try:
        msgspec.convert(text, datetime)
    except msgspec.ValidationError:
        return False
    return True
