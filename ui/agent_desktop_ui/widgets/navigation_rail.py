"""The rail at the left edge: the rooms of the program."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import BREADTH, RADIUS, Role, Token
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.card import Surface


@dataclass(frozen=True, slots=True)
class RailItem:
    """A room: its key, its icon and its name, which is spoken and shown in the tool tip."""

    key: str
    icon: str
    name: str
    shortcut: str = ""
    is_at_bottom: bool = False


class RailButton(Button):
    """One icon of the rail, with a count in the corner when something waits there."""

    def __init__(self, item: RailItem, parent: QWidget | None = None) -> None:
        super().__init__(item.name, icon=item.icon, key=item.shortcut, is_checkable=True, parent=parent)
        self._item = item
        self._count = 0
        self.set_compact(shows_key=False, shows_label=False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_count(self, count: int) -> None:
        """Shows how many things wait; 0 shows nothing."""
        self._count = count
        self.setAccessibleName(f"{self._item.name}, {count}" if count else self._item.name)
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(40, 40)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the tile and the icon."""
        painter = QPainter(self)
        rect = self.rect()
        if self.isChecked() or self.underMouse():
            paint.area(painter, rect, fill=Token.RAIL_SEL, radius=RADIUS.control)
        ink = Token.RAIL_TX
        if self.isChecked():
            ink = Token.ACCENT_TX if theme().palette.name == "contrast" else Token.ON_ACCENT
        # Icons of the rail do not grow with the text: the rail has a fixed width.
        size = round(20 / theme().factor)
        side = theme().px(size)
        paint.icon(painter, self._item.icon, ink, (rect.width() - side) // 2, rect.height() // 2, size)
        if self._count:
            badge = rect.adjusted(rect.width() - 17, 3, -3, -(rect.height() - 17))
            paint.area(painter, badge, fill=Token.BAD_FILL, radius=7)
            shown = str(self._count) if self._count < 10 else "9+"
            paint.words(painter, badge, shown, Role.LABEL_STRONG, Token.ON_ACCENT, paint.CENTRE)
        if self.hasFocus():
            # On the dark rail the focus colour of the light theme would not be seen.
            paint.area(painter, rect, edge=Token.RAIL_TX, radius=RADIUS.control, width=2)


class NavigationRail(Surface):
    """Icons from the top, and those of the person (notices, settings) from the bottom."""

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(Token.RAIL, parent=parent)
        self.setAccessibleName(name)
        self.setFixedWidth(BREADTH.rail)
        self._buttons: dict[str, RailButton] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 10, 8, 8)
        self._column.setSpacing(4)

    def set_items(self, items: tuple[RailItem, ...]) -> None:
        """Shows these rooms; those of another role leave."""
        while self._column.count():
            taken = self._column.takeAt(0)
            widget = taken.widget() if taken is not None else None
            if widget is not None:
                widget.deleteLater()
        self._buttons.clear()
        for is_low in (False, True):
            for item in items:
                if item.is_at_bottom is is_low:
                    self._add(item)
            if not is_low:
                self._column.addStretch(1)

    def choose(self, key: str) -> None:
        """Marks the room that is shown, without telling it."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def button(self, key: str) -> RailButton:
        """The button of a room."""
        return self._buttons[key]

    def _add(self, item: RailItem) -> None:
        button = RailButton(item)
        self._buttons[item.key] = button
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._group.addButton(button)
        button.clicked.connect(lambda _checked=False, key=item.key: self.chosen.emit(key))
