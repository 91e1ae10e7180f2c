"""Every read of this subject."""

from __future__ import annotations

from agent_desktop.core.registry import Registry


def register(registry: Registry) -> None:
    """Make the queries known."""
