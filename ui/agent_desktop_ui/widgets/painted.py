"""The base of parts that paint themselves: they follow the theme and can say why they are disabled."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

_LOOK_EVENTS = (QEvent.Type.StyleChange, QEvent.Type.FontChange, QEvent.Type.PaletteChange)


class Painted(QWidget):
    """A widget painted from tokens; its size and its picture follow every change of theme or text size."""

    def changeEvent(self, event: QEvent) -> None:
        """Measures and paints anew when the look has changed."""
        if event.type() in _LOOK_EVENTS:
            self.look_changed()
            self.updateGeometry()
            self.update()
        super().changeEvent(event)

    def look_changed(self) -> None:
        """Called before the new measure; for parts that keep something they computed."""


def explain(widget: QWidget, reason: str, usual_tip: str = "") -> None:
    """Disables ``widget`` and says why in its tool tip; an empty ``reason`` enables it again."""
    widget.setEnabled(not reason)
    widget.setToolTip(reason or usual_tip)
    widget.setAccessibleDescription(reason)
