"""A desk over a real replica, in the room of tickets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_desktop_ui.tickets.list_screen import TicketsScreen
from tests.support.replica_desk import LEILA, SUE, ReplicaDesk
from tests.ui.conftest import Stage


@pytest.fixture
def floor(tmp_path: Path, floor_replica: Path, desk_role: str) -> Iterator[ReplicaDesk]:
    """The workstation of this test: its tickets are real."""
    made = ReplicaDesk(tmp_path / "leila.db", floor_replica, SUE if desk_role == "supervisor" else LEILA)
    yield made
    made.replica.close()


async def room(stage: Stage, view: str = "") -> TicketsScreen:
    """Go to the room of tickets, and wait for its list."""
    stage.frame.go_to("tickets")
    screen = stage.frame.screen_shown()
    assert isinstance(screen, TicketsScreen)
    if view:
        screen.choose_view(view)
    await listed(stage, screen)
    return screen


async def listed(stage: Stage, screen: TicketsScreen) -> None:
    """Wait until what was asked for is shown: the list, the figures of the views, the promises."""
    await stage.settle(0.02)
    await stage.until(lambda: not screen.list_desk.is_asking(), within_s=15)
    promised = screen.promises.table
    await stage.until(lambda: promised.table_model().rowCount() or promised._empty.isVisibleTo(promised))
    await stage.until(lambda: any(entry.count is not None for entry in screen.views.entries()))
    await stage.settle(0.05)
