"""People for tests with real processes: a migrated database with a queue and agents who may sign in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import sqlalchemy as sa
from argon2 import PasswordHasher

from agent_desktop.central.passwords import Passwords
from agent_desktop.core.command import Command
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor
from agent_desktop.features import house
from agent_desktop.features.workforce.tables import account
from agent_desktop.store.engines import central_engine
from agent_desktop.store.migrate import migrate
from agent_desktop.store.work import SqlCentralWork
from agent_desktop.sync.feed import stamp

PASSWORD = "correct horse battery"


async def staff(database_url: str, logins: Iterable[str], queue: str = "Support") -> None:
    """Migrate the database and put in a queue with these agents; their password is ``PASSWORD``."""
    registry = house()
    engine = central_engine(database_url)
    await migrate(engine)
    kept = await Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)).hash(PASSWORD)

    def put(connection: sa.Connection) -> None:
        now = datetime.now(UTC)
        author = Actor(new_id(), new_id())
        work = SqlCentralWork(connection, registry, author, Command(made_at=now), recorded_at=now)
        queue_id = new_id()
        work.insert("queue", {"id": queue_id, "name": queue, "position": 0, "is_active": True})
        for number, login in enumerate(logins):
            values = {
                "id": new_id(),
                "login": login,
                "name": login.title(),
                "extension": str(200 + number),
                "roles": ["agent"],
                "queues": [queue_id],
                "is_active": True,
            }
            work.insert("agent", values)
            connection.execute(sa.insert(account).values(agent_id=values["id"], password_hash=kept))
        stamp(connection, registry, work.touched)

    async with engine.begin() as connection:
        await connection.run_sync(put)
    await engine.dispose()
