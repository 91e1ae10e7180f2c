"""The audit log: written with what it tells of, never changed, and free of what an erasure would have to reach."""

from __future__ import annotations

import asyncio
import json

import pytest
import sqlalchemy as sa

from agent_desktop import cli
from agent_desktop.central import accounts, audit, audit_listing, devices
from agent_desktop.central.audit_tables import audit_log
from agent_desktop.core.clock import HeldClock, SystemClock
from agent_desktop.core.ids import new_id
from agent_desktop.runtime.settings import Settings
from agent_desktop.store.engines import central_engine
from tests.support.commands_of import create_customer, envelope


async def entries(url, operation=None):
    engine = central_engine(url)
    async with engine.connect() as connection:
        found = await connection.run_sync(audit_listing.listing)
    await engine.dispose()
    return [entry for entry in found if operation in {None, entry["operation"]}]


async def one(url, operation):
    [entry] = await entries(url, operation)
    return entry


async def told(url, operation, count=1):
    """Wait for entries that are written beside the answer."""
    for _ in range(250):
        if len(found := await entries(url, operation)) >= count:
            break
        await asyncio.sleep(0.02)
    return found


async def test_signing_in_failing_and_signing_out_are_audited(central, filled_url):
    leila = await central.desk("leila")
    signed_in = await one(filled_url, "signed_in")
    assert (str(signed_in["actor"]), str(signed_in["client_id"])) == (
        leila.agent_id,
        leila.session["client_id"],
    )
    await central.sign_in("leila", "hunter2 by mistake")
    await central.sign_in("my-secret-typed-here", "x")
    failed = await entries(filled_url, "sign_in_failed")
    assert [entry["subject_id"] for entry in failed] == [leila.agent_id, None]
    assert "hunter2" not in str(failed)
    assert "my-secret" not in str(failed), "what was typed as a login may be a password"
    assert (await leila.client.delete("/api/v1/session")).status_code == 204
    assert (await one(filled_url, "signed_out"))["subject_id"] == signed_in["subject_id"]
    again = await central.desk("leila")
    assert (await again.client.delete("/api/v1/sessions")).status_code == 204
    assert str((await one(filled_url, "signed_out_everywhere"))["actor"]) == leila.agent_id


async def test_a_token_used_twice_is_audited(start_central, filled_url):
    central = await start_central(refresh_grace_s=0)
    leila = await central.desk("leila")
    body = {"refresh_token": leila.session["refresh_token"]}
    async with central.client() as client:
        assert (await client.post("/api/v1/session/refresh", json=body)).status_code == 200
        await client.post("/api/v1/session/refresh", json=body)
    assert str((await one(filled_url, "token_reused"))["actor"]) == leila.agent_id


async def test_devices_and_what_they_had_not_sent_are_audited(central, filled_url):
    leila, aisha = await central.desk("leila"), await central.desk("aisha")
    client_id = leila.session["client_id"]
    assert (await aisha.client.post(f"/api/v1/devices/{client_id}/revoke")).status_code == 204
    revoked = await one(filled_url, "device_revoked")
    assert (str(revoked["actor"]), revoked["subject_id"]) == (aisha.agent_id, client_id)
    async with central.client() as client:
        refresh = {"refresh_token": leila.session["refresh_token"]}
        token = (await client.post("/api/v1/session/refresh", json=refresh)).json()["hand_over_token"]
        work = [create_customer(new_id()), create_customer(new_id())]
        await client.post("/api/v1/quarantine", json={"token": token, "commands": work, "is_last": True})
    decide = {"client_id": client_id, "deed": "release", "command_ids": [work[0]["data"]["command_id"]]}
    await aisha.client.post("/api/v1/quarantine/decide", json=decide)
    await aisha.client.post("/api/v1/quarantine/decide", json={"client_id": client_id, "deed": "discard"})
    released = await one(filled_url, "work_released")
    assert released["detail"] == {"count": 1, "author": leila.agent_id}
    assert str((await one(filled_url, "work_discarded"))["actor"]) == aisha.agent_id
    assert await devices.allow(Settings(database_url=filled_url), "leila", "leila-desk") == 0
    allowed = await one(filled_url, "device_allowed")
    assert (allowed["actor"], allowed["detail"]) == (None, {"by": "command line"})


async def test_every_reveal_is_audited_without_what_was_shown(central, filled_url):
    leila = await central.desk("leila")
    customer = new_id()
    await leila.push(
        create_customer(customer),
        envelope("customers.SetPrivate", customer_id=customer, birth_date="1984-03-31"),
    )
    shown = await leila.client.post(
        f"/api/v1/customers/{customer}/private", json={"reason": "Ring 0117 496 0018"}
    )
    assert shown.status_code == 200
    entry = await one(filled_url, "private_revealed")
    assert entry["subject_id"] == customer
    assert entry["detail"] == {"fields": ["birth_date"], "ground": "reveal", "ground_id": None}


async def test_what_the_command_line_does_to_people_is_audited(filled_url):
    settings = Settings(database_url=filled_url)
    await accounts.add(
        settings,
        login="noor",
        name="Noor",
        roles=["agent", "sales"],
        queues=["Support"],
        password="long enough",
    )
    await accounts.disable(settings, "noor")
    written = await one(filled_url, "person_written")
    assert written["detail"]["roles"] == ["agent", "sales"]
    assert (await one(filled_url, "person_disabled"))["subject_id"] == written["subject_id"]
    assert "Noor" not in str(await entries(filled_url))


async def test_a_refused_permission_is_audited_once_a_minute(start_central, filled_url):
    clock = HeldClock(SystemClock().now())
    central = await start_central(clock=clock)
    root = await central.desk("root")
    for _ in range(20):
        assert (await root.client.get("/api/v1/floor")).status_code == 403
        await root.push(envelope("tickets.LendNumbers"))
        asked = {"query": "tickets.Ticket", "args": {"ticket_id": new_id()}}
        assert (await root.client.post("/api/v1/ask", json=asked)).status_code == 403
    refused = await told(filled_url, "refused", 4)
    operations = sorted(entry["detail"]["operation"] for entry in refused)
    assert operations == [
        "GET /api/v1/floor",
        "POST /api/v1/ask",
        "command tickets.LendNumbers",
        "query tickets.Ticket",
    ]
    clock.advance(61)
    await root.client.get("/api/v1/floor")
    assert len(await told(filled_url, "refused", 5)) == 5


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET actor = NULL",
        "DELETE FROM audit_log",
        "TRUNCATE audit_log",
        "SET LOCAL session_replication_role = replica; DELETE FROM audit_log",
    ],
)
async def test_the_database_refuses_to_change_it(central, filled_url, statement):
    await central.desk("leila")
    before = await entries(filled_url)

    async def tamper():
        async with central.app.service.engine.begin() as connection:
            for part in statement.split("; "):
                await connection.execute(sa.text(part))

    with pytest.raises(sa.exc.DBAPIError, match="only ever added to"):
        await tamper()
    assert await entries(filled_url) == before


async def test_an_entry_stands_or_falls_with_what_it_tells_of(central, filled_url):
    def undone(connection):
        connection.execute(audit.entry("backup_made", SystemClock().now()))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await central.app.service.write(undone)
    assert await entries(filled_url, "backup_made") == []


def test_what_is_private_does_not_get_in():
    at = SystemClock().now()
    kept = audit.entry("refused", at, detail={"said": "ring +44 117 496 0018 or leila@example.org", "n": 3})
    detail = kept.compile().params["detail"]
    assert detail == {"said": "ring [number] or [e-mail]", "n": 3}
    with pytest.raises(ValueError, match="no audited operation"):
        audit.entry("had_lunch", at)


async def test_the_command_line_lists_it(central, filled_url, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("AGENT_DESKTOP_HOME", str(tmp_path))
    # A command line is a process of its own: its log and crash log would stay in this one.
    monkeypatch.setattr(cli, "_prepare", lambda *_, **__: None)
    await central.desk("leila")
    await central.desk("aisha")
    words = ["central", "audit", "--database", filled_url]
    assert await asyncio.to_thread(cli.main, [*words, "--actor", "leila", "--json"]) == 0
    [line] = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert (told["login"], told["operation"]) == ("leila", "signed_in")
    assert await asyncio.to_thread(cli.main, words) == 0
    assert [line.split()[2:4] for line in capsys.readouterr().out.splitlines()] == [
        ["leila", "signed_in"],
        ["aisha", "signed_in"],
    ]
    assert await asyncio.to_thread(cli.main, [*words, "--since", "2099-01-01"]) == 0
    assert capsys.readouterr().out == ""
    assert await asyncio.to_thread(cli.main, [*words, "--since", "yesterday"]) == 1
    assert await asyncio.to_thread(cli.main, [*words, "--actor", "nobody"]) == 1


def test_every_audited_operation_is_documented():
    from pathlib import Path

    text = (Path(__file__).parents[3] / "docs" / "operations.md").read_text()
    assert [name for name in sorted(audit.OPERATIONS) if f"`{name}`" not in text] == []
    assert audit_log.name in text
