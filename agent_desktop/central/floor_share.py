"""The floor shared by all instances: owned by one, mirrored by the others, the same to whoever asks any of them.

The owner holds the exchange: connectors, live floor, facts, figures. It tells the others what changed, once a
fact is committed; each tells its own desks. What comes to another instance, an action or a request to a
connector's address, is carried to the owner and its answer back.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import msgspec

from agent_desktop.central.connectors import Connectors
from agent_desktop.central.desk_stream import Desk
from agent_desktop.central.exchange import Exchange
from agent_desktop.central.floor_follow import Follower
from agent_desktop.central.hub import Hub
from agent_desktop.central.late_events import LateEvents
from agent_desktop.central.live_kpi import LiveKpi
from agent_desktop.central.metrics import Metrics
from agent_desktop.central.presence import Presence
from agent_desktop.central.relay import Relay, Unanswered
from agent_desktop.central.relay_words import (
    AnyAnswer,
    AnyQuestion,
    AnyWord,
    AtDesk,
    AtTicketTold,
    Came,
    DoAction,
    Done,
    Hello,
    KpiTold,
    Leaving,
    NotMine,
    Owning,
    PassRequest,
    Responded,
    RouteTold,
    SessionOver,
    TakeEvents,
    Taken,
    WantFloor,
    WantPresence,
    Went,
    WholeFloor,
    WholePresence,
)
from agent_desktop.central.sessions import SignedIn
from agent_desktop.central.settings import CentralSettings
from agent_desktop.central.singleton import Singleton
from agent_desktop.central.telling import Teller
from agent_desktop.core import tasks
from agent_desktop.core.clock import Clock
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Role
from agent_desktop.sync.live import LiveCall
from agent_desktop.telephony.actions import AnyAction, Outcome, has_expired
from agent_desktop.telephony.facts import Fact
from agent_desktop.telephony.port import HttpRequest, HttpResponse
from agent_desktop.telephony.views import FloorView

log = logging.getLogger(__name__)

FLOOR = "floor"
ON_THE_FLOOR = frozenset({Role.AGENT, Role.SALES})
"""Whoever holds one of these is signed in to the floor by their stream; a supervisor alone is never rung."""

MIRRORED_WITHIN_S = 3.0
REQUEST_WITHIN_S = 8.0
"""A connector's request waits so long for an owner, across a take-over, before it is sent away to come again."""

LAST_WORDS_S = 2.0
_LOOK_S = 0.05
_CHECK_S = 1.0


class FloorShare:
    """This instance's part in the one floor. Everything happens on the event loop.

    ``load`` reads what a floor is brought back from: called after the lock was taken, never before.
    """

    def __init__(
        self,
        settings: CentralSettings,
        *,
        relay: Relay,
        hub: Hub,
        presence: Presence,
        teller: Teller,
        exchange: Exchange,
        connectors: Connectors,
        kpi: LiveKpi,
        clock: Clock,
        metrics: Metrics,
        load: Callable[[], Awaitable[list[Fact]]],
    ) -> None:
        self._settings = settings
        self._relay = relay
        self._hub = hub
        self._presence = presence
        self._teller = teller
        self._exchange = exchange
        self._connectors = connectors
        self._kpi = kpi
        self._clock = clock
        self._metrics = metrics
        self._load = load
        self._follower = Follower(relay, hub, teller, presence, kpi)
        self._late = LateEvents(relay, self._follower.other)
        self._streams: dict[Desk, AtDesk] = {}
        self._is_connecting = False
        self._tasks: set[asyncio.Task[None]] = set()
        self.is_owner = False
        self.on_owning: list[Callable[[], Awaitable[None]]] = []
        self.on_ended: list[Callable[[], Awaitable[None]]] = []
        self.on_at_ticket: Callable[[AtTicketTold], None] = lambda _told: None
        self.lock = Singleton(
            settings.database_url,
            FLOOR,
            relay.instance,
            began=self._begin,
            ended=self._end,
            has_company=lambda: bool(relay.others()),
        )
        relay.heard, relay.missed, relay.beaten = self._heard, self._missed, self._beaten
        relay.answering = self._answer
        kpi.told = self._tell_kpi

    # -- beginning and end -------------------------------------------------------------------------

    async def start(self) -> None:
        """Own the floor, or follow it; returns when it is known here, or nobody can say for now."""
        await self._relay.start()
        self._relay.share(Hello())
        await self.lock.start()
        self._spawn(self._watch(), "floor watch")
        if not self.is_owner:
            try:
                async with asyncio.timeout(MIRRORED_WITHIN_S):
                    await self._follower.is_whole.wait()
            except TimeoutError:
                log.warning("nobody tells of the floor yet")

    async def hand_over(self) -> None:
        """Give the floor away, at once; what comes from now on goes to its next owner."""
        await self.lock.hand_over()
        self._relay.share(Hello())  # it is heard that this is the owner no more, and the lock is free

    async def stop(self) -> None:
        """Give the floor away and leave."""
        await self.hand_over()
        await tasks.end(self._tasks)
        await self._late.give_within(LAST_WORDS_S)
        self._relay.share(Leaving())
        self._metrics.facts_given_up.inc(len(self._late))
        await self._relay.stop()
        await self._teller.stop()

    # -- what desks and connectors use -------------------------------------------------------------

    def view(self) -> FloorView:
        """Everything live now, as far as is known here."""
        return self._exchange.view() if self.is_owner else self._follower.mirror.view(self._clock.now())

    async def calls_of(self, login: str) -> list[LiveCall]:
        """One person's calls as their desk is told of them."""
        calls = self._exchange.calls_of(login) if self.is_owner else self._follower.mirror.calls_of(login)
        return await self._teller.calls_of(login, calls)

    def capabilities(self) -> frozenset[str]:
        """The kinds of action the site's exchange can perform, and those on one's own state."""
        return (
            self._exchange.capabilities() if self.is_owner else frozenset(self._follower.owning.capabilities)
        )

    def connectors(self) -> dict[str, str]:
        """Each connector by name: ``up``, or what is wrong with it."""
        return self._connectors.states() if self.is_owner else self._follower.owning.connectors

    def whereabouts(self) -> str:
        """Where the floor is owned: ``here``, ``elsewhere``, or by ``nobody`` just now."""
        if self.is_owner:
            return "here"
        return "elsewhere" if self._follower.other() is not None else "nobody"

    async def act(self, action: AnyAction) -> Outcome:
        """Do one action now, wherever the floor is; one whose answer is lost is unknown and not sent again."""
        while True:
            if self.is_owner and await self.lock.sure():
                return await self._exchange.act(action)
            if (owner := self._follower.other()) is not None:
                try:
                    answer = await self._relay.ask(
                        owner, DoAction(action=action), self._settings.action_timeout_s + 1
                    )
                except TimeoutError:
                    return Outcome.unknown("It is not known whether it was done. What happens is shown.")
                if isinstance(answer, Done):
                    return answer.outcome
            if has_expired(action, self._clock.now()):
                return Outcome.refused("expired", "The exchange could not be reached in time. Try again.")
            await asyncio.sleep(_LOOK_S)

    def routes(self) -> Iterable[RouteTold]:
        """The addresses connectors serve, as last known where none is served this moment."""
        if self.is_owner and not self._is_connecting:
            return self._connectors.routes_told()
        return (*self._connectors.routes_told(), *self._follower.owning.routes)

    async def request(self, request: PassRequest) -> HttpResponse | None:
        """Put a request to the connector it is for; None where it was not taken and may come again."""
        loop = asyncio.get_running_loop()
        ends_s = loop.time() + REQUEST_WITHIN_S
        while (left_s := ends_s - loop.time()) > 0:
            if self.is_owner and await self.lock.sure():
                response = await self._respond(request)
                if response is not None:
                    return response
                if self.whereabouts() == "here" and not self._is_connecting:
                    return None  # Its connector does not serve it this moment.
            elif (owner := self._follower.other()) is not None:
                try:
                    answer = await self._relay.ask(owner, request, left_s)
                except Unanswered:
                    continue  # The floor knows what it was told already: the next owner may be asked.
                except TimeoutError:
                    return None
                if isinstance(answer, Responded):
                    return HttpResponse(answer.status, answer.body, answer.headers)
            await asyncio.sleep(_LOOK_S)
        return None

    def came(self, desk: Desk) -> None:
        """A stream opened here."""
        who = desk.who
        at_desk = AtDesk(new_id(), who.session_id, who.login, who.actor.holds(ON_THE_FLOOR))
        self._streams[desk] = at_desk
        self._presence.came(self._relay.instance, at_desk)
        self._relay.share(Came(desk=at_desk))
        self._arrived([at_desk])

    def went(self, desk: Desk) -> None:
        """A stream ended here."""
        at_desk = self._streams.pop(desk, None)
        if at_desk is not None:
            self._presence.went(self._relay.instance, at_desk.stream)
            self._relay.share(Went(stream=at_desk.stream))
            self._gone([at_desk])

    def signed_out(self, who: SignedIn) -> None:
        """A session was ended by its person, here: its streams close everywhere, and they leave the floor."""
        self._relay.share(SessionOver(session_id=who.session_id, login=who.login))
        self._session_over(who.session_id, who.login)

    # -- owning ------------------------------------------------------------------------------------

    async def _begin(self, term: int) -> None:
        began_s = asyncio.get_running_loop().time()
        self._exchange.start(await self._load(), self._follower.mirror.view(self._clock.now()))
        self._relay.term = term
        self._follower.become(term)
        self.is_owner = self._is_connecting = True
        # The desks here know the floor as it was followed so far.
        self._teller.tell(self._follower.mirror.replace(self._exchange.view()))
        self._tell_owning()
        for connector, event in self._late.pop_all():
            await self._exchange.emit(event, connector)
        await self._exchange.connect()
        self._is_connecting = False
        self._tell_owning()
        self._kpi.start()
        for begin in self.on_owning:
            await begin()
        since_s = self._follower.heard_at_s or began_s
        self._metrics.take_over_seconds.labels(FLOOR).set(asyncio.get_running_loop().time() - since_s)
        self._metrics.singleton_owner.labels(FLOOR).set(1)
        self._metrics.singleton_terms.labels(FLOOR).inc()
        log.info("this instance owns the floor now, term %d", term)

    async def _end(self) -> None:
        self.is_owner = self._is_connecting = False
        self._relay.term = 0
        self._follower.resign()
        self._metrics.singleton_owner.labels(FLOOR).set(0)
        self._follower.mirror.replace(self._exchange.view())
        for end in self.on_ended:
            await end()
        await self._kpi.stop()
        self._late.add(await self._exchange.stop())
        log.info("this instance owns the floor no more")

    def _tell_owning(self) -> None:
        told = self._now_owning()
        if self._is_connecting and not told.routes:
            # Its connectors are not up yet, but will serve what those before them did.
            told = msgspec.structs.replace(told, routes=self._follower.owning.routes)
        self._follower.owning = told
        self._relay.share(told)

    def _now_owning(self) -> Owning:
        return Owning(
            term=self._relay.term,
            capabilities=tuple(sorted(self._exchange.capabilities())),
            routes=tuple(self._connectors.routes_told()),
            connectors=self._connectors.states(),
        )

    def _tell_kpi(self, view: bytes) -> None:
        self._hub.kpi(view)
        self._relay.share(KpiTold(view=msgspec.Raw(view)))

    async def _respond(self, request: PassRequest) -> HttpResponse | None:
        response = await self._connectors.respond(
            HttpRequest(request.method, {}, request.headers, request.body, request.query), request.path
        )
        # Whoever was replaced meanwhile has kept nothing of it.
        return response if await self.lock.sure() else None

    # -- what others tell --------------------------------------------------------------------------

    def _missed(self, sender: str) -> None:
        self._relay.want(sender, WantPresence())
        if sender == self._follower.other():
            self._follower.want()

    def _beaten(self, sender: str, term: int) -> None:
        if self.is_owner:
            if term:  # Two owners: one of them does not know yet.
                self.lock.wake()
        elif self._follower.beaten(sender, term):
            self.lock.wake()

    def _heard(self, sender: str, term: int, word: AnyWord) -> None:
        match word:
            case Came():
                self._presence.came(sender, word.desk)
                self._arrived([word.desk])
            case Went():
                desk = self._presence.went(sender, word.stream)
                self._gone([desk] if desk is not None else [])
            case WholePresence():
                new, gone = self._presence.replace(sender, word.desks)
                self._arrived(new)
                self._gone(gone)
            case SessionOver():
                self._session_over(word.session_id, word.login)
            case Hello():
                if self.is_owner:
                    self._tell_owning()
            case Leaving():
                self._left(sender)
            case AtTicketTold():
                self.on_at_ticket(word)
            case _ if not self.is_owner:
                self._follower.take(term, word)

    def _session_over(self, session_id: str, login: str) -> None:
        self._hub.end_sessions([session_id])
        self._presence.drop_session(session_id)
        if self.is_owner:
            self._exchange.signed_out(login)

    def _arrived(self, desks: Iterable[AtDesk]) -> None:
        for desk in desks:
            if self.is_owner:
                self._exchange.came(desk)

    def _gone(self, desks: Iterable[AtDesk]) -> None:
        for desk in desks:
            if self.is_owner:
                self._exchange.went(desk.login)

    def _left(self, instance: str) -> None:
        """An instance stops, or is not heard any more: nobody is at its desks."""
        self._relay.forget(instance)
        self._gone(self._presence.drop(instance))
        self._follower.left(instance)
        self.lock.wake()

    # -- what others ask ---------------------------------------------------------------------------

    async def _answer(self, question: AnyQuestion) -> AnyAnswer:
        if isinstance(question, WantPresence):
            return WholePresence(desks=self._presence.desks_of(self._relay.instance))
        if isinstance(question, WantFloor):
            return self._whole() if self.is_owner else NotMine()
        if not self.is_owner or not await self.lock.sure():
            return NotMine()
        if isinstance(question, DoAction):
            return Done(outcome=await self._exchange.act(question.action))
        if isinstance(question, PassRequest):
            response = await self._respond(question)
            if response is None:
                return NotMine()
            return Responded(status=response.status, headers=dict(response.headers), body=response.body)
        return await self._take_events(question)

    async def _take_events(self, question: TakeEvents) -> AnyAnswer:
        for connector, event in question.events:
            await self._exchange.emit(event, connector)
        return Taken() if await self.lock.sure() else NotMine()

    def _whole(self) -> WholeFloor:
        return WholeFloor(
            floor=self._exchange.view(),
            owning=self._follower.owning,
            off=tuple(sorted(self._presence.off)),
            kpi=msgspec.Raw(self._kpi.latest or b"null"),
        )

    # -- watching ----------------------------------------------------------------------------------

    async def _watch(self) -> None:
        """Notice who is gone, what was asked in vain, and what connectors have become."""
        while True:
            await asyncio.sleep(_CHECK_S)
            there = set(self._relay.others())
            for instance in set(self._relay.known()) - there:
                log.warning("an instance is not heard any more")
                self._left(instance)
            self._metrics.instances.set(len(there) + 1)
            if not self.is_owner:
                self._follower.want_again()
                await self._late.give()
            elif not self._is_connecting and self._now_owning() != self._follower.owning:
                self._tell_owning()

    def _spawn(self, work: Any, name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
