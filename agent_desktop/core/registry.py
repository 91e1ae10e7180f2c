"""The registry: where features make themselves known to the rooms that must not import them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.people import Actor
from agent_desktop.core.query import QueryBook, Read
from agent_desktop.core.work import CentralWork, Row

ScopesOf = Callable[[Read, Row], Iterable[str]]
"""Which replicas hold a record; asked at central only, so it may put questions over the whole store."""

KeysOf = Callable[[Row], Iterable[str]]
"""The search keys of a record."""

Follows = Callable[[Read, Row], Iterable[tuple[str, str]]]
"""Records whose scopes hang on this one: an open ticket enrols its customer."""

FollowsNew = Callable[[Row], list[tuple[str, str]]]
"""The same of a record that has just been made, told by its row alone."""

Remains = Callable[[Row], Row]
"""What is set in a record when its customer is erased and the record itself has to stay."""


Derive = Callable[[Read, Mapping[tuple[str, str], Row | None]], Iterable[tuple[str, str]]]
"""Brings records made of other records up to date at central, in the transaction that wrote those.

It is given what was written, by (entity, id), with the row as it was before or None where it was not there,
and answers which records of its own it wrote.
"""

Aftermath = Callable[[CentralWork, Actor, Command, Mapping[tuple[str, str], Row | None]], None]
"""What central does of itself after a command, in its transaction: rules of the site, clocks.

It is given what the command wrote, by (entity, id), with the row as it was before or None where it is new. What it
writes itself is chronicled as central's doing, not the person's.
"""


@dataclass(frozen=True, slots=True)
class EntitySpec:
    """One kind of record: its table, which replicas hold it, and whose customer it belongs to.

    ``table`` is a SQLAlchemy table, held here without being known. ``customer_column`` names the column
    that says which customer a record belongs to (``"id"`` for the customer itself); records with one are
    part of that customer's bundle, unless ``is_in_bundle`` says no. ``follows_new`` answers what hangs on a record
    that has just been made, where that is less: nothing can have named it before. ``keys_of`` answers the folded words
    that find it. ``also_customers`` are columns that name a further customer, as both ends of a relation do: a
    merge of two customers moves those as well. ``is_derived`` says that it is made of other records, which
    a merge moves. ``scope_columns`` are those that its scopes and its followers hang on, where that is not
    all of them: a change of others moves nobody. When the customer is erased the record is deleted, unless
    ``remains`` says which of its fields become what, so that times and counts stay and nothing of the person.
    Of one that ``is_chronicled`` central keeps who changed which field, from what to what.
    """

    name: str
    table: Any
    scopes_of: ScopesOf
    follows: Follows | None = None
    follows_new: FollowsNew | None = None
    scope_columns: frozenset[str] | None = None
    keys_of: KeysOf | None = None
    customer_column: str | None = None
    is_in_bundle: bool = True
    remains: Remains | None = None
    also_customers: tuple[str, ...] = ()
    is_derived: bool = False
    is_chronicled: bool = False

    @property
    def customer_columns(self) -> tuple[str, ...]:
        """Every column that names a customer."""
        own = () if self.customer_column in {None, "id"} else (self.customer_column,)
        return tuple(name for name in (*own, *self.also_customers) if name is not None)


@dataclass(frozen=True, slots=True)
class Touch:
    """One source of timeline events, of the ``kinds`` named.

    ``select(read, customer_id, before, limit, kinds)`` answers read models of the timeline, newest first, those
    at or after ``before`` left out where it is given, and those of other kinds where any are named.
    """

    kinds: frozenset[str]
    select: Callable[[Read, str, datetime | None, int, frozenset[str]], list[Any]]


@dataclass(frozen=True, slots=True)
class Said:
    """What one source of evidence says of one customer.

    ``reason`` is a code. ``at`` is the moment it rests on, where it fades with time; ``line`` is one line
    to show beside the name, worth showing even where the reason has faded; ``count`` says how many.
    """

    reason: str
    at: datetime | None = None
    line: str | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason to believe who is calling.

    ``weigh(read, customer_ids, e164)`` answers, for those customers it speaks for, the reason as a code, or
    a ``Said`` where there is more to tell; in one statement, for a caller is waiting. ``weight``
    orders the reasons, highest first. What rests on a moment counts for as long as it ``lasts``.
    """

    name: str
    weight: int
    weigh: Callable[[Read, list[str], str], Mapping[str, str | Said]]
    lasts: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Finder:
    """One way to find customers by something said aloud that another subject keeps, such as a ticket number.

    ``find(read, text, limit)`` answers customer ids by an exact look-up in an index; ``reason`` is a code.
    """

    reason: str
    find: Callable[[Read, str, int], list[str]]


@dataclass(frozen=True, slots=True)
class Identifier:
    """A word that means one person: ``kind`` is ``number`` (E.164) or ``text`` (a name, an address line, …)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Successor:
    """The record that one was merged into, and the version it had before: what came later is held against that."""

    into_id: str
    since_version: int


@dataclass(frozen=True, slots=True)
class CustomerReference:
    """A column beside the records that names a customer, and what a merge does to it.

    ``move(work, merged_id, survivor_id)`` brings it along, and ``undo`` with the same ids takes that back;
    without them the column stays as it is, and ``why`` says why that is right.
    """

    table: str
    column: str
    why: str
    move: Callable[[CentralWork, str, str], object] | None = None
    undo: Callable[[CentralWork, str, str], object] | None = None


@dataclass(slots=True)
class Registry:
    """Everything the features registered; built once by ``features.house()``, never changed after."""

    commands: CommandBus = field(default_factory=CommandBus)
    queries: QueryBook = field(default_factory=QueryBook)
    entities: dict[str, EntitySpec] = field(default_factory=dict)
    touches: list[Touch] = field(default_factory=list)
    annotations: list[Callable[[Read, list[Any]], list[Any]]] = field(default_factory=list)
    """Each answers a page of timeline events with what its subject knows of those of others, such as their ticket."""
    evidence: list[Evidence] = field(default_factory=list)
    finders: list[Finder] = field(default_factory=list)
    contacted: list[Callable[[Read, list[str]], Mapping[str, datetime]]] = field(default_factory=list)
    """Each answers when we last had to do with some customers, for those it knows it of."""
    facts: dict[str, Callable[[Read, str, datetime], Any]] = field(default_factory=dict)
    """Header facts that subjects above customers know: ``fn(read, customer_id, as_of)`` by field name."""
    derivations: list[Derive] = field(default_factory=list)
    """Each keeps records that are made of others, such as the caller index, in step with them."""
    aftermaths: list[Aftermath] = field(default_factory=list)
    """Each follows what a command did with something of central's own."""
    enrolments: list[Callable[[Read, str], Iterable[str]]] = field(default_factory=list)
    """Each answers the working-set scopes that a customer id belongs to, asked at central."""
    identifiers: list[Callable[[Read, str], Iterable[Identifier]]] = field(default_factory=list)
    """Each answers words by which a customer id, and no other, is known; asked before they are erased."""
    erasers: list[Callable[[CentralWork, str], Mapping[str, int]]] = field(default_factory=list)
    """Each scrubs what no ``customer_column`` leads to, before the records go; answers counts by what it was."""
    restorers: list[Callable[[CentralWork], None]] = field(default_factory=list)
    """Each repairs what a restored backup has forgotten, such as what was lent since and must not be again."""

    references: list[CustomerReference] = field(default_factory=list)
    """Columns of tables that are no records and name a customer: every one must be here, as a test asks."""
    withdrawals: list[Callable[[CentralWork, str, str, str], None]] = field(default_factory=list)
    """Each ends what a customer has just taken their consent back for: ``fn(work, customer_id, purpose, channel)``."""
    successors: list[Callable[[Read, list[str]], Mapping[str, Successor]]] = field(default_factory=list)
    """Each answers what became of ids that were merged away, for commands that still name them."""

    def entity(self, spec: EntitySpec) -> None:
        """Make a kind of record known; the order of registration is the order bundles are sent in."""
        if spec.name in self.entities:
            raise ValueError(f"{spec.name} is registered twice")
        self.entities[spec.name] = spec
