"""The records that one row of a file stands for: checked by the very commands that write them one at a time.

A handler checks and makes rows on a sheet of paper instead of a store; who takes a file in writes them by COPY.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from agent_desktop.central.screen_pop import CENTRAL_ITSELF
from agent_desktop.core.errors import Invalid, KnownError, NotHere
from agent_desktop.core.ids import new_id
from agent_desktop.core.registry import Registry
from agent_desktop.core.work import Row
from agent_desktop.features.customers import parts
from agent_desktop.features.customers.importing import (
    COUNTRIES,
    ImportedCustomer,
    ImportedPhone,
    phone_fields,
    read_number,
)
from agent_desktop.features.customers.model import checked_days, checked_label
from agent_desktop.features.customers.relations import inverse_of

_PLACE = ("street", "postcode", "city", "country")
_MOST_MINOR = 2**53


@dataclass(slots=True)
class WholeCustomer:
    """A customer with every record that hangs on them, ids and all; relations wait until everybody is there."""

    id: str
    fields: Row
    records: list[tuple[str, Row]] = field(default_factory=list)
    relations: list[parts.Relation] = field(default_factory=list)

    @property
    def external_id(self) -> str | None:
        """The customer's id elsewhere."""
        found: str | None = self.fields["external_id"]
        return found


class _Paper:
    """A unit of work over one customer alone, who is not stored yet."""

    is_offered_again = False

    def __init__(self, whole: WholeCustomer) -> None:
        self._whole = whole

    def get(self, entity: str, entity_id: str) -> Row:
        if entity == "customer" and entity_id == self._whole.id:
            return {"id": entity_id, **self._whole.fields}
        for name, row in self._whole.records:
            if name == entity and row["id"] == entity_id:
                return row
        raise NotHere(entity, entity_id)

    def hold(self, entity: str, entity_id: str) -> None:
        """Nobody else writes on this paper."""

    def insert(self, entity: str, values: Mapping[str, Any]) -> None:
        self._whole.records.append((entity, dict(values)))

    def update(self, entity: str, entity_id: str, values: Mapping[str, Any]) -> None:
        if entity == "customer":
            self._whole.fields |= values
        else:
            self.get(entity, entity_id).update(values)

    merge = update

    def delete(self, entity: str, entity_id: str) -> None:
        raise NotImplementedError(f"{entity} {entity_id}: nothing that comes in takes something away")


class Reader:
    """Reads the entries of a row into records."""

    def __init__(self, registry: Registry, region: str, now: datetime) -> None:
        self._commands = registry.commands
        self._region = region
        self._now = now

    def whole(self, base: ImportedCustomer, found: Mapping[str, list[Any]]) -> WholeCustomer:
        """Everything of a row; raises ``Invalid`` with the column of the first entry that cannot be used."""
        whole = WholeCustomer(new_id(), {**base.fields, "tags": None})
        self._phones(whole, base.phones, found.get("phones", []))
        for column, kind in parts.DETAIL_COLUMNS.items():
            self._details(whole, column, kind, found.get(column, []))
        for tag in found.get("tags", []):
            self._do(whole, "tags", "customers.TagCustomer", tag=tag)
        self._consents(whole, found.get("consents", []))
        orders = self._orders(whole, found.get("orders", []))
        for one in found.get("products", []):
            values = msgspec.structs.asdict(one)
            number = values.pop("order")
            if number is not None and number not in orders:
                raise Invalid("products", f"There is no order {number} in this row.")
            self._do(
                whole,
                "products",
                "commerce.RecordProduct",
                product_id=new_id(),
                order_id=orders.get(number),
                **values,
            )
        for one in found.get("contracts", []):
            values = msgspec.structs.asdict(one)
            self._do(whole, "contracts", "commerce.RecordContract", contract_id=new_id(), **values)
        for one in found.get("relations", []):
            try:
                inverse_of(one.kind)
            except Invalid as problem:
                raise Invalid("relations", problem.what) from None
            if not one.to or one.to == whole.external_id:
                raise Invalid("relations", "A relation is to somebody else, by their external id.")
            whole.relations.append(one)
        return whole

    def _do(self, whole: WholeCustomer, column: str, command: str, /, **values: Any) -> None:
        """Let a command's handler check and write; what it refuses is the column's fault."""
        spec = self._commands.named(command)
        try:
            data = {"made_at": self._now, "customer_id": whole.id, **values}
            spec.handler(_Paper(whole), CENTRAL_ITSELF, msgspec.convert(data, spec.type))
        except msgspec.ValidationError as problem:
            raise Invalid(column, f"An entry cannot be read: {problem}.") from None
        except KnownError as problem:
            raise Invalid(column, problem.what) from None

    def _phones(self, whole: WholeCustomer, plain: list[ImportedPhone], marked: list[parts.Number]) -> None:
        known: dict[str, Row] = {}
        for one in marked:
            number = read_number(one.number, whole.fields["country"], self._region)
            if number is None or number.e164 is None:
                raise Invalid("phones", "This is no telephone number that reaches somebody.")
            try:
                checked_label(one.label)
                checked_days(one.valid_from, one.valid_to)
            except Invalid as problem:
                raise Invalid("phones", problem.what) from None
            extension = one.extension or number.extension
            fields = phone_fields(
                ImportedPhone(number.e164, extension, one.label), is_preferred=one.preferred
            )
            fields |= {
                "is_verified": one.verified,
                "valid_from": one.valid_from or None,
                "valid_to": one.valid_to or None,
            }
            known.setdefault(number.e164, fields)
        if sum(row["is_preferred"] for row in known.values()) > 1:
            raise Invalid("phones", "Only one number is the preferred one.")
        for phone in plain:
            is_first = not marked and not known
            fields = phone_fields(phone, is_preferred=is_first)
            known.setdefault(phone.e164, {**fields, "valid_from": None, "valid_to": None})
        for row in known.values():
            whole.records.append(("customer_phone", {"id": new_id(), "customer_id": whole.id, **row}))

    def _details(self, whole: WholeCustomer, column: str, kind: str, found: list[parts.Detail]) -> None:
        if sum(one.preferred for one in found) > 1:
            raise Invalid(column, "Only one is the preferred one.")
        for one in found:
            values = msgspec.structs.asdict(one)
            is_preferred = values.pop("preferred")
            if one.country:
                values["country"] = COUNTRIES.get(one.country.casefold().rstrip("."), one.country)
            self._do(
                whole,
                column,
                "customers.AddDetail",
                detail_id=new_id(),
                kind=kind,
                is_preferred=is_preferred,
                **values,
            )
            row = whole.records[-1][1]
            if not is_preferred or kind not in {"email", "address"}:
                continue
            # The preferred one stands in the customer too, where everything that needs one alone looks.
            main = {"email": row["value"]} if kind == "email" else {name: row[name] for name in _PLACE}
            given = {name: whole.fields[name] for name in main}
            if any(given.values()) and given != main:
                raise Invalid(column, "The preferred one is not the one in the plain columns.")
            whole.fields |= main

    def _consents(self, whole: WholeCustomer, found: list[parts.Consent]) -> None:
        ids = [new_id() for _ in found]
        for place, one in enumerate(found):
            if any(not 0 <= n < len(ids) or n == place for n in one.answers):
                raise Invalid("consents", "An entry answers one that is not in the list.")
            if one.at is not None and one.at.tzinfo is None:
                raise Invalid("consents", "A moment needs its zone, such as 2026-11-02T09:00:00Z.")
            self._do(
                whole,
                "consents",
                "customers.RecordConsent",
                event_id=ids[place],
                purpose=one.purpose,
                channel=one.channel,
                is_granted=one.granted,
                given_at=one.at or self._now,
                how=one.how,
                evidence=one.evidence,
                answers=[ids[n] for n in one.answers],
            )

    def _orders(self, whole: WholeCustomer, found: list[parts.Order]) -> dict[str, str]:
        ids: dict[str, str] = {}
        for one in found:
            if one.number in ids:
                raise Invalid("orders", f"Order {one.number} is there twice.")
            for moment in (one.ordered_at, one.delivered_at):
                if moment is not None and moment.tzinfo is None:
                    raise Invalid("orders", "A moment needs its zone, such as 2026-11-02T09:00:00Z.")
            values = msgspec.structs.asdict(one)
            own = {name: values.pop(name) for name in ("item_count", "status", "delivered_at")}
            lines = values.pop("lines")
            ids[one.number] = order_id = new_id()
            self._do(whole, "orders", "commerce.RecordOrder", order_id=order_id, lines=lines or [], **values)
            row = whole.records[-1][1]
            row["delivered_at"] = own["delivered_at"]
            if lines is None:
                row["lines"] = None
                row["status"] = _order_state(own["status"]) or row["status"]
                row["item_count"] = _count(own["item_count"])
        return ids


_ORDER_STATES = frozenset(
    ["placed", "shipped", "delivered", "returned", "cancelled", "partly_shipped", "partly_delivered"]
)


def _order_state(word: str | None) -> str | None:
    if word is not None and word not in _ORDER_STATES:
        raise Invalid("orders", f"{word!r} is no state of an order.")
    return word


def _count(number: int | None) -> int:
    if number is not None and not 0 <= number < 2**31:
        raise Invalid("orders", "This is no usable number of articles.")
    return number or 0


def balance_of(text: str | None) -> int:
    """What a customer's account holds, in the minor unit; raises ``Invalid``."""
    try:
        amount = int(text) if text else 0
    except ValueError:
        raise Invalid("balance_minor", "Write a whole number of the smallest unit.") from None
    if abs(amount) > _MOST_MINOR:
        raise Invalid("balance_minor", "This is no usable balance.")
    return amount
