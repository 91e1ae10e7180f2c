"""A button that opens a list of kinds to tick, several at once."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget

from agent_desktop_ui.widgets.button import Button, ButtonKind

NAMED_AT_MOST = 2


class _StayingMenu(QMenu):
    """A menu that stays open while kinds are ticked; Escape, or a click beside it, closes it."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click ticks."""
        action = self.activeAction()
        if _is_tick(action):
            action.trigger()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks and stays; Enter ticks and closes."""
        action = self.activeAction()
        if event.key() == Qt.Key.Key_Space and _is_tick(action):
            action.trigger()
            return
        super().keyPressEvent(event)


def _is_tick(action: QAction | None) -> bool:
    """Whether a line of a menu can be ticked; there is none where the pointer is beside it."""
    return action is not None and action.isCheckable()


class KindButton(Button):
    """Says which kinds are shown: all, one or two by name, or how many."""

    changed = Signal()
    """The person ticked another kind, or all of them."""

    def __init__(self, name: str, kinds: tuple[tuple[str, str], ...], parent: QWidget | None = None) -> None:
        super().__init__("", kind=ButtonKind.SECONDARY, icon="funnel", parent=parent)
        self._name = name
        self._kinds = kinds
        self._menu = _StayingMenu(self)
        self._menu.setAccessibleName(name)
        self._all = self._menu.addAction(self.tr("All kinds"))
        self._all.setCheckable(True)
        self._all.triggered.connect(lambda: self._take(frozenset()))
        self._menu.addSeparator()
        self._actions = {}
        for kind, words in kinds:
            action = self._menu.addAction(words)
            action.setCheckable(True)
            action.triggered.connect(self._ticked)
            self._actions[kind] = action
        self.clicked.connect(self.open_menu)
        self._tip = name
        self._show()

    def chosen(self) -> frozenset[str]:
        """The kinds that are ticked; none means all."""
        return frozenset(kind for kind, action in self._actions.items() if action.isChecked())

    def choose(self, kinds: frozenset[str]) -> None:
        """Ticks these kinds without telling it as the person's."""
        for kind, action in self._actions.items():
            action.setChecked(kind in kinds)
        self._show()

    def set_tip(self, words: str) -> None:
        """What is told of the button where it is pointed at."""
        self._tip = words
        self.setToolTip(words)

    def open_menu(self) -> None:
        """Opens the list under the button, its first line ready for the keys."""
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
        self._menu.setActiveAction(self._all)

    def menu_of_kinds(self) -> QMenu:
        """The list itself."""
        return self._menu

    def _ticked(self) -> None:
        if len(self.chosen()) == len(self._kinds):
            self.choose(frozenset())
        self._show()
        self.changed.emit()

    def _take(self, kinds: frozenset[str]) -> None:
        self.choose(kinds)
        self.changed.emit()

    def _show(self) -> None:
        chosen = [words for kind, words in self._kinds if self._actions[kind].isChecked()]
        self._all.setChecked(not chosen)
        if not chosen:
            label = self.tr("All kinds")
        elif len(chosen) <= NAMED_AT_MOST:
            label = ", ".join(chosen)
        else:
            label = self.tr("{n} kinds").format(n=len(chosen))
        self.set_label(label)
        self.setAccessibleName(f"{self._name}: {label}")
        self.setToolTip(self._tip)
