"""The hub: who listens on a stream, and what each of them is told."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterable, KeysView
from typing import Any

import msgspec

from agent_desktop.central import rules
from agent_desktop.central.metrics import Metrics
from agent_desktop.central.sessions import SignedIn, working_set
from agent_desktop.sync.live import ActionSettled, FloorUpdate, Listening, LiveCall, Poke
from agent_desktop.telephony.views import ExchangeView, ListeningChanged, PersonView, PhoneView, QueueView

MOST_WAITING = 128
"""Frames kept for a desk that reads slower than they come: about half a minute of a busy floor."""

FRAME_S = 0.25
"""The floor is told at most this often, however many events there were."""

POKE_S = 0.05
"""Writes within this time are one poke."""


RETURNS_A_SECOND = 200
"""Desks that come back in one second without hurting those that are here."""

SHORTEST_AWAY_S, LONGEST_AWAY_S = 0.5, 10.0


class Desk:
    """One open stream: its person, and the frames it has not been sent yet.

    At most ``MOST_WAITING`` frames wait. Of pokes and KPI only the latest does. When the queue is full the
    desk has lost events: it is told ``resync`` and its stream ends; it reconnects, pulls and asks for
    the floor, and so misses nothing for good.
    """

    def __init__(self, who: SignedIn, opened_n: int = 0) -> None:
        self.who = who
        self.opened_n = opened_n  # the later, the larger
        self.scopes: frozenset[str] | None = None
        self.is_closed = False
        self._frames: dict[object, bytes] = {}
        self._news = asyncio.Event()

    def tell(self, frame: bytes, *, latest_of: str | None = None) -> bool:
        """Queue a frame and answer whether there was room; with ``latest_of`` it replaces the one waiting."""
        if self.is_closed:
            return True
        key: object = latest_of or object()
        if key not in self._frames and len(self._frames) >= MOST_WAITING:
            self.close(RESYNC)
            return False
        self._frames[key] = frame
        self._news.set()
        return True

    def close(self, last: bytes | None = None) -> None:
        """End the stream; ``last`` is sent instead of what still waits, which the desk asks for afterwards."""
        if last is not None and not self.is_closed:
            self._frames = {"last": last}
        self.is_closed = True
        self._news.set()

    async def frames(self, heartbeat_s: float) -> bytes | None:
        """What waits, as one piece; an empty piece after ``heartbeat_s`` without news; None at the end."""
        if not self._frames and not self.is_closed:
            try:
                async with asyncio.timeout(heartbeat_s):
                    await self._news.wait()
            except TimeoutError:
                return b""
        self._news.clear()
        if not self._frames:
            return None if self.is_closed else b""
        piece = b"".join(self._frames.values())
        self._frames.clear()
        return piece


class Hub:
    """Every stream of this process, and the coalescing between what happens and what is told.

    Only ever used on the event loop's thread. ``is_alone`` is false once another instance was heard: a
    desk may then pull there, so its customer scopes are not all known here and it gets every poke.
    """

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._desks: set[Desk] = set()
        self._opened = 0
        self._desks_of: dict[str, set[Desk]] = {}
        self._scopes_of_client: dict[str, frozenset[str]] = {}
        self._poke_scopes: set[str] = set()
        self._poke_head = 0
        self._poke_timer: asyncio.TimerHandle | None = None
        self._queues: dict[str, QueueView] = {}
        self._people: dict[str, PersonView] = {}
        self._exchanges: dict[str, ExchangeView] = {}
        self._phones: dict[str, PhoneView] = {}
        self._floor_timer: asyncio.TimerHandle | None = None
        self._kpi = b""
        self.is_alone = True
        self.on_poke: list[Callable[[int, frozenset[str], bool], None]] = []
        """Called with each coalesced poke: its head, its scopes, and whether it was written through here."""

    # -- who listens -------------------------------------------------------------------------------

    def open(self, who: SignedIn) -> Desk:
        """A stream for a person; the caller gives it back with ``leave``."""
        self._opened += 1
        desk = Desk(who, self._opened)
        desk.scopes = self._scopes_of_client.get(who.actor.client_id)
        self._desks.add(desk)
        self._desks_of.setdefault(who.login, set()).add(desk)
        self._metrics.streams.set(len(self._desks))
        return desk

    def leave(self, desk: Desk) -> None:
        """Forget a stream that ended."""
        desk.close()
        self._desks.discard(desk)
        theirs = self._desks_of.get(desk.who.login, set())
        theirs.discard(desk)
        if not theirs:
            self._desks_of.pop(desk.who.login, None)
        self._metrics.streams.set(len(self._desks))
        client_id = desk.who.actor.client_id
        if not any(other.who.actor.client_id == client_id for other in self._desks):
            self._scopes_of_client.pop(client_id, None)

    def desks(self) -> list[Desk]:
        """The open streams."""
        return list(self._desks)

    def logins(self) -> KeysView[str]:
        """The people who have a stream here."""
        return self._desks_of.keys()

    def note_scopes(self, client_id: str, scopes: Iterable[str]) -> None:
        """Remember which scopes a desk pulled, so that it is poked for these and no others."""
        if not any(desk.who.actor.client_id == client_id for desk in self._desks):
            return
        held = frozenset(scopes)
        self._scopes_of_client[client_id] = held
        for desk in self._desks:
            if desk.who.actor.client_id == client_id:
                desk.scopes = held

    def end_sessions(self, session_ids: Iterable[str], last: bytes | None = None) -> None:
        """Close the streams of sessions that are over."""
        over = set(session_ids)
        for desk in self.desks():
            if desk.who.session_id in over:
                desk.close(last)

    def close(self) -> None:
        """End every stream, for a shutdown; each desk is told when to come back, so that they come spread."""
        for timer in (self._poke_timer, self._floor_timer):
            if timer is not None:
                timer.cancel()
        self._poke_timer = self._floor_timer = None
        desks = self.desks()
        spread_s = min(LONGEST_AWAY_S, SHORTEST_AWAY_S + len(desks) / RETURNS_A_SECOND)
        for desk in desks:
            desk.close(away(random.uniform(0, spread_s)))  # noqa: S311 - only spreads them

    # -- what they are told ------------------------------------------------------------------------

    def poke_from_elsewhere(self, head: int, scopes: Iterable[str]) -> None:
        """Another instance wrote in these scopes; it has coalesced its writes already."""
        self._poke_head = max(self._poke_head, head)
        self._tell_pokes(frozenset(scopes), is_ours=False)

    def poke(self, head: int, scopes: Iterable[str]) -> None:
        """Something was written in these scopes and is committed."""
        self._poke_scopes.update(scopes)
        self._poke_head = max(self._poke_head, head)
        if self._poke_timer is None and self._poke_scopes:
            self._poke_timer = asyncio.get_running_loop().call_later(POKE_S, self._send_pokes)

    def call(self, login: str, told: LiveCall) -> None:
        """Tell one person, at every desk of theirs and nobody else's, about a call of theirs; at once."""
        self._tell_person(login, "call", told)

    def person(self, person: PersonView) -> None:
        """Tell one person their own state at once; everybody else hears of it with the floor."""
        self._tell_person(person.agent, "person", person)

    def listening(self, told: ListeningChanged) -> None:
        """Tell a supervisor whose call they hear."""
        self._tell_person(told.supervisor, "listening", Listening(told.call_id, told.supervision))

    def action(self, login: str, settled: ActionSettled) -> None:
        """Tell a person how an action of theirs went after all."""
        self._tell_person(login, "action", settled)

    def floor(
        self,
        queues: Iterable[QueueView] = (),
        people: Iterable[PersonView] = (),
        exchanges: Iterable[ExchangeView] = (),
        phones: Iterable[PhoneView] = (),
    ) -> None:
        """Note what changed on the floor; told to everybody within ``FRAME_S``."""
        self._queues.update((queue.queue, queue) for queue in queues)
        self._people.update((person.agent, person) for person in people)
        self._exchanges.update((exchange.connector, exchange) for exchange in exchanges)
        self._phones.update((phone.extension, phone) for phone in phones)
        changed = self._queues or self._people or self._exchanges or self._phones
        if self._floor_timer is None and changed:
            self._floor_timer = asyncio.get_running_loop().call_later(FRAME_S, self._send_floor)

    def kpi(self, view: bytes) -> None:
        """Tell everybody the KPI bar, as encoded JSON, if it differs from what they were told."""
        if view != self._kpi:
            self._kpi = view
            self._tell(self._desks, "kpi", event("kpi", view), latest_of="kpi")

    # -- inside ------------------------------------------------------------------------------------

    def _send_pokes(self) -> None:
        self._poke_timer = None
        scopes, self._poke_scopes = frozenset(self._poke_scopes), set()
        self._tell_pokes(scopes, is_ours=True)

    def _tell_pokes(self, scopes: frozenset[str], *, is_ours: bool) -> None:
        head = self._poke_head
        frame = event("poke", msgspec.json.encode(Poke(head)))
        self._tell(
            [desk for desk in self._desks if self._concerns(desk, scopes)], "poke", frame, latest_of="poke"
        )
        for told in self.on_poke:
            told(head, scopes, is_ours)

    def _concerns(self, desk: Desk, scopes: frozenset[str]) -> bool:
        actor = desk.who.actor
        if not scopes.isdisjoint(working_set(actor.agent_id, actor.queues)):
            return True
        if desk.scopes is None or not self.is_alone:
            return True
        return not scopes.isdisjoint(desk.scopes)

    def _send_floor(self) -> None:
        self._floor_timer = None
        update = FloorUpdate(
            list(self._queues.values()),
            list(self._people.values()),
            list(self._exchanges.values()),
            list(self._phones.values()),
        )
        self._queues, self._people, self._exchanges, self._phones = {}, {}, {}, {}
        self._tell(self._desks, "floor", event("floor", msgspec.json.encode(update)))

    def _tell_person(self, login: str, name: str, value: Any) -> None:
        if desks := self._desks_of.get(login):
            self._tell(desks, name, event(name, msgspec.json.encode(value)))

    def _tell(self, desks: Iterable[Desk], name: str, frame: bytes, *, latest_of: str | None = None) -> None:
        told = 0
        rule = rules.of("event", name)
        for desk in [desk for desk in desks if rule.allows(desk.who.actor)]:
            if desk.tell(frame, latest_of=latest_of):
                told += 1
            else:
                self._metrics.streams_dropped.inc()
        self._metrics.frames.labels(name).inc(told)


def event(name: str, data: bytes) -> bytes:
    """One server-sent event; JSON holds no line breaks, so one data line is enough."""
    return b"event: " + name.encode() + b"\ndata: " + data + b"\n\n"


def away(back_in_s: float) -> bytes:
    """The last word of a central that stops: come back to whoever answers, after this time."""
    return b"retry: %d\n" % round(back_in_s * 1000) + event("away", b"{}")


RESYNC = event("resync", b"{}")
WIPE = event("wipe", b"{}")
