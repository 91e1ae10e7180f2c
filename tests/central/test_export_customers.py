"""Customers out of the store: every format can come in again, and no value is a formula."""

from __future__ import annotations

import csv
import json
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.central.audit_tables import audit_log
from agent_desktop.central.exporting import COLUMNS, export_customers, harmless
from agent_desktop.central.importing import import_customers
from agent_desktop.core.errors import KnownError
from agent_desktop.features.customers.tables import customer
from tests.support.central_tables import engine_on, run

HEADER = (
    "external_id,kind,given_name,family_name,organisation,email,mobile,phone,street,postcode,city,country\n"
)
ROWS = """\
A-1,person,Zoë,Große,Larch; Fern,zoe@example.org,+447700900123,+442079460142 ext 7,"9, Mill Road",LS1 4AP,Leeds,GB
A-2,organisation,,,山田製作所 with a name that is so long that a card has to be folded twice or more,,,,,,,JP
A-3,person,Bo,Ek,,,,,,,,
"""


@pytest.fixture
async def engine(central_url: str) -> AsyncIterator[AsyncEngine]:
    async with engine_on(central_url) as engine:
        yield engine


async def filled(url: str, folder: Path) -> None:
    path = folder / "in.csv"
    path.write_text(HEADER + ROWS, encoding="utf-8")
    assert (await import_customers(url, path)).accepted == 3


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "vcf", "jsonl"])
async def test_an_export_is_its_owners_alone(central_url: str, tmp_path: Path, suffix: str) -> None:
    await filled(central_url, tmp_path)
    out = tmp_path / f"out.{suffix}"
    assert await export_customers(central_url, out) == 3
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


async def test_json_lines_hold_a_customer_each(central_url: str, tmp_path: Path) -> None:
    await filled(central_url, tmp_path)
    out = tmp_path / "out.jsonl"
    await export_customers(central_url, out)
    rows = {row["external_id"]: row for row in map(json.loads, out.read_text().splitlines())}
    assert rows["A-1"]["phone"] == ["+442079460142 ext 7"]
    assert rows["A-3"]["name"] == "Bo Ek"


async def test_no_value_is_a_formula_wherever_it_came_from(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    await filled(central_url, tmp_path)
    evil = '=HYPERLINK("http://127.0.0.1","x")'
    await run(engine, lambda c: c.execute(sa.update(customer).values(name=evil, alert="@SUM(1)")))
    for suffix in ("csv", "xlsx"):
        await export_customers(central_url, tmp_path / f"out.{suffix}")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["name"] for row in rows} == {"'" + evil}
    assert {row["alert"] for row in rows} == {"'@SUM(1)"}
    assert "+447700900123" in {row["mobile"] for row in rows}
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert sheet.cell(2, COLUMNS.index("name") + 1).value == "'" + evil


@pytest.mark.parametrize("value", ["=1+1", "+1+cmd|' /C calc'!A0", "-2", "@x", "\tx", "\rx"])
def test_what_begins_like_a_formula_gets_an_apostrophe(value: str) -> None:
    assert harmless("name", value) == "'" + value
    assert harmless("mobile", value) == "'" + value


async def test_an_export_is_in_the_audit_log_and_a_refused_one_leaves_nothing(
    engine: AsyncEngine, central_url: str, tmp_path: Path
) -> None:
    await filled(central_url, tmp_path)
    with pytest.raises(KnownError, match="not told"):
        await export_customers(central_url, tmp_path / "out.doc")
    with pytest.raises(KnownError, match="cannot be written"):
        await export_customers(central_url, tmp_path / "no folder" / "out.csv")
    await export_customers(central_url, tmp_path / "out", file_format="vcard")
    found = await run(engine, lambda c: c.execute(sa.select(audit_log)).mappings().all())
    assert {(row["operation"], row["detail"]["customers"]) for row in found} == {
        ("customers_imported", 3),
        ("customers_exported", 3),
    }
    assert len(found) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out"]  # noqa: ASYNC240
