"""One connection to the manager interface: sign-in, actions with their answers, events in order, a dead peer noticed.

An action is written once. Its answer comes in time, or it is *unknown* for ever: nothing is sent again. Everything
that waits is bounded: answers awaited, bytes to write, events not yet taken.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import secrets
import ssl
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from agent_desktop.plugins.api import Clock, KnownError, end_tasks

from .codec import Banner, CannotSend, Item, Message, Reader, TooLong, encode

NETWORK_READ = 65_536
MOST_AWAITED = 500
MOST_TO_WRITE = 262_144
MOST_EVENTS = 100_000
MOST_LISTED = 100_000


class LinkLost(Exception):
    """The connection is no more; what was under way is unknown."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the exchange answers, and how long it may take to."""

    host: str
    port: int
    username: str
    secret: str = field(repr=False)
    tls: ssl.SSLContext | None = None
    connect_within_s: float = 5.0
    answer_within_s: float = 4.0
    ping_every_s: float = 10.0


@dataclass(frozen=True, slots=True)
class Answer:
    """How an action went. ``message`` is the exchange's own answer where there is one."""

    status: Literal["done", "refused", "unknown"]
    what: str = ""
    message: Message | None = None
    listed: tuple[Message, ...] = ()


@dataclass(slots=True)
class _Awaited:
    answer: asyncio.Future[Answer]
    ends_with: str = ""
    first: Message | None = None
    listed: list[Message] = field(default_factory=list)


class Link:
    """One connection, from ``open`` to ``close``; a lost one is not used again.

    Events wait, in order, until ``events`` is read: so those that come while a snapshot is asked for are
    taken after it. ``offset`` is our clock minus the exchange's; ``heard_at`` is when it last said anything.
    """

    def __init__(self, address: Address, clock: Clock, logger: logging.Logger) -> None:
        self._address = address
        self._clock = clock
        self._logger = logger
        self._reader = Reader()
        self._awaited: dict[str, _Awaited] = {}
        self._events: deque[Message] = deque()
        self._news = asyncio.Event()
        self._banner: asyncio.Future[Banner] = asyncio.get_running_loop().create_future()
        self._writer: asyncio.StreamWriter | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._prefix = secrets.token_hex(4)
        self._sent = 0
        self._reads = 0
        self._best_round_s: float | None = None
        self._booted = asyncio.Event()
        self.problem = ""
        self.offset = timedelta()
        self.heard_at = clock.now()

    @property
    def is_up(self) -> bool:
        """Whether actions can be sent."""
        return self._writer is not None and not self.problem

    async def open(self) -> None:
        """Connect and sign in; raises ``KnownError`` with what is wrong, and leaves nothing open then."""
        address = self._address
        try:
            async with asyncio.timeout(address.connect_within_s):
                reader, self._writer = await asyncio.open_connection(
                    address.host, address.port, ssl=address.tls
                )
                self._tasks = [asyncio.create_task(self._read(reader), name="asterisk reader")]
                banner = await asyncio.shield(self._banner)
        except (OSError, TimeoutError, LinkLost) as error:
            await self.close()
            raise KnownError(
                f"The exchange at {address.host}:{address.port} does not answer: "
                f"{str(error) or 'it took too long'}.",
                todo="Check that its manager interface is on, and that host and port are right.",
            ) from error
        if not banner.is_known:
            await self.close()
            raise KnownError(
                f"At {address.host}:{address.port} answers something else than an Asterisk manager interface.",
                todo="Correct host and port.",
            )
        try:
            await self._sign_in()
        except BaseException:
            await self.close()
            raise
        self._tasks.append(asyncio.create_task(self._keep_alive(), name="asterisk keep-alive"))

    async def close(self) -> None:
        """End the connection; every action under way is unknown."""
        self._lose("it was closed")
        running, self._tasks = self._tasks, []
        await end_tasks(task for task in running if task is not asyncio.current_task())
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()
            with contextlib.suppress(OSError, TimeoutError, ssl.SSLError):
                async with asyncio.timeout(1.0):
                    await writer.wait_closed()

    def drop(self, why: str) -> None:
        """Give the connection up; whoever reads its events learns that it is lost."""
        self._lose(why)

    def new_id(self) -> str:
        """An id for an action that nobody used before."""
        self._sent += 1
        return f"{self._prefix}-{self._sent}"

    async def ask(
        self,
        action: str,
        fields: Iterable[tuple[str, str]] = (),
        *,
        action_id: str | None = None,
        ends_with: str = "",
    ) -> Answer:
        """Send one action, once. ``ends_with`` names the event that ends the list it answers with."""
        writer, action_id = self._writer, action_id or self.new_id()
        if writer is None or self.problem:
            return Answer("refused", "The exchange cannot be reached just now.")
        if len(self._awaited) >= MOST_AWAITED or writer.transport.get_write_buffer_size() > MOST_TO_WRITE:
            return Answer("refused", "The exchange is too busy to be asked anything more.")
        try:
            data = encode(action, action_id, fields)
        except CannotSend as error:
            return Answer("refused", f"That cannot be sent to the exchange: {error}.")
        awaited = _Awaited(asyncio.get_running_loop().create_future(), ends_with)
        self._awaited[action_id] = awaited
        try:
            writer.write(data)
            async with asyncio.timeout(self._address.answer_within_s):
                return await awaited.answer
        except TimeoutError:
            return Answer("unknown", "The exchange has not answered.")
        except OSError as error:
            self._lose(str(error))
            return Answer("unknown", "The connection to the exchange broke.")
        finally:
            self._awaited.pop(action_id, None)

    async def events(self) -> AsyncIterator[Message]:
        """The events in order, those that waited first. Ends with ``LinkLost``."""
        while True:
            while self._events:
                yield self._events.popleft()
            if self.problem:
                raise LinkLost(self.problem)
            self._news.clear()
            await self._news.wait()

    def waiting(self) -> Iterator[Message]:
        """The events that wait now, in order."""
        while self._events:
            yield self._events.popleft()

    # --- sign-in and health -----------------------------------------------------------------------------

    async def _sign_in(self) -> None:
        address = self._address
        fields = [("Username", address.username), ("Secret", address.secret)]
        if address.tls is None:
            # Nobody on the way can read the secret, and what they see is good for this sign-in only.
            challenge = await self.ask("Challenge", [("AuthType", "MD5")])
            given = challenge.message.get("Challenge") if challenge.message else ""
            key = hashlib.md5((given + address.secret).encode(), usedforsecurity=False).hexdigest()
            fields = [("AuthType", "MD5"), ("Username", address.username), ("Key", key)]
        answer = await self.ask("Login", fields)
        if answer.status == "refused":
            raise KnownError(
                f"The exchange does not let {address.username!r} in.",
                todo="Check the account, its secret, and from where it may connect, in manager.conf.",
            )
        if answer.status == "unknown":
            raise KnownError("The exchange did not answer the sign-in.")
        await self.measure_clock()

    async def until_booted(self, within_s: float) -> None:
        """Wait until the exchange says that all its parts are up: before, it knows no queue and few actions.

        It says so to every account that may read ``system`` events; others are not kept waiting for ever.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._booted.wait()

    async def measure_clock(self) -> bool:
        """Ask for a sign of life, and learn how the exchange's clock differs; whether it answered."""
        began, sent_at = self._clock.monotonic_s(), self._clock.now()
        answer = await self.ask("Ping")
        round_s = self._clock.monotonic_s() - began
        stamp = answer.message.get("Timestamp") if answer.message else ""
        with contextlib.suppress(ValueError, OverflowError, OSError):
            there = datetime.fromtimestamp(float(stamp), UTC)
            # The quickest answer tells the most; an old one counts for less and less, since clocks drift.
            if self._best_round_s is None or round_s <= self._best_round_s * 1.5 + 0.001:
                self._best_round_s = round_s
                self.offset = sent_at + timedelta(seconds=round_s / 2) - there
            else:
                self._best_round_s *= 1.1
        return answer.status != "unknown"

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(self._address.ping_every_s)
            reads = self._reads
            if not await self.measure_clock() and self._reads == reads:
                self._lose("nothing is heard from it any more")
                return

    # --- reading ------------------------------------------------------------------------------------------

    async def _read(self, reader: asyncio.StreamReader) -> None:
        try:
            while data := await reader.read(NETWORK_READ):
                self._reads += 1
                self.heard_at = self._clock.now()
                for item in self._reader.feed(data):
                    self._sort(item)
                if len(self._events) > MOST_EVENTS:
                    self._lose("events come faster than they can be followed")
                    return
            self._lose("it closed the connection")
        except OSError as error:
            self._lose(error.strerror or type(error).__name__)

    def _sort(self, item: Item) -> None:
        if isinstance(item, Banner):
            if not self._banner.done():
                self._banner.set_result(item)
        elif isinstance(item, TooLong):
            self._logger.warning("the exchange sent a %s that is too long; it was skipped", item.what)
            if item.what == "banner":
                self._lose("it speaks something else")
        elif (awaited := self._awaited.get(item.action_id)) is not None:
            self._answered(item, awaited)
        elif not item.is_answer:
            if item.event == "FullyBooted":
                self._booted.set()
            self._events.append(item)
            self._news.set()

    def _answered(self, message: Message, awaited: _Awaited) -> None:
        answer: Answer | None = None
        if message.is_answer:
            is_good = message.get("Response") in {"Success", "Goodbye", "Follows"}
            if not is_good:
                answer = Answer("refused", message.get("Message"), message)
            elif awaited.ends_with:
                awaited.first = message
            else:
                answer = Answer("done", message.get("Message"), message)
        elif awaited.ends_with and message.event == awaited.ends_with:
            answer = Answer("done", "", awaited.first, tuple(awaited.listed))
        elif awaited.ends_with and len(awaited.listed) < MOST_LISTED:
            awaited.listed.append(message)
        else:
            # Such as ``OriginateResponse``, which may even come before the answer itself.
            self._events.append(message)
            self._news.set()
        if answer is not None and not awaited.answer.done():
            awaited.answer.set_result(answer)

    def _lose(self, why: str) -> None:
        if self.problem:
            return
        self.problem = why
        for awaited in self._awaited.values():
            if not awaited.answer.done():
                awaited.answer.set_result(Answer("unknown", "The connection to the exchange broke."))
        self._booted.set()
        if not self._banner.done():
            self._banner.set_exception(LinkLost(why))
            self._banner.exception()  # Nobody may be waiting for it any more.
        self._news.set()
