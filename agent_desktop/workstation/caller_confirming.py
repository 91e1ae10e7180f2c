"""Who is on the line was said by the person at the desk: the contact is that customer's, and the number is learnt."""

from __future__ import annotations

from agent_desktop.features.calls.confirming import ConfirmCaller
from agent_desktop.workstation.contacts import ContactDesk, ContactInHand
from agent_desktop.workstation.workstation import Workstation


def number_to_learn(contact: ContactInHand) -> str | None:
    """The public number of the other side; None where it is withheld, internal or no number at all."""
    match = contact.match
    return match.number if match is not None and match.kind == "public" else None


async def confirm_caller(desk: Workstation, contacts: ContactDesk, customer_id: str) -> bool:
    """Put the contact in hand to a customer and remember that its number reached them; False without a contact.

    A number that nobody can ring back is not remembered; the contact is theirs all the same.
    """
    current = contacts.state.current
    if current is None:
        return False
    if current.customer_id != customer_id:
        await contacts.choose(customer_id)
    number = number_to_learn(current)
    if number is not None:
        await desk.do(
            ConfirmCaller(
                made_at=desk.clock.now(), customer_id=customer_id, number=number, region=desk.region
            )
        )
    return True
