"""The log of commands at central: what was decided before, what is decided now, and in which words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from agent_desktop.core import correlation
from agent_desktop.core.errors import KnownError, NotHere, Refused
from agent_desktop.core.ids import is_id
from agent_desktop.core.people import Actor
from agent_desktop.core.registry import Registry
from agent_desktop.store.many_rows import insert_rows
from agent_desktop.sync.messages import Envelope, Problem, Verdict
from agent_desktop.sync.tables import command_log


def earlier_verdicts(
    connection: sa.Connection, actor: Actor, command_ids: Sequence[str]
) -> dict[str, Verdict]:
    """What was decided of those commands that came before, told to their author alone."""
    wanted = sorted({command_id for command_id in command_ids if is_id(command_id)})
    if not wanted:
        return {}
    return {
        str(row.command_id): msgspec.convert(row.verdict, Verdict)
        if str(row.actor) == actor.agent_id
        else Verdict(str(row.command_id), "refused", problem=_NOT_YOURS)
        for row in connection.execute(_EARLIER, {"of_ids": wanted})
    }


_EARLIER = sa.select(command_log.c.command_id, command_log.c.verdict, command_log.c.actor).where(
    command_log.c.command_id
    == sa.any_(sa.bindparam("of_ids", type_=postgresql.ARRAY(postgresql.UUID(as_uuid=False))))
)


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


def log_verdicts(
    connection: sa.Connection,
    registry: Registry,
    actor: Actor,
    judged: list[tuple[Envelope, Verdict]],
    recorded_at: datetime,
) -> None:
    """Write down what was asked and what was decided: what makes a command happen once, and the audit of it."""
    if not judged:
        return
    rows = [
        {
            "command_id": verdict.command_id,
            "client_id": actor.client_id,
            "actor": actor.agent_id,
            "kind": envelope.kind,
            "data": _to_log(registry, envelope),
            "status": verdict.status,
            "verdict": verdict,
            "seq": verdict.seq,
            "made_at": msgspec.convert(envelope.data["made_at"], datetime),
            "applied_at": recorded_at,
        }
        for envelope, verdict in judged
    ]
    insert_rows(connection, command_log, rows)


def _to_log(registry: Registry, envelope: Envelope) -> dict[str, Any]:
    """What was asked, without what must not be kept: of that only the names of the fields."""
    unlogged = registry.commands.named(envelope.kind).unlogged
    return {name: "…" if name in unlogged else value for name, value in envelope.data.items()}
