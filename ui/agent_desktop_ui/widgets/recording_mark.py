"""Whether the call is recorded: a mark that is always there during a call, and the button that pauses it."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import HEIGHT, Role, Token
from agent_desktop_ui.widgets import paint


class Recording(StrEnum):
    """Whether the call is recorded; ``NONE`` without a call, ``OFF`` for one that is not."""

    NONE = "none"
    OFF = "off"
    ON = "on"
    PAUSED = "paused"


class RecordingMark(QPushButton):
    """A red dot and the word; a hollow dot where nothing is recorded. Pressed it pauses, resumes or starts.

    Where that cannot be, it is no button to keyboard and pointer, and its tool tip says why.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recording = Recording.NONE
        self._is_short = False
        self._refusal = ""
        self._key = ""
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    def set_key(self, key: str) -> None:
        """The key that does the same, for the tool tip."""
        self._key = key
        self._tell()

    def show_recording(self, recording: Recording, *, is_short: bool = False, refusal: str = "") -> None:
        """Shows the state; ``is_short`` for a small window; ``refusal`` says why it cannot be changed."""
        self._recording, self._is_short, self._refusal = recording, is_short, refusal
        is_button = not refusal and recording is not Recording.NONE
        self.setEnabled(is_button)
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_button else Qt.CursorShape.ArrowCursor)
        self._tell()
        self.setVisible(recording is not Recording.NONE)
        self.updateGeometry()
        self.update()

    def keep_place(self, *, keeps: bool) -> None:
        """Holds the room of the word while there is nothing to say, so that nothing beside it moves."""
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(keeps)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """Dot and the longest word, so that pausing moves nothing."""
        longest = max(paint.text_width(words, Role.META) for words in self._all_words())
        return QSize(longest + 22, theme().px(HEIGHT.pointer_target))

    def minimumSizeHint(self) -> QSize:
        """It is never cut."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it as Space does."""
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
        """Paints dot and word."""
        painter = QPainter(self)
        is_on = self._recording is Recording.ON
        if self.isEnabled() and (self.isDown() or self.underMouse()):
            paint.area(painter, self.rect(), fill=Token.HOVER)
        if self.hasFocus():
            paint.focus_ring(painter, self.rect())
        centre = QPointF(8.5, self.height() / 2)
        paint.dot(painter, centre, 8, Token.BAD if is_on else Token.TEXT2, is_hollow=not is_on)
        rest = QRect(19, 0, self.width() - 19, self.height())
        paint.words(painter, rest, self._words(), Role.META, Token.TEXT2)

    def _tell(self) -> None:
        full = self._full()
        does = {
            Recording.OFF: self.tr("Record"),
            Recording.ON: self.tr("Pause the recording"),
            Recording.PAUSED: self.tr("Record again"),
        }.get(self._recording, "")
        presses = f"{does} ({self._key})" if self._key else does
        more = self._refusal or presses
        self.setToolTip(". ".join(part for part in (full, more) if part))
        self.setAccessibleName(full)
        self.setAccessibleDescription(more)

    def _full(self) -> str:
        return {
            Recording.NONE: "",
            Recording.OFF: self.tr("Not recorded"),
            Recording.ON: self.tr("Recording"),
            Recording.PAUSED: self.tr("Recording paused"),
        }[self._recording]

    def _all_words(self) -> tuple[str, str, str]:
        if self._is_short:
            return self.tr("Rec off"), self.tr("Rec"), self.tr("Rec paused")
        return self.tr("Not recorded"), self.tr("Recording"), self.tr("Recording paused")

    def _words(self) -> str:
        off, on, paused = self._all_words()
        return {Recording.OFF: off, Recording.PAUSED: paused}.get(self._recording, on)
