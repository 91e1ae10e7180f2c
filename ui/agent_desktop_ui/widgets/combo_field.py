"""A choice from a short list whose label is part of the field: "Fault: no hot water"."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import HEIGHT, Role, Token
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.painted import explain

_STEPS = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
    }
)


class _Choice(QComboBox):
    """The combo box itself: label and value in one line; deaf to the wheel without the keyboard."""

    def __init__(
        self,
        label: str,
        parent: QWidget | None = None,
        *,
        keeps_case: bool = False,
        opens_list: bool = False,
    ) -> None:
        super().__init__(parent)
        self._label = label
        self._keeps_case = keeps_case
        self._opens_list = opens_list
        self._empty = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_empty(self, words: str) -> None:
        """The words that stand for no choice."""
        self._empty = words

    def shown_text(self) -> str:
        """The line in the field."""
        value = self.currentText() or self._empty
        if ": " in value:
            # Such as "Fault: no hot water", which says by itself what it is.
            return value
        if not self._keeps_case:
            value = value[:1].lower() + value[1:]
        return f"{self._label}: {value}" if value else self._label

    def sizeHint(self) -> QSize:
        """Room for the present line."""
        width = paint.text_width(self.shown_text(), Role.BODY) + theme().px(56)
        return QSize(max(width, theme().px(140)), theme().px(HEIGHT.field))

    def minimumSizeHint(self) -> QSize:
        """Room for a shortened line."""
        return QSize(theme().px(90), theme().px(HEIGHT.field))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Where each choice is a deed, arrows open the list: nothing is done on the way to what is meant."""
        if self._opens_list and event.key() in _STEPS and not event.modifiers():
            self.showPopup()
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling past must not change a choice."""
        if self.hasFocus() and not self._opens_list:
            super().wheelEvent(event)
        else:
            event.ignore()

    def changeEvent(self, event: QEvent) -> None:
        """Measures anew in a new look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the frame from the style sheet, then the line and the arrow."""
        styled = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        styled.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        styled.end()
        painter = QPainter(self)
        ink = Token.TEXT if self.isEnabled() else Token.TEXT3
        arrow = theme().px(16)
        rect = QRect(9, 0, self.width() - 9 - arrow - 12, self.height())
        paint.words(painter, rect, self.shown_text(), Role.BODY, ink)
        paint.icon(painter, "chevron-down", Token.TEXT3, self.width() - arrow - 9, self.height() // 2)


class ComboField(QWidget):
    """A labelled choice. The label is seen in the field, and is the buddy that a screen reader reads.

    A value goes on in small letters after its label, unless ``keeps_case`` says that values are names.
    With ``opens_list`` arrow keys open the list instead of stepping through choices that are each done at once.
    """

    chosen = Signal(str)
    """The key that the person chose."""

    def __init__(
        self,
        label: str,
        parent: QWidget | None = None,
        *,
        keeps_case: bool = False,
        opens_list: bool = False,
    ) -> None:
        super().__init__(parent)
        self._box = _Choice(label, self, keeps_case=keeps_case, opens_list=opens_list)
        self._box.setAccessibleName(label)
        # On Unix a combo box tells its buddy's words and not its own name, so it must have a buddy.
        self._buddy = Label(label, parent=self)
        self._buddy.setBuddy(self._box)
        self._buddy.setFixedSize(0, 0)
        self.setFocusProxy(self._box)
        self.setSizePolicy(self._box.sizePolicy())
        self._box.activated.connect(self._activated)

    def box(self) -> QComboBox:
        """The combo box, for tab order and shortcuts."""
        return self._box

    def set_options(self, options: Sequence[tuple[str, str]], *, empty: str = "") -> None:
        """Offers these choices as pairs of key and words; ``empty`` stands there while nothing is chosen."""
        kept = self.value()
        self._box.set_empty(empty)
        self._box.clear()
        for key, words in options:
            self._box.addItem(words, key)
        self.set_value(kept)

    def value(self) -> str:
        """The chosen key; empty while nothing is chosen."""
        key = self._box.currentData()
        return key if isinstance(key, str) else ""

    def set_value(self, key: str) -> None:
        """Shows a choice without telling it as the person's; an unknown key means none."""
        self._box.setCurrentIndex(self._box.findData(key))
        self.updateGeometry()
        self._box.update()

    def set_failed(self, reason: str) -> None:
        """Marks the field as wrong and says why; an empty reason clears the mark."""
        self._box.setProperty("failed", bool(reason))
        self._box.setToolTip(reason)
        self._box.setAccessibleDescription(reason)
        self._box.style().unpolish(self._box)
        self._box.style().polish(self._box)

    def set_disabled_reason(self, reason: str) -> None:
        """Disables the field and says why; an empty reason enables it."""
        explain(self._box, reason)

    def sizeHint(self) -> QSize:
        """As wide as the line in it."""
        return self._box.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """As narrow as a shortened line."""
        return self._box.minimumSizeHint()

    def resizeEvent(self, _event: object) -> None:
        """The box fills the field."""
        self._box.setGeometry(self.rect())

    def _activated(self, _position: int) -> None:
        self.updateGeometry()
        self.chosen.emit(self.value())
