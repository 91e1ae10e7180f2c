"""Every read of scripts and standard answers."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from agent_desktop.core.people import EVERYONE, Actor
from agent_desktop.core.query import QueryBook, Read
from agent_desktop.features.scripts.model import Step
from agent_desktop.features.scripts.read_models import (
    Answers,
    AnswerView,
    Script,
    ScriptRow,
    Scripts,
    ScriptView,
)
from agent_desktop.features.scripts.tables import answer, script
from agent_desktop.store.search_keys import folded

# A site has tens of these, not thousands: they are read whole and chosen here, alike on both stores.
_SCRIPTS = sa.select(script.c.id, script.c.name, script.c.topic, script.c.queues, script.c.steps)
_SCRIPT = sa.select(script.c.id, script.c.name, script.c.topic, script.c.steps).where(
    script.c.id == sa.bindparam("script_id")
)
_ANSWERS = sa.select(answer.c.id, answer.c.shortcut, answer.c.title, answer.c.text)


def _scripts(read: Read, _actor: Actor, query: Scripts) -> list[ScriptRow]:
    rows = [
        ScriptRow(row.id, row.name, row.topic, len(row.steps))
        for row in read.execute(_SCRIPTS)
        if query.queue_id is None or not row.queues or query.queue_id in row.queues
    ]
    topic = folded(query.topic or "")

    def place(row: ScriptRow) -> tuple[bool, str, str]:
        is_on_topic = bool(topic) and folded(row.topic or "") == topic
        return (not is_on_topic, folded(row.name), row.script_id)

    return sorted(rows, key=place)


def _script(read: Read, _actor: Actor, query: Script) -> ScriptView | None:
    row = read.execute(_SCRIPT, {"script_id": query.script_id}).first()
    if row is None:
        return None
    return ScriptView(row.id, row.name, row.topic, msgspec.convert(row.steps, list[Step]))


def _answers(read: Read, _actor: Actor, query: Answers) -> list[AnswerView]:
    wanted = folded(query.text.strip().removeprefix("/"))
    answers = [AnswerView(*row) for row in read.execute(_ANSWERS)]
    found = [view for view in answers if wanted in folded(f"{view.shortcut}\n{view.title}\n{view.text}")]
    return sorted(
        found, key=lambda view: (not folded(view.shortcut).startswith(wanted), folded(view.shortcut))
    )


def register(book: QueryBook) -> None:
    """Make the queries of scripts and standard answers known."""
    book.register("scripts.Scripts", Scripts, _scripts, answers=list[ScriptRow], roles=EVERYONE)
    book.register("scripts.Script", Script, _script, answers=ScriptView | None, roles=EVERYONE)
    book.register("scripts.Answers", Answers, _answers, answers=list[AnswerView], roles=EVERYONE)
