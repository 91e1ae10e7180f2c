"""The unit of work that handlers see: records by id, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

Row = dict[str, Any]
T = TypeVar("T")


class Work(Protocol):
    """One transaction over records, the same on a workstation's replica and at central.

    Records are named by entity (``"ticket"``) and id; a row is a plain dict by column name, with UTC
    datetimes. Writes stamp ``version``, ``field_versions`` and ``updated_at`` by themselves.
    """

    is_offered_again: bool
    """Whether the command is older than this life of the store: a restored backup may have forgotten it."""

    def get(self, entity: str, entity_id: str) -> Row:
        """The record, locked for this transaction at central; raises ``NotHere`` if it is not in this store."""

    def hold(self, entity: str, entity_id: str) -> None:
        """At central: let no other transaction hold this record until this one ends, and read afresh from here on.

        For what several writers decide together though none of them has a record of it yet. A replica has
        one writer, and nothing to do.
        """

    def insert(self, entity: str, values: Mapping[str, Any]) -> None:
        """Add a record whose ``id`` is among ``values``; raises ``Refused("exists")`` if that id is taken."""

    def update(self, entity: str, entity_id: str, values: Mapping[str, Any]) -> None:
        """Set fields, whatever they held before; for states and counters that the handler has checked."""

    def merge(self, entity: str, entity_id: str, values: Mapping[str, Any]) -> None:
        """Set fields one by one against the version the person saw.

        A field that somebody else changed since keeps their value; what lost is noted for the verdict,
        so that its author is told and still has the text.
        """

    def delete(self, entity: str, entity_id: str) -> None:
        """Remove a record and leave a tombstone for the replicas."""


class CentralWork(Work, Protocol):
    """What a central step gets besides: central's own clock and questions over the whole store."""

    recorded_at: datetime

    @property
    def is_whole(self) -> bool:
        """True: central holds everything, so its unit of work answers what a ``Read`` is asked."""

    def execute(self, statement: Any, parameters: Mapping[str, Any] | None = None) -> Any:
        """Run a SQLAlchemy statement in the same transaction and answer its result."""

    def fetch(self, entity: str, entity_ids: Iterable[str]) -> None:
        """Read and lock records that ``get`` will be asked for, where many at once are quicker."""

    def look(
        self, statement: Any, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> Any:
        """Run a statement that concerns nothing this transaction may have written: then nothing has to wait for it.

        For central's own tables and the site's definitions; what commands write is asked for with ``execute``.
        """

    def defined(self, statement: Any, made_of: Callable[[list[Row]], T]) -> T:
        """What the site has defined, as ``made_of`` makes it of the rows of a statement that is built once.

        For records held in the scope ``org``: asked anew only after something of it has changed. The answer is
        others' too, and must not be changed.
        """

    def by_id(self, table: Any, record_id: str) -> Row | None:
        """One record of a SQLAlchemy table by its id, or None, not locked."""

    def lose(self, entity: str, entity_id: str, field: str, yours: Any, theirs: Any) -> None:
        """Note for the verdict that a value of the author's lost against one that was there, as ``merge`` does."""

    def restamp(self, entity: str, entity_id: str) -> None:
        """Send a record to its replicas again although it did not change, because who may hold it did."""

    def told_as(self, kind: str) -> None:
        """Chronicle what was written since the last time as central's own doing, under this kind."""

    @property
    def command_id(self) -> str:
        """The id of the command that is carried out."""

    def erase_customer(self, customer_id: str, reason: str) -> None:
        """Erase a customer from everything central holds, in this transaction, after this step."""
