"""A site with people, their queues and some tickets, and nothing else: for measuring the protocol by itself."""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher

from agent_desktop.central.passwords import Passwords
from agent_desktop.central.tables import desk_session
from agent_desktop.core.command import Command
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor
from agent_desktop.core.registry import Registry
from agent_desktop.features.workforce.tables import account, agent_state_fact
from agent_desktop.store.engines import central_engine
from agent_desktop.store.migrate import migrate
from agent_desktop.store.work import SqlCentralWork
from agent_desktop.sync.feed import stamp
from agent_desktop.sync.tables import sync_client

PASSWORD = "bench-desk"
QUEUE_SIZE = 50
NOTE_LENGTH = 700
"""With its ids and times a note is then about 1 KB on the wire, as the peer's documents are."""

_PART = 2_000


async def fill(
    database_url: str, registry: Registry, *, people: int, tickets: int, notes: int
) -> dict[str, Any]:
    """Migrate and fill an empty database: people in queues of ``QUEUE_SIZE``, and tickets spread over the queues.

    Answers ``tokens`` (an access token a person, good for a day), ``logins``, ``queues`` and ``tickets`` (ids).
    Passwords are hashed as a real central does it, one hash for all: signing in costs what it costs.
    """
    engine = central_engine(database_url, pool_size=1)
    await migrate(engine)
    kept = await Passwords(PasswordHasher()).hash(PASSWORD)
    now = datetime.now(UTC)
    queues = [new_id() for _ in range(-(-people // QUEUE_SIZE))]
    tickets_made = [new_id() for _ in range(tickets)]
    made: dict[str, Any] = {"queues": queues, "tickets": tickets_made, "tokens": [], "logins": []}

    async def put(rows: list[tuple[str, dict[str, Any]]]) -> None:
        def write(connection: sa.Connection) -> None:
            work = SqlCentralWork(
                connection, registry, Actor(new_id(), new_id()), Command(made_at=now), recorded_at=now
            )
            for entity, row in rows:
                work.insert(entity, row)
            stamp(connection, registry, work.touched)

        async with engine.begin() as connection:
            await connection.run_sync(write)

    await put(
        [
            ("queue", {"id": queue_id, "name": f"Support {n}", "position": n, "is_active": True})
            for n, queue_id in enumerate(queues)
        ]
    )
    agents = [_agent(n, queues[n // QUEUE_SIZE]) for n in range(people)]
    for start in range(0, people, _PART):
        await put([("agent", row) for row in agents[start : start + _PART]])
    async with engine.begin() as connection:
        for row in agents:
            made["logins"].append(row["login"])
            made["tokens"].append(await signed_in(connection, row["id"], kept, now))
        # Everybody is at their desk: work does not go to the absent.
        here = [
            {"agent": row["login"], "agent_id": row["id"], "state": "available", "at": now, "data": {}}
            for row in agents
        ]
        await connection.execute(sa.insert(agent_state_fact), here)
    await put(
        [
            ("ticket", _ticket(n, ticket_id, queues[n % len(queues)], now))
            for n, ticket_id in enumerate(tickets_made)
        ]
    )
    for start in range(0, notes, _PART):
        await put(
            [
                ("ticket_note", _note(n, tickets_made[n % tickets], agents[0]["id"], now))
                for n in range(start, min(start + _PART, notes))
            ]
        )
    await engine.dispose()
    return made


def note_text(n: int) -> str:
    """A note of ``NOTE_LENGTH`` letters, no two alike."""
    words = random.Random(n).choices(_WORDS, k=NOTE_LENGTH // 5)
    return f"{n} {' '.join(words)}"[:NOTE_LENGTH]


_WORDS = [
    "pump",
    "valve",
    "worn",
    "reset",
    "caller",
    "engineer",
    "visit",
    "parcel",
    "depot",
    "refund",
    "order",
    "paid",
    "cold",
    "water",
    "since",
]


def _agent(number: int, queue_id: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "login": f"desk{number}",
        "name": f"Desk {number}",
        "extension": str(20_000 + number),
        "roles": ["agent"],
        "queues": [queue_id],
        "is_active": True,
    }


def _ticket(number: int, ticket_id: str, queue_id: str, now: datetime) -> dict[str, Any]:
    return {
        "id": ticket_id,
        "number": 10_000 + number,
        "subject": f"No hot water, house {number}",
        "customer_id": None,
        "queue_id": queue_id,
        "owner_id": None,
        "channel": "call",
        "state": "open",
        "priority": "normal",
        "is_unread": False,
        "created_at": now,
    }


def _note(number: int, ticket_id: str, author_id: str, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "ticket_id": ticket_id,
        "customer_id": None,
        "author_id": author_id,
        "is_public": False,
        "text": note_text(number),
        "written_at": now,
    }


async def signed_in(connection: Any, agent_id: str, password_hash: str, now: datetime) -> str:
    """Give a person an account and a session; answers its access token, which is good for a day."""
    token, client_id = f"bench-{agent_id}", new_id()
    await connection.execute(sa.insert(account).values(agent_id=agent_id, password_hash=password_hash))
    await connection.execute(
        sa.insert(sync_client).values(
            id=client_id, agent_id=agent_id, device="bench", app_version="bench", last_seen=now
        )
    )
    await connection.execute(
        sa.insert(desk_session).values(
            id=new_id(),
            agent_id=agent_id,
            client_id=client_id,
            access_hash=hashlib.sha256(token.encode()).hexdigest(),
            access_expires_at=now + timedelta(days=1),
            refresh_hash=hashlib.sha256(f"refresh {token}".encode()).hexdigest(),
            refresh_expires_at=now + timedelta(days=1),
            signed_in_at=now,
        )
    )
    return token
