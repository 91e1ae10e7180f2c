"""One rating a ticket or contact, corrected with its history kept, and the figure that is made of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from agent_desktop.central.late_joins import record_and_join
from agent_desktop.core.command import Command
from agent_desktop.core.ids import new_id
from agent_desktop.features.calls.facts import Names
from agent_desktop.features.calls.tables import call_fact
from agent_desktop.features.customers.read_models import Customer, Timeline
from agent_desktop.features.kpi.queries import kpi_view
from agent_desktop.features.kpi.read_models import RatingsBehind, Satisfaction
from agent_desktop.features.ratings.by_telephone import join_calls, note_ratings
from agent_desktop.features.ratings.commands import AskForRating, RecordRating
from agent_desktop.features.ratings.model import rating_id
from agent_desktop.features.ratings.read_models import Rating
from agent_desktop.features.ratings.tables import rating_invitation
from agent_desktop.features.tickets.service_watch import NOBODY
from agent_desktop.store.chronicle import record_change
from agent_desktop.store.work import SqlCentralWork, SqlRead
from agent_desktop.telephony import events as ev
from agent_desktop.telephony.facts import CallFact
from agent_desktop.telephony.floor import LiveFloor
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW, SUE_AT_DESK
from tests.support.stores import Central

DAY = timedelta(days=1)
TODAY = {"since": NOW - DAY / 2, "until": NOW + DAY}


def rate(score: int, **about: Any) -> RecordRating:
    return RecordRating(made_at=NOW, score=score, **about)


def test_an_agent_writes_down_what_was_said_and_a_correction_keeps_what_was_before(central: Central) -> None:
    about = {"ticket_id": floor.ANSWERED}
    assert central.do(LEILA_AT_DESK, rate(2, comment="slow", **about)).status == "applied"
    assert central.do(MARCUS_AT_DESK, rate(4, comment="slow, but good", **about)).status == "applied"
    view = central.ask(LEILA_AT_DESK, Rating(ticket_id=floor.ANSWERED))
    assert view is not None
    assert (view.score, view.comment, view.source) == (4, "slow, but good", "agent")
    assert (view.recorded_by, view.agent) == ("Marcus Webb", "Marcus Webb")
    changes = central.run(
        lambda c: (
            c.execute(
                sa.select(record_change.c.changes)
                .where(record_change.c.entity_id == rating_id(floor.ANSWERED))
                .order_by(record_change.c.n)
            )
            .scalars()
            .all()
        )
    )
    assert changes[1]["score"] == [2, 4]
    figure = central.ask(SUE_AT_DESK, Satisfaction(**TODAY))
    assert (figure.ratings, figure.by_score) == (1, [0, 0, 0, 1, 0])


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (rate(0, ticket_id=floor.ANSWERED), "malformed"),
        (rate(6, ticket_id=floor.ANSWERED), "malformed"),
        (rate(3, ticket_id=floor.PUMP), "not_solved"),
        (rate(3), "one_subject"),
        (rate(3, ticket_id=floor.ANSWERED, interaction_id=floor.OLD_CALL), "one_subject"),
        (rate(1, interaction_id=floor.OLD_CALL), "said_themselves"),
    ],
)
def test_what_is_no_rating_or_not_ones_to_change_is_refused(
    central: Central, command: RecordRating, reason: str
) -> None:
    verdict = central.do(LEILA_AT_DESK, command)
    assert verdict.status == "refused"
    assert verdict.problem is not None
    assert verdict.problem.reason == reason


def test_the_header_and_the_timeline_show_the_last_one(central: Central) -> None:
    def last(customer_id: str) -> int | None:
        view = central.ask(LEILA_AT_DESK, Customer(customer_id=customer_id, as_of=NOW))
        assert view is not None
        return view.last_satisfaction

    assert (last(floor.HENRY), last(floor.DEV), last(floor.MARGARET)) == (3, 5, None)
    central.do(LEILA_AT_DESK, rate(1, interaction_id=floor.MORNING_CALL))
    central.do(LEILA_AT_DESK, rate(2, ticket_id=floor.ANSWERED, comment="Never again"))
    assert (last(floor.HENRY), last(floor.MARGARET)) == (1, 2)
    events = central.ask(LEILA_AT_DESK, Timeline(customer_id=floor.MARGARET))
    [told] = [event for event in events if event.event_id.endswith(":rated")]
    assert (told.text, [chip.code for chip in told.chips]) == ("Never again", ["csat:2"])
    calls = central.ask(LEILA_AT_DESK, Timeline(customer_id=floor.HENRY))
    assert any(chip.code == "csat:1" for event in calls for chip in event.chips)


def test_csat_is_the_top_two_of_five_beside_how_many_answered(central: Central) -> None:
    """Five ratings: 5, 4, 4, 3, 1 → 3 ÷ 5 = 60 %; eight were asked, two have answered: 25 %."""
    contacts = [floor.a_contact(central.registry, new_id(), floor.HENRY, 0.05) for _ in range(5)]
    central.put(contacts)
    for (_, contact), score in zip(contacts, (5, 4, 4, 3, 1), strict=True):
        assert central.do(LEILA_AT_DESK, rate(score, interaction_id=contact["id"])).status == "applied"
    asked = [
        {
            "id": new_id(),
            "way": way,
            "asked_at": NOW,
            "answered_at": NOW if n < 2 else None,
            "queue_id": floor.HEATING,
        }
        for n, way in enumerate(["link"] * 5 + ["ivr"] * 3 + ["nobody"] * 4)
    ]
    central.run(lambda c: c.execute(sa.insert(rating_invitation), asked))
    figure = central.ask(SUE_AT_DESK, Satisfaction(**TODAY))
    assert (figure.csat_pct, figure.ratings, figure.mean) == (60.0, 5, 3.4)
    assert (figure.asked, figure.answered, figure.response_pct) == (8, 2, 25.0)
    assert central.ask(SUE_AT_DESK, Satisfaction(**TODAY, queue_id=floor.HEATING)) == figure
    nothing = central.ask(SUE_AT_DESK, Satisfaction(**TODAY, queue_id=floor.BILLING))
    assert (nothing.csat_pct, nothing.response_pct, nothing.ratings) == (None, None, 0)
    bar = central.run(
        lambda c: kpi_view(SqlRead(c, is_whole=True), NOW, NOW - DAY / 2, waiting=0, oldest_at=None)
    )
    assert bar.satisfaction == figure
    behind = central.ask(SUE_AT_DESK, RatingsBehind(**TODAY))
    assert sorted(view.score for view in behind) == [1, 3, 4, 4, 5]


def test_asking_by_link_asks_once_and_never_who_does_not_want_it(central: Central) -> None:
    def ask() -> Any:
        wish = AskForRating(made_at=NOW, invitation_id=new_id(), ticket_id=floor.ANSWERED)
        return central.do(LEILA_AT_DESK, wish)

    assert ask().status == "applied"
    assert ask().problem.reason == "asked_already"


def rated(score: int | None, call_id: str = "this-morning") -> CallFact:
    return CallFact(kind="call_rated", call_id=call_id, at=NOW, seq=9, connector="pbx", data={"score": score})


def take(central: Central, *facts: CallFact) -> None:
    def work_on(connection: sa.Connection) -> None:
        work = SqlCentralWork(connection, central.registry, NOBODY, Command(made_at=NOW), recorded_at=NOW)
        note_ratings(work, facts)

    central.run(work_on)


def test_what_a_caller_presses_is_the_rating_of_the_contact_of_that_call(central: Central) -> None:
    contact = floor.a_contact(central.registry, new_id(), floor.HENRY, 0.01, call_id="this-morning")
    central.put([contact])
    take(central, rated(None), rated(4), rated(4))
    view = central.ask(LEILA_AT_DESK, Rating(interaction_id=contact[1]["id"]))
    assert view is not None
    assert (view.score, view.source, view.recorded_by, view.agent) == (4, "ivr", None, "Leila Duarte")
    figure = central.ask(SUE_AT_DESK, Satisfaction(**TODAY, agent_id=floor.LEILA))
    assert (figure.ratings, figure.asked, figure.answered) == (1, 1, 1)
    assert central.get("interaction", contact[1]["id"])["satisfaction"] == 4


def test_told_before_the_contact_is_on_record_it_is_joined_later(central: Central) -> None:
    take(central, rated(2, "later"))
    contact = floor.a_contact(central.registry, new_id(), floor.HENRY, 0.001, call_id="later")
    central.put([contact])

    def join(connection: sa.Connection) -> int:
        work = SqlCentralWork(connection, central.registry, NOBODY, Command(made_at=NOW), recorded_at=NOW)
        return join_calls(work, NOW)

    assert central.run(join) == 1
    assert central.run(join) == 0
    assert central.ask(LEILA_AT_DESK, Rating(interaction_id=contact[1]["id"])).score == 2


def test_who_was_asked_on_the_telephone_and_hung_up_counts_as_asked(central: Central) -> None:
    take(central, rated(None))
    figure = central.ask(SUE_AT_DESK, Satisfaction(**TODAY))
    assert (figure.ratings, figure.asked, figure.answered) == (0, 1, 0)


def test_a_rating_is_a_fact_of_its_call_also_when_the_call_is_over() -> None:
    live = LiveFloor()
    live.apply(ev.CallQueued(call_id="c", at=NOW, queue="Support"), "pbx")
    live.apply(ev.CallEnded(call_id="c", at=NOW), "pbx")
    step = live.apply(ev.CallRated(call_id="c", at=NOW + DAY / 1440, score=5), "pbx")
    [fact] = step.facts
    assert (fact.kind, fact.call_id, fact.data) == ("call_rated", "c", {"score": 5})
    again = LiveFloor.restore([*live.apply(ev.CallRated(call_id="c", at=NOW), "pbx").facts])
    assert again is not None
    for wrong in (
        ev.CallRated(call_id="unknown", at=NOW, score=5),
        ev.CallRated(call_id="c", at=NOW, score=9),
    ):
        assert live.apply(wrong, "pbx").verdict == "impossible"
    assert live.apply(ev.CallRated(call_id="c", at=NOW, score=5), "other").verdict == "impossible"


def test_from_the_exchange_to_the_contact_in_one_transaction_with_its_fact(central: Central) -> None:
    contact = floor.a_contact(central.registry, new_id(), floor.HENRY, 0.0001, call_id="whole-way")
    central.put([contact])
    live = LiveFloor()
    facts: list[Any] = []
    for event in (
        ev.CallQueued(call_id="whole-way", at=NOW, queue="Heating support"),
        ev.CallRinging(call_id="whole-way", at=NOW, agent="leila"),
        ev.CallConnected(call_id="whole-way", at=NOW, agent="leila"),
        ev.CallEnded(call_id="whole-way", at=NOW + timedelta(seconds=60), by="agent"),
        ev.CallRated(call_id="whole-way", at=NOW + timedelta(seconds=70), score=3),
    ):
        facts += live.apply(event, "pbx").facts
    joined = central.run(
        lambda c: record_and_join(
            c, central.registry, facts, Names.load(c), "GB", NOW + timedelta(seconds=71)
        )
    )
    assert joined is not None
    assert f"agent:{floor.LEILA}" in joined.reached
    view = central.ask(LEILA_AT_DESK, Rating(interaction_id=contact[1]["id"]))
    assert view is not None
    assert (view.score, view.source) == (3, "ivr")
    kinds = central.run(
        lambda c: c.execute(sa.select(call_fact.c.kind).order_by(call_fact.c.n)).scalars().all()
    )
    assert kinds[-1] == "call_rated"
