"""The figures on the command line: asked of the store, printed for people or for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar
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

T = TypeVar("T")

_TABLE = {
    "offered": "Offered",
    "answered": "Answered",
    "abandoned": "Abandoned",
    "followed_up": "Followed up",
    "flowed_out": "Flowed out",
    "waiting": "Waiting",
    "abandon_pct": "Abandon %",
    "average_wait_s": "Avg wait",
    "asa_s": "ASA",
    "service_level_pct": "Service level",
    "handled": "Handled",
    "aht_s": "AHT",
}
"""The figures of the table by queue, with short names for its head."""

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


class QueueFigures(NamedTuple):
    """The figures of one queue; ``queue`` is None for those of the whole site."""

    queue: str | None
    figures: Figures


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
    asked = _asked(time_zone, since, until, short_abandon_s, service_level_s)

    def ask(connection: sa.Connection) -> Figures:
        queue_id = _queue_id(connection, queue) if queue is not None else None
        read = SqlRead(connection, is_whole=True)
        return call_figures(read, None, msgspec.structs.replace(asked, queue_id=queue_id))

    return await _read(url, ask)


async def figures_by_queue(
    url: str,
    *,
    time_zone: ZoneInfo,
    since: str | None = None,
    until: str | None = None,
    short_abandon_s: float | None = None,
    service_level_s: float | None = None,
) -> list[QueueFigures]:
    """The figures of every queue that is in use or had calls in the period, and of the whole site at the end.

    The queues need not add up to the site: it counts a call once, at its first queue (docs/figures.md).
    All are of one moment. For the bounds and thresholds see ``figures``.
    """
    asked = _asked(time_zone, since, until, short_abandon_s, service_level_s)

    def ask(connection: sa.Connection) -> list[QueueFigures]:
        q = queue_table.c
        read = SqlRead(connection, is_whole=True)
        rows = connection.execute(sa.select(q.id, q.name, q.is_active).order_by(q.position, q.name)).all()
        found = []
        for row in rows:
            own = call_figures(read, None, msgspec.structs.replace(asked, queue_id=row.id))
            if row.is_active or own.offered or own.handled:
                found.append(QueueFigures(row.name, own))
        return [*found, QueueFigures(None, call_figures(read, None, asked))]

    return await _read(url, ask)


def _asked(
    time_zone: ZoneInfo,
    since: str | None,
    until: str | None,
    short_abandon_s: float | None,
    service_level_s: float | None,
) -> CallFigures:
    return CallFigures(
        since=moment(since, time_zone) if since is not None else None,
        until=moment(until, time_zone) if until is not None else None,
        short_abandon_s=short_abandon_s,
        service_level_s=service_level_s,
    )


async def _read(url: str, ask: Callable[[sa.Connection], T]) -> T:
    """Ask the store in one transaction that sees one moment throughout."""
    engine = central_engine(url, pool_size=1)
    try:
        async with engine.connect() as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ")
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
    lines = [
        f"{definition.name:<22}{_shown(key, getattr(found, key)):>12}   {definition.sentence}"
        for key, definition in DEFINITIONS.items()
    ]
    return "\n".join(lines) + "\n"


def as_csv(found: Sequence[QueueFigures]) -> str:
    """A row a queue, unrounded, what is undefined left empty; the row without a queue is the whole site's."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["queue", *DEFINITIONS])
    for row in found:
        values = [getattr(row.figures, key) for key in DEFINITIONS]
        writer.writerow([row.queue or "", *("" if value is None else value for value in values)])
    return text.getvalue()


def as_json_by_queue(found: Sequence[QueueFigures]) -> str:
    """One JSON object: ``all`` with every figure of the site, and ``queues``, each with its name and its own."""
    whole = {
        "all": next(row.figures for row in found if row.queue is None),
        "queues": [
            {"queue": row.queue, **msgspec.structs.asdict(row.figures)}
            for row in found
            if row.queue is not None
        ],
    }
    return msgspec.json.encode(whole).decode() + "\n"


def as_table_by_queue(found: Sequence[QueueFigures]) -> str:
    """For people: a column a figure, a row a queue, and the whole site below a line."""
    names = [row.queue or "All queues" for row in found]
    cells = [[_shown(key, getattr(row.figures, key)) for key in _TABLE] for row in found]
    heads = list(_TABLE.values())
    first = max(len(name) for name in ["Queue", *names])
    widths = [max(len(text) for text in column) for column in zip(heads, *cells, strict=True)]

    def row(name: str, values: Sequence[str]) -> str:
        told = "  ".join(f"{value:>{width}}" for value, width in zip(values, widths, strict=True))
        return f"{name:<{first}}  {told}"

    lines = [row("Queue", heads), *map(row, names, cells)]
    lines.insert(-1, "-" * len(lines[0]))
    return "\n".join(lines) + "\n"


def _shown(key: str, value: float | None) -> str:
    if value is None:
        return "–"
    if key.endswith("_pct"):
        return f"{value:.1f} %"
    if key.endswith("_s"):
        return f"{value:.1f} s"
    return f"{value:,}"


async def print_figures(
    url: str,
    *,
    time_zone: ZoneInfo,
    out: Callable[[str], object],
    form: str = "text",
    by_queue: bool = False,
    queue: str | None = None,
    since: str | None = None,
    until: str | None = None,
    short_abandon_s: float | None = None,
    service_level_s: float | None = None,
) -> None:
    """The command line's ``kpi``: ask for the figures and give them to ``out`` as text, csv or json."""
    period: dict[str, Any] = {
        "time_zone": time_zone,
        "since": since,
        "until": until,
        "short_abandon_s": short_abandon_s,
        "service_level_s": service_level_s,
    }
    if by_queue:
        rows = await figures_by_queue(url, **period)
        out({"csv": as_csv, "json": as_json_by_queue}.get(form, as_table_by_queue)(rows))
        return
    found = await figures(url, queue=queue, **period)
    if form == "csv":
        out(as_csv([QueueFigures(queue, found)]))
    else:
        out(as_json(found) if form == "json" else as_table(found))
