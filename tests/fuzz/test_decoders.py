"""Whatever arrives is read or refused: nothing but a decoder's own errors comes out, and memory stays bounded."""

from __future__ import annotations

import importlib.util
import os
import random
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from agent_desktop.central.problems import UNREADABLE
from agent_desktop.core.errors import KnownError
from agent_desktop.features import house
from agent_desktop.sync import live, messages
from agent_desktop.telephony.actions import AnyAction
from tests.fuzz.bodies import Maker, body

BODIES, LONG_BODIES = 20_000, 1_000_000
MOST_GROWTH_MB = 150
SEED = int(os.environ.get("FUZZ_SEED", "20261121"))
ROOT = Path(__file__).parents[2]

Decode = Callable[[bytes], Any]
Target = tuple[str, Callable[[random.Random], Any], Decode]


def targets() -> list[Target]:
    """Everything that reads what came from outside: a name, what makes a valid value, and the reader."""
    maker = Maker()
    found: list[Target] = []
    for module in (messages, live):
        for name, kind in sorted(vars(module).items()):
            if (
                isinstance(kind, type)
                and issubclass(kind, msgspec.Struct)
                and kind.__module__ == module.__name__
            ):
                found.append((name, maker.of(kind), msgspec.json.Decoder(kind).decode))
    found.append(("AnyAction", maker.of(AnyAction), msgspec.json.Decoder(AnyAction).decode))
    registry = house()
    anything = msgspec.json.Decoder(dict[str, Any])
    for kind in registry.commands.kinds():
        make = maker.of(registry.commands.named(kind).type)
        found.append(
            (kind, make, lambda raw, kind=kind: registry.commands.decode(kind, anything.decode(raw)))
        )  # type: ignore[misc]
    for kind in registry.queries.kinds():
        make = maker.of(registry.queries._by_kind[kind].type)
        found.append((kind, make, lambda raw, kind=kind: registry.queries.decode(kind, anything.decode(raw))))  # type: ignore[misc]
    read_message, malformed = _webhook()

    def read(raw: bytes) -> Any:
        kind = ("application/json", "application/x-www-form-urlencoded", "", "text/plain")[len(raw) % 4]
        try:
            return read_message({"content-type": kind}, raw)
        except malformed as problem:
            raise KnownError(str(problem)) from None

    found.append(("webhook", _webhook_message, read))
    return found


def _webhook() -> tuple[Any, Any]:
    path = ROOT / "plugins" / "cti_webhook" / "protocol.py"
    spec = importlib.util.spec_from_file_location("fuzzed_webhook_protocol", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.read_message, module.Malformed


def _webhook_message(draw: random.Random) -> Any:
    return {
        "event": draw.choice(("newCall", "answer", "hangup")),
        "callId": "7",
        "direction": "in",
        "from": "+442079460142",
        "to": "1001",
        "user[]": ["leila"],
    }


def throw(count: int, seed: int) -> dict[str, int]:
    """Throw bodies at every reader in turn; answers how many each took. Raises with what came out of it."""
    everything = targets()
    taken = dict.fromkeys((name for name, _, _ in everything), 0)
    for n in range(count):
        name, make, decode = everything[n % len(everything)]
        draw = random.Random(f"{seed}:{n}")
        raw = body(make(draw), draw)
        try:
            decode(raw)
        except (*UNREADABLE, KnownError):
            continue
        except BaseException as problem:
            raise AssertionError(
                f"{name} on body {n} of seed {seed}: {problem!r}\n{raw[:2000]!r}"
            ) from problem
        taken[name] += 1
    return taken


def grown_mb(count: int) -> float:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    taken = throw(count, SEED)
    # Of valid bodies some are left alone, so a reader that takes nothing at all was never really tried.
    never = sorted(name for name, times in taken.items() if not times)
    assert not never, never
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def test_twenty_thousand_bodies_are_read_or_refused() -> None:
    assert grown_mb(BODIES) < MOST_GROWTH_MB


@pytest.mark.long
def test_a_million_bodies_are_read_or_refused() -> None:
    assert grown_mb(LONG_BODIES) < MOST_GROWTH_MB
