"""What this desk has written and central has not taken yet, or would not take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from agent_desktop_ui import formats
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.shell.notices import own_text
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.label import Label, Paragraph

if TYPE_CHECKING:
    from agent_desktop.sync.replica import Waiting
    from agent_desktop_ui.bridge import Bridge


class OutboxLayer(Layer):
    """One row a command: what it is, since when it waits, why it was refused; text can be copied."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__("", width=560, height=480)
        self.set_title(self.tr("Waiting to be sent"))
        self._bridge = bridge
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(self.tr("Waiting to be sent"))
        self.body().addWidget(self._area, 1)
        self._ask()
        bridge.link_changed.connect(self._ask)

    def first_focus(self) -> QWidget:
        """The list."""
        return self._area

    def _ask(self) -> None:
        self._bridge.run(self._bridge.workstation.outbox(), self._show)

    def _show(self, waiting: list[Waiting]) -> None:
        if not waiting:
            self._area.setWidget(
                EmptyState(self.tr("Everything is sent"), self.tr("What you write offline waits here."))
            )
            return
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(10)
        for entry in waiting:
            column.addWidget(self._row(entry))
        column.addStretch(1)
        self._area.setWidget(inner)

    def _row(self, entry: Waiting) -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.addWidget(Label(self._name(entry.kind), Role.STRONG))
        now = self._bridge.workstation.clock.now()
        head.addWidget(Label(formats.moment(entry.made_at, now), Role.META, Token.TEXT3))
        head.addStretch(1)
        text = own_text(entry.data)
        if text:
            copy = Button(self.tr("Copy your text"), icon="copy", is_low=True)
            copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
            head.addWidget(copy)
        column.addLayout(head)
        problem = entry.verdict.problem if entry.verdict else None
        if problem is not None:
            drop = Button(self.tr("Remove"), icon="trash-2", is_low=True)
            drop.clicked.connect(lambda: self._discard(entry.command_id))
            head.addWidget(drop)
            column.addWidget(Paragraph(problem.what, Role.BODY, Token.BAD))
        else:
            column.addWidget(Paragraph(self.tr("Waits for central."), Role.BODY, Token.TEXT2))
        if text:
            column.addWidget(Paragraph(text[:300], Role.META, Token.TEXT3))
        return row

    def _discard(self, command_id: str) -> None:
        self._bridge.run(self._bridge.workstation.discard(command_id), lambda _: self._ask())

    def _name(self, kind: str) -> str:
        word = kind.rpartition(".")[2]
        return "".join(f" {c.lower()}" if c.isupper() else c for c in word).strip().capitalize()
