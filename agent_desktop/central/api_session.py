"""``/api/v1/session`` and ``sessions``: sign in, refresh, sign out, here or everywhere."""

from __future__ import annotations

from typing import Any

from litestar import Request, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, RequestBody

from agent_desktop.central.guard import ANYBODY, PROGRAMS_TOO, PUBLIC, address, signed_in
from agent_desktop.central.service import Service
from agent_desktop.core.errors import Refused
from agent_desktop.core.ids import is_id
from agent_desktop.sync.access import OwnSession, PasswordAnswer, PasswordCheck, Refresh
from agent_desktop.sync.messages import Session, SignIn

_LARGEST_SIGN_IN = 16_384


@post("/session", opt=PUBLIC, status_code=200, request_max_body_size=_LARGEST_SIGN_IN)
async def sign_in(
    data: RequestBody[SignIn], request: Request[Any, Any, Any], service: NamedDependency[Service]
) -> Session:
    """Sign in at a device; answers tokens, scopes, the feed's epoch and the site."""
    service.limits.stranger(address(request))
    try:
        _check_way(service)
        session = await service.sessions.sign_in(data)
    except Refused as refusal:
        service.metrics.sign_ins.labels(refusal.reason).inc()
        raise
    service.metrics.sign_ins.labels("signed_in").inc()
    return session


@post("/session/refresh", opt=PUBLIC, status_code=200, request_max_body_size=_LARGEST_SIGN_IN)
async def refresh(
    data: RequestBody[Refresh], request: Request[Any, Any, Any], service: NamedDependency[Service]
) -> Session:
    """Continue a session with new tokens; each refresh token works once, or again where the reply was lost."""
    service.limits.stranger(address(request))
    return await service.sessions.refresh(data)


@post("/session/password", opt=ANYBODY, status_code=200, request_max_body_size=_LARGEST_SIGN_IN)
async def check_password(
    data: RequestBody[PasswordCheck], request: Request[Any, Any, Any], service: NamedDependency[Service]
) -> PasswordAnswer:
    """Whether this is the password of whoever is signed in: what unlocks a window. Failures cost waits."""
    _check_way(service)
    login = signed_in(request.scope).login
    return PasswordAnswer(await service.sessions.is_password_of(login, data.password))


@delete("/session", opt=PROGRAMS_TOO, status_code=204)
async def sign_out(request: Request[Any, Any, Any], service: NamedDependency[Service]) -> None:
    """End this session: its tokens, its streams, and the person's place on the floor."""
    who = signed_in(request.scope)
    await service.sessions.sign_out(who.session_id)
    service.signed_out(who)


@get("/sessions", opt=ANYBODY)
async def own_sessions(
    request: Request[Any, Any, Any], service: NamedDependency[Service]
) -> list[OwnSession]:
    """Where one is signed in oneself: device, since when, last seen when."""
    return await service.sessions.own(signed_in(request.scope))


@delete("/sessions", opt=ANYBODY, status_code=204)
async def sign_out_everywhere(request: Request[Any, Any, Any], service: NamedDependency[Service]) -> None:
    """End all of one's own sessions, this one too; their streams close within seconds at every instance."""
    who = signed_in(request.scope)
    ended = await service.sessions.sign_out_everywhere(who.actor.agent_id)
    service.hub.end_sessions(ended)
    service.signed_out(who)


@delete("/sessions/{session_id:str}", opt=ANYBODY, status_code=204)
async def end_session(
    session_id: FromPath[str], request: Request[Any, Any, Any], service: NamedDependency[Service]
) -> None:
    """End one session of one's own."""
    if not is_id(session_id):
        raise Refused("not_found", "There is no such sign-in of yours.")
    await service.sessions.end_own(signed_in(request.scope), session_id)
    service.hub.end_sessions([session_id])


def _check_way(service: Service) -> None:
    if not service.settings.password_sign_in:
        raise Refused(
            "not_by_password",
            "This central takes no passwords.",
            todo="Sign in with your provider, in the browser.",
        )


HANDLERS = [sign_in, refresh, check_password, sign_out, own_sessions, sign_out_everywhere, end_session]
