"""The plug-ins of this central: those the settings name, with the connectors they offer."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agent_desktop.central.connectors import Offer
from agent_desktop.plugins.hookspecs import DialRequest
from agent_desktop.plugins.loader import PluginHost
from agent_desktop.runtime import paths
from agent_desktop.telephony.actions import AnyAction, Dial, Outcome

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plugged:
    """The plug-ins in use."""

    host: PluginHost
    offers: tuple[Offer, ...]

    def may_dial(self, action: AnyAction) -> Outcome | None:
        """A refusal where some plug-in speaks against placing this call."""
        if not isinstance(action, Dial):
            return None
        refusal = self.host.before_dial(
            DialRequest(action.agent, action.number, action.purpose, action.customer_id)
        )
        return Outcome.refused(refusal.reason, refusal.what) if refusal is not None else None

    def close(self) -> None:
        """Undo all that loading them did."""
        self.host.close()


def load_plugins(settings: Mapping[str, Mapping[str, Any]]) -> Plugged:
    """Load the plug-ins named in ``settings`` from the person's folder and the bundled one.

    The person's own come first, so that one may stand in for a bundled one. Others are left alone: a
    connector nobody configured connects to nothing.
    """
    host = PluginHost(settings=settings)
    if not settings:
        return Plugged(host, ())
    folders = [paths.data_dir() / "plugins", paths.bundled_plugins()]
    present = {found.parent.name for folder in folders for found in folder.glob("*/plugin.toml")}
    for problem in host.load(folders, disabled=present - set(settings)):
        log.warning("the plug-in %s is not used: %s", problem.plugin, problem.what)
    offers = tuple(Offer(one.factory, settings.get(one.plugin, {})) for one in host.connectors())
    return Plugged(host, offers)
