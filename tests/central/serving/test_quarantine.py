"""A revoked device hands over what it had not sent; a supervisor releases it, run as its author, or discards it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from agent_desktop.central import accounts, devices, session_watch
from agent_desktop.central.tables import quarantined_command
from agent_desktop.core.clock import HeldClock
from agent_desktop.core.ids import new_id
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.features.tickets.tables import ticket
from agent_desktop.runtime.settings import Settings
from agent_desktop.sync.tables import command_log, sync_client
from tests.central.serving.conftest import SUPPORT


def ticket_command(n=1, subject="No hot water"):
    data = {
        "command_id": new_id(),
        "made_at": "2026-11-01T10:00:00Z",
        "ticket_id": new_id(),
        "number": ticket_number(80_000 + n),
        "subject": subject,
        "queue_id": SUPPORT,
        "channel": "call",
    }
    return {"kind": "tickets.CreateTicket", "data": data}


async def rows(central, statement):
    async with central.app.service.engine.connect() as connection:
        return (await connection.execute(statement)).mappings().all()


async def revoked(central, desk):
    aisha = await central.desk("aisha")
    client_id = desk.session["client_id"]
    assert (await aisha.client.post(f"/api/v1/devices/{client_id}/revoke")).status_code == 204
    return aisha


async def token_of(central, desk):
    body = {"refresh_token": desk.session["refresh_token"]}
    async with central.client() as client:
        reply = await client.post("/api/v1/session/refresh", json=body)
    assert reply.status_code == 403, reply.text
    return reply.json()["hand_over_token"]


async def hand_over(central, token, *commands, **more):
    async with central.client() as client:
        return await client.post(
            "/api/v1/quarantine", json={"token": token, "commands": list(commands), **more}
        )


async def handed_over(central, *commands):
    leila = await central.desk("leila")
    aisha = await revoked(central, leila)
    reply = await hand_over(central, await token_of(central, leila), *commands, is_last=True)
    assert reply.json() == {"taken": len(commands), "wipe": True}
    return leila, aisha


async def test_a_revoked_device_may_do_nothing_but_hand_over(central):
    leila = await central.desk("leila")
    listener = await central.listen(leila)
    await revoked(central, leila)
    await listener.next("wipe")
    await listener.end()
    response = await leila.client.post("/api/v1/push", json={"commands": []})
    assert (response.status_code, response.json()["reason"]) == (403, "revoked")
    assert "hand_over_token" not in response.json(), "an access token alone brings nothing"
    token = await token_of(central, leila)
    async with central.client() as client:
        client.headers["authorization"] = f"Bearer {token}"
        assert (await client.get("/api/v1/floor")).status_code == 401, "it is good for one thing"
    assert (await hand_over(central, token, ticket_command())).status_code == 200
    again = await central.sign_in("leila")
    assert (again.status_code, again.json()["reason"]) == (403, "revoked")
    assert again.json()["hand_over_token"]
    wrong = await central.sign_in("leila", "wrong password")
    assert "hand_over_token" not in wrong.json()
    assert (await central.sign_in("leila", device="another")).status_code == 200


async def test_what_is_handed_over_twice_is_held_once(central):
    leila = await central.desk("leila")
    aisha = await revoked(central, leila)
    token, command = await token_of(central, leila), ticket_command()
    for _ in range(2):
        assert (await hand_over(central, token, command)).json() == {"taken": 1, "wipe": False}
    held = (await aisha.client.get("/api/v1/quarantine")).json()
    assert [one["data"]["subject"] for one in held] == ["No hot water"]
    assert (held[0]["author"], held[0]["device"]) == ("Leila Davies", "leila-desk")


async def test_nobody_else_hands_anything_over(start_central):
    clock = HeldClock(datetime.now(UTC))
    central = await start_central(clock=clock)
    leila = await central.desk("leila")
    for token in ("made up", "", leila.session["refresh_token"], leila.session["access_token"]):
        assert (await hand_over(central, token, ticket_command())).status_code == 401
    await revoked(central, leila)
    token = await token_of(central, leila)
    clock.advance(3601)
    assert (await hand_over(central, token, ticket_command())).status_code == 401
    fresh = await token_of(central, leila)
    assert (await hand_over(central, fresh, is_last=True, is_wiped=True)).status_code == 200
    assert (await hand_over(central, fresh, ticket_command())).status_code == 401, "it is spent"
    assert await rows(central, sa.select(quarantined_command)) == []


async def test_released_work_is_run_as_its_author_and_says_who_released_it(central):
    one, two = ticket_command(1, "No hot water"), ticket_command(2, "Pump is loud")
    leila, aisha = await handed_over(central, one, two)
    assert await rows(central, sa.select(ticket.c.id)) == [], "held is not run"
    wish = {"client_id": leila.session["client_id"], "deed": "release"}
    decided = (await aisha.client.post("/api/v1/quarantine/decide", json=wish)).json()
    assert [verdict["status"] for verdict in decided["verdicts"]] == ["applied", "applied"]
    assert {row["subject"] for row in await rows(central, sa.select(ticket))} == {
        "No hot water",
        "Pump is loud",
    }
    logged = await rows(central, sa.select(command_log))
    assert {row["actor"] for row in logged} == {leila.agent_id}
    assert {row["released_by"] for row in logged} == {aisha.agent_id}
    kept = await rows(central, sa.select(quarantined_command))
    assert {(row["state"], row["decided_by"]) for row in kept} == {("released", aisha.agent_id)}
    assert (await aisha.client.get("/api/v1/quarantine")).json() == []
    again = await aisha.client.post("/api/v1/quarantine/decide", json=wish)
    assert again.status_code == 404
    pulled = await aisha.pull()
    assert {"No hot water", "Pump is loud"} <= {
        row[5]["subject"] for row in pulled["rows"] if row[1] == "ticket" and row[5]
    }


async def test_released_work_may_do_no_more_than_its_author(central):
    forbidden = {
        "kind": "outbound.ReleaseLead",
        "data": {"command_id": new_id(), "made_at": "2026-11-01T10:00:00Z", "lead_id": new_id(), "token": 1},
    }
    leila, aisha = await handed_over(central, forbidden, ticket_command())
    wish = {"client_id": leila.session["client_id"], "deed": "release"}
    decided = (await aisha.client.post("/api/v1/quarantine/decide", json=wish)).json()
    assert [verdict["status"] for verdict in decided["verdicts"]] == ["refused", "applied"]
    assert decided["verdicts"][0]["problem"]["reason"] == "not_allowed"


async def test_discarded_work_stays_on_record_and_is_not_run(central):
    one, two = ticket_command(1), ticket_command(2, "Keep me")
    leila, aisha = await handed_over(central, one, two)
    wish = {
        "client_id": leila.session["client_id"],
        "deed": "discard",
        "command_ids": [one["data"]["command_id"]],
    }
    assert (await aisha.client.post("/api/v1/quarantine/decide", json=wish)).json()["count"] == 1
    held = (await aisha.client.get("/api/v1/quarantine")).json()
    assert [entry["data"]["subject"] for entry in held] == ["Keep me"]
    kept = await rows(central, sa.select(quarantined_command).order_by(quarantined_command.c.n))
    assert [(row["state"], row["data"]["subject"]) for row in kept] == [
        ("discarded", "No hot water"),
        ("held", "Keep me"),
    ]
    assert await rows(central, sa.select(ticket.c.id)) == []


async def test_a_command_that_central_had_taken_already_is_not_run_again(central):
    command = ticket_command()
    leila = await central.desk("leila")
    await leila.push(command)
    aisha = await revoked(central, leila)
    await hand_over(central, await token_of(central, leila), command, is_last=True)
    wish = {"client_id": leila.session["client_id"], "deed": "release"}
    decided = (await aisha.client.post("/api/v1/quarantine/decide", json=wish)).json()
    assert [verdict["status"] for verdict in decided["verdicts"]] == ["applied"]
    assert len(await rows(central, sa.select(ticket.c.id))) == 1


@pytest.mark.parametrize(
    "command",
    [
        {"kind": "x", "data": {}},
        {"kind": "x", "data": {"command_id": "no id"}},
        {"kind": "x", "data": {"command_id": new_id(), "text": "a\0b"}},
        {
            "kind": "x",
            "data": {"command_id": new_id(), "deep": [[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]},
        },
    ],
)
async def test_what_cannot_be_read_is_no_fault_of_ours(central, command):
    leila = await central.desk("leila")
    await revoked(central, leila)
    token = await token_of(central, leila)
    assert (await hand_over(central, token, command)).status_code == 400


async def test_a_disabled_person_goes_the_same_way_at_every_device(
    start_central, filled_url, monkeypatch, tmp_path
):
    monkeypatch.setenv("AGENT_DESKTOP_HOME", str(tmp_path))
    monkeypatch.setattr(session_watch, "LOOK_EVERY_S", 0.2)
    central = await start_central()
    both = [await central.desk("leila", device=device) for device in ("desk-12", "laptop")]
    listeners = [await central.listen(desk) for desk in both]
    settings = Settings(database_url=filled_url)
    await accounts.disable(settings, "leila")
    for desk, listener in zip(both, listeners, strict=True):
        await listener.next("wipe")
        token = await token_of(central, desk)
        assert (await hand_over(central, token, ticket_command(), is_last=True)).json()["wipe"]
    aisha = await central.desk("aisha")
    assert len((await aisha.client.get("/api/v1/quarantine")).json()) == 2
    await accounts.add(
        settings, login="leila", name="Leila Davies", roles=["agent"], password="another long one"
    )
    assert (await central.sign_in("leila", "another long one", device="laptop")).status_code == 200


async def test_the_command_line_lists_revokes_releases_and_lets_in(
    central, filled_url, capsys, monkeypatch, tmp_path
):
    monkeypatch.setenv("AGENT_DESKTOP_HOME", str(tmp_path))
    leila = await central.desk("leila", device="desk-12")
    settings = Settings(database_url=filled_url)
    await devices.revoke(settings, "leila", "desk-12")
    await hand_over(central, await token_of(central, leila), ticket_command(), is_last=True)
    capsys.readouterr()
    await devices.listing(settings)
    assert "revoked, handed over, 1 in quarantine" in capsys.readouterr().out
    await devices.decide(settings, "leila", "desk-12", "release")
    assert "1 released." in capsys.readouterr().out
    assert len(await rows(central, sa.select(ticket.c.id))) == 1
    await devices.allow(settings, "leila", "desk-12")
    assert (await central.sign_in("leila", device="desk-12")).status_code == 200


async def test_a_device_let_in_again_is_one_like_any_other(central):
    leila = await central.desk("leila")
    aisha = await revoked(central, leila)
    client_id = leila.session["client_id"]
    assert (await aisha.client.post(f"/api/v1/devices/{client_id}/allow")).status_code == 204
    assert (await leila.client.get("/api/v1/floor")).status_code == 401, "its old session stays ended"
    assert (await central.sign_in("leila")).status_code == 200
    found = await rows(central, sa.select(sync_client).where(sync_client.c.id == client_id))
    assert (found[0]["revoked_at"], found[0]["wipe_requested"]) == (None, False)


async def test_a_session_that_ran_out_still_hands_over(start_central):
    clock = HeldClock(datetime.now(UTC))
    central = await start_central(clock=clock)
    leila = await central.desk("leila")
    await revoked(central, leila)
    clock.advance(timedelta(days=20).total_seconds())
    token = await token_of(central, leila)
    assert (await hand_over(central, token, ticket_command(), is_last=True)).json()["wipe"]
