"""Erasure, counting, epochs and releases over HTTP, and the jobs that go on beside it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from agent_desktop.central.erasures_file import read
from agent_desktop.central.jobs import JOBS, lock_of, purge_tombstones, sweep_erasures
from agent_desktop.core.ids import new_id
from agent_desktop.sync.erased_words import hash_of
from agent_desktop.sync.erasure import certificates
from agent_desktop.sync.sweep import traces
from agent_desktop.sync.tables import erasure_log, sync_feed, sync_head
from tests.central.serving.conftest import SUPPORT
from tests.support.commands_of import create_customer, envelope

SECRET = "Quartermaine"


def erase(customer_id: str) -> dict[str, Any]:
    return envelope("customers.EraseCustomer", customer_id=customer_id, reason="They asked us to.")


def a_customer(customer_id: str) -> dict[str, Any]:
    made = create_customer(customer_id)
    made["data"] |= {"given_name": "Zebulon", "family_name": "Quartermaine", "name": None}
    return made


async def test_an_erasure_is_told_to_desks_that_ask_and_their_answer_is_counted(central):
    leila, aisha = await central.desk("leila"), await central.desk("aisha")
    customer = new_id()
    await leila.push(a_customer(customer))
    [verdict] = await aisha.push(erase(customer))
    assert verdict["status"] == "applied"

    async def pull(desk: Any, **more: Any) -> dict[str, Any]:
        body = {"epoch": desk.session["epoch"], "cursors": {f"queue:{SUPPORT}": 0}, **more}
        answer: dict[str, Any] = (await desk.client.post("/api/v1/pull", json=body)).json()
        return answer

    assert (await pull(leila))["erased"] == [], "a desk of an earlier release is told nothing it cannot read"
    [[seq, hashes]] = (await pull(leila, erased_to=0))["erased"]
    assert seq == verdict["seq"]
    assert hash_of(customer) in hashes
    assert (await pull(leila, erased_to=seq))["erased"] == []
    [proof] = await central.app.service.read(certificates)
    assert (proof.desks, proof.desks_done) == (2, 1)
    await pull(aisha, erased_to=seq)
    [proof] = await central.app.service.read(certificates)
    assert proof.desks_done == 2


async def test_the_sweep_runs_as_a_job_and_leaves_a_note_outside_the_database(start_central, tmp_path: Path):
    noted = tmp_path / "apart" / "erasures.jsonl"
    central = await start_central(erasures_file=noted)
    leila, aisha = await central.desk("leila"), await central.desk("aisha")
    customer = new_id()
    await leila.push(a_customer(customer))
    await aisha.push(erase(customer))
    service = central.app.service
    assert await service.read(lambda c: traces(c, [SECRET])), "the command log still says who it was"
    await sweep_erasures(service)
    assert await service.read(lambda c: traces(c, [SECRET])) == {}
    assert [line.subject for line in read(noted)] == [hash_of(customer)]


async def test_a_job_that_another_instance_is_at_is_left_to_it(start_central):
    one, two = await start_central(), await start_central()
    aisha = await one.desk("aisha")
    await aisha.push(erase(new_id()))
    waits = sa.select(erasure_log.c.terms.is_not(None))
    async with one.app.service.engine.begin() as connection:
        # The first instance is in the middle of the same job.
        await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(*lock_of("sweep-erasures"))))
        await sweep_erasures(two.app.service)
        assert await two.app.service.read(lambda c: c.execute(waits).scalar_one()) is True
    await sweep_erasures(two.app.service)
    assert await two.app.service.read(lambda c: c.execute(waits).scalar_one()) is False


async def test_tombstones_go_by_a_job_and_an_old_desk_is_told_it_was_away_too_long(central):
    leila = await central.desk("leila")
    service = central.app.service
    phone, customer = new_id(), new_id()
    made = create_customer(customer)
    made["data"]["phones"] = [{"phone_id": phone, "number": "020 7946 0018"}]
    await leila.push(made)
    await leila.push(envelope("customers.RemovePhone", phone_id=phone))
    left = sa.select(sa.func.count()).where(sync_feed.c.op != "U")
    assert await service.read(lambda c: c.execute(left).scalar_one()) == 1
    old = sa.func.now() - timedelta(days=91)
    await service.write(lambda c: c.execute(sa.update(sync_feed).values(stamped_at=old)))
    await purge_tombstones(service)
    await purge_tombstones(service)
    assert await service.read(lambda c: c.execute(left).scalar_one()) == 0
    body = {"epoch": leila.session["epoch"], "cursors": {"org": 1}}
    answer = await leila.client.post("/api/v1/pull", json=body)
    assert (answer.status_code, answer.json()["reason"]) == (410, "away_too_long")
    assert {job.name for job in JOBS} >= {"purge-tombstones", "sweep-erasures"}


async def test_nothing_of_another_epoch_is_run(central):
    leila = await central.desk("leila")
    command = create_customer(new_id())
    service = central.app.service
    await service.write(lambda c: c.execute(sa.update(sync_head).values(epoch=new_id())))
    body = {"commands": [command], "epoch": leila.session["epoch"]}
    answer = await leila.client.post("/api/v1/push", json=body)
    assert (answer.status_code, answer.json()["reason"]) == (410, "epoch_changed")
    assert answer.json()["kept"] == "Your outbox is kept."
    [verdict] = await leila.push(command)
    assert verdict["status"] == "applied", "a desk that names no epoch is taken at its word"


async def test_counts_are_told_for_scopes_of_ones_own_alone(central):
    leila = await central.desk("leila")
    wanted = [f"queue:{SUPPORT}", "org", f"agent:{new_id()}"]
    answer = (await leila.client.post("/api/v1/compare", json={"scopes": wanted})).json()
    assert set(answer["scopes"]) == {f"queue:{SUPPORT}", "org"}
    latest, sums = answer["scopes"]["org"]
    assert sums["queue"][0] == 2
    assert latest > 0


async def test_signing_in_tells_what_central_speaks(central):
    session = (await central.desk("leila")).session
    assert (session["protocols"], session["schemas"]) == ([1, 1], [1, 1])
    assert session["central_version"]


async def test_a_desktop_left_behind_by_an_upgrade_is_told_so_and_keeps_its_session(
    central, monkeypatch: pytest.MonkeyPatch
):
    leila = await central.desk("leila")
    body = {"refresh_token": leila.session["refresh_token"]}
    monkeypatch.setattr("agent_desktop.sync.versions.__version__", "0.9.0")
    answer = await leila.client.post("/api/v1/session/refresh", json=body)
    assert (answer.status_code, answer.json()["reason"]) == (426, "too_old")
    assert "Install the newer desktop" in answer.json()["todo"]
    refused = await central.sign_in("leila")
    assert refused.status_code == 426
    monkeypatch.undo()
    await asyncio.sleep(0)
    answer = await leila.client.post("/api/v1/session/refresh", json=body)
    assert answer.status_code == 200, "the token was not spent on the refusal"
