"""A complaint is one step with all that follows from it, and a promise stays on somebody's desk until it is kept."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from agent_desktop.core.command import Command
from agent_desktop.core.errors import Refused
from agent_desktop.core.ids import new_id
from agent_desktop.features.tickets.complaints import OpenComplaint, OtherComplaint, OtherComplaints
from agent_desktop.features.tickets.detail_views import TicketHistory
from agent_desktop.features.tickets.promises import (
    CancelPromise,
    KeepPromise,
    MakePromise,
    MovePromise,
    PromisesDue,
    PromiseView,
    TicketPromises,
    moment_there,
)
from agent_desktop.features.workforce.tables import agent, agent_state_fact
from tests.contracts.samples_tickets import complaint
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW, SUE_AT_DESK
from tests.support.stores import Central, Desk

HERS = ["org", f"queue:{floor.HEATING}", f"agent:{floor.LEILA}"]


def on_ticket(central: Central, ticket_id: str) -> list[PromiseView]:
    return central.ask(LEILA_AT_DESK, TicketPromises(ticket_id=ticket_id, as_of=NOW))


def due(store: Central | Desk, agent_id: str, **values: Any) -> list[str]:
    query = PromisesDue(agent_id=agent_id, as_of=NOW, **values)
    rows = store.ask(SUE_AT_DESK, query) if isinstance(store, Central) else store.ask(query)
    return [row.text for row in rows]


def refused(central: Central, command: Command) -> str:
    verdict = central.do(LEILA_AT_DESK, command)
    assert verdict.problem is not None
    return verdict.problem.what


def test_one_step_opens_the_complaint_and_its_four_children_each_with_owner_and_time(
    central: Central,
) -> None:
    made = complaint()
    verdict = central.do(LEILA_AT_DESK, made)
    assert verdict.status == "applied"
    row = central.get("ticket", made.ticket_id)
    assert (row["topic"], row["product"], row["lot"], row["owner_id"]) == (
        "Complaint",
        "Boiler B2",
        "L-22",
        floor.LEILA,
    )
    assert [(p.kind, p.owner_id, p.due_there) for p in on_ticket(central, made.ticket_id)] == [
        ("callback", floor.LEILA, "2026-11-23T10:00"),
        ("replacement", floor.MARCUS, "2026-11-24T17:00"),
        ("quality_check", floor.SUE, "2026-11-25T12:00"),
        ("return", floor.MARCUS, "2026-11-26T12:00"),
    ]
    back, new = central.get("return_authorisation", made.return_id), central.get("order", made.replacement_id)
    assert (back["state"], back["product"], back["ticket_id"]) == ("authorised", "Boiler B2", made.ticket_id)
    assert (new["total_minor"], new["status"], new["customer_id"]) == (0, "placed", floor.MARGARET)
    about = {
        p["kind"]: p["about_id"]
        for p in central.rows()["promise"].values()
        if p["ticket_id"] == made.ticket_id
    }
    assert (about["return"], about["replacement"]) == (made.return_id, made.replacement_id)
    assert verdict.result is not None
    [other] = msgspec.convert(verdict.result["others"], list[OtherComplaint])
    assert (other.ticket_id, other.is_same_lot) == (floor.ANSWERED, True)


@pytest.mark.parametrize("part", ["quality_check", "goods_return", "replacement", "callback"])
def test_where_one_child_cannot_be_there_is_none_of_them(central: Central, part: str) -> None:
    before = central.rows()
    late = msgspec.structs.replace(getattr(complaint(), part), due="2026-11-20T10:00")
    assert "a time to come" in refused(central, complaint(**{part: late}))
    assert central.rows() == before


def quality(central: Central, at_their_desk: str) -> None:
    """Sue and Marcus are the team Quality, and one of them is here."""
    for agent_id in (floor.SUE, floor.MARCUS):
        team = sa.update(agent).where(agent.c.id == agent_id).values(team="Quality")
        central.run(lambda c, team=team: c.execute(team))  # type: ignore[misc]
    fact = {
        "agent": at_their_desk[-4:],
        "agent_id": at_their_desk,
        "state": "available",
        "at": NOW,
        "data": {},
    }
    central.run(lambda c: c.execute(sa.insert(agent_state_fact).values(fact)))


def for_teams() -> OpenComplaint:
    made = complaint()
    return msgspec.structs.replace(
        made,
        quality_check=msgspec.structs.replace(made.quality_check, owner_id=floor.LEILA, team="quality"),
        goods_return=msgspec.structs.replace(made.goods_return, owner_id=floor.LEILA, team="No such team"),
    )


@pytest.mark.parametrize("here", [floor.SUE, floor.MARCUS])
def test_what_goes_to_a_team_is_owned_by_one_of_them_who_is_here(
    central: Central, tmp_path: Path, here: str
) -> None:
    """The desk cannot know who is here: it puts a name to it, and central the right one."""
    quality(central, here)
    desk = Desk(tmp_path / "desk.db", central, LEILA_AT_DESK, HERS)
    desk.open_customer(floor.MARGARET)
    made = for_teams()
    desk.do(made)
    assert desk.rows()["promise"][made.quality_check.promise_id]["owner_id"] == floor.LEILA
    [verdict] = desk.push()
    assert verdict.status == "applied"
    owners = {one.kind: one.owner_id for one in on_ticket(central, made.ticket_id)}
    assert owners["quality_check"] == here
    assert owners["return"] == floor.LEILA, "a team of nobody changes nothing"
    desk.pull()
    assert desk.rows()["promise"][made.quality_check.promise_id]["owner_id"] == here


def test_of_a_team_that_is_here_whoever_has_promised_least_gets_it(central: Central) -> None:
    quality(central, floor.SUE)
    quality(central, floor.MARCUS)
    made = for_teams()  # Marcus has promised the replacement.
    assert central.do(LEILA_AT_DESK, made).status == "applied"
    assert {one.kind: one.owner_id for one in on_ticket(central, made.ticket_id)}[
        "quality_check"
    ] == floor.SUE


def test_made_offline_all_of_it_is_on_the_desk_at_once_and_reaches_central_together(
    central: Central, tmp_path: Path
) -> None:
    desk = Desk(tmp_path / "desk.db", central, LEILA_AT_DESK, HERS)
    desk.open_customer(floor.MARGARET)
    made = complaint(number=None)
    desk.do(made)
    assert len(desk.ask(TicketPromises(ticket_id=made.ticket_id, as_of=NOW))) == 4
    assert due(desk, floor.LEILA) == ["Ring with the engineer's time.", "Say when it comes"]
    [verdict] = desk.push()
    desk.pull()
    assert verdict.result is not None
    assert desk.get("ticket", made.ticket_id)["number"] == verdict.result["number"] > 0
    truth = central.rows()
    for entity in ("promise", "return_authorisation", "order"):
        assert all(row == truth[entity][key] for key, row in desk.rows()[entity].items())


def test_who_owns_a_child_has_it_on_their_desk_though_the_ticket_is_not_theirs(
    central: Central, tmp_path: Path
) -> None:
    desk = Desk(tmp_path / "marcus.db", central, MARCUS_AT_DESK, ["org", f"agent:{floor.MARCUS}"])
    central.do(LEILA_AT_DESK, complaint())
    desk.pull()
    assert due(desk, floor.MARCUS) == ["Send a new one", "Have it fetched"]
    [first, _] = desk.ask(PromisesDue(agent_id=floor.MARCUS, as_of=NOW))
    desk.do(KeepPromise(made_at=NOW, promise_id=first.promise_id, outcome="Sent."))
    desk.push()
    desk.pull()
    assert due(desk, floor.MARCUS) == due(central, floor.MARCUS) == ["Have it fetched"]


def test_other_complaints_are_of_the_product_or_the_lot_the_lot_first(central: Central) -> None:
    registry = central.registry
    lately = {"topic": "Complaint", "created_at": NOW}
    central.put(
        [
            floor.a_ticket(
                registry, new_id(), 7501, "Same product", product="Boiler B2", lot="L-23", **lately
            ),
            floor.a_ticket(registry, new_id(), 7502, "Same lot", product="Valve V1", lot="L-22", **lately),
            floor.a_ticket(registry, new_id(), 7503, "No complaint", product="Boiler B2", topic="Question"),
            floor.a_ticket(registry, new_id(), 7504, "Another", product="Boiler B3", **lately),
        ]
    )
    found = central.ask(
        LEILA_AT_DESK, OtherComplaints(product="Boiler B2", lot="L-22", leave_out=floor.ANSWERED)
    )
    assert [row.subject for row in found] == ["Same lot", "Same product"]


def test_promises_due_say_the_customers_time_whether_it_is_past_and_whom_to_ring(central: Central) -> None:
    [one] = central.ask(LEILA_AT_DESK, PromisesDue(agent_id=floor.LEILA, as_of=NOW))
    assert (one.due_there, one.time_zone, one.is_overdue) == ("2026-11-21T13:00", "Europe/Berlin", True)
    assert (one.customer_name, one.number, one.ticket_number) == ("Henry Okafor", floor.HOME_NUMBER, 48215)
    [before] = central.ask(LEILA_AT_DESK, PromisesDue(agent_id=floor.LEILA, as_of=NOW - timedelta(hours=1)))
    assert not before.is_overdue
    assert due(central, floor.LEILA, until=NOW - timedelta(hours=1)) == []
    with pytest.raises(Refused, match="somebody else's"):
        central.ask(MARCUS_AT_DESK, PromisesDue(agent_id=floor.LEILA, as_of=NOW))


def test_a_promise_is_moved_given_away_kept_or_cancelled_with_a_word_and_only_once(central: Central) -> None:
    at: dict[str, Any] = {"made_at": NOW, "promise_id": floor.PROMISE}
    assert "needs a reason" in refused(central, MovePromise(reason=" ", due="2026-11-23T10:00", **at))
    assert "time to come" in refused(central, MovePromise(reason="Busy", due="2026-11-20T10:00", **at))
    move = MovePromise(reason="Busy", due="2026-11-23T10:00", owner_id=floor.MARCUS, **at)
    assert central.do(LEILA_AT_DESK, move).status == "applied"
    assert (due(central, floor.LEILA), len(due(central, floor.MARCUS))) == ([], 1)
    assert central.do(MARCUS_AT_DESK, CancelPromise(reason="They rang", **at)).status == "applied"
    assert "cancelled already" in refused(central, KeepPromise(**at))
    told = central.ask(LEILA_AT_DESK, TicketHistory(ticket_id=floor.PUMP))
    assert [(entry.entity, entry.who, entry.kind) for entry in told] == [
        ("promise", "Leila Duarte", "tickets.MovePromise"),
        ("promise", "Marcus Webb", "tickets.CancelPromise"),
    ]


@pytest.mark.parametrize(
    ("due", "zone", "moment"),
    [
        ("2026-11-23T10:00", "America/New_York", "2026-11-23T15:00"),
        ("2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:30"),  # The clocks skip it.
        ("2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30"),  # It comes twice.
    ],
)
def test_a_time_is_the_one_on_the_customers_wall(due: str, zone: str, moment: str) -> None:
    assert moment_there(due, zone).strftime("%Y-%m-%dT%H:%M") == moment


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"kind": "wish"}, "no kind of promise"),
        ({"text": " "}, "says what will be done"),
        ({"due": "tomorrow"}, "no time of day"),
        ({"due": "2026-11-23T10:00+01:00"}, "no time of day"),
        ({"time_zone": "Mars/Olympus"}, "no time zone"),
    ],
)
def test_a_promise_that_is_none_is_refused(central: Central, values: dict[str, Any], what: str) -> None:
    known = {
        "kind": "task",
        "text": "Look",
        "due": "2026-11-23T10:00",
        "time_zone": "UTC",
        "owner_id": floor.LEILA,
    }
    assert what in refused(central, MakePromise(made_at=NOW, promise_id=new_id(), **(known | values)))
