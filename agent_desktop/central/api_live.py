"""``/api/v1``: the live floor as it is now, and actions on it."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from agent_desktop.central import rules
from agent_desktop.central.guard import AT_A_DESK, signed_in
from agent_desktop.central.problems import UNREADABLE
from agent_desktop.central.service import Service
from agent_desktop.core.errors import Refused
from agent_desktop.core.people import LEADS
from agent_desktop.sync.live import FloorReply, Listening
from agent_desktop.telephony.actions import AnyAction, Outcome

JSON = "application/json"
_ACTION = msgspec.json.Decoder(AnyAction)
_LARGEST_ACTION = 16_384


@get("/floor", opt=AT_A_DESK)
async def floor(request: Request[Any, Any, Any], service: NamedDependency[Service]) -> Response[bytes]:
    """Everything live now: a desk asks for it after each reconnect. Other people's calls are for leads only."""
    who = signed_in(request.scope)
    view = service.floor.view()
    if not who.actor.holds(LEADS):
        view = msgspec.structs.replace(
            view,
            calls=tuple(c for c in view.calls if any(p.agent == who.login for p in c.parties)),
        )
    reply = FloorReply(
        floor=view,
        calls=await service.floor.calls_of(who.login),
        kpi=msgspec.Raw(await service.kpi.view()),
        capabilities=sorted(service.floor.capabilities()),
        listening=[
            Listening(call.call_id, one)
            for call in service.floor.view().calls
            for one in call.supervisions
            if one.supervisor == who.login
        ],
    )
    return Response(msgspec.json.encode(reply), media_type=JSON)


@post("/actions", opt=AT_A_DESK, status_code=200, request_max_body_size=_LARGEST_ACTION)
async def act(
    body: RawBody,
    request: Request[Any, Any, Any],
    service: NamedDependency[Service],
) -> Outcome:
    """Do one thing on the floor now, for oneself; one that came too late is refused, never kept for later."""
    who = signed_in(request.scope)
    try:
        action = _ACTION.decode(body)
    except UNREADABLE as problem:
        raise Refused("malformed", f"The action cannot be read: {problem}.") from None
    if not rules.of("action", action.__struct_config__.tag).allows(who.actor):
        raise Refused("not_allowed", "Your roles do not allow this.", kept="Nothing was done.")
    if action.agent != who.login:
        raise Refused("not_yours", "An action is only ever one's own.", kept="Nothing was done.")
    outcome = await service.floor.act(action)
    service.metrics.actions.labels(action.__struct_config__.tag, outcome.status).inc()
    return outcome


HANDLERS = [floor, act]
