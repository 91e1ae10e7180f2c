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


def prefix_range(prefix: str) -> tuple[str, str]:
    """The half-open range of keys that start with ``prefix``, in byte order."""
    return prefix, prefix + "\U0010ffff"


def key_rows(entity: str, entity_id: str, keys: Iterable[str]) -> list[dict[str, str]]:
    """Rows for ``search_key``, sorted so that two writers lock them in the same order."""
    return [{"entity": entity, "key": key, "entity_id": entity_id} for key in sorted(set(keys))]
