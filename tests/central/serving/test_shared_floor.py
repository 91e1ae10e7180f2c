"""Several instances, one floor: whichever a desk or an exchange speaks to, it is the same."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from agent_desktop.central.connectors import Offer
from agent_desktop.central.relay_words import Told
from agent_desktop.core.errors import KnownError
from agent_desktop.core.ids import new_id
from agent_desktop.features.calls.tables import call_fact
from agent_desktop.telephony import events as ev
from agent_desktop.telephony.actions import AnyAction, Outcome
from agent_desktop.telephony.port import ConnectorFactory, ConnectorHost, HttpRequest, HttpResponse
from agent_desktop.telephony.views import QueueChanged, QueueView
from tests.support.commands_of import create_customer

NUMBER = "+441174960018"


class Bench:
    """An exchange that does what a test says; it is connected at one instance at a time."""

    def __init__(self) -> None:
        self.connected: list[BenchConnector] = []
        self.asked: list[AnyAction] = []
        self.is_away = False
        self.answers = asyncio.Event()
        self.answers.set()

    def offer(self) -> Offer:
        return Offer(ConnectorFactory("bench", lambda: BenchConnector(self)))

    @property
    def host(self) -> ConnectorHost:
        [connector] = self.connected
        assert connector.host is not None
        return connector.host

    async def ring(self, call_id: str, agent: str) -> None:
        now = datetime.now(UTC)
        await self.host.emit(ev.CallQueued(call_id=call_id, at=now, queue="Support", caller=NUMBER))
        await self.host.emit(
            ev.CallRinging(call_id=call_id, at=now, agent=agent, queue="Support", caller=NUMBER)
        )


class BenchConnector:
    name = "bench"
    capabilities = frozenset({"answer", "hang_up", "dial", "supervise"})

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self.host: ConnectorHost | None = None

    async def start(self, host: ConnectorHost) -> None:
        if self._bench.is_away:
            raise KnownError("It does not answer.")
        self.host = host
        self._bench.connected.append(self)
        host.route_http("/bench/{token}", self._posted, max_body_bytes=20_000)

    async def stop(self) -> None:
        self.host = None
        if self in self._bench.connected:
            self._bench.connected.remove(self)

    async def perform(self, action: AnyAction) -> Outcome:
        self._bench.asked.append(action)
        await self._bench.answers.wait()
        return Outcome.done()

    async def _posted(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(
            200, request.body, {"x-token": request.path_params["token"], "x-q": request.query["q"]}
        )


def action(kind: str, agent: str, **fields: Any) -> dict[str, Any]:
    expires_at = (datetime.now(UTC) + timedelta(seconds=4)).isoformat()
    return {"kind": kind, "id": new_id(), "agent": agent, "expires_at": expires_at, **fields}


async def do(desk: Any, wish: dict[str, Any]) -> dict[str, Any]:
    response = await desk.client.post("/api/v1/actions", json=wish)
    assert response.status_code == 200, response.text
    outcome: dict[str, Any] = response.json()
    return outcome


async def floor(desk: Any) -> dict[str, Any]:
    answer: dict[str, Any] = (await desk.client.get("/api/v1/floor")).json()
    return answer


async def until(holds: Any, within_s: float = 10.0) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(within_s):
        while not (await holds() if asyncio.iscoroutinefunction(holds) else holds()):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def pair(start_central: Any, bench: Bench, **settings: Any) -> tuple[Any, Any]:
    """The owner of the floor, and one who follows."""
    owner = await start_central(connectors=[bench.offer()], **settings)
    follower = await start_central(connectors=[bench.offer()], **settings)
    assert owner.app.service.floor.whereabouts() == "here"
    assert follower.app.service.floor.whereabouts() == "elsewhere"
    return owner, follower


async def test_only_one_of_several_connects_to_the_exchange(start_central):
    bench = Bench()
    await pair(start_central, bench)
    await start_central(connectors=[bench.offer()])
    assert len(bench.connected) == 1


async def test_a_call_comes_to_its_person_at_another_instance_with_match_and_bundle(start_central):
    bench = Bench()
    owner, follower = await pair(start_central, bench)
    leila, marcus = await follower.desk("leila"), await owner.desk("marcus")
    customer = new_id()
    await leila.push(create_customer(customer, number=NUMBER))
    hers, his = await follower.listen(leila), await owner.listen(marcus)
    await hers.next("person")
    await bench.ring("call-1", "leila")
    told = await hers.next("call")
    assert told["call"]["state"] == "ringing"
    assert told["bundle"]["customer_id"] == customer
    assert [one["customer_id"] for one in told["match"]["candidates"]] == [customer]
    await his.next("floor", lambda floor: any(p["state"] == "ringing" for p in floor["people"]))
    assert "call" not in [name for name, _ in his.told]
    here, there = await floor(await owner.desk("aisha")), await floor(await follower.desk("aisha"))
    assert {**here["floor"], "at": 0} == {**there["floor"], "at": 0}
    assert here["capabilities"] == there["capabilities"]


async def test_an_action_is_carried_to_the_owner_and_done_once(start_central):
    bench = Bench()
    _, follower = await pair(start_central, bench)
    leila = await follower.desk("leila")
    hers = await follower.listen(leila)
    await bench.ring("call-1", "leila")
    await hers.next("call")
    wish = action("answer", "leila", call_id="call-1")
    assert (await do(leila, wish))["status"] == "done"
    assert (await do(leila, wish))["status"] == "done"
    assert [asked.id for asked in bench.asked] == [wish["id"]]
    assert (await do(leila, action("set_state", "leila", state="break", reason="lunch")))["status"] == "done"
    assert (await hers.next("person", lambda p: p["next"] == "break"))["next_reason"] == "lunch"


async def test_an_action_that_settles_late_is_told_where_its_person_is(start_central):
    bench = Bench()
    _, follower = await pair(start_central, bench, action_timeout_s=0.2)
    leila = await follower.desk("leila")
    hers = await follower.listen(leila)
    await hers.next("person")
    bench.answers.clear()
    wish = action("dial", "leila", number=NUMBER)
    assert (await do(leila, wish))["status"] == "unknown"
    bench.answers.set()
    assert (await hers.next("action"))["action_id"] == wish["id"]


async def test_an_action_without_an_owner_waits_no_longer_than_it_lives(start_central):
    bench = Bench()
    owner, follower = await pair(start_central, bench)
    leila = await follower.desk("leila")
    await (await follower.listen(leila)).next("person")
    await follower.app.service.floor.lock.hand_over()  # it does not want the floor, and nobody else is there
    await owner.stop()
    wish = action("dial", "leila", number=NUMBER)
    wish["expires_at"] = (datetime.now(UTC) + timedelta(seconds=0.4)).isoformat()
    assert (await do(leila, wish))["reason"] == "expired"
    assert bench.asked == []


async def test_a_post_to_another_instance_is_answered_by_the_connector(start_central):
    bench = Bench()
    _, follower = await pair(start_central, bench)
    async with follower.client() as exchange:
        small = await exchange.post("/bench/good?q=1", content=b"hello")
        assert (small.status_code, small.content) == (200, b"hello")
        assert (small.headers["x-token"], small.headers["x-q"]) == ("good", "1")
        large = await exchange.post("/bench/good?q=1", content=b"x" * 15_000)  # longer than a notification
        assert large.content == b"x" * 15_000
        assert (await exchange.post("/bench/good?q=1", content=b"x" * 20_001)).status_code == 413
        assert (await exchange.get("/bench/good")).status_code == 405
        assert "/bench/good" not in (await exchange.get("/metrics")).text


async def test_a_person_is_here_as_long_as_they_have_a_stream_at_any_instance(start_central):
    bench = Bench()
    owner, follower = await pair(start_central, bench, link_lost_after_s=0.2)
    leila, aisha = await follower.desk("leila"), await owner.desk("aisha")
    watching = await owner.listen(aisha)

    def state(wanted: str) -> Any:
        return lambda told: any(p["agent"] == "leila" and p["state"] == wanted for p in told["people"])

    hers = await follower.listen(leila)
    await watching.next("floor", state("available"))
    also = await owner.listen(await owner.desk("leila"))
    await until(lambda: len(owner.app.service.floor._presence.sessions_of("leila")) == 2)
    await hers.close()
    await hers._source.response.aclose()
    await asyncio.sleep(0.6)
    assert "lost_link" not in str(watching.told)
    await also.close()
    await also._source.response.aclose()
    await watching.next("floor", state("lost_link"))


async def test_signing_out_anywhere_closes_the_streams_everywhere(start_central):
    bench = Bench()
    owner, follower = await pair(start_central, bench)
    leila = await follower.desk("leila")
    hers = await follower.listen(leila)
    await hers.next("person")
    async with owner.client() as client:
        client.headers["authorization"] = leila.client.headers["authorization"]
        await client.delete("/api/v1/session")
    await hers.end()
    aisha = await follower.desk("aisha")

    async def is_off() -> bool:
        return (await floor(aisha))["floor"]["people"] == []

    await until(is_off)


async def test_a_polite_stop_hands_the_floor_over_with_its_calls_and_choices(start_central):
    bench = Bench()
    owner, follower = await pair(start_central, bench)
    leila, marcus = await follower.desk("leila"), await follower.desk("marcus")
    hers, his = await follower.listen(leila), await follower.listen(marcus)
    await bench.ring("call-1", "leila")
    ringing = await hers.next("call")
    await his.next("person")
    await do(marcus, action("set_state", "marcus", state="offline"))
    await his.next("person", lambda p: p["state"] == "offline")
    before = (await floor(leila))["floor"]
    await owner.stop()
    await until(lambda: follower.app.service.floor.is_owner)
    assert {**(await floor(leila))["floor"], "at": 0} == {**before, "at": 0}
    assert await do(leila, action("answer", "leila", call_id="call-1")) == {
        "status": "done",
        "reason": "",
        "what": "",
    }
    await bench.host.emit(ev.CallConnected(call_id="call-1", at=datetime.now(UTC), agent="leila"))
    talking = await hers.next("call", lambda told: told["call"]["state"] == "connected")
    assert talking["contact_id"] == ringing["contact_id"]
    # The one who chose to be off the floor stays off it, also when their stream opens anew.
    again = await follower.listen(marcus)
    assert [p["agent"] for p in (await floor(marcus))["floor"]["people"]] == ["leila"]
    await do(marcus, action("set_state", "marcus", state="ready"))
    assert (await again.next("person"))["state"] == "available"


async def test_an_owner_replaced_while_it_hung_writes_and_does_nothing_and_gives_away_what_it_held(
    start_central,
):
    bench = Bench()
    owner, follower = await pair(start_central, bench)
    leila = await follower.desk("leila")
    hers = await follower.listen(leila)
    await bench.ring("call-1", "leila")
    await hers.next("call")
    stuck = bench.host
    engine = follower.app.service.engine
    async with engine.begin() as connection:
        # Somebody else has had the floor since, and it does not know yet.
        await connection.execute(sa.text("UPDATE singleton SET term = term + 1, owner = 'somebody else'"))
    await stuck.emit(ev.CallConnected(call_id="call-1", at=datetime.now(UTC), agent="leila"))
    assert not await owner.app.service.floor.lock.sure()
    await until(lambda: follower.app.service.floor.is_owner)
    assert (await hers.next("call", lambda told: told["call"]["state"] == "connected"))["call"][
        "call_id"
    ] == "call-1"
    async with engine.connect() as connection:
        kinds = (
            (await connection.execute(sa.select(call_fact.c.kind).order_by(call_fact.c.n))).scalars().all()
        )
    assert kinds == ["call_queued", "call_ringing", "call_connected"]


async def test_news_that_were_lost_are_noticed_and_the_whole_is_asked_for(start_central):
    bench = Bench()
    owner, follower = await pair(start_central, bench)
    told = await follower.listen(await follower.desk("leila"))
    await told.next("person")
    relay = owner.app.service.relay
    relay._n += 1  # as if one had been dropped
    relay.share(Told(change=QueueChanged(queue=QueueView(queue="Nowhere", waiting=7))))
    # The owner's floor knows no such queue, and so it is taken back.
    await told.next(
        "floor", lambda floor: {"queue": "Nowhere", "waiting": 0, "oldest_at": None} in floor["queues"]
    )


async def test_an_exchange_that_is_away_is_told_at_every_instance_and_stays_so_for_its_next_owner(
    start_central,
):
    bench = Bench()
    owner, follower = await pair(start_central, bench)
    marcus = await follower.desk("marcus")
    his = await follower.listen(marcus)
    heard_at = datetime.now(UTC) - timedelta(minutes=3)
    await bench.host.emit(ev.ExchangeReported(at=heard_at, is_up=False, what="It hangs."))
    await bench.host.emit(ev.PhoneReported(extension="1009", at=heard_at, is_registered=False))
    told = await his.next("floor", lambda told: any(not one["is_up"] for one in told["exchanges"]))
    [away] = told["exchanges"]
    assert datetime.fromisoformat(away["since"]) == heard_at
    refused = await do(marcus, action("choose_phone", "marcus", extension="1009"))
    assert refused["reason"] == "phone_away"
    assert (await do(marcus, action("choose_phone", "marcus", extension="1005")))["status"] == "done"
    await until(lambda: any(one.holder == "marcus" for one in follower.app.service.floor.view().phones))
    bench.is_away = True
    await owner.stop()
    await until(lambda: follower.app.service.floor.whereabouts() == "here")
    await until(lambda: follower.app.service.floor.connectors().get("bench", "") != "")
    after = (await floor(marcus))["floor"]
    [still] = after["exchanges"]
    assert (still["is_up"], still["since"]) == (False, away["since"])
    phones = {one["extension"]: (one["is_registered"], one["holder"]) for one in after["phones"]}
    assert phones["1009"] == (False, None)
    assert phones["1005"] == (None, "marcus")


async def test_a_supervisor_listens_and_both_are_told(start_central):
    bench = Bench()
    owner, follower = await pair(start_central, bench)
    leila, aisha = await owner.desk("leila"), await follower.desk("aisha")
    hers, supervisors = await owner.listen(leila), await follower.listen(aisha)
    await bench.ring("call-1", "leila")
    now = datetime.now(UTC)
    await bench.host.emit(ev.CallConnected(call_id="call-1", at=now, agent="leila"))
    forbidden = await leila.client.post("/api/v1/actions", json=action("supervise", "leila", of="marcus"))
    assert forbidden.status_code == 403
    assert (await do(aisha, action("supervise", "aisha", of="leila")))["status"] == "done"
    [asked] = bench.asked
    assert asked.call_id == "call-1"
    await bench.host.emit(
        ev.SupervisionStarted(call_id="call-1", at=now, supervisor="aisha", agent="leila", mode="listen")
    )
    told = await hers.next("call", lambda told: told["call"]["supervisions"])
    assert told["call"]["supervisions"][0]["supervisor"] == "aisha"
    listening = await supervisors.next("listening")
    assert listening["call_id"] == "call-1"
    assert [one["call_id"] for one in (await floor(aisha))["listening"]] == ["call-1"]
    await bench.host.emit(ev.CallEnded(call_id="call-1", at=datetime.now(UTC), by="caller"))
    over = await supervisors.next("listening", lambda told: told["supervision"] is None)
    assert over["call_id"] == "call-1"
