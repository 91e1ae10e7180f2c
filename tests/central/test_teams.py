"""Whose team somebody is in is said at the command line, and every desk learns it."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa

from agent_desktop.central import accounts
from agent_desktop.core.errors import KnownError
from agent_desktop.features.workforce.tables import agent
from agent_desktop.runtime.settings import Settings


async def team_of(settings: Settings, login: str) -> tuple[str | None, int]:
    async with accounts.engine_of(settings) as engine, engine.connect() as connection:
        found = await connection.execute(
            sa.select(agent.c.team, agent.c.version).where(agent.c.login == login)
        )
        row = found.one()
        return row.team, row.version


def test_somebody_is_added_to_a_team_and_moved_to_another(database_url: str) -> None:
    settings = Settings(database_url=database_url)

    async def story() -> None:
        at = {"login": "sue", "name": "Sue Lang", "roles": ["agent"], "password": "only in the tests"}
        await accounts.add(settings, team=" Material  Quality ", **at)  # type: ignore[arg-type]
        team, version = await team_of(settings, "sue")
        assert team == "Material Quality"
        await accounts.set_team(settings, "sue", "Returns")
        moved, newer = await team_of(settings, "sue")
        assert (moved, newer > version) == ("Returns", True), "desks pull what has a newer version"
        await accounts.set_team(settings, "sue", " ")
        assert (await team_of(settings, "sue"))[0] is None
        with pytest.raises(KnownError):
            await accounts.set_team(settings, "nobody", "Returns")

    asyncio.run(story())
