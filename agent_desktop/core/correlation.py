"""One id that follows what a person does from their desk through central's log into the database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from agent_desktop.core.ids import new_id

HEADER = "x-correlation-id"
_USABLE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{7,63}")
_current: ContextVar[str] = ContextVar("correlation_id", default="")


def current() -> str:
    """The id of what is under way here; empty beside any request."""
    return _current.get()


def usable(given: str | None) -> str:
    """The id that was given if it can be one (8 to 64 letters, digits, ``-`` and ``_``), else a new one.

    It stands in logs and in the database, so nothing else is taken over from outside.
    """
    return given if given is not None and _USABLE.fullmatch(given) else new_id()


@contextmanager
def correlated(correlation_id: str) -> Iterator[str]:
    """Everything in the block, awaited parts included, belongs to this id."""
    token = _current.set(correlation_id)
    try:
        yield correlation_id
    finally:
        _current.reset(token)
