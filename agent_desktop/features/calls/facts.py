"""Facts into the store and out again: appended once, never changed, the one source of every figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from agent_desktop.features.calls.importing import CONNECTOR as IMPORTED
from agent_desktop.features.calls.tables import call_fact
from agent_desktop.features.calls.visits import CallKey, fact_of, write_projection
from agent_desktop.features.workforce.tables import agent, agent_state_fact, queue
from agent_desktop.telephony.facts import AgentStateFact, CallFact, Fact


@dataclass
class Names:
    """Who and which queue is meant by the names telephony speaks of; capitals make no difference."""

    agents: dict[str, str] = field(default_factory=dict)
    queues: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, connection: sa.Connection) -> Names:
        """Everybody and every queue on record, inactive ones included."""
        return cls(
            {
                row.login.casefold(): row.id
                for row in connection.execute(sa.select(agent.c.login, agent.c.id))
            },
            {row.name.casefold(): row.id for row in connection.execute(sa.select(queue.c.name, queue.c.id))},
        )

    def agent_id(self, login: str | None) -> str | None:
        """The id of a person by login, None for an unknown one."""
        return self.agents.get(login.casefold()) if login else None

    def queue_id(self, name: str | None) -> str | None:
        """The id of a queue by name, None for an unknown one."""
        return self.queues.get(name.casefold()) if name else None


def record_facts(connection: sa.Connection, facts: Iterable[Fact], names: Names | None = None) -> None:
    """Append facts and bring what is counted from them up to date, in the caller's transaction.

    A call's fact is known by connector, call and ``seq``: told again, it changes nothing. A name nobody
    bears is kept as told, with no id. An agent-state fact told again at once leaves the same segments.
    """
    told = list(facts)
    if not told:
        return
    names = names or Names.load(connection)
    calls = [fact for fact in told if isinstance(fact, CallFact)]
    if rows := [_call_row(fact, names) for fact in _numbered(connection, calls)]:
        connection.execute(
            insert(call_fact).on_conflict_do_nothing(index_elements=["call_id", "connector", "seq"]), rows
        )
        write_projection(connection, {(row["connector"], row["call_id"]) for row in rows})
    if states := [_state_row(fact, names) for fact in told if isinstance(fact, AgentStateFact)]:
        connection.execute(sa.insert(agent_state_fact), states)


def _numbered(connection: sa.Connection, facts: list[CallFact]) -> Iterator[CallFact]:
    """Facts with their place in the call; one told after the floor forgot the call goes to its end."""
    next_seq: dict[CallKey, int] = {}
    for fact in facts:
        if fact.seq > 0:
            yield fact
            continue
        f = call_fact.c
        last = connection.execute(
            sa.select(f.connector, f.seq).where(f.call_id == fact.call_id).order_by(f.n.desc()).limit(1)
        ).first()
        if last is None:
            continue
        key = (last.connector, fact.call_id)
        next_seq[key] = max(next_seq.get(key, 0), last.seq) + 1
        yield CallFact(
            kind=fact.kind,
            call_id=fact.call_id,
            at=fact.at,
            seq=next_seq[key],
            queue=fact.queue,
            agent=fact.agent,
            connector=last.connector,
            data=fact.data,
        )


def _call_row(fact: CallFact, names: Names) -> dict[str, Any]:
    return {
        "connector": fact.connector,
        "call_id": fact.call_id,
        "seq": fact.seq,
        "kind": fact.kind,
        "at": fact.at,
        "queue": fact.queue,
        "agent": fact.agent,
        "queue_id": names.queue_id(fact.queue),
        "agent_id": names.agent_id(fact.agent),
        "data": fact.data,
    }


def _state_row(fact: AgentStateFact, names: Names) -> dict[str, Any]:
    return {
        "agent": fact.agent,
        "agent_id": names.agent_id(fact.agent),
        "state": fact.state,
        "reason": fact.reason,
        "call_id": fact.call_id,
        "at": fact.at,
        "data": fact.data,
    }


def facts_to_restore(connection: sa.Connection, since: datetime) -> list[Fact]:
    """What a live floor needs to come back: whole calls begun since, and the last fact of each person.

    Calls that were over by ``since`` and people signed out are left away. Calls first, in the order they
    were recorded, then people.
    """
    f, s = call_fact.c, agent_state_fact.c
    live = sa.select(f.call_id, f.connector).where(f.at >= since).distinct().subquery()
    rows = connection.execute(
        sa.select(call_fact)
        .join(live, sa.and_(live.c.call_id == f.call_id, live.c.connector == f.connector))
        .where(f.connector != IMPORTED)
        .order_by(f.n)
    )
    facts: list[Fact] = [fact_of(row) for row in rows]
    latest = sa.select(sa.func.max(s.n)).group_by(s.agent)
    people = connection.execute(
        sa.select(agent_state_fact).where(s.n.in_(latest), s.state != "offline").order_by(s.n)
    )
    facts.extend(
        AgentStateFact(
            agent=row.agent, state=row.state, at=row.at, reason=row.reason, call_id=row.call_id, data=row.data
        )
        for row in people
    )
    return facts
