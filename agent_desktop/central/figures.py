"""The figures on the command line: asked of the store, printed for people or for programs."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa

from agent_desktop.core.errors import KnownError
from agent_desktop.features.kpi.definitions import DEFINITIONS
from agent_desktop.features.kpi.model import moment
from agent_desktop.features.kpi.queries import call_figures
from agent_desktop.features.kpi.read_models import CallFigures, Figures
from agent_desktop.features.workforce.tables import queue as queue_table
from agent_desktop.store.engines import central_engine
from agent_desktop.store.work import SqlRead

JSON_KEYS = (
    "offered",
    "answered",
    "abandoned",
    "abandon_pct",
    "average_wait_s",
    "asa_s",
    "service_level_pct",
    "aht_s",
    "talk_s",
)
"""The keys of ``kpi --json``: a contract that others script against."""


async def figures(
    url: str,
    *,
    time_zone: ZoneInfo,
    queue: str | None = None,
    since: str | None = None,
    until: str | None = None,
    short_abandon_s: float | None = None,
    service_level_s: float | None = None,
) -> Figures:
    """The figures of a period from the database at ``url``.

    ``since`` and ``until`` are ISO 8601 as typed, in ``time_zone`` where they have no offset, half-open; None
    is unbounded. Thresholds left out are each queue's own. Raises ``KnownError`` for a queue that is not
    there, naming those that are, and for bounds or thresholds that cannot be used.
    """
    begins = moment(since, time_zone) if since is not None else None
    ends = moment(until, time_zone) if until is not None else None

    def ask(connection: sa.Connection) -> Figures:
        read = SqlRead(connection, is_whole=True)
        query = CallFigures(
            queue_id=_queue_id(connection, queue) if queue is not None else None,
            since=begins,
            until=ends,
            short_abandon_s=short_abandon_s,
            service_level_s=service_level_s,
        )
        return call_figures(read, None, query)

    engine = central_engine(url, pool_size=1)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(ask)
    finally:
        await engine.dispose()


def _queue_id(connection: sa.Connection, name: str) -> str:
    rows = connection.execute(
        sa.select(queue_table.c.id, queue_table.c.name).order_by(queue_table.c.position, queue_table.c.name)
    ).all()
    exact = [row.id for row in rows if row.name == name]
    alike = [row.id for row in rows if row.name.casefold() == name.strip().casefold()]
    for found in (exact, alike):
        if found:
            return str(found[0])
    known = ", ".join(row.name for row in rows)
    raise KnownError(
        f"There is no queue called {name}.", todo=f"Name one of: {known}." if known else "There are none yet."
    )


def as_json(found: Figures) -> str:
    """The figures as one JSON object of exactly ``JSON_KEYS``; what is undefined is null."""
    return msgspec.json.encode({key: getattr(found, key) for key in JSON_KEYS}).decode() + "\n"


def as_table(found: Figures) -> str:
    """The figures for people: a line each, with its name, its value and what it says."""
    lines = []
    for key, definition in DEFINITIONS.items():
        value = getattr(found, key)
        if value is None:
            shown = "–"
        elif key.endswith("_pct"):
            shown = f"{value:.1f} %"
        elif key.endswith("_s"):
            shown = f"{value:.1f} s"
        else:
            shown = f"{value:,}"
        lines.append(f"{definition.name:<22}{shown:>12}   {definition.sentence}")
    return "\n".join(lines) + "\n"


async def print_figures(
    url: str,
    *,
    time_zone: ZoneInfo,
    out: Callable[[str], object],
    is_json: bool = False,
    queue: str | None = None,
    since: str | None = None,
    until: str | None = None,
    short_abandon_s: float | None = None,
    service_level_s: float | None = None,
) -> None:
    """The command line's ``kpi``: ask for the figures and give them to ``out``."""
    found = await figures(
        url,
        time_zone=time_zone,
        queue=queue,
        since=since,
        until=until,
        short_abandon_s=short_abandon_s,
        service_level_s=service_level_s,
    )
    out(as_json(found) if is_json else as_table(found))
