"""What there is in the simulated contact centre: its settings, its callers and its people."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from agent_desktop.plugins.api import KnownError, SuperviseMode

VirtualState = Literal["away", "ready", "ringing", "talking", "wrap_up", "break"]
CallStage = Literal["queued", "ringing", "talking", "held", "consulting", "dialling", "transferring"]

BREAKS = ("lunch", "short break", "training", "meeting")

_VIRTUAL = (
    "Amara Diallo", "Bruno Keller", "Chloe Martin", "Dewi Pritchard", "Elif Kaya", "Farid Haddad",
    "Greta Lind", "Hugo Santos",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settings:
    """How the contact centre behaves. Times are seconds of its own clock, before ``speed``."""

    seed: int = 1
    speed: float = 1.0
    load: float = 1.0
    day_start: str | None = None
    timezone: str = "UTC"
    token: str | None = None
    numbers: tuple[str, ...] = ()
    shared_numbers: tuple[str, ...] = ()
    virtual_agents: tuple[tuple[str, str], ...] = ()
    patience_s: float = 240.0
    handling_s: float = 210.0
    handling_sigma: float = 0.6
    wrap_up_s: float = 35.0
    ring_timeout_s: float = 20.0
    break_every_s: float = 5400.0
    break_s: float = 600.0
    withheld_share: float = 0.06
    unknown_share: float = 0.12
    shared_share: float = 0.05
    hold_share: float = 0.15
    transfer_share: float = 0.05
    no_answer_share: float = 0.2
    records: bool = False


def read_settings(table: Mapping[str, object]) -> Settings:
    """Settings from a configuration table; a ``KnownError`` names the one that is no good."""
    known: dict[str, object] = {}
    for name, value in table.items():
        if name not in Settings.__dataclass_fields__:
            raise _bad(name, "is no setting of the simulator")
        default = getattr(Settings(), name)
        if name == "virtual_agents":
            known[name] = _virtual(value)
        elif isinstance(default, tuple):
            if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
                raise _bad(name, "is no list of texts")
            known[name] = tuple(value)
        elif isinstance(default, bool):
            known[name] = _claim(name, value)
        elif isinstance(default, int | float):
            known[name] = type(default)(_number(name, value))
        elif value is None or isinstance(value, str):
            known[name] = value
        else:
            raise _bad(name, "is no text")
    settings = Settings(**known)  # type: ignore[arg-type]
    if settings.speed <= 0:
        raise _bad("speed", "is not above 0")
    if settings.handling_s <= 0 or settings.patience_s <= 0:
        raise _bad("handling_s or patience_s", "is not above 0")
    return settings


def _claim(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise _bad(name, "is neither true nor false")
    return value


def _number(name: str, value: object) -> int | float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or value < 0:  # type: ignore[arg-type, operator]
        raise _bad(name, "is no number from 0 up")
    return value  # type: ignore[return-value]


def _virtual(value: object) -> tuple[tuple[str, str], ...]:
    """Colleagues: how many, or their names, or their names by login."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 500:
        rounds = range(1, value // len(_VIRTUAL) + 2)
        names = [name if n == 1 else f"{name} {n}" for n in rounds for name in _VIRTUAL][:value]
        return tuple((_login(name), name) for name in names)
    if isinstance(value, Mapping):
        return tuple((str(login), str(name)) for login, name in value.items())
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        return tuple((_login(name), name) for name in value)
    raise _bad("virtual_agents", "is neither a number, names, nor names by login")


def _login(name: str) -> str:
    return f"sim.{name.lower().replace(' ', '.')}"


def _bad(name: str, why: str) -> KnownError:
    return KnownError(f"The simulator's setting {name!r} {why}.", todo="Correct it in the configuration.")


@dataclass(slots=True)
class VirtualAgent:
    """A colleague who exists only here."""

    login: str
    name: str
    state: VirtualState = "away"
    since: float = 0.0
    next_break: float = math.inf


@dataclass(slots=True)
class SimCall:
    """One call of the simulated exchange. ``turn`` rises with every change, so that old alarms are dropped.

    ``members`` are the agents in conference besides ``agent``, ``third`` somebody outside who is.
    ``is_swapped``: the agent is back with the caller while whom they ask waits. ``listeners`` hear an agent
    of the call, in some mode, by login.
    """

    id: str
    caller: str | None
    called: str | None
    queue: str | None
    stage: CallStage = "queued"
    queued_at: float = 0.0
    gives_up_at: float = math.inf
    agent: str | None = None
    ringing: str | None = None
    rung_out: set[str] = field(default_factory=set)
    consult: str | None = None
    consult_joined: bool = False
    is_in_queue: bool = False
    talk_s: float | None = None
    is_outbound: bool = False
    is_internal: bool = False
    caller_name: str | None = None
    is_swapped: bool = False
    members: list[str] = field(default_factory=list)
    third: str | None = None
    parked_in: str | None = None
    listeners: dict[str, tuple[str, SuperviseMode]] = field(default_factory=dict)
    muted: set[str] = field(default_factory=set)
    recording: str = "off"
    turn: int = 0


class Callers:
    """Who calls: mostly customers, some strangers, some who withhold their number, some who share one."""

    def __init__(self, settings: Settings, rng: random.Random) -> None:
        self._settings = settings
        self._rng = rng

    def next_number(self) -> str | None:
        """The next caller's number, ``None`` for a withheld one."""
        settings, chance = self._settings, self._rng.random()
        if chance < settings.withheld_share:
            return None
        chance -= settings.withheld_share
        if chance < settings.shared_share and settings.shared_numbers:
            return self._rng.choice(settings.shared_numbers)
        chance -= settings.shared_share
        if chance < settings.unknown_share or not settings.numbers:
            # 01632 960000 to 960999 is set aside for fiction and belongs to nobody.
            return f"+441632960{self._rng.randrange(1000):03d}"
        return self._rng.choice(settings.numbers)


def lognormal_s(rng: random.Random, mean_s: float, sigma: float) -> float:
    """A lognormal time with the given mean; handling times of calls are known to be close to it."""
    return rng.lognormvariate(math.log(mean_s) - sigma * sigma / 2, sigma)


def longest_idle(found: Sequence[tuple[float, str]]) -> str | None:
    """The login with the longest idle time; the name decides between equals, so that runs repeat."""
    return min(found, key=lambda one: (-one[0], one[1]))[1] if found else None
