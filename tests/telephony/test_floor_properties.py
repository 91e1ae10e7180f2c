"""Agent time is one unbroken sequence, and the facts alone bring the floor back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from agent_desktop.telephony import actions as act
from agent_desktop.telephony import events as ev
from agent_desktop.telephony.facts import AgentStateFact, CallFact, Fact
from agent_desktop.telephony.floor import LiveFloor
from agent_desktop.telephony.floor_rules import FloorRules, PauseReason
from agent_desktop.telephony.port import QueueEntry
from agent_desktop.telephony.steps import FloorStep
from agent_desktop.telephony.wrap_up import WrapUpRule
from tests.telephony.agent_sessions import facts_of, hold_together
from tests.telephony.call_histories import AGENTS, START, agents, at, events

QUEUES = [QueueEntry("support"), QueueEntry("sales")]
Happening = tuple[str, datetime, Any]


@st.composite
def happenings(draw: st.DrawFn) -> Happening:
    """Anything that can happen to a floor, at any moment of ten minutes."""
    moment, agent = at(draw(st.integers(0, 600))), draw(agents)
    kind = draw(st.sampled_from(["event", "event", "event", "event", "state", "action", "tick", "session"]))
    expires_at = moment + timedelta(seconds=5)
    match kind:
        case "event":
            return kind, moment, draw(events(("c1", "c2", "c3")))
        case "state":
            state: ev.ReportedState = draw(
                st.sampled_from(["ready", "break", "offline", "lost_link", "link_back"])
            )
            name = draw(st.sampled_from([None, "Name"]))
            return (
                kind, moment,
                ev.AgentStateReported(agent=agent, at=moment, state=state, reason="r", display_name=name),
            )  # fmt: skip
        case "action":
            return (
                kind,
                moment,
                draw(
                    st.sampled_from(
                        [
                            act.SetState(id="a", agent=agent, expires_at=expires_at, state="ready"),
                            act.SetState(
                                id="a", agent=agent, expires_at=expires_at, state="break", reason="lunch"
                            ),
                            act.SetState(id="a", agent=agent, expires_at=expires_at, state="offline"),
                            act.FinishWrapUp(id="a", agent=agent, expires_at=expires_at),
                            act.ExtendWrapUp(id="a", agent=agent, expires_at=expires_at),
                        ]
                    )
                ),
            )
        case _:
            return kind, moment, (agent, draw(st.sampled_from(["in", "out", "lost", "back"])))


def apply(floor: LiveFloor, happening: Happening) -> FloorStep:
    kind, moment, what = happening
    match kind:
        case "event" | "state":
            return floor.apply(what)
        case "action":
            return floor.apply_action(what, moment).step
        case "tick":
            return floor.tick(moment)
        case _:
            agent, how = what
            does: dict[str, Callable[[str, datetime], FloorStep]] = {
                "in": floor.sign_in,
                "out": floor.sign_out,
                "lost": floor.link_lost,
                "back": floor.link_back,
            }
            return does[how](agent, moment)


def lived(story: list[Happening], rules: FloorRules | None = None) -> tuple[LiveFloor, list[Fact]]:
    floor, facts = LiveFloor(queues=QUEUES, rules=rules or FloorRules()), list[Fact]()
    for agent in AGENTS[:2]:
        facts.extend(floor.sign_in(agent, START).facts)
    for happening in story:
        facts.extend(apply(floor, happening).facts)
    return floor, facts


stories = st.lists(happenings(), max_size=40)
rules = st.builds(
    FloorRules,
    wrap_up=st.builds(
        WrapUpRule,
        mode=st.sampled_from(["optional", "mandatory", "timed"]),
        limit_s=st.none() | st.integers(0, 120).map(float),
        early_exit=st.booleans(),
        extensions=st.none() | st.integers(0, 2),
    ),
    not_answered_limit=st.integers(0, 2),
    pauses=st.just((PauseReason(id="lunch", label="Lunch", is_paid=False, limit_min=1.0),)),
)


@given(stories)
def test_agent_time_has_no_gap_and_no_overlap(story: list[Happening]) -> None:
    """Each state lasts until the next fact, so a session holds together when nothing breaks it."""
    floor, facts = lived(story)
    for agent in AGENTS:
        mine = [fact for fact in facts if isinstance(fact, AgentStateFact) and fact.agent == agent]
        signed_in_at: str | None = None
        for before, fact in pairwise([None, *mine]):
            assert fact is not None
            assert before is None or before.at <= fact.at
            session = fact.data["signed_in_at"]
            assert (fact.state == "offline") == (session is None)
            if signed_in_at is not None and session is not None:
                assert session == signed_in_at, "one session runs into another without a sign-out"
            elif session is None:
                assert signed_in_at is not None, "signed out twice"
            signed_in_at = session
        person = floor.person(agent)
        assert (person is None) == (not mine)
        if person is not None:
            started = mine[0].at
            for before, fact in pairwise(mine):
                if (before.state, before.reason) != (fact.state, fact.reason):
                    started = fact.at
            assert person.since == started


@given(stories, rules)
def test_agent_time_adds_up_to_the_session_whatever_happens(
    story: list[Happening], rules: FloorRules
) -> None:
    floor, facts = lived(story, rules)
    facts.extend(floor.tick(at(900)).facts)
    for agent in AGENTS:
        hold_together(facts_of(facts, agent), at(1_000))


@given(stories, rules)
def test_nobody_is_made_ready_who_did_not_choose_it(story: list[Happening], rules: FloorRules) -> None:
    """Whoever chose a break is never available before they chose otherwise; nor is anybody who wraps up."""
    _, facts = lived(story, rules)
    for fact in facts:
        if isinstance(fact, AgentStateFact) and fact.state == "available":
            assert fact.data["chosen"] == "ready"
            assert fact.data["wrap_up"] is None
            assert fact.data["system_pause"] is None
            assert not fact.data["is_not_answering"]


@given(stories)
def test_the_state_shown_is_the_first_that_applies(story: list[Happening]) -> None:
    floor, _ = lived(story)
    for person in floor.view(at(600)).people:
        roles = set()
        for call in floor.calls_of(person.agent):
            (role,) = [party.role for party in call.parties if party.agent == person.agent]
            held = role == "talking" and call.state == "held"
            roles.add("holding" if held else "talking" if role == "consulted" else role)
        by_call = next((s for s in ("talking", "dialling", "ringing", "holding") if s in roles), None)
        if person.state == "lost_link":
            continue
        if by_call:
            assert person.state == by_call
        elif person.wrap_up_call_id:
            assert person.state == "wrap_up"
        else:
            assert person.state in {"paused", "available"}
            assert person.chosen != "break" or person.state == "paused"


@given(stories, rules)
def test_the_facts_alone_bring_the_floor_back(story: list[Happening], rules: FloorRules) -> None:
    floor, facts = lived(story, rules)
    kept = msgspec.json.decode(msgspec.json.encode(facts), type=list[CallFact | AgentStateFact])
    again = LiveFloor.restore(kept, queues=QUEUES, rules=rules)
    assert shown(again) == shown(floor)
    for agent in AGENTS:
        assert again.person(agent) == floor.person(agent)
    for happening in [("event", at(700), event) for event in ends()]:
        assert apply(again, happening) == apply(floor, happening)


def shown(floor: LiveFloor) -> Any:
    view = floor.view(at(600))
    return sorted(view.calls, key=lambda call: call.call_id), view.queues, view.people


def ends() -> list[ev.CallEnded]:
    return [ev.CallEnded(call_id=call_id, at=at(700), by="caller") for call_id in ("c1", "c2", "c3")]


@given(stories)
def test_each_call_counts_its_facts_from_one_and_each_offer_has_one_end(story: list[Happening]) -> None:
    floor, facts = lived(story)
    for event in ends():
        facts.extend(floor.apply(event).facts)
    for call_id in ("c1", "c2", "c3"):
        mine = [fact for fact in facts if isinstance(fact, CallFact) and fact.call_id == call_id]
        assert [fact.seq for fact in mine] == list(range(1, len(mine) + 1))
        for fact in mine:
            if fact.kind == "call_ended":
                outcomes = [visit["outcome"] for visit in fact.data["visits"]]
                assert set(outcomes) <= {"answered", "abandoned", "flowed_out", "followed_up"}
                assert outcomes.count("abandoned") == sum(f.kind == "call_abandoned" for f in mine)
    assert all(floor.queue(queue.name).waiting == 0 for queue in QUEUES)
