"""Every write of this subject."""

from __future__ import annotations

from agent_desktop.core.command import CommandBus


def register(bus: CommandBus) -> None:
    """Make the commands known."""
