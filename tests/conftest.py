"""What tests of every part share: a real PostgreSQL, and a database of its own for each test that asks."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from agent_desktop.core.clock import HeldClock
from agent_desktop.core.ids import new_id
from agent_desktop.features import house
from agent_desktop.store.embedded import EmbeddedPostgres
from tests.support import glewlwyd
from tests.support.floor import NOW, floor_records, upload_photo
from tests.support.glewlwyd import Glewlwyd
from tests.support.stores import Central, SqliteStore, make_tables

# Neither a test nor a child of one ever asks the system's own keyring.
os.environ["PYTHON_KEYRING_BACKEND"] = "tests.support.memory_keyring.MemoryKeyring"

# Without a screen Qt would end the process; whoever has one and wants to look on sets this themselves.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A loaded machine is slow now and then, and no test of ours measures time.
hypothesis.settings.register_profile("agent_desktop", deadline=None)
hypothesis.settings.load_profile("agent_desktop")


class ToldAtOnce:
    """Tells of a failure when it happens, so that it is known also where the run never comes to its end."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        screen = self._config.pluginmanager.get_plugin("terminalreporter")
        if report.failed and screen is not None:
            screen.write_line(f"\n{report.nodeid} ({report.when}, {report.duration:.0f} s)")
            screen.write_line(report.longreprtext[-1500:])


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(ToldAtOnce(config))


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Glewlwyd]:
    """A real OpenID Connect provider of this test process alone, with people in it."""
    made = glewlwyd.start(tmp_path_factory.mktemp("provider"))
    for login in ("leila", "marcus", "aisha", "stranger"):
        made.add_person(login, email=f"{login}@example.org")
    yield made
    made.stop()


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL server of this test process alone, gone with its data at the end.

    It does not live under pytest's own temporary folder: as root the server runs as another account, and
    pytest closes its folder to others whenever another run begins.
    """
    directory = Path(tempfile.mkdtemp(prefix="agent-desktop-test-"))
    try:
        with EmbeddedPostgres.start(directory, durable=False) as server:
            yield server
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture
def database_url(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The ``postgresql+asyncpg://`` address of an empty database that only this test uses."""
    name = f"test_{new_id().replace('-', '')}"
    postgres.create_database(name)
    yield postgres.database_url(name)
    postgres.drop_database(name)


@pytest.fixture(scope="session")
def central_template(postgres: EmbeddedPostgres) -> str:
    """A database with central's tables and nothing in them, to copy from."""
    name = "central_template"
    postgres.create_database(name)
    central = Central(postgres.database_url(name), house(), HeldClock(NOW))
    central.run(make_tables)
    central.close()
    return name


@pytest.fixture(scope="session")
def floor_template(postgres: EmbeddedPostgres, central_template: str) -> str:
    """A database with the small floor in it, to copy from."""
    name = "floor_template"
    postgres.create_database(name, template=central_template)
    central = Central(postgres.database_url(name), house(), HeldClock(NOW))
    central.put(floor_records())
    central.run(upload_photo)
    central.close()
    return name


@pytest.fixture(scope="session")
def floor_replica(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A replica file with the whole small floor in it, to copy from."""
    path = tmp_path_factory.mktemp("floor") / "replica.db"
    store = SqliteStore(path, house())
    store.put(floor_records())
    store.close()
    return path


def _copied(postgres: EmbeddedPostgres, template: str) -> Iterator[str]:
    name = f"test_{new_id().replace('-', '')}"
    postgres.create_database(name, template=template)
    yield postgres.database_url(name)
    postgres.drop_database(name)


@pytest.fixture
def central_database(postgres: EmbeddedPostgres, central_template: str) -> Iterator[str]:
    """The address of a database of this test's own, with central's tables."""
    yield from _copied(postgres, central_template)


@pytest.fixture
def clock() -> HeldClock:
    """A clock held at the moment the small floor's day has come to."""
    return HeldClock(NOW)


@pytest.fixture
def empty_central(central_database: str, clock: HeldClock) -> Iterator[Central]:
    """Central's store with nothing in it."""
    store = Central(central_database, house(), clock)
    yield store
    store.close()


@pytest.fixture
def central(postgres: EmbeddedPostgres, floor_template: str, clock: HeldClock) -> Iterator[Central]:
    """Central's store with the small floor in it."""
    for url in _copied(postgres, floor_template):
        store = Central(url, house(), clock)
        yield store
        store.close()


@pytest.fixture(params=["replica", "central"])
def empty_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Central | SqliteStore]:
    """Each of the two stores in turn, empty: what is asked must be answered alike."""
    if request.param == "central":
        yield request.getfixturevalue("empty_central")
        return
    replica = SqliteStore(tmp_path / "replica.db", house())
    yield replica
    replica.close()


@pytest.fixture(params=["replica", "central"])
def store(
    request: pytest.FixtureRequest, floor_replica: Path, tmp_path: Path
) -> Iterator[Central | SqliteStore]:
    """Each of the two stores in turn with the small floor in it: what is asked must be answered alike."""
    if request.param == "central":
        yield request.getfixturevalue("central")
        return
    shutil.copy(floor_replica, tmp_path / "replica.db")
    replica = SqliteStore(tmp_path / "replica.db", house())
    yield replica
    replica.close()
