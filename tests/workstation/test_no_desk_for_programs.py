"""A program's sign-in opens no desk, and leaves none behind."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import sqlalchemy as sa

from agent_desktop.central.accounts import write_person
from agent_desktop.core.errors import Refused
from agent_desktop.features.workforce.tables import account
from tests.central.serving.conftest import Central
from tests.workstation.conftest import SitDown


async def test_a_shop_cannot_sit_down(central: Central, sit_down: SitDown, tmp_path: Path) -> None:
    engine = central.app.service.engine
    async with engine.connect() as connection:
        kept = (await connection.execute(sa.select(account.c.password_hash).limit(1))).scalar_one()
    await write_person(
        engine, login="shop", name="Shop", roles=["shop"], queues=[], extension=None, password_hash=kept
    )
    with pytest.raises(Refused, match="for a program"):
        await sit_down("shop")
    begun = await asyncio.to_thread(lambda: list(tmp_path.rglob("*.db")))
    assert not begun, "no copy was begun"
