"""Why a control of the call bar cannot be used now, in words for its tool tip and for a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from agent_desktop_ui import formats
from agent_desktop_ui.calls.caller_words import caller_number
from agent_desktop_ui.widgets.call_bar import Control

if TYPE_CHECKING:
    from agent_desktop.telephony.views import ExchangeView
    from agent_desktop.workstation.contacts import ContactInHand
    from agent_desktop.workstation.live import LiveMirror

_NEEDS = {
    Control.ANSWER: "answer",
    Control.HOLD: "hold",
    Control.MUTE: "mute",
    Control.TRANSFER: "transfer",
    Control.ADD_PERSON: "conference",
    Control.KEYPAD: "send_dtmf",
    Control.END: "hang_up",
    Control.DIAL: "dial",
    Control.CALL_BACK: "dial",
}
"""The kind of action the exchange must be able to perform for each control."""

_CANNOT = {
    "answer": "This exchange does not let the desk answer: lift the handset.",
    "hold": "This exchange does not let the desk hold: use the telephone.",
    "mute": "This exchange does not let the desk mute: use the telephone.",
    "transfer": "This exchange does not let the desk transfer: use the telephone.",
    "conference": "This exchange does not let the desk bring several together: use the telephone.",
    "park": "This exchange does not let the desk park a call: use the telephone.",
    "swap": "This exchange does not let the desk change over: use the telephone.",
    "send_dtmf": "This exchange does not take keys from the desk: use the telephone.",
    "hang_up": "This exchange does not let the desk hang up: put the handset down.",
    "dial": "This exchange does not let the desk dial: use the telephone.",
    "set_recording": "This exchange does not let the desk change the recording.",
    "supervise": "This exchange lets nobody listen in.",
}


def refusal_of(kind: str, live: LiveMirror, contact: ContactInHand | None = None) -> str:
    """Why an action of this kind cannot be asked of the exchange; empty where it can."""
    if live.heard_at is None:
        return ""
    away = exchange_away(live, contact)
    if away is not None:
        return away_words(away)
    return "" if kind in live.capabilities else _tr(_CANNOT[kind])


def refusals_of(live: LiveMirror, contact: ContactInHand | None) -> dict[Control, str]:
    """The controls that cannot be used with the contact in hand, each with why."""
    found = {}
    for control, kind in _NEEDS.items():
        if words := refusal_of(kind, live, contact):
            found[control] = words
    if contact is not None and contact.phase == "wrap_up" and not caller_number(contact):
        found.setdefault(Control.CALL_BACK, _tr("The number was withheld."))
    view = contact.call.view if contact is not None and contact.call is not None else None
    if view is not None and view.state == "conferenced":
        found.setdefault(Control.ADD_PERSON, _tr("All are together already."))
    return found


def exchange_away(live: LiveMirror, contact: ContactInHand | None) -> ExchangeView | None:
    """The exchange that is missed now: that of the call in hand, or without one, when none is there at all."""
    exchanges = live.exchanges
    if contact is not None and contact.call is not None:
        own = exchanges.get(contact.call.view.connector)
        return own if own is not None and not own.is_up else None
    if exchanges and not any(one.is_up for one in exchanges.values()):
        return next(iter(exchanges.values()))
    return None


def away_words(exchange: ExchangeView) -> str:
    """That the exchange is away, since when, and what to do."""
    words = _tr("The exchange has not been reached since {time}. Use the telephone; it is tried again.")
    return words.format(time=formats.clock(exchange.since))


def _tr(words: str) -> str:
    return QCoreApplication.translate("Refusals", words)
