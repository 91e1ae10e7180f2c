"""The live floor at central: calls to their people, actions, facts that outlive a restart."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from agent_desktop.central import live_kpi
from agent_desktop.central.connectors import Offer
from agent_desktop.core.errors import KnownError
from agent_desktop.core.ids import new_id
from agent_desktop.features.calls.tables import call_fact
from agent_desktop.telephony import events as ev
from agent_desktop.telephony.actions import AnyAction, Outcome
from agent_desktop.telephony.port import ConnectorFactory, ConnectorHost, HttpRequest, HttpResponse
from tests.support.commands_of import create_customer

NUMBER = "+441174960018"


class TestExchange:
    """An exchange that does what a test says."""

    __test__ = False
    name = "bench"
    capabilities = frozenset({"answer", "hang_up", "dial"})

    def __init__(self) -> None:
        self.host: ConnectorHost | None = None
        self.asked: list[AnyAction] = []
        self.answer: Callable[[AnyAction], Awaitable[Outcome]] = self._done
        self.is_away = False

    @staticmethod
    async def _done(_action: AnyAction) -> Outcome:
        return Outcome.done()

    async def start(self, host: ConnectorHost) -> None:
        if self.is_away:
            raise KnownError("The exchange does not answer.", todo="Switch it on.")
        self.host = host
        host.route_http("/bench/{token}", self._posted, max_body_bytes=100)

    async def stop(self) -> None:
        self.host = None

    async def perform(self, action: AnyAction) -> Outcome:
        self.asked.append(action)
        return await self.answer(action)

    async def emit(self, event: ev.AnyEvent) -> None:
        assert self.host is not None
        await self.host.emit(event)

    async def ring(self, call_id: str, *agents: str, caller: str | None = NUMBER) -> None:
        now = datetime.now(UTC)
        await self.emit(ev.CallQueued(call_id=call_id, at=now, queue="Support", caller=caller))
        for agent in agents:
            await self.emit(
                ev.CallRinging(call_id=call_id, at=now, agent=agent, queue="Support", caller=caller)
            )

    async def _posted(self, request: HttpRequest) -> HttpResponse:
        if request.path_params["token"] != "good":
            return HttpResponse(404, b"{}")
        return HttpResponse(200, request.body, {"x-query": request.query.get("q", "")})


def offer(exchange: TestExchange) -> Offer:
    return Offer(ConnectorFactory("bench", lambda: exchange))


@pytest.fixture
def exchange() -> TestExchange:
    return TestExchange()


def action(kind: str, agent: str, **fields: Any) -> dict[str, Any]:
    expires_at = (datetime.now(UTC) + timedelta(seconds=4)).isoformat()
    return {"kind": kind, "id": new_id(), "agent": agent, "expires_at": expires_at, **fields}


async def do(desk, wish) -> dict[str, Any]:
    response = await desk.client.post("/api/v1/actions", json=wish)
    assert response.status_code == 200, response.text
    outcome: dict[str, Any] = response.json()
    return outcome


async def floor(desk) -> dict[str, Any]:
    response = await desk.client.get("/api/v1/floor")
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


async def test_a_ringing_call_comes_to_its_person_with_match_and_bundle_and_to_nobody_else(
    start_central, exchange
):
    central = await start_central(connectors=[offer(exchange)])
    leila, marcus = await central.desk("leila"), await central.desk("marcus")
    customer = new_id()
    await leila.push(create_customer(customer, number=NUMBER))
    hers, his = await central.listen(leila), await central.listen(marcus)
    await exchange.ring("call-1", "leila")
    told = await hers.next("call")
    assert told["call"]["state"] == "ringing"
    assert told["queue_name"] == "Support"
    assert told["queue_id"] in leila.session["person"]["queues"]
    assert [one["customer_id"] for one in told["match"]["candidates"]] == [customer]
    assert told["bundle"]["customer_id"] == customer
    assert not told["is_gone"]
    await his.next("floor")  # everything that is for everybody has come by now
    assert [name for name, _ in his.told if name == "call"] == []


async def test_a_number_nobody_has_is_shown_with_no_candidate_and_no_bundle(start_central, exchange):
    central = await start_central(connectors=[offer(exchange)])
    hers = await central.listen(await central.desk("leila"))
    await exchange.ring("call-1", "leila")
    told = await hers.next("call")
    assert told["match"]["candidates"] == []
    assert told["match"]["number"] == NUMBER
    assert told["bundle"] is None
    await exchange.ring("call-2", "leila", caller=None)
    withheld = await hers.next("call", lambda call: call["call"]["call_id"] == "call-2")
    assert withheld["match"]["kind"] == "withheld"


async def test_a_call_that_goes_to_a_colleague_is_gone_here_and_rings_there(start_central, exchange):
    central = await start_central(connectors=[offer(exchange)])
    hers = await central.listen(await central.desk("leila"))
    his = await central.listen(await central.desk("marcus"))
    await exchange.ring("call-1", "leila")
    ringing = await hers.next("call")
    now = datetime.now(UTC)
    await exchange.emit(ev.CallNotAnswered(call_id="call-1", at=now, agent="leila", reason="timeout"))
    gone = await hers.next("call", lambda call: call["is_gone"])
    assert gone["contact_id"] == ringing["contact_id"]
    await exchange.emit(ev.CallRinging(call_id="call-1", at=now, agent="marcus", queue="Support"))
    other = await his.next("call")
    assert other["contact_id"] != ringing["contact_id"]


async def test_each_telling_of_a_call_has_the_same_contact_also_after_a_restart(start_central, exchange):
    central = await start_central(connectors=[offer(exchange)])
    leila = await central.desk("leila")
    hers = await central.listen(leila)
    await exchange.ring("call-1", "leila")
    first = (await hers.next("call"))["contact_id"]
    await exchange.emit(ev.CallConnected(call_id="call-1", at=datetime.now(UTC), agent="leila"))
    assert (await hers.next("call"))["contact_id"] == first
    await central.stop()
    again = await start_central(connectors=[offer(exchange)])
    [call] = (await floor(await again.desk("leila")))["calls"]
    assert call["contact_id"] == first
    assert call["call"]["state"] == "connected"


async def test_a_restart_brings_the_floor_back(start_central, exchange):
    central = await start_central(connectors=[offer(exchange)])
    leila = await central.desk("leila")
    hers = await central.listen(leila)
    await exchange.ring("call-1", "leila")
    await exchange.emit(ev.CallQueued(call_id="call-2", at=datetime.now(UTC), queue="Sales"))
    await hers.next("floor", lambda told: any(queue["queue"] == "Sales" for queue in told["queues"]))
    before = (await floor(leila))["floor"]
    await central.stop()
    again = await start_central(connectors=[offer(exchange)])
    after = (await floor(await again.desk("aisha")))["floor"]
    assert {queue["queue"]: queue["waiting"] for queue in after["queues"]} == {"Sales": 1, "Support": 1}
    assert {call["call_id"]: call["state"] for call in after["calls"]} == {
        "call-1": "ringing",
        "call-2": "queued",
    }
    assert after["people"] == before["people"]


async def test_facts_are_kept_before_anybody_is_told(start_central, exchange):
    central = await start_central(connectors=[offer(exchange)])
    hers = await central.listen(await central.desk("leila"))
    await exchange.ring("call-1", "leila")
    await hers.next("call")
    async with central.app.service.engine.connect() as connection:
        kinds = (
            (await connection.execute(sa.select(call_fact.c.kind).order_by(call_fact.c.n))).scalars().all()
        )
    assert kinds == ["call_queued", "call_ringing"]


async def test_a_stream_signs_in_to_the_floor_and_a_lost_one_is_a_lost_link(start_central, exchange):
    central = await start_central(connectors=[offer(exchange)], link_lost_after_s=0.2, signed_out_after_s=1.5)
    leila, aisha = await central.desk("leila"), await central.desk("aisha")
    watching = await central.listen(aisha)
    hers = await central.listen(leila)

    def state(wanted: str) -> Callable[[Any], bool]:
        return lambda told: any(p["agent"] == "leila" and p["state"] == wanted for p in told["people"])

    await watching.next("floor", state("available"))
    await hers.close()
    await hers._source.response.aclose()
    await watching.next("floor", state("lost_link"))
    back = await central.listen(leila)
    await watching.next("floor", state("available"))
    await back.close()
    await back._source.response.aclose()
    await watching.next("floor", state("lost_link"))
    await watching.next("floor", state("offline"))


async def test_a_supervisor_watches_without_being_rung(start_central, exchange):
    central = await start_central(connectors=[offer(exchange)])
    aisha = await central.desk("aisha")
    await central.listen(aisha)
    assert (await floor(aisha))["floor"]["people"] == []


async def test_signing_out_leaves_the_floor(central):
    leila, aisha = await central.desk("leila"), await central.desk("aisha")
    watching = await central.listen(aisha)
    await central.listen(leila)
    await watching.next("floor")
    await leila.client.delete("/api/v1/session")
    told = await watching.next("floor")
    assert [person["state"] for person in told["people"]] == ["offline"]


async def test_ones_own_state_is_told_at_once(central):
    leila = await central.desk("leila")
    hers = await central.listen(leila)
    await hers.next("person")
    assert await do(leila, action("set_state", "leila", state="break", reason="lunch")) == {
        "status": "done",
        "reason": "",
        "what": "",
    }
    told = await hers.next("person")
    assert (told["state"], told["reason"]) == ("paused", "lunch")


async def test_who_chose_to_be_off_the_floor_stays_off_it_until_they_choose_again(central):
    leila = await central.desk("leila")
    hers = await central.listen(leila)
    await hers.next("person")
    await do(leila, action("set_state", "leila", state="offline"))
    assert (await hers.next("person"))["state"] == "offline"
    again = await central.listen(leila)
    assert (await floor(leila))["floor"]["people"] == []
    await do(leila, action("set_state", "leila", state="ready"))
    assert (await again.next("person"))["state"] == "available"


async def test_an_action_goes_to_the_exchange_of_its_call_once(start_central, exchange):
    central = await start_central(connectors=[offer(exchange)])
    leila = await central.desk("leila")
    hers = await central.listen(leila)
    await exchange.ring("call-1", "leila")
    await hers.next("call")
    wish = action("answer", "leila", call_id="call-1")
    assert (await do(leila, wish))["status"] == "done"
    assert (await do(leila, wish))["status"] == "done"
    assert [asked.id for asked in exchange.asked] == [wish["id"]]


async def test_what_the_exchange_cannot_do_is_refused_and_said_beforehand(start_central, exchange):
    central = await start_central(connectors=[offer(exchange)])
    leila = await central.desk("leila")
    hers = await central.listen(leila)
    await exchange.ring("call-1", "leila")
    await hers.next("call")
    capabilities = (await floor(leila))["capabilities"]
    assert "answer" in capabilities
    assert "reject" not in capabilities
    assert (await do(leila, action("reject", "leila", call_id="call-1")))["reason"] == "not_supported"
    assert exchange.asked == []


async def test_an_action_for_somebody_else_or_too_late_is_not_done(start_central, exchange):
    central = await start_central(connectors=[offer(exchange)])
    leila, marcus = await central.desk("leila"), await central.desk("marcus")
    await central.listen(leila)
    await central.listen(marcus)
    await exchange.ring("call-1", "leila")
    response = await marcus.client.post("/api/v1/actions", json=action("answer", "leila", call_id="call-1"))
    assert (response.status_code, response.json()["reason"]) == (403, "not_yours")
    assert (await do(marcus, action("answer", "marcus", call_id="call-1")))["status"] == "refused"
    late = action("answer", "leila", call_id="call-1")
    late["expires_at"] = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    assert (await do(leila, late))["reason"] == "expired"
    far = action("answer", "leila", call_id="call-1")
    far["expires_at"] = (datetime.now(UTC) + timedelta(minutes=5)).isoformat()
    assert (await do(leila, far))["reason"] == "expired"
    assert exchange.asked == []


async def test_a_silent_exchange_leaves_an_action_unknown_and_it_is_told_when_it_answers(
    start_central, exchange
):
    central = await start_central(connectors=[offer(exchange)], action_timeout_s=0.1)
    leila = await central.desk("leila")
    hers = await central.listen(leila)
    answers = asyncio.Event()

    async def slowly(_action: AnyAction) -> Outcome:
        await answers.wait()
        return Outcome.refused("busy", "The line is busy.")

    exchange.answer = slowly
    await hers.next("person")
    wish = action("dial", "leila", number=NUMBER)
    assert (await do(leila, wish))["status"] == "unknown"
    answers.set()
    settled = await hers.next("action")
    assert settled == {
        "action_id": wish["id"],
        "outcome": {"status": "refused", "reason": "busy", "what": "The line is busy."},
    }
    assert len(exchange.asked) == 1


async def test_a_connector_serves_its_address_and_nothing_of_it_after_it_stopped(start_central, exchange):
    central = await start_central(connectors=[offer(exchange)])
    async with central.client() as client:
        good = await client.post("/bench/good?q=1", content=b"hello")
        assert (good.status_code, good.content, good.headers["x-query"]) == (200, b"hello", "1")
        assert (await client.post("/bench/bad", content=b"x")).status_code == 404
        assert (await client.post("/bench/good", content=b"x" * 101)).status_code == 413
        assert (await client.get("/bench/good")).status_code == 405
        assert (await client.post("/bench/good/more", content=b"x")).status_code == 404
        metrics = (await client.get("/metrics")).text
        assert "/bench/{token}" in metrics
        assert "/bench/good" not in metrics


async def test_a_connector_that_cannot_start_holds_up_nobody(start_central, exchange):
    exchange.is_away = True
    central = await start_central(connectors=[offer(exchange)])
    async with central.client() as client:
        ready = await client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["connectors"] == {"bench": "The exchange does not answer. Switch it on."}


async def test_the_kpi_bar_follows_the_calls(start_central, exchange):
    central = await start_central(connectors=[offer(exchange)])
    leila = await central.desk("leila")
    hers = await central.listen(leila)
    await exchange.ring("call-1", "leila")
    told = await hers.next("kpi", lambda kpi: kpi["figures"]["offered"] == 1)
    assert told["figures"]["answered"] == 0
    await exchange.emit(ev.CallConnected(call_id="call-1", at=datetime.now(UTC), agent="leila"))
    await hers.next("kpi", lambda kpi: kpi["figures"]["answered"] == 1)
    assert (await floor(leila))["kpi"]["figures"]["offered"] == 1


async def test_the_kpi_bar_is_told_again_even_when_nothing_happens(start_central, monkeypatch):
    """A desk takes figures it has not heard for 15 s for stale."""
    assert live_kpi.AT_LEAST_EVERY_S + 2 * live_kpi.AT_MOST_EVERY_S <= 10
    monkeypatch.setattr(live_kpi, "AT_LEAST_EVERY_S", 0.1)
    central = await start_central()
    hers = await central.listen(await central.desk("leila"))
    first = await hers.next("kpi")
    again = await hers.next("kpi", lambda kpi: kpi["at"] != first["at"])
    assert {**again, "at": first["at"]} == first


async def test_the_floor_goes_on_while_the_database_is_away(start_central, exchange, monkeypatch):
    central = await start_central(connectors=[offer(exchange)])
    leila = await central.desk("leila")
    hers = await central.listen(leila)
    await hers.next("person")
    writer = central.app.service.exchange._writer
    write = writer._write

    async def away(_facts):
        raise OSError("gone")

    monkeypatch.setattr(writer, "_write", away)
    await exchange.ring("call-1", "leila")
    assert (await hers.next("call"))["call"]["call_id"] == "call-1"
    monkeypatch.setattr(writer, "_write", write)
    await exchange.emit(ev.CallConnected(call_id="call-1", at=datetime.now(UTC), agent="leila"))
    await hers.next("kpi", lambda kpi: kpi["figures"]["answered"] == 1)
    async with central.app.service.engine.connect() as connection:
        kinds = (
            (await connection.execute(sa.select(call_fact.c.kind).order_by(call_fact.c.n))).scalars().all()
        )
    assert kinds == ["call_queued", "call_ringing", "call_connected"]
