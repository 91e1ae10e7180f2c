"""The database is destroyed and brought back while people work: nothing acknowledged is lost, nothing is twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from agent_desktop.central.backup import backup
from agent_desktop.central.restore import restore
from agent_desktop.core.ids import new_id
from agent_desktop.features import house
from agent_desktop.features.tickets.commands import AddTicketNote, ChangeTicket, CreateTicket
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.runtime.paths import HOME_VARIABLE
from agent_desktop.runtime.settings import Settings
from agent_desktop.store.embedded import EmbeddedPostgres
from agent_desktop.sync.compare import should_hold
from agent_desktop.sync.counting import differing, holds
from agent_desktop.sync.tables import command_log
from agent_desktop.workstation import replica_upkeep
from agent_desktop.workstation.workstation import Workstation
from tests.central.serving.conftest import SUPPORT, Central
from tests.support.stores import all_rows
from tests.workstation.conftest import SitDown

QUEUE = f"queue:{SUPPORT}"


async def until(holds_now: Any, what: str) -> None:
    for _ in range(600):
        if await holds_now():
            return
        await asyncio.sleep(0.05)
    pytest.fail(f"{what} never came to hold")


def a_ticket(desk: Workstation, n: int, subject: str) -> CreateTicket:
    return CreateTicket(
        made_at=desk.clock.now(),
        ticket_id=new_id(),
        number=ticket_number(n),
        subject=subject,
        queue_id=SUPPORT,
        channel="call",
    )


def a_note(desk: Workstation, ticket_id: str, text: str) -> AddTicketNote:
    return AddTicketNote(made_at=desk.clock.now(), note_id=new_id(), ticket_id=ticket_id, text=text)


async def central_rows(central: Central) -> dict[str, dict[str, Any]]:
    return await central.app.service.read(lambda connection: all_rows(connection, house()))


async def desk_rows(desk: Workstation) -> dict[str, dict[str, Any]]:
    store = desk._store
    assert store is not None

    def read() -> dict[str, dict[str, Any]]:
        with store.replica.transaction() as connection:
            return all_rows(connection, house())

    return await store.write(read)


async def is_in_step(central: Central, desk: Workstation) -> bool:
    """Whether nothing waits at a desk, and every scope it holds is counted alike on both ends."""
    store = desk._store
    assert store is not None
    if await desk.outbox():
        return False
    told = await central.app.service.read(lambda connection: should_hold(connection, ["org", QUEUE]))

    def count() -> bool:
        with store.replica.transaction() as connection:
            return all(
                not differing(house(), sums, holds(connection, house(), scope))
                for scope, (_, sums) in told.scopes.items()
            )

    return await store.write(count)


async def test_a_destroyed_database_comes_back_with_desks_connected(
    sit_down: SitDown,
    central: Central,
    filled_url: str,
    postgres: EmbeddedPostgres,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(replica_upkeep, "OFFERED_EVERY", timedelta(0))
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    settings = Settings(database_url=filled_url)
    leila, aisha = await sit_down("leila"), await sit_down("aisha")

    async def in_step() -> bool:
        return await is_in_step(central, leila) and await is_in_step(central, aisha)

    known = a_ticket(leila, 70_001, "Before the backup")
    await leila.do(known)
    await until(in_step, "the first ticket")
    assert await backup(settings, out=tmp_path / "desk.dump", keep=None, is_verified=True) == 0

    # Acknowledged by central and known to both desks, but in no backup.
    fresh = a_ticket(leila, 70_002, "After the backup")
    done = [fresh, a_note(leila, known.ticket_id, "leila, acknowledged")]
    for command in done:
        await leila.do(command)
    await until(in_step, "what leila did")
    answered = [
        a_note(aisha, fresh.ticket_id, "aisha, acknowledged"),
        ChangeTicket(made_at=aisha.clock.now(), ticket_id=known.ticket_id, priority="urgent"),
    ]
    for command in answered:
        await aisha.do(command)
    await until(in_step, "what aisha did")
    rows_before = await central_rows(central)

    postgres.drop_database(str(sa.make_url(filled_url).database))

    async def is_offline() -> bool:
        return leila.link.state == "offline" and aisha.link.state == "offline"

    late = a_note(leila, fresh.ticket_id, "leila, while the database was gone")
    await leila.do(late)
    await until(is_offline, "the loss of the database")
    assert await restore(settings, tmp_path / "desk.dump", is_replacing=False) == 0

    async def is_signed_out() -> bool:
        return leila.link.state == "signed_out" and aisha.link.state == "signed_out"

    await until(is_signed_out, "that everybody signs in again")
    for desk in (leila, aisha):
        await desk.close()
    # Aisha is back first: her note stands on a ticket that only leila's desk can bring back.
    aisha = await sit_down("aisha", folder="aisha")

    async def keeps_back() -> bool:
        return [one.state for one in await aisha.outbox()] == ["kept_back"]

    await until(keeps_back, "that aisha's note waits")
    leila = await sit_down("leila", folder="leila")
    await until(in_step, "the end of it")

    rows = await central_rows(central)
    for entity in ("ticket", "ticket_note"):
        assert set(rows_before[entity]) <= set(rows[entity]), entity
    texts = Counter(note["text"] for note in rows["ticket_note"].values())
    assert texts == {
        "leila, acknowledged": 1,
        "aisha, acknowledged": 1,
        "leila, while the database was gone": 1,
    }
    assert rows["ticket"][known.ticket_id]["priority"] == "urgent"
    wanted = {command.command_id for command in (known, *done, *answered, late)}
    logged = await central.app.service.read(
        lambda c: c.execute(sa.select(command_log.c.command_id, command_log.c.status)).all()
    )
    assert Counter(str(row.command_id) for row in logged if str(row.command_id) in wanted) == dict.fromkeys(
        wanted, 1
    )
    assert {row.status for row in logged} == {"applied"}
    for desk in (leila, aisha):
        here = await desk_rows(desk)
        for entity in ("ticket", "ticket_note", "agent", "queue"):
            assert here[entity] == rows[entity], (desk.person, entity)
