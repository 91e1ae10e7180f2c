"""What the exchange told central of a person's calls, as facts in central's store."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from agent_desktop.central.late_joins import Joined, record_and_join
from agent_desktop.features.calls.facts import Names
from agent_desktop.telephony import events as ev
from agent_desktop.telephony.facts import Fact
from agent_desktop.telephony.floor import LiveFloor
from agent_desktop.telephony.floor_rules import FloorRules
from tests.support.stores import Central

CONNECTOR = "pbx"
RANG_S = 10


def facts_of_call(
    call_id: str,
    at: datetime,
    *,
    number: str | None,
    agent: str = "leila",
    lasts_s: float = 240,
    queue: str | None = "Heating support",
    is_out: bool = False,
    is_answered: bool = True,
    rules: FloorRules | None = None,
    runs_out: bool = False,
) -> list[Fact]:
    """A call that began at ``at`` and rang 10 s; all of its facts, as a live floor makes them.

    Where ``runs_out``, those of a wrap-up that nobody finished are among them.
    """
    floor = LiveFloor(rules=rules or FloorRules())
    floor.sign_in(agent, at - timedelta(hours=1))
    who: dict[str, Any] = {"call_id": call_id}
    answered, over = at + timedelta(seconds=RANG_S), at + timedelta(seconds=RANG_S + lasts_s)
    events: list[ev.AnyEvent] = []
    if is_out:
        events.append(ev.CallDialling(**who, at=at, agent=agent, called=number or ""))
    elif queue is not None:
        events.append(ev.CallQueued(**who, at=at, queue=queue, caller=number))
    if not is_out:
        events.append(ev.CallRinging(**who, at=at, agent=agent, caller=number, queue=queue))
    if is_answered:
        events.append(ev.CallConnected(**who, at=answered, agent=agent))
    events.append(ev.CallEnded(**who, at=over, cause="normal" if is_answered else "no_answer", by="caller"))
    facts = [fact for event in events for fact in floor.apply(event, CONNECTOR).facts]
    return [*facts, *(floor.tick(over + timedelta(hours=1)).facts if runs_out else ())]


def tell(central: Central, facts: list[Fact]) -> Joined | None:
    """Let central take facts as its fact writer does."""

    def write(connection: sa.Connection) -> Joined | None:
        names = Names.load(connection)
        return record_and_join(connection, central.registry, facts, names, "GB", central.clock.now())

    return central.run(write)
