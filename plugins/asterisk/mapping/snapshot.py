"""What is going on when the connection is made, taken over without telling again what the floor knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from agent_desktop.plugins.api import (
    AnyEvent,
    CallConnected,
    CallEnded,
    CallNotAnswered,
    CallQueued,
    CallRinging,
    CallView,
    SuperviseMode,
    SupervisionEnded,
)

from ..codec import Message
from . import asides, queueing, talk
from .calls import Book, Call, Consult, Spy, Target
from .follower import Follower
from .legs import Leg
from .words import known, number


def take_over(
    follower: Follower,
    channels: Sequence[Message],
    queues: Sequence[Message],
    on_floor: Sequence[CallView],
    now: datetime,
    *,
    parked: Sequence[Message] | None = None,
    devices: Sequence[Message] = (),
    mailboxes: Sequence[Message] = (),
) -> list[AnyEvent]:
    """Follow every channel of ``CoreShowChannels`` and every entry and member of ``QueueStatus``.

    ``parked`` are the rows of ``ParkedCalls``, ``None`` where that cannot be asked; ``devices`` those of
    ``DeviceStateList``, ``mailboxes`` answers to ``MailboxCount``.

    Calls the floor holds and the exchange does not are over; those both have go on as they were, with what
    changed in between told now. Whether a call is on hold is in no answer of the exchange: the floor knows it.
    """
    follower.forget()
    book = follower.book
    for row in sorted(channels, key=lambda row: row.get("Uniqueid") != row.get("Linkedid")):
        if row.event == "CoreShowChannel":
            _leg(book, row)
    for view in on_floor:
        _adopt(book, view, now)
    for row in queues:
        if row.event == "QueueEntry":
            _waiting(book, row, now)
        elif row.event == "QueueMember":
            queueing.status(book, row, now)
    waiting = {row.get("Uniqueid") for row in queues if row.event == "QueueEntry"}
    for row in channels:
        _came_by_queue(book, row, now)
    _rings_and_talks(book, now)
    if parked is not None:
        _parked(book, parked, now)
    _listening(book, channels, on_floor, now)
    for row in devices:
        asides.device(book, row, now)
    for row in mailboxes:
        asides.mailbox(book, row, now)
    for call in list(book.calls.values()):
        _settle(call, waiting, now)
    return follower.taken()


def _leg(book: Book, row: Message) -> None:
    uid = row.get("Uniqueid")
    call = book.call_of(row.get("Linkedid") or uid)
    exten = row.variables().get(book.did_variable) or row.get("Exten")
    leg = Leg(uid=uid, name=row.get("Channel"), call=call, exten=exten)
    if not uid or not book.legs.add(leg):
        return
    call.legs[uid] = leg
    leg.number, leg.caller_name = talk.caller_of(book, row)
    leg.agent = None if leg.is_wire else book.login_of_device(leg.name)
    leg.is_up, leg.is_ringing = row.get("ChannelState") == "6", row.get("ChannelState") == "5"
    leg.is_dialled = "Outgoing Line" in row.get("ApplicationData") or leg.is_ringing or uid != call.linkedid
    if uid == call.linkedid and not leg.is_wire:
        if leg.agent is not None:
            call.dialler = uid
        else:
            call.customer = uid
    elif call.dialler is not None and call.customer is None and not leg.is_wire:
        call.customer = uid
    if bridge := row.get("BridgeId"):
        book.legs.enter(leg, bridge)


def _adopt(book: Book, view: CallView, now: datetime) -> None:
    linkedid, _, told = view.call_id.partition("/")
    serial = int(told) if told.isdecimal() else 1
    call = book.calls.get(linkedid)
    if call is None or call.is_told:
        book.told.append(CallEnded(call_id=view.call_id, at=now, cause="stale", by="exchange"))
        book.note_ended(linkedid, serial)
        return
    call.call_id, call.serial = view.call_id, serial
    call.is_told = True
    call.is_answered = view.answered_at is not None
    if not call.is_answered:
        call.queue = view.queue
    roles = {"talking"} if view.consult else {"talking", "consulted"}
    call.talking = {party.agent: None for party in view.parties if party.role in roles}
    call.parked_in = view.parked_in
    if view.consult is not None:
        asked = next((party.agent for party in view.parties if party.role == "consulted"), None)
        target = Target(to_agent=view.consult.to_agent, to_number=view.consult.to_number)
        back_at = now if view.consult.is_waiting else None
        call.consult = Consult(view.consult.agent, target, asked, back_at, view.consult.is_waiting)
    elif view.state == "held":
        call.held_by = "exchange" if view.parked_in else "phone"
    call.recording = view.recording
    for party in view.parties:
        leg = call.leg_of(party.agent)
        if party.role != "ringing":
            continue
        if leg is not None and leg.is_ringing:
            call.ringing[party.agent] = leg
        elif leg is None:
            book.tell(
                call, CallNotAnswered(call_id=call.call_id, at=now, agent=party.agent, reason="timeout")
            )


def _waiting(book: Book, row: Message, now: datetime) -> None:
    leg, queue = book.legs.by_uid.get(row.get("Uniqueid")), row.get("Queue")
    if leg is None:
        return
    call = leg.call
    call.customer = call.customer or leg.uid
    if call.queue == queue and call.is_told:
        return
    wait = row.get("Wait")
    at = now - timedelta(seconds=int(wait)) if wait.isdecimal() and len(wait) < 7 else now
    _enters(book, leg, queue, at, row)


def _enters(book: Book, leg: Leg, queue: str, at: datetime, row: Message) -> None:
    call = leg.call
    call.queue = queue
    call.talking.clear()
    caller = number(row.get("CallerIDNum"), book.region)
    book.tell(
        call,
        CallQueued(
            call_id=call.call_id,
            at=at,
            queue=queue,
            caller=caller,
            called=known(leg.exten),
            caller_name=known(row.get("CallerIDName")) if caller else None,
        ),
    )


def _rings_and_talks(book: Book, now: datetime) -> None:
    for leg in list(book.legs.by_uid.values()):
        # A phone that rings for nobody any more is about to stop.
        if not leg.is_wire and leg.is_ringing and not leg.is_up and len(leg.call.legs) > 1:
            talk.ring(book, leg, now)
        elif not leg.is_wire and leg.bridge is not None:
            talk.heard(book, leg, now)


def _came_by_queue(book: Book, row: Message, now: datetime) -> None:
    """A caller of whom the floor knows nothing talks already, and the exchange says by which queue they came."""
    leg = book.legs.by_uid.get(row.get("Uniqueid"))
    if leg is None or leg.bridge is None or leg.call.is_told or row.get("Application") != "Queue":
        return
    if leg.uid == leg.call.customer:
        queue = row.get("ApplicationData").partition(",")[0]
        _enters(book, leg, queue, now, row)


def _parked(book: Book, rows: Sequence[Message], now: datetime) -> None:
    """Who waits in a parking space, and who does no more."""
    there = {row.get("ParkeeUniqueid") for row in rows}
    for call in list(book.calls.values()):
        customer = call.customer_leg
        if call.parked_in is not None and customer is not None and customer.uid not in there:
            asides.left(book, customer, now)
    for row in rows:
        if (leg := book.legs.by_uid.get(row.get("ParkeeUniqueid"))) is not None:
            book.legs.leave(leg)
            _was_parked_by(book, leg, row, now)
        asides.parked(book, row, now)


def _was_parked_by(book: Book, leg: Leg, row: Message, now: datetime) -> None:
    """A caller of whom the floor knows nothing waits in a parking space: who put them there talked to them."""
    call, agent = leg.call, book.login_of_device(row.get("ParkerDialString"))
    if call.is_told or agent is None or leg.uid != call.customer:
        return
    book.tell(
        call,
        CallRinging(
            call_id=call.call_id,
            at=now,
            agent=agent,
            caller=leg.number,
            called=known(leg.exten),
            caller_name=leg.caller_name,
        ),
    )
    book.tell(call, CallConnected(call_id=call.call_id, at=now, agent=agent))
    call.talking, call.is_answered = {agent: None}, True


def _listening(book: Book, channels: Sequence[Message], on_floor: Sequence[CallView], now: datetime) -> None:
    """Which supervisors hear which calls: in what mode by now, only the floor knows."""
    known = {(one.supervisor, view.call_id): one for view in on_floor for one in view.supervisions}
    for row in channels:
        if row.get("Application") != "ChanSpy":
            continue
        name, _, options = row.get("ApplicationData").partition(",")
        spyer, heard = book.legs.by_uid.get(row.get("Uniqueid")), book.legs.by_name.get(name)
        if spyer is None or heard is None or spyer.agent is None:
            continue
        told = known.pop((spyer.agent, heard.call.call_id), None)
        if told is None:
            mode: SuperviseMode = "whisper" if "w" in options else "barge" if "B" in options else "listen"
            book.spies[spyer.uid] = Spy(spyer.agent, mode)
            asides.hears(book, spyer, heard, now)
        else:
            book.spies[spyer.uid] = Spy(spyer.agent, told.mode, agent=told.agent, call=heard.call)
    for (supervisor, call_id), one in known.items():
        call = book.calls.get(call_id.partition("/")[0])
        if call is not None and call.call_id == call_id and not call.is_over:
            book.tell(
                call,
                SupervisionEnded(
                    call_id=call_id, at=now, supervisor=supervisor, agent=one.agent, mode=one.mode
                ),
            )


def _settle(call: Call, waiting: set[str], now: datetime) -> None:
    """What a known call has lost while nobody listened."""
    if not call.is_told or call.is_over:
        return
    if call.queue is not None and not call.is_answered and call.customer not in waiting:
        call.queue, call.left_at = None, now
    if call.parked_in is not None:
        return
    gone = [agent for agent in call.talking if call.leg_of(agent) is None]
    if (gone and len(gone) == len(call.talking)) or _is_left(call):
        call.alone_since = now


def _is_left(call: Call) -> bool:
    """Whether one phone of ours is all that remains of a call, with nobody at the other end of it."""
    phones = [leg for leg in call.legs.values() if not leg.is_wire]
    was_dialled = call.dialler is not None and not call.is_answered
    return (
        len(phones) == 1
        and phones[0].agent is not None
        and phones[0].is_up
        and call.consult is None
        and not was_dialled
        and call.customer_leg is None
    )
