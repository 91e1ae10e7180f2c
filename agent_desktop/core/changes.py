"""What a write changed, so that each screen decides for itself whether to ask again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Changes:
    """The records a command or a pull touched, by entity, and the customers they belong to."""

    records: frozenset[tuple[str, str]] = frozenset()
    customers: frozenset[str] = frozenset()
    is_everything: bool = field(default=False)

    @classmethod
    def everything(cls) -> Changes:
        """Anything may have changed: after a snapshot or a change of person."""
        return cls(is_everything=True)

    def touches(self, *entities: str) -> bool:
        """Whether any record of the named entities may have changed."""
        return self.is_everything or any(entity in entities for entity, _ in self.records)

    def touches_record(self, entity: str, entity_id: str) -> bool:
        """Whether this very record may have changed."""
        return self.is_everything or (entity, entity_id) in self.records

    def touches_customer(self, customer_id: str) -> bool:
        """Whether anything that belongs to this customer may have changed."""
        return (
            self.is_everything or customer_id in self.customers or ("customer", customer_id) in self.records
        )

    def __or__(self, other: Changes) -> Changes:
        return Changes(
            self.records | other.records,
            self.customers | other.customers,
            self.is_everything or other.is_everything,
        )

    def __bool__(self) -> bool:
        return self.is_everything or bool(self.records)


def union(parts: Iterable[Changes]) -> Changes:
    """All changes in one."""
    whole = Changes()
    for part in parts:
        whole |= part
    return whole
