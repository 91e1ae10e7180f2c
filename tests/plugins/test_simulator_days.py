"""Days made at once: arrivals by the profile, facts that the floor takes whole."""

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from agent_desktop.core.errors import KnownError
from agent_desktop.telephony.events import AgentStateReported, CallEvent, CallQueued
from agent_desktop.telephony.facts import CallFact, Fact
from agent_desktop.telephony.floor import LiveFloor
from plugins.simulator.arrivals import Arrivals, profile_of, read_profile
from plugins.simulator.history import simulate_day

AGENTS = {"ada": "Ada Lindt", "ben": "Ben Okoro", "cyd": "Cyd Young", "dev": "Dev Rao"}
MONDAY = date(2026, 3, 2)


def test_the_profile_is_the_banks_and_its_mean_is_one() -> None:
    profile = read_profile()
    assert len(profile.shape) == 169
    assert profile.opens_s == 7 * 3600
    assert sum(profile.shape) / len(profile.shape) == pytest.approx(1.0)
    busiest = profile.opens_s + profile.bin_s * profile.shape.index(max(profile.shape))
    assert 9 * 3600 < busiest < 13 * 3600
    assert profile.rate(10 * 3600, 0) > profile.rate(20 * 3600, 0) > profile.rate(3 * 3600, 0)


def test_a_profile_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "profile.json"
    path.write_text("{}")
    with pytest.raises(KnownError, match="profile"):
        read_profile(path)
    with pytest.raises(ValueError, match="bins"):
        profile_of([0, 0])


def test_calls_arrive_in_proportion_to_the_profile() -> None:
    """Two bins of one hour, one three times as busy: the share of calls follows within four sigma."""
    profile = profile_of([1, 3], bin_s=3600)
    arrivals = Arrivals(profile, random.Random(5), mean_per_s=1.0, day_s=0.0, weekday=0)
    counts, t = [0, 0], arrivals.next_after(0.0)
    while t is not None and t < 7200:
        counts[int(t // 3600)] += 1
        t = arrivals.next_after(t)
    total = sum(counts)
    assert abs(total - 7200) < 4 * 7200**0.5
    assert abs(counts[1] - total * 0.75) < 4 * (total * 0.75 * 0.25) ** 0.5


def test_a_day_is_the_same_for_the_same_seed_and_other_for_another() -> None:
    def day(seed: int) -> list[object]:
        return list(simulate_day(None, AGENTS, ["support", "sales"], seed, MONDAY, ["+442079460018"]))

    assert day(1) == day(1)
    assert day(1) != day(2)


def test_the_floor_takes_every_event_of_a_day_and_nobody_is_left_over() -> None:
    events = simulate_day(None, AGENTS, ["support", "sales"], 3, MONDAY, ["+442079460018"])
    floor, facts = LiveFloor(), list[Fact]()
    for event in events:
        step = floor.apply(event, "simulator")
        assert step.verdict == "accepted", (event, step.reason)
        facts += step.facts
    view = floor.view(events[-1].at)
    assert (view.calls, view.people) == ((), ())
    outcomes = [
        fact.data["outcome"] for fact in facts if isinstance(fact, CallFact) and fact.kind == "call_ended"
    ]
    assert len(outcomes) > 100
    assert outcomes.count("answered") > outcomes.count("abandoned") > 0
    assert {fact.agent for fact in facts if isinstance(fact, CallFact) and fact.kind == "wrapped_up"} == set(
        AGENTS
    )


def test_a_day_so_far_ends_now_with_whole_calls() -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    events = simulate_day(None, AGENTS, ["support"], 3, MONDAY, [], until=noon)
    assert max(event.at for event in events) == noon
    assert min(event.at for event in events) >= noon - timedelta(hours=5)
    queued = {event.call_id for event in events if isinstance(event, CallQueued)}
    assert queued == {event.call_id for event in events if isinstance(event, CallEvent)}
    ended = [event for event in events if event.__struct_config__.tag == "call_ended"]
    assert len(ended) == len(queued)
    assert isinstance(events[-1], AgentStateReported)
    early = datetime(2026, 3, 2, 6, tzinfo=UTC)
    assert simulate_day(None, AGENTS, ["support"], 3, MONDAY, [], until=early) == []


def test_opening_is_in_the_sites_own_time() -> None:
    events = simulate_day(None, AGENTS, ["support"], 3, date(2026, 7, 6), [], timezone="Europe/Berlin")
    assert min(event.at for event in events) >= datetime(2026, 7, 6, 5, tzinfo=UTC)
    assert min(event.at for event in events) < datetime(2026, 7, 6, 5, 15, tzinfo=UTC)
