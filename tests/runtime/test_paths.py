"""Where the program's files and the person's are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_desktop.core.errors import KnownError
from agent_desktop.runtime import paths

KINDS = [paths.data_dir, paths.config_dir, paths.cache_dir, paths.state_dir, paths.log_dir]


def test_a_checkout_uses_its_own_resources_and_plugins() -> None:
    root = Path(__file__).parents[2]
    assert paths.resources() == root / "resources"
    assert paths.bundled_plugins() == root / "plugins"


def test_an_installed_package_uses_what_it_carries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "agent_desktop" / "resources").mkdir(parents=True)
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path / "agent_desktop")
    assert paths.resources() == tmp_path / "agent_desktop" / "resources"
    with pytest.raises(KnownError, match="Install Agent Desktop again"):
        paths.bundled_plugins()


def test_one_variable_moves_everything_that_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGENT_DESKTOP_HOME", str(tmp_path / "home"))
    places = {kind() for kind in KINDS}
    assert places == {tmp_path / "home" / name for name in ("data", "config", "cache", "state", "log")}
    assert all(place.is_dir() and place.stat().st_mode & 0o077 == 0 for place in places)


def test_otherwise_the_system_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AGENT_DESKTOP_HOME", raising=False)
    for name in ("DATA", "CONFIG", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    assert len({kind() for kind in KINDS}) == len(KINDS)
    assert paths.data_dir() == tmp_path / "data" / "agent-desktop"


def test_a_place_that_cannot_be_made_is_a_known_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "occupied").write_text("")
    monkeypatch.setenv("AGENT_DESKTOP_HOME", str(tmp_path / "occupied"))
    with pytest.raises(KnownError, match="cannot be made"):
        paths.data_dir()
