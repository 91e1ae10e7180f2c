"""The files of a ticket: listed, added, and opened outside the program only."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from agent_desktop.core.errors import KnownError
from agent_desktop.features.tickets.detail_commands import MOST_FILE_BYTES
from agent_desktop.features.tickets.file_names import is_program
from agent_desktop_ui import formats
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.tickets.attaching import attach, choose_files, dropped_files, size_words, welcome_files
from agent_desktop_ui.tickets.opened_files import OpenedFiles
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.label import ElidedLabel
from agent_desktop_ui.widgets.queue_list import QueueList
from agent_desktop_ui.widgets.queue_model import QueueGroup, QueueRow

if TYPE_CHECKING:
    from agent_desktop.features.tickets.detail_views import AttachmentView
    from agent_desktop_ui.tickets.deeds import TicketDeeds
    from agent_desktop_ui.tickets.ticket_facts import TicketFacts


class FilesPage(QWidget):
    """Enter opens a file in the program the computer has for it; nothing is ever shown in here."""

    counted = Signal(int)

    def __init__(self, deeds: TicketDeeds) -> None:
        super().__init__()
        self._deeds = deeds
        self._files: dict[str, AttachmentView] = {}
        self._opened = OpenedFiles()
        self.setAcceptDrops(True)
        self.list = QueueList(self.tr("Files of the ticket"))
        self.list.queue_model().set_titles({QueueGroup.NOW: self.tr("Files")})
        self._empty = EmptyState(self.tr("No files"), self.tr("Add one with the button, or drop it here."))
        self._limits = ElidedLabel(
            self.tr("At most {size} each, no programs").format(size=size_words(MOST_FILE_BYTES)),
            Role.META,
            Token.TEXT3,
        )
        self._open_button = Button(self.tr("Open outside"), icon="eye", key=self.tr("Enter"), is_low=True)
        self._save = Button(self.tr("Save as"), icon="download", is_low=True)
        self._add = Button(self.tr("Add a file"), icon="upload", is_low=True)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._open_button)
        foot.addWidget(self._save)
        foot.addWidget(self._limits, 1)
        foot.addWidget(self._add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._empty, 1)
        column.addWidget(self.list, 1)
        column.addLayout(foot)
        self.list.hide()
        self.list.row_opened.connect(lambda _row: self._open())
        self.list.row_chosen.connect(lambda _row: self._show_buttons())
        self._open_button.clicked.connect(self._open)
        self._save.clicked.connect(self._save_as)
        self._add.clicked.connect(self._choose)
        self.destroyed.connect(self._opened.forget)

    def show_facts(self, facts: TicketFacts) -> None:
        """Show another state of the ticket."""
        now = self._deeds.context.workstation.clock.now()
        files = each_once(facts.details.attachments)
        sent = _sent_with_replies(facts)
        self._files = {one.attachment_id: one for one in files}
        rows = [
            QueueRow(
                one.attachment_id,
                QueueGroup.NOW,
                "file-text",
                one.name,
                "  ·  ".join(
                    part
                    for part in (
                        size_words(one.size),
                        self.tr("went with a reply") if (one.sha256, one.name) in sent else "",
                        one.added_by,
                    )
                    if part
                ),
                "",
                formats.moment(one.added_at, now),
            )
            for one in reversed(files)
        ]
        self.list.show_rows(rows, at_once=True)
        self.list.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self.counted.emit(len(rows))
        self._show_buttons()

    def attach(self, path: Path) -> None:
        """Add a file to the ticket: sent to central under its hash, then named on the ticket."""
        context = self._deeds.context
        context.bridge.run(
            attach(context, path, self._deeds.ticket_id), lambda done: self._attached(done.name)
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        welcome_files(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """What was dropped is added."""
        for path in dropped_files(event):
            self.attach(path)

    # -- adding ----------------------------------------------------------------------------------------

    def _choose(self) -> None:
        choose_files(self, self.tr("Add a file"), self.attach)

    def _attached(self, name: str) -> None:
        self._deeds.context.desk.notice(self.tr("{name} is on the ticket.").format(name=name), Tone.OK)

    # -- opening ---------------------------------------------------------------------------------------

    def _chosen(self) -> AttachmentView | None:
        return self._files.get(self.list.chosen_row())

    def _show_buttons(self) -> None:
        reason = "" if self._chosen() is not None else self.tr("Choose a file first.")
        for button in (self._open_button, self._save):
            button.set_disabled_reason(reason)

    def _open(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._deeds.context.bridge.run(self._fetch(chosen), self._show_outside)

    async def _fetch(self, chosen: AttachmentView) -> Path:
        if is_program(chosen.name, chosen.media_type):
            # Taken before this kind was known for one.
            raise KnownError(
                self.tr("{name} is a program, and programs are not opened from here.").format(
                    name=chosen.name
                ),
                todo=self.tr("Show it to whoever looks after this computer."),
            )
        body = await self._deeds.context.workstation.get_blob(chosen.sha256)
        try:
            return await asyncio.to_thread(self._opened.write, chosen.sha256, chosen.name, body)
        except OSError:
            raise KnownError(
                self.tr("There is no room to open {name}.").format(name=chosen.name),
                todo=self.tr("Make room on this computer."),
            ) from None

    def _show_outside(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._deeds.context.desk.notice(
                self.tr("This computer has no program that opens {name}.").format(name=path.name), Tone.WARN
            )

    def _save_as(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        dialog = QFileDialog(self, self.tr("Save as"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(chosen.name)
        dialog.fileSelected.connect(
            lambda path: self._deeds.context.bridge.run(self._write(chosen, Path(path)))
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    async def _write(self, chosen: AttachmentView, path: Path) -> None:
        body = await self._deeds.context.workstation.get_blob(chosen.sha256)
        try:
            await asyncio.to_thread(path.write_bytes, body)
        except OSError:
            raise KnownError(
                self.tr("{name} cannot be written there.").format(name=path.name),
                todo=self.tr("Choose another place."),
            ) from None


def each_once(attachments: Sequence[AttachmentView]) -> list[AttachmentView]:
    """The files of a ticket, each once: one that went out with a reply is named on the reply as well."""
    found: dict[tuple[str, str], AttachmentView] = {}
    for one in attachments:
        found.setdefault((one.sha256, one.name), one)
    return list(found.values())


def _sent_with_replies(facts: TicketFacts) -> set[tuple[str, str]]:
    replies = {note.note_id for note in facts.view.notes if note.is_public and note.author is not None}
    return {(one.sha256, one.name) for one in facts.details.attachments if one.note_id in replies}
