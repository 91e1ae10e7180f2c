"""Views of the ticket list that people keep: saved as records of theirs, shared with a team by who leads."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.errors import NotHere, Refused
from agent_desktop.core.people import DESK, LEADS, Actor
from agent_desktop.core.query import QueryBook, Read
from agent_desktop.core.work import Row, Work
from agent_desktop.features.tickets.category_commands import upsert
from agent_desktop.features.tickets.listing_views import (
    GROUPS,
    ORDERS,
    VIEWS,
    SavedView,
    SavedViews,
    ViewDefinition,
)
from agent_desktop.features.tickets.model import NAMED_STATES, PRIORITIES
from agent_desktop.features.tickets.saved_view_tables import saved_view
from agent_desktop.features.workforce.tables import agent
from agent_desktop.store.search_keys import folded

LONGEST_NAME = 80


class SaveView(Command, frozen=True, kw_only=True):
    """Keep a view under a name, or say anew what it shows; with ``team`` it is shared, which only leads do."""

    view_id: str
    name: str
    definition: ViewDefinition
    team: str | None = None


class RemoveView(Command, frozen=True, kw_only=True):
    """Forget a view: one's own, or as a lead a shared one."""

    view_id: str


def view_scopes(row: Row) -> set[str]:
    """A shared view is at every desk, as teams are; one's own only where its owner sits."""
    return {"org"} if row["team"] else {f"agent:{row['owner_id']}"}


def _save(work: Work, actor: Actor, c: SaveView) -> None:
    name = " ".join(c.name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refused("malformed", f"A view needs a name of at most {LONGEST_NAME} letters.")
    which, order = c.definition.which, c.definition.order
    unknown = (
        which.view not in VIEWS
        or order.sort not in ORDERS
        or order.group not in {"", *GROUPS}
        or not set(which.states) <= set(NAMED_STATES)
        or not set(which.priorities) <= set(PRIORITIES)
    )
    if unknown:
        raise Refused("malformed", "This view asks for something that tickets do not have.")
    owner_id = actor.agent_id
    before = _known(work, c.view_id)
    if before is not None:
        _may_change(actor, before)
        owner_id = before["owner_id"]
    team = (c.team or "").strip() or None
    if team is not None and not actor.holds(LEADS):
        raise Refused(
            "not_allowed",
            "Only a supervisor shares a view with a team.",
            kept="The view stays as it was.",
            todo="Keep it for yourself, or ask a supervisor.",
        )
    values: Row = {
        "owner_id": owner_id,
        "name": name,
        "team": team,
        "definition": msgspec.to_builtins(c.definition),
    }
    upsert(work, "saved_view", c.view_id, values)


def _remove(work: Work, actor: Actor, c: RemoveView) -> None:
    _may_change(actor, work.get("saved_view", c.view_id))
    work.delete("saved_view", c.view_id)


def _known(work: Work, view_id: str) -> Row | None:
    try:
        return work.get("saved_view", view_id)
    except NotHere:
        return None


def _may_change(actor: Actor, row: Row) -> None:
    if row["owner_id"] != actor.agent_id and not (row["team"] and actor.holds(LEADS)):
        raise Refused(
            "not_yours",
            "This view is somebody else's.",
            kept="It stays as it is.",
            todo="Save one of your own.",
        )


_VIEWS = (
    sa.select(
        saved_view.c.id,
        saved_view.c.name,
        saved_view.c.owner_id,
        agent.c.name.label("owner_name"),
        saved_view.c.team,
        saved_view.c.definition,
    )
    .select_from(saved_view.outerjoin(agent, agent.c.id == saved_view.c.owner_id))
    .where(
        sa.or_(
            saved_view.c.owner_id == sa.bindparam("agent_id", type_=saved_view.c.owner_id.type),
            saved_view.c.team == sa.bindparam("team", type_=sa.Text),
        )
    )
)


def _views(read: Read, actor: Actor, _query: SavedViews) -> list[SavedView]:
    me = read.by_id(agent, actor.agent_id)
    found = read.execute(_VIEWS, {"agent_id": actor.agent_id, "team": (me or {}).get("team")})
    views = [
        SavedView(
            row.id,
            row.name,
            row.owner_id,
            row.owner_name,
            row.team,
            msgspec.convert(row.definition, ViewDefinition),
        )
        for row in found
    ]
    return sorted(views, key=lambda view: (folded(view.name), view.view_id))


def register(bus: CommandBus, book: QueryBook) -> None:
    """Make saved views known."""
    bus.register("tickets.SaveView", SaveView, _save, roles=DESK)
    bus.register("tickets.RemoveView", RemoveView, _remove, roles=DESK)
    book.register("tickets.SavedViews", SavedViews, _views, answers=list[SavedView], roles=DESK)
