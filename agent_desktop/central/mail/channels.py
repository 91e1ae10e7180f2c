"""The mailboxes of the settings as records, so that every desk knows, offline too, that there is a Reply."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from agent_desktop.central.mail.settings import MailSettings
from agent_desktop.central.mail.units import Store, unit
from agent_desktop.core.work import CentralWork
from agent_desktop.features.correspondence.tables import reply_channel
from agent_desktop.features.tickets.category_commands import upsert
from agent_desktop.features.workforce.tables import queue


async def tell_channels(store: Store) -> None:
    """Bring the records in line with the settings; where they agree nothing is written."""
    settings = store.settings.mail
    await unit(store, "mail.channels", lambda work: _agree(work, settings))


def _agree(work: CentralWork, settings: MailSettings) -> None:
    known = {str(row["id"]): dict(row) for row in work.execute(sa.select(reply_channel)).mappings()}
    wanted: dict[str, dict[str, Any]] = {}
    for position, box in enumerate(one for one in settings.mailboxes if one.smtp is not None):
        wanted[box.channel_id] = {
            "channel": "email",
            "name": box.name,
            "title": box.title,
            "address": box.address,
            "queue_id": queue_named(work, box.queue),
            "position": position,
            "is_active": True,
        }
    for channel_id, values in wanted.items():
        if {name: known.get(channel_id, {}).get(name) for name in values} != values:
            upsert(work, "reply_channel", channel_id, values)
    for channel_id in sorted(known.keys() - wanted.keys()):
        if known[channel_id]["is_active"]:
            work.update("reply_channel", channel_id, {"is_active": False})


def queue_named(work: CentralWork, name: str) -> str | None:
    """The queue of a name, however it is capitalised; None where there is none."""
    if not name:
        return None
    found = work.execute(
        sa.select(queue.c.id).where(sa.func.lower(queue.c.name) == name.strip().lower()).order_by(queue.c.id)
    )
    first = found.scalars().first()
    return None if first is None else str(first)
