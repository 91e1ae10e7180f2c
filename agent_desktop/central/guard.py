"""Who may use which address: nobody, unless it says so."""

from __future__ import annotations

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from agent_desktop.central import rules
from agent_desktop.central.sessions import SignedIn
from agent_desktop.core.errors import Refused
from agent_desktop.core.ids import is_id
from agent_desktop.core.people import DESK, EVERYONE, LEADS, PROGRAMS, Actor, Role

PUBLIC: dict[str, Any] = {"roles": None}
"""For addresses that take no sign-in: signing in itself, health, and the description of the interface."""

ANYBODY: dict[str, Any] = {"roles": EVERYONE}
PROGRAMS_TOO: dict[str, Any] = {"roles": EVERYONE | PROGRAMS}
AT_A_DESK: dict[str, Any] = {"roles": DESK}
LEADING: dict[str, Any] = {"roles": LEADS}


async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let a request through where ``opt["roles"]`` and the table of rules allow it; deny where either is silent.

    The person is in ``connection.scope["user"]`` afterwards. Raises ``Refused``.
    """
    rule = rules.of("address", f"{connection.scope.get('method', 'GET')} {connection.scope['path_template']}")
    if "roles" not in handler.opt or rule is rules.NOBODY:
        raise Refused("not_allowed", "Nobody may use this address.")
    roles: frozenset[Role] | None = handler.opt["roles"]
    if roles is None and rule.roles is None:
        return
    service = connection.app.state.service
    who = await service.sessions.authenticate(bearer(connection))
    service.limits.request(who)
    connection.scope["user"] = who
    if not rule.allows(who.actor) or (roles is not None and not who.actor.holds(roles)):
        raise Refused("not_allowed", "Your roles do not allow this.", todo="Ask a supervisor.")


def bearer(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The access token of a request; raises ``Refused`` where there is none."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Refused("not_signed_in", "This needs a sign-in.", todo="Send Authorization: Bearer <token>.")
    return token


def address(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """Where a request comes from: the other end, or what a trusted proxy says of it."""
    client = connection.scope.get("client")
    return str(client[0]) if client else "unknown"


def may_hold(actor: Actor, scope: str) -> bool:
    """Whether a person's replica may hold a scope: the site's, their queues', their own, any customer's."""
    kind, _, key = scope.partition(":")
    if not rules.of("scope", kind).allows(actor):
        return False
    if kind == "queue":
        return key in actor.queues
    if kind == "agent":
        return key == actor.agent_id
    return scope == "org" or (kind == "customer" and is_id(key))


def signed_in(scope: Any) -> SignedIn:
    """The person whom the guard let through."""
    who: SignedIn = scope["user"]
    return who
