"""The embedded PostgreSQL: shared, taken over after a crash, and clear about what it cannot do."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import psutil
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from agent_desktop.core.errors import KnownError
from agent_desktop.store.embedded import EmbeddedPostgres


@pytest.fixture
def place() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="agent-desktop-test-"))
    yield folder / "database"
    for pid in _server_pids(folder):
        psutil.Process(pid).kill()
    shutil.rmtree(folder)


def _server_pids(folder: Path) -> list[int]:
    locks = [lock.read_text().split() for lock in folder.glob("**/postmaster.pid")]
    return [int(words[0]) for words in locks if psutil.pid_exists(int(words[0]))]


async def test_each_test_has_an_empty_database_of_its_own(database_url: str) -> None:
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        assert str((await connection.execute(text("SHOW server_version"))).scalar()).startswith("18")
        assert (await connection.execute(text("SELECT lower('ÉTÉ')"))).scalar() == "été"
        assert (await connection.execute(text("SHOW timezone"))).scalar() == "UTC"
        tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        assert (await connection.execute(text(tables))).scalar() == 0
    await engine.dispose()


def test_a_database_is_created_once_and_dropped(postgres: EmbeddedPostgres) -> None:
    assert postgres.create_database("branch_office")
    assert not postgres.create_database("branch_office")
    assert postgres.create_database("branch_office_copy", template="branch_office")
    postgres.drop_database("branch_office")
    postgres.drop_database("branch_office_copy")
    assert not postgres.has_database("branch_office")


def test_a_database_name_cannot_carry_sql(postgres: EmbeddedPostgres) -> None:
    with pytest.raises(ValueError, match="no plain database name"):
        postgres.create_database("x; DROP DATABASE postgres")


async def test_what_was_committed_is_there_after_a_stop(place: Path) -> None:
    with EmbeddedPostgres.start(place) as server:
        server.create_database()
        server.execute("CREATE TABLE note AS SELECT 'kept' AS body", database="agent_desktop")
    with EmbeddedPostgres.start(place) as server:
        connection = await asyncpg.connect(server.database_url(driver=""))
        assert await connection.fetchval("SELECT body FROM note") == "kept"
        await connection.close()
    assert not _server_pids(place)


def test_no_one_gets_in_without_the_password(postgres: EmbeddedPostgres) -> None:
    import asyncio

    address = postgres.database_url("postgres", driver="")
    secret = address.split(":", 2)[2].split("@")[0]
    with pytest.raises(asyncpg.InvalidPasswordError):
        asyncio.run(asyncpg.connect(address.replace(secret, "guess")))
    assert (postgres.directory / "password").stat().st_mode & 0o077 == 0


def test_the_last_user_stops_the_server_and_not_the_first(place: Path) -> None:
    first = EmbeddedPostgres.start(place, durable=False)
    second = EmbeddedPostgres.start(place, durable=False)
    assert first.database_url() == second.database_url()
    first.stop()
    first.stop()
    assert second.execute("SELECT 1") == "1"
    second.stop()
    assert not _server_pids(place)


def test_a_killed_process_leaves_its_server_to_the_next(place: Path) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path;"
        "from agent_desktop.store.embedded import EmbeddedPostgres;"
        "server = EmbeddedPostgres.start(Path(sys.argv[1]));"
        "server.execute('CREATE TABLE note AS SELECT 7 AS n');"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(place)], check=False)
    assert killed.returncode == -signal.SIGKILL
    left_behind = _server_pids(place)
    assert left_behind
    with EmbeddedPostgres.start(place) as server:
        assert _server_pids(place) == left_behind
        assert server.execute("SELECT n FROM note") == "7"
    assert not _server_pids(place)


def test_a_power_cut_loses_nothing_committed(place: Path) -> None:
    server = EmbeddedPostgres.start(place)
    server.execute("CREATE TABLE note AS SELECT 7 AS n")
    [pid] = _server_pids(place)
    children = psutil.Process(pid).children()
    os.kill(pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(pid), *children], timeout=30)
    server.stop()
    with EmbeddedPostgres.start(place) as recovered:
        assert recovered.execute("SELECT n FROM note") == "7"


def test_a_lock_file_whose_number_another_program_has_now_is_no_obstacle(place: Path) -> None:
    """After a container's restart the old number often belongs to someone else, here to this test."""
    EmbeddedPostgres.start(place).stop()
    (place / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n{place / 'data'}\n")
    with EmbeddedPostgres.start(place) as server:
        assert server.execute("SELECT 1") == "1"


def test_a_path_too_long_for_a_socket_and_with_spaces_works(place: Path) -> None:
    with EmbeddedPostgres.start(place / ("a long way down " * 8) / "it's here", durable=False) as server:
        assert server.execute("SELECT 1") == "1"
        elsewhere = Path(parse_qs(urlsplit(server.database_url()).query)["host"][0])
        assert elsewhere.stat().st_mode & 0o077 == 0
    assert not elsewhere.exists()


def test_a_directory_with_other_files_is_left_alone(place: Path) -> None:
    (place / "data").mkdir(parents=True)
    (place / "data" / "thesis.txt").write_text("years of work")
    with pytest.raises(KnownError, match="no PostgreSQL data"):
        EmbeddedPostgres.start(place)
    assert (place / "data" / "thesis.txt").read_text() == "years of work"


def test_data_of_another_version_are_refused_with_what_to_do(place: Path) -> None:
    (place / "data").mkdir(parents=True)
    (place / "data" / "PG_VERSION").write_text("16\n")
    with pytest.raises(KnownError, match="made by PostgreSQL 16") as refused:
        EmbeddedPostgres.start(place)
    assert refused.value.todo


def test_a_file_where_the_directory_should_be_is_a_known_error(tmp_path: Path) -> None:
    (tmp_path / "occupied").write_text("")
    with pytest.raises(KnownError, match="cannot hold the database"):
        EmbeddedPostgres.start(tmp_path / "occupied")


def test_a_server_that_does_not_start_says_why(place: Path) -> None:
    with pytest.raises(KnownError, match=r"did not start.*shared_buffers"):
        EmbeddedPostgres.start(place, settings={"shared_buffers": "plenty"})
    with EmbeddedPostgres.start(place) as server:
        assert server.execute("SELECT 1") == "1"


def test_no_statement_reaches_the_log(place: Path) -> None:
    with EmbeddedPostgres.start(place, durable=False) as server:
        server.execute("CREATE TABLE person (number text PRIMARY KEY)")
        server.execute("INSERT INTO person VALUES ('+33142685300')")
        with pytest.raises(KnownError):
            server.execute("INSERT INTO person VALUES ('+33142685300')")
    logs = "".join(log.read_text() for log in (place / "data").glob("log/*.log"))
    assert "duplicate key" in logs
    assert "+33142685300" not in logs
