"""Sign-in, refresh and sign-out: who is at which desk, proved by tokens that central keeps hashed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_desktop import __version__
from agent_desktop.central import audit, back_off, hand_over
from agent_desktop.central import session_rows as rows
from agent_desktop.central.passwords import Passwords
from agent_desktop.central.settings import CentralSettings
from agent_desktop.central.tables import desk_session, spent_refresh_token
from agent_desktop.central.tokens import Pair, fresh_pair, hashed, new_salt, successor
from agent_desktop.core.clock import Clock
from agent_desktop.core.errors import Refused
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor, Role
from agent_desktop.sync.access import OwnSession, Refresh
from agent_desktop.sync.messages import PROTOCOL_VERSION, Person, Session, SignIn
from agent_desktop.sync.tables import sync_client, sync_head
from agent_desktop.sync.versions import (
    OLDEST_PROTOCOL,
    OLDEST_SCHEMA,
    SCHEMA_VERSION,
    check_desktop,
    check_release,
)

SEEN_EVERY = timedelta(seconds=60)
"""A session's last sign of life is written at most this often: each request would be a write otherwise."""


class SignedIn(msgspec.Struct, frozen=True):
    """The person behind a request: what permissions are decided on, and their name on the floor."""

    actor: Actor
    session_id: str
    login: str
    name: str
    extension: str | None


class Sessions:
    """Who is signed in. Safe to use from many requests and instances at once; nothing is kept in memory."""

    def __init__(
        self, engine: AsyncEngine, settings: CentralSettings, clock: Clock, passwords: Passwords
    ) -> None:
        self._engine = engine
        # One statement is a transaction by itself, and this is asked with every request.
        self._at_once = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._settings = settings
        self._clock = clock
        self._passwords = passwords

    async def sign_in(self, wish: SignIn) -> Session:
        """Begin a session; raises ``Refused`` (too_old, too_new, wrong_password, disabled, revoked) or ``Wait``.

        A wrong password, an unknown login and one that may not sign in take the same time and cost the
        same waits; that an account is disabled is told only to whoever knows its password.
        """
        check_desktop(wish)
        if not await self.is_password_of(wish.login, wish.password):
            raise Refused(
                "wrong_password",
                "The name or the password is not right.",
                todo="Check both and try again; a supervisor can set a new password.",
            )
        return await self.begin(wish.login, wish.device, wish.app_version, wish.schema)

    async def is_password_of(self, login: str, password: str) -> bool:
        """Whether a password is right, at the cost of a wait where it was not too often; raises ``Wait``."""
        now = self._clock.now()
        async with self._engine.connect() as connection:
            await back_off.check(connection, login, now)
            found = (await connection.execute(rows.BY_LOGIN, {"login": login})).mappings().first()
        kept = found["password_hash"] if found is not None else None
        is_right = await self._passwords.matches(kept, password)
        async with self._engine.begin() as connection:
            if is_right:
                await back_off.forgive(connection, login)
            else:
                await back_off.note_failure(connection, login, now)
                # The login by its hash: people type a password into the wrong field.
                await connection.execute(
                    audit.entry(
                        "sign_in_failed",
                        now,
                        entity="agent",
                        subject_id=str(found["id"]) if found is not None else None,
                        detail={"login_hash": hashed(login)[:16]},
                    )
                )
        return is_right

    async def begin(self, login: str, device: str, app_version: str, schema: int = 1) -> Session:
        """Begin a session for somebody who has proved who they are; raises ``Refused`` (disabled, revoked)."""
        now = self._clock.now()
        async with self._engine.begin() as connection:
            found = (await connection.execute(rows.BY_LOGIN, {"login": login})).mappings().first()
            if found is None:
                raise _disabled("")
            told = {"app_version": app_version, "schema": schema, "last_seen": now}
            client = await self._client(connection, found, device, told)
            if client.revoked_at is not None or _is_shut_out(found):
                refusal = await self._shut_out(connection, found, str(client.id), client.revoked_because)
                await connection.commit()
                raise refusal
            pair = fresh_pair()
            row = self._token_row(pair, now)
            row |= {
                "id": new_id(),
                "agent_id": found["id"],
                "client_id": str(client.id),
                "signed_in_at": now,
                "last_seen": now,
            }
            await connection.execute(sa.insert(desk_session).values(row))
            await connection.execute(
                audit.entry(
                    "signed_in",
                    now,
                    actor=str(found["id"]),
                    client_id=str(client.id),
                    entity="desk_session",
                    subject_id=row["id"],
                )
            )
            return await self._session(connection, found, row, pair)

    async def refresh(self, wish: Refresh) -> Session:
        """New tokens for old; the old refresh token is spent, and using it again ends the session.

        Only where the reply was lost, the same client may ask once more within a grace: as long as nobody
        has used the new pair it gets that same pair again (docs/decisions/0015). A revoked client and a
        disabled person are refused with the token to hand their outbox over.
        """
        now = self._clock.now()
        spent = hashed(wish.refresh_token)
        async with self._engine.begin() as connection:
            found = (await connection.execute(rows.BY_REFRESH, {"hash": spent})).mappings().first()
            if found is None:
                await self._end_if_reused(connection, spent, now)
            elif found["client_revoked_at"] is not None or _is_shut_out(found):
                refusal = await self._shut_out(
                    connection, found, str(found["client_id"]), found["client_revoked_because"]
                )
                await connection.commit()
                raise refusal
            elif found["revoked_at"] is not None:
                raise _over()
            elif found["refresh_hash"] != spent:
                if self._may_repeat(found, wish, now):
                    pair = successor(wish.refresh_token, found["rotation_salt"])
                    return await self._session(connection, found, dict(found), pair)
                await self._end_reused(connection, str(found["session_id"]), now)
            elif found["refresh_expires_at"] > now:
                # Central may have been brought up to date while this desktop ran on.
                check_release(found["app_version"])
                return await self._rotate(connection, found, wish.refresh_token, now)
        raise Refused(
            "token_expired", "This sign-in has ended.", kept="Your work is kept here.", todo="Sign in again."
        )

    async def authenticate(self, token: str) -> SignedIn:
        """The person an access token belongs to; raises ``Refused`` for none, an old or a revoked one."""
        now = self._clock.now()
        access = hashed(token)
        async with self._at_once.connect() as connection:
            found = (await connection.execute(rows.BY_ACCESS, {"hash": access})).mappings().first()
            if found is None:
                raise Refused("not_signed_in", "Nobody is signed in with this token.", todo="Sign in again.")
            _check_may_stay(found)
            if found["access_expires_at"] <= now:
                raise Refused("token_expired", "This access token has run out.", todo="Refresh it.")
            if (
                found["used_at"] is None
                or found["last_seen"] is None
                or now - found["last_seen"] > SEEN_EVERY
            ):
                await _note_seen(connection, access, now)
        actor = Actor(
            str(found["id"]),
            str(found["client_id"]),
            *_rights(found["roles"], found["queues"]),
        )
        return SignedIn(actor, str(found["session_id"]), found["login"], found["name"], found["extension"])

    async def sign_out(self, session_id: str) -> None:
        """End a session; its tokens are worth nothing from here on."""
        async with self._engine.begin() as connection:
            await self._end(connection, session_id, "signed_out", self._clock.now())

    async def sign_out_everywhere(self, agent_id: str) -> list[str]:
        """End every session of a person; answers which."""
        async with self._engine.begin() as connection:
            await connection.execute(audit.entry("signed_out_everywhere", self._clock.now(), actor=agent_id))
            ended = await connection.execute(
                sa.update(desk_session)
                .where(desk_session.c.agent_id == agent_id, desk_session.c.revoked_at.is_(None))
                .values(revoked_at=self._clock.now(), revoked_because="signed_out_everywhere")
                .returning(desk_session.c.id)
            )
            return [str(session_id) for session_id in ended.scalars()]

    async def own(self, who: SignedIn) -> list[OwnSession]:
        """A person's sessions that hold, the one last seen first."""
        async with self._engine.connect() as connection:
            found = await connection.execute(
                rows.OWN, {"agent_id": who.actor.agent_id, "now": self._clock.now()}
            )
            return [
                OwnSession(
                    str(row.id),
                    row.device,
                    row.app_version,
                    row.signed_in_at,
                    row.last_seen,
                    is_this=str(row.id) == who.session_id,
                )
                for row in found
            ]

    async def end_own(self, who: SignedIn, session_id: str) -> None:
        """End one session of one's own; raises ``Refused("not_found")`` for anybody else's."""
        now = self._clock.now()
        async with self._engine.begin() as connection:
            ended = await connection.execute(
                sa.update(desk_session)
                .where(
                    desk_session.c.id == session_id,
                    desk_session.c.agent_id == who.actor.agent_id,
                    desk_session.c.revoked_at.is_(None),
                )
                .values(revoked_at=now, revoked_because="signed_out")
            )
            if ended.rowcount:
                by = who.actor
                await connection.execute(_ended("signed_out", now, by.agent_id, by.client_id, session_id))
        if not ended.rowcount:
            raise Refused("not_found", "There is no such sign-in of yours.")

    async def ended(self, session_ids: Iterable[str]) -> set[str]:
        """Those of some sessions that must not go on: signed out, revoked, or of a disabled person."""
        wanted = sorted(session_ids)
        if not wanted:
            return set()
        async with self._engine.connect() as connection:
            alive = (await connection.execute(rows.ALIVE, {"ids": wanted})).scalars()
            return set(wanted) - {str(session_id) for session_id in alive}

    async def ended_since(self, since: datetime) -> dict[str, bool]:
        """The sessions that were ended from a moment on, and whether their device was revoked."""
        async with self._engine.connect() as connection:
            found = await connection.execute(rows.ENDED_SINCE, {"since": since})
            return {str(row.id): bool(row.is_revoked) for row in found}

    async def rights_of(self, agent_ids: Iterable[str]) -> dict[str, tuple[frozenset[Role], frozenset[str]]]:
        """The roles and queues that some people have now."""
        async with self._engine.connect() as connection:
            found = await connection.execute(rows.RIGHTS, {"ids": sorted(agent_ids)})
            return {str(row.id): _rights(row.roles, row.queues) for row in found}

    async def _client(
        self, connection: AsyncConnection, person: Any, device: str, told: dict[str, Any]
    ) -> Any:
        """The client of this person at this device, made at the first sign-in; a revoked one is answered too."""
        statement = insert(sync_client).values(id=new_id(), agent_id=person["id"], device=device, **told)
        return (
            await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=[sync_client.c.agent_id, sync_client.c.device],
                    set_=told,
                ).returning(sync_client.c.id, sync_client.c.revoked_at, sync_client.c.revoked_because)
            )
        ).one()

    async def _shut_out(
        self, connection: AsyncConnection, person: Any, client_id: str, because: str | None
    ) -> Refused:
        """Why a client may do nothing more, with a token to hand over what it has not sent."""
        token = await hand_over.issue(connection, client_id, self._clock.now())
        return _disabled(token) if because == "disabled" or _is_shut_out(person) else _revoked(token)

    async def _rotate(
        self, connection: AsyncConnection, found: Any, refresh_token: str, now: datetime
    ) -> Session:
        spent, salt = hashed(refresh_token), new_salt()
        pair = successor(refresh_token, salt)
        row = self._token_row(pair, now) | {
            "previous_refresh_hash": spent,
            "rotation_salt": salt,
            "rotated_at": now,
            "used_at": None,
            "last_seen": now,
        }
        await connection.execute(
            sa.update(desk_session).where(desk_session.c.id == found["session_id"]).values(row)
        )
        await connection.execute(
            sa.insert(spent_refresh_token).values(
                refresh_hash=spent, session_id=found["session_id"], spent_at=now
            )
        )
        await connection.execute(
            sa.update(sync_client).where(sync_client.c.id == found["client_id"]).values(last_seen=now)
        )
        row |= {"client_id": found["client_id"]}
        return await self._session(connection, found, row, pair)

    def _may_repeat(self, found: Any, wish: Refresh, now: datetime) -> bool:
        """Whether a spent token may bring its successor once more: the reply was lost, and nobody has used it."""
        return (
            found["used_at"] is None
            and found["rotation_salt"] is not None
            and wish.client_id == str(found["client_id"])
            and found["refresh_expires_at"] > now
            and (now - found["rotated_at"]).total_seconds() <= self._settings.refresh_grace_s
        )

    async def _end_if_reused(self, connection: AsyncConnection, spent: str, now: datetime) -> None:
        """End the session of a refresh token that was spent before: somebody holds a copy of it."""
        family = (
            await connection.execute(
                sa.select(spent_refresh_token.c.session_id).where(spent_refresh_token.c.refresh_hash == spent)
            )
        ).scalar()
        if family is not None:
            await self._end_reused(connection, str(family), now)

    async def _end_reused(self, connection: AsyncConnection, session_id: str, now: datetime) -> None:
        await self._end(connection, session_id, "token_reused", now)
        await connection.commit()
        raise Refused(
            "token_reused",
            "This sign-in was used from two places and has been ended.",
            kept="Your work is kept here.",
            todo="Sign in again; if you did not expect this, tell your administrator.",
        )

    async def _end(self, connection: AsyncConnection, session_id: str, because: str, now: datetime) -> None:
        ended = await connection.execute(
            sa.update(desk_session)
            .where(desk_session.c.id == session_id, desk_session.c.revoked_at.is_(None))
            .values(revoked_at=now, revoked_because=because)
            .returning(desk_session.c.agent_id, desk_session.c.client_id)
        )
        for row in ended:
            await connection.execute(_ended(because, now, str(row.agent_id), str(row.client_id), session_id))

    def _token_row(self, pair: Pair, now: datetime) -> dict[str, Any]:
        return {
            "access_hash": hashed(pair.access),
            "access_expires_at": now + timedelta(seconds=self._settings.access_token_s),
            "refresh_hash": hashed(pair.refresh),
            "refresh_expires_at": now + timedelta(seconds=self._settings.refresh_token_s),
        }

    async def _session(
        self, connection: AsyncConnection, person: Any, row: dict[str, Any], pair: Pair
    ) -> Session:
        agent_id, queues = str(person["id"]), sorted(person["queues"])
        life = (await connection.execute(sa.select(sync_head.c.epoch))).scalar_one()
        site = msgspec.to_builtins(self._settings.site)
        pauses = self._settings.floor.pauses
        site["pauses"] = msgspec.to_builtins(pauses)
        site["break_reasons"] = [pause.label for pause in pauses]  # for desks of earlier releases
        site["queues"] = [
            {**found, "id": str(found["id"])}
            for found in (await connection.execute(rows.QUEUES)).mappings().all()
        ]
        expires_at: datetime = row["access_expires_at"]
        return Session(
            access_token=pair.access,
            access_expires_at=expires_at,
            refresh_token=pair.refresh,
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
            access_life_s=max(0.0, (expires_at - self._clock.now()).total_seconds()),
            central_version=__version__,
            protocols=(OLDEST_PROTOCOL, PROTOCOL_VERSION),
            schemas=(OLDEST_SCHEMA, SCHEMA_VERSION),
        )


def _ended(because: str, now: datetime, agent_id: str, client_id: str, session_id: str) -> sa.Insert:
    return audit.entry(
        "token_reused" if because == "token_reused" else "signed_out",
        now,
        actor=agent_id,
        client_id=client_id,
        entity="desk_session",
        subject_id=session_id,
    )


def _rights(roles: Iterable[str], queues: Iterable[str]) -> tuple[frozenset[Role], frozenset[str]]:
    """The roles this release knows, and the ids of the queues."""
    return frozenset(Role(role) for role in roles if role in set(Role)), frozenset(queues)


def working_set(agent_id: str, queues: Iterable[str]) -> list[str]:
    """The scopes a person's replica holds: the site's, their queues' and their own."""
    return ["org", *(f"queue:{queue_id}" for queue_id in sorted(queues)), f"agent:{agent_id}"]


async def _note_seen(connection: AsyncConnection, access: str, now: datetime) -> None:
    """A sign of life; the first one of a pair also proves that its reply was not lost."""
    await connection.execute(
        sa.update(desk_session)
        .where(desk_session.c.access_hash == access)
        .values(used_at=sa.func.coalesce(desk_session.c.used_at, now), last_seen=now)
    )


def _is_shut_out(person: Any) -> bool:
    return person["disabled_at"] is not None or not person["is_active"]


def _check_may_stay(found: Any) -> None:
    if _is_shut_out(found):
        raise _disabled("")
    if found["client_revoked_at"] is not None:
        raise _revoked("")
    if found["revoked_at"] is not None:
        raise _over()


def _over() -> Refused:
    return Refused("not_signed_in", "This sign-in has ended.", todo="Sign in again.")


def _revoked(token: str) -> Refused:
    return hand_over.ShutOut(
        "revoked", "This device may not be used any more.", todo="Ask your administrator.", token=token
    )


def _disabled(token: str) -> Refused:
    return hand_over.ShutOut(
        "disabled", "This account may not sign in.", todo="Ask your administrator.", token=token
    )
