"""The one window: signing in, then the desk, in the same frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from agent_desktop_ui.shell.actions import DeskActions
from agent_desktop_ui.shell.sign_in import SignInView
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Token

if TYPE_CHECKING:
    from agent_desktop_ui.shell.desk import DeskFrame
    from agent_desktop_ui.shell.desk_settings import DeskSettings

SMALLEST = (1024, 640)


class MainWindow(QWidget):
    """Asks before it closes during a call or with unsent work, remembers its place, and otherwise only holds views."""

    first_painted = Signal()
    close_asked_covered = Signal(str)
    """The person wants to leave while the desk is covered; what speaks against it is for the cover to say."""

    close_agreed = Signal()
    """The person wants to leave, and nothing speaks against it: whoever runs the loop ends it."""

    def __init__(self, settings: DeskSettings, server: str, login: str) -> None:
        super().__init__()
        self._settings = settings
        self._is_painted = False
        self._may_close = False
        self.desk: DeskFrame | None = None
        self.setWindowTitle(self.tr("Agent Desktop"))
        self.setMinimumSize(*SMALLEST)
        self.actions_map = DeskActions(self)
        self.sign_in = SignInView(server, login)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.sign_in)

    def open_at(self, size: tuple[int, int] | None) -> None:
        """Show the window at a size, or where it was left."""
        kept = self._settings.numbers("window")
        width, height = size or (kept[0], kept[1]) if len(kept) == 2 or size else (1440, 900)
        self.resize(width, height)
        self.show()

    def come_to_front(self) -> None:
        """The person asked for the window from outside it."""
        if self.isMinimized():
            self.showNormal()
        self.raise_()
        self.activateWindow()

    def show_desk(self, desk: DeskFrame) -> None:
        """The desk in place of signing in."""
        self.desk = desk
        self._stack.addWidget(desk)
        self._stack.setCurrentWidget(desk)

    def cover(self, view: QWidget) -> None:
        """Put something in place of the desk, which stays as it is and is not shown."""
        self._stack.addWidget(view)
        self._stack.setCurrentWidget(view)

    def uncover(self, view: QWidget) -> None:
        """The desk, or signing in, is shown again."""
        self._stack.setCurrentWidget(self.desk if self.desk is not None else self.sign_in)
        self._stack.removeWidget(view)
        view.deleteLater()

    def show_sign_in(self, view: SignInView) -> None:
        """Signing in again; the desk is gone."""
        old_desk, self.desk = self.desk, None
        old_view, self.sign_in = self.sign_in, view
        self._stack.addWidget(view)
        self._stack.setCurrentWidget(view)
        for old in (old_desk, old_view):
            if old is not None:
                self._stack.removeWidget(old)
                old.deleteLater()

    def agree_to_close(self) -> None:
        """Leave without asking."""
        self._may_close = True
        self.close()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fills the ground, and tells of the first time."""
        QPainter(self).fillRect(event.rect(), theme().colour(Token.BG))

    def event(self, event: QEvent) -> bool:
        """Tells once that the window has been painted, after its children were."""
        done = super().event(event)
        if event.type() == QEvent.Type.UpdateRequest and not self._is_painted and self.isVisible():
            self._is_painted = True
            self.first_painted.emit()
        return done

    def closeEvent(self, event: QCloseEvent) -> None:
        """During a call or with unsent work asks first; either way the loop's owner ends the program, not Qt."""
        from agent_desktop_ui.shell.leaving_calls import leaving_words  # not needed before there is a desk

        desk = self.desk
        question = leaving_words(desk.context, signs_out=False) if desk is not None else ""
        is_unsent = desk is not None and desk.context.workstation.outbox_desk.counts.waiting > 0
        if desk is not None and (question or is_unsent) and not self._may_close:
            event.ignore()
            if self._stack.currentWidget() is desk:
                desk.ask_to_leave(question, self.agree_to_close)
            else:
                self.close_asked_covered.emit(question)
            return
        if not self.isMaximized():
            self._settings.remember(window=[self.width(), self.height()])
        event.accept()
        self.close_agreed.emit()
