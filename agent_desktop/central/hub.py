"""The hub: who listens on a stream, and what each of them is told."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterable, KeysView
from typing import Any

import msgspec

from agent_desktop.central import rules
from agent_desktop.central.desk_stream import RESYNC, Desk, away, event
from agent_desktop.central.metrics import Metrics
from agent_desktop.central.pokes import Pokes
from agent_desktop.central.sessions import SignedIn
from agent_desktop.sync.live import ActionSettled, AtTicket, FloorUpdate, Listening, LiveCall
from agent_desktop.telephony.views import ExchangeView, ListeningChanged, PersonView, PhoneView, QueueView

LOOK_EVERY_S = 1.0

FRAME_S = 0.25
"""The floor is told at most this often, however many events there were."""

RETURNS_A_SECOND = 200
"""Desks that come back in one second without hurting those that are here."""

SHORTEST_AWAY_S, LONGEST_AWAY_S = 0.5, 10.0


class Hub:
    """Every stream of this process, and the coalescing between what happens and what is told.

    Only ever used on the event loop's thread. What is told of the feed is the work of ``pokes``.
    """

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._desks: set[Desk] = set()
        self._opened = 0
        self._desks_of: dict[str, set[Desk]] = {}
        self._desks_of_client: dict[str, set[Desk]] = {}
        self.pokes = Pokes(metrics)
        self._queues: dict[str, QueueView] = {}
        self._people: dict[str, PersonView] = {}
        self._exchanges: dict[str, ExchangeView] = {}
        self._phones: dict[str, PhoneView] = {}
        self._floor_timer: asyncio.TimerHandle | None = None
        self._kpi = b""

    # -- who listens -------------------------------------------------------------------------------

    def open(self, who: SignedIn) -> Desk:
        """A stream for a person; the caller gives it back with ``leave``."""
        self._opened += 1
        desk = Desk(who, self._opened)
        self._desks.add(desk)
        self._desks_of.setdefault(who.login, set()).add(desk)
        self._desks_of_client.setdefault(who.actor.client_id, set()).add(desk)
        self.pokes.came(desk)
        self._metrics.streams.set(len(self._desks))
        return desk

    def leave(self, desk: Desk) -> None:
        """Forget a stream that ended."""
        desk.close()
        self._desks.discard(desk)
        self.pokes.went(desk)
        for key, among in (
            (desk.who.login, self._desks_of),
            (desk.who.actor.client_id, self._desks_of_client),
        ):
            theirs = among.get(key, set())
            theirs.discard(desk)
            if not theirs:
                among.pop(key, None)
        self._metrics.streams.set(len(self._desks))

    def desks(self) -> list[Desk]:
        """The open streams."""
        return list(self._desks)

    def logins(self) -> KeysView[str]:
        """The people who have a stream here."""
        return self._desks_of.keys()

    def note_scopes(self, client_id: str, scopes: frozenset[str], position: int) -> bool:
        """Note what a desk holds and where it stands there, since it pulled; False where it has no stream here."""
        desks = self._desks_of_client.get(client_id, ())
        for desk in desks:
            self.pokes.holds(desk, scopes, position)
        return bool(desks)

    async def watch(self) -> None:
        """Keep every line known to be alive, and give up those that are not, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            now_s = asyncio.get_running_loop().time()
            for desk in self._desks:
                desk.look(now_s)

    def end_sessions(self, session_ids: Iterable[str], last: bytes | None = None) -> None:
        """Close the streams of sessions that are over."""
        over = set(session_ids)
        for desk in self.desks():
            if desk.who.session_id in over:
                desk.close(last)

    def begin_anew(self, desks: Iterable[Desk]) -> None:
        """Have desks open their streams anew, whose people have other rights now."""
        for desk in desks:
            desk.close(RESYNC)

    def close(self) -> None:
        """End every stream, for a shutdown; each desk is told when to come back, so that they come spread."""
        if self._floor_timer is not None:
            self._floor_timer.cancel()
            self._floor_timer = None
        desks = self.desks()
        spread_s = min(LONGEST_AWAY_S, SHORTEST_AWAY_S + len(desks) / RETURNS_A_SECOND)
        for desk in desks:
            desk.close(away(random.uniform(0, spread_s)))  # noqa: S311 - only spreads them

    # -- what they are told ------------------------------------------------------------------------

    def poke(self, head: int, scopes: Iterable[str]) -> None:
        """Something was written in these scopes and is committed."""
        self.pokes.poke(head, scopes)

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

    def at_ticket(self, logins: Iterable[str], told: AtTicket) -> None:
        """Tell those who have a ticket open that somebody else has, or writes on it."""
        for login in logins:
            self._tell_person(login, "at_ticket", told)

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
            self._tell(self._desks, "kpi", event("kpi", view), is_latest=True)

    # -- inside ------------------------------------------------------------------------------------

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

    def _tell(self, desks: Iterable[Desk], name: str, frame: bytes, *, is_latest: bool = False) -> None:
        told = 0
        rule = rules.of("event", name)
        for desk in [desk for desk in desks if rule.allows(desk.who.actor)]:
            if desk.tell_latest(name, frame) if is_latest else desk.tell(frame):
                told += 1
            else:
                self._metrics.streams_dropped.inc()
        self._metrics.frames.labels(name).inc(told)
