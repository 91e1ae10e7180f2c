"""``/api/v1``: revoked devices hand over their outbox; supervisors revoke, release and discard."""

from __future__ import annotations

from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, RequestBody

from agent_desktop.central import quarantine, revocation
from agent_desktop.central.guard import LEADING, PUBLIC, address, signed_in
from agent_desktop.central.service import Service
from agent_desktop.central.session_watch import SessionWatch
from agent_desktop.core.errors import Refused
from agent_desktop.core.ids import is_id
from agent_desktop.sync.access import Decide, Decided, Device, HandOver, HandOverReply, Held


@post("/quarantine", opt=PUBLIC, status_code=200)
async def hand_over(
    data: RequestBody[HandOver], request: Request[Any, Any, Any], service: NamedDependency[Service]
) -> HandOverReply:
    """Take what a revoked client has not sent; it proves itself with the token its refusal carried."""
    service.limits.stranger(address(request))
    if not all(service.limits.shape(envelope.data) for envelope in data.commands):
        raise Refused("too_deep", "A command that is handed over is nested too deep or holds too much.")
    return await service.write(lambda connection: quarantine.take(connection, data, service.clock.now()))


@get("/devices", opt=LEADING)
async def devices(service: NamedDependency[Service]) -> list[Device]:
    """Every device that somebody has signed in at, and what is held of those that were revoked."""
    return await service.read(revocation.devices)


@post("/devices/{client_id:str}/revoke", opt=LEADING, status_code=204)
async def revoke(
    client_id: FromPath[str], request: Request[Any, Any, Any], service: NamedDependency[Service]
) -> None:
    """Shut a device out: at its next contact it hands over its outbox and wipes its replica."""
    wanted, by = _id(client_id), signed_in(request.scope).actor.agent_id
    await service.write(lambda connection: revocation.revoke(connection, wanted, service.clock.now(), by=by))
    await SessionWatch(service.sessions, service.hub, service.clock).look()


@post("/devices/{client_id:str}/allow", opt=LEADING, status_code=204)
async def allow(client_id: FromPath[str], service: NamedDependency[Service]) -> None:
    """Let a revoked device sign in again."""
    wanted = _id(client_id)
    await service.write(lambda connection: revocation.let_in(connection, wanted))


@get("/quarantine", opt=LEADING)
async def held(service: NamedDependency[Service]) -> list[Held]:
    """What waits for a decision, with every text in it."""
    return await service.read(quarantine.listing)


@post("/quarantine/decide", opt=LEADING, status_code=200)
async def decide(
    data: RequestBody[Decide], request: Request[Any, Any, Any], service: NamedDependency[Service]
) -> Decided:
    """Release held work, run as its author, or discard it; either is kept on record with who decided."""
    _id(data.client_id)
    if not all(is_id(command_id) for command_id in data.command_ids or []):
        raise Refused("malformed", "A command is named by its id.")
    by, reached = signed_in(request.scope).actor.agent_id, set[str]()
    decided, head = await service.write(
        lambda connection: quarantine.decide(
            connection, service.registry, service.clock, data, by=by, reached=reached
        )
    )
    if reached:
        service.hub.poke(head, reached)
    return decided


def _id(text: str) -> str:
    if not is_id(text):
        raise Refused("not_found", "There is no such device.")
    return text


HANDLERS = [hand_over, devices, revoke, allow, held, decide]
