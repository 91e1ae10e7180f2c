"""The simulated exchange: what happens when, without any waiting of its own.

Time is a number of seconds since the run began; ``stamp`` turns it into moments. Whoever drives the engine
runs what is due, one happening at a time, and hands the events on before the next, so that the floor's view
of real people is never older than the last event.
"""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from agent_desktop.plugins.api import (
    AgentEntry,
    AgentStateReported,
    AnyEvent,
    CallConnected,
    CallEnded,
    CallHeld,
    CallNotAnswered,
    CallQueued,
    CallRecorded,
    CallResumed,
    CallRinging,
    CallTransferred,
    EndedBy,
)

from .arrivals import Arrivals, DayProfile
from .world import BREAKS, Callers, Settings, SimCall, VirtualAgent, lognormal_s, longest_idle

BASE_OCCUPANCY = 0.55
"""How busy ``load`` 1.0 keeps the virtual colleagues on the day's average; its peak is half as much again."""

LONGEST_WRAP_UP_S = 58.0
RING_AGAIN_AFTER_S = 15.0


class Engine:
    """Callers, colleagues and the exchange between them."""

    def __init__(
        self,
        settings: Settings,
        profile: DayProfile,
        *,
        queues: Sequence[str],
        prefix: str,
        day_s: float,
        weekday: int,
        stamp: Callable[[float], datetime],
        people: Callable[[], Sequence[AgentEntry]] = tuple,
    ) -> None:
        """``prefix`` begins every call id; ``day_s`` is the time of day at which the run begins."""
        self.settings = settings
        self.now = 0.0
        self.calls: dict[str, SimCall] = {}
        self.virtual = {login: VirtualAgent(login, name) for login, name in settings.virtual_agents}
        self.people = people
        self.queues = tuple(queues)
        self._prefix = prefix
        self._stamp = stamp
        # Each subject draws from its own well, so that what a person does changes no later arrival.
        self._who = random.Random(f"{settings.seed}:callers")  # noqa: S311 - repeatable, not secret
        self.agents_rng = random.Random(f"{settings.seed}:agents")  # noqa: S311 - as above
        self._callers = Callers(settings, self._who)
        calls_per_s = BASE_OCCUPANCY / (settings.handling_s + settings.wrap_up_s)
        self._arrivals = Arrivals(
            profile,
            random.Random(f"{settings.seed}:arrivals"),  # noqa: S311 - as above
            mean_per_s=settings.load * max(1, len(self.virtual)) * calls_per_s,
            day_s=day_s,
            weekday=weekday,
        )
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []
        self._entries = 0
        self._calls_made = 0
        self._told: list[AnyEvent] = []

    # --- driving --------------------------------------------------------------------------------------

    def open(self, *, stagger_s: float = 0.0) -> None:
        """Colleagues come in, within ``stagger_s``; callers begin to call."""
        for colleague in self.virtual.values():
            if colleague.state == "away":
                delay_s = self.agents_rng.random() * stagger_s
                self.after(delay_s, lambda colleague=colleague: self._free(colleague))  # type: ignore[misc]
                colleague.next_break = delay_s + self._until_break()
        self._plan_arrival()

    def next_at(self) -> float | None:
        """When the next thing happens."""
        return self._agenda[0][0] if self._agenda else None

    def run_next(self, until: float) -> bool:
        """Let the next thing happen if it is due by ``until``; else only let time pass to there."""
        if self._agenda and self._agenda[0][0] <= until:
            at, _, happen = heapq.heappop(self._agenda)
            self.now = max(self.now, at)
            happen()
            return True
        self.now = max(self.now, until)
        return False

    def take(self) -> list[AnyEvent]:
        """The events since the last time."""
        told, self._told = self._told, []
        return told

    def after(self, delay_s: float, happen: Callable[[], None]) -> None:
        """Put something on the agenda; things of one moment happen in the order they were put."""
        self._entries += 1
        heapq.heappush(self._agenda, (self.now + delay_s, self._entries, happen))

    def after_unless_changed(self, call: SimCall, delay_s: float, happen: Callable[[], None]) -> None:
        """The same, unless something else happened to the call by then."""
        turn = call.turn

        def if_unchanged() -> None:
            if call.turn == turn and self.calls.get(call.id) is call:
                happen()

        self.after(delay_s, if_unchanged)

    def tell(self, kind: type[Any], call: SimCall, **fields: Any) -> None:
        """Tell one event of a call."""
        self._told.append(kind(call_id=call.id, at=self._stamp(self.now), **fields))

    def new_id(self) -> str:
        """The next call's id."""
        self._calls_made += 1
        return f"{self._prefix}-{self._calls_made}"

    # --- callers --------------------------------------------------------------------------------------

    def _plan_arrival(self) -> None:
        at = self._arrivals.next_after(self.now)
        if at is not None and self.queues:
            self.after(at - self.now, self._arrive)

    def _arrive(self) -> None:
        caller, queue = self._callers.next_number(), self._who.choice(self.queues)
        call = SimCall(self.new_id(), caller, None, queue)
        patience_s = self._who.expovariate(1 / self.settings.patience_s)
        self.enqueue(call, queue, patience_s=patience_s)
        self._plan_arrival()

    def place_call(
        self, number: str | None, *, queue: str | None, ring: str | None, name: str | None, talk_s: float
    ) -> str:
        """One caller as a script wants them: with all patience, rung where it says; answers the call's id."""
        call = SimCall(self.new_id(), number, None, queue, talk_s=talk_s, caller_name=name)
        self.calls[call.id] = call
        if queue is not None:
            call.is_in_queue, call.queued_at = True, self.now
            self.tell(CallQueued, call, queue=queue, caller=number, caller_name=name)
        if ring is not None:
            self.ring(call, ring)
        else:
            self.route()
        return call.id

    def enqueue(self, call: SimCall, queue: str, *, patience_s: float = math.inf) -> None:
        """The caller waits in the queue, for as long as they have patience."""
        self.calls[call.id] = call
        call.turn += 1
        call.queue, call.stage, call.agent, call.ringing = queue, "queued", None, None
        call.is_in_queue, call.queued_at, call.gives_up_at = True, self.now, self.now + patience_s
        self.tell(
            CallQueued,
            call,
            queue=queue,
            caller=call.caller,
            called=call.called,
            caller_name=call.caller_name,
        )
        if patience_s < math.inf:
            gives_up_at = call.gives_up_at
            self.after(patience_s, lambda: self._give_up(call, gives_up_at))
        self.route()

    def _give_up(self, call: SimCall, gives_up_at: float) -> None:
        waits = self.calls.get(call.id) is call and call.stage in {"queued", "ringing"}
        if waits and call.gives_up_at == gives_up_at:
            self.end(call, by="caller")

    # --- the exchange ---------------------------------------------------------------------------------

    def route(self) -> None:
        """Ring the longest idle agent for each caller who waits, the longest waiting first."""
        waiting = sorted(
            (call for call in self.calls.values() if call.stage == "queued" and call.is_in_queue),
            key=lambda call: (call.queued_at, call.id),
        )
        if not waiting:
            return
        for call in waiting:
            found = [one for one in self._idle(call.queue or "") if one[1] not in call.rung_out]
            login = longest_idle(found)
            if login is not None:
                self.ring(call, login)

    def _idle(self, queue: str) -> list[tuple[float, str]]:
        engaged = self.engaged()
        idle = [
            (self.now - one.since, one.login)
            for one in self.virtual.values()
            if one.state == "ready" and one.login not in engaged
        ]
        for person in self.people():
            serves = not person.queues or queue in person.queues
            known = person.login in self.virtual or person.login in engaged
            if person.state == "available" and serves and not known:
                idle.append((person.idle_s * self.settings.speed, person.login))
        return idle

    def engaged(self) -> set[str]:
        """Everybody a call is with, rings at or consults."""
        return {
            login
            for call in self.calls.values()
            for login in (call.agent, call.ringing, call.consult, *call.members)
            if login is not None
        }

    def ring(self, call: SimCall, login: str) -> None:
        """Let the call ring at one agent; colleagues pick up, real people are given time to."""
        call.turn += 1
        call.stage, call.ringing = "ringing", login
        self.tell(
            CallRinging,
            call,
            agent=login,
            caller=call.caller,
            called=call.called,
            caller_name=call.caller_name,
        )
        colleague = self.virtual.get(login)
        if colleague is None:
            timeout_s = self.settings.ring_timeout_s * self.settings.speed
            self.after_unless_changed(call, timeout_s, lambda: self.not_answered(call, "timeout"))
            return
        colleague.state = "ringing"
        if self.agents_rng.random() < 0.97:
            delay_s = 1.5 + 4.5 * self.agents_rng.random()
            self.after_unless_changed(call, delay_s, lambda: self.connect(call, login))
        else:
            timeout_s = self.settings.ring_timeout_s
            self.after_unless_changed(call, timeout_s, lambda: self.not_answered(call, "timeout"))

    def not_answered(self, call: SimCall, reason: str) -> None:
        """The agent did not take it: the next one is rung, or the caller waits on."""
        login = call.ringing
        if login is None:
            return
        call.turn += 1
        call.ringing, call.stage = None, "queued"
        call.rung_out.add(login)
        self.tell(CallNotAnswered, call, agent=login, reason=reason)
        if (colleague := self.virtual.get(login)) is not None:
            colleague.state = "ready"
        self.after(RING_AGAIN_AFTER_S, lambda: self._may_ring_again(call, login))
        if call.is_in_queue:
            self.route()
        elif call.queue is not None:
            self.enqueue(call, call.queue)
        else:
            self.end(call, cause="no_answer", by="exchange")

    def _may_ring_again(self, call: SimCall, login: str) -> None:
        call.rung_out.discard(login)
        self.route()

    def connect(self, call: SimCall, login: str) -> None:
        """The agent and the caller talk; a colleague's conversation takes its course."""
        call.turn += 1
        call.stage, call.agent, call.ringing, call.is_in_queue = "talking", login, None, False
        call.gives_up_at = math.inf
        self.tell(CallConnected, call, agent=login)
        if self.settings.records and call.recording == "off":
            call.recording = "on"
            self.tell(CallRecorded, call, state="on")
        self.converse(call, login)

    def converse(self, call: SimCall, login: str) -> None:
        """What the conversation will come to."""
        colleague = self.virtual.get(login)
        rng, settings = self.agents_rng, self.settings
        if colleague is None:
            talk_s = call.talk_s
            if talk_s is None:
                talk_s = lognormal_s(rng, settings.handling_s, settings.handling_sigma) * settings.speed
            if talk_s < math.inf:
                self.after(talk_s, lambda: self._caller_has_done(call, login))
            return
        colleague.state = "talking"
        talk_s = max(15.0, lognormal_s(rng, settings.handling_s, settings.handling_sigma))
        if rng.random() < settings.hold_share:
            self.after_unless_changed(
                call, talk_s * 0.4, lambda: self._hold_a_while(call, login, talk_s * 0.6)
            )
        else:
            self.after_unless_changed(call, talk_s, lambda: self._conclude(call, login))

    def _hold_a_while(self, call: SimCall, login: str, rest_s: float) -> None:
        self.tell(CallHeld, call, agent=login)
        call.stage = "held"

        def resume() -> None:
            call.stage = "talking"
            self.tell(CallResumed, call, agent=login)
            self.after_unless_changed(call, rest_s, lambda: self._conclude(call, login))

        self.after_unless_changed(call, min(rest_s / 2, 45.0), resume)

    def _conclude(self, call: SimCall, login: str) -> None:
        elsewhere = [queue for queue in self.queues if queue != call.queue]
        if elsewhere and not call.is_outbound and self.agents_rng.random() < self.settings.transfer_share:
            queue = self.agents_rng.choice(elsewhere)
            self.tell(CallTransferred, call, transfer="blind", agent=login, to_queue=queue)
            self.release(login, has_handled=True)
            patience_s = self._who.expovariate(1 / self.settings.patience_s)
            self.enqueue(call, queue, patience_s=patience_s)
            return
        self.end(call, by="caller" if self.agents_rng.random() < 0.7 else "agent")

    def _caller_has_done(self, call: SimCall, login: str) -> None:
        """A caller who talks to a real person hangs up, but never while on hold."""
        if self.calls.get(call.id) is not call or call.agent != login:
            return
        if call.stage == "talking":
            self.end(call, by="caller")
        else:
            self.after(20.0 * self.settings.speed, lambda: self._caller_has_done(call, login))

    def end(self, call: SimCall, *, by: EndedBy, cause: str = "normal") -> None:
        """The call is over; everybody on it is free for what comes next."""
        call.turn += 1
        self.calls.pop(call.id, None)
        self.tell(CallEnded, call, cause=cause, by=by)
        for login in (call.agent, call.ringing, call.consult):
            if login is not None:
                self.release(login, has_handled=login == call.agent and call.stage != "dialling")
        for login in call.members:
            self.release(login, has_handled=True)
        self.route()

    # --- colleagues -----------------------------------------------------------------------------------

    def release(self, login: str, *, has_handled: bool) -> None:
        """A colleague is done with a call: wrap-up after one they handled. Real people decide themselves."""
        colleague = self.virtual.get(login)
        if colleague is None:
            return
        if not has_handled:
            colleague.state = "ready"
            return
        colleague.state = "wrap_up"
        wrap_up_s = min(LONGEST_WRAP_UP_S, lognormal_s(self.agents_rng, self.settings.wrap_up_s or 1.0, 0.5))
        self.after(wrap_up_s, lambda: self._free(colleague))

    def _free(self, colleague: VirtualAgent) -> None:
        if self.now >= colleague.next_break:
            colleague.state, colleague.since = "break", self.now
            self.report(colleague, "break", self.agents_rng.choice(BREAKS))
            colleague.next_break = math.inf
            self.after(
                lognormal_s(self.agents_rng, self.settings.break_s or 1.0, 0.4), lambda: self._back(colleague)
            )
            return
        colleague.state, colleague.since = "ready", self.now
        self.report(colleague, "ready")
        self.route()

    def _back(self, colleague: VirtualAgent) -> None:
        colleague.next_break = self.now + self._until_break()
        self._free(colleague)

    def _until_break(self) -> float:
        return (
            self.agents_rng.expovariate(1 / self.settings.break_every_s)
            if self.settings.break_every_s
            else math.inf
        )

    def report(self, colleague: VirtualAgent, state: Any, reason: str | None = None) -> None:
        """Tell a colleague's state."""
        self._told.append(
            AgentStateReported(
                agent=colleague.login,
                at=self._stamp(self.now),
                state=state,
                reason=reason,
                display_name=colleague.name,
            )
        )
