"""A queue_log's lines become the facts that the exchange itself would have told of the same calls."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_desktop.core.errors import Invalid
from agent_desktop.features.calls.queue_log import GRACE, LOST_AFTER, CallsOfLog, ToldCall
from agent_desktop.features.calls.queue_log_lines import read_line
from agent_desktop.features.calls.visits import HandlingRow, VisitRow, project

FOLDER = Path(__file__).parents[2] / "data" / "queue_log"
UTC_ZONE = ZoneInfo("UTC")
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
NOT_TOLD_ALIKE = {"grab-from-queue", "hold-by-pbx", "park-and-retrieve", "restart-of-the-pbx"}


def line(seconds: float, *cells: object) -> str:
    return "|".join([f"{START.timestamp() + seconds:.0f}", *map(str, cells)])


def told(*texts: str, log: CallsOfLog | None = None) -> list[ToldCall]:
    """The calls of some lines, after enough time for each to be over."""
    log = log or CallsOfLog("DE")
    found: list[ToldCall] = []
    for number, text in enumerate(texts, start=1):
        found += log.take(read_line(number, text, UTC_ZONE))
    assert log.latest is not None
    return [*found, *log.settle(log.latest + GRACE + timedelta(seconds=1))]


def the_call(*texts: str) -> tuple[list[VisitRow], list[HandlingRow]]:
    (call,) = told(*texts)
    assert [fact.seq for fact in call.facts] == list(range(1, len(call.facts) + 1))
    assert {fact.connector for fact in call.facts} == {"import"}
    return project(call.facts)


def visits(*texts: str) -> list[tuple[str, str | None, float]]:
    rows, _ = the_call(*texts)
    return [
        (row.queue, row.outcome, (row.left_at - row.queued_at).total_seconds()) for row in rows if row.left_at
    ]


ENTERED = line(0, "1.1", "support", "NONE", "ENTERQUEUE", "", "+49 30 123456", 1)
CONNECTED = line(12, "1.1", "support", "PJSIP/1001", "CONNECT", 12, "1.2", 4)


@pytest.mark.parametrize("version", ["22", "16"])
def test_a_real_log_tells_of_each_call_what_the_exchange_told_live(version: str) -> None:
    """The log and the live telling of one and the same run of a real exchange, call by call.

    Times may differ by the second that the log counts in. What the two cannot agree on is what one of them does
    not know: the log, that a caller was taken out of the queue by hand and how a parked call went on; the live
    telling, what happened as the exchange was shut down.
    """
    log = CallsOfLog("DE")
    calls = told(*(FOLDER / f"asterisk-{version}.txt").read_text().splitlines(), log=log)
    assert log.still_open == 0
    projected = {call.call_id: project(call.facts) for call in calls}
    compared = 0
    with (FOLDER / f"asterisk-{version}.tsv").open(newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            if row["scenario"] in NOT_TOLD_ALIKE:
                continue
            rows, parts = projected[row["call"]]
            (visit,) = [one for one in rows if one.queue == row["queue"]]
            assert visit.left_at is not None
            waited_s = (visit.left_at - visit.queued_at).total_seconds()
            assert visit.outcome == row["outcome"], row
            assert waited_s == pytest.approx(float(row["wait_s"]), abs=1.01), row
            if row["talk_s"]:
                (part,) = [one for one in parts if one.queue == row["queue"]]
                assert part.talk_s == pytest.approx(float(row["talk_s"]), abs=1.01), row
                assert (part.transferred or "") == row["transferred"], row
            compared += 1
    assert compared >= 35


def test_who_is_answered_waited_from_entry_to_connection_and_talked_from_there() -> None:
    ended = line(72, "1.1", "support", "PJSIP/1001", "COMPLETECALLER", 12, 60, 1)
    rows, parts = the_call(ENTERED, CONNECTED, ended)
    (visit,), (part,) = rows, parts
    assert (visit.outcome, visit.agent, visit.caller) == ("answered", "PJSIP/1001", "+4930123456")
    assert (visit.queued_at, visit.answered_at) == (START, START + timedelta(seconds=12))
    assert (part.agent, part.talk_s, part.after_call_s) == ("PJSIP/1001", 60.0, 0.0)
    assert part.handled_at == START + timedelta(seconds=72)


@pytest.mark.parametrize(
    ("event", "details", "outcome"),
    [
        ("ABANDON", (1, 1, 30), "abandoned"),
        ("EXITWITHTIMEOUT", (1, 1, 30), "flowed_out"),
        ("EXITEMPTY", (1, 1, 30), "flowed_out"),
        ("EXITWITHKEY", (9, 1, 1, 30), "flowed_out"),
        ("SYSCOMPAT", (), "flowed_out"),
    ],
)
def test_how_a_caller_left_the_queue(event: str, details: tuple[int, ...], outcome: str) -> None:
    assert visits(ENTERED, line(30, "1.1", "support", "NONE", event, *details)) == [("support", outcome, 30)]


def test_a_call_the_exchange_dropped_is_not_abandoned_though_the_log_says_so_too() -> None:
    dropped = line(30, "1.1", "support", "SIP/8001", "SYSCOMPAT")
    lines = (ENTERED, dropped, line(30, "1.1", "support", "NONE", "ABANDON", 1, 1, 30))
    assert visits(*lines) == [("support", "flowed_out", 30)]
    (call,) = told(*lines)
    (ended,) = [fact for fact in call.facts if fact.kind == "call_ended"]
    assert (ended.data["by"], ended.data["cause"]) == ("exchange", "failed")


@pytest.mark.parametrize(
    ("event", "details", "transferred"),
    [
        ("COMPLETEAGENT", (12, 60, 1), None),
        ("COMPLETECALLER", (12, 60), None),  # before 1.6 without the position
        ("TRANSFER", ("1002", "agents", 12, 60), "blind"),  # before 1.8
        ("TRANSFER", ("1002", "agents", 12, 60, 1), "blind"),  # up to 11
        ("BLINDTRANSFER", ("1002", "agents", 12, 60, 1), "blind"),  # from 12 on
        ("ATTENDEDTRANSFER", ("BRIDGE", "4d52cda5", 12, 60, 1), "warm"),
        ("ATTENDEDTRANSFER", ("APP", "Queue", 12, 60, 1), "warm"),
        ("ATTENDEDTRANSFER", ("LINK", "Local/a;1", 12, 60, 1), "warm"),
    ],
)
def test_how_an_agents_part_ended(event: str, details: tuple[object, ...], transferred: str | None) -> None:
    ended = line(72, "1.1", "support", "PJSIP/1001", event, *details)
    for lines in ((ENTERED, CONNECTED, ended), (ENTERED, ended), (CONNECTED, ended), (ended,)):
        rows, (part,) = the_call(*lines)
        assert [(row.outcome, row.queued_at) for row in rows] == [("answered", START)], lines
        assert (part.talk_s, part.transferred) == (60.0, transferred), lines


@pytest.mark.parametrize("event", ["ABANDON", "EXITWITHTIMEOUT", "EXITEMPTY"])
def test_a_call_whose_entry_is_in_an_older_file_is_known_by_how_long_it_waited(event: str) -> None:
    rows, _ = the_call(line(30, "1.1", "support", "NONE", event, 1, 2, 30))
    assert [(row.queued_at, row.caller) for row in rows] == [(START, None)]


def test_ringing_without_an_answer_is_told_of_the_agent_and_the_call_waits_on() -> None:
    (call,) = told(
        ENTERED,
        line(5, "1.1", "support", "PJSIP/1001", "RINGNOANSWER", 5000),
        line(9, "1.1", "support", "PJSIP/1002", "AGENTDUMP"),
        line(20, "1.1", "support", "PJSIP/1003", "RINGCANCELED", 2000),
        line(20, "1.1", "support", "NONE", "ABANDON", 1, 1, 20),
    )
    assert [(fact.kind, fact.agent, fact.data.get("reason")) for fact in call.facts[1:6]] == [
        ("call_ringing", "PJSIP/1001", None),
        ("call_not_answered", "PJSIP/1001", "timeout"),
        ("call_ringing", "PJSIP/1002", None),
        ("call_not_answered", "PJSIP/1002", "rejected"),
        ("call_ringing", "PJSIP/1003", None),
    ]
    assert call.facts[-1].kind == "call_abandoned"


def test_a_call_that_goes_on_to_another_queue_is_one_call_of_two_visits() -> None:
    rows, parts = the_call(
        ENTERED,
        line(30, "1.1", "support", "NONE", "EXITWITHTIMEOUT", 1, 1, 30),
        line(33, "1.1", "sales", "NONE", "ENTERQUEUE", "", "+4930123456", 1),
        line(43, "1.1", "sales", "PJSIP/1002", "CONNECT", 10, "1.3", 3),
        line(63, "1.1", "sales", "PJSIP/1002", "COMPLETEAGENT", 10, 20, 1),
    )
    assert [(row.queue, row.outcome, row.final_outcome) for row in rows] == [
        ("support", "flowed_out", "answered"),
        ("sales", "answered", "answered"),
    ]
    assert rows[0].final_left_at == START + timedelta(seconds=43)
    assert [(part.queue, part.talk_s) for part in parts] == [("sales", 20.0)]


@pytest.mark.parametrize(
    ("event", "details", "transferred"),
    [
        ("BLINDTRANSFER", ("8002", "agents", 12, 60, 1), "blind"),
        ("COMPLETEAGENT", (12, 60, 1), "blind"),  # the agent hung up and the exchange queued the caller anew
    ],
)
def test_a_call_passed_to_a_queue_is_handled_by_two(
    event: str, details: tuple[object, ...], transferred: str
) -> None:
    rows, parts = the_call(
        ENTERED,
        CONNECTED,
        line(72, "1.1", "support", "PJSIP/1001", event, *details),
        line(75, "1.1", "sales", "NONE", "ENTERQUEUE", "", "+4930123456", 1),
        line(80, "1.1", "sales", "PJSIP/1002", "CONNECT", 5, "1.3", 3),
        line(110, "1.1", "sales", "PJSIP/1002", "COMPLETECALLER", 5, 30, 1),
    )
    assert [(row.queue, row.outcome) for row in rows] == [("support", "answered"), ("sales", "answered")]
    assert rows[1].queued_at == START + timedelta(seconds=75)
    assert [(part.agent, part.talk_s, part.transferred) for part in parts] == [
        ("PJSIP/1001", 60.0, transferred),
        ("PJSIP/1002", 30.0, None),
    ]


def test_a_call_that_ends_under_another_channels_id_is_still_one_call() -> None:
    ended = line(72, "9.9", "support", "PJSIP/1001", "COMPLETECALLER", 12, 60, 1)
    (call,) = told(ENTERED, CONNECTED, ended)
    rows, parts = project(call.facts)
    assert (call.call_id, [(row.outcome, row.caller) for row in rows]) == (
        "1.1",
        [("answered", "+4930123456")],
    )
    assert [part.talk_s for part in parts] == [60.0]


def test_a_call_is_held_back_while_it_may_go_on() -> None:
    log = CallsOfLog("DE")
    exited = line(30, "1.1", "support", "NONE", "EXITWITHTIMEOUT", 1, 1, 30)
    assert [log.take(read_line(1, text, UTC_ZONE)) for text in (ENTERED, exited)] == [[], []]
    assert (list(log.settle()), log.still_open) == ([], 1)
    assert list(log.settle(START + timedelta(seconds=30) + GRACE)) == []
    (call,) = log.settle(START + timedelta(seconds=31) + GRACE)
    assert (call.call_id, log.still_open) == ("1.1", 0)


def test_a_call_without_an_end_is_forgotten_after_a_day() -> None:
    log = CallsOfLog("DE")
    log.take(read_line(1, ENTERED, UTC_ZONE))
    assert log.forget_lost(START + LOST_AFTER) == 0
    assert log.forget_lost(START + LOST_AFTER + timedelta(seconds=1)) == 1
    assert log.still_open == 0


def test_a_start_of_the_exchange_ends_what_was_going_on_with_its_last_sign_of_life() -> None:
    waiting = line(5, "2.1", "support", "NONE", "ENTERQUEUE", "", "", 1)
    started = line(9_000, "NONE", "NONE", "NONE", "QUEUESTART")
    talking, queued = told(ENTERED, waiting, CONNECTED, started)
    (visit,), (part,) = project(talking.facts)
    assert (visit.outcome, part.talk_s) == ("answered", 0.0)
    (visit,), _ = project(queued.facts)
    assert visit.left_at is not None
    assert (visit.outcome, (visit.left_at - visit.queued_at).total_seconds()) == ("flowed_out", 7)


@pytest.mark.parametrize(
    ("caller", "expected"),
    [("", None), ("anonymous", None), ("<unknown>", None), ("030 123456", "+4930123456"), ("1001", "1001"),
     ("bob", "bob")],
)  # fmt: skip
def test_the_caller_is_a_number_where_there_is_one(caller: str, expected: str | None) -> None:
    rows, _ = the_call(
        line(0, "1.1", "support", "NONE", "ENTERQUEUE", "", caller, 1, "Ada Lindt"),
        line(3, "1.1", "support", "NONE", "ABANDON", 1, 1, 3),
    )
    assert rows[0].caller == expected


def test_lines_of_no_call_are_passed_over() -> None:
    others = [
        line(n, "NONE", "NONE", "PJSIP/1001", event, "x")
        for n, event in enumerate(
            ["CONFIGRELOAD", "ADDMEMBER", "REMOVEMEMBER", "PAUSE", "UNPAUSE", "PAUSEALL", "UNPAUSEALL",
             "AGENTLOGIN", "AGENTLOGOFF", "AGENTCALLBACKLOGIN", "AGENTCALLBACKLOGOFF", "PENALTY", "DID",
             "RINGINUSE", "JOINEMPTY", "FULL", "OUR_OWN_2"]
        )
    ]  # fmt: skip
    assert told(*others) == []
    unknown = [
        line(n, "7.7", "support", "PJSIP/1001", event)
        for n, event in enumerate(["RINGNOANSWER", "RINGCANCELED", "AGENTDUMP", "SYSCOMPAT"])
    ]
    assert told(*unknown) == []


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", ""),
        ("1795338294|1.1|support", ""),
        ("|1.1|support|NONE|ABANDON|1|1|1", "time"),
        ("soon|1.1|support|NONE|ABANDON|1|1|1", "time"),
        ("17953|1.1|support|NONE|ABANDON|1|1|1", "time"),
        ("999999999999|1.1|support|NONE|ABANDON|1|1|1", "time"),
        ("-1795338294|1.1|support|NONE|ABANDON|1|1|1", "time"),
        ("1795338294||support|NONE|ABANDON|1|1|1", "call"),
        ("1795338294|1.1|support|NONE||1", "event"),
        ("1795338294|1.1|support|NONE|a b|1", "event"),
        ("1795338294|1.1|supp\0ort|NONE|ABANDON|1|1|1", ""),
        ("1795338294|1.1|supp\udcffort|NONE|ABANDON|1|1|1", ""),
    ],
)
def test_a_line_that_cannot_be_used_is_refused_with_its_field(text: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_line(1, text, UTC_ZONE)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (("1.1", "NONE", "NONE", "ENTERQUEUE", "", "", 1), "queue"),
        (("1.1", "NONE", "NONE", "ABANDON", 1, 1, 3), "queue"),
        (("1.1", "support", "NONE", "ABANDON", 1, 1), "details"),
        (("1.1", "support", "NONE", "ABANDON", 1, 1, "-3"), "details"),
        (("1.1", "support", "NONE", "CONNECT", "long", "1.2", 1), "details"),
        (("1.1", "support", "NONE", "COMPLETEAGENT", 1, "9" * 30), "details"),
    ],
)
def test_a_call_that_cannot_be_made_out_is_refused(cells: tuple[object, ...], field: str) -> None:
    log = CallsOfLog("DE")
    with pytest.raises(Invalid) as refused:
        log.take(read_line(1, line(0, *cells), UTC_ZONE))
    assert refused.value.field == field
    assert log.still_open == 0


def test_times_are_unix_seconds_or_a_time_of_day_in_the_zone_said() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    rest = "|1.1|support|NONE|ABANDON|1|1|1"
    assert read_line(1, f"{START.timestamp():.0f}{rest}", berlin).at == START
    assert read_line(1, f"{START.timestamp():.6f}{rest}", berlin).at == START
    assert read_line(1, f"2026-11-02 10:00:00.000000{rest}", berlin).at == START
    assert read_line(1, f"2026-11-02T09:00:00Z{rest}", berlin).at == START


EVENTS = [
    "ENTERQUEUE", "CONNECT", "ABANDON", "EXITWITHTIMEOUT", "EXITEMPTY", "EXITWITHKEY", "RINGNOANSWER",
    "RINGCANCELED", "AGENTDUMP", "SYSCOMPAT", "COMPLETECALLER", "COMPLETEAGENT", "TRANSFER", "BLINDTRANSFER",
    "ATTENDEDTRANSFER", "QUEUESTART",
]  # fmt: skip
LINES = st.tuples(
    st.integers(0, 90),
    st.sampled_from(["1.1", "1.2"]),
    st.sampled_from(["support", "sales"]),
    st.sampled_from(["A", "B", "NONE"]),
    st.sampled_from(EVENTS),
    st.sampled_from(["", "1|2|3|4|5", "x|y|3|4", "9"]),
)


@given(st.lists(LINES, max_size=25))
@settings(deadline=None, max_examples=150)
def test_no_order_of_lines_makes_a_call_that_does_not_add_up(lines: Iterable[tuple[int, ...]]) -> None:
    log = CallsOfLog("DE")
    at, found = 0, []
    for passed, *cells in lines:
        at += passed
        try:
            found += log.take(read_line(1, line(at, *cells), UTC_ZONE))
        except Invalid:
            continue
    found += list(log.settle(START + timedelta(days=2)))
    log.forget_lost(START + timedelta(days=2))
    assert log.still_open == 0
    for call in found:
        rows, parts = project(call.facts)
        assert [fact.seq for fact in call.facts] == list(range(1, len(call.facts) + 1))
        for row in rows:
            assert row.outcome in {"answered", "abandoned", "followed_up", "flowed_out"}
            assert row.left_at is not None
            assert row.left_at >= row.queued_at
        for part in parts:
            assert part.talk_s >= 0
            assert part.handled_at is not None or part.agent is None
