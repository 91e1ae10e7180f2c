"""Every read of this subject."""

from __future__ import annotations

from agent_desktop.core.query import QueryBook


def register(book: QueryBook) -> None:
    """Make the queries known."""
