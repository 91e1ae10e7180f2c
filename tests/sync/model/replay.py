"""Running a world by its seed, and on a failure finding a short trace of it and saying how to see it again."""

from __future__ import annotations

import asyncio
import itertools
import os
import re
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from agent_desktop.store.embedded import EmbeddedPostgres
from tests.sync.model.steps import WEIGHTS, take
from tests.sync.model.world import Step, drawn, live

SHRINK_S = float(os.environ.get("SYNC_SHRINK_S", "60"))
"""How long a failure may be made shorter, in seconds; 0 leaves it as it is."""


@dataclass
class Run:
    """What came of a world: how many commands were done, the steps taken, and what went wrong, if anything."""

    done: int
    trace: list[Step]
    problem: BaseException | None


def run(
    postgres: EmbeddedPostgres,
    seed: int,
    wanted: int,
    *,
    only: Collection[int] | None = None,
    also: str = "",
    often: str | None = None,
) -> Run:
    """Live one world; with ``only`` its steps of these numbers and no others.

    ``also`` is SQL that central's database begins with; ``often`` names a step to take more often.
    """
    trace: list[Step] = []
    done = 0
    problem: BaseException | None = None
    with tempfile.TemporaryDirectory(prefix="agent-desktop-model-") as folder:
        steps = live(
            postgres, Path(folder), _chosen(seed, only, often), take, wanted=wanted, also=also, trace=trace
        )
        try:
            with asyncio.Runner(loop_factory=_loop_factory()) as runner:
                done = runner.run(steps)
        except Exception as found:
            problem = found
    return Run(done, trace, problem)


def must_hold(postgres: EmbeddedPostgres, seed: int, wanted: int) -> int:
    """Live one world in which everything must hold; raises with the seed and the shortest trace found."""
    only = _wished_steps()
    first = run(postgres, seed, wanted, only=only)
    if first.problem is None:
        return first.done
    shortest = _shortened(postgres, seed, first)
    steps = ",".join(str(step.n) for step in shortest.trace)
    lines = "\n".join(f"  {step.n:5} {step.what}" for step in shortest.trace)
    raise AssertionError(
        f"{shortest.problem}\n\nThe world of seed {seed} broke after {len(first.trace)} steps; "
        f"{len(shortest.trace)} of them are enough:\n{lines}\n\n"
        f"See it again:  SYNC_SEED={seed} SYNC_STEPS={steps} make test-sync ARGS='-k model -x'\n"
        f"In full:       SYNC_SEED={seed} SYNC_COMMANDS={wanted} make test-sync ARGS='-k model -x'"
    ) from shortest.problem


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The loop that central is served on, where there is one: a tenth faster than Python's own."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def _wished_steps() -> set[int] | None:
    wish = os.environ.get("SYNC_STEPS")
    return {int(n) for n in wish.split(",")} if wish else None


def _chosen(seed: int, only: Collection[int] | None, often: str | None) -> Iterator[Step]:
    steps = drawn(seed, WEIGHTS | {"rest": 6.0, often: 30.0} if often else WEIGHTS)
    if only is None:
        return steps
    last = max(only, default=-1)
    return (step for step in itertools.islice(steps, last + 1) if step.n in only)


def _like(problem: BaseException | None) -> str:
    """What went wrong, without saying to which record: a shorter trace is to show the same."""
    return re.sub(r"\S*[0-9]\S*|\S+@\S+", "…", f"{type(problem).__name__} {problem}".split("\n")[0])


def _shortened(postgres: EmbeddedPostgres, seed: int, failed: Run) -> Run:
    """Leave out steps, halves first and then smaller parts, as long as the same still goes wrong."""
    if isinstance(failed.problem, TimeoutError):
        return failed  # Each try would take as long again.
    best, parts, until = failed, 2, time.monotonic() + SHRINK_S
    while len(best.trace) > 1 and time.monotonic() < until:
        size = max(1, len(best.trace) // parts)
        for start in range(0, len(best.trace), size):
            kept = best.trace[:start] + best.trace[start + size :]
            found = run(postgres, seed, 1_000_000, only={step.n for step in kept})
            if _like(found.problem) == _like(failed.problem) and len(found.trace) < len(best.trace):
                best, parts = found, max(2, parts - 1)
                break
            if time.monotonic() > until:
                break
        else:
            if size == 1:
                break
            parts = min(len(best.trace), parts * 2)
    return best
