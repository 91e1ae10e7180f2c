"""Commands: the one way a record changes. One handler, run on the workstation and again at central."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from agent_desktop.core.errors import KnownError, Refused
from agent_desktop.core.ids import is_id, new_id
from agent_desktop.core.people import Actor, Role
from agent_desktop.core.work import CentralWork, Work


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """A wish to change records, named by an imperative and complete in itself.

    Every id the handler will need, those of new children included, and the moment it was made (UTC) are
    in the command, so that running it again elsewhere gives the same rows.
    """

    made_at: datetime
    command_id: str = msgspec.field(default_factory=new_id)


C = TypeVar("C", bound=Command)
Handler = Callable[[Work, Actor, C], None]
CentralStep = Callable[[CentralWork, Actor, C], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """All that is known of one kind of command: its type, who may send it, and what runs where."""

    kind: str
    type: type[Command]
    roles: frozenset[Role]
    handler: Handler[Any]
    central_step: CentralStep[Any] | None
    is_online_only: bool
    unlogged: frozenset[str] = frozenset()


class CommandBus:
    """The commands of the house by kind and by type."""

    def __init__(self) -> None:
        self._by_kind: dict[str, CommandSpec] = {}
        self._by_type: dict[type[Command], CommandSpec] = {}

    def register(
        self,
        kind: str,
        command: type[C],
        handler: Handler[C],
        *,
        roles: frozenset[Role],
        central_step: CentralStep[C] | None = None,
        is_online_only: bool = False,
        unlogged: frozenset[str] = frozenset(),
    ) -> None:
        """Make a command known under ``kind`` (``"tickets.AddNote"``).

        ``roles`` may send it, nobody else. ``central_step`` runs at central alone, after the handler in
        the same transaction; what it answers comes back with the verdict. ``is_online_only`` marks
        commands that mean nothing later, such as taking a lease: they are never queued. What stands in the
        fields called ``unlogged`` is not kept in central's log of commands, only that they were there.
        """
        if kind in self._by_kind or command in self._by_type:
            raise ValueError(f"{kind} is registered twice")
        spec = CommandSpec(kind, command, roles, handler, central_step, is_online_only, unlogged)
        self._by_kind[kind] = spec
        self._by_type[command] = spec

    def narrow(self, allowed: Mapping[str, frozenset[Role]]) -> None:
        """Let nobody send a kind but who is allowed here as well; a kind that is not named is for nobody."""
        for spec in list(self._by_kind.values()):
            self.replace(dataclasses.replace(spec, roles=spec.roles & allowed.get(spec.kind, frozenset())))

    def replace(self, spec: CommandSpec) -> None:
        """Put another spec in the place of the one of the same kind."""
        self._by_kind[spec.kind] = self._by_type[spec.type] = spec

    def of(self, command: Command) -> CommandSpec:
        """The spec of a command at hand."""
        return self._by_type[type(command)]

    def named(self, kind: str) -> CommandSpec:
        """The spec of a kind; an unknown one, from a newer or older desk, is refused."""
        try:
            return self._by_kind[kind]
        except KeyError:
            raise Refused(
                "unknown_command",
                f"This central does not know the command {kind}.",
                kept="It stays in the outbox of the desk.",
                todo="Bring desk and central to the same version.",
            ) from None

    def kinds(self) -> list[str]:
        """Every kind, sorted."""
        return sorted(self._by_kind)

    def decode(self, kind: str, data: Any) -> Command:
        """The command of wire or outbox data; raises ``Refused("malformed")`` with the field and the reason."""
        spec = self.named(kind)
        try:
            command = msgspec.convert(data, spec.type)
        except msgspec.ValidationError as problem:
            raise Refused("malformed", f"{kind} cannot be read: {problem}.") from None
        if not is_id(command.command_id):
            raise Refused("malformed", f"{kind} has no usable command id.")
        if command.made_at.tzinfo is None:
            raise Refused("malformed", f"{kind} was made at a time without a zone.")
        try:
            command.made_at.astimezone(UTC)
        except OverflowError:
            raise Refused("malformed", f"{kind} was made before or after all time.") from None
        return command

    def encode(self, command: Command) -> dict[str, Any]:
        """A command as plain JSON values, times as ISO 8601 in UTC."""
        data: dict[str, Any] = msgspec.to_builtins(command)
        return data

    def run(self, work: Work, actor: Actor, command: Command) -> None:
        """Check the role and run the handler once, on whichever store ``work`` stands for."""
        spec = self.of(command)
        if not actor.holds(spec.roles):
            raise Refused(
                "not_allowed",
                f"Your roles do not allow {spec.kind}.",
                kept="Nothing was changed.",
                todo="Ask a supervisor.",
            )
        spec.handler(work, actor, command)


def is_refusal(error: BaseException) -> bool:
    """Whether an error is the world's answer to a command rather than a bug of ours."""
    return isinstance(error, KnownError)
