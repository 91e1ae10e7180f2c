"""CSAT: ratings in the top two of five ÷ ratings, with the response rate beside it (docs/figures.md)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from agent_desktop.core.people import EVERYONE, LEADS, Actor
from agent_desktop.core.query import QueryBook, Read
from agent_desktop.features.kpi.counting import within
from agent_desktop.features.kpi.read_models import RatingsBehind, Satisfaction, SatisfactionView
from agent_desktop.features.ratings.model import CONTENT
from agent_desktop.features.ratings.queries import view_of
from agent_desktop.features.ratings.read_models import RatingView
from agent_desktop.features.ratings.tables import rating, rating_invitation
from agent_desktop.features.workforce.tables import agent

_ASKED_BY = ("link", "ivr")


def _of(table: sa.Table, moment: Any, q: Satisfaction | RatingsBehind) -> list[Any]:
    wanted = list(within(moment, q.since, q.until))
    if q.queue_id is not None:
        wanted.append(table.c.queue_id == q.queue_id)
    if q.agent_id is not None:
        wanted.append(table.c.agent_id == q.agent_id)
    return wanted


def satisfaction(read: Read, _actor: Actor | None, q: Satisfaction) -> SatisfactionView:
    """Ratings in the top two of five ÷ ratings; who was asked and has answered ÷ who was asked."""
    counted = read.execute(
        sa.select(rating.c.score, sa.func.count())
        .where(*_of(rating, rating.c.rated_at, q))
        .group_by(rating.c.score)
    ).all()
    by_score = [0] * 5
    for score, n in counted:
        by_score[score - 1] = int(n)
    ratings = sum(by_score)
    i = rating_invitation.c
    asked, answered = read.execute(
        sa.select(sa.func.count(), sa.func.count(i.answered_at)).where(
            i.way.in_(_ASKED_BY), *_of(rating_invitation, i.asked_at, q)
        )
    ).one()
    return SatisfactionView(
        csat_pct=100.0 * sum(by_score[CONTENT - 1 :]) / ratings if ratings else None,
        mean=sum(n * (place + 1) for place, n in enumerate(by_score)) / ratings if ratings else None,
        ratings=ratings,
        by_score=by_score,
        asked=int(asked),
        answered=int(answered),
        response_pct=100.0 * int(answered) / int(asked) if asked else None,
    )


def ratings_behind(read: Read, _actor: Actor | None, q: RatingsBehind) -> list[RatingView]:
    """The ratings themselves."""
    author = agent.alias("author")
    rows = read.execute(
        sa.select(rating, author.c.name.label("author_name"), agent.c.name.label("agent_name"))
        .select_from(
            rating.outerjoin(agent, agent.c.id == rating.c.agent_id).outerjoin(
                author, author.c.id == rating.c.recorded_by
            )
        )
        .where(*_of(rating, rating.c.rated_at, q))
        .order_by(rating.c.rated_at.desc(), rating.c.id.desc())
        .limit(max(0, min(q.limit, 10_000)))
    ).mappings()
    return [view_of(row, row["author_name"]) for row in rows]


def register(book: QueryBook) -> None:
    """Make these known. The figure is everybody's; what single customers said of colleagues is for leads."""
    book.register(
        "kpi.Satisfaction",
        Satisfaction,
        satisfaction,
        answers=SatisfactionView,
        roles=EVERYONE,
        central_only=True,
    )
    book.register(
        "kpi.RatingsBehind",
        RatingsBehind,
        ratings_behind,
        answers=list[RatingView],
        roles=LEADS,
        central_only=True,
    )
