"""A labelled field of a form, with room for what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.painted import explain


class TextField(QWidget):
    """Label above, field, and under it a hint or an error: what happened and what to do."""

    edited = Signal(str)
    """The person changed the text."""

    entered = Signal()
    """The person pressed Enter."""

    def __init__(
        self,
        label: str,
        *,
        hint: str = "",
        placeholder: str = "",
        is_secret: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._hint = hint
        self._label = Label(label, Role.META, Token.TEXT2)
        self._edit = QLineEdit()
        self._below = Label(hint, Role.META, Token.TEXT3)
        self._below.setWordWrap(True)
        self._edit.setPlaceholderText(placeholder)
        self._edit.setAccessibleName(label)
        if is_secret:
            self._edit.setEchoMode(QLineEdit.EchoMode.Password)
        self._label.setBuddy(self._edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self._label, self._edit, self._below):
            column.addWidget(part)
        # Not before it stands here: a label without a parent would be shown as a window of its own.
        self._below.setVisible(bool(hint))
        self.setFocusProxy(self._edit)
        self._edit.textEdited.connect(self.edited)
        self._edit.returnPressed.connect(self.entered)

    def edit(self) -> QLineEdit:
        """The field itself."""
        return self._edit

    def set_label(self, label: str) -> None:
        """Another name above the field."""
        self._label.setText(label)
        self._edit.setAccessibleName(label)

    def text(self) -> str:
        """What stands in the field."""
        return self._edit.text()

    def set_text(self, text: str) -> None:
        """Puts text into the field without telling it as the person's."""
        if text != self._edit.text():
            self._edit.setText(text)

    def set_hint(self, hint: str) -> None:
        """Says something else under the field, in place of an error too."""
        self._hint = hint
        self.set_error("")

    def set_error(self, words: str) -> None:
        """Says under the field what is wrong; empty words bring the hint back."""
        self._below.set_ink(Token.BAD if words else Token.TEXT3)
        self._below.setText(words or self._hint)
        self._below.setVisible(bool(words or self._hint))
        self._edit.setAccessibleDescription(words or self._hint)
        self._edit.setProperty("failed", bool(words))
        self._edit.style().unpolish(self._edit)
        self._edit.style().polish(self._edit)

    def set_disabled_reason(self, reason: str) -> None:
        """Disables the field and says why; an empty reason enables it."""
        explain(self._edit, reason)
