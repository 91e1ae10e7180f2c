"""Past calls from a file: each row read and checked, and the facts it stands for.

Columns are ``call_id, queue, caller, agent, queued_at, answered_at, ended_at``. Times are ISO 8601 with an
offset. An empty ``answered_at`` means that the caller gave up, a blank ``caller`` that the number was
withheld. An answered call may leave ``agent`` blank, as some exchanges do not tell who answered: it counts in
the queue's figures and in nobody's own. Who is named on an abandoned call did not handle it and is ignored.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec

from agent_desktop.core.errors import Invalid
from agent_desktop.core.phone import parse_number
from agent_desktop.features.calls.visits import HandlingRow, VisitRow
from agent_desktop.telephony.facts import CallFact

CONNECTOR = "import"
"""The connector that imported calls are recorded under."""

COLUMNS = frozenset({"call_id", "queue", "caller", "agent", "queued_at", "answered_at", "ended_at"})


class ImportedCall(msgspec.Struct, frozen=True):
    """One call as the file tells it; times in UTC, ``caller`` in E.164 where it is a public number."""

    call_id: str
    queue: str
    caller: str | None
    agent: str | None
    queued_at: datetime
    answered_at: datetime | None
    ended_at: datetime


def read_call(row: Mapping[str, str], region: str) -> ImportedCall:
    """The call of one row; raises ``Invalid`` with the first field that cannot be used and why.

    ``region`` is the site's, for numbers written without a country.
    """
    call_id = _present(row, "call_id")
    queue = _present(row, "queue")
    caller = _caller(row["caller"], region)
    queued_at = _time(row, "queued_at")
    answered_at = _time(row, "answered_at") if row["answered_at"] else None
    ended_at = _time(row, "ended_at")
    if answered_at is not None and answered_at < queued_at:
        raise Invalid("answered_at", "The call was answered before it was queued.")
    if ended_at < queued_at:
        raise Invalid("ended_at", "The call ended before it was queued.")
    if answered_at is not None and ended_at < answered_at:
        raise Invalid("ended_at", "The call ended before it was answered.")
    agent = (row["agent"] or None) if answered_at is not None else None
    return ImportedCall(call_id, queue, caller, agent, queued_at, answered_at, ended_at)


def _present(row: Mapping[str, str], field: str) -> str:
    if not row[field]:
        raise Invalid(field, "The value is missing.")
    return row[field]


def _caller(text: str, region: str) -> str | None:
    kind, number = _heard(text, region)
    if kind == "unusable":
        raise Invalid("caller", "This is no telephone number; leave it blank for a withheld one.")
    return number


@lru_cache(maxsize=4096)
def _heard(text: str, region: str) -> tuple[str, str | None]:
    number = parse_number(text, region)
    return number.kind, number.e164 or number.digits or None


def _time(row: Mapping[str, str], field: str) -> datetime:
    try:
        found = datetime.fromisoformat(_present(row, field))
        if found.tzinfo is None:
            raise Invalid(field, "The time has no offset; write 2026-11-02T09:30:00+01:00 or …Z.")
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid(field, "This is no ISO 8601 time, such as 2026-11-02T09:30:00+01:00.") from None


def facts_of(call: ImportedCall) -> list[CallFact]:
    """What happened, as a live floor would have told it; talk is all the time from answer to end."""
    told: list[tuple[str, datetime, str | None, dict[str, Any]]] = [
        ("call_queued", call.queued_at, None, {"queue": call.queue, "caller": call.caller})
    ]
    wait_s = ((call.answered_at or call.ended_at) - call.queued_at).total_seconds()
    ended: dict[str, Any] = {"cause": "normal", "by": "caller", "wait_s": wait_s, "hold_s": 0.0}
    if call.answered_at is None:
        ended |= {"outcome": "abandoned", "talk_s": 0.0}
        told.append(("call_ended", call.ended_at, None, ended))
        told.append(("call_abandoned", call.ended_at, None, {"wait_s": wait_s}))
    else:
        talk_s = (call.ended_at - call.answered_at).total_seconds()
        ended |= {"outcome": "answered", "talk_s": talk_s}
        part = {"answered_at": call.answered_at.isoformat(), "talk_s": talk_s, "hold_s": 0.0}
        told.append(("call_connected", call.answered_at, call.agent, {"wait_s": wait_s}))
        told.append(("call_ended", call.ended_at, None, ended))
        told.append(("call_handled", call.ended_at, call.agent, part))
        if call.agent is not None:
            told.append(("wrapped_up", call.ended_at, call.agent, {"acw_s": 0.0, "how": "finished"}))
    return [
        CallFact(
            kind=kind,
            call_id=call.call_id,
            at=at,
            seq=seq,
            queue=call.queue,
            agent=agent,
            connector=CONNECTOR,
            data=data,
        )
        for seq, (kind, at, agent, data) in enumerate(told, start=1)
    ]


def visit_of(call: ImportedCall) -> VisitRow:
    """The one visit of an imported call: what ``visits.project`` makes of its facts, made directly."""
    left_at = call.answered_at or call.ended_at
    outcome = "answered" if call.answered_at else "abandoned"
    return VisitRow(
        visit=1,
        queue=call.queue,
        caller=call.caller,
        agent=call.agent,
        queued_at=call.queued_at,
        answered_at=call.answered_at,
        left_at=left_at,
        ended_at=call.ended_at,
        outcome=outcome,
        final_outcome=outcome,
        final_left_at=left_at,
    )


def handling_of(call: ImportedCall) -> HandlingRow | None:
    """The part an agent handled, None of a call that was not answered."""
    if call.answered_at is None:
        return None
    return HandlingRow(
        part=1,
        agent=call.agent,
        queue=call.queue,
        visit=1,
        left_at=call.ended_at,
        talk_s=(call.ended_at - call.answered_at).total_seconds(),
        hold_s=0.0,
        after_call_s=None if call.agent is None else 0.0,
        handled_at=call.ended_at,
        transferred=None,
    )
