"""A caller was confirmed: which customer a number reached is remembered, for the next time it rings."""

from __future__ import annotations

from hashlib import sha256

from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.errors import NotHere, Refused
from agent_desktop.core.ids import make_id
from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.phone import parse_number
from agent_desktop.core.work import Work


class ConfirmCaller(Command, frozen=True, kw_only=True):
    """The person at ``number`` was this customer; ``region`` is the site's, to read the number by."""

    customer_id: str
    number: str
    region: str


def number_id(customer_id: str, e164: str) -> str:
    """The id under which a customer's number is remembered, the same at every desk."""
    digest = sha256(f"caller {customer_id} {e164}".encode()).digest()
    return make_id(0, int.from_bytes(digest[:2]), int.from_bytes(digest[2:10]))


def _confirm(work: Work, _actor: Actor, c: ConfirmCaller) -> None:
    number = parse_number(c.number, c.region)
    if number.e164 is None:
        raise Refused("no_public_number", "There is no number to remember.", kept="The contact stays theirs.")
    work.get("customer", c.customer_id)
    row_id = number_id(c.customer_id, number.e164)
    try:
        row = work.get("caller_number", row_id)
    except NotHere:
        work.insert(
            "caller_number",
            {
                "id": row_id,
                "customer_id": c.customer_id,
                "e164": number.e164,
                "source": "confirmed",
                "confirmed": 1,
                "last_at": c.made_at,
            },
        )
        return
    learnt = {
        "source": "confirmed",
        "confirmed": row["confirmed"] + 1,
        "last_at": max(row["last_at"], c.made_at),
    }
    work.update("caller_number", row_id, learnt)


def register(bus: CommandBus) -> None:
    """Make the command known."""
    bus.register("calls.ConfirmCaller", ConfirmCaller, _confirm, roles=DESK)
