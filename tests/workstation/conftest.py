"""Workstations without a window, against a central that serves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from agent_desktop.core.clock import SystemClock
from agent_desktop.features import house
from agent_desktop.workstation.vault import Vault
from agent_desktop.workstation.workstation import Workstation
from tests.central.serving.conftest import (
    PASSWORD,
    Central,
    central,
    filled_template,
    filled_url,
    start_central,
)

__all__ = ["central", "filled_template", "filled_url", "start_central"]

SitDown = Callable[..., Awaitable[Workstation]]


@pytest.fixture
async def sit_down(central: Central, tmp_path: Path) -> AsyncIterator[SitDown]:
    """Sign somebody in at a desk of their own; ``folder`` names the desk where it is one sat at before."""
    opened: list[Workstation] = []

    async def sit(login: str, password: str = PASSWORD, *, folder: str = "") -> Workstation:
        place = tmp_path / (folder or login)
        vault = Vault("file", place / "keys")
        device = f"desk-{folder or login}"
        desk = Workstation(house(), SystemClock(), place, central.url, device, vault=vault)
        opened.append(desk)
        await desk.sign_in(login, password)
        return desk

    yield sit
    for desk in opened:
        await desk.close()
