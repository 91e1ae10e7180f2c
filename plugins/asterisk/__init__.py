"""Follows and drives an Asterisk exchange through its manager interface."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent_desktop.plugins.api import ConnectorFactory, hookimpl

from .connector import Asterisk


@hookimpl
def connectors(settings: Mapping[str, object]) -> Sequence[ConnectorFactory]:
    """The one connector of this plug-in."""
    return [ConnectorFactory("asterisk", lambda: Asterisk(settings))]
