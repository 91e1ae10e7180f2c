"""Signing in, staying in, and being let in no more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from agent_desktop.central.tables import desk_session
from agent_desktop.core.clock import HeldClock
from agent_desktop.features.workforce.tables import account, agent
from agent_desktop.sync.messages import PROTOCOL_VERSION


async def test_signing_in_answers_all_that_a_desk_needs(central):
    response = await central.sign_in("leila")
    assert response.status_code == 200
    session = response.json()
    assert session["person"]["name"] == "Leila Davies"
    assert session["person"]["roles"] == ["agent"]
    assert session["scopes"][0] == "org"
    assert f"agent:{session['person']['agent_id']}" in session["scopes"]
    assert [scope for scope in session["scopes"] if scope.startswith("queue:")] == [
        f"queue:{queue}" for queue in session["person"]["queues"]
    ]
    site = session["site"]
    assert (site["name"], site["time_zone"], site["region"]) == ("Harbour Street", "Europe/London", "GB")
    assert (site["currency"], site["break_reasons"][:2]) == ("GBP", ["Break", "Lunch"])
    assert "Callback promised" in site["dispositions"]
    assert site["topics"]
    assert [queue["name"] for queue in site["queues"]] == ["Support", "Sales"]


async def test_the_same_device_is_the_same_client_and_another_is_not(central):
    first, again, other = [
        (await central.sign_in("leila", device=device)).json()["client_id"] for device in ("a", "a", "b")
    ]
    assert first == again != other


async def test_a_wrong_password_and_an_unknown_login_are_told_alike(central):
    wrong = await central.sign_in("leila", "not the password")
    nobody = await central.sign_in("nobody", "not the password")
    assert wrong.status_code == nobody.status_code == 401
    assert wrong.json() == nobody.json()
    assert wrong.json()["reason"] == "wrong_password"


async def test_an_unknown_login_costs_a_password_check_too(central, monkeypatch):
    checked = []
    passwords = central.app.service.sessions._passwords
    matches = passwords.matches

    async def counted(kept, password):
        checked.append(kept)
        return await matches(kept, password)

    monkeypatch.setattr(passwords, "matches", counted)
    await central.sign_in("nobody", "x" * 12)
    assert checked == [None]


async def test_a_disabled_person_learns_it_only_with_the_right_password(central):
    await change(central, sa.update(account).values(disabled_at=datetime.now(UTC)))
    right, wrong = await central.sign_in("leila"), await central.sign_in("leila", "wrong password")
    assert (right.status_code, right.json()["reason"]) == (403, "disabled")
    assert (wrong.status_code, wrong.json()["reason"]) == (401, "wrong_password")


@pytest.mark.parametrize("login", ["leila", "nobody"])
async def test_after_five_failures_one_has_to_wait_whether_the_login_is_known_or_not(start_central, login):
    clock = HeldClock(datetime.now(UTC))
    central = await start_central(clock=clock)
    for _ in range(5):
        assert (await central.sign_in(login, "wrong password")).status_code == 401
    response = await central.sign_in(login, "wrong password")
    assert response.status_code == 429
    assert response.json()["reason"] == "wait"
    assert int(response.headers["retry-after"]) >= 1
    clock.advance(2)
    assert (await central.sign_in(login, "wrong password")).status_code == 401
    clock.advance(1)
    assert (await central.sign_in(login, "wrong password")).status_code == 429


async def test_the_right_password_ends_the_waiting(start_central):
    clock = HeldClock(datetime.now(UTC))
    central = await start_central(clock=clock)
    for _ in range(5):
        await central.sign_in("leila", "wrong password")
    assert (await central.sign_in("leila")).status_code == 429
    clock.advance(2)
    assert (await central.sign_in("leila")).status_code == 200
    assert (await central.sign_in("leila", "wrong password")).status_code == 401


@pytest.mark.parametrize(
    ("protocol", "reason"), [(PROTOCOL_VERSION - 1, "too_old"), (PROTOCOL_VERSION + 1, "too_new")]
)
async def test_a_desktop_of_another_protocol_is_told_what_to_do(central, protocol, reason):
    response = await central.sign_in("leila", protocol=protocol)
    assert response.status_code == 426
    problem = response.json()
    assert problem["reason"] == reason
    assert problem["kept"] == "Your outbox is kept."
    assert problem["todo"]


async def test_an_access_token_runs_out_and_a_refresh_brings_another(start_central):
    clock = HeldClock(datetime.now(UTC))
    central = await start_central(clock=clock)
    desk = await central.desk("leila")
    assert (await desk.client.get("/api/v1/floor")).status_code == 200
    clock.advance(15 * 60 + 1)
    response = await desk.client.get("/api/v1/floor")
    assert (response.status_code, response.json()["reason"]) == (401, "token_expired")
    fresh = await refresh(desk, desk.session["refresh_token"])
    assert fresh.status_code == 200
    assert fresh.json()["client_id"] == desk.session["client_id"]
    desk.client.headers["authorization"] = f"Bearer {fresh.json()['access_token']}"
    assert (await desk.client.get("/api/v1/floor")).status_code == 200


async def test_a_refresh_token_used_twice_ends_the_whole_session(central):
    desk = await central.desk("leila")
    stolen = desk.session["refresh_token"]
    fresh = (await refresh(desk, stolen)).json()
    again = await refresh(desk, stolen)
    assert (again.status_code, again.json()["reason"]) == (401, "token_reused")
    desk.client.headers["authorization"] = f"Bearer {fresh['access_token']}"
    assert (await desk.client.get("/api/v1/floor")).status_code == 401
    assert (await refresh(desk, fresh["refresh_token"])).status_code == 401


async def test_a_refresh_token_runs_out_too(start_central):
    clock = HeldClock(datetime.now(UTC))
    central = await start_central(clock=clock)
    desk = await central.desk("leila")
    clock.advance(timedelta(days=14).total_seconds() + 1)
    assert (await refresh(desk, desk.session["refresh_token"])).status_code == 401


async def test_signing_out_ends_tokens_and_streams_at_once(central):
    desk = await central.desk("leila")
    listener = await central.listen(desk)
    assert (await desk.client.delete("/api/v1/session")).status_code == 204
    await listener.end()
    assert (await desk.client.get("/api/v1/floor")).status_code == 401
    assert (await refresh(desk, desk.session["refresh_token"])).status_code == 401


async def test_a_person_disabled_while_signed_in_may_do_nothing_more(central):
    desk = await central.desk("leila")
    await change(central, sa.update(agent).where(agent.c.login == "leila").values(is_active=False))
    response = await desk.client.get("/api/v1/floor")
    assert (response.status_code, response.json()["reason"]) == (403, "disabled")


async def test_no_token_is_kept_in_the_open(central):
    desk = await central.desk("leila")
    async with central.app.service.engine.connect() as connection:
        rows = (await connection.execute(sa.select(desk_session))).mappings().all()
    text = str([dict(row) for row in rows])
    assert desk.session["access_token"] not in text
    assert desk.session["refresh_token"] not in text


async def refresh(desk, token):
    return await desk.client.post("/api/v1/session/refresh", json={"refresh_token": token})


async def change(central, statement):
    async with central.app.service.engine.begin() as connection:
        await connection.execute(statement)
