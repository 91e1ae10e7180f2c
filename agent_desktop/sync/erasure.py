"""Erasing a customer at central: the records at once, every other trace by a sweep, and the proof of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from agent_desktop.core.people import Actor
from agent_desktop.core.registry import Identifier
from agent_desktop.store.work import SqlCentralWork
from agent_desktop.sync.erased_words import ERASE, hash_of, ids_in, patterns_of
from agent_desktop.sync.messages import Envelope, Erased
from agent_desktop.sync.tables import erased_record, erasure_log, sync_client

MOST_TOLD = 100


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """What was done to erase one customer, and who has still to do their part.

    ``erased`` counts the rows deleted or stripped at once, by entity or table; ``swept`` those in which the
    sweep found a trace afterwards, null while it is still to come. ``left`` names tables in which something
    was found that could not be changed. ``desks_done`` of ``desks`` have let go of everything too.
    """

    subject_hash: str
    seq: int
    erased_at: datetime
    reason: str
    erased: dict[str, int]
    swept: dict[str, int] | None
    left: list[str]
    desks: int
    desks_done: int


class Counts(msgspec.Struct, frozen=True):
    """What is kept in ``erasure_log.counts``: rows by table."""

    erased: dict[str, int] = {}
    swept: dict[str, int] = {}
    left: list[str] = []


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    """One erasure carried out in a transaction that is not committed yet."""

    subject_hash: str
    reason: str
    record_hashes: list[str]
    counts: dict[str, int]
    terms: dict[str, list[str]]


def erase(work: SqlCentralWork, customer_id: str, reason: str, also: Iterable[Identifier] = ()) -> Erasure:
    """Delete or strip every record of a customer, whatever subjects registered it, through the unit of work.

    So the feed tells every replica, and keeps no body: it holds the latest state alone. What only a search
    finds (notes about somebody else, facts, logs) is left to ``sync.sweep``, which needs the answer's
    ``terms``: the words the subjects know the customer by, and ``also``.
    """
    registry = work.registry
    known_by = [word for asked in registry.identifiers for word in asked(work, customer_id)]
    counts: Counter[str] = Counter()
    for scrub in registry.erasers:
        counts.update(scrub(work, customer_id))
    # What hangs on other records goes before them: later subjects are registered above earlier ones.
    for spec in reversed(list(registry.entities.values())):
        if spec.customer_column is None:
            continue
        mine = sa.select(spec.table).where(spec.table.c[spec.customer_column] == customer_id)
        for row in work.execute(mine.order_by(spec.table.c.id)).mappings().all():
            if spec.remains is None:
                work.delete(spec.name, row["id"])
            else:
                work.update(spec.name, row["id"], spec.remains(dict(row)))
            counts[spec.name] += 1
    ids = sorted({customer_id, *(entity_id for _, entity_id in work.touched)})
    return Erasure(
        subject_hash=hash_of(customer_id),
        reason=reason,
        record_hashes=[hash_of(entity_id) for entity_id in ids],
        counts={name: count for name, count in counts.items() if count},
        terms={"ids": ids, "patterns": patterns_of([*known_by, *also])},
    )


def log_erasures(
    connection: sa.Connection, erasures: Iterable[Erasure], seq: int, actor: Actor, at: datetime
) -> None:
    """Write down what was erased at feed position ``seq``; erased again, the later position counts."""
    for erasure in erasures:
        statement = insert(erasure_log).values(
            subject_hash=erasure.subject_hash,
            seq=seq,
            erased_at=at,
            erased_by=actor.agent_id,
            reason=erasure.reason,
            counts=msgspec.to_builtins(Counts(erasure.counts)),
            terms=erasure.terms,
        )
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["subject_hash"],
                set_={name: statement.excluded[name] for name in ("seq", "terms")} | {"swept_at": None},
            )
        )
        remember_records(connection, erasure.subject_hash, erasure.record_hashes)


def remember_records(connection: sa.Connection, subject_hash: str, record_hashes: Iterable[str]) -> None:
    """Keep the hashes by which a late command on an erased record is known."""
    rows = [{"record_hash": one, "subject_hash": subject_hash} for one in sorted(set(record_hashes))]
    if rows:
        connection.execute(insert(erased_record).on_conflict_do_nothing(), rows)


def erased_among(connection: sa.Connection, commands: Sequence[Envelope]) -> set[str]:
    """The hashes, of ids these commands speak of, that were erased; one look-up a batch."""
    hashes = {hash_of(entity_id) for envelope in commands for entity_id in _ids_of(envelope)}
    return set(connection.execute(_ERASED_AMONG, {"hashes": sorted(hashes)}).scalars())


_ERASED_AMONG = sa.select(erased_record.c.record_hash).where(
    erased_record.c.record_hash == sa.any_(sa.bindparam("hashes", type_=sa.ARRAY(sa.Text)))
)


def speaks_of_erased(envelope: Envelope, hashes: set[str]) -> bool:
    """Whether a command comes too late, because what it is about was erased."""
    if not hashes or envelope.kind == ERASE:
        return False
    return any(hash_of(entity_id) in hashes for entity_id in _ids_of(envelope))


def _ids_of(envelope: Envelope) -> set[str]:
    return ids_in(msgspec.json.encode(envelope.data).decode())


def erased_since(connection: sa.Connection, seq: int) -> list[Erased]:
    """Erasures after a position, oldest first and at most ``MOST_TOLD``, as desks are told of them."""
    found = connection.execute(
        sa.select(erasure_log.c.subject_hash, erasure_log.c.seq)
        .where(erasure_log.c.seq > seq)
        .order_by(erasure_log.c.seq)
        .limit(MOST_TOLD)
    ).all()
    if not found:
        return []
    records: dict[str, list[str]] = {row.subject_hash: [] for row in found}
    for row in connection.execute(
        sa.select(erased_record).where(erased_record.c.subject_hash.in_(list(records)))
    ):
        records[row.subject_hash].append(row.record_hash)
    return [Erased(row.seq, sorted({row.subject_hash, *records[row.subject_hash]})) for row in found]


def certificate(connection: sa.Connection, subject_hash: str) -> Certificate | None:
    """What is on record of one erasure; None for a subject that was never erased."""
    row = connection.execute(sa.select(erasure_log).where(erasure_log.c.subject_hash == subject_hash)).first()
    return None if row is None else _certificates(connection, [row])[0]


def certificates(connection: sa.Connection) -> list[Certificate]:
    """Every erasure on record, the latest first."""
    rows = connection.execute(sa.select(erasure_log).order_by(erasure_log.c.seq.desc())).all()
    return _certificates(connection, rows)


def _certificates(connection: sa.Connection, rows: Sequence[Any]) -> list[Certificate]:
    reached = list(
        connection.execute(
            sa.select(sync_client.c.erased_to).where(sync_client.c.revoked_at.is_(None))
        ).scalars()
    )
    made = []
    for row in rows:
        counts = msgspec.convert(row.counts, Counts)
        made.append(
            Certificate(
                subject_hash=row.subject_hash,
                seq=row.seq,
                erased_at=row.erased_at,
                reason=row.reason,
                erased=counts.erased,
                swept=counts.swept if row.swept_at is not None else None,
                left=counts.left,
                desks=len(reached),
                desks_done=sum(erased_to >= row.seq for erased_to in reached),
            )
        )
    return made


def acknowledge(connection: sa.Connection, client_id: str, erased_to: int) -> None:
    """Note that a desk has let go of everything erased up to a position."""
    connection.execute(
        sa.update(sync_client)
        .where(sync_client.c.id == client_id, sync_client.c.erased_to < erased_to)
        .values(erased_to=erased_to)
    )
