"""Calls the floor still holds from before a restart: the simulated exchange goes on with them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from agent_desktop.plugins.api import CallResumed, CallView, ConsultEnded

from .engine import Engine
from .world import SimCall


def adopt(engine: Engine, calls: Sequence[CallView]) -> None:
    """Take these calls over as they stand; one that cannot go on ends."""
    for view in calls:
        call = SimCall(view.call_id, view.caller, view.called, view.queue, caller_name=view.caller_name)
        engine.calls[call.id] = call
        call.recording = view.recording
        call.is_outbound = view.direction != "in"
        call.parked_in = view.parked_in
        call.listeners = {one.supervisor: (one.agent, one.mode) for one in view.supervisions}
        by_role = {party.role: party.agent for party in reversed(view.parties)}
        talking = [party.agent for party in view.parties if party.role == "talking"]
        call.members = talking[1:] if view.state == "conferenced" else []
        if view.state in {"queued", "ringing"} and (call.queue is not None or "ringing" in by_role):
            _still_waiting(engine, call, by_role.get("ringing"))
        elif "talking" in by_role and view.direction != "internal":
            _still_talking(engine, call, view, by_role["talking"])
        else:
            engine.end(call, by="exchange", cause="exchange_restarted")


def _still_waiting(engine: Engine, call: SimCall, ringing: str | None) -> None:
    call.is_in_queue, call.queued_at = call.queue is not None, engine.now
    if ringing is not None:
        call.stage, call.ringing = "ringing", ringing
        timeout_s = engine.settings.ring_timeout_s * engine.settings.speed
        engine.after_unless_changed(call, timeout_s, lambda: engine.not_answered(call, "timeout"))


def _still_talking(engine: Engine, call: SimCall, view: CallView, agent: str) -> None:
    call.stage, call.agent = "talking", agent
    if agent in engine.virtual and view.state == "held":
        engine.tell(CallResumed, call, agent=agent)
    elif view.state == "held":
        call.stage = "held"
    elif view.state == "consulting" or view.consult is not None:
        engine.tell(ConsultEnded, call, agent=agent)
    if agent not in engine.virtual:
        call.talk_s = math.inf
    engine.converse(call, agent)
