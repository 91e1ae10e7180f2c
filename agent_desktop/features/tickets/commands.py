"""Every write to a ticket."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Protocol

import msgspec

from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.errors import NotHere, Refused
from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.work import CentralWork, Row, Work
from agent_desktop.features.interactions.owning import carry_ticket
from agent_desktop.features.tickets.fields import missing_fields
from agent_desktop.features.tickets.model import (
    LEVELS,
    NAMED_STATES,
    PRIORITIES,
    is_ticket_number,
    kept_state,
    may_become,
    named_state,
    provisional_number,
)
from agent_desktop.features.tickets.numbers import next_block
from agent_desktop.features.tickets.presence import is_here, refuse_absent

MOST_FILES = 20
_LANGUAGE = re.compile(r"[a-z]{2}")
"""So many files may go with one reply."""


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
    category_id: str | None = None
    organisation_id: str | None = None
    team: str | None = None
    product: str | None = None
    lot: str | None = None
    interaction_id: str | None = None  # the contact it is opened in: the call carries it from then on


class ChangeTicket(Command, frozen=True, kw_only=True):
    """Change fields one by one; those left out stay, and a colleague's newer value wins."""

    ticket_id: str
    subject: str | msgspec.UnsetType = msgspec.UNSET
    priority: str | msgspec.UnsetType = msgspec.UNSET
    topic: str | msgspec.UnsetType | None = msgspec.UNSET
    due_at: datetime | msgspec.UnsetType | None = msgspec.UNSET
    queue_id: str | msgspec.UnsetType = msgspec.UNSET
    category_id: str | msgspec.UnsetType | None = msgspec.UNSET
    organisation_id: str | msgspec.UnsetType | None = msgspec.UNSET
    team: str | msgspec.UnsetType | None = msgspec.UNSET
    product: str | msgspec.UnsetType | None = msgspec.UNSET
    lot: str | msgspec.UnsetType | None = msgspec.UNSET


class AssignTicket(Command, frozen=True, kw_only=True):
    """Give a ticket to somebody who is here, or back to its queue with ``owner_id`` None."""

    ticket_id: str
    owner_id: str | None


class ClaimTicket(Command, frozen=True, kw_only=True):
    """Take an unowned ticket; refused if a colleague was first."""

    ticket_id: str


class SetTicketState(Command, frozen=True, kw_only=True):
    """Move a ticket to another state, one of ``model.NAMED_STATES``, as the machine allows.

    ``hold_until`` is for a ticket on hold: when it wakes by itself. ``pending``, as release 0.2 says it, waits
    for the customer.
    """

    ticket_id: str
    state: str
    hold_until: datetime | None = None


class EscalateTicket(Command, frozen=True, kw_only=True):
    """Hand a ticket to another level, with a note that says what was done and what is asked for.

    It leaves its owner, for its new level's queue where one is named; the note is internal.
    """

    ticket_id: str
    level: str
    note_id: str
    note: str
    queue_id: str | None = None


class AddTicketNote(Command, frozen=True, kw_only=True):
    """Add a note; what it says is never changed afterwards.

    A public one is a reply, and is sent where there is a connector for it. So many ``files`` are attached to
    it by commands of their own; it goes out once they are there. ``language``, two letters, is that of the words
    around it; None leaves it to what is known of the customer.
    """

    note_id: str
    ticket_id: str
    text: str
    is_public: bool = False
    files: int = 0
    language: str | None = None


class MarkTicketRead(Command, frozen=True, kw_only=True):
    """Its owner has seen what is new in it."""

    ticket_id: str


class Numbered(Protocol):
    """A command that opens a ticket under a number lent to its desk, if it had one."""

    @property
    def ticket_id(self) -> str:
        """The ticket's id."""

    @property
    def number(self) -> int | None:
        """The number, or None for one from central."""


def create(work: Work, actor: Actor, c: CreateTicket) -> None:
    """Open a ticket."""
    if c.number is not None and not is_ticket_number(c.number):
        raise Refused("malformed", f"{c.number} is no ticket number.")
    if not c.subject.strip():
        raise Refused("malformed", "A ticket needs a subject.", todo="Say in a few words what it is about.")
    _known_priority(c.priority)
    contact_id = None
    if c.interaction_id is not None:
        contact_id = carry_ticket(work, actor, c.interaction_id, c.ticket_id)
    work.insert(
        "ticket",
        {
            "id": c.ticket_id,
            "interaction_id": contact_id,
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
            "category_id": c.category_id,
            "organisation_id": c.organisation_id,
            "team": c.team,
            "product": c.product,
            "lot": c.lot,
        },
    )


def give_number(work: CentralWork, _actor: Actor, c: Numbered) -> dict[str, Any] | None:
    """Give a ticket the number that its desk had none for, and lend the desk the rest of the block."""
    if c.number is not None:
        return None
    number, *rest = next_block(work)
    work.update("ticket", c.ticket_id, {"number": number})
    return {"number": number, "numbers": rest}


def _opened(work: CentralWork, actor: Actor, c: CreateTicket) -> dict[str, Any] | None:
    if c.owner_id not in {None, actor.agent_id} and not is_here(work, str(c.owner_id)):
        # The ticket is real whoever was meant to have it: it waits in its queue instead.
        work.update("ticket", c.ticket_id, {"owner_id": None, "state": "new"})
    return give_number(work, actor, c)


_CHANGED_BY_HAND = (
    "subject",
    "priority",
    "topic",
    "due_at",
    "queue_id",
    "category_id",
    "organisation_id",
    "team",
    "product",
    "lot",
)


def change(work: Work, _actor: Actor, c: ChangeTicket) -> None:
    """Change fields by hand."""
    values: dict[str, Any] = {
        name: value for name in _CHANGED_BY_HAND if (value := getattr(c, name)) is not msgspec.UNSET
    }
    if "priority" in values:
        _known_priority(values["priority"])
    if not str(values.get("subject", "…")).strip():
        raise Refused("malformed", "A ticket needs a subject.", kept="The old subject stays.")
    work.merge("ticket", c.ticket_id, values)


def _nobody_absent(work: CentralWork, actor: Actor, c: AssignTicket) -> None:
    refuse_absent(work, actor, c.owner_id)


def assign_by_hand(work: Work, actor: Actor, c: AssignTicket) -> None:
    """Give a ticket to somebody, or back to its queue."""
    row = work.get("ticket", c.ticket_id)
    values: Row = {"owner_id": c.owner_id}
    if c.owner_id is not None and row["state"] == "new":
        values |= {"state": "open", "state_since": c.made_at}
    if c.owner_id is not None and c.owner_id != actor.agent_id:
        values["is_unread"] = True
    work.merge("ticket", c.ticket_id, values)


def _claim(work: Work, actor: Actor, c: ClaimTicket) -> None:
    row = work.get("ticket", c.ticket_id)
    if row["owner_id"] not in {None, actor.agent_id}:
        raise Refused(
            "taken",
            f"{_name_of(work, row['owner_id'])} already has ticket {row['number']}.",
            kept="What you wrote on it is kept.",
            todo="Choose another, or ask them for it.",
        )
    values: Row = {"owner_id": actor.agent_id, "is_unread": False}
    if row["state"] == "new":
        values |= {"state": "open", "state_since": c.made_at}
    work.update("ticket", c.ticket_id, values)


def _name_of(work: Work, agent_id: str) -> str:
    """Who somebody is, where this store knows."""
    try:
        return f"Your colleague {work.get('agent', agent_id)['name']}"
    except NotHere:
        return "A colleague"


def set_state(work: Work, _actor: Actor, c: SetTicketState) -> None:
    """Move a ticket to another state."""
    row = work.get("ticket", c.ticket_id)
    now = named_state(row)
    if c.state != "pending" and c.state not in NAMED_STATES:
        raise Refused(
            "malformed", f"{c.state} is no state of a ticket.", todo=f"Use one of {', '.join(NAMED_STATES)}."
        )
    state, waits_for = kept_state(c.state)
    if c.hold_until is not None and (state != "on_hold" or c.hold_until <= c.made_at):
        raise Refused("malformed", "Only a ticket on hold has a time to wake, and it lies ahead.")
    values: Row = {
        "state": state,
        "waits_for": waits_for,
        "hold_until": c.hold_until,
        "state_since": c.made_at,
    }
    if state == row["state"] == "on_hold":
        work.update("ticket", c.ticket_id, {"hold_until": c.hold_until})
        return
    if named_state(values) == now:
        return
    if not may_become(now, named_state(values)):
        raise Refused("impossible", f"A ticket that is {now} cannot become {c.state}.")
    if state == "solved":
        _check_fields(work, row)
        values["last_solved_at"] = c.made_at
        values["first_solved_at"] = row["first_solved_at"] or c.made_at
    work.update("ticket", c.ticket_id, values)


def _check_fields(work: Work, row: Row) -> None:
    """A ticket is solved once the fields are filled in that its category asks for."""
    if row["category_id"] is None:
        return
    missing = missing_fields(work.get("ticket_category", row["category_id"])["fields"], row["fields"])
    if missing:
        raise Refused(
            "fields_missing",
            f"Before it is solved this ticket needs: {', '.join(missing)}.",
            kept="It stays as it is.",
            todo="Fill them in.",
        )


def _escalate(work: Work, actor: Actor, c: EscalateTicket) -> None:
    row = work.get("ticket", c.ticket_id)
    if c.level not in LEVELS:
        raise Refused("malformed", f"{c.level} is no level.", todo=f"Use one of {', '.join(LEVELS)}.")
    if c.level == (row["level"] or LEVELS[0]):
        raise Refused("impossible", "The ticket is at this level already.", kept="It stays where it is.")
    if row["state"] in {"solved", "closed"}:
        raise Refused(
            "impossible", f"A ticket that is {row['state']} is handed to nobody.", todo="Open it first."
        )
    if not c.note.strip():
        raise Refused(
            "note_needed", "Whoever takes over needs a note.", todo="Say what was done and what is asked for."
        )
    note = AddTicketNote(made_at=c.made_at, note_id=c.note_id, ticket_id=c.ticket_id, text=c.note)
    add_note(work, actor, note)
    values: Row = {"level": c.level, "owner_id": None, "state": "open", "waits_for": None, "hold_until": None}
    if named_state(row) != "open":
        values["state_since"] = c.made_at
    if c.queue_id is not None:
        values["queue_id"] = c.queue_id
    work.update("ticket", c.ticket_id, values | {"is_unread": True})


def add_note(work: Work, actor: Actor, c: AddTicketNote) -> None:
    """Add a note, or a reply."""
    if not c.text.strip():
        raise Refused("malformed", "An empty note says nothing.", todo="Write something first.")
    if not 0 <= c.files <= MOST_FILES:
        raise Refused(
            "malformed", f"A reply takes at most {MOST_FILES} files.", kept="Your text is kept here."
        )
    if c.language is not None and not _LANGUAGE.fullmatch(c.language):
        raise Refused("malformed", f"{c.language!r} is no language.", todo="Use its two letters, such as de.")
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
            "files": c.files or None,
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
    bus.register("tickets.CreateTicket", CreateTicket, create, roles=DESK, central_step=_opened)
    bus.register("tickets.ChangeTicket", ChangeTicket, change, roles=DESK)
    bus.register(
        "tickets.AssignTicket", AssignTicket, assign_by_hand, roles=DESK, central_step=_nobody_absent
    )
    bus.register("tickets.ClaimTicket", ClaimTicket, _claim, roles=DESK)
    bus.register("tickets.SetTicketState", SetTicketState, set_state, roles=DESK)
    bus.register("tickets.EscalateTicket", EscalateTicket, _escalate, roles=DESK)
    bus.register("tickets.AddTicketNote", AddTicketNote, add_note, roles=DESK)
    bus.register("tickets.MarkTicketRead", MarkTicketRead, _mark_read, roles=DESK)
