"""What is not sent yet when somebody wants to leave: said before they go, with what becomes of it."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from agent_desktop.core.errors import KnownError
from agent_desktop_ui.own_work.words import work_words

if TYPE_CHECKING:
    from agent_desktop.workstation.workstation import Workstation

SEND_WITHIN_S = 2.0
MOST_NAMED = 3


async def unsent_words(workstation: Workstation) -> str:
    """What is unsent and that it stays on this desk; empty when there is nothing.

    With central in reach it is sent first, since what waits only for its turn needs no question.
    """
    if workstation.link.state == "online" and workstation.outbox_desk.counts.waiting:
        with contextlib.suppress(KnownError, TimeoutError):
            async with asyncio.timeout(SEND_WITHIN_S):
                await workstation.synchronise()
    waiting = [work for work in await workstation.outbox_desk.entries() if work.state == "waiting"]
    if not waiting:
        return ""
    named = [work_words(work.kind, work.data, work.names) for work in waiting[:MOST_NAMED]]
    listed = "\n".join(f"· {words}" for words in named)
    more = len(waiting) - len(named)
    if more:
        listed += "\n" + QCoreApplication.translate("OwnWork", "· and %n more", "", more)
    head = QCoreApplication.translate("OwnWork", "%n not sent to central yet:", "", len(waiting))
    tail = QCoreApplication.translate(
        "OwnWork", "It stays on this desk, and is sent when you sign in here again."
    )
    return f"{head}\n{listed}\n{tail}"
