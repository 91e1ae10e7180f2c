"""The people of the live floor: signing in and out, their states, and the work after their calls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from agent_desktop.telephony import actions as act
from agent_desktop.telephony import events as ev
from agent_desktop.telephony.call import CallState
from agent_desktop.telephony.equipment import Equipment
from agent_desktop.telephony.facts import AgentStateFact, CallFact
from agent_desktop.telephony.floor_rules import Channel, FloorRules
from agent_desktop.telephony.people import BUSY, Person, Standing, restored
from agent_desktop.telephony.steps import ActionStep, Draft, FloorStep
from agent_desktop.telephony.views import Change, PersonChanged, PersonView, PhoneView

CallsOf = Callable[[str], list[CallState]]
NumberFact = Callable[[str], tuple[int, str]]
"""The number of the next fact of a call, and the connector it came from; 0 for a call that is forgotten."""


class Crew:
    """Everybody who is signed in, or was. It knows calls only by asking."""

    def __init__(
        self, rules: FloorRules, equipment: Equipment, calls_of: CallsOf, number_fact: NumberFact
    ) -> None:
        self._rules = rules
        self._equipment = equipment
        self._calls_of = calls_of
        self._number_fact = number_fact
        self._people: dict[str, Person] = {}

    def restore(self, fact: AgentStateFact) -> None:
        """The person as this fact left them."""
        person = self._people[fact.agent] = restored(self._people.get(fact.agent), fact, self._rules)
        self._seat(person)

    # --- coming and going -----------------------------------------------------------------------------

    def sign_in(
        self, agent: str, at: datetime, display_name: str, extension: str | None, *, is_at_desk: bool
    ) -> FloorStep:
        """The person signed in: ready, unless already here (then what they chose stays)."""
        draft = Draft()
        person = self._people.setdefault(agent, Person(agent=agent, standing=Standing(), rules=self._rules))
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
        self.settle(draft, agent, at)
        return draft.step()

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
        self.settle(draft, agent, at)
        return draft.step()

    def link(self, agent: str, at: datetime, *, is_up: bool) -> FloorStep:
        """The person's workstation is not heard from, or is again."""
        draft, person = Draft(), self._people.get(agent)
        if person is None or not person.is_signed_in or person.standing.is_link_up == is_up:
            return FloorStep(verdict="ignored_duplicate", reason="it is so already")
        person.change(is_link_up=is_up)
        self.settle(draft, agent, at)
        return draft.step()

    def reported(self, event: ev.AgentStateReported) -> FloorStep:
        """The exchange told a person's state."""
        person = self._people.get(event.agent)
        if event.state in {"lost_link", "link_back"}:
            return self.link(event.agent, event.at, is_up=event.state == "link_back")
        if person is None or not person.is_signed_in:
            if event.state == "offline":
                return FloorStep(verdict="ignored_duplicate", reason="they are not signed in")
            if event.display_name is None:
                return FloorStep(verdict="impossible", reason="nobody of that name is signed in")
            step = self.sign_in(event.agent, event.at, event.display_name, None, is_at_desk=False)
            if event.state == "ready":
                return step
            more = self.reported(event)
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
        self.settle(draft, event.agent, event.at)
        if not draft.facts:
            return FloorStep(verdict="ignored_duplicate", reason="it is so already")
        return draft.step()

    # --- what calls make of people --------------------------------------------------------------------

    def follow(self, draft: Draft, before: CallState | None, after: CallState, event: ev.CallEvent) -> None:
        """A call changed: parts in it that are over begin wrap-up, and everybody in it is settled.

        All at one moment, so that nobody is ready for an instant between hang-up and wrap-up.
        """
        for part in after.handled[len(before.handled) if before else 0 :]:
            person = self._people.get(part.agent)
            if person is not None and person.is_signed_in:
                self._end_wrap_up(draft, person, part.left_at, "superseded")
                person.begin_wrap_up(after, part.queue, part.left_at)
        self._count_offers(before, after, event)
        parties = {party.agent for party in (*(before.parties if before else ()), *after.parties)}
        for agent in sorted(parties):
            self.settle(draft, agent, after.last_at)

    def _count_offers(self, before: CallState | None, after: CallState, event: ev.CallEvent) -> None:
        """What rang in vain counts, a rejected offer too (definitions: rang, not answered); an answer ends it."""
        if isinstance(event, ev.CallNotAnswered):
            person = self._people.get(event.agent)
            # A colleague who asks during a call offers nothing.
            if person is not None and before is not None and before.state == "ringing":
                person.not_answered()
        for party in after.parties:
            person = self._people.get(party.agent)
            if person is not None and party.role in {"talking", "consulted"} and person.standing.not_answered:
                person.answered()

    def settle(self, draft: Draft, agent: str, at: datetime) -> None:
        """Work out the agent's state; nobody who never signed in has one."""
        person = self._people.get(agent)
        if person is None:
            return
        fact = person.settle(self._calls_of(agent), at)
        if fact is not None:
            draft.facts.append(fact)
            draft.changes.append(PersonChanged(person=person.view()))
            draft.changes.extend(self._seat(person))

    # --- phones ---------------------------------------------------------------------------------------

    def recall_seats(self, phones: tuple[PhoneView, ...]) -> None:
        """Seat those again of whom no fact tells: supervisors, who are on no floor."""
        for phone in phones:
            holder = phone.holder
            if holder is None or self._equipment.holder(phone.extension) or self._equipment.seat_of(holder):
                continue
            if not self.is_signed_in(holder):
                self._chose_phone(holder, phone.extension)

    def choose_phone(self, action: act.ChoosePhone, now: datetime) -> ActionStep:
        """Sit them at a phone; of somebody who is on no floor only that is known."""
        draft = Draft()
        refusal = self._equipment.choice_refusal(action, self._signed_in_besides(action.agent))
        if refusal is None and self._calls_of(action.agent) and self._equipment.seat_of(action.agent):
            refusal = act.Outcome.refused("busy", "You are on a call. End it before you change phones.")
        if refusal is not None:
            return ActionStep(outcome=refusal)
        draft.changes.extend(self._chose_phone(action.agent, action.extension.strip()))
        if self.is_signed_in(action.agent):
            self.settle(draft, action.agent, now)
        return ActionStep(outcome=act.Outcome.done(), step=draft.step())

    def _chose_phone(self, agent: str, extension: str) -> list[Change]:
        person = self._people.setdefault(agent, Person(agent=agent, standing=Standing(), rules=self._rules))
        person.change(extension=extension, is_phone_chosen=True)
        return [] if person.is_signed_in else self._equipment.sit(agent, extension)

    def _seat(self, person: Person) -> list[Change]:
        return self._equipment.sit(person.agent, person.standing.extension if person.is_signed_in else None)

    def _signed_in_besides(self, agent: str) -> frozenset[str]:
        return frozenset(login for login, one in self._people.items() if login != agent and one.is_signed_in)

    # --- contacts of other channels -------------------------------------------------------------------

    def take(self, agent: str, channel: Channel, contact_id: str, at: datetime) -> FloorStep:
        """The person has one more chat or e-mail in hand."""
        return self._in_hand(agent, at, lambda held: (*held, (channel, contact_id)), (channel, contact_id))

    def let_go(self, agent: str, channel: Channel, contact_id: str, at: datetime) -> FloorStep:
        """The person has it in hand no more."""
        gone = (channel, contact_id)
        return self._in_hand(
            agent, at, lambda held: tuple(one for one in held if one != gone), gone, has=True
        )

    def _in_hand(
        self,
        agent: str,
        at: datetime,
        changed: Callable[[tuple[tuple[Channel, str], ...]], tuple[tuple[Channel, str], ...]],
        contact: tuple[Channel, str],
        *,
        has: bool = False,
    ) -> FloorStep:
        draft, person = Draft(), self._people.get(agent)
        if person is None or not person.is_signed_in:
            return FloorStep(verdict="impossible", reason="nobody of that name is signed in")
        if (contact in person.standing.in_hand) != has:
            return FloorStep(verdict="ignored_duplicate", reason="it is so already")
        person.change(in_hand=changed(person.standing.in_hand))
        self.settle(draft, agent, at)
        return draft.step()

    # --- actions --------------------------------------------------------------------------------------

    def act(self, action: act.SetState | act.FinishWrapUp | act.ExtendWrapUp, now: datetime) -> ActionStep:
        """Settle an action on the agent's own state."""
        person = self._people[action.agent]
        draft, wrap_up = Draft(), person.standing.wrap_up
        match action:
            case act.SetState(state="offline") if not person.is_busy(self._calls_of(action.agent)):
                return ActionStep(outcome=act.Outcome.done(), step=self.sign_out(action.agent, now))
            case act.SetState():
                self._choose(person, action.state, action.reason)
            case act.FinishWrapUp():
                if wrap_up is None:
                    return refused("no_wrap_up", "There is no wrap-up to finish.")
                if refusal := wrap_up.finish_refusal(now):
                    return ActionStep(outcome=refusal)
                self._end_wrap_up(draft, person, now, "finished")
            case act.ExtendWrapUp():
                if wrap_up is None:
                    return refused("no_wrap_up", "There is no wrap-up that runs out.")
                if refusal := wrap_up.extend_refusal():
                    return ActionStep(outcome=refusal)
                person.change(wrap_up=wrap_up.extended())
        self.settle(draft, action.agent, now)
        return ActionStep(outcome=act.Outcome.done(), step=draft.step())

    def is_signed_in(self, agent: str) -> bool:
        """Whether the person has a session open."""
        person = self._people.get(agent)
        return person is not None and person.is_signed_in

    def _choose(self, person: Person, state: str, reason: str | None) -> None:
        """Set what the person chose, now or for after the call and its wrap-up."""
        if state == "break":
            reason = self._rules.pause(reason).id
        if person.is_busy(self._calls_of(person.agent)):
            person.change(next=state, next_reason=reason)
        else:
            person.choose(state, reason)

    # --- time -----------------------------------------------------------------------------------------

    def tick(self, draft: Draft, now: datetime) -> None:
        """Let time pass: wrap-ups that reached their limit end, unless another call keeps the person from them."""
        for agent, person in sorted(self._people.items()):
            wrap_up = person.standing.wrap_up
            if wrap_up is None or wrap_up.until is None or wrap_up.until > now or person.state in BUSY:
                continue
            self._end_wrap_up(draft, person, wrap_up.until, "expired")
            self.settle(draft, agent, wrap_up.until)

    def _end_wrap_up(self, draft: Draft, person: Person, at: datetime, how: str) -> None:
        wrap_up = person.standing.wrap_up
        if wrap_up is None:
            return
        at = max(at, wrap_up.started_at)
        person.change(wrap_up=None)
        data: dict[str, object] = {"acw_s": (at - wrap_up.started_at).total_seconds(), "how": how}
        if how == "expired" and wrap_up.mode == "timed" and wrap_up.disposition:
            data |= {"disposition": wrap_up.disposition, "disposition_by": "system"}
        seq, connector = self._number_fact(wrap_up.call_id)
        draft.facts.append(
            CallFact(
                kind="wrapped_up",
                call_id=wrap_up.call_id,
                at=at,
                seq=seq,
                queue=wrap_up.queue,
                agent=person.agent,
                connector=connector,
                data=data,
            )
        )

    # --- what there is --------------------------------------------------------------------------------

    def person(self, agent: str) -> PersonView | None:
        """One person, ``None`` when they never signed in."""
        person = self._people.get(agent)
        return person.view() if person else None

    def views(self) -> tuple[PersonView, ...]:
        """Everybody signed in, by login."""
        return tuple(person.view() for _, person in sorted(self._people.items()) if person.is_signed_in)


def refused(reason: str, what: str) -> ActionStep:
    """Nothing changes, and why."""
    return ActionStep(outcome=act.Outcome.refused(reason, what))
