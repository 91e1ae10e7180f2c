"""Calls that rang here and were not taken: told once each, and counted until somebody looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from agent_desktop.core.phone import display
from agent_desktop_ui import formats
from agent_desktop_ui.theme.tokens import Tone

if TYPE_CHECKING:
    from agent_desktop.workstation.live import Call
    from agent_desktop_ui.shell.screen import DeskContext


class MissedCalls(QObject):
    """Follows this person's ringing calls; what they sent away themselves, or a colleague took, is not missed."""

    def __init__(self, context: DeskContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._ringing: set[str] = set()
        self._rejected: set[str] = set()
        context.bridge.call_changed.connect(self._take)

    def rejected(self, call_id: str) -> None:
        """The person does not want this call."""
        self._rejected.add(call_id)

    def _take(self, call: Call) -> None:
        person = self._context.workstation.person
        login = person.login if person is not None else ""
        part = next((party for party in call.view.parties if party.agent == login), None)
        if part is not None and part.role == "ringing" and call.view.state != "ended":
            self._ringing.add(call.call_id)
            return
        if call.call_id not in self._ringing:
            return
        self._ringing.discard(call.call_id)
        was_rejected = call.call_id in self._rejected
        self._rejected.discard(call.call_id)
        is_taken = (part is not None and call.view.state != "ended") or call.view.answered_at is not None
        if not is_taken and not was_rejected:
            self._tell(call)

    def _tell(self, call: Call) -> None:
        desk = self._context.workstation
        candidates = call.match.candidates if call.match is not None else []
        number = display(call.view.caller, desk.region) if call.view.caller else ""
        name = candidates[0].name if len(candidates) == 1 else ""
        who = ", ".join(part for part in (name or (call.view.caller_name or ""), number) if part)
        self._context.desk.notice(
            self.tr("Missed call at {time}: {who}. {key} lists your calls.").format(
                time=formats.clock(desk.clock.now()),
                who=who or self.tr("number withheld"),
                key=self._context.actions.key("my_calls").replace("+", " "),
            ),
            Tone.WARN,
        )
