"""Consultations: the agent asks somebody while the other party waits, goes to and fro, brings all together."""

from __future__ import annotations

from datetime import datetime

from agent_desktop.plugins.api import CallConnected, Conferenced, ConsultEnded, ConsultStarted, Swapped

from ..codec import Message
from .calls import Book, Call, Consult
from .legs import extension


def consulting(book: Book, bridge: str, at: datetime) -> None:
    """An agent was taken out of the talk and put on a wire to somebody: they ask, or go on asking."""
    inside = book.legs.in_bridge(bridge)
    wire = next((leg for leg in inside if leg.is_wire), None)
    if wire is None:
        return
    for leg in inside:
        call = leg.call
        if leg.is_wire or leg.agent not in call.talking or call.is_over:
            continue
        if call.customer_leg is None or call.customer_leg in book.legs.hearing(leg):
            continue
        if call.consult is not None:
            if call.consult.agent == leg.agent:
                _swapped(book, call, call.consult, at, is_with_caller=False)
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


def heard(
    book: Book, call: Call, agents: list[str], at: datetime, *, with_customer: bool, with_stranger: bool
) -> None:
    """Who hears whom has changed around a call whose agent asks somebody."""
    consult = call.consult
    if consult is None or consult.agent not in agents:
        return  # The asking agent let go: ``AttendedTransfer`` says that the call was handed over.
    others = [agent for agent in agents if agent != consult.agent]
    if with_customer and (others or with_stranger):
        _together(book, call, consult, others, at)
    elif with_customer:
        _back(book, call, consult, at)
    elif others and consult.connected is None:
        consult.connected = others[0]
        call.ringing.pop(others[0], None)
        book.tell(call, CallConnected(call_id=call.call_id, at=at, agent=others[0]))


def _together(book: Book, call: Call, consult: Consult, others: list[str], at: datetime) -> None:
    call.consult = call.held_by = None
    call.ringing.clear()
    call.unsettled.clear()
    call.talking = dict.fromkeys([consult.agent, *others])
    call.third = None if others else consult.target
    book.tell(call, Conferenced(call_id=call.call_id, at=at, agents=tuple(call.talking)))


def _back(book: Book, call: Call, consult: Consult, at: datetime) -> None:
    """The agent is with the other party again: for good, or only until they change over again."""
    if consult.back_at is not None:
        return
    consult.back_at = at
    if consult.is_swap_asked or consult.has_music:
        _swapped(book, call, consult, at, is_with_caller=True)
    elif not _has_wire(call):
        ended(book, call)


def _has_wire(call: Call) -> bool:
    return any(leg.is_wire for leg in call.legs.values())


def _swapped(book: Book, call: Call, consult: Consult, at: datetime, *, is_with_caller: bool) -> None:
    if consult.is_waiting == is_with_caller:
        return
    consult.is_waiting, consult.is_swap_asked = is_with_caller, False
    if not is_with_caller:
        consult.back_at = None
    book.tell(call, Swapped(call_id=call.call_id, at=at, agent=consult.agent, is_with_caller=is_with_caller))


def ended(book: Book, call: Call) -> None:
    """Whoever was asked is gone while the agent is with the other party."""
    consult = call.consult
    if consult is None or consult.back_at is None or call.is_over:
        return
    call.consult = call.held_by = None
    call.ringing.clear()
    call.unsettled.clear()
    book.tell(call, ConsultEnded(call_id=call.call_id, at=consult.back_at, agent=consult.agent))


def wire_gone(book: Book, call: Call, at: datetime) -> None:
    """The wire to whom the agent asks was cut; both of its halves are, one after the other."""
    consult = call.consult
    if consult is not None and consult.back_at is not None:
        if consult.is_waiting:
            consult.back_at = at
        ended(book, call)


def music(book: Book, message: Message, at: datetime) -> None:
    """``MusicOnHoldStart`` and ``MusicOnHoldStop`` on a wire: whom the agent asks waits, or no more."""
    leg = book.legs.by_uid.get(message.get("Uniqueid"))
    consult = leg.call.consult if leg is not None and leg.is_wire else None
    if leg is None or consult is None:
        return
    consult.has_music = message.event == "MusicOnHoldStart"
    if consult.has_music and consult.back_at is not None:
        _swapped(book, leg.call, consult, max(at, consult.back_at), is_with_caller=True)
