"""A person's own work between this desk and a real central: waiting, refused, merged, sent again, never lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agent_desktop.core.errors import Invalid
from agent_desktop.core.ids import new_id
from agent_desktop.features.customers.commands import AddPhone, ChangeCustomer, CreateCustomer
from agent_desktop.features.tickets.commands import AddTicketNote, AssignTicket, ChangeTicket, CreateTicket
from agent_desktop.features.tickets.model import BLOCK, is_ticket_number, ticket_number
from agent_desktop.features.tickets.read_models import Ticket, TicketView
from agent_desktop.features.tickets.requester import SetRequester
from agent_desktop.features.workforce.read_models import People, Queues
from agent_desktop.sync.messages import Lost
from agent_desktop.workstation import ticket_numbers
from agent_desktop.workstation.outbox_desk import setting
from agent_desktop.workstation.transport import Transport, Unreachable
from agent_desktop.workstation.workstation import Workstation
from tests.central.serving.conftest import SUPPORT
from tests.workstation.conftest import SitDown


class Cable:
    """The network of every desk of a test; pulled, nothing reaches central and nothing is heard of it."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._cut: set[int] = set()
        send = Transport._send

        async def through(transport: Transport, *args: Any, **more: Any) -> Any:
            if id(transport) in self._cut:
                raise Unreachable("The cable is pulled.")
            return await send(transport, *args, **more)

        patch.setattr(Transport, "_send", through)

    def pull(self, desk: Workstation) -> None:
        self._cut.add(id(desk._transport))

    async def plug(self, desk: Workstation) -> None:
        self._cut.discard(id(desk._transport))
        await desk.synchronise()


@pytest.fixture
def cable(monkeypatch: pytest.MonkeyPatch) -> Cable:
    return Cable(monkeypatch)


async def until(holds: Callable[[], object]) -> None:
    for _ in range(400):
        if holds():
            return
        await asyncio.sleep(0.02)
    pytest.fail("it never came to hold")


async def at_work(sit_down: SitDown, login: str) -> Workstation:
    desk = await sit_down(login)
    await until(lambda: desk.link.state == "online")
    for _ in range(200):
        if await desk.read(Queues()) and await desk.read(People()):
            return desk
        await asyncio.sleep(0.02)
    raise AssertionError("the desk never filled")


def a_ticket(desk: Workstation, number: int | None = None) -> CreateTicket:
    return CreateTicket(
        made_at=desk.clock.now(),
        ticket_id=new_id(),
        number=number,
        subject="No hot water",
        queue_id=SUPPORT,
        channel="call",
    )


async def ticket_on(desk: Workstation, ticket_id: str) -> TicketView:
    for _ in range(200):
        found = await desk.read(Ticket(ticket_id=ticket_id))
        if found is not None:
            return found
        await asyncio.sleep(0.02)
    raise AssertionError("the ticket never came")


async def test_two_desks_one_field_the_second_is_told_who_was_first_and_may_put_theirs_again(
    sit_down: SitDown, cable: Cable
) -> None:
    leila, aisha = await at_work(sit_down, "leila"), await at_work(sit_down, "aisha")
    made = a_ticket(leila, ticket_number(70_001))
    await leila.do(made)
    await ticket_on(aisha, made.ticket_id)
    cable.pull(leila)
    for desk, subject in ((leila, "Boiler dead"), (aisha, "Valve stuck")):
        await desk.do(ChangeTicket(made_at=desk.clock.now(), ticket_id=made.ticket_id, subject=subject))
    waiting = await leila.outbox_desk.standing_of("ticket", made.ticket_id)
    assert waiting is not None
    assert waiting.state == "waiting"
    await aisha.synchronise()
    await cable.plug(leila)

    (conflict,) = await leila.outbox_desk.conflicts()
    assert (conflict.lost.yours, conflict.lost.theirs) == ("Boiler dead", "Valve stuck")
    assert aisha.person is not None
    assert conflict.names.of(conflict.lost.by) == aisha.person.name
    assert conflict.lost.at is not None
    assert conflict.names.of(made.ticket_id) == str(made.number)
    merged = await leila.outbox_desk.standing_of("ticket", made.ticket_id)
    assert merged is not None
    assert (merged.state, merged.lost) == ("merged", (conflict.lost,))

    await leila.outbox_desk.put_again(conflict, "Valve stuck, boiler dead")
    await leila.synchronise()
    assert await leila.outbox_desk.conflicts() == []
    assert (await ticket_on(leila, made.ticket_id)).row.subject == "Valve stuck, boiler dead"
    sent = await leila.outbox_desk.standing_of("ticket", made.ticket_id)
    assert sent is not None
    assert sent.state == "sent"


async def test_what_was_typed_offline_can_be_changed_and_taken_out_and_is_kept(
    sit_down: SitDown, cable: Cable
) -> None:
    leila = await at_work(sit_down, "leila")
    told: list[int] = []
    leila.outbox_desk.news.add(lambda counts: told.append(counts.waiting))
    cable.pull(leila)
    customer_id = new_id()
    create = CreateCustomer(
        made_at=leila.clock.now(),
        customer_id=customer_id,
        currency="GBP",
        region="GB",
        given_name="Ana",
        family_name="Ek",
    )
    phone = AddPhone(
        made_at=leila.clock.now(),
        phone_id=new_id(),
        customer_id=customer_id,
        number="07700 900123",
        region="GB",
    )
    await leila.do(create)
    await leila.do(phone)
    assert told[-1] == 2
    first, second = await leila.outbox_desk.entries()
    assert (first.written, first.names.of(customer_id)) == (
        {"given_name": "Ana", "family_name": "Ek"},
        "Ana Ek",
    )
    await leila.outbox_desk.edit(first.command_id, {"given_name": "Anna"})
    now, _ = await leila.outbox_desk.entries()
    with pytest.raises(Invalid, match="needs a name"):
        await leila.outbox_desk.edit(now.command_id, {"given_name": "", "family_name": " "})
    assert [one.names.of(customer_id) for one in await leila.outbox_desk.entries()] == ["Anna Ek"] * 2
    assert await leila.outbox_desk.take_out(second.command_id) == "07700 900123"
    (kept,) = await leila.outbox_desk.kept_texts()
    assert kept.text == "07700 900123"
    assert leila.outbox_desk.counts == replace(leila.outbox_desk.counts, waiting=1, kept=1)
    await cable.plug(leila)
    await until(lambda: leila.outbox_desk.counts.waiting == 0)
    await leila.outbox_desk.drop_text(kept.n)
    assert not leila.outbox_desk.counts
    assert await leila.open_customer(customer_id)


async def test_a_refused_ticket_and_what_belongs_to_it_go_again_together(
    sit_down: SitDown, cable: Cable
) -> None:
    leila, aisha = await at_work(sit_down, "leila"), await at_work(sit_down, "aisha")
    cable.pull(leila)
    theirs, mine = a_ticket(aisha, ticket_number(70_002)), a_ticket(leila, ticket_number(70_002))
    await leila.do(mine)
    await leila.do(
        AddTicketNote(
            made_at=leila.clock.now(), note_id=new_id(), ticket_id=mine.ticket_id, text="Under the sink."
        )
    )
    await aisha.do(theirs)
    await aisha.synchronise()
    await cable.plug(leila)
    create, note = await leila.outbox_desk.entries()
    assert (create.state, create.takes_along) == ("refused", 1)
    assert (note.state, note.belongs_to) == ("refused", create.command_id)
    assert leila.outbox_desk.counts.refused == 2
    # The number is taken, so the ticket gets another one, and its note comes with it.
    await leila.outbox_desk.send_again(create.command_id)
    await leila.synchronise()
    assert await leila.outbox_desk.entries() == []
    found = await aisha.ask(Ticket(ticket_id=mine.ticket_id))
    assert found is not None
    assert [one.text for one in found.notes] == ["Under the sink."]
    assert is_ticket_number(found.row.number)
    assert found.row.number != theirs.number


async def test_taken_out_a_refused_ticket_leaves_every_text_behind(sit_down: SitDown, cable: Cable) -> None:
    leila, aisha = await at_work(sit_down, "leila"), await at_work(sit_down, "aisha")
    cable.pull(leila)
    mine = a_ticket(leila, ticket_number(70_002))
    await leila.do(mine)
    await leila.do(
        AddTicketNote(
            made_at=leila.clock.now(), note_id=new_id(), ticket_id=mine.ticket_id, text="Under the sink."
        )
    )
    await aisha.do(a_ticket(aisha, ticket_number(70_002)))
    await aisha.synchronise()
    await cable.plug(leila)
    text = await leila.outbox_desk.take_out(mine.command_id)
    assert text == "No hot water\n\nUnder the sink."
    assert [one.text for one in await leila.outbox_desk.kept_texts()] == ["No hot water", "Under the sink."]
    assert await leila.outbox_desk.entries() == []


async def test_numbers_are_lent_by_the_block_and_the_next_one_at_half(sit_down: SitDown) -> None:
    leila = await at_work(sit_down, "leila")
    numbers = []
    for n in range(BLOCK // 2 + 1):
        numbers.append(await ticket_numbers.next_number(leila))
        if n < BLOCK // 2:
            await ticket_numbers.keep_some(leila)
            assert len(await ticket_numbers._kept(leila)) == BLOCK - 1 - n
    await ticket_numbers.keep_some(leila)
    assert len(await ticket_numbers._kept(leila)) == BLOCK - 1 - BLOCK // 2 + BLOCK
    assert len(set(numbers)) == len(numbers)
    assert all(number is not None and is_ticket_number(number) for number in numbers)


async def test_out_of_numbers_offline_the_ticket_is_kept_and_numbered_later(
    sit_down: SitDown, cable: Cable
) -> None:
    leila = await at_work(sit_down, "leila")
    await ticket_numbers.keep_some(leila)
    cable.pull(leila)
    for _ in range(BLOCK):
        assert await ticket_numbers.next_number(leila) is not None
    assert await ticket_numbers.next_number(leila) is None
    made = a_ticket(leila)
    await leila.do(made)
    (entry,) = await leila.outbox_desk.entries()
    assert entry.names.of(made.ticket_id) == "“No hot water”"
    assert (await ticket_on(leila, made.ticket_id)).row.number < 0
    await cable.plug(leila)
    number = (await ticket_on(leila, made.ticket_id)).row.number
    assert is_ticket_number(number)
    for _ in range(100):
        if await ticket_numbers._kept(leila):
            break
        await asyncio.sleep(0.02)
    rest = await ticket_numbers._kept(leila)
    assert len(rest) == BLOCK - 1
    assert number not in rest


def test_a_lost_field_is_set_again_by_the_command_that_sets_it() -> None:
    now = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)
    due = (now + timedelta(hours=1)).isoformat()
    deadline = setting(Lost("ticket", "t", "due_at", due, None), due, now)
    assert isinstance(deadline, ChangeTicket)
    assert deadline.due_at == now + timedelta(hours=1)
    owner = setting(Lost("ticket", "t", "owner_id", "a", None), None, now)
    assert isinstance(owner, AssignTicket)
    assert owner.owner_id is None
    whose = setting(Lost("ticket", "t", "customer_id", "c", "d"), "c", now)
    assert isinstance(whose, SetRequester)
    assert whose.customer_id == "c"
    alert = setting(Lost("customer", "c", "alert", "x", "y"), None, now)
    assert isinstance(alert, ChangeCustomer)
    assert alert.alert is None
