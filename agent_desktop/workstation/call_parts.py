"""What a call is to the person at this desk: their part in it, and whom it is with."""

from __future__ import annotations

from agent_desktop.workstation.live import Call


def phase_of(call: Call, login: str) -> str | None:
    """What this call is to the person at this desk; None where it is over without them."""
    view = call.view
    part = next((party for party in view.parties if party.agent == login), None)
    if view.state == "ended":
        return "wrap_up" if view.answered_at is not None else None
    if part is None:
        return "wrap_up" if view.answered_at is not None else None
    if part.role == "ringing":
        return "ringing"
    if part.role == "dialling":
        return "dialling"
    return "held" if view.state == "held" else "talking"


def only_candidate(call: Call) -> str | None:
    """The customer, where the match leaves no doubt: one candidate. Several are the person's to choose from."""
    return None if call.match is None else call.match.only
