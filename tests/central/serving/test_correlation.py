"""One id from the desk through central's log to the database, so that support finds what a person speaks of."""

from __future__ import annotations

import io
import json
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from agent_desktop.central.audit_tables import audit_log
from agent_desktop.core import correlation
from agent_desktop.core.clock import SystemClock
from agent_desktop.core.ids import is_id, new_id
from agent_desktop.features import house
from agent_desktop.features.tickets.commands import CreateTicket
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.runtime.logging import set_up_logging
from agent_desktop.sync.tables import command_log
from agent_desktop.workstation.vault import Vault
from agent_desktop.workstation.workstation import Workstation
from tests.central.serving.conftest import PASSWORD, SUPPORT
from tests.support.commands_of import create_customer, envelope

HEADER = correlation.HEADER


@contextmanager
def log_lines():
    """What is written as JSON lines meanwhile; filled when the block is left."""
    told, stream = [], io.StringIO()
    with set_up_logging(format="json", stream=stream, program="central"):
        yield told
    told += [json.loads(line) for line in stream.getvalue().splitlines()]


def requests_of(lines):
    return [line for line in lines if line["logger"] == "agent_desktop.central.request_log"]


async def column(central, statement):
    async with central.app.service.engine.connect() as connection:
        return list((await connection.execute(statement)).scalars())


async def test_a_push_of_a_desk_is_found_by_one_id_in_the_log_and_in_the_database(central, tmp_path):
    desk = Workstation(
        house(), SystemClock(), tmp_path, central.url, "desk-12", vault=Vault("file", tmp_path / "keys")
    )
    with log_lines() as lines:
        await desk.sign_in("leila", PASSWORD)
        command = CreateTicket(
            made_at=datetime.now(UTC),
            ticket_id=new_id(),
            number=ticket_number(97_000),
            subject="Leak",
            queue_id=SUPPORT,
            channel="call",
        )
        await desk.send(command)
        await desk.close()
    [pushed] = await column(
        central,
        sa.select(command_log.c.correlation_id).where(command_log.c.command_id == command.command_id),
    )
    assert is_id(pushed), "the desk made it"
    [line] = [line for line in requests_of(lines) if line["correlation_id"] == pushed]
    assert (line["method"], line["route"], line["status"]) == ("POST", "/api/v1/push", 200)
    assert line["ms"] > 0
    [signed_in] = await column(
        central, sa.select(audit_log.c.correlation_id).where(audit_log.c.operation == "signed_in")
    )
    assert [entry["route"] for entry in requests_of(lines) if entry["correlation_id"] == signed_in] == [
        "/api/v1/session"
    ]


async def test_a_request_line_holds_the_route_and_nothing_that_was_asked(central):
    leila = await central.desk("leila")
    with log_lines() as lines:
        await leila.client.get("/api/v1/customers/by-phone/+441174960018")
        await leila.client.get("/api/v1/snapshot/org?after=secret,word")
    [by_phone, snapshot] = requests_of(lines)
    assert by_phone["route"] == "/api/v1/customers/by-phone/{number}"
    assert snapshot["status"] == 400
    assert "0018" not in str(lines)
    assert "secret" not in str(lines)


@pytest.mark.parametrize(
    "given", ["short", "x" * 65, "a b c d e f g h", "0123456789\u00e9", "01234567'; DROP"]
)
async def test_an_id_that_is_none_is_not_taken_over(central, given):
    leila = await central.desk("leila")
    headers = {HEADER: given.encode("latin-1")}
    answer = await leila.client.get("/api/v1/sessions", headers=headers)
    assert is_id(answer.headers[HEADER])
    usable = {HEADER: "from-elsewhere_1"}
    assert (await leila.client.get("/api/v1/sessions", headers=usable)).headers[HEADER] == "from-elsewhere_1"


async def test_whoever_is_told_that_central_failed_is_told_the_id(central, monkeypatch):
    leila = await central.desk("leila")
    registry = central.app.service.registry

    def broken(*_):
        raise RuntimeError("a fault of ours")

    import dataclasses

    registry.commands.replace(
        dataclasses.replace(registry.commands.named("tickets.AddTicketNote"), handler=broken)
    )
    monkeypatch.setattr(central.app.service.sessions, "own", broken)
    with log_lines() as lines:
        failed = await leila.client.get("/api/v1/sessions", headers={HEADER: "seen-by-leila"})
        pushed = await leila.client.post(
            "/api/v1/push",
            headers={HEADER: "seen-by-leila-too"},
            json={
                "commands": [
                    envelope("tickets.AddTicketNote", note_id=new_id(), ticket_id=new_id(), text="x")
                ]
            },
        )
    assert failed.status_code == 500
    assert "seen-by-leila." in failed.json()["todo"]
    [verdict] = pushed.json()["verdicts"]
    assert "seen-by-leila-too." in verdict["problem"]["todo"]
    told = {line["correlation_id"] for line in lines if "a fault of ours" in line.get("exception", "")}
    assert told == {"seen-by-leila", "seen-by-leila-too"}


async def test_an_older_release_beside_this_one_leaves_the_id_empty(central):
    """The database writes the column by itself, so an insert that knows nothing of it still succeeds."""
    leila = await central.desk("leila")
    await leila.push(create_customer(new_id()))
    async with central.app.service.engine.begin() as connection:
        columns = ", ".join(
            c.name for c in command_log.columns if c.name not in {"command_id", "correlation_id"}
        )
        await connection.execute(
            sa.text(
                f"INSERT INTO command_log (command_id, {columns}) "
                f"SELECT gen_random_uuid(), {columns} FROM command_log LIMIT 1"
            )
        )
    found = await column(
        central, sa.select(command_log.c.correlation_id).order_by(command_log.c.correlation_id)
    )
    assert found[0] == ""
    assert is_id(found[1])


async def test_whoever_looks_at_the_database_sees_which_request_a_transaction_serves(central):
    """A lock or a slow statement in PostgreSQL's own views and log leads back to the desk."""
    service = central.app.service
    asked = sa.text("SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid()")
    with correlation.correlated("a-desks-own-id_1"):
        named = await service.write(lambda connection: connection.execute(asked).scalar_one())
    with correlation.correlated("x" * 64):
        longest = await service.write(lambda connection: connection.execute(asked).scalar_one())
    beside = await service.write(lambda connection: connection.execute(asked).scalar_one())
    assert named == "agent-desktop a-desks-own-id_1"
    assert longest == "agent-desktop " + "x" * 48
    assert beside == "agent-desktop-central", "it ends with its transaction"
