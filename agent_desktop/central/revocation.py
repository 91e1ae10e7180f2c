"""Devices: which there are, who may use them no more, and who may again."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from agent_desktop.central.tables import desk_session, quarantined_command
from agent_desktop.core.errors import Refused
from agent_desktop.features.workforce.tables import agent
from agent_desktop.sync.access import Device
from agent_desktop.sync.tables import sync_client

_HELD = (
    sa.select(sa.func.count())
    .where(quarantined_command.c.client_id == sync_client.c.id, quarantined_command.c.state == "held")
    .scalar_subquery()
)
_DEVICES = (
    sa.select(sync_client, agent.c.login, agent.c.name, _HELD.label("held"))
    .join(agent, agent.c.id == sync_client.c.agent_id)
    .order_by(agent.c.login, sync_client.c.device)
)


def devices(connection: sa.Connection) -> list[Device]:
    """Every client there is, by login and device, with what is held of it."""
    return [_device(row) for row in connection.execute(_DEVICES)]


def device_named(connection: sa.Connection, login: str, device: str) -> Device:
    """One person's client at one device; raises ``Refused("not_found")``."""
    found = connection.execute(_DEVICES.where(agent.c.login == login, sync_client.c.device == device)).first()
    if found is None:
        raise Refused(
            "not_found", f"{login} has no device {device}.", todo="See: agent-desktop central device list"
        )
    return _device(found)


def revoke(connection: sa.Connection, client_id: str, now: datetime, *, by: str | None) -> None:
    """Shut a client out: at its next contact it hands over its outbox and wipes its replica.

    Raises ``Refused("not_found")``. A client that is revoked already stays as it is.
    """
    _known(connection, client_id)
    _shut_out(connection, sync_client.c.id == client_id, now, "revoked", by)


def shut_out_person(connection: sa.Connection, agent_id: str, now: datetime) -> None:
    """Shut out every client of a person who is disabled."""
    _shut_out(connection, sync_client.c.agent_id == agent_id, now, "disabled", None)


def let_in_person(connection: sa.Connection, agent_id: str) -> None:
    """A person who was disabled may sign in again: so may their devices, but not those revoked by name."""
    connection.execute(
        sa.update(sync_client)
        .where(sync_client.c.agent_id == agent_id, sync_client.c.revoked_because == "disabled")
        .values(_LET_IN)
    )


def let_in(connection: sa.Connection, client_id: str) -> None:
    """Let a revoked device sign in again; what it handed over stays held until somebody decides."""
    _known(connection, client_id)
    connection.execute(sa.update(sync_client).where(sync_client.c.id == client_id).values(_LET_IN))


_LET_IN = {
    "revoked_at": None,
    "revoked_because": None,
    "revoked_by": None,
    "wipe_requested": False,
    "handed_over_at": None,
    "wiped_at": None,
}


def _shut_out(
    connection: sa.Connection, which: sa.ColumnElement[bool], now: datetime, because: str, by: str | None
) -> None:
    wanted = sa.and_(which, sync_client.c.revoked_at.is_(None))
    clients = list(connection.execute(sa.select(sync_client.c.id).where(wanted)).scalars())
    if not clients:
        return
    connection.execute(
        sa.update(sync_client)
        .where(sync_client.c.id.in_(clients))
        .values(revoked_at=now, revoked_because=because, revoked_by=by, wipe_requested=True)
    )
    connection.execute(
        sa.update(desk_session)
        .where(desk_session.c.client_id.in_(clients), desk_session.c.revoked_at.is_(None))
        .values(revoked_at=now, revoked_because=because)
    )


def _known(connection: sa.Connection, client_id: str) -> None:
    if connection.execute(sa.select(sync_client.c.id).where(sync_client.c.id == client_id)).first() is None:
        raise Refused("not_found", "There is no such device.")


def _device(row: sa.Row[tuple[object, ...]]) -> Device:
    found = row._mapping
    return Device(
        client_id=str(found["id"]),
        agent_id=str(found["agent_id"]),
        login=found["login"],
        name=found["name"],
        device=found["device"],
        app_version=found["app_version"],
        last_seen=found["last_seen"],
        revoked_at=found["revoked_at"],
        revoked_because=found["revoked_because"],
        handed_over_at=found["handed_over_at"],
        wiped_at=found["wiped_at"],
        held=found["held"],
    )
