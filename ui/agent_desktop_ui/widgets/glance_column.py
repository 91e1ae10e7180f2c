"""What else is good to know about the customer, beside the timeline of a wide window."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.card import Surface
from agent_desktop_ui.widgets.knowledge_row import PlainRow
from agent_desktop_ui.widgets.label import Label


@dataclass(frozen=True, slots=True)
class GlanceItem:
    """One thing: what it is, and a line of meta. ``key`` is told when it is opened."""

    key: str
    title: str
    meta: str = ""


@dataclass(frozen=True, slots=True)
class GlanceSection:
    """A subject and its things."""

    title: str
    items: tuple[GlanceItem, ...] = ()


class GlanceColumnView(Surface):
    """Sections of things, scrolled when they are many."""

    item_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Token.SURFACE, line_left=True, parent=parent)
        self._sections: tuple[GlanceSection, ...] = ()
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.addWidget(self._area)

    def sections(self) -> tuple[GlanceSection, ...]:
        """What is shown."""
        return self._sections

    def show_sections(self, sections: tuple[GlanceSection, ...]) -> None:
        """Shows these sections from the top; the same ones stay as they are, with the keyboard where it was."""
        if sections == self._sections and self._area.widget() is not None:
            return
        self._sections = sections
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(19, 12, 12, 12)
        column.setSpacing(0)
        for section in sections:
            title = Label(section.title, Role.META_STRONG, Token.TEXT3)
            title.setContentsMargins(0, 0, 0, 4)
            column.addWidget(title)
            for item in section.items:
                row = PlainRow(item.title, item.meta)
                row.clicked.connect(lambda _checked=False, key=item.key: self.item_opened.emit(key))
                column.addWidget(row)
            column.addSpacing(12)
        column.addStretch(1)
        self._area.setWidget(inner)
