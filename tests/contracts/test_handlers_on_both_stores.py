"""One handler, two stores: what a desk forecasts is what central writes, row by row."""

import shutil
from pathlib import Path

import pytest

from agent_desktop.features import house
from agent_desktop.sync.replica import Replica
from tests.contracts.command_samples import SAMPLES
from tests.support.stores import Central, SqliteStore, all_rows

KINDS = house().commands.kinds()


def test_every_command_has_a_sample_that_uses_it() -> None:
    registry = house()
    assert sorted(SAMPLES) == KINDS
    for kind, sample in SAMPLES.items():
        assert kind in {registry.commands.of(command).kind for command in sample.commands}


@pytest.mark.parametrize("kind", KINDS)
def test_a_handler_writes_the_same_rows_on_both_stores(
    kind: str, central: Central, floor_replica: Path, tmp_path: Path
) -> None:
    sample = SAMPLES[kind]
    shutil.copy(floor_replica, tmp_path / "replica.db")
    desk = SqliteStore(tmp_path / "replica.db", central.registry)
    desk.put(sample.records)
    desk.close()
    central.put(sample.records)
    replica = Replica(tmp_path / "replica.db", central.registry, central.clock)
    with replica.reader() as read:
        before = all_rows(read, central.registry)
    assert central.rows() == before

    for command in sample.commands:
        replica.do(sample.actor, command)
    reply = central.push(sample.actor, replica.outgoing())

    assert [verdict.status for verdict in reply.verdicts] == ["applied"] * len(sample.commands)
    with replica.reader() as read:
        forecast = all_rows(read, central.registry)
    replica.close()
    truth = central.rows()
    for entity in central.registry.entities:
        if entity not in sample.settled_at_central:
            assert forecast[entity] == truth[entity], entity
    writes_nothing = central.registry.commands.named(kind).is_online_only
    assert writes_nothing or truth != before
