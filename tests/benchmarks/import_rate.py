"""Customers from a file: rows a second, and memory that does not grow with the file."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from agent_desktop.core.phone import parse_number
from agent_desktop.store.embedded import EmbeddedPostgres
from agent_desktop.store.engines import central_engine
from agent_desktop.store.migrate import migrate
from tests.benchmarks import worlds
from tests.benchmarks.large_customers import known
from tests.benchmarks.large_names import COUNTRIES
from tests.benchmarks.processes import Child, step

SEED = 17
COLUMNS = (
    "external_id", "name", "given_name", "family_name", "organisation", "email", "phone", "street", "postcode",
    "city", "country", "segment",
)  # fmt: skip


def measure(folder: Path, *, sizes: Sequence[int]) -> dict[str, Any]:
    """The import of a file of each size into an empty database of its own.

    ``growth`` is of processor time to rows, 1 being linear; ``memory_growth`` is the most memory resident with
    the largest file to that with the smallest.
    """
    folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, Any] = {
        "what": "customers from a CSV file of many countries: read, checked, keyed and committed as one",
        "rows": {},
    }
    with EmbeddedPostgres.start(folder / "postgres", settings=worlds.POSTGRES_SETTINGS) as server:
        for rows in sizes:
            file = folder / f"{rows}.csv"
            write(file, rows)
            with step(f"import of {rows:,} customers, {file.stat().st_size / 2**20:.1f} MB"):
                found["rows"][str(rows)] = _imported(server, folder, file, rows)
            file.unlink()
    least, most = found["rows"][str(min(sizes))], found["rows"][str(max(sizes))]
    times = max(sizes) / min(sizes)
    found["growth"] = round(most["processor_s"] / least["processor_s"] / times, 3)
    found["memory_growth"] = round(most["most_rss_mb"] / least["most_rss_mb"], 3)
    return found


def write(file: Path, rows: int) -> None:
    """A file of so many customers of many countries; numbers that reach nobody are left out."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for n in range(rows):
            writer.writerow(_row(n))


def _row(n: int) -> tuple[str | None, ...]:
    one = known(SEED, n)
    numbers = [number for number in one.phones if parse_number(number, "GB").e164]
    name = None if one.organisation else one.name
    country = COUNTRIES[one.locale][1]
    return (
        f"K{n}", name, one.given, one.family, one.organisation, one.email, "|".join(numbers), one.street,
        one.postcode, one.city, country, "Standard",
    )  # fmt: skip


def _imported(server: EmbeddedPostgres, folder: Path, file: Path, rows: int) -> dict[str, Any]:
    name = f"import_{rows}"
    server.drop_database(name)
    server.create_database(name)
    url = server.database_url(name)
    asyncio.run(_migrated(url))
    with Child("tests.benchmarks.bulk_process", home=folder / "home", ends_with_input=True) as child:
        child.tell(url=url, file=str(file))
        told = child.hear("done", within_s=60 + rows / 100)
    server.drop_database(name)
    report = told["done"]
    if report["read"] != rows or report["accepted"] < rows * 0.95:
        raise RuntimeError(f"of {rows} rows {report['read']} were read and {report['accepted']} accepted")
    return {
        "seconds": round(told["seconds"], 2),
        "rows_per_s": round(rows / told["seconds"]),
        "processor_s": round(told["processor_s"], 2),
        "most_rss_mb": round(told["most_rss_mb"], 1),
        "file_mb": round(file.stat().st_size / 2**20, 1),
        "accepted": report["accepted"],
        "rejected": report["rejected"],
    }


async def _migrated(url: str) -> None:
    engine = central_engine(url, pool_size=1)
    await migrate(engine)
    await engine.dispose()
