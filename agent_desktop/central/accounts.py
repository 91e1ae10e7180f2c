"""Accounts: who may sign in. Added, listed and disabled on the command line; passwords never in its words."""

from __future__ import annotations

import getpass
import secrets
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.central import audit, revocation
from agent_desktop.central.passwords import Passwords
from agent_desktop.central.relay import announce
from agent_desktop.central.screen_pop import CENTRAL_ITSELF
from agent_desktop.central.store import opened
from agent_desktop.central.tables import sign_in_failure
from agent_desktop.central.tokens import hashed
from agent_desktop.core.command import Command
from agent_desktop.core.errors import KnownError
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Role
from agent_desktop.features import house
from agent_desktop.features.workforce.tables import account, agent, queue
from agent_desktop.runtime.settings import Settings
from agent_desktop.store.engines import central_engine
from agent_desktop.store.work import SqlCentralWork
from agent_desktop.sync.feed import stamp

MOST_QUEUES = 90
"""A desk pulls each scope by itself and holds fewer than a hundred: the site's, its person's, and their queues'."""

Writes = Callable[[SqlCentralWork, sa.Connection], None]


async def add(
    settings: Settings,
    *,
    login: str,
    name: str,
    roles: Sequence[str],
    queues: Sequence[str] = (),
    extension: str | None = None,
    team: str | None = None,
    password: str | None = None,
    by_provider: bool = False,
) -> int:
    """Let a person sign in, or again after they were disabled; answers the exit code.

    ``queues`` are names; one that is not on record is made. The password is ``password``, or else asked for
    at a terminal, or the first line of standard input; where that is empty one is made up and printed.
    ``by_provider`` asks for none: the person signs in at the site's provider, whose login claim must be ``login``
    the first time. Raises ``KnownError`` for a login that is taken and for roles there are none of.
    """
    wanted = chosen = ""
    kept = None
    if not by_provider:
        wanted = password if password is not None else _read_password()
        chosen = wanted or secrets.token_urlsafe(12)
        kept = await Passwords().hash(chosen)
    if unknown := set(roles) - set(Role):
        raise KnownError(
            f"There is no role {', '.join(sorted(unknown))}.", todo=f"The roles are {', '.join(Role)}."
        )
    if len(queues) > MOST_QUEUES:
        raise KnownError(
            f"A person can be in at most {MOST_QUEUES} queues.",
            todo="Put queues together, or give some of them to somebody else.",
        )
    async with engine_of(settings) as engine:
        made = await write_person(
            engine,
            login=login.strip(),
            name=name.strip(),
            roles=sorted(set(roles)),
            queues=queues,
            extension=extension,
            team=team,
            password_hash=kept,
        )
    for one in made:
        sys.stdout.write(f"The queue {one} is new.\n")
    sys.stdout.write(f"{login} may sign in{' by the provider' if by_provider else ''}.\n")
    if chosen and not wanted:
        sys.stdout.write(f"Password: {chosen}\n")
    return 0


async def write_person(
    engine: AsyncEngine,
    *,
    login: str,
    name: str,
    roles: Sequence[str],
    queues: Sequence[str],
    extension: str | None,
    password_hash: str | None,
    team: str | None = None,
) -> list[str]:
    """Write the person, their account and queues there were none of; answers those. Raises ``KnownError``.

    Without ``password_hash`` the person signs in by the provider. Somebody who was added by their first sign-in
    there and has no role yet is given these, and stays who they are at the provider.
    """
    made: list[str] = []

    def write(work: SqlCentralWork, connection: sa.Connection) -> None:
        names = {row.name.casefold(): str(row.id) for row in connection.execute(sa.select(queue))}
        for one in queues:
            if one.casefold() not in names:
                names[one.casefold()] = new_id()
                made.append(one)
                work.insert(
                    "queue",
                    {"id": names[one.casefold()], "name": one, "position": len(names), "is_active": True},
                )
        row = connection.execute(
            sa.select(
                agent.c.id, agent.c.roles, account.c.agent_id, account.c.disabled_at, account.c.oidc_subject
            )
            .join_from(agent, account, account.c.agent_id == agent.c.id, isouter=True)
            .where(agent.c.login == login)
        ).first()
        is_there = row is not None and row.agent_id is not None and row.disabled_at is None
        awaits_roles = (
            password_hash is None and row is not None and row.oidc_subject is not None and not row.roles
        )
        if is_there and not awaits_roles:
            raise KnownError(f"There is a person {login} already.", kept="They were left as they are.")
        values: dict[str, Any] = {
            "login": login,
            "name": name,
            "extension": extension,
            "roles": list(roles),
            "queues": [names[one.casefold()] for one in queues],
            "is_active": True,
        }
        if team is not None:
            values["team"] = _plain(team)
        if row is None:
            agent_id = new_id()
            work.insert("agent", {"id": agent_id, **values})
        else:
            agent_id = str(row.id)
            work.update("agent", agent_id, values)
        revocation.let_in_person(connection, agent_id)
        connection.execute(
            audit.entry(
                "person_written",
                datetime.now(UTC),
                entity="agent",
                subject_id=agent_id,
                detail=audit.by_command_line(
                    roles=list(roles), queues=values["queues"], was_there=row is not None
                ),
            )
        )
        connection.execute(sa.delete(sign_in_failure).where(sign_in_failure.c.login_hash == hashed(login)))
        kept: dict[str, Any] = {
            "password_hash": password_hash,
            "disabled_at": None,
            "oidc_allowed": password_hash is None,
        }
        if not (is_there and awaits_roles):
            # A login that is given out again may be somebody else's at the provider too.
            kept["oidc_subject"] = None
        connection.execute(
            insert(account)
            .values(agent_id=agent_id, **kept)
            .on_conflict_do_update(index_elements=[account.c.agent_id], set_=kept)
        )

    await _written(engine, write)
    return made


async def listing(settings: Settings) -> int:
    """Print everybody with their roles, queues and whether they may sign in; answers the exit code."""
    async with engine_of(settings) as engine, engine.connect() as connection:
        names = {str(row.id): row.name for row in await connection.execute(sa.select(queue))}
        people = await connection.execute(
            sa.select(
                agent,
                account.c.agent_id.label("has_account"),
                account.c.disabled_at,
                account.c.password_hash.is_not(None).label("has_password"),
                account.c.oidc_allowed,
                account.c.oidc_subject,
            )
            .join_from(agent, account, account.c.agent_id == agent.c.id, isouter=True)
            .order_by(agent.c.login)
        )
        rows = [
            (
                person.login,
                person.name,
                ", ".join(person.roles),
                ", ".join(names.get(queue_id, queue_id) for queue_id in person.queues),
                _standing(person),
            )
            for person in people
        ]
    for row in [("LOGIN", "NAME", "ROLES", "QUEUES", "SIGN-IN"), *rows]:
        sys.stdout.write("{:<20} {:<26} {:<20} {:<26} {}\n".format(*row))
    return 0


async def link(settings: Settings, logins: Sequence[str], *, everybody: bool = False) -> int:
    """Let people sign in by the provider: their next sign-in there binds them; answers the exit code."""
    if not logins and not everybody:
        raise KnownError("Nobody was named.", todo="Name their logins, or say --all.")

    def write(_work: SqlCentralWork, connection: sa.Connection) -> None:
        for login in logins:
            _account_of(connection, login)
        wanted = sa.select(agent.c.id).where(agent.c.is_active)
        if not everybody:
            wanted = wanted.where(agent.c.login.in_(logins))
        connection.execute(sa.update(account).where(account.c.agent_id.in_(wanted)).values(oidc_allowed=True))

    async with engine_of(settings) as engine:
        await _written(engine, write)
    who = "Everybody" if everybody else ", ".join(logins)
    sys.stdout.write(f"{who} may sign in by the provider.\n")
    return 0


async def unlink(settings: Settings, login: str) -> int:
    """Forget who a person is at the provider, where they sign in no more until they are linked again."""

    def write(_work: SqlCentralWork, connection: sa.Connection) -> None:
        agent_id = _account_of(connection, login)
        connection.execute(
            sa.update(account)
            .where(account.c.agent_id == agent_id)
            .values(oidc_subject=None, oidc_allowed=False)
        )

    async with engine_of(settings) as engine:
        await _written(engine, write)
    sys.stdout.write(f"{login} signs in by the provider no more, until `user link {login}`.\n")
    return 0


async def set_team(settings: Settings, login: str, team: str) -> int:
    """Put a person into a team, or with empty words into none; answers the exit code."""

    def write(work: SqlCentralWork, connection: sa.Connection) -> None:
        work.update("agent", _account_of(connection, login), {"team": _plain(team)})

    async with engine_of(settings) as engine:
        await _written(engine, write)
    sys.stdout.write(
        f"{login} is in the team {_plain(team)}.\n" if _plain(team) else f"{login} is in no team.\n"
    )
    return 0


def _plain(team: str) -> str | None:
    return " ".join(team.split()) or None


async def disable(settings: Settings, login: str) -> int:
    """Sign a person out everywhere and let them in no more; answers the exit code."""
    now = datetime.now(UTC)

    def write(work: SqlCentralWork, connection: sa.Connection) -> None:
        agent_id = connection.execute(sa.select(agent.c.id).where(agent.c.login == login)).scalar()
        if agent_id is None:
            raise KnownError(f"There is nobody called {login}.", todo="See: agent-desktop central user list")
        work.update("agent", str(agent_id), {"is_active": False})
        connection.execute(sa.update(account).where(account.c.agent_id == agent_id).values(disabled_at=now))
        # Their devices hand over what they have not sent, then wipe what they hold.
        revocation.shut_out_person(connection, str(agent_id), now)
        connection.execute(
            audit.entry(
                "person_disabled",
                now,
                entity="agent",
                subject_id=str(agent_id),
                detail=audit.by_command_line(),
            )
        )

    async with engine_of(settings) as engine:
        await _written(engine, write)
    sys.stdout.write(f"{login} may sign in no more.\n")
    return 0


@asynccontextmanager
async def engine_of(settings: Settings) -> AsyncIterator[AsyncEngine]:
    """An engine on central's database for one command line."""
    async with opened(settings) as url:
        engine = central_engine(url, pool_size=1)
        try:
            yield engine
        finally:
            await engine.dispose()


async def _written(engine: AsyncEngine, write: Writes) -> None:
    """Run ``write`` as central itself, stamp the feed, commit, then poke the instances that serve."""
    registry = house()
    now = datetime.now(UTC)
    reached: set[str] = set()

    def run(connection: sa.Connection) -> int:
        work = SqlCentralWork(connection, registry, CENTRAL_ITSELF, Command(made_at=now), recorded_at=now)
        write(work, connection)
        return stamp(connection, registry, work.touched, reached)

    async with engine.begin() as connection:
        head = await connection.run_sync(run)
    await announce(engine, head, reached)


def _standing(person: Any) -> str:
    if person.has_account is None:
        return "no account"
    if person.disabled_at is not None:
        return "disabled"
    ways = ["yes"] if person.has_password else []
    if person.oidc_allowed:
        ways.append("provider" if person.oidc_subject else "provider, not yet bound")
    return ", ".join(ways) or "no way"


def _account_of(connection: sa.Connection, login: str) -> str:
    """The id of a person with an account; raises ``KnownError``."""
    found = connection.execute(
        sa.select(agent.c.id).join(account, account.c.agent_id == agent.c.id).where(agent.c.login == login)
    ).scalar()
    if found is None:
        raise KnownError(f"There is nobody called {login}.", todo="See: agent-desktop central user list")
    return str(found)


def _read_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Password (empty: one is made up): ")
    if first and getpass.getpass("Once more: ") != first:
        raise KnownError("The two passwords differ.", todo="Try again.")
    return first
