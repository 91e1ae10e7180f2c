"""The relay: what instances of central tell and ask each other, over PostgreSQL's LISTEN and NOTIFY.

Each instance has an *ear*, a connection that listens, and a *mouth*, one that notifies; neither is ever used
inside a transaction that writes records. What waits is sent together, one notification for many words. A
notification holds less than 8,000 bytes: what is longer goes as a letter through the table ``relay_letter``.

News may be lost, while the database is away or where too much waits. They are counted, so a listener knows, is
told (``missed``), and asks for the whole.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Iterable
from typing import Any

import asyncpg
import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.central.hub import Hub
from agent_desktop.central.metrics import Metrics
from agent_desktop.central.relay_words import (
    AnyAnswer,
    AnyNews,
    AnyQuestion,
    AnyWord,
    Held,
    Hello,
    NotMine,
    Poked,
    Post,
)
from agent_desktop.core import tasks
from agent_desktop.core.ids import new_id

log = logging.getLogger(__name__)

POKES = "agent_desktop_poke"
NEWS = "agent_desktop_news"
HELD = "agent_desktop_held"
BEAT_S = 1.0
SILENT_AFTER_S = 6.0
"""An instance not heard for so long is gone, with every desk it had; one that died is heard by nobody."""

GAP_S = 0.02
"""Words within this time travel together."""

_LONGEST = 7_000
_MOST_WAITING = 20_000
_MOST_WORDS = 200
_RETRY_S = 1.0
_AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)

Answering = Callable[[AnyQuestion], Awaitable[AnyAnswer]]


class Unanswered(TimeoutError):
    """Whoever was asked is gone; it may have heard the question all the same."""


class Relay:
    """One instance's ear and mouth. Handlers are called on the event loop, in the order things were told.

    ``heard(sender, term, word)`` hears news of others, and answers to what was wanted; ``missed(sender)`` says
    that some of a sender's were lost, or that it is heard for the first time; ``beaten(sender, term)`` that it
    is there; ``answering`` answers questions.
    """

    def __init__(self, database_url: str, hub: Hub, metrics: Metrics) -> None:
        self.instance = new_id()
        self.term = 0
        self.heard: Callable[[str, int, AnyWord], None] = lambda _sender, _term, _word: None
        self.beaten: Callable[[str, int], None] = lambda _sender, _term: None
        self.missed: Callable[[str], None] = lambda _sender: None
        self.answering: Answering = _nobody_answers
        self._url = database_url
        self._hub = hub
        self._metrics = metrics
        self._outgoing: deque[tuple[str, Any]] = deque()
        self._news = asyncio.Event()
        self._incoming: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
        self._n = 0
        self._heard_n: dict[str, int] = {}
        self._heard_at_s: dict[str, float] = {}
        self._own_at_s = 0.0
        self._waiting: dict[str, asyncio.Future[AnyAnswer]] = {}
        self._asked: dict[str, str] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._listening = asyncio.Event()

    async def start(self) -> None:
        """Begin to listen and to tell; returns when it listens, or cannot for now."""
        self._spawn(self._again(self._listen), "relay ear")
        self._spawn(self._again(self._speak), "relay mouth")
        self._spawn(self._beat(), "relay beat")
        try:
            async with asyncio.timeout(2 * _RETRY_S):
                await self._listening.wait()
        except TimeoutError:
            log.warning("other instances are not heard yet")

    async def stop(self) -> None:
        """Say what still waits, for a moment, and close the connections."""
        for _ in range(50):
            if not self._outgoing:
                break
            await asyncio.sleep(GAP_S)
        await tasks.end(self._tasks)
        for answer in self._waiting.values():
            answer.cancel()

    # -- telling and asking ------------------------------------------------------------------------

    def tell(self, heads: Collection[int], scopes: Iterable[str]) -> None:
        """Tell the other instances of what was written and committed here."""
        self._say(POKES, Poked(self.instance, max(heads), sorted(scopes), heads=tuple(sorted(heads))))

    def hold(self, client_id: str, scopes: Iterable[str], position: int) -> None:
        """Tell the other instances what a desk holds that pulled here and listens elsewhere."""
        if self._heard_at_s:
            self._say(HELD, Held(self.instance, client_id, tuple(sorted(scopes)), position))

    def share(self, word: AnyNews) -> None:
        """Tell every other instance; where too much waits it is dropped, and they notice.

        An instance that never heard of another keeps its news: one that comes asks for the whole.
        """
        if self._heard_at_s or isinstance(word, Hello):
            self._say(NEWS, word)

    async def ask(self, instance: str, question: AnyQuestion, within_s: float) -> AnyAnswer:
        """Ask one instance and wait; raises ``TimeoutError`` where no answer comes, ``Unanswered`` once it is gone.

        A question nobody answered may have been heard all the same.
        """
        about = new_id()
        answer: asyncio.Future[AnyAnswer] = asyncio.get_running_loop().create_future()
        self._waiting[about] = answer
        self._asked[about] = instance
        try:
            self._say(_address(instance), Post(sender=self.instance, words=[question], about=about))
            async with asyncio.timeout(within_s):
                return await answer
        finally:
            self._waiting.pop(about, None)
            self._asked.pop(about, None)

    def despair_of(self, instance: str) -> None:
        """An instance will not answer any more: whoever waits for it need not."""
        for about, asked in self._asked.items():
            if asked == instance and not (waiting := self._waiting[about]).done():
                waiting.set_exception(Unanswered())

    def want(self, instance: str, question: AnyQuestion) -> None:
        """Ask one instance without waiting: its answer is heard among its news, in the order it told them."""
        self._say(_address(instance), Post(sender=self.instance, words=[question], about=new_id()))

    def others(self) -> list[str]:
        """The other instances that are there. While nothing is heard at all, those last heard of."""
        now_s = _now_s()
        if now_s - self._own_at_s > 3 * BEAT_S:
            return list(self._heard_at_s)
        return [one for one, at_s in self._heard_at_s.items() if now_s - at_s < SILENT_AFTER_S]

    def forget(self, instance: str) -> None:
        """An instance is gone; heard again, it is a new one."""
        self._heard_at_s.pop(instance, None)
        self._heard_n.pop(instance, None)
        self.despair_of(instance)

    def known(self) -> list[str]:
        """Every instance heard of and not forgotten."""
        return list(self._heard_at_s)

    # -- the mouth ---------------------------------------------------------------------------------

    def _say(self, channel: str, what: Any) -> None:
        if len(self._outgoing) >= _MOST_WAITING:
            self._n += channel == NEWS
            return
        self._outgoing.append((channel, what))
        self._news.set()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            self._say(NEWS, None)

    async def _speak(self) -> None:
        connection = await _connected(self._url, "mouth")
        try:
            while True:
                await self._news.wait()
                self._news.clear()
                while self._outgoing:
                    await self._send(connection)
                await asyncio.sleep(GAP_S)
        finally:
            connection.terminate()

    async def _send(self, connection: Any) -> None:
        """Send what waits first: one thing, or news that stand together."""
        channel, what = self._outgoing[0]
        if channel != NEWS:
            self._outgoing.popleft()
            await self._post(connection, channel, what)
            return
        words: list[AnyWord] = []
        while self._outgoing and self._outgoing[0][0] == NEWS and len(words) < _MOST_WORDS:
            word = self._outgoing.popleft()[1]
            if word is not None:
                words.append(word)
        self._n += bool(words)
        post = Post(sender=self.instance, n=self._n, term=self.term, at_s=_now_s(), words=words)
        await self._post(connection, NEWS, post)

    async def _post(self, connection: Any, channel: str, what: Post | Poked | Held) -> None:
        text = msgspec.json.encode(what)
        if len(text) > _LONGEST and isinstance(what, Held):
            # Told to pull at each poke, as long as it holds so many.
            text = msgspec.json.encode(msgspec.structs.replace(what, scopes=()))
        if len(text) > _LONGEST and isinstance(what, Poked):
            text = msgspec.json.encode(msgspec.structs.replace(what, scopes=None))
        elif len(text) > _LONGEST and isinstance(what, Post):
            letter = new_id()
            await connection.execute(
                "INSERT INTO relay_letter (id, body) VALUES ($1, $2)",
                letter,
                msgspec.json.encode(what.words).decode(),
            )
            text = msgspec.json.encode(msgspec.structs.replace(what, words=[], letter=letter))
        await connection.execute("SELECT pg_notify($1, $2)", channel, text.decode())
        self._metrics.relay_posts.labels("told").inc()

    # -- the ear -----------------------------------------------------------------------------------

    async def _listen(self) -> None:
        connection = await _connected(self._url, "ear")
        gone = asyncio.Event()
        connection.add_termination_listener(lambda _connection: gone.set())
        self._own_at_s = _now_s()
        try:
            for channel in (POKES, NEWS, HELD, _address(self.instance)):
                await connection.add_listener(channel, self._put)
            self._listening.set()
            # What was told while nobody listened here is lost, and by a desk that asks it is noticed.
            self._hub.pokes.doubt()
            while not gone.is_set():
                try:
                    async with asyncio.timeout(BEAT_S):
                        channel, payload = await self._incoming.get()
                except TimeoutError:
                    if _now_s() - self._own_at_s > SILENT_AFTER_S:
                        # Not even this instance's own beats are heard: the line is dead and does not say so.
                        return
                    continue
                try:
                    await self._take(connection, channel, payload)
                except msgspec.MsgspecError:
                    log.warning("another instance told what this release cannot read")
        finally:
            self._listening.clear()
            connection.terminate()
            self._hub.pokes.doubt()

    def _put(self, _connection: object, _pid: int, channel: str, payload: object) -> None:
        self._incoming.put_nowait((channel, str(payload)))

    async def _take(self, connection: Any, channel: str, payload: str) -> None:
        if channel == POKES:
            self._poked(msgspec.json.decode(payload, type=Poked))
            return
        if channel == HELD:
            held = msgspec.json.decode(payload, type=Held)
            if held.instance != self.instance:
                self._hub.note_scopes(held.client_id, frozenset(held.scopes), held.position)
            return
        post = msgspec.json.decode(payload, type=Post)
        if post.sender == self.instance:
            self._own_at_s = _now_s()
            self._metrics.relay_lag.set(max(0.0, _now_s() - post.at_s))
            return
        self._metrics.relay_posts.labels("heard").inc()
        words = post.words
        if post.letter:
            body = await connection.fetchval("SELECT body FROM relay_letter WHERE id = $1", post.letter)
            words = msgspec.json.decode(body, type=list[AnyWord]) if body else []
        if post.about:
            self._noted(post, words)
            return
        self._heard_at_s[post.sender] = _now_s()
        expected = self._heard_n.get(post.sender, -1) + bool(post.words or post.letter)
        is_gap = post.sender not in self._heard_n or post.n != expected or (post.letter and not words)
        self._heard_n[post.sender] = post.n
        if is_gap:
            self.missed(post.sender)
        self.beaten(post.sender, post.term)
        for word in words:
            self.heard(post.sender, post.term, word)

    def _poked(self, poked: Poked) -> None:
        if poked.instance != self.instance:
            scopes = poked.scopes if poked.scopes is not None else ["org"]
            self._hub.pokes.poke_from_elsewhere(poked.heads or (poked.head,), scopes)

    def _noted(self, post: Post, words: list[AnyWord]) -> None:
        """A question to this instance, or the answer to one of its own."""
        if not words:
            return
        if not post.is_answer:
            self._spawn(self._answer(post, words[0]), "relay answer")  # type: ignore[arg-type]
        elif (waiting := self._waiting.get(post.about)) is None:
            self.heard(post.sender, post.term, words[0])
        elif not waiting.done():
            waiting.set_result(words[0])  # type: ignore[arg-type]

    async def _answer(self, post: Post, question: AnyQuestion) -> None:
        # Nothing may come between what is answered and its place among the news.
        answer = await self.answering(question)
        note = Post(sender=self.instance, term=self.term, words=[answer], about=post.about, is_answer=True)
        self._say(_address(post.sender), note)

    # -- tasks -------------------------------------------------------------------------------------

    async def _again(self, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except _AWAY as problem:
                log.warning("the connection between instances is away: %s", type(problem).__name__)
            except Exception:
                log.exception("the relay failed")
            await asyncio.sleep(_RETRY_S)

    def _spawn(self, work: Any, name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("%s failed", task.get_name(), exc_info=task.exception())


async def announce(engine: AsyncEngine, head: int, scopes: Iterable[str]) -> None:
    """Tell every serving instance what a command line has just written and committed."""
    text = msgspec.json.encode(Poked(new_id(), head, sorted(scopes), is_serving=False))
    if len(text) > _LONGEST:
        text = msgspec.json.encode(Poked(new_id(), head, None, is_serving=False))
    async with engine.begin() as connection:
        await connection.execute(sa.select(sa.func.pg_notify(POKES, text.decode())))


def plain_url(database_url: str) -> str:
    """The address as asyncpg itself reads it, without SQLAlchemy's driver name."""
    return sa.make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)


async def _connected(url: str, part: str) -> Any:
    return await asyncpg.connect(
        plain_url(url),
        timeout=10,
        command_timeout=10,
        server_settings={
            "application_name": f"agent-desktop-{part}",
            "tcp_keepalives_idle": "5",
            "tcp_keepalives_interval": "2",
            "tcp_keepalives_count": "3",
        },
    )


async def _nobody_answers(_question: AnyQuestion) -> AnyAnswer:
    return NotMine()


def _address(instance: str) -> str:
    return f"agent_desktop_to_{instance.replace('-', '')}"


def _now_s() -> float:
    return asyncio.get_running_loop().time()
