"""The form of one rule: when, if, then; a line for each condition and each action, read as it is typed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from agent_desktop.core.errors import Invalid
from agent_desktop.features.tickets.workflow_commands import RuleView
from agent_desktop.features.tickets.workflow_model import DEEDS, FIELDS, TRIGGERS, Rule, Trigger, checked
from agent_desktop.features.tickets.workflow_text import (
    Names,
    action_text,
    condition_text,
    read_action,
    read_condition,
    read_span,
    span_text,
)
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.check_box import CheckBox
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.text_field import TextField

TRIGGER_WORDS = {
    "created": "A ticket is created",
    "changed": "A ticket is changed",
    "customer_wrote": "The customer writes",
    "replied": "We reply",
    "noted": "An internal note is added",
    "sla_warned": "A service level is nearly due",
    "sla_breached": "A service level is breached",
    "promise_due": "A promise comes due",
    "time_in_state": "Time passes in a state",
    "rated": "The customer rates",
}
_EXAMPLES = {
    "set_state": "set_state on_hold for 3d",
    "set_priority": "set_priority high",
    "set_category": "set_category …",
    "set_queue": "set_queue …",
    "set_team": "set_team …",
    "set_owner": "set_owner best",
    "add_tags": "add_tags …",
    "remove_tags": "remove_tags …",
    "add_followers": "add_followers leads",
    "note": "note: …",
    "reply": "reply: …",
    "macro": "macro …",
    "open_child": "open_child: …",
    "promise": "promise callback in 4h of open time: …",
    "tell": "tell owner, leads: …",
    "escalate": "escalate specialist: …",
}


def trigger_words(on: str) -> str:
    """What a rule waits for, in the person's language."""
    return QCoreApplication.translate("Rules", TRIGGER_WORDS.get(on, on))


class Lines(QWidget):
    """A few lines of text under a label, with a list of what may begin one."""

    edited = Signal()

    def __init__(self, label: str, choices: list[tuple[str, str]], offer: str, lines: int) -> None:
        super().__init__()
        self._label = Label(label, Role.META, Token.TEXT2)
        self.edit = QPlainTextEdit()
        self.edit.setTabChangesFocus(True)
        self.edit.setAccessibleName(label)
        self.edit.setFixedHeight(theme().px(18 * lines + 12))
        self._label.setBuddy(self.edit)
        self.offer = ComboField(offer, keeps_case=True)
        self.offer.set_options([("", ""), *choices])
        self.offer.chosen.connect(self._begin)
        head = QHBoxLayout()
        head.addWidget(self._label, 1)
        head.addWidget(self.offer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.edit)
        self.edit.textChanged.connect(self.edited)

    def lines(self) -> list[str]:
        """What stands there, empty lines left out."""
        return [line for line in self.edit.toPlainText().splitlines() if line.strip()]

    def set_lines(self, lines: list[str]) -> None:
        """Put lines there."""
        self.edit.setPlainText("\n".join(lines))

    def _begin(self, start: str) -> None:
        if start:
            self.edit.setPlainText("\n".join([*self.lines(), start]))
            self.edit.moveCursor(self.edit.textCursor().MoveOperation.End)
            self.edit.setFocus()
        self.offer.set_value("")


class RuleForm(QWidget):
    """One rule, new or known; says under itself what is wrong with it, or how many parts it has."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.names = Names()
        self.rule_id = ""
        self.position = 0
        self._is_filling = False
        self.name = TextField(self.tr("Name"))
        self.trigger = ComboField(self.tr("When"), keeps_case=True)
        self.trigger.set_options([(on, trigger_words(on)) for on in TRIGGERS])
        self.part = TextField("")
        self.after = TextField(self.tr("For how long"), hint=self.tr("Such as 90m, 4h or 3d."))
        self.open_time = CheckBox(self.tr("Count opening hours only"))
        fields = [(f"{name} is …", name) for name in FIELDS]
        self.all_of = Lines(self.tr("If all of these hold"), fields, self.tr("Add a condition"), 4)
        self.any_of = Lines(self.tr("and one of these, if any"), fields, self.tr("Add a condition"), 3)
        deeds = [(_EXAMPLES[do], do.replace("_", " ")) for do in DEEDS]
        self.deeds = Lines(self.tr("Then do"), deeds, self.tr("Add an action"), 5)
        self.stops = CheckBox(self.tr("The rules after it do not look at this change any more"))
        self.is_on = CheckBox(self.tr("The rule is on"))
        self.says = Label("", Role.META, Token.TEXT3)
        self.says.setWordWrap(True)
        waits = QHBoxLayout()
        waits.setSpacing(8)
        waits.addWidget(self.part, 2)
        waits.addWidget(self.after, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.name)
        column.addWidget(self.trigger)
        column.addLayout(waits)
        for part in (
            self.open_time,
            self.all_of,
            self.any_of,
            self.deeds,
            self.stops,
            self.is_on,
            self.says,
        ):
            column.addWidget(part)
        for field in (self.name, self.part, self.after):
            field.edited.connect(lambda _text: self._changed())
        self.trigger.chosen.connect(lambda _on: self._changed())
        for box in (self.open_time, self.stops, self.is_on):
            box.toggled.connect(lambda _on: self._changed())
        for lines in (self.all_of, self.any_of, self.deeds):
            lines.edited.connect(self._changed)

    def show_rule(self, view: RuleView | None, rule_id: str, position: int) -> None:
        """Fill the form with a rule, or with None empty it for a new one."""
        self._is_filling = True
        self.rule_id, self.position = rule_id, position
        rule = view.rule if view is not None else Rule(Trigger("created"), [])
        self.name.set_text(view.name if view is not None else "")
        self.trigger.set_value(rule.trigger.on)
        self.part.set_text(", ".join(rule.trigger.states or rule.trigger.fields))
        self.after.set_text(span_text(rule.trigger.after_s) if rule.trigger.after_s else "")
        self.open_time.setChecked(rule.trigger.in_open_time)
        self.all_of.set_lines([condition_text(one, self.names) for one in rule.all_of])
        self.any_of.set_lines([condition_text(one, self.names) for one in rule.any_of])
        self.deeds.set_lines([action_text(one, self.names) for one in rule.actions])
        self.stops.setChecked(rule.stops)
        self.is_on.setChecked(view.is_active if view is not None else True)
        self._is_filling = False
        self._tell()

    def rule(self) -> Rule:
        """The rule that stands in the form; raises ``Invalid`` with what is wrong."""
        on = self.trigger.value()
        words = [word.strip() for word in self.part.text().split(",") if word.strip()]
        after = self.after.text().strip()
        trigger = Trigger(
            on=on,
            fields=words if on == "changed" else [],
            states=words if on == "time_in_state" else [],
            after_s=read_span(after) if after and on in {"time_in_state", "promise_due"} else 0,
            in_open_time=self.open_time.isChecked() and on == "time_in_state",
        )
        return checked(
            Rule(
                trigger,
                [read_action(line, self.names) for line in self.deeds.lines()],
                [read_condition(line, self.names) for line in self.all_of.lines()],
                [read_condition(line, self.names) for line in self.any_of.lines()],
                self.stops.isChecked(),
            )
        )

    def _changed(self) -> None:
        if not self._is_filling:
            self._tell()
            self.edited.emit()

    def _tell(self) -> None:
        on = self.trigger.value()
        self.part.setVisible(on in {"changed", "time_in_state"})
        self.part.set_label(
            self.tr("In which states") if on == "time_in_state" else self.tr("Which fields; empty: any")
        )
        self.after.setVisible(on in {"time_in_state", "promise_due"})
        self.after.set_label(
            self.tr("For how long")
            if on == "time_in_state"
            else self.tr("After the due time, or -15m before it")
        )
        self.open_time.setVisible(on == "time_in_state")
        try:
            rule = self.rule()
        except Invalid as problem:
            self.says.set_ink(Token.BAD)
            self.says.setText(str(problem))
            return
        count = len(rule.all_of) + len(rule.any_of)
        self.says.set_ink(Token.TEXT3)
        self.says.setText(
            self.tr("%n condition(s), ", "", count) + self.tr("%n action(s).", "", len(rule.actions))
        )
