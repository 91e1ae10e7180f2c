"""Numbers wherever they stand on screen: called, copied in any format, or blocked, by pointer and by keyboard."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication, QTextCursor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from agent_desktop_ui.calls.refusals import refusal_of
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Token
from agent_desktop_ui.widgets.label import ElidedLabel, Label, Paragraph

if TYPE_CHECKING:
    from agent_desktop_ui.shell.screen import DeskContext

MOST_NUMBERS = 4
LONGEST_TEXT = 20_000
LABELS = (Label, ElidedLabel, Paragraph, QLabel)
FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit)


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """One number in a text: E.164, and as it stands there."""

    e164: str
    as_shown: str


def numbers_in(text: str, region: str) -> list[FoundNumber]:
    """The telephone numbers of a text, each once, in the order they stand there."""
    if sum(char.isdigit() for char in text) < 5:
        return []  # Cheap, and true of most texts, so that the numbering plans stay unread.
    import phonenumbers

    found: dict[str, FoundNumber] = {}
    for match in phonenumbers.PhoneNumberMatcher(text[:LONGEST_TEXT], region):
        e164 = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        found.setdefault(e164, FoundNumber(e164, match.raw_string))
    return list(found.values())[:MOST_NUMBERS]


def formats_of(number: FoundNumber) -> list[str]:
    """The ways to write a number, each once: E.164, international, national, as it stands there."""
    from agent_desktop.core.phone import display

    ways = (
        number.e164,
        display(number.e164, form="international"),
        display(number.e164, form="national"),
        number.as_shown.strip(),
    )
    return list(dict.fromkeys(ways))


class NumberMenu(QObject):
    """What can be done with the numbers found: call them, copy them, block them; put into a menu."""

    def __init__(self, context: DeskContext, numbers: list[FoundNumber], menu: QMenu) -> None:
        super().__init__(menu)
        self._context = context
        self._menu = menu
        usual = menu.actions()
        menu.setAccessibleName(self.tr("Telephone number"))
        refusal = refusal_of("dial", context.workstation.live)
        for number in numbers:
            menu.addActions(self._actions(number, refusal))
            menu.addSeparator()
        for action in usual:
            # Added again it goes to the end: the numbers come first.
            menu.removeAction(action)
            menu.addAction(action)

    def _actions(self, number: FoundNumber, refusal: str) -> list[QAction]:
        from agent_desktop.core.phone import display

        desk = self._context.desk
        shown = display(number.e164, self._context.workstation.region)
        call = self._action(
            "phone-outgoing", self.tr("Call {number}").format(number=shown), f"call:{number.e164}"
        )
        call.triggered.connect(lambda: desk.dial(number.e164))
        if refusal:
            call.setEnabled(False)
            call.setText(f"{call.text()}: {refusal}")
        made = [call]
        for words in formats_of(number):
            copy = self._action("copy", self.tr("Copy {text}").format(text=words), f"copy:{words}")
            copy.triggered.connect(partial(self._copy, words))
            made.append(copy)
        block = self._action(
            "phone-off", self.tr("Block {number}…").format(number=shown), f"block:{number.e164}"
        )
        block.triggered.connect(lambda: desk.block_caller(number.e164))
        return [*made, block]

    def _action(self, icon: str, words: str, name: str) -> QAction:
        action = QAction(theme().icon(icon, Token.TEXT2), words, self._menu)
        action.setObjectName(name)
        return action

    def _copy(self, words: str) -> None:
        QGuiApplication.clipboard().setText(words)
        self._context.desk.notice(self.tr("Copied: {text}").format(text=words))


class NumbersOnScreen(QObject):
    """Finds the numbers under the pointer or the caret, in every room and layer of the window.

    A click on a text that holds a number opens its menu; in lists, tables and fields, where a click has its own
    meaning, the context menu does, by the right button or by the menu key. The window hands over what no part of
    it has taken, so nothing listens to every event.
    """

    def __init__(self, context: DeskContext, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self.menu: QMenu | None = None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def asked(self, place: QPoint, *, by_key: bool) -> bool:
        """A context menu was asked for, at a place of the screen; False where there is neither number nor menu."""
        inner = self._window.mapFromGlobal(place)
        widget = QApplication.focusWidget() if by_key else self._window.childAt(inner)
        if widget is None:
            return False
        text, menu = self._text_at(widget, widget.mapFromGlobal(place), by_key=by_key)
        numbers = self._numbers(text)
        if not numbers and menu is None:
            return False
        if by_key:
            place = widget.mapToGlobal(widget.rect().center())
        self.open_menu(numbers, place, menu or QMenu(widget))
        return True

    def open_menu(self, numbers: list[FoundNumber], place: QPoint, menu: QMenu) -> None:
        """Open a menu with what can be done with these numbers, before what it holds already."""
        NumberMenu(self._context, numbers, menu)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.menu = menu
        menu.destroyed.connect(self._gone)
        menu.popup(place)
        if numbers:
            menu.setActiveAction(menu.actions()[0])

    def is_number_at(self, place: QPoint) -> bool:
        """Whether a text with a number stands at a place of the window."""
        return bool(self._label_numbers(place))

    def clicked(self, place: QPoint, *, is_direct: bool) -> None:
        """A text was clicked: open the menu of its numbers, or with ``is_direct`` call the first of them."""
        numbers = self._label_numbers(place)
        if numbers and is_direct:
            self._context.desk.dial(numbers[0].e164)
        elif numbers:
            self.open_menu(numbers, self._window.mapToGlobal(place), QMenu(self._window))

    def _label_numbers(self, place: QPoint) -> list[FoundNumber]:
        label = self._window.childAt(place)
        return self._numbers(label.text()) if isinstance(label, LABELS) else []

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        """A field leaves its menu to the window, which puts the numbers of its text on top."""
        if isinstance(new, FIELDS) and self._window.isAncestorOf(new):
            new.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def _gone(self) -> None:
        self.menu = None

    def _numbers(self, text: str) -> list[FoundNumber]:
        return numbers_in(text, self._context.workstation.region) if text else []

    def _text_at(self, widget: QWidget, place: QPoint, *, by_key: bool) -> tuple[str, QMenu | None]:
        """What stands there, and the menu a field has of its own."""
        if isinstance(widget, QLineEdit):
            return widget.selectedText() or widget.text(), widget.createStandardContextMenu()
        outer = widget.parentWidget()
        field = widget if isinstance(widget, QPlainTextEdit | QTextEdit) else outer
        if isinstance(field, QPlainTextEdit | QTextEdit):
            cursor = field.textCursor()
            if not by_key and not cursor.hasSelection():
                cursor = field.cursorForPosition(place)
            return _words_of(cursor), field.createStandardContextMenu()
        view = widget if isinstance(widget, QAbstractItemView) else outer
        if isinstance(view, QAbstractItemView):
            index = view.currentIndex() if by_key or widget is view else view.indexAt(place)
            return _row_text(index), _menu_of(view)
        if isinstance(widget, LABELS):
            return widget.text(), None
        return widget.accessibleName(), None


def _words_of(cursor: QTextCursor) -> str:
    return cursor.selectedText() if cursor.hasSelection() else cursor.block().text()


def _menu_of(view: QAbstractItemView) -> QMenu | None:
    """What a list has of its own: its rows can be copied, exported and printed."""
    made = getattr(view, "list_menu", None)
    menu: QMenu | None = made() if made is not None else None
    return menu


def _row_text(index: QModelIndex) -> str:
    """Everything a row says, cell by cell, and what it says aloud."""
    model: QAbstractItemModel | None = index.model() if index.isValid() else None
    if model is None:
        return ""
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
    # A list has one column, and asking a list model for it ends the program.
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(index.parent())
    cells = [index.siblingAtColumn(column) for column in range(columns)]
    said = [str(cell.data(role) or "") for cell in cells for role in roles]
    return "\n".join(dict.fromkeys(said))
