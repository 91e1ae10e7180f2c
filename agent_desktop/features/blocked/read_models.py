"""What can be asked about blocked callers."""

from __future__ import annotations

from datetime import datetime

import msgspec

from agent_desktop.core.query import Query


class BlockedCaller(msgspec.Struct, frozen=True):
    """One number that is blocked: since when, by whom, and why."""

    e164: str
    reason: str
    changed_by: str
    changed_at: datetime


class BlockedCallers(Query[list[BlockedCaller]], frozen=True, kw_only=True):
    """Every blocked number, the latest first; with ``e164`` that one alone."""

    e164: str | None = None
