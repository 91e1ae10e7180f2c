"""Every read of a customer's whole record, on either store."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.query import QueryBook, Read
from agent_desktop.features.customers.consent import Standing, all_standings, standing
from agent_desktop.features.customers.details import MAIN
from agent_desktop.features.customers.model import address_line, is_valid_on
from agent_desktop.features.customers.read_models import CustomerFields
from agent_desktop.features.customers.record_read_models import (
    Consent,
    ConsentLine,
    ConsentState,
    CustomerRecord,
    MergedInto,
    RecordDetail,
    RecordPhone,
    RecordRelation,
    RecordView,
)
from agent_desktop.features.customers.relations import INVERSE
from agent_desktop.features.customers.tables import (
    caller,
    consent_event,
    customer,
    customer_detail,
    customer_phone,
    customer_relation,
    merged_record,
)

_OF: sa.BindParameter[Any] = sa.bindparam("customer_id")
_ONE = sa.select(customer).where(customer.c.id == _OF)
_PHONES = (
    sa.select(customer_phone)
    .where(customer_phone.c.customer_id == _OF)
    .order_by(customer_phone.c.is_preferred.desc(), customer_phone.c.id)
)
_DETAILS = (
    sa.select(customer_detail)
    .where(customer_detail.c.customer_id == _OF)
    .order_by(customer_detail.c.kind, customer_detail.c.is_preferred.desc(), customer_detail.c.id)
)
_other = sa.select(sa.func.min(caller.c.name)).where(caller.c.customer_id == customer_relation.c.other_id)
_RELATIONS = (
    sa.select(
        customer_relation, sa.func.coalesce(customer.c.name, _other.scalar_subquery()).label("other_name")
    )
    .outerjoin(customer, customer.c.id == customer_relation.c.other_id)
    .where(customer_relation.c.customer_id == _OF)
    .order_by(customer_relation.c.kind, customer_relation.c.id)
)
_CONSENTS = (
    sa.select(consent_event)
    .where(consent_event.c.customer_id == _OF)
    .order_by(consent_event.c.given_at.desc(), consent_event.c.id.desc())
)
_MERGED = sa.select(merged_record.c.into_id).where(
    merged_record.c.id == _OF, merged_record.c.kind == "customer"
)


def survivor_of(read: Read, customer_id: str) -> str:
    """The customer an id means now: themselves, or the one they were merged into."""
    found = read.execute(_MERGED, {"customer_id": customer_id}).scalar()
    return customer_id if found is None else str(found)


def consent_of(read: Read, customer_id: str, purpose: str, channel: str) -> Standing:
    """How it stands with a customer's consent, as far as this store knows."""
    events = read.execute(_CONSENTS, {"customer_id": customer_id}).all()
    return standing(events, purpose, channel)


def withdrawn_of(read: Read, customer_id: str) -> list[str]:
    """What a customer has taken back, as ``purpose:channel``, in the order these are offered."""
    events = read.execute(_CONSENTS, {"customer_id": customer_id}).all()
    return [f"{one.purpose}:{one.channel}" for one in all_standings(events) if one.state == "withdrawn"]


def _record(read: Read, _actor: Actor, query: CustomerRecord) -> RecordView | None:
    row = read.execute(_ONE, {"customer_id": query.customer_id}).first()
    customer_id = query.customer_id
    if row is None:
        customer_id = survivor_of(read, customer_id)
        row = read.execute(_ONE, {"customer_id": customer_id}).first()
        if row is None:
            return None
    of = {"customer_id": customer_id}
    day = query.as_of.date().isoformat()
    events = read.execute(_CONSENTS, of).all()
    states = [_state(one) for one in all_standings(events)]
    return RecordView(
        fields=CustomerFields(row.id, *(getattr(row, name) for name in CustomerFields.__struct_fields__[1:])),
        time_zone=row.time_zone,
        tags=list(row.tags or ()),
        phones=[_phone(one, day) for one in read.execute(_PHONES, of)],
        details=_details(row, read.execute(_DETAILS, of).all(), day),
        relations=[
            RecordRelation(
                one.id, one.kind, INVERSE.get(one.kind, one.kind), one.other_id, one.other_name, one.remark
            )
            for one in read.execute(_RELATIONS, of)
        ],
        consents=[state for state in states if state is not None],
        consent_history=[_line(one) for one in events],
    )


def _phone(one: Any, day: str) -> RecordPhone:
    return RecordPhone(
        one.id,
        one.e164,
        one.extension,
        one.label,
        one.is_preferred,
        one.is_verified,
        one.valid_from,
        one.valid_to,
        is_valid_on(one, day),
    )


def _details(owner: Any, rows: list[Any], day: str) -> list[RecordDetail]:
    """The details on record, behind what stands in the customer alone."""
    found = []
    for kind, columns in MAIN.items():
        main = {here: getattr(owner, there) for here, there in columns}
        if any(main.values()) and not any(
            row.kind == kind and all(getattr(row, name) == value for name, value in main.items())
            for row in rows
        ):
            place = {name: main.get(name) for name in ("street", "postcode", "city", "country")}
            text = main.get("value") or address_line(**place) or str(main.get("country") or "")
            found.append(RecordDetail(None, kind, text, None, "other", True, None, None, True, **place))
    for row in rows:
        place = {name: getattr(row, name) for name in ("street", "postcode", "city", "country")}
        found.append(
            RecordDetail(
                row.id,
                row.kind,
                row.value or address_line(**place) or str(row.country or ""),
                row.network,
                row.label,
                row.is_preferred,
                row.valid_from,
                row.valid_to,
                is_valid_on(row, day),
                **place,
            )
        )
    return found


def _line(one: Any) -> ConsentLine:
    return ConsentLine(
        one.id,
        one.purpose,
        one.channel,
        one.is_granted,
        one.given_at,
        one.how,
        one.evidence,
        one.recorded_by,
    )


def _state(one: Standing) -> ConsentState | None:
    if one.event is None:
        return None
    return ConsentState(one.purpose, one.channel, one.state, _line(one.event), list(one.withdrawals))


def _consent(read: Read, _actor: Actor, query: Consent) -> ConsentState | None:
    return _state(consent_of(read, survivor_of(read, query.customer_id), query.purpose, query.channel))


def _merged_into(read: Read, _actor: Actor, query: MergedInto) -> str | None:
    return read.execute(_MERGED, {"customer_id": query.customer_id}).scalar()  # type: ignore[no-any-return]


def register(book: QueryBook) -> None:
    """Make these queries known."""
    book.register("customers.CustomerRecord", CustomerRecord, _record, answers=RecordView | None, roles=DESK)
    book.register("customers.Consent", Consent, _consent, answers=ConsentState | None, roles=DESK)
    book.register("customers.MergedInto", MergedInto, _merged_into, answers=str | None, roles=DESK)
