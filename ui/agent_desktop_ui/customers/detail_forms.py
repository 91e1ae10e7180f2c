"""Forms for what a customer has several of: numbers, e-mail and postal addresses, handles, other names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent_desktop.core.errors import Refused
from agent_desktop.core.ids import new_id
from agent_desktop.features.customers.commands import AddPhone, ChangeCustomer, ChangePhone
from agent_desktop.features.customers.details import MAIN, AddDetail, ChangeDetail
from agent_desktop.features.customers.record_read_models import CustomerRecord
from agent_desktop_ui.customers.record_form import RecordForm
from agent_desktop_ui.customers.record_words import DETAIL_LABELS, PHONE_LABELS, detail_label, phone_label
from agent_desktop_ui.widgets.check_box import CheckBox
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop.features.customers.record_read_models import RecordDetail, RecordPhone, RecordView
    from agent_desktop_ui.shell.screen import DeskContext

_PLACE = ("street", "postcode", "city", "country")
_DAYS = ("valid_from", "valid_to")


async def _record_now(context: DeskContext, customer_id: str) -> RecordView | None:
    desk = context.workstation
    return await desk.read(CustomerRecord(customer_id=customer_id, as_of=desk.clock.now()))


class PhoneForm(RecordForm):
    """One number: new, or as it stands."""

    def __init__(self, context: DeskContext, customer_id: str, phone: RecordPhone | None) -> None:
        super().__init__(context, "")
        self.set_title(self.tr("New number") if phone is None else self.tr("Change a number"))
        self._customer_id, self._phone_id = customer_id, phone.phone_id if phone is not None else ""
        label = ComboField(self.tr("Label"))
        label.set_options([(key, phone_label(key)) for key in PHONE_LABELS])
        self.add_fields(
            ("number", TextField(self.tr("Number"))), ("extension", TextField(self.tr("Extension")))
        )
        self.add_fields(("label", label), None)
        self.add_fields(
            ("is_preferred", CheckBox(self.tr("Preferred: ring here first"))),
            ("is_verified", CheckBox(self.tr("Verified: it is theirs"))),
        )
        self.add_days()
        self.seen = self._of(phone) if phone is not None else {"label": "mobile"}
        self.fill(self.seen)
        if phone is None:
            self.seen = {"is_preferred": False, "is_verified": False}
        number, verified = self.field("number"), self.field("is_verified")
        if isinstance(number, TextField) and isinstance(verified, CheckBox):
            # Another number is not theirs because the one before was.
            number.edited.connect(lambda _text: verified.setChecked(False))

    @staticmethod
    def _of(phone: RecordPhone) -> dict[str, Any]:
        names = ("extension", "label", "is_preferred", "is_verified", *_DAYS)
        return {"number": phone.e164, **{name: getattr(phone, name) for name in names}}

    def missing(self) -> tuple[str, str] | None:
        """A number."""
        return None if self.values()["number"] else ("number", self.tr("Write the number."))

    async def stands(self) -> dict[str, Any] | None:
        """The number as it is now."""
        if not self._phone_id:
            return None
        record = await _record_now(self._context, self._customer_id)
        found = (
            next((one for one in record.phones if one.phone_id == self._phone_id), None) if record else None
        )
        if found is None:
            raise _removed()
        return self._of(found)

    async def send(self, changed: dict[str, Any]) -> None:
        """Add it or change it."""
        desk = self._context.workstation
        if self._phone_id:
            if "number" in changed:
                # Read together: a number that is typed anew would lose the extension that stays.
                changed = {"extension": self.values()["extension"], "region": desk.region, **changed}
            await desk.do(ChangePhone(made_at=desk.clock.now(), phone_id=self._phone_id, **changed))
            return
        await desk.do(
            AddPhone(
                made_at=desk.clock.now(),
                phone_id=new_id(),
                customer_id=self._customer_id,
                region=desk.region,
                **changed,
            )
        )


class DetailForm(RecordForm):
    """An e-mail or postal address, a handle, another name, or a number elsewhere.

    What stands in the customer alone, without a label or days, becomes a detail of its own once it has them.
    """

    def __init__(
        self, context: DeskContext, customer_id: str, kind: str, detail: RecordDetail | None
    ) -> None:
        super().__init__(context, "")
        self._customer_id, self._kind, self._detail = customer_id, kind, detail
        self.set_title(self._heading())
        if kind == "address":
            self.add_fields(("street", TextField(self.tr("Street"))))
            self.add_fields(
                ("postcode", TextField(self.tr("Postcode"))), ("city", TextField(self.tr("Town")))
            )
        elif kind == "social":
            network = TextField(self.tr("Network"), placeholder=self.tr("mastodon, whatsapp, …"))
            self.add_fields(("value", TextField(self.tr("Handle"))), ("network", network))
        else:
            words = {"email": self.tr("E-mail"), "name": self.tr("Name"), "id": self.tr("Number")}[kind]
            self.add_fields(("value", TextField(words)))
        label = ComboField(self.tr("Label"))
        label.set_options([(key, detail_label(key)) for key in DETAIL_LABELS])
        if kind == "address":
            self.add_fields(("country", TextField(self.tr("Country, two letters"))), ("label", label))
        else:
            self.add_fields(("label", label), None)
        self.add_fields(("is_preferred", CheckBox(self.tr("Preferred: used where one is needed"))))
        self.add_days()
        self.seen = self._of(detail) if detail is not None else {"is_preferred": False}
        self.fill(self.seen if detail is not None else {"label": "home"})
        if detail is not None and detail.detail_id is None:
            # It is the preferred one until another is.
            self.field("is_preferred").setEnabled(False)

    def _heading(self) -> str:
        is_new = self._detail is None
        return {
            "email": self.tr("New e-mail address") if is_new else self.tr("Change an e-mail address"),
            "address": self.tr("New address") if is_new else self.tr("Change an address"),
            "social": self.tr("New handle") if is_new else self.tr("Change a handle"),
            "name": self.tr("Another name") if is_new else self.tr("Change another name"),
            "id": self.tr("Number elsewhere") if is_new else self.tr("Change a number elsewhere"),
        }[self._kind]

    def _of(self, detail: RecordDetail) -> dict[str, Any]:
        values = {
            name: getattr(detail, name) for name in ("network", *_PLACE, "label", "is_preferred", *_DAYS)
        }
        if self._kind != "address":
            values["value"] = detail.text
        return {name: value for name, value in values.items() if name in self._fields}

    def missing(self) -> tuple[str, str] | None:
        """Something to keep."""
        values = self.values()
        if self._kind == "address":
            is_empty = not any(values[name] for name in _PLACE)
            return ("street", self.tr("Write a street or a town.")) if is_empty else None
        if not values["value"]:
            return "value", self.tr("Write it down.")
        if self._kind == "social" and not values["network"]:
            return "network", self.tr("Say on which network.")
        return None

    async def stands(self) -> dict[str, Any] | None:
        """The detail as it is now."""
        if self._detail is None:
            return None
        record = await _record_now(self._context, self._customer_id)
        mine = [one for one in record.details if one.kind == self._kind] if record else []
        found = next((one for one in mine if one.detail_id == self._detail.detail_id), None)
        if found is None:
            raise _removed()
        return self._of(found)

    async def send(self, changed: dict[str, Any]) -> None:
        """Add it or change it."""
        desk, detail = self._context.workstation, self._detail
        ids: dict[str, Any] = {"customer_id": self._customer_id}
        if detail is not None and detail.detail_id is not None:
            await desk.do(
                ChangeDetail(made_at=desk.clock.now(), detail_id=detail.detail_id, **ids, **changed)
            )
            return
        if detail is not None:
            columns = dict(MAIN[self._kind])
            own = {columns[name]: value for name, value in changed.items() if name in columns}
            if own:
                await desk.do(ChangeCustomer(made_at=desk.clock.now(), **ids, **own))
            if not changed.keys() - columns.keys():
                return
            changed = {name: value for name, value in self.values().items() if value is not None}
        await desk.do(
            AddDetail(made_at=desk.clock.now(), detail_id=new_id(), kind=self._kind, **ids, **changed)
        )


def _removed() -> Refused:
    return Refused(
        "gone",
        "A colleague has removed this meanwhile.",
        kept="What you typed is still here.",
        todo="Add it anew if it holds.",
    )
