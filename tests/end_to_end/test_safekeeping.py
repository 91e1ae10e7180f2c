"""Backup, restore and erasure as an administrator runs them: commands, exit codes, and what they print."""

from __future__ import annotations

import json

import pytest

from tests.support.processes import PASSWORD, Machine

CUSTOMERS = """\
external_id,kind,given_name,family_name,email,phone
C-100001,person,Zebulon,Quartermaine,zebulon@example.net,+44 7700 900999
C-100002,person,Ada,Adair,ada@example.org,+44 7700 900998
"""
TRACES = ("Zebulon Quartermaine", "zebulon@example.net", "07700 900999")


@pytest.mark.long
def test_a_customer_is_erased_proved_gone_and_stays_gone_in_a_restored_backup(
    machine: Machine, database_url: str
) -> None:
    store = ("--database", database_url)
    people = machine.home / "customers.csv"
    people.write_text(CUSTOMERS)
    done = machine.run("import", "customers", people, *store)
    assert done.returncode == 0, done.stderr + done.stdout
    done = machine.run(
        "central", "user", "add", "root", "--name", "Root", "--roles", "admin", *store, typed=PASSWORD
    )
    assert done.returncode == 0, done.stderr
    folder = machine.home / "backups"
    folder.mkdir()
    done = machine.run("central", "backup", "--out", folder, "--keep", "3", *store)
    assert done.returncode == 0, done.stderr
    assert "restored once and counted" in done.stdout

    def traces() -> tuple[int, dict[str, int]]:
        found = machine.run("central", "erase", "--verify", *TRACES, "--json", *store)
        return found.returncode, json.loads(found.stdout)["traces"]

    code, found = traces()
    assert code == 4
    assert "customer.name" in found

    done = machine.run("central", "erase", "+447700900999", *store)
    assert done.returncode == 1
    assert "needs a reason" in done.stderr
    done = machine.run(
        "central",
        "erase",
        "+447700900999",
        "--reason",
        "Letter of 3 May",
        "--also",
        "Zebby",
        "--json",
        *store,
    )
    assert done.returncode == 0, done.stderr
    proof = json.loads(done.stdout)
    assert (proof["erased"]["customer"], proof["left"], proof["desks"]) == (1, [], 0)
    assert traces() == (0, {})
    [noted] = [path for path in machine.home.rglob("erasures.jsonl") if path.parent != folder]
    assert proof["subject_hash"] in noted.read_text()
    assert "Zebulon" not in noted.read_text()

    [file] = folder.glob("*.dump")
    done = machine.run("central", "restore", file, *store)
    assert done.returncode == 1
    assert "--replace" in done.stderr
    done = machine.run("central", "restore", file, "--replace", *store)
    assert done.returncode == 0, done.stderr
    assert "1 customers erased since were erased again" in done.stdout
    assert traces() == (0, {})
    found = machine.run("central", "erase", "--verify", "Ada Adair", *store)
    assert found.returncode == 4
    done = machine.run("central", "erase", "--status", *store)
    assert done.returncode == 0
    assert "Letter of 3 May" in done.stdout
