"""Mail on its way in: what is new in each mailbox is filed, one mail a transaction, and then marked there.

A mail counts as taken in the transaction that files it, together with how far the mailbox was read; only then is it
marked in the mailbox. Killed in between, central goes on behind it and marks it at the next look. Where a server
numbers its mails anew (UIDVALIDITY), those of the last days are looked through again, and known ones are known.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from agent_desktop.central.mail.filing import file_mail, got_to
from agent_desktop.central.mail.imap import IMAP_FAULTS, Box
from agent_desktop.central.mail.reading import Incoming, read_mail, unreadable
from agent_desktop.central.mail.settings import Mailbox
from agent_desktop.central.mail.standing import note_fails, note_works, why
from agent_desktop.central.mail.units import Store, unit
from agent_desktop.features.correspondence.tables import mail_progress
from agent_desktop.sync.failures import is_passing

log = logging.getLogger(__name__)

MOST_AT_ONCE = 100
LOOKS_BACK = timedelta(days=3)
_p = mail_progress.c


async def take_mail(store: Store) -> None:
    """Look into every mailbox once; one that cannot be reached keeps no other waiting for its mail."""
    for box in store.settings.mail.mailboxes:
        if box.imap is None:
            continue
        try:
            taken = await take_from(store, box)
        except IMAP_FAULTS as problem:
            log.warning("the mailbox %s cannot be read now: %s", box.name, type(problem).__name__)
            await note_fails(store, box.name, "in", why(problem))
        else:
            await note_works(store, box.name, "in", has_moved=taken > 0)


async def take_from(store: Store, mailbox: Mailbox) -> int:
    """File what is new in a mailbox and mark it there; answers how many mails that were."""
    settings = store.settings.mail
    opening = asyncio.create_task(asyncio.to_thread(Box, mailbox, settings.timeout_s))
    try:
        box = await asyncio.shield(opening)
    except asyncio.CancelledError:
        opening.add_done_callback(_closed)
        raise
    try:
        progress = await store.write(lambda connection: _progress(connection, mailbox.name))
        uids, newest = await asyncio.to_thread(_new_ones, box, progress)
        if newest is None and progress is not None and progress["unmarked"]:
            await asyncio.to_thread(box.mark, progress["unmarked"])
            await store.write(lambda connection: _marked(connection, mailbox.name, progress["unmarked"]))
        done: list[int] = []
        for uid in uids if newest is not None else uids[:MOST_AT_ONCE]:
            found = await asyncio.to_thread(box.fetch, uid, int(settings.largest_mb * 1_000_000))
            if found is not None:
                await _file(store, mailbox, found, (box.uid_validity, uid))
                done.append(uid)
        if newest is not None:
            reached = (box.uid_validity, newest)
            await unit(store, "mail.found", lambda work: got_to(work, mailbox.name, reached, is_taken=False))
        if done:
            await asyncio.to_thread(box.mark, done)
            await store.write(lambda connection: _marked(connection, mailbox.name, done))
        return len(done)
    finally:
        box.close()


async def _file(store: Store, mailbox: Mailbox, found: tuple[bytes, bool], where: tuple[int, int]) -> None:
    """File one mail. One that cannot be filed for a reason of its own is filed unread, as a file."""
    raw, is_cut = found
    mail = await asyncio.to_thread(read_mail, raw, is_cut=is_cut)

    def filed(mail: Incoming) -> Any:
        return unit(
            store, "mail.came", lambda work: file_mail(work, mail, mailbox, store.settings.mail, where)
        )

    try:
        await filed(mail)
    except Exception as problem:
        if is_passing(problem):
            raise
        log.exception("a mail could not be filed as it is")
        await filed(unreadable(raw, is_cut=is_cut))


def _new_ones(box: Box, progress: dict[str, Any] | None) -> tuple[list[int], int | None]:
    """The mails to take; the newest there is with them, if this is the first look or all were numbered anew."""
    if progress is None:
        return box.unseen(), box.newest()
    if progress["uid_validity"] != box.uid_validity:
        return box.since(progress["read_at"] - LOOKS_BACK), box.newest()
    return box.after(progress["last_uid"]), None


def _progress(connection: sa.Connection, name: str) -> dict[str, Any] | None:
    row = connection.execute(sa.select(mail_progress).where(_p.mailbox == name)).mappings().first()
    return dict(row) if row is not None else None


def _marked(connection: sa.Connection, name: str, uids: list[int]) -> None:
    row = _progress(connection, name)
    if row is not None:
        left = sorted(set(row["unmarked"]) - set(uids))
        connection.execute(sa.update(mail_progress).where(_p.mailbox == name).values(unmarked=left))


def _closed(opening: asyncio.Task[Box]) -> None:
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()
