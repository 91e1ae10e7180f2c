"""F6: the keyboard goes from panel to panel, into the first part of each that takes it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def focus_panel(panels: list[QWidget], step: int, open_panel: Callable[[QWidget], bool]) -> None:
    """Give the keyboard to the next panel, or with -1 to the one before; ``open_panel`` opens a drawer."""
    focus = QApplication.focusWidget()
    # A panel may lie in another; the innermost one is where the keyboard is.
    held = [n for n, panel in enumerate(panels) if focus is not None and _holds(panel, focus)]
    here = held[-1] if held else (-1 if step > 0 else 0)
    for turn in range(1, len(panels) + 1):
        panel = panels[(here + step * turn) % len(panels)]
        nested = [other for other in panels if other is not panel and panel.isAncestorOf(other)]
        if _focus_into(panel, nested, open_panel):
            return


def _focus_into(panel: QWidget, nested: list[QWidget], open_panel: Callable[[QWidget], bool]) -> bool:
    """Give the keyboard to the first part of a panel that takes it, drawers opened before."""
    if not panel.isVisible() and not open_panel(panel):
        return False
    for part in [panel, *panel.findChildren(QWidget)]:
        takes_it = part.focusPolicy() & Qt.FocusPolicy.TabFocus
        is_free = part.isEnabled() and part.isVisibleTo(panel) and part.focusProxy() is None
        if takes_it and is_free and not any(_holds(other, part) for other in nested):
            part.setFocus(Qt.FocusReason.TabFocusReason)
            return True
    return False


def _holds(panel: QWidget, part: QWidget) -> bool:
    return panel is part or panel.isAncestorOf(part)
