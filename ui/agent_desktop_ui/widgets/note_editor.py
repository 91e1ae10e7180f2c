"""The note of a call: always in view, saved at each pause, with the time of saving shown."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.link import Link
from agent_desktop_ui.widgets.painted import explain

PAUSE_MS = 800


class NoteField(QPlainTextEdit):
    """A plain text field that tells pauses, Ctrl+Enter and a slash that begins a quick answer."""

    finished = Signal()
    """Ctrl+Enter was pressed."""

    snippet_typed = Signal(str, QRect)
    """A word that begins with a slash stands at the caret: the word, and the caret's place in this field."""

    snippet_left = Signal()
    """The caret no longer stands in such a word."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_in_snippet = False
        self.setTabChangesFocus(True)
        self.cursorPositionChanged.connect(self._look_for_snippet)
        self.textChanged.connect(self._look_for_snippet)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter finishes; every other key is typing."""
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.finished.emit()
            return
        super().keyPressEvent(event)

    def snippet_at_caret(self) -> str:
        """The word that begins with a slash and ends at the caret; empty when there is none."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        word = before.split(" ")[-1]
        return word if word.startswith("/") else ""

    def replace_snippet(self, text: str) -> None:
        """Puts ``text`` in place of the slash word at the caret, as one step that can be undone."""
        word = self.snippet_at_caret()
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(word))
        cursor.insertText(text)
        self.setTextCursor(cursor)

    def _look_for_snippet(self) -> None:
        word = self.snippet_at_caret() if self.hasFocus() else ""
        if word:
            self._is_in_snippet = True
            self.snippet_typed.emit(word, self.cursorRect())
        elif self._is_in_snippet:
            self._is_in_snippet = False
            self.snippet_left.emit()


class NoteEditor(QWidget):
    """A heading, when it was saved, a link to the ticket, and the field."""

    paused = Signal(str)
    """The person has stopped typing for 800 ms: the text to save."""

    finished = Signal()
    """Ctrl+Enter was pressed; an unsaved text has been told by ``paused`` before."""

    link_opened = Signal()
    """The link at the right was followed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Label(self.tr("Call note"), Role.STRONG)
        self._saved = Label("", Role.META, Token.TEXT3)
        self._link = Link("")
        self._field = NoteField()
        self._field.setAccessibleName(self.tr("Call note"))
        self._title.setBuddy(self._field)
        self._told = ""
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.save_now)

        head = QHBoxLayout()
        head.setSpacing(9)
        head.addWidget(self._title)
        head.addWidget(self._saved)
        head.addStretch(1)
        head.addWidget(self._link)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self._field, 1)
        self.setFocusProxy(self._field)
        self._field.textChanged.connect(self._typed)
        self._field.finished.connect(self._finish)
        self._link.clicked.connect(self.link_opened)
        self.set_link("")

    def field(self) -> NoteField:
        """The text field itself."""
        return self._field

    def text(self) -> str:
        """What stands in the note."""
        return self._field.toPlainText()

    def set_note(self, text: str, *, title: str = "") -> None:
        """Opens another note; nothing of the old one is told any more."""
        self._pause.stop()
        self._told = text
        if text != self.text():
            self._field.blockSignals(True)
            self._field.setPlainText(text)
            self._field.moveCursor(QTextCursor.MoveOperation.End)
            self._field.blockSignals(False)
        if title:
            self.set_title(title)

    def set_title(self, title: str) -> None:
        """Names the note by what it belongs to."""
        self._title.setText(title)
        self._field.setAccessibleName(title)

    def set_saved(self, words: str, *, is_failed: bool = False) -> None:
        """Shows when or that the note was saved: "Saved 12:41", "Not saved yet, kept here"."""
        self._saved.set_ink(Token.BAD if is_failed else Token.TEXT3)
        self._saved.setText(words)

    def set_link(self, words: str) -> None:
        """Shows where the note belongs, "Ticket 48213"; empty words hide the link."""
        self._link.set_words(words)
        self._link.setVisible(bool(words))

    def set_disabled_reason(self, reason: str) -> None:
        """Disables the field and says why; an empty reason enables it."""
        explain(self._field, reason)

    def has_unsaved(self) -> bool:
        """Whether something was typed that ``paused`` has not told yet."""
        return self.text() != self._told

    def save_now(self) -> None:
        """Tells the text at once if it has changed since it was last told."""
        self._pause.stop()
        if self.has_unsaved():
            self._told = self.text()
            self.paused.emit(self._told)

    def _typed(self) -> None:
        self._pause.start()

    def _finish(self) -> None:
        self.save_now()
        self.finished.emit()
