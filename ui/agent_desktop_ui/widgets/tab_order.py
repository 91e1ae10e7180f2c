"""Keeps Tab in reading order: Qt appends whatever is made later to the end of the whole window's order."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QSplitter, QWidget


def reading_order(part: QWidget) -> list[QWidget]:
    """What Tab should reach within ``part``, as its layouts lay it out; also what is hidden now."""
    if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.focusProxy() is None:
        return [part]
    inner: list[QWidget] = []
    layout = part.layout()
    if isinstance(part, QSplitter):
        inner = [pane for place in range(part.count()) if (pane := part.widget(place)) is not None]
    elif layout is not None:
        inner = _laid_out(layout)
    children = [child for child in part.children() if isinstance(child, QWidget) and not child.isWindow()]
    inner += [child for child in children if child not in inner]
    return [found for child in inner for found in reading_order(child)]


def settle_tab_order(*parts: QWidget) -> None:
    """Lets Tab go through ``parts`` one after the other, each in its own reading order.

    A view calls it for itself after it has built rows anew; the window calls it once for its panels.
    """
    for before, after in pairwise([found for part in parts for found in reading_order(part)]):
        QWidget.setTabOrder(before, after)


def _laid_out(layout: QLayout) -> list[QWidget]:
    found: list[QWidget] = []
    for place in range(layout.count()):
        item = layout.itemAt(place)
        widget, inner = (item.widget(), item.layout()) if item is not None else (None, None)
        if widget is not None:
            found.append(widget)
        elif inner is not None:
            found += _laid_out(inner)
    return found
