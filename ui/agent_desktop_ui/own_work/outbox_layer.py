"""The outbox: what was not accepted and what still waits, what each does to whom, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from agent_desktop_ui import formats
from agent_desktop_ui.own_work.edit_layer import EditWorkLayer
from agent_desktop_ui.own_work.words import work_words
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.card import Card
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.label import ElidedLabel, Label, Paragraph
from agent_desktop_ui.widgets.link import Link
from agent_desktop_ui.widgets.more_line import MOST_CARDS, MoreLine

if TYPE_CHECKING:
    from agent_desktop.sync.outbox import OutboxCounts
    from agent_desktop.workstation.outbox_desk import OwnWork
    from agent_desktop_ui.shell.screen import DeskContext

LONGEST_EXCERPT = 240


class OutboxLayer(Layer):
    """One card a command, those not accepted first. The cards stay while their commands do, and the keyboard too."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__("", width=640, height=560)
        self.set_title(self.tr("Your work on its way to central"))
        self._context = context
        self._cards: dict[tuple[str, str], WorkCard] = {}
        self._summary = Paragraph("", Role.BODY, Token.TEXT2)
        self._refused = Label(self.tr("Not accepted"), Role.META_STRONG, Token.TEXT3)
        self._waiting = Label(self.tr("Waits for central"), Role.META_STRONG, Token.TEXT3)
        self._more_refused, self._more_waiting = MoreLine(), MoreLine()
        self._empty = EmptyState(self.tr("Everything is sent"), self.tr("What you write offline waits here."))
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(8)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._area.setAccessibleName(self.tr("Your work on its way to central"))
        self._area.setWidget(self._inner)
        self._all = Button(self.tr("Send all again"), icon="refresh-cw", is_low=True)
        self._all.clicked.connect(self._send_all)
        self._others = Link("")
        self._others.clicked.connect(context.desk.open_conflicts)
        foot = QHBoxLayout()
        foot.addWidget(self._others)
        foot.addStretch(1)
        foot.addWidget(self._all)
        self.body().addWidget(self._summary)
        self.body().addWidget(self._area, 1)
        self.body().addLayout(foot)
        self._entries: list[OwnWork] = []
        self.offer_list(
            (self.tr("Written"), self.tr("State"), self.tr("What"), self.tr("Why"), self.tr("Text")),
            self._as_rows,
        )
        context.bridge.outbox_changed.connect(self._counted)
        self._show([])
        self._show_others(context.workstation.outbox_desk.counts)
        self._ask()

    def first_focus(self) -> QWidget:
        """The list: Tab goes from it into the first card."""
        return self._area

    # -- showing ---------------------------------------------------------------------------------------

    def _counted(self, counts: OutboxCounts) -> None:
        self._show_others(counts)
        self._ask()

    def _ask(self) -> None:
        self._context.bridge.run(self._context.workstation.outbox_desk.entries(), self._show)

    def _show(self, entries: list[OwnWork]) -> None:
        if not isValid(self):
            return
        self._entries = entries
        refused = [entry for entry in entries if entry.state == "refused"]
        waiting = [entry for entry in entries if entry.state == "waiting"]
        groups = (refused[:MOST_CARDS], waiting[:MOST_CARDS])
        wanted = {(entry.command_id, entry.state): entry for group in groups for entry in group}
        held = self._place_of_keyboard()
        is_gone = False
        for key in [key for key in self._cards if key not in wanted]:
            card = self._cards.pop(key)
            is_gone = is_gone or card.isAncestorOf(QApplication.focusWidget() or self)
            card.hide()
            card.deleteLater()
        while self._column.count():
            self._column.takeAt(0)
        lines = ((self._refused, self._more_refused), (self._waiting, self._more_waiting))
        for (label, more), group, shown in zip(lines, (refused, waiting), groups, strict=True):
            label.setVisible(bool(group))
            self._column.addWidget(label)
            for entry in shown:
                self._column.addWidget(self._card(entry))
            self._column.addWidget(more)
            more.show_left(len(group))
        self._column.addWidget(self._empty, 1)
        self._column.addStretch(0 if not entries else 1)
        self._empty.setVisible(not entries)
        self._summary.setVisible(bool(entries))
        self._summary.setText(self._summed_up(len(refused), len(waiting)))
        self._all.setVisible(sum(entry.belongs_to is None for entry in refused) > 1)
        if is_gone and held is not None:
            self._give_back(held)

    def _as_rows(self) -> list[tuple[str, ...]]:
        now = self._context.workstation.clock.now()
        rows: list[tuple[str, ...]] = []
        for entry in sorted(self._entries, key=lambda one: one.state != "refused"):
            is_refused = entry.state == "refused"
            state = self.tr("Not accepted") if is_refused else self.tr("Waits for central")
            why = entry.problem.what if is_refused and entry.problem is not None else ""
            what = work_words(entry.kind, entry.data, entry.names)
            rows.append((formats.moment(entry.made_at, now), state, what, why, entry.text or ""))
        return rows

    def _summed_up(self, refused: int, waiting: int) -> str:
        parts = []
        if refused:
            parts.append(self.tr("%n not accepted: the text is kept here until you decide.", "", refused))
        if waiting:
            is_online = self._context.workstation.link.state == "online"
            parts.append(
                self.tr("%n on the way.", "", waiting)
                if is_online
                else self.tr("%n waiting, sent by itself as soon as central answers.", "", waiting)
            )
        return " ".join(parts)

    def _card(self, entry: OwnWork) -> WorkCard:
        key = (entry.command_id, entry.state)
        card = self._cards.get(key)
        if card is None:
            card = self._cards[key] = WorkCard(self._context, entry, self._told_of(entry))
            card.send_again.clicked.connect(lambda _=False, one=entry.command_id: self._send(one))
            card.edit.clicked.connect(lambda _=False, one=entry: self._edit(one))
            card.take_out.clicked.connect(lambda _=False, one=entry: self._take_out(one))
        card.show_along(entry.takes_along)
        return card

    def _told_of(self, entry: OwnWork) -> str:
        maker = next((one for one in self._entries if one.command_id == entry.belongs_to), None)
        return work_words(maker.kind, maker.data, maker.names) if maker is not None else ""

    def _show_others(self, counts: OutboxCounts) -> None:
        parts = []
        if counts.lost:
            parts.append(self.tr("%n changed by a colleague first", "", counts.lost))
        if counts.kept:
            parts.append(self.tr("%n kept texts", "", counts.kept))
        self._others.set_words("  ·  ".join(parts))
        self._others.setVisible(bool(parts))

    # -- the keyboard ----------------------------------------------------------------------------------

    def _place_of_keyboard(self) -> tuple[int, str] | None:
        """In which card the keyboard is, and on what; None when it is elsewhere."""
        focus = QApplication.focusWidget()
        for place, card in enumerate(self._shown_cards()):
            if focus is not None and card.isAncestorOf(focus):
                return place, focus.accessibleName()
        return None

    def _shown_cards(self) -> list[WorkCard]:
        widgets = [self._column.itemAt(n) for n in range(self._column.count())]
        return [w for item in widgets if item is not None and isinstance(w := item.widget(), WorkCard)]

    def _give_back(self, held: tuple[int, str]) -> None:
        """When the card with the keyboard has gone, the one in its place takes it."""
        cards = self._shown_cards()
        if not cards:
            self._area.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        card = cards[min(held[0], len(cards) - 1)]
        buttons = [b for b in (card.send_again, card.edit, card.take_out) if not b.isHidden()]
        same = next((b for b in buttons if b.accessibleName() == held[1]), buttons[0])
        same.setFocus(Qt.FocusReason.OtherFocusReason)
        self._area.ensureWidgetVisible(card)

    # -- doing -----------------------------------------------------------------------------------------

    def _send(self, command_id: str) -> None:
        self._context.bridge.run(self._context.workstation.outbox_desk.send_again(command_id))

    def _send_all(self) -> None:
        async def send(command_ids: list[str]) -> None:
            for command_id in command_ids:
                await self._context.workstation.outbox_desk.send_again(command_id)

        firsts = [e.command_id for e in self._entries if e.state == "refused" and e.belongs_to is None]
        self._context.bridge.run(send(firsts))

    def _edit(self, entry: OwnWork) -> None:
        self._context.desk.open_layer(EditWorkLayer(self._context, entry))

    def _take_out(self, entry: OwnWork) -> None:
        self._context.bridge.run(
            self._context.workstation.outbox_desk.take_out(entry.command_id), self._taken_out
        )

    def _taken_out(self, text: str) -> None:
        if text:
            QGuiApplication.clipboard().setText(text)
            self._context.desk.notice(self.tr("Taken out. The text is copied, and kept under kept texts."))
        else:
            self._context.desk.notice(self.tr("Taken out."))


class WorkCard(Card):
    """One command: what it does to whom, since when or why not, its text, and its three buttons."""

    def __init__(self, context: DeskContext, entry: OwnWork, belongs_to: str) -> None:
        super().__init__()
        now = context.workstation.clock.now()
        self._is_refused = entry.state == "refused"
        title = work_words(entry.kind, entry.data, entry.names)
        when = formats.moment(entry.made_at, now)
        self.setAccessibleName(title)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(ElidedLabel(title, Role.STRONG), 1)
        head.addWidget(Label(self._when(when), Role.META, Token.TEXT3))
        ink = Token.BAD if self._is_refused else Token.TEXT2
        self._why = Paragraph(self._reason(entry, belongs_to), Role.BODY, ink)
        self._along = Paragraph("", Role.META, Token.TEXT3)
        self.send_again = Button(self.tr("Send again"), icon="refresh-cw", is_low=True)
        self.edit = Button(self.tr("Edit"), icon="pencil", is_low=True)
        has_text = bool(entry.text)
        self.take_out = Button(
            self.tr("Copy and take out") if has_text else self.tr("Take out"), icon="trash-2", is_low=True
        )
        for button in (self.send_again, self.edit, self.take_out):
            button.setAccessibleDescription(title)
        # Hidden, never shown, here: a button without a parent yet would become a window of its own.
        if not self._is_refused or entry.belongs_to is not None:
            self.send_again.hide()
        if not entry.written or entry.belongs_to is not None:
            self.edit.hide()
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self.send_again)
        foot.addWidget(self.edit)
        foot.addWidget(self.take_out)
        column = QVBoxLayout()
        column.setContentsMargins(13 + (20 if entry.belongs_to else 0), 10, 13, 11)
        column.setSpacing(5)
        column.addLayout(head)
        if self._is_refused:
            column.addWidget(self._why)
        if has_text and entry.text not in title:
            excerpt = Paragraph(_excerpt(entry.text), Role.BODY, Token.TEXT)
            column.addWidget(excerpt)
        column.addWidget(self._along)
        column.addLayout(foot)
        self.body().addLayout(column)

    def show_along(self, count: int) -> None:
        """How many others go with this one."""
        self._along.setText(self.tr("%n that belong to it go with it.", "", count) if count else "")
        self._along.setVisible(bool(count))

    def _reason(self, entry: OwnWork, belongs_to: str) -> str:
        if belongs_to:
            return self.tr(
                "Not sent, because “{other}” was not accepted. It goes again with that one."
            ).format(other=belongs_to)
        if entry.problem is not None:
            return " ".join(part for part in (entry.problem.what, entry.problem.todo) if part)
        return ""

    def _when(self, when: str) -> str:
        words = self.tr("written {time}") if self._is_refused else self.tr("since {time}")
        return words.format(time=when)


def _excerpt(text: str) -> str:
    return text if len(text) <= LONGEST_EXCERPT else text[: LONGEST_EXCERPT - 1] + "…"
