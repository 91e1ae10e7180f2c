"""Which calls a person had in a stretch of time, read from the facts: the exchange's side of a contact."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.core.phone import parse_number
from agent_desktop.core.work import CentralWork
from agent_desktop.features.calls.contact_ids import contact_id_of
from agent_desktop.features.calls.tables import call_fact, call_handling
from agent_desktop.features.calls.visits import CallKey, fact_of
from agent_desktop.features.interactions.read_models import CallChoice
from agent_desktop.telephony import machine
from agent_desktop.telephony.call import CallState
from agent_desktop.telephony.telling import event_of

LONGEST_CALL = timedelta(hours=6)
LONGEST_DIALLING = timedelta(minutes=10)
"""How far back the facts are searched for a call that lasted, or rang, into the time asked about."""


class PersonCall(msgspec.Struct, frozen=True, kw_only=True):
    """One person's part in one call, over and done: all that a contact takes from the exchange."""

    choice: CallChoice
    queue_id: str | None
    waited_s: int


def calls_of_person(
    work: CentralWork, agent_id: str, since: datetime, until: datetime, region: str
) -> list[PersonCall]:
    """The calls this person talked on, or dialled in vain, at any moment from ``since`` to ``until``.

    Earliest first, each once however often they were on it. A call they are still on is not among them: its
    times are not known yet. ``region`` is the site's, to read the exchange's numbers by.
    """
    found = _read(work, _keys(work, agent_id, since, until), agent_id, region)
    return [call for call in found if call.choice.talk_began_at <= until and call.choice.ended_at >= since]


def calls_named(
    work: CentralWork, agent_id: str, choices: Iterable[CallChoice], region: str
) -> list[PersonCall]:
    """The person's part in calls that were offered to them before, as the facts tell it now."""
    return _read(work, {(choice.connector, choice.call_id) for choice in choices}, agent_id, region)


def _keys(work: CentralWork, agent_id: str, since: datetime, until: datetime) -> set[CallKey]:
    h, f = call_handling.c, call_fact.c
    talked = sa.select(h.connector, h.call_id).where(
        h.agent_id == agent_id,
        sa.or_(h.handled_at >= since, h.handled_at.is_(None)),
        h.left_at.between(since, until + LONGEST_CALL),
    )
    dialled = sa.select(f.connector, f.call_id).where(
        f.at.between(since - LONGEST_DIALLING, until), f.agent_id == agent_id, f.kind == "call_dialling"
    )
    rows = [*work.execute(talked), *work.execute(dialled)]
    return {(row.connector, row.call_id) for row in rows}


def _read(work: CentralWork, keys: set[CallKey], agent_id: str, region: str) -> list[PersonCall]:
    if not keys:
        return []
    f = call_fact.c
    rows = work.execute(
        sa.select(call_fact)
        .where(f.call_id.in_({call_id for _, call_id in keys}))
        .order_by(f.connector, f.call_id, f.seq)
    )
    found: list[PersonCall] = []
    for key, facts in groupby(rows, key=lambda row: (row.connector, row.call_id)):
        if key in keys and (call := _part(list(facts), agent_id, region)) is not None:
            found.append(call)
    return sorted(found, key=lambda call: (call.choice.started_at, call.choice.contact_id))


def _part(rows: list[Any], agent_id: str, region: str) -> PersonCall | None:
    """What the facts of one call say of one person's part in it, from the first moment to the last."""
    state: CallState | None = None
    for row in rows:
        event = event_of(fact_of(row))
        if event is not None:
            state = machine.apply(state, event).state
    if state is None:
        return None
    logins = {row.agent for row in rows if row.agent and row.agent_id == agent_id}
    parts = [part for part in state.handled if part.agent in logins]
    dialler = next((r.agent for r in rows if r.kind == "call_dialling" and r.agent in logins), None)
    if any(party.agent in logins for party in state.parties):
        return None  # They are on it now; there is more to come.
    if parts:
        login, queue = parts[0].agent, parts[0].queue
        began_at = min(part.answered_at for part in parts)
        ended_at = max(part.left_at for part in parts)
    else:
        if dialler is None or state.ended_at is None:
            return None
        login, queue, began_at, ended_at = dialler, state.queue, state.started_at, state.ended_at
    queue_ids = {row.queue: row.queue_id for row in rows if row.queue_id}
    # A call between two of the house is out to whoever dialled it.
    is_out = state.direction == "out" or dialler is not None
    told = state.called if is_out else state.caller
    read = parse_number(told, region)
    first = rows[0]
    return PersonCall(
        choice=CallChoice(
            contact_id=contact_id_of(first.connector, first.call_id, login, state.started_at),
            connector=first.connector,
            call_id=first.call_id,
            direction="out" if is_out else "in",
            number=None if read.kind == "withheld" else read.e164 or read.digits or told,
            queue=queue,
            started_at=state.started_at,
            talk_began_at=began_at,
            ended_at=ended_at,
        ),
        queue_id=queue_ids.get(queue),
        waited_s=round(state.wait_s),
    )
