"""Who is acting, and in which roles: what every permission is decided on."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Role(StrEnum):
    """The roles a person may hold, several at once; ``shop`` is a program's, which never sits at a desk."""

    AGENT = "agent"
    SALES = "sales"
    SUPERVISOR = "supervisor"
    FIELD = "field"
    ADMIN = "admin"
    SHOP = "shop"


PROGRAMS = frozenset({Role.SHOP})
"""Roles of programs that tell what they know: let in to what names them, and to nothing that is everybody's."""
EVERYONE = frozenset(Role) - PROGRAMS
DESK = frozenset({Role.AGENT, Role.SALES, Role.SUPERVISOR, Role.FIELD})
LEADS = frozenset({Role.SUPERVISOR, Role.ADMIN})


class Actor(msgspec.Struct, frozen=True):
    """The person behind a command, query or action, and the device they sit at."""

    agent_id: str
    client_id: str
    roles: frozenset[Role] = frozenset()
    queues: frozenset[str] = frozenset()

    def holds(self, allowed: frozenset[Role]) -> bool:
        """Whether any of the person's roles is among ``allowed``; no role, no permission."""
        return not self.roles.isdisjoint(allowed)
