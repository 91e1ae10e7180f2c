"""What commands are likely to ask for, so that the records of a batch are read together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent_desktop.core.ids import is_id
from agent_desktop.sync.messages import Envelope


class Habits:
    """Which fields of a kind of command name records it asks for, learnt from those that ran.

    Known beforehand, the records of a batch are read in one statement a kind of record. It is only a forecast:
    what was not foreseen is read when it is asked for.
    """

    def __init__(self) -> None:
        self._entity_of: dict[tuple[str, str], str] = {}

    def learn(self, envelope: Envelope, asked: Mapping[str, str]) -> None:
        """Note in which fields the ids stood that a command asked for."""
        for name, value in envelope.data.items():
            if isinstance(value, str) and value in asked and name != "command_id":
                self._entity_of[envelope.kind, name] = asked[value]

    def expected(self, commands: Sequence[Envelope]) -> dict[str, set[str]]:
        """The ids, by entity, that these commands are likely to ask for."""
        wanted: dict[str, set[str]] = {}
        for envelope in commands:
            for name, value in envelope.data.items():
                entity = self._entity_of.get((envelope.kind, name))
                if entity is not None and isinstance(value, str) and is_id(value):
                    wanted.setdefault(entity, set()).add(value)
        return wanted


habits = Habits()
