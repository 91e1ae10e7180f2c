"""What to say next, what the customer may answer, and what helps: the script page of the right panel."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.choice_button import ChoiceButton
from agent_desktop_ui.widgets.knowledge_row import KnowledgeRow, SnippetRow
from agent_desktop_ui.widgets.label import Label, Paragraph
from agent_desktop_ui.widgets.script_card import ScriptCard
from agent_desktop_ui.widgets.step_segments import StepSegments
from agent_desktop_ui.widgets.tab_order import settle_tab_order

SNIPPETS_FROM_HEIGHT = 660
"""Under this height, in pixels at 100 %, quick answers are left out; a slash still brings them."""


@dataclass(frozen=True, slots=True)
class ScriptStep:
    """One step; ``step``, ``total`` and the answer ``chosen`` before count from 1, 0 being none."""

    title: str
    say: str
    heading: str = ""
    step: int = 1
    total: int = 1
    choices: tuple[str, ...] = ()
    chosen: int = 0
    choices_title: str = ""


@dataclass(frozen=True, slots=True)
class KnowledgeItem:
    """An article that may help, and why it is offered."""

    key: str
    title: str
    meta: str = ""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A quick answer: the word that brings it, and what it says."""

    word: str
    text: str


class ScriptView(QScrollArea):
    """One step at a time; under it suggested knowledge and quick answers."""

    choice_made = Signal(int)
    """The customer's answer, counted from 1."""

    step_asked = Signal(int)
    """A step to go back to, counted from 1."""

    knowledge_opened = Signal(str)
    snippet_used = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._has_snippets = False
        self._title = Paragraph("", Role.HEADING, Token.TEXT)
        self._progress = Label("", Role.META, Token.TEXT3)
        self._segments = StepSegments()
        self._card = ScriptCard()
        self._choices = _Block(self.tr("Customer says"), gap=6)
        self._knowledge = _Block(self.tr("Suggested knowledge"), gap=0)
        self._snippets = _Block(self.tr("Quick answers"), gap=6)
        self._segments.step_asked.connect(self.step_asked)

        inner = QWidget()
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._title, 1)
        head.addWidget(self._progress, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(0)
        column.addLayout(head)
        column.addSpacing(2)
        column.addWidget(self._segments)
        column.addSpacing(8)
        column.addWidget(self._card)
        column.addSpacing(12)
        column.addWidget(self._choices)
        column.addSpacing(12)
        column.addWidget(self._knowledge)
        column.addSpacing(12)
        column.addWidget(self._snippets)
        column.addStretch(1)
        self.setWidget(inner)

    def show_step(self, step: ScriptStep) -> None:
        """Shows a step of the script."""
        self._title.setText(step.title)
        self._progress.setText(
            self.tr("Step {current} of {total}").format(current=step.step, total=step.total)
            if step.total > 1
            else ""
        )
        self._segments.show_steps(step.step, step.total)
        self._segments.setVisible(step.total > 1)
        self._card.show_text(step.say, step.heading)
        count = len(step.choices)
        keys = self.tr("Alt 1–{last}").format(last=min(9, count)) if count > 1 else self.tr("Alt 1")
        self._choices.begin(step.choices_title or self.tr("Customer says"), keys)
        for number, words in enumerate(step.choices, 1):
            button = ChoiceButton(number, words, is_chosen=number == step.chosen)
            button.clicked.connect(lambda _checked=False, number=number: self.choice_made.emit(number))
            self._choices.add(button)
        self._choices.setVisible(count > 0)
        settle_tab_order(self)
        self.verticalScrollBar().setValue(0)

    def show_knowledge(self, items: tuple[KnowledgeItem, ...]) -> None:
        """Shows the articles that may help."""
        self._knowledge.begin(self.tr("Suggested knowledge"))
        for item in items:
            row = KnowledgeRow(item.title, item.meta)
            row.clicked.connect(lambda _checked=False, key=item.key: self.knowledge_opened.emit(key))
            self._knowledge.add(row)
        self._knowledge.setVisible(bool(items))
        settle_tab_order(self)

    def show_snippets(self, snippets: tuple[Snippet, ...]) -> None:
        """Shows the quick answers that are used most."""
        self._has_snippets = bool(snippets)
        self._snippets.begin(self.tr("Quick answers"))
        for snippet in snippets:
            row = SnippetRow(snippet.word, snippet.text)
            row.clicked.connect(lambda _checked=False, word=snippet.word: self.snippet_used.emit(word))
            self._snippets.add(row)
        settle_tab_order(self)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leaves the quick answers out where it is low."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        is_low = self.height() < SNIPPETS_FROM_HEIGHT * theme().factor
        self._snippets.setVisible(self._has_snippets and not is_low)


class _Block(QWidget):
    """A small heading with a remark, and rows under it."""

    def __init__(self, title: str, *, gap: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Label(title, Role.META_STRONG, Token.TEXT3)
        self._remark = Label("", Role.LABEL, Token.TEXT3)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._remark)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(gap)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5 if gap else 2)
        column.addLayout(head)
        column.addLayout(self._rows)

    def begin(self, title: str, remark: str = "") -> None:
        """Empties the block and names it."""
        self._title.setText(title)
        self._remark.setText(remark)
        while self._rows.count():
            taken = self._rows.takeAt(0)
            old = taken.widget() if taken is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()

    def add(self, row: QWidget) -> None:
        """Adds a row."""
        self._rows.addWidget(row)
