"""Replies on their way out: queued at central in the transaction that writes the note, so that none is lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from agent_desktop.core.command import Command
from agent_desktop.core.people import Actor
from agent_desktop.core.work import CentralWork, Row
from agent_desktop.features.correspondence.channels import channel_for, recipient_of
from agent_desktop.features.correspondence.model import message_id, new_token
from agent_desktop.features.correspondence.tables import outgoing_mail, ticket_thread
from agent_desktop.features.tickets.commands import AddTicketNote

NO_ADDRESS = "No e-mail address is known."


def follow(
    work: CentralWork, _actor: Actor, command: Command, touched: Mapping[tuple[str, str], Row | None]
) -> None:
    """Queue every reply that a command has written."""
    for (entity, entity_id), before in touched.items():
        if entity == "ticket_note" and before is None:
            language = None
            if isinstance(command, AddTicketNote) and command.note_id == entity_id:
                language = command.language
            queue_reply(work, work.get("ticket_note", entity_id), language=language)


def queue_reply(work: CentralWork, note: Row, *, language: str | None = None) -> None:
    """Queue a note, where it is a reply of ours and there is a channel for it; the note says how it stands.

    ``language`` is that of the words around it, where its writer chose one.
    """
    if not note["is_public"] or note["author_id"] is None or note["delivery"] is not None:
        return
    row = work.get("ticket", note["ticket_id"])
    channel = channel_for(work, row["queue_id"])
    if channel is None:
        return
    to = recipient_of(work, row, work.recorded_at)
    if to is None:
        work.update("ticket_note", note["id"], {"delivery": "failed", "delivery_what": NO_ADDRESS})
        return
    token = thread_token(work, row["id"], work.recorded_at)
    values = {
        "id": note["id"],
        "kind": "reply",
        "ticket_id": row["id"],
        "note_id": note["id"],
        "channel_id": channel["id"],
        "to_address": to,
        "message_id": message_id(note["id"], token, channel["address"]),
        "state": "queued",
        "tries": 0,
        "queued_at": work.recorded_at,
        "next_at": work.recorded_at,
        "language": language,
    }
    work.look(sa.insert(outgoing_mail).values(values))
    work.update("ticket_note", note["id"], {"delivery": "queued", "address": to})


def thread_token(work: CentralWork, ticket_id: str, at: datetime) -> str:
    """The word by which the answers to a ticket are known, made when it is first needed."""
    t = ticket_thread.c
    known = work.look(sa.select(t.token).where(t.ticket_id == ticket_id)).scalar_one_or_none()
    if known is not None:
        return str(known)
    token = new_token()
    work.look(sa.insert(ticket_thread).values(ticket_id=ticket_id, token=token, made_at=at))
    return token
