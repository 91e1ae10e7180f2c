"""What the settings tell of this desk's copy of the records: its size, its encryption, and where its key is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_desktop_ui import formats
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.label import Label

if TYPE_CHECKING:
    from agent_desktop.workstation.desk_copy import DeskCopy

_MEGABYTE = 1024 * 1024


class CopySection(QWidget):
    """A heading and three lines; they stay empty until somebody looked."""

    def __init__(self) -> None:
        super().__init__()
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        column.addWidget(Label(self.tr("This desk's copy"), Role.META_STRONG))
        self._size = self._line()
        self._cipher = self._line()
        self._key = self._line()

    def show_copy(self, copy: DeskCopy) -> None:
        """Say how it stands now."""
        held = self.tr("%n customers in full", "", copy.customers)
        size = self._megabytes(copy.size_bytes)
        if copy.largest_bytes is not None:
            most = self._megabytes(copy.largest_bytes)
            size = self.tr("{size} of at most {most}").format(size=size, most=most)
            if copy.size_bytes > copy.largest_bytes:
                self._size.set_ink(Token.WARN)
        self._size.setText(f"{size} · {held}")
        self._cipher.setText(self.tr("Encrypted with {cipher}").format(cipher=copy.cipher))
        if copy.key_place == "keyring":
            key = self.tr("Its key is in the system's keyring ({where})")
        else:
            key = self.tr("Its key is in a file that only this account can read, in {where}")
        self._key.setText(key.format(where=copy.key_where))

    def _line(self) -> Label:
        line = Label("", Role.META, Token.TEXT2)
        line.setWordWrap(True)
        self._column.addWidget(line)
        return line

    def _megabytes(self, size_bytes: int) -> str:
        whole = max(1, round(size_bytes / _MEGABYTE))
        return self.tr("{n} MB").format(n=formats.count(whole))
