"""How long a desk may be without contact before it gives up its replica, and how long before it says so."""

from __future__ import annotations

import logging
import math
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from agent_desktop.workstation.forgetting import forget_replica
from agent_desktop.workstation.vault import Vault

log = logging.getLogger(__name__)

SUFFIX = ".contact"


class Contact(msgspec.Struct, frozen=True):
    """Noted beside a replica, readable without its key: when central last answered, and the site's limits then."""

    last: datetime
    limit_days: int
    notice_days: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a desk is from its limit: ``days_left`` is rounded up, None while there is nothing to say."""

    is_over: bool = False
    days_left: int | None = None
    days_away: int = 0


def standing(contact: Contact, now: datetime) -> Standing:
    """Where a desk stands; a limit of 0 days is none."""
    away = now - contact.last
    if contact.limit_days <= 0 or away < timedelta():
        return Standing()
    left = timedelta(days=contact.limit_days) - away
    if left <= timedelta():
        return Standing(is_over=True, days_left=0, days_away=away.days)
    if left <= timedelta(days=contact.notice_days):
        return Standing(days_left=math.ceil(left / timedelta(days=1)), days_away=away.days)
    return Standing(days_away=away.days)


def note(replica: Path, contact: Contact) -> None:
    """Keep it beside the replica; a disk that takes nothing is no reason to stop."""
    place = _beside(replica)
    fresh = place.with_name(f"{place.name}.new")
    try:
        fresh.write_bytes(msgspec.json.encode(contact))
        os.replace(fresh, place)  # noqa: PTH105 - one step, so that a crash leaves the old one
    except OSError as problem:
        log.warning("the time of contact could not be noted: %s", problem.strerror)


def noted(replica: Path) -> Contact | None:
    """What was noted; None where nothing was, or nothing that can be read."""
    try:
        return msgspec.json.decode(_beside(replica).read_bytes(), type=Contact)
    except (OSError, msgspec.MsgspecError):
        return None


def give_up_overdue(folder: Path, now: datetime, vault: Vault, *, but: Path | None = None) -> list[Path]:
    """Remove the replicas on this desk whose people have not been heard of for too long; answers which.

    ``but`` is one that is spared, because its person is just signing in.
    """
    gone = []
    for place in sorted(folder.glob(f"*{SUFFIX}")):
        replica = place.with_suffix(".replica")
        contact = noted(replica)
        if replica == but or contact is None or not standing(contact, now).is_over:
            continue
        try:
            forget_replica(replica, vault)
        except OSError:
            continue  # It is open, or the disk is in trouble; the next sign-in tries again.
        gone.append(replica)
    return gone


def _beside(replica: Path) -> Path:
    return replica.with_suffix(SUFFIX)
