"""A contact centre that exists only here, for demonstrations, training and tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent_desktop.plugins.api import ConnectorFactory, hookimpl

from .connector import Simulator
from .history import simulate_day

__all__ = ["Simulator", "connectors", "simulate_day"]


@hookimpl
def connectors(settings: Mapping[str, object]) -> Sequence[ConnectorFactory]:
    """The one connector of this plug-in."""
    return [ConnectorFactory("simulator", lambda: Simulator(settings))]
