"""Where files of customers come in and go out: the layers for it, and the import that outlives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from agent_desktop_ui.customers.export_layer import ExportLayer
from agent_desktop_ui.customers.import_job import ImportJob
from agent_desktop_ui.customers.import_layer import ImportLayer

if TYPE_CHECKING:
    from agent_desktop_ui.shell.screen import DeskContext


class FileDesk(QObject):
    """Opens the layers; a file that is on its way in is found again where the layer is opened again."""

    def __init__(self, context: DeskContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._job: ImportJob | None = None

    def open_import(self) -> None:
        """Take in a file, or look after the one that comes in."""
        job = self._job
        if job is None or (not job.is_busy and job.done is not None):
            job = self._job = ImportJob(self._context, self)
        self._context.desk.open_layer(ImportLayer(self._context, job))

    def open_export(self) -> None:
        """Write a file of every customer."""
        self._context.desk.open_layer(ExportLayer(self._context))
