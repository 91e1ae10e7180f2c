"""What can be asked about people and queues."""

from __future__ import annotations

import msgspec

from agent_desktop.core.query import Query


class PersonCard(msgspec.Struct, frozen=True):
    """One person who works here."""

    agent_id: str
    login: str
    name: str
    extension: str | None
    team: str | None
    roles: list[str]
    queues: list[str]
    is_active: bool


class QueueCard(msgspec.Struct, frozen=True):
    """One queue with its targets."""

    queue_id: str
    name: str
    position: int
    service_level_s: int
    short_abandon_s: int
    is_active: bool


class People(Query[list[PersonCard]], frozen=True, kw_only=True):
    """Everybody active, by name."""


class Queues(Query[list[QueueCard]], frozen=True, kw_only=True):
    """Every active queue, in the site's order."""
