"""Several tickets in one go: the plan says what the change then does, and an undo takes back only what is still so."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from agent_desktop.core.people import Actor
from agent_desktop.features.tickets.bulk import (
    Back,
    ListedPlan,
    PlanListed,
    StateBack,
    UndoListed,
    Wanted,
    change_of,
    undo_of,
)
from agent_desktop.features.tickets.commands import AssignTicket, ChangeTicket, ClaimTicket, SetTicketState
from agent_desktop.features.tickets.detail_commands import TagTicket
from agent_desktop.features.workforce.tables import agent_state_fact
from agent_desktop.sync import outbox, server
from agent_desktop.sync.messages import Envelope, Verdict
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW, SUE_AT_DESK
from tests.support.stores import Central, Desk, envelope

CHOSEN = [floor.PUMP, floor.THERMOSTAT, floor.INVOICE]
TOUCHED = (
    "state",
    "waits_for",
    "hold_until",
    "owner_id",
    "priority",
    "category_id",
    "tags",
    "first_solved_at",
    "last_solved_at",
)


def plans(central: Central, wanted: Wanted, ids: list[str] = CHOSEN) -> list[ListedPlan]:
    return central.ask(LEILA_AT_DESK, PlanListed(ticket_ids=ids, wanted=wanted))


def do(central: Central, ticket_id: str, wanted: Wanted, actor: Actor = LEILA_AT_DESK) -> str:
    return central.do(actor, change_of(ticket_id, wanted, NOW)).status


def touched(central: Central, ticket_id: str) -> dict[str, Any]:
    row = central.get("ticket", ticket_id)
    return {name: row[name] for name in TOUCHED}


def both(desk: Desk) -> None:
    """What a desk does when it comes back to central."""
    desk.push()
    desk.pull()


def is_here(central: Central, agent_id: str, state: str) -> None:
    fact = {"agent": "x", "agent_id": agent_id, "state": state, "at": NOW, "data": {}}
    central.run(lambda c: c.execute(sa.insert(agent_state_fact).values(fact)))


def test_a_change_does_what_its_plan_says_and_an_undo_brings_everything_back(central: Central) -> None:
    wanted = Wanted(
        state="pending_third_party",
        priority="urgent",
        owner_id=floor.LEILA,
        category_id=floor.FAULTS,
        add_tags=["Rush"],
    )
    before = {one: touched(central, one) for one in CHOSEN}
    made = plans(central, wanted)
    assert [plan.ticket_id for plan in made] == CHOSEN
    assert [plan.problem for plan in made] == [None] * 3
    for plan in made:
        assert do(central, plan.ticket_id, wanted) == "applied"
        after = touched(central, plan.ticket_id)
        shown = after | {"state": "pending_third_party"}
        assert {one.field: one.after for one in plan.changes} == {
            one.field: shown[one.field] for one in plan.changes
        }
        assert (after["state"], after["waits_for"]) == ("pending", "third_party")
    for plan in made:
        back = undo_of(plan.ticket_id, plan.standing, plan.changes, NOW)
        assert central.do(LEILA_AT_DESK, back).status == "applied"
    assert {one: touched(central, one) for one in CHOSEN} == before


def test_the_plan_says_which_ticket_cannot_and_why_and_the_change_then_does_nothing_to_it(
    central: Central,
) -> None:
    boiler = ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, category_id=floor.BOILER_FAULTS)
    central.do(LEILA_AT_DESK, boiler)
    central.do(LEILA_AT_DESK, SetTicketState(made_at=NOW, ticket_id=floor.INVOICE, state="solved"))
    central.do(LEILA_AT_DESK, SetTicketState(made_at=NOW, ticket_id=floor.INVOICE, state="closed"))
    wanted = Wanted(state="solved", priority="low")
    pump, thermostat, invoice = plans(central, wanted)
    assert (pump.problem, pump.detail) == ("fields", "Serial number")
    assert thermostat.problem is None
    assert invoice.problem == "state"
    before = {one: touched(central, one) for one in (floor.PUMP, floor.INVOICE)}
    assert [do(central, one, wanted) for one in CHOSEN] == ["refused", "applied", "refused"]
    assert {one: touched(central, one) for one in before} == before, "all of it or nothing"
    [same] = plans(central, Wanted(priority="low"), [floor.THERMOSTAT])
    assert same.problem == "same"


def test_work_never_goes_to_somebody_who_is_away(central: Central) -> None:
    wanted = Wanted(owner_id=floor.MARCUS)
    for state in ("paused", "offline"):
        is_here(central, floor.MARCUS, state)
        assert {plan.problem for plan in plans(central, wanted)} == {"away"}
        assert do(central, floor.THERMOSTAT, wanted) == "refused"
        assert central.get("ticket", floor.THERMOSTAT)["owner_id"] is None
    is_here(central, floor.MARCUS, "available")
    assert do(central, floor.THERMOSTAT, wanted) == "applied"
    assert central.get("ticket", floor.THERMOSTAT)["owner_id"] == floor.MARCUS
    assert do(central, floor.THERMOSTAT, Wanted(owner_id=floor.LEILA)) == "applied", "oneself one always may"


def test_an_undo_leaves_what_a_colleague_has_changed_since_and_says_so(central: Central) -> None:
    wanted = Wanted(priority="urgent", owner_id=floor.LEILA, add_tags=["rush"])
    [plan] = plans(central, wanted, [floor.THERMOSTAT])
    assert do(central, floor.THERMOSTAT, wanted) == "applied"
    central.do(MARCUS_AT_DESK, ChangeTicket(made_at=NOW, ticket_id=floor.THERMOSTAT, priority="high"))
    central.do(MARCUS_AT_DESK, TagTicket(made_at=NOW, ticket_id=floor.THERMOSTAT, add=["infant"]))
    verdict = central.do(LEILA_AT_DESK, undo_of(floor.THERMOSTAT, plan.standing, plan.changes, NOW))
    assert verdict.status == "merged"
    row = central.get("ticket", floor.THERMOSTAT)
    assert (row["priority"], row["owner_id"], row["state"]) == ("high", None, "new")
    assert row["tags"] == ["infant"]
    assert [(lost.field, lost.theirs) for lost in verdict.lost] == [("priority", "high")]


def test_an_undo_of_what_is_all_changed_since_does_nothing(central: Central) -> None:
    [plan] = plans(central, Wanted(priority="urgent"), [floor.THERMOSTAT])
    do(central, floor.THERMOSTAT, Wanted(priority="urgent"))
    central.do(MARCUS_AT_DESK, ChangeTicket(made_at=NOW, ticket_id=floor.THERMOSTAT, priority="high"))
    before = central.get("ticket", floor.THERMOSTAT)
    verdict = central.do(LEILA_AT_DESK, undo_of(floor.THERMOSTAT, plan.standing, plan.changes, NOW))
    assert verdict.problem is not None
    assert verdict.problem.reason == "changed_since"
    assert central.get("ticket", floor.THERMOSTAT) == before


@pytest.mark.parametrize(
    "values",
    [
        {"state": StateBack("closed", "solved")},
        {"state": StateBack("new", "solved")},
        {"state": StateBack("new", "asleep")},
        {"priority": Back("charming", "normal")},
    ],
)
def test_an_undo_is_no_way_around_the_states_of_a_ticket(central: Central, values: dict[str, Any]) -> None:
    if "state" in values and values["state"].became == "closed":
        for state in ("solved", "closed"):
            central.do(LEILA_AT_DESK, SetTicketState(made_at=NOW, ticket_id=floor.THERMOSTAT, state=state))
    before = touched(central, floor.THERMOSTAT)
    undo = UndoListed(made_at=NOW, ticket_id=floor.THERMOSTAT, **values)
    assert central.do(LEILA_AT_DESK, undo).status == "refused"
    assert touched(central, floor.THERMOSTAT) == before


def test_offline_it_is_done_and_undone_at_once_and_settled_later(central: Central, tmp_path: Path) -> None:
    scopes = ["org", f"queue:{floor.HEATING}", f"queue:{floor.BILLING}", f"agent:{floor.LEILA}"]
    desk = Desk(tmp_path / "leila.db", central, LEILA_AT_DESK, scopes)
    wanted = Wanted(priority="urgent", add_tags=["rush"])
    made = plans(central, wanted)
    for plan in made:
        desk.do(change_of(plan.ticket_id, wanted, NOW))
    assert {desk.rows()["ticket"][one]["priority"] for one in CHOSEN} == {"urgent"}
    desk.do(undo_of(made[1].ticket_id, made[1].standing, made[1].changes, NOW))
    assert desk.rows()["ticket"][floor.THERMOSTAT]["priority"] == "normal"
    central.do(SUE_AT_DESK, ChangeTicket(made_at=NOW, ticket_id=floor.INVOICE, priority="high"))
    both(desk)
    assert central.get("ticket", floor.PUMP)["priority"] == "urgent"
    assert central.get("ticket", floor.THERMOSTAT)["priority"] == "normal"
    assert central.get("ticket", floor.THERMOSTAT)["tags"] is None
    assert central.get("ticket", floor.INVOICE)["priority"] == "high", "a colleague was first"
    [told] = outbox.inbox(desk.replica, "lost")
    assert (told.lost.field, told.lost.yours, told.lost.theirs) == ("priority", "urgent", "high")


def test_of_two_who_claim_offline_the_second_is_told_whose_it_is(central: Central, tmp_path: Path) -> None:
    """A claim is exclusive: both saw it as theirs, one of them has it, and the other knows who."""
    scopes = ["org", f"queue:{floor.HEATING}", f"queue:{floor.BILLING}"]
    leila = Desk(tmp_path / "l.db", central, LEILA_AT_DESK, [*scopes, f"agent:{floor.LEILA}"])
    marcus = Desk(tmp_path / "m.db", central, MARCUS_AT_DESK, [*scopes, f"agent:{floor.MARCUS}"])
    for desk in (leila, marcus):
        desk.do(ClaimTicket(made_at=NOW, ticket_id=floor.THERMOSTAT))
        assert desk.rows()["ticket"][floor.THERMOSTAT]["owner_id"] == desk.actor.agent_id
    both(marcus)
    both(leila)
    assert central.get("ticket", floor.THERMOSTAT)["owner_id"] == floor.MARCUS
    for desk in (leila, marcus):
        both(desk)
        assert desk.rows()["ticket"][floor.THERMOSTAT]["owner_id"] == floor.MARCUS
    [refused] = [one for one in leila.replica.waiting() if one.state == "refused"]
    assert refused.kind == "tickets.ClaimTicket"
    assert refused.verdict is not None
    assert refused.verdict.problem is not None
    assert refused.verdict.problem.what == "Your colleague Marcus Webb already has ticket 48173."
    assert [one for one in marcus.replica.waiting() if one.state == "refused"] == []


@pytest.mark.parametrize("turn", range(4))
def test_of_two_who_claim_in_the_same_moment_one_has_it(central: Central, turn: int) -> None:
    """Both commands are under way at once, each in a transaction of its own on the real database."""
    actors = [LEILA_AT_DESK, MARCUS_AT_DESK][:: 1 if turn % 2 else -1]
    claims = [
        envelope(central.registry, ClaimTicket(made_at=NOW, ticket_id=floor.THERMOSTAT)) for _ in actors
    ]

    async def push(actor: Actor, claim: Envelope) -> Verdict:
        async with central._engine.begin() as connection:
            reply = await connection.run_sync(
                lambda c: server.push(c, central.registry, actor, [claim], central.clock)
            )
            return reply.verdicts[0]

    async def both_at_once() -> list[Verdict]:
        work = asyncio.gather(*(push(actor, claim) for actor, claim in zip(actors, claims, strict=True)))
        return await asyncio.wait_for(work, 60)

    verdicts = central._loop.run_until_complete(both_at_once())
    won = [actor for actor, verdict in zip(actors, verdicts, strict=True) if verdict.status == "applied"]
    assert [actor.agent_id for actor in won] == [central.get("ticket", floor.THERMOSTAT)["owner_id"]]
    [problem] = [verdict.problem for verdict in verdicts if verdict.problem is not None]
    assert problem.reason == "taken"


def test_a_claim_against_somebody_who_was_given_it_meanwhile_is_refused(central: Central) -> None:
    later = NOW + timedelta(seconds=1)
    is_here(central, floor.MARCUS, "available")
    give = AssignTicket(made_at=NOW, ticket_id=floor.THERMOSTAT, owner_id=floor.MARCUS)
    assert central.do(SUE_AT_DESK, give).status == "applied"
    verdict = central.do(LEILA_AT_DESK, ClaimTicket(made_at=later, ticket_id=floor.THERMOSTAT))
    assert verdict.problem is not None
    assert verdict.problem.reason == "taken"
