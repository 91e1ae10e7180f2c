"""Whether somebody who was just made is on record already: asked at central, for a desk cannot know everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from agent_desktop.core.people import Actor
from agent_desktop.core.work import CentralWork, Row
from agent_desktop.features.customers.model import stored_number
from agent_desktop.features.customers.tables import customer, customer_phone
from agent_desktop.store.search_keys import folded, search_key

if TYPE_CHECKING:
    from agent_desktop.features.customers.commands import CreateCustomer

MOST_TOLD = 10
_MOST_AT_A_POSTCODE = 200
REASONS = ("number", "email", "name_and_postcode")


def possible_duplicates(work: CentralWork, _actor: Actor, c: CreateCustomer) -> Mapping[str, Any] | None:
    """Who else has one of the new customer's numbers, their e-mail address, or their name at their postcode.

    Answers ``{"possible_duplicates": [{"customer_id", "name", "reasons"}]}``, the surest first, or nothing.
    Every question goes to an index.
    """
    row = work.get("customer", c.customer_id)
    reasons: dict[str, list[str]] = {}
    found = (
        ("number", _same_number(work, c)),
        ("email", _same_email(work, row)),
        ("name_and_postcode", _same_name_and_postcode(work, row)),
    )
    for reason, ids in found:
        for customer_id in ids:
            if customer_id != c.customer_id:
                reasons.setdefault(customer_id, []).append(reason)
    if not reasons:
        return None
    ranked = sorted(reasons, key=lambda i: (-len(reasons[i]), REASONS.index(reasons[i][0]), i))[:MOST_TOLD]
    found_names = work.execute(sa.select(customer.c.id, customer.c.name).where(customer.c.id.in_(ranked)))
    names = {row.id: row.name for row in found_names}
    return {
        "possible_duplicates": [
            {"customer_id": i, "name": names[i], "reasons": reasons[i]} for i in ranked if i in names
        ]
    }


def _same_number(work: CentralWork, c: CreateCustomer) -> list[str]:
    numbers = [stored_number(phone.number, c.region, phone.extension).e164 for phone in c.phones]
    if not numbers:
        return []
    found = work.execute(
        sa.select(customer_phone.c.customer_id)
        .where(customer_phone.c.e164.in_(numbers), customer_phone.c.customer_id != c.customer_id)
        .distinct()
        .order_by(customer_phone.c.customer_id)
        .limit(MOST_TOLD)
    )
    return [str(other) for other in found.scalars()]


def _same_email(work: CentralWork, row: Row) -> list[str]:
    return _with_key(work, row["email"].casefold(), MOST_TOLD + 1) if row["email"] else []


def _same_name_and_postcode(work: CentralWork, row: Row) -> list[str]:
    if not row["postcode"]:
        return []
    there = _with_key(work, row["postcode"].replace(" ", "").casefold(), _MOST_AT_A_POSTCODE)
    if not there:
        return []
    named = work.execute(sa.select(customer.c.id, customer.c.name).where(customer.c.id.in_(there)))
    wanted = _spelt(row["name"])
    return sorted(str(other) for other, name in named if _spelt(name) == wanted)


def _spelt(name: str) -> str:
    return " ".join(folded(name).split())


def _with_key(work: CentralWork, key: str, most: int) -> list[str]:
    found = work.execute(
        sa.select(search_key.c.entity_id)
        .where(search_key.c.entity == "customer", search_key.c.key == key)
        .order_by(search_key.c.entity_id)
        .limit(most)
    )
    return [str(other) for other in found.scalars()]
