"""Who is on the line, in words: the name if it is known, the number as people write it, the reasons for a match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from agent_desktop.features.calls.read_models import Candidate
    from agent_desktop.workstation.callers import LookedUp
    from agent_desktop.workstation.contacts import ContactInHand

_REASONS = {
    "same_extension": "the extension is theirs",
    "promised_callback": "a callback was promised",
    "open_ticket": "has an open ticket",
    "recent_contact": "was in contact lately",
    "verified_number": "a verified number of theirs",
    "preferred_number": "their preferred number",
    "only_owner": "nobody else has this number",
    "customer_number": "the customer number is theirs",
    "name_said": "the name they gave is theirs",
    "confirmed_before": "was confirmed at this number before",
    "household": "lives with somebody who has this number",
    "maybe_number": "may have this number: they wrote it to us",
    "number_expired": "but the number is theirs no more",
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


def is_known_whole(contact: ContactInHand) -> bool:
    """Whether central itself said whom the number reaches; what a desk alone knows is not everybody."""
    if contact.by_hand is not None:
        return contact.by_hand.is_whole
    return contact.call is not None and contact.call.match is not None and not contact.call.is_matched_here


def miss_words(*, is_whole: bool) -> str:
    """What to say of a number that reaches nobody known: at central that is certain, at a desk it is not."""
    if is_whole:
        return _tr("Nobody has this number yet. Nothing is made by itself.")
    return _tr("Not on this desk. They may be a customer all the same; central will tell when it answers.")


def lookup_words(looked_up: LookedUp) -> str:
    """What came of looking a number up, in one line: who it is, who it could be, or why nobody is named."""
    candidates = looked_up.match.candidates
    if not candidates:
        return miss_words(is_whole=looked_up.is_whole)
    if len(candidates) == 1:
        return candidates[0].name
    words = QCoreApplication.translate("Callers", "{name} or %n others", "", len(candidates) - 1)
    return words.format(name=candidates[0].name)


def reason_words(candidate: Candidate) -> str:
    """Why this may be the caller, strongest reason first."""
    found = [_tr(_REASONS.get(reason, reason.replace("_", " "))) for reason in candidate.reasons]
    return ", ".join(found)


def _tr(words: str) -> str:
    return QCoreApplication.translate("Callers", words)
