"""Who is called, or written to, like this: by the keys of names, addresses and postcodes, with a slip or without.

Every look-up is bounded: what very many share is found by the newest of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.query import Read
from agent_desktop.store.near_keys import as_list, each, near_beginnings, near_keys, near_wide_keys
from agent_desktop.store.search_keys import WHOLE, is_wide, phrase, prefix_range, search_key, squashed, words

CUSTOMER = "customer"
MOST_FOUND = 200
_MOST_WORDS = 6
_SCANNED = 4_000
"""How many keys of a word are read."""
_FEW_ENOUGH = 600
"""Up to so many are looked up one by one whatever they are held against."""
_OF_ONE_KEY = 20
"""So many are taken of each of several names, and more of few names."""
_SHORTEST_SLIP = 3
_MOST_BEGINNINGS = 4
_SHORTEST_BEGINNING = 4
_IN_ADDRESSES = "-.@_0123456789"


@dataclass(frozen=True, slots=True)
class Beginning:
    """Any key that begins like this."""

    text: str


@dataclass(frozen=True, slots=True)
class Keys:
    """Any of some keys as they are."""

    keys: Sequence[str]


def exactly_named(read: Read, text: str, entity: str = CUSTOMER, enough: int = 20) -> Iterator[list[str]]:
    """Ids with these words, the surest first: the whole name, then all words as they are begun."""
    said = phrase(text)
    if "@" in text:
        yield _beginning(read, entity, text.strip().casefold())
        return
    if not said:
        return
    whole = [WHOLE + name for name in _in_either_order(said)] if " " in said else [said]
    if wide := _unspaced(said):
        whole.append(wide)
    held = _holding(read, entity, whole, MOST_FOUND)
    found = [one for ids in held.values() for one in ids]
    yield found
    if len(found) >= enough:
        return
    begun = _beginning(read, entity, WHOLE + said) if " " in said else _beginning(read, entity, said)
    yield begun
    if " " not in said or len(found) + len(begun) >= enough:
        return
    several = _several(text)
    whole_words = holding_all(read, entity, [Keys([word]) for word in several])
    yield whole_words
    if not (found or begun or whole_words):
        yield holding_all(read, entity, [Beginning(word) for word in several])
    code = squashed(text)
    if any(char.isdigit() for char in code):
        yield _beginning(read, entity, code)  # A postcode with a space in it.


def nearly_named(read: Read, text: str, entity: str = CUSTOMER, *, is_lost: bool = True) -> list[list[str]]:
    """Ids a slip away, in groups of one name each, the likeliest first.

    Where all else ``is_lost`` each word is tried by itself, the last one also while it is still being typed.
    """
    said = phrase(text)
    near: dict[str, int] = {}
    if "@" in text:
        near = near_keys(read, entity, text.strip().casefold(), also=_IN_ADDRESSES)
        return _groups(read, entity, near)
    if is_wide(said):
        return _groups(read, entity, near_wide_keys(read, entity, said))
    if len(said) < _SHORTEST_SLIP:
        return []
    if " " not in said:
        near = near_keys(read, entity, said)
    for name in _in_either_order(said) if is_lost else [said]:
        # A space may be the one letter that was left out, or put in.
        near = near or near_keys(read, entity, name, mark=WHOLE, also=" ")
    groups = _groups(read, entity, near)
    return groups if groups or not is_lost else _word_by_word(read, entity, text)


def _word_by_word(read: Read, entity: str, text: str) -> list[list[str]]:
    """A slip in one of several words, the others as they are; the last one may still be being typed."""
    several = _several(text)
    last = max(several, key=phrase(text).rfind, default="")
    said: list[Beginning | Keys] = [Beginning(word) if word == last else Keys([word]) for word in several]
    found: list[list[str]] = []
    if len(several) > 1:
        # Of a number nobody can say which digit was meant.
        near = [Keys(list(near_keys(read, entity, word)) if word.isalpha() else ()) for word in several]
        for n, slip in enumerate(near):
            found.append(holding_all(read, entity, [*said[:n], slip, *said[n + 1 :]]))
        if not any(found):
            either = [Keys([word, *slip.keys]) for word, slip in zip(several, near, strict=True)]
            found.append(holding_all(read, entity, either))
    if not any(found) and last.isalpha() and len(last) >= _SHORTEST_BEGINNING:
        at = several.index(last)
        for beginning in near_beginnings(read, entity, last, _MOST_BEGINNINGS):
            found.append(holding_all(read, entity, [*said[:at], Beginning(beginning), *said[at + 1 :]]))
    return [group for group in found if group]


def _several(text: str) -> list[str]:
    return sorted(words(text), key=lambda word: (-len(word), word))[:_MOST_WORDS]


def _in_either_order(said: str) -> list[str]:
    parts = said.split()
    return [said] if len(parts) != 2 else list(dict.fromkeys((said, " ".join(reversed(parts)))))


def _unspaced(said: str) -> str:
    """A name without its spaces, where that is how names in its script are kept; else nothing."""
    return said.replace(" ", "") if " " in said and is_wide(said) else ""


def _groups(read: Read, entity: str, near: Mapping[str, int]) -> list[list[str]]:
    """Who has each of some keys, the newest first; the likelier key first, and of two the commoner."""
    by_key = _holding(read, entity, list(near), max(_OF_ONE_KEY, MOST_FOUND // max(len(near), 1)))
    ranked = sorted(by_key, key=lambda key: (-near[key] - len(by_key[key]).bit_length(), key))
    return [by_key[key] for key in ranked if by_key[key]]


def _holding(read: Read, entity: str, keys: Sequence[str], most: int) -> dict[str, list[str]]:
    """Who has each of some keys exactly, the newest first."""
    if not keys:
        return {}
    bounds: dict[str, Any] = {f"key_{n}": key for n, key in enumerate(keys)}
    rows = read.execute(_of_each(len(keys)), bounds | {"entity": entity, "most": most})
    found: dict[str, list[str]] = {key: [] for key in keys}
    for place, entity_id in rows:
        found[keys[place]].append(str(entity_id))
    return found


@lru_cache(maxsize=64)
def _of_each(how_many: int) -> sa.Select[Any] | sa.CompoundSelect[Any]:
    parts = []
    for n in range(how_many):
        part = (
            sa.select(sa.literal_column(str(n)).label("place"), search_key.c.entity_id)
            .where(
                search_key.c.entity == sa.bindparam("entity"), search_key.c.key == sa.bindparam(f"key_{n}")
            )
            .order_by(search_key.c.entity_id.desc())
            .limit(sa.bindparam("most", type_=sa.Integer))
            .subquery(f"of_{n}")
        )
        parts.append(sa.select(part.c.place, part.c.entity_id))
    return sa.union_all(*parts) if len(parts) > 1 else parts[0]


_BEGINNING = (
    sa.select(search_key.c.entity_id)
    .where(
        search_key.c.entity == sa.bindparam("entity"),
        search_key.c.key >= sa.bindparam("first"),
        search_key.c.key < sa.bindparam("end"),
    )
    .order_by(search_key.c.key, search_key.c.entity_id)
    .limit(MOST_FOUND)
)


def _beginning(read: Read, entity: str, key: str) -> list[str]:
    """Who has a key that begins like this, in the order of keys."""
    first, end = prefix_range(key)
    rows = read.execute(_BEGINNING, {"entity": entity, "first": first, "end": end})
    return list(dict.fromkeys(str(one) for one in rows.scalars()))


def holding_all(read: Read, entity: str, wanted: Sequence[Beginning | Keys]) -> list[str]:
    """Who has a key for each of what is wanted, the rarest leading.

    Nothing here reads more than some thousand keys: where two common beginnings meet, what is found among the
    first of each fills a page. Whole words are held against each other by looks into the index alone.
    """
    if not wanted or any(isinstance(one, Keys) and not one.keys for one in wanted):
        return []
    shape = tuple(_shape(one) for one in wanted)
    bounds: dict[str, str] = {"entity": entity}
    for n, one in enumerate(wanted):
        if isinstance(one, Beginning):
            bounds[f"from_{n}"], bounds[f"to_{n}"] = prefix_range(one.text)
        elif len(one.keys) == 1:
            bounds[f"key_{n}"] = one.keys[0]
        else:
            bounds[f"keys_{n}"] = as_list(one.keys)
    driving, is_small = 0, True
    if len(wanted) > 1:
        counts = list(read.execute(_counts(shape), bounds).one())
        if 0 in counts:
            return []
        driving, is_small = counts.index(min(counts)), min(counts) <= _FEW_ENOUGH
    is_probed = is_small or all(kind == _KEY for kind in shape)
    rows = read.execute(_intersection(shape, driving, is_probed), bounds)
    return list(dict.fromkeys(str(found) for found in rows.scalars()))


_BEGINS, _KEY, _ONE_OF = "begins", "key", "one of"


def _shape(one: Beginning | Keys) -> str:
    if isinstance(one, Beginning):
        return _BEGINS
    return _KEY if len(one.keys) == 1 else _ONE_OF


def _fits(keys: Any, n: int, kind: str) -> sa.ColumnElement[bool]:
    if kind == _KEY:
        there = keys.c.key == sa.bindparam(f"key_{n}")
    elif kind == _ONE_OF:
        there = keys.c.key.in_(sa.select(each(f"keys_{n}").c.value))
    else:
        there = sa.and_(keys.c.key >= sa.bindparam(f"from_{n}"), keys.c.key < sa.bindparam(f"to_{n}"))
    return sa.and_(keys.c.entity == sa.bindparam("entity"), there)


def _scanned(n: int, kind: str) -> sa.Select[Any]:
    """The keys for one word, as many as are read at most: of a whole word the newest."""
    order = (search_key.c.entity_id.desc(),) if kind == _KEY else (search_key.c.key, search_key.c.entity_id)
    return (
        sa.select(search_key.c.key, search_key.c.entity_id)
        .where(_fits(search_key, n, kind))
        .order_by(*order)
        .limit(_SCANNED)
    )


@lru_cache(maxsize=256)
def _counts(shape: tuple[str, ...]) -> sa.Select[Any]:
    """How many keys there are for each word; counting stops where more would make no difference."""
    return sa.select(
        *(
            sa.select(sa.func.count())
            .select_from(_scanned(n, kind).order_by(None).subquery())
            .scalar_subquery()
            for n, kind in enumerate(shape)
        )
    )


@lru_cache(maxsize=512)
def _intersection(shape: tuple[str, ...], driving: int, is_probed: bool) -> sa.Select[Any]:
    """The keys of one word held against those of the others: each by itself, or list against list.

    Lists are held against each other as sets: a database that takes a beginning for rare would otherwise go
    through one list for every row of the other.
    """
    scanned = _scanned(driving, shape[driving]).subquery("scanned")
    if not is_probed:
        lists = [_scanned(n, kind).subquery(f"list_{n}") for n, kind in enumerate(shape)]
        both = sa.intersect(*(sa.select(one.c.entity_id) for one in lists)).subquery("both")
        return sa.select(both.c.entity_id).order_by(both.c.entity_id.desc()).limit(MOST_FOUND)
    statement = sa.select(scanned.c.entity_id)
    for n, kind in enumerate(shape):
        if n != driving:
            other = search_key.alias(f"key_{n}")
            statement = statement.where(
                sa.exists().where(other.c.entity_id == scanned.c.entity_id, _fits(other, n, kind))
            )
    return statement.order_by(scanned.c.key, scanned.c.entity_id.desc()).limit(MOST_FOUND)
