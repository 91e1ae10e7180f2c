"""The commands as others script them: figures, files, refusals, exit codes, and errors in one line."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from agent_desktop import cli
from tests.support.processes import PASSWORD, Machine

HEADER = "call_id,queue,caller,agent,queued_at,answered_at,ended_at\n"
GOOD = """\
c1,Support,+44 20 7946 0018,ada,2026-11-02T09:00:00Z,2026-11-02T09:00:10Z,2026-11-02T09:03:10Z
c2,Support,,ada,2026-11-02T09:05:00Z,2026-11-02T09:05:30Z,2026-11-02T09:06:30Z
c3,Sales,020 7946 0200,ben,2026-11-02T10:10:00+01:00,2026-11-02T10:10:05+01:00,2026-11-02T10:12:05+01:00
c4,Support,0161 496 0007,,2026-11-02T09:20:00Z,,2026-11-02T09:20:40Z
c5,Support,0161 496 0008,,2026-11-02T09:30:00Z,,2026-11-02T09:30:03Z
"""
BAD = """\
c6,Support,,ada,2026-11-02T09:40:00Z,2026-11-02T09:39:00Z,2026-11-02T09:41:00Z
c1,Support,,,2026-11-02T09:40:00Z,,2026-11-02T09:41:00Z
c7,Support,,,2026-11-02T09:40:00,,2026-11-02T09:41:00Z
"""
REFUSED = [(7, "answered_at"), (8, "call_id"), (9, "queued_at")]

ALL = {
    "offered": 5,
    "answered": 3,
    "abandoned": 2,
    "abandon_pct": 25.0,  # (2 - 1 short) of (5 - 1 short)
    "average_wait_s": 17.6,
    "asa_s": 15.0,
    "service_level_pct": 50.0,
    "aht_s": 120.0,
    "talk_s": 120.0,
}
NONE = {"offered": 0, "answered": 0, "abandoned": 0} | dict.fromkeys(list(ALL)[3:])


def test_calls_from_a_file_become_exactly_these_figures(machine: Machine, database_url: str) -> None:
    good, mixed = machine.home / "good.csv", machine.home / "mixed.csv"
    good.write_text(HEADER + GOOD)
    mixed.write_text(HEADER + GOOD + BAD)

    def take_in(file: Path, *options: str) -> tuple[int, Any]:
        done = machine.run("import", "calls", file, "--json", "--database", database_url, *options)
        return done.returncode, json.loads(done.stdout)

    def figures(*options: str) -> dict[str, Any]:
        done = machine.run("kpi", "--json", "--database", database_url, *options)
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    assert take_in(good, "--dry-run") == (0, {"read": 5, "accepted": 5, "rejected": []})
    code, report = take_in(mixed)
    assert (code, report["read"], report["accepted"]) == (3, 8, 0)
    assert [(row["row"], row["field"]) for row in report["rejected"]] == REFUSED
    assert all(row["reason"].endswith(".") for row in report["rejected"])
    assert figures() == NONE, "neither a dry run nor a refused file leaves anything behind"

    code, report = take_in(mixed, "--skip-bad")
    assert (code, report["read"], report["accepted"]) == (0, 8, 5)
    assert (machine.home / "mixed.rejects.csv").read_text().count("\n") == 1 + len(REFUSED)
    assert figures() == ALL
    assert take_in(good)[0] == 3, "the same calls are not counted twice"

    assert figures("--queue", "sales") == ALL | {
        "offered": 1,
        "answered": 1,
        "abandoned": 0,
        "abandon_pct": 0.0,
        "average_wait_s": 5.0,
        "asa_s": 5.0,
        "service_level_pct": 100.0,
    }
    stricter = figures("--short-abandon-s", "0", "--service-level-s", "30")
    assert stricter == ALL | {"abandon_pct": 40.0, "service_level_pct": 60.0}
    between = figures("--from", "2026-11-02T09:05:00Z", "--to", "2026-11-02T09:20:00Z")
    assert (between["offered"], between["average_wait_s"]) == (2, 17.5), "from counts, to does not"

    for words, says in (
        (("kpi", "--queue", "Nobody"), "There is no queue called Nobody. Name one of: "),
        (("kpi", "--from", "yesterday"), "yesterday"),
        (("import", "calls", "nowhere.csv"), "nowhere.csv"),
    ):
        done = machine.run(*words, "--database", database_url)
        assert (done.returncode, done.stdout) == (1, "")
        _is_one_plain_line(done)
        assert says in done.stderr


def test_a_queue_log_becomes_a_table_by_queue(machine: Machine, database_url: str) -> None:
    log = machine.home / "queue_log"
    log.write_text(
        "1762074000|1.1|support|NONE|ENTERQUEUE||02079460018|1\n"
        "1762074010|1.1|support|PJSIP/1001|CONNECT|10|1.2|4\n"
        "1762074070|1.1|support|PJSIP/1001|COMPLETECALLER|10|60|1\n"
        "1762074100|1.3|support|NONE|ENTERQUEUE|||1\n"
        "1762074130|1.3|support|NONE|ABANDON|1|1|30\n"
    )
    options = ("--database", database_url)
    done = machine.run("import", "queue-log", log, "--json", *options)
    assert (done.returncode, json.loads(done.stdout)["accepted"]) == (0, 2), done.stderr
    again = machine.run("import", "queue-log", log, log, *options)
    assert "2 calls were on record already" in again.stdout
    table = machine.run("kpi", "--by-queue", *options)
    assert [line.split()[:4] for line in table.stdout.splitlines()[1:2]] == [["support", "2", "1", "1"]]
    rows = machine.run("kpi", "--by-queue", "--format", "csv", *options).stdout.splitlines()
    assert [row.split(",")[:4] for row in rows[1:]] == [["support", "2", "1", "1"], ["", "2", "1", "1"]]
    for words, code in (
        (("import", "queue-log", "nowhere"), 1),
        (("import", "calls", log, log), 1),
        (("import", "queue-log", log, "--time-zone", "Mars"), 2),
        (("kpi", "--by-queue", "--queue", "support"), 2),
    ):
        refused = machine.run(*words, *options)
        assert (refused.returncode, refused.stdout) == (code, "")
        assert refused.stderr.count("\n") == 1


def test_the_doctor_says_what_is_missing_until_nothing_is(machine: Machine, database_url: str) -> None:
    config = machine.home / "site.toml"
    config.write_text('listen = "127.0.0.1:9"\n')
    options = ("--database", database_url, "--config", config)
    sick = machine.run("central", "doctor", *options)
    assert sick.returncode == 4
    assert "agent-desktop central migrate" in sick.stdout
    assert machine.run("central", "migrate", *options).returncode == 0
    added = machine.run(
        "central", "user", "add", "ada", "--name", "Ada Moss", *options, typed=f"{PASSWORD}\n"
    )
    assert added.returncode == 0, added.stderr
    assert PASSWORD not in added.stdout + added.stderr
    well = machine.run("central", "doctor", *options)
    assert (well.returncode, "FAULT" in well.stdout) == (0, False), well.stdout


def _commands(parser: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command there is, from the program's own description of itself."""
    yield words
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                yield from _commands(inner, (*words, name))


@pytest.mark.parametrize("words", list(_commands(cli.parser())), ids=" ".join)
def test_every_command_explains_itself_with_an_example(machine: Machine, words: tuple[str, ...]) -> None:
    done = machine.run(*words, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "example: agent-desktop" in done.stdout


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("kpi", "--json", "--database", "postgresql://127.0.0.1:9/none"), 1, "central doctor"),
        (("kpi", "--config", "nowhere.toml"), 1, "There is no settings file nowhere.toml."),
        (("kpi", "--database", "mysql://host/db"), 1, "must look like postgresql://"),
        (
            ("central", "serve", "--listen", "nonsense", "--database", "postgresql://127.0.0.1:9/none"),
            1,
            "listen",
        ),
        (("import", "planets", "file.csv"), 2, "--help"),
        (("frobnicate",), 2, "--help"),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, tuple) else None,
)
def test_an_error_is_one_line_that_says_what_to_do(
    machine: Machine, words: tuple[str, ...], code: int, says: str
) -> None:
    done = machine.run(*words)
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    _is_one_plain_line(done)
    assert says in done.stderr


def _is_one_plain_line(done: CompletedProcess[str]) -> None:
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("agent-desktop")
    assert "Traceback" not in done.stderr
