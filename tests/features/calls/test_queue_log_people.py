"""A queue_log's members, pauses and calls become one unbroken sequence of states of each person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_desktop.core.errors import Invalid
from agent_desktop.features.calls.queue_log_lines import LogLine, read_line
from agent_desktop.features.calls.queue_log_people import PeopleOfLog, Told
from agent_desktop.features.workforce.agent_time import seconds_by_state, segments
from agent_desktop.telephony.facts import AgentStateFact

REAL = Path(__file__).parents[2] / "data" / "queue_log" / "asterisk-22.txt"
UTC_ZONE = ZoneInfo("UTC")
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
END = START + timedelta(days=30)


def line(seconds: float, *cells: object) -> LogLine:
    text = "|".join([f"{START.timestamp() + seconds:.0f}", *map(str, cells)])
    return read_line(1, text, UTC_ZONE)


def known(name: str) -> str:
    if name == "Sam Same":
        raise Invalid("agent", "Several people are called so.")
    return {"PJSIP/1001": "ada", "Ada": "ada"}.get(name, name)


def facts_of(
    lines: Sequence[LogLine], told: dict[str, Told] | None = None
) -> list[tuple[str, AgentStateFact]]:
    people = PeopleOfLog(known, told or {})
    for one in lines:
        people.take(one)
    if lines:
        people.end(max(one.at for one in lines))
    return people.drain()


def stretches(
    facts: Sequence[tuple[str, AgentStateFact]], agent: str = "ada"
) -> list[tuple[str, float, str]]:
    """State, seconds and reason or call of each segment, as the figures see them."""
    own = sorted((fact for one, fact in facts if one == agent), key=lambda fact: fact.at)
    return [
        (one.state, (one.until - one.since).total_seconds(), one.reason or one.call_id or "")
        for one in segments(own, START, END)
    ]


def test_a_shift_is_one_sequence_of_states() -> None:
    lines = [
        line(0, "MANAGER", "support", "Ada", "ADDMEMBER", ""),
        line(0, "MANAGER", "sales", "Ada", "ADDMEMBER", ""),
        line(60, "1.1", "support", "PJSIP/1001", "CONNECT", 5, "1.2", 3),
        line(120, "1.1", "support", "PJSIP/1001", "COMPLETECALLER", 5, 60, 1),
        line(180, "NONE", "NONE", "Ada", "PAUSEALL", "lunch"),
        line(180, "NONE", "support", "Ada", "PAUSE", "lunch"),
        line(180, "NONE", "sales", "Ada", "PAUSE", "lunch"),
        line(480, "NONE", "NONE", "Ada", "UNPAUSEALL", ""),
        line(480, "NONE", "support", "Ada", "UNPAUSE", ""),
        line(600, "MANAGER", "support", "Ada", "REMOVEMEMBER", ""),
        line(660, "MANAGER", "sales", "Ada", "REMOVEMEMBER", ""),
        line(900, "NONE", "NONE", "NONE", "CONFIGRELOAD", ""),
    ]
    assert stretches(facts_of(lines)) == [
        ("available", 60, ""),
        ("talking", 60, "1.1"),
        ("available", 60, ""),
        ("paused", 300, "lunch"),
        ("available", 180, ""),
    ]


def test_paused_in_one_of_two_queues_is_available() -> None:
    lines = [
        line(0, "X", "support", "Ada", "ADDMEMBER", ""),
        line(0, "X", "sales", "Ada", "ADDMEMBER", "PAUSED"),
        line(30, "X", "support", "Ada", "PAUSE", "Auto-Pause"),
        line(50, "X", "sales", "Ada", "UNPAUSE", ""),
        line(70, "X", "NONE", "NONE", "CONFIGRELOAD", ""),
    ]
    assert stretches(facts_of(lines)) == [
        ("available", 30, ""),
        ("paused", 20, "Auto-Pause"),
        ("available", 20, ""),
    ]


@pytest.mark.parametrize(
    ("login", "logoff"),
    [("AGENTLOGIN", "AGENTLOGOFF"), ("AGENTCALLBACKLOGIN", "AGENTCALLBACKLOGOFF")],
)
def test_an_agent_who_logs_in_is_signed_in_until_they_log_off(login: str, logoff: str) -> None:
    lines = [
        line(0, "X", "NONE", "Ada", login, "PJSIP/1001"),
        line(90, "X", "NONE", "Ada", logoff, "PJSIP/1001", 90),
        line(200, "X", "NONE", "NONE", "CONFIGRELOAD"),
    ]
    assert stretches(facts_of(lines)) == [("available", 90, "")]


@pytest.mark.parametrize(
    "end", ["COMPLETECALLER", "COMPLETEAGENT", "TRANSFER", "BLINDTRANSFER", "ATTENDEDTRANSFER"]
)
def test_who_was_never_added_is_there_for_their_calls(end: str) -> None:
    lines = [
        line(0, "1.1", "support", "Ada", "CONNECT", 5, "1.2", 3),
        line(60, "1.1", "support", "Ada", end, 1, 2, 3, 4),
        line(200, "X", "NONE", "NONE", "CONFIGRELOAD"),
    ]
    assert stretches(facts_of(lines)) == [("talking", 60, "1.1")]


def test_two_calls_at_once_and_one_that_ends_under_another_id() -> None:
    lines = [
        line(0, "1.1", "support", "Ada", "CONNECT", 5, "1.2", 3),
        line(10, "2.1", "support", "Ada", "CONNECT", 5, "2.2", 3),
        line(20, "9.9", "support", "Ada", "COMPLETECALLER", 5, 20, 1),
        line(50, "2.1", "support", "Ada", "COMPLETECALLER", 5, 40, 1),
        line(60, "2.1", "support", "Ada", "COMPLETECALLER", 5, 40, 1),
    ]
    assert stretches(facts_of(lines)) == [("talking", 10, "1.1"), ("talking", 40, "2.1")]


def test_a_call_whose_end_was_never_logged_does_not_go_on_for_ever() -> None:
    lines = [
        line(0, "1.1", "support", "Ada", "CONNECT", 5, "1.2", 3),
        line(36_000, "2.1", "support", "Ada", "CONNECT", 5, "2.2", 3),
        line(36_060, "2.1", "support", "Ada", "COMPLETECALLER", 5, 60, 1),
        line(36_100, "X", "NONE", "NONE", "CONFIGRELOAD"),
    ]
    assert stretches(facts_of(lines))[-1] == ("talking", 60, "2.1")


def test_a_start_of_the_exchange_signs_everybody_out() -> None:
    lines = [
        line(0, "X", "support", "Ada", "ADDMEMBER", ""),
        line(0, "X", "support", "Ben", "ADDMEMBER", ""),
        line(5, "1.1", "support", "Ben", "CONNECT", 5, "1.2", 3),
        line(40, "NONE", "NONE", "NONE", "QUEUESTART", ""),
        line(90, "X", "support", "Ada", "ADDMEMBER", ""),
        line(100, "X", "support", "Ada", "REMOVEMEMBER", ""),
    ]
    assert stretches(facts_of(lines)) == [("available", 40, ""), ("available", 10, "")]
    assert stretches(facts_of(lines), "Ben") == [("available", 5, ""), ("talking", 35, "1.1")]


def test_a_name_several_people_bear_is_nobodys() -> None:
    assert facts_of([line(0, "X", "support", "Sam Same", "ADDMEMBER", "")]) == []


def test_what_a_live_floor_told_is_never_added_to() -> None:
    lines = [
        line(0, "X", "support", "Ada", "ADDMEMBER", ""),
        line(50, "X", "support", "Ada", "PAUSE", "lunch"),
        line(150, "X", "support", "Ada", "UNPAUSE", ""),
    ]
    live = START + timedelta(seconds=100)
    facts = facts_of(lines, {"ada": Told(live_from=live)})
    assert stretches(facts)[0] == ("available", 50, "")
    assert [fact.state for _, fact in facts] == ["available", "paused", "offline"]
    assert max(fact.at for _, fact in facts) < live


def test_the_names_in_the_facts_are_no_live_persons() -> None:
    facts = facts_of([line(0, "X", "support", "ada", "ADDMEMBER", "")])
    assert {fact.agent for _, fact in facts} == {"import:ada"}


def test_a_real_logs_people_add_up() -> None:
    lines = [read_line(n, text, UTC_ZONE) for n, text in enumerate(REAL.read_text().splitlines(), start=1)]
    facts = facts_of(lines)
    first, last = lines[0].at, lines[-1].at
    own = [fact for agent, fact in facts if agent == "Agent 1001"]
    seconds = seconds_by_state(segments(own, first, last))
    assert set(seconds) == {"available", "talking", "paused"}
    connected = sum(
        int(one.details[{"BLINDTRANSFER": 3, "ATTENDEDTRANSFER": 3}.get(one.event, 1)])
        for one in lines
        if one.agent == "Agent 1001"
        and one.event in {"COMPLETECALLER", "COMPLETEAGENT", "BLINDTRANSFER", "ATTENDEDTRANSFER"}
    )
    calls = sum(one.event == "CONNECT" and one.agent == "Agent 1001" for one in lines)
    assert seconds["talking"] == pytest.approx(connected, abs=calls), "each end is right to a second"


LINES = st.lists(
    st.tuples(
        st.integers(0, 50),
        st.sampled_from(["1.1", "1.2", "1.3"]),
        st.sampled_from(["support", "sales", "NONE"]),
        st.sampled_from(["Ada", "PJSIP/1001", "Ben"]),
        st.sampled_from(
            ["ADDMEMBER", "REMOVEMEMBER", "PAUSE", "UNPAUSE", "PAUSEALL", "UNPAUSEALL", "AGENTLOGIN",
             "AGENTLOGOFF", "CONNECT", "COMPLETECALLER", "QUEUESTART"]
        ),
    ),
    min_size=1,
    max_size=30,
)  # fmt: skip


def timed(story: Sequence[tuple[int, str, str, str, str]]) -> list[LogLine]:
    at, lines = 0, []
    for passed, *cells in story:
        at += passed
        lines.append(line(at, *cells))
    return lines


@given(LINES)
@settings(deadline=None, max_examples=150)
def test_states_leave_no_gap_do_not_overlap_and_add_up(story: list[tuple[int, str, str, str, str]]) -> None:
    lines = timed(story)
    facts = facts_of(lines)
    for agent in ("ada", "Ben"):
        own = [fact for one, fact in facts if one == agent]
        assert [fact.at for fact in own] == sorted(fact.at for fact in own)
        if own:
            assert own[-1].state == "offline", "what comes after the log is not known"
        assert all(one != two for one, two in pairwise(own))


@given(LINES, st.data())
@settings(deadline=None, max_examples=200)
def test_importing_a_log_as_it_grows_comes_to_the_same_as_all_at_once(
    story: list[tuple[int, str, str, str, str]], data: st.DataObject
) -> None:
    lines = timed(story)
    whole = facts_of(lines)
    cut = data.draw(st.integers(1, len(lines)))
    # What is written in the second that an import ended in can come to be told a second late; whole seconds here.
    while cut < len(lines) and lines[cut].at == lines[cut - 1].at:
        cut += 1
    first = facts_of(lines[:cut])
    told = {
        agent: Told(imported_until=max(fact.at for one, fact in first if one == agent))
        for agent in {one for one, _ in first}
    }
    both = [*first, *facts_of(lines, told)]
    again = {
        agent: Told(imported_until=max(fact.at for one, fact in both if one == agent))
        for agent in {one for one, _ in both}
    }
    assert facts_of(lines, again) == [], "the same log once more adds nothing"
    for agent in ("ada", "Ben"):
        # An import that ends signs everybody out, which parts a stretch of time and takes none of it away.
        assert joined(stretches(both, agent)) == joined(stretches(whole, agent))


def joined(parts: list[tuple[str, float, str]]) -> list[tuple[str, float, str]]:
    """Neighbours that say the same are one."""
    return [
        (state, sum(seconds for _state, seconds, _reason in same), reason)
        for (state, reason), same in groupby(parts, key=lambda part: (part[0], part[2]))
    ]
