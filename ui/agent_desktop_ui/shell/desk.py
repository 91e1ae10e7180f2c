"""The desk: rail, call bar, the room that is chosen, and the figures, with what floats over them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from agent_desktop.core.people import Role as PersonRole
from agent_desktop.telephony.actions import Dial, DialPurpose, Outcome
from agent_desktop_ui.bridge import Bridge
from agent_desktop_ui.calls.call_bar import CallBar
from agent_desktop_ui.calls.colleagues import Colleagues
from agent_desktop_ui.calls.joined_words import JoinedWords
from agent_desktop_ui.calls.listening import Listening, ListeningLine
from agent_desktop_ui.calls.missed import MissedCalls
from agent_desktop_ui.calls.numbers import NumbersOnScreen
from agent_desktop_ui.calls.voicemail import Voicemail
from agent_desktop_ui.calls.which_call import QuestionLine
from agent_desktop_ui.own_work.leaving import unsent_words
from agent_desktop_ui.shell.confirm import ConfirmLayer
from agent_desktop_ui.shell.desk_layers import DeskLayers
from agent_desktop_ui.shell.exchange_line import ExchangeLine
from agent_desktop_ui.shell.heartbeat import Heartbeat
from agent_desktop_ui.shell.kept_customers import KeptCustomersView
from agent_desktop_ui.shell.kpi import KpiBar
from agent_desktop_ui.shell.layers import LayerHost
from agent_desktop_ui.shell.leaving_calls import leaving_words
from agent_desktop_ui.shell.link_line import LinkLine
from agent_desktop_ui.shell.notices import Notices
from agent_desktop_ui.shell.palette import Palette
from agent_desktop_ui.shell.panel_focus import focus_panel
from agent_desktop_ui.shell.pause_line import PauseLine
from agent_desktop_ui.shell.records_line import RecordsLine
from agent_desktop_ui.shell.rooms import Room, first_room, rooms_of
from agent_desktop_ui.shell.screen import DeskContext, Screen
from agent_desktop_ui.shell.sessions_view import SessionsLayer
from agent_desktop_ui.shell.settings_view import SettingsLayer
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Token, Tone
from agent_desktop_ui.tickets.reminders import ReminderLine, RuleNotices
from agent_desktop_ui.widgets.call_bar import CallBarView
from agent_desktop_ui.widgets.kpi_bar import KpiBarView
from agent_desktop_ui.widgets.navigation_rail import NavigationRail, RailItem

if TYPE_CHECKING:
    from agent_desktop.workstation.contacts import ContactDesk
    from agent_desktop.workstation.workstation import Workstation
    from agent_desktop_ui.shell.actions import DeskActions
    from agent_desktop_ui.shell.desk_settings import DeskSettings

_NOTICES, _SETTINGS = "notices", "settings"


class DeskFrame(DeskLayers):
    """Everything that is there after signing in; answers what screens ask of the window."""

    painted = Signal()
    """The first room has painted what it has to show."""

    sign_out_asked = Signal()
    sign_out_agreed = Signal()
    sign_out_everywhere_asked = Signal()

    def __init__(
        self,
        workstation: Workstation,
        contacts: ContactDesk,
        actions: DeskActions,
        settings: DeskSettings,
        role: str,
    ) -> None:
        super().__init__(Token.BG)
        self.bridge = Bridge(workstation, contacts)
        self.heartbeat = Heartbeat(workstation.clock, self)
        self.context = DeskContext(
            self.bridge, workstation, contacts, theme(), actions, self, self.heartbeat, settings
        )
        self._role = PersonRole(role)
        self._rooms: list[Room] = []
        self._screens: dict[str, Screen] = {}
        self._shown = ""
        self.rail = NavigationRail(self.tr("Rooms"))
        self.call_bar_view = CallBarView()
        self.kpi_view = KpiBarView()
        self.link_line = LinkLine(self.context)
        self.exchange_line = ExchangeLine(self.context)
        self.pause_line = PauseLine(self.context)
        self.colleagues = Colleagues(self.context, self)
        self.listening = Listening(self.context, self)
        self.listening_line = ListeningLine(self.context, self.listening)
        self.question_line = QuestionLine(self.context)
        self.records_line = RecordsLine(self.context)
        self.reminder_line = ReminderLine(self.context)
        self._stack = QStackedWidget()
        self._lay_out()
        self.layers = LayerHost(self)
        self.notices = Notices(self, workstation.clock)
        self.rule_notices = RuleNotices(self.context, self.notices)
        self.call_bar = CallBar(self.context, self.call_bar_view)
        self.kpi = KpiBar(self.context, self.kpi_view)
        self.palette_layer = Palette(self.context, self)
        self.joined_words = JoinedWords(self.context, self)
        self.numbers = NumbersOnScreen(self.context, self)
        self.missed = MissedCalls(self.context, self)
        self.voicemail = Voicemail(self.context, self.kpi_view.voicemail)
        self.last_dialled = ""
        self._connect()
        contacts.is_editing = self._has_unsaved
        self.use_role(role)

    # -- what screens may ask (shell.screen.Desk) ------------------------------------------------------

    def show_customer(self, customer_id: str) -> None:
        """Go to the first screen with this customer."""
        self.go_to("desk")
        self._desk_screen().show_customer(customer_id)

    def show_ticket(self, ticket_id: str) -> None:
        """Go to the first screen with this ticket."""
        self.go_to("desk")
        self._desk_screen().show_ticket(ticket_id)

    def show_article(self, article_id: str) -> None:
        """Open an article in the panel at the right."""
        self.go_to("desk")
        self._desk_screen().show_article(article_id)

    def open_figure(self, key: str) -> None:
        """Show the calls behind a figure."""
        self.kpi.open_figure(key)

    def use_answer(self, text: str) -> None:
        """Put a standard answer into the note."""
        self.go_to("desk")
        self._desk_screen().use_answer(text)

    def dial(
        self,
        number: str,
        *,
        purpose: DialPurpose = "manual",
        campaign_id: str | None = None,
        customer_id: str | None = None,
    ) -> None:
        """Call a number, after asking central whether we may and which of our numbers is shown."""
        self.last_dialled = number
        self.act(
            lambda i, who, until: Dial(
                id=i,
                agent=who,
                expires_at=until,
                number=number,
                purpose=purpose,
                campaign_id=campaign_id,
                customer_id=customer_id,
            )
        )

    def note_rejected(self, call_id: str) -> None:
        """The person sent this ringing call away."""
        self.missed.rejected(call_id)

    def hold_recording(self, reason: str, *, holds: bool) -> None:
        """Record nothing for this reason."""
        self.call_bar.recording.hold(reason, holds=holds)

    def number_at_hand(self) -> str:
        """What Shift F2 calls from the room in view."""
        screen = self.screen_shown()
        return screen.number_at_hand() if screen is not None else ""

    def act(self, make: Callable[[str, str, Any], Any], then: Callable[[], None] | None = None) -> None:
        """Perform an action at once and tell what did not go well."""

        def told(outcome: Outcome) -> None:
            if outcome.status == "done":
                if then is not None:
                    then()
            else:
                self.tell_outcome(outcome)

        self.bridge.run(self.context.workstation.act(make), told)

    def tell_outcome(self, outcome: Outcome) -> None:
        """Say that an action was refused, or that nobody knows how it went."""
        if outcome.status == "refused":
            self.notices.tell(outcome.what or self.tr("The exchange refused that."), Tone.BAD)
        elif outcome.status == "unknown":
            self.notices.tell(
                outcome.what or self.tr("No answer from the exchange."),
                Tone.WARN,
                more=self.tr("It was not sent again; what happens next is shown here."),
            )

    def notice(self, text: str, tone: Tone = Tone.NEUTRAL, *, detail: str = "") -> None:
        """Say something in one line, kept in the list."""
        self.notices.tell(text, tone, detail=detail)

    # -- rooms -----------------------------------------------------------------------------------------

    @property
    def role(self) -> str:
        """The role that is worked in."""
        return self._role.value

    def use_role(self, role: str) -> None:
        """Show the rooms of another role the person holds."""
        self._role = PersonRole(role)
        self.context.settings.remember(role=role)
        self._rooms = rooms_of(self._role)
        items = [RailItem(room.key, room.icon, room.title) for room in self._rooms]
        items.append(RailItem(_NOTICES, "bell", self.tr("Notifications"), is_at_bottom=True))
        items.append(RailItem(_SETTINGS, "settings", self.tr("Settings"), is_at_bottom=True))
        self.rail.set_items(tuple(items))
        self._count_notices()
        self.go_to(first_room(self._role, self._rooms))

    def go_to(self, key: str) -> None:
        """Show a room; its screen is made the first time."""
        shown = self._screens.get(self._shown)
        screen = self._screen(key)
        self.rail.choose(key)
        if screen is shown:
            return
        if shown is not None:
            shown.deactivate()
        self._shown = key
        self._stack.setCurrentWidget(screen)
        screen.activate()

    def take_keyboard(self) -> None:
        """Right after signing in: the keyboard goes to where one writes, or into the first panel."""
        screen = self.screen_shown()
        if screen is not None:
            screen.take_keyboard()

    def screen_shown(self) -> Screen | None:
        """The screen in view."""
        return self._screens.get(self._shown)

    def rooms(self) -> list[Room]:
        """The rooms of the present role."""
        return self._rooms

    def close_top(self) -> None:
        """Esc: close the layer in front, or else let the room close what it has open."""
        if self.palette_layer.close() or self.layers.close_top():
            return
        screen = self.screen_shown()
        if screen is not None:
            screen.close_top()

    def focus_panel(self, step: int) -> None:
        """F6: give the keyboard to the next panel, or with -1 to the one before."""
        screen = self.screen_shown()
        inner = screen.panels() if screen is not None else []
        panels = [self.rail, self.call_bar_view, *inner, self.kpi_view]
        focus_panel(panels, step, lambda panel: screen is not None and screen.open_panel(panel))

    def log_contact(self) -> None:
        """Begin to log a contact that no exchange tells of here, and put the keyboard where its number goes."""
        self.go_to("desk")
        self._desk_screen().log_contact()

    def _forget_passphrase(self) -> None:
        words = self.tr("The desk passphrase is forgotten. The next sign-in here asks for one.")
        self.bridge.run(self.context.workstation.access.forget_passphrase(), lambda _done: self.notice(words))

    def open_settings(self) -> None:
        """The settings layer."""
        person = self.context.workstation.person
        layer = SettingsLayer(
            self.context.settings,
            kept=KeptCustomersView(self.context),
            roles=list(person.roles) if person else [],
            role=self.role,
            choose_role=self.use_role,
            reset_layout=self.reset_layout,
            sign_out=self.sign_out_asked.emit,
            show_phone=self.open_phone,
            show_sessions=self.open_sessions,
            show_quarantine=self.open_quarantine if self.leads() else None,
            forget_passphrase=self._forget_passphrase
            if self.context.workstation.access.by_provider
            else None,
        )
        self.open_layer(layer)
        self.bridge.run(self.context.workstation.desk_copy(), layer.copy.show_copy)

    def open_sessions(self) -> None:
        """Where the person is signed in."""
        self.open_layer(SessionsLayer(self.bridge, self.ask_to_sign_out_everywhere))

    def ask_to_sign_out_everywhere(self) -> None:
        """Sign out here and at every other device, after a question."""
        under_way = leaving_words(self.context, signs_out=True)
        question = self.tr("Sign out here and at every other device?")
        question = "\n\n".join(part for part in (under_way, question) if part)
        self.confirm(question, self.tr("Sign out everywhere"), self.sign_out_everywhere_asked.emit)

    def reset_layout(self) -> None:
        """Every panel back to its usual width."""
        for screen in self._screens.values():
            screen.reset_layout()
        self.notice(self.tr("The layout is back as it was."))

    def edit_customer(self) -> None:
        """The form of the customer on screen, where there is one."""
        self.go_to("desk")
        self._desk_screen().customer_desk.edit()

    def ask_to_leave(self, question: str, then: Callable[[], None]) -> None:
        """Say what is not sent, together with ``question``, and let the person stay or go."""

        def told(unsent: str) -> None:
            asked = "\n\n".join(part for part in (unsent, question) if part)
            if asked:
                self.open_layer(ConfirmLayer(asked, self.tr("Leave"), then, no=self.tr("Stay")))
            else:
                then()

        self.bridge.run(unsent_words(self.context.workstation), told)

    def customer_command(self) -> tuple[str, Callable[[], None]] | None:
        """What can be done with the customer on screen that has no key: its words, and how to do it."""
        screen = self.screen_shown()
        found = getattr(screen, "customer_command", None)
        return found() if found is not None else None

    async def close_down(self) -> None:
        """Keep what is typed, stop the timers, and end every task of the window."""
        self.heartbeat.stop()
        for screen in self._screens.values():
            await screen.close_down()
        await self.bridge.close()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What no part has a menu for: the numbers that stand there."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        event.setAccepted(self.numbers.asked(event.globalPos(), by_key=by_key))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a text with a number is taken here; every other is nobody's."""
        is_left = event.button() is Qt.MouseButton.LeftButton
        event.setAccepted(is_left and self.numbers.is_number_at(event.position().toPoint()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open what can be done with the number; Ctrl and a click calls it at once."""
        is_direct = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        self.numbers.clicked(event.position().toPoint(), is_direct=is_direct)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The veil begins under the call bar."""
        super().resizeEvent(event)
        self._set_top()

    # -- inside ----------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(0)
        for line in (self.call_bar_view, self.link_line, self.exchange_line, self.pause_line):
            column.addWidget(line)
        for told in (self.listening_line, self.question_line, self.reminder_line, self.records_line):
            column.addWidget(told)
        column.addWidget(self._stack, 1)
        column.addWidget(self.kpi_view)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(column, 1)

    def _connect(self) -> None:
        actions = self.context.actions
        self.rail.chosen.connect(self._chosen)
        actions.named("next_panel").triggered.connect(lambda: self.focus_panel(1))
        actions.named("previous_panel").triggered.connect(lambda: self.focus_panel(-1))
        actions.named("close_layer").triggered.connect(self.close_top)
        actions.named("help").triggered.connect(self.open_help)
        actions.named("palette").triggered.connect(self._open_palette)
        self.call_bar_view.search_pressed.connect(self._open_palette)
        self.link_line.outbox_asked.connect(self.open_outbox)
        self.link_line.conflicts_asked.connect(self.open_conflicts)
        self.link_line.log_asked.connect(self.log_contact)
        actions.named("log_contact").triggered.connect(self.log_contact)
        actions.named("my_calls").triggered.connect(self.open_my_calls)
        self.notices.changed.connect(self._count_notices)
        self.bridge.problem.connect(self.notices.tell_error)
        self.bridge.verdict_came.connect(self.notices.tell_verdict)
        theme().changed.connect(self._set_top)

    def _has_unsaved(self) -> bool:
        return any(screen.has_unsaved() for screen in self._screens.values())

    def _open_palette(self) -> None:
        self.palette_layer.open()

    def _chosen(self, key: str) -> None:
        if key == _NOTICES:
            self.open_layer(self.notices.layer())
        elif key == _SETTINGS:
            self.open_settings()
        else:
            self.go_to(key)
            return
        self.rail.choose(self._shown)

    def _screen(self, key: str) -> Screen:
        made = self._screens.get(key)
        if made is None:
            room = next(room for room in self._rooms if room.key == key)
            made = self._screens[key] = room.load()(self.context)
            made.setAccessibleName(made.title)
            self._stack.addWidget(made)
        return made

    def _desk_screen(self) -> Any:
        return self._screen("desk")

    def _count_notices(self) -> None:
        self.rail.button(_NOTICES).set_count(self.notices.unread)

    def _set_top(self) -> None:
        QTimer.singleShot(0, self, self._place_veil)

    def _place_veil(self) -> None:
        self.layers.set_top(self.call_bar_view.height())
        self.palette_layer.set_top(self.call_bar_view.height())
