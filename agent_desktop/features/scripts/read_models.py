"""What can be asked about scripts and standard answers."""

from __future__ import annotations

import msgspec

from agent_desktop.core.query import Query
from agent_desktop.features.scripts.model import Step


class ScriptRow(msgspec.Struct, frozen=True):
    """One script in a list."""

    script_id: str
    name: str
    topic: str | None
    step_count: int


class ScriptView(msgspec.Struct, frozen=True):
    """One script to follow."""

    script_id: str
    name: str
    topic: str | None
    steps: list[Step]


class AnswerView(msgspec.Struct, frozen=True):
    """One standard answer; ``{customer.first_name}`` and the like are filled in when it is used."""

    answer_id: str
    shortcut: str
    title: str
    text: str


class Scripts(Query[list[ScriptRow]], frozen=True, kw_only=True):
    """The scripts offered in a queue (or all), those on ``topic`` first."""

    queue_id: str | None = None
    topic: str | None = None


class Script(Query[ScriptView | None], frozen=True, kw_only=True):
    """One script with its steps."""

    script_id: str


class Answers(Query[list[AnswerView]], frozen=True, kw_only=True):
    """Standard answers whose shortcut, title or text holds ``text``; shortcuts that begin so first."""

    text: str = ""
