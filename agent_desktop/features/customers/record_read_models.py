"""What can be asked about a customer's whole record: everything they have several of, and how it stands."""

from __future__ import annotations

from datetime import datetime

import msgspec

from agent_desktop.core.query import Query
from agent_desktop.features.customers.read_models import CustomerFields


class RecordPhone(msgspec.Struct, frozen=True):
    """One number; days are ISO 8601, ``is_valid`` as of the day asked."""

    phone_id: str
    e164: str
    extension: str | None
    label: str
    is_preferred: bool
    is_verified: bool
    valid_from: str | None
    valid_to: str | None
    is_valid: bool


class RecordDetail(msgspec.Struct, frozen=True):
    """One e-mail or postal address, handle, other name or number elsewhere.

    ``detail_id`` is None for what stands in the customer alone, without label or days.
    """

    detail_id: str | None
    kind: str
    text: str
    """As shown: the value, or the address in one line."""
    network: str | None
    label: str
    is_preferred: bool
    valid_from: str | None
    valid_to: str | None
    is_valid: bool
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    country: str | None = None


class RecordRelation(msgspec.Struct, frozen=True):
    """What this customer is to another; the name is None where this store does not know it."""

    relation_id: str
    kind: str
    inverse: str
    other_id: str
    other_name: str | None
    remark: str | None


class ConsentLine(msgspec.Struct, frozen=True):
    """One thing the customer said: when, how, and who wrote it down."""

    event_id: str
    purpose: str
    channel: str
    is_granted: bool
    given_at: datetime
    how: str
    evidence: str | None
    recorded_by: str


class ConsentState(msgspec.Struct, frozen=True):
    """How it stands with a purpose on a channel; a new grant has to name the ``withdrawals``."""

    purpose: str
    channel: str
    state: str  # granted | withdrawn
    line: ConsentLine
    withdrawals: list[str]


class RecordView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the record tabs show."""

    fields: CustomerFields
    time_zone: str | None
    tags: list[str]
    phones: list[RecordPhone]
    details: list[RecordDetail]
    relations: list[RecordRelation]
    consents: list[ConsentState]
    consent_history: list[ConsentLine]
    """The latest first."""


class CustomerRecord(Query[RecordView | None], frozen=True, kw_only=True):
    """A customer's whole record; of one who was merged away the survivor's. None where this store has neither."""

    customer_id: str
    as_of: datetime


class Consent(Query[ConsentState | None], frozen=True, kw_only=True):
    """Whether a customer may be written to or rung for a purpose on a channel; None: they never said."""

    customer_id: str
    purpose: str
    channel: str


class MergedInto(Query[str | None], frozen=True, kw_only=True):
    """The customer that one was merged into; None for one who was not."""

    customer_id: str
