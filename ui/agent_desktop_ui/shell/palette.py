"""Ctrl K at work: one box for commands, people, tickets, orders, articles and answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtWidgets import QWidget

from agent_desktop.core.phone import display
from agent_desktop_ui.calls.numbers import numbers_in
from agent_desktop_ui.customers.duplicates_layer import DuplicatesLayer
from agent_desktop_ui.customers.file_desk import FileDesk
from agent_desktop_ui.shell.actions import KEYMAP
from agent_desktop_ui.shell.palette_search import Finding, PaletteSearch
from agent_desktop_ui.widgets.palette_frame import CommandPaletteFrame, PaletteEntry

if TYPE_CHECKING:
    from agent_desktop_ui.shell.desk import DeskFrame
    from agent_desktop_ui.shell.screen import DeskContext

SEARCH_PAUSE_MS = 120
_HIDDEN = ("tab_", "choice_", "palette", "close_layer", "next_panel", "previous_panel")
_ICONS = {
    "Call": "phone",
    "Desk": "keyboard",
    "Customer": "user",
    "Script": "list-checks",
    "Ticket": "ticket",
}
KINDS = ("", "command", "person", "ticket", "order", "article", "answer")


class Palette(QObject):
    """Commands are there at once; people, their work and what we know come as they are found."""

    def __init__(self, context: DeskContext, frame: DeskFrame) -> None:
        super().__init__(frame)
        self._context = context
        self._frame = frame
        self._box = CommandPaletteFrame(frame)
        self.files = FileDesk(context, self)
        self._asked = 0
        self._kind = ""
        self._recent: list[str] = []
        self._runs: dict[str, Callable[[], object]] = {}
        self._search_for = PaletteSearch(context, frame)
        self._found: list[tuple[str, PaletteEntry]] = []
        self._pause = QTimer(self, singleShot=True, interval=SEARCH_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self._box.query_changed.connect(self._typed)
        self._box.entry_run.connect(self._run)
        self._box.filter_asked.connect(self._next_kind)

    def open(self, text: str = "") -> None:
        """Open the box; the commands are there."""
        self._kind, self._found = "", []
        self._box.open(text)
        self._show()

    def close(self) -> bool:
        """Close it; False when it was not open."""
        if not self._box.isVisible():
            return False
        self._box.close_layer()
        return True

    def set_top(self, top: int) -> None:
        """Where the veil begins."""
        self._box.set_top(top)

    def box(self) -> QWidget:
        """The layer itself."""
        return self._box

    # -- what there is ---------------------------------------------------------------------------------

    def _commands(self) -> list[PaletteEntry]:
        entries: list[PaletteEntry] = []
        for room in self._frame.rooms():
            title = self.tr("Go to {room}").format(room=room.title)
            key = f"room:{room.key}"
            entries.append(PaletteEntry(key, title, self.tr("Room"), room.icon))
            self._runs[key] = partial(self._frame.go_to, room.key)
        for row in KEYMAP:
            if row.name.startswith(_HIDDEN):
                continue
            action = self._context.actions.named(row.name)
            key = f"action:{row.name}"
            icon = _ICONS.get(row.chapter, "keyboard")
            kind = QCoreApplication.translate("DeskActions", row.chapter)
            entries.append(PaletteEntry(key, action.text(), kind, icon, self._context.actions.key(row.name)))
            self._runs[key] = action.trigger
        for key, title, icon, run in (
            (
                "settings",
                self.tr("Settings: colours, text size, role"),
                "settings",
                self._frame.open_settings,
            ),
            ("reset", self.tr("Reset layout"), "undo-2", self._frame.reset_layout),
            (
                "connections",
                self.tr("Connections: central and the exchange"),
                "refresh-cw",
                self._frame.open_connections,
            ),
            ("blocked", self.tr("Blocked callers"), "phone-off", self._frame.open_blocked),
            ("phone", self.tr("My telephone: sit at another one"), "phone", self._frame.open_phone),
            (
                "outbox",
                self.tr("Outbox: what waits to be sent, and what was not accepted"),
                "send",
                self._frame.open_outbox,
            ),
            (
                "conflicts",
                self.tr("Conflicts: where a colleague was first, and kept texts"),
                "users",
                self._frame.open_conflicts,
            ),
            ("customer", self.tr("Edit the customer on screen"), "pencil", self._frame.edit_customer),
            ("twice", self.tr("Customers on record twice"), "copy", self._open_duplicates),
            ("signout", self.tr("Sign out"), "log-out", self._frame.sign_out_asked.emit),
            (
                "everywhere",
                self.tr("Sign out everywhere"),
                "log-out",
                self._frame.ask_to_sign_out_everywhere,
            ),
            ("sessions", self.tr("Where you are signed in"), "shield-check", self._frame.open_sessions),
            *(
                [
                    ("held", self.tr("Held work of revoked devices"), "upload", self._frame.open_quarantine),
                    ("import", self.tr("Import customers from a file"), "upload", self.files.open_import),
                    ("export", self.tr("Export all customers"), "download", self.files.open_export),
                ]
                if self._frame.leads()
                else []
            ),
        ):
            entries.append(PaletteEntry(key, title, self.tr("Desk"), icon))
            self._runs[key] = run
        if (customer := self._frame.customer_command()) is not None:
            words, keep = customer
            entries.append(PaletteEntry("keep", words, self.tr("Customer"), "download"))
            self._runs["keep"] = keep
        return entries

    def _open_duplicates(self) -> None:
        self._frame.open_layer(DuplicatesLayer(self._context))

    def _typed(self, _text: str) -> None:
        self._found = []
        self._show()
        self._pause.start()

    def _show(self, *, is_same: bool = False) -> None:
        needle = self._box.text().casefold().split()
        commands = [
            ("command", entry)
            for entry in self._commands()
            if all(word in f"{entry.title} {entry.kind}".casefold() for word in needle)
        ]
        commands.sort(key=lambda pair: self._rank(pair[1], needle))
        commands[:0] = [("command", entry) for entry in self._numbers(self._box.text())]
        entries = [pair for pair in (*commands, *self._found) if self._kind in {"", pair[0]}]
        self._box.show_entries([entry for _kind, entry in entries], keeps=is_same)

    def _numbers(self, text: str) -> list[PaletteEntry]:
        """A number that is typed can be called."""
        desk = self._context.workstation
        entries = []
        for number in numbers_in(text, desk.region):
            key = f"call:{number.e164}"
            words = self.tr("Call {number}").format(number=display(number.e164, desk.region))
            entries.append(PaletteEntry(key, words, self.tr("Call"), "phone-outgoing"))
            self._runs[key] = partial(self._frame.dial, number.e164)
        return entries

    def _rank(self, entry: PaletteEntry, needle: list[str]) -> tuple[int, int, int]:
        recent = self._recent.index(entry.key) if entry.key in self._recent else len(self._recent)
        starts = bool(needle) and entry.title.casefold().startswith(needle[0])
        return (0 if starts else 1, recent, 0)

    def _next_kind(self) -> None:
        self._kind = KINDS[(KINDS.index(self._kind) + 1) % len(KINDS)]
        self._show()

    def _ask(self) -> None:
        text = self._box.text().strip()
        self._asked += 1
        if len(text) < 2:
            return
        self._context.bridge.run(self._search(self._asked, text))

    async def _search(self, asked: int, text: str) -> None:
        if self._context.workstation.person is None:
            return
        self._take(asked, await self._search_for.here(text))
        self._take(asked, await self._search_for.everywhere(text))

    def _take(self, asked: int, findings: list[Finding]) -> None:
        """Show what was found beside what was found before; central's word on a kind replaces this desk's."""
        if asked != self._asked:
            return
        if not findings:
            return
        kinds = {one.kind for one in findings}
        # One that is here and that central does not tell was made here and is not sent yet.
        new = {one.entry.key for one in findings}
        old = [pair for pair in self._found if pair[1].key not in new]
        self._runs |= {one.entry.key: one.run for one in findings}
        self._found = [*((one.kind, one.entry) for one in findings), *old]
        self._found.sort(key=lambda pair: (KINDS.index(pair[0]), pair[0] in kinds and pair[1].key not in new))
        self._show(is_same=True)

    def _run(self, key: str) -> None:
        run = self._runs.get(key)
        if run is None:
            return
        self._recent = [key, *(k for k in self._recent if k != key)][:20]
        # The box gives the keyboard back first; what is opened then may take it.
        QTimer.singleShot(0, self, run)
