"""Which of these calls was it? Asked where a contact logged by hand fits several calls of the exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from agent_desktop.core.phone import display
from agent_desktop.features.interactions.logging import JoinContact
from agent_desktop.features.interactions.read_models import CallQuestions
from agent_desktop_ui import formats
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.choice_button import ChoiceButton
from agent_desktop_ui.widgets.label import ElidedLabel, Label, Paragraph
from agent_desktop_ui.widgets.link import Link
from agent_desktop_ui.widgets.notice import announce

if TYPE_CHECKING:
    from datetime import datetime

    from agent_desktop.core.changes import Changes
    from agent_desktop.features.interactions.read_models import CallChoice, CallQuestion
    from agent_desktop_ui.shell.screen import DeskContext

MOST_NOTE = 240


class QuestionLine(QWidget):
    """One line under the call bar while there is a question; it takes neither the keyboard nor the screen."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._questions: list[CallQuestion] = []
        self._words = ElidedLabel("", Role.BUTTON, Token.INFO)
        self._choose = Link(self.tr("Choose the call"))
        self._choose.clicked.connect(self.ask)
        row = QHBoxLayout(self)
        row.setContentsMargins(44, 3, 16, 3)
        row.setSpacing(16)
        row.addWidget(self._words, 1)
        row.addWidget(self._choose)
        context.bridge.changed.connect(self._changed)
        self.hide()
        self._look()

    def ask(self) -> None:
        """Put the oldest question to the person."""
        if self._questions:
            self._context.desk.open_layer(WhichCallLayer(self._context, self._questions[0]))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints ground and icon."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour(Tone.INFO.ground))
        paint.icon(painter, "circle-help", Tone.INFO.ink, 18, self.rect().center().y() + 1)

    def _changed(self, changes: Changes) -> None:
        if changes.touches("call_question"):
            self._look()

    def _look(self) -> None:
        person = self._context.workstation.person
        if person is not None:
            query = CallQuestions(agent_id=person.agent_id)
            self._context.bridge.run(self._context.workstation.read(query), self._show)

    def _show(self, questions: list[CallQuestion]) -> None:
        is_new = len(questions) > len(self._questions)
        self._questions = questions
        self.setVisible(bool(questions))
        if not questions:
            return
        now = self._context.workstation.clock.now()
        who = self._who(questions[0])
        words = self.tr(
            "The contact you logged at {time}{who} fits several calls. Which of them was it?"
        ).format(time=formats.moment(questions[0].started_at, now), who=who)
        if len(questions) == 1 and len(questions[0].choices) == 1:
            words = self.tr("The contact you logged at {time}{who} may be a call. Was it?").format(
                time=formats.moment(questions[0].started_at, now), who=who
            )
        self._words.setText(words)
        self.setAccessibleName(words)
        if is_new:
            announce(self, words)

    def _who(self, question: CallQuestion) -> str:
        name = question.customer_name or question.number
        return self.tr(" with {name}").format(name=name) if name else ""


class WhichCallLayer(Layer):
    """What was written down, and the calls it may have been, one key each; or none of them."""

    def __init__(self, context: DeskContext, question: CallQuestion) -> None:
        super().__init__("", width=560)
        self.set_title(self.tr("Which of these calls was it?"))
        self._context = context
        self._question = question
        now = context.workstation.clock.now()
        ended = formats.clock(question.ended_at) if question.ended_at is not None else ""
        when = " – ".join(part for part in (formats.moment(question.started_at, now), ended) if part)
        number = display(question.number, context.workstation.region) if question.number else ""
        about = "  ·  ".join(part for part in (question.customer_name, number, when) if part)
        self.body().addWidget(Label(self.tr("You logged by hand"), Role.META, Token.TEXT3))
        self.body().addWidget(Label(about, Role.STRONG))
        if question.note.strip():
            self.body().addWidget(Paragraph(question.note.strip()[:MOST_NOTE], Role.BODY, Token.TEXT2))
        self.body().addSpacing(6)
        self._buttons: list[ChoiceButton] = []
        self._answers: list[str | None] = [choice.contact_id for choice in question.choices]
        for choice in question.choices:
            self._add(self._words(choice, now))
        self._answers.append(None)
        self._add(self.tr("None of them: it was no call of the exchange"))
        self.body().addWidget(
            Label(self.tr("Your note stays with the contact, whatever you choose."), Role.META, Token.TEXT3)
        )

    def first_focus(self) -> QWidget:
        """The list of calls."""
        return self._buttons[0]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A number chooses; the arrows go from one to the next."""
        number = event.key() - int(Qt.Key.Key_0)
        if 1 <= number <= len(self._buttons) and not event.modifiers():
            self._choose(number - 1)
            return
        if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
            return
        super().keyPressEvent(event)

    def _add(self, words: str) -> None:
        place = len(self._buttons)
        button = ChoiceButton(place + 1, words)
        # Alt and a number belongs to the script; here the bare number is enough.
        button.setShortcut("")
        button.clicked.connect(lambda: self._choose(place))
        self._buttons.append(button)
        self.body().addWidget(button)

    def _words(self, choice: CallChoice, now: datetime) -> str:
        number = display(choice.number, self._context.workstation.region) if choice.number else ""
        talked = (choice.ended_at - choice.talk_began_at).total_seconds()
        lasted = self.tr("{time} long").format(time=formats.timer(talked))
        direction = self.tr("I called") if choice.direction == "out" else self.tr("They called")
        parts = (
            formats.moment(choice.talk_began_at, now),
            choice.queue,
            number or self.tr("Number withheld"),
            lasted,
            direction,
        )
        return "  ·  ".join(part for part in parts if part)

    def _choose(self, place: int) -> None:
        desk = self._context.workstation
        command = JoinContact(
            made_at=desk.clock.now(),
            interaction_id=self._question.interaction_id,
            contact_id=self._answers[place],
            region=desk.region,
        )
        self.closed.emit()
        self._context.bridge.run(desk.do(command))
