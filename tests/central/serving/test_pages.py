"""Rows that ride on pokes: to whom, which, and when a desk is told to pull instead."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from agent_desktop.central import desk_stream
from agent_desktop.core.clock import SystemClock
from agent_desktop.core.command import Command
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor
from agent_desktop.store.work import SqlCentralWork
from agent_desktop.sync import feed_tail
from agent_desktop.sync.feed import stamp
from agent_desktop.sync.tables import erasure_log
from tests.central.serving.conftest import SALES, SUPPORT, Central, Desk, Listener, StartCentral
from tests.support.commands_of import create_customer, envelope


def ticket(queue_id: str, subject: str = "Boiler") -> dict[str, Any]:
    """A new ticket without a number, which central then gives."""
    return envelope(
        "tickets.CreateTicket",
        ticket_id=new_id(),
        number=None,
        queue_id=queue_id,
        subject=subject,
        channel="call",
    )


async def until(holds: Callable[[], object]) -> None:
    for _ in range(250):
        if holds():
            return
        await asyncio.sleep(0.02)
    pytest.fail("it never came to hold")


async def following(central: Central, login: str) -> tuple[Desk, Listener]:
    """A desk that listens, and stands at the head of everything it may hold."""
    desk = await central.desk(login)
    listener = await central.listen(desk)
    await desk.pull()
    return desk, listener


async def warm(central: Central, by: Desk) -> None:
    """The first rows an instance reads only tell it which life of the database it is in."""
    await by.push(ticket(SUPPORT), ticket(SALES))
    await until(lambda: central.app.service.hub.pokes._stand)


def is_page(poke: dict[str, Any]) -> bool:
    return poke.get("page") is not None


def subjects(poke: dict[str, Any]) -> list[str]:
    return [row[5]["subject"] for row in poke["page"]["rows"] if row[1] == "ticket" and row[5]]


async def test_a_colleagues_change_comes_with_the_poke_in_the_scopes_one_holds(central: Central) -> None:
    aisha = await central.desk("aisha")
    (leila, support), (_marcus, sales) = await following(central, "leila"), await following(central, "marcus")
    await warm(central, aisha)
    reply = await aisha.client.post(
        "/api/v1/push", json={"commands": [ticket(SUPPORT), ticket(SALES, "Oven")]}
    )
    mine = await support.next("poke", is_page)
    theirs = await sales.next("poke", is_page)
    assert subjects(mine) == ["Boiler"]
    assert subjects(theirs) == ["Oven"]
    assert mine["page"]["heads"] == [reply.json()["head"]] == [mine["head"]]
    assert set(mine["page"]["scopes"]) <= {"org", f"queue:{SUPPORT}", f"agent:{leila.agent_id}"}
    assert {row[0] for row in mine["page"]["rows"]} <= set(mine["page"]["scopes"])
    assert mine["page"]["epoch"] == leila.session["epoch"]


async def test_pages_follow_on_each_other_without_a_gap(central: Central) -> None:
    aisha = await central.desk("aisha")
    _leila, support = await following(central, "leila")
    await warm(central, aisha)
    stands: list[tuple[int, int]] = []
    for n in range(5):
        await aisha.push(ticket(SUPPORT, f"Boiler {n}"))
        poke = await support.next("poke", is_page)
        assert subjects(poke) == [f"Boiler {n}"]
        stands.append(tuple(poke["page"]["scopes"][f"queue:{SUPPORT}"]))
    assert [after for after, _to in stands[1:]] == [to for _after, to in stands[:-1]]


async def test_who_opens_a_customer_is_told_of_them_and_still_of_the_rest(central: Central) -> None:
    aisha = await central.desk("aisha")
    leila, support = await following(central, "leila")
    await warm(central, aisha)
    customer_id = new_id()
    await aisha.push(create_customer(customer_id))
    head = (await leila.pull())["head"]
    await leila.pull(**dict.fromkeys([*leila.session["scopes"], f"customer:{customer_id}"], head))
    support.told.clear()
    await aisha.push(
        envelope("customers.ChangeCustomer", customer_id=customer_id, family_name="Bell"), ticket(SUPPORT)
    )
    both = {f"queue:{SUPPORT}", f"customer:{customer_id}"}
    await support.next("poke", lambda poke: is_page(poke) and both <= set(poke["page"]["scopes"]))


async def test_a_desk_that_has_not_said_what_it_holds_is_told_to_pull(central: Central) -> None:
    aisha, leila = await central.desk("aisha"), await central.desk("leila")
    await following(central, "leila")
    await warm(central, aisha)
    support = await central.listen(leila)
    await until(lambda: len(central.app.service.hub.desks()) == 2)
    await aisha.push(ticket(SUPPORT))
    assert not is_page(await support.next("poke"))


async def test_a_desk_of_which_is_not_known_any_more_what_it_holds_is_told_of_everything(
    central: Central,
) -> None:
    """It pulls elsewhere and holds more than instances tell each other."""
    aisha = await central.desk("aisha")
    leila, support = await following(central, "leila")
    await warm(central, aisha)
    central.app.service.hub.note_scopes(leila.session["client_id"], frozenset(), 1)
    support.told.clear()
    await aisha.push(create_customer(new_id()))
    assert not is_page(await support.next("poke"))


async def test_the_sites_own_records_never_ride(central: Central) -> None:
    """Rights hang on them: a desk asks, and is answered by what it may then."""
    aisha = await central.desk("aisha")
    _leila, support = await following(central, "leila")
    await warm(central, aisha)
    support.told.clear()
    central.app.service.hub.poke(1, {"org", f"queue:{SUPPORT}"})
    assert not is_page(await support.next("poke"))


async def test_who_lost_a_queue_is_told_nothing_more_of_it(central: Central) -> None:
    aisha = await central.desk("aisha")
    leila, support = await following(central, "leila")
    await warm(central, aisha)

    def move(connection: sa.Connection) -> tuple[int, set[str]]:
        reached: set[str] = set()
        head = moved(connection, central, leila.agent_id, reached)
        return head, reached

    head, reached = await central.app.service.write(move)
    central.app.service.hub.poke(head, reached)
    assert await support.next("resync") is not None
    await support.end()
    assert not central.app.service.hub.desks() or all(
        SUPPORT not in desk.who.actor.queues for desk in central.app.service.hub.desks()
    )


def moved(connection: sa.Connection, central: Central, agent_id: str, reached: set[str]) -> int:
    now, registry = SystemClock().now(), central.app.service.registry
    work = SqlCentralWork(
        connection, registry, Actor(agent_id, new_id()), Command(made_at=now), recorded_at=now
    )
    work.update("agent", agent_id, {"queues": [SALES]})
    return stamp(connection, registry, work.touched, reached)


async def test_after_an_erasure_everybody_asks(central: Central) -> None:
    """A page cannot say what is to be forgotten; a pull does."""
    aisha = await central.desk("aisha")
    _leila, support = await following(central, "leila")
    await warm(central, aisha)
    await aisha.push(ticket(SUPPORT))
    await support.next("poke", is_page)
    customer_id = new_id()
    await aisha.push(create_customer(customer_id), ticket(SUPPORT))
    await support.next("poke", is_page)
    support.told.clear()
    verdicts = await aisha.push(
        envelope("customers.EraseCustomer", customer_id=customer_id, reason="They asked."), ticket(SUPPORT)
    )
    assert verdicts[0]["status"] == "applied", verdicts
    erased = await central.app.service.read(
        lambda c: c.execute(sa.select(sa.func.count()).select_from(erasure_log))
    )
    assert erased.scalar_one() == 1
    assert not is_page(await support.next("poke"))
    await aisha.push(ticket(SUPPORT))
    assert is_page(await support.next("poke", is_page))


async def test_where_rows_are_many_a_desk_pulls_and_the_next_page_begins_there(
    central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    aisha = await central.desk("aisha")
    leila, support = await following(central, "leila")
    await warm(central, aisha)
    await leila.pull()
    support.told.clear()
    monkeypatch.setattr(feed_tail, "MOST_ROWS", 3)
    await aisha.push(*(ticket(SUPPORT, f"Boiler {n}") for n in range(10)))
    assert not is_page(await support.next("poke"))
    head = (await leila.pull())["head"]
    await aisha.push(ticket(SUPPORT, "One more"))
    poke = await support.next("poke", is_page)
    assert poke["page"]["scopes"][f"queue:{SUPPORT}"][0] <= head
    assert subjects(poke) == ["One more"]


async def test_what_a_desk_holds_is_known_where_it_listens_wherever_it_pulls(
    start_central: StartCentral,
) -> None:
    one, two = await start_central(), await start_central()
    aisha, leila = await one.desk("aisha"), await two.desk("leila")
    support = await two.listen(leila)
    customer_id = new_id()
    await aisha.push(create_customer(customer_id))
    held = {f"customer:{customer_id}": 0, f"queue:{SUPPORT}": 0}
    async with asyncio.timeout(15):
        while True:
            async with one.client() as client:
                client.headers["authorization"] = leila.client.headers["authorization"]
                body = {"epoch": leila.session["epoch"], "cursors": held}
                assert (await client.post("/api/v1/pull", json=body)).status_code == 200
            name = envelope("customers.ChangeCustomer", customer_id=customer_id, family_name=new_id())
            await aisha.push(name, ticket(SUPPORT))
            poke = await support.next("poke")
            rows = poke["page"]["rows"] if is_page(poke) else []
            if any(row[:2] == [f"customer:{customer_id}", "customer"] for row in rows):
                break


async def test_a_desk_far_behind_is_told_to_pull_instead_of_page_after_page(central: Central) -> None:
    leila = await central.desk("leila")
    await central.listen(leila)
    await until(central.app.service.hub.desks)
    desk = central.app.service.hub.desks()[0]
    told = [desk.tell_page(b"page", b"plain") for _ in range(desk_stream.MOST_PAGES + 1)]
    assert all(told)
    assert await anext(desk) == b"plain"


async def test_a_silent_stream_is_kept_alive_and_a_stuck_one_given_up(central: Central) -> None:
    leila = await central.desk("leila")
    stream = await central.listen(leila)
    await until(central.app.service.hub.desks)
    desk = central.app.service.hub.desks()[0]
    now_s = asyncio.get_running_loop().time()
    desk.look(now_s + desk_stream.HEARTBEAT_S + 1)
    assert list(desk._frames.values()) == [desk_stream.HERE]
    desk.writing()
    desk.look(now_s + desk_stream.DEAD_AFTER_S + 1)
    await stream.end()
