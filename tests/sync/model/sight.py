"""Who may see what, said a second time and in plain words: the oracle that replicas are held against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa

from agent_desktop.core.registry import Registry
from agent_desktop.core.work import Row
from agent_desktop.store.work import SqlRead

Rows = dict[str, dict[str, Row]]
Key = tuple[str, str]

EVERYBODYS = (
    "agent",
    "queue",
    "campaign",
    "script",
    "answer",
    "article",
    "caller",
    "blocked_number",
    "ticket_category",
    "service_calendar",
    "service_target",
    "agent_profile",
    "queue_routing",
    "macro",
    "reply_channel",
    "mail_template",
    "workflow_rule",
)
PERSONAL: dict[str, tuple[str, ...]] = {
    "interaction": ("agent_id",),
    "attempt": ("agent_id",),
    "rating": ("agent_id",),
    "lead": ("leased_by", "callback_agent_id"),
    "visit": ("engineer_id",),
    "order": (),
    "product_owned": (),
    "contract": (),
    "customer_private": (),
}
_OPEN = {"new", "open", "pending", "on_hold"}


def scopes_of_everything(rows: Rows, registry: Registry, connection: sa.Connection) -> dict[Key, set[str]]:
    """Every record at central with the scopes whose replicas must hold it, and no others.

    The rules of tickets, customers, contacts, leads and visits are written out here; an entity that is
    not named here is taken at its own word.
    """
    found: dict[Key, set[str]] = {}
    of_customer: dict[str, set[str]] = defaultdict(set)
    of_ticket: dict[str, set[str]] = {}
    for ticket_id, row in rows["ticket"].items():
        scopes = set()
        if row["state"] in _OPEN:
            scopes = {f"queue:{row['queue_id']}", *_of("agent", row["owner_id"])}
            scopes |= {f"agent:{agent_id}" for agent_id in row["followers"] or ()}
        of_ticket[ticket_id] = scopes
        of_customer[row["customer_id"]] |= scopes
    for row in rows["visit"].values():
        if row["status"] == "booked":
            of_customer[row["customer_id"]] |= _of("agent", row["engineer_id"])
    read = SqlRead(connection, is_whole=True)
    for entity, records in rows.items():
        spec = registry.entities[entity]
        for entity_id, row in records.items():
            scopes = _rule(entity, row, of_ticket, of_customer)
            if scopes is None:
                scopes = set(spec.scopes_of(read, row))
            column = spec.customer_column if spec.is_in_bundle else None
            found[entity, entity_id] = scopes | _of("customer", row[column] if column else None)
    return found


def visible(rows: Rows, scopes: dict[Key, set[str]], held: Iterable[str]) -> Rows:
    """What a replica that holds some scopes must hold, to the row."""
    wanted = set(held)
    return {
        entity: {key: row for key, row in records.items() if scopes[entity, key] & wanted}
        for entity, records in rows.items()
    }


def _rule(
    entity: str, row: Row, of_ticket: dict[str, set[str]], of_customer: dict[str, set[str]]
) -> set[str] | None:
    if entity in EVERYBODYS or (entity == "saved_view" and row["team"]):
        return {"org"}
    if entity == "saved_view":
        return _of("agent", row["owner_id"])
    if entity == "ticket_link":
        return of_ticket.get(row["ticket_id"], set()) | of_ticket.get(row["other_id"], set())
    if entity == "notice":
        return _of("agent", row["agent_id"] if row["read_at"] is None else None)
    if entity == "promise":
        mine = _of("agent", row["owner_id"] if row["state"] == "open" else None)
        return mine | of_ticket.get(row["ticket_id"], set())
    for owner, belonging, reached in (
        ("ticket", {"ticket_note", "ticket_attachment", "return_authorisation"}, of_ticket),
        ("customer", {"customer_phone"}, of_customer),
    ):
        if entity == owner or entity in belonging:
            return reached.get(row["id" if entity == owner else f"{owner}_id"], set())
    if entity in PERSONAL:
        return set().union(*(_of("agent", row[column]) for column in PERSONAL[entity]))
    return None


def _of(kind: str, key: str | None) -> set[str]:
    return {f"{kind}:{key}"} if key else set()
