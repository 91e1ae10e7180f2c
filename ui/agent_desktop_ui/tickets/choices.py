"""People, queues and categories to choose from, with who is here and who is away."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from agent_desktop.features.tickets.detail_views import Categories, CategoryView
from agent_desktop.features.workforce.read_models import People, PersonCard, QueueCard, Queues

if TYPE_CHECKING:
    from agent_desktop.workstation.workstation import Workstation

HERE = frozenset({"available", "ringing", "talking", "holding", "wrap_up", "dialling"})
"""Who is in one of these states is at their desk; in any other, or in none, they are away."""


@dataclass(slots=True)
class Choices:
    """What a filter or a change may name."""

    people: list[PersonCard] = field(default_factory=list)
    queues: list[QueueCard] = field(default_factory=list)
    categories: list[CategoryView] = field(default_factory=list)

    def names(self) -> dict[str, str]:
        """What everybody and everything is called, by id."""
        return (
            {one.agent_id: one.name for one in self.people}
            | {one.queue_id: one.name for one in self.queues}
            | {one.category_id: " / ".join(one.path) for one in self.categories}
        )


async def load_choices(desk: Workstation) -> Choices:
    """Everything there is to choose, from this desk's own copy."""
    return Choices(
        await desk.read(People()),
        await desk.read(Queues()),
        [one for one in await desk.read(Categories()) if one.is_active],
    )


def owner_options(choices: Choices, desk: Workstation, queues: set[str]) -> list[tuple[str, str]]:
    """Who may be given a ticket: oneself, then colleagues of these queues who are here. Nobody who is away."""
    me = desk.actor.agent_id
    mine = [(me, _tr("Me"))]
    here = []
    for one in choices.people:
        if one.agent_id == me or not queues & set(one.queues):
            continue
        view = desk.live.people.get(one.login)
        if view is not None and view.state in HERE:
            here.append((one.agent_id, one.name))
    return mine + here


def _tr(words: str) -> str:
    return QCoreApplication.translate("TicketChoices", words)
