"""Every read of ratings, and what they tell of a customer: the last satisfaction, and each in the timeline."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.query import Read
from agent_desktop.core.registry import Registry, Touch
from agent_desktop.features.customers.read_models import TimelineChip, TimelineEvent
from agent_desktop.features.interactions.tables import interaction
from agent_desktop.features.ratings.model import rating_id, tone
from agent_desktop.features.ratings.read_models import Rating, RatingView
from agent_desktop.features.ratings.tables import rating
from agent_desktop.features.tickets.tables import ticket
from agent_desktop.features.workforce.tables import agent

_author = agent.alias("author")
_VIEW = sa.select(
    rating.c.id,
    rating.c.score,
    rating.c.comment,
    rating.c.source,
    rating.c.rated_at,
    _author.c.name.label("recorded_by"),
    rating.c.ticket_id,
    rating.c.interaction_id,
    agent.c.name.label("agent_name"),
).select_from(
    rating.outerjoin(agent, agent.c.id == rating.c.agent_id).outerjoin(
        _author, _author.c.id == rating.c.recorded_by
    )
)
_ONE = _VIEW.where(rating.c.id == sa.bindparam("rating_id", type_=rating.c.id.type))
_whose = sa.bindparam("customer_id", type_=rating.c.customer_id.type)
_LAST = (
    sa.select(rating.c.score, rating.c.rated_at)
    .where(rating.c.customer_id == _whose)
    .order_by(rating.c.rated_at.desc(), rating.c.id.desc())
    .limit(1)
)
# What was kept with a contact before ratings had a record of their own.
_LAST_OF_CONTACT = (
    sa.select(interaction.c.satisfaction, interaction.c.started_at)
    .where(
        interaction.c.customer_id == _whose,
        interaction.c.satisfaction.is_not(None),
        ~sa.exists().where(rating.c.interaction_id == interaction.c.id),
    )
    .order_by(interaction.c.started_at.desc(), interaction.c.id.desc())
    .limit(1)
)
_OF_TICKETS = (
    sa.select(rating, ticket.c.number, ticket.c.subject, agent.c.name.label("agent_name"))
    .select_from(
        rating.join(ticket, ticket.c.id == rating.c.ticket_id).outerjoin(
            agent, agent.c.id == rating.c.agent_id
        )
    )
    .where(rating.c.customer_id == _whose)
    .order_by(rating.c.rated_at.desc(), rating.c.id.desc())
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_OF_TICKETS_BEFORE = _OF_TICKETS.where(
    rating.c.rated_at < sa.bindparam("before", type_=rating.c.rated_at.type)
)


def view_of(row: Any, author: str | None) -> RatingView:
    """A row of ratings, as a mapping, as it is shown; ``author`` is who wrote it down."""
    return RatingView(
        rating_id=row["id"],
        score=row["score"],
        comment=row["comment"],
        source=row["source"],
        rated_at=row["rated_at"],
        recorded_by=author,
        ticket_id=row["ticket_id"],
        interaction_id=row["interaction_id"],
        agent=row["agent_name"],
    )


def _rating(read: Read, _actor: Actor, query: Rating) -> RatingView | None:
    about = query.ticket_id or query.interaction_id
    if about is None:
        return None
    row = read.execute(_ONE, {"rating_id": rating_id(about)}).mappings().first()
    return None if row is None else view_of(row, row["recorded_by"])


def _last_satisfaction(read: Read, customer_id: str, _as_of: datetime) -> int | None:
    asked = {"customer_id": customer_id}
    found = [
        row for one in (_LAST, _LAST_OF_CONTACT) if (row := read.execute(one, asked).first()) is not None
    ]
    return int(max(found, key=lambda row: row[1])[0]) if found else None


def _touches(
    read: Read, customer_id: str, before: datetime | None, limit: int, _kinds: frozenset[str]
) -> list[Any]:
    arguments: dict[str, Any] = {"customer_id": customer_id, "most": limit}
    if before is None:
        rows = read.execute(_OF_TICKETS, arguments)
    else:
        rows = read.execute(_OF_TICKETS_BEFORE, arguments | {"before": before})
    return [
        TimelineEvent(
            event_id=f"{row.id}:rated",
            kind="ticket",
            at=row.rated_at,
            title=f"Ticket {row.number} rated: {row.subject}",
            meta=row.agent_name or "",
            text=row.comment or "",
            chips=[TimelineChip(f"csat:{row.score}", f"CSAT {row.score} / 5", tone(row.score))],
            who=row.agent_name,
            record_id=row.ticket_id,
        )
        for row in rows
    ]


def register(registry: Registry) -> None:
    """Make the query known, and what ratings tell of a customer."""
    registry.queries.register("ratings.Rating", Rating, _rating, answers=RatingView | None, roles=DESK)
    registry.touches.append(Touch(frozenset({"ticket"}), _touches))
    registry.facts["last_satisfaction"] = _last_satisfaction
