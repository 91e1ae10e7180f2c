"""Customers as ``export`` writes them in JSON lines: one object a line, by the names of our columns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from agent_desktop.core.errors import KnownError
from agent_desktop.core.sheet import NOTHING_READ, Rejected, SheetRow, Table, lines_of, open_text
from agent_desktop.features.customers import parts
from agent_desktop.features.customers.importing import ALIASES, KNOWN_COLUMNS

_COLUMNS = sorted((KNOWN_COLUMNS - set(ALIASES)) | set(parts.COLUMNS) | set(parts.OPT_OUTS))
_COMPUTED = ("=", "+", "-", "@")


class JsonLines(Table):
    """An open file of JSON lines."""

    def __init__(self, path: Path, encoding: str | None = None) -> None:
        super().__init__(list(_COLUMNS), list(_COLUMNS))
        self._stream = open_text(path, encoding)

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    def rows(self) -> Iterator[SheetRow]:
        """Every customer; a line that is none carries its fault."""
        self._stream.seek(0)
        is_empty = True
        for number, line in enumerate(lines_of(self._stream), 1):
            if not line.strip():
                continue
            is_empty = False
            try:
                found = msgspec.json.decode(line, type=dict[str, Any])
                values = {name: _text(name, value) for name, value in found.items() if value is not None}
            except (msgspec.DecodeError, UnicodeError, ValueError) as problem:
                reason = (
                    "The line is not UTF-8."
                    if isinstance(problem, UnicodeError)
                    else "The line is no customer."
                )
                yield SheetRow(number, {}, [], Rejected(number, "", f"{reason} It may be cut off."))
                continue
            unknown = sorted(set(values) - set(_COLUMNS))
            fault = Rejected(number, unknown[0], "This column is not known.") if unknown else None
            if any("\0" in value for value in values.values()):
                fault = Rejected(number, "", "A value holds a zero byte.")
            yield SheetRow(number, values, [values.get(name, "") for name in _COLUMNS], fault)
        if is_empty:
            raise KnownError("There is nothing in the file.", kept=NOTHING_READ, todo="Check the file.")


def _text(name: str, value: Any) -> str:
    """A value as the cell of a table. A text is a text here, whatever it begins with."""
    if name in parts.COLUMNS and isinstance(value, list):
        return parts.written(value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return "|".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, str):
        raise ValueError(name)  # noqa: TRY004 - a fault of the file, not of a program
    if name not in _PLAIN_NUMBERS and value.lstrip("'").startswith(_COMPUTED):
        return "'" + value
    return value


_PLAIN_NUMBERS = frozenset({"phone", "mobile", "home", "work", "balance_minor"})
