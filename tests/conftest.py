"""What tests of every part share: a real PostgreSQL, and a database of its own for each test that asks."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from agent_desktop.core.ids import new_id
from agent_desktop.store.embedded import EmbeddedPostgres

# A loaded machine is slow now and then, and no test of ours measures time.
hypothesis.settings.register_profile("agent_desktop", deadline=None)
hypothesis.settings.load_profile("agent_desktop")


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
