"""What can be asked of the knowledge base."""

from __future__ import annotations

from datetime import datetime

import msgspec

from agent_desktop.core.query import Query


class ArticleHit(msgspec.Struct, frozen=True):
    """One article found; ``fit_pct`` is the share of the query's weight it matches, 0–100.

    A rare word weighs more than a common one, and counts for less where it stands in the body only.
    """

    article_id: str
    number: str
    title: str
    fit_pct: int
    published_at: datetime


class ArticleView(msgspec.Struct, frozen=True):
    """One article to read."""

    article_id: str
    number: str
    title: str
    body: str
    tags: list[str]
    source: str | None
    published_at: datetime


class SearchArticles(Query[list[ArticleHit]], frozen=True, kw_only=True):
    """Articles by words, best first; an empty text answers the newest."""

    text: str
    limit: int = 20


class Article(Query[ArticleView | None], frozen=True, kw_only=True):
    """One article."""

    article_id: str
