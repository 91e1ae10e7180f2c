"""What happened with a customer, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.flow_list import FlowList
from agent_desktop_ui.widgets.paint import ChipData

ENTRY_ROLE = int(Qt.ItemDataRole.UserRole)
JOINED_ROLE = ENTRY_ROLE + 1
"""True when the next entry belongs to the same day group, so that a line joins the two."""

MOST_LINES = 3
_SPOKEN_ROLES = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole))
_Index = QModelIndex | QPersistentModelIndex

_TITLE_HEIGHT = 38
_DISC = 28
_TEXT_LEFT = 40
_HEAD = 20
_BELOW = 15
_WIDEST = 660


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One thing that happened; ``day`` is the title of its group ("Today", "October")."""

    event_id: str
    day: str
    icon: str
    title: str
    meta: str = ""
    time: str = ""
    text: str = ""
    tone: Tone = Tone.ACCENT
    chips: tuple[ChipData, ...] = ()

    def words(self) -> str:
        """The event in spoken words."""
        parts = (self.title, self.meta, self.time, self.text, *(chip.text for chip in self.chips))
        return ", ".join(part for part in parts if part)


class TimelineModel(QAbstractListModel):
    """Events that come newest first, each day's under its title."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[TimelineEvent | str] = []

    def set_events(self, events: Sequence[TimelineEvent]) -> None:
        """Replaces all events."""
        self.beginResetModel()
        self._entries = []
        day = None
        for event in events:
            if event.day != day:
                day = event.day
                self._entries.append(day)
            self._entries.append(event)
        self.endResetModel()

    def entries(self) -> list[TimelineEvent | str]:
        """Titles and events in order. Not to be changed."""
        return self._entries

    def event_at(self, index: _Index) -> TimelineEvent | None:
        """The event at ``index``; None for a title."""
        entry = self._entries[index.row()] if index.isValid() else ""
        return entry if isinstance(entry, TimelineEvent) else None

    def rowCount(self, parent: _Index | None = None) -> int:
        """Titles and events together."""
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The entry itself for painting, its words for a screen reader."""
        row = index.row()
        if not 0 <= row < len(self._entries):
            return None
        entry = self._entries[row]
        if role == ENTRY_ROLE:
            return entry
        if role == JOINED_ROLE:
            return row + 1 < len(self._entries) and not isinstance(self._entries[row + 1], str)
        if role in _SPOKEN_ROLES:
            return entry if isinstance(entry, str) else entry.words()
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Events can be chosen, titles cannot."""
        if isinstance(self._entries[index.row()], str):
            return Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


class TimelineDelegate(QStyledItemDelegate):
    """Paints events and day titles, and knows how high each is at a width."""

    left = 20
    """The padding at both sides, in pixels."""

    def event_height(self, event: TimelineEvent, lines: int) -> int:
        """The height of an event whose text takes ``lines`` lines."""
        height = theme().px(_HEAD) + lines * theme().line_pitch(Role.BODY) + theme().px(_BELOW)
        if event.chips:
            height += paint.chip_height(is_small=True) + 7
        return max(height, theme().px(_DISC) + 12)

    def title_height(self) -> int:
        """The height of a day's title."""
        return theme().px(_TITLE_HEIGHT)

    def text_width(self, width: int) -> int:
        """How wide the text of an event may be in a list of ``width``."""
        return max(60, min(theme().px(_WIDEST), width - 2 * self.left - theme().px(_TEXT_LEFT) - 14))

    def text_lines(self, event: TimelineEvent, width: int) -> list[str]:
        """The lines of an event's text, three at most."""
        if not event.text:
            return []
        return paint.wrap(event.text, Role.BODY, self.text_width(width), MOST_LINES)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paints one entry of a ``TimelineModel``."""
        rect = QRect(option.rect)
        entry = index.data(ENTRY_ROLE)
        if not isinstance(entry, TimelineEvent):
            inner = rect.adjusted(self.left, theme().px(6), -self.left, 0)
            paint.words(painter, inner, str(entry or ""), Role.META_STRONG, Token.TEXT3)
            return
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint.focus_ring(painter, rect.adjusted(self.left - 8, 0, -8, -6))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            place = rect.adjusted(self.left - 8, 0, -8, -6)
            paint.area(painter, place, fill=Token.SUNKEN)
        self._paint_disc(painter, rect, entry, is_joined=bool(index.data(JOINED_ROLE)))
        self._paint_words(painter, rect, entry)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """The exact size of an entry."""
        width = QRect(option.rect).width()
        entry = index.data(ENTRY_ROLE)
        if not isinstance(entry, TimelineEvent):
            return QSize(width, self.title_height())
        return QSize(width, self.event_height(entry, len(self.text_lines(entry, width))))

    def _paint_disc(self, painter: QPainter, rect: QRect, event: TimelineEvent, *, is_joined: bool) -> None:
        side = theme().px(_DISC)
        disc = QRect(rect.left() + self.left, rect.top() + 2, side, side)
        if is_joined:
            x = disc.center().x()
            painter.fillRect(
                x, disc.bottom() + 6, 2, rect.bottom() - disc.bottom() - 8, theme().colour(Token.LINE)
            )
        paint.area(painter, disc, fill=event.tone.ground, radius=side // 2)
        size = 14
        left = disc.left() + (side - theme().px(size)) // 2
        paint.icon(painter, event.icon, event.tone.ink, left, disc.center().y() + 1, size)

    def _paint_words(self, painter: QPainter, rect: QRect, event: TimelineEvent) -> None:
        px = theme().px
        left = rect.left() + self.left + px(_TEXT_LEFT)
        head = QRect(left, rect.top() + px(2), rect.right() - self.left - left, px(_HEAD) - 2)
        if event.time:
            head.setRight(
                head.right()
                - paint.words(painter, head, event.time, Role.META, Token.TEXT3, paint.RIGHT)
                - 12
            )
        width = paint.words(painter, head, event.title, Role.STRONG, Token.TEXT)
        head.setLeft(head.left() + width + 10)
        if head.width() > px(30):
            paint.words(painter, head, event.meta, Role.META, Token.TEXT3)
        lines = self.text_lines(event, rect.width())
        top = rect.top() + px(_HEAD) + 2
        width = self.text_width(rect.width())
        paint.lines(painter, QRect(left, top, width, 1), lines, Role.BODY, Token.TEXT2)
        top += len(lines) * theme().line_pitch(Role.BODY) + 6
        paint.paint_chips(painter, left, top, rect.right() - self.left, event.chips)


class Timeline(FlowList):
    """Up to ten thousand events; a height is guessed first and measured when its row comes into sight."""

    event_opened = Signal(str)
    """The event that the person opened with Enter or a double click."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._model = TimelineModel(self)
        self._delegate = TimelineDelegate(self)
        self._heights: list[int] = []
        self._is_exact: bytearray = bytearray()
        self._measured_width = 0
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.activated.connect(self._opened)

    def timeline_model(self) -> TimelineModel:
        """The model behind the list."""
        return self._model

    def show_events(self, events: Sequence[TimelineEvent], *, keeps_place: bool = False) -> None:
        """Shows events, newest first; ``keeps_place`` is for news of the same customer."""
        chosen = self._model.event_at(self.currentIndex())
        scroll, grown = self.verticalOffset(), self.total_height()
        self._heights = []
        self._model.set_events(events)
        self.doItemsLayout()
        if not keeps_place:
            self.verticalScrollBar().setValue(0)
            return
        # What is read stays under the eye: news come in above it.
        self.verticalScrollBar().setValue(scroll + (self.total_height() - grown if scroll else 0))
        if chosen is not None:
            for row, entry in enumerate(self._model.entries()):
                if isinstance(entry, TimelineEvent) and entry.event_id == chosen.event_id:
                    self.setAutoScroll(False)
                    self.setCurrentIndex(self._model.index(row, 0))
                    self.setAutoScroll(True)
                    break

    def row_heights(self) -> list[int]:
        """Measured heights where they are known, guesses elsewhere."""
        width = self.viewport().width()
        entries = self._model.entries()
        if width != self._measured_width or len(self._heights) != len(entries):
            self._measured_width = width
            room = max(1, self._delegate.text_width(width))
            letter = max(1, theme().metrics(Role.BODY).averageCharWidth())
            self._heights = [self._guess(entry, room, letter) for entry in entries]
            self._is_exact = bytearray(len(entries))
        return self._heights

    def settle(self, first: int, last: int) -> bool:
        """Measures the rows that come into sight; rows above it never change under the eye."""
        changed = 0
        width = self.viewport().width()
        for row in range(first, last + 1):
            if not self._is_exact[row]:
                self._is_exact[row] = 1
                entry = self._model.entries()[row]
                if isinstance(entry, TimelineEvent):
                    lines = len(self._delegate.text_lines(entry, width))
                    height = self._delegate.event_height(entry, lines)
                    changed += height != self._heights[row]
                    self._heights[row] = height
        return bool(changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Breaks the lines anew."""
        super().resizeEvent(event)
        self.doItemsLayout()

    def changeEvent(self, event: QEvent) -> None:
        """Forgets measures taken at another text size."""
        if event.type() == QEvent.Type.StyleChange:
            self._heights = []
        super().changeEvent(event)

    def _guess(self, entry: TimelineEvent | str, room: int, letter: int) -> int:
        if isinstance(entry, str):
            return self._delegate.title_height()
        lines = min(MOST_LINES, -(-len(entry.text) * letter // room))
        return self._delegate.event_height(entry, lines)

    def _opened(self, index: QModelIndex) -> None:
        event = self._model.event_at(index)
        if event is not None:
            self.event_opened.emit(event.event_id)
