"""Who hears the call of the person at this desk, in words: they are always told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from agent_desktop.workstation.contacts import ContactInHand
    from agent_desktop_ui.shell.screen import DeskContext


def supervision_words(contact: ContactInHand | None, context: DeskContext) -> str:
    """Everybody who listens, speaks to the person alone, or has joined; empty where nobody does."""
    person = context.workstation.person
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
            words.append(said[one.mode].format(name=context.desk.colleagues.name(one.supervisor)))
    return ", ".join(words)


def _tr(words: str) -> str:
    return QCoreApplication.translate("Supervision", words)
