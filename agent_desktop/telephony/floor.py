"""The live floor: every call, queue and person now, made from events and actions, without any I/O.

Every change answers with the facts to keep and with what to tell on the stream. The facts alone bring the
floor back after a restart (``LiveFloor.restore``). Whoever calls passes the time; the floor has no clock.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from agent_desktop.telephony import actions as act
from agent_desktop.telephony import checks, machine
from agent_desktop.telephony import events as ev
from agent_desktop.telephony.call import CallState, Verdict
from agent_desktop.telephony.equipment import Equipment
from agent_desktop.telephony.facts import AgentStateFact, CallFact, Fact
from agent_desktop.telephony.people import Person, Standing, restored
from agent_desktop.telephony.port import QueueEntry
from agent_desktop.telephony.steps import ActionStep, Draft, FloorStep
from agent_desktop.telephony.telling import call_view, event_of, facts_of_step, listening_changes
from agent_desktop.telephony.views import (
    CallChanged,
    CallView,
    Change,
    FloorView,
    PersonChanged,
    PersonView,
    QueueChanged,
    QueueView,
)

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
    """Who is waiting, which call is where, what state each agent is in.

    ``wrap_up_limit_s`` of ``None`` lets wrap-up last until it is finished.
    """

    def __init__(self, *, queues: Iterable[QueueEntry] = (), wrap_up_limit_s: float | None = 60.0) -> None:
        self._wrap_up_limit_s = wrap_up_limit_s
        self._calls: dict[str, _Call] = {}
        self._ended: OrderedDict[str, _Call] = OrderedDict()
        self._calls_of: dict[str, dict[str, None]] = {}
        self._waiting: dict[str, dict[str, datetime]] = {queue.name: {} for queue in queues}
        self._people: dict[str, Person] = {}
        self._equipment = Equipment()

    @classmethod
    def restore(
        cls,
        facts: Iterable[Fact],
        *,
        queues: Iterable[QueueEntry] = (),
        wrap_up_limit_s: float | None = 60.0,
    ) -> LiveFloor:
        """The floor as it was after the last of ``facts``, given in the order they were made.

        Facts of calls that are over and of people who signed out may be left away, as long as those of
        one call are given whole and the last of each agent is there.
        """
        floor = cls(queues=queues, wrap_up_limit_s=wrap_up_limit_s)
        for fact in facts:
            if isinstance(fact, AgentStateFact):
                person = floor._people[fact.agent] = restored(floor._people.get(fact.agent), fact)
                floor._seat(person)
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
        for phone in view.phones:
            holder = phone.holder
            if holder is None or self._equipment.holder(phone.extension) or self._equipment.seat_of(holder):
                continue
            person = self._people.get(holder)
            if person is None or not person.is_signed_in:  # A supervisor, who is on no floor.
                self._chose_phone(holder, phone.extension)

    # --- people ---------------------------------------------------------------------------------------

    def sign_in(
        self, agent: str, at: datetime, *, display_name: str = "", extension: str | None = None
    ) -> FloorStep:
        """The person signed in at a desk: ready, unless already here (then what they chose stays)."""
        return self._signed_in(agent, at, display_name, extension, is_at_desk=True)

    def sign_out(self, agent: str, at: datetime) -> FloorStep:
        """The person signed out; their session ends, their calls do not."""
        draft, person = Draft(), self._people.get(agent)
        if person is None or not person.is_signed_in:
            draft.changes.extend(self._equipment.sit(agent, None))
            return msgspec.structs.replace(
                draft.step(), verdict="ignored_duplicate", reason="they are not signed in"
            )
        self._end_wrap_up(draft, person, at, "signed_out")
        person.leave()
        self._settle(draft, agent, at)
        return draft.step()

    def link_lost(self, agent: str, at: datetime) -> FloorStep:
        """The person's workstation is not heard from."""
        return self._linked(agent, at, is_up=False)

    def link_back(self, agent: str, at: datetime) -> FloorStep:
        """The person's workstation is heard from again."""
        return self._linked(agent, at, is_up=True)

    def _linked(self, agent: str, at: datetime, *, is_up: bool) -> FloorStep:
        draft, person = Draft(), self._people.get(agent)
        if person is None or not person.is_signed_in or person.standing.is_link_up == is_up:
            return FloorStep(verdict="ignored_duplicate", reason="it is so already")
        person.change(is_link_up=is_up)
        self._settle(draft, agent, at)
        return draft.step()

    def _signed_in(
        self, agent: str, at: datetime, display_name: str, extension: str | None, *, is_at_desk: bool
    ) -> FloorStep:
        draft = Draft()
        person = self._people.setdefault(agent, Person(agent=agent, standing=Standing()))
        kept = person.standing
        if kept.extension and (kept.is_phone_chosen or person.is_signed_in or not extension):
            extension = kept.extension
        if extension and self._equipment.holder(extension) in self._signed_in_besides(agent):
            extension = None
        person.change(
            display_name=display_name or person.standing.display_name or agent,
            extension=extension,
            is_at_desk=is_at_desk or (person.is_signed_in and person.standing.is_at_desk),
            signed_in_at=person.standing.signed_in_at or at,
            is_link_up=True,
        )
        self._settle(draft, agent, at)
        return draft.step()

    def _settle(self, draft: Draft, agent: str, at: datetime) -> None:
        """Work out the agent's state; nobody who never signed in has one."""
        person = self._people.get(agent)
        if person is None:
            return
        fact = person.settle(self._states_of(agent), at)
        if fact is not None:
            draft.facts.append(fact)
            draft.changes.append(PersonChanged(person=person.view()))
            draft.changes.extend(self._seat(person))

    # --- phones and exchanges -------------------------------------------------------------------------

    def _seat(self, person: Person) -> list[Change]:
        return self._equipment.sit(person.agent, person.standing.extension if person.is_signed_in else None)

    def _signed_in_besides(self, agent: str) -> frozenset[str]:
        return frozenset(login for login, one in self._people.items() if login != agent and one.is_signed_in)

    def _chose_phone(self, agent: str, extension: str) -> list[Change]:
        """Sit them there; of somebody who is on no floor only that is known."""
        person = self._people.setdefault(agent, Person(agent=agent, standing=Standing()))
        person.change(extension=extension, is_phone_chosen=True)
        return [] if person.is_signed_in else self._equipment.sit(agent, extension)

    def extension_of(self, agent: str) -> str | None:
        """The phone a person sits at, ``None`` where none is known."""
        return self._equipment.seat_of(agent)

    def holder_of(self, extension: str | None) -> str | None:
        """Who sits at a phone."""
        return self._equipment.holder(extension)

    def _end_wrap_up(self, draft: Draft, person: Person, at: datetime, how: str) -> None:
        wrap_up = person.standing.wrap_up
        if wrap_up is None:
            return
        at = max(at, wrap_up.started_at)
        person.change(wrap_up=None)
        call = self._found(wrap_up.call_id)
        if call is not None:
            call.seq += 1
        draft.facts.append(
            CallFact(
                kind="wrapped_up",
                call_id=wrap_up.call_id,
                at=at,
                seq=call.seq if call else 0,
                queue=wrap_up.queue,
                agent=person.agent,
                connector=call.connector if call else "",
                data={"acw_s": (at - wrap_up.started_at).total_seconds(), "how": how},
            )
        )

    # --- events ---------------------------------------------------------------------------------------

    def apply(self, event: ev.AnyEvent, connector: str = "") -> FloorStep:
        """Take one event. Total: whatever comes, in whatever order, no call or person is corrupted."""
        if isinstance(event, ev.AgentStateReported):
            return self._reported(event)
        if isinstance(event, ev.ExchangeReported | ev.PhoneReported | ev.VoicemailReported):
            changes = tuple(self._equipment.reported(event, connector))
            verdict: Verdict = "accepted" if changes else "ignored_duplicate"
            return FloorStep(changes=changes, verdict=verdict)
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
        new_parts = after.handled[len(before.handled) if before else 0 :]
        for part in new_parts:
            person = self._people.get(part.agent)
            if person is not None and person.is_signed_in:
                self._end_wrap_up(draft, person, part.left_at, "superseded")
                person.begin_wrap_up(after, part.queue, part.left_at, self._wrap_up_limit_s)
        for agent in sorted(parties):
            self._settle(draft, agent, after.last_at)
        self._tell_call(draft, call, parties)
        self._tell_queues(draft, before, after)
        draft.changes.extend(listening_changes(before, after))
        return draft.step()

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

    def _reported(self, event: ev.AgentStateReported) -> FloorStep:
        person = self._people.get(event.agent)
        if event.state in {"lost_link", "link_back"}:
            return self._linked(event.agent, event.at, is_up=event.state == "link_back")
        if person is None or not person.is_signed_in:
            if event.state == "offline":
                return FloorStep(verdict="ignored_duplicate", reason="they are not signed in")
            if event.display_name is None:
                return FloorStep(verdict="impossible", reason="nobody of that name is signed in")
            step = self._signed_in(event.agent, event.at, event.display_name, None, is_at_desk=False)
            if event.state == "ready":
                return step
            more = self._reported(event)
            return FloorStep(facts=step.facts + more.facts, changes=step.changes + more.changes)
        if not person.standing.is_at_desk and event.state == "offline":
            return self.sign_out(event.agent, event.at)
        draft = Draft()
        if person.standing.is_at_desk:
            pause = {"ready": None, "break": event.reason or "exchange"}.get(event.state, "signed out there")
            person.change(system_pause=pause)
        else:
            self._end_wrap_up(draft, person, event.at, "finished")
            self._choose(person, event.state, event.reason)
        self._settle(draft, event.agent, event.at)
        if not draft.facts:
            return FloorStep(verdict="ignored_duplicate", reason="it is so already")
        return draft.step()

    # --- actions --------------------------------------------------------------------------------------

    def apply_action(self, action: act.AnyAction, now: datetime) -> ActionStep:
        """Settle an action on the agent's own state; refuse or pass on one that needs the exchange."""
        person = self._people.get(action.agent)
        if act.has_expired(action, now):
            return _refused("expired", "It came too late and was not done. Try again.")
        if isinstance(action, act.Supervise | act.StopSupervising | act.Retrieve | act.ChoosePhone):
            return self._apply_from_anywhere(action, now)
        if person is None or not person.is_signed_in:
            return _refused("not_signed_in", "You are not signed in to the floor.")
        draft = Draft()
        match action:
            case act.SetState(state="offline") if not person.is_busy(self._states_of(action.agent)):
                return ActionStep(outcome=act.Outcome.done(), step=self.sign_out(action.agent, now))
            case act.SetState():
                self._choose(person, action.state, action.reason)
            case act.FinishWrapUp():
                if person.standing.wrap_up is None:
                    return _refused("no_wrap_up", "There is no wrap-up to finish.")
                self._end_wrap_up(draft, person, now, "finished")
            case act.ExtendWrapUp():
                wrap_up = person.standing.wrap_up
                if wrap_up is None or wrap_up.until is None:
                    return _refused("no_wrap_up", "There is no wrap-up that runs out.")
                until = wrap_up.until + timedelta(seconds=act.EXTENSION_S)
                person.change(wrap_up=msgspec.structs.replace(wrap_up, until=until))
            case _:
                call = self._found(action.call_id) if action.call_id else None
                refusal = checks.refusal(action, call.state if call else None, self._states_of(action.agent))
                return ActionStep(outcome=refusal)
        self._settle(draft, action.agent, now)
        return ActionStep(outcome=act.Outcome.done(), step=draft.step())

    def _apply_from_anywhere(
        self, action: act.Supervise | act.StopSupervising | act.Retrieve | act.ChoosePhone, now: datetime
    ) -> ActionStep:
        """An action that needs nobody on the floor: a supervisor is on none."""
        if not isinstance(action, act.ChoosePhone):
            return checks.elsewhere(action, self._states(), self._states_of(action.agent))
        person, draft = self._people.get(action.agent), Draft()
        refusal = self._equipment.choice_refusal(action, self._signed_in_besides(action.agent))
        if refusal is None and self._states_of(action.agent) and self.extension_of(action.agent):
            refusal = act.Outcome.refused("busy", "You are on a call. End it before you change phones.")
        if refusal is not None:
            return ActionStep(outcome=refusal)
        draft.changes.extend(self._chose_phone(action.agent, action.extension.strip()))
        if person is not None and person.is_signed_in:
            self._settle(draft, action.agent, now)
        return ActionStep(outcome=act.Outcome.done(), step=draft.step())

    def _choose(self, person: Person, state: str, reason: str | None) -> None:
        """Set what the person chose, now or for after the call and its wrap-up."""
        if person.is_busy(self._states_of(person.agent)):
            person.change(next=state, next_reason=reason)
        else:
            person.choose(state, reason)

    def tick(self, now: datetime) -> FloorStep:
        """Let time pass: wrap-ups that reached their limit end, calls nobody ended are closed."""
        draft = Draft()
        for agent, person in sorted(self._people.items()):
            wrap_up = person.standing.wrap_up
            if wrap_up is not None and wrap_up.until is not None and wrap_up.until <= now:
                self._end_wrap_up(draft, person, wrap_up.until, "expired")
                self._settle(draft, agent, wrap_up.until)
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
        person = self._people.get(agent)
        return person.view() if person else None

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
            people=tuple(person.view() for _, person in sorted(self._people.items()) if person.is_signed_in),
            exchanges=self._equipment.exchanges(),
            phones=self._equipment.phones(),
        )

    def connector_of(self, call_id: str) -> str | None:
        """The name of the connector a call came from: where its actions go."""
        call = self._found(call_id)
        return call.connector if call else None

    def _states(self) -> list[CallState]:
        return [call.state for call in self._calls.values() if call.state]

    def _states_of(self, agent: str) -> list[CallState]:
        found = (self._calls[call_id].state for call_id in self._calls_of.get(agent, {}))
        return sorted((state for state in found if state), key=lambda state: state.started_at)


def _refused(reason: str, what: str) -> ActionStep:
    return ActionStep(outcome=act.Outcome.refused(reason, what))
