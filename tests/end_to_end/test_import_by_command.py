"""Customers from a file by the command line, as a person runs it: tried, mapped, stopped by Ctrl-C, gone on with."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from subprocess import CompletedProcess
from typing import Any

import pytest

from tests.support.processes import PROGRAM, WITHIN_S, Machine

Ask = Callable[[str], str]
ROWS = 5_400
"""A whole part of a file, and some rows more."""
GERMAN = "Nr,Kunde,Schuhgröße,Fax\n{0}7,Ann Reed,39,x\n{0}8,Bo Ek,44,y\n"
MAPPED = ("--map", "external_id=Nr,name=Kunde,-1=Fax")


@pytest.fixture
def take_in(machine: Machine, database_url: str) -> Callable[..., CompletedProcess[str]]:
    return lambda *words: machine.run("import", "customers", *words, "--database", database_url)


def on_record(ask_database: Ask) -> str:
    return ask_database("SELECT string_agg(external_id, ' ' ORDER BY external_id) FROM customer")


def test_columns_are_tried_then_taken_then_remembered(
    machine: Machine, take_in: Callable[..., CompletedProcess[str]], ask_database: Ask
) -> None:
    first, second = machine.home / "kunden.csv", machine.home / "kunden 2.csv"
    first.write_text(GERMAN.format(1), encoding="utf-8")
    second.write_text(GERMAN.format(2) + "29,,40,z\n", encoding="utf-8")
    tried = take_in(first, *MAPPED, "--dry-run")
    assert (tried.returncode, tried.stderr) == (0, "")
    assert "2 customers would be written. This was a dry run." in tried.stdout
    assert on_record(ask_database) == ""

    taken = take_in(first, *MAPPED)
    assert (taken.returncode, taken.stderr) == (0, "")
    rejects = machine.home / "left out.csv"
    again = take_in(second, "--skip-bad", "--rejects", rejects)
    assert again.returncode == 0, again.stderr
    assert "The columns are taken as the last time: external_id=Nr, name=Kunde." in again.stdout
    assert on_record(ask_database) == "17 18 27 28"
    assert rejects.read_text(encoding="utf-8").splitlines() == [
        "Nr,Kunde,Schuhgröße,Fax,line,field,reason",
        "29,,40,z,4,name,The customer has no name.",
    ]
    assert {path.name for path in machine.home.glob("*.csv")} == {first.name, second.name, rejects.name}


def test_ctrl_c_keeps_whole_parts_and_resume_goes_on(
    machine: Machine,
    take_in: Callable[..., CompletedProcess[str]],
    ask_database: Ask,
    database_url: str,
) -> None:
    path = machine.home / "many.csv"
    path.write_text("external_id,name\n" + "".join(f"A-{n},Ann Reed\n" for n in range(ROWS)))
    words = ("import", "customers", str(path), "--resume", "--skip-bad", "--database", database_url)
    importing = machine.start("import", *PROGRAM, *words)
    until(lambda: under_way(ask_database))
    importing.send(signal.SIGINT)
    assert importing.ended() == 130
    assert importing.errors().strip() == (
        "agent-desktop: The import was stopped. 5000 of the first 5000 rows are written; go on with --resume."
    )
    assert count(ask_database) == 5_000
    rest = take_in(path, "--resume", "--skip-bad", "--json")
    assert (rest.returncode, rest.stdout) == (0, '{"read":400,"accepted":400,"rejected":[]}\n'), rest.stderr
    assert count(ask_database) == ROWS
    over = take_in(path, "--resume", "--skip-bad")
    assert over.returncode == 1
    assert "All of this file is in already." in over.stderr


def count(ask_database: Ask) -> int:
    return int(ask_database("SELECT count(*) FROM customer"))


def under_way(ask_database: Ask) -> bool:
    """Whether the journal of an import is begun: its first part is not written before some time has passed."""
    there = ask_database("SELECT to_regclass('import_run') IS NOT NULL")
    return there == "t" and ask_database("SELECT count(*) FROM import_run") == "1"


def until(holds: Callable[[], Any]) -> None:
    end = time.monotonic() + WITHIN_S
    while not holds():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)
