"""Log lines for people or for programs, on the terminal and in a file, never with a customer's data in them.

Code logs through ``logging.getLogger(__name__)`` as usual and may add fields with ``extra={"call_id": …}``.
"""

from __future__ import annotations

import json
import logging
import logging.handlers
import os
import sys
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from agent_desktop.core import correlation
from agent_desktop.core.errors import KnownError
from agent_desktop.runtime.redaction import is_secret_name, redact

FILE_BYTES = 5_000_000
FILES_KEPT = 5

# What every record has; the rest are the fields that the code added.
_OWN_FIELDS = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}

# These speak of every request or every statement at their usual level.
_QUIETER = {"httpx": logging.WARNING, "httpcore": logging.WARNING, "asyncio": logging.WARNING}


@dataclass(slots=True)
class LogSetup:
    """The hold on what ``set_up_logging`` put in place; ``close`` takes it away again and closes the file."""

    handlers: list[logging.Handler]
    level_before: int
    file: Path | None

    def close(self) -> None:
        """Restore the root logger as it was; safe to call twice."""
        root = logging.getLogger()
        for handler in self.handlers:
            root.removeHandler(handler)
            handler.close()
        if self.handlers:
            root.setLevel(self.level_before)
            logging.captureWarnings(False)
        self.handlers = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def set_up_logging(
    *,
    level: str = "info",
    format: str = "human",  # noqa: A002 - the setting's name
    program: str = "agent-desktop",
    directory: Path | None = None,
    stream: TextIO | None = None,
    screen_level: str | None = None,
) -> LogSetup:
    """Send every log line to ``stream`` (the error output if None) and to ``PROGRAM.log`` in ``directory``.

    ``screen_level`` lets only more important lines through to ``stream`` than to the file.

    The file rolls over at 5 MB, and five old ones are kept. Without ``directory`` there is no file. Both
    carry the same redacted lines. Warnings of Python become log lines. Raises KnownError when the file
    cannot be opened.
    """
    handlers: list[logging.Handler] = [logging.StreamHandler(stream if stream is not None else sys.stderr)]
    if screen_level is not None:
        handlers[0].setLevel(screen_level.upper())
    file = directory / f"{program}.log" if directory is not None else None
    if file is not None:
        handlers.append(_rolling_file(file))
    root = logging.getLogger()
    setup = LogSetup(handlers, root.level, file)
    for handler in handlers:
        handler.setFormatter(JsonLines(program) if format == "json" else HumanLines())
        root.addHandler(handler)
    root.setLevel(level.upper())
    for name, least in _QUIETER.items():
        logging.getLogger(name).setLevel(max(least, root.level))
    logging.captureWarnings(True)
    return setup


class HumanLines(logging.Formatter):
    """``2026-11-21 22:25:27.285Z info    central.push: 12 commands applied  client=…``, traceback below."""

    def format(self, record: logging.LogRecord) -> str:
        """The redacted line of one record."""
        name = record.name.removeprefix("agent_desktop.")
        fields = "".join(f"  {key}={value}" for key, value in _fields(record).items())
        text = f"{record.levelname.lower():<7} {name}: {record.getMessage()}"
        details = redact(text) + fields
        if trouble := _trouble(record):
            details += "\n" + "\n".join(f"    {line}" for line in trouble.splitlines())
        return f"{_moment(record):%Y-%m-%d %H:%M:%S}.{int(record.msecs):03}Z {details}"


class JsonLines(logging.Formatter):
    """One JSON object a line: ``time, level, logger, program, message``, extra fields, ``exception``."""

    def __init__(self, program: str) -> None:
        super().__init__()
        self._program = program

    def format(self, record: logging.LogRecord) -> str:
        """The redacted object of one record."""
        line: dict[str, object] = {
            "time": _moment(record).isoformat(timespec="microseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "program": self._program,
            "process": record.process,
            "message": redact(record.getMessage()),
        }
        line |= {key: value for key, value in _fields(record).items() if key not in line}
        if trouble := _trouble(record):
            line["exception"] = trouble
        return json.dumps(line, ensure_ascii=False, default=str)


def exception_text(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> str:
    """The redacted traceback; of a known error only its sentences, for its place in the code helps nobody."""
    if isinstance(error, KnownError):
        return redact(str(error))
    return redact("".join(traceback.format_exception(kind, error, trace)).rstrip())


class _PrivateFile(logging.handlers.RotatingFileHandler):
    """A rolling file that nobody else may read, not even the new one after it rolled over."""

    def _open(self) -> TextIOWrapper:
        opened = os.open(self.baseFilename, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        return os.fdopen(opened, "a", encoding=self.encoding)


def _rolling_file(path: Path) -> logging.Handler:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _PrivateFile(path, maxBytes=FILE_BYTES, backupCount=FILES_KEPT, encoding="utf-8")
    except OSError as error:
        raise KnownError(
            f"The log file {path} cannot be written: {error.strerror}.",
            todo="Make room for it or check who may write there.",
        ) from error


def _moment(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _fields(record: logging.LogRecord) -> dict[str, object]:
    added = {key: value for key, value in record.__dict__.items() if key not in _OWN_FIELDS}
    shown = {key: _redacted(key, value) for key, value in added.items()}
    if told := correlation.current():
        # It was checked when it came and is never a number of anybody: whole, or nothing is found by it.
        shown["correlation_id"] = told
    return shown


def _redacted(key: str, value: object) -> object:
    """A field's value as it may be shown: numbers and claims as they are, the rest as redacted text."""
    if is_secret_name(key):
        return "[hidden]"
    if value is None or isinstance(value, bool | float):
        return value
    shown = str(value)
    hidden = redact(shown)
    return value if isinstance(value, int) and hidden == shown else hidden


def _trouble(record: logging.LogRecord) -> str:
    parts = []
    if record.exc_info and record.exc_info[1] is not None:
        kind, error, trace = record.exc_info
        assert kind is not None  # noqa: S101 - logging sets all three or none
        parts.append(exception_text(kind, error, trace))
    if record.stack_info:
        parts.append(redact(record.stack_info))
    return "\n".join(parts)
