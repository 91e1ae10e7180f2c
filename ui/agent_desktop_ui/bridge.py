"""Changes and live floor to Qt signals: the only crossing between the headless desk and the window."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal

from agent_desktop.core import tasks
from agent_desktop.core.errors import KnownError
from agent_desktop.workstation.contacts import ContactDesk
from agent_desktop.workstation.workstation import Workstation

log = logging.getLogger(__name__)


class Bridge(QObject):
    """News of the workstation as signals, and the one way a view starts asynchronous work.

    Everything arrives on the Qt thread, since the loop runs there. A view connects to what it shows,
    decides with ``Changes.touches…`` whether to ask again, and never waits.
    """

    changed = Signal(object)  # core.changes.Changes
    link_changed = Signal(object)  # workstation.synchroniser.Link
    verdict_came = Signal(object, object)  # sync.messages.Envelope, Verdict
    call_changed = Signal(object)  # workstation.live.Call
    contacts_changed = Signal(object)  # workstation.contacts.DeskContacts
    wrap_up_ended = Signal(object)  # workstation.wrap_up_end.EndedWrapUp
    floor_changed = Signal(object)  # workstation.live.LiveMirror
    kpi_changed = Signal(object)  # features.kpi.read_models.KpiView
    snapshot_moved = Signal(object)  # workstation.snapshots.SnapshotProgress
    private_gone = Signal(object)  # the customers whose private details have just left this desk
    kept_changed = Signal(object)  # the ids of all customers kept offline
    outbox_changed = Signal(object)  # sync.outbox.OutboxCounts: ask again how a record stands
    company_changed = Signal(str)  # a ticket: others came to it, write on it, or left it
    problem = Signal(object)  # KnownError: shown where the person looks, never in a modal box

    def __init__(self, workstation: Workstation, contacts: ContactDesk) -> None:
        super().__init__()
        self.workstation = workstation
        self.contacts = contacts
        self._tasks: set[asyncio.Task[Any]] = set()
        self._is_closed = False
        self._removals: list[Callable[[], None]] = [
            workstation.changes.add(self.changed.emit),
            workstation.links.add(self.link_changed.emit),
            workstation.verdicts.add(lambda pair: self.verdict_came.emit(*pair)),
            workstation.calls.add(self.call_changed.emit),
            workstation.floor.add(self.floor_changed.emit),
            workstation.kpi.add(self.kpi_changed.emit),
            workstation.problems.add(self.problem.emit),
            workstation.snapshots.add(self.snapshot_moved.emit),
            workstation.private.gone.add(self.private_gone.emit),
            workstation.copies.kept_changed.add(self.kept_changed.emit),
            workstation.company.news.add(self.company_changed.emit),
            workstation.outbox_desk.news.add(self.outbox_changed.emit),
            contacts.news.add(self.contacts_changed.emit),
            contacts.wrap_up_end.news.add(self.wrap_up_ended.emit),
        ]

    def run(
        self,
        work: Coroutine[Any, Any, Any],
        then: Callable[[Any], None] | None = None,
        failed: Callable[[KnownError], None] | None = None,
    ) -> asyncio.Task[Any] | None:
        """Start a coroutine for a view; ``then`` gets its answer on the Qt thread.

        A known error goes to ``failed``, or else to the ``problem`` signal; a bug goes to the log. The
        bridge owns the task and ends it at shutdown; what comes after that is not begun, and None is answered.
        """
        if self._is_closed:
            # A timer of a view that is going away must not begin what nobody would end.
            work.close()
            return None
        task = asyncio.ensure_future(work)
        self._tasks.add(task)

        def ended(done: asyncio.Task[Any]) -> None:
            self._tasks.discard(done)
            if done.cancelled():
                return
            error = done.exception()
            if error is None:
                if then is not None:
                    then(done.result())
            elif isinstance(error, KnownError):
                (failed or self.problem.emit)(error)
            else:
                log.error("work for the window failed", exc_info=error)

        task.add_done_callback(ended)
        return task

    async def close(self) -> None:
        """Stop listening, cancel what is under way and wait for it."""
        self._is_closed = True
        for remove in self._removals:
            remove()
        await tasks.end(tuple(self._tasks))
