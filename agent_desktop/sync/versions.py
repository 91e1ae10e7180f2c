"""How desktops and centrals of different releases live together: who may talk, and what waits until it is understood.

The rules, which hold from the first release on:

* A desktop one minor version behind or ahead of central works. Further apart, or with no protocol in common,
  signing in answers 426 with what to do, and the outbox stays.
* What travels only grows: a new field of a message or a command has a default that means "nothing said" (None,
  false, empty or UNSET); a field is never renamed, narrowed or made necessary.
* An entity or a column that a desk does not know is left out of its replica. Commands name the fields they set, so
  it cannot erase what it does not see. Once it knows more than before, it takes its snapshots anew.
* A command, or a field with something in it, that central does not know is neither run nor refused for good: it is
  *kept back* in its outbox, and offered again until central knows it.
"""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import Any

from agent_desktop import __version__
from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.errors import Refused
from agent_desktop.core.registry import Registry
from agent_desktop.sync.messages import PROTOCOL_VERSION, Envelope, Problem, SignIn, Verdict
from agent_desktop.sync.ways import OidcSignIn

OLDEST_PROTOCOL = 1
"""The oldest protocol this release speaks beside ``PROTOCOL_VERSION``."""

SCHEMA_VERSION = OLDEST_SCHEMA = 1
"""What a column means; raised when a meaning changes, never for a column that is added."""

RELEASES_APART = 1
"""How many minor versions desktop and central may differ."""

OFFERED_AGAIN = timedelta(days=7)
"""How long an acknowledged command rests in its outbox, and how long after a restored backup it may come again."""

KEPT_BACK = frozenset({"unknown_command", "unknown_field", "not_here_yet"})
"""Reasons of a verdict that is none yet: the command waits in its outbox and is offered again."""

NOT_HERE_YET = Problem(
    "not_here_yet",
    "What this is about has not arrived at central yet.",
    kept="It waits in your outbox.",
    todo="Nothing; it is offered again by itself.",
)

_VERSION = re.compile(r"(\d+)\.(\d+)")


def is_kept_back(verdict: Verdict) -> bool:
    """Whether a verdict says "not yet": the command is to be kept, with what it shows, and offered again."""
    return verdict.status == "refused" and verdict.problem is not None and verdict.problem.reason in KEPT_BACK


def decoded(commands: CommandBus, envelope: Envelope) -> Command:
    """The command in an envelope.

    Raises ``Refused``: ``unknown_command``, ``unknown_field`` where a newer desk says something this release
    has no place for, or ``malformed``.
    """
    command = commands.decode(envelope.kind, envelope.data)
    if unknown := sorted(_unheard(envelope.data, commands.encode(command))):
        raise Refused(
            "unknown_field",
            f"This central does not know {', '.join(unknown)} of {envelope.kind}.",
            kept="It stays in the outbox of the desk.",
            todo="Bring desk and central to the same version.",
        )
    return command


def _unheard(sent: Any, understood: Any, path: str = "") -> set[str]:
    """Fields that were sent with something in them and are not there once the command is read."""
    found: set[str] = set()
    if isinstance(sent, dict) and isinstance(understood, dict):
        for name, value in sent.items():
            if name in understood:
                if isinstance(value, dict | list):
                    found |= _unheard(value, understood[name], f"{path}{name}.")
            elif value not in (None, False, "", 0, [], {}):
                found.add(f"{path}{name}")
    elif isinstance(sent, list) and isinstance(understood, list):
        for one, other in zip(sent, understood, strict=False):
            found |= _unheard(one, other, path)
    return found


def check_desktop(wish: SignIn | OidcSignIn) -> None:
    """Raise ``Refused`` (``too_old``, ``too_new``: 426) for a desktop that central cannot work with."""
    oldest = wish.protocol if wish.oldest_protocol is None else min(wish.oldest_protocol, wish.protocol)
    if wish.protocol < OLDEST_PROTOCOL:
        raise _too_old(f"It speaks protocol {wish.protocol}; central needs {OLDEST_PROTOCOL} or later.")
    if oldest > PROTOCOL_VERSION:
        raise _too_new(f"It needs protocol {oldest} or later; central speaks {PROTOCOL_VERSION}.")
    check_release(wish.app_version)


def check_release(app_version: str) -> None:
    """Raise ``Refused`` for a desktop of a release too far from this one; one that is no version passes."""
    desk, central = _release(app_version), _release(__version__)
    if desk is None or central is None:
        return
    apart = f"This desktop is version {app_version}; central is {__version__}."
    if desk < (central[0], central[1] - RELEASES_APART):
        raise _too_old(apart)
    if desk > (central[0], central[1] + RELEASES_APART):
        raise _too_new(apart)


def _release(version: str) -> tuple[int, int] | None:
    found = _VERSION.match(version)
    return (int(found[1]), int(found[2])) if found else None


def _too_old(why: str) -> Refused:
    return Refused(
        "too_old",
        f"This desktop is too old for central. {why}",
        kept="Your outbox is kept.",
        todo="Install the newer desktop, then sign in again.",
    )


def _too_new(why: str) -> Refused:
    return Refused(
        "too_new",
        f"This desktop is too new for central. {why}",
        kept="Your outbox is kept.",
        todo="Ask your administrator to bring central up to date.",
    )


def shape_of(registry: Registry) -> str:
    """A digest of every entity and column this release knows; another one means: take snapshots anew."""
    told = [
        f"{name}:{','.join(sorted(column.name for column in spec.table.columns))}"
        for name, spec in sorted(registry.entities.items())
    ]
    return hashlib.sha256("\n".join([str(SCHEMA_VERSION), *told]).encode()).hexdigest()[:16]
