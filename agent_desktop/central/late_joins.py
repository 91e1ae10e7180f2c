"""Facts into the store, and with them what they mean for contacts.

Contacts that people logged by hand before the facts were there are joined to their calls; those whose wrap-up
ran out are closed with an outcome set by the system.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from agent_desktop.central.screen_pop import CENTRAL_ITSELF
from agent_desktop.core.command import Command
from agent_desktop.core.registry import Registry
from agent_desktop.features.calls.facts import Names, record_facts
from agent_desktop.features.calls.joining import settle_late
from agent_desktop.features.calls.tables import call_fact
from agent_desktop.features.interactions.expiry import RanOut, close_what_ran_out
from agent_desktop.features.ratings.by_telephone import note_ratings
from agent_desktop.store.work import SqlCentralWork
from agent_desktop.sync.failures import is_passing
from agent_desktop.sync.feed import stamp
from agent_desktop.telephony.facts import CallFact, Fact

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Joined:
    """What desks are to be told of: the new position of the feed, and the scopes it concerns."""

    head: int
    reached: set[str]


def record_and_join(
    connection: sa.Connection,
    registry: Registry,
    facts: Sequence[Fact],
    names: Names,
    region: str,
    now: datetime,
) -> Joined | None:
    """Append facts, then join and close the contacts they explain, in the caller's transaction; None for none.

    Joining never costs a fact: what fails there of our own fault is undone, logged and left alone. A deadlock
    or a database that went away is raised, so that all of it is tried again.
    """
    record_facts(connection, facts, names)
    over = [
        fact for fact in facts if isinstance(fact, CallFact) and fact.kind in {"call_handled", "call_ended"}
    ]
    ran_out = list(_ran_out(facts, names))
    rated = [fact for fact in facts if isinstance(fact, CallFact) and fact.kind == "call_rated"]
    if not over and not ran_out and not rated:
        return None
    work = SqlCentralWork(connection, registry, CENTRAL_ITSELF, Command(made_at=now), recorded_at=now)
    savepoint = connection.begin_nested()
    try:
        close_what_ran_out(work, ran_out)
        note_ratings(work, rated)
        if over:
            since, until = min(fact.at for fact in over), max(fact.at for fact in over)
            settle_late(work, _people(connection, over, names), since, until, region)
    except Exception as problem:
        if is_passing(problem):
            raise
        savepoint.rollback()
        log.exception("contacts could not be brought in line with their calls")
        return None
    savepoint.commit()
    if not work.touched:
        return None
    reached: set[str] = set()
    return Joined(stamp(connection, registry, work.touched, reached), reached)


def _ran_out(facts: Sequence[Fact], names: Names) -> Iterator[RanOut]:
    for fact in facts:
        if not isinstance(fact, CallFact) or fact.kind != "wrapped_up" or not fact.data.get("disposition"):
            continue
        agent_id = names.agent_id(fact.agent)
        if agent_id is not None:
            hung_up_at = fact.at - timedelta(seconds=fact.data["acw_s"])
            yield RanOut(agent_id, fact.call_id, hung_up_at, str(fact.data["disposition"]))


def _people(connection: sa.Connection, over: Sequence[CallFact], names: Names) -> set[str]:
    """Whose part in a call is over: who handled it, and who dialled a call that has ended."""
    handled = {names.agent_id(fact.agent) for fact in over if fact.kind == "call_handled"}
    ended = {fact.call_id for fact in over if fact.kind == "call_ended"}
    if ended:
        f = call_fact.c
        statement = sa.select(f.agent_id).where(f.call_id.in_(ended), f.kind == "call_dialling").distinct()
        handled |= set(connection.execute(statement).scalars())
    return {str(agent_id) for agent_id in handled if agent_id is not None}
