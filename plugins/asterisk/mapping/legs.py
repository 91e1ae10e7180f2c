"""Legs and bridges: who is connected to the exchange, and who hears whom."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .calls import Call

MOST_LEGS = 50_000
"""More channels than any exchange has: beyond it new ones are not followed, so memory stays bounded."""

_SUFFIX = re.compile(r"-[0-9a-fA-F]{6,}(;[12])?$")


def device(channel: str) -> str:
    """The device of a channel's name: ``PJSIP/1001`` of ``PJSIP/1001-00000002``."""
    return _SUFFIX.sub("", channel)


def extension(device_name: str) -> str:
    """The extension in a device's or interface's name: ``1001`` of ``PJSIP/1001`` and ``Local/1001@agents/n``."""
    return device_name.partition("/")[2].partition("@")[0]


@dataclass(slots=True, eq=False)
class Leg:
    """One channel. ``uid`` is opaque; ``agent`` is the login of whose phone it is, where that is one of ours.

    ``is_dialled`` tells a phone the exchange rang from one that called in. ``is_rejected`` is set when the
    phone itself let go before it was answered.
    """

    uid: str
    name: str
    call: Call
    agent: str | None = None
    number: str | None = None
    caller_name: str | None = None
    exten: str = ""
    is_dialled: bool = False
    is_up: bool = False
    is_ringing: bool = False
    is_rejected: bool = False
    is_settled: bool = False
    cause: str = ""
    bridge: str | None = None

    @property
    def is_wire(self) -> bool:
        """Half of a Local channel: no phone, but a wire from one bridge to another."""
        return self.name.startswith("Local/")

    @property
    def other_end(self) -> str:
        """The name of a wire's other half."""
        return self.name[:-1] + ("2" if self.name.endswith("1") else "1")


@dataclass(slots=True)
class Legs:
    """All legs by id and by name, and the bridges they are in."""

    by_uid: dict[str, Leg] = field(default_factory=dict)
    by_name: dict[str, Leg] = field(default_factory=dict)
    bridges: dict[str, dict[str, Leg]] = field(default_factory=dict)

    def add(self, leg: Leg) -> bool:
        """Follow one more leg; whether there was room."""
        if len(self.by_uid) >= MOST_LEGS:
            return False
        self.by_uid[leg.uid] = self.by_name[leg.name] = leg
        return True

    def remove(self, leg: Leg) -> None:
        """The leg hung up."""
        self.leave(leg)
        self.by_uid.pop(leg.uid, None)
        if self.by_name.get(leg.name) is leg:
            del self.by_name[leg.name]

    def enter(self, leg: Leg, bridge: str) -> None:
        """The leg is in this bridge, and in no other."""
        self.leave(leg)
        leg.bridge = bridge
        self.bridges.setdefault(bridge, {})[leg.uid] = leg

    def leave(self, leg: Leg, bridge: str | None = None) -> None:
        """The leg left its bridge; leaving one it is not in any more is old news."""
        if leg.bridge is None or (bridge is not None and leg.bridge != bridge):
            return
        inside = self.bridges.get(leg.bridge, {})
        inside.pop(leg.uid, None)
        if not inside:
            self.bridges.pop(leg.bridge, None)
        leg.bridge = None

    def in_bridge(self, bridge: str | None) -> list[Leg]:
        """The legs in exactly this bridge, wires included."""
        return list(self.bridges.get(bridge, {}).values()) if bridge else []

    def hearing(self, leg: Leg) -> list[Leg]:
        """Everybody who hears the leg, itself included, wires followed; only phones, in the order they came."""
        found: dict[str, Leg] = {}
        todo, seen = [leg.bridge], set[str]()
        while todo:
            bridge = todo.pop()
            if bridge is None or bridge in seen:
                continue
            seen.add(bridge)
            for one in self.bridges.get(bridge, {}).values():
                if one.is_wire:
                    far = self.by_name.get(one.other_end)
                    todo.append(far.bridge if far else None)
                else:
                    found[one.uid] = one
        found.setdefault(leg.uid, leg)
        return list(found.values())
