"""Queries: every read, as a value, answered with frozen read models on either store."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from agent_desktop.core.errors import Refused
from agent_desktop.core.people import Actor, Role

A_co = TypeVar("A_co", covariant=True)


class Query(msgspec.Struct, Generic[A_co], frozen=True, kw_only=True):
    """A question with its arguments; the type parameter is what answers it."""


class Read(Protocol):
    """A read transaction on one store."""

    def execute(self, statement: Any, parameters: Mapping[str, Any] | None = None) -> Any:
        """Run a SQLAlchemy select and answer its result.

        ``parameters`` fill the bound names of a statement built once, which is what makes reads fast.
        """

    def by_id(self, table: Any, record_id: str) -> dict[str, Any] | None:
        """One record of a SQLAlchemy table by its id, or None; cheap where it was read a moment ago."""

    @property
    def is_whole(self) -> bool:
        """Whether this store holds everything (central) or a working set (a replica)."""


Q = TypeVar("Q", bound=Query[Any])
Answer = Callable[[Read, Actor, Q], Any]


@dataclass(frozen=True, slots=True)
class QuerySpec:
    """One kind of query: its type, what answers it, and who may ask."""

    kind: str
    type: type[Query[Any]]
    answer_type: Any
    roles: frozenset[Role]
    answer: Answer[Any]
    central_only: bool


class QueryBook:
    """The queries of the house by kind and by type."""

    def __init__(self) -> None:
        self._by_kind: dict[str, QuerySpec] = {}
        self._by_type: dict[type[Query[Any]], QuerySpec] = {}

    def register(
        self,
        kind: str,
        query: type[Q],
        answer: Answer[Q],
        *,
        answers: Any,
        roles: frozenset[Role],
        central_only: bool = False,
    ) -> None:
        """Make a query known under ``kind``; ``answers`` is the msgspec type of its answer."""
        if kind in self._by_kind or query in self._by_type:
            raise ValueError(f"{kind} is registered twice")
        spec = QuerySpec(kind, query, answers, roles, answer, central_only)
        self._by_kind[kind] = spec
        self._by_type[query] = spec

    def narrow(self, allowed: Mapping[str, frozenset[Role]]) -> None:
        """Let nobody ask a kind but who is allowed here as well; a kind that is not named is for nobody."""
        for spec in list(self._by_kind.values()):
            kept = dataclasses.replace(spec, roles=spec.roles & allowed.get(spec.kind, frozenset()))
            self._by_kind[spec.kind] = self._by_type[spec.type] = kept

    def of(self, query: Query[Any]) -> QuerySpec:
        """The spec of a query at hand."""
        return self._by_type[type(query)]

    def named(self, kind: str) -> QuerySpec:
        """The spec of a kind; raises ``KeyError`` where there is none."""
        return self._by_kind[kind]

    def decode(self, kind: str, args: Any) -> Query[Any]:
        """The query of wire data; raises ``Refused`` for an unknown kind or unusable arguments."""
        spec = self._by_kind.get(kind)
        if spec is None:
            raise Refused("unknown_query", f"This central does not know the query {kind}.")
        try:
            query: Query[Any] = msgspec.convert(args, spec.type)
        except msgspec.ValidationError as problem:
            raise Refused("malformed", f"{kind} cannot be read: {problem}.") from None
        return query

    def kinds(self) -> list[str]:
        """Every kind, sorted."""
        return sorted(self._by_kind)

    def run(self, read: Read, actor: Actor, query: Query[Any]) -> Any:
        """Check the role and answer the query."""
        spec = self.of(query)
        if not actor.holds(spec.roles):
            raise Refused("not_allowed", f"Your roles do not allow {spec.kind}.", todo="Ask a supervisor.")
        return spec.answer(read, actor, query)
