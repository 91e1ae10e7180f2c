"""Every hook a plug-in can implement, in one place. Each is described in docs/plugins.md and tested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pluggy

from agent_desktop.telephony.port import ConnectorFactory

PROJECT = "agent_desktop"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@dataclass(frozen=True, slots=True)
class DialRequest:
    """A call about to be placed: by whom (login), to which number (E.164 or internal), and what for.

    ``purpose`` is a stable word such as ``manual``, ``campaign`` or ``callback``.
    """

    agent: str
    number: str
    purpose: str = "manual"
    customer_id: str | None = None


@dataclass(frozen=True, slots=True)
class DialRefusal:
    """Why a call may not be placed: a stable ``reason`` and a sentence for the person."""

    reason: str
    what: str


@hookspec
def connectors(settings: Mapping[str, object]) -> Sequence[ConnectorFactory]:  # type: ignore[empty-body]
    """Offer the exchanges this plug-in can speak to; ``settings`` are the plug-in's own.

    Asked once when central starts. Making a connector must not connect: that is ``start``.
    """


@hookspec
def before_dial(request: DialRequest) -> DialRefusal | None:
    """May we call? Answer a refusal, or ``None`` where nothing speaks against it.

    Asked before every call we place. One refusal is enough; a hook that fails refuses, since a check that
    could not be made has not been passed.
    """
