"""The follower: messages of the exchange in, call events out, one at a time and without any I/O."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from agent_desktop.plugins.api import (
    AgentEntry,
    AnyEvent,
    CallDialling,
    CallEnded,
    CallNotAnswered,
    QueueEntry,
    SuperviseMode,
)

from ..codec import Message
from . import asides, consults, queueing, talk, transfers
from .calls import Book, Call, Expected, Spy
from .legs import Leg
from .words import moment

SETTLES_WITHIN = timedelta(seconds=2)
"""What the exchange leaves open for longer than this is taken for what it looks like."""

_RING, _RINGING, _UP = "4", "5", "6"

_HOLDING = "holding_bridge"
"""Where parked and waiting callers are, all of a site in one: nobody hears anybody there."""


class Follower:
    """All that is known of one exchange, kept from its events.

    State comes from legs, bridges and hang-ups; queue events only enrich it. Events of legs never heard of
    change nothing, and the same event twice tells nothing twice.
    """

    def __init__(
        self,
        people: Callable[[], Sequence[AgentEntry]],
        queues: Callable[[], Sequence[QueueEntry]],
        *,
        region: str = "GB",
        did_variable: str = "CALL_DID",
        technology: str = "PJSIP",
    ) -> None:
        self.book = Book(people, queues, region, did_variable, technology=technology)
        self.offset = timedelta()

    def take(self, message: Message, now: datetime) -> list[AnyEvent]:
        """What one message means. ``now`` is our own clock's."""
        handler = _HANDLERS.get(message.event)
        if handler is None:
            return []
        handler(self.book, message, moment(message, self.offset, now))
        return self.taken()

    def tick(self, now: datetime) -> list[AnyEvent]:
        """What has become clear because nothing followed."""
        before = now - SETTLES_WITHIN
        for call in list(self.book.calls.values()):
            if call.left_at is not None and call.left_at <= before:
                queueing.settle_leave(self.book, call, "overflow")
            for agent, at in list(call.unsettled.items()):
                if at <= before and not call.is_over and agent in call.ringing:
                    del call.unsettled[agent], call.ringing[agent]
                    event = CallNotAnswered(call_id=call.call_id, at=at, agent=agent, reason="timeout")
                    self.book.tell(call, event)
            consult = call.consult
            if consult and consult.back_at and consult.back_at <= before and not consult.is_waiting:
                consults.ended(self.book, call)
            if call.alone_since is not None and call.alone_since <= before:
                talk.end(self.book, call, call.alone_since)
        self._forget_spies(now)
        self.book.expected = {
            uid: one for uid, one in self.book.expected.items() if one.at > now - timedelta(minutes=2)
        }
        return self.taken()

    def expect(self, uid: str, agent: str, number: str, action_id: str, now: datetime) -> None:
        """A call of ours will come up under this id."""
        self.book.expected[uid] = Expected(agent, number, action_id, now)

    def expect_spy(
        self, uid: str, supervisor: str, mode: SuperviseMode, action_id: str, now: datetime
    ) -> None:
        """A supervisor's phone will ring under this id, and hear a call once it is answered."""
        self.book.spies[uid] = Spy(supervisor, mode, action_id, asked_at=now)

    def spying(self, supervisor: str) -> tuple[str, Spy] | None:
        """The leg by which a supervisor hears a call, or is about to."""
        return next(
            ((uid, spy) for uid, spy in self.book.spies.items() if spy.supervisor == supervisor), None
        )

    def _forget_spies(self, now: datetime) -> None:
        for uid, spy in list(self.book.spies.items()):
            is_under_way = spy.call is not None or uid in self.book.legs.by_uid
            if not is_under_way and spy.asked_at and spy.asked_at < now - timedelta(minutes=2):
                del self.book.spies[uid]

    def call(self, call_id: str | None) -> Call | None:
        """A call that is not over, by its id."""
        calls = self.book.calls
        found = calls.get((call_id or "").partition("/")[0])
        return found if found and found.call_id == call_id and not found.is_over else None

    def forget(self) -> None:
        """The link is lost: what is followed must be read anew. What was told stays told."""
        self.book.legs.by_uid.clear()
        self.book.legs.by_name.clear()
        self.book.legs.bridges.clear()
        self.book.calls.clear()
        self.book.pauses.clear()
        self.book.penalties.clear()
        self.book.interfaces.clear()
        self.book.spies.clear()

    def taken(self) -> list[AnyEvent]:
        """What is to be handed on; asked once."""
        told, self.book.told = self.book.told, []
        return told


def _new_channel(book: Book, message: Message, at: datetime) -> None:
    uid = message.get("Uniqueid")
    if not uid or uid in book.legs.by_uid:
        return
    linkedid = message.get("Linkedid") or uid
    call = book.call_of(linkedid)
    leg = Leg(uid=uid, name=message.get("Channel"), call=call, exten=message.get("Exten"))
    if not book.legs.add(leg):
        book.drop_if_empty(call, at)
        return
    call.legs[uid] = leg
    leg.number, leg.caller_name = talk.caller_of(book, message)
    leg.is_dialled = message.get("ChannelState") != _RING
    if leg.is_wire:
        return
    leg.agent = book.login_of_device(leg.name)
    if uid == call.linkedid:
        if leg.agent is not None:
            call.dialler = uid
        elif not leg.is_dialled:
            call.customer = uid
    if (mine := book.expected.pop(uid, None)) is not None:
        call.dialler, call.dialled, call.action_id = uid, mine.number, mine.action_id
        leg.agent = leg.agent or mine.agent
        talk.tell_dialling(book, call, at)
    _state(book, leg, message.get("ChannelState"), at)


def _new_state(book: Book, message: Message, at: datetime) -> None:
    leg = book.legs.by_uid.get(message.get("Uniqueid"))
    if leg is not None:
        _state(book, leg, message.get("ChannelState"), at)


def _state(book: Book, leg: Leg, state: str, at: datetime) -> None:
    if state == _RINGING and not leg.is_ringing:
        leg.is_ringing = True
        talk.ring(book, leg, at)
    elif state == _UP and not leg.is_up:
        leg.is_up = True
        if not leg.is_wire:
            talk.ring(book, leg, at)


def _bridge_enter(book: Book, message: Message, at: datetime) -> None:
    leg = book.legs.by_uid.get(message.get("Uniqueid"))
    if leg is None:
        return
    leg.is_up, leg.call.left_first = True, None
    if message.get("BridgeTechnology") == _HOLDING:
        book.legs.leave(leg)
        return
    bridge = message.get("BridgeUniqueid")
    book.legs.enter(leg, bridge)
    consults.consulting(book, bridge, at)
    if leg.is_wire:
        # A wire joins two bridges: everybody at both of its ends may hear somebody new.
        far = book.legs.by_name.get(leg.other_end)
        near = [*book.legs.in_bridge(bridge), *(book.legs.in_bridge(far.bridge) if far else ())]
        leg = next((one for one in near if not one.is_wire), leg)
    if not leg.is_wire:
        transfers.merged(book, leg, message.get("Linkedid"), at)
        talk.heard(book, leg, at)


def _bridge_leave(book: Book, message: Message, at: datetime) -> None:  # noqa: ARG001 - all take the moment
    leg = book.legs.by_uid.get(message.get("Uniqueid"))
    if leg is None:
        return
    if leg.call.left_first is None and not leg.is_wire and len(book.legs.hearing(leg)) > 1:
        leg.call.left_first = leg.agent or ""
    book.legs.leave(leg, message.get("BridgeUniqueid"))


def _originated(book: Book, message: Message, at: datetime) -> None:
    """``OriginateResponse``: a failure without any leg would otherwise never be told."""
    if message.get("Response") == "Failure":
        book.spies.pop(message.get("ActionID"), None)
    mine = book.expected.pop(message.get("ActionID"), None)
    if mine is None or message.get("Response") != "Failure":
        return
    book.told += [
        CallDialling(
            call_id=message.get("ActionID"),
            at=at,
            agent=mine.agent,
            called=mine.number,
            action_id=mine.action_id,
        ),
        CallEnded(call_id=message.get("ActionID"), at=at, cause="unreachable", by="exchange"),
    ]


_HANDLERS: dict[str, Callable[[Book, Message, datetime], None]] = {
    "Newchannel": _new_channel,
    "Newstate": _new_state,
    "BridgeEnter": _bridge_enter,
    "BridgeLeave": _bridge_leave,
    "Hangup": talk.hung_up,
    "HangupRequest": talk.hangup_asked,
    "SoftHangupRequest": talk.soft_hangup,
    "DialBegin": talk.dial_began,
    "DialEnd": talk.dial_ended,
    "Hold": talk.hold,
    "Unhold": talk.unhold,
    "MusicOnHoldStart": talk.music,
    "MusicOnHoldStop": consults.music,
    "MixMonitorStart": talk.recorded,
    "MixMonitorMute": talk.recorded,
    "MixMonitorStop": talk.recorded,
    "BlindTransfer": transfers.blind,
    "AttendedTransfer": transfers.attended,
    "ParkedCall": asides.parked,
    "UnParkedCall": asides.unparked,
    "ParkedCallTimeOut": asides.unparked,
    "ChanSpyStart": asides.spy_began,
    "ChanSpyStop": asides.spy_ended,
    "DeviceStateChange": asides.device,
    "MessageWaiting": asides.mailbox,
    "QueueCallerJoin": queueing.joined,
    "QueueCallerLeave": queueing.left,
    "AgentRingNoAnswer": talk.ring_no_answer,
    "QueueMemberAdded": queueing.member,
    "QueueMemberPause": queueing.member,
    "QueueMemberPenalty": queueing.member,
    "QueueMemberRemoved": queueing.member_removed,
    "UserEvent": queueing.user_event,
    "OriginateResponse": _originated,
}
