"""Blocking a caller and letting them through again, with a reason; every change is on record with its author."""

from __future__ import annotations

from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.errors import NotHere
from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.work import Work
from agent_desktop.features.blocked.model import blocked_id, good_reason, public_number


class BlockCaller(Command, frozen=True, kw_only=True):
    """Calls from this number are shown as blocked at every desk from now on; ``region`` reads the number."""

    number: str
    region: str
    reason: str


class UnblockCaller(Command, frozen=True, kw_only=True):
    """Calls from this number are like any other again."""

    number: str
    region: str
    reason: str


def _set(work: Work, actor: Actor, c: BlockCaller | UnblockCaller, *, is_blocked: bool) -> None:
    e164 = public_number(c.number, c.region)
    values = {
        "is_blocked": is_blocked,
        "reason": good_reason(c.reason),
        "changed_by": actor.agent_id,
        "changed_at": c.made_at,
    }
    row_id = blocked_id(e164)
    try:
        work.get("blocked_number", row_id)
    except NotHere:
        work.insert("blocked_number", {"id": row_id, "e164": e164, **values})
    else:
        work.update("blocked_number", row_id, values)


def _block(work: Work, actor: Actor, c: BlockCaller) -> None:
    _set(work, actor, c, is_blocked=True)


def _unblock(work: Work, actor: Actor, c: UnblockCaller) -> None:
    _set(work, actor, c, is_blocked=False)


def register(bus: CommandBus) -> None:
    """Make the commands of blocked callers known."""
    bus.register("blocked.BlockCaller", BlockCaller, _block, roles=DESK)
    bus.register("blocked.UnblockCaller", UnblockCaller, _unblock, roles=DESK)
