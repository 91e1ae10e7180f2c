"""``/api/v1/tickets``: who has a ticket open now. What is written of tickets goes by push and ask."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Request, post
from litestar.di import NamedDependency
from litestar.params import FromPath, RawBody

from agent_desktop.central import rules
from agent_desktop.central.at_tickets import STATES
from agent_desktop.central.guard import AT_A_DESK, signed_in
from agent_desktop.central.problems import UNREADABLE
from agent_desktop.central.service import Service
from agent_desktop.core.errors import Refused
from agent_desktop.core.ids import is_id
from agent_desktop.features.tickets.tables import ticket
from agent_desktop.sync.live import AtTicketReply, AtTicketSaid

_SAID = msgspec.json.Decoder(AtTicketSaid)
_LARGEST = 1_024


@post("/tickets/{ticket_id:str}/here", opt=AT_A_DESK, status_code=200, request_max_body_size=_LARGEST)
async def here(
    ticket_id: FromPath[str],
    body: RawBody,
    request: Request[Any, Any, Any],
    service: NamedDependency[Service],
) -> AtTicketReply:
    """Say that one reads a ticket, writes on it, or is gone from it; answers who else is there.

    Only whoever may read a ticket is told of its readers, and only while they have it open themselves.
    """
    who = signed_in(request.scope)
    try:
        said = _SAID.decode(body)
    except UNREADABLE as problem:
        raise Refused("malformed", f"This cannot be read: {problem}.") from None
    if said.state not in STATES:
        raise Refused("malformed", f"{said.state!r} says nothing.", todo=f"Use one of {', '.join(STATES)}.")
    if not rules.of("query", "tickets.Ticket").allows(who.actor):
        raise Refused("not_allowed", "Your roles do not allow this.")
    if not is_id(ticket_id) or not await _is_there(service, ticket_id):
        raise Refused("not_found", "There is no such ticket.")
    return AtTicketReply(service.at_tickets.say(who, ticket_id, said.state))


async def _is_there(service: Service, ticket_id: str) -> bool:
    found = sa.select(ticket.c.id).where(ticket.c.id == ticket_id)
    return await service.read(lambda connection: connection.execute(found).first() is not None)


HANDLERS = [here]
