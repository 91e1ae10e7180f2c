"""What becomes of a command at its author's desk once central has judged it: noted so that no word is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from agent_desktop.store.rows import json_text
from agent_desktop.store.schema import microseconds
from agent_desktop.sync.messages import Lost, Problem, Verdict
from agent_desktop.sync.replica_tables import conflict_inbox, outbox, outbox_record
from agent_desktop.sync.versions import is_kept_back

DEPENDS = "depends"
"""The reason of a command that was not sent, since the record it belongs to was never made."""

_TYPED_AS = {"e164": "number"}
"""Columns that a command names otherwise: what was typed as a number is kept as E.164."""


def own_losses(data: Mapping[str, Any], verdict: Verdict) -> list[Lost]:
    """The fields that the person set themselves and a colleague was first in.

    What a handler sets beside them, such as the name made of its parts, is nothing they wrote.
    """
    return [lost for lost in verdict.lost if _TYPED_AS.get(lost.field, lost.field) in data]


def is_plain(verdict: Verdict) -> bool:
    """Whether a command was done as it was meant, with nothing lost."""
    return verdict.status != "refused" and not verdict.lost


def note_verdicts(connection: sa.Connection, verdicts: Iterable[Verdict], at: datetime) -> bool:
    """Note verdicts in the outbox, and in the inbox what was lost or refused; answers whether any was refused."""
    is_any_refused = False
    judged = list(verdicts)
    plain = [verdict for verdict in judged if is_plain(verdict)]
    if plain:
        # Nearly all of them, and a hundred at a time after a day without central.
        moment = microseconds(at)
        connection.exec_driver_sql(
            _APPLIED, [(one.seq, json_text(one), moment, one.command_id) for one in plain]
        )
    for verdict in judged:
        if is_plain(verdict):
            continue
        row = connection.execute(
            sa.select(outbox.c.kind, outbox.c.data, outbox.c.made_at).where(
                outbox.c.command_id == verdict.command_id, outbox.c.state == "waiting"
            )
        ).first()
        if row is None:
            continue  # Judged before, or taken out of the outbox meanwhile.
        if is_kept_back(verdict):
            # No verdict yet: nothing is lost, and nothing is to be decided by anybody.
            kept = {"state": "kept_back", "attempts": outbox.c.attempts + 1}
            kept["verdict"] = msgspec.to_builtins(verdict)
            connection.execute(
                sa.update(outbox).where(outbox.c.command_id == verdict.command_id).values(kept)
            )
            continue
        is_refused = verdict.status == "refused"
        is_any_refused = is_any_refused or is_refused
        connection.execute(
            sa.update(outbox)
            .where(outbox.c.command_id == verdict.command_id)
            .values(
                state="refused" if is_refused else "acknowledged",
                ack_seq=verdict.seq,
                attempts=outbox.c.attempts + 1,
                verdict=msgspec.to_builtins(verdict),
                judged_at=at,
            )
        )
        entry = {
            "command_id": verdict.command_id,
            "kind": row.kind,
            "data": row.data,
            "made_at": row.made_at,
            "told_at": at,
        }
        if is_refused:
            _put(connection, [{**entry, "what": "refused"}])
        else:
            _put(
                connection, [{**entry, "what": "lost", **_of(lost)} for lost in own_losses(row.data, verdict)]
            )
    return is_any_refused


_APPLIED = """
UPDATE outbox SET state = 'acknowledged', ack_seq = ?, attempts = attempts + 1, verdict = ?, judged_at = ?
WHERE command_id = ? AND state = 'waiting'
"""


def refuse_dependents(connection: sa.Connection, at: datetime) -> None:
    """Commands on a record that a refused command should have made are refused with it.

    Those that central has judged are told why; those that still wait are not sent, since central could
    only say that there is no such record. To be called when what waits has just been forecast anew.
    """
    makers: dict[tuple[str, str], str] = {}
    rows = connection.execute(
        sa.select(
            outbox.c.command_id,
            outbox.c.kind,
            outbox.c.data,
            outbox.c.state,
            outbox.c.has_forecast,
            outbox.c.verdict,
            outbox.c.because,
            outbox.c.made_at,
        )
        .where(outbox.c.state.in_(("waiting", "refused")))
        .order_by(outbox.c.n)
    ).all()
    concerned = _records_of(connection, [str(row.command_id) for row in rows])
    for row in rows:
        command_id = str(row.command_id)
        records = concerned.get(command_id, [])
        maker = next((makers[key] for key, is_new in records if not is_new and key in makers), None)
        is_lost = row.state == "refused"
        if maker is not None and row.state == "waiting" and not row.has_forecast:
            _refuse_with(connection, command_id, maker, at)
            _put(
                connection,
                [
                    {
                        "command_id": command_id,
                        "kind": row.kind,
                        "data": row.data,
                        "made_at": row.made_at,
                        "told_at": at,
                        "what": "refused",
                    }
                ],
            )
            is_lost = True
        elif maker is not None and is_lost and row.because is None and _is_for_want_of_record(row.verdict):
            connection.execute(
                sa.update(outbox).where(outbox.c.command_id == command_id).values(because=maker)
            )
        if is_lost:
            makers.update({key: command_id for key, is_new in records if is_new})


def _records_of(
    connection: sa.Connection, command_ids: list[str]
) -> dict[str, list[tuple[tuple[str, str], bool]]]:
    found: dict[str, list[tuple[tuple[str, str], bool]]] = {}
    for start in range(0, len(command_ids), 500):
        part = command_ids[start : start + 500]
        for row in connection.execute(
            sa.select(outbox_record).where(outbox_record.c.command_id.in_(part))
        ).all():
            found.setdefault(str(row.command_id), []).append(((row.entity, str(row.entity_id)), row.is_new))
    return found


def _refuse_with(connection: sa.Connection, command_id: str, maker: str, at: datetime) -> None:
    problem = Problem(
        DEPENDS,
        "It belongs to something that central did not accept.",
        kept="It is kept here.",
        todo="Send both again together.",
    )
    verdict = Verdict(command_id, "refused", problem=problem)
    connection.execute(
        sa.update(outbox)
        .where(outbox.c.command_id == command_id)
        .values(state="refused", because=maker, verdict=msgspec.to_builtins(verdict), judged_at=at)
    )


def _is_for_want_of_record(verdict: Mapping[str, Any] | None) -> bool:
    problem = (verdict or {}).get("problem") or {}
    return problem.get("reason") in {"not_found", DEPENDS}


def _of(lost: Lost) -> dict[str, Any]:
    return {
        "entity": lost.entity,
        "entity_id": lost.entity_id,
        "field": lost.field,
        "yours": _plain(lost.yours),
        "theirs": _plain(lost.theirs),
        "by": lost.by,
        "at": lost.at,
    }


def _plain(value: Any) -> Any:
    return msgspec.to_builtins(value)


def _put(connection: sa.Connection, entries: list[dict[str, Any]]) -> None:
    """Into the inbox; what came before, since a command was judged again, is told as it is now."""
    for entry in entries:
        statement = insert(conflict_inbox).values(entry)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["command_id", "entity_id", "field"],
                set_={name: statement.excluded[name] for name in ("what", "theirs", "by", "at", "told_at")},
            )
        )
