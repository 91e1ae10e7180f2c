"""The tree of categories: made and changed by leads, kept at every desk."""

from __future__ import annotations

from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.errors import NotHere, Refused
from agent_desktop.core.people import LEADS, Actor
from agent_desktop.core.work import Row, Work
from agent_desktop.features.tickets.fields import checked_fields
from agent_desktop.features.tickets.model import FieldSpec

DEEPEST = 6
"""So many levels a tree has at most: nobody finds what lies deeper."""


class SaveCategory(Command, frozen=True, kw_only=True):
    """Make a category, or say anew what it is; one that is not active is offered no more and keeps its tickets."""

    category_id: str
    name: str
    parent_id: str | None = None
    position: int = 0
    fields: list[FieldSpec] = []
    skill: str | None = None
    is_active: bool = True


def _save(work: Work, _actor: Actor, c: SaveCategory) -> None:
    if not c.name.strip():
        raise Refused("malformed", "A category needs a name.")
    _check_place(work, c)
    upsert(
        work,
        "ticket_category",
        c.category_id,
        {
            "name": c.name.strip(),
            "parent_id": c.parent_id,
            "position": c.position,
            "fields": checked_fields(c.fields),
            "skill": (c.skill or "").strip().casefold() or None,
            "is_active": c.is_active,
        },
    )


def _check_place(work: Work, c: SaveCategory) -> None:
    """A category lies under one that is there, at most ``DEEPEST`` deep, and never under itself."""
    above, depth = c.parent_id, 1
    while above is not None:
        depth += 1
        if above == c.category_id:
            raise Refused("ring", "A category cannot lie within itself.", kept="The tree stays as it is.")
        if depth > DEEPEST:
            raise Refused("too_deep", f"The tree has at most {DEEPEST} levels.", kept="It stays as it is.")
        above = work.get("ticket_category", above)["parent_id"]


def upsert(work: Work, entity: str, entity_id: str, values: Row) -> None:
    """Write a definition of the site whether it is there or not: the last word is the one that holds."""
    try:
        work.get(entity, entity_id)
    except NotHere:
        work.insert(entity, {"id": entity_id, **values})
    else:
        work.update(entity, entity_id, values)


def register(bus: CommandBus) -> None:
    """Make the command known."""
    bus.register("tickets.SaveCategory", SaveCategory, _save, roles=LEADS)
