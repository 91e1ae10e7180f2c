"""Whose the things that follow from a complaint usually are, and by when: the site's word over the program's."""

from __future__ import annotations

from typing import Any

from agent_desktop.core.errors import Invalid
from agent_desktop.features.tickets.complaints import USUAL_PARTS
from agent_desktop.runtime.settings import Settings


def complaint_parts(settings: Settings) -> dict[str, dict[str, Any]]:
    """For every part its ``team`` or ``owner`` (a login; neither is whoever opens it), and ``days``.

    Raises ``Invalid`` for a part there is not, and for a part with both.
    """
    said = settings.complaint_parts or {}
    unknown = sorted(set(said) - set(USUAL_PARTS))
    if unknown:
        raise Invalid(
            "complaint_parts",
            f"Nothing called {unknown[0]} follows from a complaint.",
            todo=f"Use {', '.join(USUAL_PARTS)}.",
        )
    found: dict[str, dict[str, Any]] = {}
    for name, usual in USUAL_PARTS.items():
        own = dict(said.get(name, {}))
        if own.get("team") and own.get("owner"):
            raise Invalid("complaint_parts", f"{name} has a team or an owner, not both.")
        if "owner" in own or "team" in own:
            # Who the site names replaces whom the program would.
            own = {"team": "", "owner": "", **own}
        found[name] = {**usual, **own}
    return found
