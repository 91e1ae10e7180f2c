"""The whole way of a call from an exchange that posts it: webhook, floor, match, the right person's stream."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from agent_desktop.core.ids import new_id
from tests.support.commands_of import create_customer, start_contact

TOKEN = "a-long-random-token-for-this-exchange"
NUMBER = "+441174960018"


async def test_a_posted_new_call_shows_the_right_person_the_right_customer(start_central):
    central = await start_central(plugins={"cti_webhook": {"tokens": TOKEN, "region": "GB"}})
    leila, marcus = await central.desk("leila"), await central.desk("marcus")
    customer = new_id()
    await leila.push(create_customer(customer, number=NUMBER))
    hers, his = await central.listen(leila), await central.listen(marcus)
    await hers.next("person")
    await his.next("person")
    call = {"event": "newCall", "callId": "77", "from": NUMBER, "to": "+441632960000", "direction": "in"}
    async with central.client() as exchange:
        posted = await exchange.post(f"/cti/{TOKEN}", data={**call, "user": "leila", "queue": "Support"})
        assert posted.status_code == 200, posted.text
        ringing = await hers.next("call", lambda told: told["call"]["state"] == "ringing")
        assert [one["customer_id"] for one in ringing["match"]["candidates"]] == [customer]
        assert ringing["bundle"]["customer_id"] == customer
        await exchange.post(f"/cti/{TOKEN}", data={**call, "event": "answer", "answeringNumber": "leila"})
        answered = await hers.next("call", lambda told: told["call"]["state"] == "connected")
        assert answered["contact_id"] == ringing["contact_id"]
        await exchange.post(f"/cti/{TOKEN}", data={**call, "event": "hangup", "cause": "normalClearing"})
        await hers.next("call", lambda told: told["call"]["state"] == "ended")
        assert (await exchange.post("/cti/another-token", data=call)).status_code == 404
    assert [name for name, _ in his.told if name == "call"] == []
    assert await leila.ask("customers.Timeline", customer_id=customer) == []


async def test_what_the_caller_presses_after_the_talk_is_the_rating_of_their_contact(start_central):
    central = await start_central(plugins={"cti_webhook": {"tokens": TOKEN, "region": "GB"}})
    leila = await central.desk("leila")
    customer, contact = new_id(), new_id()
    await leila.push(create_customer(customer, number=NUMBER))
    hers = await central.listen(leila)
    await hers.next("person")
    call = {"callId": "79", "from": NUMBER, "to": "+441632960000", "direction": "in", "user": "leila"}
    async with central.client() as exchange:
        for event in ("newCall", "answer"):
            await exchange.post(f"/cti/{TOKEN}", data={**call, "event": event})
        await hers.next("call", lambda told: told["call"]["state"] == "connected")
        await leila.push(start_contact(contact, customer, call_id="79"))
        for last in ({"event": "hangup"}, {"event": "rating", "score": "4"}):
            posted = await exchange.post(f"/cti/{TOKEN}", data={"callId": "79", **last})
            assert posted.status_code == 200, posted.text
        for _ in range(1200):
            if (said := await leila.ask("ratings.Rating", interaction_id=contact)) is not None:
                break
            await asyncio.sleep(0.05)
    assert (said["score"], said["source"], said["recorded_by"]) == (4, "ivr", None)
    header = await leila.ask("customers.Customer", customer_id=customer, as_of=datetime.now(UTC).isoformat())
    assert header["last_satisfaction"] == 4


async def test_an_exchange_that_reads_xml_is_told_where_to_post_and_not_to_post_too_fast(start_central):
    exchange_settings = {
        "tokens": TOKEN,
        "replies": "xml",
        "public_url": "https://central.example",
        "blocked": [NUMBER],
        "posts_per_s": 1,
        "burst": 2,
    }
    central = await start_central(plugins={"cti_webhook": exchange_settings})
    call = {"event": "newCall", "callId": "78", "to": "441632960000", "direction": "in", "user[]": "leila"}
    async with central.client() as exchange:
        answer = await exchange.post(f"/cti/{TOKEN}", data={**call, "from": NUMBER.lstrip("+")})
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml")
        assert f'onHangup="https://central.example/cti/{TOKEN}"' in answer.text
        assert '<Reject reason="busy"/>' in answer.text
        answers = [await exchange.post(f"/cti/{TOKEN}", data=call) for _ in range(20)]
        refused = next(one for one in answers if one.status_code == 429)
        assert int(refused.headers["retry-after"]) >= 1
