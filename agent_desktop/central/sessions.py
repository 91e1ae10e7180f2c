"""Sign-in, refresh and sign-out: who is at which desk, proved by tokens that central keeps hashed."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_desktop import __version__
from agent_desktop.central.passwords import Passwords
from agent_desktop.central.problems import Wait
from agent_desktop.central.settings import CentralSettings
from agent_desktop.central.tables import desk_session, spent_refresh_token
from agent_desktop.core.clock import Clock
from agent_desktop.core.errors import Refused
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor, Role
from agent_desktop.features.workforce.tables import account, agent, queue
from agent_desktop.sync.messages import PROTOCOL_VERSION, Person, Session, SignIn
from agent_desktop.sync.tables import sync_client, sync_head
from agent_desktop.sync.versions import (
    OLDEST_PROTOCOL,
    OLDEST_SCHEMA,
    SCHEMA_VERSION,
    check_desktop,
    check_release,
)

FREE_TRIES = 5
LONGEST_WAIT_S = 60.0
_UNKNOWN_LOGINS = 10_000


class SignedIn(msgspec.Struct, frozen=True):
    """The person behind a request: what permissions are decided on, and their name on the floor."""

    actor: Actor
    session_id: str
    login: str
    name: str
    extension: str | None


class Sessions:
    """Who is signed in. Safe to use from many requests at once; nothing but back-off is kept in memory."""

    def __init__(
        self, engine: AsyncEngine, settings: CentralSettings, clock: Clock, passwords: Passwords
    ) -> None:
        self._engine = engine
        self._settings = settings
        self._clock = clock
        self._passwords = passwords
        self._unknown: OrderedDict[str, tuple[int, datetime]] = OrderedDict()

    async def sign_in(self, wish: SignIn) -> Session:
        """Begin a session; raises ``Refused`` (too_old, too_new, wrong_password, disabled) or ``Wait``.

        A wrong password, an unknown login and one that may not sign in take the same time and cost the
        same waits; that an account is disabled is told only to whoever knows its password.
        """
        check_desktop(wish)
        now = self._clock.now()
        async with self._engine.connect() as connection:
            found = (await connection.execute(_BY_LOGIN, {"login": wish.login})).mappings().first()
        tries, last = (
            (found["failed_count"], found["failed_at"])
            if found is not None
            else self._unknown.get(wish.login, (0, None))
        )
        _check_back_off(tries, last, now)
        is_right = await self._passwords.matches(
            found["password_hash"] if found is not None else None, wish.password
        )
        if found is None or not is_right:
            await self._note_failure(wish.login, found, tries, now)
            raise Refused(
                "wrong_password",
                "The name or the password is not right.",
                todo="Check both and try again; a supervisor can set a new password.",
            )
        if found["disabled_at"] is not None or not found["is_active"]:
            raise Refused("disabled", "This account may not sign in.", todo="Ask your administrator.")
        async with self._engine.begin() as connection:
            await connection.execute(
                sa.update(account)
                .where(account.c.agent_id == found["id"])
                .values(failed_count=0, failed_at=None)
            )
            client_id = await self._client(connection, str(found["id"]), wish, now)
            row, access, refresh = self._new_tokens(now)
            row |= {
                "id": new_id(),
                "agent_id": found["id"],
                "client_id": client_id,
                "signed_in_at": now,
            }
            await connection.execute(sa.insert(desk_session).values(row))
            return await self._session(connection, found, row, access, refresh)

    async def refresh(self, token: str) -> Session:
        """New tokens for old; the old refresh token is spent, and using it again ends the session."""
        now = self._clock.now()
        spent = _hash(token)
        async with self._engine.begin() as connection:
            found = (await connection.execute(_BY_REFRESH, {"hash": spent})).mappings().first()
            if found is None:
                await self._end_if_reused(connection, spent, now)
            else:
                _check_may_stay(found)
                # Central may have been brought up to date while this desktop ran on.
                check_release(found["app_version"])
                if found["refresh_expires_at"] > now:
                    row, access, refresh = self._new_tokens(now)
                    await connection.execute(
                        sa.update(desk_session).where(desk_session.c.id == found["session_id"]).values(row)
                    )
                    await connection.execute(
                        sa.insert(spent_refresh_token).values(
                            refresh_hash=spent, session_id=found["session_id"], spent_at=now
                        )
                    )
                    await connection.execute(
                        sa.update(sync_client)
                        .where(sync_client.c.id == found["client_id"])
                        .values(last_seen=now)
                    )
                    row |= {"client_id": found["client_id"]}
                    return await self._session(connection, found, row, access, refresh)
        raise Refused(
            "token_expired", "This sign-in has ended.", kept="Your work is kept here.", todo="Sign in again."
        )

    async def authenticate(self, token: str) -> SignedIn:
        """The person an access token belongs to; raises ``Refused`` for none, an old or a revoked one."""
        async with self._engine.connect() as connection:
            found = (await connection.execute(_BY_ACCESS, {"hash": _hash(token)})).mappings().first()
        if found is None:
            raise Refused("not_signed_in", "Nobody is signed in with this token.", todo="Sign in again.")
        _check_may_stay(found)
        if found["access_expires_at"] <= self._clock.now():
            raise Refused("token_expired", "This access token has run out.", todo="Refresh it.")
        actor = Actor(
            str(found["id"]),
            str(found["client_id"]),
            frozenset(Role(role) for role in found["roles"] if role in set(Role)),
            frozenset(found["queues"]),
        )
        return SignedIn(actor, str(found["session_id"]), found["login"], found["name"], found["extension"])

    async def sign_out(self, session_id: str) -> None:
        """End a session; its tokens are worth nothing from here on."""
        async with self._engine.begin() as connection:
            await self._end(connection, session_id, "signed_out", self._clock.now())

    async def ended(self, session_ids: Iterable[str]) -> set[str]:
        """Those of some sessions that must not go on: signed out, revoked, or of a disabled person."""
        wanted = sorted(session_ids)
        if not wanted:
            return set()
        async with self._engine.connect() as connection:
            alive = (await connection.execute(_ALIVE, {"ids": wanted})).scalars()
            return set(wanted) - {str(session_id) for session_id in alive}

    async def _client(self, connection: AsyncConnection, agent_id: str, wish: SignIn, now: datetime) -> str:
        """The client of this person at this device, made at the first sign-in; refused where revoked."""
        told = {"app_version": wish.app_version, "schema": wish.schema, "last_seen": now}
        statement = insert(sync_client).values(id=new_id(), agent_id=agent_id, device=wish.device, **told)
        row = (
            await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=[sync_client.c.agent_id, sync_client.c.device],
                    set_=told,
                ).returning(sync_client.c.id, sync_client.c.revoked_at)
            )
        ).one()
        if row.revoked_at is not None:
            raise _revoked()
        return str(row.id)

    async def _note_failure(self, login: str, found: Any, tries: int, now: datetime) -> None:
        if found is None:
            self._unknown[login] = (tries + 1, now)
            self._unknown.move_to_end(login)
            while len(self._unknown) > _UNKNOWN_LOGINS:
                self._unknown.popitem(last=False)
            return
        async with self._engine.begin() as connection:
            await connection.execute(
                sa.update(account)
                .where(account.c.agent_id == found["id"])
                .values(failed_count=account.c.failed_count + 1, failed_at=now)
            )

    async def _end_if_reused(self, connection: AsyncConnection, spent: str, now: datetime) -> None:
        """End the session of a refresh token that was spent before: somebody holds a copy of it."""
        family = (
            await connection.execute(
                sa.select(spent_refresh_token.c.session_id).where(spent_refresh_token.c.refresh_hash == spent)
            )
        ).scalar()
        if family is None:
            return
        await self._end(connection, str(family), "token_reused", now)
        await connection.commit()
        raise Refused(
            "token_reused",
            "This sign-in was used from two places and has been ended.",
            kept="Your work is kept here.",
            todo="Sign in again; if you did not expect this, tell your administrator.",
        )

    async def _end(self, connection: AsyncConnection, session_id: str, because: str, now: datetime) -> None:
        await connection.execute(
            sa.update(desk_session)
            .where(desk_session.c.id == session_id, desk_session.c.revoked_at.is_(None))
            .values(revoked_at=now, revoked_because=because)
        )

    def _new_tokens(self, now: datetime) -> tuple[dict[str, Any], str, str]:
        access, refresh = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        row = {
            "access_hash": _hash(access),
            "access_expires_at": now + timedelta(seconds=self._settings.access_token_s),
            "refresh_hash": _hash(refresh),
            "refresh_expires_at": now + timedelta(seconds=self._settings.refresh_token_s),
        }
        return row, access, refresh

    async def _session(
        self, connection: AsyncConnection, person: Any, row: dict[str, Any], access: str, refresh: str
    ) -> Session:
        agent_id, queues = str(person["id"]), sorted(person["queues"])
        life = (await connection.execute(sa.select(sync_head.c.epoch))).scalar_one()
        site = msgspec.to_builtins(self._settings.site)
        site["queues"] = [
            {**found, "id": str(found["id"])}
            for found in (await connection.execute(_QUEUES)).mappings().all()
        ]
        return Session(
            access_token=access,
            access_expires_at=row["access_expires_at"],
            refresh_token=refresh,
            client_id=str(row["client_id"]),
            person=Person(
                agent_id,
                person["login"],
                person["name"],
                sorted(person["roles"]),
                queues,
                person["extension"],
            ),
            scopes=working_set(agent_id, queues),
            epoch=str(life),
            site=site,
            central_version=__version__,
            protocols=(OLDEST_PROTOCOL, PROTOCOL_VERSION),
            schemas=(OLDEST_SCHEMA, SCHEMA_VERSION),
        )


def working_set(agent_id: str, queues: Iterable[str]) -> list[str]:
    """The scopes a person's replica holds: the site's, their queues' and their own."""
    return ["org", *(f"queue:{queue_id}" for queue_id in sorted(queues)), f"agent:{agent_id}"]


def _check_back_off(tries: int, last: datetime | None, now: datetime) -> None:
    """Make whoever failed ``FREE_TRIES`` times wait: 1 s, then twice as long each time, at most a minute."""
    if last is None or tries < FREE_TRIES:
        return
    wait_s = min(LONGEST_WAIT_S, 2.0 ** min(tries - FREE_TRIES, 10))
    left_s = wait_s - (now - last).total_seconds()
    if left_s > 0:
        raise Wait(
            "wait",
            "There were too many attempts to sign in.",
            retry_after_s=left_s,
            todo=f"Wait {round(left_s + 0.5)} seconds and try again.",
        )


def _check_may_stay(found: Any) -> None:
    if found["client_revoked_at"] is not None:
        raise _revoked()
    if found["revoked_at"] is not None:
        raise Refused("not_signed_in", "This sign-in has ended.", todo="Sign in again.")
    if found["disabled_at"] is not None or not found["is_active"]:
        raise Refused("disabled", "This account may not sign in.", todo="Ask your administrator.")


def _revoked() -> Refused:
    return Refused("revoked", "This device may not be used any more.", todo="Ask your administrator.")


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


_PERSON = (
    agent.c.id,
    agent.c.login,
    agent.c.name,
    agent.c.extension,
    agent.c.roles,
    agent.c.queues,
    agent.c.is_active,
    account.c.disabled_at,
)
_BY_LOGIN = (
    sa.select(*_PERSON, account.c.password_hash, account.c.failed_count, account.c.failed_at)
    .join(account, account.c.agent_id == agent.c.id)
    .where(agent.c.login == sa.bindparam("login"))
)
_SESSION = (
    sa.select(
        *_PERSON,
        desk_session.c.id.label("session_id"),
        desk_session.c.client_id,
        desk_session.c.access_expires_at,
        desk_session.c.refresh_expires_at,
        desk_session.c.revoked_at,
        sync_client.c.revoked_at.label("client_revoked_at"),
        sync_client.c.app_version,
    )
    .select_from(desk_session)
    .join(agent, agent.c.id == desk_session.c.agent_id)
    .join(account, account.c.agent_id == agent.c.id)
    .join(sync_client, sync_client.c.id == desk_session.c.client_id)
)
_BY_ACCESS = _SESSION.where(desk_session.c.access_hash == sa.bindparam("hash"))
_BY_REFRESH = _SESSION.where(desk_session.c.refresh_hash == sa.bindparam("hash")).with_for_update(
    of=desk_session
)
_ALIVE = (
    sa.select(desk_session.c.id)
    .join(agent, agent.c.id == desk_session.c.agent_id)
    .join(account, account.c.agent_id == agent.c.id)
    .join(sync_client, sync_client.c.id == desk_session.c.client_id)
    .where(
        desk_session.c.id.in_(sa.bindparam("ids", expanding=True)),
        desk_session.c.revoked_at.is_(None),
        account.c.disabled_at.is_(None),
        sync_client.c.revoked_at.is_(None),
        agent.c.is_active,
    )
)
_QUEUES = (
    sa.select(queue.c.id, queue.c.name, queue.c.position, queue.c.service_level_s, queue.c.short_abandon_s)
    .where(queue.c.is_active)
    .order_by(queue.c.position, queue.c.name)
)
