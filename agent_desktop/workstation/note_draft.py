"""What is typed about a contact and not final yet, and how it rests in the replica."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """What is typed about a contact and not yet final."""

    note: str = ""
    topic: str | None = None
    disposition: str | None = None
    script_id: str | None = None
    script_path: tuple[str, ...] = ()
    saved_at: datetime | None = None


NOTHING_TYPED = NoteDraft()


def as_body(draft: NoteDraft) -> dict[str, Any]:
    """A note as it rests in the replica."""
    return {
        "note": draft.note,
        "topic": draft.topic,
        "disposition": draft.disposition,
        "script_id": draft.script_id,
        "script_path": list(draft.script_path),
    }


def as_draft(body: dict[str, Any] | None) -> NoteDraft:
    """The note of a draft; an empty one where none was kept."""
    if body is None:
        return NoteDraft()
    return NoteDraft(
        body["note"], body["topic"], body["disposition"], body["script_id"], tuple(body["script_path"])
    )
