"""Who hears the call of the person at this desk, in words: they are always told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from agent_desktop.workstation.contacts import ContactInHand
    from agent_desktop.workstation.workstation import Workstation


def supervision_words(contact: ContactInHand | None, desk: Workstation) -> str:
    """Everybody who listens, speaks to the person alone, or has joined; empty where nobody does."""
    person = desk.person
    if person is None or contact is None or contact.call is None or contact.phase == "wrap_up":
        return ""
    said = {
        "listen": _tr("{name} listens"),
        "whisper": _tr("{name} speaks to you alone"),
        "barge": _tr("{name} is on the call"),
    }
    words = []
    for one in contact.call.view.supervisions:
        if one.agent == person.login:
            view = desk.live.people.get(one.supervisor)
            words.append(said[one.mode].format(name=(view.display_name if view else "") or one.supervisor))
    return ", ".join(words)


def _tr(words: str) -> str:
    return QCoreApplication.translate("Supervision", words)
