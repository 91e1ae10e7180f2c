"""Calls told: as facts to keep, as views to show, and facts read back as the events they came from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from agent_desktop.telephony import events as ev
from agent_desktop.telephony.call import CallState, QueueVisit
from agent_desktop.telephony.facts import CallFact
from agent_desktop.telephony.views import CallView, ListeningChanged, PartyView

_EVENT_TYPES: dict[str, Any] = {
    str(event_type.__struct_config__.tag): event_type for event_type in ev.CallEvent.__subclasses__()
}
_IN_THE_FACT = frozenset({"kind", "call_id", "at", "agent"})


def facts_of_step(
    before: CallState | None, after: CallState, event: ev.CallEvent, *, connector: str, seq: int
) -> list[CallFact]:
    """The facts one accepted event makes, numbered on from ``seq``; the first tells the event itself."""
    facts: list[CallFact] = []

    def add(kind: str, at: datetime, agent: str | None, queue: str | None, data: dict[str, Any]) -> None:
        facts.append(
            CallFact(
                kind=kind,
                call_id=after.call_id,
                at=at,
                seq=seq + len(facts) + 1,
                queue=queue,
                agent=agent,
                connector=connector,
                data=data,
            )
        )

    row = msgspec.to_builtins(event)
    data = {key: value for key, value in row.items() if key not in _IN_THE_FACT and value is not None}
    if isinstance(event, ev.CallConnected):
        data["wait_s"] = _answered_wait_s(before, after)
    elif isinstance(event, ev.CallEnded):
        data |= _summary(after)
    add(ev.kind_of(event), after.last_at, row.get("agent"), after.queue, data)
    for visit in _abandoned(before, after):
        wait_s = (after.last_at - visit.entered_at).total_seconds()
        add("call_abandoned", after.last_at, None, visit.queue, {"wait_s": wait_s})
    for part in after.handled[len(before.handled) if before else 0 :]:
        data = {
            "answered_at": part.answered_at.isoformat(),
            "talk_s": part.talk_s,
            "hold_s": part.hold_s,
            "transferred": part.transferred,
        }
        add("call_handled", part.left_at, part.agent, part.queue, data)
    return facts


def event_of(fact: CallFact) -> ev.AnyCallEvent | None:
    """The event a fact tells of, ``None`` for facts the floor derived."""
    event_type = _EVENT_TYPES.get(fact.kind)
    if event_type is None:
        return None
    fields = event_type.__struct_fields__
    row = {key: value for key, value in fact.data.items() if key in fields}
    row |= {"kind": fact.kind, "call_id": fact.call_id, "at": fact.at}
    if "agent" in fields and fact.agent is not None:
        row["agent"] = fact.agent
    event: ev.AnyCallEvent = msgspec.convert(row, event_type)
    return event


def call_view(call: CallState, connector: str) -> CallView:
    """The call as its agents see it."""
    visit = call.visits[-1] if call.visits else None
    return CallView(
        call_id=call.call_id,
        state=call.state,
        since=call.since,
        started_at=call.started_at,
        direction=call.direction,
        caller=call.caller,
        called=call.called,
        caller_name=call.caller_name,
        queue=call.queue,
        queued_at=visit.entered_at if visit else None,
        answered_at=call.answered_at,
        ended_at=call.ended_at,
        outcome=call.outcome,
        cause=call.cause,
        ended_by=call.ended_by,
        parties=tuple(
            PartyView(agent=party.agent, role=party.role, since=party.since, muted=party.muted)
            for party in call.parties
        ),
        consult=call.consult,
        parked_in=call.parked_in,
        supervisions=call.supervisions,
        recording=call.recording,
        wait_s=call.wait_s,
        talk_s=call.talk_s,
        hold_s=call.hold_s,
        connector=connector,
    )


def listening_changes(before: CallState | None, after: CallState) -> list[ListeningChanged]:
    """What the supervisors of a call are to be told about themselves."""
    was = {one.supervisor: one for one in before.supervisions} if before else {}
    now = {one.supervisor: one for one in after.supervisions}
    return [
        ListeningChanged(supervisor=login, call_id=after.call_id, supervision=now.get(login))
        for login in sorted({*was, *now})
        if was.get(login) != now.get(login)
    ]


def _answered_wait_s(before: CallState | None, after: CallState) -> float | None:
    """Queue entry to connection of the visit this answer closed."""
    if before is None or before.open_visit is None:
        return None
    return (after.last_at - before.open_visit.entered_at).total_seconds()


def _abandoned(before: CallState | None, after: CallState) -> list[QueueVisit]:
    if before is None or before.open_visit is None or not after.visits:
        return []
    return [after.visits[-1]] if after.visits[-1].outcome == "abandoned" else []


def _summary(call: CallState) -> dict[str, Any]:
    return {
        "outcome": call.outcome,
        "direction": call.direction,
        "caller": call.caller,
        "called": call.called,
        "answered_at": call.answered_at.isoformat() if call.answered_at else None,
        "wait_s": call.wait_s,
        "talk_s": call.talk_s,
        "hold_s": call.hold_s,
        "visits": msgspec.to_builtins(call.visits),
    }
