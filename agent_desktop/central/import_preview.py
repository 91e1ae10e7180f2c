"""What an import of customers would make of a file, before it: the columns and the first rows, nothing written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path

from agent_desktop.central.customer_intake import CustomerIntake
from agent_desktop.central.exporting import COLUMNS
from agent_desktop.central.importing import check_mapping, open_remembered
from agent_desktop.central.whole_customer import WholeCustomer
from agent_desktop.core.clock import SystemClock
from agent_desktop.core.errors import Invalid
from agent_desktop.core.sheet import Rejected, SheetRow, Table, refusal
from agent_desktop.features import house
from agent_desktop.features.customers import parts
from agent_desktop.sync.customer_files import FileFault, Preview, PreviewColumn, PreviewRow

MOST_ROWS = 100
FIELDS = (*COLUMNS, *sorted(parts.OPT_OUTS))
"""What a column may be taken as, in the order of an export."""
_LONGEST_SHOWN = 60


async def preview_of(
    url: str,
    path: Path,
    *,
    region: str,
    file_format: str | None = None,
    mapping: Mapping[str, str] | None = None,
    encoding: str | None = None,
    rows: int = 5,
    note: Callable[[str], object] | None = None,
) -> Preview:
    """The columns of a file with what each is taken as, and what its first ``rows`` rows would become.

    Raises ``KnownError`` for a file that cannot be read at all.
    """
    check_mapping(mapping)
    intake = CustomerIntake(house(), region, "GBP", SystemClock())
    table, taken = await open_remembered(url, path, file_format, mapping, encoding, note)
    with table:
        titles, named = list(table.header), list(table.columns)
        known = [name if name in (intake.allowed or ()) else "" for name in named]
        table.expect(intake.required, intake.allowed)
        first = list(islice(table.rows(), max(0, min(rows, MOST_ROWS)))) if any(table.columns) else []
        examples = [*(first[0].cells if first else []), *[""] * len(titles)]
        columns = [
            PreviewColumn(title.strip(), field, example.strip()[:_LONGEST_SHOWN])
            for title, field, example in zip(titles, known, examples, strict=False)
        ]
        return Preview(
            columns=columns if table.is_mappable else [],
            rows=[] if table.faults else [_row(intake, table, row) for row in first],
            faults=[_fault(one) for one in table.faults],
            fields=list(FIELDS) if table.is_mappable else [],
            is_remembered=bool(taken) and not mapping,
        )


async def preview_customers(
    url: str,
    path: Path,
    *,
    region: str,
    file_format: str | None = None,
    mapping: Mapping[str, str] | None = None,
    encoding: str | None = None,
    rows: int = 5,
    out: Callable[[str], object],
) -> None:
    """Tell which column of a file is taken as what, and what its first ``rows`` rows would become."""
    preview = await preview_of(
        url,
        path,
        region=region,
        file_format=file_format,
        mapping=mapping,
        encoding=encoding,
        rows=rows,
        note=lambda text: out(text + "\n"),
    )
    for column in preview.columns:
        out(f"{column.title or '(no name)'} -> {column.field or 'left out'}\n")
    for fault in preview.faults:
        out(f"refused: line {fault.line}{': ' + fault.field if fault.field else ''}: {fault.reason}\n")
    for row in preview.rows:
        out(f"line {row.line}: {_told(row)}\n")


def _told(row: PreviewRow) -> str:
    if row.fault is not None:
        return f"refused: {row.fault.field + ': ' if row.fault.field else ''}{row.fault.reason}"
    rest = (f"{name}={value}" for name, value in row.values.items() if name != "name")
    return f"{row.values['name']}: {', '.join(rest)}"


def _row(intake: CustomerIntake, table: Table, row: SheetRow) -> PreviewRow:
    if row.fault is not None or table.rows_fault:
        why = row.fault or Rejected(row.line, "", table.rows_fault)
        return PreviewRow(row.line, {}, _fault(why))
    try:
        return PreviewRow(row.line, _shown(intake.read(table.as_ours(row.values))))
    except Invalid as problem:
        return PreviewRow(row.line, {}, _fault(refusal(row.line, problem)))


def _fault(one: Rejected) -> FileFault:
    return FileFault(one.row, one.field, one.reason)


def _shown(whole: WholeCustomer) -> dict[str, str]:
    shown = {"name": str(whole.fields["name"])}
    shown |= {name: str(value)[:_LONGEST_SHOWN] for name, value in whole.fields.items() if value}
    numbers = [str(row["e164"]) for entity, row in whole.records if entity == "customer_phone"]
    if numbers:
        shown["number"] = " | ".join(numbers)
    more: dict[str, int] = {}
    for entity, row in whole.records:
        if entity != "customer_phone":
            name = str(row["kind"]) if entity == "customer_detail" else entity
            more[name] = more.get(name, 0) + 1
    if whole.relations:
        more["relation"] = len(whole.relations)
    return shown | {name: str(count) for name, count in more.items()}
