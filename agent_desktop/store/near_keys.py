"""Search keys one slip away from what was typed: found by trying them, so that nothing is stored for it.

A text has some hundred neighbours: one letter more, one less, another one, or two swapped. Each is looked for
in the index of the keys that are there anyway, all in one statement, on either store alike.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from agent_desktop.core.query import Read
from agent_desktop.store.rows import json_text
from agent_desktop.store.search_keys import (
    LESS_ONE,
    PREFIX_END,
    folded,
    is_wide,
    search_key,
    without_one,
)

SWAPPED, LEFT_OUT, TOO_MANY, ANOTHER = 5, 5, 1, 0
"""How much likelier a slip makes one neighbour than the next, in bits: few words come of the first two."""

_RANGES = (
    ("a", "z", ""),
    ("α", "ω", ""),
    ("а", "я", "іјљњћђџєґѕў"),
    ("ա", "և", ""),
    ("א", "ת", ""),
    ("ء", "ي", "پچژگکیٹڈڑںھہے"),
    ("ა", "ჰ", ""),
    ("ऄ", "ह", ""),
    ("ก", "ฮ", ""),
)


class each_text(FunctionElement[str]):  # noqa: N801 - it is called like a function of SQL
    """The texts of one parameter, a JSON list, as rows: one statement for however many there are."""

    type = sa.Text()
    inherit_cache = True
    name = "each_text"


@compiles(each_text, "postgresql")
def _each_at_central(element: each_text, compiler: Any, **options: Any) -> str:
    return f"jsonb_array_elements_text(CAST({compiler.process(element.clauses, **options)} AS jsonb))"


@compiles(each_text)
def _each_at_a_desk(element: each_text, compiler: Any, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


def each(parameter: str) -> Any:
    """Rows with one column ``value``, the texts of a parameter made by ``as_list``."""
    return each_text(sa.bindparam(parameter, type_=sa.Text())).table_valued("value", name=f"each_{parameter}")


def as_list(texts: Iterable[str]) -> str:
    """Texts as the parameter of ``each``."""
    return json_text(sorted(texts))


def slips(text: str, *, also: str = "") -> dict[str, int]:
    """Every text one slip away, with how likely it was meant; ``also`` are letters to try beside its script's.

    Of a script with thousands of letters only what takes none of them: swapped, or one too many.
    """
    found: dict[str, int] = {}
    letters = "".join(dict.fromkeys(alphabet(text) + also))
    for at in range(len(text) + 1):
        before, rest = text[:at], text[at:]
        for letter in letters:
            _keep(found, before + letter + rest, LEFT_OUT)
            if rest:
                _keep(found, before + letter + rest[1:], ANOTHER)
        if rest:
            # A letter struck twice is likelier than any other one too many.
            twice = before[-1:] == rest[0]
            _keep(found, before + rest[1:], LEFT_OUT if twice else TOO_MANY)
        if len(rest) > 1:
            _keep(found, before + rest[1] + rest[0] + rest[2:], SWAPPED)
    found.pop(text, None)
    found.pop("", None)
    return found


def _keep(found: dict[str, int], text: str, likely: int) -> None:
    if found.get(text, -1) < likely:
        found[text] = likely


@cache
def _letters(first: str, last: str, more: str) -> str:
    every = [chr(code) for code in range(ord(first), ord(last) + 1)]
    # Folding leaves some letters out of every key, so none of them can be missing from one.
    return "".join(char for char in [*every, *more] if char.isalpha() and folded(char) == char)


def alphabet(text: str) -> str:
    """The letters that can stand in a text beside its own: those of its scripts."""
    letters = ""
    for first, last, more in _RANGES:
        if any(first <= char <= last for char in text):
            letters += _letters(first, last, more)
    return letters


def keys_there(read: Read, entity: str, wanted: Collection[str]) -> set[str]:
    """Which of some keys an entity has."""
    if not wanted:
        return set()
    rows = read.execute(_THERE, {"entity": entity, "texts": as_list(wanted)})
    return {row.value for row in rows if row.first is not None}


_texts = each("texts")
# One look into the index for each text, and no more than its first row: a join would read all who share a name.
_THERE = sa.select(
    _texts.c.value,
    sa.select(search_key.c.key)
    .where(search_key.c.entity == sa.bindparam("entity"), search_key.c.key == _texts.c.value)
    .limit(1)
    .correlate(_texts)
    .scalar_subquery()
    .label("first"),
)


def near_keys(
    read: Read, entity: str, text: str, *, mark: str = "", also: str = "", most: int = 12
) -> dict[str, int]:
    """The keys of an entity one slip away from a text, the likeliest first, each with how likely in bits.

    ``mark`` is what the keys begin with, ``also`` are letters to try beside those of the text's scripts.
    """
    likely = {mark + near: bits for near, bits in slips(text, also=also).items()}
    there = keys_there(read, entity, likely)
    return {key: likely[key] for key in sorted(there, key=lambda key: (-likely[key], key))[:most]}


def near_wide_keys(read: Read, entity: str, text: str, most: int = 12) -> dict[str, int]:
    """The keys one slip away from a name in Chinese, Japanese or Korean writing."""
    letters = unicodedata.normalize("NFC", text.replace(" ", ""))
    if not is_wide(text) or len(letters) < 2:
        return {}
    less = without_one(letters)
    swapped = {letters[:n] + letters[n + 1] + letters[n] + letters[n + 2 :] for n in range(len(letters) - 1)}
    wanted = {unicodedata.normalize("NFD", near) for near in swapped | {one for one in less if len(one) > 1}}
    wanted |= {LESS_ONE + unicodedata.normalize("NFD", near) for near in {letters} | less if len(near) > 1}
    wanted.discard(unicodedata.normalize("NFD", letters))
    return dict.fromkeys(sorted(keys_there(read, entity, wanted))[:most], ANOTHER)


def near_beginnings(read: Read, entity: str, text: str, most: int = 8) -> list[str]:
    """Beginnings one slip away from one that is still being typed, with which some key of an entity begins."""
    likely = slips(text)
    rows = read.execute(_BEGINS, {"entity": entity, "texts": as_list(likely)})
    there = [row.value for row in rows if row.first is not None]
    return sorted(there, key=lambda near: (-likely[near], near))[:most]


_BEGINS = sa.select(
    _texts.c.value,
    sa.select(search_key.c.key)
    .where(
        search_key.c.entity == sa.bindparam("entity"),
        search_key.c.key >= _texts.c.value,
        search_key.c.key < _texts.c.value.concat(PREFIX_END),
    )
    .limit(1)
    .correlate(_texts)
    .scalar_subquery()
    .label("first"),
)
