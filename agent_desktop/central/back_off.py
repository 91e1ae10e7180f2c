"""Back-off: who fails to sign in again and again has to wait, at whichever instance they try next."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_desktop.central.problems import Wait
from agent_desktop.central.tables import sign_in_failure
from agent_desktop.central.tokens import hashed

FREE_TRIES = 5
LONGEST_WAIT_S = 60.0
FORGOTTEN_AFTER = timedelta(days=1)
"""Failures older than this are forgotten, so that made-up logins do not fill the table for ever."""

_FORGET = sa.delete(sign_in_failure).where(sign_in_failure.c.failed_at < sa.bindparam("before"))


async def check(connection: AsyncConnection, login: str, now: datetime) -> None:
    """Raise ``Wait`` for a login that failed ``FREE_TRIES`` times: 1 s, then twice as long, at most a minute.

    Logins that do not exist are treated alike: what one has to wait says nothing about them.
    """
    found = (
        await connection.execute(
            sa.select(sign_in_failure.c.failures, sign_in_failure.c.failed_at).where(
                sign_in_failure.c.login_hash == hashed(login)
            )
        )
    ).first()
    if found is None or found.failures < FREE_TRIES:
        return
    wait_s = min(LONGEST_WAIT_S, 2.0 ** min(found.failures - FREE_TRIES, 10))
    left_s = wait_s - (now - found.failed_at).total_seconds()
    if left_s > 0:
        raise Wait(
            "wait",
            "There were too many attempts to sign in.",
            retry_after_s=left_s,
            todo=f"Wait {round(left_s + 0.5)} seconds and try again.",
        )


async def note_failure(connection: AsyncConnection, login: str, now: datetime) -> None:
    """Count one more failure, and forget those of days gone by."""
    statement = insert(sign_in_failure).values(login_hash=hashed(login), failures=1, failed_at=now)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=[sign_in_failure.c.login_hash],
            set_={"failures": sign_in_failure.c.failures + 1, "failed_at": now},
        )
    )
    await connection.execute(_FORGET, {"before": now - FORGOTTEN_AFTER})


async def forgive(connection: AsyncConnection, login: str) -> None:
    """The right password ends the waiting."""
    await connection.execute(sa.delete(sign_in_failure).where(sign_in_failure.c.login_hash == hashed(login)))
