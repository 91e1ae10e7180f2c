"""How the customer liked it: a line under what is over, a ticket or a contact, and the form that writes it down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from agent_desktop.core.ids import new_id
from agent_desktop.features.ratings.commands import AskForRating, RecordRating
from agent_desktop.features.tickets.model import CLOSED_STATES
from agent_desktop_ui.shell.confirm import ConfirmLayer
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.tickets.ask_layer import AskLayer
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.label import ElidedLabel
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop.core.command import Command
    from agent_desktop.features.ratings.read_models import RatingView
    from agent_desktop_ui.shell.screen import DeskContext
    from agent_desktop_ui.tickets.deeds import TicketDeeds
    from agent_desktop_ui.tickets.ticket_facts import TicketFacts


HIGH, LOW = 32, 24


def _tr(words: str) -> str:
    return QCoreApplication.translate("Ratings", words)


def score_words(score: int) -> str:
    """A score of five in words."""
    words = (_tr("very poor"), _tr("poor"), _tr("fair"), _tr("good"), _tr("very good"))
    return f"{score} – {words[score - 1]}"


def rating_words(rating: RatingView | None) -> str:
    """What was said, by whom: in one line."""
    if rating is None:
        return _tr("The customer has not said how they liked it")
    said = _tr("Customer: {score} of 5").format(score=rating.score)
    who = {
        "link": _tr("by the link they were sent"),
        "ivr": _tr("on the telephone"),
    }.get(rating.source) or _tr("noted by {name}").format(name=rating.recorded_by or _tr("a colleague"))
    comment = " ".join((rating.comment or "").split())
    return "  ·  ".join(part for part in (said, f"“{comment}”" if comment else "", who) if part)


class RatingLine(QWidget):
    """What the customer said of something, and ways to write it down and to ask them; of what goes on nothing is shown.

    ``deeds`` say what it is that is rated.
    """

    def __init__(self, context: DeskContext, deeds: TicketDeeds) -> None:
        super().__init__()
        self._context, self._deeds = context, deeds
        self._rating: RatingView | None = None
        self._asked = ""  # what was asked about just now: nobody is asked twice
        self._words = ElidedLabel("", Role.META, Token.TEXT2)
        self.ask = Button(self.tr("Ask them"), icon="mail", is_low=True)
        self.ask.setToolTip(self.tr("Send the customer a link by which they say how they liked it"))
        self.note = Button(self.tr("Note their rating"), icon="star", is_low=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(9)
        row.addWidget(self._words)
        row.addStretch(1)
        row.addWidget(self.ask)
        row.addWidget(self.note)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.note.clicked.connect(self._write)
        self.ask.clicked.connect(self._confirm)
        self.hide()

    def words(self) -> str:
        """What the line says; empty while it is hidden."""
        return "" if self.isHidden() else self._words.text()

    def set_low(self, *, is_low: bool) -> None:
        """A low page gives the line less room."""
        for button in (self.ask, self.note):
            button.setFixedHeight(theme().px(LOW if is_low else HIGH))

    def show_facts(self, facts: TicketFacts) -> None:
        """Show what was said of a ticket."""
        is_over = facts.view.row.state in CLOSED_STATES
        can_ask = any(channel.to is not None for channel in facts.channels)
        self.show_rating(facts.rating, is_over=is_over, can_ask=can_ask)

    def show_rating(self, rating: RatingView | None, *, is_over: bool, can_ask: bool) -> None:
        """Show what was said; what customers said themselves is nobody's to change.

        ``can_ask``: there is a mailbox to ask from, and as far as this desk knows somebody to ask.
        """
        self._rating = rating
        is_asked = rating is None and self._asked == self._about()
        self._words.setText(_tr("The customer was asked just now") if is_asked else rating_words(rating))
        self.ask.setVisible(rating is None and can_ask and not is_asked)
        is_theirs = rating is not None and rating.source != "agent"
        self.note.setVisible(not is_theirs)
        label = self.tr("Note their rating") if rating is None else self.tr("Correct their rating")
        self.note.set_label(label)
        self.setVisible(is_over)

    def _about(self) -> str:
        at = self._deeds.at()
        return str(at.get("ticket_id") or at.get("interaction_id"))

    def _write(self) -> None:
        self._context.desk.open_layer(RatingLayer(self._deeds, self._rating))

    def _confirm(self) -> None:
        question = self.tr("Send the customer an e-mail and ask how they liked it? They are asked once.")
        yes = self.tr("Ask them")
        self._context.desk.open_layer(ConfirmLayer(question, yes, self._ask, no=self.tr("Not now")))

    def _ask(self) -> None:
        about, command = self._about(), AskForRating(invitation_id=new_id(), **self._deeds.at())
        bridge = self._context.bridge
        sent = self._context.workstation.send(command)
        bridge.run(sent, lambda _verdict: self._has_asked(about), bridge.problem.emit)

    def _has_asked(self, about: str) -> None:
        self._asked = about
        self._context.desk.notice(self.tr("The customer is being asked by e-mail."), Tone.OK)
        if about == self._about() and self._rating is None:
            self._words.setText(_tr("The customer was asked just now"))
            self.ask.hide()


class RatingLayer(AskLayer):
    """From 1 to 5, and a few words."""

    def __init__(self, deeds: TicketDeeds, rating: RatingView | None) -> None:
        super().__init__(deeds, "")
        self.set_title(self.tr("What the customer said"))
        self._score = ComboField(self.tr("Rating"))
        self._score.set_options(tuple((str(score), score_words(score)) for score in range(5, 0, -1)))
        self._score.set_value(str(rating.score) if rating is not None else "5")
        self._comment = TextField(self.tr("In their words"), placeholder=self.tr("May stay empty"))
        self._comment.set_text((rating.comment or "") if rating is not None else "")
        self.body().addWidget(self._score)
        self.body().addWidget(self._comment)
        self.finish(self.tr("Keep it"), self._comment)

    def commands(self) -> list[Command]:
        """The one command there is."""
        score, comment = int(self._score.value()), self._comment.text().strip() or None
        return [RecordRating(**self.deeds.at(), score=score, comment=comment)]
