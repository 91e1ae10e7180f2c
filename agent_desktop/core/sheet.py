"""Rows of files that people send: read one at a time, refused with line, field and reason.

A sheet is CSV in UTF-8, with or without a byte-order mark, in UTF-16 with one, or in the encoding that is
said; its values are apart by comma, semicolon, tab or bar, its columns in any order. Nothing of it is held but
the row at hand.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import IO, Self, TextIO

import msgspec

from agent_desktop.core.errors import Invalid, KnownError

FORMATS = ("csv",)
HEADER_LINE = 1
LONGEST_LINE = 1_000_000
"""Characters; a longer line is no table's, and would have to be held."""
_DELIMITERS = ",;\t|"
_SAID_DELIMITER = re.compile(r"sep=([,;\t|])\s*$", re.IGNORECASE)
"""A first line by which spreadsheets tell each other what stands between the values."""
_REFUSAL_COLUMNS = ("line", "field", "reason")
_OTHER_FORMATS = {".xlsx", ".xls", ".ods", ".json", ".jsonl", ".parquet", ".xml", ".zip", ".gz"}


class Rejected(msgspec.Struct, frozen=True):
    """A refused row: its line in the file, the header being line 1, the field at fault, and why.

    ``field`` is empty where the fault is the whole row's.
    """

    row: int
    field: str
    reason: str


class ImportReport(msgspec.Struct, frozen=True):
    """What became of a file. Its JSON form is a contract that others script against.

    ``accepted`` rows were written, or would have been in a dry run; it is 0 where bad rows kept everything
    from being written.
    """

    read: int
    accepted: int
    rejected: list[Rejected]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: the line it begins on, its values by column, and the cells as they stood."""

    line: int
    values: Mapping[str, str]
    cells: list[str]
    fault: Rejected | None = None
    """Why the row cannot be read at all, where it cannot."""


class Table:
    """A file of rows with its header read; ``faults`` say what is wrong with the header, if anything is."""

    delimiter = ","
    """What stands between the values of a rejects file."""

    def __init__(self, header: list[str], columns: list[str]) -> None:
        self.header = header
        self.columns = columns
        self.faults: list[Rejected] = []
        self.shaped: Callable[[str, str], str] | None = None
        """How the values of another program become ours, by column, where it writes them in its own way."""
        self.rows_fault = ""
        """Why no row of the file can be used, where that is so; each is read and refused all the same."""
        self.is_lenient = False
        """Whether columns that are not known are passed over, since somebody said which ones to take."""
        self.is_mappable = False
        """Whether the header is the file's own, so that somebody may say which column holds what."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close what was opened."""

    def rows(self) -> Iterator[SheetRow]:
        """Every row below the header; one that cannot be read carries its ``fault``."""
        raise NotImplementedError

    def expect(self, required: frozenset[str], allowed: frozenset[str] | None = None) -> None:
        """Note in ``faults`` the columns that are missing, doubled, or (given ``allowed``) not known."""
        if self.rows_fault:
            return
        if not any(self.columns):
            self.faults.append(Rejected(HEADER_LINE, "", "The file has no header line."))
            return
        for name in sorted(required.difference(self.columns)):
            self.faults.append(Rejected(HEADER_LINE, name, "This column is missing."))
        for name in sorted({name for name in self.columns if name and self.columns.count(name) > 1}):
            self.faults.append(Rejected(HEADER_LINE, name, "This column is there twice."))
        if allowed is not None and self.is_lenient:
            self.columns = [name if name in allowed else "" for name in self.columns]
        elif allowed is not None:
            known = allowed.union(_REFUSAL_COLUMNS, [""])
            for name in self.columns:
                if name not in known:
                    reason = f"This column is not known; known are {', '.join(sorted(allowed))}."
                    self.faults.append(Rejected(HEADER_LINE, name, reason))

    def as_ours(self, values: Mapping[str, str]) -> Mapping[str, str]:
        """The values of a row as we write them, where another program writes them in its own way."""
        if self.shaped is None:
            return values
        return {name: self.shaped(name, text) for name, text in values.items()}

    def rename(self, mapping: Mapping[str, str]) -> None:
        """Call columns by the fields they hold: ``mapping`` names the column of each field.

        A column that had a field's name without being mapped to it is left out. Raises ``KnownError`` for a
        column that is not there.
        """
        self.columns = renamed(self.header, self.columns, mapping)


class Sheet(Table):
    """An open file of values with delimiters between them."""

    def __init__(self, stream: TextIO, delimiter: str, header: list[str], before: int = 0) -> None:
        super().__init__(header, [column_name(cell) for cell in header])
        self.is_mappable = True
        self.counts_bare_rows = False
        """Whether a row of nothing but delimiters is a row: where others count by it, it must not be lost."""
        self._before = before
        self.stream = stream
        self.delimiter = delimiter

    @classmethod
    def open(cls, path: Path, encoding: str | None = None) -> Self:
        """Open a file and read its header; raises ``KnownError`` if it cannot be opened or is no text."""
        stream = open_text(path, encoding)
        try:
            before, first = _header_line(stream)
            said = _SAID_DELIMITER.match(first)
            before += said is not None
            delimiter = said[1] if said else max(_DELIMITERS, key=first.count)
            stream.seek(0)
            header = next(csv.reader(islice(lines_of(stream), before, None), delimiter=delimiter), [])
        except csv.Error as problem:
            stream.close()
            raise KnownError(
                f"The header of {path.name} cannot be read: {problem}.", kept=NOTHING_READ
            ) from None
        except KnownError:
            stream.close()
            raise
        return cls(stream, delimiter, header, before)

    def close(self) -> None:
        """Close the file."""
        self.stream.close()

    def rows(self) -> Iterator[SheetRow]:
        """Every row below the header, empty lines left out; one that cannot be read carries its ``fault``."""
        for row in self.records():
            yield row if row.fault else replace(row, fault=self._fault(row.line, row.cells))

    def records(self, *, has_header: bool = True) -> Iterator[SheetRow]:
        """Rows as they stand, with as many values as they have."""
        self.stream.seek(0)
        # Strict, so that a file that ends within quotes is seen to be cut off.
        lines = islice(lines_of(self.stream), self._before, None)
        reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
        if has_header:
            try:
                next(reader, None)
            except csv.Error as problem:
                yield SheetRow(
                    HEADER_LINE, {}, [], Rejected(HEADER_LINE, "", f"The header cannot be read: {problem}.")
                )
        while True:
            line = self._before + reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as problem:
                yield SheetRow(line, {}, [], Rejected(line, "", f"The row cannot be read: {problem}."))
                continue
            if any(cell.strip() for cell in cells) or (self.counts_bare_rows and len(cells) > 1):
                values = {name: cell.strip() for name, cell in zip(self.columns, cells, strict=False) if name}
                yield SheetRow(line, values, cells)

    def _fault(self, line: int, cells: list[str]) -> Rejected | None:
        if len(cells) != len(self.columns):
            reason = f"The row has {len(cells)} values where the header names {len(self.columns)} columns."
            return Rejected(line, "", reason)
        return unusable(line, self.columns, cells)


def unusable(line: int, columns: Sequence[str], cells: Sequence[str]) -> Rejected | None:
    """Why no store takes the letters of a row, where that is so; cells beyond the columns have no name."""
    for place, cell in enumerate(cells):
        name = columns[place] if place < len(columns) else ""
        if "\0" in cell:
            return Rejected(line, name, "The value holds a zero byte.")
        if not cell.isascii() and any("\udc80" <= char <= "\udcff" for char in cell):
            return Rejected(line, name, "The value is not UTF-8.")
    return None


def _header_line(stream: TextIO) -> tuple[int, str]:
    """How many empty lines stand before the header, and its first line."""
    return next(((before, line) for before, line in enumerate(lines_of(stream)) if line.strip()), (0, ""))


class RejectsFile:
    """Refused rows beside what they came from: the same columns, then line, field and reason.

    The file is begun with the first row, over an older one of that name. Put right, it can be imported as it
    is: the three added columns are ignored.
    """

    def __init__(self, path: Path, sheet: Table, *, is_kept: bool = True, is_more: bool = False) -> None:
        self.path = path
        self._is_more = is_more  # Of an import that goes on: rows go behind those that are there.
        self._sheet = sheet
        self._is_kept = is_kept  # A dry run writes no file either.
        self._stream: IO[str] | None = None

    def add(self, row: SheetRow, why: Rejected) -> None:
        """Write one refused row; values beyond the header's columns stand at its end."""
        if not self._is_kept:
            return
        if self._stream is None:
            try:
                is_new = not self._is_more or not self.path.exists()
                mode = "w" if is_new else "a"
                self._stream = self.path.open(mode, encoding="utf-8", errors="surrogateescape", newline="")
            except OSError as problem:
                raise KnownError(
                    f"The refused rows cannot be written to {self.path}: {problem.strerror or problem}.",
                    kept="Nothing was imported.",
                    todo="Name another file for them.",
                ) from None
            if is_new:
                self._write([*self._own(self._sheet.header), *_REFUSAL_COLUMNS])
        own = self._own(row.cells)
        missing = [""] * (len(self._own(self._sheet.header)) - len(own))
        beyond = row.cells[len(self._sheet.columns) :]
        self._write([*own, *missing, str(why.row), why.field, why.reason, *beyond])

    def flush(self) -> None:
        """See that what was added is in the file."""
        if self._stream is not None:
            self._stream.flush()

    def close(self) -> None:
        """Finish the file, if it was begun."""
        if self._stream is not None:
            self._stream.close()

    def _own(self, cells: list[str]) -> list[str]:
        """The cells of the sheet's columns without those that an earlier refusal added."""
        pairs = zip(self._sheet.columns, cells, strict=False)
        return [cell for name, cell in pairs if name not in _REFUSAL_COLUMNS]

    def _write(self, cells: list[str]) -> None:
        assert self._stream is not None  # noqa: S101 - opened by ``add``
        csv.writer(self._stream, delimiter=self._sheet.delimiter, lineterminator="\n").writerow(cells)


NOTHING_READ = "Nothing was written."


def open_text(path: Path, encoding: str | None = None) -> TextIO:
    """A file as text: in ``encoding``, or in UTF-16 if its mark says so, or else in UTF-8.

    Raises ``KnownError`` if it cannot be opened. Bytes that are not UTF-8 come as surrogates.
    """
    try:
        if encoding is None:
            with path.open("rb") as raw:
                start = raw.read(4)
            if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return path.open(encoding="utf-16", newline="")
            return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")
        return path.open(encoding=codecs.lookup(encoding).name, newline="")
    except OSError as problem:
        raise KnownError(
            f"{path} cannot be read: {problem.strerror or problem}.", todo="Check the file's name."
        ) from None
    except LookupError:
        raise KnownError(
            f"There is no encoding called {encoding}.", todo="Use a name such as utf-8, cp1252 or shift_jis."
        ) from None


def lines_of(stream: TextIO) -> Iterator[str]:
    """The lines of a stream with their ends; raises ``KnownError`` where it is no text, or a line has no end."""
    number = 0
    while True:
        number += 1
        try:
            line = stream.readline(LONGEST_LINE + 1)
        except UnicodeError:
            raise KnownError(
                f"Line {number} of the file is not in the encoding {stream.encoding}.",
                kept=NOTHING_READ,
                todo="Name the right one with --encoding, or save the file as UTF-8.",
            ) from None
        if len(line) > LONGEST_LINE:
            raise KnownError(
                f"Line {number} of the file is longer than {LONGEST_LINE:,} characters.",
                kept=NOTHING_READ,
                todo="Check that the file is the one that was meant, and whole.",
            )
        if not line:
            return
        yield line


def renamed(header: Sequence[str], columns: Sequence[str], mapping: Mapping[str, str]) -> list[str]:
    """The columns' names with those in ``mapping`` (field to column) called by their fields."""
    places: dict[int, str] = {}
    for field_name, column in mapping.items():
        exact = [n for n, cell in enumerate(header) if cell.strip() == column.strip()]
        found = exact or [n for n, name in enumerate(columns) if name == column_name(column)]
        if not found:
            raise KnownError(
                f"There is no column {column}.",
                kept=NOTHING_READ,
                todo=f"The file has: {', '.join(cell.strip() for cell in header)}.",
            )
        places[found[0]] = field_name
    return [places.get(n, "" if name in mapping else name) for n, name in enumerate(columns)]


def is_left_out(name: str) -> bool:
    """Whether a mapping names a column only to leave it out: such names begin with a dash, as ``-1``."""
    return name.startswith("-")


def read_mapping(text: str | None) -> dict[str, str]:
    """``"city=Town,email=Mail"`` as field to column; raises ``KnownError`` for what is not of that form.

    A field that begins with a dash, as in ``"-1=Fax"``, is none: its column is left out.
    """
    found: dict[str, str] = {}
    for part in (text or "").split(","):
        if not part.strip():
            continue
        name, is_pair, column = part.partition("=")
        if not is_pair or not name.strip() or not column.strip():
            raise KnownError(f"{part.strip()} maps nothing.", todo="Write --map field=column,field=column.")
        known = name.strip() if is_left_out(name.strip()) else column_name(name)
        if known in found:
            raise KnownError(f"{name.strip()} is mapped twice.", todo="Name one column for it.")
        found[known] = column.strip()
    return found


def column_name(cell: str) -> str:
    """A header cell as the name it stands for: ``"Queued At"`` is ``queued_at``."""
    return cell.strip().casefold().replace(" ", "_").replace("-", "_")


def refusal(line: int, problem: Invalid) -> Rejected:
    """The entry of a row whose value cannot be used."""
    return Rejected(line, problem.field, problem.what)


def check_format(path: Path, name: str | None) -> None:
    """Raise ``KnownError`` for a file format that is not read yet; without ``name``, by the file's own."""
    asked = (name or "").strip().casefold()
    if asked in FORMATS or (not asked and path.suffix.casefold() not in _OTHER_FORMATS):
        return
    raise KnownError(
        f"Files of the format {asked or path.suffix.lstrip('.')} cannot be imported.",
        kept="Nothing was read.",
        todo=f"Save the file as one of: {', '.join(FORMATS)}.",
    )
