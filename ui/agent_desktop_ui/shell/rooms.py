"""The rooms of the rail: which screens there are, who sees them, and where they are loaded from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from PySide6.QtCore import QCoreApplication

from agent_desktop.core.people import Role
from agent_desktop_ui.shell.screen import Screen


@dataclass(frozen=True, slots=True)
class Room:
    """One entry: its key and icon, its name in English, its roles, and ``module:Class`` of its screen."""

    key: str
    icon: str
    name: str
    roles: frozenset[Role]
    screen: str

    @property
    def title(self) -> str:
        """Its name in the person's language."""
        return QCoreApplication.translate("Rooms", self.name)

    def is_there(self) -> bool:
        """Whether the screen is part of this program."""
        try:
            return find_spec(self.screen.split(":")[0]) is not None
        except ModuleNotFoundError:
            return False

    def load(self) -> type[Screen]:
        """The class of the screen, imported when it is first needed."""
        module, name = self.screen.split(":")
        found: type[Screen] = getattr(import_module(module), name)
        return found


ROOMS: tuple[Room, ...] = (
    Room(
        "desk",
        "headset",
        "Calls and tickets",
        frozenset({Role.AGENT, Role.SALES, Role.SUPERVISOR, Role.FIELD, Role.ADMIN}),
        "agent_desktop_ui.customers.desk_screen:DeskScreen",
    ),
    Room(
        "tickets",
        "ticket",
        "Tickets",
        frozenset({Role.AGENT, Role.SALES, Role.SUPERVISOR, Role.FIELD}),
        "agent_desktop_ui.tickets.list_screen:TicketsScreen",
    ),
    Room(
        "call_list",
        "phone-outgoing",
        "Call list",
        frozenset({Role.SALES}),
        "agent_desktop_ui.outbound.screen:CallListScreen",
    ),
    Room(
        "knowledge",
        "book-open",
        "Knowledge",
        frozenset({Role.AGENT, Role.SALES, Role.SUPERVISOR, Role.FIELD, Role.ADMIN}),
        "agent_desktop_ui.knowledge.screen:KnowledgeScreen",
    ),
    Room(
        "field",
        "wrench",
        "Field visits",
        frozenset({Role.FIELD}),
        "agent_desktop_ui.field_service.screen:FieldScreen",
    ),
    Room(
        "floor",
        "chart-column",
        "Floor",
        frozenset({Role.SUPERVISOR}),
        "agent_desktop_ui.floor.screen:FloorScreen",
    ),
    Room(
        "rules",
        "list-checks",
        "Rules",
        frozenset({Role.SUPERVISOR, Role.ADMIN}),
        "agent_desktop_ui.tickets.rules_screen:RulesScreen",
    ),
    Room(
        "service",
        "clock",
        "Calendars and targets",
        frozenset({Role.SUPERVISOR, Role.ADMIN}),
        "agent_desktop_ui.tickets.service_screen:ServiceScreen",
    ),
)

FIRST_ROOM = {Role.SALES: "call_list", Role.FIELD: "field", Role.SUPERVISOR: "floor"}
"""Where a role begins; everybody else begins at the desk."""


def rooms_of(role: Role) -> list[Room]:
    """The rooms a role sees, in the order of the rail."""
    return [room for room in ROOMS if role in room.roles and room.is_there()]


def first_room(role: Role, rooms: Iterable[Room]) -> str:
    """The room a role begins in, of those that are there."""
    keys = [room.key for room in rooms]
    wanted = FIRST_ROOM.get(role, "desk")
    return wanted if wanted in keys else keys[0]


ROLE_NAMES = {
    Role.AGENT: "Agent",
    Role.SALES: "Sales",
    Role.SUPERVISOR: "Supervisor",
    Role.FIELD: "Field service",
    Role.ADMIN: "Administrator",
    Role.SHOP: "Shop system",
}


def role_name(role: str) -> str:
    """A role in the person's language."""
    return QCoreApplication.translate("Rooms", ROLE_NAMES[Role(role)])


def role_words(roles: list[str]) -> list[tuple[str, str]]:
    """The roles a person may begin in, with their words."""
    return [(role, role_name(role)) for role in roles]
