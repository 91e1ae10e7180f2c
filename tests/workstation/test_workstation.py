"""One person at one desk, with and without central."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from agent_desktop.core.errors import Refused
from agent_desktop.core.ids import new_id
from agent_desktop.features.tickets.commands import ChangeTicket, CreateTicket
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.features.tickets.numbers import LendNumbers
from agent_desktop.features.tickets.read_models import Ticket
from agent_desktop.features.workforce.read_models import Queues
from agent_desktop.sync import feed_pages
from agent_desktop.workstation import offline_sign_in
from agent_desktop.workstation.synchroniser import Synchroniser
from agent_desktop.workstation.transport import Unreachable
from agent_desktop.workstation.workstation import Workstation
from tests.central.serving.conftest import SUPPORT, Central
from tests.workstation.conftest import SitDown

Says = Callable[[], Awaitable[object]]


async def until(holds: Says) -> None:
    """Wait until something holds; what never does fails here."""
    for _ in range(400):
        if await holds():
            return
        await asyncio.sleep(0.05)
    pytest.fail("it never came to hold")


def ticket_of(desk: Workstation, subject: str = "No hot water", n: int = 0) -> CreateTicket:
    return CreateTicket(
        made_at=desk.clock.now(),
        ticket_id=new_id(),
        number=ticket_number(70_001 + n),
        subject=subject,
        queue_id=SUPPORT,
        channel="call",
    )


async def is_nothing_waiting(desk: Workstation) -> bool:
    return not await desk.outbox()


async def subject_at(desk: Workstation, ticket_id: str) -> str | None:
    view = await desk.read(Ticket(ticket_id=ticket_id))
    return view.row.subject if view is not None else None


async def test_what_one_desk_does_the_other_sees(sit_down: SitDown) -> None:
    leila, aisha = await sit_down("leila"), await sit_down("aisha")
    command = ticket_of(leila)
    await leila.do(command)
    assert await subject_at(leila, command.ticket_id) == "No hot water", (
        "at once, before central has answered"
    )
    await until(lambda: subject_at(aisha, command.ticket_id))
    await aisha.do(
        ChangeTicket(made_at=aisha.clock.now(), ticket_id=command.ticket_id, subject="Boiler is out")
    )

    async def is_told() -> bool:
        return await subject_at(leila, command.ticket_id) == "Boiler is out"

    await until(is_told)


async def test_a_desk_that_comes_back_takes_in_page_after_page(
    sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_pages, "MAX_PULL", 3)
    leila, aisha = await sit_down("leila"), await sit_down("aisha")
    await aisha.close()
    made = [ticket_of(leila, f"Radiator {n}", n) for n in range(14)]
    for command in made:
        await leila.do(command)
    await until(lambda: is_nothing_waiting(leila))
    aisha = await sit_down("aisha")
    await until(lambda: subject_at(aisha, made[-1].ticket_id))
    assert [await subject_at(aisha, c.ticket_id) for c in made] == [f"Radiator {n}" for n in range(14)]


async def test_what_waits_goes_to_central_before_what_is_sent_now(
    sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lead is not asked for before the attempt at the last one has arrived."""

    async def nothing_by_itself(_sync: Synchroniser) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(Synchroniser, "_run_sync", nothing_by_itself)
    leila = await sit_down("leila")
    command = ticket_of(leila)
    await leila.do(command)
    await leila.send(LendNumbers(made_at=leila.clock.now()))
    found = await leila.ask(Ticket(ticket_id=command.ticket_id))
    assert found is not None
    assert await leila.outbox() == []


async def test_with_central_gone_a_person_who_was_here_before_goes_on(
    sit_down: SitDown, central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offline_sign_in, "KEY_AFTER_S", 0.0)
    first = await sit_down("leila")

    async def is_vouched_for() -> bool:
        store = first._store
        return store is not None and bool(await store.write(lambda: store.replica.remembered("offline_key")))

    async def has_queues() -> bool:
        return bool(await first.read(Queues()))

    await until(has_queues)
    await until(is_vouched_for)
    await first.close()
    await central.stop()
    with pytest.raises(Unreachable, match="cannot vouch"):
        await sit_down("leila", "not the password", folder="leila")
    again = await sit_down("leila", folder="leila")
    assert again.person is not None
    assert again.person.name == "Leila Davies"
    assert [queue.name for queue in await again.read(Queues())] == ["Support", "Sales"]
    command = ticket_of(again)
    await again.do(command)
    assert await subject_at(again, command.ticket_id) == "No hot water"
    assert [waiting.state for waiting in await again.outbox()] == ["waiting"]


async def test_nobody_signs_in_offline_where_they_never_were(sit_down: SitDown, central: Central) -> None:
    await central.stop()
    with pytest.raises(Unreachable):
        await sit_down("marcus")


async def test_a_wrong_password_is_refused(sit_down: SitDown) -> None:
    with pytest.raises(Refused):
        await sit_down("leila", "not the password")


async def test_a_draft_is_there_after_a_restart(sit_down: SitDown) -> None:
    desk = await sit_down("leila")
    await desk.save_draft("contact:1", {"note": "E-42 since Tue"})
    await desk.save_draft("lead:1", {"note": "other"})
    await desk.close()
    again = await sit_down("leila")
    assert await again.load_drafts("contact:") == {"contact:1": {"note": "E-42 since Tue"}}
    await again.drop_draft("contact:1")
    assert await again.load_drafts("contact:") == {}
