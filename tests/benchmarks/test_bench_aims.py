"""The summary of a run: aims are held against what was found, and a peer that was not there is named."""

from __future__ import annotations

from typing import Any

from tests.benchmarks.aims import aims, table


def found(results: dict[str, Any]) -> dict[str, Any]:
    return {
        "results": results,
        "aims": aims(results),
        "failed": {},
        "load_before": [0.1],
        "load_after": [0.2],
        "machine": {"cores": 2},
        "took_s": 1.0,
    }


def test_the_largest_size_is_what_counts() -> None:
    sizes = {"2000": {"bundle": {"p95": 80.0}}, "20000": {"bundle": {"p95": 40.0}, "replica": {"p95": 21.0}}}
    result = {"customer": {"sizes": sizes, "growth": {"bundle": {"p95": 0.5}}}}
    met = {aim["what"]: aim["is_met"] for aim in aims(result)}
    assert met == {
        "a customer whole, from central, p95": True,
        "a customer whole, from the replica, p95": False,
        "a customer whole at central, from a tenth": True,
    }


def test_tickets_are_held_against_the_peer_at_ten_times_its_rate() -> None:
    ways = {"create": 50.0, "list": 11.0, "search": 9.0, "update": 10.0}
    result = {"tickets": {"ratio": {"as_it_works": ways, "one_at_a_time": ways}}}
    missed = {aim["what"] for aim in aims(result) if not aim["is_met"]}
    assert missed == {"tickets to Request Tracker's: search"}
    assert "MISS tickets to Request Tracker's: search" in table(found(result))


def test_a_peer_that_could_not_be_brought_up_has_no_ratio_and_is_named() -> None:
    result = {"tickets": {"peer_not_measured": "there is no apt-get here"}}
    assert aims(result) == []
    assert "tickets: the peer could not be measured: there is no apt-get here" in table(found(result))
