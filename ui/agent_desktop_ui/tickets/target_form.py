"""The form of one target: which tickets it is for, how soon they are answered and solved, and what happens if not."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_desktop.core.errors import Invalid
from agent_desktop.core.money import exponent
from agent_desktop.features.tickets.model import LEVELS, PRIORITIES
from agent_desktop.features.tickets.service_commands import SaveTarget
from agent_desktop.features.tickets.service_preview import TargetView
from agent_desktop.features.tickets.workflow_text import Names, read_span, span_text
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.tickets.words import level_words, priority_words
from agent_desktop_ui.widgets.check_box import CheckBox
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.text_field import TextField

ANY = "-"


class TargetForm(QWidget):
    """One target, new or known; ``says``, which stands elsewhere, tells what is wrong with it."""

    edited = Signal()

    def __init__(self, currency: str) -> None:
        super().__init__()
        self.names = Names()
        self.target_id = ""
        self.position = 0
        self._currency = currency
        self._is_filling = False
        self.name = TextField(self.tr("Name"))
        self.priority = ComboField(self.tr("Priority"))
        self.priority.set_options(
            [(ANY, self.tr("any")), *((one, priority_words(one)) for one in PRIORITIES)]
        )
        self.category = ComboField(self.tr("Category"), keeps_case=True)
        self.segment = TextField(self.tr("Segment of the customer"), placeholder=self.tr("any"))
        self.value = TextField(
            self.tr("Ordered in a year, at least ({currency})").format(currency=currency),
            placeholder=self.tr("any"),
        )
        self.first = TextField(self.tr("First response"), placeholder=self.tr("none"))
        self.following = TextField(self.tr("Next response"), placeholder=self.tr("none"))
        self.solution = TextField(self.tr("Solution"), placeholder=self.tr("none"))
        self.warn = TextField(self.tr("Warn after (%)"))
        self.level = ComboField(self.tr("Overdue goes to"), keeps_case=True)
        self.level.set_options([(ANY, self.tr("nobody")), *((one, level_words(one)) for one in LEVELS[1:])])
        self.queue = ComboField(self.tr("Queue"), keeps_case=True)
        self.is_on = CheckBox(self.tr("The target holds"))
        self.says = Label("", Role.META, Token.TEXT3)
        self.says.setWordWrap(True)
        self._lay_out()
        for field in (
            self.name,
            self.segment,
            self.value,
            self.first,
            self.following,
            self.solution,
            self.warn,
        ):
            field.edited.connect(lambda _text: self._changed())
        for choice in (self.priority, self.category, self.level, self.queue):
            choice.chosen.connect(lambda _key: self._changed())
        self.is_on.toggled.connect(lambda _on: self._changed())
        self.set_names(Names())

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.name)
        column.addWidget(Label(self.tr("For tickets that are all of this"), Role.STRONG))
        for parts in ((self.priority, self.category), (self.segment, self.value)):
            column.addLayout(_beside(*parts))
        column.addWidget(Label(self.tr("In open hours, such as 90m, 4h or 40h"), Role.STRONG))
        column.addLayout(_beside(self.first, self.following, self.solution))
        column.addLayout(_beside(self.warn, QWidget(), QWidget()))
        column.addLayout(_beside(self.level, self.queue))
        column.addWidget(self.is_on)

    def set_names(self, names: Names) -> None:
        """Offer the site's categories and queues."""
        self.names = names
        for field, kind, nothing in (
            (self.category, "category", self.tr("any")),
            (self.queue, "queue", self.tr("where it is")),
        ):
            known = sorted(names.ids.get(kind, {}).items(), key=lambda one: one[0].casefold())
            field.set_options([(ANY, nothing), *((found, name) for name, found in known)])

    def show_target(self, view: TargetView | None, target_id: str, position: int) -> None:
        """Fill the form with a target, or with None begin a new one."""
        self._is_filling = True
        self.target_id, self.position = target_id, position
        self.name.set_text(view.name if view is not None else "")
        for choice, key in (
            (self.priority, view.priority if view is not None else None),
            (self.category, view.category_id if view is not None else None),
            (self.level, view.escalate_to if view is not None else None),
            (self.queue, view.escalate_queue_id if view is not None else None),
        ):
            choice.set_value(key or ANY)
        self.segment.set_text((view.segment if view is not None else None) or "")
        self.value.set_text(self._amount(view.value_from_minor if view is not None else None))
        for field, wait_s in (
            (self.first, view.first_response_s if view is not None else None),
            (self.following, view.next_response_s if view is not None else None),
            (self.solution, view.resolution_s if view is not None else None),
        ):
            field.set_text(span_in_hours(wait_s) if wait_s else "")
        self.warn.set_text(str(view.warn_pct if view is not None else 80))
        self.is_on.setChecked(view is None or view.is_active)
        self._is_filling = False
        self._tell()

    def command(self, now: datetime) -> SaveTarget:
        """What stands in the form, to be saved; raises ``Invalid`` with what is wrong."""
        if not self.name.text().strip():
            raise Invalid("name", self.tr("A target needs a name."))
        times = [self._wait_s(field) for field in (self.first, self.following, self.solution)]
        if not any(times):
            raise Invalid("times", self.tr("A target without a time is none."), todo=self.tr("Say how soon."))
        warn = self.warn.text().strip().removesuffix("%").strip()
        if not warn.isdecimal() or not 1 <= int(warn) <= 100:
            raise Invalid("warn", self.tr("The warning comes after 1 to 100 % of the time."))
        return SaveTarget(
            made_at=now,
            target_id=self.target_id,
            name=self.name.text().strip(),
            position=self.position,
            priority=_or_none(self.priority),
            category_id=_or_none(self.category),
            segment=self.segment.text().strip() or None,
            value_from_minor=self._minor(),
            first_response_s=times[0],
            next_response_s=times[1],
            resolution_s=times[2],
            warn_pct=int(warn),
            escalate_to=_or_none(self.level),
            escalate_queue_id=_or_none(self.queue) if _or_none(self.level) else None,
            is_active=self.is_on.isChecked(),
        )

    def _wait_s(self, field: TextField) -> int | None:
        said = field.text().strip()
        if not said:
            return None
        found = read_span(said)
        if not 0 < found <= 366 * 86_400:
            raise Invalid("times", self.tr("A time lies between a second and a year."))
        return found

    def _minor(self) -> int | None:
        said = self.value.text().replace(" ", "").replace("\u00a0", "")
        if not said:
            return None
        try:
            found = round(float(said.replace(",", ".")) * 10.0 ** exponent(self._currency))
        except (ValueError, OverflowError):
            found = -1
        if not 0 <= found < 2**62:
            raise Invalid("value", self.tr("What a customer is worth is a number, such as 5000."))
        return found

    def _amount(self, minor: int | None) -> str:
        if minor is None:
            return ""
        places = exponent(self._currency)
        return f"{minor / 10**places:.{places}f}".removesuffix("." + "0" * places)

    def _changed(self) -> None:
        if not self._is_filling:
            self._tell()
            self.edited.emit()

    def _tell(self) -> None:
        self.queue.set_disabled_reason("" if _or_none(self.level) else self.tr("It is handed to nobody"))
        try:
            self.command(_ANY_TIME)
        except Invalid as problem:
            self.says.set_ink(Token.BAD)
            self.says.setText(str(problem))
            return
        self.says.set_ink(Token.TEXT3)
        self.says.setText(self.tr("Of the targets that fit a ticket the first in the list holds."))


_ANY_TIME = datetime.fromisoformat("2026-01-01T00:00:00+00:00")


def span_in_hours(wait_s: int) -> str:
    """Seconds of open time without days, whose length nobody could tell: "40h", "1h30m"."""
    hours, rest = divmod(wait_s, 3_600)
    return f"{hours}h{span_text(rest) if rest else ''}" if hours else span_text(rest)


def _or_none(choice: ComboField) -> str | None:
    return choice.value() if choice.value() not in {"", ANY} else None


def _beside(*parts: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(8)
    for part in parts:
        line.addWidget(part, 1)
    return line
