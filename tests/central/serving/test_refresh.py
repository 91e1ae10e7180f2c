"""A refresh whose reply was lost is asked for again; whoever holds a copy is found out all the same."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from agent_desktop.central.tables import desk_session
from agent_desktop.core.clock import HeldClock


async def refresh(central, token, client_id=""):
    async with central.client() as client:
        body = {"refresh_token": token, "client_id": client_id}
        return await client.post("/api/v1/session/refresh", json=body)


async def is_alive(central, access):
    async with central.client() as client:
        client.headers["authorization"] = f"Bearer {access}"
        return (await client.get("/api/v1/sessions")).status_code == 200


async def test_the_same_client_gets_the_same_tokens_again(central):
    desk = await central.desk("leila")
    token, client_id = desk.session["refresh_token"], desk.session["client_id"]
    lost = (await refresh(central, token, client_id)).json()
    again = await refresh(central, token, client_id)
    assert again.status_code == 200
    assert again.json()["access_token"] == lost["access_token"]
    assert again.json()["refresh_token"] == lost["refresh_token"]
    assert await is_alive(central, lost["access_token"])
    further = await refresh(central, lost["refresh_token"], client_id)
    assert further.status_code == 200
    assert further.json()["refresh_token"] != lost["refresh_token"]


async def test_ten_at_once_get_one_pair(central):
    desk = await central.desk("leila")
    token, client_id = desk.session["refresh_token"], desk.session["client_id"]
    replies = await asyncio.gather(*(refresh(central, token, client_id) for _ in range(10)))
    assert {reply.status_code for reply in replies} == {200}
    assert len({reply.json()["refresh_token"] for reply in replies}) == 1


async def test_once_the_new_pair_was_used_the_old_token_ends_the_session(central):
    desk = await central.desk("leila")
    token, client_id = desk.session["refresh_token"], desk.session["client_id"]
    new = (await refresh(central, token, client_id)).json()
    assert await is_alive(central, new["access_token"])
    stolen = await refresh(central, token, client_id)
    assert (stolen.status_code, stolen.json()["reason"]) == (401, "token_reused")
    assert not await is_alive(central, new["access_token"])


async def test_a_thief_who_repeats_in_the_gap_is_found_out_one_rotation_later(central):
    desk = await central.desk("leila")
    token, client_id = desk.session["refresh_token"], desk.session["client_id"]
    theirs = (await refresh(central, token, client_id)).json()
    thief = (await refresh(central, token, client_id)).json()
    assert await is_alive(central, theirs["access_token"])
    ahead = (await refresh(central, thief["refresh_token"], client_id)).json()
    assert await is_alive(central, ahead["access_token"])
    behind = await refresh(central, theirs["refresh_token"], client_id)
    assert behind.json()["reason"] == "token_reused"
    assert not await is_alive(central, ahead["access_token"])


@pytest.mark.parametrize("other", ["", "01920000-0000-7000-8000-000000000000"])
async def test_another_client_gets_nothing_again(central, other):
    desk = await central.desk("leila")
    token, client_id = desk.session["refresh_token"], desk.session["client_id"]
    await refresh(central, token, client_id)
    reply = await refresh(central, token, other)
    assert (reply.status_code, reply.json()["reason"]) == (401, "token_reused")


async def test_the_grace_ends(start_central):
    clock = HeldClock(datetime.now(UTC))
    central = await start_central(clock=clock)
    desk = await central.desk("leila")
    token, client_id = desk.session["refresh_token"], desk.session["client_id"]
    await refresh(central, token, client_id)
    clock.advance(29 * 60)
    assert (await refresh(central, token, client_id)).status_code == 200
    clock.advance(2 * 60)
    assert (await refresh(central, token, client_id)).json()["reason"] == "token_reused"


async def test_only_the_token_directly_before_has_a_grace(central):
    desk = await central.desk("leila")
    token, client_id = desk.session["refresh_token"], desk.session["client_id"]
    second = (await refresh(central, token, client_id)).json()
    await refresh(central, second["refresh_token"], client_id)
    assert (await refresh(central, token, client_id)).json()["reason"] == "token_reused"


async def test_what_lies_in_the_database_makes_no_token(central):
    desk = await central.desk("leila")
    new = (await refresh(central, desk.session["refresh_token"], desk.session["client_id"])).json()
    async with central.app.service.engine.connect() as connection:
        row = (await connection.execute(sa.select(desk_session))).mappings().one()
    kept = str(dict(row))
    for token in (new["access_token"], new["refresh_token"], desk.session["refresh_token"]):
        assert token not in kept
