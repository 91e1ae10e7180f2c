"""Contacts logged by hand: written down by the person because no exchange told of them here.

Central then looks whether the exchange knows the call after all (``features.calls.joining``, which registers
these commands together with that step).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from agent_desktop.core.command import Command
from agent_desktop.core.errors import NotHere, Refused
from agent_desktop.core.people import Actor
from agent_desktop.core.phone import parse_number
from agent_desktop.core.work import Work
from agent_desktop.features.interactions.owning import both_notes, find_contact, hold_person, own_contact

CLOCKS_DIFFER = timedelta(minutes=5)
"""How far after its own making a contact may be said to begin: times are typed, and clocks are set by people."""


class LogContact(Command, frozen=True, kw_only=True):
    """Write down a telephone contact that is over, by number, by customer, or by neither.

    ``interaction_id`` is made at the desk with the first keystroke, so that a draft taken up after a power
    cut is the same contact. ``number`` is as typed and is read by ``region``, the site's own.
    """

    interaction_id: str
    direction: str
    started_at: datetime
    ended_at: datetime
    region: str
    number: str | None = None
    customer_id: str | None = None
    note: str = ""
    topic: str | None = None
    disposition: str | None = None
    ticket_id: str | None = None


class JoinContact(Command, frozen=True, kw_only=True):
    """Answer "Which of these calls was it?": the ``contact_id`` of the choice, or None for none of them.

    ``region`` is the site's, to read the exchange's numbers by.
    """

    interaction_id: str
    contact_id: str | None
    region: str


def log_contact(work: Work, actor: Actor, c: LogContact) -> None:
    """Keep the contact, for now without a call; logged before under the same id, only its note is added."""
    if c.direction not in {"in", "out"}:
        raise Refused("malformed", f"{c.direction} is no direction of a call.")
    if c.ended_at < c.started_at:
        raise Refused("malformed", "A contact cannot end before it began.", todo="Correct the times.")
    if c.started_at > c.made_at + CLOCKS_DIFFER:
        raise Refused("malformed", "This contact would begin in the future.", todo="Correct the times.")
    hold_person(work, actor)
    known = find_contact(work, c.interaction_id)
    if known is not None:
        own_contact(work, actor, c.interaction_id)
        work.update("interaction", known["id"], {"note": both_notes(known["note"], c.note)})
        return
    work.insert(
        "interaction",
        {
            "id": c.interaction_id,
            "customer_id": c.customer_id,
            "channel": "call",
            "direction": c.direction,
            "state": "done",
            "title": "call",
            "agent_id": actor.agent_id,
            "number": _as_stored(c.number, c.region),
            "started_at": c.started_at,
            "ended_at": c.ended_at,
            "note": c.note,
            "topic": c.topic,
            "disposition": c.disposition,
            "ticket_id": c.ticket_id,
            "joining": "waiting",
        },
    )


def join_contact(work: Work, actor: Actor, c: JoinContact) -> None:
    """Close the question; which call it was is carried out by central."""
    hold_person(work, actor)
    row = own_contact(work, actor, c.interaction_id)
    if row["joining"] == "joined":
        return  # Answered at another desk, or the call became clear by itself.
    try:
        question = work.get("call_question", row["id"])
    except NotHere:
        raise Refused("nothing_asked", "Nobody asked which call this contact was.") from None
    if c.contact_id is None:
        offered = [choice["contact_id"] for choice in question["choices"]]
        declined = [*question["declined"], *(one for one in offered if one not in question["declined"])]
        work.update("call_question", row["id"], {"is_open": False, "choices": [], "declined": declined})
    else:
        work.update("call_question", row["id"], {"is_open": False})
    work.update("interaction", row["id"], {"joining": "waiting"})


def _as_stored(number: str | None, region: str) -> str | None:
    """E.164 where it is a public number, else what was typed."""
    if number is None or not number.strip():
        return None
    read = parse_number(number, region)
    return read.e164 or read.digits or number.strip()
