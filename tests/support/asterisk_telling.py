"""Calls as an Asterisk tells of them, message by message, and as its snapshot lists them."""

from __future__ import annotations

from tests.support.asterisk_exchange import FakeExchange

CALLER = "+442079460018"
ROW = "Event: CoreShowChannel\nApplication: AppQueue\nApplicationData: {data}\nBridgeId: {bridge}\n{leg}"


def leg(
    uid: str, name: str, state: str, linkedid: str = "", number: str = "", exten: str = "s"
) -> tuple[str, ...]:
    """One channel's fields."""
    fields = {"Channel": name, "ChannelState": state, "CallerIDNum": number, "Exten": exten, "Uniqueid": uid}
    return tuple(f"{key}: {value}" for key, value in {**fields, "Linkedid": linkedid or uid}.items())


def row(*fields: str, bridge: str = "", data: str = "") -> str:
    """One channel as the snapshot lists it."""
    return ROW.format(data=data, bridge=bridge, leg="\n".join(fields))


def caller_rings(fake: FakeExchange, uid: str = "7.1", queue: str = "support") -> None:
    """``CALLER`` enters a queue and rings at ada's phone."""
    caller = leg(uid, "PJSIP/carrier-00000001", "4", number=CALLER, exten="8001")
    fake.tell("Event: Newchannel", *caller)
    fake.tell("Event: QueueCallerJoin", *caller, f"Queue: {queue}")
    fake.tell("Event: Newchannel", *leg("7.2", "PJSIP/1001-00000002", "0", uid, "1001"))
    fake.tell("Event: Newstate", *leg("7.2", "PJSIP/1001-00000002", "5", uid, "1001"))


def ada_answers(fake: FakeExchange, uid: str = "7.1") -> None:
    """Ada lifts her handset."""
    fake.tell("Event: Newstate", *leg("7.2", "PJSIP/1001-00000002", "6", uid, "1001"))
    for one, name in (("7.2", "PJSIP/1001-00000002"), (uid, "PJSIP/carrier-00000001")):
        fake.tell("Event: BridgeEnter", "BridgeUniqueid: b-1", *leg(one, name, "6", uid))
