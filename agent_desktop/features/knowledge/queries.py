"""Every read of the knowledge base."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.core.people import EVERYONE, Actor
from agent_desktop.core.query import QueryBook, Read
from agent_desktop.features.knowledge.read_models import Article, ArticleHit, ArticleView, SearchArticles
from agent_desktop.features.knowledge.search import fits
from agent_desktop.features.knowledge.tables import article

_COLUMNS = (article.c.id, article.c.number, article.c.title, article.c.published_at)
_NEWEST = (
    sa.select(*_COLUMNS)
    .order_by(article.c.published_at.desc(), article.c.id)
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_SOME = sa.select(*_COLUMNS).where(article.c.id.in_(sa.bindparam("ids", expanding=True)))
_ONE = sa.select(
    article.c.id,
    article.c.number,
    article.c.title,
    article.c.body,
    article.c.tags,
    article.c.source,
    article.c.published_at,
).where(article.c.id == sa.bindparam("article_id"))


def _search(read: Read, _actor: Actor, query: SearchArticles) -> list[ArticleHit]:
    if not query.text.strip():
        rows = read.execute(_NEWEST, {"most": query.limit})
        return [ArticleHit(row.id, row.number, row.title, 100, row.published_at) for row in rows]
    fit = fits(read, query.text)
    best = sorted(fit, key=lambda article_id: (-fit[article_id], article_id))[: max(query.limit, 100)]
    hits = [
        ArticleHit(row.id, row.number, row.title, round(100 * fit[row.id]), row.published_at)
        for row in read.execute(_SOME, {"ids": best})
    ]
    # Of two that fit alike the newer one is likelier to be right.
    hits.sort(key=lambda hit: (-hit.fit_pct, -hit.published_at.timestamp(), hit.article_id))
    return hits[: query.limit]


def _article(read: Read, _actor: Actor, query: Article) -> ArticleView | None:
    row = read.execute(_ONE, {"article_id": query.article_id}).first()
    return None if row is None else ArticleView(*row)


def register(book: QueryBook) -> None:
    """Make the queries of the knowledge base known."""
    book.register(
        "knowledge.SearchArticles", SearchArticles, _search, answers=list[ArticleHit], roles=EVERYONE
    )
    book.register("knowledge.Article", Article, _article, answers=ArticleView | None, roles=EVERYONE)
