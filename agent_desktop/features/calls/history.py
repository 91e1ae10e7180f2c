"""A person's own calls, latest first: taken, made, and missed, read from the exchange's facts."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from agent_desktop.core.people import Actor
from agent_desktop.core.phone import parse_number
from agent_desktop.core.query import Query, Read
from agent_desktop.features.calls.contact_ids import contact_id_of
from agent_desktop.features.calls.tables import call_fact
from agent_desktop.features.calls.visits import fact_of
from agent_desktop.features.customers.tables import customer
from agent_desktop.features.interactions.tables import interaction
from agent_desktop.telephony import machine
from agent_desktop.telephony.call import CallState
from agent_desktop.telephony.telling import event_of

MOST_CALLS = 200
LONGEST_LOOK = timedelta(days=31)

CallWay = Literal["taken", "made", "missed", "not_reached"]


class OwnCall(msgspec.Struct, frozen=True, kw_only=True):
    """One person's part in one call.

    ``taken`` they answered, ``made`` they dialled and were answered, ``missed`` rang at them and was not
    answered by them, ``not_reached`` they dialled in vain. ``number`` is E.164 where it is a public one, None
    where it was withheld. Of a missed call ``is_taken_by_other`` says whether a colleague answered it.
    """

    connector: str
    call_id: str
    contact_id: str
    way: CallWay
    at: datetime
    number: str | None
    queue: str | None = None
    talk_s: float = 0.0
    customer_id: str | None = None
    customer_name: str | None = None
    is_taken_by_other: bool = False


class MyCalls(Query[list[OwnCall]], frozen=True, kw_only=True):
    """The asker's own calls since a moment, latest first, ``MOST_CALLS`` at most. Central alone knows them."""

    since: datetime
    until: datetime
    region: str


def my_calls(read: Read, actor: Actor, query: MyCalls) -> list[OwnCall]:
    """The calls that rang at the person or were dialled by them. A call they are on now is not among them."""
    since = max(query.since, query.until - LONGEST_LOOK)
    f = call_fact.c
    latest = (
        sa.select(f.connector, f.call_id, sa.func.max(f.at).label("at"))
        .where(
            f.agent_id == actor.agent_id,
            f.at.between(since, query.until),
            # Whoever is given a call by a colleague, or joins one, hears no ring of it.
            f.kind.in_(("call_ringing", "call_dialling", "call_connected", "call_handled")),
        )
        .group_by(f.connector, f.call_id)
        .order_by(sa.desc("at"))
        .limit(MOST_CALLS)
    )
    keys = {(row.connector, row.call_id) for row in read.execute(latest)}
    if not keys:
        return []
    rows = read.execute(
        sa.select(call_fact)
        .where(f.call_id.in_({call_id for _, call_id in keys}))
        .order_by(f.connector, f.call_id, f.seq)
    )
    found = []
    for key, facts in groupby(rows, key=lambda row: (row.connector, row.call_id)):
        if key in keys and (call := _part(list(facts), actor.agent_id, query.region)) is not None:
            found.append(call)
    found.sort(key=lambda call: (call.at, call.call_id), reverse=True)
    return _named(read, found)


def _part(rows: list[Any], agent_id: str, region: str) -> OwnCall | None:
    state: CallState | None = None
    for row in rows:
        event = event_of(fact_of(row))
        if event is not None:
            state = machine.apply(state, event).state
    mine = [row for row in rows if row.agent_id == agent_id and row.agent]
    if state is None or not mine:
        return None
    logins = {row.agent for row in mine}
    if any(party.agent in logins for party in state.parties):
        return None  # It rings, or they are on it.
    parts = [part for part in state.handled if part.agent in logins]
    dialled = next((row for row in mine if row.kind == "call_dialling"), None)
    rang = next((row for row in mine if row.kind == "call_ringing"), None)
    way: CallWay
    queue, is_taken_by_other = None, False
    if dialled is not None:
        way, at = ("made" if parts else "not_reached"), dialled.at
    elif parts:
        way, at, queue = "taken", min(part.answered_at for part in parts), parts[0].queue
    elif rang is not None:
        way, at, queue = "missed", rang.at, rang.queue
        # Whoever had it before it rang, and let go of it, has not taken it: the caller may have been cut off.
        is_taken_by_other = any(part.left_at > rang.at for part in state.handled) or any(
            party.answered_at is not None for party in state.parties
        )
    else:
        return None
    told = state.called if dialled is not None else state.caller
    number = parse_number(told, region)
    first = rows[0]
    return OwnCall(
        connector=first.connector,
        call_id=first.call_id,
        contact_id=contact_id_of(first.connector, first.call_id, mine[0].agent, state.started_at),
        way=way,
        at=at,
        number=None if number.kind == "withheld" else number.e164 or number.digits or told,
        queue=queue,
        talk_s=sum(part.talk_s + part.hold_s for part in parts),
        is_taken_by_other=is_taken_by_other,
    )


def _named(read: Read, calls: list[OwnCall]) -> list[OwnCall]:
    """The calls with the customers that their contacts say they were with."""
    contacts = {call.contact_id for call in calls}
    if not contacts:
        return calls
    rows = read.execute(
        sa.select(interaction.c.id, customer.c.id.label("customer_id"), customer.c.name)
        .join(customer, customer.c.id == interaction.c.customer_id)
        .where(interaction.c.id.in_(contacts))
    )
    names = {row.id: (row.customer_id, row.name) for row in rows}
    return [
        msgspec.structs.replace(
            call, customer_id=names[call.contact_id][0], customer_name=names[call.contact_id][1]
        )
        if call.contact_id in names
        else call
        for call in calls
    ]
