"""The calls of today up to the moment the world begins, so that the figures are there from the first look."""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from agent_desktop.demo.cast import Cast
from agent_desktop.demo.moments import Calendar, make_id_at
from agent_desktop.demo.records import Agent, Interaction
from agent_desktop.demo.sources import read_json
from agent_desktop.telephony import actions as act
from agent_desktop.telephony import events as ev
from agent_desktop.telephony.facts import Fact
from agent_desktop.telephony.floor import LiveFloor
from agent_desktop.telephony.floor_rules import FloorRules
from agent_desktop.telephony.wrap_up import WrapUpRule

CONNECTOR = "demo"
_LONGEST_H = 9.0
_CALLS_AN_HOUR = 110.0  # at the peak
_SHARES = (("support", 0.35), ("orders", 0.65), ("billing", 0.85), ("renewals", 0.96), ("emergency", 1.01))
_MEAN_TALK_S = 310.0
_MEAN_PATIENCE_S = 260.0
_QUIET_S = 240.0  # nobody calls in the last minutes, so that every call is over when the world begins


@dataclass(slots=True)
class _Call:
    """One caller on their way through the morning."""

    call_id: str
    queue: str
    queued_at: datetime
    customer_id: str | None
    number: str | None
    agent: Agent | None = None
    answered_at: datetime | None = None


@dataclass
class Morning:
    """A contact centre's day so far: agents sign in, calls wait, ring, are answered or given up.

    ``callers`` are (customer id, number) of those who may call. The events drive the same live floor the
    real exchange drives, and ``facts`` are what that floor keeps. Everybody has signed out when the world
    begins, and no call is under way.
    """

    seed: int
    calendar: Calendar
    staff: Cast
    callers: Sequence[tuple[str, str]]
    facts: list[Fact] = field(default_factory=list)
    contacts: list[Interaction] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._rng = random.Random(f"{self.seed}:morning")
        at = self.calendar.at - timedelta(seconds=5)
        self._start = max(self.calendar.today, at - timedelta(hours=_LONGEST_H))
        self._end = at
        self._floor = LiveFloor(rules=FloorRules(wrap_up=WrapUpRule(mode="mandatory")))
        self._order = count()
        self._agenda: list[tuple[datetime, int, str, Any]] = []
        self._waiting: list[_Call] = []
        self._free: dict[str, datetime] = {}
        self._people = {agent.login: agent for agent in self.staff.agents if agent.roles[0] == "agent"}
        self._profile = read_json("call_profile.json")
        self._notes: dict[str, list[dict[str, Any]]] = {}
        for entry in read_json("quick_contacts.json"):
            self._notes.setdefault(entry["queue"], []).append(entry)
        self._queue_names = {
            key: next(queue.name for queue in self.staff.queues if queue.id == queue_id)
            for key, queue_id in self.staff.queue_ids.items()
        }
        if self.callers and (at - self._start).total_seconds() > _QUIET_S * 2:
            self._run()

    def _run(self) -> None:
        for login in self._people:
            self._plan(self._start + timedelta(seconds=self._rng.randrange(1, 120)), "sign_in", login)
            tea = self._start + timedelta(seconds=self._rng.randrange(3_600, int(_LONGEST_H * 3_600)))
            self._plan(tea, "tea", login)
        self._plan_arrivals()
        while self._agenda:
            at, _, what, subject = heapq.heappop(self._agenda)
            getattr(self, f"_do_{what}")(min(at, self._end), subject)
        for login in self._people:
            self._keep(self._floor.sign_out(login, self._end).facts)

    def _plan(self, at: datetime, what: str, subject: Any) -> None:
        heapq.heappush(self._agenda, (at, next(self._order), what, subject))

    def _plan_arrivals(self) -> None:
        rng, at, serial = self._rng, self._start + timedelta(minutes=3), 0
        last = self._end - timedelta(seconds=_QUIET_S)
        while True:
            load = self._load(at)
            at += timedelta(seconds=int(rng.expovariate(load * _CALLS_AN_HOUR / 3_600)) + 1)
            if at >= last:
                return
            serial += 1
            self._plan(at, "arrive", self._caller(serial, at))

    def _load(self, at: datetime) -> float:
        """How busy the time of day is, 1 at the peak; by night a tenth, for the emergency line never sleeps."""
        local = at.astimezone(self.calendar.zone)
        hour, minute = map(int, self._profile["opens"].split(":"))
        place = ((local.hour - hour) * 60 + local.minute - minute) // self._profile["bin_minutes"]
        means = self._profile["mean_calls"]
        return float(means[place] / max(means)) if 0 <= place < len(means) else 0.1

    def _caller(self, serial: int, at: datetime) -> _Call:
        rng = self._rng
        draw = rng.random()
        queue = next(key for key, upto in _SHARES if draw < upto)
        customer_id: str | None
        number: str | None
        customer_id, number = self.callers[rng.randrange(len(self.callers))]
        if rng.random() < 0.06:
            customer_id = number = None
        return _Call(f"demo-{at:%Y%m%d}-{serial:04d}", queue, at, customer_id, number)

    def _do_sign_in(self, at: datetime, login: str) -> None:
        agent = self._people[login]
        self._keep(self._floor.sign_in(login, at, display_name=agent.name, extension=agent.extension).facts)
        self._free[login] = at
        self._match(at)

    def _do_tea(self, at: datetime, login: str) -> None:
        if at >= self._end - timedelta(minutes=30):
            return
        if login not in self._free:
            self._plan(at + timedelta(seconds=45), "tea", login)
            return
        del self._free[login]
        self._choose(at, login, "break", "Tea break")
        self._plan(at + timedelta(seconds=self._rng.randrange(600, 1_500)), "back", login)

    def _do_back(self, at: datetime, login: str) -> None:
        self._choose(at, login, "ready", None)
        self._free[login] = at
        self._match(at)

    def _choose(self, at: datetime, login: str, state: act.ChosenState, reason: str | None) -> None:
        wish = act.SetState(
            id=make_id_at(self._rng, at),
            agent=login,
            expires_at=at + act.LONGEST_LIFE,
            state=state,
            reason=reason,
        )
        self._keep(self._floor.apply_action(wish, at).step.facts)

    def _do_arrive(self, at: datetime, call: _Call) -> None:
        self._tell(
            ev.CallQueued(
                call_id=call.call_id, at=at, queue=self._queue_names[call.queue], caller=call.number
            )
        )
        self._waiting.append(call)
        patience_s = 2 + self._rng.expovariate(1 / _MEAN_PATIENCE_S)
        self._plan(at + timedelta(seconds=int(patience_s)), "give_up", call)
        self._match(at)

    def _do_give_up(self, at: datetime, call: _Call) -> None:
        if call in self._waiting:
            self._waiting.remove(call)
            self._tell(ev.CallEnded(call_id=call.call_id, at=at, by="caller"))

    def _match(self, at: datetime) -> None:
        """Offer the longest waiting to the longest idle of those on its queue."""
        for call in list(self._waiting):
            queue_id = self.staff.queue_ids[call.queue]
            able = [login for login in self._free if queue_id in self._people[login].queues]
            if not able or at >= self._end - timedelta(seconds=90):
                continue
            login = min(able, key=lambda name: self._free[name])
            self._waiting.remove(call)
            del self._free[login]
            call.agent = self._people[login]
            self._tell(ev.CallRinging(call_id=call.call_id, at=at, agent=login))
            self._plan(at + timedelta(seconds=self._rng.randrange(2, 9)), "answer", call)

    def _do_answer(self, at: datetime, call: _Call) -> None:
        assert call.agent is not None  # noqa: S101 - it rang at somebody
        login, rng = call.agent.login, self._rng
        call.answered_at = at
        self._tell(ev.CallConnected(call_id=call.call_id, at=at, agent=login))
        latest = self._end - timedelta(seconds=30)
        talk_s = int(min(rng.lognormvariate(math.log(_MEAN_TALK_S) - 0.18, 0.6), 1_500))
        ended = max(at, min(at + timedelta(seconds=talk_s), latest))
        if talk_s > 150 and rng.random() < 0.15:
            held = at + (ended - at) / 2
            self._plan(held, "hold", call)
            self._plan(held + (ended - held) / 3, "resume", call)
        self._plan(ended, "end", call)

    def _do_hold(self, at: datetime, call: _Call) -> None:
        self._tell(ev.CallHeld(call_id=call.call_id, at=at))

    def _do_resume(self, at: datetime, call: _Call) -> None:
        self._tell(ev.CallResumed(call_id=call.call_id, at=at))

    def _do_end(self, at: datetime, call: _Call) -> None:
        assert call.agent is not None  # noqa: S101 - it was answered
        self._tell(
            ev.CallEnded(call_id=call.call_id, at=at, by="caller" if self._rng.random() < 0.6 else "agent")
        )
        self._write_down(at, call)
        wrapped = min(at + timedelta(seconds=int(8 + self._rng.expovariate(1 / 40))), self._end)
        self._plan(wrapped, "wrap_up", call.agent.login)

    def _do_wrap_up(self, at: datetime, login: str) -> None:
        finish = act.FinishWrapUp(id=make_id_at(self._rng, at), agent=login, expires_at=at + act.LONGEST_LIFE)
        self._keep(self._floor.apply_action(finish, at).step.facts)
        self._free[login] = at
        self._match(at)

    def _write_down(self, at: datetime, call: _Call) -> None:
        """The contact the agent noted for this call."""
        if call.customer_id is None or call.agent is None or call.answered_at is None:
            return
        notes = self._notes[call.queue]
        entry = notes[self._rng.randrange(len(notes))]
        draw = self._rng.random()
        self.contacts.append(
            Interaction(
                id=make_id_at(self._rng, call.queued_at),
                customer_id=call.customer_id,
                channel="call",
                direction="in",
                state="done",
                title="Inbound call",
                agent_id=call.agent.id,
                queue_id=self.staff.queue_ids[call.queue],
                ticket_id=None,
                call_id=call.call_id,
                number=call.number,
                started_at=call.queued_at,
                ended_at=at,
                waited_s=int((call.answered_at - call.queued_at).total_seconds()),
                note=entry["note"],
                topic=entry["topic"],
                disposition=entry["disposition"],
                satisfaction=None if draw > 0.35 else 5 if draw < 0.2 else 4 if draw < 0.3 else 3,
                updated_at=at,
            )
        )

    def _tell(self, event: ev.AnyCallEvent) -> None:
        self._keep(self._floor.apply(event, CONNECTOR).facts)

    def _keep(self, facts: Sequence[Fact]) -> None:
        self.facts.extend(facts)
