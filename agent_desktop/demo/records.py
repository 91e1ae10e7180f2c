"""Rows of the demo world, one class a table: the fields are its columns, so that loading needs no mapping."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple


class Agent(NamedTuple):
    """A person who works at the demo company."""

    id: str
    login: str
    name: str
    extension: str | None
    team: str | None
    roles: list[str]
    queues: list[str]
    is_active: bool
    updated_at: datetime


class Queue(NamedTuple):
    """A queue that calls wait in."""

    id: str
    name: str
    position: int
    service_level_s: int
    short_abandon_s: int
    is_active: bool
    updated_at: datetime


class Article(NamedTuple):
    """A knowledge article."""

    id: str
    number: str
    title: str
    body: str
    tags: list[str]
    source: str | None
    published_at: datetime
    updated_at: datetime


class Script(NamedTuple):
    """A guided script."""

    id: str
    name: str
    topic: str | None
    queues: list[str]
    steps: list[dict[str, Any]]
    updated_at: datetime


class Answer(NamedTuple):
    """A standard answer."""

    id: str
    shortcut: str
    title: str
    text: str
    updated_at: datetime


class Customer(NamedTuple):
    """A customer."""

    id: str
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
    time_zone: str | None
    segment: str | None
    alert: str | None
    balance_minor: int
    currency: str
    customer_since: datetime | None
    external_id: str | None
    updated_at: datetime


class CustomerPhone(NamedTuple):
    """A number that reaches a customer; several customers may share one."""

    id: str
    customer_id: str
    e164: str
    reversed_digits: str
    extension: str | None
    label: str
    is_preferred: bool
    is_verified: bool
    updated_at: datetime


class Order(NamedTuple):
    """A purchase."""

    id: str
    customer_id: str
    number: str
    ordered_at: datetime
    item_count: int
    total_minor: int
    currency: str
    status: str
    updated_at: datetime
    lines: list[dict[str, Any]] | None = None
    carrier: str | None = None
    tracking: str | None = None
    expected_on: str | None = None
    delivered_at: datetime | None = None


class ProductOwned(NamedTuple):
    """A thing that a customer has in the house."""

    id: str
    customer_id: str
    name: str
    sku: str | None
    serial: str | None
    lot: str | None
    owned_since: str | None
    warranty_until: str | None
    warranty_terms: str | None
    state: str
    remark: str | None
    updated_at: datetime


class Contract(NamedTuple):
    """What a customer has agreed with the company."""

    id: str
    customer_id: str
    name: str
    number: str | None
    terms: str | None
    starts_on: str | None
    renews_on: str | None
    ends_on: str | None
    state: str
    updated_at: datetime


class CustomerDetail(NamedTuple):
    """One more way to a customer: an address, a handle, a number elsewhere."""

    id: str
    customer_id: str
    kind: str
    value: str | None
    network: str | None
    street: str | None
    postcode: str | None
    city: str | None
    country: str | None
    label: str
    is_preferred: bool
    updated_at: datetime


class ConsentEvent(NamedTuple):
    """That a customer allowed something, or took it back."""

    id: str
    customer_id: str
    purpose: str
    channel: str
    is_granted: bool
    given_at: datetime
    how: str
    evidence: str | None
    recorded_by: str
    answers: list[str]
    updated_at: datetime


class Ticket(NamedTuple):
    """A ticket."""

    id: str
    number: int
    subject: str
    customer_id: str | None
    queue_id: str
    owner_id: str | None
    channel: str
    state: str
    priority: str
    topic: str | None
    order_id: str | None
    is_unread: bool
    due_at: datetime | None
    created_at: datetime
    first_response_at: datetime | None
    first_solved_at: datetime | None
    last_solved_at: datetime | None
    updated_at: datetime


class TicketNote(NamedTuple):
    """What somebody wrote into a ticket; no author where the customer wrote it."""

    id: str
    ticket_id: str
    customer_id: str | None
    author_id: str | None
    is_public: bool
    text: str
    written_at: datetime
    updated_at: datetime


class Interaction(NamedTuple):
    """Something that passed between a customer and the company."""

    id: str
    customer_id: str | None
    channel: str
    direction: str
    state: str
    title: str
    agent_id: str | None
    queue_id: str | None
    ticket_id: str | None
    call_id: str | None
    number: str | None
    started_at: datetime
    ended_at: datetime | None
    waited_s: int | None
    note: str
    topic: str | None
    disposition: str | None
    satisfaction: int | None
    updated_at: datetime


class Visit(NamedTuple):
    """An engineer's visit."""

    id: str
    customer_id: str
    engineer_id: str | None
    title: str
    starts_at: datetime
    ends_at: datetime
    status: str
    report: str
    advice: str | None
    updated_at: datetime


class Campaign(NamedTuple):
    """A campaign of outbound calls."""

    id: str
    name: str
    script_id: str | None
    caller_number: str | None
    is_active: bool
    updated_at: datetime


class Lead(NamedTuple):
    """Somebody to call in a campaign."""

    id: str
    campaign_id: str
    customer_id: str | None
    name: str
    number: str
    reason: str | None
    state: str
    attempts: int
    next_attempt_at: datetime | None
    last_disposition: str | None
    callback_agent_id: str | None
    updated_at: datetime


class Attempt(NamedTuple):
    """What came of one call to a lead."""

    id: str
    lead_id: str
    customer_id: str | None
    agent_id: str
    call_id: str | None
    at: datetime
    disposition: str
    note: str
    updated_at: datetime


TABLES: dict[type, str] = {
    Agent: "agent",
    Queue: "queue",
    Article: "article",
    Script: "script",
    Answer: "answer",
    Customer: "customer",
    CustomerPhone: "customer_phone",
    Order: "order",
    ProductOwned: "product_owned",
    Contract: "contract",
    CustomerDetail: "customer_detail",
    ConsentEvent: "consent_event",
    Ticket: "ticket",
    TicketNote: "ticket_note",
    Interaction: "interaction",
    Visit: "visit",
    Campaign: "campaign",
    Lead: "lead",
    Attempt: "attempt",
}
"""The table each row goes into, in the order they are loaded."""


class PastCall(NamedTuple):
    """A call that came in before the world begins: what the ``import calls`` command reads from a file."""

    call_id: str
    queue_id: str
    caller: str | None
    agent_id: str | None
    queued_at: datetime
    answered_at: datetime | None
    ended_at: datetime
    after_call_s: int
