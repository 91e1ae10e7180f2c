"""The recording at the desk: paused and resumed by hand, and by itself while payment details are taken."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from agent_desktop.telephony.actions import RecordingWish, SetRecording
from agent_desktop_ui.calls.recording_consent import CONSENT, RecordingConsent
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.payment_field import takes_payment
from agent_desktop_ui.widgets.recording_mark import Recording

if TYPE_CHECKING:
    from agent_desktop.telephony.actions import Outcome
    from agent_desktop.workstation.contacts import ContactInHand
    from agent_desktop.workstation.live import Call
    from agent_desktop_ui.shell.screen import DeskContext

FIELD = "field"
_WISHES: dict[Recording, RecordingWish] = {
    Recording.OFF: "start",
    Recording.ON: "pause",
    Recording.PAUSED: "resume",
}


def recording_of(contact: ContactInHand | None) -> Recording:
    """Whether the call in hand is recorded; ``NONE`` where there is none to record."""
    if contact is None or contact.call is None or contact.phase not in {"talking", "held"}:
        return Recording.NONE
    states = {"on": Recording.ON, "paused": Recording.PAUSED}
    return states.get(contact.call.view.recording, Recording.OFF)


class RecordingDesk(QObject):
    """Pauses for a reason and goes on when the last reason is gone; what the person paused stays paused.

    The reasons are a field that takes payment details and has the keyboard, and whatever else ``hold`` names,
    such as the step of a script, or that the customer does not want it. A window that is left keeps what it
    paused: the details may be typed elsewhere.
    """

    def __init__(self, context: DeskContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._reasons: set[str] = set()
        self._paused_call_id = ""
        self._warned_call_id = ""
        self._in_order = asyncio.Lock()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)
        context.bridge.contacts_changed.connect(lambda _state: self._look_again())
        context.bridge.call_changed.connect(lambda _call: self._look_again())
        RecordingConsent(context, self)

    @property
    def is_held(self) -> bool:
        """Whether a recording is paused by itself just now."""
        return bool(self._paused_call_id)

    def toggle(self, contact: ContactInHand) -> None:
        """Shift F8: record, pause, or go on."""
        wish = _WISHES.get(recording_of(contact))
        if wish is None or contact.call is None:
            return
        call_id = contact.call.call_id
        self._paused_call_id = ""
        self._context.desk.act(
            lambda i, who, until: SetRecording(id=i, agent=who, expires_at=until, call_id=call_id, wish=wish)
        )

    def hold(self, reason: str, *, holds: bool) -> None:
        """There is, or no longer is, this reason to record nothing."""
        if (reason in self._reasons) == holds:
            return
        self._reasons ^= {reason}
        self._context.bridge.run(self._settle())

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None:
            self.hold(FIELD, holds=takes_payment(new))

    def _look_again(self) -> None:
        """A call that begins, or comes back, while a reason lasts is paused too."""
        call = self._recorded_call()
        if (
            self._reasons
            and call is not None
            and call.call_id not in (self._paused_call_id, self._warned_call_id)
        ):
            self._context.bridge.run(self._settle())

    async def _settle(self) -> None:
        # One after the other: whoever only passes through a field gets a pause and then its end.
        async with self._in_order:
            call = self._recorded_call()
            if self._reasons and call is not None and call.call_id != self._paused_call_id:
                outcome = await self._ask(call.call_id, "pause")
                if outcome.status == "refused":
                    self._warn(call.call_id, outcome.what)
                else:
                    self._paused_call_id = call.call_id
            elif not self._reasons:
                paused, self._paused_call_id, self._warned_call_id = self._paused_call_id, "", ""
                if paused and paused in self._context.workstation.live.calls:
                    outcome = await self._ask(paused, "resume")
                    self._context.desk.tell_outcome(outcome)

    async def _ask(self, call_id: str, wish: RecordingWish) -> Outcome:
        return await self._context.workstation.act(
            lambda i, who, until: SetRecording(id=i, agent=who, expires_at=until, call_id=call_id, wish=wish)
        )

    def _warn(self, call_id: str, what: str) -> None:
        if self._warned_call_id != call_id:
            self._warned_call_id = call_id
            words = (
                self.tr("The recording goes on: {why} They do not want that: tell them.")
                if CONSENT in self._reasons
                else self.tr("The recording goes on: {why} Take no payment details now.")
            )
            self._context.desk.notice(words.format(why=what), Tone.BAD)

    def _recorded_call(self) -> Call | None:
        """The call in hand while it is recorded."""
        current = self._context.contacts.state.current
        is_on = recording_of(current) is Recording.ON
        return current.call if is_on and current is not None else None
