"""Who somebody at the provider is here: found by their subject there, bound to it the first time, never guessed."""

from __future__ import annotations

import logging
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_desktop.central.accounts import write_person
from agent_desktop.central.hand_over import ShutOut
from agent_desktop.central.id_token import BadToken, claims_of
from agent_desktop.central.oidc_provider import OidcProvider
from agent_desktop.central.sessions import Sessions
from agent_desktop.core.clock import Clock
from agent_desktop.core.errors import Refused
from agent_desktop.features.workforce.tables import account, agent
from agent_desktop.sync.messages import Session
from agent_desktop.sync.versions import check_desktop
from agent_desktop.sync.ways import OidcSignIn

log = logging.getLogger(__name__)

LONGEST_PROOF = 4096
LONGEST_LOGIN = 200
_KNOWN = sa.select(agent.c.login).join(account, account.c.agent_id == agent.c.id)
_BY_LOGIN = (
    sa.select(account.c.agent_id, account.c.oidc_subject, account.c.oidc_allowed)
    .join(agent, agent.c.id == account.c.agent_id)
    .where(agent.c.login == sa.bindparam("login"))
    .with_for_update(of=account)
)


class OidcPeople:
    """Signs people in who come from the provider. Roles and queues are always those of our own records."""

    def __init__(self, engine: AsyncEngine, sessions: Sessions, provider: OidcProvider, clock: Clock) -> None:
        self._engine = engine
        self._sessions = sessions
        self._provider = provider
        self._clock = clock

    async def sign_in(self, wish: OidcSignIn) -> Session:
        """Begin a session for whom the provider vouches.

        Raises ``Refused``: too_old, too_new, malformed, provider_away, provider_refused, provider_misconfigured,
        unknown_person, not_linked, other_person, disabled and revoked.
        """
        check_desktop(wish)
        _check_proof(wish)
        token = await self._provider.exchange(wish.code, wish.verifier, wish.redirect_uri)
        settings = self._provider.settings
        try:
            claims = await claims_of(
                token,
                self._provider.keys,
                issuer=settings.issuer,
                client_id=settings.client_id,
                nonce=wish.nonce,
                now=self._clock.now(),
            )
        except BadToken as why:
            log.warning("an ID token was refused: %s", why)
            raise Refused(
                "provider_refused",
                f"What {self._provider.name} sent is no proof of who you are: {why}.",
                todo="Begin again; if it stays so, tell your administrator.",
            ) from None
        login = await self._person(f"{settings.issuer} {claims['sub']}", claims)
        try:
            return await self._sessions.begin(login, wish.device, wish.app_version, wish.schema)
        except ShutOut as over:
            # The desk does not know yet whose copy of the records it is to hand over.
            over.login = login
            raise

    async def _person(self, subject: str, claims: dict[str, Any]) -> str:
        async with self._engine.connect() as connection:
            known = (await connection.execute(_KNOWN.where(account.c.oidc_subject == subject))).scalar()
        if known is not None:
            return str(known)
        login = self._login(claims)
        if self._provider.settings.adds_unknown:
            await self._add(login, claims)
        async with self._engine.begin() as connection:
            await self._bind(connection, subject, login)
        return login

    async def _add(self, login: str, claims: dict[str, Any]) -> None:
        """Somebody whom only the provider knows gets an account, and no role; whoever is known stays as they are."""
        async with self._engine.connect() as connection:
            if (await connection.execute(sa.select(agent.c.id).where(agent.c.login == login))).first():
                return
        name = claims.get("name")
        await write_person(
            self._engine,
            login=login,
            name=name if isinstance(name, str) and 0 < len(name) <= LONGEST_LOGIN else login,
            roles=(),
            queues=(),
            extension=None,
            password_hash=None,
        )
        log.info("somebody whom the provider vouches for was added, without a role")

    async def _bind(self, connection: AsyncConnection, subject: str, login: str) -> None:
        """The first sign-in of somebody whose account waits for it; from then on only the subject counts."""
        name = self._provider.name
        found = (await connection.execute(_BY_LOGIN, {"login": login})).first()
        if found is None:
            raise Refused(
                "unknown_person",
                f"{name} knows you, but you have no account here.",
                todo="Ask your administrator for one.",
            )
        if found.oidc_subject is not None:
            log.warning("somebody else at the provider has the user name of %s now", found.agent_id)
            raise Refused(
                "other_person",
                f"Your account here belongs to somebody else at {name}, who had your user name before.",
                todo="Ask your administrator: `user unlink` and `user link` give it to you.",
            )
        if not found.oidc_allowed:
            raise Refused(
                "not_linked",
                f"Your account here is not for signing in with {name}.",
                todo="Ask your administrator to link it.",
            )
        await connection.execute(
            sa.update(account).where(account.c.agent_id == found.agent_id).values(oidc_subject=subject)
        )
        log.info("the account %s was bound to its person at the provider", found.agent_id)

    def _login(self, claims: dict[str, Any]) -> str:
        wanted = self._provider.settings.login_claim
        found = claims.get(wanted)
        if not isinstance(found, str) or not 0 < len(found) <= LONGEST_LOGIN or "\0" in found:
            log.error("the provider sends no claim %s", wanted)
            raise Refused(
                "provider_misconfigured",
                f"{self._provider.name} does not tell your user name.",
                todo="Tell your administrator: see the setting oidc_login_claim.",
            )
        if wanted == "email" and claims.get("email_verified") is not True:
            # Who may write any address into their profile could be anybody.
            raise Refused(
                "provider_refused",
                f"{self._provider.name} has not made sure that the e-mail address is yours.",
                todo="Confirm it there, or ask your administrator.",
            )
        return found


def _check_proof(wish: OidcSignIn) -> None:
    parts = (wish.code, wish.verifier, wish.nonce)
    is_back = wish.redirect_uri.startswith("http://127.0.0.1:") and len(wish.redirect_uri) < 200
    if not all(0 < len(part) <= LONGEST_PROOF for part in parts) or not is_back or len(wish.nonce) < 16:
        raise Refused("malformed", "This is not what a desk brings back from a provider.")
