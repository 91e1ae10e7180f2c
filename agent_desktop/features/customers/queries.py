"""Every read of customers."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.query import Read
from agent_desktop.core.registry import Registry
from agent_desktop.features.customers.callers import caller_entry
from agent_desktop.features.customers.model import address_line, is_valid_on
from agent_desktop.features.customers.read_models import (
    CallerEntry,
    Customer,
    CustomerDetails,
    CustomerFields,
    CustomerHit,
    CustomerView,
    KnownCaller,
    Phone,
    SearchCustomers,
    Timeline,
    TimelineEvent,
)
from agent_desktop.features.customers.record_queries import survivor_of, withdrawn_of
from agent_desktop.features.customers.search import search
from agent_desktop.features.customers.tables import customer, customer_phone
from agent_desktop.features.customers.timeline import timeline

_ONE = sa.select(customer).where(customer.c.id == sa.bindparam("customer_id"))
_FIELDS = sa.select(
    customer.c.id,
    *(customer.c[name] for name in CustomerFields.__struct_fields__[1:]),
).where(customer.c.id == sa.bindparam("customer_id"))
_PHONES = (
    sa.select(
        customer_phone.c.id,
        customer_phone.c.e164,
        customer_phone.c.extension,
        customer_phone.c.label,
        customer_phone.c.is_preferred,
        customer_phone.c.is_verified,
        customer_phone.c.valid_from,
        customer_phone.c.valid_to,
    )
    .where(customer_phone.c.customer_id == sa.bindparam("customer_id"))
    .order_by(customer_phone.c.is_preferred.desc(), customer_phone.c.id)
)


def _entry(read: Read, _actor: Actor, query: CallerEntry) -> KnownCaller | None:
    return caller_entry(read, query.customer_id)


def register(registry: Registry) -> None:
    """Make the queries of customers known."""

    def view(read: Read, _actor: Actor, query: Customer) -> CustomerView | None:
        customer_id = query.customer_id
        row = read.execute(_ONE, {"customer_id": customer_id}).first()
        if row is None:
            # Whoever had them open goes on with the one they were merged into.
            customer_id = survivor_of(read, customer_id)
            row = read.execute(_ONE, {"customer_id": customer_id}).first()
            if row is None:
                return None
        day = query.as_of.date().isoformat()
        rows = read.execute(_PHONES, {"customer_id": customer_id}).all()
        # One that is theirs no more is on record, and nobody is offered to ring it.
        phones = [Phone(*phone[:-2]) for phone in rows if is_valid_on(phone, day)]
        facts = {name: fact(read, customer_id, query.as_of) for name, fact in registry.facts.items()}
        return CustomerView(
            customer_id=row.id,
            kind=row.kind,
            name=row.name,
            email=row.email,
            address=address_line(row.street, row.postcode, row.city, row.country),
            languages=row.languages,
            segment=row.segment,
            alert=row.alert,
            is_verified=any(phone.is_verified for phone in phones),
            phones=phones,
            next_visit=facts["next_visit"],
            open_tickets=facts["open_tickets"],
            last_satisfaction=facts["last_satisfaction"],
            calls_90d=facts["calls_90d"],
            balance_minor=row.balance_minor,
            currency=row.currency,
            customer_since=row.customer_since,
            order_count=facts["order_count"],
            version=row.version,
            withdrawn=withdrawn_of(read, customer_id),
        )

    def events(read: Read, _actor: Actor, query: Timeline) -> list[TimelineEvent]:
        return timeline(read, registry, query)

    def hits(read: Read, _actor: Actor, query: SearchCustomers) -> list[CustomerHit]:
        return search(read, registry, query.text, query.region, query.limit)

    def details(read: Read, _actor: Actor, query: CustomerDetails) -> CustomerFields | None:
        row = read.execute(_FIELDS, {"customer_id": query.customer_id}).first()
        return CustomerFields(*row) if row is not None else None

    book = registry.queries
    book.register(
        "customers.CustomerDetails", CustomerDetails, details, answers=CustomerFields | None, roles=DESK
    )
    book.register("customers.Customer", Customer, view, answers=CustomerView | None, roles=DESK)
    book.register("customers.CallerEntry", CallerEntry, _entry, answers=KnownCaller | None, roles=DESK)
    book.register("customers.Timeline", Timeline, events, answers=list[TimelineEvent], roles=DESK)
    book.register("customers.SearchCustomers", SearchCustomers, hits, answers=list[CustomerHit], roles=DESK)
