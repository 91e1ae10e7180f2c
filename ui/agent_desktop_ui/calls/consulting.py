"""A call in which somebody is asked meanwhile: who it is, and whether they have answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent_desktop.core.phone import display

if TYPE_CHECKING:
    from agent_desktop.telephony.views import ConsultView
    from agent_desktop.workstation.contacts import ContactInHand
    from agent_desktop_ui.shell.screen import DeskContext


def consult_of(contact: ContactInHand | None, login: str) -> ConsultView | None:
    """Whom the person at the desk asks within this call; None where they ask nobody."""
    if contact is None or contact.call is None or contact.phase not in {"talking", "held"}:
        return None
    consult = contact.call.view.consult
    # A colleague who is asked sees the same call, and asks nobody.
    return consult if consult is not None and consult.agent == login else None


def has_joined(contact: ContactInHand) -> bool:
    """Whether whoever is asked has answered; of a number the exchange does not say, so it counts as answered."""
    consult = contact.call.view.consult if contact.call is not None else None
    if consult is None or contact.call is None:
        return False
    if consult.to_agent is None:
        return True
    return any(p.agent == consult.to_agent and p.role == "consulted" for p in contact.call.view.parties)


def asked_name(consult: ConsultView, context: DeskContext) -> str:
    """A colleague's name, or the number as people write it."""
    if consult.to_agent is None:
        return display(consult.to_number or "", context.workstation.region)
    return context.desk.colleagues.name(consult.to_agent)
