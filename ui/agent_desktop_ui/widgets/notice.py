"""Notices: what happened, what was kept, what to do; in the page, or floating for a while."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import BREADTH, RADIUS, Role, Token, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.alert_line import tone_icon
from agent_desktop_ui.widgets.button import Button, ButtonKind, IconButton
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.shadow import paint_shadow

STAYS_MS = 6000
ROOM_FOR_NOTICES = "room_for_notices"
"""The property of the part of a window that a notice may float over, at its bottom."""
NOT_TO_BE_COVERED = "not_to_be_covered"
"""The property of what stands at the bottom of such a part, and stays in view."""
_MOVES = {QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Move, QEvent.Type.Resize}
_WIDTH, _LEAST_WIDTH, _SHADOW = 760, 240, 12


def announce(widget: QWidget, words: str, *, is_urgent: bool = False) -> None:
    """Lets a screen reader say ``words``: politely, or at once for what cannot wait, such as a lost line.

    What stands in a part that is out of view, as everything behind a locked window is, says nothing.
    """
    around = widget.parentWidget()
    if around is not None and not around.isVisible():
        return
    event = QAccessibleAnnouncementEvent(widget, words)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if is_urgent else politeness.Polite)
    QAccessible.updateAccessibility(event)


class Notice(QWidget):
    """A notice in the page: icon, words, one action at most, and a way to put it away."""

    action_pressed = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = Tone.NEUTRAL
        self._what = Label("", Role.STRONG)
        self._more = Label("", Role.BODY, Token.TEXT2)
        self._what.setWordWrap(True)
        self._more.setWordWrap(True)
        self._action = Button("")
        self._close = IconButton("x", self.tr("Close"), kind=ButtonKind.QUIET)
        self._lines = words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._what)
        words.addWidget(self._more)
        row = QHBoxLayout(self)
        row.setContentsMargins(*self.margins())
        row.setSpacing(8)
        row.addLayout(words, 1)
        row.addWidget(self._action)
        row.addWidget(self._close)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._action.clicked.connect(self.action_pressed)
        self._close.clicked.connect(self.put_away)
        self.hide()

    def margins(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom padding."""
        return (38, 8, 8, 8)

    def show_notice(self, what: str, more: str = "", tone: Tone = Tone.NEUTRAL, action: str = "") -> None:
        """Shows a notice in place of the last one, and has it announced."""
        self._tone = tone
        self._what.setText(what)
        self._what.set_ink(Token.TEXT if tone is Tone.NEUTRAL else tone.ink)
        self._more.setText(more)
        self._more.setVisible(bool(more))
        self._action.set_label(action)
        self._action.setVisible(bool(action))
        self.setAccessibleName(" ".join(part for part in (what, more) if part))
        self.show()
        self.update()
        announce(self, self.accessibleName(), is_urgent=tone is Tone.BAD)

    def put_away(self) -> None:
        """Hides the notice."""
        self.hide()
        self.closed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints ground and icon."""
        painter = QPainter(self)
        paint.area(painter, self.rect(), fill=self._tone.ground)
        self.paint_icon(painter, 12)

    def paint_icon(self, painter: QPainter, left: int) -> None:
        """Paints the icon beside the words."""
        paint.icon(painter, tone_icon(self._tone), self._tone.ink, left, self.rect().center().y() + 1)


class Toast(Notice):
    """A notice that floats at the bottom of its parent, covers neither note nor customer, and goes by itself.

    One with an action, or that tells of a failure, stays until it is put away.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._leave = QTimer(self, singleShot=True, interval=STAYS_MS)
        self._leave.timeout.connect(self.put_away)
        parent.installEventFilter(self)

    def margins(self) -> tuple[int, int, int, int]:
        """Room for the shadow too."""
        return (50, 18, 20, 20)

    def show_notice(self, what: str, more: str = "", tone: Tone = Tone.NEUTRAL, action: str = "") -> None:
        """Shows the notice and starts its time."""
        super().show_notice(what, more, tone, action)
        self._leave.stop()
        if tone is not Tone.BAD and not action:
            self._leave.start()
        self._watch_what_comes_up()
        self.place()
        self.raise_()

    def _watch_what_comes_up(self) -> None:
        parent = self.parentWidget()
        for part in parent.findChildren(QWidget) if parent is not None else ():
            if part.property(NOT_TO_BE_COVERED):
                part.installEventFilter(self)

    def place(self) -> None:
        """Puts the notice over the least urgent rows, or else over the figures: never over customer, script or note."""
        parent, layout = self.parentWidget(), self.layout()
        if parent is None or layout is None or self.isHidden():
            return
        room = self._room(parent)
        lines, left = self._lines.Direction.TopToBottom, theme().px(BREADTH.rail)
        if room is None:
            # One line, since the bar of figures is no higher.
            lines = self._lines.Direction.LeftToRight
            room = QRect(
                left, 0, min(theme().px(_WIDTH), parent.width() - left), parent.height() + _SHADOW // 2
            )
        self._lines.setDirection(lines)
        # The shadow may reach beyond the room, the notice itself may not.
        width = room.width() + _SHADOW
        height = layout.totalHeightForWidth(width)
        self.setGeometry(room.left() - _SHADOW // 2, room.bottom() - height + _SHADOW // 2, width, height)

    def _room(self, parent: QWidget) -> QRect | None:
        """Where rows may be covered, in the parent's coordinates; nothing where no part is wide enough for a notice."""
        marked = [part for part in parent.findChildren(QWidget) if part.isVisible()]
        places = {
            mark: [QRect(one.mapTo(parent, QPoint()), one.size()) for one in marked if one.property(mark)]
            for mark in (ROOM_FOR_NOTICES, NOT_TO_BE_COVERED)
        }
        room = next(
            (one for one in places[ROOM_FOR_NOTICES] if one.width() >= theme().px(_LEAST_WIDTH)), None
        )
        if room is not None:
            room.setBottom(min([room.bottom(), *(one.top() for one in places[NOT_TO_BE_COVERED])]))
        return room

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follows the size of the parent, and makes room for what comes up beside it."""
        if watched is self.parentWidget():
            if event.type() == QEvent.Type.Resize:
                self.place()
        elif event.type() in _MOVES and not self.isHidden():
            # Once it is where it goes.
            QTimer.singleShot(0, self.place)
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints shadow, ground and icon."""
        painter = QPainter(self)
        rect = self.rect().adjusted(12, 10, -12, -12)
        paint_shadow(painter, rect, 10)
        edge = Token.EDGE if self._tone is Tone.NEUTRAL else self._tone.ink
        paint.area(painter, rect, fill=Token.SURFACE, edge=edge, radius=RADIUS.layer)
        self.paint_icon(painter, 25)
