"""A person's own calls: taken, made, missed and not reached, from the exchange's facts; nobody else's."""

from __future__ import annotations

from datetime import timedelta

from agent_desktop.core.people import Actor
from agent_desktop.features.calls.history import MyCalls, OwnCall
from agent_desktop.features.interactions.commands import StartContact
from agent_desktop.telephony import events as ev
from agent_desktop.telephony.facts import Fact
from agent_desktop.telephony.floor import LiveFloor
from tests.support import floor
from tests.support.exchange_tells import CONNECTOR, facts_of_call, tell
from tests.support.floor import DEVS_NUMBER, HOME_NUMBER, LEILA_AT_DESK, MARCUS_AT_DESK, NOW
from tests.support.stores import Central


def own(central: Central, actor: Actor = LEILA_AT_DESK) -> list[OwnCall]:
    return central.ask(actor, MyCalls(since=NOW - timedelta(days=1), until=NOW, region="GB"))


def passed_on(call_id: str) -> list[Fact]:
    """It rang at Leila, who let it ring, and then Marcus took it."""
    live, at = LiveFloor(), NOW - timedelta(minutes=15)
    events: list[ev.AnyEvent] = [
        ev.CallQueued(call_id=call_id, at=at, queue="Heating support", caller=HOME_NUMBER),
        ev.CallRinging(call_id=call_id, at=at, agent="leila", queue="Heating support"),
        ev.CallNotAnswered(call_id=call_id, at=at + timedelta(seconds=15), agent="leila", reason="timeout"),
        ev.CallRinging(call_id=call_id, at=at + timedelta(seconds=16), agent="marcus"),
        ev.CallConnected(call_id=call_id, at=at + timedelta(seconds=20), agent="marcus"),
        ev.CallEnded(call_id=call_id, at=at + timedelta(seconds=80), by="caller"),
    ]
    return [fact for event in events for fact in live.apply(event, CONNECTOR).facts]


def test_each_way_a_call_can_go_is_told_latest_first(central: Central) -> None:
    at = NOW - timedelta(minutes=50)
    tell(central, facts_of_call("taken", at, number=DEVS_NUMBER, lasts_s=240))
    tell(central, facts_of_call("made", at + timedelta(minutes=10), number=DEVS_NUMBER, is_out=True))
    in_vain = facts_of_call(
        "in-vain", at + timedelta(minutes=20), number=DEVS_NUMBER, is_out=True, is_answered=False, lasts_s=5
    )
    tell(central, in_vain)
    missed = facts_of_call(
        "missed", at + timedelta(minutes=30), number=HOME_NUMBER, is_answered=False, lasts_s=5
    )
    tell(central, missed)
    tell(central, passed_on("passed"))
    tell(
        central,
        facts_of_call("withheld", at + timedelta(minutes=45), number=None, is_answered=False, lasts_s=1),
    )
    found = own(central)
    assert [(c.call_id, c.way, c.number, c.is_taken_by_other) for c in found] == [
        ("withheld", "missed", None, False),
        ("passed", "missed", HOME_NUMBER, True),
        ("missed", "missed", HOME_NUMBER, False),
        ("in-vain", "not_reached", DEVS_NUMBER, False),
        ("made", "made", DEVS_NUMBER, False),
        ("taken", "taken", DEVS_NUMBER, False),
    ]
    assert found[-1].talk_s == 240
    assert found[-1].queue == "Heating support"


def test_nobody_sees_the_calls_of_another(central: Central) -> None:
    tell(central, passed_on("passed"))
    tell(central, facts_of_call("c1", NOW - timedelta(minutes=50), number=DEVS_NUMBER))
    assert [(c.call_id, c.way) for c in own(central, MARCUS_AT_DESK)] == [("passed", "taken")]


def test_a_call_that_still_goes_on_is_not_among_them(central: Central) -> None:
    facts = facts_of_call("c1", NOW - timedelta(minutes=5), number=DEVS_NUMBER)
    kinds = [getattr(fact, "kind", "") for fact in facts]
    tell(central, facts[: kinds.index("call_ended")])
    assert own(central) == []


def test_the_customer_of_the_contact_is_named(central: Central) -> None:
    tell(central, facts_of_call("c1", NOW - timedelta(minutes=50), number=DEVS_NUMBER))
    [call] = own(central)
    assert call.customer_name is None
    begun = StartContact(
        made_at=NOW,
        interaction_id=call.contact_id,
        channel="call",
        direction="in",
        title="call",
        started_at=NOW - timedelta(minutes=50),
        call_id="c1",
        customer_id=floor.DEV,
    )
    central.do(LEILA_AT_DESK, begun)
    [call] = own(central)
    assert (call.customer_id, call.customer_name) == (floor.DEV, "Dev Raman")
