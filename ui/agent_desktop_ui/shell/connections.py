"""How this desk is connected: central and every exchange, since when, and when that last changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_desktop_ui import formats
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets.chip import Chip
from agent_desktop_ui.widgets.label import Label, Paragraph
from agent_desktop_ui.widgets.paint import ChipData

if TYPE_CHECKING:
    from agent_desktop.telephony.views import ExchangeView
    from agent_desktop.workstation.workstation import Workstation
    from agent_desktop_ui.shell.screen import DeskContext


def exchange_words(exchange: ExchangeView) -> str:
    """One exchange in a line: "asterisk: connected since 08:02, last change 08:02"."""
    words = (
        _tr("{name}: connected since {since}, last change {changed}")
        if exchange.is_up
        else _tr("{name}: not reached since {since}, last change {changed}")
    )
    return words.format(
        name=exchange.connector,
        since=formats.clock(exchange.since),
        changed=formats.clock(exchange.changed_at),
    )


def health_words(desk: Workstation) -> str:
    """Everything in one text, for a tool tip and a screen reader; empty while nothing was heard."""
    return "\n".join(exchange_words(one) for _, one in sorted(desk.live.exchanges.items()))


class ConnectionsLayer(Layer):
    """A row for central and for each exchange; it follows them while it is open."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__("", width=480)
        self.set_title(self.tr("Connections"))
        self._context = context
        self._rows = QVBoxLayout()
        self._rows.setSpacing(10)
        self.body().addLayout(self._rows)
        context.bridge.floor_changed.connect(self._changed)
        context.bridge.link_changed.connect(self._changed)
        self.refresh()

    def _changed(self, _news: object) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Show what is so now."""
        while self._rows.count():
            item = self._rows.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        desk = self._context.workstation
        is_online = desk.link.state == "online"
        since = formats.clock(desk.link.since)
        words = self.tr("connected since {time}") if is_online else self.tr("not reached since {time}")
        self._add(self.tr("Central"), words.format(time=since), is_up=is_online, what="")
        for _, one in sorted(desk.live.exchanges.items()):
            if not is_online:
                self._add(
                    one.connector, self.tr("not known while central is out of reach"), is_up=False, what=""
                )
                continue
            words = exchange_words(one).partition(": ")[2]
            self._add(one.connector, words, is_up=one.is_up, what=one.what)

    def _add(self, name: str, words: str, *, is_up: bool, what: str) -> None:
        row = QWidget()
        state = self.tr("Connected") if is_up else self.tr("Away")
        row.setAccessibleName(", ".join(part for part in (name, state, words, what) if part))
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(name, Role.STRONG))
        head.addWidget(Chip(ChipData(state, Tone.OK if is_up else Tone.BAD), parent=row))
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(
            Paragraph(" ".join(part for part in (words + ".", what) if part), Role.META, Token.TEXT2)
        )
        self._rows.addWidget(row)


def _tr(words: str) -> str:
    return QCoreApplication.translate("Connections", words)
