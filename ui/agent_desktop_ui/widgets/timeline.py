"""What happened with a customer, newest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.flow_list import FlowList
from agent_desktop_ui.widgets.list_output import ListOutput
from agent_desktop_ui.widgets.list_sheet import Sheet, SheetColumn
from agent_desktop_ui.widgets.paint import ChipData

ENTRY_ROLE = int(Qt.ItemDataRole.UserRole)
JOINED_ROLE = ENTRY_ROLE + 1
"""True when the next entry belongs to the same day group, so that a line joins the two."""

MOST_LINES = 3
_SPOKEN_ROLES = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole))
_TO_TOP = QAbstractItemView.ScrollHint.PositionAtTop
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
    when: str = ""
    """Date and time in full, for a text that leaves the window."""

    def words(self) -> str:
        """The event in spoken words."""
        parts = (self.title, self.meta, self.time, self.text, *(chip.text for chip in self.chips))
        return ", ".join(part for part in parts if part)

    def fields(self) -> tuple[str, ...]:
        """The event as a line of a table: when, what, about what, what was said, what came of it."""
        when = self.when or " ".join(part for part in (self.day, self.time) if part)
        return (when, self.title, self.meta, self.text, ", ".join(chip.text for chip in self.chips))


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

    def append_events(self, events: Sequence[TimelineEvent]) -> None:
        """Adds older events below; those that are there keep their rows."""
        day = next((one.day for one in reversed(self._entries) if isinstance(one, TimelineEvent)), None)
        added: list[TimelineEvent | str] = []
        for event in events:
            if event.day != day:
                day = event.day
                added.append(day)
            added.append(event)
        if not added:
            return
        self.beginInsertRows(QModelIndex(), len(self._entries), len(self._entries) + len(added) - 1)
        self._entries += added
        self.endInsertRows()

    def row_of(self, event_id: str) -> int:
        """The row of an event; -1 for one that is not here."""
        for row, entry in enumerate(self._entries):
            if isinstance(entry, TimelineEvent) and entry.event_id == event_id:
                return row
        return -1

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

    most_lines = MOST_LINES
    """How many lines of an event's text are shown."""

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
        """The lines of an event's text, no more than ``most_lines``."""
        if not event.text:
            return []
        return paint.wrap(event.text, Role.BODY, self.text_width(width), self.most_lines)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paints one entry of a ``TimelineModel``."""
        rect = QRect(option.rect)
        entry = index.data(ENTRY_ROLE)
        if not isinstance(entry, TimelineEvent):
            inner = rect.adjusted(self.left, theme().px(6), -self.left, 0)
            paint.words(painter, inner, str(entry or ""), Role.META_STRONG, Token.TEXT3)
            return
        place = rect.adjusted(self.left - 8, 0, -8, -6)
        if option.state & QStyle.StateFlag.State_Selected:
            paint.area(painter, place, fill=Token.ACCENT_BG)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            paint.area(painter, place, fill=Token.SUNKEN)
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint.focus_ring(painter, place)
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


class _TimelineOutput(ListOutput):
    """What takes a timeline out of the window: as any list, but for its own way to be printed."""

    def print(self) -> None:
        """Prints as its owner does, else as a table."""
        view = self.parent()
        if isinstance(view, Timeline) and view.printing is not None:
            view.printing()
        else:
            super().print()


class Timeline(FlowList):
    """Up to ten thousand events; a height is guessed first and measured when its row comes into sight.

    Enter opens an event, Ctrl with an arrow goes from day to day, Shift with an arrow takes several, and
    Ctrl+C copies them as text.
    """

    event_opened = Signal(str)
    """The event that the person opened with Enter or a double click."""

    end_asked = Signal()
    """The person went to the end: what is older and not here yet is wanted."""

    left_up = Signal()
    """Arrow up was pressed on the first event."""

    def __init__(self, name: str, parent: QWidget | None = None, *, most_lines: int = MOST_LINES) -> None:
        super().__init__(name, parent)
        self.output = _TimelineOutput(self, self.gather)
        self.gathering: Callable[[Callable[[Sheet], None]], None] | None = None
        """Gathers all events where not all of them are here."""
        self.printing: Callable[[], None] | None = None
        """Prints them, where that is more than a table."""
        self._model = TimelineModel(self)
        self._delegate = TimelineDelegate(self)
        self._delegate.most_lines = most_lines
        self._heights: list[int] = []
        self._is_exact: bytearray = bytearray()
        self._measured_width = 0
        self._known: dict[int, int] = {}
        self._held: list[TimelineEvent | str] = []
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.activated.connect(self._opened)

    def timeline_model(self) -> TimelineModel:
        """The model behind the list."""
        return self._model

    def show_events(self, events: Sequence[TimelineEvent], *, keeps_place: bool = False) -> None:
        """Shows events, newest first; ``keeps_place`` is for news of the same customer."""
        chosen = self._model.event_at(self.currentIndex())
        scroll, grown = self.verticalOffset(), self.total_height()
        if keeps_place:
            self._keep_measures()
        self._heights = []
        self._model.set_events(events)
        self.doItemsLayout()
        if not keeps_place:
            self.verticalScrollBar().setValue(0)
            return
        # What is read stays under the eye: news come in above it.
        self.verticalScrollBar().setValue(scroll + (self.total_height() - grown if scroll else 0))
        if chosen is not None and (row := self._model.row_of(chosen.event_id)) >= 0:
            self.setAutoScroll(False)
            self.setCurrentIndex(self._model.index(row, 0))
            self.setAutoScroll(True)

    def append_events(self, events: Sequence[TimelineEvent]) -> None:
        """Adds older events below what is read, which stays where it is."""
        place = self.verticalScrollBar().value()
        self._model.append_events(events)
        self.doItemsLayout()
        self.verticalScrollBar().setValue(place)

    def choose_event(self, event_id: str, *, at_top: bool = True) -> bool:
        """Makes an event the current one and brings it into sight; False where it is not here."""
        row = self._model.row_of(event_id)
        if row < 0:
            return False
        index = self._model.index(row, 0)
        self.setCurrentIndex(index)
        if at_top:
            # Twice: what comes into sight is measured, and may be higher than was guessed.
            for _ in range(2):
                self.scrollTo(self._model.index(max(0, row - 1), 0), _TO_TOP)
                self.settle_in_sight()
        return True

    def settle_in_sight(self) -> None:
        """Measures what is in sight now, and not only when it is painted."""
        rows = self.rows_in(self.verticalOffset(), self.verticalOffset() + self.viewport().height())
        if rows and self.settle(rows[0], rows[-1]):
            self.doItemsLayout()

    def selected_events(self) -> list[TimelineEvent]:
        """The events that are selected, newest first."""
        found = (self._model.event_at(index) for index in sorted(self.selectedIndexes()))
        return [event for event in found if event is not None]

    def gather(self, is_selected_only: bool, then: Callable[[Sheet], None]) -> None:
        """Hands over the selected events, or all there are: those that are not here yet come from ``gathering``."""
        if not is_selected_only and self.gathering is not None:
            self.gathering(then)
            return
        events = self.selected_events() if is_selected_only else []
        if not is_selected_only:
            events = [entry for entry in self._model.entries() if isinstance(entry, TimelineEvent)]
        then(self.sheet_of(events))

    def sheet_of(self, events: Sequence[TimelineEvent]) -> Sheet:
        """Some events as they are taken out of the window."""
        columns = (
            SheetColumn(self.tr("When"), width=130),
            SheetColumn(self.tr("What"), width=190),
            SheetColumn(self.tr("About"), width=150),
            SheetColumn(self.tr("Text"), width=0),
            SheetColumn(self.tr("Outcome"), width=130),
        )
        return Sheet(self.accessibleName(), columns, [event.fields() for event in events])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Opens, and goes from day to day; every other key walks, or does as in every list."""
        key, has_control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid() and not has_control:
            self._opened(self.currentIndex())
            return
        if has_control and key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self._to_day(1 if key == Qt.Key.Key_Down else -1)
            return
        before = self.currentIndex()
        if key == Qt.Key.Key_Up and before.row() <= 1:
            self.left_up.emit()
            return
        super().keyPressEvent(event)
        if key == Qt.Key.Key_End:
            self.end_asked.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever comes by key finds an event to stand on."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason and not self.currentIndex().isValid():
            first = self._selectable(0, 1)
            if first.isValid():
                self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _to_day(self, step: int) -> None:
        """To the first event of the day after or before, as the list goes."""
        entries = self._model.entries()
        row = max(0, self.currentIndex().row())
        titles = [n for n, entry in enumerate(entries) if isinstance(entry, str)]
        if step > 0:
            goal = next((n for n in titles if n > row), None)
            if goal is None:
                self.end_asked.emit()
                return
        else:
            # The day's own first event comes before the day before it.
            goal = next((n for n in reversed(titles) if n < row - 1), 0)
        self.setCurrentIndex(self._selectable(goal, 1))

    def _keep_measures(self) -> None:
        """What was measured of an event that is shown again is not guessed anew."""
        entries = self._model.entries()
        if len(self._heights) == len(entries) == len(self._is_exact):
            self._known = {
                id(entry): height
                for entry, height, is_exact in zip(entries, self._heights, self._is_exact, strict=True)
                if is_exact and not isinstance(entry, str)
            }
            # The events stay alive until they are looked up, so that no other one has their place.
            self._held = entries

    def row_heights(self) -> list[int]:
        """Measured heights where they are known, guesses elsewhere."""
        width = self.viewport().width()
        entries = self._model.entries()
        is_same_width = width == self._measured_width
        is_same = is_same_width and bool(self._heights)
        if not is_same_width or len(self._heights) != len(entries):
            self._measured_width = width
            room = max(1, self._delegate.text_width(width))
            letter = max(1, theme().metrics(Role.BODY).averageCharWidth())
            had = len(self._heights)
            if is_same and had < len(entries):
                self._heights += [self._guess(entry, room, letter) for entry in entries[had:]]
                self._is_exact += bytearray(len(entries) - had)
            else:
                known = self._known if is_same_width else {}
                self._is_exact = bytearray(id(entry) in known for entry in entries)
                self._heights = [
                    known.get(id(entry)) or self._guess(entry, room, letter) for entry in entries
                ]
            self._known, self._held = {}, []
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
        lines = min(self._delegate.most_lines, -(-len(entry.text) * letter // room) + entry.text.count("\n"))
        return self._delegate.event_height(entry, lines)

    def _opened(self, index: QModelIndex) -> None:
        event = self._model.event_at(index)
        if event is not None:
            self.event_opened.emit(event.event_id)
