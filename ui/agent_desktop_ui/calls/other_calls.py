"""The other one of two: a card in the queue column for the call on hold, or for the colleague who is asked."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from agent_desktop_ui import formats
from agent_desktop_ui.calls.caller_words import caller_name, caller_number
from agent_desktop_ui.calls.consulting import asked_name, consult_of, has_joined
from agent_desktop_ui.calls.refusals import refusal_of
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.notice import announce
from agent_desktop_ui.widgets.other_call_card import CardButton, OtherCall, OtherCallCard

if TYPE_CHECKING:
    from agent_desktop.telephony.views import ConsultView
    from agent_desktop.workstation.contacts import ContactInHand
    from agent_desktop_ui.shell.screen import DeskContext
    from agent_desktop_ui.widgets.queue_column import QueueColumnView

_ACTIONS = {"give": "transfer", "together": "add_person", "swap": "swap", "back": "hold", "look": "look"}
"""The keys of the card's buttons, and the named actions of the desk that they are."""


class OtherCalls(QObject):
    """Shows whom the person at the desk is not talking to; its buttons are keys that work from anywhere."""

    def __init__(self, context: DeskContext, column: QueueColumnView) -> None:
        super().__init__(column)
        self._context = context
        self.card = OtherCallCard(column, column.incoming)
        self._since: datetime | None = None
        self._spoken = ""
        self.card.pressed.connect(lambda key: context.actions.named(_ACTIONS[key]).trigger())
        for signal in (
            context.bridge.contacts_changed,
            context.bridge.call_changed,
            context.bridge.floor_changed,
        ):
            signal.connect(lambda _news: self.refresh())
        context.heartbeat.second.connect(self._tick)
        self.refresh()

    def refresh(self) -> None:
        """Show what is so now."""
        state = self._context.contacts.state
        current = state.current
        other = next(
            (c for c in state.waiting if c.call is not None and c.phase in {"held", "talking"}), None
        )
        person = self._context.workstation.person
        consult = consult_of(current, person.login) if person is not None else None
        if current is not None and consult is not None:
            self._show(self._asked(current, consult))
        elif other is not None:
            more = sum(c.call is not None and c.phase in {"held", "talking"} for c in state.waiting) - 1
            self._show(self._on_hold(other, current, more))
        else:
            self._since, self._spoken = None, ""
            self.card.clear()

    def _show(self, call: OtherCall) -> None:
        self.card.show_call(call)
        if self._spoken != call.heading + call.name:
            self._spoken = call.heading + call.name
            announce(self.card, self.card.accessibleName())

    def _asked(self, current: ContactInHand, consult: ConsultView) -> OtherCall:
        """A colleague, or a number, who is asked while the caller waits, or who waits meanwhile."""
        live = self._context.workstation.live
        name = asked_name(consult, self._context)
        caller = _short(current) or self.tr("the caller")
        self._since = current.call.view.since if current.call is not None else None
        joined = has_joined(current)
        if consult.is_waiting:
            heading, tone = self.tr("Waits while you talk to {name}").format(name=caller), Tone.WARN
        elif joined:
            heading, tone = self.tr("You are asking"), Tone.OK
        else:
            heading, tone = self.tr("Rings"), Tone.OK
        not_yet = "" if joined else self.tr("Wait until they answer.")
        other = name.split(" ")[0] if consult.is_waiting else caller
        buttons: tuple[CardButton, ...] = (
            CardButton(
                "give",
                self.tr("Give the call"),
                "redo-2",
                self._key("transfer"),
                is_primary=True,
                refusal=refusal_of("transfer", live, current) or not_yet,
            ),
            CardButton(
                "together",
                self.tr("All together"),
                "users",
                self._key("add_person"),
                refusal=refusal_of("conference", live, current) or not_yet,
            ),
            CardButton(
                "swap",
                self.tr("Talk to {name}").format(name=other),
                "refresh-cw",
                self._key("swap"),
                refusal=refusal_of("swap", live, current) or not_yet,
            ),
            CardButton(
                "back", self.tr("Back to {name} alone").format(name=caller), "undo-2", self._key("hold")
            ),
        )
        if consult.is_waiting:
            buttons = buttons[:3]
        meta = "" if consult.is_waiting else self.tr("{name} waits on hold").format(name=caller)
        return OtherCall(heading, tone, name, meta, self._time(), buttons)

    def _on_hold(self, other: ContactInHand, current: ContactInHand | None, more: int) -> OtherCall:
        self._since = other.since
        live = self._context.workstation.live
        name = caller_name(other) or caller_number(other) or self.tr("Number withheld")
        queue = other.call.queue_name if other.call is not None else None
        rest = self.tr("%n more", "", more) if more else ""
        is_talking = current is not None and current.call is not None and current.phase == "talking"
        label = self.tr("Take back")
        if is_talking and current is not None:
            label = self.tr("Take back, hold {name}").format(name=_short(current) or self.tr("the call"))
        is_held = other.phase == "held"
        buttons = (
            CardButton(
                "swap",
                label,
                "phone",
                self._key("swap"),
                is_primary=True,
                refusal=refusal_of("hold", live, other),
            ),
            CardButton("look", self.tr("Peek"), "eye", self._key("look")),
        )
        return OtherCall(
            self.tr("On hold") if is_held else self.tr("On the line"),
            Tone.WARN if is_held else Tone.OK,
            name,
            "  ·  ".join(part for part in (queue, rest) if part),
            self._time(),
            buttons,
        )

    def _key(self, name: str) -> str:
        return self._context.actions.key(name).replace("+", " ")

    def _time(self) -> str:
        if self._since is None:
            return ""
        return formats.timer((self._context.workstation.clock.now() - self._since).total_seconds())

    def _tick(self, _now: datetime) -> None:
        if self._since is not None:
            self.card.set_time(self._time())


def _short(contact: ContactInHand) -> str:
    """The first name, or the number of somebody nobody knows."""
    return caller_name(contact).split(" ")[0] or caller_number(contact)
