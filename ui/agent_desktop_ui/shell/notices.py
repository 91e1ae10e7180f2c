"""What was told to the person: shown in a line for a while, kept in a list that can be read and copied."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from agent_desktop.core.ids import is_id
from agent_desktop.sync.verdicts import own_losses
from agent_desktop.workstation.own_words import own_text
from agent_desktop_ui import formats
from agent_desktop_ui.own_work.words import field_words
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.label import Label, Paragraph
from agent_desktop_ui.widgets.notice import Toast

if TYPE_CHECKING:
    from agent_desktop.core.clock import Clock
    from agent_desktop.core.errors import KnownError
    from agent_desktop.sync.messages import Envelope, Verdict

MOST_KEPT = 200


@dataclass(frozen=True, slots=True)
class NoticeEntry:
    """One thing that was told; ``detail`` is text of the person's own that stays in their hands."""

    at: datetime
    text: str
    tone: Tone = Tone.NEUTRAL
    detail: str = ""


@dataclass(slots=True)
class _Unread:
    count: int = 0
    entries: list[NoticeEntry] = field(default_factory=list)


class Notices(QObject):
    """Tells, keeps, and counts what has not been looked at."""

    changed = Signal()

    def __init__(self, parent: QWidget, clock: Clock) -> None:
        super().__init__(parent)
        self._clock = clock
        self._toast = Toast(parent)
        self._kept = _Unread()

    @property
    def entries(self) -> list[NoticeEntry]:
        """Everything told, newest first."""
        return self._kept.entries

    @property
    def unread(self) -> int:
        """How many were not looked at in the list."""
        return self._kept.count

    def tell(self, text: str, tone: Tone = Tone.NEUTRAL, *, detail: str = "", more: str = "") -> None:
        """Show a line and keep it; the keyboard stays where it is."""
        self._toast.show_notice(text, more or _one_line(detail), tone)
        self._kept.entries.insert(0, NoticeEntry(self._clock.now(), f"{text} {more}".strip(), tone, detail))
        del self._kept.entries[MOST_KEPT:]
        self._kept.count += 1
        self.changed.emit()

    def tell_error(self, problem: KnownError) -> None:
        """Say what happened, what was kept and what to do."""
        more = " ".join(part for part in (problem.kept, problem.todo) if part)
        self.tell(problem.what, Tone.BAD, more=more)

    def tell_verdict(self, envelope: Envelope, verdict: Verdict) -> None:
        """Say what became of something the person sent, when it is not simply done."""
        if verdict.status == "refused" and verdict.problem is not None:
            problem = verdict.problem
            more = " ".join(part for part in (problem.kept, problem.todo) if part)
            words = self.tr("Not accepted: {what}").format(what=problem.what)
            self.tell(words, Tone.BAD, more=more, detail=own_text(envelope.kind, envelope.data))
        elif duplicates := (verdict.result or {}).get("possible_duplicates"):
            self._tell_duplicates(envelope, duplicates)
        elif losses := own_losses(envelope.data, verdict):
            fields = ", ".join(field_words(lost.field) for lost in losses)
            words = self.tr("A colleague changed this first, their version stays: {fields}").format(
                fields=fields
            )
            yours = "\n".join(
                str(lost.yours) for lost in losses if isinstance(lost.yours, str) and not is_id(lost.yours)
            )
            more = self.tr("Both texts are under Conflicts.")
            self.tell(words, Tone.WARN, detail=yours, more=more)
        elif envelope.kind == "tickets.CreateTicket" and (verdict.result or {}).get("number"):
            number = (verdict.result or {})["number"]
            self.tell(self.tr("The ticket has its number now: {number}").format(number=number), Tone.OK)

    def _tell_duplicates(self, envelope: Envelope, duplicates: list[dict[str, Any]]) -> None:
        """Somebody made here may be on record already; both stay until a person has decided."""
        reasons = {
            "number": self.tr("the same number"),
            "email": self.tr("the same e-mail address"),
            "name_and_postcode": self.tr("the same name and postcode"),
        }
        parts = (envelope.data.get(name) for name in ("given_name", "family_name"))
        own = envelope.data.get("name") or envelope.data.get("organisation")
        made = str(own or " ".join(str(part) for part in parts if part))
        words = self.tr("{name} may be a customer already.").format(name=made)
        told = [
            f"{one['name']}: {', '.join(reasons.get(r, r) for r in one['reasons'])}" for one in duplicates
        ]
        more = self.tr("Both records are kept: {others}.").format(others="; ".join(told))
        self.tell(words, Tone.WARN, more=more)

    def mark_read(self) -> None:
        """The list was looked at."""
        self._kept.count = 0
        self.changed.emit()

    def layer(self) -> Layer:
        """The list as a layer."""
        self.mark_read()
        return NoticesLayer(self.entries, self._clock.now())


class NoticesLayer(Layer):
    """Everything that was told, newest first; a person's own text can be copied."""

    def __init__(self, entries: list[NoticeEntry], now: datetime) -> None:
        super().__init__("", width=560, height=520)
        self.set_title(self.tr("Notifications"))
        if not entries:
            self.body().addWidget(
                EmptyState(self.tr("Nothing to tell"), self.tr("What happens to your work is told here."))
            )
            return
        self.offer_list(
            (self.tr("When"), self.tr("What"), self.tr("Your text")),
            lambda: [(formats.moment(one.at, now), one.text, one.detail) for one in entries],
        )
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(10)
        for entry in entries:
            column.addWidget(self._row(entry, now))
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setAccessibleName(self.tr("Notifications"))
        area.setWidget(inner)
        self.body().addWidget(area, 1)

    def _row(self, entry: NoticeEntry, now: datetime) -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.addWidget(Label(formats.moment(entry.at, now), Role.META, Token.TEXT3))
        head.addStretch(1)
        column.addLayout(head)
        ink = Token.TEXT if entry.tone is Tone.NEUTRAL else entry.tone.ink
        column.addWidget(Paragraph(entry.text, Role.BODY, ink))
        if entry.detail:
            kept = QPlainTextEdit(entry.detail)
            kept.setReadOnly(True)
            kept.setTabChangesFocus(True)
            kept.setFixedHeight(64)
            kept.setAccessibleName(self.tr("Your text"))
            column.addWidget(kept)
            copy = Button(self.tr("Copy your text"), icon="copy", is_low=True)
            copy.clicked.connect(lambda _=False, text=entry.detail: QGuiApplication.clipboard().setText(text))
            head.addWidget(copy)
        return row


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 120 else line[:119] + "…"
