"""What a customer allows or takes back, written down: for what, on which channel, when and how they said so."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from agent_desktop.core.ids import new_id
from agent_desktop.features.customers.consent import ANY, CHANNELS, PURPOSES, WAYS
from agent_desktop.features.customers.record_commands import RecordConsent
from agent_desktop.features.customers.record_read_models import CustomerRecord
from agent_desktop_ui import formats
from agent_desktop_ui.customers.record_form import RecordForm
from agent_desktop_ui.customers.record_words import channel_words, purpose_words, way_words
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop_ui.shell.screen import DeskContext

GRANTED, WITHDRAWN = "granted", "withdrawn"
_FORM = "%Y-%m-%d %H:%M"


class ConsentForm(RecordForm):
    """Prefilled for what was chosen; a withdrawal may be of everything. Enter saves.

    A withdrawal counts from the moment it is saved: at this desk at once, everywhere else as soon as central
    has heard of it.
    """

    def __init__(
        self, context: DeskContext, customer_id: str, purpose: str, channel: str, *, says: str, how: str
    ) -> None:
        super().__init__(context, "", width=520)
        self.set_title(self.tr("Consent"))
        self._customer_id = customer_id
        said = ComboField(self.tr("The customer"))
        said.set_options(((GRANTED, self.tr("Allows it")), (WITHDRAWN, self.tr("Takes it back"))))
        self._purpose = ComboField(self.tr("For"))
        self._channel = ComboField(self.tr("By"))
        way = ComboField(self.tr("Said"))
        way.set_options([(one, way_words(one)) for one in WAYS])
        when = TextField(self.tr("When they said so"))
        when.edit().setPlaceholderText("2026-11-30 14:05")
        self.add_fields(("says", said), None)
        self.add_fields(("purpose", self._purpose), ("channel", self._channel))
        self.add_fields(("how", way), ("given_at", when))
        self.add_fields(("evidence", TextField(self.tr("Where to look it up: a form, a recording"))))
        self._now = context.workstation.clock.now()
        said.chosen.connect(self._offer)
        self._offer(says)
        self.fill(
            {
                "says": says,
                "purpose": purpose,
                "channel": channel,
                "how": how,
                "given_at": formats.local(self._now).strftime(_FORM),
            }
        )
        self._opened_with = self.values()["given_at"]

    def _offer(self, says: str) -> None:
        """Everything can be taken back at once; what is allowed is named one by one."""
        more = (ANY,) if says == WITHDRAWN else ()
        for field, offered, words in (
            (self._purpose, PURPOSES, purpose_words),
            (self._channel, CHANNELS, channel_words),
        ):
            kept = field.value()
            field.set_options([(one, words(one)) for one in (*offered, *more)])
            field.set_value(kept if kept in {*offered, *more} else offered[0])

    def changed(self) -> dict[str, Any]:
        """All of it: every consent is a new one."""
        return self.values()

    def missing(self) -> tuple[str, str] | None:
        """A time that has been."""
        try:
            at = self._given_at()
        except ValueError:
            return "given_at", self.tr("This is no date and time. Write it as 2026-11-30 14:05.")
        if at > self._context.workstation.clock.now():
            return "given_at", self.tr("This is still to come. Check the date.")
        return None

    def said(self) -> str:
        """A withdrawal is told as what it is."""
        if self.values()["says"] == WITHDRAWN:
            return self.tr("Taken back from now on.")
        return super().said()

    async def send(self, changed: dict[str, Any]) -> None:
        """Write it down; a grant answers the withdrawals that stand on this desk."""
        desk = self._context.workstation
        is_granted = changed["says"] == GRANTED
        answers: list[str] = []
        if is_granted:
            record = await desk.read(CustomerRecord(customer_id=self._customer_id, as_of=desk.clock.now()))
            events = record.consent_history if record is not None else []
            answers = [
                one.event_id
                for one in events
                if not one.is_granted
                and one.purpose in {changed["purpose"], ANY}
                and one.channel in {changed["channel"], ANY}
            ]
        await desk.do(
            RecordConsent(
                made_at=desk.clock.now(),
                event_id=new_id(),
                customer_id=self._customer_id,
                purpose=changed["purpose"],
                channel=changed["channel"],
                is_granted=is_granted,
                given_at=self._given_at(),
                how=changed["how"],
                evidence=changed["evidence"],
                answers=answers,
            )
        )

    def _given_at(self) -> datetime:
        text = self.values()["given_at"]
        if text is None or text == self._opened_with:
            return self._now
        return formats.moment_of(datetime.fromisoformat(text).replace(tzinfo=None))
