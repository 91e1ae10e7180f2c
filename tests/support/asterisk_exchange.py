"""A manager interface that plays recordings and says what it is told to: what tests have for an exchange."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import ssl
from collections.abc import AsyncIterator, Callable

from agent_desktop.core.clock import Clock

SECRET = "a-secret-no-log-may-show"
USER = "agent-desktop"
BASIC = {
    "agent": ("QueueAdd", "QueuePause", "QueuePenalty", "QueueRemove"),
    "call": (
        *("Atxfer", "BlindTransfer", "Bridge", "CancelAtxfer", "PlayDTMF", "Redirect"),
        *("Park", "ParkedCalls"),
    ),
    "call,reporting": ("DeviceStateList", "MailboxCount"),
    "system,call": ("Hangup",),
    "originate": ("Originate",),
    "system,reporting": ("CoreShowChannels",),
    "<none>": ("QueueStatus", "Ping", "ListCommands"),
}
PHONES = {"system": ("PJSIPNotify", "MuteAudio"), "system,call": ("MixMonitor", "MixMonitorMute")}


async def until(is_so: Callable[[], object]) -> None:
    """Wait until it is so; what is not within twenty seconds never will be."""
    async with asyncio.timeout(20):
        while not is_so():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.005)


class FakeExchange:
    """One listening manager interface. ``received`` holds every action but the sign-in and pings."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.received: list[dict[str, str]] = []
        self.silent: set[str] = set()
        self.refusing: dict[str, str] = {}
        self.rights = dict(BASIC)
        self.channels: list[str] = []
        self.queue_rows: list[str] = []
        self.parked_rows: list[str] = []
        self.device_rows: list[str] = []
        self.new_messages: dict[str, int] = {}
        self.during_snapshot: list[str] = []
        self.after: dict[str, Callable[[], object]] = {}
        self.banner = "Asterisk Call Manager/11.0.0"
        self.sign_ins = 0
        self.tls: ssl.SSLContext | None = None
        self.gives_up_at_bytes = 0
        """Who leaves so much unread is cut off, as when a write takes too long; 0 for never."""
        self.given_up = 0
        self.wire = bytearray()
        self._server: asyncio.Server | None = None
        self._writers: list[asyncio.StreamWriter] = []
        self.port = 0

    async def listen(self) -> None:
        """Answer on the port it had before, or any."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def go_down(self) -> None:
        """Cut every connection and answer nobody."""
        if self._server is not None:
            self._server.close()
        await self.cut()

    async def cut(self) -> None:
        """Cut every connection."""
        writers, self._writers = self._writers, []
        for writer in writers:
            # Over TLS, one that is closed already has nothing left that could be cut.
            with contextlib.suppress(AttributeError):
                writer.transport.abort()
        await asyncio.sleep(0)

    def tell(self, *lines: str) -> None:
        """Send one message to everybody who is signed in; lines end as on the wire."""
        for writer in list(self._writers):
            writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
            if 0 < self.gives_up_at_bytes < writer.transport.get_write_buffer_size():
                self.given_up += 1
                self._writers.remove(writer)
                writer.transport.abort()

    def actions(self, name: str) -> list[dict[str, str]]:
        """The actions of this name, in the order they came."""
        return [one for one in self.received if one["Action"] == name]

    async def until(self, name: str, count: int = 1) -> dict[str, str]:
        """The last of ``count`` actions of this name, waited for at most ten seconds."""
        await until(lambda: len(self.actions(name)) >= count)
        return self.actions(name)[count - 1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(f"{self.banner}\r\n".encode())
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                raw = await reader.readuntil(b"\r\n\r\n")
                self.wire += raw
                lines = raw.decode().strip().split("\r\n")
                fields: dict[str, str] = {}
                for line in lines:
                    key, _, value = line.partition(": ")
                    fields.setdefault(key, value)
                self._answer(fields, writer)
        writer.close()

    def _lists(self) -> dict[str, list[str]]:
        return {
            "CoreShowChannels": self.channels,
            "QueueStatus": self.queue_rows,
            "ParkedCalls": self.parked_rows,
            "DeviceStateList": self.device_rows,
        }

    def _answer(self, fields: dict[str, str], writer: asyncio.StreamWriter) -> None:
        name, action_id = fields["Action"], fields["ActionID"]

        def say(*lines: str) -> None:
            head, *rest = lines
            writer.write("\r\n".join([head, f"ActionID: {action_id}", *rest, "", ""]).encode())

        if name not in {"Challenge", "Login", "Ping"}:
            self.received.append(fields)
        if name not in self.silent:
            self._say(name, action_id, fields, say, writer)
        self.after.get(name, lambda: None)()

    def _say(
        self,
        name: str,
        action_id: str,
        fields: dict[str, str],
        say: Callable[..., None],
        writer: asyncio.StreamWriter,
    ) -> None:
        if name in self.refusing:
            say("Response: Error", f"Message: {self.refusing[name]}")
        elif name == "Challenge":
            say("Response: Success", "Challenge: 4711")
        elif name == "Login":
            key = hashlib.md5(b"4711" + SECRET.encode()).hexdigest()
            # Nobody can read along where the connection is encrypted: there the secret itself may come.
            is_known = fields.get("Key") == key or (self.tls is not None and fields.get("Secret") == SECRET)
            if fields.get("Username") != USER or not is_known:
                say("Response: Error", "Message: Authentication failed")
                return
            self.sign_ins += 1
            say("Response: Success", "Message: Authentication accepted")
            writer.write(b"Event: FullyBooted\r\nStatus: Fully Booted\r\n\r\n")
            self._writers.append(writer)
        elif name == "Ping":
            say("Response: Success", "Ping: Pong", f"Timestamp: {self.clock.now().timestamp():.6f}")
        elif name == "MailboxCount":
            box = fields["Mailbox"]
            count = self.new_messages.get(box, 0)
            say(
                "Response: Success",
                "Message: Mailbox Message Count",
                f"Mailbox: {box}",
                f"NewMessages: {count}",
            )
        elif name == "ListCommands":
            rows = [
                f"{one}: Does it.  (Priv: {kind},all)" for kind, ones in self.rights.items() for one in ones
            ]
            say("Response: Success", *rows)
        elif name in self._lists():
            say("Response: Success", "EventList: start")
            for row in self._lists()[name]:
                head, _, rest = row.replace("\n", "\r\n").partition("\r\n")
                writer.write(f"{head}\r\nActionID: {action_id}\r\n{rest}\r\n\r\n".encode())
            for event in self.during_snapshot if name == "CoreShowChannels" else ():
                self.tell(*event.split("\n"))
            say(f"Event: {name}Complete")
        else:
            say("Response: Success", "Message: Done")


@contextlib.asynccontextmanager
async def exchange(clock: Clock) -> AsyncIterator[FakeExchange]:
    """A fake exchange for the length of a test."""
    one = FakeExchange(clock)
    await one.listen()
    try:
        yield one
    finally:
        await one.go_down()
