"""What two customers are to each other: the other one is searched, and told what they are to this one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from agent_desktop.core.ids import new_id
from agent_desktop.features.customers.record_commands import RelateCustomers
from agent_desktop.features.customers.relations import INVERSE
from agent_desktop_ui.customers.customer_search import CustomerSearch
from agent_desktop_ui.customers.record_form import RecordForm
from agent_desktop_ui.customers.record_words import other_is
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop_ui.shell.screen import DeskContext

LIST_HEIGHT = 230


class RelationForm(RecordForm):
    """Search, choose with the arrows, say what they are, save."""

    def __init__(self, context: DeskContext, customer_id: str, name: str) -> None:
        super().__init__(context, "", width=520)
        self.set_title(self.tr("Who belongs to {name}?").format(name=name))
        self._customer_id = customer_id
        self.search = CustomerSearch(context, self.tr("Search the other customer"), but=customer_id)
        self.search.setFixedHeight(theme().px(LIST_HEIGHT))
        self.body().insertWidget(0, self.search)
        kind = ComboField(self.tr("They are"))
        # Told as what the other one is; sent as what this one is to them.
        kind.set_options([(INVERSE[one], other_is(one)) for one in sorted(INVERSE, key=other_is)])
        kind.set_value("household")
        self.add_fields(("kind", kind))
        self.add_fields(("remark", TextField(self.tr("Remark"))))
        self.search.chosen.connect(lambda _id: kind.setFocus())

    def first_focus(self) -> QWidget:
        """The search."""
        return self.search

    def missing(self) -> tuple[str, str] | None:
        """The other one."""
        if not self.search.customer_id():
            self.search.setFocus()
            return "", self.tr("Search the other customer and choose them.")
        return None

    async def send(self, changed: dict[str, Any]) -> None:
        """Say what they are to each other."""
        desk = self._context.workstation
        await desk.do(
            RelateCustomers(
                made_at=desk.clock.now(),
                relation_id=new_id(),
                customer_id=self._customer_id,
                other_id=self.search.customer_id(),
                kind=changed["kind"],
                remark=changed.get("remark"),
            )
        )
