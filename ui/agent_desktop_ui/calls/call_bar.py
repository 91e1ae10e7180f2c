"""The call bar at work: what the floor tells becomes what is shown, what is pressed becomes an action."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint

from agent_desktop.telephony.actions import (
    Answer,
    Conference,
    ExtendWrapUp,
    HangUp,
    Hold,
    Mute,
    Outcome,
    Reject,
    Resume,
    Swap,
    Transfer,
    Unmute,
)
from agent_desktop_ui import formats
from agent_desktop_ui.calls.caller_words import caller_name, caller_number
from agent_desktop_ui.calls.consulting import asked_name, consult_of, has_joined
from agent_desktop_ui.calls.keypad import KeypadLayer
from agent_desktop_ui.calls.own_state import extend_refusal, next_words, pause_words
from agent_desktop_ui.calls.parking import Parking, space_of
from agent_desktop_ui.calls.recording import RecordingDesk, recording_of
from agent_desktop_ui.calls.refusals import exchange_away, refusal_of, refusals_of
from agent_desktop_ui.calls.state_menu import StateMenu
from agent_desktop_ui.calls.supervision_words import supervision_words
from agent_desktop_ui.calls.transfer import TransferLayer
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.call_bar import CallBarState, CallPhase, Control, SelfState
from agent_desktop_ui.widgets.notice import announce
from agent_desktop_ui.widgets.recording_mark import Recording

if TYPE_CHECKING:
    from agent_desktop.telephony.views import ConsultView, PersonView
    from agent_desktop.workstation.contacts import ContactInHand
    from agent_desktop_ui.shell.screen import DeskContext
    from agent_desktop_ui.widgets.call_bar import CallBarView

_PHASES = {
    "ringing": CallPhase.RINGING,
    "dialling": CallPhase.DIALLING,
    "talking": CallPhase.ON_CALL,
    "held": CallPhase.ON_HOLD,
    "wrap_up": CallPhase.WRAP_UP,
}
_OWN_STATES = {
    "available": CallPhase.READY,
    "paused": CallPhase.BREAK,
    "offline": CallPhase.OFFLINE,
    "lost_link": CallPhase.LINE_LOST,
    "wrap_up": CallPhase.WRAP_UP,
    "ringing": CallPhase.READY,
}


LIFT = "lift_the_handset"
"""The reason of a refusal to answer: the phone takes no call from here."""


class CallBar(QObject):
    """Owns nothing but the view's state; everything it knows is asked of the workstation when something changes."""

    def __init__(self, context: DeskContext, view: CallBarView) -> None:
        super().__init__(view)
        self._context = context
        self._view = view
        self._desk = context.workstation
        self._names: dict[str, str] = {}
        self._spoken = CallPhase.READY
        self._marks_spoken = ""
        self._lift_call_id = ""
        self.recording = RecordingDesk(context, self)
        self._parking = Parking(context, self)
        self._menu = StateMenu(context, view)
        self._connect()
        self.refresh()

    # -- showing ---------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what is so now."""
        contact, me = self._in_hand(), self._me()
        phase = self._phase(contact, me)
        state = CallBarState(
            phase=phase,
            name=self._name(contact),
            number=caller_number(contact) if contact and contact.call else "",
            queue=(contact.call.queue_name or "") if contact and contact.call else "",
            state_words=self._chip_words(phase, contact, me),
            timer=self._timer(phase, contact, me, self._desk.clock.now()),
            recording=recording_of(contact),
            recording_refusal=refusal_of("set_recording", self._desk.live, contact),
            is_muted=self._is_muted(contact),
            supervision=supervision_words(contact, self._context),
            is_consulting=self._consult(contact) is not None,
            refusals=self._refusals(contact),
        )
        if state != self._view.state():
            self._view.show_state(state)
        self._view.show_self(self._self_state(phase, me))
        if phase is not self._spoken:
            self._spoken = phase
            said = state.state_words or self._view.phase_words(phase)
            words = ", ".join(p for p in (said, state.name or state.number) if p)
            announce(self._view, words, is_urgent=phase is CallPhase.LINE_LOST)
        self._speak_marks(state)

    def _speak_marks(self, state: CallBarState) -> None:
        """What changes within a call is said too: who listens in, and whether it is recorded."""
        paused = self.tr("Recording paused") if state.recording is Recording.PAUSED else ""
        marks = ", ".join(part for part in (state.supervision, paused) if part)
        if marks != self._marks_spoken:
            self._marks_spoken = marks
            if marks:
                announce(self._view, marks)

    def set_name(self, customer_id: str, name: str) -> None:
        """Tell what a customer is called, for calls whose match did not say."""
        if self._names.get(customer_id) != name:
            self._names[customer_id] = name
            self.refresh()

    def _tick(self, now: datetime) -> None:
        contact, me = self._in_hand(), self._me()
        self._view.set_timer(self._timer(self._view.state().phase, contact, me, now))

    def _in_hand(self) -> ContactInHand | None:
        """The contact the bar speaks of: a call, or wrap-up as long as the floor counts it as such."""
        current = self._context.contacts.state.current
        if current is not None and current.by_hand is not None:
            return None  # The floor knows nothing of it.
        if current is None or current.phase != "wrap_up":
            return current
        me = self._me()
        # Another call may ring while one wraps up; that does not end the wrap-up.
        is_over = me is not None and me.state not in {"wrap_up", "talking", "holding", "ringing", "lost_link"}
        return None if is_over or current.call is None else current

    def _me(self) -> PersonView | None:
        person = self._desk.person
        return self._desk.live.people.get(person.login) if person else None

    def _phase(self, contact: ContactInHand | None, me: PersonView | None) -> CallPhase:
        # Work after a call needs no exchange, and its own controls stay where they are.
        needs_exchange = contact is None or contact.phase != "wrap_up"
        is_away = needs_exchange and exchange_away(self._desk.live, contact) is not None
        if is_away or self._desk.link.state in {"offline", "signed_out"}:
            return CallPhase.LINE_LOST
        if contact is not None:
            consult = self._consult(contact)
            if consult is not None:
                return CallPhase.ON_CALL if consult.is_waiting else CallPhase.ON_HOLD
            return _PHASES[contact.phase]
        return _OWN_STATES.get(me.state, CallPhase.READY) if me else CallPhase.OFFLINE

    def _consult(self, contact: ContactInHand | None) -> ConsultView | None:
        person = self._desk.person
        return consult_of(contact, person.login) if person is not None else None

    def _chip_words(self, phase: CallPhase, contact: ContactInHand | None, me: PersonView | None) -> str:
        """The word of the chip where the phase's own does not tell enough."""
        consult = self._consult(contact)
        if phase is CallPhase.ON_HOLD and consult is not None:
            name = asked_name(consult, self._context)
            return self.tr("Asking {name}").format(name=name.split(" ")[0] if consult.to_agent else name)
        if phase is CallPhase.ON_HOLD and (space := space_of(contact)):
            return self.tr("Parked, {space}").format(space=space)
        if phase is CallPhase.RINGING and self._must_lift(contact):
            return self.tr("Lift the handset")
        view = contact.call.view if contact is not None and contact.call is not None else None
        if phase is CallPhase.ON_CALL and view is not None and view.state == "conferenced":
            return self.tr("All together")
        return self._state_words(phase, me)

    def _state_words(self, phase: CallPhase, me: PersonView | None) -> str:
        if phase is CallPhase.BREAK and me is not None and (words := pause_words(me)):
            return words
        if phase is CallPhase.OFFLINE and me is None:
            # Field engineers are never on the floor: for them there is nothing to wait for.
            return self.tr("No calls here") if self._desk.link.state == "online" else self.tr("Connecting")
        return ""

    def _timer(
        self, phase: CallPhase, contact: ContactInHand | None, me: PersonView | None, now: datetime
    ) -> str:
        if phase is CallPhase.LINE_LOST:
            away = exchange_away(self._desk.live, contact) if self._desk.link.state == "online" else None
            since = away.since if away is not None else self._desk.link.since
            return formats.timer((now - since).total_seconds())
        if phase is CallPhase.WRAP_UP and me is not None and me.wrap_up_until is not None:
            return formats.timer((me.wrap_up_until - now).total_seconds())
        if contact is not None:
            since = contact.since
            if phase is CallPhase.ON_CALL and contact.call and contact.call.view.answered_at:
                since = contact.call.view.answered_at
            return formats.timer((now - since).total_seconds())
        return formats.timer((now - me.since).total_seconds()) if me else ""

    def _name(self, contact: ContactInHand | None) -> str:
        if contact is None:
            return ""
        known = self._names.get(contact.customer_id or "")
        return known or caller_name(contact) or ""

    def _is_muted(self, contact: ContactInHand | None) -> bool:
        person = self._desk.person
        if contact is None or contact.call is None or person is None:
            return False
        return any(part.muted for part in contact.call.view.parties if part.agent == person.login)

    def _refusals(self, contact: ContactInHand | None) -> dict[Control, str]:
        found = refusals_of(self._desk.live, contact)
        if words := extend_refusal(self._me()):
            found[Control.EXTEND] = words
        if contact is not None and self._consult(contact) is not None and not has_joined(contact):
            not_yet = self.tr("Wait until they answer.")
            found.setdefault(Control.TRANSFER, not_yet)
            found.setdefault(Control.ADD_PERSON, not_yet)
        return found

    def _self_state(self, phase: CallPhase, me: PersonView | None) -> SelfState:
        person = self._desk.person
        tones = {
            CallPhase.WRAP_UP: Tone.INFO,
            CallPhase.BREAK: Tone.NEUTRAL,
            CallPhase.OFFLINE: Tone.NEUTRAL,
            CallPhase.LINE_LOST: Tone.BAD,
            CallPhase.ON_HOLD: Tone.WARN,
            CallPhase.READY: Tone.ACCENT,
        }
        words = self._state_words(phase, me) or self._view.phase_words(phase)
        remark = words
        if me is not None and (after := next_words(me)):
            remark = self.tr("{now}, then {after}").format(now=words, after=after)
        return SelfState(person.name if person else "", tones.get(phase, Tone.OK), words, remark)

    # -- doing -----------------------------------------------------------------------------------------

    def answer(self) -> None:
        """F2: take the call that rings; during another call that one is put on hold first."""
        ringing = self._ringing()
        if ringing is None or ringing.call is None:
            return
        refusal = self._refusals(ringing).get(Control.ANSWER)
        if refusal and self._must_lift(ringing):
            self._ask_to_lift(ringing)
        elif refusal:
            self._context.desk.notice(refusal, Tone.WARN)
        else:
            self._context.bridge.run(self._answer(ringing), lambda outcome: self._answered(ringing, outcome))

    def _answered(self, ringing: ContactInHand, outcome: Outcome) -> None:
        """A phone that cannot be answered from here says so only when it is asked to."""
        if outcome.status == "refused" and outcome.reason == LIFT and ringing.call is not None:
            self._lift_call_id = ringing.call.call_id
            self._ask_to_lift(ringing)
            self.refresh()
        else:
            self._context.desk.tell_outcome(outcome)

    def _ask_to_lift(self, ringing: ContactInHand) -> None:
        """Say it where it is looked at and listened to; what the phone then does is followed by itself."""
        who = caller_name(ringing) or caller_number(ringing)
        words = self.tr("Lift the handset to talk to {name}.") if who else self.tr("Lift the handset.")
        self._context.desk.notice(words.format(name=who), Tone.ACCENT)

    def _must_lift(self, contact: ContactInHand | None) -> bool:
        """Whether this ringing call is answered at the telephone only."""
        if contact is None or contact.phase != "ringing" or contact.call is None:
            return False
        live = self._desk.live
        cannot = live.heard_at is not None and "answer" not in live.capabilities
        return exchange_away(live, contact) is None and (cannot or contact.call.call_id == self._lift_call_id)

    async def _answer(self, ringing: ContactInHand) -> Outcome:
        call_id = ringing.call.call_id if ringing.call else None
        held = await self._hold_current(self._context.contacts.state.current)
        if held.status == "refused":
            return held
        return await self._desk.act(
            lambda i, who, until: Answer(id=i, agent=who, expires_at=until, call_id=call_id)
        )

    def look(self) -> None:
        """F3: put the waiting call on screen without answering it."""
        waiting = self._context.contacts.state.waiting
        if waiting:
            ringing = next((contact for contact in waiting if contact.phase == "ringing"), waiting[0])
            self._context.contacts.look(ringing.contact_id)

    def hold(self) -> None:
        """F7: hold, or resume; while somebody is asked, back to the caller."""
        contact = self._of(Control.HOLD, "talking", "held")
        if contact is None:
            return
        consult = self._consult(contact)
        if consult is not None:
            self._do(contact, Swap if consult.is_waiting else Resume)
        else:
            self._do(contact, Resume if contact.phase == "held" else Hold)

    def swap(self) -> None:
        """Shift F7: talk to the other one, of two calls or of the caller and whom one asks."""
        contact = self._context.contacts.state.current
        if contact is not None and self._consult(contact) is not None:
            refusal = refusal_of("swap", self._desk.live, contact)
            if refusal:
                self._context.desk.notice(refusal, Tone.WARN)
            elif has_joined(contact):
                self._do(contact, Swap)
            return
        other = next(
            (c for c in self._context.contacts.state.waiting if c.call and c.phase in {"held", "talking"}),
            None,
        )
        if other is None:
            return
        refusal = refusal_of("hold", self._desk.live, other)
        if refusal:
            self._context.desk.notice(refusal, Tone.WARN)
        else:
            self._context.bridge.run(self._change_over(contact, other), self._context.desk.tell_outcome)

    async def _change_over(self, contact: ContactInHand | None, other: ContactInHand) -> Outcome:
        held = await self._hold_current(contact)
        if held.status == "refused" or other.call is None:
            return held
        call_id = other.call.call_id
        self._context.contacts.look(other.contact_id)
        return await self._desk.act(
            lambda i, who, until: Resume(id=i, agent=who, expires_at=until, call_id=call_id)
        )

    async def _hold_current(self, current: ContactInHand | None) -> Outcome:
        """Nobody is left in the open line: the call one talks on is held before another is taken."""
        if current is None or current.phase != "talking" or current.call is None:
            return Outcome.done()
        held_id = current.call.call_id
        return await self._desk.act(
            lambda i, who, until: Hold(id=i, agent=who, expires_at=until, call_id=held_id)
        )

    def mute(self) -> None:
        """F8: close my microphone, or open it."""
        contact = self._of(Control.MUTE, "talking", "held")
        if contact is not None:
            self._do(contact, Unmute if self._is_muted(contact) else Mute)

    def record(self) -> None:
        """Shift F8: record, pause, go on."""
        contact = self._context.contacts.state.current
        if contact is None or recording_of(contact) is Recording.NONE:
            return
        refusal = refusal_of("set_recording", self._desk.live, contact)
        if refusal:
            self._context.desk.notice(refusal, Tone.WARN)
        else:
            self.recording.toggle(contact)

    def end(self) -> None:
        """F12: end the call; a ringing one is rejected, and of a colleague who is asked one takes leave."""
        contact = self._of(Control.END, "talking", "held", "dialling", "ringing")
        if contact is None:
            return
        consult = self._consult(contact)
        if consult is not None and not consult.is_waiting:
            # The caller, who hears music now, must not be what is hung up.
            self._do(contact, Resume)
        else:
            is_ringing = contact.phase == "ringing"
            if is_ringing and contact.call is not None:
                self._context.desk.note_rejected(contact.call.call_id)
            self._do(contact, Reject if is_ringing else HangUp)

    def extend(self) -> None:
        """Ctrl E: 30 seconds more."""
        if self._view.state().phase is CallPhase.WRAP_UP:
            self._context.desk.act(lambda i, who, until: ExtendWrapUp(id=i, agent=who, expires_at=until))

    def dial(self) -> None:
        """Shift F2: call back in wrap-up, else whom the room has at hand, else ask for a number."""
        contact = self._in_hand()
        if contact is not None and contact.phase == "wrap_up" and contact.call is not None:
            view = contact.call.view
            number = view.called if view.direction == "out" else view.caller
            if number:
                self._context.desk.dial(number, purpose="callback", customer_id=contact.customer_id)
            return
        if contact is None or not contact.is_open or contact.phase == "held":
            refusal = self._refusals(None).get(Control.DIAL)
            at_hand = self._context.desk.number_at_hand()
            if refusal:
                self._context.desk.notice(refusal, Tone.WARN)
            elif at_hand:
                self._context.desk.dial(at_hand)
            else:
                self._context.desk.open_layer(KeypadLayer(self._context, call_id=None))

    def transfer(self) -> None:
        """F9: whom to give the call to; while somebody is asked, give it to them."""
        contact = self._of(Control.TRANSFER, "talking", "held")
        if contact is None or contact.call is None:
            return
        consult, call_id = self._consult(contact), contact.call.call_id
        if consult is None:
            self._context.desk.open_layer(TransferLayer(self._context, call_id))
            return
        wish = {"to_agent": consult.to_agent, "to_number": consult.to_number}
        name = asked_name(consult, self._context)
        self._context.desk.act(
            lambda i, who, until: Transfer(
                id=i, agent=who, expires_at=until, call_id=call_id, transfer="warm", **wish
            ),
            lambda: self._context.desk.notice(self.tr("Given to {name}.").format(name=name)),
        )

    def add_person(self) -> None:
        """Shift F9: ask somebody to join; while somebody is asked, bring all together."""
        contact = self._of(Control.ADD_PERSON, "talking", "held")
        if contact is None or contact.call is None:
            return
        if self._consult(contact) is not None:
            self._do(contact, Conference)
        else:
            layer = TransferLayer(self._context, contact.call.call_id, is_adding=True)
            self._context.desk.open_layer(layer)

    def keypad(self) -> None:
        """Digits to the other end."""
        contact = self._of(Control.KEYPAD, "talking", "held")
        if contact is not None and contact.call is not None:
            self._context.desk.open_layer(KeypadLayer(self._context, call_id=contact.call.call_id))

    def my_state(self) -> None:
        """F4: ready, or a break with its reason."""
        view = self._view
        self._menu.popup_at(view.mapToGlobal(QPoint(view.width() - 240, view.height())))

    def _do(
        self,
        contact: ContactInHand,
        kind: type[Hold | Resume | Mute | Unmute | HangUp | Reject | Swap | Conference],
    ) -> None:
        call_id = contact.call.call_id if contact.call else None
        self._context.desk.act(lambda i, who, until: kind(id=i, agent=who, expires_at=until, call_id=call_id))

    def _of(self, control: Control, *phases: str) -> ContactInHand | None:
        """The contact in hand when it is in one of these phases; why the exchange cannot is told."""
        contact = self._context.contacts.state.current
        if contact is None or contact.phase not in phases:
            return None
        refusal = self._refusals(contact).get(control)
        if refusal:
            self._context.desk.notice(refusal, Tone.WARN)
            return None
        return contact

    def _ringing(self) -> ContactInHand | None:
        state = self._context.contacts.state
        everyone = [state.current, *state.waiting] if state.current else list(state.waiting)
        rings = [contact for contact in everyone if contact.phase == "ringing"]
        return min(rings, key=lambda contact: bool(contact.block), default=None)

    def _connect(self) -> None:
        bridge, view = self._context.bridge, self._view
        for signal in (
            bridge.contacts_changed,
            bridge.floor_changed,
            bridge.link_changed,
            bridge.call_changed,
        ):
            signal.connect(lambda _news: self.refresh())
        self._context.heartbeat.second.connect(self._tick)
        self._context.desk.colleagues.changed.connect(self.refresh)
        named = self._context.actions.named
        for pressed, name, slot in (
            (view.answer_pressed, "answer", self.answer),
            (view.dial_pressed, "dial", self.dial),
            (view.hold_pressed, "hold", self.hold),
            (view.mute_pressed, "mute", self.mute),
            (view.transfer_pressed, "transfer", self.transfer),
            (view.end_pressed, "end_call", self.end),
            (view.add_person_pressed, "add_person", self.add_person),
            (view.keypad_pressed, "keypad", self.keypad),
            (view.record_pressed, "record", self.record),
            (view.extend_pressed, "extend", self.extend),
            (view.self_pressed, "my_state", self.my_state),
        ):
            pressed.connect(slot)
            named(name).triggered.connect(slot)
        named("look").triggered.connect(self.look)
        named("swap").triggered.connect(self.swap)
        view.call_back_pressed.connect(self.dial)
