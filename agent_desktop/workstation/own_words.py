"""What a person wrote in a command, and the names of what it speaks of: so that it can be told and changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.ids import is_id
from agent_desktop.core.registry import Registry
from agent_desktop.features.customers.model import display_name

WRITTEN: Mapping[str, tuple[str, ...]] = {
    "tickets.CreateTicket": ("subject",),
    "tickets.ChangeTicket": ("subject",),
    "tickets.AddTicketNote": ("text",),
    "tickets.ApplyMacro": ("text",),
    "tickets.EscalateTicket": ("note",),
    "tickets.AddCheckItem": ("text",),
    "tickets.OpenComplaint": ("subject", "product", "lot"),
    "tickets.MakePromise": ("text",),
    "tickets.KeepPromise": ("outcome",),
    "tickets.MovePromise": ("reason",),
    "tickets.CancelPromise": ("reason",),
    "ratings.RecordRating": ("comment",),
    "correspondence.SaveMailTemplate": ("subject", "body", "signature"),
    "customers.CreateCustomer": (
        "given_name",
        "family_name",
        "organisation",
        "name",
        "email",
        "street",
        "postcode",
        "city",
        "languages",
        "alert",
    ),
    "customers.ChangeCustomer": (
        "given_name",
        "family_name",
        "organisation",
        "name",
        "email",
        "street",
        "postcode",
        "city",
        "country",
        "languages",
        "segment",
        "alert",
    ),
    "customers.AddPhone": ("number", "extension"),
    "customers.ChangePhone": ("number", "extension"),
    "customers.AddDetail": ("value", "network", "street", "postcode", "city"),
    "customers.ChangeDetail": ("value", "network", "street", "postcode", "city"),
    "customers.TagCustomer": ("tag",),
    "customers.RelateCustomers": ("remark",),
    "customers.RecordConsent": ("evidence",),
    "commerce.RecordProduct": ("name", "serial", "remark"),
    "interactions.SaveContactNote": ("note",),
    "interactions.FinishContact": ("note",),
    "interactions.LogContact": ("number", "note"),
    "outbound.RecordAttempt": ("note",),
}
"""The fields of a command that a person writes by hand, in the order they are read."""

LONG = frozenset({"text", "note"})
"""Fields that may hold more than a line."""

_USUAL = ("text", "note", "subject", "name", "number", "alert")


def written(kind: str, data: Mapping[str, Any]) -> dict[str, str]:
    """What the person wrote in a command, by field; fields that hold nothing are left out."""
    fields = WRITTEN.get(kind, _USUAL)
    return {
        name: str(data[name]) for name in fields if isinstance(data.get(name), str) and data[name].strip()
    }


def own_text(kind: str, data: Mapping[str, Any]) -> str:
    """The same as one text to copy, a line a field; the numbers of a new customer are among it."""
    lines = list(written(kind, data).values())
    phones = data.get("phones")
    if isinstance(phones, list):
        lines += [str(phone["number"]) for phone in phones if isinstance(phone, dict) and phone.get("number")]
    return "\n".join(lines)


class Names:
    """How people, customers, tickets, queues, leads, numbers and contacts are called, by their ids.

    A ticket is called by its number, or by its subject where it has none yet.
    """

    def __init__(self, known: Mapping[str, str]) -> None:
        self._known = known

    def of(self, value: Any) -> str:
        """What an id stands for; empty where this desk does not know."""
        return self._known.get(value, "") if isinstance(value, str) else ""


def names_in(
    connection: sa.Connection, registry: Registry, commands: Iterable[tuple[str, Mapping[str, Any]]]
) -> Names:
    """The names that the data of some commands speak of: from the records here, or from the commands themselves.

    A record that a command here should have made may be in no store at all.
    """
    held = list(commands)
    wanted = {value for _, data in held for value in data.values() if isinstance(value, str) and is_id(value)}
    known: dict[str, str] = {}
    phones = _rows(connection, registry, "customer_phone", wanted)
    contacts = _rows(connection, registry, "interaction", wanted)
    wanted |= {str(row["customer_id"]) for row in (*phones, *contacts) if row["customer_id"]}
    for kind, data in held:
        known.update(_made_by(kind, data))
    for row in _rows(connection, registry, "promise", wanted):
        known[row["id"]] = row["text"]
    for entity in ("agent", "queue", "customer", "lead", "ticket_category", "macro", "workflow_rule"):
        known.update({row["id"]: row["name"] for row in _rows(connection, registry, entity, wanted)})
    for row in _rows(connection, registry, "ticket", wanted):
        known[row["id"]] = str(row["number"]) if row["number"] > 0 else f"“{row['subject']}”"
    for row in phones:
        owner = known.get(str(row["customer_id"]), "")
        known[row["id"]] = f"{row['e164']} ({owner})" if owner else row["e164"]
    for row in contacts:
        known[row["id"]] = known.get(str(row["customer_id"]), "") or row["number"] or known.get(row["id"], "")
    return Names(known)


def _made_by(kind: str, data: Mapping[str, Any]) -> dict[str, str]:
    if kind == "customers.CreateCustomer":
        typed = {name: value.strip() if isinstance(value, str) else value for name, value in data.items()}
        return {data["customer_id"]: str(typed.get("name") or display_name(typed))}
    if kind == "tickets.MakePromise":
        return {data["promise_id"]: str(data["text"])}
    if kind in {"tickets.CreateTicket", "tickets.OpenComplaint"}:
        return {data["ticket_id"]: str(data["number"]) if data.get("number") else f"“{data['subject']}”"}
    if kind in {"interactions.StartContact", "interactions.LogContact"}:
        return {data["interaction_id"]: str(data.get("number") or "")}
    if kind == "customers.AddPhone":
        return {data["phone_id"]: str(data["number"])}
    return {}


def _rows(
    connection: sa.Connection, registry: Registry, entity: str, ids: Iterable[str]
) -> list[Mapping[str, Any]]:
    spec = registry.entities.get(entity)
    if spec is None:
        return []
    wanted = sorted(ids)
    found: list[Mapping[str, Any]] = []
    for start in range(0, len(wanted), 500):
        part = sa.select(spec.table).where(spec.table.c.id.in_(wanted[start : start + 500]))
        found += [dict(row) for row in connection.execute(part).mappings()]
    return found
