"""Every write to ratings: one of a ticket or contact, corrected as often as needed, each correction kept."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.errors import NotHere, Refused
from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.work import CentralWork, Row, Work
from agent_desktop.features.correspondence.channels import addresses_of, channel_for, recipient_of
from agent_desktop.features.correspondence.model import good_address, message_id, new_token
from agent_desktop.features.correspondence.tables import outgoing_mail
from agent_desktop.features.customers.record_queries import consent_of
from agent_desktop.features.ratings.model import checked, hashed, new_link_token, rating_id
from agent_desktop.features.ratings.tables import rating_invitation
from agent_desktop.features.tickets.model import CLOSED_STATES

THEMSELVES = "The customer has said so themselves."


class RecordRating(Command, frozen=True, kw_only=True):
    """Write down what the customer said of a solved ticket, or of a contact that is over: exactly one of the two.

    Said again it is corrected. What customers said themselves, by link or on the telephone, is nobody's to change.
    """

    score: int
    ticket_id: str | None = None
    interaction_id: str | None = None
    comment: str | None = None


class AskForRating(Command, frozen=True, kw_only=True):
    """Send the customer of a solved ticket, or of a contact, a link by which they say how we did."""

    invitation_id: str
    ticket_id: str | None = None
    interaction_id: str | None = None


def _record(work: Work, actor: Actor, c: RecordRating) -> None:
    about = subject(work, c.ticket_id, c.interaction_id)
    try:
        known = work.get("rating", rating_id(about["id"]))
    except NotHere:
        known = None
    if known is not None and known["source"] != "agent":
        raise Refused("said_themselves", THEMSELVES, kept="It stays as they said it.")
    write(work, about, c.score, c.comment, "agent", actor.agent_id, c.made_at)


def subject(work: Work, ticket_id: str | None, interaction_id: str | None) -> Row:
    """The ticket or contact that is rated, over; raises ``Refused``."""
    if (ticket_id is None) == (interaction_id is None):
        raise Refused("one_subject", "A rating is of a ticket or of a contact.", todo="Name one of them.")
    if ticket_id is not None:
        row = work.get("ticket", ticket_id)
        if row["state"] not in CLOSED_STATES:
            raise Refused("not_solved", "A ticket is rated once it is solved.", kept="Nothing was changed.")
        return row
    assert interaction_id is not None  # noqa: S101 - exactly one of the two is
    row = work.get("interaction", interaction_id)
    if row["state"] == "in_progress":
        raise Refused("not_over", "A contact is rated once it is over.", kept="Nothing was changed.")
    return row


def write(
    work: Work,
    about: Row,
    score: int,
    comment: str | None,
    source: str,
    recorded_by: str | None,
    at: datetime,
) -> None:
    """Keep a rating, in the place of the one before."""
    score, words = checked(score, comment)
    is_ticket = "number" in about and "subject" in about
    values: Row = {
        "customer_id": about["customer_id"],
        "ticket_id": about["id"] if is_ticket else None,
        "interaction_id": None if is_ticket else about["id"],
        "agent_id": about["owner_id"] if is_ticket else about["agent_id"],
        "queue_id": about["queue_id"],
        "score": score,
        "comment": words,
        "source": source,
        "recorded_by": recorded_by,
        "rated_at": at,
    }
    known = rating_id(about["id"])
    try:
        work.get("rating", known)
    except NotHere:
        work.insert("rating", {"id": known, **values})
    else:
        work.update("rating", known, values)
    if not is_ticket:
        work.update("interaction", about["id"], {"satisfaction": score})


def _nothing(_work: Work, _actor: Actor, _c: AskForRating) -> None:
    """Whom to ask, and through which mailbox, only central knows."""


def _ask(work: CentralWork, _actor: Actor, c: AskForRating) -> None:
    about = subject(work, c.ticket_id, c.interaction_id)
    is_ticket = c.ticket_id is not None
    known = addresses_of(work, about["customer_id"], work.recorded_at)
    to = (
        recipient_of(work, about, work.recorded_at)
        if is_ticket
        else next((one for one in known if good_address(one)), None)
    )
    if to is None:
        raise Refused("no_address", "No e-mail address of this customer is known.", todo="Add it first.")
    if not may_ask(work, about["customer_id"]):
        raise Refused("withdrawn", "This customer does not want to be asked.", kept="Nobody was asked.")
    i = rating_invitation.c
    mine = i.ticket_id == about["id"] if is_ticket else i.interaction_id == about["id"]
    asked = work.look(sa.select(i.id).where(mine, i.way == "link")).first()
    if asked is not None:
        raise Refused("asked_already", "They have been asked already.", kept="Nobody is asked twice.")
    channel = channel_for(work, about["queue_id"])
    if channel is None:
        raise Refused("no_channel", "There is no mailbox to ask from.", todo="Ask your administrator.")
    invite(work, c.invitation_id, about, is_ticket=is_ticket, channel=channel, to=to)


def may_ask(work: CentralWork, customer_id: str | None) -> bool:
    """Whether somebody may be asked how we did: nobody who has taken that back."""
    return customer_id is None or consent_of(work, customer_id, "survey", "email").state != "withdrawn"


def invite(
    work: CentralWork, invitation_id: str, about: Row, *, is_ticket: bool, channel: Row, to: str
) -> None:
    """Ask somebody by mail; the link's secret is in the mail alone, and here until it has left."""
    token = new_link_token()
    at = work.recorded_at
    invitation = {
        "id": invitation_id,
        "way": "link",
        "token_hash": hashed(token),
        "ticket_id": about["id"] if is_ticket else None,
        "interaction_id": None if is_ticket else about["id"],
        "agent_id": about["owner_id"] if is_ticket else about["agent_id"],
        "queue_id": about["queue_id"],
        "asked_at": at,
    }
    work.look(sa.insert(rating_invitation).values(invitation))
    mail = {
        "id": invitation_id,
        "kind": "rating",
        "ticket_id": invitation["ticket_id"],
        "interaction_id": invitation["interaction_id"],
        "channel_id": channel["id"],
        "to_address": to,
        "message_id": message_id(invitation_id, new_token(), channel["address"]),
        "state": "queued",
        "secret": token,
        "tries": 0,
        "queued_at": at,
        "next_at": at,
    }
    work.look(sa.insert(outgoing_mail).values(mail))


def register(bus: CommandBus) -> None:
    """Make the commands known."""
    bus.register("ratings.RecordRating", RecordRating, _record, roles=DESK)
    bus.register(
        "ratings.AskForRating", AskForRating, _nothing, roles=DESK, central_step=_ask, is_online_only=True
    )
