"""Backups of a real database: made, proved, kept few, refused where they would do harm, and brought back."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from agent_desktop.central import backup as backup_module
from agent_desktop.central import pg_tools
from agent_desktop.central.backup import backup, manifest_of
from agent_desktop.central.restore import restore
from agent_desktop.core.errors import KnownError
from agent_desktop.features.workforce.tables import queue
from agent_desktop.runtime.paths import HOME_VARIABLE
from agent_desktop.runtime.settings import Settings
from agent_desktop.store.embedded import EmbeddedPostgres
from agent_desktop.store.engines import central_engine
from agent_desktop.sync.tables import sync_head


@pytest.fixture
def settings(filled_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A site with a database that has something in it."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    return Settings(database_url=filled_url)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where backups go."""
    place = tmp_path / "backups"
    place.mkdir()
    return place


async def run(url: str, work: Callable[[sa.Connection], Any]) -> Any:
    engine = central_engine(url, pool_size=1)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


async def queues(url: str) -> list[str]:
    names: list[str] = await run(
        url, lambda c: list(c.execute(sa.select(queue.c.name).order_by(queue.c.name)).scalars())
    )
    return names


def files(folder: Path, pattern: str = "*") -> list[str]:
    return sorted(path.name for path in folder.glob(pattern))


def modes(folder: Path) -> set[int]:
    """What others than the owner may do with any file here."""
    return {path.stat().st_mode & 0o077 for path in folder.iterdir()}


def size(file: Path) -> int:
    return file.stat().st_size


def databases(postgres: EmbeddedPostgres) -> set[str]:
    return set(postgres.execute("SELECT datname FROM pg_database").splitlines())


async def test_a_backup_is_one_private_file_proved_by_a_restore_that_leaves_nothing(
    settings: Settings, folder: Path, postgres: EmbeddedPostgres, capsys: pytest.CaptureFixture[str]
) -> None:
    before = databases(postgres)
    assert await backup(settings, out=folder, keep=None, is_verified=True) == 0
    [name] = files(folder, "*.dump")
    file = folder / name
    manifest = json.loads(manifest_of(file).read_bytes())
    assert (manifest["is_verified"], manifest["rows"]["queue"], manifest["rows"]["agent"]) == (True, 2, 6)
    assert manifest["bytes"] == size(file)
    assert modes(folder) == {0}
    assert files(folder, "*.partial") == []
    assert databases(postgres) == before
    assert "restored once and counted" in capsys.readouterr().out


async def test_no_password_stands_on_a_command_line(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    real = subprocess.Popen

    def noting(words: list[Any], **options: Any) -> Any:
        if "--version" not in words:
            seen.extend(str(word) for word in words)
            assert options["env"]["PGPASSWORD"]
        return real(words, **options)

    monkeypatch.setattr(pg_tools.subprocess, "Popen", noting)
    await backup(settings, out=folder / "one.dump", keep=None, is_verified=True)
    password = sa.make_url(str(settings.database_url)).password
    assert password
    assert {Path(word).name for word in seen if "/bin/" in word} == {"pg_dump", "pg_restore"}
    assert not [word for word in seen if password in word]


async def test_a_backup_that_does_not_come_back_whole_gets_no_name(
    settings: Settings, folder: Path, postgres: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = backup_module.restore_into

    async def losing(tools: Any, file: Path, url: sa.URL, tables: int) -> None:
        await real(tools, file, url, tables)
        await run(url.render_as_string(hide_password=False), lambda c: c.execute(sa.delete(queue)))

    monkeypatch.setattr(backup_module, "restore_into", losing)
    before = databases(postgres)
    with pytest.raises(KnownError, match="queue: 2 saved, 0 restored"):
        await backup(settings, out=folder, keep=None, is_verified=True)
    assert files(folder) == []
    assert databases(postgres) == before


async def test_only_the_latest_are_kept_and_nothing_else_is_touched(settings: Settings, folder: Path) -> None:
    for old in ("agent-desktop-20200101-000000.dump", "agent-desktop-20210101-000000.dump", "holiday.dump"):
        (folder / old).write_bytes(b"old")
        manifest_of(folder / old).write_bytes(b"{}")
    await backup(settings, out=folder, keep=2, is_verified=False)
    names = files(folder, "*.dump")
    assert names[0] == "agent-desktop-20210101-000000.dump"
    assert names[2] == "holiday.dump"
    assert len(names) == 3
    assert not manifest_of(folder / "agent-desktop-20200101-000000.dump").exists()
    with pytest.raises(KnownError, match="no folder"):
        await backup(settings, out=folder / "one.dump", keep=2, is_verified=False)


async def test_a_database_that_holds_something_is_replaced_only_when_told_to(
    settings: Settings, folder: Path, postgres: EmbeddedPostgres
) -> None:
    url = str(settings.database_url)
    file = folder / "one.dump"
    await backup(settings, out=file, keep=None, is_verified=False)
    life = await run(url, lambda c: c.execute(sa.select(sync_head.c.epoch)).scalar_one())
    await run(url, lambda c: c.execute(sa.delete(queue)))
    with pytest.raises(KnownError, match="holds data"):
        await restore(settings, file, is_replacing=False)
    assert await queues(url) == []
    before = databases(postgres)
    assert await restore(settings, file, is_replacing=True) == 0
    assert await queues(url) == ["Sales", "Support"]
    head = await run(url, lambda c: c.execute(sa.select(sync_head)).one())
    assert head.epoch != life
    assert head.began_at is not None
    assert databases(postgres) == before


async def test_a_backup_that_was_cut_short_is_refused_before_anything_is_touched(
    settings: Settings, folder: Path
) -> None:
    file = folder / "one.dump"
    await backup(settings, out=file, keep=None, is_verified=False)
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(KnownError, match="cut short"):
        await restore(settings, file, is_replacing=True)
    manifest_of(file).unlink()
    with pytest.raises(KnownError, match="pg_restore failed"):
        await restore(settings, file, is_replacing=True)
    assert await queues(str(settings.database_url)) == ["Sales", "Support"]


async def test_a_database_that_is_gone_altogether_comes_back(
    settings: Settings, folder: Path, postgres: EmbeddedPostgres
) -> None:
    url = str(settings.database_url)
    await backup(settings, out=folder / "one.dump", keep=None, is_verified=False)
    postgres.drop_database(str(sa.make_url(url).database))
    assert await restore(settings, folder / "one.dump", is_replacing=False) == 0
    assert await queues(url) == ["Sales", "Support"]


async def test_without_the_programs_it_is_said_what_to_install(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pg_tools, "_installed", list)
    with pytest.raises(KnownError) as told:
        await backup(settings, out=folder, keep=None, is_verified=True)
    assert "postgresql-client-18" in told.value.todo
    assert files(folder) == []


def test_programs_of_the_very_version_are_taken_before_newer_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    here = [pg_tools.Tools(Path(f"/{version}"), version) for version in (18, 15, 16, 14)]
    monkeypatch.setattr(pg_tools, "_installed", lambda: here)
    assert pg_tools.find_tools(15).version == 15
    assert pg_tools.find_tools(17).version == 18
    with pytest.raises(KnownError, match="no pg_dump for PostgreSQL 19"):
        pg_tools.find_tools(19)
