"""Real desks at a real central that follows a real exchange: what a person at the desk sees and does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from agent_desktop.central.connectors import Offer
from agent_desktop.core.ids import new_id
from agent_desktop.features.customers.commands import CreateCustomer, NewPhone
from agent_desktop.features.customers.read_models import Timeline, TimelineEvent
from agent_desktop.features.workforce.tables import agent, queue
from agent_desktop.plugins.api import ConnectorFactory
from agent_desktop.store.engines import central_engine
from agent_desktop.telephony import actions as act
from agent_desktop.workstation.contacts import ContactDesk, ContactInHand
from agent_desktop.workstation.note_draft import NoteDraft
from agent_desktop.workstation.workstation import Workstation
from plugins.asterisk.connector import Asterisk
from tests.central.serving.conftest import Central, StartCentral, filled_template, filled_url, start_central
from tests.pbx.phone import Phone
from tests.pbx.real_exchange import SECRET, RealExchange
from tests.pbx.rooms import until
from tests.workstation.conftest import SitDown, sit_down

__all__ = ["filled_template", "filled_url", "sit_down", "start_central"]

NUMBER = "+447700900123"


@pytest.fixture
def connector(exchange: RealExchange) -> Asterisk:
    table = {"port": exchange.ami, "username": "agent-desktop", "secret": SECRET, "phone_control": True}
    return Asterisk(table)


@pytest.fixture
async def central(start_central: StartCentral, filled_url: str, connector: Asterisk) -> Central:
    """Leila's extension is 1001, Marcus's 1002, and Leila is of the queue that rings first."""
    engine = central_engine(filled_url)
    async with engine.begin() as connection:
        for login, extension in (("leila", "1001"), ("marcus", "1002")):
            await connection.execute(
                sa.update(agent).where(agent.c.login == login).values(extension=extension)
            )
        for name in ("Support", "Sales"):
            await connection.execute(sa.update(queue).where(queue.c.name == name).values(name=name.lower()))
    await engine.dispose()
    return await start_central(connectors=[Offer(ConnectorFactory("asterisk", lambda: connector))])


@dataclass
class Person:
    """Somebody at a desk, with the telephone on it."""

    desk: Workstation
    contacts: ContactDesk
    phone: Phone

    @property
    def login(self) -> str:
        assert self.desk.person is not None
        return self.desk.person.login

    @property
    def hand(self) -> ContactInHand:
        current = self.contacts.state.current
        assert current is not None
        return current

    async def sees(self, phase: str | None) -> None:
        def now() -> str | None:
            current = self.contacts.state.current
            return current.phase if current else None

        await until(lambda: now() == phase, f"{self.login} to see {phase}")

    async def asks(self, kind: Any, **wish: Any) -> None:
        if kind is not act.Dial:
            call = self.hand.call
            assert call is not None
            wish["call_id"] = call.call_id
        outcome = await self.desk.act(
            lambda new, login, until_: kind(id=new, agent=login, expires_at=until_, **wish)
        )
        assert outcome.status == "done", outcome

    async def finishes(self, words: str) -> None:
        await self.contacts.finish(NoteDraft(note=words, disposition="Answered"))
        await self.sees(None)


Sits = Callable[..., Any]


@pytest.fixture
async def sits(sit_down: SitDown, connector: Asterisk, phones: dict[str, Phone]) -> AsyncIterator[Sits]:
    opened: list[Person] = []

    async def sit(login: str, extension: str) -> Person:
        desk = await sit_down(login)
        person = Person(desk, ContactDesk(desk), phones[extension])
        opened.append(person)
        if login == "leila":
            await until(
                lambda: connector._follower and ("leila", "support") in connector._follower.book.pauses,
                "the exchange to have Leila in her queue",
            )
        return person

    yield sit
    for phone in phones.values():
        phone.hang_up()
    for person in opened:
        await person.contacts.close()


async def customer(desk: Workstation) -> str:
    customer_id = new_id()
    phone = NewPhone(phone_id=new_id(), number=NUMBER)
    made_at = desk.clock.now()
    await desk.do(
        CreateCustomer(
            made_at=made_at,
            customer_id=customer_id,
            currency="GBP",
            region="GB",
            name="Dev Raman",
            phones=[phone],
        )
    )
    async with asyncio.timeout(20):
        while await desk.outbox():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.05)
    return customer_id


async def timeline(desk: Workstation, customer_id: str, count: int) -> list[TimelineEvent]:
    """What passed with the customer, newest first, once there is so much of it."""
    async with asyncio.timeout(30):
        while True:
            found = await desk.ask(Timeline(customer_id=customer_id))
            if len(found) >= count and all(event.ended_at for event in found):
                return found
            await asyncio.sleep(0.1)


async def test_a_caller_pops_is_held_and_ends_in_the_timeline(sits: Sits, phones: dict[str, Phone]) -> None:
    leila = await sits("leila", "1001")
    customer_id = await customer(leila.desk)
    phones["outside"].dial("8001", shown=NUMBER)
    await leila.sees("ringing")
    assert leila.hand.customer_id == customer_id
    await leila.asks(act.Answer)
    await leila.sees("talking")
    await leila.asks(act.Hold)
    await leila.sees("held")
    await leila.asks(act.Resume)
    await leila.sees("talking")
    phones["outside"].hang_up()
    await leila.sees("wrap_up")
    await leila.finishes("Asked for the invoice.")
    (event,) = await timeline(leila.desk, customer_id, 1)
    assert (event.kind, event.text, event.who) == ("call_in", "Asked for the invoice.", "Leila Davies")
    assert event.ended_at is not None
    assert event.waited_s is not None


async def test_a_caller_who_gives_up_leaves_no_call_on_screen(sits: Sits, phones: dict[str, Phone]) -> None:
    leila = await sits("leila", "1001")
    phones["outside"].dial("8001", shown=NUMBER)
    await leila.sees("ringing")
    phones["outside"].hang_up()
    await leila.sees(None)
    assert leila.desk.live.calls == {}


async def test_a_call_given_away_pops_at_the_colleague(sits: Sits, phones: dict[str, Phone]) -> None:
    leila, marcus = await sits("leila", "1001"), await sits("marcus", "1002")
    customer_id = await customer(leila.desk)
    phones["outside"].dial("8001", shown=NUMBER)
    await leila.sees("ringing")
    await leila.asks(act.Answer)
    await leila.sees("talking")
    await asyncio.sleep(0.3)
    await leila.asks(act.Transfer, to_agent="marcus")
    await marcus.sees("ringing")
    await leila.sees("wrap_up")
    assert marcus.hand.customer_id == customer_id
    await marcus.asks(act.Answer)
    await marcus.sees("talking")
    phones["outside"].hang_up()
    await marcus.sees("wrap_up")
    for person, words in ((leila, "Given to Marcus."), (marcus, "Sold.")):
        await person.finishes(words)
    events = await timeline(leila.desk, customer_id, 2)
    assert {(event.who, event.text) for event in events} == {
        ("Leila Davies", "Given to Marcus."),
        ("Marcus Webb", "Sold."),
    }


async def test_a_colleague_is_asked_first(sits: Sits, phones: dict[str, Phone]) -> None:
    leila, marcus = await sits("leila", "1001"), await sits("marcus", "1002")
    phones["outside"].dial("8001", shown=NUMBER)
    await leila.sees("ringing")
    await leila.asks(act.Answer)
    await leila.sees("talking")
    await asyncio.sleep(0.3)
    await leila.asks(act.Transfer, transfer="warm", to_agent="marcus")
    await marcus.sees("ringing")
    await marcus.asks(act.Answer)
    await marcus.sees("talking")
    await asyncio.sleep(0.3)
    await leila.asks(act.Transfer, transfer="warm", to_agent="marcus")
    await leila.sees("wrap_up")
    phones["outside"].hang_up()
    await marcus.sees("wrap_up")


async def test_a_number_is_dialled_once(sits: Sits, phones: dict[str, Phone]) -> None:
    leila = await sits("leila", "1001")
    customer_id = await customer(leila.desk)
    phones["outside"].answers_itself = True
    await leila.asks(act.Dial, number=NUMBER)
    await leila.sees("dialling")
    await until(lambda: leila.phone.call, "her own phone to ring")
    leila.phone.answer()
    await leila.sees("talking")
    assert leila.hand.customer_id == customer_id
    await leila.asks(act.HangUp)
    await leila.sees("wrap_up")
    assert [call.number for call in phones["outside"].calls] == [NUMBER]
    await leila.finishes("Told about Friday.")
    (event,) = await timeline(leila.desk, customer_id, 1)
    assert (event.kind, event.text) == ("call_out", "Told about Friday.")
