"""What real people ask beside the talk: all together, changing over, parking, and listening to a colleague."""

from __future__ import annotations

from agent_desktop.plugins.api import (
    AgentLeftCall,
    CallConnected,
    CallMuted,
    CallParked,
    CallResumed,
    CallTransferred,
    CallUnparked,
    Conferenced,
    HangUp,
    Mute,
    Outcome,
    Retrieve,
    StopSupervising,
    Supervise,
    SupervisionChanged,
    SupervisionEnded,
    SupervisionStarted,
    Swap,
    Swapped,
    Unmute,
)

from .engine import Engine
from .world import SimCall, lognormal_s

SPACES = tuple(str(number) for number in range(701, 721))
PARKED_S = 60.0
"""So long a caller is parked; then they are back with whoever parked them."""


def _no(reason: str, what: str) -> Outcome:
    return Outcome.refused(reason, what)


class Asides:
    """The rarer keys of the phones of real people."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # --- whom one asks --------------------------------------------------------------------------------

    def together(self, call: SimCall) -> Outcome:
        """Caller, agent, and whom they ask hear each other."""
        if call.stage != "consulting" or call.agent is None or call.consult is None:
            return _no("wrong_state", "Ask somebody first: they then join the call.")
        if not call.consult_joined:
            return _no("not_yet", "Wait until they answer.")
        call.turn += 1
        call.stage, call.is_swapped, joined, call.consult = "talking", False, call.consult, None
        if self._is_ours(joined):
            call.members.append(joined)
        else:
            call.third = joined
        self._engine.tell(Conferenced, call, agents=(call.agent, *call.members))
        self._engine.converse(call, call.agent)
        return Outcome.done()

    def swap(self, action: Swap, call: SimCall) -> Outcome:
        """Caller and whom the agent asks change places."""
        if call.stage != "consulting" or not call.consult_joined:
            return _no("wrong_state", "There is nobody to change over to.")
        call.is_swapped = not call.is_swapped
        self._engine.tell(Swapped, call, agent=action.agent, is_with_caller=call.is_swapped)
        return Outcome.done()

    def _is_ours(self, login: str) -> bool:
        known = {one.login for one in self._engine.people()}
        return login in known or login in self._engine.virtual

    def leave(self, call: SimCall, agent: str) -> Outcome:
        """One of several agents hangs up; the others talk on."""
        engine = self._engine
        call.turn += 1
        if call.third is not None and not call.members:
            engine.tell(CallTransferred, call, transfer="warm", agent=agent, to_number=call.third)
            call.stage, call.agent, call.third = "transferring", None, None
            talk_s = lognormal_s(engine.agents_rng, engine.settings.handling_s, 0.6)
            engine.after_unless_changed(call, talk_s, lambda: engine.end(call, by="caller"))
        else:
            engine.tell(AgentLeftCall, call, agent=agent)
            if agent == call.agent:
                call.agent = call.members.pop(0)
                engine.converse(call, call.agent)
            else:
                call.members.remove(agent)
        engine.release(agent, has_handled=True)
        return Outcome.done()

    def as_member(self, action: object, call: SimCall, agent: str) -> Outcome:
        """What somebody can do who was brought in."""
        if isinstance(action, HangUp):
            return self.leave(call, agent)
        if isinstance(action, Mute | Unmute):
            wanted = isinstance(action, Mute)
            if (agent in call.muted) != wanted:
                call.muted ^= {agent}
                self._engine.tell(CallMuted, call, agent=agent, muted=wanted)
            return Outcome.done()
        return _no("wrong_state", "The call is a colleague's, who brought you in.")

    # --- parking --------------------------------------------------------------------------------------

    def park(self, call: SimCall, agent: str) -> Outcome:
        """The caller waits in the first free space."""
        taken = {one.parked_in for one in self._engine.calls.values()}
        slot = next((space for space in SPACES if space not in taken), None)
        if slot is None:
            return _no("no_space", "Every parking space is taken.")
        if call.stage not in {"talking", "held"} or call.members or call.third or call.is_internal:
            return _no("wrong_state", "This call cannot be parked.")
        call.turn += 1
        call.stage, call.parked_in = "held", slot
        self._engine.tell(CallParked, call, agent=agent, slot=slot)
        self._engine.after_unless_changed(
            call, PARKED_S * self._engine.settings.speed, lambda: self.unpark(call)
        )
        return Outcome.done()

    def unpark(self, call: SimCall) -> None:
        """The caller leaves the space; they are still on hold."""
        slot, call.parked_in = call.parked_in, None
        call.turn += 1
        self._engine.tell(CallUnparked, call, slot=slot)

    def fetch(self, action: Retrieve, call: SimCall | None) -> Outcome:
        """The caller talks to whoever fetches them."""
        if call is None or call.parked_in is None:
            return _no("no_such_call", "Nobody is parked there.")
        engine, before = self._engine, call.agent
        self.unpark(call)
        call.stage, call.agent = "talking", action.agent
        if before == action.agent:
            engine.tell(CallResumed, call, agent=action.agent)
            return Outcome.done()
        engine.tell(CallConnected, call, agent=action.agent)
        if before is not None:
            engine.release(before, has_handled=True)
        engine.converse(call, action.agent)
        return Outcome.done()

    # --- listening in ---------------------------------------------------------------------------------

    def supervise(self, action: Supervise | StopSupervising, call: SimCall | None) -> Outcome:
        """A supervisor hears a call, hears it otherwise, or no more."""
        if call is None:
            return _no("no_such_call", "They are not on a call.")
        who = action.agent
        known = call.listeners.get(who)
        if known is not None and known[0] not in {call.agent, *call.members}:
            del call.listeners[who]  # Whom they heard has left, and so have they.
            known = None
        told = {"supervisor": who, "action_id": action.id}
        if isinstance(action, StopSupervising):
            if known is None:
                return _no("no_such_call", "You are listening to nobody.")
            del call.listeners[who]
            self._engine.tell(SupervisionEnded, call, agent=known[0], mode=known[1], **told)
            return Outcome.done()
        if action.of not in {call.agent, *call.members} or call.stage == "dialling":
            return _no("no_such_call", "They are not on a call.")
        call.listeners[who] = (action.of, action.mode)
        kind = SupervisionStarted if known is None else SupervisionChanged
        self._engine.tell(kind, call, agent=action.of, mode=action.mode, **told)
        return Outcome.done()
