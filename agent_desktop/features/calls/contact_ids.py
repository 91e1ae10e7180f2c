"""The id of the contact that a call is to one person: known to whoever knows the call, without asking."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from agent_desktop.core.ids import make_id


def contact_id_of(connector: str, call_id: str, agent: str, started_at: datetime) -> str:
    """One id for each call and person (by login), the same after a restart and at every desk.

    It is made of connector, call and person, and of the day the call began in UTC, since an exchange may
    give the same number to another call tomorrow.
    """
    day = started_at.astimezone(UTC).date()
    digest = sha256("\x1f".join((connector, call_id, agent, day.isoformat())).encode()).digest()
    midnight_ms = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
    return make_id(midnight_ms, int.from_bytes(digest[:2]), int.from_bytes(digest[2:10]))
