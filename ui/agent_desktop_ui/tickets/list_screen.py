"""All tickets in one window-wide list: views at the left, the table, and what is done with several at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

import msgspec
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from agent_desktop.core.errors import KnownError
from agent_desktop.core.people import DESK
from agent_desktop.core.people import Role as PersonRole
from agent_desktop.features.tickets.commands import ClaimTicket
from agent_desktop.features.tickets.listing_views import ListedTicket, SavedView, ViewDefinition
from agent_desktop.features.tickets.view_commands import RemoveView
from agent_desktop_ui import formats
from agent_desktop_ui.shell.screen import Screen
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.tickets.bulk_desk import BulkDesk, Done, TakenBack
from agent_desktop_ui.tickets.bulk_layer import BulkLayer
from agent_desktop_ui.tickets.bulk_words import change_words
from agent_desktop_ui.tickets.choices import load_choices
from agent_desktop_ui.tickets.filter_layer import FilterLayer
from agent_desktop_ui.tickets.list_bar import ListBar
from agent_desktop_ui.tickets.list_desk import ListDesk
from agent_desktop_ui.tickets.list_words import columns
from agent_desktop_ui.tickets.promises_due import PromisesDuePage
from agent_desktop_ui.tickets.save_view_layer import SaveViewLayer
from agent_desktop_ui.tickets.views_desk import PROMISES, ViewsDesk
from agent_desktop_ui.tickets.views_panel import ViewsPanel
from agent_desktop_ui.tickets.words import number_words
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.card import Surface
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.paged_table import PagedTable

if TYPE_CHECKING:
    from agent_desktop_ui.shell.screen import DeskContext

_HIDDEN = "ticket_columns_hidden"
_DROPS = ((900, ("queue", "age", "priority")), (1120, ("queue", "age")), (1320, ("queue",)))
"""Columns that a narrow window leaves out by itself, unless the person has chosen columns."""


class TicketsScreen(Screen):
    """The list of tickets over the whole window."""

    name: ClassVar[str] = "tickets"
    icon: ClassVar[str] = "ticket"
    roles: ClassVar[frozenset[PersonRole]] = DESK

    def __init__(self, context: DeskContext) -> None:
        super().__init__(context)
        self.views = ViewsPanel(self.tr("Views"))
        self.views_desk = ViewsDesk(context, self.views)
        keys = {
            name: context.actions.key(name).replace("+", " ")
            for name in ("filter", "claim_ticket", "change_tickets", "undo_tickets")
        }
        self.bar = ListBar(keys["filter"])
        self.table = PagedTable(self.tr("Tickets"), columns())
        self.list_desk = ListDesk(context, self.table)
        self.bulk = BulkDesk(context.workstation, self)
        self.promises = PromisesDuePage(context)
        self._is_begun = False
        self._chosen = Label("", Role.META, Token.TEXT2)
        self.open_button = Button(self.tr("Open"), icon="ticket", key=self.tr("Enter"))
        self.claim_button = Button(self.tr("Take it"), icon="user-plus", key=keys["claim_ticket"])
        self.change_button = Button(self.tr("Change…"), icon="pencil", key=keys["change_tickets"])
        self.undo_button = Button(self.tr("Undo"), icon="undo-2", key=keys["undo_tickets"])
        self._pages = QStackedWidget()
        self._columns_saved = context.settings.text(_HIDDEN, "-")
        self._lay_out()
        self._connect()
        self._count_chosen()
        self._show_undo()

    @property
    def title(self) -> str:
        """Its name in the rail."""
        return self.tr("Tickets")

    def activate(self) -> None:
        """Ask anew; the first time, begin with one's own."""
        self.views_desk.begin()
        if not self._is_begun:
            self._is_begun = True
            self.choose_view("mine")
        else:
            self.list_desk.refresh()
        self.promises.ask()

    def deactivate(self) -> None:
        """Nobody looks."""
        self.views_desk.rest()

    def panels(self) -> list[QWidget]:
        """Views, filter, table."""
        shown = self.promises.table if self._pages.currentWidget() is self.promises else self.table
        return [self.views, self.bar, shown]

    def take_keyboard(self) -> None:
        """The table."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def number_at_hand(self) -> str:
        """Whom the chosen promise was made to."""
        return self.promises.number_at_hand() if self._pages.currentWidget() is self.promises else ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window leaves out what matters least."""
        super().resizeEvent(event)
        self._fit_columns()

    # -- views -----------------------------------------------------------------------------------------

    def choose_view(self, key: str) -> None:
        """Show a view from its start."""
        self.views.choose(key)
        if key == PROMISES:
            self._pages.setCurrentWidget(self.promises)
            self.list_desk.rest()
            self.promises.ask()
            return
        self._pages.setCurrentIndex(0)
        definition = self.views_desk.definition(key)
        self.bar.show_definition(self.views_desk.title(key), definition)
        if definition.hidden_columns is not None:
            self.table.set_hidden_columns(frozenset(definition.hidden_columns))
        else:
            self._columns_saved = self.context.settings.text(_HIDDEN, "-")
            self._fit_columns()
        self.list_desk.show(definition)
        self._show_sorting(definition)

    def definition(self) -> ViewDefinition:
        """The list as it is shown now."""
        return self.list_desk.definition

    def use(self, definition: ViewDefinition) -> None:
        """Show the same view with another filter or order."""
        self.bar.show_order(definition)
        self.list_desk.show(definition)
        self._show_sorting(definition)

    # -- deeds -----------------------------------------------------------------------------------------

    def claim(self) -> None:
        """Take the chosen tickets, those that nobody has; a colleague who is faster keeps theirs, and it is said."""
        self._with_chosen(self._claim)

    def change(self) -> None:
        """Open the change of several with what is chosen."""

        def opened(tickets: list[ListedTicket]) -> None:
            if tickets:
                self.context.desk.open_layer(BulkLayer(self.context, self.bulk, tickets, self._changed))

        self._with_chosen(opened)

    def undo(self) -> None:
        """Take the last change of several back."""
        if self.bulk.can_undo():
            self.undo_button.set_disabled_reason(self.tr("One moment…"))
            self.context.bridge.run(self.bulk.undo(), self._taken_back)

    def save_view(self) -> None:
        """Keep the list as it is under a name."""
        definition = msgspec.structs.replace(
            self.definition(), hidden_columns=sorted(self.table.hidden_columns())
        )
        before = self._own_view()

        def saved(view_id: str) -> None:
            self.views_desk.show_when_there(view_id, self.choose_view)

        self.context.desk.open_layer(SaveViewLayer(self.context, definition, before, saved))

    def remove_view(self) -> None:
        """Forget the chosen view, after a question."""
        view = self._own_view()
        if view is None:
            return
        command = RemoveView(made_at=self.context.workstation.clock.now(), view_id=view.view_id)

        def remove() -> None:
            self.context.bridge.run(
                self.context.workstation.do(command), lambda _changes: self.choose_view("mine")
            )

        question = self.tr("Remove the view “{name}”? The tickets stay as they are.").format(name=view.name)
        self.context.desk.confirm(question, self.tr("Remove"), remove)

    def choose_filter(self) -> None:
        """Open the choice of which tickets are shown."""
        self.context.desk.open_layer(
            FilterLayer(self.context, self.definition().which, lambda which: self._use_part(which=which))
        )

    # -- inside ----------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        left = Surface(Token.SURFACE, line_right=True)
        left.setFixedWidth(theme().px(232))
        side = QVBoxLayout(left)
        side.setContentsMargins(0, 8, 0, 0)
        side.addWidget(self.views)
        deeds = QHBoxLayout()
        deeds.setContentsMargins(16, 8, 16, 8)
        deeds.setSpacing(8)
        for button in (self.open_button, self.claim_button, self.change_button):
            deeds.addWidget(button)
        deeds.addWidget(self._chosen)
        deeds.addStretch(1)
        deeds.addWidget(self.undo_button)
        foot = Surface(Token.SURFACE, line_top=True)
        foot.setLayout(deeds)
        page = Surface(Token.SURFACE)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.bar, self.table, foot):
            column.addWidget(part, 1 if part is self.table else 0)
        self._pages.addWidget(page)
        self._pages.addWidget(self.promises)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left)
        row.addWidget(self._pages, 1)

    def _connect(self) -> None:
        actions, bar = self.context.actions, self.bar
        for name, deed in (
            ("claim_ticket", self.claim),
            ("change_tickets", self.change),
            ("undo_tickets", self.undo),
            ("filter", lambda: self.bar.filter_box.setFocus(Qt.FocusReason.ShortcutFocusReason)),
        ):
            actions.named(name).triggered.connect(partial(self._if_shown, deed))
        self.views.view_chosen.connect(self.choose_view)
        self.views_desk.changed.connect(self._show_view_buttons)
        self.promises.counted.connect(self.views_desk.set_promises)
        bar.text_changed.connect(lambda text: self._use_part(text=text))
        bar.order_changed.connect(
            lambda order: self.use(msgspec.structs.replace(self.definition(), order=order))
        )
        bar.filter_asked.connect(self.choose_filter)
        bar.more_asked.connect(self._open_more)
        bar.left_down.connect(self._into_table)
        self.table.sort_asked.connect(self._sort_asked)
        self.table.row_opened.connect(self.context.desk.show_ticket)
        self.table.chosen_changed.connect(self._count_chosen)
        self.table.row_chosen.connect(lambda _row: self._count_chosen())
        self.table.menu_asked.connect(self._add_to_menu)
        self.table.columns_changed.connect(self._keep_columns)
        self.table.retry_pressed.connect(self.list_desk.show_held)
        self.list_desk.shown.connect(self._shown)
        self.list_desk.held.connect(bar.set_held)
        bar.show_asked.connect(self.list_desk.show_held)
        self.open_button.clicked.connect(self._open_chosen)
        self.claim_button.clicked.connect(self.claim)
        self.change_button.clicked.connect(self.change)
        self.undo_button.clicked.connect(self.undo)
        self.bulk.undo_changed.connect(self._show_undo)
        self.context.bridge.link_changed.connect(lambda _link: self._show_reach())

    def _into_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
        first = next((at for at, row in enumerate(self.table.paged_model().rows()) if row.row_id), -1)
        if not self.table.chosen_count() and first >= 0:
            self.table.selectRow(first)

    def _if_shown(self, deed: Callable[[], None], *_words: object) -> None:
        if self.isVisible():
            deed()

    def _use_part(self, *, text: str | None = None, which: object = None) -> None:
        now = self.definition()
        made = now.which if which is None else which
        if text is not None:
            made = msgspec.structs.replace(now.which, text=text)
        self.use(msgspec.structs.replace(now, which=made))

    def _sort_asked(self, key: str, is_descending: bool) -> None:
        order = self.definition().order
        if (order.sort, order.is_descending) != (key, is_descending):
            made = msgspec.structs.replace(order, sort=key, is_descending=is_descending)
            self.use(msgspec.structs.replace(self.definition(), order=made))

    def _show_sorting(self, definition: ViewDefinition) -> None:
        self.table.blockSignals(True)
        self.table.sort_by(definition.order.sort, is_descending=definition.order.is_descending)
        self.table.blockSignals(False)
        self.bar.set_filtered(definition)

    def _shown(self, count: int) -> None:
        self.bar.set_count(count)
        self._show_reach()
        self._count_chosen()

    def _show_reach(self) -> None:
        is_offline = self.context.workstation.link.state == "offline" and not self.list_desk.is_here()
        self.bar.set_reach(
            self.tr("Central is out of reach: only what is on this desk is shown.") if is_offline else ""
        )

    def _with_chosen(self, then: Callable[[list[ListedTicket]], None]) -> None:
        if self.table.chosen_count():
            self.list_desk.chosen(then)
        else:
            self.context.desk.notice(self.tr("Choose a ticket first."))

    def _open_chosen(self) -> None:
        chosen = self.table.chosen_row()
        if chosen:
            self.context.desk.show_ticket(chosen)

    def _claim(self, tickets: list[ListedTicket]) -> None:
        free = [one for one in tickets if one.owner_id is None]
        taken = [
            one for one in tickets if one.owner_id not in {None, self.context.workstation.actor.agent_id}
        ]
        for one in taken[:3]:
            who = one.owner_name or self.tr("a colleague")
            self.context.desk.notice(
                self.tr("Ticket {n} is {who}’s already.").format(n=number_words(one.number), who=who)
            )
        self.context.bridge.run(self._claim_all(free))

    async def _claim_all(self, tickets: list[ListedTicket]) -> None:
        desk = self.context.workstation
        for one in tickets:
            try:
                await desk.do(ClaimTicket(made_at=desk.clock.now(), ticket_id=one.ticket_id))
            except KnownError as problem:
                self.context.desk.notice(problem.what, Tone.WARN)

    def _changed(self, done: Done) -> None:
        count = len(done.plans)
        words = self.tr("%n ticket(s) changed.", "", count)
        if done.refused:
            first = done.refused[0]
            words += " " + self.tr("%n not: {number}: {why}", "", len(done.refused)).format(
                number=number_words(first[0].number), why=first[1]
            )
        self.context.desk.notice(words, Tone.WARN if done.refused else Tone.OK)

    def _taken_back(self, taken: TakenBack) -> None:
        self._show_undo()
        words = self.tr("%n ticket(s) are as before.", "", len(taken.back))
        if not taken.stays:
            self.context.desk.notice(words, Tone.OK)
            return

        def told(choices: object) -> None:
            names = choices.names()  # type: ignore[attr-defined]
            lines = [
                f"{number_words(plan.number)}: " + "; ".join(change_words(one, names) for one in stays)
                for plan, stays in taken.stays
            ]
            more = self.tr("%n changed since and stay: {numbers}.", "", len(lines)).format(
                numbers=", ".join(number_words(plan.number) for plan, _ in taken.stays[:8])
            )
            self.context.desk.notice(f"{words} {more}", Tone.WARN, detail="\n".join(lines))

        self.context.bridge.run(load_choices(self.context.workstation), told)

    def _show_undo(self) -> None:
        count = self.bulk.can_undo()
        self.undo_button.set_disabled_reason("" if count else self.tr("Nothing was changed from this list."))
        self.undo_button.set_label(self.tr("Undo change of %n", "", count) if count else self.tr("Undo"))

    def _count_chosen(self) -> None:
        count = self.table.chosen_count()
        why = "" if count else self.tr("Choose a ticket first.")
        one = self.list_desk.ticket(self.table.chosen_row()) if count == 1 else None
        is_taken = one is not None and one.owner_id is not None
        self._chosen.setText(self.tr("{n} chosen").format(n=formats.count(count)) if count > 1 else "")
        self.open_button.set_disabled_reason(why)
        self.claim_button.set_disabled_reason(
            why or (self.tr("It has an owner already.") if is_taken else "")
        )
        self.change_button.set_disabled_reason(why)

    def _add_to_menu(self, menu: QMenu) -> None:
        for name, icon, words, key, button, deed in (
            ("open", "ticket", self.tr("Open"), "", self.open_button, self._open_chosen),
            ("claim", "user-plus", self.tr("Take it"), "claim_ticket", self.claim_button, self.claim),
            ("change", "pencil", self.tr("Change…"), "change_tickets", self.change_button, self.change),
            ("undo", "undo-2", self.tr("Undo"), "undo_tickets", self.undo_button, self.undo),
        ):
            shown = f"{words}\t{self.context.actions.key(key)}" if key else words
            action = QAction(theme().icon(icon, Token.TEXT2), shown, menu)
            action.setObjectName(f"tickets:{name}")
            action.setEnabled(button.isEnabled())
            action.triggered.connect(lambda _=False, do=deed: do())
            menu.addAction(action)

    def _open_more(self, place: QPoint) -> None:
        menu = self.table.list_menu()
        first = menu.actions()[0]
        save = QAction(theme().icon("star", Token.TEXT2), self.tr("Save this view…"), menu)
        save.triggered.connect(self.save_view)
        remove = QAction(theme().icon("trash-2", Token.TEXT2), self.tr("Remove this view…"), menu)
        remove.triggered.connect(self.remove_view)
        remove.setEnabled(self._own_view() is not None)
        menu.insertActions(first, [save, remove])
        menu.insertSeparator(first)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)
        menu.setActiveAction(save)

    def _own_view(self) -> SavedView | None:
        return self.views_desk.changeable(self.views.chosen())

    def _show_view_buttons(self) -> None:
        key = self.views.chosen()
        if key and self._pages.currentIndex() == 0:
            self.bar.set_title(self.views_desk.title(key))

    def _fit_columns(self) -> None:
        """The columns that the person chose, or as many as have room."""
        if self.definition().hidden_columns is not None:
            return
        if self._columns_saved != "-":
            self.table.set_hidden_columns(frozenset(self._columns_saved.split()))
            return
        hidden = {column.key for column in columns() if column.is_hidden}
        width = self.table.width() / theme().factor
        dropped = next((keys for below, keys in _DROPS if width < below), ())
        self.table.set_hidden_columns(frozenset(hidden | set(dropped)))

    def _keep_columns(self) -> None:
        self._columns_saved = " ".join(sorted(self.table.hidden_columns()))
        if self.definition().hidden_columns is None:
            self.context.settings.remember(**{_HIDDEN: self._columns_saved})
