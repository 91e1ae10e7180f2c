"""Floating layers inside the window: the top one closes with Esc and gives the keyboard back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import RADIUS, Role, Token
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.button import ButtonKind, IconButton
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.list_button import ListButton
from agent_desktop_ui.widgets.shadow import paint_shadow

_SHADOW = 12


class Layer(QWidget):
    """A titled box with a body to fill; a child of the window, never a window of its own."""

    closed = Signal()

    def __init__(self, title: str, *, width: int = 560, height: int | None = None) -> None:
        super().__init__()
        self.wanted_width, self.wanted_height = width, height
        self.setAccessibleName(title)
        self._title = Label(title, Role.HEADING)
        self._close_button = IconButton("x", self.tr("Close"), kind=ButtonKind.QUIET, key=self.tr("Esc"))
        self._close_button.clicked.connect(self.closed)
        self._list_button: ListButton | None = None
        self._head_line = QHBoxLayout()
        self._head_line.addWidget(self._title, 1)
        self._head_line.addWidget(self._close_button)
        self._body = QVBoxLayout()
        self._body.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(_SHADOW + 18, _SHADOW + 10, _SHADOW + 18, _SHADOW + 18)
        column.setSpacing(8)
        column.addLayout(self._head_line)
        column.addLayout(self._body, 1)

    def set_title(self, title: str) -> None:
        """Changes the title and the accessible name."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def body(self) -> QVBoxLayout:
        """The column to add parts to."""
        return self._body

    def offer_list(self, columns: tuple[str, ...], rows: Callable[[], list[tuple[str, ...]]]) -> ListButton:
        """Let the layer's cards be copied, exported and printed, by a button in its head and by the usual keys."""
        self._list_button = ListButton(self, columns, rows)
        self._head_line.insertWidget(1, self._list_button)
        QWidget.setTabOrder(self._close_button, self._list_button)
        return self._list_button

    def first_focus(self) -> QWidget:
        """What has the keyboard when the layer opens."""
        return self

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Takes the list out of the window, where there is one."""
        if self._list_button is None or not self._list_button.output.takes(event):
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """What comes into a box or goes out of it, such as an error under a field, gets the room it needs."""
        if event.type() != QEvent.Type.LayoutRequest:
            return super().event(event)
        handled, host = super().event(event), self.parentWidget()
        if isinstance(host, LayerHost):
            host.fit(self)
        return handled

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints shadow and surface."""
        painter = QPainter(self)
        rect = self.rect().adjusted(_SHADOW, _SHADOW, -_SHADOW, -_SHADOW)
        paint_shadow(painter, rect, _SHADOW - 2)
        paint.area(painter, rect, fill=Token.SURFACE, edge=Token.LINE, radius=RADIUS.layer)


@dataclass(slots=True)
class _Open:
    layer: QWidget
    before: QWidget | None


class LayerHost(QWidget):
    """The veil below the call bar and the layers on it, the last one on top."""

    emptied = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._open: list[_Open] = []
        self._top = 0
        self.hide()
        parent.installEventFilter(self)

    def set_top(self, top: int) -> None:
        """Where the veil begins: under the call bar, which stays usable."""
        self._top = top
        self._place()

    def show_layer(self, layer: QWidget, focus: QWidget | None = None) -> None:
        """Open a layer over those that are open; it takes the keyboard, since a person asked for it."""
        if any(entry.layer is layer for entry in self._open):
            return
        self._open.append(_Open(layer, QApplication.focusWidget()))
        # Of that kind, Qt's Tab goes round within it, and never to what lies under the veil.
        layer.setParent(self, Qt.WindowType.SubWindow)
        if isinstance(layer, Layer):
            layer.closed.connect(lambda: self.close_layer(layer))
        self.show()
        self.raise_()
        layer.show()
        layer.raise_()
        self._place()
        wanted = focus or (layer.first_focus() if isinstance(layer, Layer) else layer)
        wanted.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_layer(self, layer: QWidget) -> None:
        """Close one layer and everything over it; the keyboard goes back where it was."""
        place = next((n for n, entry in enumerate(self._open) if entry.layer is layer), None)
        if place is None:
            return
        gone, self._open = self._open[place:], self._open[:place]
        for entry in reversed(gone):
            entry.layer.hide()
            entry.layer.deleteLater()
        if not self._open:
            self.hide()
        before = gone[0].before
        if before is not None and isValid(before):
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        if not self._open:
            self.emptied.emit()

    def close_top(self) -> bool:
        """Close the top layer; False when none is open."""
        if not self._open:
            return False
        self.close_layer(self._open[-1].layer)
        return True

    def top_layer(self) -> QWidget | None:
        """The layer in front."""
        return self._open[-1].layer if self._open else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follows the size of the window."""
        if watched is self.parentWidget() and event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the top layer closes it."""
        top = self.top_layer()
        if top is not None and not top.geometry().contains(event.position().toPoint()):
            self.close_top()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dims what lies below."""
        veil = QColor(theme().colour(Token.BG if theme().palette.is_dark else Token.SHADE))
        veil.setAlpha(115 if theme().palette.is_dark else 70)
        QPainter(self).fillRect(self.rect(), veil)

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        self.setGeometry(0, self._top, parent.width(), max(0, parent.height() - self._top))
        for entry in self._open:
            self.fit(entry.layer)

    def fit(self, layer: QWidget) -> None:
        """Give a layer the size it wants, as far as there is room."""
        wanted = layer.wanted_width if isinstance(layer, Layer) else layer.sizeHint().width()
        width = min(theme().px(wanted) + 2 * _SHADOW, self.width() - 16)
        tall = layer.wanted_height if isinstance(layer, Layer) else None
        if tall is not None:
            height = theme().px(tall) + 2 * _SHADOW
        else:
            layout = layer.layout()
            has_flow = layout is not None and layout.hasHeightForWidth()
            flow = layout.totalHeightForWidth(width) if has_flow and layout is not None else 0
            height = max(layer.sizeHint().height(), flow)
        height = min(height, self.height() - 16)
        layer.setGeometry((self.width() - width) // 2, 12, width, height)
