"""The keys of the desk: one named action each, meaning the same in every state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

_CONTEXT = "DeskActions"


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One line of the keyboard map: the action's name, its words in English, its key, and its chapter."""

    name: str
    words: str
    key: str
    chapter: str


def _row(name: str, words: str, key: str, chapter: str) -> KeyRow:
    return KeyRow(name, words, key, chapter)


KEYMAP: tuple[KeyRow, ...] = (
    _row("answer", "Answer", "F2", "Call"),
    _row("dial", "Dial, call back", "Shift+F2", "Call"),
    _row("look", "Look at the waiting call", "F3", "Call"),
    _row("hold", "Hold, resume", "F7", "Call"),
    _row("mute", "Mute", "F8", "Call"),
    _row("swap", "Talk to the other one", "Shift+F7", "Call"),
    _row("record", "Record, pause the recording", "Shift+F8", "Call"),
    _row("transfer", "Transfer; give the call to whom you ask", "F9", "Call"),
    _row("add_person", "Add a person; bring all together", "Shift+F9", "Call"),
    _row("park", "Park the call, fetch it again", "Ctrl+F9", "Call"),
    _row("keypad", "Keypad", "F10", "Call"),
    _row("end_call", "End call", "F12", "Call"),
    _row("extend", "Extend wrap-up by 30 s", "Ctrl+E", "Call"),
    _row("log_contact", "Log a contact", "Ctrl+Shift+L", "Call"),
    _row("my_state", "My state: ready, break with reason", "F4", "Call"),
    _row("ready", "Ready again; after the call, during one", "F5", "Call"),
    _row("help", "Keys and help", "F1", "Desk"),
    _row("next_panel", "Next panel", "F6", "Desk"),
    _row("previous_panel", "Previous panel", "Shift+F6", "Desk"),
    _row("palette", "Search or command", "Ctrl+K", "Desk"),
    _row("filter", "Queue filter", "Ctrl+L", "Desk"),
    _row("lock", "Lock the window", "Ctrl+Alt+L", "Desk"),
    _row("close_layer", "Close the top layer", "Esc", "Desk"),
    _row("claim_ticket", "Take the chosen tickets", "Ctrl+Shift+A", "Ticket"),
    _row("change_tickets", "Change the chosen tickets", "Ctrl+Shift+G", "Ticket"),
    _row("undo_tickets", "Undo the last change of several", "Ctrl+Shift+R", "Ticket"),
    _row("listen", "Listen to the chosen colleague", "Ctrl+Shift+1", "Floor"),
    _row("whisper", "Speak to the chosen colleague alone", "Ctrl+Shift+2", "Floor"),
    _row("barge", "Join the chosen colleague’s call", "Ctrl+Shift+3", "Floor"),
    _row("stop_listening", "Leave the call that is heard", "Ctrl+Shift+0", "Floor"),
    _row("confirm_caller", "The caller is who is shown", "F11", "Call"),
    _row("identity", "Check who the caller is", "Ctrl+I", "Call"),
    _row("my_calls", "My calls: missed, taken, made", "Ctrl+H", "Call"),
    _row("find_in_timeline", "Search in the timeline", "Ctrl+F", "Customer"),
    _row("timeline_kinds", "Kinds shown in the timeline", "Ctrl+Shift+F", "Customer"),
    _row("go_to_date", "Go to a date in the timeline", "Ctrl+G", "Customer"),
    _row("contact", "The chosen contact, and how they liked it", "Ctrl+Shift+H", "Customer"),
    _row("note", "Note field", "Ctrl+N", "Customer"),
    _row("save_note", "Save the note; in wrap-up also finish it", "Ctrl+Return", "Customer"),
    _row("new_ticket", "New ticket", "Ctrl+T", "Ticket"),
    _row("complaint", "Complaint, with all that follows", "Ctrl+Shift+T", "Ticket"),
    _row("macros", "Macros of the ticket", "Ctrl+M", "Ticket"),
    _row("reply", "Write on the ticket", "Ctrl+R", "Ticket"),
    *(_row(f"tab_{n}", f"Customer tab {n}", f"Ctrl+{n}", "Customer") for n in range(1, 10)),
    *(_row(f"choice_{n}", f"Script choice {n}", f"Alt+{n}", "Script") for n in range(1, 10)),
)


class DeskActions:
    """Every shared shortcut as a ``QAction`` of the window; screens connect to ``named(...).triggered``.

    A screen that answers a key only while it is shown connects in ``activate`` or checks its visibility.
    Enabling and the reason why not belong to whoever owns the control.
    """

    def __init__(self, owner: QWidget) -> None:
        self._actions: dict[str, QAction] = {}
        for row in KEYMAP:
            action = QAction(QCoreApplication.translate(_CONTEXT, row.words), owner)
            action.setObjectName(row.name)
            action.setShortcut(QKeySequence(row.key))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.setAutoRepeat(False)
            owner.addAction(action)
            self._actions[row.name] = action
        # Enter on the number block is the same key to whoever presses it.
        self._actions["save_note"].setShortcuts([QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")])

    def named(self, name: str) -> QAction:
        """The action of that name in ``KEYMAP``."""
        return self._actions[name]

    def key(self, name: str) -> str:
        """Its key as this platform writes it, for buttons and tooltips."""
        return self._actions[name].shortcut().toString(QKeySequence.SequenceFormat.NativeText)

    def __iter__(self) -> Iterator[QAction]:
        return iter(self._actions.values())
