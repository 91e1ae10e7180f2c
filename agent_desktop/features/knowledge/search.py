"""Finding articles by words: rare words weigh more than common ones, and titles more than bodies."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.query import Read
from agent_desktop.core.work import Row
from agent_desktop.features.knowledge.tables import article
from agent_desktop.store.search_keys import folded, prefix_range, search_key, words

IN_BODY = 0.6
"""What a word is worth that stands in the body only; in the title it is worth 1."""

_TITLE = "^"  # Never part of a word, so a key that begins with it is a word of the title.
_COMMON = 3_000  # A word in more articles than this chooses none by its bodies: it only adds to others.
_MOST_CANDIDATES = 500
_MOST_WORDS = 8

_STOP_WORDS = frozenset(
    """a about after all also am an and any are as at be been but by can cannot could did do does doing for
    from get got had has have he her here him his how i if in into is it its just me my no not of off on or
    our out please she should so some than that the their them then there these they this to too up us was we
    were what when where which who why will with would you your""".split()  # noqa: SIM905 - words read better
)

_IS_ARTICLE = search_key.c.entity == "article"
_COUNT = sa.select(sa.func.count()).select_from(article)


def article_keys(row: Row) -> Iterable[str]:
    """The keys of an article: every word, and those of its title again with their mark."""
    in_title = words(row["number"], row["title"])
    return in_title | words(row["body"]) | {_TITLE + word for word in in_title}


def query_words(text: str) -> list[str]:
    """The words of a query worth looking for, in their order; stop words only where there are no others.

    The last one may still be being typed: it counts as the beginning of a word.
    """
    found = sorted(words(text), key=folded(text).find)
    telling = [word for word in found if word not in _STOP_WORDS]
    return (telling or found)[:_MOST_WORDS]


def fits(read: Read, text: str) -> dict[str, float]:
    """How well articles fit a query, 0 to 1, by id: the share of the query's weight that each matches.

    A word weighs the logarithm of how rare it is. The answer is empty where no word is found.
    """
    wanted = query_words(text)
    if not wanted:
        return {}
    last = wanted[-1] if text[-1:].isalnum() else None
    how_many = _how_many(read, wanted, last)
    total = int(read.execute(_COUNT).scalar_one())
    weights = {word: math.log(1 + total / (1 + how_many[word])) for word in wanted}
    in_title = _holders(read, [(word, _TITLE + word) for word in wanted], last, among=None)
    rare = [word for word in wanted if how_many[word] <= _COMMON]
    in_body = _holders(read, [(word, word) for word in rare], last, among=None)
    found = {entity_id for holders in (*in_title.values(), *in_body.values()) for entity_id in holders}

    def fit(entity_id: str) -> float:
        worth = 0.0
        for word, weight in weights.items():
            if entity_id in in_title.get(word, ()):
                worth += weight
            elif entity_id in in_body.get(word, ()):
                worth += weight * IN_BODY
        return worth / sum(weights.values())

    common = [word for word in wanted if how_many[word] > _COMMON]
    if common and found:
        best = sorted(found, key=lambda entity_id: (-fit(entity_id), entity_id))[:_MOST_CANDIDATES]
        in_body |= _holders(read, [(word, word) for word in common], last, among=best)
    return {entity_id: fit(entity_id) for entity_id in found}


def _matches(key: str, *, is_beginning: bool) -> sa.ColumnElement[bool]:
    if not is_beginning:
        return search_key.c.key == key
    first, end = prefix_range(key)
    return sa.and_(search_key.c.key >= first, search_key.c.key < end)


def _how_many(read: Read, wanted: list[str], last: str | None) -> dict[str, int]:
    """In how many articles each word stands; counting stops behind what makes a word common."""
    counts = [
        sa.select(sa.func.count())
        .select_from(
            sa.select(search_key.c.entity_id)
            .where(_IS_ARTICLE, _matches(word, is_beginning=word == last))
            .limit(_COMMON + 1)
            .subquery()
        )
        .scalar_subquery()
        for word in wanted
    ]
    return dict(zip(wanted, read.execute(sa.select(*counts)).one(), strict=True))


def _holders(
    read: Read, keys: list[tuple[str, str]], last: str | None, *, among: list[str] | None
) -> dict[str, set[str]]:
    """The articles that hold each word under the key it has in titles or in bodies."""
    if not keys:
        return {}
    parts: list[sa.Select[Any]] = []
    for word, key in keys:
        part = sa.select(sa.literal(word).label("word"), search_key.c.entity_id).where(
            _IS_ARTICLE, _matches(key, is_beginning=word == last)
        )
        if among is not None:
            part = part.where(search_key.c.entity_id.in_(among))
        parts.append(part)
    holders: dict[str, set[str]] = {}
    for word, entity_id in read.execute(sa.union_all(*parts)):
        holders.setdefault(word, set()).add(str(entity_id))
    return holders
