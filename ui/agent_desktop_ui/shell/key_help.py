"""F1: every key and what it does."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from agent_desktop_ui.shell.actions import KEYMAP
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.label import Label

if TYPE_CHECKING:
    from agent_desktop_ui.shell.actions import DeskActions


class KeyHelpLayer(Layer):
    """The keyboard map, by chapter, with the keys as they are set now."""

    def __init__(self, actions: DeskActions) -> None:
        super().__init__("", width=560, height=560)
        self.set_title(self.tr("Keys"))
        self._rows: list[tuple[str, ...]] = []
        self.offer_list((self.tr("What it does"), self.tr("Keys")), lambda: self._rows)
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        line = 0
        for chapter, rows in groupby(KEYMAP, key=lambda row: row.chapter):
            words = QCoreApplication.translate("DeskActions", chapter)
            self._rows.append((words,))
            title = Label(words, Role.META_STRONG, Token.TEXT3)
            title.setContentsMargins(0, 8, 0, 0)
            grid.addWidget(title, line, 0, 1, 2)
            line += 1
            for row in rows:
                action = actions.named(row.name)
                self._rows.append((action.text(), actions.key(row.name)))
                grid.addWidget(Label(action.text()), line, 0)
                keys = Label(actions.key(row.name), Role.STRONG, Token.TEXT2)
                grid.addWidget(keys, line, 1, Qt.AlignmentFlag.AlignRight)
                line += 1
        grid.setRowStretch(line, 1)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(self.tr("Keys"))
        self._area.setWidget(inner)
        self.body().addWidget(self._area, 1)

    def first_focus(self) -> QWidget:
        """The list, so that the arrow keys scroll it."""
        return self._area
