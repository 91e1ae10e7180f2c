"""The call list: take the next lead, dial, follow the script, say what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from PySide6.QtCore import QDateTime, Qt
from PySide6.QtWidgets import QCheckBox, QDateTimeEdit, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from agent_desktop.core.changes import Changes
from agent_desktop.core.errors import KnownError
from agent_desktop.core.people import Role as PersonRole
from agent_desktop.features.customers.read_models import Customer, CustomerView, Timeline, TimelineEvent
from agent_desktop.features.outbound.model import CALLBACK_PROMISED
from agent_desktop.features.outbound.read_models import CallList, CampaignRow, Campaigns, LeadRow, MyLeads
from agent_desktop.workstation.contacts import NoteDraft
from agent_desktop_ui import formats
from agent_desktop_ui.customers.header_words import header_of, shown_event
from agent_desktop_ui.outbound import lead_in_hand as leads
from agent_desktop_ui.outbound.lead_script import LeadScript
from agent_desktop_ui.outbound.words import disposition_options, disposition_words, lead_row
from agent_desktop_ui.shell.screen import DeskContext, Screen
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.card import Surface
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.customer_header import CustomerHeader, CustomerHeaderView
from agent_desktop_ui.widgets.data_table import DataTable, Plight
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.note_bar import NoteBarView
from agent_desktop_ui.widgets.script_view import ScriptView
from agent_desktop_ui.widgets.table_model import Column
from agent_desktop_ui.widgets.timeline import Timeline as TimelineView

_RENEW_CHECK_BEATS = 30


class CallListScreen(Screen):
    """List at the left, the lead in hand in the middle, the campaign's script at the right."""

    name: ClassVar[str] = "call_list"
    icon: ClassVar[str] = "phone-outgoing"
    roles: ClassVar[frozenset[PersonRole]] = frozenset({PersonRole.SALES})

    def __init__(self, context: DeskContext) -> None:
        super().__init__(context)
        self._campaigns: dict[str, CampaignRow] = {}
        self._lead: leads.LeadInHand | None = None
        self._call_id: str | None = None
        self._beats = 0
        self.campaign = ComboField(self.tr("Campaign"))
        self.list = DataTable(
            self.tr("Call list"),
            (
                Column("name", self.tr("Lead"), is_strong=True, width=0),
                Column("due", self.tr("Due"), width=112),
                Column("tries", self.tr("Tries"), is_number=True, width=52),
                Column("last", self.tr("Last time"), width=108),
            ),
            sorts_itself=False,
        )
        self.next_button = Button(self.tr("Next lead"), kind=ButtonKind.PRIMARY, icon="user-plus")
        self._left = Label("", Role.META, Token.TEXT3)
        self.header = CustomerHeaderView()
        self._why = Label("", Role.BODY, Token.TEXT2)
        self._why.setWordWrap(True)
        self.dial_button = Button(
            self.tr("Dial"), kind=ButtonKind.PRIMARY, icon="phone-outgoing", key=self.tr("Shift F2")
        )
        self.release_button = Button(self.tr("Give back"), icon="undo-2")
        self.timeline = TimelineView(self.tr("History"))
        self.note_bar = NoteBarView()
        self.disposition = self.note_bar.add_choice(self.tr("Outcome"))
        self.callback_at = QDateTimeEdit()
        self.callback_mine = QCheckBox(self.tr("Keep it mine"))
        self._nobody = EmptyState(
            self.tr("No lead in hand"), self.tr("“Next lead” takes the one whose turn it is.")
        )
        self._sheet = Surface(Token.SURFACE)
        self.script = ScriptView()
        self._guide = LeadScript(context, self.script)
        self._lay_out()
        self._connect()
        self._show_lead(None)

    @property
    def title(self) -> str:
        """The call list."""
        return self.tr("Call list")

    def activate(self) -> None:
        """Campaigns, list, and the lead that was in hand."""
        workstation = self.context.workstation
        self.context.bridge.run(workstation.ask(Campaigns()), self._take_campaigns, self._list_failed)
        person = workstation.person
        if self._lead is None and person is not None:
            self.context.bridge.run(workstation.read(MyLeads(agent_id=person.agent_id)), self._take_held)

    def panels(self) -> list[QWidget]:
        """List, lead, note, script."""
        return [self.list, self.timeline, self.note_bar, self.script]

    def has_unsaved(self) -> bool:
        """Whether a note of an attempt is not saved yet."""
        return self._lead is not None and bool(self.note_bar.note.text().strip())

    def next_lead(self) -> None:
        """Borrow the next lead of the campaign chosen."""
        campaign_id = self.campaign.value()
        if campaign_id:
            self.context.bridge.run(
                leads.take_next(self.context.workstation, campaign_id), self._taken, self._not_taken
            )

    def dial(self) -> None:
        """Call the lead in hand."""
        if self._lead is not None:
            self.context.desk.dial(self._lead.number)

    def _dial_key(self) -> None:
        if self.isVisible():
            self.dial()

    def save(self) -> None:
        """Save what came of the attempt; the call's own wrap-up ends with it."""
        lead, disposition = self._lead, self.disposition.value()
        if lead is None:
            return
        if not disposition:
            self.disposition.set_failed(self.tr("Say what came of it first."))
            self.disposition.box().setFocus()
            return
        callback = self._callback_time() if disposition == CALLBACK_PROMISED else None
        self.context.bridge.run(self._save(lead, disposition, callback), lambda _: self._saved())

    # -- inside --------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        left = Surface(Token.SURFACE)
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.campaign)
        column.addWidget(self._left)
        column.addWidget(self.list, 1)
        column.addWidget(self.next_button)
        left.setMinimumWidth(268)
        buttons = QHBoxLayout()
        buttons.addWidget(self._why, 1)
        buttons.addWidget(self.release_button)
        buttons.addWidget(self.dial_button)
        when = QHBoxLayout()
        self._callback_label = Label(self.tr("Call back at"), Role.BODY, Token.TEXT2)
        self._callback_label.setBuddy(self.callback_at)
        self.callback_at.setAccessibleName(self.tr("Call back at"))
        self.callback_at.setCalendarPopup(True)
        self.callback_mine.setChecked(True)
        when.addWidget(self._callback_label)
        when.addWidget(self.callback_at)
        when.addWidget(self.callback_mine)
        when.addStretch(1)
        when.setContentsMargins(20, 0, 20, 8)
        self.disposition.set_options(disposition_options(), empty=self.tr("choose one"))
        self.note_bar.finish_button().set_label(self.tr("Save, next lead"))
        top = QVBoxLayout()
        top.setContentsMargins(20, 12, 20, 4)
        top.setSpacing(10)
        top.addWidget(self.header)
        top.addLayout(buttons)
        top.addWidget(self.timeline, 1)
        sheet = QVBoxLayout(self._sheet)
        sheet.setContentsMargins(0, 0, 0, 0)
        sheet.addLayout(top, 1)
        sheet.addWidget(self.note_bar)
        sheet.addLayout(when)
        middle = Surface(Token.SURFACE)
        holder = QVBoxLayout(middle)
        holder.setContentsMargins(0, 0, 0, 0)
        holder.addWidget(self._nobody, 1)
        holder.addWidget(self._sheet, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        for panel in (left, middle, self.script):
            splitter.addWidget(panel)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([380, 620, 384])
        splitter.setChildrenCollapsible(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(splitter)

    def _connect(self) -> None:
        self.campaign.chosen.connect(self._campaign_chosen)
        self.next_button.clicked.connect(self.next_lead)
        self.dial_button.clicked.connect(self.dial)
        self.release_button.clicked.connect(self._release)
        self.disposition.chosen.connect(lambda _key: self._show_callback())
        self.note_bar.finish_pressed.connect(self.save)
        self.context.actions.named("dial").triggered.connect(self._dial_key)
        self.context.bridge.changed.connect(self._changed)
        self.context.bridge.contacts_changed.connect(lambda _state: self._follow_call())
        self.context.heartbeat.beat.connect(self._renew)

    def _take_campaigns(self, campaigns: list[CampaignRow]) -> None:
        self._campaigns = {campaign.campaign_id: campaign for campaign in campaigns}
        before = self.campaign.value()
        self.campaign.set_options([(c.campaign_id, c.name) for c in campaigns], empty=self.tr("none active"))
        chosen = before if before in self._campaigns else next(iter(self._campaigns), "")
        self.campaign.set_value(chosen)
        self._campaign_chosen(chosen)

    def _campaign_chosen(self, campaign_id: str) -> None:
        campaign = self._campaigns.get(campaign_id)
        if campaign is None:
            self.list.show_rows([], empty=self.tr("No campaign is active"))
            return
        self._left.setText(
            self.tr("{n} to call, {callbacks} callbacks, {done} done").format(
                n=formats.count(campaign.open_leads),
                callbacks=formats.count(campaign.callbacks),
                done=formats.count(campaign.done_leads),
            )
        )
        self._guide.use(campaign.script_id)
        self._ask_list()

    def _ask_list(self) -> None:
        query = CallList(campaign_id=self.campaign.value(), as_of=self._now())
        self.context.bridge.run(self.context.workstation.ask(query), self._show_list, self._list_failed)

    def _show_list(self, rows: list[LeadRow]) -> None:
        now = self._now()
        self.list.show_rows(
            [lead_row(row, now) for row in rows],
            empty=self.tr("Everybody was called"),
            todo=self.tr("New leads appear here when the campaign gets them."),
        )

    def _list_failed(self, problem: KnownError) -> None:
        self.list.show_plight(Plight.FAILED, problem.what, problem.todo)

    def _take_held(self, rows: list[LeadRow]) -> None:
        person, now = self.context.workstation.person, self._now()
        for row in rows:
            is_mine = person is not None and row.leased_by == person.agent_id
            if is_mine and row.leased_until is not None and row.leased_until > now and self._lead is None:
                self._taken(leads.of_row(row))

    def _taken(self, lead: leads.LeadInHand | None) -> None:
        if lead is None:
            self.context.desk.notice(self.tr("Nobody is due to be called now."), Tone.NEUTRAL)
            return
        self._show_lead(lead)
        if lead.customer_id:
            self.context.bridge.run(self._load(lead.customer_id), self._show_customer)
        self._ask_list()

    def _not_taken(self, problem: KnownError) -> None:
        self.context.desk.notice(problem.what, Tone.BAD, detail=problem.todo)

    async def _load(self, customer_id: str) -> tuple[CustomerView | None, list[TimelineEvent]]:
        workstation = self.context.workstation
        await workstation.open_customer(customer_id)
        view = await workstation.read(Customer(customer_id=customer_id, as_of=self._now()))
        return view, await workstation.read(Timeline(customer_id=customer_id))

    def _show_lead(self, lead: leads.LeadInHand | None) -> None:
        self._lead, self._call_id = lead, None
        self._nobody.setVisible(lead is None)
        self._sheet.setVisible(lead is not None)
        self.note_bar.note.set_note("")
        self.disposition.set_value("")
        self.timeline.show_events([])
        self._show_callback()
        if lead is None:
            self._guide.begin(None)
            return
        self.header.show_customer(CustomerHeader(lead.name))
        tries = self.tr("%n attempt(s), last: {last}", "", lead.attempts).format(
            last=disposition_words(lead.last_disposition)
        )
        self._why.setText("  ·  ".join(part for part in (lead.reason, lead.number, tries) if part))
        refusal = (
            ""
            if "dial" in self.context.workstation.live.capabilities
            else self.tr("This exchange does not let the desk dial: use the telephone.")
        )
        self.dial_button.set_disabled_reason(refusal)
        self._guide.begin(None)

    def _show_customer(self, found: tuple[CustomerView | None, list[TimelineEvent]]) -> None:
        view, events = found
        if view is None or self._lead is None or self._lead.customer_id != view.customer_id:
            return
        now = self._now()
        self.header.show_customer(header_of(view, can_dial=self.tr("Use Dial below.")))
        self.timeline.show_events([shown_event(event, now) for event in events])
        self._guide.begin(view)

    def _show_callback(self) -> None:
        is_callback = self.disposition.value() == CALLBACK_PROMISED
        for part in (self._callback_label, self.callback_at, self.callback_mine):
            part.setVisible(is_callback)
        if is_callback:
            there = formats.local(self._now() + timedelta(days=1)).replace(tzinfo=None, minute=0, second=0)
            self.callback_at.setDateTime(QDateTime(there.date(), there.time()))  # type: ignore[call-overload]

    def _callback_time(self) -> datetime:
        naive = self.callback_at.dateTime().toPython()
        zone = formats.local(self._now()).tzinfo
        assert isinstance(naive, datetime)  # noqa: S101 - what Qt promises
        return naive.replace(tzinfo=zone)

    def _follow_call(self) -> None:
        """The attempt belongs to the call that was dialled to this lead."""
        current = self.context.contacts.state.current
        if self._lead is None or current is None or current.call is None:
            return
        if current.call.view.direction == "out" and current.call.view.called == self._lead.number:
            self._call_id = current.call.call_id

    async def _save(self, lead: leads.LeadInHand, disposition: str, callback: datetime | None) -> None:
        note = self.note_bar.note.text().strip()
        current = self.context.contacts.state.current
        is_its_call = (
            current is not None and current.call is not None and current.call.call_id == self._call_id
        )
        if is_its_call:
            await self.context.contacts.finish(NoteDraft(note=note, disposition=disposition))
        await leads.record(
            self.context.workstation,
            lead,
            disposition=disposition,
            note="" if is_its_call else note,
            call_id=self._call_id,
            callback_at=callback,
            is_callback_mine=self.callback_mine.isChecked(),
        )

    def _saved(self) -> None:
        self._show_lead(None)
        self.next_lead()

    def _release(self) -> None:
        if self._lead is not None:
            lead = self._lead
            self._show_lead(None)
            self.context.bridge.run(leads.release(self.context.workstation, lead), lambda _: self._ask_list())

    def _renew(self) -> None:
        """Keep the lease while the lead is worked on."""
        self._beats += 1
        lead = self._lead
        if lead is None or self._beats % _RENEW_CHECK_BEATS or not lead.is_due_for_renewal(self._now()):
            return
        self.context.bridge.run(leads.renew(self.context.workstation, lead), self._renewed, self._lease_lost)

    def _renewed(self, lead: leads.LeadInHand) -> None:
        if self._lead is not None and self._lead.lead_id == lead.lead_id:
            self._lead = lead

    def _lease_lost(self, problem: KnownError) -> None:
        self.context.desk.notice(problem.what, Tone.BAD, detail=self.note_bar.note.text())

    def _changed(self, changes: Changes) -> None:
        if not self.isVisible():
            return
        if changes.touches("lead", "attempt") and self.campaign.value():
            self._ask_list()
        lead = self._lead
        if lead is not None and lead.customer_id and changes.touches_customer(lead.customer_id):
            self.context.bridge.run(self._load(lead.customer_id), self._show_customer)

    def _now(self) -> datetime:
        return self.context.workstation.clock.now()
