"""One question, two stores: a desk that holds the same records gives central's answer, to the letter."""

import shutil
from pathlib import Path

import msgspec
import pytest

from agent_desktop.features import house
from tests.contracts.query_samples import ASKED_BY, SAMPLES
from tests.support.floor import LEILA_AT_DESK
from tests.support.stores import Central, SqliteStore


def test_every_query_a_desk_can_answer_has_a_sample() -> None:
    book = house().queries
    assert set(SAMPLES) == {kind for kind in book.kinds() if not book._by_kind[kind].central_only}


def test_queries_are_answered_alike_on_both_stores(
    central: Central, floor_replica: Path, tmp_path: Path
) -> None:
    shutil.copy(floor_replica, tmp_path / "replica.db")
    replica = SqliteStore(tmp_path / "replica.db", central.registry)
    for kind, samples in SAMPLES.items():
        answers = [central.ask(ASKED_BY.get(kind, LEILA_AT_DESK), query) for query in samples]
        for query, there in zip(samples, answers, strict=True):
            assert there == replica.ask(ASKED_BY.get(kind, LEILA_AT_DESK), query), (kind, query)
        assert any(answers), f"the samples of {kind} find nothing, so they prove nothing"
    replica.close()


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_an_answer_survives_the_wire(kind: str, floor_replica: Path, tmp_path: Path) -> None:
    shutil.copy(floor_replica, tmp_path / "replica.db")
    registry = house()
    replica = SqliteStore(tmp_path / "replica.db", registry)
    for query in SAMPLES[kind]:
        arguments = msgspec.json.decode(msgspec.json.encode(query))
        assert registry.queries.decode(kind, arguments) == query
        answer = replica.ask(ASKED_BY.get(kind, LEILA_AT_DESK), query)
        spec = registry.queries.of(query)
        assert msgspec.json.decode(msgspec.json.encode(answer), type=spec.answer_type) == answer
    replica.close()
