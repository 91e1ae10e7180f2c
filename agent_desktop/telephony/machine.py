"""The call machine: what one call is, and what each event makes of it.

States are dialling, queued, ringing, connected, held, consulting, conferenced and ended. A transfer is an
event, not a state: the call is queued, ringing or connected again afterwards. ``apply`` is total. Events
come late, twice, out of order and from exchanges that leave some out; none of that corrupts a call.

Time between accepted events belongs to what the other party lived through: ``wait_s`` while dialling, queued
or ringing, ``hold_s`` while held or consulting, else ``talk_s``. The three always add up to the call's age.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from agent_desktop.telephony import asides
from agent_desktop.telephony import events as ev
from agent_desktop.telephony.call import (
    CallState,
    Handled,
    Party,
    QueueVisit,
    Refusal,
    Verdict,
    VisitOutcome,
    again,
    impossible,
    moved,
)
from agent_desktop.telephony.views import CallOutcome, CallStateName, ConsultView, PartyRole

WAITING = frozenset({"dialling", "queued", "ringing"})
ON_HOLD = frozenset({"held", "consulting"})
IN_TALK = frozenset({"connected", "held", "consulting", "conferenced"})


class Step(msgspec.Struct, frozen=True):
    """What an event made of a call; ``state`` is the old one unless the event was accepted."""

    state: CallState | None
    verdict: Verdict
    reason: str = ""


def apply(state: CallState | None, event: ev.CallEvent) -> Step:
    """Take one event. Times before the call's last event count as that moment."""
    handler = _HANDLERS.get(type(event))
    if handler is None:
        return Step(state, "impossible", "no event of a call")
    try:
        if state is None:
            return Step(_created(event), "accepted")
        if state.call_id != event.call_id:
            raise impossible("an event of another call")
        if state.state == "ended":
            raise (
                again("the call is over")
                if isinstance(event, ev.CallEnded)
                else impossible("the call is over")
            )
        return Step(handler(_advanced(state, event.at), event), "accepted")
    except Refusal as refusal:
        return Step(state, refusal.verdict, refusal.reason)


def _advanced(state: CallState, at: datetime) -> CallState:
    """The call with the time up to ``at`` booked to what it was doing."""
    at = max(at, state.last_at)
    passed_s = (at - state.last_at).total_seconds()
    on_hold, waiting = state.state in ON_HOLD, state.state in WAITING
    if passed_s == 0:
        return state
    return replace(
        state,
        last_at=at,
        wait_s=state.wait_s + (passed_s if waiting else 0.0),
        hold_s=state.hold_s + (passed_s if on_hold else 0.0),
        talk_s=state.talk_s + (0.0 if waiting or on_hold else passed_s),
        parties=tuple(
            party
            if party.role != "talking"
            else replace(party, hold_s=party.hold_s + passed_s)
            if on_hold
            else replace(party, talk_s=party.talk_s + passed_s)
            for party in state.parties
        ),
    )


def _created(event: ev.CallEvent) -> CallState:
    """The call an event is the first to tell of; one already under way is marked as seen late."""
    fresh = CallState(
        call_id=event.call_id, state="ringing", since=event.at, started_at=event.at, last_at=event.at
    )
    match event:
        case ev.CallDialling():
            party = Party(agent=event.agent, role="dialling", since=event.at)
            return replace(
                fresh,
                state="dialling",
                direction="out",
                caller=event.caller,
                called=event.called,
                parties=(party,),
            )
        case ev.CallQueued() | ev.CallRinging():
            return _HANDLERS[type(event)](fresh, event)
        case ev.CallConnected():
            return replace(_connected(fresh, event), was_seen_late=True)
        case ev.CallHeld() | ev.CallResumed() | ev.ConsultStarted():
            under_way = _connected(
                fresh, ev.CallConnected(call_id=event.call_id, at=event.at, agent=event.agent)
            )
            under_way = replace(under_way, was_seen_late=True)
            if isinstance(event, ev.CallResumed):
                return under_way
            return _HANDLERS[type(event)](under_way, event)
        case _:
            raise impossible("there is no such call")


def _without(state: CallState, *roles: PartyRole) -> tuple[Party, ...]:
    return tuple(party for party in state.parties if party.role not in roles)


def _role(party: Party, role: PartyRole, at: datetime) -> Party:
    answered_at = (party.answered_at or at) if role == "talking" else party.answered_at
    return replace(party, role=role, since=at, answered_at=answered_at)


def _let_go(
    state: CallState, agents: set[str] | None, transferred: ev.TransferKind | None = None
) -> CallState:
    """The call without these agents (``None``: all), their finished parts recorded."""
    leaving = [party for party in state.parties if agents is None or party.agent in agents]
    done = tuple(
        Handled(
            agent=party.agent,
            queue=state.queue,
            answered_at=party.answered_at,
            left_at=state.last_at,
            talk_s=party.talk_s,
            hold_s=party.hold_s,
            transferred=transferred,
        )
        for party in leaving
        if party.answered_at is not None
    )
    staying = tuple(party for party in state.parties if party not in leaving)
    # Whoever listens does so at one agent's phone, and hears nothing once that has left.
    heard = {party.agent for party in staying}
    listening = tuple(one for one in state.supervisions if one.agent in heard)
    return replace(state, parties=staying, handled=state.handled + done, supervisions=listening)


def _closed_visit(state: CallState, outcome: VisitOutcome, agent: str | None = None) -> CallState:
    visit = state.open_visit
    if visit is None:
        return state
    closed = replace(visit, left_at=state.last_at, outcome=outcome, agent=agent)
    return replace(state, visits=(*state.visits[:-1], closed))


def _opened_visit(state: CallState, queue: str) -> CallState:
    state = _closed_visit(state, "flowed_out")
    visit = QueueVisit(queue=queue, entered_at=state.last_at)
    return replace(state, visits=(*state.visits, visit), queue=queue, consult=None, parked_in=None)


def _named(state: CallState, event: ev.CallQueued | ev.CallRinging) -> CallState:
    return replace(
        state,
        caller=state.caller or event.caller,
        called=state.called or event.called,
        caller_name=state.caller_name or event.caller_name,
    )


def _dialling(state: CallState, event: ev.CallDialling) -> CallState:
    raise again() if state.party(event.agent) else impossible("the call is under way")


def _queued(state: CallState, event: ev.CallQueued) -> CallState:
    if (visit := state.open_visit) and visit.queue == event.queue:
        raise again("it waits there already")
    if state.state in IN_TALK and not state.is_transferring:
        if state.visits and state.visits[-1].queue == event.queue:
            raise again("it was answered from there")
        if event.at < state.last_at or not state.visits:
            raise impossible("it is answered already")
        state = _let_go(state, None, "blind")
    state = _opened_visit(_named(state, event), event.queue)
    rings = any(party.role == "ringing" for party in state.parties)
    return moved(state, "ringing" if rings else "queued", is_transferring=False)


def _ringing(state: CallState, event: ev.CallRinging) -> CallState:
    if state.party(event.agent):
        raise again("the call is with them already")
    if any(agent == event.agent and event.at <= at for agent, at in state.declined):
        raise again("they let it ring since")
    if state.state in IN_TALK and event.at < state.last_at:
        raise impossible("it is answered already")
    state = _named(state, event)
    if event.queue and state.state not in IN_TALK and not state.open_visit:
        state = _opened_visit(state, event.queue)
    party = Party(agent=event.agent, role="ringing", since=state.last_at)
    state = replace(state, parties=(*state.parties, party))
    if state.state == "dialling":  # One of ours is dialling another of ours.
        return replace(state, direction="internal")
    return state if state.state in IN_TALK else moved(state, "ringing")


def _not_answered(state: CallState, event: ev.CallNotAnswered) -> CallState:
    party = state.party(event.agent)
    if party is None or party.role != "ringing":
        raise again("it does not ring there")
    declined = tuple(pair for pair in state.declined if pair[0] != event.agent)
    declined = (*declined, (event.agent, state.last_at))
    state = replace(_let_go(state, {event.agent}), declined=declined)
    still_rings = any(party.role == "ringing" for party in state.parties)
    if state.state == "ringing" and not still_rings and state.open_visit:
        return moved(state, "queued")
    return state


def _connected(state: CallState, event: ev.CallConnected) -> CallState:
    at, party = state.last_at, state.party(event.agent)
    if party and party.role in {"talking", "consulted"}:
        raise again("they are talking already")
    if state.state in IN_TALK and not state.is_transferring:
        if event.agent is None:
            raise again("it is answered already")
        if state.talking_since and event.at < state.talking_since:
            raise impossible("somebody else has it by now")
    if (state.state == "consulting" or state.consult) and event.agent is not None:
        joined = party or Party(agent=event.agent, role="ringing", since=at)
        others = tuple(one for one in state.parties if one.agent != event.agent)
        return replace(state, parties=(*others, _role(joined, "consulted", at)))
    diallers = {one.agent for one in state.parties if one.role == "dialling"}
    stay = diallers | ({event.agent} if event.agent else set())
    state = _let_go(state, {one.agent for one in state.parties} - stay)
    talking = tuple(_role(one, "talking", at) for one in state.parties)
    if event.agent is not None and event.agent not in {one.agent for one in talking}:
        talking += (_role(Party(agent=event.agent, role="ringing", since=at), "talking", at),)
    state = _closed_visit(state, "answered", event.agent)
    return moved(
        state,
        "connected",
        parties=talking,
        answered_at=state.answered_at or at,
        talking_since=at,
        is_transferring=False,
        consult=None,
        parked_in=None,
    )


def _held(state: CallState, _event: ev.CallHeld) -> CallState:
    if state.state in ON_HOLD:
        raise again("it is on hold already")
    if state.state not in IN_TALK or state.is_transferring:
        raise impossible("nobody talks")
    return moved(state, "held")


def _resumed(state: CallState, _event: ev.CallResumed) -> CallState:
    if state.state not in IN_TALK:
        raise impossible("nobody talks")
    if state.state not in ON_HOLD:
        raise again("it is not on hold")
    talking = sum(party.role == "talking" for party in state.parties)
    return moved(state, "conferenced" if talking > 1 else "connected", parked_in=None)


def _muted(state: CallState, event: ev.CallMuted) -> CallState:
    party = state.party(event.agent)
    if party is None or party.role not in {"talking", "consulted"}:
        raise impossible("they do not talk")
    if party.muted == event.muted:
        raise again()
    return replace(
        state,
        parties=tuple(
            replace(one, muted=event.muted) if one.agent == event.agent else one for one in state.parties
        ),
    )


def _consult_started(state: CallState, event: ev.ConsultStarted) -> CallState:
    if state.state == "consulting" or state.consult is not None:
        raise again("they are consulting already")
    party = state.party(event.agent)
    if state.state not in IN_TALK or (state.parties and (party is None or party.role != "talking")):
        raise impossible("they do not talk")
    consult = ConsultView(agent=event.agent, to_agent=event.to_agent, to_number=event.to_number)
    return moved(state, "consulting", consult=consult)


def _consult_ended(state: CallState, _event: ev.ConsultEnded) -> CallState:
    if state.state != "consulting" and state.consult is None:
        raise again("nobody is consulted") if state.state in IN_TALK else impossible("nobody talks")
    return moved(state, "connected", parties=_without(state, "ringing", "consulted"), consult=None)


def _conferenced(state: CallState, event: ev.Conferenced) -> CallState:
    if state.state not in IN_TALK:
        raise impossible("nobody talks")
    talking = {party.agent for party in state.parties if party.role == "talking"}
    if state.state == "conferenced" and set(event.agents) <= talking:
        raise again()
    parties = [
        _role(party, "talking", state.last_at) if party.agent in event.agents else party
        for party in _without(state, "ringing")
    ]
    known = {party.agent for party in parties}
    for agent in dict.fromkeys(event.agents):
        if agent not in known:
            joined = Party(agent=agent, role="ringing", since=state.last_at)
            parties.append(_role(joined, "talking", state.last_at))
    return moved(
        state, "conferenced", parties=tuple(parties), is_transferring=False, consult=None, parked_in=None
    )


def _agent_left(state: CallState, event: ev.AgentLeftCall) -> CallState:
    party = state.party(event.agent)
    if party is None:
        raise again("they are not on it")
    if party.role == "consulted":
        is_with_caller = state.consult is not None and state.consult.is_waiting
        name: CallStateName = "connected" if is_with_caller else "held"
        return moved(_let_go(state, {event.agent}), name, consult=None)
    talking = sum(one.role == "talking" for one in state.parties)
    if party.role != "talking" or talking < 2:
        raise impossible("nobody else of ours is on it")
    state = _let_go(state, {event.agent})
    return moved(state, "connected") if state.state == "conferenced" and talking == 2 else state


def _transferred(state: CallState, event: ev.CallTransferred) -> CallState:
    targets = [target for target in (event.to_agent, event.to_queue, event.to_number) if target]
    if len(targets) != 1:
        raise impossible("a transfer has exactly one target")
    if state.is_transferring:
        raise again("it is being transferred")
    if state.state not in IN_TALK:
        raise impossible("nobody talks")
    talking = {party.agent for party in state.parties if party.role == "talking"}
    if event.agent is not None and event.agent not in talking:
        gone = any(one.agent == event.agent and one.transferred for one in state.handled)
        if gone or talking:
            raise again("they gave it away") if gone else impossible("they do not talk")
    if event.agent is not None and event.agent == event.to_agent:
        raise impossible("it is with them already")
    leaving = {event.agent} if event.agent else talking
    state = replace(state, consult=None, parked_in=None)
    target = state.party(event.to_agent) if event.to_agent else None
    state = _let_go(state, leaving - {event.to_agent}, event.transfer)
    state = replace(
        state, parties=tuple(one for one in state.parties if one.role == "talking" or one == target)
    )
    if event.to_agent and event.transfer == "warm" and (target is None or target.role != "ringing"):
        joined = target or Party(agent=event.to_agent, role="ringing", since=state.last_at)
        others = tuple(one for one in state.parties if one.agent != event.to_agent)
        parties = (*others, _role(joined, "talking", state.last_at))
        return moved(state, "connected", parties=parties, talking_since=state.last_at)
    if event.to_number or any(one.role == "talking" for one in state.parties):
        return moved(state, "connected")
    return moved(state, "queued" if event.to_queue else "ringing", is_transferring=True)


def _recorded(state: CallState, event: ev.CallRecorded) -> CallState:
    if state.recording == event.state:
        raise again()
    return replace(state, recording=event.state)


def _left_queue(state: CallState, event: ev.CallLeftQueue) -> CallState:
    if state.open_visit is None:
        raise again("it waits nowhere")
    followed_up = event.reason in {"voicemail", "callback"}
    state = _closed_visit(state, "followed_up" if followed_up else "flowed_out")
    return moved(replace(state, parties=_without(state, "ringing")), "queued")


def _ended(state: CallState, event: ev.CallEnded) -> CallState:
    state = _closed_visit(state, "abandoned" if event.by == "caller" else "flowed_out")
    return moved(
        _let_go(state, None),
        "ended",
        outcome=_outcome(state, event),
        ended_at=state.last_at,
        cause=event.cause,
        ended_by=event.by,
        is_transferring=False,
        consult=None,
        parked_in=None,
        supervisions=(),
    )


def _outcome(state: CallState, event: ev.CallEnded) -> CallOutcome:
    """How the call as a whole ended; each queue visit has its own outcome besides."""
    if state.answered_at is not None:
        return "answered"
    if state.visits and state.visits[-1].outcome == "followed_up":
        return "followed_up"
    if state.visits and state.visits[-1].outcome == "flowed_out":
        return "flowed_out"
    if event.by == "caller" and state.direction == "in":
        return "abandoned"
    return "failed"


_HANDLERS: dict[type, Callable[[CallState, Any], CallState]] = {
    ev.CallDialling: _dialling,
    ev.CallQueued: _queued,
    ev.CallRinging: _ringing,
    ev.CallNotAnswered: _not_answered,
    ev.CallConnected: _connected,
    ev.CallHeld: _held,
    ev.CallResumed: _resumed,
    ev.CallMuted: _muted,
    ev.ConsultStarted: _consult_started,
    ev.ConsultEnded: _consult_ended,
    ev.Conferenced: _conferenced,
    ev.AgentLeftCall: _agent_left,
    ev.CallTransferred: _transferred,
    ev.CallRecorded: _recorded,
    ev.CallLeftQueue: _left_queue,
    ev.Swapped: asides.swapped,
    ev.CallParked: asides.parked,
    ev.CallUnparked: asides.unparked,
    ev.SupervisionStarted: asides.supervised,
    ev.SupervisionChanged: asides.supervised,
    ev.SupervisionEnded: asides.unsupervised,
    ev.CallEnded: _ended,
}
