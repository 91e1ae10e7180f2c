"""``/api/v1/customers/import`` and ``/export``: files of customers, with news of how far they are."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import msgspec
from litestar import Request, post
from litestar.di import NamedDependency
from litestar.params import RawBody
from litestar.response import Stream

from agent_desktop.central.guard import LEADING, signed_in
from agent_desktop.central.problems import UNREADABLE
from agent_desktop.central.service import Service
from agent_desktop.core.errors import Refused
from agent_desktop.sync.customer_files import ExportAsked, FileNews

_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_MEDIA = "application/x-ndjson"
_OPTIONS: dict[str, Any] = {**LEADING, "exclude_from_compression": True}


@post("/customers/import", opt=_OPTIONS, status_code=200, request_max_body_size=None)
async def import_file(request: Request[Any, Any, Any], service: NamedDependency[Service]) -> Stream:
    """Preview, check or write a file of customers: the first line of the body says how, the rest is the file.

    Answers a ``FileNews`` a line, the last with the end of it. Closing the connection stops it: what is written by
    then is whole parts, and the same file sent again goes on behind them.
    """
    taken = await service.customer_files.taken(request.stream())
    news = service.customer_files.imported(taken, signed_in(request.scope).actor)
    return Stream(_lines(news), headers=_HEADERS, media_type=_MEDIA)


@post("/customers/export", opt=_OPTIONS, status_code=200)
async def export_file(
    body: RawBody, request: Request[Any, Any, Any], service: NamedDependency[Service]
) -> Stream:
    """Every customer as a file: a ``FileNews`` a line, with the pieces of the file in their order."""
    try:
        asked = msgspec.json.decode(body, type=ExportAsked)
    except UNREADABLE as problem:
        raise Refused("malformed", f"This cannot be read: {problem}.") from None
    news = service.customer_files.exported(asked, signed_in(request.scope).actor)
    return Stream(_lines(news), headers=_HEADERS, media_type=_MEDIA)


async def _lines(news: AsyncGenerator[FileNews, None]) -> AsyncGenerator[bytes, None]:
    async with aclosing(news):
        async for one in news:
            yield msgspec.json.encode(one) + b"\n"


HANDLERS = [import_file, export_file]
