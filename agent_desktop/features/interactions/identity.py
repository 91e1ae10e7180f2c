"""Whether we know whom we speak to: asked and answered in this contact, and for this contact alone."""

from __future__ import annotations

from collections.abc import Mapping

from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.errors import Invalid, Refused
from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.work import Work
from agent_desktop.features.interactions.owning import own_contact

STATES = ("verified", "failed")
WAYS = ("questions", "code", "document", "callback", "voice", "known_in_person")
UNASKED: Mapping[str, None] = {"identity": None, "identity_how": None}


class SayIdentity(Command, frozen=True, kw_only=True):
    """Say what came of checking who the other side is, and how it was checked; None takes it back."""

    interaction_id: str
    identity: str | None
    how: str | None = None


def _say(work: Work, actor: Actor, c: SayIdentity) -> None:
    if c.identity is not None and c.identity not in STATES:
        raise Invalid("identity", f"{c.identity!r} says nothing.", todo=f"Use one of {', '.join(STATES)}.")
    if (c.identity is None) != (c.how is None) or (c.how is not None and c.how not in WAYS):
        raise Invalid("how", "A check says how it was made.", todo=f"Use one of {', '.join(WAYS)}.")
    row = own_contact(work, actor, c.interaction_id)
    if row["customer_id"] is None:
        raise Refused("nobody", "Nobody is linked to this contact yet.", todo="Say who it is first.")
    work.update("interaction", row["id"], {"identity": c.identity, "identity_how": c.how})


def register(bus: CommandBus) -> None:
    """Make the command known."""
    bus.register("interactions.SayIdentity", SayIdentity, _say, roles=DESK)
