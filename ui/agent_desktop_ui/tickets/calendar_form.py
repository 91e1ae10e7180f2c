"""The form of one business calendar: hours of each weekday, a country's holidays, days of its own, whose it is."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import available_timezones

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtWidgets import QCompleter, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from agent_desktop.core.errors import Invalid
from agent_desktop.features.tickets.service_commands import SaveCalendar, calendar_of, calendar_values
from agent_desktop.features.tickets.service_preview import CalendarView
from agent_desktop.features.tickets.workflow_text import Names
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.tickets.hours_words import (
    hours_text,
    open_h,
    read_day,
    read_special,
    special_text,
)
from agent_desktop_ui.tickets.rule_form import Lines
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.check_box import CheckBox
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.label import Label
from agent_desktop_ui.widgets.text_field import TextField

NO_COUNTRY = "-"


class CalendarForm(QWidget):
    """One calendar, new or known; ``says``, which stands elsewhere, tells what is wrong, or how long it is open."""

    edited = Signal()
    holidays_asked = Signal()
    """Another country or part was chosen: somebody who may wait looks up its holidays."""

    def __init__(self) -> None:
        super().__init__()
        self.names = Names()
        self.calendar_id = ""
        self._places: dict[str, list[str]] = {}
        self._is_filling = False
        locale = QLocale()
        self.name = TextField(self.tr("Name"))
        self.zone = TextField(self.tr("Time zone"), placeholder="Europe/London")
        zones = QCompleter(sorted(available_timezones()), self.zone)
        zones.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        zones.setFilterMode(Qt.MatchFlag.MatchContains)
        self.zone.edit().setCompleter(zones)
        self.days = [
            TextField(locale.dayName(place + 1), placeholder=self.tr("closed")) for place in range(7)
        ]
        self.alike = Button(self.tr("Tuesday to Friday like Monday"), is_low=True)
        self.country = ComboField(self.tr("Holidays of"), keeps_case=True)
        self.part = ComboField(self.tr("Part of it"), keeps_case=True)
        self.holidays = Label("", Role.META, Token.TEXT3)
        self.holidays.setWordWrap(True)
        starts = [
            ("2026-12-24 closed", self.tr("A day that is closed")),
            ("2026-12-24 8:00-12:00", self.tr("A day with other hours")),
        ]
        self.special = Lines(self.tr("Days unlike others, before holidays"), starts, self.tr("Add a day"), 4)
        self.teams = TextField(self.tr("For these teams"), hint=self.tr("Names with commas between."))
        self.queues = TextField(
            self.tr("For these queues"), hint=self.tr("Of tickets whose team has no calendar.")
        )
        self.is_default = CheckBox(self.tr("For everybody else"))
        self.says = Label("", Role.META, Token.TEXT3)
        self.says.setWordWrap(True)
        self._lay_out()
        self._connect()
        self.set_places({})

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        for place, day in enumerate(self.days):
            grid.addWidget(day, place // 2, place % 2)
        grid.addWidget(self.alike, 3, 1, Qt.AlignmentFlag.AlignBottom)
        where = QHBoxLayout()
        where.setSpacing(8)
        where.addWidget(self.country, 3)
        where.addWidget(self.part, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.name)
        column.addWidget(self.zone)
        column.addLayout(grid)
        column.addLayout(where)
        for part in (self.holidays, self.special, self.teams, self.queues, self.is_default):
            column.addWidget(part)

    def _connect(self) -> None:
        for field in (self.name, self.zone, self.teams, self.queues, *self.days):
            field.edited.connect(lambda _text: self._changed())
        # What is taken from the list of zones is the person's too.
        self.zone.edit().textChanged.connect(lambda _text: self._changed())
        self.special.edited.connect(self._changed)
        self.is_default.toggled.connect(lambda _on: self._changed())
        self.country.chosen.connect(lambda _code: self._country_chosen())
        self.part.chosen.connect(lambda _code: self._place_chosen())
        self.alike.clicked.connect(self._make_alike)

    def set_places(self, places: dict[str, list[str]]) -> None:
        """Offer these countries with their parts."""
        self._places = places
        named = sorted((_country_name(code), code) for code in places)
        self.country.set_options(
            [(NO_COUNTRY, self.tr("none")), *((code, f"{name} ({code})") for name, code in named)]
        )

    def show_calendar(self, view: CalendarView | None, calendar_id: str, zone: str) -> None:
        """Fill the form with a calendar, or with None begin a new one in this zone."""
        self._is_filling = True
        self.calendar_id = calendar_id
        week = view.week if view is not None else {str(day): [["08:00", "18:00"]] for day in range(5)}
        self.name.set_text(view.name if view is not None else "")
        self.zone.set_text(view.time_zone if view is not None else zone)
        for place, day in enumerate(self.days):
            day.set_text(hours_text(week.get(str(place), ())))
        country = (view.country if view is not None else None) or NO_COUNTRY
        if country != NO_COUNTRY and country not in self._places:
            self.set_places({**self._places, country: []})
        self.country.set_value(country)
        self._offer_parts((view.subdivision if view is not None else None) or "")
        special = view.special if view is not None else {}
        self.special.set_lines([special_text(day, spans) for day, spans in sorted(special.items())])
        self.teams.set_text(", ".join(view.teams) if view is not None else "")
        queues = view.queues if view is not None else []
        self.queues.set_text(", ".join(self.names.name_of("queue", one) for one in queues))
        self.is_default.setChecked(view is not None and view.is_default)
        self._is_filling = False
        self._say_holidays("")
        self._tell()
        self.holidays_asked.emit()

    def command(self, now: datetime) -> SaveCalendar:
        """What stands in the form, to be saved; raises ``Invalid`` with what is wrong."""
        if not self.name.text().strip():
            raise Invalid("name", self.tr("A calendar needs a name."))
        country, part = self.place()
        week = {str(place): spans for place, day in enumerate(self.days) if (spans := read_day(day.text()))}
        if not week:
            raise Invalid(
                "week",
                self.tr("A calendar that never opens would stop every clock."),
                todo=self.tr("Give it hours."),
            )
        found = SaveCalendar(
            made_at=now,
            calendar_id=self.calendar_id,
            name=self.name.text().strip(),
            time_zone=self.zone.text().strip(),
            week=week,
            country=country,
            subdivision=part,
            special=dict(read_special(line) for line in self.special.lines()),
            teams=_words(self.teams.text()),
            queues=[self.names.id_of("queue", name) for name in _words(self.queues.text())],
            is_default=self.is_default.isChecked(),
        )
        calendar_of(calendar_values(found))
        return found

    def place(self) -> tuple[str | None, str | None]:
        """The country whose holidays are kept, and the part of it."""
        country = self.country.value()
        if country in {"", NO_COUNTRY}:
            return None, None
        part = self.part.value()
        return country, part if part not in {"", NO_COUNTRY} else None

    def show_holidays(self, place: tuple[str | None, str | None], found: list[tuple[date, str]]) -> None:
        """Say which holidays come next; those of a place that is not chosen any more are left out."""
        if place == self.place():
            locale = QLocale()
            form = locale.dateFormat(QLocale.FormatType.ShortFormat)
            days = [
                f"{locale.toString(QDate(day.year, day.month, day.day), form)} {name}" for day, name in found
            ]
            self._say_holidays(self.tr("Next: {days}").format(days=", ".join(days)) if days else "")

    def _say_holidays(self, words: str) -> None:
        self.holidays.setText(words)
        self.holidays.setVisible(bool(words))

    def _make_alike(self) -> None:
        for day in self.days[1:5]:
            day.set_text(self.days[0].text())
        self._changed()

    def _country_chosen(self) -> None:
        self._offer_parts("")
        self._place_chosen()

    def _offer_parts(self, part: str) -> None:
        parts = self._places.get(self.country.value(), [])
        if part and part not in parts:
            parts = [*parts, part]
        self.part.set_options([(NO_COUNTRY, self.tr("all of it")), *((one, one) for one in parts)])
        self.part.set_value(part or NO_COUNTRY)
        self.part.set_disabled_reason("" if parts else self.tr("Its holidays are the same everywhere"))

    def _place_chosen(self) -> None:
        self._say_holidays("")
        self._changed()
        self.holidays_asked.emit()

    def _changed(self) -> None:
        if not self._is_filling:
            self._tell()
            self.edited.emit()

    def _tell(self) -> None:
        try:
            found = self.command(_ANY_TIME)
        except Invalid as problem:
            self.says.set_ink(Token.BAD)
            self.says.setText(str(problem))
            return
        self.says.set_ink(Token.TEXT3)
        hours = QLocale().toString(round(open_h(found.week), 1), "g", 4)
        words = self.tr("{hours} hours a week").format(hours=hours)
        if not (found.teams or found.queues or found.is_default):
            words += " · " + self.tr("no team and no queue runs by it")
        self.says.setText(words)


_ANY_TIME = datetime.fromisoformat("2026-01-01T00:00:00+00:00")


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _country_name(code: str) -> str:
    territory = QLocale.codeToTerritory(code)
    return QLocale.territoryToString(territory) if territory != QLocale.Country.AnyCountry else code
