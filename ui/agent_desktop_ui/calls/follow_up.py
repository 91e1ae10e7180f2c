"""The follow-up of a contact logged by hand: a deadline on its ticket, or a ticket made for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from agent_desktop.core.errors import KnownError
from agent_desktop.core.ids import new_id
from agent_desktop.features.tickets.commands import ChangeTicket, CreateTicket
from agent_desktop.features.tickets.read_models import Ticket
from agent_desktop.features.workforce.read_models import Queues
from agent_desktop.workstation.ticket_numbers import next_number

if TYPE_CHECKING:
    from agent_desktop.workstation.contacts import ContactInHand
    from agent_desktop.workstation.note_draft import NoteDraft
    from agent_desktop_ui.shell.screen import DeskContext

LONGEST_SUBJECT = 80


async def followed_up(
    context: DeskContext, contact: ContactInHand, draft: NoteDraft, ticket_id: str | None
) -> str | None:
    """See to the follow-up that was chosen, and answer the ticket that the contact is about.

    Done again after a power cut it makes no second ticket. Raises ``KnownError`` where no ticket can be made.
    """
    by_hand, desk = contact.by_hand, context.workstation
    if by_hand is None or by_hand.follow_up_at is None:
        return ticket_id
    now = desk.clock.now()
    if ticket_id is not None:
        await desk.do(ChangeTicket(made_at=now, ticket_id=ticket_id, due_at=by_hand.follow_up_at))
        return ticket_id
    made_id = by_hand.follow_up_ticket_id
    if made_id is None:
        made_id = new_id()
        await context.contacts.change_by_hand(contact.contact_id, follow_up_ticket_id=made_id)
    elif await desk.read(Ticket(ticket_id=made_id)) is not None:
        return made_id
    await desk.do(
        CreateTicket(
            made_at=now,
            ticket_id=made_id,
            number=await next_number(desk),
            subject=_subject(draft),
            queue_id=await _queue(context),
            channel="call",
            customer_id=contact.customer_id,
            owner_id=desk.actor.agent_id,
            topic=draft.topic,
            due_at=by_hand.follow_up_at,
            interaction_id=contact.contact_id,
        )
    )
    return made_id


async def _queue(context: DeskContext) -> str:
    queues = await context.workstation.read(Queues())
    person = context.workstation.person
    mine = [queue for queue in queues if person is not None and queue.queue_id in person.queues]
    if not queues:
        raise KnownError(
            QCoreApplication.translate("FollowUp", "There is no queue to put the follow-up in."),
            kept=QCoreApplication.translate("FollowUp", "The contact is kept as it is."),
            todo=QCoreApplication.translate("FollowUp", "Link a ticket, or leave the follow-up out."),
        )
    return (mine or queues)[0].queue_id


def _subject(draft: NoteDraft) -> str:
    first = next((line.strip() for line in draft.note.splitlines() if line.strip()), "")
    about = draft.topic or first or QCoreApplication.translate("FollowUp", "contact logged by hand")
    line = QCoreApplication.translate("FollowUp", "Follow up: {about}").format(about=about)
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1].rstrip() + "…"
