"""The guide to writing a connector: its code, as it stands on the page, passes the contract of connectors."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "connectors.md").read_text(encoding="utf-8")
_FILE = re.compile(r"`(bellbird/[\w.]+)`:\n\n```(?:python|toml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILES = dict(_FILE.findall(PAGE))

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Writes the page's files, perhaps with something spoilt, and runs its test as the page says."""

    def go(*words: str, spoil: tuple[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        for name, text in FILES.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            if spoil is not None and spoil[0] in text:
                text = text.replace(*spoil)  # noqa: PLW2901 - the spoilt one is what is written
            path.write_text(text, encoding="utf-8")
        command = re.search(r"^python (-m pytest .*) /path/to/(bellbird/\w+\.py)$", PAGE, re.MULTILINE)
        assert command is not None
        asked = [*command[1].split(), str(tmp_path / command[2]), "-q", "-p", "no:cacheprovider", *words]
        return subprocess.run(
            [sys.executable, *asked], cwd=ROOT, capture_output=True, text=True, timeout=180, check=False
        )

    return go


def test_the_page_shows_every_file_of_the_plugin() -> None:
    assert sorted(FILES) == [
        "bellbird/__init__.py",
        "bellbird/plugin.toml",
        "bellbird/test_bellbird.py",
    ]
    assert len(re.findall(r"^```(?:python|toml)$", PAGE, re.MULTILINE)) == len(FILES), "each block is a file"


def test_the_connector_on_the_page_holds_to_the_contract(run: Run) -> None:
    done = run()
    assert done.returncode == 0, done.stdout[-3_000:]
    passed = re.search(r"^(\d+) passed in", done.stdout, re.MULTILINE)
    assert passed is not None, done.stdout[-500:]
    assert int(passed[1]) > 40


def test_a_connector_that_asks_twice_fails_the_contract(run: Run) -> None:
    """The contract on the page can fail, too."""
    spoil = ("await send(writer, {", "for _ in range(2): await send(writer, {")
    assert spoil[0] in FILES["bellbird/__init__.py"]
    done = run("-k", "never_sent_again", spoil=spoil)
    assert done.returncode == 1, done.stdout[-2_000:]
    assert "1 failed" in done.stdout
