"""Handing out tickets at central: by skill, language, load and idle time, to people who are here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.errors import Refused
from agent_desktop.core.people import DESK, LEADS, Actor
from agent_desktop.core.query import Read
from agent_desktop.core.work import CentralWork, Row, Work
from agent_desktop.features.customers.tables import customer
from agent_desktop.features.tickets.assignment import (
    CAPACITY,
    CRITERIA,
    ORDER,
    WEIGHTS,
    Candidate,
    Choice,
    Need,
    choose,
)
from agent_desktop.features.tickets.category_commands import upsert
from agent_desktop.features.tickets.presence import HERE, states_of
from agent_desktop.features.tickets.routing_tables import agent_profile, queue_routing
from agent_desktop.features.tickets.tables import ticket, ticket_category
from agent_desktop.features.tickets.workflow_tables import handed_out
from agent_desktop.features.workforce.tables import agent

WEIGHING = ("new", "open")
"""A ticket in these states weighs on its owner; one that waits for somebody else does not."""

MOST_AT_ONCE = 100


class RouteTicket(Command, frozen=True, kw_only=True):
    """Let central choose who takes a ticket that nobody owns; the verdict says who, or that nobody fits and why."""

    ticket_id: str


class SaveProfile(Command, frozen=True, kw_only=True):
    """Say what somebody can do: skills by level 1 to 5, languages, and how much open work they carry."""

    agent_id: str
    skills: dict[str, int]
    languages: list[str]
    capacity: int = CAPACITY


class SaveRouting(Command, frozen=True, kw_only=True):
    """Say how a queue hands out its tickets: what decides, in order, and whether central does it by itself."""

    queue_id: str
    criteria: list[str]
    is_automatic: bool = False


def _save_profile(work: Work, _actor: Actor, c: SaveProfile) -> None:
    if c.capacity < 1 or not all(1 <= level <= 5 for level in c.skills.values()):
        raise Refused("malformed", "A skill has a level from 1 to 5, and somebody carries at least 1.")
    values: Row = {
        "skills": {name.strip().casefold(): level for name, level in sorted(c.skills.items())},
        "languages": sorted({_spoken(language) for language in c.languages}),
        "capacity": c.capacity,
    }
    upsert(work, "agent_profile", c.agent_id, values)


def _save_routing(work: Work, _actor: Actor, c: SaveRouting) -> None:
    unknown = sorted(set(c.criteria) - set(CRITERIA))
    if unknown or len(set(c.criteria)) < len(c.criteria) or not c.criteria:
        raise Refused("malformed", f"What decides is each once of: {', '.join(CRITERIA)}.")
    upsert(work, "queue_routing", c.queue_id, {"criteria": c.criteria, "is_automatic": c.is_automatic})


def _nothing(_work: Work, _actor: Actor, _c: RouteTicket) -> None:
    """Only central knows who is here and how much they carry."""


def _route(work: CentralWork, _actor: Actor, c: RouteTicket) -> dict[str, Any]:
    row = work.get("ticket", c.ticket_id)
    if row["owner_id"] is not None:
        raise Refused("taken", f"Ticket {row['number']} has an owner already.", todo="Look at it again.")
    if row["state"] in {"solved", "closed"}:
        raise Refused(
            "impossible", f"A ticket that is {row['state']} is handed to nobody.", todo="Open it first."
        )
    choice = assign(work, row)
    return {"owner_id": choice.agent_id, "passed_over": dict(choice.passed_over)}


def assign(work: CentralWork, row: Row) -> Choice:
    """Give a ticket to whoever fits best, if anybody does; one after another within a queue."""
    work.hold("queue", row["queue_id"])
    row = work.get("ticket", row["id"])
    routing = work.by_id(queue_routing, row["queue_id"])
    found = candidates(work, row["queue_id"])
    choice = choose(need_of(work, row), found, routing["criteria"] if routing else ORDER)
    if choice.agent_id is not None and row["owner_id"] is None:
        values: Row = {"owner_id": choice.agent_id, "is_unread": True}
        if row["state"] == "new":
            values |= {"state": "open", "state_since": work.recorded_at}
        work.update("ticket", row["id"], values)
        hand_over(work, row["id"], choice.agent_id, work.recorded_at)
    return choice


def hand_over(work: CentralWork, ticket_id: str, agent_id: str, at: datetime) -> None:
    """Remember that central gave a ticket to somebody who has not looked at it yet."""
    work.execute(sa.delete(handed_out).where(handed_out.c.ticket_id == ticket_id))
    work.execute(sa.insert(handed_out).values(ticket_id=ticket_id, agent_id=agent_id, at=at))


def settle_hand_overs(work: CentralWork, actor: Actor, touched: Mapping[tuple[str, str], Row | None]) -> None:
    """What somebody was given is theirs once they did anything to it, or somebody gave it to another."""
    for (entity, entity_id), before in touched.items():
        if entity != "ticket" or before is None:
            continue
        row = work.get("ticket", entity_id)
        is_seen = before["is_unread"] and not row["is_unread"]
        is_moved = before["owner_id"] is not None and before["owner_id"] != row["owner_id"]
        if is_seen or is_moved or (row["owner_id"] is not None and row["owner_id"] == actor.agent_id):
            work.look(sa.delete(handed_out).where(handed_out.c.ticket_id == entity_id))


def take_back(work: CentralWork, _now: datetime) -> int:
    """Give back to its queue what was handed to somebody who left before they looked at it.

    They may have signed out, gone on a break or lost the line in the moment it was given to them.
    Answers how many tickets that were.
    """
    rows = work.execute(sa.select(handed_out).order_by(handed_out.c.at, handed_out.c.ticket_id)).all()
    states = states_of(work, sorted({str(row.agent_id) for row in rows})) if rows else {}
    gone = [row for row in rows if states.get(str(row.agent_id), ("offline", None))[0] not in HERE]
    taken = 0
    for row in gone[:MOST_AT_ONCE]:
        ticket_id = str(row.ticket_id)
        found = work.by_id(ticket, ticket_id)
        work.execute(sa.delete(handed_out).where(handed_out.c.ticket_id == ticket_id))
        is_untouched = found is not None and found["owner_id"] == str(row.agent_id) and found["is_unread"]
        if is_untouched and found is not None and found["state"] in WEIGHING:
            work.update("ticket", ticket_id, {"owner_id": None})
            taken += 1
    return taken


def need_of(work: Read, row: Row) -> Need:
    """What a ticket asks for: its category's skill, its customer's languages, and whoever knows them already."""
    skill: str | None = None
    above, seen = row["category_id"], set[str]()
    while skill is None and above is not None and above not in seen:
        seen.add(above)
        category = work.by_id(ticket_category, above)
        skill, above = (category["skill"], category["parent_id"]) if category else (None, None)
    languages: tuple[str, ...] = ()
    sticky: str | None = None
    if row["customer_id"] is not None:
        known = work.by_id(customer, row["customer_id"])
        said = known["languages"] if known else None
        languages = tuple(_spoken(language) for language in (said or "").split(",") if language.strip())
        before = (
            sa.select(ticket.c.owner_id)
            .where(ticket.c.customer_id == row["customer_id"], ticket.c.owner_id.is_not(None))
            .where(ticket.c.id != row["id"])
            .order_by(ticket.c.created_at.desc(), ticket.c.id.desc())
            .limit(1)
        )
        owner_id = work.execute(before).scalar_one_or_none()
        sticky = None if owner_id is None else str(owner_id)
    return Need(WEIGHTS[row["priority"]], skill, languages, sticky)


def candidates(work: Read, queue_id: str) -> list[Candidate]:
    """Everybody of a queue, as they stand now."""
    everybody = work.execute(sa.select(agent.c.id, agent.c.queues).where(agent.c.is_active)).all()
    ids = sorted(str(row.id) for row in everybody if queue_id in row.queues)
    if not ids:
        return []
    profiles = {
        str(row["id"]): row
        for row in work.execute(sa.select(agent_profile).where(agent_profile.c.id.in_(ids))).mappings()
    }
    states, loads = states_of(work, ids), _loads(work, ids)
    made = []
    for agent_id in ids:
        state, since = states.get(agent_id, ("offline", None))
        load, count = loads.get(agent_id, (0, 0))
        profile: Any = profiles.get(agent_id, {})
        made.append(
            Candidate(
                agent_id=agent_id,
                is_present=state in HERE,
                load=load,
                tickets=count,
                capacity=profile.get("capacity", CAPACITY),
                skills=profile.get("skills", {}),
                languages=tuple(profile.get("languages", ())),
                idle_since=since if state == "available" else None,
            )
        )
    return made


def _loads(work: Read, ids: list[str]) -> dict[str, tuple[int, int]]:
    counted = (
        sa.select(ticket.c.owner_id, ticket.c.priority, sa.func.count().label("n"))
        .where(ticket.c.owner_id.in_(ids), ticket.c.state.in_(WEIGHING))
        .group_by(ticket.c.owner_id, ticket.c.priority)
    )
    found: dict[str, tuple[int, int]] = {}
    for row in work.execute(counted):
        load, count = found.get(str(row.owner_id), (0, 0))
        found[str(row.owner_id)] = (load + WEIGHTS.get(row.priority, 2) * row.n, count + row.n)
    return found


def hand_out(work: CentralWork, _now: datetime) -> int:
    """Assign what lies in queues that central hands out by itself, the urgent and the old first.

    Answers 0: what nobody fits stays, and is looked at again the next time.
    """
    urgency = sa.case(*((ticket.c.priority == name, -weight) for name, weight in WEIGHTS.items()), else_=0)
    waiting = (
        sa.select(ticket.c.id)
        .join(queue_routing, queue_routing.c.id == ticket.c.queue_id)
        .where(queue_routing.c.is_automatic, ticket.c.owner_id.is_(None), ticket.c.state.in_(WEIGHING))
        .order_by(urgency, ticket.c.created_at, ticket.c.id)
        .limit(MOST_AT_ONCE)
    )
    for ticket_id in [str(found) for found in work.execute(waiting).scalars()]:
        row = work.get("ticket", ticket_id)
        if row["owner_id"] is None and row["state"] in WEIGHING:
            assign(work, row)
    return 0


def _spoken(language: str) -> str:
    return language.strip().casefold()


def register(bus: CommandBus) -> None:
    """Make the commands known."""
    bus.register(
        "tickets.RouteTicket", RouteTicket, _nothing, roles=DESK, central_step=_route, is_online_only=True
    )
    bus.register("tickets.SaveProfile", SaveProfile, _save_profile, roles=LEADS)
    bus.register("tickets.SaveRouting", SaveRouting, _save_routing, roles=LEADS)
