"""Macros: several changes and a reply under one name and key, shown before they are made, and made in one command."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.errors import Refused
from agent_desktop.core.people import DESK, LEADS, Actor
from agent_desktop.core.query import Query, QueryBook, Read
from agent_desktop.core.work import CentralWork, Row, Work
from agent_desktop.features.customers.tables import customer
from agent_desktop.features.tickets.category_commands import upsert
from agent_desktop.features.tickets.commands import (
    AddTicketNote,
    ChangeTicket,
    SetTicketState,
    add_note,
    change,
    set_state,
)
from agent_desktop.features.tickets.detail_commands import good_tags
from agent_desktop.features.tickets.detail_views import FieldChange
from agent_desktop.features.tickets.model import NAMED_STATES, PRIORITIES, may_become, named_state
from agent_desktop.features.tickets.promise_tables import macro
from agent_desktop.features.tickets.tables import ticket
from agent_desktop.features.workforce.tables import agent


class Changes(msgspec.Struct, frozen=True):
    """What a macro does to a ticket; what is None or empty stays."""

    state: str | None = None
    priority: str | None = None
    category_id: str | None = None
    queue_id: str | None = None
    add_tags: list[str] = []
    remove_tags: list[str] = []
    take: bool = False


class SaveMacro(Command, frozen=True, kw_only=True):
    """Make a macro, or say anew what it does; ``reply`` may say {customer}, {number}, {subject} and {agent}."""

    macro_id: str
    name: str
    key: str
    changes: Changes
    reply: str | None = None
    is_public: bool = True
    is_active: bool = True


class ApplyMacro(Command, frozen=True, kw_only=True):
    """Do all that a macro does, or none of it; ``text`` is its reply as the person has read and changed it."""

    ticket_id: str
    macro_id: str
    note_id: str
    text: str = ""


class MacroView(msgspec.Struct, frozen=True):
    """One macro."""

    macro_id: str
    name: str
    key: str
    changes: Changes
    reply: str | None
    is_public: bool


class Macros(Query[list[MacroView]], frozen=True, kw_only=True):
    """Every active macro by its key."""


class MacroPreview(msgspec.Struct, frozen=True):
    """What a macro would do to a ticket now: the fields that change, the reply, and why it cannot, if so."""

    changes: list[FieldChange]
    reply: str
    is_public: bool
    problem: str | None


class PreviewMacro(Query[MacroPreview | None], frozen=True, kw_only=True):
    """Look before a macro is applied; None where this store holds the ticket or the macro not."""

    ticket_id: str
    macro_id: str


def plan(row: Row, changes: Changes, agent_id: str) -> dict[str, Any]:
    """The fields of a ticket that a macro makes other ones, with their new values; the state is the named one."""
    tags = sorted(
        (set(row["tags"] or ()) - set(good_tags(changes.remove_tags))) | set(good_tags(changes.add_tags))
    )
    wanted: dict[str, Any] = {
        "priority": changes.priority,
        "category_id": changes.category_id,
        "queue_id": changes.queue_id,
        "owner_id": agent_id if changes.take else None,
    }
    made = {name: value for name, value in wanted.items() if value is not None and value != row[name]}
    if tags != (row["tags"] or []):
        made["tags"] = tags or None
    if changes.state is not None and changes.state != named_state(row):
        made["state"] = changes.state
    return made


def _save(work: Work, _actor: Actor, c: SaveMacro) -> None:
    if not c.name.strip() or not c.key.strip() or len(c.key.split()) > 1:
        raise Refused("malformed", "A macro needs a name, and a key of one word.")
    said = c.changes
    if said.state not in {None, *NAMED_STATES} or said.priority not in {None, *PRIORITIES}:
        raise Refused("malformed", "There is no such state or priority.")
    if said == Changes() and not (c.reply or "").strip():
        raise Refused("malformed", "A macro that does nothing is none.", todo="Give it a change or a reply.")
    good_tags([*said.add_tags, *said.remove_tags])
    values: Row = {
        "name": c.name.strip(),
        "key": c.key.strip().casefold(),
        "changes": msgspec.to_builtins(said),
        "reply": (c.reply or "").strip() or None,
        "is_public": c.is_public,
        "is_active": c.is_active,
    }
    upsert(work, "macro", c.macro_id, values)


def _one_key(work: CentralWork, _actor: Actor, c: SaveMacro) -> None:
    """A key means one macro."""
    same = sa.select(macro.c.name).where(
        macro.c.key == c.key.strip().casefold(), macro.c.id != c.macro_id, macro.c.is_active
    )
    other = work.execute(same).scalars().first()
    if other is not None and c.is_active:
        raise Refused("key_taken", f"The key {c.key} means {other} already.", todo="Choose another key.")


def _apply(work: Work, actor: Actor, c: ApplyMacro) -> None:
    found = work.get("macro", c.macro_id)
    if not found["is_active"]:
        raise Refused(
            "gone", f"The macro {found['name']} is not used any more.", kept="Your text is kept here."
        )
    made = plan(work.get("ticket", c.ticket_id), msgspec.convert(found["changes"], Changes), actor.agent_id)
    at: dict[str, Any] = {"made_at": c.made_at, "ticket_id": c.ticket_id}
    fields = {name: made[name] for name in ("priority", "category_id", "queue_id") if name in made}
    if fields:
        change(work, actor, ChangeTicket(**at, **fields))
    others: Row = {name: made[name] for name in ("owner_id", "tags") if name in made}
    if others:
        work.update("ticket", c.ticket_id, others)
    if c.text.strip():
        add_note(
            work, actor, AddTicketNote(note_id=c.note_id, text=c.text, is_public=found["is_public"], **at)
        )
    if "state" in made:
        set_state(work, actor, SetTicketState(state=made["state"], **at))


def _preview(read: Read, actor: Actor, query: PreviewMacro) -> MacroPreview | None:
    row, found = read.by_id(ticket, query.ticket_id), read.by_id(macro, query.macro_id)
    if row is None or found is None:
        return None
    made = plan(row, msgspec.convert(found["changes"], Changes), actor.agent_id)
    problem = None
    if "state" in made and not may_become(named_state(row), made["state"]):
        problem = f"A ticket that is {named_state(row)} cannot become {made['state']}."
    before = {**row, "state": named_state(row)}
    return MacroPreview(
        changes=[FieldChange(name, before[name], value) for name, value in sorted(made.items())],
        reply=filled(read, actor.agent_id, row, found["reply"] or ""),
        is_public=found["is_public"],
        problem=problem,
    )


def filled(read: Read, agent_id: str, row: Row, reply: str) -> str:
    """The reply with what is known put in; words in brackets that mean nothing here stay as they are."""
    whose = read.by_id(customer, row["customer_id"]) if row["customer_id"] else None
    who = read.by_id(agent, agent_id)
    known = {
        "customer": whose["name"] if whose else "",
        "number": str(row["number"]),
        "subject": row["subject"],
        "agent": who["name"] if who else "",
    }
    for name, value in known.items():
        reply = reply.replace(f"{{{name}}}", value)
    return reply


def _macros(read: Read, _actor: Actor, _query: Macros) -> list[MacroView]:
    found = read.execute(sa.select(macro).where(macro.c.is_active)).mappings()
    views = [
        MacroView(
            row["id"],
            row["name"],
            row["key"],
            msgspec.convert(row["changes"], Changes),
            row["reply"],
            row["is_public"],
        )
        for row in found
    ]
    return sorted(views, key=lambda view: (view.key, view.macro_id))


def register(bus: CommandBus, book: QueryBook) -> None:
    """Make macros known."""
    bus.register("tickets.SaveMacro", SaveMacro, _save, roles=LEADS, central_step=_one_key)
    bus.register("tickets.ApplyMacro", ApplyMacro, _apply, roles=DESK)
    book.register("tickets.Macros", Macros, _macros, answers=list[MacroView], roles=DESK)
    book.register("tickets.PreviewMacro", PreviewMacro, _preview, answers=MacroPreview | None, roles=DESK)
