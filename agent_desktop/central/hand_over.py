"""The token with which a revoked client hands over its outbox: good for that, for an hour, and for nothing else."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_desktop.central.tables import hand_over_token
from agent_desktop.central.tokens import hashed
from agent_desktop.core.errors import Refused

GOOD_FOR = timedelta(hours=1)


class ShutOut(Refused):
    """A client that may do nothing more; where it proved itself, ``token`` lets it hand over what it has not sent."""

    def __init__(self, reason: str, what: str, *, todo: str, token: str) -> None:
        super().__init__(reason, what, kept="What you have not sent is handed over first.", todo=todo)
        self.token = token


async def issue(connection: AsyncConnection, client_id: str, now: datetime) -> str:
    """A new token for a client that proved itself by a password or its refresh token; old ones go."""
    token = secrets.token_urlsafe(32)
    await connection.execute(sa.delete(hand_over_token).where(hand_over_token.c.client_id == client_id))
    await connection.execute(
        sa.insert(hand_over_token).values(
            token_hash=hashed(token), client_id=client_id, expires_at=now + GOOD_FOR
        )
    )
    return token


def client_of(connection: sa.Connection, token: str, now: datetime) -> str:
    """The client a token was issued to; raises ``Refused`` for one that is unknown or has run out."""
    found = connection.execute(
        sa.select(hand_over_token.c.client_id).where(
            hand_over_token.c.token_hash == hashed(token), hand_over_token.c.expires_at > now
        )
    ).scalar()
    if found is None:
        raise Refused("not_signed_in", "This token hands nothing over.", todo="Sign in again.")
    return str(found)


def spend(connection: sa.Connection, client_id: str) -> None:
    """Everything is handed over and the replica is gone: the token is of no more use."""
    connection.execute(sa.delete(hand_over_token).where(hand_over_token.c.client_id == client_id))
