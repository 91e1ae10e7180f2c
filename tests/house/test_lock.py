"""The locked versions: complete, held by hashes, and silent about where they are downloaded from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ["run.txt", "dev.txt"]


def entries(lock: str) -> list[str]:
    """One line a requirement, its continuation lines joined."""
    text = (ROOT / "requirements" / lock).read_text().replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def versions(lock: str) -> set[tuple[str, str, str]]:
    """Name, version and marker of every requirement."""
    found = set()
    for entry in entries(lock):
        pinned, _, marker = entry.partition(" --hash")[0].partition(" ; ")
        name, version = pinned.strip().split("==")
        found.add((name, version, marker.strip()))
    return found


def names(requirements: list[str]) -> set[str]:
    first = (re.match(r"[A-Za-z0-9._-]+", requirement) for requirement in requirements)
    return {re.sub(r"[-_.]+", "-", name[0]).lower() for name in first if name}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_one_version_with_hashes(lock: str) -> None:
    assert len(entries(lock)) > 40
    for entry in entries(lock):
        assert re.match(r"[a-z0-9-]+(\[[a-z,]+\])?==[^\s=*]+ ", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


@pytest.mark.parametrize("lock", LOCKS)
def test_no_download_address_is_recorded(lock: str) -> None:
    text = (ROOT / "requirements" / lock).read_text()
    assert "://" not in text
    assert not re.search(r"index|find-links|trusted-host", text)


def test_what_the_tests_run_on_is_what_people_run() -> None:
    assert versions("run.txt") <= versions("dev.txt")


def test_everything_the_project_names_is_locked() -> None:
    """A dependency that is added without `make lock` would be missing on a fresh machine."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    run = {name for name, _, _ in versions("run.txt")}
    dev = {name for name, _, _ in versions("dev.txt")}
    assert names(project["project"]["dependencies"]) <= run
    assert names(project["build-system"]["requires"]) <= run
    assert names(project["project"]["optional-dependencies"]["dev"]) <= dev


def test_every_python_gets_a_qt_that_is_safe_for_it() -> None:
    """6.12.0 corrupts the reference count of None below Python 3.12."""
    for name, version, marker in versions("run.txt"):
        if name.startswith(("pyside6", "shiboken6")) and version.startswith("6.12."):
            assert marker == "python_full_version >= '3.12'"
