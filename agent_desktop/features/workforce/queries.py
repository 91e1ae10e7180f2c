"""Every read of people and queues."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.core.people import EVERYONE, PROGRAMS, Actor
from agent_desktop.core.query import QueryBook, Read
from agent_desktop.features.workforce.read_models import People, PersonCard, QueueCard, Queues
from agent_desktop.features.workforce.tables import agent, queue
from agent_desktop.store.search_keys import folded

_PEOPLE = sa.select(
    agent.c.id,
    agent.c.login,
    agent.c.name,
    agent.c.extension,
    agent.c.team,
    agent.c.roles,
    agent.c.queues,
    agent.c.is_active,
).where(agent.c.is_active)

_QUEUES = (
    sa.select(
        queue.c.id,
        queue.c.name,
        queue.c.position,
        queue.c.service_level_s,
        queue.c.short_abandon_s,
        queue.c.is_active,
    )
    .where(queue.c.is_active)
    .order_by(queue.c.position, queue.c.id)
)


def _people(read: Read, _actor: Actor, _query: People) -> list[PersonCard]:
    # A program is nobody to give work to, or to call.
    rows = (row for row in read.execute(_PEOPLE) if not row.roles or not PROGRAMS.issuperset(row.roles))
    people = [PersonCard(*row) for row in rows]
    # Databases order names each by their own rules, so the order is ours.
    return sorted(people, key=lambda person: (folded(person.name), person.agent_id))


def _queues(read: Read, _actor: Actor, _query: Queues) -> list[QueueCard]:
    return [QueueCard(*row) for row in read.execute(_QUEUES)]


def register(book: QueryBook) -> None:
    """Make the queries of people and queues known."""
    book.register("workforce.People", People, _people, answers=list[PersonCard], roles=EVERYONE)
    book.register("workforce.Queues", Queues, _queues, answers=list[QueueCard], roles=EVERYONE)
