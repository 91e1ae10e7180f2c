"""Pairs from a file: how right they are where the truth is known, and what the command refuses."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from agent_desktop.central.duplicate_file import pairs_of_file
from agent_desktop.core.errors import KnownError
from tests.benchmarks.duplicates import COLUMNS, DATA, febrl, made_up
from tests.benchmarks.processes import environment
from tests.support.doubled_customers import Doubles


@pytest.mark.parametrize(("name", "true_pairs"), [("febrl_dataset1", 500), ("febrl_dataset3", 6_538)])
def test_febrl_is_paired_as_well_as_promised(name: str, true_pairs: int, tmp_path: Path) -> None:
    found = febrl(DATA / f"{name}.csv", tmp_path)
    assert found["true_pairs"] == true_pairs
    assert found["precision"] >= 0.99
    assert found["recall"] >= 0.97


def test_people_and_organisations_of_many_countries_are_paired_too(tmp_path: Path) -> None:
    """Somebody in a household who is on record without a date of birth cannot be told from their child."""
    doubles = Doubles(seed=21)
    people = made_up(doubles.people, tmp_path / "people.csv", count=1_500)
    organisations = made_up(doubles.organisations, tmp_path / "organisations.csv", count=1_500)
    assert (people["precision"] >= 0.97, people["recall"] >= 0.95) == (True, True), people
    assert (organisations["precision"] >= 0.98, organisations["recall"] >= 0.97) == (True, True), (
        organisations
    )


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "people.csv"
    path.write_bytes(text.encode(encoding))
    return path


ROWS = [
    ["Nr", "Vorname", "Nachname", "PLZ", "Mail"],
    ["1", "Jörg", "Vandermeulen", "50667", "joerg.vandermeulen@example.de"],
    ["2", "Ilse", "Brandt", "50667", ""],
    ["3", "Joerg", "Van der Meulen", "50667", "joerg.vandermeulen@example.de"],
]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_dialect_is_read_and_rows_count_from_one(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = written(tmp_path, "\r\n".join(delimiter.join(row) for row in ROWS), encoding)
    assert pairs_of_file(path, tmp_path / "pairs.csv") == (3, 1)
    with (tmp_path / "pairs.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["left"], row["right"]) for row in rows] == [("1", "3")]
    assert 0.5 <= float(rows[0]["score"]) <= 1
    assert "same e-mail address" in rows[0]["reasons"].split("; ")


def test_the_command_maps_columns_and_says_what_it_found(tmp_path: Path) -> None:
    out = tmp_path / "pairs.csv"
    mapping = ",".join(f"{field}={column}" for field, column in COLUMNS.items())
    words = ["customers", "duplicates", DATA / "febrl_dataset1.csv", "--map", mapping, "--out", out]
    done = subprocess.run(
        [sys.executable, "-m", "agent_desktop", *map(str, words)],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    pairs = out.read_text().splitlines()
    assert pairs[0] == "left,right,score,reasons"
    assert f"1000 rows read; {len(pairs) - 1} pairs" in done.stdout


@pytest.mark.parametrize(
    ("text", "mapping", "words"),
    [
        ("a,b\n1,2\n", {}, "No column"),
        ("a,b\n1,2\n", {"given_name": "c"}, "no column c"),
        ("a,b\n1,2\n", {"shoe_size": "a"}, "nothing to compare"),
        ("", {}, "No column"),
        ("email\n" + "x" * 2_000_000 + "\n", {}, "longer than"),
        ('given_name,family_name\n"Ann,Reed\nBo,Ek\n', {}, "Line 2"),
    ],
)
def test_what_cannot_be_compared_is_refused_and_nothing_written(
    tmp_path: Path, text: str, mapping: dict[str, str], words: str
) -> None:
    out = tmp_path / "pairs.csv"
    with pytest.raises(KnownError, match=words):
        pairs_of_file(written(tmp_path, text), out, mapping=mapping)
    assert list(tmp_path.glob("pairs*")) == []
