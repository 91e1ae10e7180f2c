"""One open stream: its person, the frames it has not been sent yet, and the events they are made of."""

from __future__ import annotations

import asyncio

from agent_desktop.central.sessions import SignedIn
from agent_desktop.sync.live import DEAD_AFTER_S, HEARTBEAT_S

MOST_WAITING = 128
"""Frames kept for a desk that reads slower than they come: about half a minute of a busy floor."""

MOST_PAGES = 16
"""Pages of rows among them; a desk that is further behind pulls instead."""

HERE = b": here\n\n"


class Desk:
    """One open stream.

    At most ``MOST_WAITING`` frames wait. Of KPI and of pokes without rows only the latest does. When the queue
    is full the desk has lost events: it is told ``resync`` and its stream ends; it reconnects, pulls and asks
    for the floor, and so misses nothing for good. A desk that takes nothing for ``DEAD_AFTER_S`` is given up.
    """

    def __init__(self, who: SignedIn, opened_n: int = 0) -> None:
        self.who = who
        self.opened_n = opened_n  # the later, the larger
        self.scopes: frozenset[str] | None = None
        """What its replica holds, once it has said so by pulling."""
        self.is_closed = False
        self._frames: dict[object, bytes] = {}
        self._pages: list[object] = []
        self._news = asyncio.Event()
        self._limit = asyncio.timeout(None)
        self._began_s: float | None = None  # of the write under way
        self._wrote_s = _now_s()

    # -- telling -----------------------------------------------------------------------------------

    def tell(self, frame: bytes) -> bool:
        """Queue a frame and answer whether there was room."""
        return self._put(object(), frame)

    def tell_latest(self, name: str, frame: bytes) -> bool:
        """Queue a frame in place of the one of this name that still waits."""
        return self._put(name, frame)

    def tell_page(self, frame: bytes, plain: bytes) -> bool:
        """Queue a poke with rows; where many wait, ``plain`` instead of them all."""
        if len(self._pages) < MOST_PAGES:
            key = object()
            self._pages.append(key)
            return self._put(key, frame)
        for key in self._pages:
            self._frames.pop(key, None)
        self._pages.clear()
        return self._put("poke", plain)

    def _put(self, key: object, frame: bytes) -> bool:
        if self.is_closed:
            return True
        if key not in self._frames and len(self._frames) >= MOST_WAITING:
            self.close(RESYNC)
            return False
        self._frames[key] = frame
        self._news.set()
        return True

    def close(self, last: bytes | None = None) -> None:
        """End the stream; ``last`` is sent instead of what still waits, which the desk asks for afterwards."""
        if last is not None and not self.is_closed:
            self._frames = {"last": last}
        self.is_closed = True
        self._news.set()

    # -- sending -----------------------------------------------------------------------------------

    def __aiter__(self) -> Desk:
        """The pieces to send, as they come, each of all that waits; call ``writing`` around sending one."""
        return self

    async def __anext__(self) -> bytes:
        while not self._frames:
            if self.is_closed:
                raise StopAsyncIteration
            await self._news.wait()
            self._news.clear()
        piece = b"".join(self._frames.values())
        self._frames.clear()
        self._pages.clear()
        return piece

    @property
    def alive(self) -> asyncio.Timeout:
        """To be entered around all sending: it ends with ``TimeoutError`` when the desk is given up."""
        return self._limit

    def writing(self) -> None:
        """A piece begins to be sent."""
        self._began_s = _now_s()

    def written(self) -> None:
        """It is sent, as far as this machine can tell."""
        self._began_s, self._wrote_s = None, _now_s()

    def look(self, now_s: float) -> None:
        """Keep the line known to be alive, or give it up; called about once a second for every desk.

        One timer for all of them: a timer of its own for each piece cost as much as sending it.
        """
        if self._began_s is not None:
            if now_s - self._began_s > DEAD_AFTER_S:
                self._limit.reschedule(_now_s())
        elif now_s - self._wrote_s >= HEARTBEAT_S and not self._frames:
            self.tell_latest("here", HERE)


def _now_s() -> float:
    return asyncio.get_running_loop().time()


def event(name: str, data: bytes) -> bytes:
    """One server-sent event; JSON holds no line breaks, so one data line is enough."""
    return b"event: " + name.encode() + b"\ndata: " + data + b"\n\n"


def away(back_in_s: float) -> bytes:
    """The last word of a central that stops: come back to whoever answers, after this time."""
    return b"retry: %d\n" % round(back_in_s * 1000) + event("away", b"{}")


RESYNC = event("resync", b"{}")
WIPE = event("wipe", b"{}")
