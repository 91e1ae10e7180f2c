"""States that central keeps: the pause of who does not answer, and the end of a wrap-up that nobody finished."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from agent_desktop.core.ids import new_id
from agent_desktop.features.calls.contact_ids import contact_id_of
from agent_desktop.telephony import events as ev
from agent_desktop.telephony.floor_rules import FloorRules, PauseReason
from agent_desktop.telephony.wrap_up import WrapUpRule
from tests.central.serving.test_floor import TestExchange, action, do, floor, offer
from tests.support.commands_of import create_customer, start_contact

LUNCH = PauseReason(id="lunch", label="Lunch", is_paid=False, limit_min=45)


async def rings_in_vain(exchange, call_id):
    await exchange.ring(call_id, "leila")
    now = datetime.now(UTC)
    await exchange.emit(ev.CallNotAnswered(call_id=call_id, at=now, agent="leila", reason="timeout"))


async def person_of(desk):
    (person,) = (await floor(desk))["floor"]["people"]
    return person


async def test_who_lets_two_calls_ring_is_paused_over_a_restart_until_they_say_they_are_back(start_central):
    first = TestExchange()
    central = await start_central(connectors=[offer(first)])
    leila = await central.desk("leila")
    hers = await central.listen(leila)
    await hers.next("person", lambda told: told["state"] == "available")
    await rings_in_vain(first, "call-1")
    assert (await person_of(leila))["state"] == "available"
    queues = (await floor(leila))["floor"]["queues"]
    assert [one["waiting"] for one in queues if one["queue"] == "Support"] == [1], (
        "it waits in its queue again"
    )
    await central.stop()

    again = TestExchange()
    central = await start_central(connectors=[offer(again)])
    leila = await central.desk("leila")
    hers = await central.listen(leila)
    await rings_in_vain(again, "call-2")
    told = await hers.next("person", lambda told: told["state"] == "paused")
    assert (told["reason"], told["pause_label"], told["not_answered"]) == ("not answered", "Not answered", 2)
    assert [entry.state for entry in again.host.agents() if entry.login == "leila"] == ["paused"]
    assert (await do(leila, action("set_state", "leila", state="ready")))["status"] == "done"
    assert (await hers.next("person", lambda told: told["state"] == "available"))["not_answered"] == 0


async def test_a_desk_is_told_the_sites_pauses_and_the_limit_of_its_own(start_central):
    central = await start_central(floor=FloorRules(pauses=(LUNCH,)))
    leila = await central.desk("leila")
    site = leila.session["site"]
    lunch = {"id": "lunch", "label": "Lunch", "is_paid": False, "limit_min": 45.0}
    assert (site["pauses"], site["break_reasons"]) == ([lunch], ["Lunch"])
    hers = await central.listen(leila)
    await do(leila, action("set_state", "leila", state="break", reason="lunch"))
    told = await hers.next("person", lambda told: told["state"] == "paused")
    since, until = (datetime.fromisoformat(told[name]) for name in ("since", "pause_until"))
    assert ((until - since).total_seconds(), told["is_paid"]) == (45 * 60, False)


async def test_a_wrap_up_that_runs_out_is_told_to_the_desk_as_the_systems_outcome(start_central):
    exchange = TestExchange()
    rule = WrapUpRule(limit_s=0.2, disposition="No outcome given")
    central = await start_central(connectors=[offer(exchange)], floor=FloorRules(wrap_up=rule))
    leila = await central.desk("leila")
    hers = await central.listen(leila)
    customer_id = new_id()
    await leila.push(create_customer(customer_id))
    await exchange.ring("call-1", "leila")
    rang = await hers.next("call")
    contact_id, began = rang["contact_id"], datetime.fromisoformat(rang["call"]["started_at"])
    assert contact_id == contact_id_of("bench", "call-1", "leila", began)
    now = datetime.now(UTC)
    await exchange.emit(ev.CallConnected(call_id="call-1", at=now, agent="leila"))
    await leila.push(start_contact(contact_id, customer_id, call_id="call-1"))
    await exchange.emit(ev.CallEnded(call_id="call-1", at=datetime.now(UTC), by="caller"))
    await hers.next("person", lambda told: told["state"] == "wrap_up")
    await hers.next("person", lambda told: told["state"] == "available")
    async with asyncio.timeout(10):
        while True:
            found = await leila.ask("interactions.Contact", interaction_id=contact_id)
            if found["state"] == "done":
                break
            await asyncio.sleep(0.02)
    assert (found["disposition"], found["disposition_by"]) == ("No outcome given", "system")
