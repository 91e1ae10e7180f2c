"""Chips: a state or a deadline in one short word."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from agent_desktop_ui.theme.tokens import Role
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.paint import ChipData
from agent_desktop_ui.widgets.painted import Painted


class Chip(Painted):
    """One chip; shows nothing and takes no room while it has no word."""

    def __init__(
        self,
        chip: ChipData | None = None,
        *,
        is_small: bool = False,
        role: Role = Role.LABEL_STRONG,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._role = role
        self._chip = chip or ChipData("")
        self._is_small = is_small
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_chip(self._chip)

    def chip(self) -> ChipData:
        """What is shown."""
        return self._chip

    def show_chip(self, chip: ChipData) -> None:
        """Shows another word or tone."""
        self._chip = chip
        self.setAccessibleName(chip.text)
        if not chip.text:
            self.hide()
        elif self.isHidden():
            self.show()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the whole word."""
        return QSize(
            paint.chip_width(self._chip, is_small=self._is_small, role=self._role),
            paint.chip_height(is_small=self._is_small),
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the chip."""
        paint.paint_chip(QPainter(self), self.rect(), self._chip, is_small=self._is_small, role=self._role)


class ChipRow(QWidget):
    """Chips side by side, as many as there are words."""

    def __init__(self, *, is_small: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_small = is_small
        self._chips: list[Chip] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)

    def show_chips(self, chips: tuple[ChipData, ...]) -> None:
        """Shows these chips, from left to right."""
        while len(self._chips) < len(chips):
            chip = Chip(is_small=self._is_small, parent=self)
            self._chips.append(chip)
            self._row.addWidget(chip)
        for position, chip in enumerate(self._chips):
            chip.show_chip(chips[position] if position < len(chips) else ChipData(""))
