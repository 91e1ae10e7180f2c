"""The live floor: every call, queue and person now, made from events and actions, without any I/O.

Every change answers with the facts to keep and with what to tell on the stream. The facts alone bring the
floor back after a restart (``LiveFloor.restore``). Whoever calls passes the time; the floor has no clock.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from agent_desktop.telephony import actions as act
from agent_desktop.telephony import checks, machine
from agent_desktop.telephony import events as ev
from agent_desktop.telephony.call import CallState, Verdict
from agent_desktop.telephony.crew import Crew, refused
from agent_desktop.telephony.equipment import Equipment
from agent_desktop.telephony.facts import AgentStateFact, CallFact, Fact
from agent_desktop.telephony.floor_rules import Channel, FloorRules
from agent_desktop.telephony.port import QueueEntry
from agent_desktop.telephony.steps import ActionStep, Draft, FloorStep
from agent_desktop.telephony.telling import call_view, event_of, facts_of_step, listening_changes
from agent_desktop.telephony.views import (
    CallChanged,
    CallView,
    FloorView,
    PersonView,
    QueueChanged,
    QueueView,
)

__all__ = ["ActionStep", "FloorStep", "LiveFloor"]

ENDED_CALLS_KEPT = 2_000
"""Ended calls remembered, so that what comes late or twice is known for what it is."""

STALE_AFTER = timedelta(hours=6)
"""A call without a single event for so long was ended somewhere nobody told of."""


@dataclass(slots=True)
class _Call:
    state: CallState | None
    connector: str
    seq: int = 0


class LiveFloor:
    """Who is waiting, which call is where, what state each agent is in; ``rules`` are the site's."""

    def __init__(self, *, queues: Iterable[QueueEntry] = (), rules: FloorRules = FloorRules()) -> None:  # noqa: B008 - frozen
        self._calls: dict[str, _Call] = {}
        self._ended: OrderedDict[str, _Call] = OrderedDict()
        self._calls_of: dict[str, dict[str, None]] = {}
        self._waiting: dict[str, dict[str, datetime]] = {queue.name: {} for queue in queues}
        self._equipment = Equipment()
        self._crew = Crew(rules, self._equipment, self._states_of, self._number_fact)

    @classmethod
    def restore(
        cls,
        facts: Iterable[Fact],
        *,
        queues: Iterable[QueueEntry] = (),
        rules: FloorRules = FloorRules(),  # noqa: B008 - frozen
    ) -> LiveFloor:
        """The floor as it was after the last of ``facts``, given in the order they were made.

        Facts of calls that are over and of people who signed out may be left away, as long as those of
        one call are given whole and the last of each agent is there.
        """
        floor = cls(queues=queues, rules=rules)
        for fact in facts:
            if isinstance(fact, AgentStateFact):
                floor._crew.restore(fact)
            else:
                floor._restore_call(fact)
        return floor

    def _restore_call(self, fact: CallFact) -> None:
        call = self._found(fact.call_id)
        event = event_of(fact)
        if event is not None:
            step = machine.apply(call.state if call else None, event)
            if step.verdict == "accepted" and step.state is not None:
                call = call or self._calls.setdefault(fact.call_id, _Call(None, fact.connector))
                self._keep(call, step.state)
        if call is not None:
            call.seq = max(call.seq, fact.seq)

    def recall(self, view: FloorView) -> None:
        """Know the exchanges and phones as another owner of the floor knew them, until they are told anew."""
        self._equipment.recall(view)
        self._crew.recall_seats(view.phones)

    # --- people ---------------------------------------------------------------------------------------

    def sign_in(
        self, agent: str, at: datetime, *, display_name: str = "", extension: str | None = None
    ) -> FloorStep:
        """The person signed in at a desk: ready, unless already here (then what they chose stays)."""
        return self._crew.sign_in(agent, at, display_name, extension, is_at_desk=True)

    def sign_out(self, agent: str, at: datetime) -> FloorStep:
        """The person signed out; their session ends, their calls do not."""
        return self._crew.sign_out(agent, at)

    def link_lost(self, agent: str, at: datetime) -> FloorStep:
        """The person's workstation is not heard from."""
        return self._crew.link(agent, at, is_up=False)

    def link_back(self, agent: str, at: datetime) -> FloorStep:
        """The person's workstation is heard from again."""
        return self._crew.link(agent, at, is_up=True)

    def take(self, agent: str, channel: Channel, contact_id: str, at: datetime) -> FloorStep:
        """The person has one more chat or e-mail in hand, which counts against what they take on."""
        return self._crew.take(agent, channel, contact_id, at)

    def let_go(self, agent: str, channel: Channel, contact_id: str, at: datetime) -> FloorStep:
        """The person has that chat or e-mail in hand no more."""
        return self._crew.let_go(agent, channel, contact_id, at)

    # --- events ---------------------------------------------------------------------------------------

    def apply(self, event: ev.AnyEvent, connector: str = "") -> FloorStep:
        """Take one event. Total: whatever comes, in whatever order, no call or person is corrupted."""
        if isinstance(event, ev.AgentStateReported):
            return self._crew.reported(event)
        if isinstance(event, ev.ExchangeReported | ev.PhoneReported | ev.VoicemailReported):
            changes = tuple(self._equipment.reported(event, connector))
            verdict: Verdict = "accepted" if changes else "ignored_duplicate"
            return FloorStep(changes=changes, verdict=verdict)
        if isinstance(event, ev.CallRated):
            return self._rated(event, connector)
        call = self._found(event.call_id) or _Call(None, connector)
        if call.connector != connector:
            return FloorStep(verdict="impossible", reason="the call belongs to another connector")
        step = machine.apply(call.state, event)
        if step.verdict != "accepted" or step.state is None:
            return FloorStep(verdict=step.verdict, reason=step.reason)
        draft, before, after = Draft(), call.state, step.state
        told = facts_of_step(before, after, event, connector=connector, seq=call.seq)
        call.seq += len(told)
        draft.facts.extend(told)
        self._calls[event.call_id] = call
        self._keep(call, after)
        parties = {party.agent for party in (*(before.parties if before else ()), *after.parties)}
        self._crew.follow(draft, before, after, event)
        self._tell_call(draft, call, parties)
        self._tell_queues(draft, before, after)
        draft.changes.extend(listening_changes(before, after))
        return draft.step()

    def _rated(self, event: ev.CallRated, connector: str) -> FloorStep:
        """What a caller said of a call: a fact beside it, whether it is over or not."""
        call = self._found(event.call_id)
        if call is None or call.connector != connector or call.state is None:
            return FloorStep(verdict="impossible", reason="there is no such call")
        if event.score is not None and not 1 <= event.score <= 5:
            return FloorStep(verdict="impossible", reason="a rating is from 1 to 5")
        call.seq += 1
        fact = CallFact(
            kind="call_rated",
            call_id=event.call_id,
            at=event.at,
            seq=call.seq,
            queue=call.state.queue,
            connector=connector,
            data={"score": event.score},
        )
        return FloorStep(facts=(fact,))

    def _tell_call(self, draft: Draft, call: _Call, parties: set[str]) -> None:
        if call.state is None or not parties:
            return
        left = parties - {party.agent for party in call.state.parties}
        view = call_view(call.state, call.connector)
        draft.changes.insert(
            0, CallChanged(agents=tuple(sorted(parties)), call=view, gone=tuple(sorted(left)))
        )

    def _tell_queues(self, draft: Draft, before: CallState | None, after: CallState) -> None:
        was, now = before.open_visit if before else None, after.open_visit
        if was != now:
            names = dict.fromkeys(visit.queue for visit in (was, now) if visit)
            draft.changes.extend(QueueChanged(queue=self.queue(name)) for name in names)

    def _found(self, call_id: str) -> _Call | None:
        return self._calls.get(call_id) or self._ended.get(call_id)

    def _keep(self, call: _Call, after: CallState) -> None:
        """Put the call's new state where it is found: among its queue, its agents, or the ended ones."""
        before, call.state, call_id = call.state, after, after.call_id
        if before is not None:
            if visit := before.open_visit:
                self._waiting[visit.queue].pop(call_id, None)
            for party in before.parties:
                self._calls_of[party.agent].pop(call_id, None)
        if visit := after.open_visit:
            self._waiting.setdefault(visit.queue, {})[call_id] = visit.entered_at
        for party in after.parties:
            self._calls_of.setdefault(party.agent, {})[call_id] = None
        if after.state == "ended":
            self._calls.pop(call_id, None)
            self._ended[call_id] = call
            while len(self._ended) > ENDED_CALLS_KEPT:
                self._ended.popitem(last=False)

    def _number_fact(self, call_id: str) -> tuple[int, str]:
        call = self._found(call_id)
        if call is None:
            return 0, ""
        call.seq += 1
        return call.seq, call.connector

    # --- actions --------------------------------------------------------------------------------------

    def apply_action(self, action: act.AnyAction, now: datetime) -> ActionStep:
        """Settle an action on the agent's own state; refuse or pass on one that needs the exchange."""
        if act.has_expired(action, now):
            return refused("expired", "It came too late and was not done. Try again.")
        if isinstance(
            action, act.ChoosePhone
        ):  # A supervisor is on no floor, and sits at a phone all the same.
            return self._crew.choose_phone(action, now)
        if isinstance(action, act.Supervise | act.StopSupervising | act.Retrieve):
            return checks.elsewhere(action, self._states(), self._states_of(action.agent))
        if not self._crew.is_signed_in(action.agent):
            return refused("not_signed_in", "You are not signed in to the floor.")
        if isinstance(action, act.SetState | act.FinishWrapUp | act.ExtendWrapUp):
            return self._crew.act(action, now)
        call = self._found(action.call_id) if action.call_id else None
        return ActionStep(
            outcome=checks.refusal(action, call.state if call else None, self._states_of(action.agent))
        )

    def tick(self, now: datetime) -> FloorStep:
        """Let time pass: wrap-ups that reached their limit end, calls nobody ended are closed."""
        draft = Draft()
        self._crew.tick(draft, now)
        for call in list(self._calls.values()):
            if call.state is not None and now - call.state.last_at > STALE_AFTER:
                over = ev.CallEnded(call_id=call.state.call_id, at=now, cause="stale", by="exchange")
                step = self.apply(over, call.connector)
                draft.facts.extend(step.facts)
                draft.changes.extend(step.changes)
        return draft.step()

    # --- what there is --------------------------------------------------------------------------------

    def call(self, call_id: str) -> CallView | None:
        """One call, also shortly after its end."""
        call = self._found(call_id)
        return call_view(call.state, call.connector) if call and call.state else None

    def calls_of(self, agent: str) -> tuple[CallView, ...]:
        """The calls in progress this agent is rung for or takes part in, oldest first."""
        return tuple(
            call_view(state, self._calls[state.call_id].connector) for state in self._states_of(agent)
        )

    def person(self, agent: str) -> PersonView | None:
        """One person, ``None`` when they never signed in."""
        return self._crew.person(agent)

    def queue(self, name: str) -> QueueView:
        """One queue; one never heard of has nobody waiting."""
        waiting = self._waiting.get(name, {})
        return QueueView(queue=name, waiting=len(waiting), oldest_at=min(waiting.values(), default=None))

    def view(self, now: datetime) -> FloorView:
        """Everything live now: calls in progress, all queues, everybody signed in."""
        return FloorView(
            at=now,
            calls=tuple(call_view(call.state, call.connector) for call in self._calls.values() if call.state),
            queues=tuple(self.queue(name) for name in sorted(self._waiting)),
            people=self._crew.views(),
            exchanges=self._equipment.exchanges(),
            phones=self._equipment.phones(),
        )

    def connector_of(self, call_id: str) -> str | None:
        """The name of the connector a call came from: where its actions go."""
        call = self._found(call_id)
        return call.connector if call else None

    def extension_of(self, agent: str) -> str | None:
        """The phone a person sits at, ``None`` where none is known."""
        return self._equipment.seat_of(agent)

    def holder_of(self, extension: str | None) -> str | None:
        """Who sits at a phone."""
        return self._equipment.holder(extension)

    def _states(self) -> list[CallState]:
        return [call.state for call in self._calls.values() if call.state]

    def _states_of(self, agent: str) -> list[CallState]:
        found = (self._calls[call_id].state for call_id in self._calls_of.get(agent, {}))
        return sorted((state for state in found if state), key=lambda state: state.started_at)
