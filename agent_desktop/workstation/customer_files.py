"""Files of customers at the desk: sent to central, which reads and writes them, and fetched from it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from pathlib import Path
from typing import IO, Any

import msgspec

from agent_desktop.core.errors import KnownError, Refused
from agent_desktop.sync.customer_files import ExportAsked, FileNews, ImportAsked, ImportDone, Preview
from agent_desktop.sync.messages import Problem
from agent_desktop.workstation.transport import Transport, Unreachable

_PIECE = 262_144
_NEWS = msgspec.json.Decoder(FileNews)
Progress = Callable[[int], object]
"""Told how many rows are done."""


class CustomerFiles:
    """Imports and exports; each raises ``Unreachable`` without central and ``KnownError`` with its reason.

    Cancelling one stops it at central too: of an import that writes, what is written stays, in whole parts, and the
    same file with the same mapping goes on behind them.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def preview(
        self, path: Path, *, mapping: dict[str, str] | None = None, encoding: str = ""
    ) -> Preview:
        """The columns of a file, and its first rows as they would be stored; nothing is written."""
        asked = ImportAsked(deed="preview", name=path.name, mapping=mapping, encoding=encoding)
        found: Preview | None = None
        async with aclosing(self._import(path, asked)) as news:
            async for one in news:
                found = one.preview or found
        if found is None:
            raise _cut_off()
        return found

    async def check(
        self, path: Path, *, mapping: dict[str, str] | None, encoding: str, progress: Progress
    ) -> ImportDone:
        """Read every row of a file as an import would, and write nothing."""
        asked = ImportAsked(deed="check", name=path.name, mapping=mapping, encoding=encoding)
        return await self._done(path, asked, None, progress)

    async def write(
        self,
        path: Path,
        *,
        mapping: dict[str, str] | None,
        encoding: str,
        rejects: Path | None,
        progress: Progress,
    ) -> ImportDone:
        """Write the customers of a file, part by part, going on where an import of it ended.

        With ``rejects`` rows that cannot be used are left out and go there; without, one of them refuses the file.
        """
        asked = ImportAsked(
            deed="write",
            name=path.name,
            mapping=mapping,
            encoding=encoding,
            is_skipping_bad=rejects is not None,
        )
        return await self._done(path, asked, rejects, progress)

    async def export(self, out: Path, file_format: Any, *, progress: Progress) -> int:
        """Write every customer to a file as csv, xlsx, vcard or jsonl; answers how many.

        What stood there before stays until the new file is whole, and is its owner's alone.
        """
        count: int | None = None
        body = msgspec.json.encode(ExportAsked(file_format=file_format))
        news = self._transport.lines_of("/api/v1/customers/export", _once(body))
        try:
            async with _Whole(out) as made, aclosing(_news(news)) as coming:
                async for one in coming:
                    if one.rows is not None:
                        progress(one.rows)
                    if one.piece:
                        await asyncio.to_thread(made.write, one.piece)
                    count = one.exported if one.exported is not None else count
                if count is None:
                    raise _cut_off()
                made.is_whole = True
        except Unreachable as problem:
            raise Unreachable(problem.what, kept="No file was written.", todo="Try again.") from None
        return count

    async def _done(
        self, path: Path, asked: ImportAsked, rejects: Path | None, progress: Progress
    ) -> ImportDone:
        done: ImportDone | None = None
        async with _Whole(rejects) as made, aclosing(self._import(path, asked)) as news:
            async for one in news:
                if one.rows is not None:
                    progress(one.rows)
                if one.piece:
                    await asyncio.to_thread(made.write, one.piece)
                done = one.done or done
            if done is None:
                raise _cut_off()
            made.is_whole = True
        return done

    async def _import(self, path: Path, asked: ImportAsked) -> AsyncGenerator[FileNews, None]:
        line = msgspec.json.encode(asked) + b"\n"
        news = self._transport.lines_of("/api/v1/customers/import", _pieces(line, path))
        try:
            async with aclosing(_news(news)) as coming:
                async for one in coming:
                    yield one
        except Unreachable as problem:
            raise Unreachable(
                problem.what,
                kept="What is written of the file stays."
                if asked.deed == "write"
                else "Nothing was written.",
                todo="Go on with it once central answers again.",
            ) from None


async def _news(lines: AsyncGenerator[bytes, None]) -> AsyncGenerator[FileNews, None]:
    """Every line of an answer, which is read to its end; raises ``Refused`` with the problem that it ends with."""
    problem: Problem | None = None
    async with aclosing(lines):
        async for many in lines:
            for line in many.splitlines():
                one = _NEWS.decode(line)
                problem = one.problem or problem
                yield one
    if problem is not None:
        raise Refused(problem.reason, problem.what, kept=problem.kept, todo=problem.todo)


async def _once(body: bytes) -> AsyncIterator[bytes]:
    yield body


async def _pieces(line: bytes, path: Path) -> AsyncIterator[bytes]:
    yield line
    try:
        stream = await asyncio.to_thread(path.open, "rb")
        try:
            while piece := await asyncio.to_thread(stream.read, _PIECE):
                yield piece
        finally:
            await asyncio.to_thread(stream.close)
    except OSError as problem:
        raise KnownError(
            f"{path.name} cannot be read: {problem.strerror or problem}.", todo="Choose another file."
        ) from None


class _Whole:
    """A file that is there whole or not at all, its owner's alone; None and what gets no piece are no file."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._stream: IO[bytes] | None = None
        self._has_pieces = False
        self.is_whole = False

    async def __aenter__(self) -> _Whole:
        if self._path is not None:
            try:
                # Begun at once: a folder that takes no file is told of before anything is sent.
                handle = os.open(self._beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                self._stream = os.fdopen(handle, "wb")
            except OSError as problem:
                raise self._refused(problem) from None
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._stream is None or self._path is None:
            return
        try:
            self._stream.close()
            if self.is_whole and self._has_pieces:
                self._beside.replace(self._path)
        except OSError as problem:
            raise self._refused(problem) from None
        finally:
            self._beside.unlink(missing_ok=True)

    @property
    def _beside(self) -> Path:
        assert self._path is not None  # noqa: S101 - asked only where there is a file
        return self._path.with_name(f".{self._path.name}.part")

    def write(self, piece: bytes) -> None:
        """Add a piece; raises ``KnownError`` where it cannot be."""
        if self._stream is None:
            return
        self._has_pieces = True
        try:
            self._stream.write(piece)
        except OSError as problem:
            raise self._refused(problem) from None

    def _refused(self, problem: OSError) -> KnownError:
        name = self._path.name if self._path is not None else ""
        return KnownError(
            f"{name} cannot be written: {problem.strerror or problem}.",
            todo="Make room there, or use another folder.",
        )


def _cut_off() -> KnownError:
    return KnownError("Central did not finish with the file.", todo="Try again.")
