"""Customers that a file names twice: read from CSV, paired, and written as CSV. No store is needed."""

from __future__ import annotations

import codecs
import csv
import gc
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from agent_desktop.core.errors import KnownError
from agent_desktop.core.sheet import Sheet
from agent_desktop.features.customers.columns import SEVERAL, fields_by_name
from agent_desktop.features.customers.comparable import FIELDS, Comparable, comparable
from agent_desktop.features.customers.pairing import find_pairs

HEADER = ("left", "right", "score", "reasons")
_ENCODINGS = (None, "cp1252", "cp932", "gb18030")
"""What a file may be written in, the likeliest first; what cannot be in one of them is tried in the next."""
_READ_AT_ONCE = 1 << 20
_A_MARK = 4


def pairs_of_file(
    file: Path,
    out: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    encoding: str | None = None,
    progress: Callable[[int], object] | None = None,
) -> tuple[int, int]:
    """Write the pairs of ``file`` to ``out``; answers how many rows were read and pairs found.

    ``mapping`` names the column of a field; other columns are known by their names. Rows count from 1, the
    header and empty lines left out; a row of nothing but delimiters counts, and one with too few or too many
    values is compared by those it has. Text that is not UTF-8 is read as what offices write that it can be. Raises
    ``KnownError`` where the file has nothing to compare or ``out`` cannot be written, which is then left alone.
    """
    # Millions of small things and no circle among them: looking for circles would take longer the more there are.
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        return _pairs_of_file(file, out, mapping or {}, encoding, progress)
    finally:
        if was_collecting:
            gc.enable()


def _pairs_of_file(
    file: Path,
    out: Path,
    mapping: Mapping[str, str],
    encoding: str | None,
    progress: Callable[[int], object] | None,
) -> tuple[int, int]:
    for name in mapping:
        if name not in FIELDS:
            raise KnownError(f"{name} is nothing to compare.", todo=f"Map some of: {', '.join(FIELDS)}.")
    with Sheet.open(file, encoding or _encoding_of(file)) as sheet:
        sheet.counts_bare_rows = True
        sheet.rename(mapping)
        sheet.columns = fields_by_name(sheet.columns, frozenset(mapping))
        if not any(sheet.columns):
            raise KnownError(
                "No column of the file can be compared.",
                kept="Nothing was written.",
                todo=f"Say which column is which: --map {FIELDS[0]}=COLUMN,… for some of {', '.join(FIELDS)}.",
            )
        records: list[Comparable] = []
        for row in sheet.rows():
            if row.fault is not None and not row.cells:
                raise KnownError(
                    f"Line {row.line}: {row.fault.reason}",
                    kept="Nothing was written.",
                    todo="Put the file right; its rows could not be counted otherwise.",
                )
            records.append(comparable(_by_field(sheet.columns, row.cells)))
    # First beside it, so that a half-written file never looks like a whole one.
    beside = out.with_name(out.name + ".part")
    found = 0
    try:
        with beside.open("w", encoding="utf-8", newline="") as stream:
            write = csv.writer(stream, lineterminator="\n").writerow
            write(HEADER)
            for pair in find_pairs(records, progress):
                write((pair.left + 1, pair.right + 1, f"{pair.score:.4f}", "; ".join(pair.reasons)))
                found += 1
        beside.replace(out)
    except OSError as problem:
        raise KnownError(
            f"The pairs cannot be written to {out}: {problem.strerror or problem}.", todo="Name another file."
        ) from None
    finally:
        beside.unlink(missing_ok=True)
    return len(records), found


def _by_field(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """The values of a row by field: of several columns for one the first that is filled, or each number."""
    found: dict[str, str] = {}
    for name, cell in zip(columns, cells, strict=False):
        value = cell.strip()
        if not name or not value:
            continue
        if name not in found:
            found[name] = value
        elif name in SEVERAL:
            found[name] += f"|{value}"
    return found


def _encoding_of(file: Path) -> str | None:
    """The encoding of a file that nobody has named: nothing where it is UTF-8 or bears a mark."""
    try:
        with file.open("rb") as stream:
            start = stream.read(4)
            if len(start) == _A_MARK and start.count(0) == _A_MARK // 2:
                return "utf-16-be" if start[0] == 0 else "utf-16-le"
            if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return None
        return next((name for name in _ENCODINGS if _can_be(file, name or "utf-8")), None)
    except OSError:
        return None  # Whoever opens it next says what is wrong.


def _can_be(file: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with file.open("rb") as stream:
            while part := stream.read(_READ_AT_ONCE):
                decoder.decode(part)
            decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True
