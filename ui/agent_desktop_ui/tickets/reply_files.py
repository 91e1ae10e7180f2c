"""The files that go with a reply: chosen among those of the ticket, or added from this computer."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from agent_desktop.core.ids import new_id
from agent_desktop.features.tickets.commands import MOST_FILES
from agent_desktop.features.tickets.detail_commands import AttachFile
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.shell.submit_key import SubmitKey
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.tickets.attaching import attach, choose_files, dropped_files, size_words, welcome_files
from agent_desktop_ui.tickets.files_page import each_once
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.label import ElidedLabel, Paragraph
from agent_desktop_ui.widgets.queue_list import QueueList
from agent_desktop_ui.widgets.queue_model import QueueGroup, QueueRow

if TYPE_CHECKING:
    from agent_desktop.core.errors import KnownError
    from agent_desktop_ui.shell.screen import DeskContext
    from agent_desktop_ui.tickets.ticket_facts import TicketFacts

USUAL_MB = 20.0
"""Where central does not say how large the files of a reply may be together."""


@dataclass(frozen=True, slots=True)
class ReplyFile:
    """One file of the ticket, by its content and its name."""

    sha256: str
    name: str
    media_type: str
    size: int

    @property
    def key(self) -> str:
        """What tells it from the others."""
        return f"{self.sha256} {self.name}"


class ReplyFiles(QObject):
    """Which files go with what is written now; kept with the draft."""

    changed = Signal()

    def __init__(self, context: DeskContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._ticket_id = ""
        self._of_ticket: dict[str, ReplyFile] = {}
        self._chosen: dict[str, ReplyFile] = {}
        self.button = Button(self.tr("Files"), icon="file-text", is_low=True)
        self.button.clicked.connect(self.open_layer)

    @property
    def context(self) -> DeskContext:
        """Where it stands."""
        return self._context

    @property
    def ticket_id(self) -> str:
        """Whose files are offered."""
        return self._ticket_id

    def chosen(self) -> list[ReplyFile]:
        """Those that go along, in the order they were chosen."""
        return list(self._chosen.values())

    def offered(self) -> list[ReplyFile]:
        """Every file of the ticket, the newest first."""
        return list(self._of_ticket.values())

    def has(self, key: str) -> bool:
        """Whether a file goes along."""
        return key in self._chosen

    def open_ticket(self, ticket_id: str) -> None:
        """Another ticket: nothing goes along yet."""
        self._ticket_id = ticket_id
        self._of_ticket, self._chosen = {}, {}
        self._show()

    def show_facts(self, facts: TicketFacts) -> None:
        """The ticket as it stands; a file that is gone from it goes nowhere."""
        files = each_once(facts.details.attachments)
        found = [ReplyFile(one.sha256, one.name, one.media_type, one.size) for one in reversed(files)]
        self._of_ticket = {one.key: one for one in found}

    def as_body(self) -> list[dict[str, Any]]:
        """What is kept with the draft."""
        return [asdict(one) for one in self._chosen.values()]

    def put(self, kept: object) -> None:
        """Bring back what was kept."""
        if not isinstance(kept, list):
            return
        for one in kept:
            file = ReplyFile(**one)
            self._chosen.setdefault(file.key, file)
        self._show()

    def clear(self) -> None:
        """They went out."""
        self._chosen = {}
        self._show()

    def toggle(self, key: str) -> str:
        """Let a file of the ticket go along, or no longer; answers why it cannot, in words."""
        if key in self._chosen:
            del self._chosen[key]
        elif key in self._of_ticket:
            return self.add(self._of_ticket[key])
        self._told()
        return ""

    def add(self, file: ReplyFile) -> str:
        """Let a file go along; answers why it cannot, in words, and empty where it does."""
        if file.key not in self._of_ticket:
            self._of_ticket = {file.key: file} | self._of_ticket
        if len(self._chosen) >= MOST_FILES:
            return self.tr("At most {n} files go with one reply.").format(n=MOST_FILES)
        if self.size() + file.size > self.most():
            words = self.tr("With {name} the files have {size} together; a reply takes at most {most}.")
            total = size_words(self.size() + file.size)
            return words.format(name=file.name, size=total, most=size_words(self.most()))
        self._chosen[file.key] = file
        self._told()
        return ""

    def size(self) -> int:
        """How much they have together, in bytes."""
        return sum(one.size for one in self._chosen.values())

    def most(self) -> int:
        """How much they may have together, in bytes: as central says."""
        return int(float(self._context.workstation.site.get("reply_files_mb", USUAL_MB)) * 1_000_000)

    def words(self) -> str:
        """What goes along: "display.jpg, invoice.pdf (2.4 MB)"."""
        if not self._chosen:
            return ""
        names = ", ".join(one.name for one in self._chosen.values())
        return f"{names} ({size_words(self.size())})"

    def commands(self, note_id: str, ticket_id: str, files: list[ReplyFile]) -> list[AttachFile]:
        """What names the files on the note they go with."""
        now = self._context.workstation.clock.now()
        return [
            AttachFile(
                made_at=now,
                attachment_id=new_id(),
                ticket_id=ticket_id,
                note_id=note_id,
                sha256=one.sha256,
                name=one.name,
                media_type=one.media_type,
                size=one.size,
            )
            for one in files
        ]

    def open_layer(self) -> None:
        """Choose."""
        if self._ticket_id:
            self._context.desk.open_layer(ReplyFilesLayer(self))

    def _told(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        n = len(self._chosen)
        self.button.set_label(self.tr("Files: {n}").format(n=n) if n else self.tr("Files"))
        self.button.setToolTip(self.words() or self.tr("Send files of the ticket, or others, along with it."))


class ReplyFilesLayer(Layer):
    """Enter on a file lets it go along, or no longer; Ctrl Enter is done. What is dropped here is added."""

    def __init__(self, files: ReplyFiles) -> None:
        super().__init__("", width=560, height=440)
        self.set_title(self.tr("Files that go along"))
        self._files = files
        self.setAcceptDrops(True)
        self.list = QueueList(self.tr("Files of the ticket"))
        self.list.queue_model().set_titles({QueueGroup.NOW: self.tr("Enter chooses")})
        self._empty = EmptyState(
            self.tr("The ticket has no files yet"), self.tr("Add one with the button, or drop it here.")
        )
        self._sum = ElidedLabel("", Role.META, Token.TEXT3)
        self._wrong = Paragraph("", Role.BODY, Token.BAD)
        self._wrong.hide()
        self._add = Button(self.tr("Add a file"), icon="upload")
        self._done = Button(self.tr("Done"), kind=ButtonKind.PRIMARY, key=self.tr("Ctrl Enter"))
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._add)
        foot.addWidget(self._sum, 1)
        foot.addWidget(self._done)
        self.body().addWidget(self._empty, 1)
        self.body().addWidget(self.list, 1)
        self.body().addWidget(self._wrong)
        self.body().addLayout(foot)
        self.list.row_opened.connect(self._toggle)
        self._add.clicked.connect(self._choose)
        self._done.clicked.connect(self.closed)
        for part in (self, self.list):
            # The list takes every Enter for itself, so it is asked before.
            SubmitKey(part, self.closed.emit)
        self._show()

    def first_focus(self) -> QWidget:
        """The list, or where there is nothing to choose the button."""
        return self.list if self._files.offered() else self._add

    def take(self, path: Path) -> None:
        """Put a file of this computer onto the ticket, and let it go along."""
        context, ticket_id = self._files.context, self._files.ticket_id
        context.bridge.run(
            attach(context, path, ticket_id), lambda done: self._taken(ticket_id, done), self._fail
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        welcome_files(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """What was dropped is added."""
        for path in dropped_files(event):
            self.take(path)

    def _choose(self) -> None:
        choose_files(self, self.tr("Add a file"), self.take)

    def _taken(self, ticket_id: str, done: AttachFile) -> None:
        if ticket_id == self._files.ticket_id:
            self._say(self._files.add(ReplyFile(done.sha256, done.name, done.media_type, done.size)))

    def _toggle(self, key: str) -> None:
        self._say(self._files.toggle(key))

    def _fail(self, problem: KnownError) -> None:
        self._say(str(problem))

    def _say(self, wrong: str) -> None:
        self._wrong.setText(wrong)
        self._wrong.setVisible(bool(wrong))
        self._show()

    def _show(self) -> None:
        along = self.tr("Goes along")
        rows = []
        for one in self._files.offered():
            is_chosen = self._files.has(one.key)
            rows.append(
                QueueRow(
                    one.key,
                    QueueGroup.NOW,
                    "check" if is_chosen else "file-text",
                    one.name,
                    size_words(one.size),
                    "",
                    along if is_chosen else "",
                    icon_tone=Tone.OK if is_chosen else Tone.NEUTRAL,
                )
            )
        self.list.show_rows(rows, at_once=True)
        self.list.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        words = self.tr("Files: {n}, {size} of at most {most}").format(
            n=len(self._files.chosen()),
            size=size_words(self._files.size()),
            most=size_words(self._files.most()),
        )
        self._sum.setText(words)
