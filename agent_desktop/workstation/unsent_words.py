"""What a person typed that is in no command to be sent: a desk that is shut out hands it over with the rest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

import sqlalchemy as sa

from agent_desktop.core.ids import make_id
from agent_desktop.sync import outbox
from agent_desktop.sync.access import TYPED
from agent_desktop.sync.messages import Envelope
from agent_desktop.sync.replica import Replica
from agent_desktop.sync.replica_tables import draft
from agent_desktop.workstation.own_words import own_text

_DRAFTED = ("text", "note")
"""Where the drafts of the window hold what was typed; a contact begun by hand has its number beside it."""


def unsent_words(replica: Replica) -> list[Envelope]:
    """Drafts, refused commands, texts taken out, and values a colleague was faster than; each as ``TYPED``.

    ``about`` is ``contact:<id>``, ``ticket:<id>``, ``lead:<id>`` or ``desk:note`` of a draft, else ``refused``,
    ``kept`` or ``lost``. The same words have the same id each time, so that handing over twice holds them once.
    """
    return [_envelope(about, text, at) for about, text, at in _found(replica) if text.strip()]


def _found(replica: Replica) -> Iterator[tuple[str, str, datetime]]:
    with replica.transaction() as connection:
        drafts = connection.execute(sa.select(draft).order_by(draft.c.saved_at, draft.c.key)).all()
    for row in drafts:
        by_hand = row.body.get("by_hand") or {}
        yield (
            row.key,
            _lines([by_hand.get("number"), *(row.body.get(name) for name in _DRAFTED)]),
            row.saved_at,
        )
    for command in replica.waiting():
        if command.state == "refused":
            yield "refused", own_text(command.kind, command.data), command.made_at
    for entry in outbox.inbox(replica, "kept"):
        yield "kept", own_text(entry.kind, entry.data), entry.made_at
    for entry in outbox.inbox(replica, "lost"):
        yours = entry.lost.yours
        yield "lost", yours if isinstance(yours, str) else "", entry.made_at


def _lines(parts: Iterable[object]) -> str:
    return "\n".join(part for part in parts if isinstance(part, str) and part.strip())


def _envelope(about: str, text: str, at: datetime) -> Envelope:
    mark = hashlib.sha256(f"{about}\0{text}".encode()).digest()
    command_id = make_id(
        int(at.timestamp() * 1000), int.from_bytes(mark[:2]) & 0xFFF, int.from_bytes(mark[2:10])
    )
    return Envelope(
        TYPED, {"command_id": command_id, "made_at": at.isoformat(), "about": about, "text": text}, {}
    )
