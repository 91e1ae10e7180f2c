"""What a desk does that is let in no more: hand over what it has not sent, give up its replica, say why."""

from __future__ import annotations

import asyncio
import logging
import random
from dataclasses import dataclass
from pathlib import Path

from agent_desktop.core.errors import KnownError
from agent_desktop.sync import kept_back
from agent_desktop.sync.access import HandOver
from agent_desktop.sync.messages import MAX_PUSH
from agent_desktop.workstation.forgetting import forget_replica
from agent_desktop.workstation.store_threads import StoreThreads
from agent_desktop.workstation.transport import Transport, Unreachable
from agent_desktop.workstation.unsent_words import unsent_words
from agent_desktop.workstation.vault import Vault

log = logging.getLogger(__name__)

TRIES = 5
_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Ending:
    """Why there is no desk any more, in sentences for whoever sat there; ``reason`` is a word for programs."""

    reason: str  # revoked | disabled | no_contact | signed_out
    what: str


@dataclass(frozen=True, slots=True)
class Handed:
    """How much was handed over: commands that had not been sent, and texts that were in none of them."""

    commands: int
    texts: int


async def hand_over(transport: Transport, store: StoreThreads, token: str) -> Handed:
    """Give central everything that waits in the outbox, in its order, then what was typed and never sent.

    Answers how many of both. The same again is taken once. Raises ``Unreachable`` where central does not answer
    for a while.
    """
    given: set[str] = set()
    # What central could not judge yet waits in another state, and would be wiped with the rest.
    await store.write(lambda: kept_back.offer(store.replica))
    while True:
        waiting = await store.write(lambda: store.replica.outgoing(_ALL))
        fresh = [one for one in waiting if str(one.data.get("command_id")) not in given]
        parts = [fresh[n : n + MAX_PUSH] for n in range(0, len(fresh), MAX_PUSH)]
        for part in parts:
            await _patiently(transport, HandOver(token, part))
            given.update(str(one.data.get("command_id")) for one in part)
        if not parts:
            break
    words = await store.write(lambda: unsent_words(store.replica))
    for n in range(0, len(words), MAX_PUSH):
        await _patiently(transport, HandOver(token, words[n : n + MAX_PUSH]))
    await _patiently(transport, HandOver(token, is_last=True))
    return Handed(len(given), len(words))


async def tell_wiped(transport: Transport, token: str) -> None:
    """Tell central that the replica is gone; nothing hangs on it."""
    try:
        await transport.hand_over(HandOver(token, is_last=True, is_wiped=True))
    except KnownError as problem:
        log.info("that the replica is gone could not be told: %s", problem.what)


async def wipe(path: Path, vault: Vault) -> None:
    """Remove a closed replica, off the loop's thread."""
    await asyncio.to_thread(forget_replica, path, vault)


async def _patiently(transport: Transport, offer: HandOver) -> None:
    for attempt in range(TRIES):
        try:
            await transport.hand_over(offer)
        except Unreachable as problem:
            if attempt + 1 == TRIES:
                raise
            pause_s = problem.retry_after_s or 0.3 * 2**attempt
            await asyncio.sleep(pause_s * random.uniform(1.0, 1.5))  # noqa: S311 - spreads desks
        else:
            return
