"""Erasing a customer: who may ask for it, and the words that mean this customer and nobody else."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.errors import Invalid
from agent_desktop.core.ids import is_id
from agent_desktop.core.people import LEADS, Actor
from agent_desktop.core.query import Read
from agent_desktop.core.registry import Identifier
from agent_desktop.core.work import CentralWork, Work
from agent_desktop.features.customers.model import LONGEST_TEXT
from agent_desktop.features.customers.tables import (
    caller_number,
    customer,
    customer_detail,
    customer_phone,
    customer_private,
    customer_relation,
)
from agent_desktop.features.workforce.tables import agent

SHORTEST_TEXT = 6
"""A shorter word means too many things to be looked for in everybody's notes."""


class EraseCustomer(Command, frozen=True, kw_only=True):
    """Erase a customer from everything, for good: records, history, and what desks hold.

    ``reason`` says why, without naming anybody: it is kept. A customer central does not hold is noted as
    erased too, so that no desk brings them back.
    """

    customer_id: str
    reason: str


def _nothing(_work: Work, _actor: Actor, c: EraseCustomer) -> None:
    """Nothing is forecast: a desk holds a part only, and lets go of it when central says so."""
    if not is_id(c.customer_id):
        raise Invalid("customer_id", "This is no customer's id.")
    reason = c.reason.strip()
    if not reason or len(reason) > LONGEST_TEXT:
        raise Invalid("reason", "Erasing needs a reason.", todo=f"Say why in at most {LONGEST_TEXT} letters.")


def _erase(work: CentralWork, _actor: Actor, c: EraseCustomer) -> None:
    work.erase_customer(c.customer_id, c.reason.strip())


def known_by(read: Read, customer_id: str) -> Iterable[Identifier]:
    """A customer's numbers, e-mail address, name and street, as far as nobody else here has the same."""
    row = read.execute(sa.select(customer).where(customer.c.id == customer_id)).mappings().first()
    if row is None:
        return
    others = customer_phone.alias()
    is_shared = sa.exists().where(
        others.c.e164 == customer_phone.c.e164, others.c.customer_id != customer_phone.c.customer_id
    )
    numbers = sa.select(customer_phone.c.e164).where(customer_phone.c.customer_id == customer_id, ~is_shared)
    for number in read.execute(numbers).scalars():
        yield Identifier("number", number)
    yield from _details_of(read, customer_id)
    yield from _numbers_of(read, customer_id)
    details = read.execute(
        sa.select(customer_private.c.identifier).where(customer_private.c.customer_id == customer_id)
    )
    for text in details.scalars():
        if text and len(text) >= SHORTEST_TEXT:
            yield Identifier("text", text)
    for field in ("email", "name", "street", "external_id"):
        text = row[field]
        if text and len(text) >= SHORTEST_TEXT and not _is_shared(read, field, text, customer_id):
            yield Identifier("text", text)


def _details_of(read: Read, customer_id: str) -> Iterable[Identifier]:
    """Further addresses, handles, names and numbers elsewhere, as far as nobody else has the same."""
    others = customer_detail.alias()
    for column in (customer_detail.c.value, customer_detail.c.street):
        same = others.c[column.name] == column
        is_shared = sa.exists().where(same, others.c.customer_id != customer_id)
        mine = sa.select(column).where(
            customer_detail.c.customer_id == customer_id, column.is_not(None), ~is_shared
        )
        for text in read.execute(mine).scalars():
            fields = ("email", "name", "external_id") if column.name == "value" else ("street",)
            if len(text) >= SHORTEST_TEXT and not any(_is_shared(read, f, text, customer_id) for f in fields):
                yield Identifier("text", text)


def _numbers_of(read: Read, customer_id: str) -> Iterable[Identifier]:
    """Numbers learnt from calls and letters, as far as they reach nobody else."""
    others = caller_number.alias()
    is_shared = sa.or_(
        sa.exists().where(others.c.e164 == caller_number.c.e164, others.c.customer_id != customer_id),
        sa.exists().where(
            customer_phone.c.e164 == caller_number.c.e164, customer_phone.c.customer_id != customer_id
        ),
    )
    mine = sa.select(caller_number.c.e164).where(caller_number.c.customer_id == customer_id, ~is_shared)
    for number in read.execute(mine).scalars():
        yield Identifier("number", number)


def erase_relations(work: CentralWork, customer_id: str) -> dict[str, int]:
    """What others are to somebody who is erased: the other end of their relations."""
    found = sa.select(customer_relation.c.id).where(customer_relation.c.other_id == customer_id)
    relation_ids = [str(one) for one in work.execute(found.order_by(customer_relation.c.id)).scalars()]
    for relation_id in relation_ids:
        work.delete("customer_relation", relation_id)
    return {"customer_relation": len(relation_ids)}


def _is_shared(read: Read, field: str, text: str, customer_id: str) -> bool:
    same = sa.select(sa.exists().where(customer.c[field] == text, customer.c.id != customer_id))
    if read.execute(same).scalar():
        return True
    return field == "name" and bool(read.execute(sa.select(sa.exists().where(agent.c.name == text))).scalar())


def register(bus: CommandBus) -> None:
    """Make erasure known."""
    bus.register("customers.EraseCustomer", EraseCustomer, _nothing, roles=LEADS, central_step=_erase)
