"""``/api/v1/session/ways`` and ``/session/oidc``: which ways to sign in there are, and the one by a provider."""

from __future__ import annotations

from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import RequestBody

from agent_desktop.central.guard import PUBLIC, address
from agent_desktop.central.oidc_people import OidcPeople
from agent_desktop.central.oidc_provider import ProviderAway
from agent_desktop.central.service import Service
from agent_desktop.core.errors import Refused
from agent_desktop.sync.messages import Session
from agent_desktop.sync.ways import OidcSignIn, Ways

_LARGEST_PROOF = 32_768


@get("/session/ways", opt=PUBLIC)
async def ways(request: Request[Any, Any, Any], service: NamedDependency[Service]) -> Ways:
    """How one can sign in here: by password, and where in a browser."""
    service.limits.stranger(address(request))
    has_password = service.settings.password_sign_in
    if service.provider is None:
        return Ways(has_password)
    try:
        return Ways(has_password, await service.provider.way())
    except ProviderAway as away:
        return Ways(has_password, trouble=away.what)


@post("/session/oidc", opt=PUBLIC, status_code=200, request_max_body_size=_LARGEST_PROOF)
async def sign_in(
    data: RequestBody[OidcSignIn], request: Request[Any, Any, Any], service: NamedDependency[Service]
) -> Session:
    """Sign in with the code that a provider sent a desk's browser back with; each code works once."""
    service.limits.stranger(address(request))
    try:
        session = await _people(service).sign_in(data)
    except Refused as refusal:
        service.metrics.sign_ins.labels(refusal.reason).inc()
        raise
    service.metrics.sign_ins.labels("signed_in").inc()
    return session


def _people(service: Service) -> OidcPeople:
    if service.oidc_people is None:
        raise Refused("no_such_way", "This central takes no sign-in by a provider.")
    return service.oidc_people


HANDLERS = [ways, sign_in]
