"""Search keys: folded words of our own making in an indexed table, alike in both stores."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import sqlalchemy as sa

from agent_desktop.store.schema import Id, Key, metadata

search_key = sa.Table(
    "search_key",
    metadata,
    sa.Column("entity", sa.Text, primary_key=True),
    sa.Column("key", Key, primary_key=True),
    sa.Column("entity_id", Id, primary_key=True),
    # With both columns, or SQLite would rather read every key of the entity than use it.
    sa.Index(None, "entity_id", "entity"),
    sqlite_with_rowid=False,
)

WHOLE = "="
"""What the key of a whole name begins with; never part of a word, so that no search for words sees it."""
LESS_ONE = "~"
"""What the key of a name with a letter left out begins with."""

PREFIX_END = "\U0010ffff"
"""Behind a beginning, it sorts after everything that begins so."""

_LONGEST_PHRASE = 80
_SHORTEST_WIDE = 3
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_EXTRA_FOLDS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"}
)


def folded(text: str) -> str:
    """Text in lower case without accents: what two people typing the same name have in common."""
    lowered = text.casefold().translate(_EXTRA_FOLDS)
    parts = unicodedata.normalize("NFKD", lowered)
    return "".join(char for char in parts if not unicodedata.combining(char))


def words(*texts: str | None) -> set[str]:
    """The folded words of some texts, the key of each at most 40 characters."""
    return {word[:40] for text in texts if text for word in _WORD.findall(folded(text))}


def phrase(text: str) -> str:
    """A text as one key: its folded words in their order, one space apart."""
    return " ".join(_WORD.findall(folded(text)))[:_LONGEST_PHRASE]


def squashed(text: str) -> str:
    """A number or a code as one key, whatever stands between its letters and digits: ``R-10 23`` is ``r1023``."""
    return "".join(_WORD.findall(folded(text)))[:_LONGEST_PHRASE]


def whole_keys(*texts: str | None) -> set[str]:
    """Keys by which names are found as a whole: each under ``WHOLE``, where it is of several words.

    Two words that very many bear lead to the few who bear both with one look into the index, and a slip in
    either is looked for in both at once. A name in a script of thousands of letters is also kept with each of
    them left out, under ``LESS_ONE``: no list of its neighbours could be tried.
    """
    keys = set()
    for name in {phrase(text) for text in texts if text}:
        if " " in name:
            keys.add(WHOLE + name)
        if not name.isascii() and is_wide(name):
            keys |= wide_keys(name)
    return keys


def wide_keys(name: str) -> set[str]:
    """A name in Chinese, Japanese or Korean writing without its spaces, and with one letter less."""
    letters = unicodedata.normalize("NFC", name.replace(" ", ""))
    keys = {unicodedata.normalize("NFD", letters)}
    if len(letters) >= _SHORTEST_WIDE:
        keys |= {LESS_ONE + unicodedata.normalize("NFD", less) for less in without_one(letters)}
    return keys


def without_one(text: str) -> set[str]:
    """A text without each of its letters in turn."""
    return {text[:n] + text[n + 1 :] for n in range(len(text))}


def is_wide(text: str) -> bool:
    """Whether a text is written in syllables or ideographs throughout."""
    return bool(text) and all(
        char >= "\u1100" and (char < "\u1200" or char >= "\u2e80") for char in text if char != " "
    )


def prefix_range(prefix: str) -> tuple[str, str]:
    """The half-open range of keys that start with ``prefix``, in byte order."""
    return prefix, prefix + PREFIX_END


def key_rows(entity: str, entity_id: str, keys: Iterable[str]) -> list[dict[str, str]]:
    """Rows for ``search_key``, sorted so that two writers lock them in the same order."""
    return [{"entity": entity, "key": key, "entity_id": entity_id} for key in sorted(set(keys))]
