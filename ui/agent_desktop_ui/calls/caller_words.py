"""Who is on the line, in words: the name if it is known, the number as people write it, the reasons for a match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from agent_desktop.features.calls.read_models import Candidate
    from agent_desktop.workstation.contacts import ContactInHand

_REASONS = {
    "same_extension": "the extension is theirs",
    "promised_callback": "a callback was promised",
    "open_ticket": "has an open ticket",
    "recent_contact": "was in contact lately",
    "verified_number": "a verified number of theirs",
    "preferred_number": "their preferred number",
    "only_owner": "nobody else has this number",
    "other_extension": "but another extension",
}


def caller_number(contact: ContactInHand) -> str:
    """The other side's number for people; empty when it was withheld."""
    call = contact.call
    if call is None:
        return _typed_number(contact)
    raw = call.view.called if call.view.direction == "out" else call.view.caller
    if call.match is not None and call.match.kind != "withheld" and call.match.display:
        return call.match.display
    if not raw:
        return ""
    from agent_desktop.core.phone import display

    return display(raw, form="international")


def _typed_number(contact: ContactInHand) -> str:
    if contact.by_hand is None:
        return ""
    match = contact.by_hand.match
    return match.display if match is not None and match.display else contact.by_hand.number.strip()


def caller_name(contact: ContactInHand) -> str:
    """The chosen customer's name, or what the exchange calls a caller who is nobody's customer yet."""
    call = contact.call
    if call is None:
        return ""
    if call.match is not None:
        for candidate in call.match.candidates:
            if candidate.customer_id == contact.customer_id:
                return candidate.name
    if contact.customer_id is None and not caller_number(contact):
        return _tr("Number withheld")
    if contact.customer_id is None:
        return call.view.caller_name or ""
    return ""


def reason_words(candidate: Candidate) -> str:
    """Why this may be the caller, strongest reason first."""
    found = [_tr(_REASONS.get(reason, reason.replace("_", " "))) for reason in candidate.reasons]
    return ", ".join(found)


def _tr(words: str) -> str:
    return QCoreApplication.translate("Callers", words)
