"""Where one is signed in: each device with since when and last seen when, and how to end it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from agent_desktop_ui import formats
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.label import Label, Paragraph

if TYPE_CHECKING:
    from agent_desktop.core.errors import KnownError
    from agent_desktop.sync.access import OwnSession
    from agent_desktop_ui.bridge import Bridge


class SessionsLayer(Layer):
    """One row a sign-in; this one is named, and ended by signing out."""

    def __init__(self, bridge: Bridge, sign_out_everywhere: Callable[[], None]) -> None:
        super().__init__("", width=520, height=420)
        self.set_title(self.tr("Where you are signed in"))
        self._bridge = bridge
        self._sessions: list[OwnSession] = []
        self.offer_list((self.tr("Device"), self.tr("Since"), self.tr("Last seen")), self._as_rows)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(self.tr("Where you are signed in"))
        everywhere = Button(self.tr("Sign out everywhere"), icon="log-out", kind=ButtonKind.DANGER)
        everywhere.clicked.connect(sign_out_everywhere)
        self.body().addWidget(self._area, 1)
        self.body().addWidget(everywhere)
        self._ask()

    def first_focus(self) -> QWidget:
        """The list."""
        return self._area

    def _ask(self) -> None:
        self._bridge.run(self._bridge.workstation.access.sessions(), self._show, self._failed)

    def _failed(self, problem: KnownError) -> None:
        self._area.setWidget(Paragraph(str(problem), Role.BODY, Token.BAD))

    def _show(self, sessions: list[OwnSession]) -> None:
        self._sessions = sessions
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(14)
        for one in sessions:
            column.addWidget(self._row(one))
        column.addStretch(1)
        self._area.setWidget(inner)

    def _as_rows(self) -> list[tuple[str, ...]]:
        now = self._bridge.workstation.clock.now()
        return [
            (self._name(one), formats.moment(one.signed_in_at, now), formats.moment(one.last_seen, now))
            for one in self._sessions
        ]

    def _name(self, one: OwnSession) -> str:
        return f"{one.device}  ·  {self.tr('this window')}" if one.is_this else one.device

    def _row(self, one: OwnSession) -> QWidget:
        now = self._bridge.workstation.clock.now()
        row = QWidget()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(self._name(one), Role.STRONG))
        told = self.tr("since {since}, last seen {seen}").format(
            since=formats.moment(one.signed_in_at, now), seen=formats.moment(one.last_seen, now)
        )
        words.addWidget(Label(told, Role.META, Token.TEXT3))
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addLayout(words, 1)
        if not one.is_this:
            end = Button(self.tr("End"), icon="x")
            end.setAccessibleName(self.tr("End the sign-in at {device}").format(device=one.device))
            end.clicked.connect(lambda: self._end(one.session_id))
            line.addWidget(end)
        return row

    def _end(self, session_id: str) -> None:
        ending = self._bridge.workstation.access.end_session(session_id)
        self._bridge.run(ending, lambda _done: self._ask(), self._failed)
