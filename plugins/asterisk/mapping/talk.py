"""Ringing, talking, holding, hanging up: what legs and bridges make of a call."""

from __future__ import annotations

from datetime import datetime

from agent_desktop.plugins.api import (
    AgentLeftCall,
    CallConnected,
    CallDialling,
    CallEnded,
    CallHeld,
    CallNotAnswered,
    CallRecorded,
    CallResumed,
    CallRinging,
    CallTransferred,
    Conferenced,
    EndedBy,
)

from ..codec import Message
from . import asides, consults
from .calls import Book, Call, Target
from .legs import Leg
from .queueing import settle_leave
from .words import cause, dialled, known, number


def ring(book: Book, leg: Leg, at: datetime) -> None:
    """A phone of ours rings, or was answered so fast that it never said it rang."""
    call, agent = leg.call, leg.agent
    if agent is None or not leg.is_dialled or call.is_over or call.linkedid == leg.uid:
        return  # The first leg of its call is a phone rung on behalf of its own owner: it dials.
    tell_dialling(book, call, at)
    if agent in call.talking or (call.consult is not None and call.consult.connected == agent):
        return
    call.unsettled.pop(agent, None)
    if agent in call.ringing:
        call.ringing[agent] = leg
        return
    if call.dialler == agent:
        return
    call.ringing[agent] = leg
    source = call.legs.get(call.dialler) if call.dialler else call.customer_leg
    book.tell(
        call,
        CallRinging(
            call_id=call.call_id,
            at=at,
            agent=agent,
            caller=source.number if source else None,
            called=known(source.exten) if source else None,
            queue=call.queue,
            caller_name=source.caller_name if source else None,
        ),
    )


def tell_dialling(book: Book, call: Call, at: datetime, dial_string: str = "") -> None:
    """An agent's own call goes out: told when the exchange rings somebody for it, not for feature codes."""
    leg = call.legs.get(call.dialler or "")
    if leg is None or leg.agent is None or call.is_told:
        return
    called = call.dialled or (leg.exten if leg.exten not in {"", "s"} else dialled(dial_string))
    book.tell(
        call,
        CallDialling(call_id=call.call_id, at=at, agent=leg.agent, called=called, action_id=call.action_id),
    )


def dial_began(book: Book, message: Message, at: datetime) -> None:
    """``DialBegin``: the exchange rings a leg on behalf of another."""
    source = book.legs.by_uid.get(message.get("Uniqueid"))
    leg = book.legs.by_uid.get(message.get("DestUniqueid"))
    if source is None or leg is None:
        return
    call = book.going_on(source)
    if leg.call is not call and not leg.is_wire and not leg.call.is_told:
        book.drop_if_empty(book.move(leg, call), at)
    settle_leave(book, call, "overflow")
    call.alone_since = None
    if call.dialler == source.uid:
        tell_dialling(book, call, at, message.get("DialString"))
        if not call.is_answered:
            call.customer = leg.uid
    elif call.customer is None and source.agent is None and not source.is_wire:
        call.customer = source.uid


def dial_ended(book: Book, message: Message, at: datetime) -> None:
    """``DialEnd``: the phone was answered, refused, or let ring; ``CANCEL`` says that somebody else decided."""
    leg = book.legs.by_uid.get(message.get("DestUniqueid"))
    if leg is None:
        return
    status = message.get("DialStatus")
    source = book.legs.by_uid.get(message.get("Uniqueid"))
    if status == "ANSWER":
        if source is not None and source.uid == leg.call.customer:
            leg.call.is_answering = True
        return
    if leg.call.dialler and leg.uid == leg.call.customer and leg.cause:
        leg.call.cause = leg.cause
    if status == "CANCEL":
        cancelled(leg, at)
    else:
        not_answered(book, leg, at)


def ring_no_answer(book: Book, message: Message, at: datetime) -> None:
    """``AgentRingNoAnswer``: the queue's own word for it."""
    leg = book.legs.by_uid.get(message.get("DestUniqueid"))
    if leg is not None:
        not_answered(book, leg, at)


def not_answered(book: Book, leg: Leg, at: datetime) -> None:
    """The phone rang in vain."""
    call, agent = leg.call, leg.agent
    if agent is None or call.ringing.get(agent) is not leg or call.is_over:
        return
    leg.is_settled = True
    del call.ringing[agent]
    call.unsettled.pop(agent, None)
    book.tell(
        call,
        CallNotAnswered(
            call_id=call.call_id, at=at, agent=agent, reason="rejected" if leg.is_rejected else "timeout"
        ),
    )


def cancelled(leg: Leg, at: datetime) -> None:
    """Ringing stopped because the call was answered elsewhere or ended; that is told by what follows."""
    if leg.agent is not None and leg.call.ringing.get(leg.agent) is leg:
        leg.call.unsettled.setdefault(leg.agent, at)


def heard(book: Book, leg: Leg, at: datetime) -> None:
    """Who hears whom has changed around this leg."""
    together = book.legs.hearing(leg)
    if len(together) < 2 or leg.is_wire:
        return
    call = leg.call
    customer = call.customer_leg
    with_customer = customer in together
    present = dict.fromkeys(
        one.agent for one in together if one.agent and one.call is call and one.uid != call.customer
    )
    if customer is not None and customer.agent and call.dialler:
        present = dict.fromkeys(one.agent for one in together if one.agent and one.call is call)
    agents = [agent for agent in present if agent]
    settle_leave(book, call, "overflow")
    if call.is_over:
        return
    if customer is not None and with_customer:
        asides.left(book, customer, at)  # The exchange says so a little earlier or later.
    call.alone_since = None
    if call.consult is not None:
        with_stranger = any(one.agent is None and one is not customer for one in together)
        consults.heard(book, call, agents, at, with_customer=with_customer, with_stranger=with_stranger)
    elif not call.is_answered:
        _answered(book, call, agents, at)
    else:
        _heard_again(book, call, agents, at, with_customer=with_customer)


def _answered(book: Book, call: Call, agents: list[str], at: datetime) -> None:
    dialler = call.legs.get(call.dialler or "")
    own = dialler.agent if dialler else None
    others = [agent for agent in agents if agent != own]
    if not call.is_told and not agents:
        return
    if own is not None:
        tell_dialling(book, call, at)
        _connect(book, call, others[0] if others else own, at)
        call.talking = dict.fromkeys([own, *others])
    elif others:
        first = next((agent for agent in others if agent in call.ringing), others[0])
        leg = call.leg_of(first)
        if leg is not None and first not in call.ringing:
            ring(book, leg, at)  # Nobody said that it rang, but it must have.
        _connect(book, call, first, at)
        call.talking = {first: None}
    else:
        _connect(book, call, None, at)
    call.is_answered, call.is_transferring = True, False


def _connect(book: Book, call: Call, agent: str | None, at: datetime) -> None:
    call.ringing.clear()
    call.unsettled.clear()
    call.queue = None
    book.tell(call, CallConnected(call_id=call.call_id, at=at, agent=agent))


def _heard_again(book: Book, call: Call, agents: list[str], at: datetime, *, with_customer: bool) -> None:
    staying = [agent for agent in call.talking if agent in agents]
    new = [agent for agent in agents if agent not in call.talking]
    if call.held_by == "exchange" and staying and with_customer:
        call.held_by = None
        book.tell(call, CallResumed(call_id=call.call_id, at=at, agent=staying[0]))
    if not new:
        return
    if staying:
        call.talking |= dict.fromkeys(new)
        for agent in new:
            call.ringing.pop(agent, None)
        book.tell(call, Conferenced(call_id=call.call_id, at=at, agents=(*staying, *new)))
    else:
        _connect(book, call, new[0], at)
        call.talking = {new[0]: None}
        call.held_by = None
        call.is_transferring = False


def hold(book: Book, message: Message, at: datetime) -> None:
    """``Hold``: a phone put the other party on hold."""
    leg = book.legs.by_uid.get(message.get("Uniqueid"))
    if leg is None or leg.agent not in leg.call.talking or leg.call.is_over or leg.call.consult:
        return
    if leg.call.held_by is None:
        book.tell(leg.call, CallHeld(call_id=leg.call.call_id, at=at, agent=leg.agent))
    leg.call.held_by = "phone"


def unhold(book: Book, message: Message, at: datetime) -> None:
    """``Unhold``: it also comes with a transfer, of calls that were never held."""
    leg = book.legs.by_uid.get(message.get("Uniqueid"))
    if leg is None or leg.agent not in leg.call.talking or leg.call.is_over or leg.call.consult:
        return
    if leg.call.held_by is not None:
        leg.call.held_by = None
        book.tell(leg.call, CallResumed(call_id=leg.call.call_id, at=at, agent=leg.agent))


def music(book: Book, message: Message, at: datetime) -> None:
    """``MusicOnHoldStart`` on the other party of an answered call: the exchange holds it."""
    consults.music(book, message, at)
    leg = book.legs.by_uid.get(message.get("Uniqueid"))
    if leg is not None and leg.uid == leg.call.customer:
        hold_by_exchange(book, leg.call, at)


def hold_by_exchange(book: Book, call: Call, at: datetime) -> None:
    """The other party waits without the phone having asked for it."""
    if not call.talking or call.held_by or call.consult or call.is_over or call.queue:
        return
    if call.alone_since is None:
        call.held_by = "exchange"
        book.tell(call, CallHeld(call_id=call.call_id, at=at, agent=next(iter(call.talking))))


def recorded(book: Book, message: Message, at: datetime) -> None:
    """``MixMonitorStart``, ``MixMonitorMute``, ``MixMonitorStop``."""
    leg = book.legs.by_uid.get(message.get("Uniqueid"))
    if leg is None or not leg.call.is_told or leg.call.is_over:
        return
    is_muted = message.get("State") == "1"
    state = {"MixMonitorStart": "on", "MixMonitorStop": "off"}.get(
        message.event, "paused" if is_muted else "on"
    )
    if state != leg.call.recording:
        leg.call.recording = state
        book.tell(
            leg.call,
            CallRecorded(call_id=leg.call.call_id, at=at, state=state),  # type: ignore[arg-type]
        )


def hangup_asked(book: Book, message: Message, at: datetime) -> None:  # noqa: ARG001 - all take the moment
    """``HangupRequest``: the far end of this very leg hung up; of several, the first ended the call."""
    leg = book.legs.by_uid.get(message.get("Uniqueid"))
    if leg is None or leg.is_wire:
        return
    call = leg.call
    leg.cause = message.get("Cause") or leg.cause
    if call.parked_in is not None and leg.uid != call.customer:
        return  # Who parked may hang up; the other party waits on.
    if leg.uid != call.dialler and leg.is_dialled and not leg.is_up:
        leg.is_rejected = leg.cause in {"17", "21"}
    elif call.ended_by is None:
        is_agent = leg.agent is not None and leg.uid != (None if call.dialler else call.customer)
        call.ended_by = "agent" if is_agent else "caller"


def soft_hangup(book: Book, message: Message, at: datetime) -> None:  # noqa: ARG001 - all take the moment
    """``SoftHangupRequest``: the exchange ends a leg. While it still talks, that ends the call."""
    leg = book.legs.by_uid.get(message.get("Uniqueid"))
    if leg is None or leg.call.ended_by is not None or leg.is_wire:
        return
    if leg.bridge is not None and len(book.legs.hearing(leg)) > 1 and message.get("Cause") == "4":
        leg.call.ended_by = "exchange"


def hung_up(book: Book, message: Message, at: datetime) -> None:
    """``Hangup``: the leg is gone."""
    leg = book.legs.by_uid.get(message.get("Uniqueid"))
    if leg is None:
        return
    leg.cause = message.get("Cause") or leg.cause
    gone(book, leg, at)


def gone(book: Book, leg: Leg, at: datetime) -> None:
    """Take a leg away and work out what is left of its call."""
    call = leg.call
    if leg.is_rejected and not leg.is_settled:
        not_answered(book, leg, at)
    cancelled(leg, at)
    book.legs.remove(leg)
    call.legs.pop(leg.uid, None)
    asides.spy_gone(book, leg.uid, at)
    if leg.is_wire:
        consults.wire_gone(book, call, at)
    if call.is_told and not call.is_over and not leg.is_wire:
        _without(book, call, leg, at)
    book.drop_if_empty(call, at)


def _without(book: Book, call: Call, leg: Leg, at: datetime) -> None:
    agent = leg.agent
    still_there = any(one.agent == agent and one.is_up for one in call.legs.values())
    is_parked = call.parked_in is not None
    if agent is not None and not still_there and not is_parked and leg.is_up and leg.uid != call.customer:
        consult = call.consult
        if consult is not None and consult.connected == agent:
            call.consult, call.held_by = None, None if consult.is_waiting else "exchange"
            call.ended_by = None
            book.tell(call, AgentLeftCall(call_id=call.call_id, at=at, agent=agent))
        elif agent in call.talking and len(call.talking) > 1 and _talks_on(book, call):
            del call.talking[agent]
            call.ended_by = None
            book.tell(call, AgentLeftCall(call_id=call.call_id, at=at, agent=agent))
        elif agent in call.talking and call.third is not None and _talks_on(book, call):
            hand_over(book, call, agent, call.third, at, is_warm=True)
        elif agent in call.talking:
            call.ended_by = call.ended_by or ("exchange" if call.left_first == "" else "agent")
            call.alone_since = at
    if _is_over(book, call, leg):
        end(book, call, at, leg)


def hand_over(
    book: Book, call: Call, agent: str | None, target: Target, at: datetime, *, is_warm: bool
) -> None:
    """The agent gave the call away; told where they were on it."""
    if agent is None:
        return
    is_there = is_warm and target.to_agent is not None and target.to_agent not in call.ringing
    del call.talking[agent]
    call.consult = call.held_by = call.ended_by = call.alone_since = call.third = None
    call.is_transferring = not is_there
    if is_there and target.to_agent:
        call.talking[target.to_agent] = None
    book.tell(
        call,
        CallTransferred(
            call_id=call.call_id,
            at=at,
            transfer="warm" if is_warm else "blind",
            agent=agent,
            to_agent=target.to_agent,
            to_queue=target.to_queue,
            to_number=target.to_number,
        ),
    )


def _talks_on(book: Book, call: Call) -> bool:
    """Whether somebody still hears the other party."""
    return call.customer_leg is not None and len(book.legs.hearing(call.customer_leg)) > 1


def _is_over(book: Book, call: Call, leg: Leg) -> bool:
    phones = [one for one in call.legs.values() if not one.is_wire]
    if call.dialler is not None and not call.is_answered:
        return leg.uid == call.dialler
    if call.customer_leg is not None and call.dialler is None:
        return False
    if call.customer_leg is not None and (call.alone_since is None or call.parked_in is not None):
        return False
    if call.customer_leg is not None:
        return len(phones) < 2 and call.customer_leg.agent is not None
    return not any(len(book.legs.hearing(one)) > 1 for one in phones)


def end(book: Book, call: Call, at: datetime, leg: Leg | None = None) -> None:
    """The call is over; told once."""
    if call.is_over or not call.is_told:
        return
    if call.ended_by is None and call.left_first in call.talking:
        call.ended_by = "agent"  # Its leg was hung up through the exchange, which asks no phone.
    by: EndedBy = call.ended_by or "exchange"
    if by == "exchange":
        settle_leave(book, call, "timeout")
    call.left_at = None
    word = cause(call.cause or (leg.cause if leg else ""))
    if not call.is_answered and by != "exchange":
        word = "cancelled"
    call.is_over = True
    call.ringing.clear()
    call.unsettled.clear()
    book.tell(call, CallEnded(call_id=call.call_id, at=at, cause=word, by=by))
    book.drop_if_empty(call, at)


def caller_of(book: Book, message: Message) -> tuple[str | None, str | None]:
    """The number and the name on a leg; a withheld number takes its name along."""
    caller = number(message.get("CallerIDNum"), book.region)
    return caller, known(message.get("CallerIDName")) if caller else None
