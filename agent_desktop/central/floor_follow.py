"""Following the floor: what an instance that does not own it knows of it, from what its owner tells."""

from __future__ import annotations

import asyncio

import msgspec

from agent_desktop.central.floor_mirror import FloorMirror
from agent_desktop.central.hub import Hub
from agent_desktop.central.live_kpi import LiveKpi
from agent_desktop.central.presence import Presence
from agent_desktop.central.relay import Relay
from agent_desktop.central.relay_words import (
    AnyWord,
    Chose,
    KpiTold,
    Owning,
    Settled,
    Told,
    WantFloor,
    WholeFloor,
)
from agent_desktop.central.telling import Teller
from agent_desktop.sync.messages import NOTHING

ASK_AGAIN_S = 2.0


class Follower:
    """Who owns the floor, and the floor as they tell it; passes on to the desks here what concerns them."""

    def __init__(self, relay: Relay, hub: Hub, teller: Teller, presence: Presence, kpi: LiveKpi) -> None:
        self._relay = relay
        self._hub = hub
        self._teller = teller
        self._presence = presence
        self._kpi = kpi
        self._term = 0
        self._wanted_at_s = 0.0
        self.mirror = FloorMirror()
        self.owner: str | None = None
        self.owning = Owning(term=0)
        self.heard_at_s: float | None = None
        """When the owner was last heard of, on this instance's monotonic clock."""
        self.is_whole = asyncio.Event()
        """Set while the mirror is right, but for what is under way."""

    def other(self) -> str | None:
        """The instance that owns the floor, if it is another one and it is known."""
        return self.owner if self.owner != self._relay.instance else None

    def become(self, term: int) -> None:
        """This instance owns the floor from here on."""
        if (before := self.other()) is not None:
            self._relay.despair_of(before)
        self.owner, self._term = self._relay.instance, term

    def resign(self) -> None:
        """This instance owns it no more."""
        if self.owner == self._relay.instance:
            self.owner = None

    def beaten(self, sender: str, term: int) -> bool:
        """An instance is there, as owner where ``term`` is above 0; answers whether the floor went free."""
        went_free = False
        if term > self._term:
            if (before := self.other()) is not None and before != sender:
                self._relay.despair_of(before)
            self.owner, self._term = sender, term
            self.want()
        elif term and term == self._term:
            self.owner = sender
        elif sender == self.owner and not term:
            self.owner, went_free = None, True
        if sender == self.owner:
            self.heard_at_s = asyncio.get_running_loop().time()
        return went_free

    def left(self, instance: str) -> None:
        """An instance is gone."""
        if instance == self.owner:
            self.owner = None

    def want(self) -> None:
        """Ask the owner for the whole floor."""
        if (owner := self.other()) is not None:
            self.is_whole.clear()
            self._wanted_at_s = asyncio.get_running_loop().time()
            self._relay.want(owner, WantFloor())

    def want_again(self) -> None:
        """Ask once more where no answer came."""
        now_s = asyncio.get_running_loop().time()
        if not self.is_whole.is_set() and now_s - self._wanted_at_s > ASK_AGAIN_S:
            self.want()

    def take(self, term: int, word: AnyWord) -> None:
        """Take what an owner tells; one that was replaced is not listened to."""
        if term < self._term:
            return
        match word:
            case Told():
                self.mirror.take([word.change])
                self._teller.tell([word.change])
            case KpiTold():
                self._heard_kpi(word.view)
            case Settled():
                self._teller.settle(word.login, word.settled)
            case Chose():
                self._presence.chose(word.sessions, is_off=word.is_off)
            case Owning():
                self.owning = word
            case WholeFloor():
                self.owning = word.owning
                self._presence.off = set(word.off)
                self._heard_kpi(word.kpi)
                self._teller.tell(self.mirror.replace(word.floor))
                self.is_whole.set()

    def _heard_kpi(self, view: msgspec.Raw) -> None:
        if view != NOTHING:
            self._kpi.heard(bytes(view))
            self._hub.kpi(bytes(view))
