"""The wheel holds all the program needs, and it runs from there without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the wheel and the source archive of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def installed(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that holds the wheel and, besides it, only other people's packages."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    [wheel] = dist.glob("*.whl")
    install: list[str | Path] = [python, "-m", "pip", "install", "--no-deps", "--no-index", wheel]
    subprocess.run(install, check=True, capture_output=True)
    # A path line of a .pth file adds a folder but does not read the .pth files in it: so the editable install
    # that lies there does not come along.
    [site] = (folder / "lib").glob("python*/site-packages")
    (site / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def run(python: Path, *arguments: str) -> str:
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [python, *arguments], cwd="/", env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def shipped(folder: str) -> set[str]:
    """The files of a folder that git would keep, relative to it."""
    files = (
        path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts
    )
    return {path.relative_to(ROOT / folder).as_posix() for path in files}


def test_the_wheel_carries_code_window_resources_and_plug_ins(dist: Path) -> None:
    [wheel] = dist.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder, place in [
        ("agent_desktop", "agent_desktop"),
        ("ui/agent_desktop_ui", "agent_desktop_ui"),
        ("resources", "agent_desktop/resources"),
        ("plugins", "agent_desktop/bundled_plugins"),
    ]:
        assert {f"{place}/{name}" for name in shipped(folder)} <= names
    assert not [name for name in names if name.startswith(("tests/", "packaging/", "docs/"))]


def test_it_runs_from_the_wheel_and_not_from_the_checkout(installed: Path) -> None:
    script = (
        "import agent_desktop, agent_desktop_ui;"
        "from agent_desktop.runtime import paths;"
        "print(agent_desktop.__file__, agent_desktop_ui.__file__, sep='\\n');"
        "print(paths.resources(), paths.bundled_plugins(), sep='\\n')"
    )
    places = run(installed, "-c", script).split()
    assert len(places) == 4
    assert all(place.startswith(str(installed.parents[1])) for place in places), places


def test_the_command_starts_from_there(installed: Path) -> None:
    assert "usage" in run(installed, str(installed.with_name("agent-desktop")), "--help")


def test_the_source_archive_builds_the_same_wheel(dist: Path, tmp_path: Path) -> None:
    [archive] = dist.glob("*.tar.gz")
    subprocess.run(["tar", "-xzf", archive, "-C", tmp_path], check=True)
    [tree] = tmp_path.iterdir()
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=tree, check=True, capture_output=True)
    [again] = tmp_path.glob("*.whl")
    [wheel] = dist.glob("*.whl")
    assert set(zipfile.ZipFile(again).namelist()) == set(zipfile.ZipFile(wheel).namelist())
