"""Calls that ring while the desk is busy: a card over the least urgent rows, and nothing moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from agent_desktop.telephony.actions import Reject
from agent_desktop.workstation.caller_confirming import confirm_caller
from agent_desktop_ui import formats
from agent_desktop_ui.calls.caller_words import caller_name, caller_number, is_known_whole, reason_words
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.incoming_card import IncomingCall
from agent_desktop_ui.widgets.notice import announce

if TYPE_CHECKING:
    from datetime import datetime

    from agent_desktop.features.calls.read_models import Candidate
    from agent_desktop.workstation.contacts import ContactInHand, DeskContacts
    from agent_desktop_ui.customers.panes import Panes
    from agent_desktop_ui.shell.screen import DeskContext
    from agent_desktop_ui.widgets.queue_column import QueueColumnView


class WaitingCalls(QObject):
    """Shows the first ringing call of those that wait; F2 answers and F3 looks, wherever the keyboard is."""

    def __init__(self, context: DeskContext, column: QueueColumnView, panes: Panes) -> None:
        super().__init__(column)
        self._context = context
        self._card = column.incoming
        self._panes = panes
        self._shown: ContactInHand | None = None
        self._card.answer_pressed.connect(lambda _call: context.actions.named("answer").trigger())
        self._card.peek_pressed.connect(lambda _call: self._look())
        self._card.to_queue_pressed.connect(lambda _call: self._send_back())
        self._card.match_chosen.connect(lambda _call, who: self._look_as(who))
        self._card.create_pressed.connect(lambda _call: self._look())
        self._card.link_pressed.connect(lambda _call: self._look())
        context.bridge.contacts_changed.connect(self.take)
        context.heartbeat.second.connect(self._tick)
        panes.drawers_changed.connect(lambda _has: self._show_badge())
        self.take(context.contacts.state)

    def take(self, state: DeskContacts) -> None:
        """Show what waits now."""
        rings = [contact for contact in state.waiting if contact.phase == "ringing"]
        # Somebody who is welcome before somebody who is not.
        ringing = min(rings, key=lambda contact: bool(contact.block), default=None)
        if ringing is None:
            if self._shown is not None:
                self._shown = None
                self._card.clear()
            self._show_badge()
            return
        is_new = self._shown is None or self._shown.contact_id != ringing.contact_id
        self._shown = ringing
        call = self._as_card(ringing, state.current)
        self._card.show_call(call)
        self._show_badge()
        if is_new:
            announce(self._card, ", ".join(p for p in (call.heading, call.name, call.meta) if p))

    def _as_card(self, ringing: ContactInHand, current: ContactInHand | None) -> IncomingCall:
        match = ringing.call.match if ringing.call else None
        candidates = match.candidates if match else []
        best = candidates[0] if candidates else None
        number = caller_number(ringing)
        queue = ringing.call.queue_name if ringing.call else None
        tickets = ""
        if best is not None and len(candidates) == 1 and best.open_tickets:
            tickets = self.tr("%n open tickets", "", best.open_tickets)
        is_busy = current is not None and current.phase in {"talking", "held"}
        label = ""
        if current is not None and current.phase == "talking":
            name = caller_name(current).split(" ")[0] or self.tr("the call")
            label = self.tr("Answer, hold {name}").format(name=name)
        if ringing.block:
            return IncomingCall(
                ringing.call.call_id if ringing.call else ringing.contact_id,
                self.tr("Blocked caller rings"),
                caller_name(ringing) or number,
                "  ·  ".join(part for part in (number if caller_name(ringing) else "", queue) if part),
                self.tr("Blocked: {reason}").format(reason=ringing.block),
                self._ring_time(ringing),
                label,
                tone=Tone.BAD,
            )
        return IncomingCall(
            ringing.call.call_id if ringing.call else ringing.contact_id,
            self.tr("Second call ringing") if is_busy else self.tr("Call ringing"),
            caller_name(ringing) or number or self.tr("Number withheld"),
            "  ·  ".join(part for part in (queue, tickets) if part),
            self._reason(ringing, candidates),
            self._ring_time(ringing),
            label,
            tuple((c.customer_id, f"{c.name}, {reason_words(c)}") for c in candidates[:3])
            if len(candidates) > 1
            else (),
            not candidates,
        )

    def _reason(self, ringing: ContactInHand, candidates: list[Candidate]) -> str:
        if len(candidates) == 1:
            return candidates[0].latest or candidates[0].alert or ""
        if candidates or is_known_whole(ringing) or not caller_number(ringing):
            return ""
        return self.tr("Not on this desk")

    def _ring_time(self, ringing: ContactInHand) -> str:
        now = self._context.workstation.clock.now()
        return formats.timer((now - ringing.since).total_seconds())

    def _tick(self, _now: datetime) -> None:
        if self._shown is not None:
            self._card.set_ring_time(self._ring_time(self._shown))

    def _look(self) -> None:
        if self._shown is not None:
            self._context.contacts.look(self._shown.contact_id)

    def _look_as(self, customer_id: str) -> None:
        self._look()
        # Chosen by a person among those the number reaches: it is learnt.
        self._context.bridge.run(
            confirm_caller(self._context.workstation, self._context.contacts, customer_id)
        )

    def _send_back(self) -> None:
        shown = self._shown
        if shown is not None and shown.call is not None:
            call_id = shown.call.call_id
            self._context.desk.note_rejected(call_id)
            self._context.desk.act(
                lambda i, who, until: Reject(id=i, agent=who, expires_at=until, call_id=call_id)
            )

    def _show_badge(self) -> None:
        badge = self._panes.ringing
        badge.setVisible(self._panes.has_drawers and self._shown is not None)
        if self._shown is not None:
            who = caller_name(self._shown) or caller_number(self._shown) or self.tr("Number withheld")
            badge.set_label(self.tr("{who} rings. F2 answers, F3 looks.").format(who=who))
