"""The call list: take the next lead, dial, follow the script, say what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QSplitter, QVBoxLayout, QWidget

from agent_desktop.core.changes import Changes
from agent_desktop.core.errors import KnownError
from agent_desktop.core.people import Role as PersonRole
from agent_desktop.features.customers.read_models import Customer, CustomerView, Timeline, TimelineEvent
from agent_desktop.features.outbound.read_models import CallList, CampaignRow, Campaigns, LeadRow, MyLeads
from agent_desktop.workstation.contacts import ContactInHand
from agent_desktop.workstation.note_draft import NoteDraft
from agent_desktop_ui import formats
from agent_desktop_ui.outbound import lead_in_hand as leads
from agent_desktop_ui.outbound.lead_script import LeadScript
from agent_desktop_ui.outbound.lead_sheet import LeadSheet
from agent_desktop_ui.outbound.words import disposition_words, lead_row
from agent_desktop_ui.shell.screen import DeskContext, Screen
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import BREADTH, Role, Token, Tone
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.card import Surface
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.data_table import DataTable, Plight
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.script_view import ScriptView
from agent_desktop_ui.widgets.table_model import Column

_RENEW_CHECK_BEATS = 30
_DRAFT = "lead:"
_IN_TALK = frozenset({"dialling", "talking", "held"})


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
        self._is_saving = False
        self._beats = 0
        self.campaign = ComboField(self.tr("Campaign"), keeps_case=True)
        self.list = DataTable(
            self.tr("Call list"),
            (
                Column("name", self.tr("Lead"), is_strong=True, width=0),
                Column("due", self.tr("Due"), width=122),
                Column("tries", self.tr("Tries"), is_number=True, width=62),
                Column("last", self.tr("Last time"), width=128),
            ),
            sorts_itself=False,
        )
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.next_button = Button(self.tr("Next lead"), kind=ButtonKind.PRIMARY, icon="user-plus")
        self._left = Label("", Role.META, Token.TEXT3)
        self.sheet = LeadSheet()
        self.script = ScriptView()
        self._guide = LeadScript(context, self.script)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._size = ""
        self._lay_out()
        self._connect()
        self._show_lead(None)

    @property
    def title(self) -> str:
        """The call list."""
        return self.tr("Call list")

    def activate(self) -> None:
        """Campaigns, list, and the lead that was in hand."""
        self._ask_campaigns()
        self._ask_held()

    def panels(self) -> list[QWidget]:
        """List, lead, note, script."""
        return [self.list, self.sheet.timeline, self.sheet.note_bar, self.script]

    def take_keyboard(self) -> None:
        """What one does first: take a lead."""
        self.next_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def has_unsaved(self) -> bool:
        """Whether a note of an attempt is not saved yet."""
        return self._lead is not None and bool(self._note().strip())

    def number_at_hand(self) -> str:
        """The lead's number."""
        return self._lead.number if self._lead is not None else ""

    def reset_layout(self) -> None:
        """The panes back to their usual widths."""
        self._size = ""
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Chooses the widths that go with the new size."""
        super().resizeEvent(event)
        self._fit()

    async def close_down(self) -> None:
        """Keep what is typed, at once."""
        if self._lead is not None and self._note():
            await self._keep_note(self._lead.lead_id, self._note())

    def lead_in_hand(self) -> leads.LeadInHand | None:
        """The lead that is being worked on, or None."""
        return self._lead

    def next_lead(self) -> None:
        """Borrow the next lead of the campaign chosen."""
        campaign_id = self.campaign.value()
        if campaign_id and self._lead is None:
            self.context.bridge.run(
                leads.take_next(self.context.workstation, campaign_id), self._taken, self._not_taken
            )

    def dial(self) -> None:
        """Call the lead in hand."""
        if self._lead is not None:
            self.context.desk.dial(
                self._lead.number,
                purpose="campaign",
                campaign_id=self._lead.campaign_id,
                customer_id=self._lead.customer_id,
            )

    def save(self) -> None:
        """Save what came of the attempt; the call's own wrap-up ends with it. Never hangs up."""
        lead, disposition, now = self._lead, self.sheet.disposition.value(), self._now()
        if lead is None or self._is_saving:
            return
        contact = self._own_contact()
        if contact is not None and contact.phase in _IN_TALK:
            self.sheet.note_bar.note.set_saved(
                self.tr("Saved {time}, the call goes on").format(time=formats.clock(now))
            )
            return
        if not disposition:
            self.sheet.ask_for_outcome()
            return
        callback = self.sheet.callback.moment(now) if self.sheet.is_callback() else None
        if callback is not None and callback <= now:
            self.context.desk.notice(
                self.tr("A callback is promised for later: choose a time to come."), Tone.BAD
            )
            self.sheet.callback.at.setFocus()
            return
        self._is_saving = True
        self.context.bridge.run(
            self._save(lead, contact, disposition, callback), lambda _: self._saved(), self._not_saved
        )

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
        left.setMinimumWidth(220)
        right = Surface(Token.SURFACE)
        side = QVBoxLayout(right)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(self.script)
        right.setMinimumWidth(220)
        self.sheet.setMinimumWidth(400)
        for panel in (left, self.sheet, right):
            self._splitter.addWidget(panel)
        for place in (1, 2):
            self._splitter.handle(place).setAccessibleName(self.tr("Width of the panel"))
        self._splitter.setHandleWidth(1)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setChildrenCollapsible(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._splitter)

    def _fit(self) -> None:
        """The usual widths of a size, set once when the window comes to it; dragged ones stay until then."""
        width = self.width() / theme().factor
        size = (
            "large" if width >= 1640 else "medium" if width >= 1340 else "small" if width >= 1100 else "least"
        )
        if size != self._size:
            self._size = size
            px = theme().px
            list_px, script_px = {
                "large": (px(460), px(BREADTH.right_wide)),
                "medium": (px(340), px(BREADTH.right)),
                "small": (px(290), px(BREADTH.right_narrow)),
                "least": (px(250), px(270)),
            }[size]
            self._splitter.setSizes([list_px, max(400, self.width() - list_px - script_px), script_px])
            hidden = {"large": (), "medium": ("last",)}.get(size, ("last", "tries"))
            self.list.set_hidden_columns(frozenset(hidden))

    def _connect(self) -> None:
        note_bar = self.sheet.note_bar
        self.campaign.chosen.connect(self._campaign_chosen)
        self.next_button.clicked.connect(self.next_lead)
        self.sheet.dial_button.clicked.connect(self.dial)
        self.sheet.release_button.clicked.connect(self._release)
        self.sheet.disposition.chosen.connect(lambda _key: self.sheet.propose_callback(self._now()))
        note_bar.finish_pressed.connect(self.save)
        note_bar.note.paused.connect(self._note_paused)
        actions, bridge = self.context.actions, self.context.bridge
        actions.named("save_note").triggered.connect(self._save_key)
        actions.named("note").triggered.connect(self._note_key)
        bridge.changed.connect(self._changed)
        bridge.contacts_changed.connect(lambda _state: self._follow_call())
        self.context.heartbeat.beat.connect(self._renew)

    def _save_key(self) -> None:
        if self.isVisible():
            self.sheet.note_bar.note.save_now()
            self.save()

    def _note_key(self) -> None:
        if self.isVisible() and self._lead is not None:
            self.sheet.note_bar.note.field().setFocus(Qt.FocusReason.ShortcutFocusReason)

    # -- campaigns and list ----------------------------------------------------------------------------

    def _ask_campaigns(self) -> None:
        ask = self.context.workstation.ask(Campaigns())
        self.context.bridge.run(ask, self._take_campaigns, self._list_failed)

    def _take_campaigns(self, campaigns: list[CampaignRow]) -> None:
        before = self.campaign.value()
        self._campaigns = {campaign.campaign_id: campaign for campaign in campaigns}
        self.campaign.set_options([(c.campaign_id, c.name) for c in campaigns], empty=self.tr("none active"))
        chosen = before if before in self._campaigns else next(iter(self._campaigns), "")
        self.campaign.set_value(chosen)
        if chosen != before or not chosen:
            self._campaign_chosen(chosen)
        else:
            self._show_counts(self._campaigns[chosen])

    def _campaign_chosen(self, campaign_id: str) -> None:
        campaign = self._campaigns.get(campaign_id)
        if campaign is None:
            self._left.setText("")
            self.list.show_rows([], empty=self.tr("No campaign is active"))
            return
        self._show_counts(campaign)
        self._guide.use(campaign.script_id)
        self._ask_list()

    def _show_counts(self, campaign: CampaignRow) -> None:
        self._left.setText(
            self.tr("{n} to call, {callbacks} callbacks, {done} done").format(
                n=formats.count(campaign.open_leads),
                callbacks=formats.count(campaign.callbacks),
                done=formats.count(campaign.done_leads),
            )
        )

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

    # -- the lead in hand ------------------------------------------------------------------------------

    def _ask_held(self) -> None:
        person = self.context.workstation.person
        if self._lead is None and person is not None:
            self.context.bridge.run(
                self.context.workstation.read(MyLeads(agent_id=person.agent_id)), self._take_held
            )

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
        if self._lead is not None and self._lead.lead_id == lead.lead_id:
            self._lead = lead
            return
        self._show_lead(lead)
        self.context.bridge.run(self.context.workstation.load_drafts(_DRAFT + lead.lead_id), self._take_draft)
        if lead.customer_id:
            self.context.bridge.run(self._open(lead.customer_id), self._show_customer)
        if self.campaign.value():
            self._ask_list()

    def _take_draft(self, drafts: dict[str, dict[str, str]]) -> None:
        lead = self._lead
        kept = drafts.get(_DRAFT + lead.lead_id) if lead is not None else None
        if kept and not self._note():
            self.sheet.note_bar.note.set_note(kept["note"])

    def _not_taken(self, problem: KnownError) -> None:
        self.context.desk.notice(problem.what, Tone.BAD, detail=problem.todo)

    async def _open(self, customer_id: str) -> tuple[CustomerView | None, list[TimelineEvent]]:
        await self.context.workstation.open_customer(customer_id)
        return await self._load(customer_id)

    async def _load(self, customer_id: str) -> tuple[CustomerView | None, list[TimelineEvent]]:
        workstation = self.context.workstation
        view = await workstation.read(Customer(customer_id=customer_id, as_of=self._now()))
        return view, await workstation.read(Timeline(customer_id=customer_id))

    def _show_lead(self, lead: leads.LeadInHand | None) -> None:
        focus = QApplication.focusWidget()
        had_keyboard = focus is not None and (focus is self.next_button or self.sheet.isAncestorOf(focus))
        self._lead, self._call_id = lead, None
        self.sheet.show_lead(lead, self.context.workstation.region)
        self._guide.begin(lead.name if lead is not None else "")
        self.next_button.set_disabled_reason(
            self.tr("Save or give back the lead in hand first.") if lead is not None else ""
        )
        if lead is None:
            if had_keyboard:
                self.next_button.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        is_able = "dial" in self.context.workstation.live.capabilities
        self.sheet.dial_button.set_disabled_reason(
            "" if is_able else self.tr("This exchange does not let the desk dial: use the telephone.")
        )
        if had_keyboard:
            # The button that was pressed is disabled now: the keyboard goes on to what follows.
            self.sheet.dial_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_finish()

    def _show_customer(self, found: tuple[CustomerView | None, list[TimelineEvent]]) -> None:
        view, events = found
        if view is None or self._lead is None or self._lead.customer_id != view.customer_id:
            return
        self.sheet.show_customer(view, events, self._now())
        self._guide.know(view)

    def _release(self) -> None:
        lead = self._lead
        if lead is not None:
            self._show_lead(None)
            self.context.bridge.run(self._give_back(lead), lambda _: self._ask_list())

    async def _give_back(self, lead: leads.LeadInHand) -> None:
        await leads.release(self.context.workstation, lead)
        await self.context.workstation.drop_draft(_DRAFT + lead.lead_id)

    # -- its call, its note, what came of it -----------------------------------------------------------

    def _follow_call(self) -> None:
        """The attempt belongs to the call that was dialled to this lead."""
        lead, current = self._lead, self.context.contacts.state.current
        if lead is None:
            return
        if current is not None and current.call is not None:
            view = current.call.view
            if view.direction == "out" and view.called == lead.number:
                self._call_id = view.call_id
                if current.customer_id is None and lead.customer_id:
                    self.context.bridge.run(self.context.contacts.choose(lead.customer_id))
        self._show_finish()

    def _own_contact(self) -> ContactInHand | None:
        current = self.context.contacts.state.current
        is_its = current is not None and current.call is not None and current.call.call_id == self._call_id
        return current if is_its else None

    def _show_finish(self) -> None:
        contact = self._own_contact()
        in_talk = contact is not None and contact.phase in _IN_TALK
        self.sheet.note_bar.finish_button().set_label(
            self.tr("Save the note") if in_talk else self.tr("Save, next lead")
        )

    def _note(self) -> str:
        return self.sheet.note_bar.note.text()

    def _note_paused(self, text: str) -> None:
        if self._lead is not None:
            self.context.bridge.run(self._keep_note(self._lead.lead_id, text), lambda _: self._told_saved())

    async def _keep_note(self, lead_id: str, text: str) -> None:
        await self.context.workstation.save_draft(_DRAFT + lead_id, {"note": text})
        contact = self._own_contact()
        if contact is not None:
            await self.context.contacts.save_draft(NoteDraft(note=text), contact.contact_id)

    def _told_saved(self) -> None:
        self.sheet.note_bar.note.set_saved(self.tr("Saved {time}").format(time=formats.clock(self._now())))

    async def _save(
        self,
        lead: leads.LeadInHand,
        contact: ContactInHand | None,
        disposition: str,
        callback: datetime | None,
    ) -> None:
        note, workstation = self._note().strip(), self.context.workstation
        await leads.record(
            workstation,
            lead,
            disposition=disposition,
            # Where the call has an interaction of its own, the note is told there and once.
            note="" if contact is not None else note,
            call_id=self._call_id,
            callback_at=callback,
            is_callback_mine=self.sheet.callback.mine.isChecked(),
        )
        await workstation.drop_draft(_DRAFT + lead.lead_id)
        if contact is not None:
            outcome = await self.context.contacts.finish(
                NoteDraft(note=note, disposition=disposition_words(disposition))
            )
            self.context.desk.tell_outcome(outcome)

    def _saved(self) -> None:
        self._is_saving = False
        self._show_lead(None)
        self._ask_campaigns()
        self.next_lead()

    def _not_saved(self, problem: KnownError) -> None:
        self._is_saving = False
        self.context.desk.notice(problem.what, Tone.BAD, detail=self._note())

    # -- while time goes on ----------------------------------------------------------------------------

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
        self.context.desk.notice(problem.what, Tone.BAD, detail=self._note())

    def _changed(self, changes: Changes) -> None:
        if not self.isVisible():
            return
        if changes.touches("lead", "attempt") and self.campaign.value():
            self._ask_list()
            self._ask_held()
        if changes.touches("script"):
            self._guide.ask_again()
        lead = self._lead
        if lead is not None and lead.customer_id and changes.touches_customer(lead.customer_id):
            self.context.bridge.run(self._load(lead.customer_id), self._show_customer)

    def _now(self) -> datetime:
        return self.context.workstation.clock.now()
