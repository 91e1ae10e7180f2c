"""A contact logged by hand and the call it was: one contact, whoever comes first, and asked where it is unclear."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor
from agent_desktop.core.work import Row
from agent_desktop.features.calls.contact_ids import contact_id_of
from agent_desktop.features.calls.fitting import TOLERANCE
from agent_desktop.features.customers.read_models import Timeline
from agent_desktop.features.interactions.commands import FinishContact, StartContact
from agent_desktop.features.interactions.logging import JoinContact, LogContact
from agent_desktop.features.interactions.read_models import CallQuestion, CallQuestions, Contact
from agent_desktop.sync.messages import Verdict
from agent_desktop.telephony.facts import Fact
from tests.support import floor
from tests.support.exchange_tells import CONNECTOR, RANG_S, facts_of_call, tell
from tests.support.floor import DEVS_NUMBER, HOME_NUMBER, LEILA, LEILA_AT_DESK, MARCUS_AT_DESK, NOW
from tests.support.stores import Central, Desk, envelope

BEGAN = NOW - timedelta(minutes=20)
NOTE = "Asks for the engineer on Friday."
OTHER_DESK = Actor(LEILA, "e" + LEILA[1:], LEILA_AT_DESK.roles, LEILA_AT_DESK.queues)


def logged(**values: Any) -> LogContact:
    """What Leila writes down of a call with Dev; times as she typed them."""
    known: dict[str, Any] = {
        "made_at": NOW,
        "interaction_id": new_id(),
        "direction": "in",
        "started_at": BEGAN + timedelta(seconds=40),
        "ended_at": BEGAN + timedelta(minutes=5),
        "region": "GB",
        "number": "07700 900123",
        "customer_id": floor.DEV,
        "note": NOTE,
        "topic": "Visit: late",
        "disposition": "Visit booked",
    }
    return LogContact(**(known | values))


def contact_of(call_id: str, at: Any = BEGAN) -> str:
    return contact_id_of(CONNECTOR, call_id, "leila", at)


def contacts(central: Central) -> dict[str, Row]:
    """Leila's contacts of this hour, by id."""
    rows = central.rows()["interaction"].values()
    return {
        row["id"]: row
        for row in rows
        if row["agent_id"] == LEILA and row["started_at"] > NOW - timedelta(minutes=59)
        if row["id"] != floor.UNFINISHED
    }


def call(call_id: str = "c1", at: Any = BEGAN, **more: Any) -> list[Fact]:
    return facts_of_call(call_id, at, **({"number": DEVS_NUMBER} | more))


def questions(store: Central | Desk) -> list[CallQuestion]:
    """What Leila is asked, besides what the small floor asks her."""
    query = CallQuestions(agent_id=LEILA)
    found = store.ask(query) if isinstance(store, Desk) else store.ask(LEILA_AT_DESK, query)
    return [question for question in found if question.interaction_id != floor.MORNING_CALL]


def joining(verdict: Verdict) -> str:
    assert verdict.status in {"applied", "merged"}, verdict.problem
    assert verdict.result is not None
    return str(verdict.result["joining"])


# -- one call fits -----------------------------------------------------------------------------------------


def test_it_becomes_the_contact_of_its_call_with_the_calls_times_and_the_persons_words(
    central: Central,
) -> None:
    tell(central, call())
    command = logged()
    verdict = central.do(LEILA_AT_DESK, command)
    assert verdict.result is not None
    assert verdict.result["joining"] == "joined"
    assert verdict.result["interaction_id"] == contact_of("c1")
    assert not verdict.result["merged"]
    (row,) = contacts(central).values()
    assert {name: row[name] for name in ("id", "call_id", "number", "queue_id", "waited_s", "joining")} == {
        "id": contact_of("c1"),
        "call_id": "c1",
        "number": DEVS_NUMBER,
        "queue_id": floor.HEATING,
        "waited_s": RANG_S,
        "joining": "joined",
    }
    assert (row["started_at"], row["ended_at"]) == (BEGAN, BEGAN + timedelta(seconds=RANG_S + 240))
    assert (row["note"], row["topic"], row["disposition"], row["customer_id"], row["state"]) == (
        NOTE,
        "Visit: late",
        "Visit booked",
        floor.DEV,
        "done",
    )
    found = central.ask(LEILA_AT_DESK, Contact(interaction_id=command.interaction_id))
    assert found is not None
    assert found.interaction_id == contact_of("c1"), "the id it was logged under still finds it"


def test_facts_that_come_later_join_it_then(central: Central) -> None:
    assert joining(central.do(LEILA_AT_DESK, logged())) == "waiting"
    facts = call()
    assert tell(central, facts[:-2]) is None, "the call is not over: its times are not known yet"
    assert [row["joining"] for row in contacts(central).values()] == ["waiting"]
    joined = tell(central, facts[-2:])
    assert joined is not None
    assert {f"agent:{LEILA}", f"customer:{floor.DEV}"} <= joined.reached
    (row,) = contacts(central).values()
    assert (row["id"], row["call_id"], row["note"]) == (contact_of("c1"), "c1", NOTE)


def test_facts_told_twice_change_nothing(central: Central) -> None:
    tell(central, call())
    central.do(LEILA_AT_DESK, logged())
    before = central.rows()
    assert tell(central, call()) is None
    assert central.rows() == before


def test_a_call_dialled_in_vain_is_a_call(central: Central) -> None:
    tell(central, call(is_out=True, is_answered=False, lasts_s=20))
    mine = logged(direction="out", ended_at=BEGAN + timedelta(seconds=60), disposition="No answer")
    assert joining(central.do(LEILA_AT_DESK, mine)) == "joined"
    (row,) = contacts(central).values()
    assert (row["direction"], row["queue_id"]) == ("out", None)


def test_by_name_the_numbers_of_the_customer_count(central: Central) -> None:
    tell(central, call())
    assert joining(central.do(LEILA_AT_DESK, logged(number=None))) == "joined"


@pytest.mark.parametrize(
    ("why", "facts", "values"),
    [
        ("another number", call(number=HOME_NUMBER), {}),
        ("another direction", call(is_out=True), {}),
        ("a colleague's call", call(agent="marcus"), {}),
        ("long before", call(at=BEGAN - timedelta(minutes=12)), {}),
        ("long after", call(at=BEGAN + timedelta(minutes=9)), {}),
        ("never answered", call(is_answered=False), {}),
        ("another customer's telephone", call(number=HOME_NUMBER), {"number": None}),
    ],
)
def test_what_does_not_fit_stays_a_contact_of_its_own(
    central: Central, why: str, facts: list[Fact], values: dict[str, Any]
) -> None:
    tell(central, facts)
    command = logged(**values)
    assert joining(central.do(LEILA_AT_DESK, command)) == "waiting", why
    (row,) = contacts(central).values()
    assert (row["id"], row["call_id"]) == (command.interaction_id, None)
    events = central.ask(LEILA_AT_DESK, Timeline(customer_id=floor.DEV, limit=1))
    assert "by_hand" in [chip.code for chip in events[0].chips]


@pytest.mark.parametrize("apart", [TOLERANCE, -TOLERANCE])
def test_times_may_lie_three_minutes_apart_and_no_more(central: Central, apart: timedelta) -> None:
    """Where the call ended before it was written down to begin, and the other way round."""
    facts = call(lasts_s=60)
    began, ended = BEGAN + timedelta(seconds=RANG_S), BEGAN + timedelta(seconds=RANG_S + 60)
    tell(central, facts)
    second = timedelta(seconds=1)
    if apart > timedelta(0):
        near, far = ended + apart, ended + apart + second
        inside, outside = (near, near + timedelta(minutes=5)), (far, far + timedelta(minutes=5))
    else:
        near, far = began + apart, began + apart - second
        inside, outside = (near - timedelta(minutes=5), near), (far - timedelta(minutes=5), far)
    assert joining(central.do(LEILA_AT_DESK, logged(started_at=outside[0], ended_at=outside[1]))) == "waiting"
    assert joining(central.do(LEILA_AT_DESK, logged(started_at=inside[0], ended_at=inside[1]))) == "joined"


def test_the_timeline_shows_one_touch(central: Central) -> None:
    tell(central, call())
    central.do(LEILA_AT_DESK, logged())
    events = central.ask(LEILA_AT_DESK, Timeline(customer_id=floor.DEV, kinds=["call_in"]))
    (touch,) = [event for event in events if event.text == NOTE]
    assert (touch.at, touch.ended_at) == (BEGAN, BEGAN + timedelta(seconds=RANG_S + 240))
    assert "by_hand" not in [chip.code for chip in touch.chips]


# -- the contact of the call is there already ------------------------------------------------------------


def begun(**values: Any) -> StartContact:
    """What a desk that heard the call sends."""
    known: dict[str, Any] = {
        "made_at": NOW,
        "interaction_id": contact_of("c1"),
        "channel": "call",
        "direction": "in",
        "title": "call",
        "started_at": BEGAN,
        "call_id": "c1",
        "queue_id": floor.HEATING,
        "number": DEVS_NUMBER,
        "waited_s": RANG_S,
    }
    return StartContact(**(known | values))


def finished(**values: Any) -> FinishContact:
    known: dict[str, Any] = {
        "made_at": NOW,
        "interaction_id": contact_of("c1"),
        "note": "Written where the call was heard.",
        "topic": None,
        "disposition": "Solved",
        "ended_at": BEGAN + timedelta(minutes=4),
    }
    return FinishContact(**(known | values))


def test_it_is_merged_into_the_contact_another_desk_began(central: Central) -> None:
    tell(central, call())
    central.do(OTHER_DESK, begun())
    verdict = central.do(LEILA_AT_DESK, logged())
    assert verdict.result is not None
    assert (verdict.status, verdict.result["merged"]) == ("applied", True)
    (row,) = contacts(central).values()
    assert (row["id"], row["note"], row["customer_id"]) == (contact_of("c1"), NOTE, floor.DEV)
    assert (row["disposition"], row["state"]) == ("Visit booked", "done")


def test_what_was_finished_there_stays_and_what_loses_is_told(central: Central) -> None:
    tell(central, call())
    for command in (begun(customer_id=floor.MARGARET), finished()):
        assert central.do(OTHER_DESK, command).status == "applied"
    verdict = central.do(LEILA_AT_DESK, logged())
    assert verdict.status == "merged"
    assert {(lost.field, lost.yours, lost.theirs) for lost in verdict.lost} == {
        ("disposition", "Visit booked", "Solved"),
        ("customer_id", floor.DEV, floor.MARGARET),
    }
    (row,) = contacts(central).values()
    assert row["note"] == f"Written where the call was heard.\n\n{NOTE}", "no text is lost"
    assert (row["disposition"], row["topic"]) == ("Solved", "Visit: late")


def test_a_desk_that_heard_the_call_and_comes_second_finds_it_there(central: Central) -> None:
    """It was away as well: its commands were made before, and arrive after."""
    tell(central, call())
    central.do(LEILA_AT_DESK, logged())
    for command in (begun(), finished()):
        assert central.do(OTHER_DESK, command).status == "applied"
    (row,) = contacts(central).values()
    assert row["note"] == f"{NOTE}\n\nWritten where the call was heard."
    assert row["call_id"] == "c1"


def test_logged_at_two_desks_it_is_one_contact_with_both_notes(central: Central) -> None:
    tell(central, call())
    central.do(LEILA_AT_DESK, logged())
    verdict = central.do(OTHER_DESK, logged(note="Friday after two."))
    assert joining(verdict) == "joined"
    (row,) = contacts(central).values()
    assert row["note"] == f"{NOTE}\n\nFriday after two."


def test_a_draft_finished_twice_after_a_power_cut_is_one_contact(central: Central) -> None:
    """The contact went out and its draft was still there: it is the same contact under another command."""
    tell(central, call())
    one = logged()
    central.do(LEILA_AT_DESK, one)
    again = logged(interaction_id=one.interaction_id)
    assert joining(central.do(LEILA_AT_DESK, again)) == "joined"
    (row,) = contacts(central).values()
    assert row["note"] == NOTE


def test_a_replayed_command_gets_the_same_verdict_and_changes_nothing(central: Central) -> None:
    tell(central, call())
    sent = [envelope(central.registry, logged())]
    first = central.push(LEILA_AT_DESK, sent)
    before = central.rows()
    assert central.push(LEILA_AT_DESK, sent).verdicts == first.verdicts
    assert central.rows() == before


def test_what_was_sent_under_the_logged_id_reaches_the_contact(central: Central) -> None:
    tell(central, call())
    command = logged()
    central.do(LEILA_AT_DESK, command)
    late = finished(interaction_id=command.interaction_id, note=f"{NOTE} Before noon.")
    assert central.do(LEILA_AT_DESK, late).status == "applied"
    (row,) = contacts(central).values()
    assert row["note"] == f"{NOTE} Before noon."


def test_a_colleagues_contact_is_left_alone(central: Central) -> None:
    command = logged()
    central.do(LEILA_AT_DESK, command)
    theirs = central.do(MARCUS_AT_DESK, logged(interaction_id=command.interaction_id, note="Mine."))
    assert theirs.problem is not None
    assert theirs.problem.reason == "not_yours"


# -- several fit -----------------------------------------------------------------------------------------

LATER = BEGAN + timedelta(minutes=6)


def asked(central: Central, **values: Any) -> LogContact:
    """Two calls of Dev's within minutes, and one contact written down."""
    tell(central, call("c1", lasts_s=60))
    tell(central, call("c2", LATER, lasts_s=120))
    command = logged(**({"ended_at": LATER} | values))
    verdict = central.do(LEILA_AT_DESK, command)
    assert joining(verdict) == "asks"
    assert verdict.result is not None
    assert [choice["call_id"] for choice in verdict.result["choices"]] == ["c1", "c2"]
    return command


def answer(command: LogContact, contact_id: str | None) -> JoinContact:
    return JoinContact(made_at=NOW, interaction_id=command.interaction_id, contact_id=contact_id, region="GB")


def test_where_two_calls_fit_the_person_is_asked_with_what_tells_them_apart(
    central: Central, tmp_path: Path
) -> None:
    desk = Desk(tmp_path / "replica.db", central, LEILA_AT_DESK, [f"agent:{LEILA}"])
    command = asked(central)
    desk.pull()
    (question,) = questions(desk)
    assert (question.interaction_id, question.note) == (command.interaction_id, NOTE)
    assert [(c.started_at, c.queue, c.number, c.ended_at - c.talk_began_at) for c in question.choices] == [
        (BEGAN, "Heating support", DEVS_NUMBER, timedelta(seconds=60)),
        (LATER, "Heating support", DEVS_NUMBER, timedelta(seconds=120)),
    ]
    desk.do(answer(command, contact_of("c2", LATER)))
    assert questions(desk) == [], "answered at once, also offline"
    (verdict,) = desk.push()
    assert joining(verdict) == "joined"
    desk.pull()
    assert desk.rows()["call_question"] == central.rows()["call_question"]
    assert command.interaction_id not in central.rows()["call_question"]
    (row,) = contacts(central).values()
    assert (row["id"], row["call_id"], row["note"]) == (contact_of("c2", LATER), "c2", NOTE)
    assert desk.get("interaction", row["id"]) == row
    assert desk.find("interaction", command.interaction_id) is None


def test_none_of_them_is_an_answer_and_is_not_asked_again(central: Central) -> None:
    command = asked(central)
    assert joining(central.do(LEILA_AT_DESK, answer(command, None))) == "waiting"
    tell(central, call("c1", lasts_s=60))
    assert questions(central) == []
    (row,) = contacts(central).values()
    assert (row["id"], row["call_id"], row["joining"]) == (command.interaction_id, None, "waiting")
    third = LATER + timedelta(minutes=2, seconds=30)
    tell(central, call("c3", third, lasts_s=20))
    (row,) = contacts(central).values()
    assert row["call_id"] == "c3", "a call nobody knew of then is another matter"


def test_an_answer_from_a_second_desk_finds_it_answered(central: Central) -> None:
    command = asked(central)
    central.do(LEILA_AT_DESK, answer(command, contact_of("c1")))
    verdict = central.do(OTHER_DESK, answer(command, contact_of("c2", LATER)))
    assert verdict.result is not None
    assert (joining(verdict), verdict.result["already"]) == ("joined", True)
    (row,) = contacts(central).values()
    assert row["call_id"] == "c1"


def test_only_what_was_offered_can_be_chosen(central: Central) -> None:
    command = asked(central)
    tell(central, call("theirs", agent="marcus"))
    theirs = contact_id_of(CONNECTOR, "theirs", "marcus", BEGAN)
    verdict = central.do(LEILA_AT_DESK, answer(command, theirs))
    assert verdict.problem is not None
    assert verdict.problem.reason == "not_offered"
    assert len(questions(central)) == 1, "the question stands"
    assert central.do(MARCUS_AT_DESK, answer(command, contact_of("c1"))).problem is not None


def test_facts_that_come_later_ask_then(central: Central) -> None:
    tell(central, call("c1", lasts_s=60, number=None))
    command = logged()
    assert joining(central.do(LEILA_AT_DESK, command)) == "asks", "a withheld number may be his or not"
    tell(central, call("c2", LATER - timedelta(minutes=2), lasts_s=10, number=None))
    (question,) = questions(central)
    assert [choice.call_id for choice in question.choices] == ["c1", "c2"]
    tell(central, call("c3", BEGAN + timedelta(minutes=4), lasts_s=30))
    assert questions(central) == [], "one with his number settles it"
    (row,) = contacts(central).values()
    assert row["call_id"] == "c3"


def test_a_withheld_call_that_is_another_contact_already_is_not_offered(central: Central) -> None:
    tell(central, call("c1", number=None))
    central.do(OTHER_DESK, begun(number=None))
    assert joining(central.do(LEILA_AT_DESK, logged())) == "waiting"


# -- at the same time --------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", range(4))
def test_two_desks_a_live_contact_and_the_facts_at_once_make_one_contact(central: Central, n: int) -> None:
    """Whatever comes first: the facts, either desk's log, the contact begun where the call was heard."""
    facts = call()
    notes = (NOTE, "Friday after two.")
    doors = [Central(central.url, central.registry, central.clock) for _ in range(4)]
    start = threading.Barrier(4)
    failed: list[BaseException] = []

    def enter(door: Central, work: Any) -> None:
        try:
            start.wait(10)
            work(door)
        except BaseException as error:
            failed.append(error)

    works = [
        lambda door: tell(door, facts),
        lambda door: door.do(LEILA_AT_DESK, logged(note=notes[0])),
        lambda door: door.do(OTHER_DESK, logged(note=notes[1])),
        lambda door: door.do(OTHER_DESK, begun()),
    ]
    turned = works[n % 4 :] + works[: n % 4]
    threads = [threading.Thread(target=enter, args=pair) for pair in zip(doors, turned, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    for door in doors:
        door.close()
    assert failed == []
    (row,) = contacts(central).values()
    assert (row["id"], row["call_id"]) == (contact_of("c1"), "c1")
    assert sorted(row["note"].split("\n\n")) == sorted(notes)
    assert len(central.rows()["contact_alias"]) == 2
