"""Transfers, consultations and parking: calls that change hands."""

from __future__ import annotations

from datetime import datetime

from agent_desktop.plugins.api import CallEnded, CallTransferred, ConsultStarted

from ..codec import Message
from .calls import Book, Call, Consult, Target
from .legs import Leg, extension
from .talk import hold_by_exchange


def blind(book: Book, message: Message, at: datetime) -> None:
    """``BlindTransfer``: the agent let go. ``Success`` says nothing of whether anybody will answer."""
    leg = book.legs.by_uid.get(message.get("TransfererUniqueid"))
    if leg is None or message.get("Result", "Success") != "Success":
        return
    call = leg.call
    if call.is_over or not call.is_answered or leg.uid == call.customer or leg.agent not in call.talking:
        return
    target = book.target(message.get("Extension"))
    _hand_over(book, call, leg.agent, target, at, is_warm=False)


def attended(book: Book, message: Message, at: datetime) -> None:
    """``AttendedTransfer``: the agent connected the other party with whom they had asked."""
    leg = book.legs.by_uid.get(message.get("OrigTransfererUniqueid"))
    if leg is None or message.get("Result", "Success") != "Success":
        return
    call = leg.call
    if call.is_over or leg.agent is None or leg.agent not in call.talking:
        return
    found = book.legs.by_uid.get(message.get("TransferTargetUniqueid"))
    if call.consult is not None:
        target = call.consult.target
        if call.consult.connected:
            target = Target(to_agent=call.consult.connected)
    elif found is not None:
        target = _target_of(found)
    else:
        return
    _hand_over(book, call, leg.agent, target, at, is_warm=True)


def _target_of(leg: Leg) -> Target:
    return Target(to_agent=leg.agent) if leg.agent else Target(to_number=leg.number or "unknown")


def _hand_over(
    book: Book, call: Call, agent: str | None, target: Target, at: datetime, *, is_warm: bool
) -> None:
    if agent is None:
        return
    is_there = is_warm and target.to_agent is not None and target.to_agent not in call.ringing
    del call.talking[agent]
    call.consult = call.held_by = call.ended_by = call.alone_since = None
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


def consulting(book: Book, bridge: str, at: datetime) -> None:
    """An agent was taken out of the talk and put on a wire to somebody: they ask."""
    inside = book.legs.in_bridge(bridge)
    wire = next((leg for leg in inside if leg.is_wire), None)
    if wire is None:
        return
    for leg in inside:
        call = leg.call
        if leg.is_wire or leg.agent not in call.talking or call.consult is not None or call.is_over:
            continue
        if call.customer_leg is None or call.customer_leg in book.legs.hearing(leg):
            continue
        target = book.target(extension(wire.name))
        if target.to_agent == leg.agent:
            continue
        call.consult = Consult(leg.agent, target)
        book.tell(
            call,
            ConsultStarted(
                call_id=call.call_id,
                at=at,
                agent=leg.agent,
                to_agent=target.to_agent,
                to_number=target.to_number or target.to_queue,
            ),
        )


def merged(book: Book, leg: Leg, linkedid: str, at: datetime) -> None:
    """A leg of another call came into this bridge: the two calls are one from now on.

    Where the agent was on both, they handed the held party over to whom they had called. The party who
    waited longest names the call.
    """
    together = book.legs.hearing(leg)
    calls = {one.call.call_id: one.call for one in together}
    if len(calls) < 2:
        return
    main = _main_call(together, linkedid, leg.call)
    for one in together:
        if one.call is main:
            continue
        other = book.move(one, main)
        on_both = next((agent for agent in main.talking if agent in other.talking), None)
        if on_both is not None and one.agent != on_both:
            _hand_over(book, main, on_both, _target_of(one), at, is_warm=True)
        if other.is_told and not other.is_over and (on_both is not None or not _phones(other)):
            other.is_over = True
            book.tell(other, CallEnded(call_id=other.call_id, at=at, cause="transferred", by="agent"))
        book.drop_if_empty(other, at)


def _main_call(together: list[Leg], linkedid: str, other: Call) -> Call:
    """Of calls that merge, the one the exchange names, else one the floor knows."""
    customers = [leg.call for leg in together if leg.uid == leg.call.customer]
    for call in customers:
        if call.linkedid == linkedid:
            return call
    return next((call for call in customers if call.is_told), other)


def _phones(call: Call) -> list[Leg]:
    return [leg for leg in call.legs.values() if not leg.is_wire]


def parked(book: Book, message: Message, at: datetime) -> None:
    """``ParkedCall``: the other party waits in a parking space, whoever fetches them has the call."""
    leg = book.legs.by_uid.get(message.get("ParkeeUniqueid"))
    if leg is not None and leg.uid == leg.call.customer:
        hold_by_exchange(book, leg.call, at)
