"""Tickets go to people who are here, can do them, and have room: by the queue's own order."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from agent_desktop.central.ticket_jobs import once
from agent_desktop.core.ids import new_id
from agent_desktop.features.customers.tables import customer
from agent_desktop.features.tickets.assignment import CRITERIA, Candidate, Need, choose
from agent_desktop.features.tickets.commands import (
    AddTicketNote,
    AssignTicket,
    ChangeTicket,
    ClaimTicket,
    CreateTicket,
    MarkTicketRead,
)
from agent_desktop.features.tickets.routing import RouteTicket, SaveProfile, SaveRouting, hand_out, take_back
from agent_desktop.features.workforce.tables import agent_state_fact
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW, SUE_AT_DESK
from tests.support.stores import Central, Desk


def people() -> st.SearchStrategy[list[Candidate]]:
    one = st.builds(
        Candidate,
        agent_id=st.uuids().map(str),
        is_present=st.booleans(),
        load=st.integers(0, 50),
        tickets=st.integers(0, 50),
        skills=st.dictionaries(st.sampled_from(["gas", "solar"]), st.integers(1, 5)),
        languages=st.lists(st.sampled_from(["english", "igbo"]), unique=True).map(tuple),
        idle_since=st.none() | st.integers(0, 900).map(lambda s: NOW - timedelta(seconds=s)),
    )
    return st.lists(one, unique_by=lambda person: person.agent_id)


@given(people(), st.permutations(CRITERIA), st.sampled_from([None, "gas"]), st.integers(1, 5))
def test_nobody_away_unskilled_or_full_is_ever_chosen_and_somebody_is_if_anybody_can(
    everybody: list[Candidate], order: list[str], skill: str | None, weight: int
) -> None:
    choice = choose(Need(weight, skill, ("igbo",)), everybody, order)
    can = {
        one.agent_id
        for one in everybody
        if one.is_present and (skill is None or skill in one.skills) and one.load + weight <= one.capacity
    }
    assert (choice.agent_id in can) if can else choice.agent_id is None
    assert set(choice.passed_over) == {one.agent_id for one in everybody} - can


@pytest.mark.parametrize(
    ("order", "chosen"),
    [
        (["load"], "b"),
        (["count"], "c"),
        (["idle"], "a"),
        (["skill"], "d"),
        (["language"], "c"),
        (["sticky"], "d"),
    ],
)
def test_each_criterion_decides_by_itself(order: list[str], chosen: str) -> None:
    everybody = [
        Candidate("a", True, 3, 3, skills={"gas": 1}, idle_since=NOW - timedelta(hours=1)),
        Candidate("b", True, 1, 2, skills={"gas": 1}, idle_since=NOW),
        Candidate("c", True, 4, 1, skills={"gas": 1}, languages=("igbo",)),
        Candidate("d", True, 9, 9, skills={"gas": 5}),
    ]
    assert choose(Need(1, "gas", ("igbo", "english"), "d"), everybody, order).agent_id == chosen


def stands(central: Central, agent_id: str, state: str, at: datetime = NOW) -> None:
    fact = {"agent": agent_id[-4:], "agent_id": agent_id, "state": state, "at": at, "data": {}}
    central.run(lambda c: c.execute(sa.insert(agent_state_fact).values(fact)))


def route(central: Central, ticket_id: str = floor.THERMOSTAT) -> Any:
    verdict = central.do(LEILA_AT_DESK, RouteTicket(made_at=NOW, ticket_id=ticket_id))
    return verdict.problem.reason if verdict.problem else verdict.result


def lead(central: Central, *commands: Any) -> None:
    for command in commands:
        assert central.do(SUE_AT_DESK, command).status == "applied"


def test_while_everybody_is_away_it_goes_to_nobody(central: Central) -> None:
    for state in ("paused", "offline", "lost_link"):
        stands(central, floor.LEILA, "available")
        stands(central, floor.LEILA, state)
        answer = route(central)
        assert answer["owner_id"] is None
        assert set(answer["passed_over"].values()) == {"away"}
    assert central.get("ticket", floor.THERMOSTAT)["owner_id"] is None


def test_it_goes_to_the_one_with_less_open_work_and_not_twice(central: Central) -> None:
    stands(central, floor.LEILA, "available")
    stands(central, floor.MARCUS, "talking")
    assert route(central)["owner_id"] == floor.MARCUS
    row = central.get("ticket", floor.THERMOSTAT)
    assert (row["owner_id"], row["state"], row["is_unread"]) == (floor.MARCUS, "open", True)
    assert route(central) == "taken"


def test_a_category_asks_for_a_skill_and_a_full_person_gets_no_more(central: Central) -> None:
    for agent_id in (floor.LEILA, floor.MARCUS):
        stands(central, agent_id, "available")
    boiler = ChangeTicket(made_at=NOW, ticket_id=floor.THERMOSTAT, category_id=floor.BOILER_FAULTS)
    assert central.do(LEILA_AT_DESK, boiler).status == "applied"
    assert route(central)["passed_over"][floor.MARCUS] == "skill"
    lead(central, SaveProfile(made_at=NOW, agent_id=floor.LEILA, skills={"gas": 2}, languages=[], capacity=3))
    assert route(central)["passed_over"][floor.LEILA] == "full", "she has one of weight 2"
    lead(central, SaveProfile(made_at=NOW, agent_id=floor.LEILA, skills={"gas": 2}, languages=[], capacity=4))
    assert route(central)["owner_id"] == floor.LEILA


def test_whoever_has_the_customers_other_ticket_gets_this_one_too(central: Central) -> None:
    for agent_id in (floor.LEILA, floor.MARCUS):
        stands(central, agent_id, "available")
    registry = central.registry
    again = floor.a_ticket(registry, floor.an_id(790), 7900, "Cold again", customer_id=floor.HENRY)
    central.put([again])
    assert route(central, floor.an_id(790))["owner_id"] == floor.LEILA
    lead(central, SaveRouting(made_at=NOW, queue_id=floor.HEATING, criteria=["load"]))
    lead(central, AssignTicket(made_at=NOW, ticket_id=floor.an_id(790), owner_id=None))
    assert route(central, floor.an_id(790))["owner_id"] == floor.MARCUS


def test_it_goes_to_somebody_who_speaks_the_customers_language(central: Central) -> None:
    for agent_id in (floor.LEILA, floor.MARCUS):
        stands(central, agent_id, "available")
    central.run(lambda c: c.execute(sa.update(customer).values(languages="Igbo, English")))
    lead(central, SaveRouting(made_at=NOW, queue_id=floor.HEATING, criteria=["language", "load"]))
    for agent_id, languages in ((floor.LEILA, ["english", "Igbo "]), (floor.MARCUS, ["English"])):
        lead(central, SaveProfile(made_at=NOW, agent_id=agent_id, skills={}, languages=languages))
    central.put(
        [floor.a_ticket(central.registry, floor.an_id(792), 7920, "Cold", customer_id=floor.MARGARET)]
    )
    owner_id = route(central, floor.an_id(792))["owner_id"]
    assert owner_id == floor.LEILA, "she has more to do, and speaks what they prefer"


def test_of_two_with_as_much_to_do_it_goes_to_the_one_who_was_idle_longest(central: Central) -> None:
    lead(central, SaveRouting(made_at=NOW, queue_id=floor.HEATING, criteria=["idle"]))
    stands(central, floor.MARCUS, "available", NOW - timedelta(minutes=9))
    stands(central, floor.LEILA, "available", NOW - timedelta(minutes=12))
    again = floor.a_ticket(central.registry, floor.an_id(791), 7910, "Cold again")
    central.put([again])
    assert route(central)["owner_id"] == floor.LEILA
    stands(central, floor.LEILA, "talking", NOW)
    assert route(central, floor.an_id(791))["owner_id"] == floor.MARCUS, "who talks is not idle"


def test_what_was_given_offline_to_somebody_who_left_meanwhile_lies_where_it_lay(
    central: Central, tmp_path: Path
) -> None:
    stands(central, floor.MARCUS, "available")
    desk = Desk(tmp_path / "desk.db", central, LEILA_AT_DESK, ["org", f"queue:{floor.HEATING}"])
    desk.do(AssignTicket(made_at=NOW, ticket_id=floor.THERMOSTAT, owner_id=floor.MARCUS))
    assert desk.get("ticket", floor.THERMOSTAT)["owner_id"] == floor.MARCUS
    stands(central, floor.MARCUS, "paused")
    [verdict] = desk.push()
    desk.pull()
    assert verdict.problem is not None
    assert verdict.problem.reason == "away"
    assert desk.get("ticket", floor.THERMOSTAT)["owner_id"] is None


def test_a_queue_hands_out_by_itself_if_it_says_so_evenly_and_without_a_claim_lost(central: Central) -> None:
    for agent_id in (floor.LEILA, floor.MARCUS):
        stands(central, agent_id, "available")
    registry = central.registry
    central.put([floor.a_ticket(registry, floor.an_id(800 + n), 7700 + n, f"Leak {n}") for n in range(5)])

    def job() -> dict[str, int]:
        reached: set[str] = set()
        central.run(lambda c: once(c, registry, NOW, "ticket.handed_out", hand_out, reached))
        owners = [
            row["owner_id"] for row in central.rows()["ticket"].values() if row["queue_id"] == floor.HEATING
        ]
        assert bool(reached) == any(owner == floor.MARCUS and f"agent:{owner}" in reached for owner in owners)
        return {name: owners.count(name) for name in (floor.LEILA, floor.MARCUS, None)}

    before = job()
    lead(central, SaveRouting(made_at=NOW, queue_id=floor.HEATING, criteria=["load"], is_automatic=True))
    after = job()
    assert before[floor.LEILA] == 1
    assert after[None] == 0
    assert abs(after[floor.LEILA] - after[floor.MARCUS]) <= 2


@pytest.mark.parametrize("leaves", ["paused", "offline", "lost_link", "no word at all"])
def test_work_handed_to_somebody_who_leaves_meanwhile_is_taken_back_and_goes_on(
    central: Central, leaves: str
) -> None:
    """They sign out, go on a break or lose the line in the moment it is given to them."""
    lead(central, SaveRouting(made_at=NOW, queue_id=floor.HEATING, criteria=["load"], is_automatic=True))
    if leaves != "no word at all":
        stands(central, floor.LEILA, "available")
    stands(central, floor.MARCUS, "available")
    central.run(lambda c: once(c, central.registry, NOW, "ticket.handed_out", hand_out, set()))
    mine = [
        row["id"]
        for row in central.rows()["ticket"].values()
        if row["owner_id"] == floor.MARCUS and row["is_unread"]
    ]
    assert mine
    if leaves == "no word at all":
        central.run(lambda c: c.execute(sa.delete(agent_state_fact)))
    else:
        stands(central, floor.MARCUS, leaves)
    reached: set[str] = set()
    central.run(lambda c: once(c, central.registry, NOW, "ticket.taken_back", take_back, reached))
    assert {central.get("ticket", ticket_id)["owner_id"] for ticket_id in mine} == {None}
    assert f"agent:{floor.MARCUS}" in reached, "their desk is told"
    central.run(lambda c: once(c, central.registry, NOW, "ticket.handed_out", hand_out, set()))
    owners = {central.get("ticket", ticket_id)["owner_id"] for ticket_id in mine}
    assert owners == ({None} if leaves == "no word at all" else {floor.LEILA})


def test_what_somebody_has_looked_at_or_was_given_by_a_person_stays_theirs_when_they_leave(
    central: Central,
) -> None:
    stands(central, floor.MARCUS, "available")
    assert route(central)["owner_id"] == floor.MARCUS
    assert (
        central.do(MARCUS_AT_DESK, MarkTicketRead(made_at=NOW, ticket_id=floor.THERMOSTAT)).status
        == "applied"
    )
    given = AssignTicket(made_at=NOW, ticket_id=floor.OWNERLESS, owner_id=floor.MARCUS)
    assert central.do(LEILA_AT_DESK, given).status == "applied"
    stands(central, floor.MARCUS, "offline")
    central.run(lambda c: once(c, central.registry, NOW, "ticket.taken_back", take_back, set()))
    for ticket_id in (floor.THERMOSTAT, floor.OWNERLESS):
        assert central.get("ticket", ticket_id)["owner_id"] == floor.MARCUS


def test_two_desks_that_claim_one_ticket_offline_are_told_who_has_it_and_lose_no_word(
    central: Central, tmp_path: Path
) -> None:
    desks = [
        Desk(tmp_path / f"{n}.db", central, who, [f"queue:{floor.HEATING}", f"agent:{who.agent_id}", "org"])
        for n, who in enumerate((LEILA_AT_DESK, MARCUS_AT_DESK))
    ]
    for desk in desks:
        desk.do(ClaimTicket(made_at=NOW, ticket_id=floor.THERMOSTAT))
        note = f"Mine, says {desk.actor.agent_id}"
        desk.do(AddTicketNote(made_at=NOW, note_id=new_id(), ticket_id=floor.THERMOSTAT, text=note))
        assert desk.get("ticket", floor.THERMOSTAT)["owner_id"] == desk.actor.agent_id, (
            "so each of them thinks"
        )
    first, second = desks
    assert [verdict.status for verdict in first.push()] == ["applied", "applied"]
    lost, kept = second.push()
    assert (lost.status, kept.status) == ("refused", "applied")
    assert lost.problem is not None
    assert (lost.problem.reason, "Leila Duarte" in lost.problem.what) == ("taken", True)
    second.pull()
    assert second.get("ticket", floor.THERMOSTAT)["owner_id"] == floor.LEILA
    texts = {row["text"] for row in central.rows()["ticket_note"].values()}
    assert {f"Mine, says {who}" for who in (floor.LEILA, floor.MARCUS)} <= texts


def test_a_colleague_gives_work_only_to_somebody_who_is_here(central: Central) -> None:
    def give(owner_id: str | None) -> Any:
        return central.do(
            LEILA_AT_DESK, AssignTicket(made_at=NOW, ticket_id=floor.THERMOSTAT, owner_id=owner_id)
        )

    for state in ("paused", "offline", "link_lost"):
        stands(central, floor.MARCUS, state)
        verdict = give(floor.MARCUS)
        assert verdict.problem is not None, state
        assert verdict.problem.reason == "away"
        assert central.get("ticket", floor.THERMOSTAT)["owner_id"] is None
    stands(central, floor.MARCUS, "wrap_up")
    assert give(floor.MARCUS).status == "applied"
    assert give(floor.LEILA).status == "applied", "what one takes oneself is one's own affair"


def test_a_ticket_opened_for_somebody_who_is_away_waits_in_its_queue(central: Central) -> None:
    def open_for(owner_id: str) -> dict[str, Any]:
        ticket_id = new_id()
        command = CreateTicket(
            made_at=NOW,
            ticket_id=ticket_id,
            number=None,
            subject="Leak under the boiler",
            customer_id=floor.MARGARET,
            queue_id=floor.HEATING,
            channel="phone",
            owner_id=owner_id,
        )
        assert central.do(LEILA_AT_DESK, command).status == "applied"
        row: dict[str, Any] = central.get("ticket", ticket_id)
        return row

    gone = open_for(floor.MARCUS)
    assert (gone["owner_id"], gone["state"]) == (None, "new")
    assert gone["number"] > 0, "its number is final all the same"
    stands(central, floor.MARCUS, "available")
    assert open_for(floor.MARCUS)["owner_id"] == floor.MARCUS
