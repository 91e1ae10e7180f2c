"""The desk's end of the stream: a dead line is noticed, and it comes back when central said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from agent_desktop.core.clock import SystemClock
from agent_desktop.core.people import Actor
from agent_desktop.workstation import synchroniser, transport
from agent_desktop.workstation.synchroniser import Synchroniser
from agent_desktop.workstation.transport import OPENED, StreamEvent, Transport, Unreachable

STREAM = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
BUSY = b"HTTP/1.1 503 Busy\r\nretry-after: 4\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def central(answer: Answer) -> AsyncIterator[Transport]:
    """A central that answers a request for the stream as a test says."""

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await answer(writer)
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    desk = Transport(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    try:
        yield desk
    finally:
        await desk.close()
        server.close()


async def broken(desk: Transport) -> tuple[list[StreamEvent], Unreachable]:
    """What the stream told, and how it ended."""
    told: list[StreamEvent] = []

    async def listen() -> None:
        async for event in desk.events():
            told.append(event)

    with pytest.raises(Unreachable) as ended:
        await listen()
    return told, ended.value


async def test_a_line_without_a_byte_is_dead(monkeypatch):
    monkeypatch.setattr(transport, "DEAD_AFTER_S", 1.0)
    over = asyncio.Event()

    async def silent(writer: asyncio.StreamWriter) -> None:
        writer.write(STREAM + b": here\n\n")
        await over.wait()

    async with central(silent) as desk:
        async with asyncio.timeout(10):
            told, ended = await broken(desk)
        over.set()
    assert told == [OPENED]
    assert ended.retry_after_s is None


async def test_a_comment_now_and_then_keeps_it_alive(monkeypatch):
    monkeypatch.setattr(transport, "DEAD_AFTER_S", 2.0)

    async def beating(writer: asyncio.StreamWriter) -> None:
        writer.write(STREAM)
        for _ in range(10):
            writer.write(b": here\n\n")
            await writer.drain()
            await asyncio.sleep(0.3)
        writer.write(b'event: poke\ndata: {"head":1}\n\n')

    async with central(beating) as desk:
        told, _ = await broken(desk)
    assert [event.name for event in told] == ["opened", "poke"]


async def test_a_central_that_stops_says_when_to_come_back():
    async def leaving(writer: asyncio.StreamWriter) -> None:
        writer.write(STREAM + b"retry: 1700\nevent: away\ndata: {}\n\n")

    async with central(leaving) as desk:
        _, ended = await broken(desk)
    assert ended.retry_after_s == 1.7


async def test_a_central_that_is_full_says_when_to_try_again_and_no_two_desks_do_so_together():
    async def full(writer: asyncio.StreamWriter) -> None:
        writer.write(BUSY)

    async with central(full) as desk:
        times = {(await broken(desk))[1].retry_after_s for _ in range(5)}
    assert len(times) > 1
    assert all(time is not None and 3 <= time <= 6 for time in times)


async def test_a_desk_waits_as_long_as_it_was_asked_to_whatever_else_answers(monkeypatch):
    slept: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        slept.append(seconds)
        await sleep(0)

    monkeypatch.setattr(synchroniser.asyncio, "sleep", noted)
    desk = Synchroniser(Transport("http://127.0.0.1:1"), None, Actor("", ""), [], SystemClock())  # type: ignore[arg-type]
    desk._is_back.set()
    await desk._back_off(1, 2.5)
    assert slept == [2.5]
