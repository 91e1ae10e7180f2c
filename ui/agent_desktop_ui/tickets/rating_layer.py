"""What the customer said of a ticket that is over: written down, or asked for by a link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from agent_desktop.core.ids import new_id
from agent_desktop.features.ratings.commands import AskForRating, RecordRating
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.tickets.ask_layer import AskLayer
from agent_desktop_ui.tickets.channels import no_reply_words
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.choice_button import ChoiceButton
from agent_desktop_ui.widgets.label import Paragraph
from agent_desktop_ui.widgets.paint import ChipData
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop.core.command import Command
    from agent_desktop.features.ratings.read_models import RatingView
    from agent_desktop_ui.tickets.deeds import TicketDeeds
    from agent_desktop_ui.tickets.ticket_facts import TicketFacts


MOST_SAID = 40
"""So much of a comment stands on the chip; the whole is in the layer."""


class RatingLayer(AskLayer):
    """A figure from 1 to 5 chooses; what customers said themselves is shown and not changed."""

    def __init__(self, deeds: TicketDeeds, facts: TicketFacts) -> None:
        super().__init__(deeds, "", width=420)
        self.set_title(self.tr("How satisfied is the customer?"))
        rating = facts.rating
        self._score = rating.score if rating is not None else 0
        self._ways: list[ChoiceButton] = []
        words = (
            self.tr("Not at all"),
            self.tr("Rather not"),
            self.tr("Middling"),
            self.tr("Satisfied"),
            self.tr("Very satisfied"),
        )
        for score, label in enumerate(words, start=1):
            button = ChoiceButton(score, label, is_chosen=score == self._score)
            # Alt and a number belongs to the script; here the bare number is enough.
            button.setShortcut("")
            button.clicked.connect(lambda _checked=False, score=score: self._choose(score))
            self._ways.append(button)
            self.body().addWidget(button)
        self._comment = TextField(self.tr("In their words"))
        self._comment.set_text(rating.comment or "" if rating is not None else "")
        self._link = Button(self.tr("Ask by mail"), icon="mail", is_low=True)
        self._link.clicked.connect(self._ask)
        reason = no_reply_words(facts)
        if rating is not None and rating.source != "agent":
            reason = self.tr("The customer has said so themselves.")
            self.body().addWidget(Paragraph(reason, Role.META, Token.TEXT3))
        self._link.set_disabled_reason(reason)
        self.body().addWidget(self._comment)
        self.body().addWidget(self._link)
        self.finish(self.tr("Write it down"), self._comment)

    def first_focus(self) -> QWidget:
        """The figures."""
        return self._ways[max(0, self._score - 1)]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A figure chooses; the arrows go from one to the next."""
        score = event.key() - int(Qt.Key.Key_0)
        if 1 <= score <= len(self._ways) and not event.modifiers():
            self._choose(score)
            self._comment.setFocus()
        elif event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def commands(self) -> list[Command]:
        """The rating, once a figure is chosen."""
        if not self._score:
            self._ways[0].setFocus()
            return []
        comment = self._comment.text().strip() or None
        return [RecordRating(score=self._score, comment=comment, **self.deeds.at())]

    def _choose(self, score: int) -> None:
        self._score = score
        for place, button in enumerate(self._ways, start=1):
            button.show_choice(place, button.text(), is_chosen=place == score)
            button.setShortcut("")

    def _ask(self) -> None:
        """Sent at once or not at all: a link is only good while central knows of it."""
        command = AskForRating(invitation_id=new_id(), **self.deeds.at())
        context = self.deeds.context
        context.bridge.run(context.workstation.send(command), self._asked, self.failed)

    def _asked(self, _verdict: object) -> None:
        self.closed.emit()
        self.deeds.context.desk.notice(self.tr("The customer is asked by mail."), Tone.OK)


def rating_chip(rating: RatingView) -> ChipData:
    """What was said, as a chip of the ticket's head."""
    tone = Tone.OK if rating.score >= 4 else Tone.WARN if rating.score == 3 else Tone.BAD
    words, said = f"CSAT {rating.score} / 5", " ".join((rating.comment or "").split())
    said = said if len(said) <= MOST_SAID else said[: MOST_SAID - 1].rstrip() + "…"
    return ChipData(f"{words}: {said}" if said else words, tone)
