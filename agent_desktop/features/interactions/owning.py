"""Whose contact it is: found by its id, also by one it was logged under before its call was known."""

from __future__ import annotations

from agent_desktop.core.errors import NotHere, Refused
from agent_desktop.core.people import Actor
from agent_desktop.core.work import Row, Work


def contact_here(work: Work, interaction_id: str) -> Row | None:
    """The contact of that very id; None where this store has none."""
    try:
        return work.get("interaction", interaction_id)
    except NotHere:
        return None


def find_contact(work: Work, interaction_id: str) -> Row | None:
    """The contact of that id, or the one it was joined to; None where this store holds neither."""
    here = contact_here(work, interaction_id)
    if here is not None:
        return here
    try:
        alias = work.get("contact_alias", interaction_id)
    except NotHere:
        return None
    return contact_here(work, alias["interaction_id"])


def own_contact(work: Work, actor: Actor, interaction_id: str) -> Row:
    """The actor's own contact; raises ``NotHere``, and ``Refused`` for a colleague's."""
    row = find_contact(work, interaction_id)
    if row is None:
        raise NotHere("interaction", interaction_id)
    if row["agent_id"] != actor.agent_id:
        raise Refused("not_yours", "This contact belongs to a colleague.", kept="It was left as it is.")
    return row


def carry_ticket(work: Work, actor: Actor, interaction_id: str, ticket_id: str) -> str:
    """Let the contact that a ticket is opened in know the ticket; answers the contact's own id.

    A contact that this store does not hold, or that is a colleague's, is left as it is: the ticket names it. The
    first ticket opened in a contact stays its ticket.
    """
    row = find_contact(work, interaction_id)
    if row is None:
        return interaction_id
    if row["agent_id"] == actor.agent_id and row["ticket_id"] is None:
        work.update("interaction", row["id"], {"ticket_id": ticket_id})
    return str(row["id"])


def hold_person(work: Work, actor: Actor) -> None:
    """At central, let nothing else be begun or joined for this person until the transaction ends.

    A person may sit at two desks, and the exchange tells of their calls meanwhile. Whoever holds the
    person's record is the only one to decide which call a contact was.
    """
    work.hold("agent", actor.agent_id)


def both_notes(first: str, second: str) -> str:
    """Two notes on one call as one, neither lost and nothing said twice."""
    first, second = first.strip(), second.strip()
    if not first or first in second:
        return second
    if not second or second in first:
        return first
    return f"{first}\n\n{second}"
