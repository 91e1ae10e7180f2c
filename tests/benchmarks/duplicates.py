"""The duplicate pass: how right it is where the truth is known, and how it grows with the rows."""

from __future__ import annotations

import csv
import os
import random
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

from agent_desktop.central.duplicate_file import pairs_of_file
from agent_desktop.features.customers.comparable import FIELDS
from tests.benchmarks.processes import environment, say
from tests.support.badly_keyed import BadlyKeyed
from tests.support.doubled_customers import Doubles, Row

DATA = Path(__file__).resolve().parents[1] / "data" / "dedupe"
COLUMNS = {
    "given_name": "given_name",
    "family_name": "surname",
    "house_number": "street_number",
    "street": "address_1",
    "address_2": "address_2",
    "city": "suburb",
    "postcode": "postcode",
    "state": "state",
    "birth_date": "date_of_birth",
    "identifier": "soc_sec_id",
}
Pairs = set[tuple[int, int]]
WITHOUT: Sequence[tuple[str, ...]] = (
    (),
    ("identifier",),
    ("birth_date",),
    ("identifier", "birth_date"),
    ("identifier", "street", "house_number"),
)
"""Which fields the Febrl files are stripped of, one set after the other."""
BADLY_KEYED: dict[str, dict[str, Any]] = {
    "badly keyed": {"locale": "en_AU", "people": {}},
    "badly keyed, zipf, no identifier": {
        "locale": "en_GB",
        "people": {"copies": "zipf", "without": ("identifier", "phone", "email")},
    },
    "badly keyed, German, no birth date": {
        "locale": "de_DE",
        "people": {"copies": "one", "without": ("identifier", "birth_date")},
    },
}


def measure(folder: Path, *, sizes: Sequence[int]) -> dict[str, Any]:
    """Precision and recall on Febrl and on customers of many countries, then time and memory at each size."""
    folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, Any] = {"rightness": {}, "rows": {}}
    for name in ("febrl_dataset1", "febrl_dataset3"):
        for without in WITHOUT:
            told = " without " + " and ".join(without) if without else ""
            found["rightness"][name + told] = febrl(DATA / f"{name}.csv", folder, without)
    for name, options in BADLY_KEYED.items():
        make = partial(BadlyKeyed(13, options["locale"]).people, **options["people"])
        found["rightness"][name] = made_up(make, folder / "badly_keyed.csv")
    doubles = Doubles(seed=11)
    for name, make in (("people", doubles.people), ("organisations", doubles.organisations)):
        found["rightness"][name] = made_up(make, folder / f"{name}.csv")
    for name, figures in found["rightness"].items():
        say(f"  {name}: precision {figures['precision']:.4f}, recall {figures['recall']:.4f}")
    for rows in sizes:
        found["rows"][str(rows)] = _at_size(folder, rows)
        say(f"  {rows:,} rows: {found['rows'][str(rows)]}")
    smallest, largest = found["rows"][str(min(sizes))], found["rows"][str(max(sizes))]
    times_rows = max(sizes) / min(sizes)
    # Of processor time, which other work on the machine does not stretch; 1 is linear.
    found["growth"] = round(largest["processor_s"] / smallest["processor_s"] / times_rows, 3)
    return found


def febrl(file: Path, folder: Path, without: Sequence[str] = ()) -> dict[str, float]:
    """Precision and recall on one of the Febrl files, ``without`` some fields.

    The record's id is no column that is compared.
    """
    with file.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, skipinitialspace=True))
    truth = [re.sub(r"-(org|dup).*", "", row["rec_id"]) for row in rows]
    if not without:
        return _right(file, folder / "pairs.csv", truth, COLUMNS)
    left = folder / "less.csv"
    _write(left, [{name: row[c] or "" for name, c in COLUMNS.items() if name not in without} for row in rows])
    return _right(left, folder / "pairs.csv", truth, {})


def made_up(make: Callable[[int], list[Row]], file: Path, count: int = 4_000) -> dict[str, float]:
    """Precision and recall on rows of our own making, whose mistakes the pass has not been shown."""
    rows = make(count)
    _write(file, rows)
    return _right(file, file.with_suffix(".pairs.csv"), [row["truth"] for row in rows], {})


def _right(file: Path, out: Path, truth: Sequence[str], mapping: dict[str, str]) -> dict[str, float]:
    began = time.monotonic()
    pairs_of_file(file, out, mapping=mapping)
    seconds = time.monotonic() - began
    same: dict[str, list[int]] = defaultdict(list)
    for n, name in enumerate(truth, 1):
        same[name].append(n)
    true: Pairs = {pair for rows in same.values() for pair in combinations(rows, 2)}
    with out.open(encoding="utf-8") as stream:
        found: Pairs = {(int(row["left"]), int(row["right"])) for row in csv.DictReader(stream)}
    right = len(found & true)
    return {
        "rows": len(truth),
        "true_pairs": len(true),
        "found_pairs": len(found),
        "precision": round(right / max(len(found), 1), 4),
        "recall": round(right / max(len(true), 1), 4),
        "seconds": round(seconds, 2),
    }


def _at_size(folder: Path, rows: int) -> dict[str, float]:
    """The command line on a file of so many rows: seconds, and most memory resident."""
    file, out = folder / f"{rows}.csv", folder / f"{rows}.pairs.csv"
    _write(file, _many(rows))
    words = [sys.executable, "-m", "agent_desktop", "customers", "duplicates", str(file), "--out", str(out)]
    home = folder / "home"
    home.mkdir(exist_ok=True)
    began = time.monotonic()
    child = os.posix_spawn(sys.executable, words, environment(home))
    _, status, used = os.wait4(child, 0)
    seconds = time.monotonic() - began
    if status:
        raise RuntimeError(f"the command ended with {os.waitstatus_to_exitcode(status)}")
    with out.open(encoding="utf-8") as stream:
        pairs = sum(1 for _ in stream) - 1
    return {
        "seconds": round(seconds, 2),
        "processor_s": round(used.ru_utime + used.ru_stime, 2),
        "rows_per_s": round(rows / seconds),
        "pairs": pairs,
        "most_rss_mb": round(used.ru_maxrss / 1024, 1),
    }


def _many(count: int) -> list[Row]:
    """People put together at random from the names and streets of Febrl, every sixth of them doubled."""
    with (DATA / "febrl_dataset3.csv").open(encoding="utf-8") as stream:
        known = list(csv.DictReader(stream, skipinitialspace=True))
    pools = {field: [row[column] for row in known] for field, column in COLUMNS.items()}
    draw = random.Random(count)
    rows: list[Row] = []
    while len(rows) < count:
        row = {field: draw.choice(pool) for field, pool in pools.items()}
        row["identifier"] = str(draw.randint(1_000_000, 9_999_999))
        row["birth_date"] = f"{draw.randint(1930, 2005)}{draw.randint(1, 12):02}{draw.randint(1, 28):02}"
        row["phone"] = f"0{draw.randint(200_000_000, 999_999_999)}"
        rows.append(row)
        if draw.random() < 1 / 6:
            field = draw.choice(("given_name", "family_name", "street", "city", "identifier"))
            at = draw.randrange(max(len(row[field]), 1))
            rows.append(row | {field: row[field][:at] + row[field][at + 1 :]})
    draw.shuffle(rows)
    return rows[:count]


def _write(file: Path, rows: Sequence[Row]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=FIELDS, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
