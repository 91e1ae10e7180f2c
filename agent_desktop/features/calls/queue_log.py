"""Calls of Asterisk's own ``queue_log``: from its lines to the facts a live exchange would have told.

Times in the log are whole seconds, so durations are right to a second. What became of a caller who left a queue
other than by hanging up is told by nothing but a later line of the same call: such a call is held back until
``GRACE`` has passed without one. Lines of a call whose beginning is in an older file still carry how long the
caller waited and talked; the beginning is worked out from that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

import msgspec

from agent_desktop.core.errors import Invalid
from agent_desktop.core.phone import parse_number
from agent_desktop.features.calls.importing import CONNECTOR
from agent_desktop.features.calls.queue_log_lines import MILLISECOND, SECOND, LogLine
from agent_desktop.telephony import events as ev
from agent_desktop.telephony import machine
from agent_desktop.telephony.call import CallState
from agent_desktop.telephony.facts import CallFact
from agent_desktop.telephony.telling import facts_of_step

GRACE = timedelta(hours=1)
"""For so long a call that left a queue may come back into one: from a transfer, an announcement, a menu."""

LOST_AFTER = timedelta(hours=24)
"""A call without a line for so long has ended somewhere the log does not tell."""


class ToldCall(msgspec.Struct, frozen=True):
    """One whole call: its facts in order, and the line it began on."""

    call_id: str
    line: int
    facts: Sequence[CallFact]


@dataclass(slots=True)
class _Leaving:
    """How a call left its queue or its agent, until it is known whether that was the end of it."""

    at: datetime
    by: ev.EndedBy
    cause: str = "normal"
    agent: str | None = None
    transfer: ev.TransferKind | None = None
    to_number: str = ""


@dataclass(slots=True)
class _Call:
    call_id: str
    line: int
    last_at: datetime
    state: CallState | None = None
    facts: list[CallFact] = field(default_factory=list)
    leaving: _Leaving | None = None

    def tell(self, event: ev.CallEvent) -> None:
        """Let one thing happen; what the machine finds impossible never did."""
        step = machine.apply(self.state, event)
        if step.verdict == "accepted" and step.state is not None:
            self.facts += facts_of_step(
                self.state, step.state, event, connector=CONNECTOR, seq=len(self.facts)
            )
            self.state = step.state

    @property
    def is_answered(self) -> bool:
        """Whether somebody talks to the caller this moment."""
        return self.state is not None and self.state.state in machine.IN_TALK and self.leaving is None


class CallsOfLog:
    """The calls of a log in the order of its lines; nothing of a finished call is kept."""

    def __init__(self, region: str) -> None:
        self._region = region
        self._calls: dict[str, _Call] = {}
        self._latest: datetime | None = None
        self._handlers: dict[str, Callable[[LogLine], _Call | None]] = {
            "ENTERQUEUE": self._entered,
            "RINGNOANSWER": self._let_ring,
            "RINGCANCELED": self._rung_in_vain,
            "AGENTDUMP": self._let_ring,
            "CONNECT": self._connected,
            "ABANDON": self._abandoned,
            "EXITWITHTIMEOUT": self._exited,
            "EXITEMPTY": self._exited,
            "EXITWITHKEY": self._exited,
            "SYSCOMPAT": self._dropped,
            "COMPLETECALLER": self._completed,
            "COMPLETEAGENT": self._completed,
            "TRANSFER": self._transferred,
            "BLINDTRANSFER": self._transferred,
            "ATTENDEDTRANSFER": self._transferred,
        }

    @property
    def latest(self) -> datetime | None:
        """The time of the latest line."""
        return self._latest

    @property
    def still_open(self) -> int:
        """How many calls have begun and are not told to the end."""
        return len(self._calls)

    def take(self, line: LogLine) -> list[ToldCall]:
        """Take one line; answers the calls that are whole by it. Raises ``Invalid``, and nothing happened."""
        before, self._latest = self._latest, max(line.at, self._latest or line.at)
        if line.event == "QUEUESTART":
            return self._restarted(before)
        done: list[ToldCall] = []
        handler = self._handlers.get(line.event)
        if handler is not None:
            known = self._calls.get(line.call_id)
            if line.event == "ENTERQUEUE" and known is not None and self._is_over(known, line.at):
                done += self._finished(known)
            call = handler(line)
            if call is not None:
                call.last_at = max(call.last_at, line.at)
                if call.state is not None and call.state.state == "ended":
                    done += self._finished(call)
        return done

    def settle(self, now: datetime | None = None) -> Iterator[ToldCall]:
        """The calls that are over since nothing was told of them for long; ``now`` is the log's by default."""
        at = now or self._latest
        if at is None:
            return
        for call in [call for call in self._calls.values() if self._is_over(call, at)]:
            yield from self._finished(call)

    def forget_lost(self, now: datetime | None = None) -> int:
        """Forget the calls whose end the log does not tell; answers how many they were."""
        at = now or self._latest
        gone = [call for call in self._calls.values() if at is not None and at - call.last_at > LOST_AFTER]
        for call in gone:
            del self._calls[call.call_id]
        return len(gone)

    @staticmethod
    def _is_over(call: _Call, at: datetime) -> bool:
        return call.leaving is not None and at - call.leaving.at > GRACE

    # --- lines ------------------------------------------------------------------------------------------

    def _entered(self, line: LogLine) -> _Call:
        if line.queue is None:
            raise Invalid("queue", "The queue is missing.")
        call = self._calls.get(line.call_id)
        if call is None:
            call = self._calls[line.call_id] = _Call(line.call_id, line.number, line.at)
        leaving, call.leaving = call.leaving, None
        if leaving is not None and leaving.agent is not None:
            # They talked, and the exchange put the caller into a queue again.
            call.tell(
                ev.CallTransferred(
                    call_id=call.call_id,
                    at=leaving.at,
                    transfer=leaving.transfer or "blind",
                    agent=leaving.agent,
                    to_queue=line.queue,
                )
            )
        call.tell(
            ev.CallQueued(
                call_id=call.call_id,
                at=line.at,
                queue=line.queue,
                caller=caller_of(line.detail(1), self._region),
                caller_name=line.detail(3) or None,
            )
        )
        return call

    def _let_ring(self, line: LogLine) -> _Call | None:
        """Rung without an answer, or (``AGENTDUMP``) hung up while the announcement played to the agent."""
        call = self._rang(line, line.rang(0, MILLISECOND))
        if call is not None and line.agent is not None:
            reason: ev.NotAnsweredReason = "rejected" if line.event == "AGENTDUMP" else "timeout"
            call.tell(ev.CallNotAnswered(call_id=call.call_id, at=line.at, agent=line.agent, reason=reason))
        return call

    def _rung_in_vain(self, line: LogLine) -> _Call | None:
        return self._rang(line, line.rang(0, MILLISECOND))

    def _rang(self, line: LogLine, lasted: timedelta) -> _Call | None:
        call = self._calls.get(line.call_id)
        if call is not None and line.agent is not None:
            call.tell(ev.CallRinging(call_id=call.call_id, at=line.at - lasted, agent=line.agent))
        return call

    def _connected(self, line: LogLine) -> _Call:
        call = self._calls.get(line.call_id) or self._begun(line, line.seconds(0))
        self._rang(line, line.rang(2, SECOND))
        call.leaving = None
        call.tell(ev.CallConnected(call_id=call.call_id, at=line.at, agent=line.agent))
        return call

    def _abandoned(self, line: LogLine) -> _Call:
        call = self._calls.get(line.call_id) or self._begun(line, line.seconds(2))
        if call.leaving is None or call.leaving.cause != "failed":
            # Else the exchange dropped the call, and logs the caller as one who hung up besides.
            call.leaving = None
            call.tell(ev.CallEnded(call_id=call.call_id, at=line.at, by="caller"))
        return call

    def _exited(self, line: LogLine) -> _Call:
        waited = 3 if line.event == "EXITWITHKEY" else 2
        call = self._calls.get(line.call_id) or self._begun(line, line.seconds(waited))
        reason: ev.LeftQueueReason = "timeout" if line.event == "EXITWITHTIMEOUT" else "overflow"
        call.tell(ev.CallLeftQueue(call_id=call.call_id, at=line.at, reason=reason))
        call.leaving = _Leaving(line.at, "exchange")
        return call

    def _dropped(self, line: LogLine) -> _Call | None:
        call = self._calls.get(line.call_id)
        if call is not None:
            call.tell(ev.CallLeftQueue(call_id=call.call_id, at=line.at, reason="overflow"))
            call.leaving = _Leaving(line.at, "exchange", cause="failed")
        return call

    def _completed(self, line: LogLine) -> _Call:
        call = self._talked(line, waited=0, talked=1)
        if line.event == "COMPLETECALLER":
            call.tell(ev.CallEnded(call_id=call.call_id, at=line.at, by="caller"))
        else:
            call.leaving = _Leaving(line.at, "agent", agent=_agent_on(call, line))
        return call

    def _transferred(self, line: LogLine) -> _Call:
        call = self._talked(line, waited=2, talked=3)
        is_warm = line.event == "ATTENDEDTRANSFER"
        call.leaving = _Leaving(
            line.at,
            "agent",
            cause="forwarded",
            agent=_agent_on(call, line),
            transfer="warm" if is_warm else "blind",
            # Of a warm transfer the log tells how it was made, and not to whom.
            to_number="unknown" if is_warm else line.detail(0) or "unknown",
        )
        return call

    def _talked(self, line: LogLine, *, waited: int, talked: int) -> _Call:
        """The call that ends talking on this line, its beginning worked out where that was not told."""
        call = self._calls.get(line.call_id) or self._renamed(line, line.seconds(talked))
        if call is None:
            call = self._begun(line, line.seconds(waited) + line.seconds(talked))
        if not call.is_answered and call.leaving is None:
            at = line.at - line.seconds(talked)
            call.tell(ev.CallConnected(call_id=call.call_id, at=at, agent=line.agent))
        return call

    def _renamed(self, line: LogLine, talked: timedelta) -> _Call | None:
        """The call that goes by another id on this line.

        A channel that took another's place, as after parking, ends the call under its own id: it is the one
        that this agent answered from this queue when the line says.
        """
        answered_at = line.at - talked
        for call in self._calls.values():
            if (
                call.is_answered
                and call.state is not None
                and call.state.queue == line.queue
                and call.state.party(line.agent) is not None
                and call.state.talking_since is not None
                and abs(call.state.talking_since - answered_at) <= 2 * SECOND
            ):
                return call
        return None

    def _begun(self, line: LogLine, ago: timedelta) -> _Call:
        """A call whose entry into the queue is in no line we have."""
        if line.queue is None:
            raise Invalid("queue", "The queue is missing.")
        call = _Call(line.call_id, line.number, line.at)
        call.tell(ev.CallQueued(call_id=line.call_id, at=line.at - ago, queue=line.queue))
        self._calls[line.call_id] = call
        return call

    # --- ends -------------------------------------------------------------------------------------------

    def _restarted(self, last_sign: datetime | None) -> list[ToldCall]:
        """The exchange was started: every call of before ended at the latest with its last line."""
        done: list[ToldCall] = []
        for call in list(self._calls.values()):
            if call.leaving is None:
                at = max(call.last_at, last_sign or call.last_at)
                call.tell(ev.CallEnded(call_id=call.call_id, at=at, cause="restart", by="exchange"))
            done += self._finished(call)
        return done

    def _finished(self, call: _Call) -> list[ToldCall]:
        self._calls.pop(call.call_id, None)
        leaving = call.leaving
        if leaving is not None:
            if leaving.transfer is not None:
                call.tell(
                    ev.CallTransferred(
                        call_id=call.call_id,
                        at=leaving.at,
                        transfer=leaving.transfer,
                        agent=leaving.agent,
                        to_number=leaving.to_number,
                    )
                )
            call.tell(ev.CallEnded(call_id=call.call_id, at=leaving.at, cause=leaving.cause, by=leaving.by))
        handled = [fact for fact in call.facts if fact.kind == "call_handled" and fact.agent]
        for part in handled:
            # The log does not tell of work after the call: it counts as none, as in every import.
            call.facts.append(
                CallFact(
                    kind="wrapped_up",
                    call_id=call.call_id,
                    at=part.at,
                    seq=len(call.facts) + 1,
                    queue=part.queue,
                    agent=part.agent,
                    connector=CONNECTOR,
                    data={"acw_s": 0.0, "how": "finished"},
                )
            )
        return [ToldCall(call.call_id, call.line, call.facts)] if call.facts else []


@lru_cache(maxsize=4096)
def caller_of(text: str, region: str) -> str | None:
    """The caller as E.164 where it is a public number, as told where it is not, None where withheld."""
    number = parse_number(text, region)
    if number.kind == "withheld":
        return None
    return number.e164 or number.digits or text[:100] or None


def _agent_on(call: _Call, line: LogLine) -> str | None:
    """Who is on the call: whom the line names, where the call knows them, or else whoever talks."""
    talking = [party.agent for party in call.state.parties if party.role == "talking"] if call.state else []
    if line.agent in talking:
        return line.agent
    return talking[-1] if talking else line.agent
