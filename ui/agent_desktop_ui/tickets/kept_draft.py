"""What is typed and not sent yet, kept while it is typed: a crash, a cut cable or another ticket takes nothing away."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

if TYPE_CHECKING:
    from agent_desktop.core.errors import KnownError
    from agent_desktop_ui.shell.screen import DeskContext

PAUSE_MS = 400
"""So long after the last key the draft is kept."""

LATEST_MS = 2_000
"""Somebody who types on and on has it kept every so often."""


class KeptDraft(QObject):
    """Keeps ``body()`` under a key of the desk; an empty body means there is nothing to keep any more.

    Only what was changed here is ever written, so that looking at a ticket in passing cannot wipe out a draft
    that has not been brought back yet.
    """

    told = Signal(str, bool)
    """The sign to show beside the field, and whether keeping failed."""

    def __init__(self, context: DeskContext, body: Callable[[], dict[str, Any]], parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._body = body
        self._key = ""
        self._is_changed = False
        self._under_way = 0
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._latest = QTimer(self, singleShot=True, interval=LATEST_MS)
        for timer in (self._pause, self._latest):
            timer.timeout.connect(self.keep)

    def open(self, key: str) -> None:
        """From here on what is typed belongs to ``key``; what was typed for the one before is kept first."""
        self.keep()
        self._key = key
        self.told.emit("", False)

    async def load(self) -> dict[str, Any]:
        """What was kept under the key; nothing where there is none."""
        key = self._key
        found = (await self._context.workstation.load_drafts(key)).get(key, {})
        return dict(found)

    def changed(self) -> None:
        """Something was typed or chosen: it is kept at the next pause."""
        if not self._key:
            return
        self._is_changed = True
        self._pause.start()
        if not self._latest.isActive():
            self._latest.start()
        self.told.emit("", False)

    def keep(self) -> None:
        """Keep what was changed, at once."""
        self._stop()
        if not self._is_changed:
            return
        self._is_changed = False
        self._under_way += 1
        key, body = self._key, self._body()
        self._context.bridge.run(
            self._write(key, body),
            lambda _none: self._wrote(key, has_words=bool(body)),
            lambda problem: self._not_kept(key, problem),
        )

    async def keep_now(self) -> None:
        """Keep what was changed before the desk goes."""
        self._stop()
        if self._is_changed:
            self._is_changed = False
            await self._write(self._key, self._body())
        elif self._under_way:
            # One thread writes, one thing after the other: when this is answered, what came before is on disk.
            await self._context.workstation.load_drafts(self._key)

    def is_kept(self) -> None:
        """Show that it is kept, unless more was typed meanwhile."""
        if not self._is_changed:
            self.told.emit(self.tr("Draft kept"), False)

    async def drop(self, key: str) -> None:
        """It was sent: nothing of it needs to be kept."""
        if key == self._key:
            self._stop()
            self._is_changed = False
            self.told.emit("", False)
        await self._context.workstation.drop_draft(key)

    async def _write(self, key: str, body: dict[str, Any]) -> None:
        if body:
            await self._context.workstation.save_draft(key, body)
        else:
            await self._context.workstation.drop_draft(key)

    def _wrote(self, key: str, *, has_words: bool) -> None:
        self._under_way -= 1
        if has_words and key == self._key and isValid(self):
            self.is_kept()

    def _not_kept(self, key: str, problem: KnownError) -> None:
        self._under_way -= 1
        if key == self._key and isValid(self):
            self._is_changed = True
            self.told.emit(self.tr("Draft not kept: {what}").format(what=problem.what), True)

    def _stop(self) -> None:
        self._pause.stop()
        self._latest.stop()
