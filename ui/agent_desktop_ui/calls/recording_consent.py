"""Nobody is recorded who has taken that back: asked when it is known who is on the line, and again at any news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from agent_desktop.features.customers.record_read_models import Consent
from agent_desktop_ui.theme.tokens import Tone

if TYPE_CHECKING:
    from agent_desktop.core.changes import Changes
    from agent_desktop.features.customers.record_read_models import ConsentState
    from agent_desktop_ui.calls.recording import RecordingDesk
    from agent_desktop_ui.shell.screen import DeskContext

CONSENT = "consent"
"""The reason to record nothing: the customer on the line does not want it."""

_ON_THE_LINE = frozenset({"talking", "held"})


class RecordingConsent(QObject):
    """Holds the recording of the call in hand while its customer does not want to be recorded."""

    def __init__(self, context: DeskContext, recording: RecordingDesk) -> None:
        super().__init__(recording)
        self._context, self._recording = context, recording
        self._told_contact_id = ""
        context.bridge.contacts_changed.connect(lambda _state: self._ask())
        context.bridge.changed.connect(self._changed)

    def _on_the_line(self) -> tuple[str, str]:
        """The contact in hand and its customer; empty where nobody known is on the line."""
        current = self._context.contacts.state.current
        if current is None or current.customer_id is None or current.phase not in _ON_THE_LINE:
            return "", ""
        return current.contact_id, current.customer_id

    def _changed(self, changes: Changes) -> None:
        _, customer_id = self._on_the_line()
        if customer_id and (changes.touches("consent_event") or changes.touches_customer(customer_id)):
            self._ask()

    def _ask(self) -> None:
        contact_id, customer_id = self._on_the_line()
        if not customer_id:
            self._recording.hold(CONSENT, holds=False)
            return
        query = Consent(customer_id=customer_id, purpose="recording", channel="call")
        self._context.bridge.run(
            self._context.workstation.read(query), lambda found: self._heard(contact_id, customer_id, found)
        )

    def _heard(self, contact_id: str, customer_id: str, found: ConsentState | None) -> None:
        if (contact_id, customer_id) != self._on_the_line():
            return  # Somebody else is on the line by now.
        is_withdrawn = found is not None and found.state == "withdrawn"
        self._recording.hold(CONSENT, holds=is_withdrawn)
        if is_withdrawn and self._told_contact_id != contact_id:
            self._told_contact_id = contact_id
            self._context.desk.notice(self.tr("They do not want to be recorded: nothing is."), Tone.INFO)
