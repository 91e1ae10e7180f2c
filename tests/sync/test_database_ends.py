"""The database ends in the middle of a push: nothing is stored, nobody is refused, and later it goes well."""

import asyncio

import pytest
import sqlalchemy as sa
from sqlalchemy.util import await_only

from agent_desktop.core.ids import new_id
from agent_desktop.features.customers.commands import CreateCustomer
from agent_desktop.features.tickets.commands import AddTicketNote, SetTicketState
from agent_desktop.store.engines import central_engine
from agent_desktop.sync.failures import is_away
from agent_desktop.sync.messages import Envelope
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, NOW
from tests.support.stores import Central, envelope

MOST_STATEMENTS = 60


def a_batch(central: Central) -> list[Envelope]:
    """Reads, writes, a question in the middle of what is unwritten, and a refusal that is undone by itself."""
    commands = (
        AddTicketNote(made_at=NOW, note_id=new_id(), ticket_id=floor.PUMP, text="Still cold."),
        AddTicketNote(made_at=NOW, note_id=new_id(), ticket_id=new_id(), text="About nothing."),
        SetTicketState(made_at=NOW, ticket_id=floor.PUMP, state="solved"),
        CreateCustomer(made_at=NOW, customer_id=new_id(), currency="GBP", region="GB", name="Ada Adair"),
    )
    return [envelope(central.registry, command) for command in commands]


def push_with_an_end_at(central: Central, batch: list[Envelope], statement: int) -> list[str] | None:
    """Push, and end the connection before a statement; the verdicts, or None where there were none."""
    seen = 0

    async def end(pid: int) -> None:
        other = central_engine(central.url, pool_size=1)
        async with other.begin() as connection:
            await connection.execute(sa.text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        await other.dispose()
        await asyncio.sleep(0)  # Sometimes the end has been read by then, and not yet understood.

    def before(connection: sa.Connection, *_rest: object) -> None:
        nonlocal seen
        seen += 1
        if seen == statement:
            driver = connection.connection.driver_connection
            assert driver is not None
            await_only(end(driver.get_server_pid()))

    engine = central._engine.sync_engine
    sa.event.listen(engine, "before_cursor_execute", before)
    try:
        verdicts = central.push(LEILA_AT_DESK, batch).verdicts
    except Exception as failure:
        if not is_away(failure):
            raise
        return None
    finally:
        sa.event.remove(engine, "before_cursor_execute", before)
    assert seen < statement
    return [verdict.status for verdict in verdicts]


def test_a_push_that_loses_the_database_at_any_statement_is_to_be_sent_again(
    central: Central, caplog: pytest.LogCaptureFixture
) -> None:
    batch = a_batch(central)
    before = central.rows()
    for statement in range(1, MOST_STATEMENTS):
        statuses = push_with_an_end_at(central, batch, statement)
        if statuses is not None:
            break
        assert central.rows() == before
        assert not [record for record in caplog.records if record.name == "agent_desktop.sync.server"]
    else:
        pytest.fail("a push runs more statements than that")
    assert statuses == ["applied", "refused", "applied", "applied"]
    assert statement > 5


def test_a_command_that_the_database_gives_up_on_for_now_is_not_refused_for_good(
    central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when it waits for a lock for too long, or the disk of the database is full."""
    batch = a_batch(central)

    def too_long(*_: object) -> None:
        raise sa.exc.OperationalError("SELECT", {}, _Ended("canceling statement due to statement timeout"))

    with monkeypatch.context() as patched:
        patched.setattr("agent_desktop.store.batch.Batch.find", too_long)
        with pytest.raises(sa.exc.OperationalError):
            central.push(LEILA_AT_DESK, batch)
    statuses = [verdict.status for verdict in central.push(LEILA_AT_DESK, batch).verdicts]
    assert statuses == ["applied", "refused", "applied", "applied"]


class _Ended(Exception):
    sqlstate = "57014"
