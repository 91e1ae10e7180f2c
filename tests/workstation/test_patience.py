"""How long a desk waits for an answer: longer for a sign-in, since a whole shift signs in at once."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime

import msgspec
import pytest

from agent_desktop.sync.messages import Person, Session, SignIn
from agent_desktop.workstation import transport
from agent_desktop.workstation.transport import Transport, Unreachable

SESSION = Session(
    "access",
    datetime(2030, 1, 1, tzinfo=UTC),
    "refresh",
    "client",
    Person("a", "leila", "Leila Davies", ["agent"], [], "201"),
    ["org"],
    "epoch",
    {},
)


async def test_a_sign_in_is_waited_for_where_another_answer_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "ANSWER_WITHIN_S", 0.3)
    body = msgspec.json.encode(SESSION)

    answering: list[asyncio.Task[None]] = []

    async def answer_late(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(1.0)
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n")
        writer.write(b"content-length: %d\r\n\r\n" % len(body) + body)
        writer.close()
        await asyncio.wait_for(_closed(writer), 10)

    def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answering.append(asyncio.create_task(answer_late(reader, writer)))

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    desk = Transport(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    try:
        async with asyncio.timeout(20):
            session = await desk.sign_in(SignIn("leila", "secret", "desk", "0.1.0"))
            assert session.person.login == "leila"
            with pytest.raises(Unreachable):
                await desk.get("/api/v1/sessions", Session)
    finally:
        await desk.close()
        server.close()
        # The one that nobody waited for answers all the same.
        await asyncio.wait(answering, timeout=10)


async def _closed(writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        await writer.wait_closed()
