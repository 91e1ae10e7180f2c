"""``GET /api/v1/stream``: server-sent events, as plain ASGI below the framework."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Litestar, asgi
from litestar.types import Receive, Scope, Send

from agent_desktop.central.desk_stream import HERE, Desk
from agent_desktop.central.guard import ANYBODY, signed_in
from agent_desktop.central.service import Service
from agent_desktop.core import tasks
from agent_desktop.core.errors import Refused

_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


@asgi(
    "/api/v1/stream",
    opt={**ANYBODY, "exclude_from_compression": True},
    copy_scope=False,
)
async def stream(scope: Scope, receive: Receive, send: Send) -> None:
    """Tell one desk what happens, until it or central leaves or its session ends.

    A comment every 15 s keeps the line known to be alive. A desk that takes nothing for 45 s is given up; one
    that acknowledges nothing, by its system (``listening``). Raises ``Wait`` where it has to go elsewhere, or
    to come again.
    """
    if scope.get("method") != "GET":
        raise Refused("malformed", "The stream is only read, with GET.")
    app: Litestar = scope["litestar_app"]
    service: Service = app.state.service
    service.limits.stream(service.hub, signed_in(scope))
    service.admission.admit(
        len(service.hub.desks()), asyncio.get_running_loop().time(), is_draining=service.is_draining
    )
    desk = service.hub.open(signed_in(scope))
    reader = asyncio.create_task(_until_gone(receive, desk), name="stream reader")
    try:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        async with desk.alive:
            await _write(send, desk, HERE)
            service.came(desk)
            async for piece in desk:
                await _write(send, desk, piece)
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    except (TimeoutError, OSError):
        # The desk is gone or takes nothing: it comes back by itself and asks for everything again.
        return
    finally:
        service.hub.leave(desk)
        service.went(desk)
        await tasks.end([reader])


async def _until_gone(receive: Receive, desk: Desk) -> None:
    """Close the desk's queue when its connection is closed from the other end."""
    while True:
        message: Any = await receive()
        if message["type"] == "http.disconnect":
            desk.close()
            return


async def _write(send: Send, desk: Desk, piece: bytes) -> None:
    desk.writing()
    await send({"type": "http.response.body", "body": piece, "more_body": True})
    desk.written()
