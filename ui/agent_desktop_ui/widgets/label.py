"""Words on the window, in the role and ink they are meant to have."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.painted import Painted


class Label(QLabel):
    """A label whose font and colour come from the theme; plain text only, whatever the text contains."""

    def __init__(
        self, text: str = "", role: Role = Role.BODY, ink: Token = Token.TEXT, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role.value)
        self.setProperty("ink", ink.value)
        self.setText(text)

    def set_ink(self, ink: Token) -> None:
        """Changes the colour of the words."""
        if self.property("ink") != ink.value:
            self.setProperty("ink", ink.value)
            self.style().unpolish(self)
            self.style().polish(self)


class ElidedLabel(Painted):
    """One line of words that gives way when there is no room; its tool tip then tells the whole text."""

    def __init__(
        self, text: str = "", role: Role = Role.BODY, ink: Token = Token.TEXT, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._text = text
        self._role = role
        self._ink = ink
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def text(self) -> str:
        """The whole text."""
        return self._text

    def setText(self, text: str) -> None:  # noqa: N802 - named as on every other label
        """Shows other words."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def set_ink(self, ink: Token) -> None:
        """Changes the colour of the words."""
        if ink is not self._ink:
            self._ink = ink
            self.update()

    def sizeHint(self) -> QSize:
        """Room for the whole text."""
        return QSize(paint.text_width(self._text, self._role) + 1, theme().line_pitch(self._role))

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters."""
        return QSize(min(self.sizeHint().width(), theme().px(40)), theme().line_pitch(self._role))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints as much of the text as fits."""
        painter = QPainter(self)
        paint.words(painter, self.rect(), self._text, self._role, self._ink)
        self.setToolTip(self._text if paint.text_width(self._text, self._role) > self.width() else "")


class Paragraph(Painted):
    """Running text with room between its lines, at most 75 characters wide by the width it is given."""

    def __init__(
        self, text: str = "", role: Role = Role.BODY, ink: Token = Token.TEXT2, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._role = role
        self._ink = ink
        self._text = text
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(text)

    def text(self) -> str:
        """The whole text."""
        return self._text

    def setText(self, text: str) -> None:  # noqa: N802 - named as on every other label
        """Shows other words."""
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Running text grows in height when its width shrinks."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of all lines at ``width``."""
        return len(self._lines(width)) * theme().line_pitch(self._role)

    def sizeHint(self) -> QSize:
        """Two lines of a comfortable width, until the layout knows better."""
        width = theme().px(280)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """At least a line."""
        return QSize(theme().px(80), theme().line_pitch(self._role))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the lines with their pitch."""
        painter = QPainter(self)
        painter.setFont(theme().font(self._role))
        painter.setPen(theme().colour(self._ink))
        paint.lines(painter, self.rect(), self._lines(self.width()), self._role, self._ink)

    def _lines(self, width: int) -> list[str]:
        widest = theme().metrics(self._role).averageCharWidth() * 75
        return paint.wrap(self._text, self._role, max(1, min(width, widest)))
