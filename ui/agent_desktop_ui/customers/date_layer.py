"""Asks for a date: written as people write dates, or one of a few that are near at hand."""

from __future__ import annotations

import re
from datetime import date, timedelta

from PySide6.QtCore import QDate, QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.text_field import TextField

_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"(\d{1,2})[./-](\d{4})|(\d{4})-(\d{1,2})")
_FORMS = ("d MMM yyyy", "d MMMM yyyy", "d. MMMM yyyy", "d.M.yyyy", "d/M/yyyy", "d-M-yyyy", "yyyy/M/d")
_SHORT_FORMS = ("d MMM", "d MMMM", "d. MMMM", "d.M.", "d.M", "d/M")
_MONTH_FORMS = ("MMMM yyyy", "MMM yyyy")


class DateLayer(Layer):
    """One field; Enter goes there. A month or a year means its last day, since a timeline is read backwards."""

    chosen = Signal(object)
    """The ``datetime.date`` to go to."""

    def __init__(self, today: date) -> None:
        super().__init__("", width=420)
        self.set_title(self.tr("Go to date"))
        self._today = today
        self._field = TextField(
            self.tr("Date"), hint=self.tr("Such as 17.11.2025, 17 Nov, March 2024 or 2023.")
        )
        self._go = Button(self.tr("Go there"), kind=ButtonKind.PRIMARY, key=self.tr("Enter"))
        self._field.entered.connect(self._submit)
        self._go.clicked.connect(self._submit)
        near = QHBoxLayout()
        near.setSpacing(8)
        for words, day in (
            (self.tr("Today"), today),
            (self.tr("A month ago"), today - timedelta(days=30)),
            (self.tr("A year ago"), today - timedelta(days=365)),
            (self.tr("First event"), date.min + timedelta(days=400)),
        ):
            button = Button(words)
            button.clicked.connect(lambda _checked=False, day=day: self._take(day))
            near.addWidget(button)
        near.addStretch(1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._go)
        self.body().addWidget(self._field)
        self.body().addLayout(near)
        self.body().addSpacing(4)
        self.body().addLayout(foot)

    def first_focus(self) -> QWidget:
        """The field."""
        return self._field

    def _submit(self) -> None:
        day = read_date(self._field.text(), self._today)
        if day is None:
            self._field.set_error(self.tr("This is no date. Write it as 17.11.2025."))
            self._field.setFocus()
            return
        self._take(day)

    def _take(self, day: date) -> None:
        self.closed.emit()
        self.chosen.emit(day)


def read_date(text: str, today: date, locale: QLocale | None = None) -> date | None:
    """The day that somebody means; None for what is no date.

    Of a month or a year its last day, of a day without a year the latest that has been.
    """
    said = " ".join(text.split())
    if not said:
        return None
    if _YEAR.fullmatch(said):
        return _checked(int(said), 12, 31)
    month = _MONTH.fullmatch(said)
    if month is not None:
        year = int(month[2] or month[3])
        return _last_of(year, int(month[1] or month[4]))
    try:
        return date.fromisoformat(said)
    except ValueError:
        pass
    for place in (locale or QLocale(), QLocale(QLocale.Language.English)):
        for form in (place.dateFormat(QLocale.FormatType.ShortFormat), *_FORMS):
            day = place.toDate(said, form)
            if day.isValid():
                # A year of two digits is of this century.
                year = day.year() + 100 if day.year() < today.year - 90 else day.year()
                return _checked(year, day.month(), day.day())
        for form in _MONTH_FORMS:
            day = place.toDate(said, form)
            if day.isValid():
                return _last_of(day.year(), day.month())
        for form in _SHORT_FORMS:
            day = place.toDate(f"{said} 2000", f"{form} yyyy")
            if day.isValid():
                return _latest(day, today)
    return None


def _latest(day: QDate, today: date) -> date | None:
    this_year = _checked(today.year, day.month(), day.day())
    if this_year is not None and this_year <= today:
        return this_year
    return _checked(today.year - 1, day.month(), day.day())


def _last_of(year: int, month: int) -> date | None:
    if not 1 <= month <= 12:
        return None
    after = _checked(year + month // 12, month % 12 + 1, 1)
    return None if after is None else after - timedelta(days=1)


def _checked(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
