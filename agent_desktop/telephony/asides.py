"""What goes on beside the talk: who listens in, whom the agent asks meanwhile, where the caller is parked."""

from __future__ import annotations

from msgspec.structs import replace

from agent_desktop.telephony import events as ev
from agent_desktop.telephony.call import CallState, again, impossible, moved
from agent_desktop.telephony.views import CallStateName, SupervisionView


def swapped(state: CallState, event: ev.Swapped) -> CallState:
    """The agent changed over between the caller and whom they ask."""
    consult = state.consult
    if consult is None or state.state not in {"connected", "held", "consulting"}:
        raise impossible("nobody is asked")
    if consult.is_waiting == event.is_with_caller:
        raise again("they talk to them already")
    name: CallStateName = "connected" if event.is_with_caller else "consulting"
    return moved(state, name, consult=replace(consult, is_waiting=event.is_with_caller))


def parked(state: CallState, event: ev.CallParked) -> CallState:
    """The caller waits in a parking space: on hold, and whoever fetches them has the call."""
    if state.parked_in == event.slot:
        raise again("it is parked there already")
    if state.state not in {"connected", "held", "consulting"} or state.is_transferring:
        raise impossible("nobody talks")
    parties = tuple(one for one in state.parties if one.role == "talking")
    return moved(state, "held", parked_in=event.slot, consult=None, parties=parties)


def unparked(state: CallState, event: ev.CallUnparked) -> CallState:
    """The caller left the parking space."""
    if state.parked_in != event.slot:
        raise again("it is not parked there")
    return replace(state, parked_in=None)


def supervision_of(state: CallState, supervisor: str) -> SupervisionView | None:
    """How this supervisor hears the call, ``None`` when they do not."""
    return next((one for one in state.supervisions if one.supervisor == supervisor), None)


def supervised(state: CallState, event: ev.SupervisionStarted | ev.SupervisionChanged) -> CallState:
    """A supervisor hears the call from now on, or hears it otherwise."""
    known = supervision_of(state, event.supervisor)
    if known is not None and (known.agent, known.mode) == (event.agent, event.mode):
        raise again()
    if known is None and isinstance(event, ev.SupervisionChanged):
        raise impossible("they do not hear it")
    if state.party(event.agent) is None:
        raise impossible("that agent has no part in it")
    new = SupervisionView(
        supervisor=event.supervisor, agent=event.agent, mode=event.mode, since=state.last_at
    )
    others = tuple(one for one in state.supervisions if one.supervisor != event.supervisor)
    return replace(state, supervisions=(*others, new))


def unsupervised(state: CallState, event: ev.SupervisionEnded) -> CallState:
    """A supervisor hears it no more."""
    if supervision_of(state, event.supervisor) is None:
        raise again("they do not hear it")
    left = tuple(one for one in state.supervisions if one.supervisor != event.supervisor)
    return replace(state, supervisions=left)
