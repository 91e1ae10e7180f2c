"""A list taken out of the window: as text, as a CSV file, and line by line for paper."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale

COMPUTED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the beginning of a formula."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column; ``width`` is its share of the paper, as wide as it is on screen."""

    title: str
    is_number: bool = False
    width: int = 110


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list as it is taken out: what it is called, its columns, and the words of each row in their order.

    A row of one field is the title of the rows after it.
    """

    name: str
    columns: tuple[SheetColumn, ...]
    rows: Sequence[tuple[str, ...]]

    def lines(self) -> Iterator[tuple[str, ...]]:
        """The titles of the columns, then the rows."""
        yield tuple(column.title for column in self.columns)
        yield from self.rows


def as_text(sheet: Sheet) -> str:
    """Lines with tabs between the fields, as spreadsheets and mails take them."""
    return "\n".join("\t".join(" ".join(field.split()) for field in line) for line in sheet.lines())


def harmless(field: str, locale: QLocale) -> str:
    """A field that no spreadsheet computes: an apostrophe stands before what begins like a formula.

    A number as the locale writes it is left alone, for a sum of money below zero is no formula.
    """
    if not field.lstrip(" \u00a0").startswith(COMPUTED):
        return field
    if field.startswith(("-", "−")) and locale.toDouble(field)[1]:
        return field
    return "'" + field


def separator(locale: QLocale) -> str:
    """What stands between two fields: a comma, or a semicolon where commas are in the numbers."""
    return ";" if locale.decimalPoint() == "," else ","


def as_csv(lines: Iterable[Sequence[str]], locale: QLocale) -> str:
    """Some lines as CSV (RFC 4180), as a spreadsheet of this locale reads it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator(locale), lineterminator="\r\n")
    for line in lines:
        writer.writerow([harmless(field, locale) for field in line])
    return out.getvalue()
