"""Files of a ``queue_log``: plain or compressed, in the order of their times, read a line at a time."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import IO, TextIO, cast

from agent_desktop.core.errors import Invalid, KnownError
from agent_desktop.core.sheet import NOTHING_READ, Rejected, lines_of, open_text, refusal
from agent_desktop.features.calls.queue_log_lines import LogLine, read_line

MOST_REFUSED = 10_000
"""So many lines that cannot be read are no faults in a log any more, and would have to be held."""

_FIRST_LINES = 20
_GZIP = b"\x1f\x8b"


class LogFiles:
    """The files of one log; ``lines`` gives each line once, also where two files have it."""

    def __init__(self, paths: Sequence[Path], zone: tzinfo, encoding: str | None = None) -> None:
        self._zone = zone
        self._encoding = encoding
        self.read = 0
        """Lines read so far."""
        self.refused: list[Rejected] = []
        self._refused_texts: list[str] = []
        self._at_hand: tuple[Path | None, int, str] = (None, 0, "")
        begun = [(self._begins(path), path) for path in dict.fromkeys(path.resolve() for path in paths)]
        self._paths = [path for _, path in sorted(begun)]

    def lines(self) -> Iterator[LogLine]:
        """Every line that can be read, oldest file first; raises ``KnownError`` for what is no log at all."""
        latest: datetime | None = None
        at_latest: set[str] = set()
        for path in self._paths:
            bound, had = latest, at_latest.copy()
            for number, text in self._texts(path):
                self.read += 1
                self._at_hand = (path, number, text)
                try:
                    line = read_line(number, text, self._zone)
                except Invalid as problem:
                    self.refuse(problem)
                    continue
                if bound is not None and (line.at < bound or (line.at == bound and text in had)):
                    continue  # The file before had it: a copy of a log that has grown since.
                if latest is None or line.at > latest:
                    latest, at_latest = line.at, set()
                if line.at == latest:
                    at_latest.add(text)
                yield line

    def refuse(self, problem: Invalid, number: int | None = None) -> None:
        """Note that the line at hand, or an earlier one of that number, cannot be used."""
        path, at_hand, text = self._at_hand
        entry = refusal(at_hand if number is None else number, problem)
        if number is not None and number != at_hand:
            text = ""
        elif len(self._paths) > 1 and path is not None:
            entry = Rejected(entry.row, entry.field, f"{path.name}: {entry.reason}")
        self.refused.append(entry)
        self._refused_texts.append(text.rstrip("\r\n"))
        if len(self.refused) == self.read == _FIRST_LINES:
            raise KnownError(
                f"{path.name if path else 'The file'} is no queue_log: {problem.what}",
                kept=NOTHING_READ,
                todo="Name Asterisk's queue_log, usually /var/log/asterisk/queue_log.",
            )
        if len(self.refused) > MOST_REFUSED:
            raise KnownError(
                f"More than {MOST_REFUSED:,} lines cannot be read.",
                kept=NOTHING_READ,
                todo="Check that the file is a queue_log, and whole.",
            )

    def write_refused(self, path: Path) -> None:
        """The refused lines as they stood, each with its number, field and reason."""
        try:
            with path.open("w", encoding="utf-8", errors="surrogateescape", newline="") as stream:
                writer = csv.writer(stream, lineterminator="\n")
                writer.writerow(["line", "field", "reason", "text"])
                for entry, text in zip(self.refused, self._refused_texts, strict=True):
                    writer.writerow([entry.row, entry.field, entry.reason, text])
        except OSError as problem:
            raise KnownError(
                f"The refused lines cannot be written to {path}: {problem.strerror or problem}.",
                kept=NOTHING_READ,
                todo="Name another file for them.",
            ) from None

    def _begins(self, path: Path) -> float:
        """The time of a file's first line that can be read, to bring rotated files into order."""
        for number, text in self._texts(path):
            try:
                return read_line(number, text, self._zone).at.timestamp()
            except Invalid:
                if number > _FIRST_LINES:
                    break
        return 0.0

    def _texts(self, path: Path) -> Iterator[tuple[int, str]]:
        """The lines of a file with their numbers; a last one without an end is being written still."""
        with _opened(path, self._encoding) as stream:
            try:
                for number, text in enumerate(lines_of(stream), start=1):
                    if text.endswith("\n") and text.strip():
                        yield number, text
            except (EOFError, zlib.error, gzip.BadGzipFile):
                raise KnownError(
                    f"{path.name} is cut off or damaged.",
                    kept=NOTHING_READ,
                    todo="Copy the compressed file again, whole.",
                ) from None
            except OSError as problem:
                raise KnownError(
                    f"{path.name} cannot be read: {problem.strerror or problem}.", kept=NOTHING_READ
                ) from None


def _opened(path: Path, encoding: str | None) -> TextIO:
    try:
        with path.open("rb") as raw:
            is_compressed = raw.read(2) == _GZIP
    except OSError as problem:
        raise KnownError(
            f"{path} cannot be read: {problem.strerror or problem}.", todo="Check the file's name."
        ) from None
    if not is_compressed:
        return open_text(path, encoding)
    try:
        stream: IO[str] = gzip.open(  # noqa: SIM115 - the caller closes it
            path,
            "rt",
            encoding=encoding or "utf-8-sig",
            errors=None if encoding else "surrogateescape",
            newline="",
        )
    except LookupError:
        raise KnownError(
            f"There is no encoding called {encoding}.", todo="Use a name such as utf-8 or cp1252."
        ) from None
    return cast(TextIO, stream)
