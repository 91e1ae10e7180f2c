"""Customers who are on record twice: as one types, as the background pass found them, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from agent_desktop.core.command import Command
from agent_desktop.core.errors import Invalid
from agent_desktop.core.people import DESK, Actor, Role
from agent_desktop.core.phone import parse_number
from agent_desktop.core.query import Query, Read
from agent_desktop.core.registry import CustomerReference, Registry
from agent_desktop.core.work import CentralWork, Work
from agent_desktop.features.customers.model import detail_line
from agent_desktop.features.customers.search import search
from agent_desktop.features.customers.tables import customer, customer_phone, duplicate_pair

TWO = "two"
LATER = "later"
MAY_DECIDE = frozenset({Role.AGENT, Role.SUPERVISOR})
MOST_COMPARED = 60
MOST_SHOWN = 10


class DecideDuplicate(Command, frozen=True, kw_only=True):
    """Say of two customers that they are ``two``, for good, or that it is to be looked at ``later``."""

    left_id: str
    right_id: str
    decision: str


class Twin(msgspec.Struct, frozen=True):
    """Somebody on record who may be the one in the form; reasons are in words, the strongest first."""

    customer_id: str
    name: str
    detail: str
    score: float
    reasons: list[str]


class LikelyDuplicates(Query[list[Twin]], frozen=True, kw_only=True):
    """Who on record is like the customer in a form, as far as it is typed; the likeliest first."""

    customer_id: str | None = None  # whose form it is, where they are on record already
    given_name: str | None = None
    family_name: str | None = None
    organisation: str | None = None
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    country: str | None = None
    email: str | None = None
    phones: list[str] = msgspec.field(default_factory=list)
    region: str = "GB"


class DuplicatePair(msgspec.Struct, frozen=True):
    """Two customers whom the background pass takes for one, and nobody has decided on."""

    left_id: str
    left_name: str
    left_detail: str
    right_id: str
    right_name: str
    right_detail: str
    score: float
    reasons: list[str]
    found_at: datetime
    is_put_off: bool


class Duplicates(Query[list[DuplicatePair]], frozen=True, kw_only=True):
    """Pairs to decide on, the surest first, those put off last; with ``customer_id`` that customer's alone."""

    customer_id: str | None = None
    limit: int = 100


def _check(_work: Work, _actor: Actor, c: DecideDuplicate) -> None:
    if c.decision not in {TWO, LATER}:
        raise Invalid("decision", f"{c.decision!r} decides nothing.", todo="Say two or later, or merge them.")
    if c.left_id == c.right_id:
        raise Invalid("right_id", "These two are the same record already.")


def _decide(work: CentralWork, actor: Actor, c: DecideDuplicate) -> None:
    for customer_id in sorted((c.left_id, c.right_id)):
        work.get("customer", customer_id)
    _remember(work, c.left_id, c.right_id, c.decision, actor.agent_id)


def _remember(work: CentralWork, one: str, other: str, decision: str, by: str | None) -> None:
    left, right = sorted((one, other))
    decided = {"decision": decision, "decided_by": by, "decided_at": work.recorded_at}
    statement = insert(duplicate_pair).values(
        left_id=left, right_id=right, score=0.0, reasons=[], found_at=work.recorded_at, **decided
    )
    work.execute(statement.on_conflict_do_update(index_elements=["left_id", "right_id"], set_=decided))


def _likely(registry: Registry, read: Read, query: LikelyDuplicates) -> list[Twin]:
    # What compares names is loaded where somebody makes a customer, not at every start of a desk.
    from agent_desktop.features.customers.comparable import comparable
    from agent_desktop.features.customers.comparing import COMPARED, compared, may_be_one
    from agent_desktop.features.customers.likeness import Scale
    from agent_desktop.features.customers.rarity import Rarity

    numbers = [number.e164 for text in query.phones if (number := parse_number(text, query.region)).e164]
    ids = dict.fromkeys(_same_number(read, [e164 for e164 in numbers if e164]))
    name = " ".join(part for part in (query.given_name, query.family_name) if part)
    for text in (query.email, name, query.family_name, query.organisation, query.postcode):
        if text and len(text.strip()) >= 2:
            ids.update(
                (hit.customer_id, None) for hit in search(read, registry, text, query.region, MOST_COMPARED)
            )
    ids.pop(query.customer_id or "", None)
    there = compared(read, sorted(ids)[:MOST_COMPARED])
    typed = comparable(
        {name: getattr(query, name) or "" for name in COMPARED}
        | {"phone": "|".join(e164 for e164 in numbers if e164)}
    )
    scale = Scale(Rarity([typed, *there.values()]))
    found = []
    for customer_id, record in there.items():
        likeness = scale.weigh(typed, record)
        is_likely = likeness.bits >= scale.needed_bits and not likeness.doubts
        if is_likely and may_be_one(typed, record):
            found.append((round(scale.share(likeness.bits), 4), customer_id, likeness.reasons))
    found.sort(key=lambda one: (-one[0], one[1]))
    names = _names(read, [one[1] for one in found[:MOST_SHOWN]])
    return [
        Twin(customer_id, *names[customer_id], score, list(reasons))
        for score, customer_id, reasons in found[:MOST_SHOWN]
    ]


def _same_number(read: Read, numbers: list[str]) -> list[str]:
    if not numbers:
        return []
    found = read.execute(
        sa.select(customer_phone.c.customer_id)
        .where(customer_phone.c.e164.in_(numbers))
        .distinct()
        .order_by(customer_phone.c.customer_id)
        .limit(MOST_COMPARED)
    )
    return [str(one) for one in found.scalars()]


def _names(read: Read, ids: list[str]) -> Mapping[str, tuple[str, str]]:
    rows = read.execute(
        sa.select(customer.c.id, customer.c.name, customer.c.city, customer.c.email).where(
            customer.c.id.in_(ids)
        )
    )
    return {row.id: (row.name, detail_line(row.city, row.email)) for row in rows}


def _pairs(read: Read, _actor: Actor, query: Duplicates) -> list[DuplicatePair]:
    left, right = customer.alias("one"), customer.alias("other")
    wanted: sa.Select[Any] = (
        sa.select(duplicate_pair, left.c.name, left.c.city, left.c.email)
        .add_columns(right.c.name.label("right_name"), right.c.city.label("right_city"))
        .add_columns(right.c.email.label("right_email"))
        .join(left, left.c.id == duplicate_pair.c.left_id)
        .join(right, right.c.id == duplicate_pair.c.right_id)
        .where(sa.or_(duplicate_pair.c.decision.is_(None), duplicate_pair.c.decision == LATER))
        .order_by(
            duplicate_pair.c.decision.is_not(None),
            duplicate_pair.c.score.desc(),
            duplicate_pair.c.left_id,
            duplicate_pair.c.right_id,
        )
        .limit(query.limit)
    )
    if query.customer_id is not None:
        wanted = wanted.where(
            sa.or_(
                duplicate_pair.c.left_id == query.customer_id, duplicate_pair.c.right_id == query.customer_id
            )
        )
    return [
        DuplicatePair(
            row.left_id,
            row.name,
            detail_line(row.city, row.email),
            row.right_id,
            row.right_name,
            detail_line(row.right_city, row.right_email),
            row.score,
            list(row.reasons),
            row.found_at,
            row.decision == LATER,
        )
        for row in read.execute(wanted)
    ]


def _of_customer(customer_id: str) -> sa.ColumnElement[bool]:
    return sa.or_(duplicate_pair.c.left_id == customer_id, duplicate_pair.c.right_id == customer_id)


def _move(work: CentralWork, merged_id: str, survivor_id: str) -> None:
    """What was decided about the one who goes is remembered of the survivor; what was only found goes."""
    rows = work.execute(sa.select(duplicate_pair).where(_of_customer(merged_id))).all()
    work.execute(sa.delete(duplicate_pair).where(_of_customer(merged_id)))
    for row in rows:
        other = row.right_id if row.left_id == merged_id else row.left_id
        if row.decision == TWO and other != survivor_id:
            _remember(work, other, survivor_id, TWO, row.decided_by)


def _undo(work: CentralWork, merged_id: str, survivor_id: str) -> None:
    """Whoever takes two apart has decided that they are two."""
    _remember(work, merged_id, survivor_id, TWO, None)


def _erase(work: CentralWork, customer_id: str) -> Mapping[str, int]:
    gone = work.execute(sa.delete(duplicate_pair).where(_of_customer(customer_id)))
    return {"duplicate_pair": int(gone.rowcount)}


def register(registry: Registry) -> None:
    """Make duplicates known."""

    def likely(read: Read, _actor: Actor, query: LikelyDuplicates) -> list[Twin]:
        return _likely(registry, read, query)

    registry.commands.register(
        "customers.DecideDuplicate",
        DecideDuplicate,
        _check,
        roles=MAY_DECIDE,
        is_online_only=True,
        central_step=_decide,
    )
    book = registry.queries
    book.register("customers.LikelyDuplicates", LikelyDuplicates, likely, answers=list[Twin], roles=DESK)
    book.register(
        "customers.Duplicates", Duplicates, _pairs, answers=list[DuplicatePair], roles=DESK, central_only=True
    )
    why = "what was decided of one is remembered of the other"
    registry.references += [
        CustomerReference("duplicate_pair", "left_id", why, _move, _undo),
        CustomerReference("duplicate_pair", "right_id", "moved with left_id"),
    ]
    registry.erasers.append(_erase)
