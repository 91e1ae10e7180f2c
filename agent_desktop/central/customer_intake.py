"""Customers from a file into the store: with all that hangs on them, findable at once, nobody twice unnoticed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_desktop.central import audit
from agent_desktop.central.duplicate_pass import note_pairs
from agent_desktop.central.import_memory import remember_mapping
from agent_desktop.central.intake import copy_rows
from agent_desktop.central.whole_customer import Reader, WholeCustomer, balance_of
from agent_desktop.core.clock import Clock
from agent_desktop.core.people import Actor
from agent_desktop.core.registry import Registry
from agent_desktop.core.work import Row
from agent_desktop.features.calls.caller_index import NEVER
from agent_desktop.features.calls.tables import caller_rank
from agent_desktop.features.customers import importing as customers
from agent_desktop.features.customers import parts
from agent_desktop.features.customers.comparing import compared
from agent_desktop.features.customers.pairing import find_pairs
from agent_desktop.features.customers.relations import inverse_of
from agent_desktop.features.customers.tables import customer
from agent_desktop.store.rows import json_text
from agent_desktop.store.schema import Json
from agent_desktop.store.search_keys import key_rows, search_key
from agent_desktop.store.work import SqlRead

MOST_LIKE = 4_000
"""Customers that share a number or an address and are compared at once; the nightly pass finds the rest."""

_WAITING = sa.MetaData()
_new = sa.Table("import_new", _WAITING, sa.Column("id", sa.Uuid(as_uuid=False), primary_key=True))
_relation = sa.Table(
    "import_relation",
    _WAITING,
    sa.Column("customer_id", sa.Uuid(as_uuid=False)),
    sa.Column("to_key", sa.Text),
    sa.Column("kind", sa.Text),
    sa.Column("back", sa.Text),
    sa.Column("remark", sa.Text),
)

_MAKE = (
    "CREATE TEMPORARY TABLE import_new (id uuid PRIMARY KEY) ON COMMIT DROP",
    "CREATE TEMPORARY TABLE import_relation"
    " (customer_id uuid, to_key text, kind text, back text, remark text) ON COMMIT DROP",
)
# Both ends may tell of a relation; it is written once, as one row at each of the two.
_RELATE = sa.text("""
WITH wanted AS (
  SELECT r.customer_id AS one, found.id AS other, r.kind, r.back, r.remark
  FROM import_relation r
  CROSS JOIN LATERAL (
    SELECT c.id FROM customer c WHERE c.external_id = r.to_key ORDER BY c.id LIMIT 1
  ) found
  WHERE found.id <> r.customer_id
), turned AS (
  SELECT least(one, other) AS one, greatest(one, other) AS other, remark,
    CASE WHEN one < other THEN kind ELSE back END AS kind,
    CASE WHEN one < other THEN back ELSE kind END AS back
  FROM wanted
), pairs AS MATERIALIZED (
  SELECT one, other, kind, back, max(remark) AS remark, gen_random_uuid() AS id, gen_random_uuid() AS twin
  FROM turned GROUP BY one, other, kind, back
), fresh AS (
  SELECT * FROM pairs p WHERE NOT EXISTS (
    SELECT 1 FROM customer_relation x WHERE x.customer_id = p.one AND x.other_id = p.other AND x.kind = p.kind
  )
)
INSERT INTO customer_relation (id, customer_id, other_id, twin_id, kind, remark, updated_at)
SELECT id, one, other, twin, kind, remark, CAST(:now AS timestamptz) FROM fresh
UNION ALL SELECT twin, other, one, id, back, remark, CAST(:now AS timestamptz) FROM fresh
""")
_UNKNOWN = sa.text("""
SELECT count(*) FROM import_relation r
WHERE NOT EXISTS (SELECT 1 FROM customer c WHERE c.external_id = r.to_key)
""")
_ALIKE = sa.text("""
SELECT n.id AS one, q.customer_id AS other FROM import_new n
JOIN customer_phone p ON p.customer_id = n.id
JOIN customer_phone q ON q.e164 = p.e164 AND q.customer_id <> n.id
UNION
SELECT n.id, d.id FROM import_new n
JOIN customer c ON c.id = n.id
JOIN customer d ON lower(d.email) = lower(c.email) AND d.id <> c.id
LIMIT :most
""")


class CustomerIntake:
    """Customers with their records, findable at once.

    They need no row in the feed: a customer is in a working set because of something that hangs on them,
    and no ticket does yet; a bundle is read from the records themselves. A serving central takes them into the
    caller index where there is room.
    """

    required: frozenset[str] = frozenset()
    allowed: frozenset[str] | None = customers.KNOWN_COLUMNS.union(parts.COLUMNS, parts.OPT_OUTS)
    key_field = "external_id"

    def __init__(
        self,
        registry: Registry,
        region: str,
        currency: str,
        clock: Clock,
        remembering: tuple[Sequence[str], Mapping[str, str]] | None = None,
        by: Actor | None = None,
    ) -> None:
        self._registry = registry
        self._by = by  # Nobody is signed in on the command line.
        self._written = 0
        self._remembering = remembering  # A header and its mapping, kept with the first rows that came by it.
        self._region = region
        self._currency = currency
        self._now = clock.now()
        self._reader = Reader(registry, region, self._now)
        self.unrelated = 0
        """Relations that were left out, since nobody is on record under the external id."""
        self.alike = 0
        """Pairs that are probably one customer, and wait for somebody to decide."""

    async def begin(self, connection: AsyncConnection) -> None:
        """Make room for what waits until everybody is there."""
        for statement in _MAKE:
            await connection.execute(sa.text(statement))

    def read(self, values: Mapping[str, str]) -> WholeCustomer:
        """The customer of a row; raises ``Invalid``."""
        plain, found = parts.read_parts(values)
        balance = balance_of(plain.pop("balance_minor", None))
        base = customers.read_customer(plain, self._region, self._currency)
        whole = self._reader.whole(base, found)
        whole.fields["balance_minor"] = balance
        return whole

    def key_of(self, item: WholeCustomer) -> str | None:
        """Their id elsewhere, where the file gives one."""
        return item.external_id

    async def stored(self, connection: AsyncConnection, keys: Sequence[str]) -> set[str]:
        """Which ids are a stored customer's."""
        found = await connection.execute(
            sa.select(customer.c.external_id).where(customer.c.external_id.in_(keys)).distinct()
        )
        return {str(key) for key in found.scalars()}

    async def write(self, connection: AsyncConnection, items: Sequence[WholeCustomer]) -> None:
        """Append customers, their records and the keys that find them by COPY."""
        self._written += len(items)
        if self._remembering is not None:
            await remember_mapping(connection, *self._remembering, self._now)
            self._remembering = None
        rows: dict[str, list[Row]] = defaultdict(list)
        keys: list[dict[str, str]] = []
        for item in items:
            for entity, row in (("customer", {"id": item.id, **item.fields}), *item.records):
                spec = self._registry.entities[entity]
                rows[entity].append(self._stored(spec.table, row))
                if spec.keys_of is not None:
                    keys.extend(key_rows(entity, row["id"], spec.keys_of(row)))
        for entity, found in rows.items():
            await copy_rows(connection, self._registry.entities[entity].table, found)
        await copy_rows(connection, search_key, keys)
        ids = [{"id": item.id} for item in items]
        await copy_rows(connection, _new, ids)
        await copy_rows(
            connection,
            _relation,
            [
                {
                    "customer_id": item.id,
                    "to_key": one.to,
                    "kind": one.kind,
                    "back": inverse_of(one.kind),
                    "remark": one.remark,
                }
                for item in items
                for one in item.relations
            ],
        )
        # Nobody has spoken to them yet: they come into the caller index last, where there is room.
        await copy_rows(
            connection, caller_rank, [{"customer_id": row["id"], "last_contact_at": NEVER} for row in ids]
        )

    async def finish(self, connection: AsyncConnection) -> None:
        """Relate everybody, suggest who may be somebody on record, and audit what was written."""
        await connection.execute(_RELATE, {"now": self._now})
        self.unrelated += int((await connection.execute(_UNKNOWN)).scalar_one())
        self.alike += await connection.run_sync(self._suggest)
        if self._written:
            await connection.execute(
                audit.entry_of("customers_imported", self._now, self._by, customers=self._written)
            )
            self._written = 0

    def notes(self) -> list[str]:
        """What is to be told of an import beside its counts, in whole sentences."""
        told = []
        if self.unrelated:
            told.append(
                f"{self.unrelated} relations were left out: nobody is on record under the id they name."
            )
        if self.alike:
            told.append(f"{self.alike} pairs are probably one customer; they wait under Duplicates.")
        return told

    def _suggest(self, connection: sa.Connection) -> int:
        connection.execute(sa.text("ANALYZE import_new"))
        found = connection.execute(_ALIKE, {"most": MOST_LIKE}).all()
        ids = sorted({str(customer_id) for row in found for customer_id in row})
        if not ids:
            return 0
        ready = compared(SqlRead(connection, is_whole=True), ids)
        ids = [customer_id for customer_id in ids if customer_id in ready]
        pairs = list(find_pairs([ready[customer_id] for customer_id in ids]))
        note_pairs(connection, ids, pairs, self._now)
        return len(pairs)

    def _stored(self, table: sa.Table, row: Row) -> dict[str, Any]:
        values = {
            name: json_text(value)
            if value is not None and isinstance(table.c[name].type, type(Json))
            else value
            for name, value in row.items()
        }
        return {**values, "version": 1, "field_versions": "{}", "updated_at": self._now}
