"""Pokes: whom a write concerns, coalesced, and the rows that ride on the word to them."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping

import msgspec

from agent_desktop.central import rules
from agent_desktop.central.desk_stream import Desk, event
from agent_desktop.central.metrics import Metrics
from agent_desktop.central.sessions import working_set
from agent_desktop.core import tasks
from agent_desktop.sync.feed_tail import Tail
from agent_desktop.sync.live import Poke

log = logging.getLogger(__name__)

POKE_S = 0.05
"""Writes within this time are one poke."""

ASK_A_SECOND = 200
"""Desks that are told in a second to ask for what is new, where all of them have to."""

ReadTail = Callable[[Mapping[str, int]], Awaitable[Tail]]


class Pokes:
    """What the streams of an instance are told of the feed; only ever used on the event loop's thread.

    A desk that said what it holds, by pulling, is told rows of these scopes and of no others. They are read
    from the feed once for all desks, whoever wrote them. A desk is told to pull instead before it has said
    what it holds, of the site's own records, on which rights hang, after an erasure, and where rows are many.
    """

    def __init__(self, metrics: Metrics) -> None:
        self.on_poke: list[Callable[[frozenset[int], frozenset[str], bool], None]] = []
        """Called with each coalesced poke: its heads, its scopes, and whether it was written through here."""
        self.read_tail: ReadTail | None = None
        """Without it no rows ride."""
        self._metrics = metrics
        self._holders: dict[str, set[Desk]] = defaultdict(set)
        self._unknown: set[Desk] = set()
        self._told: dict[str, int] = {}
        self._head = 0
        self._stand: tuple[str, int] | None = None
        self._scopes: set[str] = set()
        self._heads: set[int] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._batches: list[tuple[frozenset[str], frozenset[int]]] = []
        self._telling: asyncio.Task[None] | None = None

    # -- who holds what ----------------------------------------------------------------------------

    def came(self, desk: Desk) -> None:
        """A stream opened; until its desk says what it holds it is told of everything."""
        if rules.of("event", "poke").allows(desk.who.actor):
            self._unknown.add(desk)

    def holds(self, desk: Desk, scopes: frozenset[str], position: int) -> None:
        """A desk says which scopes it holds, and that it stands at ``position`` in them or is on its way there."""
        is_known = desk.scopes is not None
        if not is_known and desk not in self._unknown:
            return
        if not scopes:
            # It holds more than could be told, or nothing yet: what concerns it is not known any more.
            self.went(desk)
            self.came(desk)
            return
        is_new = scopes != desk.scopes
        if is_new:
            self.went(desk)
            desk.scopes = scopes
            for scope in _concerning(desk):
                self._holders[scope].add(desk)
        for scope in scopes:
            self._told.setdefault(scope, position)
        if is_known and is_new and self._head > position:
            # What was written since in a scope that is new to it was told to others only.
            desk.tell_latest("poke", _plain(self._head))

    def went(self, desk: Desk) -> None:
        """A stream ended."""
        self._unknown.discard(desk)
        if desk.scopes is None:
            return
        for scope in _concerning(desk):
            self._holders[scope].discard(desk)
            if not self._holders[scope]:
                del self._holders[scope]
                self._told.pop(scope, None)
        desk.scopes = None

    # -- what is told ------------------------------------------------------------------------------

    def poke(self, head: int, scopes: Iterable[str]) -> None:
        """Something was written here in these scopes and is committed, up to position ``head``."""
        self._scopes.update(scopes)
        self._heads.add(head)
        if self._timer is None and self._scopes:
            self._timer = asyncio.get_running_loop().call_later(POKE_S, self._send)

    def poke_from_elsewhere(self, heads: Collection[int], scopes: Iterable[str]) -> None:
        """Another instance wrote in these scopes; it has coalesced its writes already."""
        self._tell(frozenset(scopes), frozenset(heads), is_ours=False)

    def doubt(self) -> None:
        """Words may have been lost: every desk asks for what is new, each at a moment of its own."""
        loop = asyncio.get_running_loop()
        desks = self._unknown.union(*self._holders.values())
        spread_s = len(desks) / ASK_A_SECOND
        for desk in desks:
            wait_s = random.uniform(0, spread_s)  # noqa: S311 - only spreads them
            loop.call_later(wait_s, desk.tell_latest, "poke", _plain(self._head))

    async def stop(self) -> None:
        """Tell nothing more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._telling is not None:
            await tasks.end([self._telling])

    def _send(self) -> None:
        self._timer = None
        scopes, heads = frozenset(self._scopes), frozenset(self._heads)
        self._scopes, self._heads = set(), set()
        self._tell(scopes, heads, is_ours=True)

    def _tell(self, scopes: frozenset[str], heads: frozenset[int], *, is_ours: bool) -> None:
        head = max(heads)
        self._head = max(self._head, head)
        for told in self.on_poke:
            told(heads, scopes, is_ours)
        if self.read_tail is None or "org" in scopes:
            self._tell_plainly(self._unknown | self._concerned(scopes).keys(), head)
            return
        self._tell_plainly(self._unknown, head)
        self._batches.append((scopes, heads))
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell_rows(self.read_tail), name="pokes")

    async def _tell_rows(self, read: ReadTail) -> None:
        """Batch after batch; those that come while rows are read are one."""
        while self._batches:
            batches, self._batches = self._batches, []
            scopes = frozenset[str]().union(*(scopes for scopes, _heads in batches))
            heads = frozenset[int]().union(*(heads for _scopes, heads in batches))
            wanted = {scope: self._told[scope] for scope in sorted(scopes & self._told.keys())}
            tail = await self._tail(read, wanted) if wanted else None
            self._tell_pages(scopes, heads, tail)

    async def _tail(self, read: ReadTail, wanted: Mapping[str, int]) -> Tail | None:
        """The rows that ride, None where the desks are to pull; they count as told either way."""
        try:
            tail = await read(wanted)
        except Exception as problem:
            # Nothing is lost: who pulls finds the database away, or back.
            log.warning("the end of the feed could not be read: %s", type(problem).__name__)
            return None
        for scope in wanted.keys() & self._told.keys():
            self._told[scope] = tail.scopes[scope].to if scope in tail.scopes else tail.head
        before, self._stand = self._stand, (tail.epoch, tail.erased_to)
        return tail if before == self._stand else None

    def _tell_pages(self, scopes: frozenset[str], heads: frozenset[int], tail: Tail | None) -> None:
        plain = _plain(max(heads))
        concerned = self._concerned(scopes)
        pages: dict[tuple[str, ...], bytes] = {}
        for desk, told in concerned.items():
            held = tuple(scope for scope in told if scope in (desk.scopes or ()))
            if tail is None or not held or not tail.scopes.keys() >= set(held):
                self._note(desk.tell_latest("poke", plain))
                continue
            if held not in pages:
                pages[held] = _page(tail, held, heads)
            self._note(desk.tell_page(pages[held], plain))
        self._metrics.frames.labels("poke").inc(len(concerned))

    def _tell_plainly(self, desks: Collection[Desk], head: int) -> None:
        for desk in list(desks):
            self._note(desk.tell_latest("poke", _plain(head)))
        self._metrics.frames.labels("poke").inc(len(desks))

    def _note(self, is_told: bool) -> None:
        if not is_told:
            self._metrics.streams_dropped.inc()

    def _concerned(self, scopes: Iterable[str]) -> dict[Desk, list[str]]:
        """The desks that hold some of these scopes, each with those that concern it."""
        found: dict[Desk, list[str]] = defaultdict(list)
        for scope in sorted(scopes):
            for desk in self._holders.get(scope, ()):
                found[desk].append(scope)
        return found


def _concerning(desk: Desk) -> frozenset[str]:
    """What a desk holds, and what it may hold and has perhaps not taken yet."""
    actor = desk.who.actor
    return (desk.scopes or frozenset()).union(working_set(actor.agent_id, actor.queues))


def _plain(head: int) -> bytes:
    return event("poke", msgspec.json.encode(Poke(head)))


def _page(tail: Tail, held: Iterable[str], heads: Iterable[int]) -> bytes:
    """A ``Poke`` whose rows go out as they were read."""
    scopes = {scope: tail.scopes[scope] for scope in held}
    rows = b",".join(one.rows for one in scopes.values() if one.rows)
    page = {
        "epoch": tail.epoch,
        "scopes": {scope: (one.after, one.to) for scope, one in scopes.items()},
        "rows": msgspec.Raw(b"[" + rows + b"]"),
        "heads": sorted(heads),
    }
    return event("poke", msgspec.json.encode({"head": max(heads), "page": page}))
