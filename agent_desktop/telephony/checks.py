"""What can be known without asking the exchange: actions that make no sense for the call as it is."""

from __future__ import annotations

from collections.abc import Sequence

from agent_desktop.telephony import actions as act
from agent_desktop.telephony.call import CallState
from agent_desktop.telephony.people import role_in

_DTMF = frozenset("0123456789ABCDabcd*#")


def refusal(
    action: act.AnyAction, call: CallState | None, own_calls: Sequence[CallState]
) -> act.Outcome | None:
    """Why this call action cannot be, or ``None`` when the exchange is to be asked."""
    if isinstance(action, act.Dial):
        return _dial_refusal(action, own_calls)
    if call is None or call.state == "ended":
        return act.Outcome.refused("no_such_call", "The call is over.")
    role = role_in(call, action.agent)
    if role is None:
        return act.Outcome.refused("not_your_call", "The call is not with you.")
    wanted: dict[type, tuple[frozenset[str], str]] = {
        act.Answer: (frozenset({"ringing"}), "The call does not ring."),
        act.Reject: (frozenset({"ringing"}), "The call does not ring."),
        act.Hold: (frozenset({"talking"}), "Only a call you talk on can be held."),
        act.Resume: (frozenset({"holding", "talking"}), "The call is not on hold."),
        act.Mute: (frozenset({"talking", "holding"}), "You are not on the call yet."),
        act.Unmute: (frozenset({"talking", "holding"}), "You are not on the call yet."),
        act.Transfer: (frozenset({"talking", "holding"}), "Only an answered call can be transferred."),
        act.SendDtmf: (frozenset({"talking"}), "Only a call you talk on takes keys."),
        act.SetRecording: (frozenset({"talking", "holding"}), "Only an answered call is recorded."),
    }
    if (rule := wanted.get(type(action))) and role not in rule[0]:
        return act.Outcome.refused("wrong_state", rule[1])
    return _content_refusal(action)


def _dial_refusal(action: act.Dial, own_calls: Sequence[CallState]) -> act.Outcome | None:
    if not action.number.strip():
        return act.Outcome.refused("no_number", "There is no number to dial.")
    if any(role_in(call, action.agent) != "holding" for call in own_calls):
        return act.Outcome.refused("busy", "You are on a call. Hold or end it first.")
    return None


def _content_refusal(action: act.AnyAction) -> act.Outcome | None:
    if isinstance(action, act.Transfer):
        targets = [target for target in (action.to_agent, action.to_queue, action.to_number) if target]
        if len(targets) != 1:
            return act.Outcome.refused("one_target", "A transfer goes to exactly one agent, queue or number.")
        if action.to_agent == action.agent:
            return act.Outcome.refused("one_target", "The call is with you already.")
    if isinstance(action, act.SendDtmf) and (not action.digits or set(action.digits) - _DTMF):
        return act.Outcome.refused("not_a_key", "Keys are 0 to 9, A to D, * and #.")
    return None
