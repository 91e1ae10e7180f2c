"""What some customers have several of, as the cells of an export: what ``import`` reads back whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_desktop.features.commerce.tables import contract, order, product_owned
from agent_desktop.features.customers import parts
from agent_desktop.features.customers.tables import (
    consent_event,
    customer,
    customer_detail,
    customer_phone,
    customer_relation,
)

Entries = dict[str, dict[str, list[Any]]]
"""By customer and column."""

_COLUMN_OF = {kind: column for column, kind in parts.DETAIL_COLUMNS.items()}


async def parts_of(connection: AsyncConnection, ids: Sequence[str]) -> Entries:
    """The entries of some customers, in an order that does not change while the records do not."""
    found: Entries = defaultdict(lambda: defaultdict(list))

    async def rows(table: sa.Table, *by: sa.ColumnElement[Any]) -> Sequence[Any]:
        wanted = sa.select(table).where(table.c.customer_id.in_(ids)).order_by(*by, table.c.id)
        return (await connection.execute(wanted)).all()

    for row in await rows(customer_phone, customer_phone.c.is_preferred.desc(), customer_phone.c.e164):
        found[row.customer_id]["phones"].append(
            parts.Number(
                number=row.e164,
                extension=row.extension,
                label=row.label,
                preferred=row.is_preferred,
                verified=row.is_verified,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
            )
        )
    for row in await rows(
        customer_detail,
        customer_detail.c.is_preferred.desc(),
        customer_detail.c.value,
        customer_detail.c.street,
        customer_detail.c.postcode,
    ):
        names = (
            "value",
            "network",
            "street",
            "postcode",
            "city",
            "country",
            "label",
            "valid_from",
            "valid_to",
        )
        entry = parts.Detail(preferred=row.is_preferred, **{name: getattr(row, name) for name in names})
        found[row.customer_id][_COLUMN_OF[row.kind]].append(entry)
    await _consents(rows, found)
    numbers: dict[str, str] = {}
    for row in await rows(order, order.c.ordered_at, order.c.number):
        numbers[row.id] = row.number
        found[row.customer_id]["orders"].append(
            parts.Order(
                number=row.number,
                ordered_at=row.ordered_at,
                currency=row.currency,
                lines=row.lines,
                total_minor=row.total_minor,
                item_count=row.item_count,
                status=row.status,
                carrier=row.carrier,
                tracking=row.tracking,
                expected_on=row.expected_on,
                delivered_at=row.delivered_at,
            )
        )
    for row in await rows(product_owned, product_owned.c.name, product_owned.c.serial):
        of_product = (
            "name",
            "sku",
            "serial",
            "lot",
            "owned_since",
            "warranty_until",
            "warranty_terms",
            "state",
            "remark",
        )
        product = parts.Product(
            order=numbers.get(row.order_id), **{name: getattr(row, name) for name in of_product}
        )
        found[row.customer_id]["products"].append(product)
    for row in await rows(contract, contract.c.name, contract.c.number):
        of_contract = ("name", "number", "terms", "starts_on", "renews_on", "ends_on", "state")
        found[row.customer_id]["contracts"].append(
            parts.Contract(**{name: getattr(row, name) for name in of_contract})
        )
    await _relations(connection, ids, found)
    return found


async def _consents(rows: Any, found: Entries) -> None:
    places: dict[str, dict[str, int]] = defaultdict(dict)
    events = await rows(consent_event, consent_event.c.given_at)
    for row in events:
        places[row.customer_id][row.id] = len(places[row.customer_id])
    for row in events:
        known = places[row.customer_id]
        found[row.customer_id]["consents"].append(
            parts.Consent(
                purpose=row.purpose,
                channel=row.channel,
                granted=row.is_granted,
                at=row.given_at,
                how=row.how,
                evidence=row.evidence,
                answers=sorted(known[one] for one in row.answers or () if one in known),
            )
        )


async def _relations(connection: AsyncConnection, ids: Sequence[str], found: Entries) -> None:
    r, other = customer_relation.c, customer.alias("other")
    wanted = (
        sa.select(
            r.customer_id,
            r.kind,
            r.remark,
            sa.func.coalesce(other.c.external_id, sa.cast(other.c.id, sa.Text)),
        )
        .join(other, other.c.id == r.other_id)
        .where(r.customer_id.in_(ids))
        .order_by(r.kind, sa.literal_column("4"))
    )
    for customer_id, kind, remark, to in await connection.execute(wanted):
        found[customer_id]["relations"].append(parts.Relation(to=to, kind=kind, remark=remark))
