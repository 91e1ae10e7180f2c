"""Devices on the command line: which there are, who may use them no more, and what becomes of their unsent work."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import sqlalchemy as sa

from agent_desktop.central import quarantine, revocation, rules
from agent_desktop.central.accounts import engine_of
from agent_desktop.central.relay import announce
from agent_desktop.core.clock import SystemClock
from agent_desktop.core.errors import KnownError
from agent_desktop.features import house
from agent_desktop.runtime.settings import Settings
from agent_desktop.sync.access import Decide, Decided, Device


async def listing(settings: Settings) -> int:
    """Print every device with its person, when it was last seen, and how it stands; answers the exit code."""
    async with engine_of(settings) as engine, engine.connect() as connection:
        found = await connection.run_sync(revocation.devices)
    for row in [("LOGIN", "DEVICE", "LAST SEEN", "STANDING"), *(_row(device) for device in found)]:
        sys.stdout.write("{:<20} {:<26} {:<18} {}\n".format(*row))
    return 0


async def revoke(settings: Settings, login: str, device: str) -> int:
    """Shut a device out; at its next contact it hands over its unsent work and wipes its copy of the records."""

    def write(connection: sa.Connection) -> None:
        found = revocation.device_named(connection, login, device)
        revocation.revoke(connection, found.client_id, datetime.now(UTC), by=None)

    async with engine_of(settings) as engine, engine.begin() as connection:
        await connection.run_sync(write)
    sys.stdout.write(
        f"{device} of {login} may be used no more. At its next contact it hands over what it has not sent, "
        "and wipes its copy of the records.\n"
    )
    return 0


async def allow(settings: Settings, login: str, device: str) -> int:
    """Let a revoked device sign in again; answers the exit code."""

    def write(connection: sa.Connection) -> None:
        found = revocation.device_named(connection, login, device)
        revocation.let_in(connection, found.client_id, datetime.now(UTC), by=None)

    async with engine_of(settings) as engine, engine.begin() as connection:
        await connection.run_sync(write)
    sys.stdout.write(f"{login} may sign in at {device} again.\n")
    return 0


async def decide(settings: Settings, login: str, device: str, deed: str) -> int:
    """Release what a revoked device handed over, run as its author, or discard it; answers the exit code."""
    registry = rules.enforce(house(), other_queues=settings.other_queues)
    reached: set[str] = set()

    def write(connection: sa.Connection) -> tuple[Decided, int] | None:
        found = revocation.device_named(connection, login, device)
        if not quarantine.waits_for(connection, found.client_id, deed):
            return None
        wish = Decide(found.client_id, deed)
        return quarantine.decide(connection, registry, SystemClock(), wish, by=None, reached=reached)

    count = refused = 0
    async with engine_of(settings) as engine:
        while True:
            async with engine.begin() as connection:
                answer = await connection.run_sync(write)
            if answer is None:
                break
            decided, head = answer
            count += decided.count
            if not decided.count:
                break  # What is left cannot be judged by this release.
            refused += sum(verdict.status == "refused" for verdict in decided.verdicts)
            if reached:
                await announce(engine, head, reached)
        async with engine.connect() as connection:
            left = (await connection.run_sync(revocation.device_named, login, device)).held
    words = f"{left} of {login} at {device} can only be read: see the window, then discard." if left else ""
    if not count:
        raise KnownError(words or f"Nothing of {login} at {device} is in quarantine.")
    told = "released" if deed == "release" else "discarded"
    sys.stdout.write(f"{count} {told}{f', {refused} of them refused by the rules' if refused else ''}.\n")
    if words:
        sys.stdout.write(f"{words}\n")
    return 0


def _row(device: Device) -> tuple[str, str, str, str]:
    return (
        device.login,
        device.device,
        f"{device.last_seen:%Y-%m-%d %H:%M}",
        standing(device),
    )


def standing(device: Device) -> str:
    """How a device stands, in a few words."""
    if device.revoked_at is None:
        return f"in use, {device.held} in quarantine" if device.held else "in use"
    words = ["disabled with its person" if device.revoked_because == "disabled" else "revoked"]
    if device.wiped_at is not None:
        words.append("wiped")
    elif device.handed_over_at is not None:
        words.append("handed over")
    else:
        words.append("not heard of since")
    if device.held:
        words.append(f"{device.held} in quarantine")
    return ", ".join(words)
