"""How each mailbox stands: when a mail was last taken and sent, how many wait, and since when it fails.

Told to the doctor and in the metrics, under the mailbox's name in the settings; no address and no secret is in it.
"""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from agent_desktop.central.mail.settings import Mailbox
from agent_desktop.central.metrics import Metrics
from agent_desktop.central.settings import CentralSettings
from agent_desktop.core.clock import Clock
from agent_desktop.features.correspondence.tables import mailbox_state, outgoing_mail
from agent_desktop.runtime.redaction import redact

T = TypeVar("T")
WAYS = ("in", "out")
NOTED_EVERY = timedelta(minutes=1)
"""So often it is noted at most that a mailbox works: it is looked into four times a minute."""

LONGEST_WHY = 300
_s, _o = mailbox_state.c, outgoing_mail.c


class Store(Protocol):
    """What this uses of the service."""

    settings: CentralSettings
    clock: Clock
    metrics: Metrics

    async def write(self, work: Callable[[sa.Connection], T]) -> T:
        """Run ``work`` in a transaction of its own and commit it."""


class WritesOnly(Protocol):
    """What noting uses of the service."""

    clock: Clock

    async def write(self, work: Callable[[sa.Connection], T]) -> T:
        """Run ``work`` in a transaction of its own and commit it."""


class WayStanding(msgspec.Struct, frozen=True):
    """One way of a mailbox, ``in`` or ``out``: when a mail last went it, and what is wrong since when, if anything."""

    way: str
    last_at: datetime | None
    failing_since: datetime | None
    why: str


class MailboxStanding(msgspec.Struct, frozen=True):
    """One mailbox; ``waiting`` mails are to be sent, the oldest of them since ``waiting_since``."""

    name: str
    ways: tuple[WayStanding, ...]
    waiting: int
    waiting_since: datetime | None


async def note_works(store: WritesOnly, mailbox: str, way: str, *, has_moved: bool) -> None:
    """Note that a mailbox works; ``has_moved``: a mail was taken, or sent."""
    now = store.clock.now()
    values: dict[str, datetime | None] = {"worked_at": now, "failing_since": None}
    is_news = sa.or_(_s.worked_at.is_(None), _s.failing_since.is_not(None), _s.worked_at < now - NOTED_EVERY)
    if has_moved:
        values["moved_at"], is_news = now, sa.true()
    statement = insert(mailbox_state).values(mailbox=mailbox, way=way, what=None, **values)
    known = statement.on_conflict_do_update(
        index_elements=["mailbox", "way"], set_={**values, "what": None}, where=is_news
    )
    await store.write(lambda connection: connection.execute(known))


async def note_fails(store: WritesOnly, mailbox: str, way: str, what: str) -> None:
    """Note why a mailbox does not work; the moment of the first failure stays."""
    now = store.clock.now()
    said = redact(" ".join(what.split()))[:LONGEST_WHY]
    statement = insert(mailbox_state).values(mailbox=mailbox, way=way, failing_since=now, what=said)
    since = sa.func.coalesce(_s.failing_since, sa.literal(now, _s.failing_since.type))
    known = statement.on_conflict_do_update(
        index_elements=["mailbox", "way"], set_={"failing_since": since, "what": said}
    )
    await store.write(lambda connection: connection.execute(known))


def why(problem: BaseException) -> str:
    """Why a mailbox cannot be read, in words of our own: what servers say may name anybody."""
    if isinstance(problem, ssl.SSLError):
        return "The mail server's certificate cannot be trusted."
    if isinstance(problem, imaplib.IMAP4.abort):
        return "The mail server broke off."
    if isinstance(problem, imaplib.IMAP4.error):
        return "The mail server does not let us in, or has no such folder."
    return f"The mail server cannot be reached ({type(problem).__name__})."


def standings(connection: sa.Connection, mailboxes: Sequence[Mailbox]) -> list[MailboxStanding]:
    """Every mailbox of the settings, in their order."""
    states = {(row.mailbox, row.way): row for row in connection.execute(sa.select(mailbox_state)).all()}
    waiting = {
        row.channel_id: row
        for row in connection.execute(
            sa.select(_o.channel_id, sa.func.count().label("n"), sa.func.min(_o.queued_at).label("since"))
            .where(_o.state.in_(("queued", "sending")))
            .group_by(_o.channel_id)
        ).all()
    }
    found = []
    for box in mailboxes:
        ways = []
        for way, server in zip(WAYS, (box.imap, box.smtp), strict=True):
            if server is None:
                continue
            state = states.get((box.name, way))
            known = (
                (None, None, "") if state is None else (state.moved_at, state.failing_since, state.what or "")
            )
            ways.append(WayStanding(way, *known))
        row = waiting.get(box.channel_id)
        found.append(
            MailboxStanding(
                box.name, tuple(ways), row.n if row is not None else 0, row.since if row is not None else None
            )
        )
    return found


async def count_mail(store: Store) -> None:
    """Bring the metrics of mail up to date."""
    boxes = store.settings.mail.mailboxes
    if not boxes:
        return
    found = await store.write(lambda connection: standings(connection, boxes))
    for one in found:
        name = redact(one.name)
        store.metrics.mail_waiting.labels(name).set(one.waiting)
        for way in one.ways:
            if way.last_at is not None:
                store.metrics.mail_moved.labels(name, way.way).set(way.last_at.timestamp())
            since = way.failing_since
            store.metrics.mail_failing.labels(name, way.way).set(
                since.timestamp() if since is not None else 0
            )
