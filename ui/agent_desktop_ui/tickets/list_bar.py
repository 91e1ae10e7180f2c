"""The bar over the table of tickets: what is shown, the filter, order and groups."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_desktop.features.tickets.listing_views import Arrangement, TicketFilter, ViewDefinition
from agent_desktop_ui import formats
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.tickets.list_words import FIRST_DOWN, GROUPINGS, SORTS, group_words, sort_words
from agent_desktop_ui.widgets.button import Button, ButtonKind, IconButton
from agent_desktop_ui.widgets.card import Surface
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.label import ElidedLabel, Label
from agent_desktop_ui.widgets.search_box import SearchBox

FILTER_PAUSE_MS = 60


class ListBar(Surface):
    """Title and count, the filter by words and the one by choice, sort and group, and a menu of the rest."""

    text_changed = Signal(str)
    order_changed = Signal(object)  # Arrangement
    filter_asked = Signal()
    more_asked = Signal(QPoint)
    left_down = Signal()
    show_asked = Signal()
    """What waits shall be shown now."""

    def __init__(self, filter_key: str, parent: QWidget | None = None) -> None:
        super().__init__(Token.SURFACE, line_bottom=True, parent=parent)
        self._order = Arrangement()
        self._title = ElidedLabel("", Role.TITLE)
        self._count = Label("", Role.META, Token.TEXT3)
        self.filter_box = SearchBox(
            self.tr("Filter tickets"), self.tr("Filter tickets"), icon="funnel", key=filter_key
        )
        self.sort = ComboField(self.tr("Sort by"))
        self.sort.set_options([(key, sort_words(key)) for key in SORTS])
        self.group = ComboField(self.tr("Group by"))
        self.group.set_options([(key, group_words(key)) for key in GROUPINGS])
        self.direction = IconButton("arrow-up", self.tr("Turn the order round"))
        self.which = Button(self.tr("Filter…"), icon="funnel")
        self.more = IconButton("ellipsis", self.tr("More: save, columns, copy, export, print"))
        self._reach = Label("", Role.META, Token.WARN)
        self._held = Label("", Role.META, Token.TEXT2)
        self._held.setText(self.tr("The list has changed. It moves when you leave it."))
        self._show_now = Button(self.tr("Show now"), is_low=True)
        self._pause = QTimer(self, singleShot=True, interval=FILTER_PAUSE_MS)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self._title)
        top.addWidget(self._count)
        top.addStretch(1)
        for part in (self._reach, self._held, self._show_now):
            # They keep their room while they are hidden: nothing below may move for them.
            policy = part.sizePolicy()
            policy.setRetainSizeWhenHidden(part is not self._reach)
            part.setSizePolicy(policy)
            part.setVisible(False)
            top.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.filter_box, 1)
        for field in (self.which, self.sort, self.direction, self.group, self.more):
            row.addWidget(field)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 10)
        column.setSpacing(8)
        column.addLayout(top)
        column.addLayout(row)
        self.filter_box.textChanged.connect(lambda _text: self._pause.start())
        self.filter_box.left_down.connect(self.left_down)
        self._pause.timeout.connect(lambda: self.text_changed.emit(self.filter_box.text()))
        self.sort.chosen.connect(self._sort_chosen)
        self.group.chosen.connect(lambda key: self._arrange(group=key))
        self.direction.clicked.connect(lambda: self._arrange(is_descending=not self._order.is_descending))
        self.which.clicked.connect(self.filter_asked)
        self._show_now.clicked.connect(self.show_asked)
        self.more.clicked.connect(
            lambda: self.more_asked.emit(self.more.mapToGlobal(self.more.rect().bottomLeft()))
        )

    def show_definition(self, title: str, definition: ViewDefinition) -> None:
        """Shows a view: its name, its text, its order."""
        self.set_title(title)
        self.filter_box.blockSignals(True)
        self.filter_box.setText(definition.which.text)
        self.filter_box.blockSignals(False)
        self._pause.stop()
        self.show_order(definition)

    def show_order(self, definition: ViewDefinition) -> None:
        """Shows order and groups."""
        self._order = definition.order
        self.sort.set_value(definition.order.sort)
        self.group.set_value(definition.order.group)
        self.direction.set_icon("arrow-down" if definition.order.is_descending else "arrow-up")
        words = self.tr("Descending") if definition.order.is_descending else self.tr("Ascending")
        self.direction.setAccessibleDescription(words)

    def set_title(self, title: str) -> None:
        """Names what is shown."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def set_held(self, is_held: bool) -> None:
        """Says that changes wait until the list is left."""
        self._held.setVisible(is_held)
        self._show_now.setVisible(is_held)

    def is_held(self) -> bool:
        """Whether it says so."""
        return self._show_now.isVisibleTo(self)

    def set_reach(self, words: str) -> None:
        """Says that the list is not whole; an empty text that it is."""
        self._reach.setText(words)
        self._reach.setVisible(bool(words))

    def set_count(self, count: int) -> None:
        """Says how many rows there are."""
        self._count.setText(self.tr("%n ticket(s)", "", count) if count < 1000 else self._many(count))

    def set_filtered(self, definition: ViewDefinition) -> None:
        """Marks the filter that is chosen beside the words, so that nobody wonders where rows are."""
        plain = TicketFilter(view=definition.which.view, text=definition.which.text)
        is_filtered = definition.which != plain
        self.which.set_label(self.tr("Filtered…") if is_filtered else self.tr("Filter…"))
        self.which.set_kind(ButtonKind.PRIMARY if is_filtered else ButtonKind.SECONDARY)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The search keeps room to type in."""
        super().resizeEvent(event)
        self.filter_box.setMinimumWidth(theme().px(150))

    def _many(self, count: int) -> str:
        return self.tr("{n} tickets").format(n=formats.count(count))

    def _sort_chosen(self, key: str) -> None:
        self._arrange(sort=key, is_descending=key in FIRST_DOWN)

    def _arrange(self, **values: object) -> None:
        known = {
            "sort": self._order.sort,
            "is_descending": self._order.is_descending,
            "group": self._order.group,
        }
        self._order = Arrangement(**(known | values))  # type: ignore[arg-type]
        self.order_changed.emit(self._order)
