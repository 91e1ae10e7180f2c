"""Files of customers that desks send and ask for: one at a time, in a thread beside the loop that serves.

A file is read with an event loop and a database connection of its own, so that calls are not kept waiting by it. It
lies on this machine for as long as that takes, readable by central's account alone. What was refused of an import that
was stopped waits there for the rest of it.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import shutil
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from contextlib import aclosing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from agent_desktop.central.blobs import STALLED_S
from agent_desktop.central.exporting import export_customers
from agent_desktop.central.import_preview import preview_of
from agent_desktop.central.importing import import_customers
from agent_desktop.central.problems import UNREADABLE, problem_of
from agent_desktop.central.settings import Site
from agent_desktop.core.clock import Clock
from agent_desktop.core.errors import KnownError, Refused, Stopped
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor
from agent_desktop.runtime import paths
from agent_desktop.sync.customer_files import (
    LONGEST_ASKED,
    NEWS_EVERY_S,
    ExportAsked,
    FileFault,
    FileNews,
    ImportAsked,
    ImportDone,
)
from agent_desktop.sync.messages import Problem

log = logging.getLogger(__name__)

LARGEST_FILE = 1_000_000_000
"""Bytes; a million customers are less."""
PREVIEW_ROWS = 20
MOST_TOLD = 1_000
"""So many refusals are told by line; all of them are in the file of refused rows."""
_PIECE = 262_144
_WAITING = 16
"""Lines of news that wait for a desk that takes them slowly; then the work waits too."""
_KEPT_FOR_S = 7 * 86_400
_LONGEST_NAME = 80

Tell = Callable[[FileNews], None]
Work = Callable[[Tell, Callable[[], bool]], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that a desk sent: how it is to be read, where it lies, and a name for exactly this."""

    asked: ImportAsked
    path: Path
    digest: str


class CustomerFiles:
    """Imports and exports of one central."""

    def __init__(self, database_url: str, site: Site, clock: Clock) -> None:
        self._url = database_url
        self._site = site
        self._clock = clock
        self._one = asyncio.Lock()
        self._under_way: dict[asyncio.Task[None], threading.Event] = {}

    async def close(self) -> None:
        """Stop what is under way, and wait until it has: the part of an import that is being written is finished."""
        for stop in self._under_way.values():
            stop.set()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    # -- what comes in ---------------------------------------------------------------------------------

    async def taken(self, pieces: AsyncIterator[bytes]) -> Taken:
        """What a desk sends, once all of it is here; raises ``Refused`` (malformed, too_large, stalled)."""
        folder = _folder() / new_id()
        coming = aiter(pieces)
        begun = b""
        while b"\n" not in begun:
            if not (piece := await _next(coming)) or len(begun) > LONGEST_ASKED:
                raise Refused("malformed", "It is not told how the file is to be read.")
            begun += piece
        line, _, rest = begun.partition(b"\n")
        try:
            asked = msgspec.json.decode(line, type=ImportAsked)
        except UNREADABLE as problem:
            raise Refused("malformed", f"This cannot be read: {problem}.") from None
        found = hashlib.sha256(msgspec.json.encode([asked.mapping, asked.encoding], order="deterministic"))
        path = folder / _safe(asked.name)
        await asyncio.to_thread(folder.mkdir, 0o700, True)
        try:
            await self._write(path, rest, coming, found)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return Taken(asked, path, found.hexdigest())

    async def _write(self, path: Path, piece: bytes, coming: AsyncIterator[bytes], found: Any) -> None:
        size = 0
        with _opened(path) as stream:
            while True:
                size += len(piece)
                if size > LARGEST_FILE:
                    what = f"This file is larger than {LARGEST_FILE / 1e6:g} MB."
                    raise Refused("too_large", what, todo="Import it in several files.")
                found.update(piece)
                await asyncio.to_thread(stream.write, piece)
                if not (piece := await _next(coming)):
                    return

    async def imported(self, taken: Taken, by: Actor) -> AsyncGenerator[FileNews, None]:
        """Do with a file what is asked, and tell of it; the file is gone afterwards."""

        is_begun = False

        async def work(tell: Tell, should_stop: Callable[[], bool]) -> None:
            nonlocal is_begun
            is_begun = True
            try:
                await self._import(taken, by, tell, should_stop)
            finally:
                shutil.rmtree(taken.path.parent, ignore_errors=True)

        try:
            async with aclosing(self._beside(work)) as news:
                async for one in news:
                    yield one
        finally:
            if not is_begun:
                shutil.rmtree(taken.path.parent, ignore_errors=True)

    async def _import(self, taken: Taken, by: Actor, tell: Tell, should_stop: Callable[[], bool]) -> None:
        asked = taken.asked
        options: dict[str, Any] = {
            "region": self._site.region,
            "mapping": asked.mapping,
            "encoding": asked.encoding or None,
        }
        if asked.deed == "preview":
            tell(FileNews(preview=await preview_of(self._url, taken.path, rows=PREVIEW_ROWS, **options)))
            return
        is_writing = asked.deed == "write"
        rejects = _folder() / f"{taken.digest}.rejects.csv"
        notes: list[str] = []
        try:
            report = await import_customers(
                self._url,
                taken.path,
                **options,
                currency=self._site.currency,
                dry_run=not is_writing,
                skip_bad=asked.is_skipping_bad or not is_writing,
                resume=is_writing,
                rejects_path=rejects,
                clock=self._clock,
                progress=lambda rows: tell(FileNews(rows=rows)),
                should_stop=should_stop,
                note=notes.append,
                by=by,
            )
        except Stopped:
            raise  # The refused rows wait for the rest.
        except KnownError:
            _send_and_drop(rejects, tell)
            raise
        _send_and_drop(rejects, tell)
        first = [FileFault(one.row, one.field, one.reason) for one in report.rejected[:MOST_TOLD]]
        is_refused = bool(report.rejected) and (not asked.is_skipping_bad or report.read == 0)
        tell(
            FileNews(
                done=ImportDone(
                    report.read,
                    report.accepted,
                    len(report.rejected),
                    is_refused,
                    first,
                    notes,
                )
            )
        )

    # -- what goes out ---------------------------------------------------------------------------------

    async def exported(self, asked: ExportAsked, by: Actor) -> AsyncGenerator[FileNews, None]:
        """Every customer as a file, piece by piece, and then how many there are."""

        async def work(tell: Tell, should_stop: Callable[[], bool]) -> None:
            folder = _folder() / new_id()
            folder.mkdir(0o700)
            try:
                count = await export_customers(
                    self._url,
                    folder / "customers",
                    file_format=asked.file_format,
                    clock=self._clock,
                    progress=lambda rows: tell(FileNews(rows=rows)),
                    should_stop=should_stop,
                    by=by,
                )
                _send(folder / "customers", tell)
                tell(FileNews(exported=count))
            finally:
                shutil.rmtree(folder, ignore_errors=True)

        async with aclosing(self._beside(work)) as news:
            async for one in news:
                yield one

    # -- beside the loop -------------------------------------------------------------------------------

    async def _beside(self, work: Work) -> AsyncGenerator[FileNews, None]:
        """What some work tells while it is done in a thread; it is stopped where nobody listens any more."""
        while True:
            try:
                await asyncio.wait_for(self._one.acquire(), NEWS_EVERY_S)
                break
            except TimeoutError:
                yield FileNews()
        loop, stop = asyncio.get_running_loop(), threading.Event()
        news: asyncio.Queue[FileNews] = asyncio.Queue(_WAITING)

        def tell(one: FileNews) -> None:
            told = asyncio.run_coroutine_threadsafe(news.put(one), loop)
            while not told.done() and not stop.is_set():
                with suppress(TimeoutError):
                    told.result(0.2)
            told.cancel()

        def run() -> None:
            try:
                asyncio.run(work(tell, stop.is_set))
            except KnownError as problem:
                tell(FileNews(problem=problem_of(problem)[1]))
            except Exception:
                log.exception("a file of customers could not be worked on")
                tell(FileNews(problem=_BUG))

        task = asyncio.create_task(asyncio.to_thread(run), name="customer file")
        self._under_way[task] = stop
        task.add_done_callback(self._ended)
        coming = asyncio.ensure_future(news.get())
        try:
            while not task.done() or coming.done():
                await asyncio.wait({coming, task}, timeout=NEWS_EVERY_S, return_when="FIRST_COMPLETED")
                if coming.done():
                    yield coming.result()
                    coming = asyncio.ensure_future(news.get())
                    await asyncio.sleep(0)  # So that what is there already is seen to be.
                elif not task.done():
                    yield FileNews()
        finally:
            # The part under way comes to its end in its thread; nobody else begins before.
            stop.set()
            coming.cancel()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.pop(task, None)
        self._one.release()


_BUG = Problem(
    "central_failed",
    "Central could not work on the file because of a fault of its own.",
    todo="Tell your administrator; the log says more.",
)


def _folder() -> Path:
    """Where files lie meanwhile, without those of long ago."""
    folder = paths.data_dir() / "customer_files"
    folder.mkdir(0o700, parents=True, exist_ok=True)
    for old in folder.iterdir():
        with suppress(OSError):
            if time.time() - old.stat().st_mtime > _KEPT_FOR_S:
                shutil.rmtree(old) if old.is_dir() else old.unlink()
    return folder


def _opened(path: Path) -> Any:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _safe(name: str) -> str:
    """A file's name as it was, as far as it may be one here: errors name it."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(char if char.isalnum() or char in " -_.()" else "_" for char in last).strip(". ")
    return kept[-_LONGEST_NAME:] or "file"


async def _next(coming: AsyncIterator[bytes]) -> bytes:
    """The next piece that is not empty; nothing at the end."""
    try:
        while True:
            async with asyncio.timeout(STALLED_S):
                piece = await anext(coming, None)
            if piece is None:
                return b""
            if piece:
                return piece
    except TimeoutError:
        raise Refused("stalled", "The file stopped coming.", todo="Try again.") from None


def _send(path: Path, tell: Tell) -> None:
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            tell(FileNews(piece=piece))


def _send_and_drop(path: Path, tell: Tell) -> None:
    if path.exists():
        _send(path, tell)
        path.unlink()
