"""Fields that take payment details: while one has the keyboard, no recording may go on."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

_MARK = "takesPayment"


def mark_payment(widget: QWidget) -> None:
    """Says that ``widget``, with everything in it, takes payment details."""
    widget.setProperty(_MARK, True)


def takes_payment(widget: QWidget | None) -> bool:
    """Whether ``widget`` is, or stands in, something that takes payment details."""
    while widget is not None:
        if widget.property(_MARK):
            return True
        widget = widget.parentWidget()
    return False
