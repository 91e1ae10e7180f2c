"""Which callers of this session the person has confirmed: asked once a contact, and learnt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from agent_desktop.workstation.caller_confirming import confirm_caller

if TYPE_CHECKING:
    from agent_desktop_ui.shell.screen import DeskContext


class Confirming(QObject):
    """One key says "it is them"; nothing is learnt of a caller before that."""

    changed = Signal()

    def __init__(self, context: DeskContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._confirmed: dict[str, str] = {}

    def is_confirmed(self, contact_id: str, customer_id: str | None) -> bool:
        """Whether the person has said that this contact is with this customer."""
        return customer_id is not None and self._confirmed.get(contact_id) == customer_id

    def confirm(self, customer_id: str) -> None:
        """The person on the line is this customer."""
        current = self._context.contacts.state.current
        if current is None:
            return
        # At once, so that the key pressed twice is one answer.
        self._confirmed[current.contact_id] = customer_id
        desk, contacts = self._context.workstation, self._context.contacts
        self._context.bridge.run(
            confirm_caller(desk, contacts, customer_id), lambda _done: self.changed.emit()
        )
