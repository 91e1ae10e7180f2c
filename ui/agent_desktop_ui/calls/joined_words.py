"""What became of a contact logged by hand, told once: joined to which call, to be chosen, or a contact of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject

from agent_desktop.core.phone import display
from agent_desktop.features.interactions.read_models import CallChoice, Contact
from agent_desktop_ui import formats
from agent_desktop_ui.theme.tokens import Tone

if TYPE_CHECKING:
    from agent_desktop.core.changes import Changes
    from agent_desktop.features.interactions.read_models import ContactView
    from agent_desktop.sync.messages import Envelope, Verdict
    from agent_desktop_ui.shell.screen import DeskContext

KINDS = frozenset({"interactions.LogContact", "interactions.JoinContact"})


class JoinedWords(QObject):
    """Hears verdicts on contacts logged by hand, and of those that found their call later by themselves."""

    def __init__(self, context: DeskContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._told: set[str] = set()
        context.bridge.verdict_came.connect(self._verdict)
        context.bridge.changed.connect(self._changed)

    def _verdict(self, envelope: Envelope, verdict: Verdict) -> None:
        if envelope.kind not in KINDS or verdict.status == "refused" or verdict.result is None:
            return
        result = verdict.result
        if result["joining"] == "joined":
            self._told.add(str(envelope.data["interaction_id"]))
            self._context.desk.notice(self._joined(result), Tone.OK)
        elif result["joining"] == "asks":
            words = self.tr("A contact you logged fits several calls. Choose which it was, above.")
            self._context.desk.notice(words, Tone.INFO)
        elif envelope.kind == "interactions.LogContact":
            words = self.tr("The contact is logged by hand: the exchange told of no call that fits it.")
            self._context.desk.notice(words)

    def _joined(self, result: dict[str, Any]) -> str:
        if "call" not in result:
            return self.tr("This contact had found its call already.")
        call = msgspec.convert(result["call"], CallChoice)
        now = self._context.workstation.clock.now()
        number = display(call.number, self._context.workstation.region) if call.number else ""
        lasted = formats.timer((call.ended_at - call.talk_began_at).total_seconds())
        which = ", ".join(
            part for part in (formats.moment(call.talk_began_at, now), call.queue, number, lasted) if part
        )
        if result["merged"]:
            return self.tr("Your note was added to the contact of the call that was there: {call}.").format(
                call=which
            )
        return self.tr("The contact you logged was joined to its call: {call}.").format(call=which)

    def _changed(self, changes: Changes) -> None:
        if changes.is_everything:
            return
        aliases = {key for entity, key in changes.records if entity == "contact_alias"}
        for logged_id in sorted(aliases - self._told):
            self._told.add(logged_id)
            self._context.bridge.run(
                self._context.workstation.read(Contact(interaction_id=logged_id)), self._found_later
            )

    def _found_later(self, contact: ContactView | None) -> None:
        if contact is None:
            return
        now = self._context.workstation.clock.now()
        who = contact.customer_name or contact.number
        when = formats.moment(contact.started_at, now)
        call = ", ".join(part for part in (when, who) if part)
        words = self.tr("A contact you had logged was joined to its call: {call}.").format(call=call)
        self._context.desk.notice(words, Tone.OK)
