"""What an import of customers would make of a file, before it: the columns and the first rows, nothing written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path

from agent_desktop.central.customer_intake import CustomerIntake
from agent_desktop.central.importing import check_mapping, open_remembered
from agent_desktop.central.whole_customer import WholeCustomer
from agent_desktop.core.clock import SystemClock
from agent_desktop.core.errors import Invalid
from agent_desktop.core.sheet import SheetRow, Table
from agent_desktop.features import house

MOST_ROWS = 100
_LONGEST_SHOWN = 60


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
    check_mapping(mapping)
    intake = CustomerIntake(house(), region, "GBP", SystemClock())
    table, _ = await open_remembered(url, path, file_format, mapping, encoding, lambda text: out(text + "\n"))
    with table:
        if table.is_mappable:
            for cell, column in zip(table.header, table.columns, strict=False):
                is_known = column in (intake.allowed or ())
                out(f"{cell.strip() or '(no name)'} -> {column if is_known else 'left out'}\n")
        table.expect(intake.required, intake.allowed)
        for fault in table.faults:
            out(f"refused: line {fault.row}{': ' + fault.field if fault.field else ''}: {fault.reason}\n")
        if table.faults:
            return
        for row in islice(table.rows(), max(0, min(rows, MOST_ROWS))):
            out(f"line {row.line}: {_told(intake, table, row)}\n")


def _told(intake: CustomerIntake, table: Table, row: SheetRow) -> str:
    if row.fault is not None or table.rows_fault:
        return f"refused: {row.fault.reason if row.fault else table.rows_fault}"
    try:
        return _shown(intake.read(table.as_ours(row.values)))
    except Invalid as problem:
        return f"refused: {problem.field + ': ' if problem.field else ''}{problem.what}"


def _shown(whole: WholeCustomer) -> str:
    plain = {name: value for name, value in whole.fields.items() if value and name != "name"}
    numbers = [str(row["e164"]) for entity, row in whole.records if entity == "customer_phone"]
    more: dict[str, int] = {}
    for entity, row in whole.records:
        if entity != "customer_phone":
            name = str(row["kind"]) if entity == "customer_detail" else entity
            more[name] = more.get(name, 0) + 1
    told = [f"{name}={str(value)[:_LONGEST_SHOWN]}" for name, value in plain.items()]
    told += [f"number={number}" for number in numbers]
    told += [f"{count} {name.replace('_', ' ')}" for name, count in more.items()]
    told += [f"{len(whole.relations)} relations"] if whole.relations else []
    return f"{whole.fields['name']}: {', '.join(told)}"
