"""What goes on beside the talk: parking, and supervisors who listen in."""

from __future__ import annotations

from datetime import datetime

from agent_desktop.plugins.api import (
    CallParked,
    CallUnparked,
    PhoneReported,
    SupervisionEnded,
    SupervisionStarted,
    VoicemailReported,
)

from ..codec import Message
from .calls import Book, Spy
from .legs import Leg, extension

MOST_PHONES = 20_000
_GONE = frozenset({"UNAVAILABLE", "INVALID"})


def parked(book: Book, message: Message, at: datetime) -> None:
    """``ParkedCall``: the other party waits in a parking space, whoever fetches them has the call."""
    leg, slot = book.legs.by_uid.get(message.get("ParkeeUniqueid")), message.get("ParkingSpace")
    if leg is None or leg.uid != leg.call.customer or not slot or leg.call.parked_in == slot:
        return
    call = leg.call
    if call.is_over or not call.talking or call.queue or call.alone_since is not None:
        return
    call.parked_in, call.held_by, call.consult, call.left_first = slot, "exchange", None, None
    call.ended_by = None
    book.tell(call, CallParked(call_id=call.call_id, at=at, slot=slot, agent=next(iter(call.talking))))


def unparked(book: Book, message: Message, at: datetime) -> None:
    """``UnParkedCall``, ``ParkedCallTimeOut``: fetched, or on its way back to who parked it."""
    leg = book.legs.by_uid.get(message.get("ParkeeUniqueid"))
    if leg is not None:
        left(book, leg, at)


def left(book: Book, leg: Leg, at: datetime) -> None:
    """The leg is in its parking space no more."""
    call = leg.call
    if call.parked_in is None or call.is_over:
        return
    slot, call.parked_in = call.parked_in, None
    book.tell(call, CallUnparked(call_id=call.call_id, at=at, slot=slot))


def spy_began(book: Book, message: Message, at: datetime) -> None:
    """``ChanSpyStart``: somebody hears a leg; by whom it was asked for, and how, only the desk knows."""
    spyer = book.legs.by_uid.get(message.get("SpyerUniqueid"))
    heard = book.legs.by_uid.get(message.get("SpyeeUniqueid"))
    if spyer is not None and heard is not None:
        hears(book, spyer, heard, at)


def hears(book: Book, spyer: Leg, heard: Leg, at: datetime) -> None:
    """One leg hears another, which is on a call."""
    call = heard.call
    spy = book.spies.get(spyer.uid)
    if spy is None and spyer.agent is not None:
        spy = Spy(spyer.agent, "listen")
    if spy is None or spy.call is not None or call.is_over or not call.talking:
        return
    spy.call = call
    spy.agent = heard.agent if heard.agent in call.talking else next(iter(call.talking))
    book.spies[spyer.uid] = spy
    book.tell(
        call,
        SupervisionStarted(
            call_id=call.call_id,
            at=at,
            supervisor=spy.supervisor,
            agent=spy.agent,
            mode=spy.mode,
            action_id=spy.action_id,
        ),
    )


def spy_ended(book: Book, message: Message, at: datetime) -> None:
    """``ChanSpyStop``."""
    spy_gone(book, message.get("SpyerUniqueid"), at)


def spy_gone(book: Book, uid: str, at: datetime) -> None:
    """Nobody listens by this leg any more; an agent or a call that is gone took its listeners along."""
    spy = book.spies.pop(uid, None)
    call = spy.call if spy else None
    if spy is None or call is None or call.is_over or spy.agent not in call.talking:
        return
    book.tell(
        call,
        SupervisionEnded(
            call_id=call.call_id, at=at, supervisor=spy.supervisor, agent=spy.agent, mode=spy.mode
        ),
    )


def device(book: Book, message: Message, at: datetime) -> None:
    """``DeviceStateChange``: a phone of which nothing is registered is unavailable."""
    technology, _, _ = message.get("Device").partition("/")
    name, state = extension(message.get("Device")), message.get("State")
    is_number = name.isascii() and name.isdecimal()
    if technology != book.technology or not is_number or state in {"", "UNKNOWN"}:
        return
    is_registered = state not in _GONE
    if book.phones.get(name) == is_registered or (
        name not in book.phones and len(book.phones) >= MOST_PHONES
    ):
        return
    book.phones[name] = is_registered
    book.told.append(PhoneReported(extension=name, at=at, is_registered=is_registered))


def mailbox(book: Book, message: Message, at: datetime) -> None:
    """``MessageWaiting``, or the answer to ``MailboxCount``: new messages in the mailbox named as an extension."""
    name, count = message.get("Mailbox").partition("@")[0], message.get("New") or message.get("NewMessages")
    if not (name.isascii() and name.isdecimal()):
        return
    # Without a count it is only told whether there are any.
    waiting = int(count[:5]) if count.isascii() and count.isdecimal() else int(message.get("Waiting") == "1")
    if book.mailboxes.get(name, 0) == waiting or len(book.mailboxes) >= MOST_PHONES:
        return
    book.mailboxes[name] = waiting
    book.told.append(VoicemailReported(extension=name, at=at, waiting=waiting))
