"""A box to search a customer in and the list of those found, as a part of a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from agent_desktop.features.customers.read_models import CustomerHit, SearchCustomers
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.queue_list import QueueList
from agent_desktop_ui.widgets.queue_model import QueueGroup, QueueRow
from agent_desktop_ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from agent_desktop.core.errors import KnownError
    from agent_desktop_ui.shell.screen import DeskContext

SEARCH_PAUSE_MS = 150


class CustomerSearch(QWidget):
    """Type, walk with the arrows, Enter chooses. One customer can be left out: the one the form is about."""

    chosen = Signal(str)
    """Enter, or a click: this one."""

    def __init__(self, context: DeskContext, name: str, *, but: str = "") -> None:
        super().__init__()
        self._context, self._but = context, but
        self._asked = 0
        self.box = SearchBox(self.tr("Name, number, e-mail, postcode, order or ticket"), name)
        self.list = QueueList(self.tr("Customers found"))
        self.list.queue_model().set_titles({QueueGroup.NOW: self.tr("Best first")})
        self._state = Label(self.tr("Two letters are enough."), Role.META, Token.TEXT3)
        self._state.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.box)
        column.addWidget(self._state)
        column.addWidget(self.list, 1)
        self.setFocusProxy(self.box)
        self._pause = QTimer(self, singleShot=True, interval=SEARCH_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.box.textChanged.connect(lambda _text: self._pause.start())
        self.box.left_down.connect(self.list.setFocus)
        self.box.returnPressed.connect(lambda: self._choose(self.list.chosen_row()))
        self.list.row_opened.connect(self._choose)
        self.list.clicked.connect(lambda _index: self._choose(self.list.chosen_row()))

    def customer_id(self) -> str:
        """Who has the bar; empty while nobody is found."""
        return self.list.chosen_row()

    def _choose(self, customer_id: str) -> None:
        if customer_id:
            self.chosen.emit(customer_id)

    def _ask(self) -> None:
        text = self.box.text().strip()
        if len(text) < 2:
            return
        self._asked += 1
        asked, desk = self._asked, self._context.workstation
        query = SearchCustomers(text=text, region=desk.region)
        self._context.bridge.run(desk.ask(query), lambda hits: self._show(asked, hits), self._failed)

    def _show(self, asked: int, hits: list[CustomerHit]) -> None:
        if asked != self._asked or not isValid(self):
            return
        rows = [
            QueueRow(hit.customer_id, QueueGroup.NOW, "user", hit.name, hit.detail, hit.phone or "")
            for hit in hits
            if hit.customer_id != self._but
        ]
        self.list.show_rows(rows, at_once=True)
        is_offline = self._context.workstation.link.state == "offline"
        none = (
            self.tr("Not on this desk; central knows everybody.")
            if is_offline
            else self.tr("Nobody is found.")
        )
        self._state.setText("" if rows else none)
        self._state.setVisible(not rows)
        if rows:
            self.list.choose_row(rows[0].row_id)

    def _failed(self, problem: KnownError) -> None:
        if isValid(self):
            self._state.setText(str(problem))
            self._state.show()
