"""What real people ask of the simulated exchange: every call action, done as an exchange would."""

from __future__ import annotations

from collections.abc import Callable

from agent_desktop.plugins.api import (
    Answer,
    AnyAction,
    CallConnected,
    CallDialling,
    CallHeld,
    CallMuted,
    CallNotAnswered,
    CallRecorded,
    CallResumed,
    CallRinging,
    CallTransferred,
    Conference,
    ConsultEnded,
    ConsultStarted,
    Dial,
    HangUp,
    Hold,
    Mute,
    Outcome,
    Park,
    Reject,
    Resume,
    Retrieve,
    SendDtmf,
    SetRecording,
    SetState,
    StopSupervising,
    Supervise,
    Swap,
    Transfer,
    Unmute,
)

from .asides import Asides
from .engine import Engine
from .world import SimCall, lognormal_s

BUSY_ENDING = "90"
NEVER_ANSWERED_ENDING = "91"
"""Numbers that end so are busy, or ring for ever: for demonstrations and tests."""

RINGS_OUT_S = 25.0
_RECORDING = {"start": "on", "resume": "on", "pause": "paused", "stop": "off"}

CAPABILITIES = frozenset(
    {
        "answer",
        "reject",
        "hold",
        "resume",
        "mute",
        "unmute",
        "transfer",
        "dial",
        "send_dtmf",
        "hang_up",
        "set_recording",
        "set_state",
        "conference",
        "swap",
        "park",
        "retrieve",
        "supervise",
        "stop_supervising",
    }
)


def _no(reason: str, what: str) -> Outcome:
    return Outcome.refused(reason, what)


class Desk:
    """The phones of real people."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._asides = Asides(engine)

    def perform(self, action: AnyAction) -> Outcome:  # noqa: PLR0911, PLR0912 - one line an action
        """Do it, or say why not. Events tell what came of it."""
        if isinstance(action, SetState):
            self._engine.route()
            return Outcome.done()
        if isinstance(action, Dial):
            return self._dial(action)
        call = self._engine.calls.get(action.call_id or "")
        if isinstance(action, Supervise | StopSupervising):
            return self._asides.supervise(action, call)
        if isinstance(action, Retrieve):
            return self._asides.fetch(action, call)
        if call is None or action.agent not in {call.agent, call.ringing, call.consult, *call.members}:
            return _no("no_such_call", "There is no such call at your phone.")
        if action.agent in call.members:
            return self._asides.as_member(action, call, action.agent)
        if call.consult == action.agent:
            return self._as_consulted(action, call)
        match action:
            case Answer() | Reject():
                return self._ringing(action, call)
            case HangUp():
                return self._hang_up(action, call)
            case Transfer() if call.members or call.third or call.parked_in:
                return _no("cannot", "A conference or a parked call is not transferred.")
            case Transfer() if call.is_internal:
                return _no("cannot", "A call between two of us is not transferred.")
            case _ if call.agent != action.agent or call.stage == "dialling":
                return _no("wrong_state", "The call is not answered yet.")
            case Conference():
                return self._asides.together(call)
            case Swap():
                return self._asides.swap(action, call)
            case Park():
                return self._asides.park(call, action.agent)
            case Hold() | Resume():
                return self._hold(action, call)
            case Mute() | Unmute():
                return self._mute(action, call)
            case Transfer():
                return self._transfer(action, call)
            case SetRecording():
                return self._record(action, call)
            case SendDtmf():
                return Outcome.done()
            case _:
                return _no("cannot", "This exchange cannot do that.")

    def _ringing(self, action: Answer | Reject, call: SimCall) -> Outcome:
        if call.ringing != action.agent:
            return _no("wrong_state", "The call does not ring at your phone.")
        if isinstance(action, Answer):
            self._engine.connect(call, action.agent)
        else:
            self._engine.not_answered(call, "rejected")
        return Outcome.done()

    def _hang_up(self, action: HangUp, call: SimCall) -> Outcome:
        if call.ringing == action.agent and call.agent is None:
            self._engine.not_answered(call, "rejected")
        elif call.members or call.third:
            return self._asides.leave(call, action.agent)
        else:
            cause = "cancelled" if call.stage == "dialling" else "normal"
            self._engine.end(call, by="agent", cause=cause)
        return Outcome.done()

    def _hold(self, action: Hold | Resume, call: SimCall) -> Outcome:
        engine = self._engine
        if isinstance(action, Hold):
            if call.stage != "talking":
                return _no("wrong_state", "The call is on hold already.")
            call.stage = "held"
            call.turn += 1
            engine.tell(CallHeld, call, agent=action.agent)
        elif call.stage == "consulting":
            self._end_consult(call)
        elif call.stage == "held":
            if call.parked_in is not None:
                self._asides.unpark(call)
            call.stage = "talking"
            call.turn += 1
            engine.tell(CallResumed, call, agent=action.agent)
        else:
            return _no("wrong_state", "The call is not on hold.")
        return Outcome.done()

    def _mute(self, action: Mute | Unmute, call: SimCall) -> Outcome:
        wanted = isinstance(action, Mute)
        if (action.agent in call.muted) != wanted:
            call.muted ^= {action.agent}
            self._engine.tell(CallMuted, call, agent=action.agent, muted=wanted)
        return Outcome.done()

    def _record(self, action: SetRecording, call: SimCall) -> Outcome:
        state = _RECORDING[action.wish]
        if action.wish in {"pause", "resume"} and call.recording == "off":
            return _no("wrong_state", "The call is not being recorded.")
        if call.recording != state:
            call.recording = state
            self._engine.tell(CallRecorded, call, state=state)
        return Outcome.done()

    # --- transfers ------------------------------------------------------------------------------------

    def _transfer(self, action: Transfer, call: SimCall) -> Outcome:
        targets = [target for target in (action.to_agent, action.to_queue, action.to_number) if target]
        if len(targets) != 1:
            return _no("one_target", "A transfer goes to exactly one agent, queue or number.")
        if action.to_queue and (action.to_queue not in self._engine.queues or action.transfer == "warm"):
            return _no("no_such_target", "Calls are given to a queue of this site, and without asking first.")
        target = action.to_agent or action.to_number
        if call.stage == "consulting" and action.transfer == "warm" and target == call.consult:
            return self._complete(action, call)
        if action.to_agent and (refusal := self._not_reachable(action.to_agent)):
            return refusal
        if action.transfer == "warm":
            return self._consult(action, call, str(target))
        self._blind(action, call)
        return Outcome.done()

    def _blind(self, action: Transfer, call: SimCall) -> None:
        engine = self._engine
        if call.stage == "consulting":
            self._end_consult(call)
        to = {"to_agent": action.to_agent, "to_queue": action.to_queue, "to_number": action.to_number}
        engine.tell(CallTransferred, call, transfer="blind", agent=action.agent, **to)
        call.agent = None
        call.turn += 1
        if action.to_queue:
            engine.enqueue(call, action.to_queue)
        elif action.to_agent:
            engine.ring(call, action.to_agent)
        else:
            self._goes_on_elsewhere(call)

    def _goes_on_elsewhere(self, call: SimCall) -> None:
        call.stage, call.agent, call.consult = "transferring", None, None
        talk_s = lognormal_s(self._engine.agents_rng, self._engine.settings.handling_s, 0.6)
        self._engine.after_unless_changed(call, talk_s, lambda: self._engine.end(call, by="caller"))

    def _not_reachable(self, login: str) -> Outcome | None:
        engine = self._engine
        colleague = engine.virtual.get(login)
        if login in engine.engaged():
            return _no("busy", "They are on a call.")
        if colleague is not None:
            return None if colleague.state == "ready" else _no("not_there", "They are not available.")
        person = next((one for one in engine.people() if one.login == login), None)
        if person is None or person.state in {"offline", "lost_link"}:
            return _no("not_there", "They are not signed in.")
        return None

    def _consult(self, action: Transfer, call: SimCall, target: str) -> Outcome:
        engine = self._engine
        if call.stage == "consulting":
            return _no("wrong_state", "You are asking somebody already.")
        call.turn += 1
        call.stage, call.consult, call.consult_joined = "consulting", target, False
        to = {"to_agent": action.to_agent, "to_number": action.to_number}
        engine.tell(ConsultStarted, call, agent=action.agent, **to)
        if action.to_agent is None:
            engine.after_unless_changed(call, 3.0, lambda: self._number_joins(call))
            return Outcome.done()
        engine.tell(CallRinging, call, agent=target, caller=call.caller, called=call.called)
        if (colleague := engine.virtual.get(target)) is not None:
            colleague.state = "ringing"
            engine.after_unless_changed(call, 3.0, lambda: self._joins(call))
        else:
            timeout_s = engine.settings.ring_timeout_s * engine.settings.speed
            engine.after_unless_changed(call, timeout_s, lambda: self._did_not_join(call, "timeout"))
        return Outcome.done()

    def _number_joins(self, call: SimCall) -> None:
        call.consult_joined = True

    def _joins(self, call: SimCall) -> None:
        call.turn += 1
        call.consult_joined = True
        self._engine.tell(CallConnected, call, agent=call.consult)
        if call.consult and (colleague := self._engine.virtual.get(call.consult)) is not None:
            colleague.state = "talking"

    def _did_not_join(self, call: SimCall, reason: str) -> None:
        if not call.consult_joined:
            self._engine.tell(CallNotAnswered, call, agent=call.consult, reason=reason)
        self._end_consult(call)

    def _end_consult(self, call: SimCall) -> None:
        call.turn += 1
        target, call.consult, call.stage, call.is_swapped = call.consult, None, "talking", False
        self._engine.tell(ConsultEnded, call, agent=call.agent)
        if target is not None:
            self._engine.release(target, has_handled=False)

    def _as_consulted(self, action: AnyAction, call: SimCall) -> Outcome:
        """What a real colleague who is being asked, or called, can do."""
        match action:
            case Answer() if call.is_internal and not call.consult_joined:
                self._joins(call)
                call.stage = "talking"
            case Reject() | HangUp() if call.is_internal:
                self._engine.end(call, by="agent", cause="normal" if call.consult_joined else "rejected")
            case Answer() if not call.consult_joined:
                self._joins(call)
            case Reject() | HangUp():
                self._did_not_join(call, "rejected")
            case Mute() | Unmute() if call.consult_joined:
                return self._mute(action, call)
            case _:
                return _no("wrong_state", "The call is a colleague's, who is asking you.")
        return Outcome.done()

    def _complete(self, action: Transfer, call: SimCall) -> Outcome:
        if not call.consult_joined:
            return _no("not_yet", "Wait until they answer.")
        engine = self._engine
        to = {"to_agent": action.to_agent, "to_number": action.to_number}
        engine.tell(CallTransferred, call, transfer="warm", agent=action.agent, **to)
        call.turn += 1
        call.is_swapped = False
        if action.to_agent is None:
            self._goes_on_elsewhere(call)
            return Outcome.done()
        call.stage, call.agent, call.consult = "talking", action.to_agent, None
        engine.converse(call, action.to_agent)
        return Outcome.done()

    # --- calls out ------------------------------------------------------------------------------------

    def _dial(self, action: Dial) -> Outcome:
        engine = self._engine
        if not action.number.strip():
            return _no("no_number", "There is no number to dial.")
        if any(call.stage != "held" for call in engine.calls.values() if call.agent == action.agent):
            return _no("busy", "You are on a call. Hold or end it first.")
        call = SimCall(engine.new_id(), action.caller_id, action.number, None, stage="dialling")
        call.agent, call.is_outbound = action.agent, True
        engine.calls[call.id] = call
        engine.tell(
            CallDialling,
            call,
            agent=action.agent,
            called=action.number,
            caller=action.caller_id,
            action_id=action.id,
        )
        colleague = next((one.login for one in engine.people() if one.extension == action.number), None)
        if colleague is not None:
            return self._dial_colleague(call, colleague)
        digits = "".join(char for char in action.number if char.isdigit())
        rings_out = engine.agents_rng.random() < engine.settings.no_answer_share
        delay_s = 2.0 + 6.0 * engine.agents_rng.random()
        then: Callable[[], None]
        if digits.endswith(BUSY_ENDING):
            delay_s, then = 2.0, lambda: engine.end(call, by="exchange", cause="busy")
        elif digits.endswith(NEVER_ANSWERED_ENDING) or rings_out:
            delay_s, then = RINGS_OUT_S, lambda: engine.end(call, by="exchange", cause="no_answer")
        else:
            agent = action.agent
            then = lambda: engine.connect(call, agent)  # noqa: E731 - one of three, told apart by the number
        engine.after_unless_changed(call, delay_s * engine.settings.speed, then)
        return Outcome.done()

    def _dial_colleague(self, call: SimCall, login: str) -> Outcome:
        """One of ours calls another: it rings there, and both are on the call once answered."""
        engine = self._engine
        if login == call.agent or self._not_reachable(login):
            engine.after_unless_changed(call, 1.0, lambda: engine.end(call, by="exchange", cause="busy"))
            return Outcome.done()
        call.is_internal, call.consult = True, login
        engine.tell(CallRinging, call, agent=login, caller=call.caller, called=call.called)
        timeout_s = engine.settings.ring_timeout_s * engine.settings.speed
        engine.after_unless_changed(
            call, timeout_s, lambda: engine.end(call, by="exchange", cause="no_answer")
        )
        return Outcome.done()
