"""Macros: chosen by name or key, seen before they do anything, then done or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from agent_desktop.core.ids import new_id
from agent_desktop.features.tickets.macros import ApplyMacro, MacroPreview, Macros, MacroView, PreviewMacro
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.shell.submit_key import SubmitKey
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.tickets.channels import no_reply_words
from agent_desktop_ui.tickets.history_words import change_words
from agent_desktop_ui.widgets.alert_line import AlertLine
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.label import Label, Paragraph
from agent_desktop_ui.widgets.queue_list import QueueList
from agent_desktop_ui.widgets.queue_model import QueueGroup, QueueRow
from agent_desktop_ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from agent_desktop.core.errors import KnownError
    from agent_desktop_ui.tickets.deeds import TicketDeeds
    from agent_desktop_ui.tickets.ticket_facts import TicketFacts


class MacroLayer(Layer):
    """At the left the macros, at the right what the chosen one changes and says; Ctrl Enter does it."""

    def __init__(self, deeds: TicketDeeds, facts: TicketFacts) -> None:
        super().__init__("", width=780, height=480)
        self.set_title(self.tr("Macros"))
        self._deeds, self._facts = deeds, facts
        self._macros: dict[str, MacroView] = {}
        self._preview: MacroPreview | None = None
        self._shown = ""
        self._box = SearchBox(self.tr("Name or key"), self.tr("Find a macro"))
        self.list = QueueList(self.tr("Macros"))
        self._empty = EmptyState(self.tr("No macros yet"), self.tr("A supervisor makes them."))
        self._title = Label("", Role.STRONG)
        self._changes = Paragraph("", Role.BODY, Token.TEXT2)
        self._problem = AlertLine(tone=Tone.BAD)
        self._to = Label("", Role.META, Token.TEXT3)
        self._text = QPlainTextEdit()
        self._text.setAccessibleName(self.tr("What the macro says"))
        self._text.setTabChangesFocus(True)
        self._do = Button(self.tr("Do it"), kind=ButtonKind.PRIMARY, key=self.tr("Ctrl Enter"))
        self._pause = QTimer(self, singleShot=True, interval=80)
        self._pause.timeout.connect(self._filter)
        self._lay_out()
        self._box.textChanged.connect(lambda _text: self._pause.start())
        self._box.left_down.connect(self._into_list)
        self._box.returnPressed.connect(self._into_list)
        self.list.row_chosen.connect(self._look)
        self.list.row_opened.connect(lambda _row: self._do.setFocus())
        self._do.clicked.connect(self._submit)
        SubmitKey(self, self._submit)
        self._say_nothing()
        context = deeds.context
        context.bridge.run(context.workstation.read(Macros()), self._show)

    def first_focus(self) -> QWidget:
        """The box."""
        return self._box

    def _show(self, macros: list[MacroView]) -> None:
        self._macros = {macro.macro_id: macro for macro in macros}
        rows = [
            QueueRow(
                macro.macro_id,
                QueueGroup.NOW,
                "zap",
                macro.name,
                self.tr("Changes and replies") if macro.reply else self.tr("Changes"),
                f"/{macro.key}",
                spoken=f"{macro.name}, /{macro.key}",
            )
            for macro in macros
        ]
        self.list.queue_model().set_titles({QueueGroup.NOW: self.tr("By key")})
        self.list.show_rows(rows, at_once=True)
        # What was typed meanwhile counts.
        self._filter()

    def _filter(self) -> None:
        self.list.set_filter(self._box.text().lstrip("/"))
        self._say_empty()
        key = self._box.text().strip().lstrip("/").casefold()
        exact = next((one.macro_id for one in self._macros.values() if one.key == key), "")
        if exact:
            # Choosing tells of it only where the person did it: here their typing was that.
            self.list.choose_row(exact)
            self._look(exact)

    def _into_list(self) -> None:
        self._pause.stop()
        self._filter()
        model = self.list.queue_model()
        rows = (model.row_at(model.index(place, 0)) for place in range(min(2, model.rowCount())))
        first = next((row.row_id for row in rows if row is not None), "")
        if first:
            self.list.setFocus()
            if not self.list.chosen_row():
                self.list.choose_row(first)
            self._look(self.list.chosen_row())

    def _say_empty(self) -> None:
        count = self.list.queue_model().rowCount()
        self.list.setVisible(bool(count))
        self._empty.setVisible(not count)
        if self._macros and not count:
            self._empty.show_words(self.tr("Nothing found"), self.tr("Try fewer or other words."))

    def _look(self, macro_id: str) -> None:
        if macro_id == self._shown or macro_id not in self._macros:
            return
        self._shown, self._preview = macro_id, None
        query = PreviewMacro(ticket_id=self._deeds.ticket_id, macro_id=macro_id)
        desk = self._deeds.context.workstation
        reading = desk.read(query) if self._facts.is_here else desk.ask(query)
        self._deeds.context.bridge.run(reading, lambda found: self._show_preview(macro_id, found))

    def _show_preview(self, macro_id: str, found: MacroPreview | None) -> None:
        if not isValid(self) or macro_id != self._shown:
            return  # Esc was quicker than the answer, or another one was chosen.
        self._preview = found
        macro = self._macros[macro_id]
        self._title.setText(macro.name)
        if found is None:
            self._say_nothing(self.tr("This ticket is not here."))
            return
        lines = [change_words(change, self._facts) for change in found.changes]
        self._changes.setText("\n".join(lines) if lines else self.tr("Changes nothing"))
        goes_out = found.is_public and bool(found.reply)
        problem = found.problem or ""
        if goes_out:
            problem = problem or no_reply_words(self._facts)
        self._problem.show_alert(problem, Tone.BAD)
        has_reply = bool(found.reply)
        self._to.setText(
            self.tr("Says to the customer") if goes_out else self.tr("Writes as an internal note")
        )
        self._to.setVisible(has_reply)
        self._text.setVisible(has_reply)
        self._text.setPlainText(found.reply)
        self._do.set_disabled_reason(problem)

    def _say_nothing(self, words: str = "") -> None:
        self._changes.setText(words or self.tr("Choose a macro to see what it would change and say."))
        self._to.hide()
        self._text.hide()
        self._do.set_disabled_reason(self.tr("Choose a macro first."))

    def _submit(self) -> None:
        if self._preview is None or not self._do.isEnabled():
            return
        self._do.set_disabled_reason(self.tr("One moment…"))
        text = self._text.toPlainText() if self._preview.reply else ""
        command = ApplyMacro(macro_id=self._shown, note_id=new_id(), text=text, **self._deeds.at())
        context = self._deeds.context
        context.bridge.run(context.workstation.do(command), lambda _none: self.closed.emit(), self._failed)

    def _failed(self, problem: KnownError) -> None:
        """What was changed in the reply stays in the form."""
        self._problem.show_alert(str(problem), Tone.BAD)
        self._do.set_disabled_reason("")

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self._box)
        left.addWidget(self._empty, 1)
        left.addWidget(self.list, 1)
        right = QVBoxLayout()
        right.setSpacing(8)
        for part in (self._title, self._changes, self._problem, self._to):
            right.addWidget(part)
        right.addWidget(self._text, 1)
        right.addStretch(0)
        foot = QHBoxLayout()
        cancel = Button(self.tr("Cancel"), key=self.tr("Esc"))
        cancel.clicked.connect(self.closed)
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self._do)
        right.addLayout(foot)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addLayout(left, 2)
        row.addLayout(right, 3)
        self.body().addLayout(row, 1)
        self.list.setMinimumWidth(theme().px(240))
