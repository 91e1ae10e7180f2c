"""``/api/v1``: what is private of a customer, for whoever has a ground to see it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, RequestBody

from agent_desktop.central import private_details
from agent_desktop.central.guard import AT_A_DESK, signed_in
from agent_desktop.central.service import Service
from agent_desktop.core.errors import Refused
from agent_desktop.core.ids import is_id
from agent_desktop.sync.messages import Reveal


@post("/customers/{customer_id:str}/private", opt=AT_A_DESK, status_code=200)
async def private(
    customer_id: FromPath[str],
    data: RequestBody[Reveal],
    request: Request[Any, Any, Any],
    service: NamedDependency[Service],
) -> Response[bytes]:
    """A ``PrivateDelivery``: birth date, identifiers, payment and health, with when they must leave the desk.

    Needs an open contact with the customer, a visit of one's own, or a reason; each time is recorded.
    """
    if not is_id(customer_id):
        raise Refused("not_found", "There is no such customer.")
    actor = signed_in(request.scope).actor
    found = await service.write(
        lambda connection: private_details.deliver(
            connection,
            actor,
            customer_id,
            data.reason,
            service.clock.now(),
            timedelta(seconds=service.settings.private_reveal_s),
        )
    )
    headers = {"Cache-Control": "no-store"}
    return Response(msgspec.json.encode(found), media_type="application/json", headers=headers)


HANDLERS = [private]
