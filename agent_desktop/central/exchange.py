"""The exchange: the live floor at central, fed by connectors and actions, kept as facts, told to every instance."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, OrderedDict
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from agent_desktop.central.connectors import Connectors
from agent_desktop.central.directory import Directory
from agent_desktop.central.fact_writer import FactWriter
from agent_desktop.central.metrics import Metrics
from agent_desktop.central.presence import Presence
from agent_desktop.central.relay_words import AnyNews, AtDesk, Chose, Settled, Told
from agent_desktop.central.settings import CentralSettings
from agent_desktop.central.telling import Teller
from agent_desktop.core import tasks
from agent_desktop.core.clock import Clock
from agent_desktop.sync.live import ActionSettled
from agent_desktop.telephony.actions import AnyAction, Outcome, SetState, has_expired
from agent_desktop.telephony.events import AnyEvent, CallQueued
from agent_desktop.telephony.facts import CallFact, Fact
from agent_desktop.telephony.floor import LiveFloor
from agent_desktop.telephony.port import AgentEntry, QueueEntry
from agent_desktop.telephony.steps import FloorStep
from agent_desktop.telephony.telling import event_of
from agent_desktop.telephony.views import CallView, Change, FloorView

log = logging.getLogger(__name__)

TICK_S = 0.25
_ACTIONS_KEPT = 5_000


class Exchange:
    """The live floor at the one instance that owns it. All happens on the event loop: the floor needs no lock.

    An event is applied at once; its facts are committed before anybody is told; whoever is told of a call
    hears of it in the order it happened. It begins and ends with owning, any number of times; ``share`` tells
    the other instances.
    """

    def __init__(
        self,
        settings: CentralSettings,
        *,
        teller: Teller,
        presence: Presence,
        share: Callable[[AnyNews], None],
        clock: Clock,
        metrics: Metrics,
        writer: FactWriter,
        connectors: Connectors,
    ) -> None:
        self._settings = settings
        self._teller = teller
        self._presence = presence
        self._share = share
        self._clock = clock
        self._metrics = metrics
        self._writer = writer
        self._connectors = connectors
        self._last_told: asyncio.Future[None] | None = None
        self._floor = LiveFloor(rules=settings.floor)
        self._is_running = False
        self._tasks: set[asyncio.Task[Any]] = set()
        self._gone_timers: dict[str, asyncio.TimerHandle] = {}
        self._actions: OrderedDict[tuple[str, str], Outcome] = OrderedDict()
        self._unkept: list[tuple[str, AnyEvent]] = []

    @property
    def directory(self) -> Directory:
        """Everybody and every queue of the site."""
        return self._teller.directory

    # -- beginning and end -------------------------------------------------------------------------

    def start(self, facts: list[Fact], before: FloorView) -> None:
        """Bring the floor back from facts and let time run; then ``connect``.

        ``before`` is the floor as it was followed: facts tell nothing of exchanges and phones.
        """
        self._floor = LiveFloor.restore(facts, queues=self.directory.queues(), rules=self._settings.floor)
        known = self._connectors.names()
        there = tuple(one for one in before.exchanges if one.connector in known)
        self._floor.recall(msgspec.structs.replace(before, exchanges=there))
        self._is_running = True
        self._writer.start()
        for person in self.view().people:
            if person.at_a_desk and not self._presence.is_here(person.agent):
                self._expect_back(person.agent)
        for desk in self._presence.desks():
            self.came(desk)
        self._spawn(self._tick(), "floor tick")

    async def connect(self) -> None:
        """Start the connectors; returns when each is up or has failed once."""
        await self._connectors.start(self)

    async def stop(self) -> list[tuple[str, AnyEvent]]:
        """End connectors, timers and tasks, and write the facts that still wait.

        Answers the events whose facts could not be kept, by connector: for whoever owns the floor next.
        """
        await self._connectors.stop()
        self._is_running = False
        for timer in self._gone_timers.values():
            timer.cancel()
        self._gone_timers.clear()
        await tasks.end(self._tasks)
        kept_by_nobody = await self._writer.stop()
        events: list[tuple[str, AnyEvent]] = [
            (fact.connector, event)
            for fact in kept_by_nobody
            if isinstance(fact, CallFact) and (event := event_of(fact)) is not None
        ]
        events += self._unkept
        self._unkept = []
        return events

    # -- what connectors use -----------------------------------------------------------------------

    async def emit(self, event: AnyEvent, connector: str) -> None:
        """Take one event of a connector; returns when its facts are kept."""
        if not self._is_running:
            self._unkept.append((connector, event))
            return
        began_s = self._clock.monotonic_s()
        step = self._floor.apply(event, connector)
        self._metrics.call_events.labels(connector, step.verdict).inc()
        if step.verdict == "impossible":
            log.info("%s told what cannot be: %s", connector, step.reason)
        if isinstance(event, CallQueued) and step.verdict == "accepted":
            call = self._floor.call(event.call_id)
            if call is not None:
                self._teller.foresee(call)
        await self._take(step, began_s)

    def agents(self) -> list[AgentEntry]:
        """Everybody of ours with the state they are in."""
        now = self._clock.now()
        entries = []
        for member in self.directory.people.values():
            person = self._floor.person(member.login)
            state = person.state if person is not None else "offline"
            is_idle = person is not None and state == "available"
            entries.append(
                AgentEntry(
                    member.login,
                    member.name,
                    self._extension_of(member.login, member.extension),
                    state,
                    max(0.0, (now - person.since).total_seconds()) if person is not None and is_idle else 0.0,
                    member.queues,
                )
            )
        return entries

    def _extension_of(self, login: str, on_record: str | None) -> str | None:
        """Where they sit, else the phone they have on record while nobody else sits there."""
        seat = self._floor.extension_of(login)
        return seat or (on_record if self._floor.holder_of(on_record) is None else None)

    def queues(self) -> list[QueueEntry]:
        """The queues of the site."""
        return self.directory.queues()

    def calls(self, connector: str) -> list[CallView]:
        """A connector's calls in progress."""
        return [call for call in self.view().calls if call.connector == connector]

    # -- what desks use ----------------------------------------------------------------------------

    def view(self) -> FloorView:
        """Everything live now."""
        return self._floor.view(self._clock.now())

    def calls_of(self, login: str) -> list[CallView]:
        """One person's calls in progress."""
        return list(self._floor.calls_of(login))

    def capabilities(self) -> frozenset[str]:
        """The kinds of action that some connector can perform, and those on one's own state."""
        return self._connectors.capabilities() | {
            "set_state",
            "finish_wrap_up",
            "extend_wrap_up",
            "choose_phone",
        }

    async def act(self, action: AnyAction) -> Outcome:
        """Do one action now, once: an id heard before answers what it came to and does nothing."""
        key = (action.agent, action.id)
        if key in self._actions:
            return self._actions[key]
        self._actions[key] = Outcome.unknown("It is being done.")
        while len(self._actions) > _ACTIONS_KEPT:
            self._actions.popitem(last=False)
        outcome = await self._act(action)
        self._actions[key] = outcome
        return outcome

    def came(self, desk: AtDesk) -> None:
        """A stream of this person opened: they are on the floor, unless they chose to be off it."""
        timer = self._gone_timers.pop(desk.login, None)
        if timer is not None:
            timer.cancel()
        if desk.is_on_floor and desk.session_id not in self._presence.off:
            self._sign_in(desk.login)

    def went(self, login: str) -> None:
        """A stream of this person ended; without another, anywhere, their link is lost in a while."""
        if not self._presence.is_here(login):
            self._expect_back(login)

    def signed_out(self, login: str) -> None:
        """The person signed out at a desk; if it was their last one, off the floor too."""
        if not self._presence.is_here(login):
            timer = self._gone_timers.pop(login, None)
            if timer is not None:
                timer.cancel()
            self._keep(self._floor.sign_out(login, self._clock.now()))

    def refresh_metrics(self) -> None:
        """Bring the figures of the floor up to date."""
        view = self.view()
        self._metrics.calls_live.set(len(view.calls))
        self._metrics.people.clear()
        for state, count in Counter(person.state for person in view.people).items():
            self._metrics.people.labels(state).set(count)

    # -- inside: actions ---------------------------------------------------------------------------

    async def _act(self, action: AnyAction) -> Outcome:
        if isinstance(action, SetState) and not has_expired(action, self._clock.now()):
            self._note_choice(action)
        done = self._floor.apply_action(action, self._clock.now())
        await self._take(done.step)
        if done.outcome is not None:
            return done.outcome
        action = done.asked or action
        asked = asyncio.create_task(self._connectors.perform(action, self._connector_of(action)))
        self._tasks.add(asked)
        asked.add_done_callback(self._tasks.discard)
        finished, _ = await asyncio.wait({asked}, timeout=self._settings.action_timeout_s)
        if finished and not asked.cancelled():
            return asked.result()
        asked.add_done_callback(lambda task: self._settle_late(action, task))
        return Outcome.unknown("The exchange has not answered yet. What happens is shown when it does.")

    def _note_choice(self, action: SetState) -> None:
        """Remember who chose to be off the floor, and let who chooses to be on it sign in again."""
        sessions = self._presence.sessions_of(action.agent)
        is_off = action.state == "offline"
        self._presence.chose(sessions, is_off=is_off)
        self._share(Chose(sessions=tuple(sorted(sessions)), is_off=is_off))
        person = self._floor.person(action.agent)
        if not is_off and sessions and (person is None or person.state == "offline"):
            self._sign_in(action.agent)

    def _connector_of(self, action: AnyAction) -> str | None:
        return self._floor.connector_of(action.call_id) if action.call_id else None

    def _settle_late(self, action: AnyAction, task: asyncio.Task[Outcome]) -> None:
        if task.cancelled():
            return
        outcome = task.result()
        self._actions[action.agent, action.id] = outcome
        settled = ActionSettled(action.id, outcome)
        self._teller.settle(action.agent, settled)
        self._share(Settled(login=action.agent, settled=settled))

    # -- inside: people ----------------------------------------------------------------------------

    def _sign_in(self, login: str) -> None:
        member = self.directory.people.get(login)
        self._keep(
            self._floor.sign_in(
                login,
                self._clock.now(),
                display_name=member.name if member else "",
                extension=member.extension if member else None,
            )
        )

    def _expect_back(self, login: str) -> None:
        """Call the link lost unless the person is heard from in time, and in the end sign them out."""
        if login in self._gone_timers:
            return
        loop = asyncio.get_running_loop()

        def lost() -> None:
            self._keep(self._floor.link_lost(login, self._clock.now()))
            self._gone_timers[login] = loop.call_later(self._settings.signed_out_after_s, over)

        def over() -> None:
            self._gone_timers.pop(login, None)
            self._keep(self._floor.sign_out(login, self._clock.now()))

        self._gone_timers[login] = loop.call_later(self._settings.link_lost_after_s, lost)

    # -- inside: what a step does ------------------------------------------------------------------

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            step = self._floor.tick(self._clock.now())
            if step.facts or step.changes:
                await self._take(step)

    def _keep(self, step: FloorStep) -> None:
        """Take a step without waiting for its facts to be committed."""
        if step.facts or step.changes:
            self._spawn(self._take(step), "floor step")

    async def _take(self, step: FloorStep, began_s: float | None = None) -> None:
        """Commit a step's facts, then tell everybody concerned; who is calling is looked up meanwhile.

        What was taken earlier is told earlier: many are under way at once, and not every one has facts.
        """
        self._teller.begin(step.changes)
        before, told = self._last_told, asyncio.get_running_loop().create_future()
        self._last_told = told
        try:
            await self._writer.record(step.facts)
            if before is not None and not before.done():
                await asyncio.wait([before])
            if self._writer.is_deposed:
                return
            self._tell(step.changes, began_s)
        finally:
            told.set_result(None)

    def _tell(self, changes: Sequence[Change], began_s: float | None) -> None:
        self._teller.tell(changes, began_s)
        for change in changes:
            self._share(Told(change=change))

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("%s failed", task.get_name(), exc_info=task.exception())


def since_when(now: datetime) -> datetime:
    """From when on facts are read to bring the floor back: long enough for any call and any shift."""
    return now - timedelta(hours=24)
