"""The doctor looks at the mailboxes: what was last taken and sent, what waits, and since when one fails."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.central.doctor_check import Check
from agent_desktop.central.mail.settings import mail_settings
from agent_desktop.central.mail.standing import MailboxStanding, standings
from agent_desktop.core.errors import KnownError
from agent_desktop.runtime.redaction import redact
from agent_desktop.runtime.settings import Settings

LONGEST_WAIT = timedelta(hours=1)
"""A mail that waits longer is told of: a busy server takes it within minutes."""

_DONE = {"in": "last taken", "out": "last sent"}
_CANNOT = {"in": "mail cannot be taken", "out": "mail cannot be sent"}


async def check_mail(engine: AsyncEngine, settings: Settings, now: datetime) -> list[Check]:
    """One check a mailbox of the settings, under its name there; without one there is nothing to check."""
    try:
        boxes = mail_settings(settings).mailboxes
    except KnownError as problem:
        return [Check("mail", problem.what, problem.todo or "Correct it; docs/settings.md lists them all.")]
    if not boxes:
        return [Check("mail", "no mailbox is configured, so no reply leaves")]
    async with engine.connect() as connection:
        found = await connection.run_sync(lambda c: standings(c, boxes))
    return [_check(one, now) for one in found]


def _check(one: MailboxStanding, now: datetime) -> Check:
    name = redact(one.name)
    told = [f"{_DONE[way.way]} {_when(way.last_at)}" for way in one.ways]
    told.append(f"{one.waiting} wait to be sent" if one.waiting else "none waits to be sent")
    faults = [
        f"{_CANNOT[way.way]} since {_when(way.failing_since)}: {way.why or 'no reason is known'}"
        for way in one.ways
        if way.failing_since is not None
    ]
    if faults:
        return Check(
            f"mailbox {name}",
            "; ".join([*faults, *told]),
            f"Correct host, name, password or certificate in [mailboxes.{name}], or mend the server.",
        )
    if one.waiting_since is not None and now - one.waiting_since > LONGEST_WAIT:
        return Check(
            f"mailbox {name}",
            "; ".join([*told, f"the oldest since {_when(one.waiting_since)}"]),
            "The replies say why they wait; where none does, no instance serves: start one.",
        )
    return Check(f"mailbox {name}", "; ".join(told))


def _when(at: datetime | None) -> str:
    return "never" if at is None else f"{at:%Y-%m-%d %H:%M}"
