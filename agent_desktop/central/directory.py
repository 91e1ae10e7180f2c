"""The directory: people by login and queues by name, as telephony speaks of them."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa

from agent_desktop.features.workforce.tables import agent, queue
from agent_desktop.telephony.port import QueueEntry


@dataclass(frozen=True, slots=True)
class Member:
    """One active person of ours; ``queues`` by name."""

    agent_id: str
    login: str
    name: str
    extension: str | None
    queues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Directory:
    """Who works here and which queues there are, at one moment; replaced whole when a record changes."""

    people: dict[str, Member] = field(default_factory=dict)
    queue_ids: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, connection: sa.Connection) -> Directory:
        """Everybody active, and every active queue in the site's order."""
        rows = connection.execute(
            sa.select(queue.c.id, queue.c.name)
            .where(queue.c.is_active)
            .order_by(queue.c.position, queue.c.name)
        ).all()
        names = {str(row.id): row.name for row in rows}
        people = connection.execute(sa.select(agent).where(agent.c.is_active).order_by(agent.c.login))
        return cls(
            {
                row.login: Member(
                    str(row.id),
                    row.login,
                    row.name,
                    row.extension,
                    tuple(names[queue_id] for queue_id in row.queues if queue_id in names),
                )
                for row in people
            },
            {row.name: str(row.id) for row in rows},
        )

    def queues(self) -> list[QueueEntry]:
        """The queues by name."""
        return [QueueEntry(name) for name in self.queue_ids]

    def queue_id(self, name: str | None) -> str | None:
        """The id of a queue by name, as the exchange spells it or not quite."""
        if name is None:
            return None
        found = self.queue_ids.get(name)
        if found is None:
            wanted = name.casefold()
            found = next((key for own, key in self.queue_ids.items() if own.casefold() == wanted), None)
        return found
