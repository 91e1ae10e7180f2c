"""The audit log on the command line."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from agent_desktop.central.accounts import engine_of
from agent_desktop.central.audit_tables import audit_log
from agent_desktop.core.errors import Invalid
from agent_desktop.features.workforce.tables import agent
from agent_desktop.runtime.settings import Settings


async def print_audit(settings: Settings, since: str | None, login: str | None, *, is_json: bool) -> int:
    """Print the log from a moment on, or of one person; answers the exit code."""
    began = read_since(since) if since else None
    async with engine_of(settings) as engine, engine.connect() as connection:
        found = await connection.run_sync(lambda sync: listing(sync, since=began, login=login))
    show(found, is_json=is_json)
    return 0


def listing(
    connection: sa.Connection, *, since: datetime | None = None, login: str | None = None, most: int = 10_000
) -> list[dict[str, Any]]:
    """Entries by age, the latest ``most`` of them, each with the login of its actor; raises ``Invalid``."""
    wanted = (
        sa.select(audit_log, agent.c.login)
        .join_from(audit_log, agent, agent.c.id == audit_log.c.actor, isouter=True)
        .order_by(audit_log.c.at.desc(), audit_log.c.id.desc())
        .limit(most)
    )
    if since is not None:
        wanted = wanted.where(audit_log.c.at >= since)
    if login is not None:
        actor = connection.execute(sa.select(agent.c.id).where(agent.c.login == login)).scalar()
        if actor is None:
            raise Invalid(
                "actor", f"There is nobody called {login}.", todo="See: agent-desktop central user list"
            )
        wanted = wanted.where(audit_log.c.actor == actor)
    return [dict(row) for row in reversed(connection.execute(wanted).mappings().all())]


def read_since(text: str) -> datetime:
    """A moment as it is typed, ISO 8601, UTC where it names no zone; raises ``Invalid``."""
    try:
        since = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("since", f"{text} is no moment.", todo="Write it as 2026-11-21T08:00.") from None
    return since if since.tzinfo is not None else since.replace(tzinfo=UTC)


def show(entries: list[dict[str, Any]], *, is_json: bool) -> None:
    """Print entries: a line each for people, or a JSON object a line for programs."""
    for one in entries:
        if is_json:
            sys.stdout.write(json.dumps(one, default=_as_text, ensure_ascii=False) + "\n")
            continue
        subject = " ".join(part for part in (one["entity"], one["subject_id"]) if part)
        told = " ".join(f"{name}={value}" for name, value in one["detail"].items())
        who = one["login"] or one["actor"] or "-"
        sys.stdout.write(
            f"{one['at']:%Y-%m-%d %H:%M:%S}  {who:<20} {one['operation']:<22} {subject}  {told}".rstrip()
            + "\n"
        )


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
