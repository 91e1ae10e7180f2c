"""Leads at central: lent to one person at a time, in the right order, and fenced by their token."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.core.clock import HeldClock
from agent_desktop.core.command import Command
from agent_desktop.core.errors import Refused
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor, Role
from agent_desktop.core.query import Query
from agent_desktop.features import house
from agent_desktop.features.outbound.commands import RecordAttempt, ReleaseLead, RenewLease, TakeNextLead
from agent_desktop.features.outbound.model import DISPOSITIONS, MOST_ATTEMPTS, next_step
from agent_desktop.features.outbound.queries import attempts_of, promised_callbacks
from agent_desktop.features.outbound.read_models import CallList, Campaigns, MyLeads
from agent_desktop.features.outbound.tables import attempt, campaign, lead
from agent_desktop.store.engines import replica_engine
from agent_desktop.store.work import SqlRead, SqlWork
from agent_desktop.sync.messages import Envelope, Verdict
from agent_desktop.sync.server import push
from tests.support.central_tables import MADE, engine_on, run
from tests.support.floor import LEASE_TOKEN, LENT_LEAD, MARCUS_AT_DESK

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
HOUSE = house()


@pytest.fixture
async def engine(central_url: str) -> AsyncIterator[AsyncEngine]:
    async with engine_on(central_url) as engine:
        yield engine


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock(NOON)


def caller() -> Actor:
    return Actor(new_id(), new_id(), frozenset({Role.SALES}))


async def send(engine: AsyncEngine, clock: HeldClock, actor: Actor, command: Command) -> Verdict:
    spec = HOUSE.commands.of(command)
    envelope = Envelope(spec.kind, HOUSE.commands.encode(command))
    return (await run(engine, lambda c: push(c, HOUSE, actor, [envelope], clock))).verdicts[0]


async def ask(engine: AsyncEngine, actor: Actor, query: Query[Any]) -> Any:
    return await run(engine, lambda c: HOUSE.queries.run(SqlRead(c, is_whole=True), actor, query))


async def add_campaign(engine: AsyncEngine, *leads: dict[str, Any]) -> tuple[str, list[str]]:
    """A campaign with its leads; answers their ids, which sort as they are given."""
    campaign_id = new_id()
    rows = [
        {
            "id": new_id(),
            "campaign_id": campaign_id,
            "name": f"Lead {n}",
            "number": f"+4420794600{n:02}",
            "state": "open",
            "next_attempt_at": None,
            "callback_agent_id": None,
            "customer_id": None,
            "leased_by": None,
            "leased_until": None,
            "updated_at": MADE,
            **given,
        }
        for n, given in enumerate(leads)
    ]

    def write(connection: sa.Connection) -> None:
        connection.execute(
            sa.insert(campaign).values(id=campaign_id, name=campaign_id, is_active=True, updated_at=MADE)
        )
        if rows:
            connection.execute(sa.insert(lead), rows)

    await run(engine, write)
    return campaign_id, [row["id"] for row in rows]


async def take(
    engine: AsyncEngine, clock: HeldClock, actor: Actor, campaign_id: str
) -> dict[str, Any] | None:
    verdict = await send(engine, clock, actor, TakeNextLead(made_at=clock.now(), campaign_id=campaign_id))
    assert verdict.status == "applied"
    assert verdict.result is not None
    found: dict[str, Any] | None = verdict.result["lead"]
    return found


def tried(lead_row: dict[str, Any], disposition: str = "not_interested", **more: Any) -> RecordAttempt:
    return RecordAttempt(
        made_at=NOON,
        attempt_id=new_id(),
        lead_id=lead_row["id"],
        token=lead_row["lease_token"],
        disposition=disposition,
        **more,
    )


async def row_of(engine: AsyncEngine, lead_id: str) -> Any:
    return await run(engine, lambda c: c.execute(sa.select(lead).where(lead.c.id == lead_id)).one())


async def test_eight_callers_at_once_never_get_the_same_lead(engine: AsyncEngine, clock: HeldClock) -> None:
    campaign_id, leads = await add_campaign(engine, *({} for _ in range(40)))
    taken: list[str] = []

    async def work(actor: Actor) -> None:
        while (found := await take(engine, clock, actor, campaign_id)) is not None:
            taken.append(found["id"])
            assert (await send(engine, clock, actor, tried(found))).status == "applied"

    await asyncio.gather(*(work(caller()) for _ in range(8)))
    assert sorted(taken) == sorted(leads)


async def test_due_callbacks_come_first_mine_then_anyones_then_by_time(
    engine: AsyncEngine, clock: HeldClock
) -> None:
    me, colleague = caller(), caller()
    due, hour = NOON - timedelta(minutes=1), timedelta(hours=1)
    campaign_id, leads = await add_campaign(
        engine,
        {},
        {"next_attempt_at": due - hour},
        {"next_attempt_at": due - 2 * hour},
        {"state": "callback", "next_attempt_at": due - hour},
        {"state": "callback", "next_attempt_at": due, "callback_agent_id": me.agent_id},
        {"state": "callback", "next_attempt_at": due, "callback_agent_id": colleague.agent_id},
        {"state": "callback", "next_attempt_at": NOON + hour, "callback_agent_id": me.agent_id},
        {"next_attempt_at": NOON + timedelta(microseconds=1)},
        {"state": "done"},
    )
    expected = [leads[n] for n in (4, 3, 2, 1, 0)]
    listed = await ask(engine, me, CallList(campaign_id=campaign_id, as_of=NOON))
    assert [row.lead_id for row in listed] == expected
    taken = []
    while (found := await take(engine, clock, me, campaign_id)) is not None:
        taken.append(found["id"])
        await send(engine, clock, me, tried(found))
    assert taken == expected
    mine = await ask(engine, me, MyLeads(agent_id=me.agent_id))
    assert [row.lead_id for row in mine] == [leads[6]]
    counts = await ask(engine, me, Campaigns())
    assert [(c.open_leads, c.callbacks, c.done_leads) for c in counts] == [(1, 2, 6)]


async def test_a_lead_in_hand_is_given_again_rather_than_another(
    engine: AsyncEngine, clock: HeldClock
) -> None:
    me = caller()
    campaign_id, _ = await add_campaign(engine, {}, {})
    other_id, _ = await add_campaign(engine, {})
    first = await take(engine, clock, me, campaign_id)
    again = await take(engine, clock, me, campaign_id)
    assert first is not None
    assert again is not None
    assert (again["id"], again["lease_token"]) == (first["id"], first["lease_token"] + 1)
    await take(engine, clock, me, other_id)
    assert (await row_of(engine, first["id"])).leased_by is None


async def test_a_late_caller_is_told_the_lease_is_lost_and_keeps_the_text(
    engine: AsyncEngine, clock: HeldClock
) -> None:
    late, quick = caller(), caller()
    campaign_id, _ = await add_campaign(engine, {})
    mine = await take(engine, clock, late, campaign_id)
    assert mine is not None
    assert await take(engine, clock, quick, campaign_id) is None
    clock.advance(601)
    theirs = await take(engine, clock, quick, campaign_id)
    assert theirs is not None
    assert theirs["id"] == mine["id"]
    for command in (
        tried(mine, note="They want it in blue."),
        RenewLease(made_at=NOON, lead_id=mine["id"], token=mine["lease_token"]),
        ReleaseLead(made_at=NOON, lead_id=mine["id"], token=mine["lease_token"]),
    ):
        verdict = await send(engine, clock, late, command)
        assert verdict.problem is not None
        assert (verdict.status, verdict.problem.reason) == ("refused", "lease_lost")
        assert "kept" in verdict.problem.kept
    assert (await row_of(engine, mine["id"])).leased_by == quick.agent_id
    attempts = await run(engine, lambda c: c.execute(sa.select(attempt)).all())
    assert attempts == []


async def test_a_lease_that_ran_out_unnoticed_still_counts_and_a_renewed_one_is_nobody_elses(
    engine: AsyncEngine, clock: HeldClock
) -> None:
    me, other = caller(), caller()
    campaign_id, _ = await add_campaign(engine, {})
    mine = await take(engine, clock, me, campaign_id)
    assert mine is not None
    clock.advance(599)
    renewed = await send(
        engine, clock, me, RenewLease(made_at=NOON, lead_id=mine["id"], token=mine["lease_token"])
    )
    assert renewed.status == "applied"
    clock.advance(599)
    assert await take(engine, clock, other, campaign_id) is None
    clock.advance(10)
    assert (await send(engine, clock, me, tried(mine, "no_answer"))).status == "applied"
    row = await row_of(engine, mine["id"])
    assert (row.attempts, row.state, row.next_attempt_at) == (1, "open", NOON + timedelta(hours=4))
    assert (row.leased_by, row.leased_until) == (None, None)


async def test_a_promised_callback_waits_for_its_hour_and_its_person(
    engine: AsyncEngine, clock: HeldClock
) -> None:
    me, other = caller(), caller()
    campaign_id, leads = await add_campaign(engine, {"customer_id": new_id()})
    mine = await take(engine, clock, me, campaign_id)
    assert mine is not None
    late = NOON + timedelta(hours=2)
    for bad in (
        tried(mine, "callback"),
        tried(mine, "busy", callback_at=late),
        tried(mine, "callback", callback_at=NOON),
        tried(mine, "shrug"),
    ):
        assert (await send(engine, clock, me, bad)).status == "refused"
    promise = tried(mine, "callback", note="After two.", callback_at=late)
    assert (await send(engine, clock, me, promise)).status == "applied"
    assert await take(engine, clock, me, campaign_id) is None
    clock.advance(2 * 3600)
    assert await take(engine, clock, other, campaign_id) is None
    found = await take(engine, clock, me, campaign_id)
    assert found is not None
    assert found["id"] == leads[0]

    def told(connection: sa.Connection) -> Any:
        read = SqlRead(connection, is_whole=True)
        customer_id = mine["customer_id"]
        return (
            attempts_of(read, customer_id, None, 10, frozenset()),
            attempts_of(read, customer_id, NOON, 10, frozenset()),
            promised_callbacks(read, [customer_id, new_id()], ""),
        )

    events, earlier, evidence = await run(engine, told)
    assert [(e.kind, e.at, e.text, e.chips[0].code) for e in events] == [
        ("attempt", NOON, "After two.", "attempt:callback")
    ]
    assert earlier == []
    assert evidence == {mine["customer_id"]: "promised_callback"}


async def test_do_not_call_settles_every_lead_with_that_number(engine: AsyncEngine, clock: HeldClock) -> None:
    me = caller()
    campaign_id, _ = await add_campaign(engine, {"number": "+442079460999"})
    _, others = await add_campaign(engine, {"number": "+442079460999"}, {})
    mine = await take(engine, clock, me, campaign_id)
    assert mine is not None
    await send(engine, clock, me, tried(mine, "do_not_call"))
    assert [(await row_of(engine, one)).state for one in (mine["id"], *others)] == ["done", "done", "open"]


async def test_only_those_who_sell_take_leads(engine: AsyncEngine, clock: HeldClock) -> None:
    campaign_id, _ = await add_campaign(engine, {})
    agent = Actor(new_id(), new_id(), frozenset({Role.AGENT}))
    verdict = await send(engine, clock, agent, TakeNextLead(made_at=NOON, campaign_id=campaign_id))
    assert verdict.problem is not None
    assert verdict.problem.reason == "not_allowed"


def test_every_outcome_has_a_rule() -> None:
    reached_nobody = {"no_answer", "busy", "voicemail"}
    for disposition in DISPOSITIONS:
        later = NOON + timedelta(days=1) if disposition == "callback" else None
        state = next_step(disposition, 1, NOON, later).state
        assert (state == "open") == (disposition in reached_nobody)
        assert next_step(disposition, MOST_ATTEMPTS, NOON, later).state != "open"


def test_a_stale_token_is_refused_at_the_desk_too(floor_replica: Path, tmp_path: Path) -> None:
    shutil.copy(floor_replica, tmp_path / "replica.db")
    desk = replica_engine(tmp_path / "replica.db")
    with desk.begin() as connection:
        stale = ReleaseLead(made_at=NOON, lead_id=LENT_LEAD, token=LEASE_TOKEN - 1)
        with pytest.raises(Refused, match="no longer yours"):
            HOUSE.commands.run(SqlWork(connection, HOUSE, MARCUS_AT_DESK, stale), MARCUS_AT_DESK, stale)
    desk.dispose()
