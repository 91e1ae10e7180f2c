"""The exchange: the live floor at central, fed by connectors and actions, kept as facts, told on streams."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, OrderedDict
from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Any

from agent_desktop.central.connectors import Connectors
from agent_desktop.central.directory import Directory
from agent_desktop.central.fact_writer import FactWriter
from agent_desktop.central.hub import Hub
from agent_desktop.central.metrics import Metrics
from agent_desktop.central.screen_pop import ScreenPops
from agent_desktop.central.sessions import SignedIn
from agent_desktop.central.settings import CentralSettings
from agent_desktop.core.clock import Clock
from agent_desktop.core.people import Role
from agent_desktop.sync.live import ActionSettled, LiveCall
from agent_desktop.telephony.actions import AnyAction, Outcome, SetState
from agent_desktop.telephony.events import AnyEvent
from agent_desktop.telephony.facts import Fact
from agent_desktop.telephony.floor import FloorStep, LiveFloor
from agent_desktop.telephony.port import AgentEntry, QueueEntry
from agent_desktop.telephony.views import CallChanged, CallView, FloorView, PersonChanged, QueueChanged

log = logging.getLogger(__name__)

ON_THE_FLOOR = frozenset({Role.AGENT, Role.SALES})
"""Whoever holds one of these is signed in to the floor by their stream; a supervisor alone is never rung."""

TICK_S = 0.25
_ACTIONS_KEPT = 5_000


class Exchange:
    """Owner of the live floor. Everything happens on the event loop, so the floor needs no lock.

    An event is applied at once; its facts are committed before anybody is told; whoever is told of a call
    hears of it in the order it happened.
    """

    def __init__(
        self,
        settings: CentralSettings,
        *,
        hub: Hub,
        clock: Clock,
        metrics: Metrics,
        pops: ScreenPops,
        writer: FactWriter,
        connectors: Connectors,
    ) -> None:
        self._settings = settings
        self._hub = hub
        self._clock = clock
        self._metrics = metrics
        self._pops = pops
        self._writer = writer
        self._connectors = connectors
        self._floor = LiveFloor(wrap_up_limit_s=settings.wrap_up_limit_s)
        self.directory = Directory()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._call_turns: dict[str, asyncio.Lock] = {}
        self._gone_timers: dict[str, asyncio.TimerHandle] = {}
        self._left: set[str] = set()
        self._actions: OrderedDict[tuple[str, str], Outcome] = OrderedDict()

    # -- beginning and end -------------------------------------------------------------------------

    async def start(self, directory: Directory, facts: list[Fact]) -> None:
        """Bring the floor back from facts, then let time and the connectors run."""
        self.directory = directory
        self._floor = LiveFloor.restore(
            facts, queues=directory.queues(), wrap_up_limit_s=self._settings.wrap_up_limit_s
        )
        for person in self.view().people:
            if person.at_a_desk:
                self._expect_back(person.agent)
        self._writer.start()
        self._spawn(self._tick(), "floor tick")
        await self._connectors.start(self)

    async def stop(self) -> None:
        """End connectors, timers and tasks, and write the facts that still wait."""
        await self._connectors.stop()
        for timer in self._gone_timers.values():
            timer.cancel()
        self._gone_timers.clear()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._pops.stop()
        await self._writer.stop()

    # -- what connectors use -----------------------------------------------------------------------

    async def emit(self, event: AnyEvent, connector: str) -> None:
        """Take one event of a connector; returns when its facts are kept."""
        began_s = self._clock.monotonic_s()
        step = self._floor.apply(event, connector)
        self._metrics.call_events.labels(connector, step.verdict).inc()
        if step.verdict == "impossible":
            log.info("%s told what cannot be: %s", connector, step.reason)
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
                    (person.extension if person else None) or member.extension,
                    state,
                    max(0.0, (now - person.since).total_seconds()) if person is not None and is_idle else 0.0,
                    member.queues,
                )
            )
        return entries

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

    async def calls_of(self, login: str) -> list[LiveCall]:
        """One person's calls as their desk is told of them."""
        return [
            await self._pops.live_call(call, login, self.directory) for call in self._floor.calls_of(login)
        ]

    def capabilities(self) -> frozenset[str]:
        """The kinds of action that some connector can perform, and those on one's own state."""
        return self._connectors.capabilities() | {"set_state", "finish_wrap_up", "extend_wrap_up"}

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

    def came(self, who: SignedIn) -> None:
        """A stream of this person opened: they are on the floor, unless they chose to be off it."""
        timer = self._gone_timers.pop(who.login, None)
        if timer is not None:
            timer.cancel()
        if who.actor.holds(ON_THE_FLOOR) and who.session_id not in self._left:
            self._sign_in(who.login)

    def went(self, who: SignedIn) -> None:
        """A stream of this person ended; without another their link is lost in a while."""
        if who.login not in self._hub.logins():
            self._expect_back(who.login)

    def signed_out(self, who: SignedIn) -> None:
        """The person signed out at this desk; if it was their last one, off the floor too."""
        self._left.discard(who.session_id)
        others = [d for d in self._hub.desks() if d.who.login == who.login and not d.is_closed]
        if not others:
            timer = self._gone_timers.pop(who.login, None)
            if timer is not None:
                timer.cancel()
            self._keep(self._floor.sign_out(who.login, self._clock.now()))

    def refresh_metrics(self) -> None:
        """Bring the figures of the floor up to date."""
        view = self.view()
        self._metrics.calls_live.set(len(view.calls))
        self._metrics.people.clear()
        for state, count in Counter(person.state for person in view.people).items():
            self._metrics.people.labels(state).set(count)

    # -- inside: actions ---------------------------------------------------------------------------

    async def _act(self, action: AnyAction) -> Outcome:
        if isinstance(action, SetState):
            self._note_choice(action)
        done = self._floor.apply_action(action, self._clock.now())
        await self._take(done.step)
        if done.outcome is not None:
            return done.outcome
        asked = asyncio.create_task(self._connectors.perform(action, self._connector_of(action)))
        self._tasks.add(asked)
        asked.add_done_callback(self._tasks.discard)
        finished, _ = await asyncio.wait({asked}, timeout=self._settings.action_timeout_s)
        if finished:
            return asked.result()
        asked.add_done_callback(lambda task: self._settle_late(action, task))
        return Outcome.unknown("The exchange has not answered yet. What happens is shown when it does.")

    def _note_choice(self, action: SetState) -> None:
        """Remember who chose to be off the floor, and let who chooses to be on it sign in again."""
        sessions = {desk.who.session_id for desk in self._hub.desks() if desk.who.login == action.agent}
        if action.state == "offline":
            self._left |= sessions
            return
        self._left -= sessions
        person = self._floor.person(action.agent)
        if sessions and (person is None or person.state == "offline"):
            self._sign_in(action.agent)

    def _connector_of(self, action: AnyAction) -> str | None:
        return self._floor.connector_of(action.call_id) if action.call_id else None

    def _settle_late(self, action: AnyAction, task: asyncio.Task[Outcome]) -> None:
        if task.cancelled():
            return
        outcome = task.result()
        self._actions[action.agent, action.id] = outcome
        self._hub.action(action.agent, ActionSettled(action.id, outcome))

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
        """Commit a step's facts, then tell everybody concerned; who is calling is looked up meanwhile."""
        listening = self._hub.logins()
        for change in step.changes:
            if isinstance(change, CallChanged) and not listening.isdisjoint(change.agents):
                self._pops.begin(change.call)
        await self._writer.record(step.facts)
        for change in step.changes:
            if isinstance(change, QueueChanged):
                self._hub.floor(queues=[change.queue])
            elif isinstance(change, PersonChanged):
                self._hub.person(change.person)
                self._hub.floor(people=[change.person])
            elif not listening.isdisjoint(change.agents):
                self._spawn(self._tell_call(change, began_s), "tell a call")

    async def _tell_call(self, change: CallChanged, began_s: float | None) -> None:
        """Tell one call to its people and nobody else, each telling after the one before."""
        call = change.call
        async with self._call_turns.setdefault(call.call_id, asyncio.Lock()):
            for login in change.agents:
                if login in self._hub.logins():
                    live = await self._pops.live_call(
                        call, login, self.directory, is_gone=login in change.gone
                    )
                    self._hub.call(login, live)
        if call.state == "ringing" and began_s is not None:
            self._metrics.pop_seconds.observe(self._clock.monotonic_s() - began_s)
        if call.state == "ended":
            self._call_turns.pop(call.call_id, None)

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
