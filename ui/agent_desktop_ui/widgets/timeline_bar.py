"""What stands over a timeline: search in it, choose kinds, go to a date, and take it out of the window."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.button import Button, ButtonKind, IconButton
from agent_desktop_ui.widgets.card import Surface
from agent_desktop_ui.widgets.kind_button import KindButton
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.search_box import SearchBox

PAUSE_MS = 180
"""So long after the last letter the search begins."""


class TimelineBar(Surface):
    """Tells what the person asks for; whoever owns the timeline answers."""

    filter_changed = Signal()
    """Another text or other kinds; told once typing pauses."""

    date_asked = Signal()
    more_asked = Signal(QPoint)
    """The menu of what takes the timeline out of the window is wanted, under this place on the screen."""

    left_down = Signal()
    """The person goes on into the list."""

    def __init__(self, kinds: tuple[tuple[str, str], ...], parent: QWidget | None = None) -> None:
        super().__init__(Token.SURFACE, line_bottom=True, parent=parent)
        self.search = SearchBox(self.tr("Search in the timeline"), self.tr("Search in the timeline"))
        self.kinds = KindButton(self.tr("Kinds shown"), kinds)
        self.date = Button(self.tr("Go to date"), kind=ButtonKind.SECONDARY, icon="calendar-days")
        self.more = IconButton("ellipsis", self.tr("Copy, export, print"), kind=ButtonKind.SECONDARY)
        self.found = Label("", Role.META, Token.TEXT3)
        self.found.hide()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._told = ("", frozenset[str]())
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 12, 6)
        row.setSpacing(8)
        row.addWidget(self.search, 1)
        for part in (self.found, self.kinds, self.date, self.more):
            row.addWidget(part)
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.search.returnPressed.connect(self._tell)
        self.search.left_down.connect(self._go_down)
        self._pause.timeout.connect(self._tell)
        self.kinds.changed.connect(self._tell)
        self.date.clicked.connect(self.date_asked)
        self.more.clicked.connect(
            lambda: self.more_asked.emit(self.more.mapToGlobal(self.more.rect().bottomLeft()))
        )

    def set_keys(self, search: str, kinds: str, date: str) -> None:
        """The keys that lead to each part, for those who look for them."""
        self.search.setToolTip(f"{self.search.accessibleName()} ({search})")
        self.kinds.set_tip(self.tr("Kinds shown") + f" ({kinds})")
        self.date.setToolTip(f"{self.date.accessibleName()} ({date})")

    def asked(self) -> tuple[str, frozenset[str]]:
        """The text to look for and the kinds to show, none of them meaning all."""
        return self.search.text().strip(), self.kinds.chosen()

    def clear(self) -> None:
        """Shows everything, without telling it as the person's."""
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self._pause.stop()
        self.kinds.choose(frozenset())
        self._told = self.asked()
        self.show_found("")

    def show_found(self, words: str) -> None:
        """Says how much was found, while something is looked for."""
        self.found.setText(words)
        self.found.setVisible(bool(words))

    def _go_down(self) -> None:
        self._tell()
        self.left_down.emit()

    def _tell(self) -> None:
        self._pause.stop()
        if self.asked() != self._told:
            self._told = self.asked()
            self.filter_changed.emit()
