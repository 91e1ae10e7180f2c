"""Erasing customers on the command line: doing it, proving it, and asking who has done their part."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
import sqlalchemy as sa

from agent_desktop.central import erasures_file
from agent_desktop.central.databases import connected, engine_on
from agent_desktop.central.relay import announce
from agent_desktop.central.screen_pop import CENTRAL_ITSELF
from agent_desktop.central.store import opened
from agent_desktop.core.command import Command
from agent_desktop.core.errors import KnownError
from agent_desktop.core.ids import is_id
from agent_desktop.core.registry import Registry
from agent_desktop.features import house
from agent_desktop.features.customers.tables import customer, customer_phone
from agent_desktop.runtime.settings import Settings
from agent_desktop.store.work import SqlCentralWork
from agent_desktop.sync.erased_words import hash_of, identifier_of
from agent_desktop.sync.erasure import Certificate, certificate, certificates, erase, log_erasures
from agent_desktop.sync.feed import stamp
from agent_desktop.sync.sweep import sweep_next, traces


async def erase_customer(
    settings: Settings, who: str, *, reason: str, also: Sequence[str] = (), is_json: bool = False
) -> bool:
    """Erase a customer named by id, e-mail address or number, sweep, note it, and print the certificate.

    ``also`` are more words that mean them, such as a nickname. Answers whether nothing was left. Raises
    ``KnownError`` for nobody, or for more than one.
    """
    if not reason.strip():
        raise KnownError("Erasing needs a reason.", todo="Say why with --reason; name nobody in it.")
    registry, now = house(), datetime.now(UTC)
    reached: set[str] = set()

    def erase_it(connection: sa.Connection) -> tuple[str, int]:
        work = SqlCentralWork(connection, registry, CENTRAL_ITSELF, Command(made_at=now), recorded_at=now)
        words = [identifier_of(text) for text in also if text.strip()]
        done = erase(work, customer_of(connection, who), reason.strip(), words)
        seq = stamp(connection, registry, work.touched, reached)
        log_erasures(connection, [done], seq, CENTRAL_ITSELF, now)
        return done.subject_hash, seq

    async with opened(settings) as address, engine_on(sa.make_url(address)) as engine:
        async with engine.begin() as connection:
            subject, seq = await connection.run_sync(erase_it)
        await announce(engine, seq, reached)
        async with engine.begin() as connection:
            await connection.run_sync(_sweep_all, registry, now, reached)
        async with connected(engine) as connection:
            proof = await connection.run_sync(certificate, subject)
            lines = await connection.run_sync(erasures_file.lines_of)
        await announce(engine, seq, reached)
    erasures_file.note(erasures_file.erasures_file(settings), lines)
    assert proof is not None  # noqa: S101 - it was written above
    _print([proof], is_json=is_json)
    return not proof.left


async def verify(settings: Settings, texts: Sequence[str], *, is_json: bool) -> bool:
    """Look for names, numbers and addresses in every column of the database; answers whether none was found.

    The texts come from whoever asks: central has kept none of them.
    """
    async with (
        opened(settings) as address,
        engine_on(sa.make_url(address)) as engine,
        connected(engine) as connection,
    ):
        found = await connection.run_sync(traces, texts)
    if is_json:
        sys.stdout.write(msgspec.json.encode({"traces": found}).decode() + "\n")
    else:
        for column, rows in found.items():
            sys.stdout.write(f"{column}: {rows} rows\n")
        sys.stdout.write(f"{'Found' if found else 'Nothing found'}: every column was searched.\n")
    return not found


async def status(settings: Settings, *, is_json: bool) -> bool:
    """Print every erasure with its sweep and its desks; answers whether nothing is left to do."""
    async with (
        opened(settings) as address,
        engine_on(sa.make_url(address)) as engine,
        connected(engine) as connection,
    ):
        found = await connection.run_sync(certificates)
    _print(found, is_json=is_json)
    return all(one.swept is not None and not one.left for one in found)


def customer_of(connection: sa.Connection, who: str) -> str:
    """The id of the one customer somebody means; raises ``KnownError``."""
    if is_id(who):
        found = (
            [who] if connection.execute(sa.select(customer.c.id).where(customer.c.id == who)).scalar() else []
        )
        if not found:
            done = certificate(connection, hash_of(who))
            if done is not None:
                raise KnownError(
                    "This customer was erased before.", todo="See: agent-desktop central erase --status"
                )
    else:
        word = identifier_of(who)
        wanted = (
            sa.select(customer_phone.c.customer_id).where(customer_phone.c.e164 == word.text).distinct()
            if word.kind == "number"
            else sa.select(customer.c.id).where(sa.func.lower(customer.c.email) == word.text.lower())
        )
        found = [str(customer_id) for customer_id in connection.execute(wanted.limit(2)).scalars()]
    if len(found) != 1:
        raise KnownError(
            "There is no such customer." if not found else "More than one customer is known by this.",
            kept="Nobody was erased.",
            todo="Give the customer's id, or an e-mail address or a number (+44…) that is theirs alone.",
        )
    return found[0]


def _sweep_all(connection: sa.Connection, registry: Registry, now: datetime, reached: set[str]) -> None:
    while sweep_next(connection, registry, now, reached):
        pass


def _print(found: Sequence[Certificate], *, is_json: bool) -> None:
    if is_json:
        for one in found:
            sys.stdout.write(msgspec.json.encode(one).decode() + "\n")
        return
    if not found:
        sys.stdout.write("Nobody was erased yet.\n")
    for one in found:
        erased = ", ".join(f"{count} {name}" for name, count in sorted(one.erased.items())) or "nothing"
        swept = (
            "to come"
            if one.swept is None
            else ", ".join(f"{count} {name}" for name, count in sorted(one.swept.items())) or "nothing more"
        )
        sys.stdout.write(
            f"Customer {one.subject_hash[:16]}… erased {one.erased_at:%Y-%m-%d %H:%M} UTC ({one.reason})\n"
            f"  position {one.seq} · erased {erased} · sweep {swept}\n"
            f"  desks that have let go: {one.desks_done} of {one.desks}\n"
        )
        for table in one.left:
            sys.stdout.write(f"  left: something in {table}, which cannot be changed\n")
