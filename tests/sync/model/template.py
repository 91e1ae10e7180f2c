"""The database each world of the model begins with: the small floor, people who may sign in, and a history."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import sqlalchemy as sa
from argon2 import PasswordHasher

from agent_desktop.central import tables as central_tables
from agent_desktop.central.passwords import Passwords
from agent_desktop.core.clock import HeldClock
from agent_desktop.core.ids import make_id
from agent_desktop.core.registry import Registry
from agent_desktop.core.work import Row
from agent_desktop.features import house
from agent_desktop.features.workforce.tables import account
from agent_desktop.store.embedded import EmbeddedPostgres
from tests.support import floor
from tests.support.floor import BILLING, HEATING, NOW, floor_records, record
from tests.support.stores import Central, make_tables
from tests.sync.model.places import PASSWORD

assert central_tables
NAME = "model_template"
TOM = floor.an_id(900)
AGENTS = {"leila": floor.LEILA, "marcus": floor.MARCUS, "sue": floor.SUE, "tom": TOM}
ROLES = {
    "leila": ["agent"],
    "marcus": ["agent", "sales"],
    "sue": ["supervisor"],
    "tom": ["agent", "sales"],
}
QUEUES = {"leila": [HEATING, BILLING], "marcus": [BILLING], "sue": [HEATING, BILLING], "tom": [HEATING]}
_LEADS = 16

_HISTORY = """
CREATE TABLE model_history (
    n bigint GENERATED ALWAYS AS IDENTITY, entity text, op text, xid text, updated_at text, body text
);;
CREATE TABLE model_logged (xid text, command_id uuid, moment timestamptz);;
CREATE INDEX ON model_logged (xid);;
CREATE FUNCTION model_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO model_logged VALUES (
        txid_current()::text, NEW.command_id, (NEW.data->>'made_at')::timestamptz
    );
    RETURN NULL;
END $$;;
CREATE TRIGGER model_log AFTER INSERT ON command_log FOR EACH ROW EXECUTE FUNCTION model_log();;
CREATE FUNCTION model_remember() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE kept jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
BEGIN
    INSERT INTO model_history (entity, op, xid, updated_at, body) VALUES (
        TG_TABLE_NAME, TG_OP, txid_current()::text,
        CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE kept->>'updated_at' END, kept::text
    );
    RETURN NULL;
END $$
"""


def make_template(postgres: EmbeddedPostgres) -> str:
    """Make the database, once a test run, and answer its name."""
    if not postgres.create_database(NAME):
        return NAME
    registry = house()
    central = Central(postgres.database_url(NAME), registry, HeldClock(NOW))
    central.run(make_tables)
    central.put(_records(registry))
    kept = asyncio.run(Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)).hash(PASSWORD))

    def finish(connection: sa.Connection) -> None:
        rows = [{"agent_id": agent_id, "password_hash": kept} for agent_id in AGENTS.values()]
        connection.execute(sa.insert(account), rows)
        for statement in _HISTORY.split(";;"):
            connection.execute(sa.text(statement))
        for spec in registry.entities.values():
            connection.execute(
                sa.text(
                    f'CREATE TRIGGER model_history AFTER INSERT OR UPDATE OR DELETE ON "{spec.table.name}" '
                    "FOR EACH ROW EXECUTE FUNCTION model_remember()"
                )
            )

    central.run(finish)
    central.close()
    return NAME


def _records(registry: Registry) -> list[tuple[str, Row]]:
    records = floor_records(registry)
    tom = record(
        registry, "agent", id=TOM, login="tom", name="Tom Reyes", extension="1004", team="Day", is_active=True
    )
    records.insert(0, tom)
    for entity, row in records:
        if entity == "agent":
            row |= {"roles": ROLES[row["login"]], "queues": QUEUES[row["login"]]}
        if entity == "reply_channel":
            # As central's settings have it here, no mailbox; else a job of central's says so at some moment.
            row["is_active"] = False
    records += [
        record(
            registry,
            "lead",
            id=make_id(1_790_000_000_000, 7, n),
            campaign_id=floor.CAMPAIGN,
            customer_id=(floor.DEV, floor.AOIFE)[n % 2],
            name=f"Lead {n}",
            number=f"+44207946{200 + n:04d}",
            state="open",
            next_attempt_at=NOW - timedelta(hours=n),
        )
        for n in range(_LEADS)
    ]
    return records
