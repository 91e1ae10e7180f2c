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
from agent_desktop.features.customers.tables import customer, customer_phone, customer_private
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


def _is_shared(read: Read, field: str, text: str, customer_id: str) -> bool:
    same = sa.select(sa.exists().where(customer.c[field] == text, customer.c.id != customer_id))
    if read.execute(same).scalar():
        return True
    return field == "name" and bool(read.execute(sa.select(sa.exists().where(agent.c.name == text))).scalar())


def register(bus: CommandBus) -> None:
    """Make erasure known."""
    bus.register("customers.EraseCustomer", EraseCustomer, _nothing, roles=LEADS, central_step=_erase)
