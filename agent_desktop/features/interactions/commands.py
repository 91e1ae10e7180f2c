"""Every write to the record of a contact: begun when a call is answered, finished at the end of wrap-up."""

from __future__ import annotations

from datetime import datetime

from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.errors import Refused
from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.work import Work
from agent_desktop.features.interactions.expiry import BY_SYSTEM, said
from agent_desktop.features.interactions.identity import UNASKED
from agent_desktop.features.interactions.owning import both_notes, contact_here, hold_person, own_contact

CHANNELS = frozenset({"call", "email", "chat", "sms", "letter", "note"})


class StartContact(Command, frozen=True, kw_only=True):
    """Begin the record of a contact; ``interaction_id`` comes with the call, so trying twice makes one."""

    interaction_id: str
    channel: str
    direction: str
    title: str
    started_at: datetime
    call_id: str | None = None
    customer_id: str | None = None
    queue_id: str | None = None
    number: str | None = None
    waited_s: int | None = None


class LinkContact(Command, frozen=True, kw_only=True):
    """Say which customer a contact was with."""

    interaction_id: str
    customer_id: str


class SaveContactNote(Command, frozen=True, kw_only=True):
    """Keep what has been written so far; central's copy, beside the draft on the desk."""

    interaction_id: str
    note: str
    topic: str | None = None
    disposition: str | None = None


class FinishContact(Command, frozen=True, kw_only=True):
    """End wrap-up: the note, what it was about and what came of it are final."""

    interaction_id: str
    note: str
    topic: str | None
    disposition: str | None
    ended_at: datetime
    ticket_id: str | None = None


def _start(work: Work, actor: Actor, c: StartContact) -> None:
    if c.channel not in CHANNELS or c.direction not in {"in", "out"}:
        raise Refused("malformed", f"{c.channel} {c.direction} is no kind of contact.")
    if c.call_id is not None:
        # Another desk of this person may have begun it, or they logged the call by hand before it was heard of.
        hold_person(work, actor)
        known = contact_here(work, c.interaction_id)
        if known is not None and known["agent_id"] == actor.agent_id:
            if known["customer_id"] is None and c.customer_id is not None:
                work.update("interaction", known["id"], {"customer_id": c.customer_id})
            return
    work.insert(
        "interaction",
        {
            "id": c.interaction_id,
            "customer_id": c.customer_id,
            "channel": c.channel,
            "direction": c.direction,
            "state": "in_progress",
            "title": c.title,
            "agent_id": actor.agent_id,
            "queue_id": c.queue_id,
            "call_id": c.call_id,
            "number": c.number,
            "started_at": c.started_at,
            "waited_s": c.waited_s,
            "note": "",
        },
    )


def _link(work: Work, actor: Actor, c: LinkContact) -> None:
    row = own_contact(work, actor, c.interaction_id)
    values = {"customer_id": c.customer_id}
    # Whoever was checked was checked as somebody else.
    is_other = row["customer_id"] is not None and row["customer_id"] != c.customer_id
    work.update("interaction", row["id"], {**values, **(UNASKED if is_other else {})})


def _save_note(work: Work, actor: Actor, c: SaveContactNote) -> None:
    row = own_contact(work, actor, c.interaction_id)
    if row["state"] == "done" and row["disposition_by"] != BY_SYSTEM:
        raise Refused("finished", "This contact is finished.", kept="Its note stays as it was saved.")
    work.update(
        "interaction",
        row["id"],
        {"note": c.note, "topic": c.topic, **said(row, c.disposition)},
    )


def _finish(work: Work, actor: Actor, c: FinishContact) -> None:
    row = own_contact(work, actor, c.interaction_id)
    if c.ended_at < row["started_at"]:
        raise Refused("malformed", "A contact cannot end before it began.")
    # What the person wrote of the same call by hand, at another desk, stays beside this.
    note = both_notes(row["note"], c.note) if row["joining"] == "joined" else c.note
    work.update(
        "interaction",
        row["id"],
        {
            "state": "done",
            "note": note,
            "topic": c.topic,
            **said(row, c.disposition),
            "ended_at": c.ended_at,
            # Whatever is on screen at the end, a ticket that was opened in this contact stays its ticket.
            "ticket_id": c.ticket_id or row["ticket_id"],
        },
    )


def register(bus: CommandBus) -> None:
    """Make the commands of contacts known."""
    bus.register("interactions.StartContact", StartContact, _start, roles=DESK)
    bus.register("interactions.LinkContact", LinkContact, _link, roles=DESK)
    bus.register("interactions.SaveContactNote", SaveContactNote, _save_note, roles=DESK)
    bus.register("interactions.FinishContact", FinishContact, _finish, roles=DESK)
