"""Buttons: a word, the icon beside it and the key that does the same."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import HEIGHT, RADIUS, Role, Token, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.painted import explain

_PAD = 10
_ICON_GAP = 7
_HINT_GAP = 18


class ButtonKind(StrEnum):
    """How much a button asks to be pressed; one primary at a time, one danger at the very end."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    QUIET = "quiet"
    DANGER = "danger"


class Button(QPushButton):
    """A labelled button with an optional icon and its key at the right end.

    A click never takes the keyboard away from where the person types; Tab reaches the button as usual.
    A checkable button that is down shows ``checked_tone``: a state that lasts, such as hold.
    """

    def __init__(
        self,
        label: str,
        *,
        kind: ButtonKind = ButtonKind.SECONDARY,
        icon: str = "",
        key: str = "",
        is_checkable: bool = False,
        checked_tone: Tone = Tone.WARN,
        is_low: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(label, parent)
        self._kind = kind
        self._icon = icon
        self._key = key
        self._reason = ""
        self._checked_tone = checked_tone
        self._is_low = is_low
        self._shows_key = True
        self._shows_label = True
        self._least_width = 0
        self.setCheckable(is_checkable)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_label(label)

    @property
    def key(self) -> str:
        """The key that does the same, as shown."""
        return self._key

    def set_label(self, label: str) -> None:
        """Changes the word on the button and its accessible name with it."""
        self.setText(label)
        # Qt would make a key of what follows an ampersand, and take it from the person.
        self.setShortcut(QKeySequence())
        self.setAccessibleName(label)
        self._tell()
        self.updateGeometry()

    def set_icon(self, name: str) -> None:
        """Changes the icon; an empty name takes it away."""
        self._icon = name
        self.updateGeometry()
        self.update()

    def set_key(self, key: str) -> None:
        """Changes the key that is shown."""
        self._key = key
        self._tell()
        self.updateGeometry()
        self.update()

    def set_kind(self, kind: ButtonKind) -> None:
        """Changes how much the button stands out."""
        self._kind = kind
        self.update()

    def set_disabled_reason(self, reason: str) -> None:
        """Disables the button and says why in the tool tip; an empty reason enables it."""
        if reason != self._reason:
            self._reason = reason
            self._tell()

    def set_compact(self, *, shows_key: bool = True, shows_label: bool = True) -> None:
        """Leaves out the key or the word where the window is small; the tool tip still tells both."""
        if (shows_key, shows_label) != (self._shows_key, self._shows_label):
            self._shows_key = shows_key
            self._shows_label = shows_label or not self._icon
            self._tell()
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Room for icon, word and key."""
        height = theme().px(HEIGHT.field if self._is_low else HEIGHT.button)
        label = self.text() if self._shows_label else ""
        if not label:
            return QSize(max(height + 2, theme().px(36)), height)
        width = paint.text_width(label, self._label_role()) + 2 * _PAD + 1
        if self._icon:
            width += theme().px(16) + _ICON_GAP
        if self._key and self._shows_key:
            width += paint.text_width(self._key, self._key_role()) + _HINT_GAP
        return QSize(width, height)

    def set_gives_way(self, least_width: int) -> None:
        """Lets a button that says a value, such as a name, be cut to so many pixels; its tool tip says it whole."""
        self._least_width = least_width
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """A button is never cut, unless its word is a value."""
        whole = self.sizeHint()
        return QSize(min(whole.width(), self._least_width), whole.height()) if self._least_width else whole

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Lets Enter press the focused button as Space does."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self.click()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Measures anew in a new look."""
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the button from the tokens."""
        painter = QPainter(self)
        rect = self.rect()
        ink, icon_ink, key_ink = self._paint_ground(painter, rect)
        if self.hasFocus():
            paint.focus_ring(painter, rect)
            if self._is_filled():
                # The ring has the colour of the fill, so a line of the surface parts them.
                paint.area(
                    painter, rect.adjusted(2, 2, -2, -2), edge=Token.SURFACE, radius=RADIUS.control - 1
                )
        self._paint_content(painter, rect, ink, icon_ink, key_ink)

    def _paint_content(
        self, painter: QPainter, rect: QRect, ink: Token, icon_ink: Token, key_ink: Token
    ) -> None:
        middle = rect.center().y() + 1
        label = self.text() if self._shows_label else ""
        if not label:
            side = theme().px(16)
            paint.icon(painter, self._icon, icon_ink, (rect.width() - side) // 2, middle)
            return
        inner = rect.adjusted(_PAD, 0, -_PAD, 0)
        if self._icon:
            inner.setLeft(
                inner.left() + paint.icon(painter, self._icon, icon_ink, inner.left(), middle) + _ICON_GAP
            )
        if self._key and self._shows_key:
            width = paint.words(painter, inner, self._key, self._key_role(), key_ink, paint.RIGHT)
            inner.setRight(inner.right() - width - 4)
        paint.words(painter, inner, label, self._label_role(), ink)

    def _paint_ground(self, painter: QPainter, rect: QRect) -> tuple[Token, Token, Token]:
        """Paints what lies behind the words and answers the inks of word, icon and key."""
        if not self.isEnabled():
            edge = None if self._kind is ButtonKind.QUIET else Token.LINE
            paint.area(painter, rect, fill=Token.SUNKEN, edge=edge)
            return Token.TEXT3, Token.TEXT3, Token.TEXT3
        if self._is_filled():
            fill = Token.ACCENT if self._kind is ButtonKind.PRIMARY else Token.BAD_FILL
            paint.area(painter, rect, fill=fill)
            if self.isDown() or self.underMouse():
                self._deepen(painter, rect, 36 if self.isDown() else 18)
            return Token.ON_ACCENT, Token.ON_ACCENT, Token.ON_ACCENT
        if self.isChecked():
            tone = self._checked_tone
            paint.area(painter, rect, fill=tone.ground, edge=tone.ink)
            return tone.ink, tone.ink, tone.ink
        fill = Token.SURFACE
        if self.isDown():
            fill = Token.ACCENT_BG
        elif self.underMouse():
            fill = Token.HOVER
        is_quiet = self._kind is ButtonKind.QUIET
        if not is_quiet or fill is not Token.SURFACE:
            paint.area(painter, rect, fill=fill, edge=None if is_quiet else Token.LINE)
        return (Token.TEXT2 if is_quiet else Token.TEXT), Token.TEXT2, Token.TEXT3

    @staticmethod
    def _deepen(painter: QPainter, rect: QRect, alpha: int) -> None:
        veil = QColor(theme().colour(Token.SHADE))
        veil.setAlpha(alpha)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(veil)
        painter.drawRoundedRect(rect, RADIUS.control, RADIUS.control)
        painter.restore()

    def _is_filled(self) -> bool:
        return self._kind in {ButtonKind.PRIMARY, ButtonKind.DANGER}

    def _label_role(self) -> Role:
        return Role.STRONG if self._is_filled() else Role.BUTTON

    def _key_role(self) -> Role:
        return Role.LABEL_STRONG if self._is_filled() else Role.LABEL

    def _tell(self) -> None:
        label = self.text()
        tip = f"{label} ({self._key})" if self._key else ("" if self._shows_label else label)
        explain(self, self._reason, tip)


class IconButton(Button):
    """A button that shows only its icon; its name and key are in the tool tip and in the accessible name."""

    def __init__(
        self,
        icon: str,
        name: str,
        *,
        key: str = "",
        kind: ButtonKind = ButtonKind.SECONDARY,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, kind=kind, icon=icon, key=key, parent=parent)
        self.set_compact(shows_key=False, shows_label=False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
