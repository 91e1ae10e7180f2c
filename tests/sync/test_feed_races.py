"""Two people write at the same moment: the feed says what the records say, whoever was first."""

import asyncio

import pytest
import sqlalchemy as sa

from agent_desktop.core.command import Command
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor
from agent_desktop.features.customers.commands import RemovePhone
from agent_desktop.features.tickets.commands import AssignTicket, CreateTicket, SetTicketState
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.sync import server
from agent_desktop.sync.tables import sync_feed
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW
from tests.support.stores import Central, envelope


def in_feed(central: Central, entity: str, entity_id: str) -> dict[str, str]:
    """What the feed says of a record, scope by scope."""
    said = sa.select(sync_feed.c.scope, sync_feed.c.op).where(
        sync_feed.c.entity == entity, sync_feed.c.entity_id == entity_id
    )
    return central.run(lambda c: {row.scope: row.op for row in c.execute(said)})


def do_crosswise(central: Central, first: Command, second: Command) -> None:
    """Leila's command stands at its end, not yet committed, while Marcus's runs as far as it can."""

    def push(connection: sa.Connection, actor: Actor, command: Command) -> str:
        reply = server.push(
            connection, central.registry, actor, [envelope(central.registry, command)], central.clock
        )
        return reply.verdicts[0].status

    async def both() -> None:
        async with central._engine.connect() as leilas, central._engine.connect() as marcuss:
            assert await leilas.run_sync(push, LEILA_AT_DESK, first) == "applied"
            waiting = asyncio.ensure_future(marcuss.run_sync(push, MARCUS_AT_DESK, second))
            await asyncio.wait({waiting}, timeout=0.3)
            assert not waiting.done()
            await leilas.commit()
            assert await waiting == "applied"
            await marcuss.commit()

    central._loop.run_until_complete(both())


def test_a_number_removed_while_its_customers_ticket_changes_stays_removed(central: Central) -> None:
    do_crosswise(
        central,
        RemovePhone(made_at=NOW, phone_id=floor.HENRY_HOME),
        AssignTicket(made_at=NOW, ticket_id=floor.PUMP, owner_id=floor.MARCUS),
    )
    assert set(in_feed(central, "customer_phone", floor.HENRY_HOME).values()) == {"D"}


@pytest.mark.parametrize("is_solved_first", [True, False])
def test_a_customer_whose_one_ticket_is_solved_while_another_is_opened_stays_on_the_desks(
    central: Central, *, is_solved_first: bool
) -> None:
    solve = SetTicketState(made_at=NOW, ticket_id=floor.PUMP, state="solved")
    create = CreateTicket(
        made_at=NOW,
        ticket_id=new_id(),
        number=ticket_number(9000),
        subject="Leak",
        queue_id=floor.HEATING,
        channel="call",
        customer_id=floor.HENRY,
    )
    do_crosswise(central, *((solve, create) if is_solved_first else (create, solve)))
    heating = f"queue:{floor.HEATING}"
    assert in_feed(central, "customer", floor.HENRY)[heating] == "U"
    assert in_feed(central, "customer_phone", floor.HENRY_HOME)[heating] == "U"
