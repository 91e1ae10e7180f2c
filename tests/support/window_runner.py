"""The workstation's real window in a process of its own, told by JSON lines what its person does.

Run as a script. The first line of standard input is the start: ``{"server", "folder", "login", "password"}``.
``{"event": "ready"}`` answers once the desk is usable. After that every line is a deed, ``{"do": …}``, done with
keys and clicks, and answered by one line: ``{}``, what is shown, or ``{"error"}``. What is shown is read from
the widgets in view, as a screen reader would: nothing here asks what the program knows.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from agent_desktop.features import house
from agent_desktop.workstation.vault import Vault
from agent_desktop_ui.app import DeskApp, run
from agent_desktop_ui.customers.desk_screen import DeskScreen
from agent_desktop_ui.widgets.incoming_card import IncomingCard
from agent_desktop_ui.widgets.notice import Toast
from tests.support.desk_runner import records_of
from tests.support.later import keep_time

W = TypeVar("W", bound=QWidget)


class Person(QObject):
    """Sits before the window: does what the lines say, on the window's own thread."""

    told = Signal(str)

    def __init__(self, app: DeskApp) -> None:
        super().__init__()
        self._app = app
        self._deeds: dict[str, Callable[..., dict[str, Any]]] = {
            "look": self._look,
            "where": self._where,
            "type": self._type,
            "press": self._press,
            "click": self._click,
            "choose": self._choose,
            "open_row": self._open_row,
            "focus": self._focus,
            "leave": self._leave,
            "records": self._records,
        }
        self.told.connect(self._do, Qt.ConnectionType.QueuedConnection)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in sys.stdin:
            self.told.emit(line)
        # Whoever started this window is gone: so goes the window.
        self.told.emit('{"do": "leave"}')

    def _do(self, line: str) -> None:
        wish = json.loads(line)
        try:
            answer = self._deeds[wish.pop("do")](**wish)
        except Exception as error:  # the test is told, whatever it is
            answer = {"error": f"{type(error).__name__}: {error}"}
        say(answer)

    # -- hands -----------------------------------------------------------------------------------------

    def _type(self, text: str) -> dict[str, Any]:
        """Type wherever the keyboard is."""
        for letter in text:
            QTest.keyClicks(self._with_keyboard(), letter)
        return {}

    def _press(self, key: str) -> dict[str, Any]:
        """Press a key by its name, "Ctrl+Return", wherever the keyboard is."""
        QTest.keySequence(self._with_keyboard(), QKeySequence(key))
        return {}

    def _click(self, name: str) -> dict[str, Any]:
        """Click the button that is called so."""
        button = self._one(QAbstractButton, name)
        if not button.isEnabled():
            raise LookupError(f"{name} is disabled: {button.toolTip()}")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        return {}

    def _choose(self, field: str, words: str) -> dict[str, Any]:
        """Choose in a field by typing the first letters, as one does without the mouse."""
        box = self._one(QComboBox, field)
        box.setFocus(Qt.FocusReason.TabFocusReason)
        # A space would open the list: the first word finds the place, the arrow goes on from there.
        QTest.keyClicks(box, words.partition(" ")[0])
        for _ in range(box.count()):
            if box.currentText() == words:
                return {}
            QTest.keyClick(box, Qt.Key.Key_Down)
        raise LookupError(f"{field} shows {box.currentText()}")

    def _open_row(self, words: str) -> dict[str, Any]:
        """Click the row of a list in view that holds these words."""
        for view in self._in_view(QAbstractItemView):
            model = view.model()
            for row in range(model.rowCount()):
                index = model.index(row, 0)
                if words in str(index.data(Qt.ItemDataRole.DisplayRole)):
                    view.scrollTo(index)
                    place = view.visualRect(index).center()
                    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
                    return {}
        raise LookupError(f"no list shows {words}")

    def _focus(self, name: str) -> dict[str, Any]:
        """Give the keyboard to the text field that is called so, by a click."""
        QTest.mouseClick(self._one(QPlainTextEdit, name).viewport(), Qt.MouseButton.LeftButton)
        return {}

    def _leave(self) -> dict[str, Any]:
        """Close the window, as with its cross."""
        self._app.window.agree_to_close()
        return {}

    def _records(self) -> dict[str, Any]:
        """Every record of the replica: the one thing that is asked of the program, to compare it row by row."""
        workstation = self._app.workstation
        assert workstation is not None
        store = workstation._store
        assert store is not None
        return store._reader.submit(records_of, store.replica, house()).result()

    def _where(self) -> dict[str, Any]:
        """Which control has the keyboard; quicker than a whole look, for one who goes on from field to field."""
        return {"keyboard": name_of(QApplication.focusWidget())}

    # -- eyes ------------------------------------------------------------------------------------------

    def _look(self) -> dict[str, Any]:
        desk = self._app.window.desk
        if desk is None:
            return {"words": words_of(self._app.window)}
        screen = desk.screen_shown()
        shown: dict[str, Any] = {
            "call_bar": words_of(desk.call_bar_view),
            "link": words_of(desk.link_line),
            "notices": [toast.accessibleName() for toast in desk.findChildren(Toast) if toast.isVisible()],
            "told": [entry.text for entry in desk.notices.entries],
            "layers": words_of(desk.layers.top_layer()),
            "found": rows_in(layer) if (layer := desk.layers.top_layer()) is not None else [],
            "palette": rows_in(desk.palette_layer.box()),
            "keyboard": name_of(QApplication.focusWidget()),
            "texts": {name_of(field): field.toPlainText() for field in self._in_view(QPlainTextEdit)},
            "buttons": [name_of(button) for button in self._in_view(QAbstractButton)],
        }
        if isinstance(screen, DeskScreen):
            note = screen.panel.note_bar.note
            shown |= {
                "header": words_of(screen.panel.header),
                "caller": words_of(screen.caller),
                "timeline": rows_of(screen.panel.timeline),
                "ticket": words_of(screen.customer_desk.ticket),
                "ticket_notes": rows_in(screen.customer_desk.ticket),
                "tickets": rows_of(screen.customer_desk.tickets),
                "queue": rows_of(screen.queue.queue_list()),
                "script": words_of(screen.right.script),
                "note": note.field().toPlainText() if note.isVisible() else None,
                "note_bar": words_of(screen.panel.note_bar),
                "card": [word for card in desk.findChildren(IncomingCard) for word in words_of(card)],
            }
        return shown

    def _with_keyboard(self) -> QWidget:
        return QApplication.focusWidget() or self._app.window

    def _in_view(self, kind: type[W]) -> Iterator[W]:
        return (part for part in self._app.window.findChildren(kind) if part.isVisible())

    def _one(self, kind: type[W], name: str) -> W:
        for part in self._in_view(kind):
            if name_of(part) == name:
                return part
        raise LookupError(f"there is no {name} in view")


def name_of(part: QWidget | None) -> str:
    """What a control is called: by its own words, or by what a screen reader says."""
    if part is None:
        return ""
    own = part.text() if isinstance(part, QAbstractButton) else ""
    return own or part.accessibleName()


def words_of(part: QWidget | None) -> list[str]:
    """Every word in view within a part of the window, in the order the parts were made; none where it is hidden."""
    if part is None or not part.isVisible():
        return []
    found = []
    for inner in part.findChildren(QWidget):
        if not inner.isVisible() or inner.width() == 0 or inner.height() == 0:
            continue
        if isinstance(inner, QComboBox):
            found.append(f"{inner.accessibleName()}: {inner.currentText()}")
        elif isinstance(inner, QPlainTextEdit | QLineEdit):
            continue
        else:
            text = inner.text() if isinstance(inner, QLabel | QAbstractButton) else inner.accessibleName()
            found.append(text)
    return [words for words in found if words]


def rows_of(view: QAbstractItemView) -> list[str]:
    """The rows of a list in view, titles of groups included, each in its spoken words."""
    model = view.model()
    if not view.isVisible() or model is None:
        return []
    return [str(model.index(row, 0).data(Qt.ItemDataRole.DisplayRole)) for row in range(model.rowCount())]


def rows_in(part: QWidget) -> list[str]:
    """The rows of every list in view within a part of the window."""
    return [row for view in part.findChildren(QAbstractItemView) for row in rows_of(view)]


def say(answer: dict[str, Any]) -> None:
    """One line to whoever started this window."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def main() -> int:
    """Open the window and sit down before it as soon as the desk is usable."""
    start = json.loads(sys.stdin.readline())
    if "later" in start:
        keep_time(Path(start["later"]))
    seated: list[Person] = []

    def sit_down(app: DeskApp) -> None:
        if not seated:
            # Nothing manages windows here, so ours makes itself the active one.
            app.window.activateWindow()
            seated.append(Person(app))
            say({"event": "ready"})

    return run(
        start["server"],
        folder=Path(start["folder"]),
        login=start["login"],
        password=start["password"],
        theme="light",
        size=(1440, 900),
        vault=Vault("file", Path(start["folder"]) / "replica-keys"),
        on_ready=sit_down,
    )


if __name__ == "__main__":
    sys.exit(main())
