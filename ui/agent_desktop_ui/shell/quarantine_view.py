"""Work of devices that were shut out, held until a supervisor releases or discards it; and the devices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from agent_desktop.sync.access import TYPED
from agent_desktop.workstation.own_words import own_text
from agent_desktop_ui import formats
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.label import Label, Paragraph
from agent_desktop_ui.widgets.more_line import MOST_CARDS, MoreLine

if TYPE_CHECKING:
    from agent_desktop.core.errors import KnownError
    from agent_desktop.sync.access import Decided, Held
    from agent_desktop_ui.shell.screen import DeskContext


class QuarantineLayer(Layer):
    """One row a command: whose, from which device, when, and every word that was typed."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__("", width=640, height=520)
        self.set_title(self.tr("Held work of revoked devices"))
        self._context = context
        self._access = context.workstation.access
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(self.tr("Held work of revoked devices"))
        self.body().addWidget(self._area, 1)
        self._held: list[Held] = []
        self.offer_list(
            (self.tr("Who"), self.tr("Device"), self.tr("When"), self.tr("What"), self.tr("Text")),
            self._as_rows,
        )
        self._ask()

    def first_focus(self) -> QWidget:
        """The list."""
        return self._area

    def _ask(self) -> None:
        self._context.bridge.run(self._access.quarantine(), self._show, self._failed)

    def _failed(self, problem: KnownError) -> None:
        self._area.setWidget(Paragraph(str(problem), Role.BODY, Token.BAD))

    def _as_rows(self) -> list[tuple[str, ...]]:
        now = self._context.workstation.clock.now()
        return [
            (
                one.author,
                one.device,
                formats.moment(one.made_at or one.taken_at, now),
                self._what(one),
                own_text(one.kind, one.data),
            )
            for one in self._held
        ]

    def _what(self, one: Held) -> str:
        return self._begun(one) if one.kind == TYPED else _name(one.kind)

    def _show(self, held: list[Held]) -> None:
        self._held = held
        if not held:
            nothing = self.tr("What a revoked device had not sent waits here for you.")
            self._area.setWidget(EmptyState(self.tr("Nothing is held"), nothing))
            return
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(12)
        before = ""
        for one in held[:MOST_CARDS]:
            if one.client_id != before:
                before = one.client_id
                theirs = [other for other in held if other.client_id == one.client_id]
                column.addWidget(self._head(one, len(theirs), sum(other.kind != TYPED for other in theirs)))
            column.addWidget(self._row(one))
        more = MoreLine()
        column.addWidget(more)
        more.show_left(len(held))
        column.addStretch(1)
        self._area.setWidget(inner)

    def _head(self, one: Held, count: int, runs: int) -> QWidget:
        head = QWidget()
        line = QHBoxLayout(head)
        line.setContentsMargins(0, 6, 0, 0)
        line.addWidget(Label(f"{one.author}  ·  {one.device}", Role.HEADING), 1)
        discard = Button(self.tr("Discard all"))
        discard.clicked.connect(lambda: self._discard_all(one, count))
        if runs:
            release = Button(self.tr("Release all %n", "", runs), kind=ButtonKind.PRIMARY)
            release.clicked.connect(lambda: self._decide(one.client_id, "release", None))
            line.addWidget(release)
        line.addWidget(discard)
        return head

    def _row(self, one: Held) -> QWidget:
        now = self._context.workstation.clock.now()
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        line = QHBoxLayout()
        line.addWidget(Label(self._what(one), Role.STRONG))
        line.addWidget(Label(formats.moment(one.made_at or one.taken_at, now), Role.META, Token.TEXT3))
        line.addStretch(1)
        text = own_text(one.kind, one.data)
        if one.kind == TYPED:
            copy = Button(self.tr("Copy"), is_low=True)
            copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
            line.addWidget(copy)
        deeds = [(self.tr("Discard"), "discard")]
        if one.kind != TYPED:
            deeds.insert(0, (self.tr("Release"), "release"))
        for words, deed in deeds:
            button = Button(words, is_low=True)
            button.clicked.connect(
                lambda _checked=False, deed=deed: self._decide(one.client_id, deed, [one.command_id])
            )
            line.addWidget(button)
        column.addLayout(line)
        if text:
            column.addWidget(Paragraph(text, Role.BODY, Token.TEXT2))
        return row

    def _begun(self, one: Held) -> str:
        """What words that are no command were begun as; they can be read and copied, and not released."""
        words = {
            "contact": self.tr("A note of a contact, not finished"),
            "ticket": self.tr("A note on a ticket, not finished"),
            "lead": self.tr("A note on a call-list entry, not finished"),
            "desk": self.tr("A note without a contact, not finished"),
            "refused": self.tr("Not accepted by central"),
            "kept": self.tr("A text kept at the desk"),
            "lost": self.tr("A value a colleague was faster than"),
        }
        about = str(one.data.get("about", "")).partition(":")[0]
        return words.get(about, self.tr("Begun, not finished"))

    def _discard_all(self, one: Held, count: int) -> None:
        question = self.tr(
            "Discard all %n of {name}? It stays on record, but is never carried out.", "", count
        )
        self._context.desk.confirm(
            question.format(name=one.author),
            self.tr("Discard"),
            lambda: self._decide(one.client_id, "discard", None),
        )

    def _decide(self, client_id: str, deed: str, command_ids: list[str] | None) -> None:
        self._context.bridge.run(
            self._access.decide(client_id, deed, command_ids), self._decided, self._failed
        )

    def _decided(self, decided: Decided) -> None:
        refused = [verdict.problem.what for verdict in decided.verdicts if verdict.problem is not None]
        if refused:
            words = self.tr("%n of it was refused by the rules.", "", len(refused))
            self._context.desk.notice(words, Tone.WARN, detail="\n".join(refused))
        self._ask()


def _name(kind: str) -> str:
    word = kind.rpartition(".")[2]
    return "".join(f" {c.lower()}" if c.isupper() else c for c in word).strip().capitalize()
