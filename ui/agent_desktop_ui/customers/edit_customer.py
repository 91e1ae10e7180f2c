"""The fields of a customer: what is changed here is sent field by field, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from agent_desktop.core.errors import Invalid, KnownError
from agent_desktop.features.customers.commands import ChangeCustomer
from agent_desktop.features.customers.merging import MAY_MERGE
from agent_desktop.features.customers.read_models import CustomerDetails, CustomerFields
from agent_desktop_ui.customers.merge_layer import MergeLayer
from agent_desktop_ui.customers.twins_box import TwinsBox
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.shell.submit_key import SubmitKey
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.form_foot import FormFoot
from agent_desktop_ui.widgets.label import Paragraph
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop_ui.shell.screen import DeskContext


class EditCustomerLayer(Layer):
    """A compact form in reading order. Enter in a field, or Ctrl Enter, saves what was changed.

    It keeps what was seen when it was opened: a field that a colleague changes meanwhile and nobody touches
    here stays the colleague's.
    """

    def __init__(self, context: DeskContext, customer_id: str, name: str, *, first: str = "") -> None:
        super().__init__("", width=760)
        self.set_title(self.tr("Edit {name}").format(name=name))
        self._context, self._customer_id = context, customer_id
        self._seen: CustomerFields | None = None
        self._first = first
        self._kind = ComboField(self.tr("Kind"))
        self._kind.set_options((("person", self.tr("Person")), ("organisation", self.tr("Company"))))
        self._kind.chosen.connect(self._of_kind)
        self._fields = {
            "given_name": TextField(self.tr("Given name")),
            "family_name": TextField(self.tr("Family name")),
            "organisation": TextField(self.tr("Company")),
            "name": TextField(self.tr("Shown as"), hint=self.tr("Follows the name while nobody changes it.")),
            "email": TextField(self.tr("E-mail")),
            "languages": TextField(self.tr("Languages")),
            "street": TextField(self.tr("Street")),
            "postcode": TextField(self.tr("Postcode")),
            "city": TextField(self.tr("Town")),
            "country": TextField(self.tr("Country, two letters")),
            "segment": TextField(self.tr("Plan")),
            "time_zone": TextField(self.tr("Time zone"), placeholder="Europe/London"),
            "external_id": TextField(self.tr("Customer number")),
            "alert": TextField(self.tr("Alert, one line that all see first")),
        }
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(7)
        for row, names in enumerate(
            (
                ("given_name", "family_name", "organisation"),
                ("name", "email", "languages"),
                ("street", "postcode", "city"),
                ("country", "time_zone", "external_id"),
                ("segment",),
            )
        ):
            for column, name_of in enumerate(names):
                grid.addWidget(self._fields[name_of], row, column, Qt.AlignmentFlag.AlignTop)
                grid.setColumnStretch(column, 1)
        grid.addWidget(self._kind, 4, 1, Qt.AlignmentFlag.AlignBottom)
        grid.addWidget(self._fields["alert"], 5, 0, 1, 3)
        self.twins = TwinsBox(context, self.tr("Compare"), rows=1)
        self.twins.opened.connect(self._compare)
        self._wrong = Paragraph("", Role.BODY, Token.BAD)
        self._wrong.hide()
        self._save = Button(self.tr("Save"), kind=ButtonKind.PRIMARY, key=self.tr("Ctrl Enter"))
        self._save.clicked.connect(self._submit)
        foot = FormFoot(self._save)
        foot.cancel.clicked.connect(self.closed)
        self.body().addLayout(grid)
        self.body().addWidget(self.twins)
        self.body().addWidget(self._wrong)
        self.body().addWidget(foot)
        for field in self._fields.values():
            field.entered.connect(self._submit)
            field.edited.connect(lambda _text: self._look_for_twins())
        SubmitKey(self, self._submit)
        self._save.set_disabled_reason(self.tr("One moment…"))
        query = CustomerDetails(customer_id=customer_id)
        context.bridge.run(context.workstation.read(query), self._fill)

    def first_focus(self) -> QWidget:
        """The first name."""
        return self._fields["given_name"]

    def _fill(self, seen: CustomerFields | None) -> None:
        if seen is None:
            self._fail(self.tr("This customer is not on this desk."))
            return
        self._seen = seen
        self._save.set_disabled_reason("")
        self._kind.set_value(seen.kind)
        for name, field in self._fields.items():
            field.set_text(getattr(seen, name) or "")
        self._of_kind(seen.kind)
        usual = "organisation" if seen.kind == "organisation" else "given_name"
        field = self._fields.get(self._first, self._fields[usual])
        if self._fields["given_name"].edit().hasFocus():
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _look_for_twins(self) -> None:
        names = (
            "given_name",
            "family_name",
            "organisation",
            "street",
            "postcode",
            "city",
            "country",
            "email",
        )
        typed = {name: self._fields[name].text().strip() for name in names}
        region = self._context.workstation.region
        self.twins.typed({**typed, "customer_id": self._customer_id, "region": region})

    def _compare(self, other_id: str, _name: str) -> None:
        """What is typed here stays open under the comparison."""
        if MAY_MERGE.isdisjoint(self._context.workstation.actor.roles):
            self._context.desk.show_customer(other_id)
            self.closed.emit()
            return
        layer = MergeLayer(self._context, self._customer_id, other_id)
        layer.merged.connect(self._context.desk.show_customer)
        self._context.desk.open_layer(layer)

    def _of_kind(self, kind: str) -> None:
        for name in ("given_name", "family_name"):
            label = kind == "organisation"
            self._fields[name].edit().setPlaceholderText(self.tr("Contact person") if label else "")

    def changed(self) -> dict[str, Any]:
        """The fields that say something else than when the form was opened; an emptied one is None."""
        seen = self._seen
        if seen is None:
            return {}
        typed: dict[str, Any] = {name: field.text().strip() or None for name, field in self._fields.items()}
        typed["kind"] = self._kind.value() or seen.kind
        return {name: value for name, value in typed.items() if value != (getattr(seen, name) or None)}

    def _submit(self) -> None:
        # A field tells of Enter, and the key comes up to the form too: only once.
        if self._seen is None or not self._save.isEnabled():
            return
        for field in self._fields.values():
            field.set_error("")
        values = self.changed()
        if not values:
            self.closed.emit()
            return
        if values.get("name", "") is None:
            self._fail(self.tr("A customer needs a name."), "name")
            return
        self._save.set_disabled_reason(self.tr("One moment…"))
        self._context.bridge.run(self._send(values), self._sent, self._failed)

    async def _send(self, values: dict[str, Any]) -> CustomerFields | None:
        """Save, unless a colleague's newer value has come under what was typed: then that is answered."""
        desk = self._context.workstation
        stands = await desk.read(CustomerDetails(customer_id=self._customer_id))
        if stands is not None and self._overtaken(stands, values):
            return stands
        await desk.do(ChangeCustomer(made_at=desk.clock.now(), customer_id=self._customer_id, **values))
        return None

    def _overtaken(self, stands: CustomerFields, values: dict[str, Any]) -> list[str]:
        """The fields typed here in which somebody else has written since the form was opened."""
        seen = self._seen
        return [
            name
            for name, value in values.items()
            if getattr(stands, name) != getattr(seen, name) and getattr(stands, name) != value
        ]

    def _sent(self, stands: CustomerFields | None) -> None:
        self._save.set_disabled_reason("")
        if stands is not None:
            names = self._overtaken(stands, self.changed())
            # Seen now: whoever saves again means it.
            self._seen = msgspec.structs.replace(
                stands if self._seen is None else self._seen, **{n: getattr(stands, n) for n in names}
            )
            words = self.tr("A colleague has just made this: {value}. Save again to put yours.")
            for name in names:
                self._fail(words.format(value=getattr(stands, name) or self.tr("empty")), name)
            return
        self.closed.emit()
        self._context.desk.notice(self.tr("Saved."), Tone.OK)

    def _failed(self, problem: KnownError) -> None:
        self._save.set_disabled_reason("")
        self._fail(str(problem), problem.field if isinstance(problem, Invalid) else "")

    def _fail(self, words: str, name: str = "") -> None:
        field = self._fields.get(name)
        if field is not None:
            field.set_error(words)
            field.setFocus()
            return
        self._wrong.setText(words)
        self._wrong.show()
