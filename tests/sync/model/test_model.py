"""Desks, faults and central, drawn by chance: everything once, nothing lost, nobody sees what is not theirs."""

import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from agent_desktop.features import house
from agent_desktop.store.embedded import EmbeddedPostgres
from tests.sync.model.commands import LEFT_OUT, offline_kinds
from tests.sync.model.replay import must_hold

WORLDS, COMMANDS = 4, 250
LONG_WORLDS = 24
LONG_COMMANDS = int(os.environ.get("SYNC_COMMANDS", "450"))
SEEDS = st.integers(0, 2**32 - 1)
PLAIN = settings(
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def test_the_mix_holds_every_kind_that_can_be_done_offline() -> None:
    registry = house()
    online = {kind for kind in registry.commands.kinds() if registry.commands.named(kind).is_online_only}
    assert set(offline_kinds(registry)) | online | set(LEFT_OUT) == set(registry.commands.kinds())


@given(seed=SEEDS)
@settings(PLAIN, max_examples=WORLDS, derandomize=True)
def test_a_thousand_commands_of_the_model(model_postgres: EmbeddedPostgres, seed: int) -> None:
    assert must_hold(model_postgres, seed, COMMANDS) >= COMMANDS


@pytest.mark.long
def test_ten_thousand_commands_of_the_model(
    model_postgres: EmbeddedPostgres, capsys: pytest.CaptureFixture[str]
) -> None:
    """With ``SYNC_SEED`` the world of that seed alone; its trace with ``SYNC_STEPS``."""
    if "SYNC_SEED" in os.environ:
        must_hold(model_postgres, int(os.environ["SYNC_SEED"]), LONG_COMMANDS)
        return
    done = 0

    @given(seed=SEEDS)
    @settings(PLAIN, max_examples=LONG_WORLDS)
    def many(seed: int) -> None:
        nonlocal done
        with capsys.disabled():
            print(f"world of seed {seed}: {done} commands so far", flush=True)  # noqa: T201 - seen where it hangs
        done += must_hold(model_postgres, seed, LONG_COMMANDS)

    many()
    assert done >= 10_000
