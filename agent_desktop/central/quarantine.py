"""Quarantine: what revoked devices had not sent yet, held until a supervisor releases or discards it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from agent_desktop.central import audit, hand_over
from agent_desktop.central.tables import quarantined_command
from agent_desktop.core.clock import Clock
from agent_desktop.core.errors import Refused
from agent_desktop.core.ids import is_id
from agent_desktop.core.people import Actor, Role
from agent_desktop.core.registry import Registry
from agent_desktop.features.workforce.tables import agent
from agent_desktop.sync import server
from agent_desktop.sync.access import TYPED, Decide, Decided, HandOver, HandOverReply, Held
from agent_desktop.sync.messages import MAX_PUSH, Envelope, Verdict
from agent_desktop.sync.tables import command_log, sync_client
from agent_desktop.sync.versions import is_kept_back

MOST_HELD = 20_000
"""Commands held of one client: a month's work of a busy person is a tenth of it."""

_HELD = (
    sa.select(
        quarantined_command,
        agent.c.name.label("author"),
        sync_client.c.device,
    )
    .join(agent, agent.c.id == quarantined_command.c.agent_id)
    .join(sync_client, sync_client.c.id == quarantined_command.c.client_id)
    .where(quarantined_command.c.state == "held")
    .order_by(quarantined_command.c.n)
)


def take(connection: sa.Connection, offer: HandOver, now: datetime) -> HandOverReply:
    """Hold a part of a revoked client's outbox; the same part again changes nothing.

    Once everything is handed over the answer tells the client to wipe its replica. Raises ``Refused``
    (not_signed_in, too_many, malformed).
    """
    if len(offer.commands) > MAX_PUSH:
        raise Refused("too_many", f"At most {MAX_PUSH} commands are handed over at a time.")
    client_id = hand_over.client_of(connection, offer.token, now)
    client = connection.execute(
        sa.select(sync_client.c.agent_id).where(sync_client.c.id == client_id).with_for_update()
    ).one()
    held = connection.execute(
        sa.select(sa.func.count()).where(quarantined_command.c.client_id == client_id)
    ).scalar_one()
    rows = [
        {
            "client_id": client_id,
            "command_id": str(envelope.data.get("command_id", "")),
            "agent_id": client.agent_id,
            "kind": envelope.kind,
            "data": envelope.data,
            "seen": envelope.seen,
            "taken_at": now,
        }
        for envelope in offer.commands
    ]
    if any(not is_id(row["command_id"]) or server.has_nul(row["data"]) for row in rows):
        raise Refused("malformed", "A command that is handed over cannot be read.")
    if held + len(rows) > MOST_HELD:
        raise Refused(
            "too_many", "More is held of this device than central takes.", kept="It stays on the desk."
        )
    if rows:
        connection.execute(insert(quarantined_command).on_conflict_do_nothing(), rows)
    if offer.is_last:
        connection.execute(
            sa.update(sync_client)
            .where(sync_client.c.id == client_id)
            .values(
                handed_over_at=sa.func.coalesce(sync_client.c.handed_over_at, now),
                wiped_at=now if offer.is_wiped else sync_client.c.wiped_at,
            )
        )
    if offer.is_wiped:
        hand_over.spend(connection, client_id)
    return HandOverReply(len(rows), wipe=offer.is_last)


def listing(connection: sa.Connection, most: int = 1_000) -> list[Held]:
    """What waits for a decision, oldest first, with every text in it."""
    return [
        Held(
            client_id=str(row.client_id),
            command_id=str(row.command_id),
            author=row.author,
            device=row.device,
            kind=row.kind,
            data=row.data,
            taken_at=row.taken_at,
            made_at=_made_at(row.data.get("made_at")),
        )
        for row in connection.execute(_HELD.limit(most))
    ]


def decide(
    connection: sa.Connection,
    registry: Registry,
    clock: Clock,
    wish: Decide,
    *,
    by: str | None,
    reached: set[str] | None = None,
) -> tuple[Decided, int]:
    """Release held work, run as its author would have sent it, or discard it; answers also the feed's head.

    Both stay on record with who decided and when. At most ``MAX_PUSH`` commands are run at a time; what
    is left waits, and so does what cannot be judged yet. Words that are no command (``TYPED``) are never
    released. Raises ``Refused`` (not_found, malformed).
    """
    if wish.deed not in {"release", "discard"}:
        raise Refused("malformed", "Work in quarantine is released or discarded.")
    rows = _chosen(connection, wish)
    if not rows:
        raise Refused(
            "not_found",
            "There is nothing of it in quarantine that this can be done with.",
            todo="What was only begun is there to be read: copy it, then discard it.",
        )
    now = clock.now()
    connection.execute(
        audit.entry(
            "work_released" if wish.deed == "release" else "work_discarded",
            now,
            actor=by,
            entity="sync_client",
            subject_id=wish.client_id,
            detail={"count": len(rows), "author": str(rows[0].agent_id)}
            | ({} if by else audit.by_command_line()),
        )
    )
    if wish.deed == "discard":
        _settle(connection, rows, "discarded", by, now, {})
        return Decided(len(rows)), 0
    author = _author(connection, str(rows[0].agent_id), wish.client_id)
    envelopes = [Envelope(row.kind, row.data, row.seen) for row in rows]
    reply = server.push(connection, registry, author, envelopes, clock, reached)
    verdicts = {verdict.command_id: verdict for verdict in reply.verdicts}
    judged = [row for row in rows if not _is_to_wait(verdicts.get(str(row.command_id)))]
    _settle(connection, judged, "released", by, now, verdicts)
    connection.execute(
        sa.update(command_log).where(command_log.c.command_id.in_(list(verdicts))).values(released_by=by)
    )
    return Decided(len(judged), reply.verdicts), reply.head


def waits_for(connection: sa.Connection, client_id: str, deed: str) -> int:
    """How much of a client's held work can be released, or discarded."""
    wanted = [quarantined_command.c.client_id == client_id, quarantined_command.c.state == "held"]
    if deed == "release":
        wanted.append(quarantined_command.c.kind != TYPED)
    counted = sa.select(sa.func.count()).where(*wanted)
    return int(connection.execute(counted).scalar_one())


def _is_to_wait(verdict: Verdict | None) -> bool:
    return verdict is None or is_kept_back(verdict)


def _chosen(connection: sa.Connection, wish: Decide) -> Sequence[sa.Row[tuple[object, ...]]]:
    chosen = (
        sa.select(quarantined_command)
        .where(quarantined_command.c.client_id == wish.client_id, quarantined_command.c.state == "held")
        .order_by(quarantined_command.c.n)
        .limit(MAX_PUSH)
        .with_for_update()
    )
    if wish.deed == "release":
        chosen = chosen.where(quarantined_command.c.kind != TYPED)
    if wish.command_ids is not None:
        chosen = chosen.where(quarantined_command.c.command_id.in_(wish.command_ids))
    return connection.execute(chosen).all()


def _settle(
    connection: sa.Connection,
    rows: Sequence[sa.Row[tuple[object, ...]]],
    state: str,
    by: str | None,
    now: datetime,
    verdicts: dict[str, Verdict],
) -> None:
    for row in rows:
        found = row._mapping
        verdict = verdicts.get(str(found["command_id"]))
        connection.execute(
            sa.update(quarantined_command)
            .where(
                quarantined_command.c.client_id == found["client_id"],
                quarantined_command.c.command_id == found["command_id"],
            )
            .values(
                state=state,
                decided_by=by,
                decided_at=now,
                verdict=msgspec.to_builtins(verdict) if verdict is not None else None,
            )
        )


def _author(connection: sa.Connection, agent_id: str, client_id: str) -> Actor:
    """Whoever made the work, with the roles they hold now."""
    row = connection.execute(sa.select(agent.c.roles, agent.c.queues).where(agent.c.id == agent_id)).one()
    return Actor(
        agent_id,
        client_id,
        frozenset(Role(role) for role in row.roles if role in set(Role)),
        frozenset(row.queues),
    )


def _made_at(value: object) -> datetime | None:
    try:
        return msgspec.convert(value, datetime)
    except msgspec.ValidationError:
        return None
