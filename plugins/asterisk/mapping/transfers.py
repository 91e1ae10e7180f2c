"""Transfers: calls that change hands, and calls that become one."""

from __future__ import annotations

from datetime import datetime

from agent_desktop.plugins.api import CallEnded

from ..codec import Message
from .calls import Book, Call, Target
from .legs import Leg
from .talk import hand_over


def blind(book: Book, message: Message, at: datetime) -> None:
    """``BlindTransfer``: the agent let go. ``Success`` says nothing of whether anybody will answer."""
    leg = book.legs.by_uid.get(message.get("TransfererUniqueid"))
    if leg is None or message.get("Result", "Success") != "Success":
        return
    call = leg.call
    if call.is_over or not call.is_answered or leg.uid == call.customer or leg.agent not in call.talking:
        return
    target = book.target(message.get("Extension"))
    hand_over(book, call, leg.agent, target, at, is_warm=False)


def attended(book: Book, message: Message, at: datetime) -> None:
    """``AttendedTransfer``: the agent connected the other party with whom they had asked."""
    leg = book.legs.by_uid.get(message.get("OrigTransfererUniqueid"))
    if leg is None or message.get("Result", "Success") != "Success":
        return
    if message.get("DestType") == "Threeway":
        return  # Nobody let go: the bridge says that all are together.
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
    hand_over(book, call, leg.agent, target, at, is_warm=True)


def _target_of(leg: Leg) -> Target:
    return Target(to_agent=leg.agent) if leg.agent else Target(to_number=leg.number or "unknown")


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
            hand_over(book, main, on_both, _target_of(one), at, is_warm=True)
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
