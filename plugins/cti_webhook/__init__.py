"""Takes calls from any exchange that posts ``newCall``, ``answer`` and ``hangup`` to ``/cti/<token>``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent_desktop.plugins.api import ConnectorFactory, hookimpl

from .connector import CtiWebhook


@hookimpl
def connectors(settings: Mapping[str, object]) -> Sequence[ConnectorFactory]:
    """The one connector of this plug-in."""
    return [ConnectorFactory("cti_webhook", lambda: CtiWebhook(settings))]
