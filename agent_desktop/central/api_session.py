"""``/api/v1/session``: sign in, refresh, sign out."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, delete, post
from litestar.di import NamedDependency
from litestar.params import RequestBody

from agent_desktop.central.guard import ANYBODY, PUBLIC, signed_in
from agent_desktop.central.service import Service
from agent_desktop.core.errors import Refused
from agent_desktop.sync.messages import Session, SignIn

_LARGEST_SIGN_IN = 16_384


class RefreshToken(msgspec.Struct, frozen=True):
    """The token that a session is continued with."""

    refresh_token: str


@post("/session", opt=PUBLIC, status_code=200, request_max_body_size=_LARGEST_SIGN_IN)
async def sign_in(data: RequestBody[SignIn], service: NamedDependency[Service]) -> Session:
    """Sign in at a device; answers tokens, scopes, the feed's epoch and the site."""
    try:
        session = await service.sessions.sign_in(data)
    except Refused as refusal:
        service.metrics.sign_ins.labels(refusal.reason).inc()
        raise
    service.metrics.sign_ins.labels("signed_in").inc()
    return session


@post("/session/refresh", opt=PUBLIC, status_code=200, request_max_body_size=_LARGEST_SIGN_IN)
async def refresh(data: RequestBody[RefreshToken], service: NamedDependency[Service]) -> Session:
    """Continue a session with new tokens; each refresh token works once."""
    return await service.sessions.refresh(data.refresh_token)


@delete("/session", opt=ANYBODY, status_code=204)
async def sign_out(request: Request[Any, Any, Any], service: NamedDependency[Service]) -> None:
    """End this session: its tokens, its streams, and the person's place on the floor."""
    who = signed_in(request.scope)
    await service.sessions.sign_out(who.session_id)
    service.signed_out(who)


HANDLERS = [sign_in, refresh, sign_out]
