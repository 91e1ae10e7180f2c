"""Ctrl F9: leave the caller in a parking space of the exchange, and fetch them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from agent_desktop.telephony.actions import Park, Resume
from agent_desktop_ui.calls.refusals import refusal_of
from agent_desktop_ui.theme.tokens import Tone

if TYPE_CHECKING:
    from agent_desktop.workstation.contacts import ContactInHand
    from agent_desktop_ui.shell.screen import DeskContext


class Parking(QObject):
    """Parks the call in hand, or brings it back when it is parked."""

    def __init__(self, context: DeskContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        context.actions.named("park").triggered.connect(self.toggle)

    def toggle(self) -> None:
        """Park the call in hand; a parked one is fetched to the phone again."""
        contact = self._context.contacts.state.current
        if contact is None or contact.call is None or contact.phase not in {"talking", "held"}:
            return
        kind: type[Park | Resume] = Resume if space_of(contact) else Park
        refusal = park_refusal(self._context, contact)
        if refusal and kind is Park:
            self._context.desk.notice(refusal, Tone.WARN)
            return
        call_id = contact.call.call_id
        self._context.desk.act(lambda i, who, until: kind(id=i, agent=who, expires_at=until, call_id=call_id))


def space_of(contact: ContactInHand | None) -> str:
    """The parking space where the caller waits, as anybody dials it; empty when they are not parked."""
    return (contact.call.view.parked_in or "") if contact is not None and contact.call is not None else ""


def park_words(contact: ContactInHand | None) -> tuple[str, str]:
    """What the key does now, and its icon: park the caller, or fetch them where they wait."""
    space = space_of(contact)
    if space:
        return _tr("Fetch from {space}").format(space=space), "play"
    return _tr("Park"), "pause"


def park_refusal(context: DeskContext, contact: ContactInHand | None) -> str:
    """Why the call in hand cannot be parked; empty where it can."""
    return refusal_of("park", context.workstation.live, contact)


def _tr(words: str) -> str:
    return QCoreApplication.translate("Parking", words)
