"""``/api/v1/blobs``: attachments and recordings, named by what is in them."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

from litestar import Request, Response, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from agent_desktop.central import blobs
from agent_desktop.central.guard import ANYBODY, AT_A_DESK, signed_in
from agent_desktop.central.service import Service
from agent_desktop.core.errors import Refused


@put("/blobs/{sha256:str}", opt=AT_A_DESK, status_code=204, request_max_body_size=None)
async def put_blob(
    sha256: FromPath[str], request: Request[Any, Any, Any], service: NamedDependency[Service]
) -> None:
    """Keep a file; its name must be the SHA-256 of what is in it. The same again changes nothing.

    It may be read by its uploader until a record refers to it, and is purged where none does for a day.
    """
    _checked(sha256)
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in service.settings.blob_types:
        raise Refused("wrong_type", "Files of this kind are not taken here.", todo="Ask your administrator.")
    most = int(service.settings.blob_largest_mb * 1_000_000)
    if int(request.headers.get("content-length", "0") or 0) > most:
        raise Refused("too_large", f"This file is larger than {most / 1e6:g} MB.", todo="Make it smaller.")
    async with service.limits.upload():
        body = await blobs.taken(request.stream(), sha256, most)
        actor, now = signed_in(request.scope).actor, service.clock.now()
        await service.write(lambda connection: blobs.put(connection, actor, sha256, media_type, body, now))


@get("/blobs/{sha256:str}", opt={**ANYBODY, "exclude_from_compression": True})
async def get_blob(
    sha256: FromPath[str], request: Request[Any, Any, Any], service: NamedDependency[Service]
) -> Response[Any]:
    """The file, for whoever may read a record that refers to it; 304 where the asker has it already."""
    _checked(sha256)
    actor = signed_in(request.scope).actor
    kept = await service.read(lambda connection: blobs.readable(connection, service.registry, actor, sha256))
    headers = {
        "ETag": f'"{sha256}"',
        # Its name is its content, so that it never changes; who may read it may change at central alone.
        "Cache-Control": "private, max-age=31536000, immutable",
        "Content-Disposition": "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    wanted = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if headers["ETag"] in wanted:
        return Response(b"", status_code=304, headers=headers, media_type=kept.media_type)
    headers["Content-Length"] = str(kept.size)
    return Stream(_pieces(service, kept), headers=headers, media_type=kept.media_type)


async def _pieces(service: Service, kept: blobs.Kept) -> AsyncGenerator[bytes, None]:
    start = 0
    while start < kept.size:
        part = await service.read(lambda connection, at=start: blobs.piece(connection, kept.sha256, at))  # type: ignore[misc]
        if not part:
            raise Refused("not_found", "This attachment has just been deleted.")
        yield part
        start += len(part)


def _checked(sha256: str) -> None:
    if not blobs.is_sha256(sha256):
        raise Refused("malformed", "An attachment is named by its SHA-256.")


HANDLERS = [put_blob, get_blob]
