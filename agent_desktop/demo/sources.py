"""Readers of the data files the demo world is made of; see resources/demo/ORIGIN.md for where each is from."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from agent_desktop.core.errors import KnownError
from agent_desktop.runtime.paths import resources

LAST_DAY = 545  # 30 June 1998, the last day of the purchase histories


class Purchase(NamedTuple):
    """One purchase: days since 1 January 1997, number of CDs, US cents."""

    day: int
    items: int
    cents: int


class SourceArticle(NamedTuple):
    """One answer of the question-and-answer collection, with what tells it from its sisters."""

    source_id: str
    thread: str
    question: str
    answer: str
    rank: int  # 1 for the first answer to its question


def folder() -> Path:
    """The folder of the demo data; raises ``KnownError`` where the installation lacks it."""
    found = resources() / "demo"
    if not found.is_dir():
        raise KnownError(
            "The files of the demo world are missing from this installation.",
            todo="Install the program again, or start it without the demo.",
        )
    return found


def read_json(name: str) -> Any:
    """The decoded content of one of the JSON files."""
    return msgspec.json.decode((folder() / name).read_bytes())


@cache
def histories() -> tuple[tuple[Purchase, ...], ...]:
    """The purchases of each of the 23,570 customers, in the order of their original numbers from 1."""
    text = gzip.decompress((folder() / "cdnow_purchases.txt.gz").read_bytes()).decode("ascii")
    return tuple(
        tuple(Purchase(*map(int, purchase.split(","))) for purchase in line.split())
        for line in text.splitlines()
    )


def articles() -> Iterator[SourceArticle]:
    """The 719 question-and-answer articles, in file order, their paragraphs broken."""
    ranks: dict[str, int] = {}
    lines = gzip.decompress((folder() / "stackfaq_articles.jsonl.gz").read_bytes()).splitlines()
    for line in lines:
        raw = msgspec.json.decode(line)
        ranks[raw["thread"]] = rank = ranks.get(raw["thread"], 0) + 1
        answer = re.sub(r"\s{2,}", "\n\n", raw["answer"].strip())
        yield SourceArticle(raw["id"], raw["thread"], raw["question"].strip(), answer, rank)
