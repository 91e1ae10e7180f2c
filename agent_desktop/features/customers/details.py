"""Every write to what a customer has several of: e-mail and postal addresses, handles, other names and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from msgspec import UNSET, UnsetType

from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.errors import Invalid
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.work import CentralWork, Row, Work
from agent_desktop.features.customers.model import checked, checked_days
from agent_desktop.features.customers.tables import customer_detail

KINDS = ("email", "address", "social", "name", "id")
DETAIL_LABELS = ("home", "work", "billing", "delivery", "other")
_PLACE = ("street", "postcode", "city", "country")
MAIN: Mapping[str, tuple[tuple[str, str], ...]] = {
    "email": (("value", "email"),),
    "address": tuple((name, name) for name in _PLACE),
}
"""Of which kinds the preferred one stands in the customer as well: its columns there, by those here."""
_FREE = ("value", "network", *_PLACE, "label", "is_preferred", "valid_from", "valid_to")


class AddDetail(Command, frozen=True, kw_only=True):
    """Keep one more address, handle, name or number elsewhere of a customer.

    Where it becomes the preferred one, the one before stays beside it, under ``displaced_id`` if it was in
    the customer alone.
    """

    detail_id: str
    customer_id: str
    kind: str
    value: str | None = None
    network: str | None = None
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    country: str | None = None
    label: str = "other"
    is_preferred: bool = False
    valid_from: str | None = None
    valid_to: str | None = None
    displaced_id: str = msgspec.field(default_factory=new_id)


class ChangeDetail(Command, frozen=True, kw_only=True):
    """Change a detail field by field; those left out stay, and a colleague's newer value wins."""

    detail_id: str
    customer_id: str
    value: str | UnsetType | None = UNSET
    network: str | UnsetType | None = UNSET
    street: str | UnsetType | None = UNSET
    postcode: str | UnsetType | None = UNSET
    city: str | UnsetType | None = UNSET
    country: str | UnsetType | None = UNSET
    label: str | UnsetType = UNSET
    is_preferred: bool | UnsetType = UNSET
    valid_from: str | UnsetType | None = UNSET
    valid_to: str | UnsetType | None = UNSET
    displaced_id: str = msgspec.field(default_factory=new_id)


class RemoveDetail(Command, frozen=True, kw_only=True):
    """Forget a detail; the preferred one leaves the customer too."""

    detail_id: str
    customer_id: str


def _add(work: Work, _actor: Actor, c: AddDetail) -> None:
    if c.kind not in KINDS:
        raise Invalid("kind", f"{c.kind!r} is no kind of detail.", todo=f"Use one of {', '.join(KINDS)}.")
    values = checked_detail(c.kind, {name: getattr(c, name) for name in _FREE})
    _whole(c.kind, values)
    work.get("customer", c.customer_id)
    row: Row = {"id": c.detail_id, "customer_id": c.customer_id, "kind": c.kind, **values}
    work.insert("customer_detail", row)


def _change(work: Work, _actor: Actor, c: ChangeDetail) -> None:
    row = work.get("customer_detail", c.detail_id)
    changed = {name: value for name in _FREE if (value := getattr(c, name)) is not UNSET}
    values = checked_detail(row["kind"], changed)
    _whole(row["kind"], row | values)
    checked_days(*((row | values)[name] for name in ("valid_from", "valid_to")))
    work.merge("customer_detail", c.detail_id, values)


def _remove(work: Work, _actor: Actor, c: RemoveDetail) -> None:
    row = work.get("customer_detail", c.detail_id)
    work.delete("customer_detail", c.detail_id)
    if row["is_preferred"] and row["kind"] in MAIN:
        owner = work.get("customer", row["customer_id"])
        columns = MAIN[row["kind"]]
        if all(owner[there] == row[here] for here, there in columns):
            work.update("customer", owner["id"], {there: None for _, there in columns})


def checked_detail(kind: str, values: Mapping[str, Any]) -> Row:
    """Some fields of a detail, trimmed and checked; raises ``Invalid`` with the field and what is wrong."""
    clean: Row = {}
    for name, value in values.items():
        if not isinstance(value, str):
            clean[name] = value
            continue
        as_what = "email" if kind == "email" and name == "value" else name
        try:
            clean[name] = checked({as_what: value})[as_what]
        except Invalid as problem:
            raise Invalid(name, problem.what, todo=problem.todo) from None
    if "label" in clean and clean["label"] not in DETAIL_LABELS:
        raise Invalid(
            "label",
            f"{clean['label']!r} is no label of an address.",
            todo=f"Use one of {', '.join(DETAIL_LABELS)}.",
        )
    if kind == "social" and clean.get("value"):
        clean["value"] = str(clean["value"]).removeprefix("@")
    checked_days(clean.get("valid_from"), clean.get("valid_to"))
    return clean


def _whole(kind: str, row: Mapping[str, Any]) -> None:
    """A detail says something, and only what its kind has."""
    if kind == "address":
        if not any(row[name] for name in _PLACE):
            raise Invalid("street", "An address needs a street or a town.")
        if row["value"] or row["network"]:
            raise Invalid("value", "A postal address has nothing but its lines.")
        return
    if not row["value"]:
        raise Invalid("value", "There is nothing to keep.", todo="Write it down.")
    if any(row[name] for name in _PLACE):
        raise Invalid("street", "Only a postal address has a street and a town.")
    if (kind == "social") != bool(row["network"]):
        raise Invalid("network", "A handle, and nothing else, has a network.", todo="Say whose handle it is.")


def settle(work: CentralWork, _actor: Actor, c: AddDetail | ChangeDetail) -> None:
    """Keep one preferred detail of a kind at most, and the customer's own fields what it says."""
    row = work.get("customer_detail", c.detail_id)
    if not row["is_preferred"]:
        return
    others = _of_kind(work, row["customer_id"], row["kind"], c.detail_id)
    for other in others:
        if other["is_preferred"]:
            work.update("customer_detail", other["id"], {"is_preferred": False})
    columns = MAIN.get(row["kind"])
    if columns is None:
        return
    owner = work.get("customer", row["customer_id"])
    before = {here: owner[there] for here, there in columns}
    known = [row, *others, *_before(work, c.detail_id)]
    if any(before.values()) and not any(all(one[n] == before[n] for n in before) for one in known):
        work.insert(
            "customer_detail",
            {
                "id": c.displaced_id,
                "customer_id": owner["id"],
                "kind": row["kind"],
                **before,
                "label": "other",
                "is_preferred": False,
            },
        )
    work.update("customer", owner["id"], {there: row[here] for here, there in columns})


def _before(work: CentralWork, detail_id: str) -> list[Row]:
    """The row as it was before this transaction: an address that was corrected is not kept twice."""
    touched: Mapping[tuple[str, str], Row | None] = getattr(work, "touched", {})
    row = touched.get(("customer_detail", detail_id))
    return [row] if row is not None and row["is_preferred"] else []


def follow_main(work: CentralWork, customer_id: str, changed: frozenset[str]) -> None:
    """After the customer's own e-mail or address was changed: the preferred detail says the same."""
    for kind, columns in MAIN.items():
        if changed.isdisjoint(there for _, there in columns):
            continue
        owner = work.get("customer", customer_id)
        now = {here: owner[there] for here, there in columns}
        for row in _of_kind(work, customer_id, kind, None):
            if row["is_preferred"]:
                work.update(
                    "customer_detail", row["id"], now if any(now.values()) else {"is_preferred": False}
                )


def _of_kind(work: CentralWork, customer_id: str, kind: str, but: str | None) -> list[Row]:
    found = work.execute(
        sa.select(customer_detail)
        .where(
            customer_detail.c.customer_id == customer_id,
            customer_detail.c.kind == kind,
            customer_detail.c.id.is_distinct_from(but),
        )
        .order_by(customer_detail.c.id)
    )
    return [dict(row) for row in found.mappings()]


def register(bus: CommandBus) -> None:
    """Make the commands of details known."""
    bus.register("customers.AddDetail", AddDetail, _add, roles=DESK, central_step=settle)
    bus.register("customers.ChangeDetail", ChangeDetail, _change, roles=DESK, central_step=settle)
    bus.register("customers.RemoveDetail", RemoveDetail, _remove, roles=DESK)
