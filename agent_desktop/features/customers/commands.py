"""Every write to a customer and to the numbers that reach them."""

from __future__ import annotations

from datetime import datetime

import msgspec
import sqlalchemy as sa
from msgspec import UNSET, UnsetType

from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.errors import Invalid, Refused
from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.work import CentralWork, Row, Work
from agent_desktop.features.customers.details import follow_main
from agent_desktop.features.customers.duplicates import possible_duplicates
from agent_desktop.features.customers.model import (
    StoredNumber,
    checked,
    checked_days,
    checked_label,
    display_name,
    stored_number,
)
from agent_desktop.features.customers.tables import customer_phone

FIELDS = (
    "kind",
    "name",
    "given_name",
    "family_name",
    "organisation",
    "email",
    "street",
    "postcode",
    "city",
    "country",
    "languages",
    "time_zone",
    "segment",
    "alert",
    "currency",
    "customer_since",
    "external_id",
)
_NAME_PARTS = frozenset({"kind", "given_name", "family_name", "organisation"})


class NewPhone(msgspec.Struct, frozen=True, kw_only=True):
    """A number to keep with a new customer, typed in any format."""

    phone_id: str
    number: str
    extension: str | None = None
    label: str = "other"
    is_preferred: bool = False
    is_verified: bool = False


class CreateCustomer(Command, frozen=True, kw_only=True):
    """Make a customer, with the numbers that reach them; ``region`` is the site's, to read those by.

    Without ``name`` they are shown by the parts of it. The first number is the preferred one where
    none is said to be.
    """

    customer_id: str
    currency: str
    region: str
    kind: str = "person"
    name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    organisation: str | None = None
    email: str | None = None
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    country: str | None = None
    languages: str | None = None
    time_zone: str | None = None
    segment: str | None = None
    alert: str | None = None
    customer_since: datetime | None = None
    external_id: str | None = None
    phones: list[NewPhone] = msgspec.field(default_factory=list)


class ChangeCustomer(Command, frozen=True, kw_only=True):
    """Change fields one by one; those left out stay, and a colleague's newer value wins."""

    customer_id: str
    kind: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    given_name: str | UnsetType | None = UNSET
    family_name: str | UnsetType | None = UNSET
    organisation: str | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET
    street: str | UnsetType | None = UNSET
    postcode: str | UnsetType | None = UNSET
    city: str | UnsetType | None = UNSET
    country: str | UnsetType | None = UNSET
    languages: str | UnsetType | None = UNSET
    time_zone: str | UnsetType | None = UNSET
    segment: str | UnsetType | None = UNSET
    alert: str | UnsetType | None = UNSET
    currency: str | UnsetType = UNSET
    customer_since: datetime | UnsetType | None = UNSET
    external_id: str | UnsetType | None = UNSET


class AddPhone(Command, frozen=True, kw_only=True):
    """Keep a number that reaches a customer: typed, or the one an unknown caller just rang from."""

    phone_id: str
    customer_id: str
    number: str
    region: str
    extension: str | None = None
    label: str = "other"
    is_preferred: bool = False
    is_verified: bool = False
    valid_from: str | None = None
    valid_to: str | None = None


class ChangePhone(Command, frozen=True, kw_only=True):
    """Change what is known of a number; ``region`` reads a new ``number``.

    A new number takes the extension typed with it and is not verified unless that is said.
    """

    phone_id: str
    number: str | UnsetType = UNSET
    region: str | None = None
    extension: str | UnsetType | None = UNSET
    label: str | UnsetType = UNSET
    is_preferred: bool | UnsetType = UNSET
    is_verified: bool | UnsetType = UNSET
    valid_from: str | UnsetType | None = UNSET
    valid_to: str | UnsetType | None = UNSET


class RemovePhone(Command, frozen=True, kw_only=True):
    """Forget a number: it reaches this customer no more."""

    phone_id: str


def _create(work: Work, _actor: Actor, c: CreateCustomer) -> None:
    values = checked({name: getattr(c, name) for name in FIELDS if name != "name"})
    name = c.name if c.name and c.name.strip() else display_name(values)
    values |= checked({"name": name})
    numbers = [(phone, stored_number(phone.number, c.region, phone.extension)) for phone in c.phones]
    _check_numbers(numbers)
    work.insert("customer", {"id": c.customer_id, **values})
    has_preferred = any(phone.is_preferred for phone in c.phones)
    for place, (phone, number) in enumerate(numbers):
        work.insert(
            "customer_phone",
            {
                "id": phone.phone_id,
                "customer_id": c.customer_id,
                **number.columns(),
                "label": checked_label(phone.label),
                "is_preferred": phone.is_preferred or (place == 0 and not has_preferred),
                "is_verified": phone.is_verified,
            },
        )


def _check_numbers(numbers: list[tuple[NewPhone, StoredNumber]]) -> None:
    if sum(phone.is_preferred for phone, _ in numbers) > 1:
        raise Invalid("phones", "Only one number can be the preferred one.", todo="Choose one.")
    if len({(number.e164, number.extension) for _, number in numbers}) < len(numbers):
        raise Invalid("phones", "The same number stands here twice.", todo="Take one of them out.")


def _change(work: Work, _actor: Actor, c: ChangeCustomer) -> None:
    before = work.get("customer", c.customer_id)
    values = checked({name: value for name in FIELDS if (value := getattr(c, name)) is not UNSET})
    work.merge("customer", c.customer_id, values)
    if "name" in values or _NAME_PARTS.isdisjoint(values):
        return
    # A name made of its parts follows them; one that somebody wrote themselves stays.
    name = display_name(work.get("customer", c.customer_id))
    if name and before["name"] == display_name(before):
        work.merge("customer", c.customer_id, {"name": name})


def _follow_main(work: CentralWork, _actor: Actor, c: ChangeCustomer) -> None:
    follow_main(work, c.customer_id, frozenset(name for name in FIELDS if getattr(c, name) is not UNSET))


def _add_phone(work: Work, _actor: Actor, c: AddPhone) -> None:
    number = stored_number(c.number, c.region, c.extension)
    checked_days(c.valid_from, c.valid_to)
    work.get("customer", c.customer_id)
    work.insert(
        "customer_phone",
        {
            "id": c.phone_id,
            "customer_id": c.customer_id,
            **number.columns(),
            "label": checked_label(c.label),
            "is_preferred": c.is_preferred,
            "is_verified": c.is_verified,
            "valid_from": c.valid_from or None,
            "valid_to": c.valid_to or None,
        },
    )


def _change_phone(work: Work, _actor: Actor, c: ChangePhone) -> None:
    values: Row = {}
    if c.number is not UNSET:
        if c.region is None:
            raise Invalid("region", "A number cannot be read without the region of the site.")
        behind = None if c.extension is UNSET else c.extension
        values |= stored_number(c.number, c.region, behind).columns() | {"is_verified": False}
    elif c.extension is not UNSET:
        row = work.get("customer_phone", c.phone_id)
        values["extension"] = stored_number(row["e164"], "GB", c.extension).extension
    if c.label is not UNSET:
        values["label"] = checked_label(c.label)
    if c.is_preferred is not UNSET:
        values["is_preferred"] = c.is_preferred
    if c.is_verified is not UNSET:
        values["is_verified"] = c.is_verified
    if c.valid_from is not UNSET or c.valid_to is not UNSET:
        days = {n: v or None for n in ("valid_from", "valid_to") if (v := getattr(c, n)) is not UNSET}
        row = work.get("customer_phone", c.phone_id) | days
        checked_days(row["valid_from"], row["valid_to"])
        values |= days
    work.merge("customer_phone", c.phone_id, values)


def _settle_numbers(work: CentralWork, _actor: Actor, c: AddPhone | ChangePhone) -> None:
    """Keep a customer's numbers a set with one preferred at most: the newest wish wins."""
    row = work.get("customer_phone", c.phone_id)
    others = (
        work.execute(
            sa.select(customer_phone)
            .where(
                customer_phone.c.customer_id == row["customer_id"],
                customer_phone.c.id != c.phone_id,
            )
            .order_by(customer_phone.c.id)
        )
        .mappings()
        .all()
    )
    if any((other["e164"], other["extension"]) == (row["e164"], row["extension"]) for other in others):
        raise Refused("exists", "This customer already has this number.", kept="It was left as it is.")
    if c.is_preferred is True and row["is_preferred"]:
        for other in others:
            work.update("customer_phone", other["id"], {"is_preferred": False})


def _remove_phone(work: Work, _actor: Actor, c: RemovePhone) -> None:
    work.delete("customer_phone", c.phone_id)


def register(bus: CommandBus) -> None:
    """Make the commands of customers known."""
    bus.register(
        "customers.CreateCustomer", CreateCustomer, _create, roles=DESK, central_step=possible_duplicates
    )
    bus.register("customers.ChangeCustomer", ChangeCustomer, _change, roles=DESK, central_step=_follow_main)
    bus.register("customers.AddPhone", AddPhone, _add_phone, roles=DESK, central_step=_settle_numbers)
    bus.register(
        "customers.ChangePhone", ChangePhone, _change_phone, roles=DESK, central_step=_settle_numbers
    )
    bus.register("customers.RemovePhone", RemovePhone, _remove_phone, roles=DESK)
