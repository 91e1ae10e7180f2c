"""Health, readiness and metrics: what operators and balancers ask."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get
from litestar.di import NamedDependency

from agent_desktop.central.guard import PUBLIC
from agent_desktop.central.service import Service
from agent_desktop.store.migrate import is_migrated


class Readiness(msgspec.Struct, frozen=True):
    """Whether this process can do its work, and what stands in the way."""

    is_ready: bool
    database: str  # ok | away | not_migrated
    connectors: dict[str, str]  # by name: up, or what is wrong with it
    is_draining: bool = False
    floor: str = ""  # where it is owned: here | elsewhere | nobody


@get("/healthz", opt=PUBLIC)
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@get("/readyz", opt=PUBLIC)
async def readyz(service: NamedDependency[Service]) -> Response[Readiness]:
    """200 when the database is reachable and migrated, 503 otherwise, and while this process stops.

    A connector that is down, and a floor that nobody owns this moment, are only told.
    """
    try:
        database = "ok" if await service.read(is_migrated) else "not_migrated"
    except (sa.exc.SQLAlchemyError, OSError, TimeoutError):
        database = "away"
    is_ready = database == "ok" and not service.is_draining
    ready = Readiness(
        is_ready, database, service.connectors(), service.is_draining, service.floor.whereabouts()
    )
    return Response(ready, status_code=200 if ready.is_ready else 503)


@get("/metrics", opt={**PUBLIC, "exclude_from_compression": True}, include_in_schema=False)
async def metrics(service: NamedDependency[Service]) -> Response[bytes]:
    """Every figure of docs/operations.md in Prometheus's text format."""
    service.refresh_metrics()
    headers: dict[str, Any] = {"Cache-Control": "no-store"}
    return Response(service.metrics.text(), media_type="text/plain; version=0.0.4", headers=headers)


HANDLERS = [healthz, readyz, metrics]
