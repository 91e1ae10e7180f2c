"""One's own sessions, at one central and at several; and failures counted for all of them."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from agent_desktop.central import session_watch
from agent_desktop.central.tables import sign_in_failure
from agent_desktop.core.clock import HeldClock


async def test_ones_sessions_are_listed_and_nobody_elses(central):
    here = await central.desk("leila", device="desk-12")
    await central.desk("leila", device="laptop")
    await central.desk("marcus")
    listed = (await here.client.get("/api/v1/sessions")).json()
    assert {one["device"] for one in listed} == {"desk-12", "laptop"}
    assert [one["device"] for one in listed if one["is_this"]] == ["desk-12"]
    assert all(one["signed_in_at"] <= one["last_seen"] for one in listed)


async def test_last_seen_is_when_a_session_was_last_used(start_central):
    clock = HeldClock(datetime.now(UTC))
    central = await start_central(clock=clock)
    here, laptop = await central.desk("leila"), await central.desk("leila", device="laptop")
    clock.advance(300)
    await laptop.client.get("/api/v1/floor")
    clock.advance(300)
    listed = (await here.client.get("/api/v1/sessions")).json()
    seen = {one["device"]: datetime.fromisoformat(one["last_seen"]) for one in listed}
    assert (clock.now() - seen["laptop"]).total_seconds() == 300


async def test_one_session_is_ended_and_only_ones_own(central):
    here, laptop = await central.desk("leila"), await central.desk("leila", device="laptop")
    marcus = await central.desk("marcus")
    listener = await central.listen(laptop)
    listed = (await here.client.get("/api/v1/sessions")).json()
    other = next(one["session_id"] for one in listed if not one["is_this"])
    assert (await marcus.client.delete(f"/api/v1/sessions/{other}")).status_code == 404
    assert (await here.client.delete(f"/api/v1/sessions/{other}")).status_code == 204
    await listener.end()
    assert (await laptop.client.get("/api/v1/floor")).status_code == 401
    assert (await here.client.get("/api/v1/floor")).status_code == 200


async def test_signing_out_everywhere_reaches_every_instance_within_seconds(start_central, monkeypatch):
    monkeypatch.setattr(session_watch, "LOOK_EVERY_S", 0.2)
    monkeypatch.setattr(session_watch, "WHOLE_EVERY", 10_000)
    first, second = await start_central(), await start_central()
    here, there = await first.desk("leila"), await second.desk("leila", device="laptop")
    marcus = await second.desk("marcus")
    near, far, other = await first.listen(here), await second.listen(there), await second.listen(marcus)
    assert (await here.client.delete("/api/v1/sessions")).status_code == 204
    await near.end()
    await far.end()
    for desk in (here, there):
        assert (await desk.client.get("/api/v1/floor")).status_code == 401
    assert not other.is_over
    assert (await marcus.client.get("/api/v1/floor")).status_code == 200


async def test_failures_at_one_instance_cost_waits_at_the_next(start_central):
    clock = HeldClock(datetime.now(UTC))
    first, second = await start_central(clock=clock), await start_central(clock=clock)
    for _ in range(5):
        assert (await first.sign_in("leila", "wrong password")).status_code == 401
    assert (await second.sign_in("leila", "wrong password")).status_code == 429


async def test_made_up_logins_do_not_stay_for_ever(start_central):
    clock = HeldClock(datetime.now(UTC))
    central = await start_central(clock=clock)
    for n in range(2):
        await central.sign_in(f"made-up-{n}", "wrong password")
    clock.advance(25 * 3600)
    await central.sign_in("another", "wrong password")
    async with central.app.service.engine.connect() as connection:
        rows = (await connection.execute(sa.select(sign_in_failure))).all()
    assert len(rows) == 1
    assert "another" not in str(rows)


async def test_a_window_is_unlocked_by_ones_own_password_and_trying_costs_waits(central):
    leila = await central.desk("leila")

    async def tried(password):
        return await leila.client.post("/api/v1/session/password", json={"password": password})

    assert (await tried("correct horse battery")).json() == {"is_right": True}
    for _ in range(5):
        assert (await tried("wrong password")).json() == {"is_right": False}
    assert (await tried("correct horse battery")).status_code == 429
