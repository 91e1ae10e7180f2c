"""The rules of the floor, from the program's settings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, cast

import msgspec

from agent_desktop.runtime.settings import Settings
from agent_desktop.telephony.floor_rules import Capacity, FloorRules, PauseReason
from agent_desktop.telephony.wrap_up import WrapUpMode, WrapUpRule


def floor_rules(settings: Settings) -> FloorRules:
    """What a site decides about its people's states."""
    usual = WrapUpRule(
        mode=cast(WrapUpMode, settings.wrap_up_mode),
        limit_s=settings.wrap_up_limit_s or None,
        early_exit=settings.wrap_up_early_exit,
        extensions=settings.wrap_up_extensions,
        disposition=settings.wrap_up_disposition,
    )
    return FloorRules(
        wrap_up=usual,
        wrap_up_of={
            queue: _differing(usual, dict(own)) for queue, own in (settings.wrap_up_queues or {}).items()
        },
        not_answered_limit=settings.not_answered_limit,
        pauses=_pauses(settings),
        capacity=Capacity(chat=settings.capacity_chats, email=settings.capacity_emails),
    )


def labelled(labels: Iterable[str]) -> tuple[PauseReason, ...]:
    """Paid pauses without a limit, each known by its label in small letters."""
    return tuple(PauseReason(id=_id_of(label), label=label) for label in labels)


def _pauses(settings: Settings) -> tuple[PauseReason, ...]:
    if not settings.pauses:
        return labelled(settings.break_reasons)
    return tuple(
        PauseReason(
            id=name,
            label=str(own.get("label") or name),
            is_paid=bool(own.get("paid", True)),
            limit_min=float(str(own["limit_minutes"])) if own.get("limit_minutes") else None,
        )
        for name, own in settings.pauses.items()
    )


def _differing(usual: WrapUpRule, own: dict[str, Any]) -> WrapUpRule:
    if "limit_s" in own:
        own["limit_s"] = own["limit_s"] or None
    return msgspec.structs.replace(usual, **own)


def _id_of(label: str) -> str:
    return re.sub(r"\W+", "_", label.casefold()).strip("_") or label
