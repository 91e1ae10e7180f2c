"""Signing in by the site's provider: which ways there are, and a session for what the browser brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent_desktop import __version__
from agent_desktop.core.errors import Refused
from agent_desktop.sync.messages import Person
from agent_desktop.sync.versions import OLDEST_PROTOCOL, SCHEMA_VERSION
from agent_desktop.sync.ways import OidcSignIn, Ways
from agent_desktop.workstation.browser_trip import Proof
from agent_desktop.workstation.transport import ShutOut, Transport
from agent_desktop.workstation.wire import Wire

if TYPE_CHECKING:
    from agent_desktop.workstation.workstation import Workstation


async def ask_ways(server_url: str, wire: Wire | None = None) -> Ways:
    """Which ways there are to sign in at a central; one of an earlier release knows passwords only.

    Raises ``Unreachable``, and ``KnownError`` for an address that is none.
    """
    transport = Transport(server_url, wire)
    try:
        return await transport.get("/api/v1/session/ways", Ways)
    except Refused:
        return Ways()
    finally:
        await transport.close()


async def sign_in(desk: Workstation, proof: Proof) -> Person:
    """Sign in with what the browser brought back; there is no way to do it without central.

    Raises ``Refused`` with central's reason, ``Unreachable``, and ``ShutOut`` once a device that may be used
    no more has handed over its work and wiped its replica.
    """
    wish = OidcSignIn(
        proof.code,
        proof.verifier,
        proof.nonce,
        proof.redirect_uri,
        desk._device,
        __version__,
        oldest_protocol=OLDEST_PROTOCOL,
        schema=SCHEMA_VERSION,
    )
    try:
        session = await desk._transport.sign_in(wish)
    except ShutOut as over:
        await desk._keeping.give_up_at_sign_in(over.login, over)
        raise
    await desk._enter(session, None)
    return session.person
