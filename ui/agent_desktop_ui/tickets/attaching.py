"""Taking a file from this computer onto a ticket: within limits, sent under its hash, then named on the ticket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QMimeDatabase
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from agent_desktop.core.errors import KnownError
from agent_desktop.core.ids import new_id
from agent_desktop.features.tickets.detail_commands import MOST_FILE_BYTES, AttachFile
from agent_desktop.features.tickets.file_names import is_program

if TYPE_CHECKING:
    from agent_desktop_ui.shell.screen import DeskContext

_KILO = 1000.0


async def attach(context: DeskContext, path: Path, ticket_id: str) -> AttachFile:
    """Attach a file to a ticket and answer what was attached; raises ``KnownError`` with nothing sent."""
    desk = context.workstation
    size = await asyncio.to_thread(_size_of, path)
    if not 0 < size <= MOST_FILE_BYTES:
        raise KnownError(
            _tr("{name} is {size}; a file has at most {most} and is not empty.").format(
                name=path.name, size=size_words(size), most=size_words(MOST_FILE_BYTES)
            ),
            kept=_tr("Nothing was sent."),
            todo=_tr("Make it smaller."),
        )
    media_type = QMimeDatabase().mimeTypeForFile(str(path)).name()
    if is_program(path.name, media_type):
        raise KnownError(
            _tr("{name} is a program, and programs are not taken.").format(name=path.name),
            kept=_tr("Nothing was sent."),
            todo=_tr("Send something else."),
        )
    try:
        body = await asyncio.to_thread(path.read_bytes)
    except OSError:
        raise KnownError(
            _tr("{name} cannot be read.").format(name=path.name), todo=_tr("Choose it again.")
        ) from None
    attached = AttachFile(
        made_at=desk.clock.now(),
        attachment_id=new_id(),
        ticket_id=ticket_id,
        sha256=await desk.put_blob(body, media_type),
        name=path.name,
        media_type=media_type,
        size=len(body),
    )
    await desk.do(attached)
    return attached


def welcome_files(event: QDragEnterEvent) -> None:
    """Take what is dragged over, where there is a file of this computer in it."""
    if any(url.isLocalFile() for url in event.mimeData().urls()):
        event.acceptProposedAction()


def dropped_files(event: QDropEvent) -> list[Path]:
    """The files of this computer that were dropped."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def choose_files(parent: QWidget, title: str, take: Callable[[Path], None]) -> None:
    """Let the person choose files, and ``take`` each; does not wait for them."""

    def take_all(paths: list[str]) -> None:
        for path in paths:
            take(Path(path))

    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(take_all)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def size_words(size: int) -> str:
    """How large a file is: "340 kB", "2.4 MB"."""
    if size < _KILO:
        return f"{size} B"
    if size < _KILO * _KILO:
        return f"{size / _KILO:.0f} kB"
    whole = size / (_KILO * _KILO)
    return f"{whole:.0f} MB" if whole >= 10 else f"{whole:.1f} MB"


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _tr(words: str) -> str:
    return QCoreApplication.translate("FilesPage", words)
