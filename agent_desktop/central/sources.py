"""The files customers come in: which kind one is, and its rows one at a time, whatever the kind."""

from __future__ import annotations

import codecs
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Self

from agent_desktop.central.json_lines import JsonLines
from agent_desktop.core.errors import Invalid, KnownError
from agent_desktop.core.sheet import (
    HEADER_LINE,
    LONGEST_LINE,
    NOTHING_READ,
    Rejected,
    Sheet,
    SheetRow,
    Table,
    column_name,
    is_left_out,
    refusal,
    unusable,
)
from agent_desktop.features.customers import vcard
from agent_desktop.features.customers.exports import (
    PROGRAMS,
    fields_of_export,
    instead,
    nobodys,
    program_of,
    shaped,
)

FORMATS = ("csv", "xlsx", "vcard", "jsonl", "vicidial", *PROGRAMS)
MOST_UNPACKED = 2_000_000_000
"""Bytes: a million customers unpack to less."""
MOST_STRINGS = 400_000_000
"""Bytes of a workbook's table of strings, which alone of it is held."""
MOST_PACKING = 300
"""How many times larger a part may become: real workbooks shrink to a tenth, a bomb to a thousandth."""
_MOST_COLUMNS = 500
_FORMULAS = frozenset({"ArrayFormula", "DataTableFormula"})
_LEAD_COLUMNS = 23
_PHONE_CODE, _PHONE = 3, 4


def open_customers(
    path: Path,
    *,
    file_format: str | None = None,
    mapping: Mapping[str, str] | None = None,
    encoding: str | None = None,
) -> Table:
    """The rows of a file of customers, with columns by our names; raises ``KnownError`` for one that is none.

    ``file_format`` is one of ``FORMATS``, or is told from the file. ``mapping`` names the column of a field, and
    leaves out columns that are not known.
    """
    asked = (file_format or "").strip().casefold()
    if asked and asked not in FORMATS:
        raise KnownError(
            f"Files of the format {asked} cannot be imported.",
            kept="Nothing was read.",
            todo=f"Save the file as one of: {', '.join(FORMATS)}.",
        )
    start = _start(path)
    plain = start
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        plain = start.decode("utf-16", "ignore").encode()
    if asked == "vcard" or (
        not asked and plain.lstrip(b"\xef\xbb\xbf\r\n \t")[:11].upper() == b"BEGIN:VCARD"
    ):
        return CardFile(path, encoding)
    if asked == "jsonl" or (not asked and plain.lstrip(b"\xef\xbb\xbf\r\n \t")[:1] == b"{"):
        return JsonLines(path, encoding)
    if asked == "xlsx" or start.startswith(b"PK"):
        table: Table = WorkbookSheet(path)
    elif asked == "vicidial":
        return LeadFile.open(path, encoding)
    else:
        if (
            b"\0" in start
            and not start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
            and not encoding
        ):
            raise KnownError(
                f"{path.name} is no text.", kept=NOTHING_READ, todo=f"Known are {', '.join(FORMATS)}."
            )
        table = Sheet.open(path, encoding)
        if not asked and not mapping and _is_lead(table.header):
            table.close()
            return LeadFile.open(path, encoding)
    try:
        _name_columns(table, asked, mapping or {})
    except KnownError:
        table.close()
        raise
    return table


def _name_columns(table: Table, asked: str, mapping: Mapping[str, str]) -> None:
    program = asked if asked in PROGRAMS else program_of(table.columns)
    if program:
        known = fields_of_export(program, table.columns)
        table.rename(mapping)
        table.columns = [
            field if field in mapping else ("" if other in mapping else other)
            for field, other in zip(table.columns, known, strict=True)
        ]
        table.columns = ["" if is_left_out(name) else name for name in table.columns]
        table.shaped = shaped
        if not any(table.columns):
            table.rows_fault = f"The file has no column of {program}'s customers."
    elif not mapping and (what := nobodys(table.columns)):
        # Every row is read and refused, so that the counts are those of the file.
        table.rows_fault = f"This is one of Zendesk's {what} and no customer.{instead(what)}"
    elif mapping:
        table.rename(mapping)
        table.is_lenient = True


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(4_096)
    except OSError as problem:
        raise KnownError(
            f"{path} cannot be read: {problem.strerror or problem}.", todo="Check the file's name."
        ) from None


def _is_lead(cells: list[str]) -> bool:
    return (
        len(cells) >= _LEAD_COLUMNS
        and cells[_PHONE_CODE].strip().isdigit()
        and cells[_PHONE].strip().isdigit()
        and 6 <= len(cells[_PHONE].strip()) <= 18
    )


class LeadFile(Sheet):
    """A lead file of VICIdial: no header, values by place, several further numbers behind the last column."""

    _OF_A_LEAD = (
        "external_id",
        "given_name",
        "family_name",
        "street",
        "city",
        "postcode",
        "country",
        "email",
        "phone",
    )

    @classmethod
    def open(cls, path: Path, encoding: str | None = None) -> Self:
        """Open a lead file; the delimiter is told from its first line."""
        leads = super().open(path, encoding)
        leads.header = leads.columns = list(cls._OF_A_LEAD)
        leads.is_mappable = False
        return leads

    def rows(self) -> Iterator[SheetRow]:
        """Every lead, as the customer it names."""
        for row in super().records(has_header=False):
            if row.fault is not None:
                yield row
                continue
            cells = [cell.strip() for cell in row.cells]
            if why := unusable(row.line, (), cells):
                yield SheetRow(row.line, {}, row.cells, why)
                continue
            if len(cells) < _LEAD_COLUMNS - 4:
                reason = f"A lead has {_LEAD_COLUMNS} values and more; here are {len(cells)}."
                yield SheetRow(row.line, {}, row.cells, Rejected(row.line, "", reason))
                continue
            cells += [""] * (_LEAD_COLUMNS + 4 - len(cells))
            code = cells[_PHONE_CODE]
            numbers = [_international(code, cells[_PHONE]), _international(code, cells[19])]
            for more in cells[26].split("!") if cells[26] else ():
                number, _, rest = more.partition("_")
                numbers.append(_international(rest.partition("_")[0] or code, number))
            values = {
                "external_id": cells[0],
                "given_name": cells[6],
                "family_name": cells[8],
                "street": ", ".join(filter(None, cells[9:12])),
                "city": cells[12],
                "postcode": cells[15],
                "country": cells[16],
                "email": cells[20],
                "phone": "|".join(dict.fromkeys(filter(None, numbers))),
            }
            yield SheetRow(row.line, values, list(values.values()))


def _international(code: str, number: str) -> str:
    return f"+{code}{number.lstrip('0')}" if number and code.isdigit() else number


class CardFile(Table):
    """A file of vCards; a row is a card, and its line the one the card begins on."""

    def __init__(self, path: Path, encoding: str | None = None) -> None:
        super().__init__(list(vcard.COLUMNS), list(vcard.COLUMNS))
        if encoding is not None:
            try:
                encoding = codecs.lookup(encoding).name
            except LookupError:
                raise KnownError(
                    f"There is no encoding called {encoding}.", todo="Use one such as cp1252."
                ) from None
        self._encoding = encoding
        self._stream: BinaryIO = path.open("rb")
        mark = self._stream.read(2)
        self._utf16 = "utf-16" if mark in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE} else None
        self._stream.seek(0)

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    def rows(self) -> Iterator[SheetRow]:
        """Every card; one that cannot be read carries its fault."""
        is_empty = True
        for card in vcard.cards(self._lines(), self._encoding):
            is_empty = False
            try:
                row = vcard.row_of(card)
            except Invalid as problem:
                yield SheetRow(card.line, {}, [], refusal(card.line, problem))
                continue
            yield SheetRow(card.line, row, [row.get(name, "") for name in vcard.COLUMNS])
        if is_empty:
            raise KnownError(
                "There is no card in the file.", kept=NOTHING_READ, todo="Check that it is a vCard file."
            )

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        self._stream.seek(0)
        if self._utf16:
            try:
                text = codecs.getreader(self._utf16)(self._stream)
                for number, written in enumerate(text, 1):
                    yield number, written.encode()
            except UnicodeError:
                raise KnownError("The file is cut off or no UTF-16.", kept=NOTHING_READ) from None
            return
        number, is_picture = 0, False
        while line := self._stream.readline(LONGEST_LINE + 1):
            number += 1
            if number == 1:
                line = line.removeprefix(codecs.BOM_UTF8)
            if not line.startswith((b" ", b"\t")):
                is_picture = vcard.name_of(line) in vcard.PICTURES
            if len(line) > LONGEST_LINE:
                if not is_picture:
                    raise KnownError(
                        f"Line {number} of the file is longer than {LONGEST_LINE:,} bytes.",
                        kept=NOTHING_READ,
                        todo="Check that the file is the one that was meant, and whole.",
                    )
                # A picture that is not folded is passed over piece by piece.
                rest = line
                while not rest.endswith(b"\n"):
                    rest = self._stream.readline(LONGEST_LINE) or b"\n"
                line = line[:80]
            yield number, line


class WorkbookSheet(Table):
    """The first sheet of a workbook, read only; refused before it is unpacked where it would become too large."""

    def __init__(self, path: Path) -> None:
        _check_packing(path)
        import openpyxl

        try:
            self._book: Any = openpyxl.load_workbook(path, read_only=True, keep_links=False)
            self._sheet: Any = self._book.worksheets[0]
            self._sheet.reset_dimensions()  # What a writer claims of the size is often wrong.
            header = [_cell(cell) for cell in next(self._sheet.iter_rows(values_only=True), ())]
        except KnownError:
            raise
        except Exception:
            # Whatever a broken workbook makes the library raise, to a person it is one thing.
            raise _broken(path) from None
        while header and not header[-1]:
            header.pop()
        if len(header) > _MOST_COLUMNS:
            self._book.close()
            raise KnownError(f"The sheet has more than {_MOST_COLUMNS} columns.", kept=NOTHING_READ)
        self._path = path
        super().__init__(header, [column_name(cell) for cell in header])
        self.is_mappable = True

    def close(self) -> None:
        """Close the workbook."""
        self._book.close()

    def rows(self) -> Iterator[SheetRow]:
        """Every row below the header, empty ones left out."""
        found = self._sheet.iter_rows(min_row=2, values_only=True)
        line = HEADER_LINE
        while True:
            line += 1
            try:
                cells = [_cell(value) for value in next(found)]
            except StopIteration:
                return
            except Exception:
                raise _broken(self._path) from None
            if not any(cells):
                continue
            beyond = [cell for cell in cells[len(self.columns) :] if cell]
            cells = (cells + [""] * len(self.columns))[: len(self.columns)]
            values = {name: cell for name, cell in zip(self.columns, cells, strict=True) if name}
            fault = Rejected(line, "", "The row has values beyond the header's columns.") if beyond else None
            if any(len(cell) > LONGEST_LINE // 10 for cell in cells):
                fault = Rejected(line, "", "A value is too long.")
            yield SheetRow(line, values, cells, fault)


def _check_packing(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
                raise KnownError(f"{path.name} is no workbook.", kept=NOTHING_READ, todo="Save it as .xlsx.")
            is_bomb = sum(part.file_size for part in parts) > MOST_UNPACKED or any(
                part.file_size > 1_000_000 and part.file_size > MOST_PACKING * max(part.compress_size, 1)
                for part in parts
            )
            strings = sum(part.file_size for part in parts if part.filename.endswith("sharedStrings.xml"))
            if is_bomb or strings > MOST_STRINGS:
                raise KnownError(
                    f"{path.name} would become too large when it is unpacked.",
                    kept=NOTHING_READ,
                    todo="Check where it comes from; save it as CSV if it is right.",
                )
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
        raise _broken(path) from None


def _broken(path: Path) -> KnownError:
    return KnownError(
        f"{path.name} cannot be read as a workbook; it may be cut off or protected by a password.",
        kept=NOTHING_READ,
        todo="Save it again as .xlsx without a password, or as CSV.",
    )


def _cell(value: object) -> str:
    """A value as it would stand in CSV: whole numbers without a point, moments in ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if type(value).__name__ in _FORMULAS:
        return "=formula()"  # Refused like any other that stands in a column that is taken.
    return str(value).strip()
