"""Every write to a ticket."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.errors import Refused
from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.work import CentralWork, Row, Work
from agent_desktop.features.tickets.model import MOVES, PRIORITIES, is_ticket_number, provisional_number
from agent_desktop.features.tickets.numbers import next_block


class CreateTicket(Command, frozen=True, kw_only=True):
    """Open a ticket under a number lent to this desk.

    Without one, since the desk ran out of them offline, central gives it the first of the next block; the
    verdict's ``number`` is it, and ``numbers`` are the rest of the block, lent to the desk.
    """

    ticket_id: str
    number: int | None
    subject: str
    queue_id: str
    channel: str
    customer_id: str | None = None
    owner_id: str | None = None
    priority: str = "normal"
    topic: str | None = None
    order_id: str | None = None
    due_at: datetime | None = None


class ChangeTicket(Command, frozen=True, kw_only=True):
    """Change fields one by one; those left out stay, and a colleague's newer value wins."""

    ticket_id: str
    subject: str | msgspec.UnsetType = msgspec.UNSET
    priority: str | msgspec.UnsetType = msgspec.UNSET
    topic: str | msgspec.UnsetType | None = msgspec.UNSET
    due_at: datetime | msgspec.UnsetType | None = msgspec.UNSET
    queue_id: str | msgspec.UnsetType = msgspec.UNSET


class AssignTicket(Command, frozen=True, kw_only=True):
    """Give a ticket to somebody, or back to its queue with ``owner_id`` None."""

    ticket_id: str
    owner_id: str | None


class ClaimTicket(Command, frozen=True, kw_only=True):
    """Take an unowned ticket; refused if a colleague was first."""

    ticket_id: str


class SetTicketState(Command, frozen=True, kw_only=True):
    """Move a ticket to another state, as ``model.MOVES`` allows."""

    ticket_id: str
    state: str


class AddTicketNote(Command, frozen=True, kw_only=True):
    """Add a note; notes are never changed afterwards."""

    note_id: str
    ticket_id: str
    text: str
    is_public: bool = False


class MarkTicketRead(Command, frozen=True, kw_only=True):
    """Its owner has seen what is new in it."""

    ticket_id: str


def _create(work: Work, actor: Actor, c: CreateTicket) -> None:
    if c.number is not None and not is_ticket_number(c.number):
        raise Refused("malformed", f"{c.number} is no ticket number.")
    if not c.subject.strip():
        raise Refused("malformed", "A ticket needs a subject.", todo="Say in a few words what it is about.")
    _known_priority(c.priority)
    work.insert(
        "ticket",
        {
            "id": c.ticket_id,
            "number": provisional_number(c.ticket_id) if c.number is None else c.number,
            "subject": c.subject.strip(),
            "customer_id": c.customer_id,
            "queue_id": c.queue_id,
            "owner_id": c.owner_id,
            "channel": c.channel,
            "state": "open" if c.owner_id else "new",
            "priority": c.priority,
            "topic": c.topic,
            "order_id": c.order_id,
            "is_unread": c.owner_id != actor.agent_id,
            "due_at": c.due_at,
            "created_at": c.made_at,
        },
    )


def _give_number(work: CentralWork, _actor: Actor, c: CreateTicket) -> dict[str, Any] | None:
    if c.number is not None:
        return None
    number, *rest = next_block(work)
    work.update("ticket", c.ticket_id, {"number": number})
    return {"number": number, "numbers": rest}


def _change(work: Work, _actor: Actor, c: ChangeTicket) -> None:
    values: dict[str, Any] = {
        name: value
        for name in ("subject", "priority", "topic", "due_at", "queue_id")
        if (value := getattr(c, name)) is not msgspec.UNSET
    }
    if "priority" in values:
        _known_priority(values["priority"])
    if not str(values.get("subject", "…")).strip():
        raise Refused("malformed", "A ticket needs a subject.", kept="The old subject stays.")
    work.merge("ticket", c.ticket_id, values)


def _assign(work: Work, actor: Actor, c: AssignTicket) -> None:
    row = work.get("ticket", c.ticket_id)
    values: Row = {"owner_id": c.owner_id}
    if c.owner_id is not None and row["state"] == "new":
        values["state"] = "open"
    if c.owner_id is not None and c.owner_id != actor.agent_id:
        values["is_unread"] = True
    work.merge("ticket", c.ticket_id, values)


def _claim(work: Work, actor: Actor, c: ClaimTicket) -> None:
    row = work.get("ticket", c.ticket_id)
    if row["owner_id"] not in {None, actor.agent_id}:
        raise Refused("taken", f"A colleague already has ticket {row['number']}.", todo="Choose another.")
    state = "open" if row["state"] == "new" else row["state"]
    work.update("ticket", c.ticket_id, {"owner_id": actor.agent_id, "state": state, "is_unread": False})


def _set_state(work: Work, _actor: Actor, c: SetTicketState) -> None:
    row = work.get("ticket", c.ticket_id)
    if c.state == row["state"]:
        return
    if c.state not in MOVES[row["state"]]:
        raise Refused("impossible", f"A ticket that is {row['state']} cannot become {c.state}.")
    values: Row = {"state": c.state}
    if c.state == "solved":
        values["last_solved_at"] = c.made_at
        values["first_solved_at"] = row["first_solved_at"] or c.made_at
    work.update("ticket", c.ticket_id, values)


def _add_note(work: Work, actor: Actor, c: AddTicketNote) -> None:
    if not c.text.strip():
        raise Refused("malformed", "An empty note says nothing.", todo="Write something first.")
    row = work.get("ticket", c.ticket_id)
    work.insert(
        "ticket_note",
        {
            "id": c.note_id,
            "ticket_id": c.ticket_id,
            "customer_id": row["customer_id"],
            "author_id": actor.agent_id,
            "is_public": c.is_public,
            "text": c.text,
            "written_at": c.made_at,
        },
    )
    values: Row = {}
    if c.is_public and row["first_response_at"] is None:
        values["first_response_at"] = c.made_at
    if row["owner_id"] not in {None, actor.agent_id}:
        values["is_unread"] = True
    if values:
        work.update("ticket", c.ticket_id, values)


def _mark_read(work: Work, actor: Actor, c: MarkTicketRead) -> None:
    row = work.get("ticket", c.ticket_id)
    if row["owner_id"] == actor.agent_id:
        work.update("ticket", c.ticket_id, {"is_unread": False})


def _known_priority(priority: str) -> None:
    if priority not in PRIORITIES:
        raise Refused("malformed", f"{priority} is no priority.", todo=f"Use one of {', '.join(PRIORITIES)}.")


def register(bus: CommandBus) -> None:
    """Make the commands of tickets known."""
    bus.register("tickets.CreateTicket", CreateTicket, _create, roles=DESK, central_step=_give_number)
    bus.register("tickets.ChangeTicket", ChangeTicket, _change, roles=DESK)
    bus.register("tickets.AssignTicket", AssignTicket, _assign, roles=DESK)
    bus.register("tickets.ClaimTicket", ClaimTicket, _claim, roles=DESK)
    bus.register("tickets.SetTicketState", SetTicketState, _set_state, roles=DESK)
    bus.register("tickets.AddTicketNote", AddTicketNote, _add_note, roles=DESK)
    bus.register("tickets.MarkTicketRead", MarkTicketRead, _mark_read, roles=DESK)
