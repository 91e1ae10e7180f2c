"""Changes several tickets as commands, one a ticket, and takes them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from agent_desktop.core.errors import KnownError
from agent_desktop.features.tickets.bulk import (
    ListedPlan,
    PlanListed,
    UndoListed,
    Wanted,
    change_of,
    undo_of,
)
from agent_desktop.features.tickets.detail_views import FieldChange
from agent_desktop.features.tickets.listing_views import MOST_CHANGED_AT_ONCE

if TYPE_CHECKING:
    from agent_desktop.workstation.workstation import Workstation

MOST_UNDOS = 10


@dataclass(slots=True)
class Done:
    """What was done to several tickets: how each stood before, what was changed, and what was refused at once."""

    plans: list[ListedPlan] = field(default_factory=list)
    refused: list[tuple[ListedPlan, str]] = field(default_factory=list)


@dataclass(slots=True)
class TakenBack:
    """What an undo did: tickets that are as before, and those of which something stays, with the fields."""

    back: list[ListedPlan] = field(default_factory=list)
    stays: list[tuple[ListedPlan, list[FieldChange]]] = field(default_factory=list)


class BulkDesk(QObject):
    """Plans, does and undoes; remembers the last few changes for as long as the person works here."""

    undo_changed = Signal()
    progressed = Signal(int, int)
    """How many tickets are done, of how many."""

    def __init__(self, desk: Workstation, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._undos: list[Done] = []

    def can_undo(self) -> int:
        """How many tickets the next undo concerns; 0 where there is nothing to take back."""
        return len(self._undos[-1].plans) if self._undos else 0

    async def plan(self, ticket_ids: Sequence[str], wanted: Wanted) -> list[ListedPlan]:
        """What would become of each ticket; of those that this desk does not hold central is asked."""
        ids = list(ticket_ids)[:MOST_CHANGED_AT_ONCE]
        found = {
            one.ticket_id: one for one in await self._desk.read(PlanListed(ticket_ids=ids, wanted=wanted))
        }
        away = [one for one in ids if one not in found]
        if away:
            try:
                asked = await self._desk.ask(PlanListed(ticket_ids=away, wanted=wanted))
                found |= {one.ticket_id: one for one in asked}
            except KnownError:
                # Said of each ticket that has no plan.
                pass
        return [found[one] for one in ids if one in found]

    async def do(self, plans: Sequence[ListedPlan], wanted: Wanted) -> Done:
        """Change every ticket that has no problem; what a rule refuses at once is told."""
        done = Done()
        doable = [plan for plan in plans if plan.problem is None]
        for place, plan in enumerate(doable):
            try:
                await self._desk.do(change_of(plan.ticket_id, wanted, self._desk.clock.now()))
            except KnownError as problem:
                done.refused.append((plan, problem.what))
            else:
                done.plans.append(plan)
            self.progressed.emit(place + 1, len(doable))
        if done.plans:
            self._undos = [*self._undos, done][-MOST_UNDOS:]
            self.undo_changed.emit()
        return done

    async def undo(self) -> TakenBack:
        """Take the last change back, where nobody has changed the tickets since."""
        taken = TakenBack()
        if not self._undos:
            return taken
        done = self._undos.pop()
        self.undo_changed.emit()
        now = {one.ticket_id: one for one in await self.plan([one.ticket_id for one in done.plans], Wanted())}
        for place, plan in enumerate(done.plans):
            stays = _changed_since(plan, now.get(plan.ticket_id))
            left = [one for one in plan.changes if one not in stays]
            if left:
                command: UndoListed = undo_of(plan.ticket_id, plan.standing, left, self._desk.clock.now())
                try:
                    await self._desk.do(command)
                except KnownError:
                    stays = list(plan.changes)
            if stays:
                taken.stays.append((plan, stays))
            else:
                taken.back.append(plan)
            self.progressed.emit(place + 1, len(done.plans))
        return taken


def _changed_since(plan: ListedPlan, now: ListedPlan | None) -> list[FieldChange]:
    """The changes that cannot be taken back, since the field is another again, or the ticket is closed."""
    if now is None:
        # Not here and central out of reach: central decides when it hears of it.
        return []
    standing = now.standing
    values = {
        "state": standing.state,
        "priority": standing.priority,
        "owner_id": standing.owner_id,
        "category_id": standing.category_id,
    }
    return [
        one
        for one in plan.changes
        if (one.field in values and values[one.field] != one.after) or one.after == "closed"
    ]
