"""Every read of blocked callers."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.query import QueryBook, Read
from agent_desktop.features.blocked.read_models import BlockedCaller, BlockedCallers
from agent_desktop.features.blocked.tables import blocked_number

_BLOCKED = (
    sa.select(
        blocked_number.c.e164,
        blocked_number.c.reason,
        blocked_number.c.changed_by,
        blocked_number.c.changed_at,
    )
    .where(blocked_number.c.is_blocked)
    .order_by(blocked_number.c.changed_at.desc(), blocked_number.c.e164)
)


def _blocked(read: Read, _actor: Actor, query: BlockedCallers) -> list[BlockedCaller]:
    wanted = _BLOCKED if query.e164 is None else _BLOCKED.where(blocked_number.c.e164 == query.e164)
    return [BlockedCaller(*row) for row in read.execute(wanted)]


def register(book: QueryBook) -> None:
    """Make the queries of blocked callers known."""
    book.register("blocked.BlockedCallers", BlockedCallers, _blocked, answers=list[BlockedCaller], roles=DESK)
