"""F9 and Shift F9: whom to give the call to, or to bring into it, out of everybody with whether they are free."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from agent_desktop.telephony.actions import Transfer
from agent_desktop_ui.calls.directory import Directory
from agent_desktop_ui.calls.parking import park_refusal, park_words, space_of
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.queue_list import QueueList
from agent_desktop_ui.widgets.queue_model import QueueGroup, QueueRow
from agent_desktop_ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from agent_desktop_ui.calls.directory import Target
    from agent_desktop_ui.shell.screen import DeskContext

MOST_SHOWN = 60
FREE, BUSY = QueueGroup.LATER_TODAY, QueueGroup.THIS_WEEK


class TransferLayer(Layer):
    """A search over people, queues and numbers that follows the floor while it is open.

    Enter asks the chosen one first, Shift Enter gives the call at once. With ``is_adding`` the one who is asked
    is brought into the call afterwards, so only those who can be talked to are offered.
    """

    def __init__(self, context: DeskContext, call_id: str, *, is_adding: bool = False) -> None:
        super().__init__("", width=520, height=520)
        self.set_title(self.tr("Add a person") if is_adding else self.tr("Transfer"))
        self._context = context
        self._call_id = call_id
        self._is_adding = is_adding
        self._directory = Directory(context)
        self._targets: dict[str, Target] = {}
        self._search = SearchBox(
            self.tr("Name or number") if is_adding else self.tr("Name, queue or number"),
            self.tr("Whom to add") if is_adding else self.tr("Transfer to"),
        )
        self.list = QueueList(self.tr("Where the call can go"))
        self.list.queue_model().set_titles(
            {QueueGroup.NOW: self.tr("Recent"), FREE: self.tr("Free"), BUSY: self.tr("Others")}
        )
        self._hint = Label("", Role.META, Token.TEXT3)
        self.ask_button = Button(
            self.tr("Ask first"), kind=ButtonKind.PRIMARY, icon="phone-outgoing", key=self.tr("Enter")
        )
        self.give_button = Button(self.tr("Transfer"), icon="redo-2", key=self.tr("Shift Enter"))
        self.park_button = Button(self.tr("Park"), icon="pause", key=context.actions.key("park"))
        context.bridge.contacts_changed.connect(self._contact_changed)
        self._lay_out()
        self._search.textChanged.connect(lambda _text: self._show(is_new=True))
        self._search.left_down.connect(self._into_list)
        self.list.installEventFilter(self)
        self.list.row_chosen.connect(lambda _key: self._show_buttons())
        self.ask_button.clicked.connect(lambda: self._go("warm"))
        self.give_button.clicked.connect(lambda: self._go("blind"))
        self.park_button.clicked.connect(self._park)
        context.bridge.floor_changed.connect(self._floor_changed)
        context.bridge.run(self._directory.fetch(), lambda _none: self._show(is_new=True))

    def first_focus(self) -> QWidget:
        """The search."""
        return self._search

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter asks, Shift Enter gives; letters typed in the list go on in the search."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            is_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._enter(is_shift=is_shift)
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Letters typed in the list go on in the search."""
        if watched is self.list and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
            if event.text().strip() and event.text().isprintable() and not event.modifiers() & keys:
                self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
                self._search.insert(event.text())
                return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._hint, 1)
        if not self._is_adding:
            foot.addWidget(self.park_button)
            foot.addWidget(self.give_button)
        foot.addWidget(self.ask_button)
        self.body().addWidget(self._search)
        self.body().addWidget(self.list, 1)
        self.body().addLayout(foot)
        self.give_button.setVisible(not self._is_adding)
        self.park_button.setVisible(not self._is_adding)
        self._show_park()
        if self._is_adding:
            self._hint.setText(self.tr("The caller waits while you ask."))

    def _contact_changed(self, _state: object) -> None:
        if self.isVisible():
            self._show_park()

    def _show_park(self) -> None:
        """The button says what it would do: a call that is parked is fetched."""
        contact = self._context.contacts.state.current
        words, icon = park_words(contact)
        self.park_button.set_label(words)
        self.park_button.set_icon(icon)
        self.park_button.set_disabled_reason(
            "" if space_of(contact) else park_refusal(self._context, contact)
        )

    def _floor_changed(self, _live: object) -> None:
        if self.isVisible():
            self._show(is_new=False)

    def _show(self, *, is_new: bool) -> None:
        """Show who fits what is typed; a change of the floor leaves the choice where it was."""
        text = self._search.text().strip()
        targets = self._directory.found(text, with_queues=not self._is_adding)[:MOST_SHOWN]
        self._targets = {target.key: target for target in targets}
        chosen = "" if is_new else self.list.chosen_row()
        self.list.show_rows([_row(target, is_typed=bool(text)) for target in targets], at_once=is_new)
        if chosen in self._targets:
            self.list.choose_row(chosen)
        elif targets:
            self.list.choose_row(self._first_shown(targets))
        self._show_buttons()

    @staticmethod
    def _first_shown(targets: list[Target]) -> str:
        return min(targets, key=lambda target: _group(target, is_typed=False)).key

    def _show_buttons(self) -> None:
        target = self._chosen()
        nobody = self.tr("Nobody and nothing found.") if not self._targets else self.tr("Choose one first.")
        why = target.why_not if target is not None else nobody
        self.give_button.set_disabled_reason(why)
        if not why and target is not None and not target.can_be_asked:
            why = self.tr("Nobody can be asked in a queue.")
        self.ask_button.set_disabled_reason(why)
        if not self._is_adding:
            self._hint.setText(nobody if not self._targets else "")

    def _chosen(self) -> Target | None:
        return self._targets.get(self.list.chosen_row())

    def _into_list(self) -> None:
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        # The first one is chosen already while one types: down goes on from it.
        rows = [row.row_id for row in self.list.queue_model().rows()]
        chosen = self.list.chosen_row()
        if chosen in rows[:-1]:
            self.list.choose_row(rows[rows.index(chosen) + 1])
            self._show_buttons()

    def _enter(self, *, is_shift: bool) -> None:
        target = self._chosen()
        if target is None:
            return
        # Nobody can be asked in a queue: there Enter gives the call.
        is_asking = self._is_adding or (not is_shift and target.can_be_asked)
        button = self.ask_button if is_asking else self.give_button
        if button.isEnabled():
            button.click()

    def _park(self) -> None:
        self.closed.emit()
        self._context.actions.named("park").trigger()

    def _go(self, kind: Literal["blind", "warm"]) -> None:
        target = self._chosen()
        if target is None:
            return
        call_id = self._call_id

        def make(action_id: str, login: str, until: Any) -> Transfer:
            return Transfer(
                id=action_id, agent=login, expires_at=until, call_id=call_id, transfer=kind, **target.wish
            )

        if self._is_adding:
            words = self.tr("Asking {name}. Shift F9 brings all together.")
        elif kind == "warm":
            words = self.tr("Asking {name}. F9 gives the call.")
        else:
            words = self.tr("Given to {name}.")
        self._context.bridge.run(self._directory.remember(target))
        self.closed.emit()
        desk = self._context.desk
        desk.act(make, lambda: desk.notice(words.format(name=target.title)))


def _group(target: Target, *, is_typed: bool) -> QueueGroup:
    if target.is_recent and not is_typed:
        return QueueGroup.NOW
    if "to_number" in target.wish and not target.is_recent:
        return FREE
    return FREE if target.order <= 1 else BUSY


def _row(target: Target, *, is_typed: bool) -> QueueRow:
    icon = "user" if "to_agent" in target.wish else "users" if "to_queue" in target.wish else "phone"
    spoken = ", ".join(part for part in (target.title, target.detail, target.state) if part)
    return QueueRow(
        target.key,
        _group(target, is_typed=is_typed),
        icon,
        target.title,
        target.detail,
        deadline=target.state,
        deadline_tone=target.tone,
        spoken=spoken,
    )
