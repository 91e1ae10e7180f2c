"""Two hundred live calls, told from both sides: by the phones' own logs, and by central's figures. They must agree.

The seed is in ``CALLS_SEED``; it draws who calls when, how patient they are, and who answers how fast.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

import pytest
import sqlalchemy as sa

from agent_desktop.central.connectors import Offer
from agent_desktop.core.ids import new_id
from agent_desktop.features.workforce.tables import account, agent, queue
from agent_desktop.plugins.api import ConnectorFactory
from agent_desktop.store.engines import central_engine
from agent_desktop.telephony.floor_rules import FloorRules
from agent_desktop.telephony.wrap_up import WrapUpRule
from plugins.asterisk.connector import Asterisk
from tests.central.serving.conftest import (
    SUPPORT,
    Central,
    StartCentral,
    filled_template,
    filled_url,
    start_central,
)
from tests.pbx.phone import Dialogue, Phone
from tests.pbx.real_exchange import SECRET, RealExchange, install
from tests.pbx.rooms import until

__all__ = ["filled_template", "filled_url", "start_central"]

CALLS, LASTS_S, PEOPLE = 200, 235.0, 6
LEVEL_S, SHORT_S = 4.0, 1.5
NEAR_S = 0.25
"""Two clocks look at one call: the exchange's and the phones'. So far apart may be what they say."""


class Answering(Phone):
    """The phone of somebody who answers after a while, now and then rejects, and hangs up half of the time."""

    def __init__(self, name: str, exchange: int, rng: random.Random, heard: set[str]) -> None:
        super().__init__(name, 0, exchange)
        self._rng, self._heard = rng, heard

    def _rings(self, call: Dialogue) -> None:
        super()._rings(call)
        loop, rng = asyncio.get_running_loop(), self._rng
        after_s, talk_s = rng.uniform(0.3, 2.0), rng.uniform(1.0, 4.5)
        if rng.random() < 0.06:
            loop.call_later(after_s, self.reject, 486, call)
            return
        loop.call_later(after_s, self._answers, call)
        if rng.random() < 0.5:
            loop.call_later(after_s + talk_s, self._let_go, call)

    def _answers(self, call: Dialogue) -> None:
        if call.state == "ringing":
            self.answer(call)
            self._heard.add(_caller_of(call))

    def _let_go(self, call: Dialogue) -> None:
        if call.state == "talking":
            self.hang_up(call)


@dataclass
class Caller:
    """One who calls: when, how long they wait at most, and how long they talk before they hang up themselves."""

    number: str
    at_s: float
    patience_s: float
    talk_s: float
    phone: Phone
    call: Dialogue | None = None


@dataclass(frozen=True)
class Seen:
    """One call by the phones' logs: seconds from when the exchange took it."""

    outcome: str
    wait_s: float
    agent: str | None = None


@pytest.fixture
def exchange(tmp_path: Path) -> Iterator[RealExchange]:
    one = RealExchange(install(os.environ.get("PBX_SUITE") or "sid"), tmp_path, rooms=("10", "11"))
    one.start()
    yield one
    one.stop()


@pytest.fixture
async def central(start_central: StartCentral, filled_url: str, exchange: RealExchange) -> Central:
    """Six more people in the queue, whose work after a call is over within a second."""
    engine = central_engine(filled_url)
    async with engine.begin() as connection:
        leila = (await connection.execute(sa.select(agent).where(agent.c.login == "leila"))).mappings().one()
        keys = await connection.execute(sa.select(account).where(account.c.agent_id == leila["id"]))
        key = keys.mappings().one()
        for number in range(PEOPLE):
            agent_id, login = new_id(), f"person{number}"
            mine = {"id": agent_id, "login": login, "name": login, "extension": _extension(number)}
            await connection.execute(sa.insert(agent).values({**leila, **mine}))
            await connection.execute(sa.insert(account).values({**key, "agent_id": agent_id}))
        await connection.execute(sa.update(queue).where(queue.c.id == SUPPORT).values(name="support10"))
    await engine.dispose()
    table = {"port": exchange.ami, "username": "agent-desktop", "secret": SECRET, "phone_control": True}
    offer = Offer(ConnectorFactory("asterisk", lambda: Asterisk(table)))
    return await start_central(connectors=[offer], floor=FloorRules(wrap_up=WrapUpRule(limit_s=1.0)))


def _extension(number: int) -> str:
    return f"1{10 + number // 4}{1 + number % 4}"


@pytest.mark.long
async def test_the_figures_of_two_hundred_calls_are_those_of_the_phones(
    central: Central, exchange: RealExchange
) -> None:
    seed = int(os.environ.get("CALLS_SEED") or 20261122)
    rng = random.Random(seed)
    heard: set[str] = set()
    people = [
        Answering(_extension(number), exchange.sip, random.Random(seed + number), heard)
        for number in range(PEOPLE)
    ]
    for number, phone in enumerate(people):
        await phone.plug_in()
        phone.register()
        desk = await central.desk(f"person{number}")
        await central.listen(desk)
    await until(lambda: all(phone.is_registered for phone in people), "all phones to be known")
    await asyncio.sleep(3)

    starts = sorted(rng.uniform(0, LASTS_S) for _ in range(CALLS))
    callers = [
        Caller(
            f"+4930{number:06}",
            at_s,
            patience_s=rng.expovariate(1 / 8.0) + 0.3,
            talk_s=rng.uniform(1.0, 6.0),
            phone=Phone(f"caller{number}", 0, exchange.sip),
        )
        for number, at_s in enumerate(starts)
    ]
    since = datetime.now(UTC)
    await asyncio.gather(*(_calls(caller, heard) for caller in callers))
    # Until the work after the last call is over.
    await asyncio.sleep(4)
    for person in people:
        person.unplug()

    root = await central.desk("aisha")
    thresholds = {"short_abandon_s": SHORT_S, "service_level_s": LEVEL_S, "since": since.isoformat()}
    figures = await root.ask("kpi.CallFigures", **thresholds)
    behind = await root.ask("kpi.CallsBehind", figure="offered", **thresholds)
    ours = {visit["caller"]: visit for visit in behind}
    theirs = _told_by_phones(callers, people)
    print(f"CALLS_SEED={seed}: {figures}")  # noqa: T201
    assert set(ours) == set(theirs)
    assert len(theirs) == CALLS

    wrong = [
        f"{number}: {ours[number]['outcome']} after {ours[number]['wait_s']}, the phones say {one}"
        for number, one in theirs.items()
        if ours[number]["outcome"] != one.outcome or abs(float(ours[number]["wait_s"]) - one.wait_s) > NEAR_S
    ]
    assert wrong == []
    _agree(figures, list(theirs.values()))


async def _calls(caller: Caller, heard: set[str]) -> None:
    """One call from first to last. ``heard`` are those who hear somebody: who waits cannot tell by signals."""
    await asyncio.sleep(caller.at_s)
    phone = caller.phone
    await phone.plug_in()
    # The exchange waits half a second for a caller's sound before it takes them into the queue.
    phone.is_heard = True
    call = caller.call = phone.dial("81001", shown=caller.number, name="Caller")
    loop = asyncio.get_running_loop()
    await until(lambda: call.state != "calling", "the exchange to take the call")
    gives_up = loop.time() + caller.patience_s
    while call.state == "talking" and loop.time() < gives_up and caller.number not in heard:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    if caller.number in heard:
        ends = loop.time() + caller.talk_s
        while call.state == "talking" and loop.time() < ends:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    phone.hang_up(call)
    await asyncio.sleep(0.2)
    phone.unplug()


def _told_by_phones(callers: list[Caller], people: list[Answering]) -> dict[str, Seen]:
    answered = {
        _caller_of(call): (call, phone) for phone in people for call in phone.calls if "200" in call.at
    }
    found = {}
    for caller in callers:
        assert caller.call is not None
        at = caller.call.at
        if caller.number in answered:
            call, phone = answered[caller.number]
            found[caller.number] = Seen("answered", call.at["200"] - at["200"], phone.name)
        else:
            found[caller.number] = Seen("abandoned", at["bye"] - at["200"])
    return found


def _caller_of(call: Dialogue) -> str:
    return call.other.partition("sip:")[2].partition("@")[0]


def _agree(figures: dict[str, float], calls: list[Seen]) -> None:
    """The definitions over what the phones saw; calls at the very edge of a threshold may fall to either side."""
    answered = [one.wait_s for one in calls if one.outcome == "answered"]
    gave_up = [one.wait_s for one in calls if one.outcome == "abandoned"]
    short = sum(wait < SHORT_S for wait in gave_up)
    at_edge = sum(abs(wait - SHORT_S) < NEAR_S for wait in gave_up)
    assert (figures["answered"], figures["abandoned"]) == (len(answered), len(gave_up))
    assert abs(figures["short_abandoned"] - short) <= at_edge
    short = int(figures["short_abandoned"])
    offered = len(calls) - short
    assert figures["abandon_pct"] == pytest.approx(100 * (len(gave_up) - short) / offered)
    assert figures["asa_s"] == pytest.approx(mean(answered), abs=NEAR_S / 2)
    in_time = sum(wait <= LEVEL_S for wait in answered)
    level_edge = sum(abs(wait - LEVEL_S) < NEAR_S for wait in answered)
    assert abs(figures["service_level_pct"] - 100 * in_time / offered) <= 100 * level_edge / offered + 1e-6
