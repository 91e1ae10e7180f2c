"""Replicas of earlier releases are brought up to date when they are opened, or stay exactly as they were."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from agent_desktop.core.errors import KnownError
from agent_desktop.core.ids import new_id
from agent_desktop.features import house
from agent_desktop.store.engines import ReplicaStore
from agent_desktop.store.sealing import FileKey
from agent_desktop.store.search_keys import search_key
from agent_desktop.sync import bundle_cache, replica_schema
from agent_desktop.sync.replica import Replica
from agent_desktop.sync.replica_schema import before_name, bring_up_to_date
from agent_desktop.sync.replica_tables import draft, scope_state
from tests.support.floor import NOW, a_customer

KEY = FileKey(b"s" * 16, b"k" * 32)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ReplicaStore]:
    made = ReplicaStore(tmp_path / "leila.replica", KEY)
    bring_up_to_date(made, house())
    with made.begin() as connection:
        connection.execute(sa.insert(draft).values(key="contact:1", body={"note": "typed"}, saved_at=NOW))
        for scope in ("org", "customer:1"):
            connection.execute(sa.insert(scope_state).values(scope=scope, cursor=9, opened_at=NOW))
    yield made
    made.dispose()


def run(store: ReplicaStore, *statements: str) -> None:
    with store.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def columns(store: ReplicaStore, table: str) -> set[str]:
    with store.begin() as connection:
        return set(connection.exec_driver_sql(f"SELECT name FROM pragma_table_info('{table}')").scalars())


def drafts(store: ReplicaStore) -> list[str]:
    with store.begin() as connection:
        return list(connection.execute(sa.select(draft.c.key)).scalars())


def scopes(store: ReplicaStore) -> set[str]:
    with store.begin() as connection:
        return set(connection.execute(sa.select(scope_state.c.scope)).scalars())


def structure(store: ReplicaStore) -> dict[tuple[str, str], set[str]]:
    with store.begin() as connection:
        rows = connection.exec_driver_sql(
            "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite%'"
        ).all()
    return {(kind, name): columns(store, name) for kind, name in rows}


def test_what_is_missing_is_made_and_what_is_there_stays(store: ReplicaStore, tmp_path: Path) -> None:
    complete = structure(store)
    run(
        store,
        "DROP INDEX ix_row_scope_scope_key",
        "DROP TABLE base_row",
        "ALTER TABLE outbox DROP COLUMN attempts",
        "PRAGMA user_version = 0",
    )
    assert structure(store) != complete
    bring_up_to_date(store, house())
    assert structure(store) == complete
    assert drafts(store) == ["contact:1"]
    run(
        store,
        "INSERT INTO outbox (command_id, kind, data, seen, state, has_forecast, made_at)"
        " VALUES ('a', 'b', '{}', '{}', 'w', 0, 0)",
    )
    with store.begin() as connection:
        assert connection.exec_driver_sql("SELECT attempts FROM outbox").scalar_one() == 0
    assert sorted(
        path.name for path in tmp_path.iterdir() if "wal" not in path.name and "shm" not in path.name
    ) == ["leila.replica"], "the copy is gone once all is well"


def test_new_places_for_records_are_filled_by_new_snapshots(store: ReplicaStore) -> None:
    """Else what central had all along would be missing for ever: the cursors are past it."""
    run(store, "ALTER TABLE outbox DROP COLUMN attempts")
    with store.begin() as connection:
        bundle_cache.note(connection, "1", "etag", NOW)
    bring_up_to_date(store, house())
    assert scopes(store) == {"org", "customer:1"}
    with store.begin() as connection:
        assert bundle_cache.etag_of(connection, "1") == "etag"
    run(store, "ALTER TABLE customer DROP COLUMN segment")
    bring_up_to_date(store, house())
    assert scopes(store) == {"customer:1"}, "a customer comes again when it is opened"
    with store.begin() as connection:
        assert bundle_cache.etag_of(connection, "1") is None, "and comes whole"


def test_a_replica_of_a_newer_release_is_refused_and_left_alone(store: ReplicaStore, tmp_path: Path) -> None:
    run(store, "DROP TABLE base_row", f"PRAGMA user_version = {replica_schema.VERSION + 1}")
    with pytest.raises(KnownError, match="newer release") as told:
        Replica(store.path, house(), None, key=KEY)  # type: ignore[arg-type]
    assert told.value.kept
    assert told.value.todo
    assert columns(store, "base_row") == set()
    assert not before_name(store.path).exists()


def test_a_step_that_fails_leaves_the_replica_and_a_copy(
    store: ReplicaStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def step(connection: sa.Connection, _registry: object) -> None:
        connection.execute(sa.delete(draft))
        raise ZeroDivisionError

    _with_step(monkeypatch, step)
    run(store, "DROP TABLE base_row")
    with pytest.raises(KnownError, match="could not be brought up") as told:
        bring_up_to_date(store, house())
    assert before_name(store.path).name in told.value.kept
    assert drafts(store) == ["contact:1"]
    assert columns(store, "base_row") == set()
    copy = ReplicaStore(before_name(store.path), KEY)
    assert drafts(copy) == ["contact:1"]
    copy.dispose()


def test_a_column_that_old_rows_could_not_have_needs_a_step_of_its_own(
    store: ReplicaStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = sa.Table(
        "draft_more", sa.MetaData(), sa.Column("a", sa.Text), sa.Column("b", sa.Text, nullable=False)
    )
    run(store, "CREATE TABLE draft_more (a TEXT)", "INSERT INTO draft_more VALUES ('1')")
    monkeypatch.setattr(replica_schema, "_tables", lambda: [table])
    with pytest.raises(KnownError, match="could not be brought up"):
        bring_up_to_date(store, house())
    assert columns(store, "draft_more") == {"a"}


CRASH = """
import os, signal, sys
from pathlib import Path
from agent_desktop.features import house
from agent_desktop.store.engines import ReplicaStore
from agent_desktop.sync import replica_schema
from agent_desktop.sync.replica_tables import draft
from tests.sync.test_replica_schema import KEY

def step(connection, registry):
    connection.execute(draft.delete())
    assert replica_schema.before_name(Path(sys.argv[1])).exists()
    os.kill(os.getpid(), signal.SIGKILL)

replica_schema.STEPS += (step,)
replica_schema.VERSION += 1
replica_schema.bring_up_to_date(ReplicaStore(Path(sys.argv[1]), KEY), house())
"""


def test_a_crash_in_the_middle_leaves_the_old_one_usable(store: ReplicaStore) -> None:
    store.dispose()
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", CRASH, str(store.path)],
        env={**os.environ, "PYTHONPATH": root},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == -9, done.stderr
    copy = before_name(store.path)
    assert copy.exists()
    again = ReplicaStore(store.path, KEY)
    assert drafts(again) == ["contact:1"]
    bring_up_to_date(again, house())
    assert drafts(again) == ["contact:1"]
    again.dispose()
    assert not copy.exists()


def _with_step(monkeypatch: pytest.MonkeyPatch, step: object) -> None:
    monkeypatch.setattr(replica_schema, "STEPS", (*replica_schema.STEPS, step))
    monkeypatch.setattr(replica_schema, "VERSION", replica_schema.VERSION + 1)


def test_customers_of_an_earlier_release_are_found_by_their_whole_names(store: ReplicaStore) -> None:
    registry = house()
    kept = a_customer(registry, new_id(), "Anna Müller")[1]
    with store.begin() as connection:
        connection.execute(sa.insert(registry.entities["customer"].table).values(kept))
        connection.exec_driver_sql("PRAGMA user_version = 2")
    bring_up_to_date(store, registry)
    with store.begin() as connection:
        keys = set(connection.execute(sa.select(search_key.c.key)).scalars())
    assert keys == {"=anna muller", "anna", "muller"}
