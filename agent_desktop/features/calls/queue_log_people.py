"""People's time in a ``queue_log``: who was a member of a queue, paused, or on a call, as facts of their states.

A member of any queue is signed in; paused where every queue of theirs is; talking on each call that connected to
them. What the log does not tell (ringing at the phone, hold, work after a call) is no state here. Somebody who takes
calls without ever having been added, as members written in the configuration do, is there for their calls alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from agent_desktop.core.errors import Invalid
from agent_desktop.features.calls.importing import CONNECTOR
from agent_desktop.features.calls.queue_log_lines import LogLine
from agent_desktop.telephony.facts import AgentStateFact
from agent_desktop.telephony.floor import STALE_AFTER

OFFLINE = "offline"
NAME_PREFIX = f"{CONNECTOR}:"
"""Before the name of whom an imported fact is about, so that it is never taken for what a live floor told."""

_TALKED = frozenset({"COMPLETECALLER", "COMPLETEAGENT", "TRANSFER", "BLINDTRANSFER", "ATTENDEDTRANSFER"})


@dataclass(frozen=True, slots=True)
class Told:
    """What is on record of one person: up to when a log was imported, and from when on a live floor told."""

    imported_until: datetime | None = None
    live_from: datetime | None = None


@dataclass(slots=True)
class _Person:
    agent_id: str
    name: str
    told: Told
    queues: set[str] = field(default_factory=set)
    paused: set[str] = field(default_factory=set)
    reason: str | None = None
    is_signed_in: bool = False
    calls: dict[str, datetime] = field(default_factory=dict)
    state: tuple[str, str | None, str | None] = (OFFLINE, None, None)
    """The state, its reason and its call, as last worked out."""
    is_resumed: bool = False

    def forget(self) -> None:
        """The exchange was started: nobody is a member of anything, and no call goes on."""
        self.queues.clear()
        self.paused.clear()
        self.calls.clear()
        self.is_signed_in = False

    def now(self) -> tuple[str, str | None, str | None]:
        """The state they are in by what is known of them."""
        if self.calls:
            return "talking", None, next(reversed(self.calls))
        if not self.queues and not self.is_signed_in:
            return OFFLINE, None, None
        if self.queues and self.paused >= self.queues:
            return "paused", self.reason, None
        return "available", None, None


class PeopleOfLog:
    """Everybody a log names, line by line. ``drain`` answers what became known since it was last asked.

    A log that is imported again, or has grown, adds only what came after the end of the last import; what a live
    floor told of a person is never added to.
    """

    def __init__(self, agent_id: Callable[[str], str], told: Mapping[str, Told]) -> None:
        self._agent_id = agent_id
        self._told = told
        self._people: dict[str, _Person] = {}
        self._facts: list[tuple[str, AgentStateFact]] = []

    def drain(self) -> list[tuple[str, AgentStateFact]]:
        """The new facts in order of time, each with the id of the person."""
        facts, self._facts = self._facts, []
        return facts

    def take(self, line: LogLine) -> None:
        """Take one line. A name that several people bear is nobody's."""
        if line.event == "QUEUESTART":
            for everybody in self._people.values():
                everybody.forget()
            self._settle(self._people.values(), line.at)
            return
        if line.agent is None:
            return
        handler = _HANDLERS.get(line.event)
        if handler is None and line.event not in _TALKED:
            return
        try:
            agent_id = self._agent_id(line.agent)
        except Invalid:
            return
        person = self._people.get(agent_id)
        if person is None:
            person = _Person(agent_id, line.agent, self._told.get(agent_id, Told()))
            self._people[agent_id] = person
        for call_id in [one for one, since in person.calls.items() if line.at - since > STALE_AFTER]:
            del person.calls[call_id]  # Its end was never logged.
        (handler or _talked)(person, line)
        self._settle([person], line.at)

    def end(self, at: datetime) -> None:
        """The log ends: what people do from then on is not known, so they count as gone."""
        for person in self._people.values():
            live = person.told.live_from
            until = at if live is None or at < live else live - timedelta(microseconds=1)
            if person.state[0] != OFFLINE:
                self._tell(person, (OFFLINE, None, None), until)

    def _settle(self, people: Iterable[_Person], at: datetime) -> None:
        for person in people:
            state = person.now()
            if state != person.state:
                self._tell(person, state, at)
                person.state = state

    def _tell(self, person: _Person, state: tuple[str, str | None, str | None], at: datetime) -> None:
        done, live = person.told.imported_until, person.told.live_from
        if (done is not None and at <= done) or (live is not None and at >= live):
            return
        if done is not None and not person.is_resumed:
            # The last import let them go at its end: they were not gone.
            person.is_resumed = True
            if person.state[0] != OFFLINE:
                self._add(person, person.state, done)
        self._add(person, state, at)

    def _add(self, person: _Person, state: tuple[str, str | None, str | None], at: datetime) -> None:
        name, reason, call_id = state
        fact = AgentStateFact(
            agent=f"{NAME_PREFIX}{person.name}", state=name, at=at, reason=reason, call_id=call_id
        )
        self._facts.append((person.agent_id, fact))


def _added(person: _Person, line: LogLine) -> None:
    if line.queue is not None:
        person.queues.add(line.queue)
        person.paused.discard(line.queue)
        if line.detail(0) == "PAUSED":
            person.paused.add(line.queue)


def _removed(person: _Person, line: LogLine) -> None:
    person.queues.discard(line.queue or "")
    person.paused.discard(line.queue or "")


def _paused(person: _Person, line: LogLine) -> None:
    person.reason = line.detail(0) or None
    person.paused |= {line.queue} if line.queue is not None else person.queues


def _unpaused(person: _Person, line: LogLine) -> None:
    person.paused -= {line.queue} if line.queue is not None else set(person.paused)


def _signed_in(person: _Person, _line: LogLine) -> None:
    person.is_signed_in = True


def _signed_out(person: _Person, _line: LogLine) -> None:
    person.is_signed_in = False


def _connected(person: _Person, line: LogLine) -> None:
    person.calls[line.call_id] = line.at


def _talked(person: _Person, line: LogLine) -> None:
    if line.call_id in person.calls:
        del person.calls[line.call_id]
    elif person.calls:
        # It ended under another channel's id: the oldest they had.
        del person.calls[next(iter(person.calls))]


_HANDLERS: dict[str, Callable[[_Person, LogLine], None]] = {
    "ADDMEMBER": _added,
    "REMOVEMEMBER": _removed,
    "PAUSE": _paused,
    "PAUSEALL": _paused,
    "UNPAUSE": _unpaused,
    "UNPAUSEALL": _unpaused,
    "AGENTLOGIN": _signed_in,
    "AGENTCALLBACKLOGIN": _signed_in,
    "AGENTLOGOFF": _signed_out,
    "AGENTCALLBACKLOGOFF": _signed_out,
    "CONNECT": _connected,
}
