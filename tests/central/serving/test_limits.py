"""Limits: nobody brings central down alone, and an honest desk never notices them."""

from __future__ import annotations

import asyncio

from agent_desktop.central.limits import Buckets, is_within
from agent_desktop.core.ids import new_id


def note(text="x"):
    data = {"command_id": new_id(), "made_at": "2026-11-01T10:00:00Z", "text": text}
    return {"kind": "interactions.NotThere", "data": data}


def test_a_bucket_fills_again_with_time():
    now_s = [0.0]
    buckets = Buckets(2.0, 3.0, lambda: now_s[0])
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert buckets.take("b") == 0
    now_s[0] = 0.5
    assert buckets.take("a") == 0
    assert buckets.take("a") > 0
    now_s[0] = 1_000.0
    assert [buckets.take("a") > 0 for _ in range(4)] == [False, False, False, True]


def test_buckets_are_bounded():
    buckets = Buckets(1.0, 1.0, lambda: 0.0, most=100)
    for n in range(10_000):
        buckets.take(str(n))
    assert len(buckets._levels) == 100


async def test_a_desk_that_asks_too_often_is_told_to_wait(start_central):
    central = await start_central(requests_per_s=1.0, requests_burst=5.0)
    leila, marcus = await central.desk("leila"), await central.desk("marcus")
    statuses = [(await leila.client.get("/api/v1/sessions")).status_code for _ in range(7)]
    assert statuses[:5] == [200] * 5
    assert statuses[-1] == 429
    refused = await leila.client.get("/api/v1/floor")
    assert refused.json()["reason"] == "slow_down"
    assert int(refused.headers["retry-after"]) >= 1
    assert (await leila.client.get("/api/v1/stream")).status_code == 429
    assert (await marcus.client.get("/api/v1/sessions")).status_code == 200
    async with central.client() as client:
        assert 'agent_desktop_limited_total{limit="rate"}' in (await client.get("/metrics")).text


async def test_full_pushes_in_a_row_meet_no_limit(central):
    leila = await central.desk("leila")
    for _ in range(30):
        response = await leila.client.post("/api/v1/push", json={"commands": [note() for _ in range(100)]})
        assert response.status_code == 200


async def test_a_stranger_is_limited_by_address(start_central):
    central = await start_central(address_per_s=1.0, address_burst=3.0)
    statuses = [(await central.sign_in("leila")).status_code for _ in range(5)]
    assert statuses[:3] == [200] * 3
    assert statuses[-1] == 429
    async with central.client() as client:
        assert (await client.get("/healthz")).status_code == 200


async def test_a_command_nested_too_deep_is_refused_and_those_around_it_are_judged(central):
    leila = await central.desk("leila")
    deep = note()
    nest: dict[str, object] = {}
    deep["data"]["more"] = nest
    for _ in range(100):
        nest["in"] = nest = {}
    wide = note()
    wide["data"]["more"] = list(range(30_000))
    first, last = note(), note()
    verdicts = await leila.push(first, deep, wide, last)
    assert [verdict["command_id"] for verdict in verdicts] == [
        envelope["data"]["command_id"] for envelope in (first, deep, wide, last)
    ]
    assert [verdict["problem"]["reason"] for verdict in verdicts] == [
        "unknown_command",
        "too_deep",
        "too_deep",
        "unknown_command",
    ]


async def test_a_body_of_nothing_but_brackets_is_no_fault_of_ours(central):
    leila = await central.desk("leila")
    for body in (
        b'{"commands":' + b"[" * 100_000,
        b"[" * 1_000_000,
        b'{"commands":[{"kind":"a","data":' * 50_000,
    ):
        response = await leila.client.post("/api/v1/push", content=body)
        assert 400 <= response.status_code < 500, response.text


def test_depth_and_size_are_counted_without_recursion():
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert not is_within(deep, depth=24, items=20_000)
    assert is_within({"a": [1, 2, {"b": 3}]}, depth=4, items=6)
    assert not is_within({"a": [1, 2, {"b": 3}]}, depth=3, items=6)
    assert not is_within({"a": [1, 2, {"b": 3}]}, depth=4, items=5)


async def test_a_third_stream_of_a_desk_ends_its_oldest(central):
    leila = await central.desk("leila")
    first, second = await central.listen(leila), await central.listen(leila)
    third = await central.listen(leila)
    await first.end()
    assert not second.is_over
    assert not third.is_over


async def test_a_person_has_streams_at_so_many_devices_only(start_central):
    central = await start_central(streams_per_person=2)
    for device in ("a", "b"):
        await central.listen(await central.desk("leila", device=device))
    third = await central.desk("leila", device="c")
    assert (await third.client.get("/api/v1/stream")).status_code == 429
    await central.listen(await central.desk("marcus"))


async def test_snapshots_wait_their_turn_and_give_their_place_back(start_central):
    central = await start_central(snapshots_at_once=1)
    desks = [await central.desk(login) for login in ("leila", "marcus", "aisha")]
    replies = await asyncio.gather(*(desk.client.get("/api/v1/snapshot/org") for desk in desks))
    assert {reply.status_code for reply in replies} == {200}
    for _ in range(3):
        # A desk that hangs up in the middle keeps no place.
        async with desks[0].client.stream("GET", "/api/v1/snapshot/org") as response:
            assert response.status_code == 200
    assert (await desks[1].client.get("/api/v1/snapshot/org")).status_code == 200
    limits = central.app.service.limits
    async with asyncio.timeout(5):
        while limits._snapshots_of or limits._snapshots.locked():  # noqa: ASYNC110 - nobody tells when
            await asyncio.sleep(0.01)


async def test_one_desk_reads_two_snapshots_at_a_time(central):
    leila = await central.desk("leila")
    who = await central.app.service.sessions.authenticate(leila.session["access_token"])
    limits = central.app.service.limits
    async with limits.snapshot(who), limits.snapshot(who):
        response = await leila.client.get("/api/v1/snapshot/org")
        assert (response.status_code, response.json()["reason"]) == (429, "slow_down")
    assert (await leila.client.get("/api/v1/snapshot/org")).status_code == 200
