"""The log of commands at central: what was decided before, what is decided now, and in which words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.core import correlation
from agent_desktop.core.errors import KnownError, NotHere, Refused
from agent_desktop.core.people import Actor
from agent_desktop.core.registry import Registry
from agent_desktop.core.work import Row
from agent_desktop.store.many_rows import insert_rows
from agent_desktop.sync.messages import Envelope, Problem, Verdict
from agent_desktop.sync.tables import command_log


class Earlier(msgspec.Struct, frozen=True):
    """What the log of commands has of one that came before."""

    command_id: str
    actor: str
    verdict: Verdict


def earlier_verdicts(found: Sequence[Earlier], actor: Actor) -> dict[str, Verdict]:
    """What was decided of those commands that came before, told to their author alone."""
    return {
        one.command_id: one.verdict
        if one.actor == actor.agent_id
        else Verdict(one.command_id, "refused", problem=_NOT_YOURS)
        for one in found
    }


UNUSABLE = Problem("malformed", "A value in this cannot be used.", kept="Your text is kept here.")
"""What is said of a value that no column takes, such as an id that is none."""


def bug() -> Problem:
    """What a person is told of a fault of our own, with the id by which it is found in central's log."""
    told = correlation.current()
    return Problem(
        "central_failed",
        "Central could not carry this out because of a fault of its own.",
        kept="Your text is kept here.",
        todo=f"Try again later, and tell your administrator{f' this: {told}' if told else ''}.",
    )


NUL = Problem(
    "malformed",
    "A text holds a character with the code 0, which cannot be stored.",
    kept="Your text is kept here.",
)
ERASED_BEFORE = Problem(
    "erased",
    "The customer this is about was erased.",
    todo="Discard it; nothing of theirs may be kept.",
)
_NOT_YOURS = Problem("not_yours", "A command is only ever sent by its author.")


def problem_of(refusal: KnownError | NotHere) -> Problem:
    """What a verdict says of why a command was refused."""
    if isinstance(refusal, NotHere):
        return Problem(
            "not_found", f"This {refusal.entity} does not exist any more.", kept="Your text is kept here."
        )
    reason = refusal.reason if isinstance(refusal, Refused) else "invalid"
    return Problem(reason, refusal.what, refusal.kept, refusal.todo)


def log_verdicts(connection: sa.Connection, rows: Sequence[Row], position: int) -> None:
    """Write down what ``log_rows`` made, now that it is known at which position of the feed it stands."""
    if rows:
        for row in rows:
            row["seq"], row["verdict"] = position, msgspec.structs.replace(row["verdict"], seq=position)
        insert_rows(connection, command_log, rows)


def log_rows(
    registry: Registry, actor: Actor, judged: Sequence[tuple[Envelope, Verdict]], recorded_at: datetime
) -> list[Row]:
    """What was asked and what was decided: what makes a command happen once, and the audit of it."""
    return [
        {
            "command_id": verdict.command_id,
            "client_id": actor.client_id,
            "actor": actor.agent_id,
            "kind": envelope.kind,
            "data": _to_log(registry, envelope),
            "status": verdict.status,
            "verdict": verdict,
            "made_at": msgspec.convert(envelope.data["made_at"], datetime),
            "applied_at": recorded_at,
        }
        for envelope, verdict in judged
    ]


def _to_log(registry: Registry, envelope: Envelope) -> dict[str, Any]:
    """What was asked, without what must not be kept: of that only the names of the fields."""
    unlogged = registry.commands.named(envelope.kind).unlogged
    return {name: "…" if name in unlogged else value for name, value in envelope.data.items()}
