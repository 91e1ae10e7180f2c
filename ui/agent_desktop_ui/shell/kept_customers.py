"""The customers a person keeps offline on this desk, in the settings: who, whether they have come, and let go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.label import ElidedLabel, Label
from agent_desktop_ui.widgets.list_button import ListButton

if TYPE_CHECKING:
    from agent_desktop.sync.bundle_cache import KeptCustomer
    from agent_desktop_ui.shell.screen import DeskContext

MOST_SHOWN = 8


class KeptCustomersView(QWidget):
    """One row a customer, with a button to keep them no longer."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._rows: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 0)
        self._column.setSpacing(4)
        self._title = Label(self.tr("Customers kept offline"), Role.META, Token.TEXT2)
        self._kept: list[KeptCustomer] = []
        self.list = ListButton(
            self, (self.tr("Customer"),), lambda: [(self._name(one),) for one in self._kept]
        )
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.list)
        self._column.addLayout(head)
        self._note = Label("", Role.META, Token.TEXT3)
        self._column.addWidget(self._note)
        self.setAccessibleName(self._title.text())
        context.bridge.kept_changed.connect(lambda _ids: self._ask())
        self._ask()

    def _ask(self) -> None:
        self._context.bridge.run(self._context.workstation.copies.kept(), self._show)

    def _name(self, one: KeptCustomer) -> str:
        if one.is_here:
            return one.name
        return self.tr("{name} (comes when central answers)").format(name=one.name)

    def _show(self, kept: list[KeptCustomer]) -> None:
        self._kept = kept
        self.list.setVisible(bool(kept))
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = [self._row(one) for one in kept[:MOST_SHOWN]]
        for place, row in enumerate(self._rows):
            self._column.insertWidget(1 + place, row)
            row.show()
        if not kept:
            self._note.setText(self.tr("None. The palette (Ctrl K) keeps the customer on screen."))
        elif len(kept) > MOST_SHOWN:
            self._note.setText(self.tr("… and {n} more.").format(n=len(kept) - MOST_SHOWN))
        self._note.setVisible(not kept or len(kept) > MOST_SHOWN)

    def _row(self, one: KeptCustomer) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(ElidedLabel(self._name(one), Role.BODY), 1)
        drop = Button(self.tr("Let go"), icon="x", is_low=True)
        drop.setAccessibleName(self.tr("No longer keep {name} offline").format(name=one.name))
        drop.clicked.connect(lambda _checked=False, chosen=one.customer_id: self._let_go(chosen))
        line.addWidget(drop)
        return row

    def _let_go(self, customer_id: str) -> None:
        self._context.bridge.run(self._context.workstation.copies.let_go(customer_id))
