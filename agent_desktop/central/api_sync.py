"""``/api/v1``: push, pull, snapshots, bundles and questions."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, RequestBody
from litestar.response import Stream

from agent_desktop.central.guard import ANYBODY, AT_A_DESK, PROGRAMS_TOO, may_hold, signed_in
from agent_desktop.central.problems import Wait
from agent_desktop.central.service import Service
from agent_desktop.central.sessions import SignedIn
from agent_desktop.central.snapshots import snapshot_pieces
from agent_desktop.core.errors import Refused
from agent_desktop.core.ids import is_id
from agent_desktop.features.calls.read_models import MatchCaller
from agent_desktop.store.sql_states import is_unusable_value
from agent_desktop.store.work import SqlRead
from agent_desktop.sync import bundles, server
from agent_desktop.sync.compare import should_hold
from agent_desktop.sync.erasure import acknowledge
from agent_desktop.sync.failures import is_retryable
from agent_desktop.sync.feed_pages import pull_text
from agent_desktop.sync.messages import (
    MAX_PUSH,
    Ask,
    CompareReply,
    CompareRequest,
    Problem,
    PullRequest,
    PushReply,
    PushRequest,
    Verdict,
)

_TRIES = 6
_MOST_SCOPES = 2_000
_MOST_COMPARED = 100
JSON = "application/json"


@post("/push", opt=PROGRAMS_TOO, status_code=200)
async def push(
    data: RequestBody[PushRequest], request: Request[Any, Any, Any], service: NamedDependency[Service]
) -> PushReply:
    """Run a batch of commands, each once; answers a verdict a command. A deadlock is tried again."""
    actor = signed_in(request.scope).actor
    data, misshapen = _shapely(service, data)
    is_careful = False
    for attempt in range(_TRIES):
        reached: set[str] = set()
        try:
            reply = await service.write(
                lambda connection, told=reached, careful=is_careful: server.push(  # type: ignore[misc]
                    connection,
                    service.registry,
                    actor,
                    data.commands,
                    service.clock,
                    told,
                    known_epoch=data.epoch,
                    keeps_back=data.keeps_back,
                    is_careful=careful,
                    may_run_again=True,
                ),
                says_which=False,
            )
        except server.Spoiled:
            is_careful = True
            continue
        except sa.exc.DBAPIError as failure:
            if not is_retryable(failure):
                raise
            service.metrics.push_retries.inc()
            await asyncio.sleep(random.uniform(0.005, 0.02) * 2**attempt)  # noqa: S311 - only spreads retries
            continue
        for index, verdict in misshapen:
            reply.verdicts.insert(index, verdict)
        for verdict in reply.verdicts:
            service.metrics.commands.labels(verdict.status).inc()
            if verdict.problem is not None:
                kind = next(
                    (e.kind for e in data.commands if e.data.get("command_id") == verdict.command_id), ""
                )
                service.refusals.note(actor, f"command {kind}", verdict.problem.reason)
        service.metrics.feed_head.set(reply.head)
        service.hub.poke(reply.head, reached)
        return reply
    raise Wait("busy", "Central is busy with the same records.", retry_after_s=1, kept="Nothing was changed.")


@post("/pull", opt=ANYBODY, status_code=200)
async def pull(
    data: RequestBody[PullRequest], request: Request[Any, Any, Any], service: NamedDependency[Service]
) -> Response[bytes]:
    """A page of what changed in the scopes a desk may hold; 410 when it must take a snapshot instead.

    Answers a ``PullReply``; its rows go out as they lie in the feed, never decoded on the way.
    """
    actor = signed_in(request.scope).actor
    if len(data.cursors) > _MOST_SCOPES:
        raise Refused("too_many", f"At most {_MOST_SCOPES} scopes fit in one pull.")
    allowed = frozenset(scope for scope in data.cursors if may_hold(actor, scope))
    reply, position = await service.read(lambda connection: pull_text(connection, data, allowed))
    if data.erased_to and service.erasures_done.get(actor.client_id, 0) < data.erased_to:
        done = data.erased_to
        await service.write(lambda connection: acknowledge(connection, actor.client_id, done))
        service.erasures_done[actor.client_id] = done
    if not service.hub.note_scopes(actor.client_id, allowed, position):
        service.relay.hold(actor.client_id, allowed, position)
    return Response(reply, media_type=JSON)


@post("/compare", opt=ANYBODY, status_code=200)
async def compare(
    data: RequestBody[CompareRequest], request: Request[Any, Any, Any], service: NamedDependency[Service]
) -> CompareReply:
    """What a replica should hold of some scopes: counts and checksums, of one moment."""
    actor = signed_in(request.scope).actor
    scopes = [scope for scope in data.scopes[:_MOST_COMPARED] if may_hold(actor, scope)]
    async with service.still.connect() as connection:
        return await connection.run_sync(should_hold, scopes)


@get("/snapshot/{held:str}", opt={**ANYBODY, "exclude_from_compression": True})
async def snapshot(
    held: FromPath[str],
    request: Request[Any, Any, Any],
    service: NamedDependency[Service],
    after: FromQuery[str | None] = None,
    epoch: FromQuery[str | None] = None,
) -> Stream:
    """The whole of a scope as NDJSON of one moment, the head first; gzip where it is accepted.

    ``after=entity,id`` with the ``epoch`` of the first head continues one that broke off; 410 where the
    database began another life meanwhile.
    """
    if not may_hold(signed_in(request.scope).actor, held):
        raise Refused("not_allowed", "This scope is not yours to hold.")
    behind = _last_taken(after)
    is_gzip = "gzip" in request.headers.get("accept-encoding", "")
    headers = {"Vary": "Accept-Encoding"} | ({"Content-Encoding": "gzip"} if is_gzip else {})
    pieces = _in_its_turn(service, signed_in(request.scope), held, is_gzip=is_gzip, after=behind, life=epoch)
    first = await anext(pieces)  # fails here, with a status, where the database is away

    async def all_pieces() -> Any:
        yield first
        async for piece in pieces:
            yield piece

    return Stream(all_pieces(), media_type="application/x-ndjson", headers=headers)


async def _in_its_turn(
    service: Service,
    who: SignedIn,
    held: str,
    *,
    is_gzip: bool,
    after: tuple[str, str] | None,
    life: str | None,
) -> AsyncGenerator[bytes, None]:
    """A snapshot's pieces once there is a place to read it; the place is given back when this generator ends."""
    async with (
        service.limits.snapshot(who),
        aclosing(snapshot_pieces(service.still, held, is_gzip=is_gzip, after=after, life=life)) as pieces,
    ):
        async for piece in pieces:
            yield piece


@get("/customers/{customer_id:str}/bundle", opt=AT_A_DESK)
async def bundle(
    customer_id: FromPath[str], request: Request[Any, Any, Any], service: NamedDependency[Service]
) -> Response[bytes]:
    """Everything of one customer; 304 where the desk's copy (If-None-Match) is still right."""
    if not is_id(customer_id):
        raise _no_customer()
    found = await service.ask(lambda connection: bundles.bundle(connection, service.registry, customer_id))
    if found is None:
        raise _no_customer()
    headers = {"ETag": f'"{found.etag}"', "Cache-Control": "private, no-cache"}
    wanted = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if headers["ETag"] in wanted:
        return Response(b"", status_code=304, headers=headers, media_type=JSON)
    return Response(msgspec.json.encode(found), headers=headers, media_type=JSON)


@get("/customers/by-phone/{number:str}", opt=AT_A_DESK)
async def by_phone(
    number: FromPath[str], request: Request[Any, Any, Any], service: NamedDependency[Service]
) -> Response[bytes]:
    """Whom a number reaches: a ``CallerMatch``, best first."""
    query = MatchCaller(number=number, region=service.settings.site.region, as_of=service.clock.now())
    return await _answer(service, request, query)


@post("/ask", opt=PROGRAMS_TOO, status_code=200)
async def ask(
    data: RequestBody[Ask], request: Request[Any, Any, Any], service: NamedDependency[Service]
) -> Response[bytes]:
    """Any registered query over the whole store, with the asker's permissions."""
    query = service.registry.queries.decode(data.query, data.args)
    try:
        return await _answer(service, request, query)
    except Refused as refusal:
        service.refusals.note(signed_in(request.scope).actor, f"query {data.query}", refusal.reason)
        raise


def _shapely(service: Service, data: PushRequest) -> tuple[PushRequest, list[tuple[int, Verdict]]]:
    """The commands that may be run, and verdicts with their places for those nested too deep or too large.

    One such command gets its own refusal, so that the queue behind it goes on.
    """
    misshapen = [
        (index, Verdict(str(envelope.data.get("command_id", ""))[:64], "refused", problem=_TOO_DEEP))
        for index, envelope in enumerate(data.commands[: MAX_PUSH + 1])
        if not service.limits.shape(envelope.data)
    ]
    if not misshapen:
        return data, []
    left_out = {index for index, _verdict in misshapen}
    kept = [envelope for index, envelope in enumerate(data.commands) if index not in left_out]
    return PushRequest(kept), misshapen


_TOO_DEEP = Problem(
    "too_deep",
    "This holds more, or is nested deeper, than central takes in one command.",
    kept="Your text is kept here.",
)


async def _answer(service: Service, request: Request[Any, Any, Any], query: Any) -> Response[bytes]:
    actor = signed_in(request.scope).actor
    try:
        found = await service.ask(
            lambda connection: service.registry.queries.run(SqlRead(connection, is_whole=True), actor, query)
        )
    except sa.exc.StatementError as failure:
        if not is_unusable_value(failure):
            raise
        raise Refused("malformed", "A value in this question cannot be used.") from failure
    return Response(msgspec.json.encode(found), media_type=JSON)


def _last_taken(after: str | None) -> tuple[str, str] | None:
    if after is None:
        return None
    entity, _, entity_id = after.partition(",")
    if not is_id(entity_id) or not entity.replace("_", "").isalnum():
        raise Refused("malformed", "The place to continue from cannot be read.")
    return entity, entity_id


def _no_customer() -> Refused:
    return Refused("not_found", "There is no such customer.")


HANDLERS = [push, pull, compare, snapshot, bundle, by_phone, ask]
