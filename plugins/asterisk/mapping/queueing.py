"""Queues: callers who enter and leave them, and members who are paused."""

from __future__ import annotations

from datetime import datetime

from agent_desktop.plugins.api import (
    AgentStateReported,
    CallLeftQueue,
    CallQueued,
    CallRated,
    LeftQueueReason,
)

from ..codec import Message
from .calls import Book, Call
from .words import known, number


def joined(book: Book, message: Message, at: datetime) -> None:
    """``QueueCallerJoin``: a caller entered a queue."""
    leg = book.legs.by_uid.get(message.get("Uniqueid"))
    if leg is None:
        return
    call, queue = book.going_on(leg), message.get("Queue")
    if call.left_at is not None:
        settle_leave(book, call, "overflow", to_queue=queue)
    if call.queue == queue:
        return
    call.customer = call.customer or leg.uid
    call.queue, call.is_answering, call.is_transferring = queue, False, False
    call.talking.clear()
    call.held_by = call.consult = call.alone_since = None
    caller = number(message.get("CallerIDNum"), book.region)
    called = message.variables().get(book.did_variable) or leg.exten
    book.tell(
        call,
        CallQueued(
            call_id=call.call_id,
            at=at,
            queue=queue,
            caller=caller,
            called=known(called),
            caller_name=known(message.get("CallerIDName")) if caller else None,
        ),
    )


def left(book: Book, message: Message, at: datetime) -> None:
    """``QueueCallerLeave``: answered, hung up, or gone by other means; the event itself does not say which.

    ``QueueCallerAbandon`` is no help: it comes with a time-out and with a redirection too.
    """
    leg = book.legs.by_uid.get(message.get("Uniqueid"))
    call = leg.call if leg else None
    if call is None or call.is_over or call.queue != message.get("Queue"):
        return
    call.queue = None
    if not call.is_answering and call.ended_by is None:
        call.left_at = at


def settle_leave(book: Book, call: Call, reason: LeftQueueReason, to_queue: str | None = None) -> None:
    """What came next says how the caller left the queue."""
    if call.left_at is None:
        return
    at, call.left_at = call.left_at, None
    call.ringing.clear()
    call.unsettled.clear()
    book.tell(call, CallLeftQueue(call_id=call.call_id, at=at, reason=reason, to_queue=to_queue))


RATING = "callrating"
"""The name of the ``UserEvent`` by which a dialplan says what the caller thought of the call."""


def user_event(book: Book, message: Message, at: datetime) -> None:
    """``UserEvent``: how the caller left the queue (``Status``), or what they thought of the call (``Score``)."""
    leg = book.legs.by_uid.get(message.get("Uniqueid"))
    if leg is not None and message.get("UserEvent").casefold() == RATING:
        said = message.get("Score").strip()
        score = int(said) if said in {"1", "2", "3", "4", "5"} else None
        book.told.append(CallRated(call_id=leg.call.call_id, at=at, score=score))
    elif leg is not None and leg.call.left_at is not None:
        settle_leave(book, leg.call, "timeout" if message.get("Status") == "TIMEOUT" else "overflow")


OURS = "desk"
"""A pause whose reason begins so was set for a desk, and is no news to it."""


NOT_ANSWERED = "not answered"
_AUTOPAUSE = "Auto-Pause"
"""What the exchange calls the pause of a member whose phone rang in vain, where a queue is set to do so."""


def member(book: Book, message: Message, at: datetime) -> None:
    """``QueueMemberAdded``, ``QueueMemberPause``, ``QueueMemberPenalty``: what the exchange has of its members.

    It pauses them too, after a missed call. A person counts as paused when they are in every queue they belong to.
    """
    _member(book, message, message.get("Interface"), at)


def status(book: Book, message: Message, at: datetime) -> None:
    """``QueueMember``, a row of ``QueueStatus``: the same under another name."""
    _member(book, message, message.get("Location"), at)


def _member(book: Book, message: Message, interface: str, at: datetime) -> None:
    agent = book.login_of_device(interface)
    if agent is None:
        return
    is_paused = message.get("Paused") == "1"
    # Version 16 takes no reason along when a member is added; who adds one paused is us.
    nameless = OURS if message.event == "QueueMemberAdded" else "exchange"
    reason = known(message.get("PausedReason")) or nameless
    reason = NOT_ANSWERED if reason == _AUTOPAUSE else reason
    book.pauses[agent, message.get("Queue")] = reason if is_paused else None
    book.interfaces[agent, message.get("Queue")] = interface
    penalty = message.get("Penalty")
    book.penalties[agent, message.get("Queue")] = (
        int(penalty) if penalty.isdecimal() and len(penalty) < 9 else 0
    )
    _report(book, agent, at)


def member_removed(book: Book, message: Message, at: datetime) -> None:
    """``QueueMemberRemoved``."""
    where = message.get("Interface"), message.get("Queue")
    # Whose phone it is may have changed since.
    for agent, queue in [key for key, one in book.interfaces.items() if (one, key[1]) == where]:
        for kept in (book.pauses, book.penalties, book.interfaces):
            kept.pop((agent, queue), None)
        _report(book, agent, at)


def _report(book: Book, agent: str, at: datetime) -> None:
    reasons = [reason for (login, _), reason in book.pauses.items() if login == agent]
    now = next((reason for reason in reasons if reason), None) if all(reasons) else None
    if now is not None and now.startswith(OURS):
        now = None
    if book.paused.get(agent) == now:
        return
    if now is None:
        del book.paused[agent]
    else:
        book.paused[agent] = now
    if any(one.login == agent and one.state != "offline" for one in book.people()):
        state: AgentStateReported = AgentStateReported(
            agent=agent, at=at, state="break" if now else "ready", reason=now
        )
        book.told.append(state)
