"""What can be asked about customers."""

from __future__ import annotations

from datetime import datetime

import msgspec

from agent_desktop.core.query import Query


class Phone(msgspec.Struct, frozen=True):
    """One number that reaches a customer."""

    phone_id: str
    e164: str
    extension: str | None
    label: str
    is_preferred: bool
    is_verified: bool


class CustomerView(msgspec.Struct, frozen=True):
    """The header of the customer panel: who they are, and the facts in their order of use on a call.

    A fact that is not known in this store is None; money is in minor units.
    """

    customer_id: str
    kind: str
    name: str
    email: str | None
    address: str | None  # one line, as on an envelope
    languages: str | None
    segment: str | None
    alert: str | None
    is_verified: bool
    phones: list[Phone]
    next_visit: datetime | None
    open_tickets: int
    last_satisfaction: int | None
    calls_90d: int
    balance_minor: int
    currency: str
    customer_since: datetime | None
    order_count: int
    version: int
    withdrawn: list[str] = []
    """What they have taken back and not allowed again, as ``purpose:channel``."""


class Customer(Query[CustomerView | None], frozen=True, kw_only=True):
    """One customer's header; None where this store does not hold them."""

    customer_id: str
    as_of: datetime


class CustomerFields(msgspec.Struct, frozen=True):
    """The fields of a customer one by one, as a form changes them."""

    customer_id: str
    kind: str
    name: str
    given_name: str | None
    family_name: str | None
    organisation: str | None
    email: str | None
    street: str | None
    postcode: str | None
    city: str | None
    country: str | None
    languages: str | None
    segment: str | None
    alert: str | None
    time_zone: str | None = None
    external_id: str | None = None


class CustomerDetails(Query[CustomerFields | None], frozen=True, kw_only=True):
    """One customer's fields; None where this store does not hold them."""

    customer_id: str


class TimelineChip(msgspec.Struct, frozen=True):
    """An outcome in a word or two; ``tone`` is neutral, ok, warn, bad, info or accent.

    ``code`` is the stable word (``done``, ``csat:3``, ``visit:completed`` …) that the window translates.
    """

    code: str
    text: str
    tone: str = "neutral"


class TimelineEvent(msgspec.Struct, frozen=True):
    """One thing that passed between a customer and us."""

    event_id: str
    kind: str  # one of KINDS
    at: datetime
    title: str
    meta: str  # who, how long, from where
    text: str
    chips: list[TimelineChip] = []
    ended_at: datetime | None = None
    waited_s: int | None = None
    who: str | None = None
    queue: str | None = None
    record_id: str | None = None
    ticket_id: str | None = None  # the ticket it belongs to, or that was opened in it
    contact_id: str | None = None  # of a ticket: the call it was opened in


KINDS = (
    "call_in",
    "call_out",
    "email",
    "chat",
    "sms",
    "letter",
    "visit",
    "order",
    "return",
    "ticket",
    "complaint",
    "note",
    "consent",
    "attempt",
)
"""Everything that a timeline holds, in the order it is offered to choose from."""


class Timeline(Query[list[TimelineEvent]], frozen=True, kw_only=True):
    """A customer's events, newest first; ``before`` pages back. ``kinds`` empty means all.

    Every word of ``text`` stands in the event, in whatever case and with or without accents.
    """

    customer_id: str
    before: datetime | None = None
    limit: int = 100
    kinds: list[str] = msgspec.field(default_factory=list)
    text: str = ""


class CustomerHit(msgspec.Struct, frozen=True):
    """One customer found by a search, with why."""

    customer_id: str
    name: str
    detail: str  # "Bristol · margaret.okafor@example.org"
    phone: str | None
    reason: str  # name | number | e-mail | postcode | order | ticket


class SearchCustomers(Query[list[CustomerHit]], frozen=True, kw_only=True):
    """Customers by name, number in any format, e-mail, postcode, order or ticket number; best first."""

    text: str
    region: str = "GB"
    limit: int = 20


class PrivateDetails(msgspec.Struct, frozen=True, kw_only=True):
    """What is private of a customer; None where it is not known. Never in a log, a feed or a bundle."""

    birth_date: str | None = None
    identifier: str | None = None
    iban_last4: str | None = None
    payment_reference: str | None = None
    health_note: str | None = None


class KnownCaller(msgspec.Struct, frozen=True):
    """All that this desk knows of a customer whose record is not on it: an entry of the caller index."""

    customer_id: str
    name: str
    numbers: list[str]  # E.164


class CallerEntry(Query[KnownCaller | None], frozen=True, kw_only=True):
    """A customer in the caller index; None for one who is not in it."""

    customer_id: str
