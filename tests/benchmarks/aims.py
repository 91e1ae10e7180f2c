"""What the figures should come to, and the summary people read."""

from __future__ import annotations

from typing import Any

_Aim = tuple[str, tuple[str, ...], float, str, str]
"""A part, where in its result, the aim, its unit, and what people read."""

_AIMS: tuple[_Aim, ...] = (
    ("pop", ("customers", "*", "posted_to_panel", "p95"), 100.0, "ms", "pop, p95 with the most customers"),
    ("pop", ("ratio", "median"), 1.5, "", "pop, most to least customers"),
    ("wire", ("rates", "5", "wire_to_panel", "p95"), 100.0, "ms", "exchange to pop at 5 calls a second, p95"),
    ("wire", ("rates", "5", "frame", "p99"), 33.0, "ms", "a frame at 5 calls a second, p99"),
    ("wire", ("rates", "5", "missed"), 0.0, "", "pops missed at 5 calls a second"),
    ("wire", ("rates", "5", "wrong"), 0.0, "", "pops wrong at 5 calls a second"),
    ("start", ("ratio",), 8.0, "", "start to usable, to an empty window"),
    ("memory", ("most_rss_mb",), 250.0, "MB", "memory with the demo open"),
    ("queue", ("frame", "p95"), 16.0, "ms", "queue of 100,000: frame, p95"),
    ("queue", ("filter", "p95"), 150.0, "ms", "queue of 100,000: key press to filtered, p95"),
    ("timeline", ("work", "p99"), 16.0, "ms", "timeline of 10,000: work of a frame, p99"),
    ("queue", ("room_frame", "p99"), 16.0, "ms", "list of 100,000 tickets: frame, p99"),
    ("queue", ("room_filter", "p95"), 400.0, "ms", "list of 100,000 tickets: key press to filtered, p95"),
    ("queue", ("theme_change", "p95"), 150.0, "ms", "theme change, p95"),
    ("replica", ("ratio",), 1.5, "", "start on a large replica, to a small one"),
    ("streams", ("readers", "*", "late", "p99"), 250.0, "ms", "a frame at the most readers, p99"),
    ("search", ("customers", "*", "misspelt", "p95"), 50.0, "ms", "search with a slip, most customers, p95"),
    ("search", ("customers", "*", "exact", "p95"), 50.0, "ms", "search without one, most customers, p95"),
    ("search", ("replica", "misspelt", "p95"), 50.0, "ms", "search with a slip, from the replica, p95"),
    ("duplicates", ("growth",), 1.3, "", "duplicate pass, time to rows from a tenth"),
    ("customer", ("sizes", "*", "bundle", "p95"), 50.0, "ms", "a customer whole, from central, p95"),
    ("customer", ("sizes", "*", "replica", "p95"), 20.0, "ms", "a customer whole, from the replica, p95"),
    ("customer", ("growth", "bundle", "p95"), 1.5, "", "a customer whole at central, from a tenth"),
    ("import", ("growth",), 1.3, "", "import, processor time to rows from a tenth"),
    ("import", ("memory_growth",), 1.2, "", "import, memory with ten times the file"),
    (
        "pass",
        ("tickets", "*", "nothing_with_clocks", "pass_s"),
        5.0,
        "s",
        "what time does to most tickets, a pass",
    ),
    ("stored_duplicates", ("growth",), 1.3, "", "duplicates in the store, time to rows from a tenth"),
)

_AT_LEAST: tuple[_Aim, ...] = (
    ("ami", ("events_a_second", "routed", "median"), 100_000.0, "", "exchange events read a second"),
    ("sync", ("ratio", "push"), 1.0, "", "pushes, durable, to PouchDB's"),
    ("sync", ("ratio", "pull"), 10.0, "", "pulls to PouchDB's"),
    ("sync", ("ratio", "snapshot"), 10.0, "", "snapshot to PouchDB's pull"),
    *(
        ("tickets", ("ratio", "as_it_works", way), 10.0, "", f"tickets to Request Tracker's: {way}")
        for way in ("create", "list", "search", "update")
    ),
    *(
        ("tickets", ("ratio", "one_at_a_time", way), 10.0, "", f"the same, one at a time: {way}")
        for way in ("create", "update")
    ),
    ("price", ("line", "r_squared"), 0.98, "", "cost an agent, how straight the line is"),
    ("search", ("customers", "*", "recall_at_5"), 0.95, "", "search, one slip, found among five"),
    ("duplicates", ("rightness", "febrl_dataset1", "precision"), 0.99, "", "duplicates, Febrl 1, precision"),
    ("duplicates", ("rightness", "febrl_dataset1", "recall"), 0.97, "", "duplicates, Febrl 1, recall"),
    ("duplicates", ("rightness", "febrl_dataset3", "precision"), 0.99, "", "duplicates, Febrl 3, precision"),
    ("duplicates", ("rightness", "febrl_dataset3", "recall"), 0.97, "", "duplicates, Febrl 3, recall"),
)
"""The same, where more is better."""


def aims(results: dict[str, Any]) -> list[dict[str, Any]]:
    """Each aim whose measurement was made: what was found, the aim, and whether it was met."""
    found: list[dict[str, Any]] = []
    for name, path, aim, unit, words in _AIMS:
        if name in results:
            value = _at(results[name], path)
            found.append({"what": words, "found": value, "aim": aim, "unit": unit, "is_met": value <= aim})
    for name, path, aim, unit, words in _AT_LEAST:
        # A peer that could not be brought up leaves no ratio.
        if name in results and path[0] in results[name]:
            value = _at(results[name], path)
            found.append({"what": words, "found": value, "aim": aim, "unit": unit, "is_met": value >= aim})
    return found


def table(found: dict[str, Any]) -> str:
    """The summary: one line an aim, then what the machine was busy with."""
    lines = [""]
    for aim in found["aims"]:
        mark = "ok  " if aim["is_met"] else "MISS"
        value = f"{aim['found']:.1f} {aim['unit']}".strip()
        lines.append(f"  {mark} {aim['what']:<48} {value:>10}   aim {aim['aim']:g} {aim['unit']}".rstrip())
    for name, reason in found["failed"].items():
        lines.append(f"  FAIL {name}: {reason}")
    for name, result in found["results"].items():
        if "peer_not_measured" in result:
            lines.append(f"  NOTE {name}: the peer could not be measured: {result['peer_not_measured']}")
    before, after = found["load_before"], found["load_after"]
    cores = found["machine"]["cores"]
    lines.append(f"\n  {cores} cores, load {before} before and {after} after, {found['took_s']:.0f} s")
    if before and before[0] > cores:
        lines.append("  The machine was busy with other work: times are too long; trust the ratios.")
    return "\n".join(lines)


def _at(result: Any, path: tuple[str, ...]) -> float:
    for step in path:
        # The star is the largest size that was measured.
        result = result[max(result, key=int) if step == "*" else step]
    return float(result)
