"""What stands on the shelf at the demo company: articles, guided scripts and standard answers."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta

from agent_desktop.demo.cast import Cast
from agent_desktop.demo.guides import guides
from agent_desktop.demo.moments import Calendar, make_id_at
from agent_desktop.demo.records import Answer, Article, Script
from agent_desktop.demo.sources import articles, read_json

STACKFAQ_SOURCE = (
    "Web Applications Stack Exchange contributors, CC BY-SA, https://webapps.stackexchange.com "
    "(StackFAQ collection, Karan and Šnajder 2018); paragraphs re-broken"
)
_OWN_SOURCE = "Fernhill"


def article_rows(seed: int, calendar: Calendar) -> Iterator[Article]:
    """The company's own articles, KB-1180 and on, then the 719 of the collection, KB-2001 and on."""
    rng = random.Random(f"{seed}:articles")
    for raw in read_json("company_articles.json"):
        moment = calendar.day(rng.randrange(300, 530), rng.randrange(30_000, 60_000))
        yield Article(
            id=make_id_at(rng, moment),
            number=raw["number"],
            title=raw["title"],
            body=raw["body"],
            tags=[raw["topic"]],
            source=_OWN_SOURCE,
            published_at=moment,
            updated_at=moment,
        )
    for position, source in enumerate(articles(), 2001):
        moment = calendar.day(rng.randrange(0, 500), rng.randrange(30_000, 60_000))
        title = source.question if source.rank == 1 else f"{source.question} ({source.rank})"
        yield Article(
            id=make_id_at(rng, moment),
            number=f"KB-{position}",
            title=title,
            body=source.answer,
            tags=["Web applications", source.thread],
            source=STACKFAQ_SOURCE,
            published_at=moment,
            updated_at=moment,
        )


def script_rows(seed: int, calendar: Calendar, staff: Cast) -> Iterator[Script]:
    """The company's guides and those made from the agent guidelines."""
    rng = random.Random(f"{seed}:scripts")
    moment = calendar.today - timedelta(days=200)
    for guide in guides():
        queues = [staff.queue_ids[key] for key in guide.queues]
        yield Script(
            id=make_id_at(rng, moment),
            name=guide.name,
            topic=guide.topic,
            queues=queues,
            steps=list(guide.steps),
            updated_at=moment,
        )


def answer_rows(seed: int, calendar: Calendar) -> Iterator[Answer]:
    """The standard answers, typed as ``/name``."""
    rng = random.Random(f"{seed}:answers")
    moment = calendar.today - timedelta(days=150)
    for raw in read_json("standard_answers.json"):
        yield Answer(
            id=make_id_at(rng, moment),
            shortcut=raw["name"],
            title=raw["title"],
            text=raw["text"],
            updated_at=moment,
        )
