"""Tests of the test: the model must fail for each way in which sync is broken on purpose."""

import pytest

from agent_desktop.store.embedded import EmbeddedPostgres
from tests.sync.model.invariants import Violation
from tests.sync.model.mutants import FURTHER, NAMED, Mutant
from tests.sync.model.replay import run

COMMANDS = 90
MOST_WORLDS = 8


@pytest.mark.parametrize("mutant", NAMED, ids=lambda mutant: mutant.name)
def test_the_model_notices_sync_that(model_postgres: EmbeddedPostgres, mutant: Mutant) -> None:
    must_notice(model_postgres, mutant)


@pytest.mark.long
@pytest.mark.parametrize("mutant", FURTHER, ids=lambda mutant: mutant.name)
def test_the_model_also_notices_sync_that(model_postgres: EmbeddedPostgres, mutant: Mutant) -> None:
    must_notice(model_postgres, mutant)


def must_notice(postgres: EmbeddedPostgres, mutant: Mutant) -> None:
    """A few small worlds are enough; which of them notices is up to the seeds."""
    for seed in range(MOST_WORLDS):
        with mutant.at_work():
            lived = run(postgres, seed, COMMANDS, also=mutant.also, often=mutant.often)
        if isinstance(lived.problem, Violation):
            # A mutant that no longer fits what it breaks makes central fail, which proves nothing about sync.
            assert "fault of" not in str(lived.problem), lived.problem
            assert "central failed" not in str(lived.problem), lived.problem
            print(f"seed {seed}: {lived.problem}")  # noqa: T201 - shown by -s: what gave it away
            return
        assert lived.problem is None, lived.problem
    pytest.fail(f"the model does not notice sync that {mutant.name}")
