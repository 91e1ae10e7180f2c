"""Random histories of calls: what no exchange should send, and one day will."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from agent_desktop.telephony import events as ev

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AGENTS = ("ada", "ben", "cyd")
QUEUES = ("support", "sales")


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


agents = st.sampled_from(AGENTS)
queues = st.sampled_from(QUEUES)
modes: st.SearchStrategy[ev.SuperviseMode] = st.sampled_from(["listen", "whisper", "barge"])


@st.composite
def events(draw: st.DrawFn, call_ids: tuple[str, ...] = ("c1",)) -> ev.CallEvent:
    """Any one event, at any moment of ten minutes, regardless of what went before."""
    where: dict[str, Any] = {"call_id": draw(st.sampled_from(call_ids)), "at": at(draw(st.integers(0, 600)))}
    kind = draw(st.integers(0, 21))
    agent, other, queue = draw(agents), draw(agents), draw(queues)
    targets: list[dict[str, Any]] = [
        {"to_agent": other},
        {"to_queue": queue},
        {"to_number": "+33142685300"},
        {},
    ]
    made: list[ev.CallEvent] = [
        ev.CallDialling(**where, agent=agent, called="+442079460018"),
        ev.CallQueued(**where, queue=queue, caller="+442079460018"),
        ev.CallRinging(**where, agent=agent, queue=draw(st.none() | queues)),
        ev.CallNotAnswered(**where, agent=agent, reason=draw(st.sampled_from(["rejected", "timeout"]))),
        ev.CallConnected(**where, agent=draw(st.none() | agents)),
        ev.CallHeld(**where, agent=agent),
        ev.CallResumed(**where, agent=agent),
        ev.CallMuted(**where, agent=agent, muted=draw(st.booleans())),
        ev.ConsultStarted(**where, agent=agent, to_agent=other),
        ev.ConsultEnded(**where, agent=agent),
        ev.Conferenced(**where, agents=(agent, other)),
        ev.AgentLeftCall(**where, agent=agent),
        ev.CallTransferred(
            **where,
            transfer=draw(st.sampled_from(["blind", "warm"])),
            agent=draw(st.none() | agents),
            **draw(st.sampled_from(targets)),
        ),
        ev.CallRecorded(**where, state=draw(st.sampled_from(["on", "paused", "off"]))),
        ev.CallLeftQueue(
            **where, reason=draw(st.sampled_from(["timeout", "overflow", "voicemail", "callback"]))
        ),
        ev.Swapped(**where, agent=agent, is_with_caller=draw(st.booleans())),
        ev.CallParked(**where, agent=agent, slot=draw(st.sampled_from(["701", "702"]))),
        ev.CallUnparked(**where, slot=draw(st.sampled_from(["701", "702"]))),
        ev.SupervisionStarted(**where, supervisor="sue", agent=agent, mode=draw(modes)),
        ev.SupervisionChanged(**where, supervisor="sue", agent=agent, mode=draw(modes)),
        ev.SupervisionEnded(**where, supervisor="sue", agent=agent),
        ev.CallEnded(**where, by=draw(st.sampled_from(["caller", "agent", "exchange"]))),
    ]
    return made[kind]


def histories(
    call_ids: tuple[str, ...] = ("c1",), *, ordered: bool | None = None
) -> st.SearchStrategy[list[ev.CallEvent]]:
    """Up to forty events; in the order of their times, or in none."""
    lists = st.lists(events(call_ids), max_size=40)
    in_order = lists.map(lambda found: sorted(found, key=lambda event: event.at))
    if ordered is None:
        return lists | in_order
    return in_order if ordered else lists
