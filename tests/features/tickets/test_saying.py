"""How PostgreSQL looks for tickets that say a word: by sets, however common the word is."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from agent_desktop.features.tickets.queries import MOST_WORDS
from agent_desktop.features.tickets.saying import bounds_of, says, says_all
from agent_desktop.features.tickets.tables import ticket
from agent_desktop.store.engines import central_engine
from agent_desktop.store.migrate import migrate


async def test_no_ticket_is_held_against_every_key(database_url: str) -> None:
    """A condition asked anew for each row takes minutes among a million customers; sets are joined once."""
    engine = central_engine(database_url, pool_size=1)
    try:
        await migrate(engine)
        statement = sa.select(ticket.c.id).where(says("b"), says("boiler"))
        text = statement.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
        async with engine.connect() as connection:
            plan = await connection.exec_driver_sql(f"EXPLAIN {text}")
            lines = "\n".join(str(line) for line in plan.scalars())
        assert "SubPlan" not in lines, lines
        assert "search_key" in lines
    finally:
        await engine.dispose()


def test_every_word_of_a_prepared_statement_has_its_own_bounds() -> None:
    names = {
        name
        for condition in says_all(MOST_WORDS)
        for name in condition.compile(dialect=postgresql.dialect()).params
        if name.startswith(("from_", "to_"))
    }
    assert names == set(bounds_of([f"word{n}" for n in range(MOST_WORDS)]))
