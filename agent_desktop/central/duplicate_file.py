"""Customers that a file names twice: read from CSV, paired, and written as CSV. No store is needed."""

from __future__ import annotations

import csv
import gc
from collections.abc import Callable, Mapping
from pathlib import Path

from agent_desktop.core.errors import KnownError
from agent_desktop.core.sheet import Sheet
from agent_desktop.features.customers.columns import fields_by_name
from agent_desktop.features.customers.comparable import FIELDS, Comparable, comparable
from agent_desktop.features.customers.pairing import find_pairs

HEADER = ("left", "right", "score", "reasons")


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
    header and empty lines left out; a row with too few or too many values is compared by those it has. Raises
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
    with Sheet.open(file, encoding) as sheet:
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
            records.append(comparable(row.values))
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
