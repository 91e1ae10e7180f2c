"""Customers into a file: CSV, a workbook, vCards or JSON lines, a few at a time, harmless to a spreadsheet."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TextIO

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_desktop.central import audit
from agent_desktop.central.card_writer import CardWriter
from agent_desktop.central.export_parts import parts_of
from agent_desktop.core.clock import Clock, SystemClock
from agent_desktop.core.errors import KnownError, Stopped
from agent_desktop.core.people import Actor
from agent_desktop.features.customers import parts
from agent_desktop.features.customers.tables import customer
from agent_desktop.store.engines import central_engine

FORMATS = ("csv", "xlsx", "vcard", "jsonl")
COLUMNS = (
    "external_id",
    "kind",
    "name",
    "given_name",
    "family_name",
    "organisation",
    "email",
    "mobile",
    "home",
    "work",
    "phone",
    "street",
    "postcode",
    "city",
    "country",
    "language",
    "time_zone",
    "segment",
    "alert",
    "currency",
    "customer_since",
    "balance_minor",
    *parts.COLUMNS,
)
"""As ``import`` reads them, so that what went out can come in elsewhere."""

BATCH_ROWS = 2_000
MOST_ROWS_OF_A_SHEET = 1_048_575
_SUFFIXES = {".csv": "csv", ".xlsx": "xlsx", ".vcf": "vcard", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_LABELS = {"mobile": "mobile", "home": "home", "work": "work", "other": "phone"}
_NUMBERS = frozenset(_LABELS.values())
_COMPUTED = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_CELL = 32_767

Record = Mapping[str, str]
Entries = Mapping[str, list[Any]]


class _Writer(Protocol):
    """Writes one format."""

    def add(self, record: Record, entries: Entries) -> None:
        """Write one customer: every column as a text, and what they have several of besides."""

    def close(self) -> None:
        """Finish the file."""


async def export_customers(
    url: str,
    out: Path,
    *,
    file_format: str | None = None,
    clock: Clock | None = None,
    progress: Callable[[int], object] | None = None,
    should_stop: Callable[[], bool] | None = None,
    by: Actor | None = None,
) -> int:
    """Write every customer of the database at ``url`` to ``out``, as of one moment; answers how many.

    The format is one of ``FORMATS``, or told by the file's name. The file is readable by its owner alone, is
    there whole or not at all, and that it was made is in the audit log, under the name of ``by`` where somebody is
    signed in. Raises ``KnownError`` where it cannot be.
    """
    made = _format_of(out, file_format)
    beside = out.with_name(out.name + ".part")
    count = 0
    engine = central_engine(url, pool_size=1)
    try:
        writer = _WRITERS[made](beside)
        async with engine.connect() as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ")
            async with connection.begin():
                async for record, entries in _records(connection):
                    writer.add(record, entries)
                    count += 1
                    if progress is not None and count % BATCH_ROWS == 0:
                        progress(count)
                    if should_stop is not None and count % BATCH_ROWS == 0 and should_stop():
                        raise Stopped("The export was stopped.", kept="Nothing was written.")
                writer.close()
                now = (clock or SystemClock()).now()
                await connection.execute(
                    audit.entry_of("customers_exported", now, by, format=made, customers=count)
                )
        beside.replace(out)
    except OSError as problem:
        raise KnownError(
            f"The customers cannot be written to {out}: {problem.strerror or problem}.",
            todo="Name another file.",
        ) from None
    finally:
        beside.unlink(missing_ok=True)
        await engine.dispose()
    return count


def _format_of(out: Path, asked: str | None) -> str:
    found = (asked or "").strip().casefold() or _SUFFIXES.get(out.suffix.casefold(), "")
    if found not in FORMATS:
        raise KnownError(
            f"It is not told what {out.name} is to be.",
            kept="Nothing was written.",
            todo=f"Say it with --format: {', '.join(FORMATS)}.",
        )
    return found


async def _records(connection: AsyncConnection) -> AsyncIterator[tuple[dict[str, str], Entries]]:
    """Every customer by id, as texts by column, and what they have several of."""
    last = "00000000-0000-0000-0000-000000000000"
    while True:
        found = await connection.execute(
            sa.select(customer).where(customer.c.id > last).order_by(customer.c.id).limit(BATCH_ROWS)
        )
        rows = found.mappings().all()
        if not rows:
            return
        last = rows[-1]["id"]
        found_parts = await parts_of(connection, [row["id"] for row in rows])
        for row in rows:
            entries = found_parts[row["id"]]
            entries["tags"] = row["tags"] or []
            record = {name: _text(row.get(name)) for name in COLUMNS}
            record["language"] = _text(row["languages"])
            record["balance_minor"] = _text(row["balance_minor"] or None)
            numbers: dict[str, list[str]] = defaultdict(list)
            for phone in entries.get("phones", ()):
                behind = f" ext {phone.extension}" if phone.extension else ""
                numbers[_LABELS.get(phone.label, "phone")].append(phone.number + behind)
            record |= {label: "|".join(found) for label, found in numbers.items()}
            record |= {column: parts.written(entries.get(column, ())) for column in parts.COLUMNS}
            yield record, entries


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, datetime) else str(value)


def harmless(column: str, value: str) -> str:
    """A value that no spreadsheet computes: an apostrophe stands before what begins like a formula.

    A number in E.164 is left alone, since its plus computes to nothing but itself.
    """
    if not value.lstrip("'").startswith(_COMPUTED):
        return value
    if column == "balance_minor" and value[1:].isdigit():
        return value
    if column in _NUMBERS and value.replace("+", "").replace("|", "").replace(" ext ", "").isdigit():
        return value
    return "'" + value


def _opened(path: Path) -> TextIO:
    """A new file that its owner alone may read."""
    return os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline=""
    )


class _Csv:
    def __init__(self, path: Path) -> None:
        self._stream = _opened(path)
        self._write = csv.writer(self._stream, lineterminator="\r\n").writerow
        self._write(COLUMNS)

    def add(self, record: Record, _entries: Entries) -> None:
        self._write([harmless(name, record[name]) for name in COLUMNS])

    def close(self) -> None:
        self._stream.close()


class _JsonLines:
    def __init__(self, path: Path) -> None:
        self._stream = _opened(path)

    def add(self, record: Record, entries: Entries) -> None:
        known: dict[str, Any] = {
            name: value.split("|") if name in _NUMBERS else value for name, value in record.items() if value
        }
        known |= {name: found for name, found in entries.items() if found}
        self._stream.write(msgspec.json.encode(known).decode() + "\n")

    def close(self) -> None:
        self._stream.close()


class _Workbook:
    """Every cell is a text, so that none is a formula; openpyxl keeps the rows in a file of its own meanwhile."""

    def __init__(self, path: Path) -> None:
        import openpyxl
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

        _opened(path).close()
        self._path = path
        self._book: Any = openpyxl.Workbook(write_only=True)
        self._sheet: Any = self._book.create_sheet("customers")
        self._cell: Any = WriteOnlyCell
        self._illegal: Any = ILLEGAL_CHARACTERS_RE
        self._rows = 0
        self._sheet.append(list(COLUMNS))

    def add(self, record: Record, _entries: Entries) -> None:
        self._rows += 1
        if self._rows > MOST_ROWS_OF_A_SHEET:
            raise KnownError(
                "A sheet holds no more than a million rows.",
                kept="Nothing was written.",
                todo="Export as CSV.",
            )
        self._sheet.append([self._as_text(harmless(name, record[name])) for name in COLUMNS])

    def close(self) -> None:
        self._book.save(self._path)

    def _as_text(self, value: str) -> Any:
        if len(value) > _LONGEST_CELL:
            raise KnownError(
                "A customer has more than the cell of a sheet holds.",
                kept="Nothing was written.",
                todo="Export as CSV.",
            )
        cell = self._cell(self._sheet, value=self._illegal.sub("", value))
        cell.data_type = "s"
        return cell


class _Cards:
    def __init__(self, path: Path) -> None:
        self._stream = _opened(path)
        self._cards = CardWriter(self._stream)

    def add(self, record: Record, entries: Entries) -> None:
        self._cards.add({name: harmless(name, value) for name, value in record.items()}, entries)

    def close(self) -> None:
        self._stream.close()


_WRITERS: Mapping[str, Callable[[Path], _Writer]] = {
    "csv": _Csv,
    "xlsx": _Workbook,
    "vcard": _Cards,
    "jsonl": _JsonLines,
}
