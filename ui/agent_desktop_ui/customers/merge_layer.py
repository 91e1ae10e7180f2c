"""Two records of one customer, side by side: field by field one is chosen, what moves is told, and both become one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QWidget,
)
from shiboken6 import isValid

from agent_desktop.core.ids import new_id
from agent_desktop.features.customers.merge_queries import MergePreview
from agent_desktop.features.customers.merging import UNDO_DAYS, MergeCustomers
from agent_desktop_ui import formats
from agent_desktop_ui.customers.customer_search import CustomerSearch
from agent_desktop_ui.customers.private_form import field_words as private_words
from agent_desktop_ui.customers.record_words import moved_words
from agent_desktop_ui.own_work.words import field_words
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.shell.submit_key import SubmitKey
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import HEIGHT, Role, Token, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.form_foot import FormFoot
from agent_desktop_ui.widgets.label import ElidedLabel, Label, Paragraph

if TYPE_CHECKING:
    from agent_desktop.core.errors import KnownError
    from agent_desktop.features.customers.merge_queries import MergeField, MergeView
    from agent_desktop.sync.messages import Verdict
    from agent_desktop_ui.shell.screen import DeskContext


class Side(QRadioButton):
    """One of two values, painted as a box with a dot; the arrows go to the other side, Space chooses."""

    def __init__(self, words: str, name: str) -> None:
        super().__init__(words)
        self.setAccessibleName(name)
        self.setToolTip(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(theme().px(180), theme().px(HEIGHT.field))

    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        return QSize(theme().px(90), theme().px(HEIGHT.field))

    def hitButton(self, _place: object) -> bool:  # noqa: N802 - Qt's name
        """All of it can be pressed."""
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the box, the dot and the words."""
        painter, rect = QPainter(self), self.rect()
        is_on = self.isChecked()
        fill = Token.ACCENT_BG if is_on else Token.HOVER if self.underMouse() else Token.SURFACE
        paint.area(painter, rect, fill=fill, edge=Token.ACCENT_TX if is_on else Token.LINE)
        centre = rect.center().y()
        side = theme().px(14)
        dot = QRect(10, centre - side // 2, side, side)
        paint.area(
            painter, dot, fill=Token.SURFACE, edge=Token.ACCENT_TX if is_on else Token.EDGE, radius=side // 2
        )
        if is_on:
            inner = dot.adjusted(4, 4, -4, -4)
            paint.area(painter, inner, fill=Token.ACCENT_TX, radius=inner.width() // 2)
        place = rect.adjusted(dot.right() + 9, 0, -8, 0)
        paint.words(painter, place, self.text(), Role.BODY, Token.TEXT if is_on else Token.TEXT2)
        if self.hasFocus():
            paint.focus_ring(painter, rect)


class MergeLayer(Layer):
    """Left stays, right goes; only where both say something else there is a choice. Ctrl Enter merges.

    Nothing is merged by itself, and nothing is lost: what is not chosen stays beside, and for thirty days the two
    can be made two again.
    """

    merged = Signal(str)
    """The id of the one who stays."""

    def __init__(self, context: DeskContext, survivor_id: str, merged_id: str) -> None:
        super().__init__("", width=780, height=620)
        self.set_title(self.tr("Two records of one customer?"))
        self._context = context
        self.ids = (survivor_id, merged_id)
        self.view: MergeView | None = None
        self.sides: dict[str, tuple[Side, Side]] = {}
        self._groups: list[QButtonGroup] = []
        self._said = Paragraph("", Role.BODY, Token.TEXT2)
        self._inner = QWidget()
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(self.tr("Fields of both"))
        self._area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.moves = Paragraph("", Role.BODY, Token.TEXT)
        self._wrong = Paragraph("", Role.BODY, Token.BAD)
        self._wrong.hide()
        self.swap = Button(self.tr("Swap the two"), icon="refresh-cw")
        self.swap.clicked.connect(self._swap)
        self.merge = Button(self.tr("Merge"), kind=ButtonKind.PRIMARY, key=self.tr("Ctrl Enter"))
        self.merge.clicked.connect(self._submit)
        foot = FormFoot(self.merge, self.swap)
        foot.cancel.clicked.connect(self.closed)
        self.body().addWidget(self._said)
        self.body().addWidget(self._area, 1)
        self.body().addWidget(self.moves)
        self.body().addWidget(self._wrong)
        self.body().addWidget(foot)
        SubmitKey(self, self._submit)
        self.offer_list((self.tr("Field"), self.tr("Stays"), self.tr("Goes")), self._as_rows)
        self._ask()

    def first_focus(self) -> QWidget:
        """The list of fields: Tab goes from it to the first choice."""
        return self._area

    def taken(self) -> tuple[list[str], list[str]]:
        """The fields, and the private details, in which the value of the one who goes is right."""
        chosen = [name for name, (_mine, theirs) in self.sides.items() if theirs.isChecked()]
        private = [name.removeprefix("private:") for name in chosen if name.startswith("private:")]
        return [name for name in chosen if not name.startswith("private:")], private

    # -- showing ---------------------------------------------------------------------------------------

    def _ask(self) -> None:
        self.merge.set_disabled_reason(self.tr("One moment…"))
        query = MergePreview(survivor_id=self.ids[0], merged_id=self.ids[1])
        self._context.bridge.run(self._context.workstation.ask(query), self._show, self._failed)

    def _show(self, view: MergeView | None) -> None:
        if not isValid(self):
            return
        self.view = view
        if view is None:
            self._fail(self.tr("One of the two is not on record any more."))
            return
        self.merge.set_disabled_reason("")
        self.setAccessibleDescription(
            self.tr("{survivor} stays, {merged} goes").format(
                survivor=view.survivor_name, merged=view.merged_name
            )
        )
        questions = sum(field.is_question for field in view.fields) + len(view.private_questions)
        days = self.tr("This can be undone for {days} days.").format(days=UNDO_DAYS)
        asks = (
            self.tr("Choose where both say something else; what is not chosen is kept beside.")
            if questions
            else self.tr("Nothing contradicts.")
        )
        self._said.setText(f"{asks} {days}")
        self._lay_out(view)
        told = [moved_words(entity, count) for entity, count in sorted(view.moves.items())]
        what = ", ".join(told) or self.tr("nothing but the record itself")
        self.moves.setText(
            self.tr("Moves to {survivor}: {what}.").format(survivor=view.survivor_name, what=what)
        )

    def _as_rows(self) -> list[tuple[str, ...]]:
        view = self.view
        if view is None:
            return []
        rows: list[tuple[str, ...]] = [(self.tr("Name"), view.survivor_name, view.merged_name)]
        for field in view.fields:
            told = (self._told(field.name, value) for value in (field.survivor, field.merged))
            rows.append((field_words(field.name), *told))
        return rows

    def _lay_out(self, view: MergeView) -> None:
        self._inner = QWidget()
        grid = QGridLayout(self._inner)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        self.sides, self._groups = {}, []
        heads = (self.tr("Stays: {name}"), self.tr("Goes: {name}"))
        for column, (head, name) in enumerate(
            zip(heads, (view.survivor_name, view.merged_name), strict=True), 1
        ):
            grid.addWidget(ElidedLabel(head.format(name=name), Role.STRONG), 0, column)
        fields = sorted(view.fields, key=lambda field: not field.is_question)
        for row, field in enumerate(fields, 1):
            self._add_field(grid, row, field)
        for row, name in enumerate(view.private_questions, len(fields) + 1):
            words = (self.tr("as in this record"), self.tr("as in the other"))
            self._add_choice(grid, row, f"private:{name}", private_words(name), words, is_theirs=False)
        grid.setRowStretch(len(fields) + len(view.private_questions) + 1, 1)
        self._area.setWidget(self._inner)

    def _add_field(self, grid: QGridLayout, row: int, field: MergeField) -> None:
        label = field_words(field.name)
        label = label[:1].upper() + label[1:]
        told = (self._told(field.name, field.survivor), self._told(field.name, field.merged))
        if field.is_question:
            is_theirs = field.final == field.merged
            self._add_choice(grid, row, field.name, label, told, is_theirs=is_theirs)
            return
        grid.addWidget(Label(label, Role.META, Token.TEXT3), row, 0)
        for column, (words, value) in enumerate(zip(told, (field.survivor, field.merged), strict=True), 1):
            is_final = value is not None and value == field.final
            part = ElidedLabel(words or "–", Role.BODY, Token.TEXT if is_final else Token.TEXT3)
            part.setFixedHeight(theme().px(24))
            grid.addWidget(part, row, column)

    def _add_choice(
        self,
        grid: QGridLayout,
        row: int,
        name: str,
        label: str,
        told: tuple[str, str],
        *,
        is_theirs: bool,
    ) -> None:
        mine = Side(told[0], self.tr("{field}: keep {value}").format(field=label, value=told[0]))
        theirs = Side(told[1], self.tr("{field}: take {value}").format(field=label, value=told[1]))
        group = QButtonGroup(self._inner)
        for side in (mine, theirs):
            group.addButton(side)
        (theirs if is_theirs else mine).setChecked(True)
        grid.addWidget(Label(label, Role.META, Token.TEXT3), row, 0)
        grid.addWidget(mine, row, 1)
        grid.addWidget(theirs, row, 2)
        self.sides[name] = (mine, theirs)
        self._groups.append(group)

    def _told(self, name: str, value: str | None) -> str:
        if value is None:
            return ""
        if name == "kind":
            return self.tr("Company") if value == "organisation" else self.tr("Person")
        if name == "customer_since":
            return formats.month(datetime.fromisoformat(value))
        return value

    # -- what is pressed -------------------------------------------------------------------------------

    def _swap(self) -> None:
        self.ids = (self.ids[1], self.ids[0])
        self._ask()

    def _submit(self) -> None:
        if self.view is None or not self.merge.isEnabled():
            return
        self._wrong.hide()
        self.merge.set_disabled_reason(self.tr("One moment…"))
        desk = self._context.workstation
        take, take_private = self.taken()
        command = MergeCustomers(
            made_at=desk.clock.now(),
            merge_id=new_id(),
            survivor_id=self.ids[0],
            merged_id=self.ids[1],
            take=take,
            take_private=take_private,
        )
        self._context.bridge.run(desk.send(command), self._done, self._failed)

    def _done(self, _verdict: Verdict) -> None:
        if not isValid(self) or self.view is None:
            return
        words = self.tr("{merged} is now {survivor}. The merge stands in the record and can be undone there.")
        words = words.format(merged=self.view.merged_name, survivor=self.view.survivor_name)
        self.closed.emit()
        self._context.desk.notice(words, Tone.OK)
        self.merged.emit(self.ids[0])

    def _failed(self, problem: KnownError) -> None:
        if isValid(self):
            self._fail(str(problem))

    def _fail(self, words: str) -> None:
        self.merge.set_disabled_reason("" if self.view is not None else words)
        self._wrong.setText(words)
        self._wrong.show()


class MergeSearchLayer(Layer):
    """Who else is this customer? Search, and Enter lays both side by side."""

    chosen = Signal(str)

    def __init__(self, context: DeskContext, customer_id: str, name: str) -> None:
        super().__init__("", width=520, height=460)
        self.set_title(self.tr("Which record is {name} as well?").format(name=name))
        self.search = CustomerSearch(context, self.tr("Search the other record"), but=customer_id)
        self.body().addWidget(self.search, 1)
        self.search.chosen.connect(self._choose)

    def first_focus(self) -> QWidget:
        """The search."""
        return self.search

    def _choose(self, customer_id: str) -> None:
        self.closed.emit()
        self.chosen.emit(customer_id)
