"""The four things that follow from a complaint, each with who does it until when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from agent_desktop.core.ids import new_id
from agent_desktop.features.tickets.complaints import USUAL_PARTS, Part
from agent_desktop_ui.tickets.due import DueField
from agent_desktop_ui.widgets.combo_field import ComboField

if TYPE_CHECKING:
    from agent_desktop.features.workforce.read_models import PersonCard

PARTS = ("callback", "quality_check", "goods_return", "replacement")
"""In the order they are asked: what the customer hears first, first."""

_NAMES = {
    "callback": "Call back",
    "quality_check": "Quality check",
    "goods_return": "Return",
    "replacement": "Replacement",
}
TEAM = "team:"
"""With this before its name a team is chosen in place of a person."""


def part_words(name: str) -> str:
    """What a part is called."""
    return _tr(_NAMES[name])


class ComplaintParts(QWidget):
    """For each part when it is due where the customer lives, and its owner."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._me = ""
        self._first_of: dict[str, str] = {}
        self._proposed: dict[str, str] = {}
        self.owners: dict[str, ComboField] = {}
        self.dues: dict[str, DueField] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        for place, name in enumerate(PARTS):
            words = part_words(name)
            owner = ComboField(_tr("{part}: who").format(part=words), keeps_case=True)
            due = DueField(_tr("{part}: when").format(part=words), clock)
            due.set_in(int(USUAL_PARTS[name]["days"]))
            self._proposed[name] = due.text()
            self.owners[name], self.dues[name] = owner, due
            cell = QVBoxLayout()
            cell.setSpacing(4)
            cell.addWidget(due)
            cell.addWidget(owner)
            grid.addLayout(cell, place // 2, place % 2)

    def offer(self, people: list[PersonCard], me: str, usual: Mapping[str, Mapping[str, Any]]) -> None:
        """Let a team or one of these people be chosen; each part is whose the site says, or else mine."""
        self._me = me
        here = sorted((one for one in people if one.is_active), key=lambda one: one.name.casefold())
        self._first_of = {one.team: one.agent_id for one in reversed(here) if one.team}
        teams = [(f"{TEAM}{team}", _tr("Team {team}").format(team=team)) for team in sorted(self._first_of)]
        persons = [(one.agent_id, one.name) for one in here]
        logins = {one.login: one.agent_id for one in here}
        named = {team.casefold(): team for team in self._first_of}
        for name in PARTS:
            said = {**USUAL_PARTS[name], **usual.get(name, {})}
            team = named.get(str(said["team"]).strip().casefold())
            owner, due = self.owners[name], self.dues[name]
            chosen = owner.value()
            owner.set_options((*teams, *persons))
            owner.set_value(
                chosen or (f"{TEAM}{team}" if team is not None else logins.get(str(said["owner"]), me))
            )
            if due.text() == self._proposed.get(name):
                due.set_in(int(said["days"]))
                self._proposed[name] = due.text()

    def set_zone(self, zone: str) -> None:
        """Where the customer lives."""
        for due in self.dues.values():
            due.set_zone(zone)

    def wrong(self) -> QWidget | None:
        """The first field that says no time to come, with its reason; None where all is well."""
        for due in self.dues.values():
            if not due.due():
                due.fail()
                return due
        return None

    def part(self, name: str, product: str) -> Part:
        """One part as the complaint has it."""
        text = {
            "callback": _tr("Call back about {product}"),
            "quality_check": _tr("Quality check of {product}"),
            "goods_return": _tr("Return of {product}"),
            "replacement": _tr("Replacement for {product}"),
        }[name].format(product=product)
        owner = self.owners[name].value() or self._me
        team = owner.removeprefix(TEAM) if owner.startswith(TEAM) else None
        if team is not None:
            # Until central has chosen one of them it stands under a name, since nothing here is nobody's.
            owner = self._first_of.get(team, self._me)
        return Part(new_id(), owner, self.dues[name].due(), text, team)

    def as_body(self) -> dict[str, list[str]]:
        """What stands in the lines, to be kept."""
        return {name: [self.owners[name].value(), self.dues[name].text()] for name in PARTS}

    def put(self, kept: object) -> None:
        """Bring back what was kept."""
        if not isinstance(kept, dict):
            return
        for name in PARTS:
            pair = kept.get(name)
            if isinstance(pair, list) and len(pair) == 2:
                self.owners[name].set_value(str(pair[0]))
                self.dues[name].set_text(str(pair[1]))


def _tr(words: str) -> str:
    return QCoreApplication.translate("Complaint", words)
