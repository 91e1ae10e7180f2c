"""Knowledge as a room of its own, for reading without a call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from agent_desktop_ui.knowledge.reader import KnowledgePage
from agent_desktop_ui.shell.screen import Screen
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Token
from agent_desktop_ui.widgets.card import Surface

if TYPE_CHECKING:
    from agent_desktop_ui.shell.screen import DeskContext


class KnowledgeScreen(Screen):
    """The same list and reader as beside a call, with more room."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__(context)
        self._page = KnowledgePage(context)
        self._page.quoted.connect(context.desk.use_answer)
        surface = Surface(Token.SURFACE, line_left=True, line_right=True)
        surface.setMaximumWidth(theme().px(820))
        inner = QHBoxLayout(surface)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self._page)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(surface, 100)
        row.addStretch(1)

    @property
    def title(self) -> str:
        """Its name."""
        return self.tr("Knowledge")

    def activate(self) -> None:
        """Ask for what is new."""
        self._page.ask()

    def panels(self) -> list[QWidget]:
        """One panel."""
        return [self._page]

    def close_top(self) -> bool:
        """Esc leads from the article to the list."""
        was_reading = self._page.is_reading()
        self._page.leave_article()
        return was_reading
