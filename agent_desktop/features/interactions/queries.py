"""Every read of contacts, and what they tell the subjects below: timeline, header facts, evidence."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.core.errors import Refused
from agent_desktop.core.people import DESK, LEADS, Actor
from agent_desktop.core.query import Read
from agent_desktop.core.registry import Evidence, Registry, Said, Touch
from agent_desktop.features.customers.read_models import TimelineChip, TimelineEvent
from agent_desktop.features.customers.tables import customer
from agent_desktop.features.interactions.expiry import BY_SYSTEM
from agent_desktop.features.interactions.read_models import (
    CallChoice,
    CallQuestion,
    CallQuestions,
    Contact,
    ContactView,
    MyContacts,
    UnfinishedContacts,
)
from agent_desktop.features.interactions.tables import call_question, contact_alias, interaction
from agent_desktop.features.workforce.tables import agent, queue

BY_HAND = frozenset({"waiting", "asks"})
"""Contacts written down by a person that are not known to be any call of the exchange."""

RECENT = timedelta(days=30)
_LONGEST_LINE = 80

_CONTACTS = sa.select(
    interaction.c.id,
    interaction.c.customer_id,
    customer.c.name,
    interaction.c.channel,
    interaction.c.direction,
    interaction.c.state,
    interaction.c.title,
    interaction.c.agent_id,
    interaction.c.queue_id,
    interaction.c.ticket_id,
    interaction.c.call_id,
    interaction.c.number,
    interaction.c.started_at,
    interaction.c.ended_at,
    interaction.c.waited_s,
    interaction.c.note,
    interaction.c.topic,
    interaction.c.disposition,
    interaction.c.joining,
    interaction.c.disposition_by,
    interaction.c.identity,
    interaction.c.identity_how,
).select_from(interaction.outerjoin(customer, customer.c.id == interaction.c.customer_id))

_ONE = _CONTACTS.where(interaction.c.id == sa.bindparam("interaction_id"))
_ALIASED = _CONTACTS.join_from(
    interaction, contact_alias, contact_alias.c.interaction_id == interaction.c.id
).where(contact_alias.c.id == sa.bindparam("interaction_id"))
_MINE = (
    _CONTACTS.where(interaction.c.agent_id == sa.bindparam("agent_id"))
    .order_by(interaction.c.started_at.desc(), interaction.c.id.desc())
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_UNFINISHED = _CONTACTS.where(
    interaction.c.agent_id == sa.bindparam("agent_id"),
    sa.or_(interaction.c.state != "done", interaction.c.disposition_by == BY_SYSTEM),
).order_by(interaction.c.started_at, interaction.c.id)

_QUESTIONS = (
    sa.select(
        interaction.c.id,
        interaction.c.customer_id,
        customer.c.name,
        interaction.c.number,
        interaction.c.started_at,
        interaction.c.ended_at,
        interaction.c.note,
        call_question.c.choices,
    )
    .select_from(
        call_question.join(interaction, interaction.c.id == call_question.c.id).outerjoin(
            customer, customer.c.id == interaction.c.customer_id
        )
    )
    .where(call_question.c.agent_id == sa.bindparam("agent_id"), call_question.c.is_open)
    .order_by(interaction.c.started_at, interaction.c.id)
)

_TOUCHES = (
    sa.select(interaction, agent.c.name.label("agent_name"), queue.c.name.label("queue_name"))
    .select_from(
        interaction.outerjoin(agent, agent.c.id == interaction.c.agent_id).outerjoin(
            queue, queue.c.id == interaction.c.queue_id
        )
    )
    .where(interaction.c.customer_id == sa.bindparam("customer_id"))
    .order_by(interaction.c.started_at.desc(), interaction.c.id.desc())
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_BEFORE = interaction.c.started_at < sa.bindparam("before", type_=interaction.c.started_at.type)
_KIND = sa.case(
    (interaction.c.channel == "call", sa.literal("call_") + interaction.c.direction),
    else_=interaction.c.channel,
)
_OF_KINDS = _KIND.in_(sa.bindparam("kinds", expanding=True))
_TOUCHES_BY = {
    (is_before, has_kinds): _TOUCHES.where(*((_BEFORE,) * is_before), *((_OF_KINDS,) * has_kinds))
    for is_before in (False, True)
    for has_kinds in (False, True)
}
_KINDS = frozenset({"call_in", "call_out", "email", "chat", "sms", "letter", "note"})

_CALLS_SINCE = (
    sa.select(sa.func.count())
    .select_from(interaction)
    .where(
        interaction.c.customer_id == sa.bindparam("customer_id"),
        interaction.c.started_at >= sa.bindparam("since", type_=interaction.c.started_at.type),
        interaction.c.channel == "call",
    )
)
_LAST_RATING = (
    sa.select(interaction.c.satisfaction)
    .where(
        interaction.c.customer_id == sa.bindparam("customer_id"),
        interaction.c.satisfaction.is_not(None),
    )
    .order_by(interaction.c.started_at.desc(), interaction.c.id.desc())
    .limit(1)
)

# One look-up in the index a customer; a join would read the whole history of a busy number.
_latest = interaction.alias("latest")
_LATEST = (
    sa.select(
        interaction.c.customer_id,
        interaction.c.started_at,
        interaction.c.title,
        interaction.c.topic,
        interaction.c.note,
    )
    .select_from(customer)
    .join(
        interaction,
        interaction.c.id
        == sa.select(_latest.c.id)
        .where(_latest.c.customer_id == customer.c.id)
        .order_by(_latest.c.started_at.desc())
        .limit(1)
        .correlate(customer)
        .scalar_subquery(),
    )
    .where(customer.c.id.in_(sa.bindparam("customer_ids", expanding=True)))
)


def _contact(read: Read, _actor: Actor, query: Contact) -> ContactView | None:
    asked = {"interaction_id": query.interaction_id}
    row = read.execute(_ONE, asked).first() or read.execute(_ALIASED, asked).first()
    return None if row is None else ContactView(*row)


def _my_contacts(read: Read, actor: Actor, query: MyContacts) -> list[ContactView]:
    _own_or_lead(actor, query.agent_id)
    rows = read.execute(_MINE, {"agent_id": query.agent_id, "most": query.limit})
    return [ContactView(*row) for row in rows]


def _unfinished(read: Read, actor: Actor, query: UnfinishedContacts) -> list[ContactView]:
    _own_or_lead(actor, query.agent_id)
    return [ContactView(*row) for row in read.execute(_UNFINISHED, {"agent_id": query.agent_id})]


def _questions(read: Read, actor: Actor, query: CallQuestions) -> list[CallQuestion]:
    _own_or_lead(actor, query.agent_id)
    return [
        CallQuestion(
            interaction_id=row.id,
            customer_id=row.customer_id,
            customer_name=row.name,
            number=row.number,
            started_at=row.started_at,
            ended_at=row.ended_at,
            note=row.note,
            choices=msgspec.convert(row.choices, list[CallChoice]),
        )
        for row in read.execute(_QUESTIONS, {"agent_id": query.agent_id})
    ]


def _own_or_lead(actor: Actor, agent_id: str) -> None:
    if agent_id != actor.agent_id and not actor.holds(LEADS):
        raise Refused(
            "not_allowed", "The contacts of a colleague are theirs to see.", todo="Ask a supervisor."
        )


def _touches(
    read: Read, customer_id: str, before: datetime | None, limit: int, kinds: frozenset[str]
) -> list[Any]:
    arguments: dict[str, Any] = {"customer_id": customer_id, "most": limit}
    if before is not None:
        arguments["before"] = before
    if kinds:
        arguments["kinds"] = sorted(kinds)
    rows = read.execute(_TOUCHES_BY[before is not None, bool(kinds)], arguments)
    return [_event(row) for row in rows]


def _event(row: Any) -> TimelineEvent:
    return TimelineEvent(
        event_id=row.id,
        kind=f"call_{row.direction}" if row.channel == "call" else row.channel,
        at=row.started_at,
        title=row.title,
        meta=" · ".join(part for part in (row.queue_name, row.agent_name, _how_long(row)) if part),
        text=row.note,
        chips=_chips(row),
        ended_at=row.ended_at,
        waited_s=row.waited_s,
        who=row.agent_name,
        queue=row.queue_name,
        record_id=row.id,
        ticket_id=row.ticket_id,
    )


def _how_long(row: Any) -> str:
    if row.waited_s is not None:
        return f"waited {row.waited_s // 60}:{row.waited_s % 60:02d}"
    if row.ended_at is None or row.ended_at <= row.started_at:
        return ""
    minutes = max(1, round((row.ended_at - row.started_at).total_seconds() / 60))
    return f"{minutes} min"


def _chips(row: Any) -> list[TimelineChip]:
    chips = []
    if row.state == "in_progress":
        chips.append(TimelineChip("in_progress", "In progress", "ok"))
    elif row.state == "wrap_up":
        chips.append(TimelineChip("wrap_up", "Wrap-up", "info"))
    elif row.disposition:
        chips.append(TimelineChip(f"disposition:{row.disposition}", row.disposition))
    else:
        chips.append(TimelineChip("done", "Done"))
    if row.joining in BY_HAND:
        chips.append(TimelineChip("by_hand", "Logged by hand"))
    if row.disposition_by == BY_SYSTEM:
        chips.append(TimelineChip("by_system", "Outcome set automatically", "warn"))
    if row.satisfaction is not None:
        tone = "ok" if row.satisfaction >= 4 else "warn" if row.satisfaction == 3 else "bad"
        chips.append(TimelineChip(f"csat:{row.satisfaction}", f"CSAT {row.satisfaction} / 5", tone))
    return chips


def _calls_90d(read: Read, customer_id: str, as_of: datetime) -> int:
    since = as_of - timedelta(days=90)
    return int(read.execute(_CALLS_SINCE, {"customer_id": customer_id, "since": since}).scalar_one())


def _last_satisfaction(read: Read, customer_id: str, _as_of: datetime) -> int | None:
    rating: int | None = read.execute(_LAST_RATING, {"customer_id": customer_id}).scalar_one_or_none()
    return rating


_LAST = (
    sa.select(
        customer.c.id,
        sa.select(sa.func.max(interaction.c.started_at))
        .where(interaction.c.customer_id == customer.c.id)
        .correlate(customer)
        .scalar_subquery()
        .label("at"),
    )
    .where(customer.c.id.in_(sa.bindparam("customer_ids", expanding=True)))
    .order_by(customer.c.id)
)


def _last_contact(read: Read, customer_ids: list[str]) -> dict[str, datetime]:
    rows = read.execute(_LAST, {"customer_ids": customer_ids})
    return {row.id: row.at for row in rows if row.at is not None}


def _recent_contact(read: Read, customer_ids: list[str], _e164: str) -> dict[str, Said]:
    rows = read.execute(_LATEST, {"customer_ids": customer_ids})
    return {row.customer_id: Said("recent_contact", row.started_at, _one_line(row)) for row in rows}


def _one_line(row: Any) -> str:
    told = next((line.strip() for line in row.note.splitlines() if line.strip()), "")
    line = told or row.topic or row.title
    return line if len(line) <= _LONGEST_LINE else line[: _LONGEST_LINE - 1].rstrip() + "…"


def register(registry: Registry) -> None:
    """Make the queries of contacts known, and what contacts tell of a customer."""
    book = registry.queries
    book.register("interactions.Contact", Contact, _contact, answers=ContactView | None, roles=DESK)
    book.register("interactions.MyContacts", MyContacts, _my_contacts, answers=list[ContactView], roles=DESK)
    book.register(
        "interactions.UnfinishedContacts",
        UnfinishedContacts,
        _unfinished,
        answers=list[ContactView],
        roles=DESK,
    )
    book.register(
        "interactions.CallQuestions", CallQuestions, _questions, answers=list[CallQuestion], roles=DESK
    )
    registry.touches.append(Touch(_KINDS, _touches))
    registry.contacted.append(_last_contact)
    registry.facts["calls_90d"] = _calls_90d
    registry.facts["last_satisfaction"] = _last_satisfaction
    registry.evidence.append(Evidence("recent_contact", 30, _recent_contact, lasts=RECENT))
